//! What tests stand on: a clock that is moved, randomness that repeats, a mail server that remembers, and shops.
//!
//! Compiled for tests only. Nothing here stands in for a rule of ours: the database, the hashing, the outbox and the
//! letters are the real ones.

use std::{
    fmt::Write as _,
    num::{NonZeroU32, NonZeroUsize},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use lettre::Message;
use mail_parser::MessageParser;
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;
use time::{Duration, OffsetDateTime, macros::datetime};
use tower_sessions::{
    SessionStore as _,
    session::{Id, Record},
};

use super::{
    clock::Clock,
    db::Db,
    outbox::{self, Delivery, Handed, Postman},
    password::Passwords,
    randomness::{Randomness, SystemRandomness},
    request::Origin,
    services::Services,
    session_store::{ACCOUNT, SessionStore, hash_of_id},
    settings::{Assets, Brand, CartClient, Key, Lifetimes, Limit, Limits, Settings},
    tokens::{Hash, hash_of},
};
use crate::{
    letters::Letters,
    recovery,
    values::{AccountId, CustomerId, PlainPassword, Token},
};

/// When every test begins.
pub const NOW: OffsetDateTime = datetime!(2026-11-21 03:00 UTC);
/// The password of every account that a test makes.
pub const PASSWORD: &str = "correct-horse-battery";
/// The cart's `client_secret`.
pub const CART_SECRET: &str = "the cart's own secret, known to nobody else";

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct FixedClock(Mutex<OffsetDateTime>);

impl FixedClock {
    /// A clock that shows this moment.
    pub fn at(now: OffsetDateTime) -> Self {
        Self(Mutex::new(now))
    }

    /// Moves it on.
    pub fn advance(&self, by: Duration) {
        *locked(&self.0) += by;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> OffsetDateTime {
        *locked(&self.0)
    }
}

/// Bytes that look random and are the same in each run.
#[derive(Debug)]
pub struct SeededRandomness {
    seed: u64,
    blocks: AtomicU64,
}

impl SeededRandomness {
    /// The bytes of this seed.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            blocks: AtomicU64::new(0),
        }
    }
}

impl Randomness for SeededRandomness {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            let block = self.blocks.fetch_add(1, Ordering::Relaxed);
            let bytes = Sha256::digest([self.seed.to_be_bytes(), block.to_be_bytes()].concat());
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
    }
}

/// A limit of `burst` at once, then one each `every`.
///
/// # Panics
///
/// When nothing is allowed at once.
pub fn limit(burst: u32, every: Duration) -> Limit {
    Limit {
        burst: NonZeroU32::new(burst).expect("a burst of one at least"),
        every,
    }
}

