//! What tests stand on: a clock that is moved, randomness that repeats, a mail server that remembers, and shops.
//!
//! Compiled for tests only. Nothing here stands in for a rule of ours: the database, the hashing, the outbox and the
//! letters are the real ones.

mod database;
mod fakes;
mod postbox;
mod sessions;
mod settings;

use std::{
    fmt::Write as _,
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use sqlx::PgPool;
use time::{Duration, OffsetDateTime, macros::datetime};

pub use fakes::{FixedClock, SeededRandomness};
pub use postbox::{
    Manner, Postbox, html_of, links_in, message_id, subject_of, text_of, text_without_tokens,
    token_in, tokens_in,
};
pub use settings::{limit, settings, window};

use super::{
    clock::Clock,
    db::Db,
    form_targets::FormTargets,
    outbox::{self, Delivery},
    password::Passwords,
    randomness::SystemRandomness,
    request::Origin,
    services::Services,
    settings::Settings,
};
use crate::{
    handoff::{
        Scope,
        clients::{self, ClientKind, NewClient, NewProof},
    },
    letters::Letters,
    recovery,
    rights::Right,
    values::{AccountId, CustomerId, PlainPassword},
};

/// When every test begins.
pub const NOW: OffsetDateTime = datetime!(2026-11-21 03:00 UTC);
/// The password of every account that a test makes.
pub const PASSWORD: &str = "correct-horse-battery";
/// The secret of the hook for bounces.
pub const BOUNCE_SECRET: &str = "the mail server's own word, known to nobody else";
/// The cart's `client_secret`.
pub const CART_SECRET: &str = "the cart's own secret, known to nobody else";

/// A shop of a test.
#[derive(Clone, Debug)]
pub struct Shop {
    /// The shop.
    pub customer: CustomerId,
    /// Its parent account.
    pub parent: AccountId,
    /// Its customer code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A portal on a database of its own.
#[derive(Clone)]
pub struct Portal {
    /// What its rules stand on.
    pub services: Services,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    /// Where its mails go.
    pub postbox: Arc<Postbox>,
    /// The database, past all rules.
    pub pool: PgPool,
}

impl Portal {
    /// A portal with [`settings`].
    pub fn on(pool: PgPool) -> Self {
        Self::with(pool, settings())
    }

    /// A portal with settings of the test's own.
    pub fn with(pool: PgPool, settings: Settings) -> Self {
        let clock = Arc::new(FixedClock::at(NOW));
        let services = Services {
            db: Db::new(pool.clone()),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            randomness: Arc::new(SeededRandomness::new(1)),
            passwords: passwords().clone(),
            form_targets: FormTargets::default(),
            settings: Arc::new(settings),
        };
        Self {
            services,
            clock,
            postbox: Arc::default(),
            pool,
        }
    }

    /// The same portal over connections as the server opens them, with its time limits.
    #[must_use]
    pub fn as_served(mut self, connections: u32) -> Self {
        self.services.db =
            Db::connect_lazily(self.pool.connect_options().as_ref().clone(), connections);
        self
    }

    /// Moves the clock on.
    pub fn wait(&self, time: Duration) {
        self.clock.advance(time);
    }

    /// Looks up every request of somebody who has forgotten something, as a worker does.
    ///
    /// # Panics
    ///
    /// When the database does not answer.
    pub async fn answer_requests(&self) {
        while recovery::answer_next(&self.services)
            .await
            .expect("the requests are worked on")
        {}
    }

    /// Sends every mail that is due, until the mail server is gone; tells what became of each.
    ///
    /// # Panics
    ///
    /// When the database does not answer.
    pub async fn deliver(&self) -> Vec<Delivery> {
        let mut deliveries = Vec::new();
        loop {
            let delivery =
                outbox::deliver_next(&self.services, &Letters, self.postbox.as_ref()).await;
            match delivery.expect("the outbox is worked on") {
                Delivery::NothingDue => return deliveries,
                Delivery::Unreachable => {
                    deliveries.push(Delivery::Unreachable);
                    return deliveries;
                }
                delivery => deliveries.push(delivery),
            }
        }
    }

    /// Makes a shop with a registered parent account of this user ID.
    ///
    /// # Panics
    ///
    /// When the database does not answer, or the user ID is taken.
    pub async fn shop(&self, parent: &str) -> Shop {
        let randomness = self.services.randomness.as_ref();
        let customer = CustomerId::from(randomness.uuid());
        let number = u32::from_be_bytes(randomness.bytes()) % 1_000_000_000;
        let (code, name) = (format!("{number:09}"), format!("{parent}商店"));
        sqlx::query("insert into customers (id, code, name, created_at) values ($1, $2, $3, $4)")
            .bind(customer.into_uuid())
            .bind(&code)
            .bind(&name)
            .bind(self.services.clock.now())
            .execute(&self.pool)
            .await
            .expect("a customer is written");
        let parent = self.registered(customer, "parent", &name, parent).await;
        self.cart().await;
        Shop {
            customer,
            parent,
            code,
            name,
        }
    }

    /// Registers the cart: `cart` with [`CART_SECRET`] at `https://cart.example.com`.
    ///
    /// # Panics
    ///
    /// When the database does not answer.
    pub async fn cart(&self) {
        clients::put(&self.services, &cart())
            .await
            .expect("the cart is registered");
        clients::refresh_form_targets(&self.services)
            .await
            .expect("the clients are looked up");
    }

    /// Makes a registered share account of a shop.
    ///
    /// # Panics
    ///
    /// When the database does not answer, or the user ID is taken.
    pub async fn share(&self, shop: &Shop, user_id: &str) -> AccountId {
        self.registered(shop.customer, "share", &format!("{user_id}さん"), user_id)
            .await
    }

    async fn registered(
        &self,
        customer: CustomerId,
        kind: &str,
        name: &str,
        user_id: &str,
    ) -> AccountId {
        let account = AccountId::from(self.services.randomness.uuid());
        let mut tx = self.pool.begin().await.expect("a transaction");
        sqlx::query("insert into user_ids (user_id, account_id, taken_at) values ($1, $2, $3)")
            .bind(user_id)
            .bind(account.into_uuid())
            .bind(self.services.clock.now())
            .execute(&mut *tx)
            .await
            .expect("a free user ID");
        sqlx::query(
            "insert into accounts
                    (id, customer_id, kind, state, name, email, user_id, password_hash,
                     created_at, registered_at)
             values ($1, $2, $3, 'active', $4, $5, $6, $7, $8, $8)",
        )
        .bind(account.into_uuid())
        .bind(customer.into_uuid())
        .bind(kind)
        .bind(name)
        .bind(format!("{user_id}@example.com"))
        .bind(user_id)
        .bind(password_hash())
        .bind(self.services.clock.now())
        .execute(&mut *tx)
        .await
        .expect("an account is written");
        tx.commit().await.expect("committed");
        account
    }

    /// Puts an account into a state.
    ///
    /// # Panics
    ///
    /// When the database does not answer.
    pub async fn set_state(&self, account: AccountId, state: &str) {
        sqlx::query("update accounts set state = $2 where id = $1")
            .bind(account.into_uuid())
            .bind(state)
            .execute(&self.pool)
            .await
            .expect("a state is written");
    }

    /// Gives an account another address, past all rules.
    ///
    /// # Panics
    ///
    /// When the database does not answer.
    pub async fn set_email(&self, account: AccountId, email: &str) {
        sqlx::query("update accounts set email = $2 where id = $1")
            .bind(account.into_uuid())
            .bind(email)
            .execute(&self.pool)
            .await
            .expect("an address is written");
    }

    /// Does something to the database that no rule of ours does.
    ///
    /// # Panics
    ///
    /// When it does not do it.
    pub async fn run(&self, statement: &'static str) {
        sqlx::raw_sql(statement)
            .execute(&self.pool)
            .await
            .expect("the database does it");
    }

    /// Makes every further entry of the audit log fail (R42).
    ///
    /// # Panics
    ///
    /// When the database does not answer.
    pub async fn break_audit_log(&self) {
        self.run(
            "create function fail() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
             create trigger audit_log_broken before insert on audit_log for each row execute function fail()",
        )
        .await;
    }
}

/// Bytes in hexadecimal, as a dump shows them.
///
/// # Panics
///
/// Never: a text takes everything.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes everything");
        text
    })
}

