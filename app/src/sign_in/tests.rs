//! Sign-in against a real database.

mod limits;

use sqlx::PgPool;
use time::Duration;

use super::{
    model::{SignInForm, SignInRejection},
    service::{self, SignInError, SignedIn},
};
use crate::{
    platform::{
        request::Origin,
        testing::{PASSWORD, Portal, limit, settings, somewhere},
    },
    share_accounts,
    values::Token,
};

/// argon2id of [`PASSWORD`] with m=4096, t=1.
const WEAK_SALT: &[u8] = b"somesaltsomesalt";

async fn try_from(
    portal: &Portal,
    user_id: &str,
    password: &str,
    device: Option<&Token>,
    origin: &Origin,
) -> Result<SignedIn, SignInRejection> {
    let form = SignInForm {
        user_id: user_id.to_owned(),
        remember: false,
        shared_device: false,
    };
    match service::sign_in(&portal.services, &form, password, device, origin).await {
        Ok(signed_in) => Ok(signed_in),
        Err(SignInError::Rejected(why)) => Err(why),
        Err(error) => panic!("{error}"),
    }
}

async fn sign_in(
    portal: &Portal,
    user_id: &str,
    password: &str,
) -> Result<SignedIn, SignInRejection> {
    try_from(portal, user_id, password, None, &somewhere()).await
}

/// Limits that no test meets by accident.
fn generous() -> crate::platform::settings::Settings {
    let mut settings = settings();
    let plenty = limit(10_000, Duration::SECOND);
    settings.limits.sign_in_account = plenty;
    settings.limits.sign_in_device = plenty;
    settings.limits.sign_in_address = plenty;
    settings.limits.distinct_ids_per_address = 10_000;
    settings
}

#[sqlx::test(migrations = "../migrations")]
async fn m16_the_right_pair_signs_in_however_the_user_id_is_written(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;

    for typed in ["demoparent", "DemoParent", " ＤＥＭＯＰＡＲＥＮＴ "] {
        assert_eq!(
            sign_in(&portal, typed, PASSWORD)
                .await
                .map(|who| who.account),
            Ok(shop.parent),
            "{typed}"
        );
    }
    assert_eq!(
        sign_in(&portal, "demoparent", "ｃorrect-horse-battery")
            .await
            .map(|who| who.account),
        Ok(shop.parent)
    );
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from audit_log where event = 'authn_login_success'")
            .await,
        4
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r5_unknown_wrong_deleted_and_never_registered_are_told_the_same(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let deleted = portal.share(&shop, "demoshare01").await;
    share_accounts::testing::delete(&portal, &parent, deleted).await;
    share_accounts::testing::invite(&portal, &parent, "taro@example.com").await;
    let too_long = "a".repeat(2_000);

    for (user_id, password) in [
        ("demoparent", "wrong-horse-battery"),
        ("demoparent", &too_long),
        ("nobodyatall", PASSWORD),
        ("demoshare01", PASSWORD),
        ("taro@example.com", PASSWORD),
        ("x", PASSWORD),
        ("' or 1=1 --", PASSWORD),
    ] {
        assert_eq!(
            sign_in(&portal, user_id, password).await.err(),
            Some(SignInRejection::Wrong),
            "{user_id}"
        );
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn m16_empty_fields_are_told_and_not_counted(pool: PgPool) {
    let portal = Portal::on(pool);
    let empty = |user_id, password| Some(SignInRejection::Empty { user_id, password });

    assert_eq!(sign_in(&portal, " ", "").await.err(), empty(true, true));
    assert_eq!(
        sign_in(&portal, "demoparent", "").await.err(),
        empty(false, true)
    );
    assert_eq!(sign_in(&portal, "", "x").await.err(), empty(true, false));
    assert_eq!(
        portal.ask::<i64>("select count(*) from rate_limits").await,
        0
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn d11_who_may_not_act_hears_so_only_with_the_right_password(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    portal.share(&shop, "demoshare01").await;

    for state in ["suspended", "expired"] {
        portal.set_state(shop.parent, state).await;
        for user_id in ["demoparent", "demoshare01"] {
            assert_eq!(
                sign_in(&portal, user_id, "wrong-horse-battery").await.err(),
                Some(SignInRejection::Wrong)
            );
            assert_eq!(
                sign_in(&portal, user_id, PASSWORD).await.err(),
                Some(SignInRejection::NotUsable)
            );
        }
    }
    portal.set_state(shop.parent, "active").await;
    assert!(sign_in(&portal, "demoshare01", PASSWORD).await.is_ok());
}

#[sqlx::test(migrations = "../migrations")]
async fn r22_a_weak_hash_is_made_anew_at_sign_in(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    let mut tag = [0; 32];
    let params = argon2::Params::new(4096, 1, 1, None).expect("valid");
    argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password_into(PASSWORD.as_bytes(), WEAK_SALT, &mut tag)
        .expect("hashed");
    let tag = argon2::password_hash::phc::Output::new(&tag).expect("32 bytes");
    let weak = format!("$argon2id$v=19$m=4096,t=1,p=1$c29tZXNhbHRzb21lc2FsdA${tag}");
    sqlx::query("update accounts set password_hash = $1")
        .bind(weak)
        .execute(&portal.pool)
        .await
        .expect("written");

    assert_eq!(
        sign_in(&portal, "demoparent", "wrong-horse-battery")
            .await
            .err(),
        Some(SignInRejection::Wrong)
    );
    let still: String = portal.ask("select password_hash from accounts").await;
    assert!(sign_in(&portal, "demoparent", PASSWORD).await.is_ok());
    let renewed: String = portal.ask("select password_hash from accounts").await;

    assert!(still.starts_with("$argon2id$v=19$m=4096,t=1,p=1$"));
    assert!(renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert!(sign_in(&portal, "demoparent", PASSWORD).await.is_ok());
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_without_its_entry_in_the_audit_log_nobody_signs_in(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    portal.break_audit_log().await;

    let form = SignInForm {
        user_id: "demoparent".to_owned(),
        remember: false,
        shared_device: false,
    };
    let tried = service::sign_in(&portal.services, &form, PASSWORD, None, &somewhere()).await;

    assert!(matches!(tried, Err(SignInError::Database(_))));
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from known_devices")
            .await,
        0
    );
}