/// The settings of a portal on https, with the numbers of `design/security.md` section 2.
///
/// # Panics
///
/// Never: the addresses are addresses.
pub fn settings() -> Settings {
    let url = |text: &str| text.parse().expect("an address");
    let files = [
        "main.css",
        "navigation.js",
        "guest.js",
        "members.js",
        "members.wasm",
        "icons.svg",
    ];
    Settings {
        public_url: url("https://members.example.com"),
        mail_from: "USEN MEMBERS <noreply@members.example.com>"
            .parse()
            .expect("a mailbox"),
        brand: Brand {
            company: "株式会社USEN".to_owned(),
            company_site: "https://company.example.com".to_owned(),
            phone: "0120-000-000".to_owned(),
            hours: "年中無休 9:00～22:30".to_owned(),
        },
        cart: CartClient {
            entry_url: url("https://cart.example.com/sign-in"),
            redirect_uri: url("https://cart.example.com/callback"),
            client_id: "cart".to_owned(),
            client_secret_hash: hash_of(CART_SECRET.as_bytes()),
        },
        secret_key: Key::from(&[7; 64]),
        trusted_proxies: Vec::new(),
        lifetimes: Lifetimes {
            invitation: Duration::days(7),
            password_reset: Duration::minutes(30),
            email_confirmation: Duration::hours(24),
            email_undo: Duration::days(7),
            sign_in_alert: Duration::days(7),
            proof: Duration::minutes(10),
            session_idle: Duration::minutes(60),
            session_absolute: Duration::hours(12),
            remembered: Duration::days(30),
            authorization_code: Duration::seconds(60),
        },
        limits: Limits {
            sign_in_account: limit(10, Duration::minutes(1)),
            sign_in_device: limit(10, Duration::seconds(90)),
            sign_in_address: limit(30, Duration::seconds(10)),
            distinct_ids_per_address: 20,
            distinct_ids_window: Duration::minutes(10),
            distinct_ids_cool_down: Duration::minutes(15),
            failures_in_a_row: 100,
            resend_pause: limit(1, Duration::minutes(1)),
            resend_day: limit(5, Duration::seconds(17_280)),
            add: limit(500, Duration::seconds(8)),
            registration: limit(60, Duration::minutes(1)),
            user_id_check: limit(30, Duration::seconds(2)),
            user_id_check_day: limit(300, Duration::seconds(288)),
            user_id_check_address: limit(120, Duration::milliseconds(500)),
            proof: limit(10, Duration::seconds(90)),
            recovery_address: limit(10, Duration::minutes(6)),
            recovery: limit(3, Duration::minutes(20)),
            recovery_day: limit(10, Duration::seconds(8_640)),
            email_change: limit(3, Duration::minutes(20)),
            passkey_address: limit(30, Duration::seconds(2)),
        },
        password_min: 12,
        share_account_limit: 1_000,
        assets: Assets {
            build: "test".to_owned(),
            files: files
                .into_iter()
                .map(|file| (file.to_owned(), format!("/pkg/{file}")))
                .collect(),
        },
        demonstration: false,
    }
}

/// A mail server that keeps what it takes, and can be down, refuse, or be left before it has answered.
#[derive(Debug, Default)]
pub struct Postbox {
    taken: Mutex<Vec<Message>>,
    manner: Mutex<Manner>,
}

/// How a [`Postbox`] answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    /// It takes every mail.
    #[default]
    Accepting,
    /// It takes none now.
    Down,
    /// It never will.
    Refusing,
    /// It takes the mail, and its answer never arrives.
    Silent,
}

impl Postbox {
    /// From now on it answers so.
    pub fn answer(&self, manner: Manner) {
        *locked(&self.manner) = manner;
    }

    /// Every mail that it has taken.
    pub fn mails(&self) -> Vec<Message> {
        locked(&self.taken).clone()
    }

    /// The mails to one address, oldest first.
    pub fn mails_to(&self, address: &str) -> Vec<Message> {
        let is_for = |mail: &Message| {
            mail.envelope()
                .to()
                .iter()
                .any(|to| AsRef::<str>::as_ref(to) == address)
        };
        self.mails().into_iter().filter(is_for).collect()
    }

    /// The token in the newest mail to an address.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub fn newest_token(&self, address: &str) -> String {
        token_in(
            self.mails_to(address)
                .last()
                .expect("a mail to this address"),
        )
    }
}

#[async_trait]
impl Postman for Postbox {
    async fn hand_over(&self, message: Message) -> Handed {
        let manner = *locked(&self.manner);
        match manner {
            Manner::Down => return Handed::Later("421 try again later".to_owned()),
            Manner::Refusing => return Handed::Never("550 no such mailbox".to_owned()),
            Manner::Accepting | Manner::Silent => locked(&self.taken).push(message),
        }
        if manner == Manner::Silent {
            std::future::pending::<()>().await;
        }
        Handed::Accepted
    }
}

/// The token in a mail's link, read by a parser that is not ours.
///
/// # Panics
///
/// When the mail cannot be read, or has no link.
pub fn token_in(mail: &Message) -> String {
    let raw = mail.formatted();
    let parsed = MessageParser::default().parse(&raw).expect("a mail");
    let text = parsed.body_text(0).expect("a part in plain text");
    text.split(['/', '\n', '\r'])
        .find_map(|part| Token::parse(part.trim()).ok())
        .expect("a link with a token")
        .as_str()
        .to_owned()
}