/// The cart as a client.
///
/// # Panics
///
/// Never: the addresses are addresses.
pub fn cart() -> NewClient {
    let at = |path: &str| {
        format!("https://cart.example.com{path}")
            .parse()
            .expect("an address")
    };
    NewClient {
        id: "cart".to_owned(),
        name: "USEN CART".to_owned(),
        kind: ClientKind::Cart,
        needs: Right::Cart,
        proof: NewProof::GivenSecret(CART_SECRET.to_owned()),
        redirect_uris: vec![at("/callback")],
        post_logout_redirect_uris: vec![at("/signed-out")],
        initiate_login_uri: at("/login"),
        target_link_uri: at("/"),
        backchannel_logout_uri: Some(at("/backchannel-logout")),
        scopes: Scope::ALL.into_iter().collect(),
    }
}

/// Nowhere in particular.
pub fn somewhere() -> Origin {
    from_address([192, 0, 2, 1])
}

/// A visitor's address.
pub fn from_address(address: impl Into<std::net::IpAddr>) -> Origin {
    Origin {
        address: Some(address.into()),
        request_id: Some("TEST".to_owned()),
        user_agent: None,
    }
}

/// One gate for all tests of a process: its threads are no part of any test.
fn passwords() -> &'static Passwords {
    static PASSWORDS: OnceLock<Passwords> = OnceLock::new();
    PASSWORDS
        .get_or_init(|| Passwords::start(NonZeroUsize::MIN.saturating_add(1), &SystemRandomness))
}

/// A hash of [`PASSWORD`], made once.
fn password_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        let password = PlainPassword::for_sign_in(PASSWORD).expect("short enough");
        let hashing = async { passwords().hash(password, &SystemRandomness).await };
        let hashed = std::thread::scope(|scope| {
            let on_its_own = || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_time()
                    .build();
                runtime.expect("a runtime").block_on(hashing)
            };
            scope.spawn(on_its_own).join().expect("the thread ends")
        });
        hashed.expect("hashed").as_stored().to_owned()
    })
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
