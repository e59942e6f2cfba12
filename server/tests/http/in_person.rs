//! Registration in person over HTTP: the parent's screen, and a phone that keeps no cookies (X10, D8); the sheet of
//! paper with the sign-in pages' codes (M15).

use axum::http::StatusCode;
use sqlx::PgPool;
use time::Duration;

use crate::{Answer, Browser, CART_ENTRANCE, Site, begin_in_person, two_shops};

const EMAIL: &str = "hanako@example.com";

/// The number on the parent's screen.
async fn number(site: &Site) -> String {
    site.portal
        .ask("select number from in_person_registrations order by created_at desc limit 1")
        .await
}

fn token(path: &str) -> &str {
    path.rsplit('/').next().expect("a token")
}

/// A phone that forgets every cookie at once.
struct Phone(Browser);

impl Phone {
    async fn get(&mut self, path: &str) -> Answer {
        let answer = self.0.get(path).await;
        assert!(answer.set_cookies().is_empty(), "{path}");
        answer
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.0.post(path, fields).await;
        self.0.cookies.clear();
        answer
    }

    async fn enter(&mut self, code: &str, number: &str) -> Answer {
        let fields = [
            ("token", token(code)),
            ("name", "有線 花子"),
            ("email", EMAIL),
            ("number", number),
        ];
        self.post("/api/in-person/enter", &fields).await
    }
}