/// A mail's text, read by a parser that is not ours.
///
/// # Panics
///
/// When the mail cannot be read.
pub fn text_of(mail: &Message) -> String {
    let raw = mail.formatted();
    let parsed = MessageParser::default().parse(&raw).expect("a mail");
    let text = parsed.body_text(0).expect("a part in plain text");
    text.replace("\r\n", "\n").trim_end().to_owned()
}

/// A mail's subject.
///
/// # Panics
///
/// When the mail cannot be read, or has none.
pub fn subject_of(mail: &Message) -> String {
    let raw = mail.formatted();
    let parsed = MessageParser::default().parse(&raw).expect("a mail");
    parsed.subject().expect("a subject").to_owned()
}

/// Every link in a mail's text, in their order.
pub fn links_in(mail: &Message) -> Vec<String> {
    text_of(mail)
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("http"))
        .map(str::to_owned)
        .collect()
}

/// The tokens of those links.
pub fn tokens_in(mail: &Message) -> Vec<String> {
    links_in(mail)
        .iter()
        .filter_map(|link| Token::parse(link.rsplit('/').next()?).ok())
        .map(|token| token.as_str().to_owned())
        .collect()
}

/// A mail's text with the word `token` in the place of each token, so that it can be compared.
pub fn text_without_tokens(mail: &Message) -> String {
    let mut text = text_of(mail);
    for token in tokens_in(mail) {
        text = text.replace(&token, "token");
    }
    text
}

