//! Every function of the portal, called by everyone.

mod account;
mod coming_in;
mod share_accounts;

use std::collections::BTreeSet;

use self::Outcome::{Done, Forbidden, NoSuchAccount, NotFound, Nothing, SignIn};
use app::{paths, platform::testing::PASSWORD};
use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use leptos::server_fn::axum::server_fn_paths;
use sqlx::PgPool;

use super::{Subject, everyone};
use crate::{Site, two_shops};

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

/// A function of the portal that is not listed in one of these fails the first test below. What changes how somebody
/// signs in comes last.
fn functions() -> impl Iterator<Item = &'static Function> {
    [
        share_accounts::FUNCTIONS,
        coming_in::FUNCTIONS,
        account::FUNCTIONS,
    ]
    .into_iter()
    .flatten()
}

#[test]
fn r7_every_function_of_the_portal_stands_in_the_table() {
    let there: BTreeSet<(&str, Method)> = server_fn_paths().collect();

    let listed: BTreeSet<(&str, Method)> = functions()
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
    for function in functions() {
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

    for function in functions() {
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

    for function in functions() {
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
