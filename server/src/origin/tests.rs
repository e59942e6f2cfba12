//! Tests of the module above.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use axum::{Router, body::Bytes, middleware, routing::any};
use hyper::body::Frame;
use tower::ServiceExt;

use super::*;

const OWN: &str = "https://members.example.com";

/// A request as a browser sends a form, before a case changes it.
fn form(path: &str) -> http::request::Builder {
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(HOST, "members.example.com")
        .header(CONTENT_TYPE, FORM)
}

fn page(path: &str) -> http::request::Builder {
    Request::builder()
        .uri(path)
        .header(HOST, "members.example.com")
}

#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn answer(request: http::request::Builder, body: impl Into<Body>) -> Response {
    let gate = Gate::new(&Url::parse(OWN).unwrap());
    // Tells back what came through, and leads away as the framework does after an error.
    let router = Router::new()
        .route(
            "/moved",
            any(|uri: Uri| async move {
                (
                    StatusCode::FOUND,
                    [(LOCATION, uri.query().unwrap_or_default().replace('~', "__"))],
                )
            }),
        )
        // Tells how much of a file came in.
        .route(
            paths::INVITATION_UPLOAD,
            any(|request: Request| async move {
                let told = request.extensions().get::<TooLarge>().map(|_| "too large");
                let body = request.into_body().collect().await.unwrap().to_bytes();
                format!("{} {}", body.len(), told.unwrap_or("whole"))
            }),
        )
        .fallback(|uri: Uri, headers: HeaderMap, body: String| async move {
            format!("{uri} {} {body}", headers.contains_key(COOKIE))
        })
        .layer(middleware::from_fn_with_state(gate, guard));
    router
        .oneshot(request.body(body.into()).unwrap())
        .await
        .unwrap()
}

/// A body that does not come.
struct Never;

impl hyper::body::Body for Never {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }
}

async fn status(request: http::request::Builder, body: impl Into<Body>) -> u16 {
    answer(request, body).await.status().as_u16()
}

#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn text(request: http::request::Builder, body: impl Into<Body>) -> String {
    let bytes = answer(request, body)
        .await
        .into_body()
        .collect()
        .await
        .unwrap()
        .to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn only_our_own_pages_change_anything() {
    let absent = "";
    let cases = [
        ("same-origin", OWN, 200),
        ("same-origin", "null", 200),
        ("same-origin", absent, 200),
        ("same-origin", "https://cart.example.com", 403),
        ("same-site", OWN, 403),
        ("cross-site", OWN, 403),
        ("cross-site", "null", 403),
        ("none", OWN, 403),
        ("none", absent, 403),
        ("Same-Origin", OWN, 403),
        (absent, OWN, 200),
        (absent, absent, 403),
        (absent, "null", 403),
        (absent, "http://members.example.com", 403),
        (absent, "https://members.example.com:8443", 403),
        (absent, "https://members.example.com.evil.example", 403),
        (absent, "https://evil.example", 403),
    ];

    for path in ["/api/share-accounts/add", "/anything"] {
        for (site, origin, expected) in cases {
            let mut request = form(path);
            if !site.is_empty() {
                request = request.header(SEC_FETCH_SITE, site);
            }
            if !origin.is_empty() {
                request = request.header(ORIGIN, origin);
            }
            assert_eq!(
                status(request, "a=b").await,
                expected,
                "{path} {site:?} {origin:?}"
            );
        }
    }
}

#[tokio::test]
async fn two_answers_to_one_question_are_none() {
    let twice = form("/login")
        .header(SEC_FETCH_SITE, "same-origin")
        .header(SEC_FETCH_SITE, "cross-site");

    assert_eq!(status(twice, "").await, 403);
}

#[tokio::test]
async fn servers_need_no_origin_and_get_no_cookie() {
    let request = form("/oauth/token").header(COOKIE, "sid=1");

    assert_eq!(
        text(request, "grant_type=authorization_code").await,
        "/oauth/token false grant_type=authorization_code"
    );
}

#[tokio::test]
async fn functions_answer_post_only() {
    for method in [
        Method::GET,
        Method::HEAD,
        Method::OPTIONS,
        Method::PUT,
        Method::DELETE,
        Method::PATCH,
        Method::TRACE,
    ] {
        for path in [
            "/api",
            "/api/share-accounts/add",
            "/api/share-accounts/add?name=x",
        ] {
            let response = answer(
                page(path)
                    .method(&method)
                    .header(SEC_FETCH_SITE, "same-origin"),
                "",
            )
            .await;

            assert_eq!(
                (response.status().as_u16(), response.headers().get(ALLOW)),
                (405, Some(&HeaderValue::from_static("POST"))),
                "{method} {path}"
            );
        }
    }
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE] {
        assert_eq!(
            status(form("/login").method(&method).header(ORIGIN, OWN), "").await,
            405,
            "{method}"
        );
    }
    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        assert_eq!(
            status(page("/apiary").method(&method), "").await,
            200,
            "{method}"
        );
    }
}

