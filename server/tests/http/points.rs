//! The page of the points and its file: for the parent what became of them, for a share account the balance (X12).

use app::points::{self, Hold};
use axum::http::StatusCode;
use sqlx::PgPool;

use crate::{Site, two_shops};

/// A shop that got points, holds some, and used some for an order of its share account.
async fn used(site: &Site) {
    let (shop, _) = two_shops(site).await;
    let services = &site.portal.services;
    let mut tx = services.db.begin().await.expect("begun");
    points::give_start(services, &mut tx, shop.customer)
        .await
        .expect("given");
    let orderer: uuid::Uuid =
        sqlx::query_scalar("select id from accounts where user_id = 'demoshare01'")
            .fetch_one(&mut *tx)
            .await
            .expect("an account");
    for (order, points) in [("A-1", 300), ("A-2", 200)] {
        let wanted = Hold {
            customer: shop.customer,
            points: app::values::Points::new(points),
            account: Some(orderer.into()),
            note: order,
            idempotency_key: order,
        };
        let held = points::reserve(services, &mut tx, &wanted)
            .await
            .expect("held");
        if order == "A-1" {
            points::capture(services, &mut tx, shop.customer, held.id, wanted.points)
                .await
                .expect("used");
        }
    }
    tx.commit().await.expect("committed");
}

#[sqlx::test(migrations = "../migrations")]
async fn x12_the_parent_sees_what_became_of_the_points_and_who_used_them(pool: PgPool) {
    let site = Site::on(pool);
    used(&site).await;
    let mut parent = site.signed_in("demoparent").await;

    let page = parent.get("/points").await;
    let file = parent.get("/points.csv").await;
    let far = parent.get("/points?page=99").await;

    assert!(page.shows("500 pt"), "{}", page.text);
    assert!(
        page.shows("このほか 200 pt は、手続き中のご注文に使われています。"),
        "{}",
        page.text
    );
    assert!(page.shows("ご利用開始のポイント") && page.shows("+1,000"));
    assert!(page.shows("ご注文での利用") && page.shows("A-1") && page.shows("−300"));
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.text.starts_with('\u{feff}'));
    assert_eq!(file.text.lines().count(), 3, "{}", file.text);
    assert!(file.shows(",A-1,-300,700,"), "{}", file.text);
    assert_eq!(far.status, StatusCode::OK);
}

#[sqlx::test(migrations = "../migrations")]
async fn x12_a_share_account_sees_the_balance_and_nothing_of_others(pool: PgPool) {
    let site = Site::on(pool);
    used(&site).await;
    let mut share = site.signed_in("demoshare01").await;
    let mut stranger = site.signed_in("demoparent2").await;

    let page = share.get("/points").await;
    let file = share.get("/points.csv").await;
    let elsewhere = stranger.get("/points").await;
    let guest = site.browser().get("/points.csv").await;

    assert!(page.shows("500 pt"), "{}", page.text);
    assert!(!page.shows("A-1") && !page.shows("/points.csv"));
    assert_eq!(file.status, StatusCode::FORBIDDEN);
    assert!(
        elsewhere.shows("ポイントの増減はまだありません。"),
        "{}",
        elsewhere.text
    );
    assert!(
        guest.location().starts_with("/login"),
        "{}",
        guest.location()
    );
}
