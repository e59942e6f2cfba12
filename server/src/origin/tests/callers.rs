//! Who may call, and under which name (R4, R6).

use http::{HeaderValue, header::ALLOW};

use super::*;

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
async fn a_refusal_says_which_address_is_right_and_no_more() {
    let lost = Request::builder().uri("/secret").header(HOST, "localhost");

    assert_eq!(
        text(lost, "").await,
        "421 Misdirected Request\nhttps://members.example.com/\n"
    );
}