#[tokio::test]
async fn bodies_come_in_listed_content_types() {
    let post = |path: &str, kind: Option<&'static str>| {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path.to_owned())
            .header(HOST, "members.example.com")
            .header(ORIGIN, OWN);
        match kind {
            Some(kind) => request.header(CONTENT_TYPE, kind),
            None => request,
        }
    };
    let cases = [
        ("/api/x", Some("application/x-www-form-urlencoded"), 200),
        (
            "/api/x",
            Some("Application/X-WWW-Form-Urlencoded; charset=UTF-8"),
            200,
        ),
        ("/api/x", Some("text/plain"), 415),
        ("/api/x", Some("multipart/form-data; boundary=x"), 415),
        ("/api/x", Some("application/json"), 415),
        (
            "/api/x",
            Some("text/plain; application/x-www-form-urlencoded"),
            415,
        ),
        ("/api/x", None, 415),
        (csp::REPORTS, Some("application/csp-report"), 200),
        (csp::REPORTS, Some(FORM), 415),
        (
            paths::INVITATION_UPLOAD,
            Some("multipart/form-data; boundary=x"),
            200,
        ),
        (
            paths::INVITATION_UPLOAD,
            Some("Multipart/Form-Data; boundary=\"x y\""),
            200,
        ),
        (paths::INVITATION_UPLOAD, Some("multipart/form-data"), 415),
        (
            paths::INVITATION_UPLOAD,
            Some("multipart/form-data; charset=UTF-8"),
            415,
        ),
        (
            paths::INVITATION_UPLOAD,
            Some("multipart/mixed; boundary=x"),
            415,
        ),
        (paths::INVITATION_UPLOAD, Some(FORM), 415),
    ];

    for (path, kind, expected) in cases {
        assert_eq!(
            status(post(path, kind), "a=b").await,
            expected,
            "{path} {kind:?}"
        );
    }
}

#[tokio::test]
async fn bodies_end_where_the_limit_is() {
    let largest = "a".repeat(LARGEST_FUNCTION_BODY);
    let chunked = |size: usize| {
        Body::new(Limited::new(Body::from("a".repeat(size)), usize::MAX).boxed_unsync())
    };
    let own = |path: &str| form(path).header(ORIGIN, OWN);

    assert_eq!(status(own("/api/x"), largest.clone()).await, 200);
    assert_eq!(status(own("/api/x"), largest.clone() + "a").await, 413);
    assert_eq!(
        status(own("/api/x"), chunked(LARGEST_FUNCTION_BODY + 1)).await,
        413
    );
    assert_eq!(
        status(own("/api/x").header(CONTENT_LENGTH, "1073741824"), "").await,
        413
    );
    assert_eq!(
        status(form("/oauth/token"), largest.clone() + "a").await,
        413
    );
    assert_eq!(status(own("/login"), largest + "a").await, 200);
    assert_eq!(
        status(own("/login"), "a".repeat(LARGEST_BODY + 1)).await,
        413
    );
}

#[tokio::test]
async fn x8_a_file_may_be_of_any_bytes_and_one_too_large_is_left_outside() {
    let upload = || {
        Request::builder()
            .method(Method::POST)
            .uri(paths::INVITATION_UPLOAD)
            .header(HOST, "members.example.com")
            .header(ORIGIN, OWN)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
    };
    let declared = |size: usize| upload().header(CONTENT_LENGTH, size);
    let bytes = |size: usize| "\0".repeat(size);
    let most = LARGEST_UPLOAD + MOST_PASSED_OVER;

    assert_eq!(text(upload(), bytes(LARGEST_UPLOAD)).await, "1048576 whole");
    let larger = LARGEST_UPLOAD + 1;
    assert_eq!(text(declared(larger), bytes(larger)).await, "0 too large");
    // not for ever, and not without a word before
    assert_eq!(status(declared(most), bytes(most)).await, 413);
    assert_eq!(status(upload(), bytes(larger)).await, 413);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let started = tokio::time::Instant::now();

    assert_eq!(
        status(form("/api/x").header(ORIGIN, OWN), Body::new(Never)).await,
        408
    );
    assert_eq!(started.elapsed().as_secs(), 15);
}

