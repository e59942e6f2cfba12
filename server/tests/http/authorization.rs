//! Who may call what: every server function and every page, for everyone (R6, R7, M5).

mod functions;
mod pages;

use app::paths;
use axum::{
    body::Body,
    http::{Method, header},
};
use sqlx::PgPool;

use crate::{Browser, Site, add_share, begin_in_person, two_shops};

/// In its place stands the id of a share account of the shop that waits for its registration.
const ACCOUNT: &str = "{account}";
/// In its place stands the id of another one.
const SECOND: &str = "{second}";
/// In its place stands the id of a third one.
const THIRD: &str = "{third}";
/// In its place stands the token of that account's invitation.
const TOKEN: &str = "{token}";
/// In its place stands a registration in person that the shop's parent has begun on another browser.
const REGISTRATION: &str = "{registration}";
/// In its place stands the id of a file with invitations that the shop's parent has sent.
const IMPORT: &str = "{import}";

/// A guest, a share account, another shop's parent, and the shop's parent.
async fn everyone(site: &Site) -> [Browser; 4] {
    [
        site.browser(),
        site.signed_in("demoshare01").await,
        site.signed_in("demoparent2").await,
        site.signed_in("demoparent").await,
    ]
}

/// The ids that stand for what a test calls functions about.
struct Subject {
    account: String,
    second: String,
    third: String,
    token: String,
    registration: String,
    import: String,
}

impl Subject {
    async fn new(site: &Site) -> Self {
        let mut parent = site.signed_in("demoparent").await;
        let second = add_share(site, &mut parent, "招待 二郎", "second@example.com").await;
        let third = add_share(site, &mut parent, "招待 三郎", "third@example.com").await;
        let account = add_share(site, &mut parent, "招待 花子", "taro@example.com").await;
        site.portal.deliver().await;
        let file = "招待 花子,taro@example.com\n招待 次郎,jiro@example.com".as_bytes();
        let sent = parent
            .upload(paths::INVITATION_UPLOAD, "staff.csv", file)
            .await;
        let import = sent.location().rsplit('/').next().unwrap_or_default();
        Self {
            import: import.to_owned(),
            account,
            second,
            third,
            token: site.portal.postbox.newest_token("taro@example.com"),
            registration: begin_in_person(site, &mut parent).await.0,
        }
    }

    fn fill(&self, text: &str) -> String {
        text.replace(ACCOUNT, &self.account)
            .replace(SECOND, &self.second)
            .replace(THIRD, &self.third)
            .replace(TOKEN, &self.token)
            .replace(REGISTRATION, &self.registration)
            .replace(IMPORT, &self.import)
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r11_who_is_deleted_is_signed_out_at_once(pool: PgPool) {
    let site = Site::on(pool);
    let (shop, _) = two_shops(&site).await;
    let mut share = site.signed_in("demoshare01").await;
    let mut parent = site.signed_in("demoparent").await;
    let account: String = site
        .portal
        .ask("select id::text from accounts where user_id = 'demoshare01'")
        .await;
    assert!(share.is_signed_in().await);

    parent
        .post("/api/share-accounts/delete", &[("account", &account)])
        .await;

    assert!(!share.is_signed_in().await);
    assert!(parent.is_signed_in().await);
    site.portal.set_state(shop.parent, "suspended").await;
    assert!(!parent.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r6_a_page_behind_no_referrer_posts_with_origin_null_and_is_let_in(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut guest = site.browser();
    let request = guest
        .request(Method::POST, "/api/sign-in/choose-language")
        .header(header::ORIGIN, "null")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("language=en&back=/login"));

    let answer = guest.send(request.expect("a request")).await;

    assert_eq!(answer.location(), "/login");
}
