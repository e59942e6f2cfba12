//! What operators do at the command line.

use clap::Parser;
use server::commands::{Clients, Points, SigningKeys};
use sqlx::PgPool;

use crate::{Site, openid, two_shops};

#[derive(Parser)]
enum Command {
    #[command(subcommand)]
    Client(Clients),
    #[command(subcommand)]
    SigningKey(SigningKeys),
    #[command(subcommand)]
    Points(Points),
}

async fn run(site: &Site, line: &str) -> anyhow::Result<()> {
    let services = site.portal.services.clone();
    match Command::try_parse_from(std::iter::once("server").chain(line.split(' ')))? {
        Command::Client(command) => command.run(services).await,
        Command::SigningKey(command) => command.run(services).await,
        Command::Points(command) => command.run(services).await,
    }
}

const ADD: &str = "client add otoraku --name OTORAKU --kind service --scope openid --scope shop \
                   --redirect-uri https://otoraku.example.com/callback \
                   --initiate-login-uri https://otoraku.example.com/login \
                   --target-link-uri https://otoraku.example.com/";

#[sqlx::test(migrations = "../migrations")]
async fn x11_a_client_is_added_and_removed_at_the_command_line(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;

    run(&site, ADD).await.expect("added");
    assert!(parent.get("/services").await.shows("OTORAKU"));
    run(&site, "client list").await.expect("listed");
    run(&site, "client rotate-secret otoraku")
        .await
        .expect("another secret");
    run(&site, "client remove otoraku").await.expect("removed");

    assert!(!parent.get("/services").await.shows("OTORAKU"));
    for line in [
        ADD,
        &ADD.replace("--kind service", "--kind cart"),
        &ADD.replace("--kind service", "--kind shop"),
        &ADD.replace("otoraku", "other").replace("https", "http"),
        &ADD.replace("--scope openid ", "")
            .replace("otoraku", "other"),
        "client remove otoraku",
        "client rotate-secret otoraku",
        "client add other",
    ] {
        assert!(run(&site, line).await.is_err(), "{line}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x11_people_stay_signed_in_while_the_keys_change(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;
    let before = openid::tokens(&site, &mut browser).await;

    run(&site, "signing-key rotate --at-once")
        .await
        .expect("rotated");

    let bearer = format!("Bearer {}", openid::text(&before, "access_token"));
    let told = openid::user_info(&site, &bearer).await;
    assert_eq!(told.status, axum::http::StatusCode::OK);
    let after = openid::tokens(&site, &mut browser).await;
    let key = |tokens: &serde_json::Value| {
        let id_token = openid::text(tokens, "id_token");
        id_token.split('.').next().map(str::to_owned)
    };
    assert_ne!(key(&before), key(&after));
}

#[sqlx::test(migrations = "../migrations")]
async fn d12_points_are_put_right_once_with_a_reason_that_the_shop_reads(pool: PgPool) {
    let site = Site::on(pool);
    let (shop, _) = two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let correct = |points: i64| {
        format!(
            "points correct {} {points} --reason お詫び --key 4711",
            shop.code
        )
    };

    for _ in 0..2 {
        run(&site, &correct(500)).await.expect("corrected");
    }

    let page = parent.get("/points").await;
    assert!(page.shows("お詫び") && page.shows("+500") && page.shows("500 pt"));
    assert_eq!(page.text.matches("お詫び").count(), 1);
    let history = parent.get("/account/security/history").await;
    assert!(history.shows("ポイントの訂正") && history.shows("運営担当者"));
    for line in [
        correct(400),
        correct(-501).replace("4711", "4712"),
        correct(0).replace("4711", "4712"),
        "points correct 000000000 5 --reason x --key y".to_owned(),
    ] {
        assert!(run(&site, &line).await.is_err(), "{line}");
    }
}
