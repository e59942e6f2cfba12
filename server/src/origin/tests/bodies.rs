//! What is sent: kinds, sizes, slow ones (R6, R24, X8).

use app::platform::csp;
use http_body_util::Limited;

use super::*;
use crate::origin::body::{LARGEST_BODY, LARGEST_FUNCTION_BODY, LARGEST_UPLOAD, MOST_PASSED_OVER};

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