/// A mail's Message-ID.
///
/// # Panics
///
/// When it has none.
pub fn message_id(mail: &Message) -> String {
    let raw = mail.formatted();
    MessageParser::default()
        .parse(&raw)
        .expect("a mail")
        .message_id()
        .expect("a Message-ID")
        .to_owned()
}

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

    /// Sends every mail that is due; tells what became of each.
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
        Shop {
            customer,
            parent,
            code,
            name,
        }
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
                    (id, customer_id, kind, state, name, email, user_id, password_hash, created_at, registered_at)
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

    /// What the database says to a question with one answer.
    ///
    /// # Panics
    ///
    /// When it does not answer.
    pub async fn ask<T>(&self, question: &'static str) -> T
    where
        T: Send + Unpin + for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        sqlx::query_scalar(question)
            .fetch_one(&self.pool)
            .await
            .expect("the database answers")
    }

    /// The events of the audit log, oldest first.
    ///
    /// # Panics
    ///
    /// When the database does not answer.
    pub async fn events(&self) -> Vec<String> {
        sqlx::query_scalar("select event from audit_log order by id")
            .fetch_all(&self.pool)
            .await
            .expect("the database answers")
    }

    /// The address of an account.
    ///
    /// # Panics
    ///
    /// When there is no such account.
    pub async fn email_of(&self, account: AccountId) -> String {
        sqlx::query_scalar("select email from accounts where id = $1")
            .bind(account.into_uuid())
            .fetch_one(&self.pool)
            .await
            .expect("the account is there")
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

    /// The user ID of an account.
    ///
    /// # Panics
    ///
    /// When there is no such account.
    pub async fn user_id_of(&self, account: AccountId) -> String {
        sqlx::query_scalar("select user_id from accounts where id = $1")
            .bind(account.into_uuid())
            .fetch_one(&self.pool)
            .await
            .expect("the account is there")
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

    /// Everything that members can change, as text: equal before and after means that nothing changed.
    ///
    /// # Panics
    ///
    /// When the database does not answer.
    pub async fn snapshot(&self) -> String {
        let tables = [
            "customers",
            "accounts",
            "user_ids",
            "outbox",
            "invitation_links",
            "registration_drafts",
            "points_ledger",
            "authorization_codes",
            "mailed_links",
            "email_changes",
            "passkeys",
        ];
        self.dump(&tables).await
    }

    /// Every row of every table, as text; bytes in hexadecimal.
    ///
    /// # Panics
    ///
    /// When the database does not answer.
    pub async fn dump_everything(&self) -> String {
        let tables: Vec<String> = sqlx::query_scalar(
            "select table_name::text from information_schema.tables where table_schema = 'public' order by table_name",
        )
        .fetch_all(&self.pool)
        .await
        .expect("the database answers");
        self.dump(&tables.iter().map(String::as_str).collect::<Vec<_>>())
            .await
    }

    async fn dump(&self, tables: &[&str]) -> String {
        let mut dump = String::new();
        for table in tables {
            let question = format!(
                "select coalesce(string_agg(t::text, chr(10) order by t::text), '') from {table} t"
            );
            let rows: String = sqlx::query_scalar(sqlx::AssertSqlSafe(question))
                .fetch_one(&self.pool)
                .await
                .expect("the database answers");
            writeln!(dump, "{table}\n{rows}").expect("a text takes everything");
        }
        dump
    }

    /// The sessions of this portal.
    pub fn session_store(&self) -> SessionStore {
        SessionStore {
            db: self.services.db.clone(),
            clock: Arc::clone(&self.services.clock),
            idle: self.services.settings.lifetimes.session_idle,
            absolute: self.services.settings.lifetimes.session_absolute,
        }
    }

    /// Begins a session of an account.
    ///
    /// # Panics
    ///
    /// When the account may not act.
    pub async fn begin_session(&self, account: AccountId) -> Id {
        let id = Id(i128::from_be_bytes(
            self.services.randomness.as_ref().bytes(),
        ));
        let data = std::iter::once((ACCOUNT.to_owned(), serde_json::json!(account))).collect();
        let mut record = Record {
            id,
            data,
            expiry_date: NOW,
        };
        self.session_store()
            .create(&mut record)
            .await
            .expect("a session begins");
        record.id
    }

    /// Whether a session is still one.
    ///
    /// # Panics
    ///
    /// When the database does not answer.
    pub async fn is_alive(&self, session: Id) -> bool {
        let found = self.session_store().load(&session).await;
        found.expect("the database answers").is_some()
    }

    /// What the database keeps of a new session of an account.
    ///
    /// # Panics
    ///
    /// When the account may not act.
    pub async fn begin_session_hashed(&self, account: AccountId) -> Hash {
        hash_of_id(self.begin_session(account).await)
    }
}

#[cfg(test)]
impl Portal {
    /// The proof that an account would have, in a session of its own.
    ///
    /// # Panics
    ///
    /// When there is no such account, or it may not act.
    pub async fn member(&self, shop: &Shop, account: AccountId) -> super::session::Member {
        let session = self.begin_session(account).await;
        self.member_in(shop, account, session).await
    }

    /// The proof that an account would have in this session.
    ///
    /// # Panics
    ///
    /// When there is no such account.
    pub async fn member_in(
        &self,
        shop: &Shop,
        account: AccountId,
        session: Id,
    ) -> super::session::Member {
        let (kind, user_id, name, email): (String, String, String, String) =
            sqlx::query_as("select kind, user_id, name, email from accounts where id = $1")
                .bind(account.into_uuid())
                .fetch_one(&self.pool)
                .await
                .expect("the account is there");
        super::session::Member::for_test(super::session::Identity {
            account,
            customer: shop.customer,
            kind: kind.parse().expect("a kind"),
            user_id,
            name,
            email,
            shop_name: shop.name.clone(),
            customer_code: crate::values::CustomerCode::parse(&shop.code).expect("a code"),
            session: hash_of_id(session),
            began_at: self.services.clock.now(),
            proved_at: Some(self.services.clock.now()),
            remembered: None,
            device: None,
            has_passkeys: false,
            epoch: 0,
        })
    }

    /// The proof of an account that has just given its password.
    pub async fn proven(&self, shop: &Shop, account: AccountId) -> super::session::Proven {
        super::session::Proven::for_test(self.member(shop, account).await)
    }

    /// The proof that a shop's parent account would have.
    pub async fn parent(&self, shop: &Shop) -> super::session::Parent {
        super::session::Parent::for_test(self.member(shop, shop.parent).await)
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