#[tokio::test]
async fn targets_are_short_and_without_nul() {
    let path_of = |length: usize| format!("/{}", "a".repeat(length - 1));

    assert_eq!(status(page(&path_of(LONGEST_TARGET)), "").await, 200);
    assert_eq!(status(page(&path_of(LONGEST_TARGET + 1)), "").await, 414);
    assert_eq!(status(page("/a%00"), "").await, 400);
    assert_eq!(status(page("/a?b=%00"), "").await, 400);
    assert_eq!(
        status(form("/api/x").header(ORIGIN, OWN), "email=v%40x.jp%00").await,
        400
    );
    assert_eq!(
        status(form("/api/x").header(ORIGIN, OWN), "email=v\0").await,
        400
    );
}

#[tokio::test]
async fn the_portal_answers_to_its_own_name_only() {
    let named = |path: &str, host: &str| Request::builder().uri(path).header(HOST, host);
    for host in [
        "members.example.com",
        "MEMBERS.example.com",
        "members.example.com:443",
    ] {
        assert_eq!(status(named("/", host), "").await, 200, "{host}");
    }
    for host in [
        "evil.example",
        "members.example.com.evil.example",
        "members.example.com:8443",
        "members.example.com:80",
        "a@members.example.com",
        "127.0.0.1:3000",
        "",
    ] {
        assert_eq!(status(named("/", host), "").await, 421, "{host}");
    }

    assert_eq!(status(Request::builder().uri("/"), "").await, 421);
    assert_eq!(
        status(page("/").header(HOST, "evil.example"), "").await,
        421
    );
    assert_eq!(
        status(named("https://evil.example/", "members.example.com"), "").await,
        421
    );
    assert_eq!(
        status(
            named("/", "members.example.com").header("x-forwarded-host", "evil.example"),
            ""
        )
        .await,
        200
    );
    assert_eq!(status(named("/healthz", "10.1.2.3:3000"), "").await, 200);
    assert_eq!(status(Request::builder().uri("/readyz"), "").await, 200);
}

#[tokio::test]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn a_portal_on_loopback_is_named_with_its_port() {
    let gate = Gate::new(&Url::parse("http://127.0.0.1:3000").unwrap());
    let own = |host: &'static str| gate.is_own(&Authority::from_static(host));

    assert!(own("127.0.0.1:3000"));
    assert!(!own("127.0.0.1") && !own("localhost:3000"));
    assert!(
        Gate::new(&Url::parse("http://[::1]:3000").unwrap())
            .is_own(&Authority::from_static("[::1]:3000"))
    );
}

#[tokio::test]
async fn errors_echoed_in_a_redirect_are_taken_out() {
    // The echo's underscores are written as ~, so that only the answer has them.
    let cases = [
        ("/login?~path=%2Fapi&~err=abc", "/login", 303),
        ("/list?page=2&~err=abc", "/list?page=2", 303),
        ("https://members.example.com/login?~err=abc", "/login", 303),
        (
            "https://members.example.com//evil.example/?~err=abc",
            "/evil.example/",
            303,
        ),
        (
            "https://members.example.com/%5Cevil.example/?~err=abc",
            "/%5Cevil.example/",
            303,
        ),
        ("https://evil.example/login?~err=abc", "/", 303),
        ("//evil.example/login?~err=abc", "/", 303),
        ("/login?next=~err", "/login?next=__err", 302),
        (
            "https://cart.example.com/callback?code=abc",
            "https://cart.example.com/callback?code=abc",
            302,
        ),
    ];

    for (location, tamed, status) in cases {
        let response = answer(page(&format!("/moved?{location}")), "").await;
        let found = response
            .headers()
            .get(LOCATION)
            .and_then(|found| found.to_str().ok());

        assert_eq!(
            (found, response.status().as_u16()),
            (Some(tamed), status),
            "{location}"
        );
    }
}

#[tokio::test]
async fn errors_echoed_in_a_request_reach_no_page() {
    assert_eq!(
        text(page("/login?__path=%2Fapi&__err=abc"), "").await,
        "/login false "
    );
    assert_eq!(
        text(page("/list?page=2&%5F_err=abc"), "").await,
        "/list?page=2 false "
    );
    assert_eq!(text(page("/list?page=2"), "").await, "/list?page=2 false ");
}

#[tokio::test]
async fn a_refusal_says_which_address_is_right_and_no_more() {
    let lost = Request::builder().uri("/secret").header(HOST, "localhost");

    assert_eq!(
        text(lost, "").await,
        "421 Misdirected Request\nhttps://members.example.com/\n"
    );
}
