//! The demonstration's data: fixed, so that tests and people can rely on it. Never there outside of it.

use app::{
    handoff::{
        Scope,
        clients::{self, ClientKind, NewClient, NewProof},
    },
    platform::{
        db::PgConnection,
        password::{PasswordError, PasswordHash},
        services::Services,
    },
    points,
    rights::Right,
    values::{AccountId, CustomerId, PlainPassword, Points},
};
use sqlx::query;
use time::{Duration, OffsetDateTime};
use url::Url;
use uuid::Uuid;

use crate::config::{Demonstration, SampleSites};

/// A shop of the demonstration.
struct Shop {
    code: &'static str,
    name: &'static str,
    parent: &'static str,
    points: i64,
}

const USEN: Shop = Shop {
    code: "750900812",
    name: "(株) USEN",
    parent: "demoparent",
    points: 87_187,
};
const TANUKIYA: Shop = Shop {
    code: "010100161",
    name: "土産物 たぬきや",
    parent: "demoparent2",
    points: 1_000,
};
const THREE_HUNDRED: Shop = Shop {
    code: "010100300",
    name: "居酒屋 三百人",
    parent: "demoparent3",
    points: 1_000,
};

/// A share account of the demonstration.
struct Share {
    name: String,
    email: String,
    standing: Standing,
}

enum Standing {
    Registered(String),
    /// The invitation was sent so long ago.
    Invited(Duration),
    /// The invitation goes out now.
    InvitedNow,
}

