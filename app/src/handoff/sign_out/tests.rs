//! One sign-out for both sites, against a real database.

use std::sync::Mutex;

use async_trait::async_trait;
use serde_json::Value;
use sqlx::PgPool;
use time::Duration;
use tower_sessions::SessionStore as _;
use url::Url;

use super::{
    deliver_next, end_client_sessions,
    model::{Afterwards, Answer, BackChannel, Leaving, LogoutRequest},
    service,
};
use crate::{
    handoff::{
        keys,
        testing::{claims_of, shop_with_share, tokens},
    },
    platform::{
        session::{self, Member},
        testing::Portal,
    },
    share_accounts,
};

/// A client that answers what it is told to.
struct Listener {
    answer: Mutex<Answer>,
    heard: Mutex<Vec<(Url, String)>>,
}

impl Listener {
    fn that_says(answer: Answer) -> Self {
        Self {
            answer: Mutex::new(answer),
            heard: Mutex::default(),
        }
    }

    fn now_says(&self, answer: Answer) {
        *self.answer.lock().expect("unbroken") = answer;
    }

    fn heard(&self) -> Vec<(Url, String)> {
        std::mem::take(&mut self.heard.lock().expect("unbroken"))
    }
}

#[async_trait]
impl BackChannel for Listener {
    async fn post_logout_token(&self, address: &Url, token: &str) -> Answer {
        let word = (address.clone(), token.to_owned());
        self.heard.lock().expect("unbroken").push(word);
        self.answer.lock().expect("unbroken").clone()
    }
}

async fn ended(portal: &Portal) -> i64 {
    end_client_sessions(&portal.services).await.expect("ended")
}

/// Tells everything that is due; how much that was.
async fn tell(portal: &Portal, client: &Listener) -> usize {
    let mut told = 0;
    while deliver_next(&portal.services, client).await.expect("told") {
        told += 1;
    }
    told
}

async fn id_token(portal: &Portal, member: &Member) -> String {
    tokens(portal, member).await.id_token.expect("an ID token")
}

