//! Sensitive changes ask who is there (R32, D3, D10).

use app::platform::testing::PASSWORD;
use axum::http::StatusCode;
use sqlx::PgPool;
use time::Duration;

use super::{handles, sessions};
use crate::{Answer, Browser, Site, add_share, two_shops};

/// A sensitive function, what it is called with, and the page that asks for the password.
struct Sensitive {
    path: &'static str,
    fields: &'static [(&'static str, &'static str)],
    page: &'static str,
}

/// In their place stand a share account, a passkey and another device of the member.
const SENSITIVE: [Sensitive; 7] = [
    Sensitive {
        path: "/api/email-change/request",
        fields: &[("email", "changed@example.com")],
        page: "/account/email",
    },
    Sensitive {
        path: "/api/security/sign-out-device",
        fields: &[("device", "{device}")],
        page: "/account/security/devices/{device}",
    },
    Sensitive {
        path: "/api/security/sign-out-others",
        fields: &[],
        page: "/account/security",
    },
    Sensitive {
        path: "/api/passkeys/add",
        fields: &[("name", "iPhone"), ("ceremony", "x"), ("credential", "{}")],
        page: "/account/security",
    },
    Sensitive {
        path: "/api/passkeys/remove",
        fields: &[("passkey", "{passkey}")],
        page: "/account/security/passkeys/{passkey}",
    },
    Sensitive {
        path: "/api/share-accounts/delete",
        fields: &[("account", "{account}")],
        page: "/account/share/{account}/delete",
    },
    Sensitive {
        path: "/api/account/change-user-id",
        fields: &[("user_id", "members99999")],
        page: "/account/user-id",
    },
];

/// What stands for the ids in [`SENSITIVE`].
struct Subject {
    account: String,
    passkey: &'static str,
    device: String,
}

impl Subject {
    /// Gives the parent a share account, a passkey and another device.
    async fn new(site: &Site, parent: &mut Browser) -> Self {
        let account = add_share(site, parent, "有線 太郎", "taro@example.com").await;
        let passkey = "11111111-1111-4111-8111-111111111111";
        site.portal
            .run(
                "insert into passkeys (id, account_id, credential_id, credential, name, created_at)
                 select '11111111-1111-4111-8111-111111111111', id, sha256('x'), '{}', 'iPhone', '2026-11-21 03:00Z'
                   from accounts where user_id = 'demoparent'",
            )
            .await;
        site.signed_in("demoparent").await;
        let page = parent.get("/account/security").await;
        let device = handles(&page.text).pop().expect("another device");
        Self {
            account,
            passkey,
            device,
        }
    }

    fn fill(&self, text: &str) -> String {
        text.replace("{account}", &self.account)
            .replace("{passkey}", self.passkey)
            .replace("{device}", &self.device)
    }

