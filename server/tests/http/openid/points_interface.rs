//! What the cart does with points (X12).

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{basic, cart, from_server, json, redeem, send, text, tokens};
use crate::{Answer, Site, two_shops};

/// The cart, with a token of its own.
struct Cart<'a> {
    site: &'a Site,
    token: String,
    shop: String,
}

impl<'a> Cart<'a> {
    async fn new(site: &'a Site, shop: &str) -> Self {
        let body = "grant_type=client_credentials&scope=points".to_owned();
        let granted = super::json(&redeem(site, Some(&cart()), body).await);
        Self {
            site,
            token: text(&granted, "access_token").to_owned(),
            shop: shop.to_owned(),
        }
    }

    async fn get(&self) -> Value {
        let path = format!("/service/points/{}", self.shop);
        let request = from_server(Method::GET, &path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        json(&send(self.site, request, Body::empty()).await)
    }

    async fn post(&self, path: &str, key: Option<&str>, body: &Value) -> Answer {
        let path = format!("/service/points/{}{path}", self.shop);
        let mut request = from_server(Method::POST, &path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if body.is_null() {
            return send(self.site, request, Body::empty()).await;
        }
        let request = request.header(header::CONTENT_TYPE, "application/json");
        send(self.site, request, body.to_string()).await
    }
}

fn status_and_code(answer: &Answer) -> (u16, String) {
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = json(answer);
    assert_eq!(problem["status"], answer.status.as_u16());
    (answer.status.as_u16(), text(&problem, "code").to_owned())
}

#[sqlx::test(migrations = "../migrations")]
async fn x12_m97_an_order_with_points_from_start_to_return(pool: PgPool) {
    let site = Site::on(pool);
    let (shop, _) = two_shops(&site).await;
    let mut browser = site.signed_in("demoshare01").await;
    let id_token = tokens(&site, &mut browser).await;
    let bearer = format!("Bearer {}", text(&id_token, "access_token"));
    let sub = json(&super::user_info(&site, &bearer).await)["sub"].clone();
    let cart = Cart::new(&site, &shop.code).await;

    for _ in 0..2 {
        let given = cart
            .post(
                "/grants",
                Some("k1"),
                &json!({ "cause": "first_purchase", "order": "A-1", "sub": sub }),
            )
            .await;
        assert_eq!(
            (given.status, json(&given)),
            (StatusCode::OK, json!({ "granted": true, "balance": 500 }))
        );
    }
    let second = cart
        .post(
            "/grants",
            Some("k2"),
            &json!({ "cause": "first_purchase", "order": "A-2" }),
        )
        .await;
    assert_eq!(json(&second), json!({ "granted": false, "balance": 500 }));

    let order = json!({ "points": 300, "order": "A-1", "sub": sub });
    let held = cart.post("/reservations", Some("k3"), &order).await;
    let again = cart.post("/reservations", Some("k3"), &order).await;
    assert_eq!(held.status, StatusCode::CREATED, "{}", held.text);
    assert_eq!(json(&held), json(&again));
    assert_eq!(
        cart.get().await,
        json!({ "total": 500, "held": 300, "available": 200 })
    );
    let id = text(&json(&held), "id").to_owned();
    for _ in 0..2 {
        let captured = cart
            .post(
                &format!("/reservations/{id}/capture"),
                None,
                &json!({ "points": 250 }),
            )
            .await;
        assert_eq!(json(&captured)["captured"], 250, "{}", captured.text);
    }
    let returned = cart
        .post(
            &format!("/reservations/{id}/returns"),
            Some("k4"),
            &json!({ "points": 100 }),
        )
        .await;
    assert_eq!(json(&returned), json!({ "balance": 350 }));

    let other = cart
        .post(
            "/reservations",
            Some("k5"),
            &json!({ "points": 350, "order": "A-3" }),
        )
        .await;
    let id = text(&json(&other), "id").to_owned();
    let released = cart
        .post(&format!("/reservations/{id}/release"), None, &Value::Null)
        .await;
    assert_eq!(released.status, StatusCode::OK, "{}", released.text);
    assert_eq!(
        cart.get().await,
        json!({ "total": 350, "held": 0, "available": 350 })
    );
    // the parent reads who used them
    let mut parent = site.signed_in("demoparent").await;
    let page = parent.get("/points").await;
    assert!(page.shows("demoshare01さん") && page.shows("A-1"));
}

#[sqlx::test(migrations = "../migrations")]
async fn x12_what_the_rules_refuse_is_told_so_that_a_cart_can_act_on_it(pool: PgPool) {
    let site = Site::on(pool);
    let (shop, other) = two_shops(&site).await;
    let cart = Cart::new(&site, &shop.code).await;
    let gift = json!({ "cause": "campaign", "points": 100, "note": "春の感謝祭" });
    let given = cart.post("/grants", Some("gift"), &gift).await;
    assert_eq!(json(&given), json!({ "granted": true, "balance": 100 }));
    let hold = |points: i64, order: &str| json!({ "points": points, "order": order });
    let held = cart
        .post("/reservations", Some("k"), &hold(60, "A-1"))
        .await;
    let id = text(&json(&held), "id").to_owned();

    let too_many = cart
        .post("/reservations", Some("k2"), &hold(41, "A-2"))
        .await;
    assert_eq!(status_and_code(&too_many), (409, "not_enough".to_owned()));
    assert_eq!(json(&too_many)["available"], 40);
    let cases = [
        ("/reservations", Some("k"), hold(61, "A-1"), 422, "key_used"),
        ("/reservations", Some("k"), hold(60, "A-9"), 422, "key_used"),
        ("/reservations", Some("k3"), hold(0, "A-1"), 422, "amount"),
        ("/reservations", Some("k3"), hold(-5, "A-1"), 422, "amount"),
        (
            "/reservations",
            Some("k3"),
            hold(i64::MAX, "A-1"),
            422,
            "amount",
        ),
        (
            "/reservations",
            Some("k3"),
            hold(1, ""),
            400,
            "invalid_request",
        ),
        (
            "/reservations",
            Some("k3"),
            hold(1, &"x".repeat(101)),
            400,
            "invalid_request",
        ),
        (
            "/reservations",
            Some("k3"),
            json!({ "points": "1", "order": "x" }),
            400,
            "invalid_request",
        ),
        (
            "/reservations",
            Some("k3"),
            json!({ "points": 1, "order": "x", "admin": true }),
            400,
            "invalid_request",
        ),
        (
            "/reservations",
            Some("k3"),
            json!({ "points": 1, "order": "x", "sub": "nobody" }),
            400,
            "invalid_request",
        ),
        (
            "/reservations",
            None,
            hold(1, "A-1"),
            400,
            "invalid_request",
        ),
        (
            "/reservations",
            Some(""),
            hold(1, "A-1"),
            400,
            "invalid_request",
        ),
        (
            "/grants",
            Some("gift"),
            json!({ "cause": "campaign", "points": 200, "note": "春の感謝祭" }),
            422,
            "key_used",
        ),
        (
            "/grants",
            Some("g"),
            json!({ "cause": "correction", "points": 200, "note": "x" }),
            400,
            "invalid_request",
        ),
        (
            "/grants",
            Some("g"),
            json!({ "cause": "campaign", "points": -1, "note": "x" }),
            422,
            "amount",
        ),
        (
            "/grants",
            Some("g"),
            json!({ "cause": "campaign", "points": 1, "note": "x", "expires_at": "2020-01-01T00:00:00Z" }),
            400,
            "invalid_request",
        ),
        (
            "/reservations/x/capture",
            None,
            json!({ "points": 1 }),
            404,
            "unknown",
        ),
    ];
    for (path, key, body, status, code) in cases {
        let answer = cart.post(path, key, &body).await;
        assert_eq!(
            status_and_code(&answer),
            (status, code.to_owned()),
            "{path} {body}"
        );
    }
    let capture = format!("/reservations/{id}/capture");
    let more = cart.post(&capture, None, &json!({ "points": 61 })).await;
    assert_eq!(status_and_code(&more), (422, "amount".to_owned()));

    // another shop's order is not there, as is a shop that is not
    let strangers = Cart::new(&site, &other.code).await;
    let foreign = strangers
        .post(&capture, None, &json!({ "points": 1 }))
        .await;
    assert_eq!(status_and_code(&foreign), (404, "unknown".to_owned()));
    let nowhere = Cart::new(&site, "000000000").await;
    let unknown = nowhere
        .post("/reservations", Some("k"), &hold(1, "A-1"))
        .await;
    assert_eq!(status_and_code(&unknown), (404, "unknown".to_owned()));

    // half an hour later nothing is held any more
    site.portal.wait(time::Duration::minutes(30));
    let cart = Cart::new(&site, &shop.code).await;
    assert_eq!(
        cart.get().await,
        json!({ "total": 100, "held": 0, "available": 100 })
    );
    let late = cart.post(&capture, None, &json!({ "points": 60 })).await;
    assert_eq!(status_and_code(&late), (409, "ended".to_owned()));
}

#[sqlx::test(migrations = "../migrations")]
async fn x12_the_interface_opens_to_the_cart_itself_only(pool: PgPool) {
    let site = Site::on(pool);
    let (shop, _) = two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;
    let somebodys = tokens(&site, &mut browser).await;
    let path = format!("/service/points/{}", shop.code);

    for authorization in [
        None,
        Some("Bearer x".to_owned()),
        Some(format!("Bearer {}", text(&somebodys, "access_token"))),
        Some(basic("cart", "wrong")),
        Some(cart()),
    ] {
        let mut request = from_server(Method::GET, &path);
        if let Some(authorization) = &authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let answer = send(&site, request, Body::empty()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{authorization:?}");
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
    }
    let by_cookie = browser.get(&path).await;
    assert_eq!(by_cookie.status, StatusCode::UNAUTHORIZED);
    let cart = Cart::new(&site, &shop.code).await;
    site.portal.run("update clients set kind = 'service'").await;
    let demoted = cart
        .post(
            "/grants",
            Some("k"),
            &json!({ "cause": "first_purchase", "order": "A" }),
        )
        .await;
    assert_eq!(demoted.status, StatusCode::FORBIDDEN);
}
