//! Sessions against a real database: what ended stays ended (R9–R12, R34, G6).

use std::sync::Arc;

use async_trait::async_trait;
use axum::{
    Router,
    body::Body,
    extract::Request,
    http::header,
    routing::{get, post},
};
use sqlx::PgPool;
use time::Duration;
use tokio::sync::Notify;
use tower::ServiceExt as _;
use tower_sessions::{
    Session, SessionManagerLayer, SessionStore as Store,
    session::{Id, Record},
    session_store,
};

use super::{
    session,
    session_store::{ACCOUNT, BEGINNING, Beginning, SessionStore},
    testing::{NOW, Portal, hexadecimal},
};

async fn is_alive(portal: &Portal, id: Id) -> bool {
    portal
        .session_store()
        .load(&id)
        .await
        .expect("asked")
        .is_some()
}

/// Signs out while a request is in flight that has read the session and saves it afterwards; tells whether the
/// session is alive when both are through.
async fn sign_out_beside_a_request<S: Store + Clone>(portal: &Portal, store: S) -> bool {
    let shop_account: uuid::Uuid = portal.ask("select id from accounts limit 1").await;
    let id = portal.begin_session(shop_account.into()).await;
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let router = Router::new()
        .route(
            "/slow",
            get({
                let (begun, go_on) = (Arc::clone(&begun), Arc::clone(&go_on));
                async move |session: Session| {
                    let account: Option<uuid::Uuid> = session.get(ACCOUNT).await.expect("read");
                    assert!(account.is_some());
                    begun.notify_one();
                    go_on.notified().await;
                    touch(&session).await;
                }
            }),
        )
        .route(
            "/sign-out",
            post(async |session: Session| session.flush().await.expect("signed out")),
        )
        .layer(SessionManagerLayer::new(store).with_name("sid"));
    let request = |method: &str, path: &str| {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, format!("sid={id}"));
        router
            .clone()
            .oneshot(request.body(Body::empty()).expect("a request"))
    };

    let in_flight = tokio::spawn(request("GET", "/slow"));
    begun.notified().await;
    request("POST", "/sign-out").await.expect("answered");
    go_on.notify_one();
    let answer = in_flight.await.expect("ran").expect("answered");

    assert!(answer.status().is_success());
    is_alive(portal, id).await
}

#[expect(
    clippy::disallowed_methods,
    reason = "what a careless request would do"
)]
async fn touch(session: &Session) {
    session.insert("touched", true).await.expect("changed");
}

/// G6: the usual stores upsert in `save`, and bring the session back; the test below shows that this one would
/// notice.
#[sqlx::test(migrations = "../migrations")]
async fn r10_after_a_thousand_sign_outs_with_requests_in_flight_no_session_is_alive(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;

    for round in 0..1_000 {
        let alive = sign_out_beside_a_request(&portal, portal.session_store()).await;

        assert!(!alive, "round {round}");
    }

    assert_eq!(
        portal
            .ask::<i64>("select count(*) from sessions where revoked_at is null")
            .await,
        0
    );
}

/// The store of ours, but for a `save` that writes the row whatever became of it, as the usual stores do.
#[derive(Clone, Debug)]
struct Upserting {
    ours: SessionStore,
    pool: PgPool,
}

