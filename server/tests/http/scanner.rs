//! Mail scanners open every link, again and again, and some press buttons: every link is still the person's (X3, R19, D8).

use std::collections::BTreeMap;

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use sqlx::PgPool;

use crate::{Answer, Browser, Site, add_share, two_shops};

const PARENT: &str = "demoparent@example.com";
const SHARE: &str = "demoshare01@example.com";
const CHANGED: &str = "changed@example.com";
const UNCONFIRMED: &str = "demoshare02@example.com";
const INVITED: &str = "taro@example.com";
const NEW_PASSWORD: &str = "another-zebra-staple-77";

/// What scanners and previews of mail programs call themselves.
const USER_AGENTS: [&str; 4] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 SafeLinks",
    "Mozilla/5.0 (compatible; BarracudaCentral)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Safari Line/14.0.0",
];

/// A link of a mail, and what a person does behind it.
struct Link {
    token: String,
    page: String,
    action: &'static str,
    /// What the person types.
    fields: Vec<(&'static str, String)>,
    /// What they read then.
    done: &'static str,
}

impl Link {
    fn new(
        token: String,
        page: &str,
        action: &'static str,
        fields: Vec<(&'static str, String)>,
        done: &'static str,
    ) -> Self {
        Self {
            page: page.replace("{token}", &token),
            token,
            action,
            fields,
            done,
        }
    }

    /// Does what the mail asks for, and nothing before it; without a cookie (D8).
    async fn press(&self, site: &Site) -> Answer {
        let mut fields = vec![("token", self.token.as_str())];
        fields.extend(
            self.fields
                .iter()
                .map(|(name, typed)| (*name, typed.as_str())),
        );
        let mut person = site.browser();
        let location = person
            .post(self.action, &fields)
            .await
            .location()
            .to_owned();
        // the sign-in page is everybody's, and learns from a cookie what it has to say
        if location != "/login" {
            person.cookies.clear();
        }
        person.get(&location).await
    }
}

/// A link of every kind, in an order in which no press ends another's link.
async fn every_link(site: &Site) -> [Link; 6] {
    let (shop, _) = two_shops(site).await;
    site.portal.share(&shop, "demoshare02").await;
    site.portal
        .run("update accounts set email_unconfirmed_since = registered_at where user_id = 'demoshare02'")
        .await;
    let mut unconfirmed = site.signed_in("demoshare02").await;
    let postbox = &site.portal.postbox;
    let number = |token: &str| vec![("number", postbox.number_beside(token))];
    let mut parent = site.signed_in("demoparent").await;
    site.portal.deliver().await;
    let alert = postbox.newest_token(PARENT);
    add_share(site, &mut parent, "有線 太郎", INVITED).await;
    parent
        .post("/api/email-change/request", &[("email", CHANGED)])
        .await;
    unconfirmed
        .post("/api/address-confirmation/resend", &[])
        .await;
    site.browser()
        .post(
            "/api/recovery/request-password-reset",
            &[("user_id", "demoshare01"), ("email", SHARE)],
        )
        .await;
    site.portal.answer_requests().await;
    site.portal.deliver().await;
    let [confirm, undo, reset, invitation, address] =
        [CHANGED, PARENT, SHARE, INVITED, UNCONFIRMED].map(|address| postbox.newest_token(address));
    let [confirmed, undone, ended] = [&confirm, &undo, &alert].map(|token| number(token));
    [
        Link::new(
            invitation,
            "/v1/{token}",
            "/api/registration/enter",
            vec![
                ("user_id", "members12345".to_owned()),
                ("password", NEW_PASSWORD.to_owned()),
                ("password_confirmation", NEW_PASSWORD.to_owned()),
            ],
            "登録内容のご確認",
        ),
        Link::new(
            reset,
            "/reset/{token}",
            "/api/recovery/set-new-password",
            vec![("password", NEW_PASSWORD.to_owned())],
            "パスワードを変更しました。",
        ),
        Link::new(
            confirm,
            "/email/{token}",
            "/api/email-change/confirm",
            confirmed,
            "メールアドレスを変更しました。",
        ),
        Link::new(
            undo,
            "/email/undo/{token}",
            "/api/email-change/undo",
            undone,
            "メールアドレスを元に戻しました。",
        ),
        Link::new(
            alert,
            "/sign-in-alert/{token}",
            "/api/security/end-everything",
            ended,
            "すべての端末からログアウトしました",
        ),
        Link::new(
            address,
            "/email/confirm/{token}",
            "/api/address-confirmation/confirm",
            vec![("user_id", "demoshare02".to_owned())],
            "メールアドレスを確認しました",
        ),
    ]
}

async fn visit(scanner: &mut Browser, method: Method, page: &str) -> Answer {
    let request = scanner.request(method, page).body(Body::empty());
    scanner.send(request.expect("a request")).await
}

/// The forms of a page: where each is sent, its buttons' own addresses included, and what is hidden in it.
fn forms(page: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let attribute = |tag: &str, name: &str| {
        let start = tag.split(&format!(" {name}=\"")).nth(1)?;
        start.split('"').next().map(str::to_owned)
    };
    let mut found = Vec::new();
    for form in page.split("<form").skip(1) {
        let form = form.split("</form>").next().unwrap_or_default();
        let tags = || form.split('<').filter_map(|tag| tag.split('>').next());
        let hidden: BTreeMap<String, String> = tags()
            .filter(|tag| tag.contains("type=\"hidden\""))
            .filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value")?)))
            .collect();
        let actions = tags()
            .filter_map(|tag| attribute(tag, "action").or_else(|| attribute(tag, "formaction")));
        found.extend(actions.map(|action| (action, hidden.clone())));
    }
    found
}

/// The pages of the same link that a page leads to.
fn further_pages(page: &str, link: &str) -> Vec<String> {
    page.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|address| address.starts_with(link) && *address != link)
        .map(str::to_owned)
        .collect()
}

#[sqlx::test(migrations = "../migrations")]
async fn r19_and_x3_opening_every_link_twenty_times_changes_nothing(pool: PgPool) {
    let site = Site::on(pool);
    let links = every_link(&site).await;
    let before = site.portal.dump_everything().await;

    for link in &links {
        for (number, user_agent) in USER_AGENTS.iter().cycle().take(20).enumerate() {
            let mut scanner = site.browser();
            scanner
                .headers
                .insert(header::USER_AGENT, user_agent.parse().expect("a name"));
            let method = [Method::GET, Method::HEAD][number / 4 % 2].clone();
            let answer = visit(&mut scanner, method, &link.page).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", link.page);
            let again = visit(&mut scanner, Method::GET, &format!("{}/again", link.page)).await;
            assert!(!again.status.is_server_error(), "{}", link.page);
        }
    }
    assert_eq!(site.portal.dump_everything().await, before);

    for link in &links {
        let page = link.press(&site).await;
        assert!(page.shows(link.done), "{} {}", link.page, page.text);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x3_posting_every_form_with_what_is_hidden_in_it_uses_no_link_up(pool: PgPool) {
    let site = Site::on(pool);
    let links = every_link(&site).await;
    let before = site.portal.snapshot_of_links().await;

    let mut posted = Vec::new();
    for link in &links {
        for _ in 0..3 {
            let mut scanner = site.browser();
            let page = visit(&mut scanner, Method::GET, &link.page).await;
            let mut found = forms(&page.text);
            for address in further_pages(&page.text, &link.page) {
                found.extend(forms(
                    &visit(&mut scanner, Method::GET, &address).await.text,
                ));
            }
            for (action, hidden) in found {
                let fields: Vec<(&str, &str)> = hidden
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                let answer = scanner.post(&action, &fields).await;
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{action}");
                posted.push(action);
            }
        }
    }
    let decline = "/api/registration/decline";
    for action in links.iter().map(|link| link.action).chain([decline]) {
        assert!(posted.iter().any(|sent| sent == action), "{posted:?}");
    }
    assert_eq!(site.portal.snapshot_of_links().await, before);

    for link in &links {
        let page = link.press(&site).await;
        assert!(page.shows(link.done), "{} {}", link.page, page.text);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x3_a_missing_or_wrong_number_is_told_beside_the_field_with_and_without_cookies(
    pool: PgPool,
) {
    let site = Site::on(pool);
    let [_, _, confirm, undo, alert, _] = every_link(&site).await;

    for link in [confirm, undo, alert] {
        let token = ("token", link.token.as_str());
        let mut person = site.browser();
        let first = person.get(&link.page).await;
        assert!(
            first.shows("inputmode=\"numeric\"") && !first.shows("aria-invalid"),
            "{}",
            first.text
        );

        let empty = person.submit(link.action, &[token]).await;
        let wrong = person
            .submit(link.action, &[token, ("number", "１２")])
            .await;
        let sent = person.post(link.action, &[token, ("number", "１２")]).await;
        let reloaded = site.browser().get(sent.location()).await;

        for page in [&empty, &wrong, &reloaded] {
            assert_eq!(page.status, StatusCode::OK);
            assert!(
                page.shows("入力内容に問題があります") && page.shows("id=\"number-error\""),
                "{}",
                page.text
            );
        }
        assert!(empty.shows("メールに書かれている4桁の確認番号を入力してください。"));
        assert!(wrong.shows("確認番号が違います。") && wrong.shows("value=\"１２\""));
        assert!(reloaded.shows("確認番号が入力されていないか、違っています。"));
        assert!(link.press(&site).await.shows(link.done), "{}", link.page);
        let afterwards = person.get(sent.location()).await;
        assert!(afterwards.shows(link.done), "{}", afterwards.text);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x3_the_eleventh_number_within_the_hour_has_to_wait(pool: PgPool) {
    let site = Site::on(pool);
    let [_, _, confirm, ..] = every_link(&site).await;
    let right = confirm.fields[0].1.clone();
    let wrong = if right == "0000" { "0001" } else { "0000" };
    let fields = [("token", confirm.token.as_str()), ("number", wrong)];

    for _ in 0..10 {
        let page = site.browser().submit(confirm.action, &fields).await;
        assert!(page.shows("確認番号が違います。"), "{}", page.text);
    }
    let page = confirm.press(&site).await;

    assert!(
        page.shows("間違いが続いたときは、しばらくお待ちください。"),
        "{}",
        page.text
    );
    site.portal.wait(time::Duration::minutes(6));
    assert!(confirm.press(&site).await.shows(confirm.done));
}

#[sqlx::test(migrations = "../migrations")]
async fn x3_who_is_signed_in_as_the_account_presses_alone(pool: PgPool) {
    let site = Site::on(pool);
    let [_, _, confirm, undo, alert, _] = every_link(&site).await;

    for link in [confirm, undo, alert] {
        let mut owner = site.signed_in("demoparent").await;
        let page = owner.get(&link.page).await;
        assert!(!page.shows("確認番号"), "{}", page.text);
        let done = owner.submit(link.action, &[("token", &link.token)]).await;
        assert!(done.shows(link.done), "{} {}", link.page, done.text);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x3_x10_a_missing_or_wrong_user_id_is_told_beside_the_field_with_and_without_cookies(
    pool: PgPool,
) {
    let site = Site::on(pool);
    let [_, _, _, _, _, link] = every_link(&site).await;
    let token = ("token", link.token.as_str());
    let mut person = site.browser();
    let first = person.get(&link.page).await;
    assert!(first.shows("name=\"user_id\"") && !first.shows("aria-invalid"));

    let empty = person.submit(link.action, &[token]).await;
    let wrong = [token, ("user_id", "demoparent")];
    let guessed = person.submit(link.action, &wrong).await;
    let sent = person.post(link.action, &wrong).await;
    let reloaded = site.browser().get(sent.location()).await;

    for page in [&first, &empty, &guessed, &reloaded] {
        assert_eq!(page.status, StatusCode::OK);
        let named = |what: &str| page.text.matches(what).count();
        assert_eq!(named("demoshare02"), named(UNCONFIRMED), "{}", page.text);
    }
    assert!(
        empty.shows("ユーザーIDが入力されていません。"),
        "{}",
        empty.text
    );
    assert!(guessed.shows("ユーザーIDが違います。") && guessed.shows("value=\"demoparent\""));
    assert!(reloaded.shows("ユーザーIDが入力されていないか、違っています。"));
    assert!(link.press(&site).await.shows(link.done));
}
