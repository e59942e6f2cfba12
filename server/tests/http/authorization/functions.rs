//! Every function of the portal, called by everyone.

use std::collections::BTreeSet;

use self::Outcome::{Done, Forbidden, NoSuchAccount, NotFound, Nothing, SignIn};
use app::{paths, platform::testing::PASSWORD};
use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use leptos::server_fn::axum::server_fn_paths;
use sqlx::PgPool;

use super::{ACCOUNT, IMPORT, REGISTRATION, SECOND, Subject, THIRD, TOKEN, everyone};
use crate::{CART_ENTRANCE, Site, two_shops};

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// 303 to the sign-in page.
    SignIn,
    /// 403 and its page.
    Forbidden,
    /// 303 back to the list, which says that there is no such account.
    NoSuchAccount,
    /// 404.
    NotFound,
    /// 303 to this address: it was done.
    Done(&'static str),
    /// 303 to this address: there was nothing to do, or not for them.
    Nothing(&'static str),
}

/// A function, what it is called with, and what becomes of it for a guest, a share account, another shop's parent,
/// and the shop's parent.
struct Function {
    path: &'static str,
    fields: &'static [(&'static str, &'static str)],
    outcomes: [Outcome; 4],
}

/// A function of the portal that is not listed here fails the first test below.
const FUNCTIONS: [Function; 50] = [
    Function {
        path: "/api/share-accounts/add",
        fields: &[("name", "有線 太郎"), ("email", "new@example.com")],
        outcomes: [
            SignIn,
            Forbidden,
            Done("/account/share"),
            Done("/account/share"),
        ],
    },
    Function {
        path: "/api/share-accounts/rename",
        fields: &[("account", ACCOUNT), ("name", "別の名前")],
        outcomes: [SignIn, Forbidden, NoSuchAccount, Done("/account/share")],
    },
    Function {
        path: "/api/share-accounts/resend",
        fields: &[("account", ACCOUNT)],
        outcomes: [SignIn, Forbidden, NoSuchAccount, Done("/account/share")],
    },
    Function {
        path: "/api/share-accounts/delete",
        fields: &[("account", ACCOUNT)],
        outcomes: [SignIn, Forbidden, NoSuchAccount, Done("/account/share")],
    },
    // without a file: what becomes of one is told in `import.rs`
    Function {
        path: paths::INVITATION_UPLOAD,
        fields: &[],
        outcomes: [
            SignIn,
            Forbidden,
            Nothing("/account/share/import"),
            Nothing("/account/share/import"),
        ],
    },
    Function {
        path: "/api/invitation-import/run",
        fields: &[("import", IMPORT)],
        outcomes: [
            SignIn,
            Forbidden,
            Nothing("/account/share/import"),
            Done("/account/share/import/{import}"),
        ],
    },
    Function {
        path: "/api/share-accounts/correct",
        fields: &[("account", THIRD), ("email", "right@example.com")],
        outcomes: [SignIn, Forbidden, NoSuchAccount, Done("/account/share")],
    },
    Function {
        path: "/api/share-accounts/resend-several",
        fields: &[("accounts", SECOND)],
        outcomes: [
            SignIn,
            Forbidden,
            Nothing("/account/share"),
            Done("/account/share"),
        ],
    },
    Function {
        path: "/api/share-accounts/delete-several",
        fields: &[("accounts", SECOND)],
        outcomes: [
            SignIn,
            Forbidden,
            Nothing("/account/share"),
            Done("/account/share"),
        ],
    },
    // the link is still good: there is nothing to ask for
    Function {
        path: "/api/registration/ask-again",
        fields: &[("token", TOKEN)],
        outcomes: [Nothing("/v1/{token}"); 4],
    },
    Function {
        path: "/api/in-person/start",
        fields: &[],
        outcomes: [
            SignIn,
            Forbidden,
            Done("/register-guide"),
            Done("/register-guide"),
        ],
    },
    Function {
        path: "/api/in-person/stop",
        fields: &[("registration", REGISTRATION)],
        outcomes: [
            SignIn,
            Forbidden,
            Nothing("/register-guide"),
            Done("/register-guide"),
        ],
    },
    // whoever holds the link may register, and nobody who is signed in (R18)
    Function {
        path: "/api/registration/check-user-id",
        fields: &[("token", TOKEN), ("user_id", "members12345")],
        outcomes: [
            Done("/v1/{token}"),
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
        ],
    },
    Function {
        path: "/api/registration/enter",
        fields: &[
            ("token", TOKEN),
            ("user_id", "members12345"),
            ("password", "correct-horse-battery"),
            ("password_confirmation", "correct-horse-battery"),
        ],
        outcomes: [
            Done("/v1/{token}/confirm"),
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
        ],
    },
    Function {
        path: "/api/registration/confirm",
        fields: &[("token", TOKEN), ("version", "1")],
        outcomes: [
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
        ],
    },
    Function {
        path: "/api/registration/sign-out",
        fields: &[("token", TOKEN)],
        outcomes: [
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
        ],
    },
    Function {
        path: "/api/sign-in/sign-in",
        fields: &[
            ("user_id", "demoparent"),
            ("password", "wrong-horse-battery"),
        ],
        outcomes: [
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
        ],
    },
    Function {
        path: "/api/sign-in/sign-out",
        fields: &[],
        outcomes: [
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
        ],
    },
    Function {
        path: "/api/sign-in/switch-account",
        fields: &[],
        outcomes: [
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
        ],
    },
    // there is none here
    Function {
        path: "/api/handoff/open-service",
        fields: &[("client", "otoraku")],
        outcomes: [SignIn, Forbidden, NotFound, NotFound],
    },
    Function {
        path: "/api/sign-in/choose-language",
        fields: &[("language", "en"), ("back", "/help")],
        // a member's mails come in the chosen language, too
        outcomes: [
            Nothing("/help"),
            Done("/help"),
            Done("/help"),
            Done("/help"),
        ],
    },
    Function {
        path: "/api/handoff/open-cart",
        fields: &[],
        outcomes: [
            SignIn,
            Nothing(CART_ENTRANCE),
            Nothing(CART_ENTRANCE),
            Nothing(CART_ENTRANCE),
        ],
    },
    Function {
        path: "/api/handoff/end-session",
        fields: &[("afterwards", "https://evil.example/")],
        outcomes: [
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
        ],
    },
    // the links of mails are good for their own kind only: an invitation's token opens none of these
    Function {
        path: "/api/recovery/set-new-password",
        fields: &[("token", TOKEN), ("password", "correct-horse-battery")],
        outcomes: [
            Nothing("/reset/{token}"),
            Nothing("/reset/{token}"),
            Nothing("/reset/{token}"),
            Nothing("/reset/{token}"),
        ],
    },
    Function {
        path: "/api/email-change/confirm",
        fields: &[("token", TOKEN)],
        outcomes: [
            Nothing("/email/{token}"),
            Nothing("/email/{token}"),
            Nothing("/email/{token}"),
            Nothing("/email/{token}"),
        ],
    },
    Function {
        path: "/api/email-change/undo",
        fields: &[("token", TOKEN)],
        outcomes: [
            Nothing("/email/undo/{token}"),
            Nothing("/email/undo/{token}"),
            Nothing("/email/undo/{token}"),
            Nothing("/email/undo/{token}"),
        ],
    },
    Function {
        path: "/api/security/end-everything",
        fields: &[("token", TOKEN)],
        outcomes: [
            Nothing("/sign-in-alert/{token}"),
            Nothing("/sign-in-alert/{token}"),
            Nothing("/sign-in-alert/{token}"),
            Nothing("/sign-in-alert/{token}"),
        ],
    },
    Function {
        path: "/api/address-confirmation/confirm",
        fields: &[("token", TOKEN)],
        outcomes: [
            Nothing("/email/confirm/{token}"),
            Nothing("/email/confirm/{token}"),
            Nothing("/email/confirm/{token}"),
            Nothing("/email/confirm/{token}"),
        ],
    },
    Function {
        path: "/api/in-person/enter",
        fields: &[
            ("token", TOKEN),
            ("name", "有線 花子"),
            ("email", "hanako@example.com"),
            ("number", "000000"),
        ],
        outcomes: [
            Nothing("/in-person/{token}"),
            Nothing("/in-person/{token}"),
            Nothing("/in-person/{token}"),
            Nothing("/in-person/{token}"),
        ],
    },
    Function {
        path: "/api/in-person/sign-out",
        fields: &[("token", TOKEN)],
        outcomes: [
            Nothing("/in-person/{token}"),
            Nothing("/in-person/{token}"),
            Nothing("/in-person/{token}"),
            Nothing("/in-person/{token}"),
        ],
    },
    // nobody here has anything to confirm
    Function {
        path: "/api/address-confirmation/resend",
        fields: &[],
        outcomes: [
            SignIn,
            Nothing("/account/email/confirm"),
            Nothing("/account/email/confirm"),
            Nothing("/account/email/confirm"),
        ],
    },
    // nothing is looked up before the answer (R5)
    Function {
        path: "/api/recovery/request-password-reset",
        fields: &[
            ("user_id", "demoparent"),
            ("email", "demoparent@example.com"),
        ],
        outcomes: [
            Nothing("/reset/sent"),
            Nothing("/reset/sent"),
            Nothing("/reset/sent"),
            Nothing("/reset/sent"),
        ],
    },
    Function {
        path: "/api/recovery/recover-user-id",
        fields: &[("email", "demoparent@example.com")],
        outcomes: [
            Nothing("/reset/sent"),
            Nothing("/reset/sent"),
            Nothing("/reset/sent"),
            Nothing("/reset/sent"),
        ],
    },
    Function {
        path: "/api/recovery/send-password-link",
        fields: &[],
        outcomes: [SignIn, Done("/account"), Done("/account"), Done("/account")],
    },
    Function {
        path: "/api/email-change/request",
        fields: &[("email", "changed@example.com")],
        outcomes: [SignIn, Done("/account"), Done("/account"), Done("/account")],
    },
    Function {
        path: "/api/email-change/resend",
        fields: &[],
        outcomes: [SignIn, Done("/account"), Done("/account"), Done("/account")],
    },
    Function {
        path: "/api/email-change/withdraw",
        fields: &[],
        outcomes: [SignIn, Done("/account"), Done("/account"), Done("/account")],
    },
    Function {
        path: "/api/security/name-device",
        fields: &[("device", "AAAA"), ("name", "レジ横")],
        outcomes: [
            SignIn,
            Nothing("/account/security"),
            Nothing("/account/security"),
            Nothing("/account/security"),
        ],
    },
    Function {
        path: "/api/security/sign-out-device",
        fields: &[("device", "AAAA")],
        outcomes: [
            SignIn,
            Nothing("/account/security"),
            Nothing("/account/security"),
            Nothing("/account/security"),
        ],
    },
    Function {
        path: "/api/security/sign-out-others",
        fields: &[],
        outcomes: [
            SignIn,
            Done("/account/security"),
            Done("/account/security"),
            Done("/account/security"),
        ],
    },
    Function {
        path: "/api/passkeys/start-creation",
        fields: &[],
        outcomes: [
            SignIn,
            Nothing("/account/security"),
            Nothing("/account/security"),
            Nothing("/account/security"),
        ],
    },
    Function {
        path: "/api/passkeys/add",
        fields: &[("name", "iPhone"), ("ceremony", "x"), ("credential", "{}")],
        outcomes: [
            SignIn,
            Nothing("/account/security"),
            Nothing("/account/security"),
            Nothing("/account/security"),
        ],
    },
    Function {
        path: "/api/passkeys/rename",
        fields: &[("passkey", ACCOUNT), ("name", "iPhone")],
        outcomes: [SignIn, NotFound, NotFound, NotFound],
    },
    Function {
        path: "/api/passkeys/remove",
        fields: &[("passkey", ACCOUNT)],
        outcomes: [SignIn, NotFound, NotFound, NotFound],
    },
    Function {
        path: "/api/reauthentication/start-passkey",
        fields: &[],
        outcomes: [
            SignIn,
            Nothing("/account/security"),
            Nothing("/account/security"),
            Nothing("/account/security"),
        ],
    },
    Function {
        path: "/api/sign-in/start-passkey",
        fields: &[],
        outcomes: [
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
        ],
    },
    Function {
        path: "/api/sign-in/sign-in-with-passkey",
        fields: &[("ceremony", "x"), ("credential", "{}")],
        outcomes: [
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
        ],
    },
    Function {
        path: "/api/account/check-new-user-id",
        fields: &[("user_id", "members99999")],
        outcomes: [
            SignIn,
            Nothing("/account/user-id"),
            Nothing("/account/user-id"),
            Nothing("/account/user-id"),
        ],
    },
    // last: who changes the user ID signs in with another from then on
    Function {
        path: "/api/account/change-user-id",
        fields: &[("user_id", "members99999"), ("current_password", PASSWORD)],
        outcomes: [SignIn, Done("/account"), Done("/account"), Done("/account")],
    },
    // whoever holds the link may say no, signed in or not; last, since it ends the link
    Function {
        path: "/api/registration/decline",
        fields: &[("token", TOKEN), ("because", "unknown")],
        outcomes: [
            Done("/v1/{token}"),
            Done("/v1/{token}"),
            Done("/v1/{token}"),
            // it was deleted above
            Nothing("/v1/{token}"),
        ],
    },
];

#[test]
fn r7_every_function_of_the_portal_stands_in_the_table() {
    let there: BTreeSet<(&str, Method)> = server_fn_paths().collect();

    let listed: BTreeSet<(&str, Method)> = FUNCTIONS
        .iter()
        .map(|function| (function.path, Method::POST))
        .collect();

    assert_eq!(there, listed);
}

/// Has one of [`everyone`] call every function.
async fn call(pool: PgPool, who: usize) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let subject = Subject::new(&site).await;
    let mut caller = everyone(&site).await[who].clone();
    for function in FUNCTIONS {
        let fields: Vec<(&str, String)> = function
            .fields
            .iter()
            .map(|(name, value)| (*name, subject.fill(value)))
            .collect();
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let before = site.portal.snapshot().await;

        let answer = if function.path == paths::INVITATION_UPLOAD {
            caller.upload(function.path, "", b"").await
        } else {
            caller.post(function.path, &fields).await
        };

        let (status, location) = match function.outcomes[who] {
            SignIn => (StatusCode::SEE_OTHER, "/login"),
            Forbidden => (StatusCode::FORBIDDEN, ""),
            NoSuchAccount => (StatusCode::SEE_OTHER, "/account/share"),
            NotFound => (StatusCode::NOT_FOUND, ""),
            Done(location) | Nothing(location) => (StatusCode::SEE_OTHER, location),
        };
        assert_eq!(
            (answer.status, answer.location()),
            (status, subject.fill(location).as_str()),
            "{}",
            function.path
        );
        let changed = site.portal.snapshot().await != before;
        assert_eq!(
            changed,
            matches!(function.outcomes[who], Done(_)),
            "{} {who}",
            function.path
        );
        match function.outcomes[who] {
            Forbidden => assert!(answer.shows("この画面は表示できません"), "{}", answer.text),
            NoSuchAccount => assert!(
                caller
                    .get("/account/share")
                    .await
                    .shows("すでに削除済みです")
            ),
            _ => {}
        }
        // some of them sign out
        if who != 0 && !caller.is_signed_in().await {
            caller
                .sign_in(
                    ["", "demoshare01", "demoparent2", "demoparent"][who],
                    PASSWORD,
                    false,
                )
                .await;
        }
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r7_a_guest_calls_every_function(pool: PgPool) {
    call(pool, 0).await;
}

#[sqlx::test(migrations = "../migrations")]
async fn m5_a_share_account_calls_every_function(pool: PgPool) {
    call(pool, 1).await;
}

#[sqlx::test(migrations = "../migrations")]
async fn r7_another_shops_parent_calls_every_function(pool: PgPool) {
    call(pool, 2).await;
}

#[sqlx::test(migrations = "../migrations")]
async fn m7_the_parent_calls_every_function(pool: PgPool) {
    call(pool, 3).await;
}

#[sqlx::test(migrations = "../migrations")]
async fn r7_what_is_no_id_is_nobodys_id(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let before = site.portal.snapshot().await;

    for action in ["rename", "resend", "delete"] {
        for id in [
            "",
            "1",
            "' or 1=1 --",
            "../../x",
            "00000000-0000-0000-0000-00000000000g",
        ] {
            let answer = parent
                .post(
                    &format!("/api/share-accounts/{action}"),
                    &[("account", id), ("name", "x")],
                )
                .await;

            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{action} {id}");
            assert!(answer.shows("ページが見つかりません"), "{}", answer.text);
        }
    }
    assert_eq!(site.portal.snapshot().await, before);
}

/// R8: what is no argument of a function changes nothing.
#[sqlx::test(migrations = "../migrations")]
async fn r8_nobody_smuggles_in_what_is_not_asked_for(pool: PgPool) {
    let site = Site::on(pool);
    let (_, other) = two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let customer = other.customer.to_string();

    parent
        .post(
            "/api/share-accounts/add",
            &[
                ("name", "有線 太郎"),
                ("email", "taro@example.com"),
                ("state", "active"),
                ("kind", "parent"),
                ("customer_id", &customer),
                ("customer", &customer),
                ("user_id", "members12345"),
                ("points", "1000000"),
            ],
        )
        .await;

    let row: String = site
        .portal
        .ask("select concat_ws(' ', kind, state, user_id, (select code from customers c where c.id = customer_id) is not null)
                from accounts where email = 'taro@example.com'")
        .await;
    assert!(row == "share awaiting_registration t", "{row}");
    let stolen: i64 = sqlx::query_scalar("select count(*) from accounts where customer_id = $1")
        .bind(other.customer.into_uuid())
        .fetch_one(&site.portal.pool)
        .await
        .expect("the database answers");
    assert_eq!(stolen, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn r6_no_function_answers_any_method_but_post(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let subject = Subject::new(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let before = site.portal.snapshot().await;

    for function in &FUNCTIONS {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(
                function
                    .fields
                    .iter()
                    .map(|(name, value)| (*name, subject.fill(value))),
            )
            .finish();
        for method in [
            Method::GET,
            Method::HEAD,
            Method::PUT,
            Method::DELETE,
            Method::OPTIONS,
        ] {
            let request = parent
                .request(method.clone(), &format!("{}?{query}", function.path))
                .body(Body::empty());
            let answer = parent.send(request.expect("a request")).await;

            assert_eq!(
                answer.status,
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {}",
                function.path
            );
            assert_eq!(answer.header("allow"), "POST");
        }
    }
    assert_eq!(site.portal.snapshot().await, before);
    assert!(parent.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r6_no_function_answers_another_site_or_another_kind_of_body(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let subject = Subject::new(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let before = site.portal.snapshot().await;
    let form = "application/x-www-form-urlencoded";
    let form_with_file = "multipart/form-data; boundary=x";
    let cases = [
        (
            Some("cross-site"),
            Some("https://evil.example"),
            form,
            StatusCode::FORBIDDEN,
        ),
        (
            Some("same-site"),
            Some("https://cart.example.com"),
            form,
            StatusCode::FORBIDDEN,
        ),
        (Some("none"), None, form, StatusCode::FORBIDDEN),
        (None, Some("null"), form, StatusCode::FORBIDDEN),
        (
            None,
            Some("https://members.example.com.evil.example"),
            form,
            StatusCode::FORBIDDEN,
        ),
        (None, None, form, StatusCode::FORBIDDEN),
        (
            Some("same-origin"),
            None,
            "text/plain",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (
            Some("same-origin"),
            None,
            form_with_file,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (
            Some("same-origin"),
            None,
            "application/json",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
    ];

    for function in &FUNCTIONS {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(
                function
                    .fields
                    .iter()
                    .map(|(name, value)| (*name, subject.fill(value))),
            )
            .finish();
        for (fetch_site, origin, kind, expected) in cases {
            // what is right for the others is wrong for files
            let kind = match function.path == paths::INVITATION_UPLOAD {
                true if kind == form => form_with_file,
                true if kind == form_with_file => form,
                _ => kind,
            };
            let mut request = parent
                .request(Method::POST, function.path)
                .body(Body::from(body.clone()))
                .expect("a request");
            let headers = request.headers_mut();
            headers.remove("sec-fetch-site");
            for (name, value) in [
                ("sec-fetch-site", fetch_site),
                ("origin", origin),
                ("content-type", Some(kind)),
            ] {
                if let Some(value) = value {
                    headers.insert(name, value.parse().expect("a header"));
                }
            }
            let answer = parent.send(request).await;

            assert_eq!(
                answer.status, expected,
                "{} {fetch_site:?} {origin:?} {kind}",
                function.path
            );
        }
    }
    assert_eq!(site.portal.snapshot().await, before);
    assert!(parent.is_signed_in().await);
}