/// Why the demonstration's data could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The password.
    #[error("password: {0}")]
    Password(#[from] PasswordError),
    /// The points.
    #[error("points: {0}")]
    Points(#[from] points::Error),
    /// The sample sites.
    #[error("sample site: {0}")]
    Client(#[from] clients::AddError),
    /// An address below one of them.
    #[error("an address of a sample site cannot be made")]
    Address,
    /// `DEMO_PASSWORD` is no password.
    #[error("DEMO_PASSWORD is longer than any password")]
    TooLong,
}

/// Loads the data unless it is there, and gives all its accounts the password.
///
/// # Errors
///
/// See [`DemoError`].
pub async fn load(services: &Services, demonstration: &Demonstration) -> Result<(), DemoError> {
    let password =
        PlainPassword::for_sign_in(demonstration.password.expose()).ok_or(DemoError::TooLong)?;
    let hash = services
        .passwords
        .hash(password, services.randomness.as_ref())
        .await?;

    let mut tx = services.db.begin().await?;
    let there: bool = sqlx::query_scalar("select exists (select from customers where code = $1)")
        .bind(USEN.code)
        .fetch_one(&mut *tx)
        .await?;
    if there {
        query("update accounts set password_hash = $1 where password_hash is not null")
            .bind(hash.as_stored())
            .execute(&mut *tx)
            .await?;
    } else {
        let loader = Loader {
            services,
            hash,
            now: services.clock.now(),
        };
        loader.shop(&mut tx, &USEN, usen_staff()).await?;
        loader.shop(&mut tx, &TANUKIYA, Vec::new()).await?;
        loader
            .shop(&mut tx, &THREE_HUNDRED, three_hundred())
            .await?;
    }
    tx.commit().await?;
    put_clients(services, &demonstration.sample_sites).await
}

/// The sample sites of `end2end/cart`: the cart proves itself by a secret, the service by a key.
async fn put_clients(services: &Services, sites: &SampleSites) -> Result<(), DemoError> {
    let site = |origin: &Url, id: &str, name: &str, kind, needs, proof, scopes: &[Scope]| {
        let at = |path: &str| origin.join(path).map_err(|_| DemoError::Address);
        Ok::<_, DemoError>(NewClient {
            id: id.to_owned(),
            name: name.to_owned(),
            kind,
            needs,
            proof,
            redirect_uris: vec![at("/callback")?],
            post_logout_redirect_uris: vec![at("/signed-out")?],
            initiate_login_uri: at("/login")?,
            target_link_uri: at("/")?,
            backchannel_logout_uri: Some(at("/backchannel-logout")?),
            scopes: scopes.iter().copied().collect(),
        })
    };
    let cart = site(
        &sites.cart,
        "usen-cart",
        "USEN CART",
        ClientKind::Cart,
        Right::Cart,
        NewProof::GivenSecret(sites.cart_secret.expose().to_owned()),
        &Scope::ALL,
    )?;
    clients::put(services, &cart).await?;
    if let Some(keys) = &sites.service_keys {
        let service = site(
            &sites.service,
            "otoraku",
            "OTORAKU",
            ClientKind::Service,
            Right::LinkedServices,
            NewProof::Keys(keys.clone()),
            &[Scope::OpenId, Scope::Profile, Scope::Shop],
        )?;
        clients::put(services, &service).await?;
    }
    Ok(())
}

/// 有線 太郎 and USENカフェ002 to 006, oldest first; some share one address (M9).
fn usen_staff() -> Vec<Share> {
    let share = |name: &str, email: &str, standing| Share {
        name: name.to_owned(),
        email: email.to_owned(),
        standing,
    };
    vec![
        share(
            "有線 太郎",
            "taro.yusen@example.com",
            Standing::Registered("demoshare01".to_owned()),
        ),
        share(
            "USENカフェ002",
            "cafe@example.com",
            Standing::Registered("demoshare02".to_owned()),
        ),
        share(
            "USENカフェ003",
            "cafe@example.com",
            Standing::Registered("demoshare03".to_owned()),
        ),
        share(
            "USENカフェ004",
            "cafe-staff@example.com",
            Standing::Invited(Duration::days(2)),
        ),
        share(
            "USENカフェ005",
            "cafe@example.com",
            Standing::Invited(Duration::days(10)),
        ),
        share(
            "USENカフェ006",
            "cafe-staff@example.com",
            Standing::InvitedNow,
        ),
    ]
}

fn three_hundred() -> Vec<Share> {
    (1..=300)
        .map(|number| Share {
            name: format!("スタッフ{number:03}"),
            email: format!("staff{number:03}@example.com"),
            standing: if number % 3 == 0 {
                Standing::Registered(format!("demostaff{number:03}"))
            } else {
                Standing::Invited(Duration::days(1))
            },
        })
        .collect()
}

struct Loader<'a> {
    services: &'a Services,
    hash: PasswordHash,
    now: OffsetDateTime,
}

impl Loader<'_> {
    async fn shop(
        &self,
        conn: &mut PgConnection,
        shop: &Shop,
        staff: Vec<Share>,
    ) -> Result<(), DemoError> {
        let customer = self.services.randomness.uuid();
        let opened = self.now - Duration::days(400);
        query("insert into customers (id, code, name, created_at) values ($1, $2, $3, $4)")
            .bind(customer)
            .bind(shop.code)
            .bind(shop.name)
            .bind(opened)
            .execute(&mut *conn)
            .await?;
        let parent = self
            .registered(
                &mut *conn,
                customer,
                "parent",
                shop.name,
                shop.parent,
                opened,
            )
            .await?;
        self.points(
            &mut *conn,
            CustomerId::from(customer),
            AccountId::from(parent),
            shop.points,
        )
        .await?;

        let count = i64::try_from(staff.len()).unwrap_or_default();
        for (number, share) in (0..).zip(staff) {
            // a minute apart, so that the order is plain; all before today
            let added = self.now - Duration::days(11) - Duration::minutes(count - number);
            self.share(&mut *conn, customer, share, added).await?;
        }
        Ok(())
    }

    /// What a shop gets at the start; of one that has more, also what it bought and what it got for that.
    async fn points(
        &self,
        conn: &mut PgConnection,
        customer: CustomerId,
        parent: AccountId,
        balance: i64,
    ) -> Result<(), points::Error> {
        let services = self.services;
        points::give_start(services, conn, customer).await?;
        let now = points::balance(services, conn, customer).await?.total.yen();
        if balance <= now {
            return Ok(());
        }
        points::give_for_first_purchase(services, conn, customer, Some(parent), "注文番号 10001")
            .await?;
        let order = points::Hold {
            customer,
            points: Points::new(1_300),
            account: Some(parent),
            note: "注文番号 10001",
            idempotency_key: "order 10001",
        };
        let held = points::reserve(services, conn, &order).await?;
        points::capture(services, conn, customer, held.id, order.points).await?;
        let now = points::balance(services, conn, customer).await?.total.yen();
        let campaign = points::Entry {
            customer,
            points: Points::new(balance - now),
            cause: points::Cause::Campaign,
            idempotency_key: "demonstration",
            account: None,
            note: Some("秋のキャンペーン"),
            expires_at: Some(self.now + Duration::days(90)),
        };
        points::book(services, conn, &campaign).await?;
        Ok(())
    }

    async fn share(
        &self,
        conn: &mut PgConnection,
        customer: Uuid,
        share: Share,
        added: OffsetDateTime,
    ) -> sqlx::Result<()> {
        let Share {
            name,
            email,
            standing,
        } = share;
        match standing {
            Standing::Registered(user_id) => {
                let account = self
                    .registered(&mut *conn, customer, "share", &name, &user_id, added)
                    .await?;
                query("update accounts set email = $2 where id = $1")
                    .bind(account)
                    .bind(email)
                    .execute(conn)
                    .await?;
            }
            Standing::Invited(ago) => {
                let account = self
                    .invited(&mut *conn, customer, &name, &email, added)
                    .await?;
                self.sent(conn, account, self.now - ago).await?;
            }
            Standing::InvitedNow => {
                let account = self
                    .invited(&mut *conn, customer, &name, &email, added)
                    .await?;
                let letter = app::platform::outbox::Letter::Invitation;
                let randomness = self.services.randomness.as_ref();
                app::platform::outbox::enqueue(
                    conn,
                    randomness,
                    letter,
                    AccountId::from(account),
                    self.now,
                )
                .await?;
            }
        }
        Ok(())
    }

    async fn registered(
        &self,
        conn: &mut PgConnection,
        customer: Uuid,
        kind: &str,
        name: &str,
        user_id: &str,
        at: OffsetDateTime,
    ) -> sqlx::Result<Uuid> {
        let account = self.services.randomness.uuid();
        query("insert into user_ids (user_id, account_id, taken_at) values ($1, $2, $3)")
            .bind(user_id)
            .bind(account)
            .bind(at)
            .execute(&mut *conn)
            .await?;
        query(
            "insert into accounts
                    (id, customer_id, kind, state, name, email, user_id, password_hash,
                     created_at, registered_at)
             values ($1, $2, $3, 'active', $4, $5, $6, $7, $8, $8)",
        )
        .bind(account)
        .bind(customer)
        .bind(kind)
        .bind(name)
        .bind(format!("{user_id}@example.com"))
        .bind(user_id)
        .bind(self.hash.as_stored())
        .bind(at)
        .execute(conn)
        .await?;
        Ok(account)
    }

    async fn invited(
        &self,
        conn: &mut PgConnection,
        customer: Uuid,
        name: &str,
        email: &str,
        at: OffsetDateTime,
    ) -> sqlx::Result<Uuid> {
        let account = self.services.randomness.uuid();
        query(
            "insert into accounts (id, customer_id, kind, state, name, email, created_at)
             values ($1, $2, 'share', 'awaiting_registration', $3, $4, $5)",
        )
        .bind(account)
        .bind(customer)
        .bind(name)
        .bind(email)
        .bind(at)
        .execute(conn)
        .await?;
        Ok(account)
    }

    /// An invitation that went out earlier. Nobody has its link: its hash is of bytes thrown away.
    async fn sent(
        &self,
        conn: &mut PgConnection,
        account: Uuid,
        at: OffsetDateTime,
    ) -> sqlx::Result<()> {
        let mail = self.services.randomness.uuid();
        query(
            "insert into outbox (id, letter, account_id, state, created_at, due_at, expires_at, attempts, sent_at)
             values ($1, 'invitation', $2, 'sent', $3, $3, $3, 1, $3)",
        )
        .bind(mail)
        .bind(account)
        .bind(at)
        .execute(&mut *conn)
        .await?;
        query(
            "insert into invitation_links (token_hash, account_id, mail_id, created_at, expires_at)
             values ($1, $2, $3, $4, $5)",
        )
        .bind(self.services.randomness.as_ref().bytes::<32>().to_vec())
        .bind(account)
        .bind(mail)
        .bind(at)
        .bind(at + self.services.settings.lifetimes.invitation)
        .execute(conn)
        .await?;
        Ok(())
    }
}
