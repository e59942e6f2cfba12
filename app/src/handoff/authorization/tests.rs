//! Who gets a code, against a real database.

use sqlx::PgPool;
use time::Duration;

use super::{
    service::{self, Next},
    testing::{AuthorizationRequest, authorize},
};
use crate::{
    handoff::testing::{
        REDIRECT, answer, asking, claims_of, code, parameter, redeem, redeeming, shop_with_share,
        tokens,
    },
    platform::{session::Member, testing::Portal},
};

fn error(address: &url::Url) -> Option<String> {
    parameter(address, "error")
}

#[sqlx::test(migrations = "../migrations")]
async fn m83_the_answer_carries_code_state_and_issuer(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;

    let address = answer(&portal, &member, &asking()).await;

    assert!(
        address
            .as_str()
            .starts_with("https://cart.example.com/callback?code=")
    );
    assert_eq!(
        parameter(&address, "state").as_deref(),
        Some("the cart's state")
    );
    assert_eq!(
        parameter(&address, "iss").as_deref(),
        Some("https://members.example.com")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r49_only_a_registered_client_and_exactly_its_address_are_answered_at_all(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let answered = async |request: &AuthorizationRequest| {
        authorize(&portal, Some(&member), request, None)
            .await
            .is_some()
    };

    assert!(answered(&asking()).await);
    for redirect_uri in [
        None,
        Some(format!("{REDIRECT}/")),
        Some(format!("{REDIRECT}?x=1")),
        Some(format!("{REDIRECT}#x")),
        Some("https://cart.example.com/Callback".to_owned()),
        Some("https://cart.example.com:8443/callback".to_owned()),
        Some("https://cart.example.com:443/callback".to_owned()),
        Some("https://cart.example.com/other".to_owned()),
        Some("https://cart.example.com/x/../callback".to_owned()),
        Some("https://CART.example.com/callback".to_owned()),
        Some("https://cart.example.com.evil.example/callback".to_owned()),
        Some("https://user@cart.example.com/callback".to_owned()),
        Some("http://cart.example.com/callback".to_owned()),
    ] {
        let request = AuthorizationRequest {
            redirect_uri: redirect_uri.clone(),
            ..asking()
        };
        assert!(!answered(&request).await, "{redirect_uri:?}");
    }
    for client_id in [None, Some("Cart".to_owned()), Some("other".to_owned())] {
        let request = AuthorizationRequest {
            client_id: client_id.clone(),
            ..asking()
        };
        assert!(!answered(&request).await, "{client_id:?}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn rfc_9700_whatever_else_is_wrong_is_told_to_the_client_and_no_code_is_made(pool: PgPool) {
    type Change = fn(&mut AuthorizationRequest);
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let cases: [(Change, &str); 25] = [
        (|r| r.response_type = None, "invalid_request"),
        (
            |r| r.response_type = Some("token".into()),
            "unsupported_response_type",
        ),
        (
            |r| r.response_type = Some("code id_token".into()),
            "unsupported_response_type",
        ),
        (
            |r| r.response_type = Some("id_token token".into()),
            "unsupported_response_type",
        ),
        (
            |r| r.response_mode = Some("fragment".into()),
            "invalid_request",
        ),
        (
            |r| r.response_mode = Some("form_post".into()),
            "invalid_request",
        ),
        (|r| r.scope = None, "invalid_scope"),
        (|r| r.scope = Some("profile shop".into()), "invalid_scope"),
        (|r| r.scope = Some("OpenID".into()), "invalid_scope"),
        (|r| r.code_challenge = None, "invalid_request"),
        (
            |r| r.code_challenge = Some("short".into()),
            "invalid_request",
        ),
        (
            |r| r.code_challenge = Some("a".repeat(44)),
            "invalid_request",
        ),
        (|r| r.code_challenge_method = None, "invalid_request"),
        (
            |r| r.code_challenge_method = Some("plain".into()),
            "invalid_request",
        ),
        (
            |r| r.code_challenge_method = Some("s256".into()),
            "invalid_request",
        ),
        (|r| r.prompt = Some("none login".into()), "invalid_request"),
        (|r| r.prompt = Some("create".into()), "invalid_request"),
        (|r| r.max_age = Some("-1".into()), "invalid_request"),
        (|r| r.max_age = Some("soon".into()), "invalid_request"),
        (|r| r.state = Some("s".repeat(513)), "invalid_request"),
        (|r| r.nonce = Some("n".repeat(513)), "invalid_request"),
        (
            |r| r.id_token_hint = Some("e30.e30.e30".into()),
            "invalid_request",
        ),
        (
            |r| r.request = Some("e30.e30.".into()),
            "request_not_supported",
        ),
        (
            |r| r.request_uri = Some("https://x.example/".into()),
            "request_uri_not_supported",
        ),
        (
            |r| r.registration = Some("{}".into()),
            "registration_not_supported",
        ),
    ];

    for (change, expected) in cases {
        let mut request = asking();
        change(&mut request);
        let address = answer(&portal, &member, &request).await;

        assert_eq!(error(&address).as_deref(), Some(expected), "{request:?}");
        assert_eq!(parameter(&address, "state"), request.state);
        assert!(parameter(&address, "iss").is_some());
        assert_eq!(parameter(&address, "code"), None);
    }
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from authorization_codes")
            .await,
        0
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn openid_a_request_object_is_refused_after_the_address_and_before_all_else(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let bare = AuthorizationRequest {
        client_id: Some("cart".to_owned()),
        redirect_uri: Some(REDIRECT.to_owned()),
        ..AuthorizationRequest::default()
    };
    let some = || Some("e30.e30.".to_owned());
    let cases = [
        (
            AuthorizationRequest {
                request: some(),
                ..bare.clone()
            },
            "request_not_supported",
        ),
        (
            AuthorizationRequest {
                request_uri: some(),
                ..bare.clone()
            },
            "request_uri_not_supported",
        ),
    ];

    for (request, expected) in cases {
        let refused = answer(&portal, &member, &request).await;
        assert_eq!(error(&refused).as_deref(), Some(expected));
        assert_eq!(parameter(&refused, "state"), None);
        let elsewhere = AuthorizationRequest {
            redirect_uri: Some("https://evil.example/".to_owned()),
            ..request
        };
        assert_eq!(
            authorize(&portal, Some(&member), &elsewhere, None).await,
            None
        );
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r16_no_table_holds_a_code(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;

    let code = code(&portal, &member).await;

    assert!(!portal.dump_everything().await.contains(&code));
}

#[sqlx::test(migrations = "../migrations")]
async fn m5_a_share_account_gets_no_code_for_what_it_has_no_right_to(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, member) = shop_with_share(&portal).await;
    portal
        .run("update clients set needs = 'linked_services'")
        .await;

    let share = answer(&portal, &member, &asking()).await;
    let parent = portal.parent(&shop).await;
    let parent = answer(&portal, &parent, &asking()).await;

    assert_eq!(error(&share).as_deref(), Some("access_denied"));
    assert!(parameter(&parent, "code").is_some());
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_who_has_not_confirmed_the_address_does_that_first(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, member) = shop_with_share(&portal).await;
    portal
        .run("update accounts set email_unconfirmed_since = registered_at where kind = 'share'")
        .await;
    let unconfirmed = portal.member(&shop, member.account).await;
    let silently = AuthorizationRequest {
        prompt: Some("none".to_owned()),
        ..asking()
    };

    let asked = authorize(&portal, Some(&unconfirmed), &asking(), None).await;
    let silent = answer(&portal, &unconfirmed, &silently).await;

    assert_eq!(asked, Some(Next::ConfirmAddress));
    assert_eq!(error(&silent).as_deref(), Some("interaction_required"));
}

#[sqlx::test(migrations = "../migrations")]
async fn m84_who_is_not_signed_in_does_that_first_and_the_request_waits(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let silently = AuthorizationRequest {
        prompt: Some("none".to_owned()),
        ..asking()
    };

    let Some(Next::SignIn { asked, to_cart }) = authorize(&portal, None, &asking(), None).await
    else {
        panic!("nobody is signed in");
    };
    let Some(Next::Client(refused)) = authorize(&portal, None, &silently, None).await else {
        panic!("nobody may be asked");
    };

    let waiting = service::asked(&portal.services, &asked).expect("it waits");
    assert!(to_cart && waiting.by_cart && !waiting.proof_needed);
    assert_eq!(waiting.request, asking());
    let went_on = authorize(&portal, Some(&member), &waiting.request, Some(waiting.at)).await;
    assert!(
        matches!(went_on, Some(Next::Client(address)) if parameter(&address, "code").is_some())
    );
    assert_eq!(error(&refused).as_deref(), Some("login_required"));

    let first = if asked.starts_with('A') { "B" } else { "A" };
    let changed = format!("{first}{}", &asked[1..]);
    assert!(service::asked(&portal.services, &changed).is_none());
    portal.wait(Duration::HOUR);
    assert!(service::asked(&portal.services, &asked).is_none());
}

/// The member as they are after another proof.
fn proved_again(portal: &Portal, member: &Member) -> Member {
    let mut identity = (**member).clone();
    identity.authenticated_at = portal.services.clock.now();
    identity.proved_at = Some(identity.authenticated_at);
    Member::for_test(identity)
}

#[sqlx::test(migrations = "../migrations")]
async fn openid_prompt_login_asks_again_once_and_max_age_only_when_it_is_over(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let login = AuthorizationRequest {
        prompt: Some("login".to_owned()),
        ..asking()
    };
    let aged = |seconds: u32, prompt: Option<&str>| AuthorizationRequest {
        max_age: Some(seconds.to_string()),
        prompt: prompt.map(str::to_owned),
        ..asking()
    };
    let is_asked = async |member: &Member, request: &AuthorizationRequest| {
        matches!(
            authorize(&portal, Some(member), request, None).await,
            Some(Next::SignIn { .. })
        )
    };

    portal.wait(Duration::seconds(30));
    assert!(is_asked(&member, &login).await);
    assert!(is_asked(&member, &aged(29, None)).await);
    assert!(!is_asked(&member, &aged(30, None)).await);
    assert!(is_asked(&member, &aged(0, None)).await);
    let silent = answer(&portal, &member, &aged(29, Some("none"))).await;
    assert_eq!(error(&silent).as_deref(), Some("login_required"));

    // the same sealed request is not good enough without the proof it asks for
    let asked_at = portal.services.clock.now();
    let stays = authorize(&portal, Some(&member), &login, Some(asked_at)).await;
    assert!(matches!(stays, Some(Next::SignIn { .. })));
    portal.wait(Duration::seconds(5));
    let member = proved_again(&portal, &member);
    // the way back takes longer than the age that was asked for
    portal.wait(Duration::seconds(2));
    for request in [&login, &aged(1, None), &aged(0, None)] {
        let went_on = authorize(&portal, Some(&member), request, Some(asked_at)).await;
        assert!(matches!(went_on, Some(Next::Client(_))), "{request:?}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn openid_a_hint_of_somebody_else_gets_no_code(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, member) = shop_with_share(&portal).await;
    let parent = portal.parent(&shop).await;
    let hint = tokens(&portal, &member)
        .await
        .id_token
        .expect("an ID token");
    let hinted = AuthorizationRequest {
        id_token_hint: Some(hint),
        prompt: Some("none".to_owned()),
        ..asking()
    };

    let claims = serde_json::json!({ "aud": "otoraku", "sub": "x" });
    let others =
        crate::handoff::keys::sign(&portal.services, crate::handoff::keys::ID_TOKEN, &claims);
    let misled = AuthorizationRequest {
        id_token_hint: Some(others.await.expect("signed")),
        ..hinted.clone()
    };
    let misled = answer(&portal, &member, &misled).await;
    assert_eq!(error(&misled).as_deref(), Some("invalid_request"));
    let same = answer(&portal, &member, &hinted).await;
    let other = answer(&portal, &parent, &hinted).await;

    assert!(parameter(&same, "code").is_some());
    assert_eq!(error(&other).as_deref(), Some("login_required"));
}

#[sqlx::test(migrations = "../migrations")]
async fn openid_unknown_scopes_and_a_missing_nonce_or_state_are_no_fault(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let plain = AuthorizationRequest {
        scope: Some("openid email offline_access".to_owned()),
        state: None,
        nonce: None,
        ..asking()
    };

    let address = answer(&portal, &member, &plain).await;
    let code = parameter(&address, "code").expect("a code");
    let granted = redeem(&portal, &redeeming(&code)).await.expect("tokens");

    assert_eq!(parameter(&address, "state"), None);
    assert_eq!(granted.scope, "openid");
    let claims = claims_of(&granted.id_token.expect("an ID token"));
    assert_eq!(claims.get("nonce"), None);
    assert_eq!(claims.get("shop_name"), None);
}