    async fn call(&self, browser: &mut Browser, what: &Sensitive, password: &str) -> Answer {
        let mut fields: Vec<(&str, String)> = what
            .fields
            .iter()
            .map(|(name, value)| (*name, self.fill(value)))
            .collect();
        if !password.is_empty() {
            fields.push(("current_password", password.to_owned()));
        }
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        browser.post(what.path, &fields).await
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r32_eleven_minutes_after_sign_in_no_sensitive_change_goes_without_the_password(
    pool: PgPool,
) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let subject = Subject::new(&site, &mut parent).await;
    site.portal.wait(Duration::minutes(11));
    let before = (site.portal.snapshot().await, sessions(&site).await);

    for what in &SENSITIVE {
        for password in ["", "wrong-horse-battery"] {
            let answer = subject.call(&mut parent, what, password).await;

            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", what.path);
            assert_eq!(answer.location(), subject.fill(what.page), "{}", what.path);
            let page = parent.get(&subject.fill(what.page)).await;
            assert!(
                page.shows("name=\"current_password\"") && page.shows("type=\"password\""),
                "{} {}",
                what.path,
                page.text
            );
        }
    }

    let after = (site.portal.snapshot().await, sessions(&site).await);
    assert_eq!(after, before);
    assert_eq!(
        site.portal
            .events()
            .await
            .iter()
            .filter(|event| *event == "authn_proof_fail")
            .count(),
        SENSITIVE.len()
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r32_with_the_right_password_each_of_them_goes_on(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let subject = Subject::new(&site, &mut parent).await;

    for what in &SENSITIVE {
        site.portal.wait(Duration::minutes(11));
        let before = (site.portal.snapshot().await, sessions(&site).await);

        let answer = subject.call(&mut parent, what, PASSWORD).await;

        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", what.path);
        let after = (site.portal.snapshot().await, sessions(&site).await);
        // an answer of a passkey that is none, and nobody left to sign out
        let nothing_to_do = ["/api/passkeys/add", "/api/security/sign-out-others"];
        if !nothing_to_do.contains(&what.path) {
            assert_ne!(after, before, "{}", what.path);
        }
        assert!(parent.is_signed_in().await, "{}", what.path);
    }
    assert_eq!(
        site.portal
            .events()
            .await
            .iter()
            .filter(|event| *event == "authn_proof_fail")
            .count(),
        0
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r32_a_remembered_session_is_never_fresh(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    browser.sign_in("demoparent", PASSWORD, true).await;
    site.portal.wait(Duration::hours(13));
    assert!(browser.is_signed_in().await);
    let before = site.portal.snapshot().await;

    let answer = browser
        .post(
            "/api/email-change/request",
            &[("email", "changed@example.com")],
        )
        .await;

    assert_eq!(answer.location(), "/account/email");
    assert_eq!(site.portal.snapshot().await, before);
    assert!(
        browser
            .get("/account/email")
            .await
            .shows("value=\"changed@example.com\"")
    );
    let proved = browser
        .post(
            "/api/email-change/request",
            &[
                ("email", "changed@example.com"),
                ("current_password", PASSWORD),
            ],
        )
        .await;
    assert_eq!(proved.location(), "/account");
}

#[sqlx::test(migrations = "../migrations")]
async fn r32_and_r25_wrong_proofs_are_told_and_held_back_after_ten(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut thief = site.signed_in("demoparent").await;
    let path = "/api/security/sign-out-others";
    site.portal.wait(Duration::minutes(11));

    for _ in 0..10 {
        let page = thief
            .submit(path, &[("current_password", "wrong-horse-battery")])
            .await;
        assert!(
            page.shows("現在のパスワードが正しくありません。"),
            "{}",
            page.text
        );
    }
    let page = thief.submit(path, &[("current_password", PASSWORD)]).await;

    assert!(
        page.shows("分後にもう一度お試しください。") && !page.shows("ログアウトしました。"),
        "{}",
        page.text
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r9_a_proof_gives_the_session_a_new_identifier_and_the_old_one_is_nobody(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;
    let mut old = browser.clone();
    site.portal.wait(Duration::minutes(11));

    browser
        .post(
            "/api/security/sign-out-others",
            &[("current_password", PASSWORD)],
        )
        .await;

    assert_ne!(browser.cookies["__Host-sid"], old.cookies["__Host-sid"]);
    assert!(browser.is_signed_in().await);
    assert!(!old.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn d10_and_r34_a_proof_makes_no_session_last_longer(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;

    for _ in 0..23 {
        site.portal.wait(Duration::minutes(30));
        let proved = browser
            .post(
                "/api/security/sign-out-others",
                &[("current_password", PASSWORD)],
            )
            .await;
        assert_eq!(proved.location(), "/account/security");
    }
    assert!(browser.is_signed_in().await);
    site.portal.wait(Duration::minutes(30));

    assert!(!browser.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn m17_and_r9_a_proof_keeps_a_browser_remembered(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    browser.sign_in("demoparent", PASSWORD, true).await;
    site.portal.wait(Duration::minutes(11));

    browser
        .post(
            "/api/security/sign-out-others",
            &[("current_password", PASSWORD)],
        )
        .await;
    site.portal.wait(Duration::hours(13));

    assert!(browser.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn d3_a_mistyped_current_password_changes_nothing_and_never_becomes_the_new_one(
    pool: PgPool,
) {
    let site = Site::on(pool);
    let (shop, _) = two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let typo = "corect-horse-batery";

    for new_password in ["", "another-zebra-staple-77"] {
        for current in ["", typo] {
            let page = parent
                .submit(
                    "/api/account/change-user-id",
                    &[
                        ("user_id", "members99999"),
                        ("current_password", current),
                        ("new_password", new_password),
                    ],
                )
                .await;
            assert!(page.shows("value=\"members99999\""), "{}", page.text);
            assert!(!page.shows(typo) && !page.shows("another-zebra-staple-77"));
        }
    }

    assert_eq!(site.portal.user_id_of(shop.parent).await, "demoparent");
    let mut elsewhere = site.browser();
    for wrong in [typo, "another-zebra-staple-77"] {
        let answer = elsewhere.sign_in("demoparent", wrong, false).await;
        assert_eq!(answer.location(), "/login");
    }
    let right = elsewhere.sign_in("demoparent", PASSWORD, false).await;
    assert_eq!(right.location(), "/");
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_a_sensitive_change_that_cannot_be_recorded_is_refused(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let subject = Subject::new(&site, &mut parent).await;
    site.portal.break_audit_log().await;
    let before = (site.portal.snapshot().await, sessions(&site).await);

    for what in &SENSITIVE {
        if what.path == "/api/passkeys/add" {
            continue;
        }
        let asks_always = what.path == "/api/account/change-user-id";
        let password = if asks_always { PASSWORD } else { "" };
        let answer = subject.call(&mut parent, what, password).await;

        assert!(
            answer.status.is_server_error(),
            "{} {}",
            what.path,
            answer.status
        );
    }

    let after = (site.portal.snapshot().await, sessions(&site).await);
    assert_eq!(after, before);
}