#[async_trait]
impl Store for Upserting {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        self.ours.create(record).await
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        sqlx::query("update sessions set revoked_at = null where id_hash = $1")
            .bind(super::session_store::hash_of_id(record.id).to_vec())
            .execute(&self.pool)
            .await
            .map_err(|error| session_store::Error::Backend(error.to_string()))?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        self.ours.load(id).await
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.ours.delete(id).await
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn g6_a_store_that_upserts_would_be_noticed(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    let store = Upserting {
        ours: portal.session_store(),
        pool: portal.pool.clone(),
    };

    assert!(sign_out_beside_a_request(&portal, store).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r34_a_session_ends_after_sixty_idle_minutes(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let id = portal.begin_session(shop.parent).await;

    for _ in 0..3 {
        portal.wait(Duration::minutes(60) - Duration::SECOND);
        assert!(is_alive(&portal, id).await);
    }
    portal.wait(Duration::minutes(60));

    assert!(!is_alive(&portal, id).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r34_a_session_ends_after_twelve_hours_however_busy_it_is(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let id = portal.begin_session(shop.parent).await;

    while portal.services.clock.now() < NOW + Duration::hours(12) - Duration::minutes(5) {
        portal.wait(Duration::minutes(5));
        assert!(is_alive(&portal, id).await);
    }
    portal.wait(Duration::minutes(5));

    assert!(!is_alive(&portal, id).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r34_a_busy_session_is_written_down_once_a_minute_at_most(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let id = portal.begin_session(shop.parent).await;
    let seen = "select extract(epoch from last_seen_at - created_at)::bigint from sessions";

    portal.wait(Duration::seconds(59));
    is_alive(&portal, id).await;
    assert_eq!(portal.ask::<i64>(seen).await, 0);
    portal.wait(Duration::SECOND);
    is_alive(&portal, id).await;
    assert_eq!(portal.ask::<i64>(seen).await, 60);
}

#[sqlx::test(migrations = "../migrations")]
async fn d10_the_twenty_first_session_ends_the_oldest(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let mut ids = Vec::new();
    for _ in 0..20 {
        ids.push(portal.begin_session(shop.parent).await);
        portal.wait(Duration::SECOND);
    }
    assert!(is_alive(&portal, ids[0]).await);

    ids.push(portal.begin_session(shop.parent).await);

    assert!(!is_alive(&portal, ids[0]).await);
    for id in &ids[1..] {
        assert!(is_alive(&portal, *id).await);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r12_a_new_epoch_ends_every_session_of_the_account_and_no_other(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let share = portal.share(&shop, "demoshare01").await;
    let own = [
        portal.begin_session(share).await,
        portal.begin_session(share).await,
    ];
    let other = portal.begin_session(shop.parent).await;
    let mut conn = portal.services.db.acquire().await.expect("a connection");

    session::end_all_of(&mut conn, share).await.expect("ended");

    assert!(!is_alive(&portal, own[0]).await && !is_alive(&portal, own[1]).await);
    assert!(is_alive(&portal, other).await);
    assert!(is_alive(&portal, portal.begin_session(share).await).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn d11_sessions_rest_while_the_parent_is_suspended_and_nobody_begins_one(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let share = portal.share(&shop, "demoshare01").await;
    let id = portal.begin_session(share).await;

    portal.set_state(shop.parent, "suspended").await;

    assert!(!is_alive(&portal, id).await);
    let data = std::iter::once((ACCOUNT.to_owned(), serde_json::json!(share))).collect();
    let mut record = Record {
        id: Id(1),
        data,
        expiry_date: NOW,
    };
    assert!(portal.session_store().create(&mut record).await.is_err());
}

#[sqlx::test(migrations = "../migrations")]
async fn r9_an_identifier_of_the_clients_own_choice_is_no_session(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;

    assert!(!is_alive(&portal, Id(42)).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r16_no_table_holds_the_cookies_value(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;

    let id = portal.begin_session(shop.parent).await;

    let dump = portal.dump_everything().await;
    let hexadecimal = hexadecimal(&id.0.to_be_bytes());
    assert!(!dump.contains(&id.to_string()) && !dump.contains(&hexadecimal));
}

#[sqlx::test(migrations = "../migrations")]
async fn d10_a_session_that_goes_on_under_a_new_identifier_ends_when_the_first_would_have(
    pool: PgPool,
) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let store = portal.session_store();
    portal.wait(Duration::hours(11));
    let proved_at = portal.services.clock.now();
    let beginning = Beginning {
        began_at: Some(NOW),
        proved_at: Some(proved_at),
        ..Beginning::default()
    };
    let data = [
        (ACCOUNT.to_owned(), serde_json::json!(shop.parent)),
        (BEGINNING.to_owned(), serde_json::json!(beginning)),
    ];
    let mut record = Record {
        id: Id(7),
        data: data.into_iter().collect(),
        expiry_date: NOW,
    };

    store.create(&mut record).await.expect("begun");

    assert!(is_alive(&portal, record.id).await);
    let kept: time::OffsetDateTime = portal.ask("select proved_at from sessions").await;
    assert_eq!(kept, proved_at);
    portal.wait(Duration::minutes(59));
    assert!(is_alive(&portal, record.id).await);
    portal.wait(Duration::MINUTE);
    assert!(!is_alive(&portal, record.id).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r12_a_proof_looked_at_before_everything_ended_begins_no_session(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let begins = async |epoch: i32| {
        let beginning = Beginning {
            epoch: Some(epoch),
            ..Beginning::default()
        };
        let mut record = Record {
            id: Id::default(),
            data: [
                (ACCOUNT.to_owned(), serde_json::json!(shop.parent)),
                (BEGINNING.to_owned(), serde_json::json!(beginning)),
            ]
            .into_iter()
            .collect(),
            expiry_date: NOW,
        };
        portal.session_store().create(&mut record).await.is_ok()
    };
    let before = begins(0).await;

    let mut conn = portal.services.db.acquire().await.expect("a connection");
    session::end_all_of(&mut conn, shop.parent)
        .await
        .expect("ended");

    assert!(before);
    assert!(!begins(0).await);
    assert!(begins(1).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r10_a_session_that_ended_while_a_rule_waited_is_not_carried_over(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.member(&shop, shop.parent).await;
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    let stood = session::lock_standing(&mut conn, &member)
        .await
        .expect("asked");

    session::end_all_of(&mut conn, shop.parent)
        .await
        .expect("ended");
    let stands = session::lock_standing(&mut conn, &member)
        .await
        .expect("asked");
    session::end_others_of(&mut conn, &member)
        .await
        .expect("ended");

    assert!(stood.is_ok());
    assert!(stands.is_err());
    assert!(
        session::lock_standing(&mut conn, &member)
            .await
            .expect("asked")
            .is_err()
    );
}