#[sqlx::test(migrations = "../migrations")]
async fn r50_a_client_is_told_once_who_is_signed_out_and_of_what(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let session = portal.begin_session(shop.parent).await;
    let member = portal.member_in(&shop, shop.parent, session).await;
    let id_token = claims_of(&id_token(&portal, &member).await);
    let client = Listener::that_says(Answer::Done);
    assert_eq!((ended(&portal).await, tell(&portal, &client).await), (0, 0));

    portal
        .session_store()
        .delete(&session)
        .await
        .expect("signed out");

    assert_eq!((ended(&portal).await, ended(&portal).await), (1, 0));
    assert_eq!(tell(&portal, &client).await, 1);
    let heard = client.heard();
    let [(address, token)] = heard.as_slice() else {
        panic!("one word");
    };
    assert_eq!(
        address.as_str(),
        "https://cart.example.com/backchannel-logout"
    );
    let header = jsonwebtoken::decode_header(token).expect("a header");
    assert_eq!(header.typ.as_deref(), Some("logout+jwt"));
    let claims: Value = keys::verify(&portal.services, keys::LOGOUT_TOKEN, token)
        .await
        .expect("answered")
        .expect("our signature");
    for name in ["iss", "aud", "sub", "sid"] {
        assert_eq!(claims[name], id_token[name], "{name}");
    }
    assert_eq!(
        claims["events"],
        serde_json::json!({ "http://schemas.openid.net/event/backchannel-logout": {} })
    );
    let now = portal.services.clock.now().unix_timestamp();
    assert_eq!(
        (&claims["iat"], &claims["exp"]),
        (&serde_json::json!(now), &serde_json::json!(now + 120))
    );
    assert!(claims["jti"].is_string() && claims.get("nonce").is_none());
    portal.wait(Duration::DAY);
    assert_eq!(tell(&portal, &client).await, 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn r50_a_client_that_is_down_for_ten_minutes_is_told_afterwards_with_a_new_token(
    pool: PgPool,
) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    tokens(&portal, &member).await;
    portal
        .run("update sessions set revoked_at = created_at")
        .await;
    let client = Listener::that_says(Answer::Unknown("connection refused".to_owned()));
    ended(&portal).await;

    let mut tries = tell(&portal, &client).await;
    for _ in 0..60 {
        portal.wait(Duration::seconds(10));
        tries += tell(&portal, &client).await;
    }
    let refused = client.heard();
    client.now_says(Answer::Done);
    portal.wait(Duration::minutes(15));
    assert_eq!(tell(&portal, &client).await, 1);

    assert!((5..=8).contains(&tries), "{tries}");
    let last = client.heard();
    assert_ne!(last[0].1, refused[0].1);
    let iat = claims_of(&last[0].1)["iat"].clone();
    assert_eq!(
        iat,
        serde_json::json!(portal.services.clock.now().unix_timestamp())
    );
    portal.wait(Duration::DAY);
    assert_eq!(tell(&portal, &client).await, 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn r50_what_a_client_does_not_hear_for_five_days_is_given_up(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    tokens(&portal, &member).await;
    portal
        .run("update sessions set revoked_at = created_at")
        .await;
    ended(&portal).await;
    let client = Listener::that_says(Answer::Unknown("500".to_owned()));

    assert_eq!(tell(&portal, &client).await, 1);
    portal.wait(Duration::days(5));
    assert_eq!(tell(&portal, &client).await, 1);
    portal.wait(Duration::days(5));
    assert_eq!(tell(&portal, &client).await, 0);

    let outcomes: i64 = portal
        .ask("select count(*) from logout_notices where settled_at is not null and outcome = '500'")
        .await;
    assert_eq!(outcomes, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn r50_a_client_that_hears_nothing_keeps_no_other_waiting(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    for _ in 0..10 {
        let member = portal.member(&shop, shop.parent).await;
        tokens(&portal, &member).await;
    }
    portal
        .run("update sessions set revoked_at = created_at")
        .await;
    ended(&portal).await;
    let client = Listener::that_says(Answer::Unknown("no answer in time".to_owned()));

    // a few are tried; the others wait until one of these is heard
    assert_eq!(tell(&portal, &client).await, 3);
    client.now_says(Answer::Done);
    portal.wait(Duration::minutes(15));
    assert_eq!(tell(&portal, &client).await, 10);
}

#[sqlx::test(migrations = "../migrations")]
async fn r50_x20_two_workers_tell_each_word_once(pool: PgPool) {
    let portal = Portal::on(pool).as_served(8);
    let shop = portal.shop("demoparent").await;
    for _ in 0..10 {
        let member = portal.member(&shop, shop.parent).await;
        tokens(&portal, &member).await;
    }
    portal
        .run("update sessions set revoked_at = created_at")
        .await;
    let client = std::sync::Arc::new(Listener::that_says(Answer::Done));

    let workers = (0..4).map(|_| {
        let (portal, client) = (portal.clone(), std::sync::Arc::clone(&client));
        tokio::spawn(async move {
            ended(&portal).await;
            tell(&portal, &client).await
        })
    });
    let mut told = 0;
    for worker in workers.collect::<Vec<_>>() {
        told += worker.await.expect("ran");
    }
    // a worker that came too early leaves the rest to the next round
    told += tell(&portal, &client).await;

    assert_eq!((told, client.heard().len()), (10, 10));
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn r11_r12_whatever_ends_a_sign_in_ends_it_at_the_clients(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, _) = shop_with_share(&portal).await;
    let parent = portal.parent(&shop).await;
    let other = portal.share(&shop, "demoshare02").await;
    let sign_in = async |account| {
        let member = portal.member(&shop, account).await;
        tokens(&portal, &member).await;
        assert_eq!(ended(&portal).await, 0);
        member
    };

    // a new password: the other sessions end, the one it was done in stays
    let (first, second) = (sign_in(other).await, sign_in(other).await);
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    session::end_others_of(&mut conn, &first)
        .await
        .expect("ended");
    assert_eq!(ended(&portal).await, 1);
    // a reset: all of them
    session::end_all_of(&mut conn, other).await.expect("ended");
    assert_eq!(ended(&portal).await, 1);
    drop((conn, second));

    // expiry and suspension of the parent, also for the share account (M174)
    for state in ["expired", "suspended"] {
        sign_in(other).await;
        sign_in(shop.parent).await;
        portal.set_state(shop.parent, state).await;
        assert_eq!(ended(&portal).await, 2, "{state}");
        portal.set_state(shop.parent, "active").await;
    }

    // deletion
    sign_in(other).await;
    share_accounts::testing::delete(&portal, &parent, other).await;
    assert_eq!(ended(&portal).await, 1);

    // an hour without use, here and there
    sign_in(shop.parent).await;
    portal.wait(portal.services.settings.lifetimes.session.idle);
    assert_eq!(ended(&portal).await, 1);

    let words: i64 = portal.ask("select count(*) from logout_notices").await;
    assert_eq!(words, 8);
}

#[sqlx::test(migrations = "../migrations")]
async fn r9_a_renewed_session_ends_nothing_at_the_clients(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    tokens(&portal, &member).await;

    portal
        .run("update sessions set revoked_at = created_at, renewed_at = created_at")
        .await;
    assert_eq!(ended(&portal).await, 0);
    portal
        .run(
            "insert into sessions (id_hash, account_id, session_epoch, created_at, last_seen_at, sign_in_id)
             select '\\x00', account_id, session_epoch, created_at, last_seen_at, sign_in_id from sessions",
        )
        .await;
    portal.wait(Duration::minutes(1));

    assert_eq!(ended(&portal).await, 0);
}

fn leaving(hint: Option<&str>, client: Option<&str>, address: Option<&str>) -> LogoutRequest {
    LogoutRequest {
        id_token_hint: hint.map(str::to_owned),
        client_id: client.map(str::to_owned),
        post_logout_redirect_uri: address.map(str::to_owned),
        state: Some("s&t".to_owned()),
    }
}

async fn decide(portal: &Portal, member: Option<&Member>, request: &LogoutRequest) -> Leaving {
    service::decide(&portal.services, member, request)
        .await
        .expect("decided")
}

const BACK: &str = "https://cart.example.com/signed-out";

fn back() -> Afterwards {
    Afterwards {
        address: Some(format!("{BACK}?state=s%26t")),
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn openid_the_cart_signs_out_whom_it_signed_in_and_asks_about_others(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, member) = shop_with_share(&portal).await;
    let stranger = portal.parent(&shop).await;
    let hint = id_token(&portal, &member).await;
    // long past: it is a hint only
    portal.wait(Duration::minutes(30));
    let request = leaving(Some(&hint), None, Some(BACK));

    assert_eq!(
        decide(&portal, Some(&member), &request).await,
        Leaving::Ends(back())
    );
    assert_eq!(decide(&portal, None, &request).await, Leaving::Gone(back()));
    for (who, request) in [
        (&*stranger, request),
        (&member, leaving(None, Some("cart"), Some(BACK))),
    ] {
        let Leaving::Asks { afterwards, client } = decide(&portal, Some(who), &request).await
        else {
            panic!("nobody is signed out unasked");
        };
        assert_eq!(client.as_deref(), Some("USEN CART"));
        assert_eq!(service::opened(&portal.services, &afterwards), back());
    }
    // without an address the way leads to our own page
    let nowhere = leaving(Some(&hint), Some("cart"), None);
    assert_eq!(
        decide(&portal, Some(&member), &nowhere).await,
        Leaving::Ends(Afterwards::default())
    );
    let plain = LogoutRequest {
        state: None,
        ..leaving(Some(&hint), None, Some(BACK))
    };
    let address = Some(BACK.to_owned());
    assert_eq!(
        decide(&portal, Some(&member), &plain).await,
        Leaving::Ends(Afterwards { address })
    );
    // a hint whose key was withdrawn tells nothing; it is no reason to leave somebody signed in unasked
    let outdated = leaving(Some("e30.e30.e30"), Some("cart"), Some(BACK));
    let asked = decide(&portal, Some(&member), &outdated).await;
    assert!(matches!(
        asked,
        Leaving::Asks {
            client: Some(_),
            ..
        }
    ));
    let nothing = decide(&portal, Some(&member), &leaving(None, None, None)).await;
    assert!(matches!(nothing, Leaving::Asks { client: None, .. }));
}

#[sqlx::test(migrations = "../migrations")]
async fn rfc_9700_sign_out_leads_to_no_address_that_is_not_the_clients(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let hint = id_token(&portal, &member).await;

    for (hint, client, address) in [
        (Some(hint.as_str()), None, Some("https://evil.example/")),
        (
            Some(hint.as_str()),
            None,
            Some("https://cart.example.com/signed-out?foo=bar"),
        ),
        (
            Some(hint.as_str()),
            None,
            Some("https://cart.example.com/signed-out/"),
        ),
        (
            Some(hint.as_str()),
            None,
            Some("https://cart.example.com/callback"),
        ),
        (Some(hint.as_str()), Some("other"), Some(BACK)),
        (Some("e30.e30.e30"), None, Some(BACK)),
        (None, Some("other"), Some(BACK)),
        (None, None, Some(BACK)),
    ] {
        let request = leaving(hint, client, address);
        assert_eq!(
            decide(&portal, Some(&member), &request).await,
            Leaving::Refused,
            "{request:?}"
        );
    }
    // what was sealed for something else leads to our own page
    assert_eq!(
        service::opened(&portal.services, "forged"),
        Afterwards::default()
    );
}
