//! What the framework tells in addresses (R40).

use super::*;

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