/// A phone that has used the code and registered; it is signed in.
async fn registered(site: &Site, code: &str) -> Browser {
    let mut phone = site.browser();
    let fields = [
        ("token", token(code)),
        ("name", "有線 花子"),
        ("email", EMAIL),
        ("number", &number(site).await),
    ];
    let link = phone.post("/api/in-person/enter", &fields).await;
    let link = link.location().to_owned();
    let fields = [
        ("token", token(&link)),
        ("user_id", "hanako12345"),
        ("password", "correct-horse-battery"),
        ("password_confirmation", "correct-horse-battery"),
    ];
    let check = phone.submit("/api/registration/enter", &fields).await;
    let (_, version) = check
        .text
        .split_once(r#"name="version" value=""#)
        .expect("a version");
    let version = version.split('"').next().expect("a version");
    let fields = [("token", token(&link)), ("version", version)];
    let done = phone.submit("/api/registration/confirm", &fields).await;
    assert!(
        done.shows(&format!("{EMAIL} に送信したメールのURLを開いてください。")),
        "{}",
        done.text
    );
    phone
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_a_phone_without_cookies_gets_as_far_as_the_three_steps(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let (_, code) = begin_in_person(&site, &mut parent).await;
    let number = number(&site).await;
    let mut phone = Phone(site.browser());

    let form = phone.get(&code).await;
    let wrong = phone.enter(&code, "１２３").await;
    let rejected = phone.get(wrong.location()).await;
    let entered = phone.enter(&code, &number).await;
    let step_one = phone.get(entered.location()).await;

    assert_eq!(form.status, StatusCode::OK);
    assert_eq!(form.header("referrer-policy"), "no-referrer");
    assert!(form.shows("demoparent商店 様") && form.shows("確認番号"));
    assert!(!form.shows(&number));
    assert!(rejected.shows("確認番号は6桁の数字で入力してください。"));
    assert!(rejected.shows("有線 花子") && rejected.shows(EMAIL) && rejected.shows("１２３"));
    assert!(!phone.get(&code).await.shows(EMAIL));
    assert!(
        step_one.shows("有線 花子様宛にシェアアカウントが発行されました"),
        "{}",
        step_one.text
    );
    let screen = parent.get("/register-guide").await;
    assert!(
        screen.shows("有線 花子（hanako@example.com）が登録しています"),
        "{}",
        screen.text
    );
    assert!(!screen.shows(token(&code)));
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_each_end_of_a_code_has_its_page(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let mut phone = Phone(site.browser());

    let (_, replaced) = begin_in_person(&site, &mut parent).await;
    let (id, stopped) = begin_in_person(&site, &mut parent).await;
    parent
        .post("/api/in-person/stop", &[("registration", &id)])
        .await;
    let (_, locked) = begin_in_person(&site, &mut parent).await;
    let wrong = if number(&site).await == "000000" {
        "111111"
    } else {
        "000000"
    };
    for _ in 0..5 {
        phone.enter(&locked, wrong).await;
    }
    // on another screen of the shop, where no newer one takes its place
    let mut office = site.signed_in("demoparent").await;
    let (_, expired) = begin_in_person(&site, &mut office).await;
    site.portal.wait(Duration::minutes(15));
    let (_, taken) = begin_in_person(&site, &mut parent).await;
    phone.enter(&taken, &number(&site).await).await;

    for (code, heading) in [
        (&replaced, "新しいQRコードが表示されています"),
        (&stopped, "この登録は中止されました"),
        (&locked, "このQRコードは使えません"),
        (&expired, "QRコードの期限が切れています"),
        (&taken, "このQRコードはすでに使われています"),
    ] {
        let answer = phone.get(code).await;
        assert_eq!(answer.status, StatusCode::GONE, "{heading}");
        assert!(answer.shows(heading), "{}", answer.text);
        // whoever sends the form all the same ends up there, too
        let sent = phone.enter(code, "000000").await;
        assert_eq!(sent.location(), code, "{heading}");
    }
    let unknown = phone.get(&format!("/in-person/{}", "A".repeat(43))).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    for malformed in ["x", "x%20y", "%E3%81"] {
        let answer = phone.get(&format!("/in-person/{malformed}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{malformed}");
        let fields = [("token", malformed)];
        let sent = phone.post("/api/in-person/enter", &fields).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND, "{malformed}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r18_whoever_is_signed_in_on_the_phone_is_asked_to_sign_out_first(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let (_, code) = begin_in_person(&site, &mut parent).await;
    let mut phone = site.signed_in("demoshare01").await;
    let before = site.portal.snapshot().await;

    let page = phone.get(&code).await;
    let fields = [
        ("token", token(&code)),
        ("name", "有線 花子"),
        ("email", EMAIL),
        ("number", &number(&site).await),
    ];
    let sent = phone.post("/api/in-person/enter", &fields).await;

    assert!(page.shows("でログイン中です。") && !page.shows("demoshare01"));
    assert_eq!(sent.location(), code);
    assert_eq!(site.portal.snapshot().await, before);
    let out = phone
        .submit("/api/in-person/sign-out", &[("token", token(&code))])
        .await;
    assert!(out.shows("次へ進む"), "{}", out.text);
    assert!(!phone.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_the_parent_is_told_what_came_of_stopping(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;

    for (enters, registers, told) in [
        (false, false, "登録を中止しました。"),
        (
            true,
            false,
            "登録を中止し、有線 花子 の入力内容を削除しました。",
        ),
        (
            true,
            true,
            "有線 花子 の登録はすでに完了していたため、中止できませんでした。",
        ),
    ] {
        let (id, code) = begin_in_person(&site, &mut parent).await;
        if registers {
            registered(&site, &code).await;
        } else if enters {
            let number = number(&site).await;
            Phone(site.browser()).enter(&code, &number).await;
        }

        let page = parent
            .submit("/api/in-person/stop", &[("registration", &id)])
            .await;

        assert!(page.shows(told), "{told} {}", page.text);
    }
    let no_id = parent
        .post("/api/in-person/stop", &[("registration", "x")])
        .await;
    assert_eq!(no_id.status, StatusCode::NOT_FOUND);
}

#[sqlx::test(migrations = "../migrations")]
async fn x10_the_cart_waits_for_the_address_to_be_confirmed(pool: PgPool) {
    const AUTHORIZE: &str = "/oauth/authorize?response_type=code&client_id=cart&scope=openid\
         &redirect_uri=https%3A%2F%2Fcart.example.com%2Fcallback\
         &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let (_, code) = begin_in_person(&site, &mut parent).await;
    let mut phone = registered(&site, &code).await;

    // the button, and the way from the cart itself
    let opened = phone.post("/api/handoff/open-cart", &[]).await;
    assert_eq!(opened.location(), "/account/email/confirm");
    let authorized = phone.get(AUTHORIZE).await;
    assert_eq!(authorized.location(), "/account/email/confirm");
    let page = phone.get("/account/email/confirm").await;
    assert!(
        page.shows(EMAIL) && page.shows("メールを再送信する"),
        "{}",
        page.text
    );
    assert!(page.shows(r#"href="/account/email""#));
    assert!(
        phone
            .get("/")
            .await
            .shows("メールアドレスの確認が済むと、USEN CARTを利用できます。")
    );
    let again = phone.submit("/api/address-confirmation/resend", &[]).await;
    assert!(again.shows("hanako@example.com に確認用のメールを送信しました。"));

    site.portal.deliver().await;
    let link = format!("/email/confirm/{}", site.portal.postbox.newest_token(EMAIL));
    let mut mailbox = Phone(site.browser());
    assert!(mailbox.get(&link).await.shows("メールアドレスを確認する"));
    let bare = mailbox
        .post(
            "/api/address-confirmation/confirm",
            &[("token", token(&link))],
        )
        .await;
    let bare = mailbox.get(bare.location()).await;
    assert!(bare.shows("ユーザーIDが入力されてい") && bare.shows("aria-invalid"));
    // it may be a stranger's mailbox
    assert!(!bare.shows("hanako12345") && !bare.shows("お客様番号"));
    let pressed = mailbox
        .post(
            "/api/address-confirmation/confirm",
            &[("token", token(&link)), ("user_id", "hanako12345")],
        )
        .await;
    let done = mailbox.get(pressed.location()).await;
    assert!(done.shows("メールアドレスを確認しました"), "{}", done.text);

    let opened = phone.post("/api/handoff/open-cart", &[]).await;
    assert_eq!(opened.location(), CART_ENTRANCE);
    let authorized = phone.get(AUTHORIZE).await;
    assert!(
        authorized
            .location()
            .starts_with("https://cart.example.com/callback?code=")
    );
    assert!(!phone.get("/").await.shows("メールアドレスの確認が済むと"));
    let events = site.portal.events().await;
    assert_eq!(
        events
            .iter()
            .filter(|event| *event == "cart_opened")
            .count(),
        1
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn m15_the_sheet_has_address_and_code_of_both_sites_and_no_secret(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;

    let sheet = parent.get("/account/share/print").await;

    assert!(sheet.shows("demoparent商店 様"));
    assert!(sheet.shows("ログインURL") && sheet.shows("ログインQRコード"));
    for address in [
        "https://members.example.com/login<",
        "https://members.example.com/login?to=cart<",
    ] {
        assert!(sheet.shows(address), "{address}");
    }
    for label in [
        "ログインページのQRコード",
        "USEN CARTログインページのQRコード",
    ] {
        assert!(
            sheet.shows(&format!(r#"role="img" aria-label="{label}""#)),
            "{label}"
        );
    }
    // the menu names whoever is signed in; the sheet does not
    let (_, paper) = sheet.text.split_once("<article").expect("the sheet");
    let (paper, _) = paper.split_once("</article>").expect("its end");
    assert!(!paper.contains(">demoparent<"));
}

#[sqlx::test(migrations = "../migrations")]
async fn r44_what_a_stranger_types_on_the_phone_is_text_on_every_screen(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let (_, code) = begin_in_person(&site, &mut parent).await;
    let number = number(&site).await;
    let mut phone = Phone(site.browser());
    let fields = |number| {
        [
            ("token", token(&code).to_owned()),
            ("name", "</script><img src=x onerror=alert(1)>".to_owned()),
            ("email", EMAIL.to_owned()),
            ("number", number),
        ]
    };
    let sent = async |phone: &mut Phone, number: &str| {
        let fields = fields(number.to_owned());
        let fields = fields
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        phone.post("/api/in-person/enter", &fields).await
    };

    let wrong = sent(&mut phone, "000").await;
    let rejected = phone.get(wrong.location()).await;
    let entered = sent(&mut phone, &number).await;
    let step_one = phone.get(entered.location()).await;
    let screen = parent.get("/register-guide").await;
    let list = parent.get("/account/share").await;

    for page in [rejected, step_one, screen, list] {
        assert!(
            page.shows("img src=x") && !page.shows("<img src=x"),
            "{}",
            page.text
        );
    }
}
