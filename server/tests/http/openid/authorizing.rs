//! Browsers come and go.

use app::handoff::clients::{self, ClientKind, NewClient};
use app::{platform::testing::PASSWORD, rights::Right};
use axum::http::StatusCode;
use sqlx::PgPool;
use time::Duration;

use super::{AUTHORIZE, claims, from_server, json, parameter, send, tokens};
use crate::{CART_ENTRANCE, Site, two_shops};

#[sqlx::test(migrations = "../migrations")]
async fn x11_a_client_finds_everything_by_the_metadata(pool: PgPool) {
    let site = Site::on(pool);

    let answer = site
        .browser()
        .get("/.well-known/openid-configuration")
        .await;
    let keys = site.browser().get("/oauth/jwks").await;

    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "public, max-age=3600");
    assert_eq!(
        json(&answer),
        serde_json::json!({
            "issuer": "https://members.example.com",
            "authorization_endpoint": "https://members.example.com/oauth/authorize",
            "token_endpoint": "https://members.example.com/oauth/token",
            "userinfo_endpoint": "https://members.example.com/oauth/userinfo",
            "jwks_uri": "https://members.example.com/oauth/jwks",
            "end_session_endpoint": "https://members.example.com/oauth/logout",
            "scopes_supported": ["openid", "profile", "shop", "points"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "acr_values_supported": ["0", "1", "phr"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
            "claim_types_supported": ["normal"],
            "claims_supported": [
                "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "at_hash", "name",
                "customer_code", "shop_name", "account_kind", "rights", "points",
            ],
            "prompt_values_supported": ["none", "login", "select_account"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
            "claims_parameter_supported": false,
            "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
            "require_request_uri_registration": false,
            "backchannel_logout_supported": true,
            "backchannel_logout_session_supported": true,
        })
    );
    assert_eq!(json(&keys)["keys"].as_array().map(Vec::len), Some(1));
    assert!(answer.set_cookies().is_empty() && keys.set_cookies().is_empty());
}

#[sqlx::test(migrations = "../migrations")]
async fn m83_the_code_goes_to_the_cart_and_nowhere_else(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoshare01").await;

    let answer = browser.get(AUTHORIZE).await;

    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(
        answer
            .location()
            .starts_with("https://cart.example.com/callback?code=")
            && answer
                .location()
                .ends_with("&state=s%26t&iss=https%3A%2F%2Fmembers.example.com"),
        "{}",
        answer.location()
    );
    assert_eq!(
        (
            answer.header("referrer-policy"),
            answer.header("cache-control")
        ),
        ("no-referrer", "no-store")
    );
    let events = site.portal.events().await;
    assert_eq!(events.last().map(String::as_str), Some("cart_opened"));
}

#[sqlx::test(migrations = "../migrations")]
async fn rfc_9700_nothing_is_sent_to_an_address_that_is_not_registered(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;

    for address in [
        AUTHORIZE.replace("%2Fcallback", "%2Fcallback%2F.."),
        AUTHORIZE.replace("%2Fcallback", "%2Fcallback%23x"),
        AUTHORIZE.replace("%2Fcallback", "%2FCallback"),
        AUTHORIZE.replace("cart.example.com", "cart.example.com%3A8443"),
        AUTHORIZE.replace("cart.example.com", "evil.example"),
        AUTHORIZE.replace("client_id=cart", "client_id=evil"),
        AUTHORIZE.replace("client_id=cart", "client_id="),
        AUTHORIZE.replace("redirect_uri=", "redirect="),
        format!("{AUTHORIZE}&client_id=cart"),
        "/oauth/authorize".to_owned(),
        "/oauth/authorize?resume=forged".to_owned(),
    ] {
        let answer = browser.get(&address).await;

        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::BAD_REQUEST, ""),
            "{address}"
        );
        assert!(answer.shows("<h1"), "people see a page: {}", answer.text);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn rfc_6749_each_repeated_parameter_is_refused(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;

    for name in [
        "response_type",
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "prompt",
        "max_age",
        "id_token_hint",
        "response_mode",
        "request",
    ] {
        let answer = browser.get(&format!("{AUTHORIZE}&{name}=x&{name}=x")).await;

        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::BAD_REQUEST, ""),
            "{name}"
        );
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn openid_what_the_portal_does_not_know_changes_nothing(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;

    for unknown in [
        "display=page",
        "display=popup",
        "login_hint=somebody",
        "ui_locales=se",
        "claims_locales=se",
        "acr_values=1+2",
        "extra=foobar",
        "claims=%7B%22userinfo%22%3A%7B%22name%22%3A%7B%22essential%22%3Atrue%7D%7D%7D",
    ] {
        let answer = browser.get(&format!("{AUTHORIZE}&{unknown}")).await;
        assert!(parameter(&answer, "code").is_some(), "{unknown}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn m84_m85_who_is_not_signed_in_does_that_first_and_comes_back_to_what_was_wanted(
    pool: PgPool,
) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();

    let to_sign_in = browser.get(AUTHORIZE).await;
    assert!(to_sign_in.location().starts_with("/login?to=cart&resume="));
    let page = browser.get(to_sign_in.location()).await;
    assert!(page.shows("USEN CART ログイン"), "{}", page.text);
    let resume = to_sign_in.location().split_once("resume=").expect("it").1;
    let fields = |password| {
        [
            ("user_id", "demoshare01"),
            ("password", password),
            ("to", "cart"),
            ("resume", resume),
        ]
    };
    let mistyped = browser
        .post("/api/sign-in/sign-in", &fields("wrong-horse-battery"))
        .await;
    assert_eq!(mistyped.location(), to_sign_in.location());
    let again = browser.get(mistyped.location()).await;
    assert!(again.shows("demoshare01") && again.shows(resume));

    let signed_in = browser
        .post("/api/sign-in/sign-in", &fields(PASSWORD))
        .await;
    assert_eq!(
        signed_in.location(),
        format!("/oauth/authorize?resume={resume}")
    );
    let back = browser.get(signed_in.location()).await;
    assert!(parameter(&back, "code").is_some());
    assert_eq!(parameter(&back, "state").as_deref(), Some("s&t"));
    // by the Back button nothing is answered a second time
    let by_back = browser.get(to_sign_in.location()).await;
    assert_eq!(by_back.location(), "/");
    let by_code = browser.get("/login?to=cart").await;
    assert_eq!(by_code.location(), CART_ENTRANCE);
}

#[sqlx::test(migrations = "../migrations")]
async fn m84_who_waited_too_long_before_signing_in_begins_anew_at_the_cart(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    let to_sign_in = browser.get(AUTHORIZE).await;
    let resume = to_sign_in.location().split_once("resume=").expect("it").1;
    site.portal.wait(Duration::hours(2));

    let mut fields = vec![
        ("user_id", "demoshare01"),
        ("password", PASSWORD),
        ("to", "cart"),
        ("resume", resume),
    ];
    let late = browser.post("/api/sign-in/sign-in", &fields).await;
    fields.pop();
    let direct = site.browser().post("/api/sign-in/sign-in", &fields).await;

    assert_eq!(late.location(), CART_ENTRANCE);
    assert_eq!(direct.location(), CART_ENTRANCE);
}

#[sqlx::test(migrations = "../migrations")]
async fn openid_prompt_login_shows_the_form_to_who_is_signed_in_and_none_never_does(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoshare01").await;
    let before = claims(&tokens(&site, &mut browser).await);
    site.portal.wait(Duration::seconds(10));

    let asked = browser.get(&format!("{AUTHORIZE}&prompt=login")).await;
    let page = browser.get(asked.location()).await;
    assert!(page.shows("name=\"password\""), "{}", page.text);
    let resume = asked
        .location()
        .split_once("resume=")
        .expect("it")
        .1
        .to_owned();
    let unproved = browser
        .get(&format!("/oauth/authorize?resume={resume}"))
        .await;
    assert!(unproved.location().starts_with("/login?"), "not without");

    site.portal.wait(Duration::seconds(10));
    let fields = [
        ("user_id", "demoshare01"),
        ("password", PASSWORD),
        ("to", "cart"),
        ("resume", resume.as_str()),
    ];
    let proved = browser.post("/api/sign-in/sign-in", &fields).await;
    let back = browser.get(proved.location()).await;
    assert!(parameter(&back, "code").is_some(), "{}", back.location());

    let after = claims(&tokens(&site, &mut browser).await);
    assert_eq!(
        after["auth_time"].as_i64(),
        before["auth_time"].as_i64().map(|before| before + 20)
    );

    let silently = format!("{AUTHORIZE}&prompt=none");
    assert!(parameter(&browser.get(&silently).await, "code").is_some());
    for length in [128, 512] {
        let state = "s".repeat(length);
        let asked = silently.replace("state=s%26t", &format!("state={state}"));
        let nobody = site.browser().get(&asked).await;
        assert_eq!(
            parameter(&nobody, "error").as_deref(),
            Some("login_required")
        );
        assert_eq!(parameter(&nobody, "state"), Some(state));
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn openid_a_form_of_the_clients_is_asked_again_as_an_address(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let query = AUTHORIZE.split_once('?').expect("a query").1;

    for path in ["/oauth/authorize", "/oauth/logout"] {
        let request = from_server(axum::http::Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", "https://cart.example.com")
            .header("sec-fetch-site", "cross-site");
        let answer = send(&site, request, query.to_owned()).await;

        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::SEE_OTHER, format!("{path}?{query}").as_str())
        );
    }
}

fn otoraku() -> NewClient {
    NewClient {
        id: "otoraku".to_owned(),
        name: "OTORAKU".to_owned(),
        kind: ClientKind::Service,
        needs: Right::LinkedServices,
        initiate_login_uri: "https://otoraku.example.com/login".parse().expect("one"),
        ..app::platform::testing::cart()
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn m145_a_parent_opens_a_service_and_a_share_account_never_gets_there(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let (mut parent, mut share) = (
        site.signed_in("demoparent").await,
        site.signed_in("demoshare01").await,
    );
    let empty = parent.get("/services").await;
    clients::put(&site.portal.services, &otoraku())
        .await
        .expect("registered");
    clients::refresh_form_targets(&site.portal.services)
        .await
        .expect("looked up");

    let page = parent.get("/services").await;
    let opened = parent
        .post("/api/handoff/open-service", &[("client", "otoraku")])
        .await;
    let refused = share
        .get(&AUTHORIZE.replace("client_id=cart", "client_id=otoraku"))
        .await;
    let authorized = parent
        .get(&AUTHORIZE.replace("client_id=cart", "client_id=otoraku"))
        .await;
    // the cart is no service, and has a button of its own
    let cart = parent
        .post("/api/handoff/open-service", &[("client", "cart")])
        .await;

    assert!(empty.shows("ご利用いただけるSSO連携サービスはまだありません。"));
    assert!(page.shows("OTORAKU") && !page.shows("まだありません"));
    assert!(
        page.header("content-security-policy")
            .contains("form-action 'self' https://cart.example.com https://otoraku.example.com;"),
        "{}",
        page.header("content-security-policy")
    );
    assert!(
        opened
            .location()
            .starts_with("https://otoraku.example.com/login?iss=https%3A%2F%2Fmembers.example.com")
    );
    assert_eq!(
        parameter(&refused, "error").as_deref(),
        Some("access_denied")
    );
    assert!(parameter(&authorized, "code").is_some());
    assert_eq!(cart.status, StatusCode::NOT_FOUND);
    let events = site.portal.events().await;
    assert_eq!(events.last().map(String::as_str), Some("service_opened"));
}

#[sqlx::test(migrations = "../migrations")]
async fn m83_where_there_is_no_cart_the_button_says_so(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    clients::remove(&site.portal.services, "cart")
        .await
        .expect("removed");

    let pressed = parent.post("/api/handoff/open-cart", &[]).await;
    let page = parent.get(pressed.location()).await;

    assert_eq!(pressed.location(), "/");
    assert!(page.shows("ただいまUSEN CARTをご利用いただけません。"));
}
