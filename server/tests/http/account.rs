//! Sensitive changes and the proof that they need, devices, and the history as a file (D10, R9, R32, R52, X5, X6).

use app::platform::testing::PASSWORD;
use axum::http::StatusCode;
use sqlx::PgPool;
use time::Duration;

use crate::{Answer, Browser, Site, add_share, two_shops};

/// A sensitive function, what it is called with, and the page that asks for the password.
struct Sensitive {
    path: &'static str,
    fields: &'static [(&'static str, &'static str)],
    page: &'static str,
}

/// In their place stand a share account, a passkey and another device of the member.
const SENSITIVE: [Sensitive; 7] = [
    Sensitive {
        path: "/api/email-change/request",
        fields: &[("email", "changed@example.com")],
        page: "/account/email",
    },
    Sensitive {
        path: "/api/security/sign-out-device",
        fields: &[("device", "{device}")],
        page: "/account/security/devices/{device}",
    },
    Sensitive {
        path: "/api/security/sign-out-others",
        fields: &[],
        page: "/account/security",
    },
    Sensitive {
        path: "/api/passkeys/add",
        fields: &[("name", "iPhone"), ("ceremony", "x"), ("credential", "{}")],
        page: "/account/security",
    },
    Sensitive {
        path: "/api/passkeys/remove",
        fields: &[("passkey", "{passkey}")],
        page: "/account/security/passkeys/{passkey}",
    },
    Sensitive {
        path: "/api/share-accounts/delete",
        fields: &[("account", "{account}")],
        page: "/account/share/{account}/delete",
    },
    Sensitive {
        path: "/api/account/change-user-id",
        fields: &[("user_id", "members99999")],
        page: "/account/user-id",
    },
];

/// What stands for the ids in [`SENSITIVE`].
struct Subject {
    account: String,
    passkey: &'static str,
    device: String,
}

impl Subject {
    /// Gives the parent a share account, a passkey and another device.
    async fn new(site: &Site, parent: &mut Browser) -> Self {
        let account = add_share(site, parent, "有線 太郎", "taro@example.com").await;
        let passkey = "11111111-1111-4111-8111-111111111111";
        site.portal
            .run(
                "insert into passkeys (id, account_id, credential_id, credential, name, created_at)
                 select '11111111-1111-4111-8111-111111111111', id, sha256('x'), '{}', 'iPhone', '2026-11-21 03:00Z'
                   from accounts where user_id = 'demoparent'",
            )
            .await;
        site.signed_in("demoparent").await;
        let page = parent.get("/account/security").await;
        let device = handles(&page.text).pop().expect("another device");
        Self {
            account,
            passkey,
            device,
        }
    }

    fn fill(&self, text: &str) -> String {
        text.replace("{account}", &self.account)
            .replace("{passkey}", self.passkey)
            .replace("{device}", &self.device)
    }

    async fn call(&self, browser: &mut Browser, what: &Sensitive, password: &str) -> Answer {
        let mut fields: Vec<(&str, String)> = what
            .fields
            .iter()
            .map(|(name, value)| (*name, self.fill(value)))
            .collect();
        if !password.is_empty() {
            fields.push(("current_password", password.to_owned()));
        }
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        browser.post(what.path, &fields).await
    }
}

/// The handles of the devices that a page lists.
fn handles(page: &str) -> Vec<String> {
    page.split("/account/security/devices/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

async fn sessions(site: &Site) -> i64 {
    site.portal
        .ask(
            "select count(*) from sessions session join accounts account on account.id = session.account_id
              where session.revoked_at is null and session.session_epoch = account.session_epoch",
        )
        .await
}

#[sqlx::test(migrations = "../migrations")]
async fn r32_eleven_minutes_after_sign_in_no_sensitive_change_goes_without_the_password(
    pool: PgPool,
) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let subject = Subject::new(&site, &mut parent).await;
    site.portal.wait(Duration::minutes(11));
    let before = (site.portal.snapshot().await, sessions(&site).await);

    for what in &SENSITIVE {
        for password in ["", "wrong-horse-battery"] {
            let answer = subject.call(&mut parent, what, password).await;

            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", what.path);
            assert_eq!(answer.location(), subject.fill(what.page), "{}", what.path);
            let page = parent.get(&subject.fill(what.page)).await;
            assert!(
                page.shows("name=\"current_password\"") && page.shows("type=\"password\""),
                "{} {}",
                what.path,
                page.text
            );
        }
    }

    let after = (site.portal.snapshot().await, sessions(&site).await);
    assert_eq!(after, before);
    assert_eq!(
        site.portal
            .events()
            .await
            .iter()
            .filter(|event| *event == "authn_proof_fail")
            .count(),
        SENSITIVE.len()
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r32_with_the_right_password_each_of_them_goes_on(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let subject = Subject::new(&site, &mut parent).await;

    for what in &SENSITIVE {
        site.portal.wait(Duration::minutes(11));
        let before = (site.portal.snapshot().await, sessions(&site).await);

        let answer = subject.call(&mut parent, what, PASSWORD).await;

        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", what.path);
        let after = (site.portal.snapshot().await, sessions(&site).await);
        // an answer of a passkey that is none, and nobody left to sign out
        let nothing_to_do = ["/api/passkeys/add", "/api/security/sign-out-others"];
        if !nothing_to_do.contains(&what.path) {
            assert_ne!(after, before, "{}", what.path);
        }
        assert!(parent.is_signed_in().await, "{}", what.path);
    }
    assert_eq!(
        site.portal
            .events()
            .await
            .iter()
            .filter(|event| *event == "authn_proof_fail")
            .count(),
        0
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r32_a_remembered_session_is_never_fresh(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    browser.sign_in("demoparent", PASSWORD, true).await;
    site.portal.wait(Duration::hours(13));
    assert!(browser.is_signed_in().await);
    let before = site.portal.snapshot().await;

    let answer = browser
        .post(
            "/api/email-change/request",
            &[("email", "changed@example.com")],
        )
        .await;

    assert_eq!(answer.location(), "/account/email");
    assert_eq!(site.portal.snapshot().await, before);
    assert!(
        browser
            .get("/account/email")
            .await
            .shows("value=\"changed@example.com\"")
    );
    let proved = browser
        .post(
            "/api/email-change/request",
            &[
                ("email", "changed@example.com"),
                ("current_password", PASSWORD),
            ],
        )
        .await;
    assert_eq!(proved.location(), "/account");
}

#[sqlx::test(migrations = "../migrations")]
async fn r32_and_r25_wrong_proofs_are_told_and_held_back_after_ten(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut thief = site.signed_in("demoparent").await;
    let path = "/api/security/sign-out-others";
    site.portal.wait(Duration::minutes(11));

    for _ in 0..10 {
        let page = thief
            .submit(path, &[("current_password", "wrong-horse-battery")])
            .await;
        assert!(
            page.shows("現在のパスワードが正しくありません。"),
            "{}",
            page.text
        );
    }
    let page = thief.submit(path, &[("current_password", PASSWORD)]).await;

    assert!(
        page.shows("分後にもう一度お試しください。") && !page.shows("ログアウトしました。"),
        "{}",
        page.text
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r9_a_proof_gives_the_session_a_new_identifier_and_the_old_one_is_nobody(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;
    let mut old = browser.clone();
    site.portal.wait(Duration::minutes(11));

    browser
        .post(
            "/api/security/sign-out-others",
            &[("current_password", PASSWORD)],
        )
        .await;

    assert_ne!(browser.cookies["__Host-sid"], old.cookies["__Host-sid"]);
    assert!(browser.is_signed_in().await);
    assert!(!old.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn d10_and_r34_a_proof_makes_no_session_last_longer(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.signed_in("demoparent").await;

    for _ in 0..23 {
        site.portal.wait(Duration::minutes(30));
        let proved = browser
            .post(
                "/api/security/sign-out-others",
                &[("current_password", PASSWORD)],
            )
            .await;
        assert_eq!(proved.location(), "/account/security");
    }
    assert!(browser.is_signed_in().await);
    site.portal.wait(Duration::minutes(30));

    assert!(!browser.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn m17_and_r9_a_proof_keeps_a_browser_remembered(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut browser = site.browser();
    browser.sign_in("demoparent", PASSWORD, true).await;
    site.portal.wait(Duration::minutes(11));

    browser
        .post(
            "/api/security/sign-out-others",
            &[("current_password", PASSWORD)],
        )
        .await;
    site.portal.wait(Duration::hours(13));

    assert!(browser.is_signed_in().await);
}

#[sqlx::test(migrations = "../migrations")]
async fn d3_a_mistyped_current_password_changes_nothing_and_never_becomes_the_new_one(
    pool: PgPool,
) {
    let site = Site::on(pool);
    let (shop, _) = two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let typo = "corect-horse-batery";

    for new_password in ["", "another-zebra-staple-77"] {
        for current in ["", typo] {
            let page = parent
                .submit(
                    "/api/account/change-user-id",
                    &[
                        ("user_id", "members99999"),
                        ("current_password", current),
                        ("new_password", new_password),
                    ],
                )
                .await;
            assert!(page.shows("value=\"members99999\""), "{}", page.text);
            assert!(!page.shows(typo) && !page.shows("another-zebra-staple-77"));
        }
    }

    assert_eq!(site.portal.user_id_of(shop.parent).await, "demoparent");
    let mut elsewhere = site.browser();
    for wrong in [typo, "another-zebra-staple-77"] {
        let answer = elsewhere.sign_in("demoparent", wrong, false).await;
        assert_eq!(answer.location(), "/login");
    }
    let right = elsewhere.sign_in("demoparent", PASSWORD, false).await;
    assert_eq!(right.location(), "/");
}

#[sqlx::test(migrations = "../migrations")]
async fn d3_each_password_field_tells_a_password_manager_which_it_is(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;

    let page = parent.get("/account/user-id").await;

    for autocomplete in ["current-password", "new-password", "username"] {
        assert!(
            page.shows(&format!("autocomplete=\"{autocomplete}\"")),
            "{autocomplete}"
        );
    }
    assert!(page.shows(
        "新しいパスワードを入力すると、以前のパスワードが上書きされますのでご注意ください。"
    ));
}

#[sqlx::test(migrations = "../migrations")]
async fn m74_to_m76_a_new_user_id_over_forms(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let mut other = site.signed_in("demoparent").await;
    let check = "/api/account/check-new-user-id";

    let free = parent
        .submit(check, &[("user_id", "ＭＥＭＢＥＲＳ99999")])
        .await;
    let taken = parent.submit(check, &[("user_id", "demoshare01")]).await;
    let changed = parent
        .submit(
            "/api/account/change-user-id",
            &[("user_id", "members99999"), ("current_password", PASSWORD)],
        )
        .await;

    assert!(
        free.shows("このユーザーIDは登録できます。") && free.shows("value=\"members99999\""),
        "{}",
        free.text
    );
    assert!(taken.shows("このユーザーIDはすでに使われています。"));
    assert!(changed.shows("ユーザーIDを変更しました。") && changed.shows("members99999"));
    assert!(!other.is_signed_in().await);
    let next = other.get("/login").await;
    assert_eq!(next.status, StatusCode::OK);
}

#[sqlx::test(migrations = "../migrations")]
async fn m70_to_m73_the_account_page_shows_its_rows_to_parent_and_share_account(pool: PgPool) {
    let site = Site::on(pool);
    let (shop, _) = two_shops(&site).await;

    for (user_id, email) in [
        ("demoparent", "demoparent@example.com"),
        ("demoshare01", "demoshare01@example.com"),
    ] {
        let page = site.signed_in(user_id).await.get("/account").await;

        for told in [
            "アカウント/セキュリティ",
            "店舗/事業所情報",
            "お客様番号",
            "*****",
            user_id,
            email,
            &shop.code,
            &shop.name,
        ] {
            assert!(page.shows(told), "{told} {}", page.text);
        }
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn m80_a_link_for_a_new_password_from_the_account_page(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    site.portal.deliver().await;

    let page = parent.get("/account/password").await;
    let sent = parent.submit("/api/recovery/send-password-link", &[]).await;
    site.portal.deliver().await;

    assert!(page.shows("パスワード再発行手続き用のURLをメールで送信します。"));
    assert!(
        sent.shows("de***@example.com にメールを送信しました。"),
        "{}",
        sent.text
    );
    let token = site.portal.postbox.newest_token("demoparent@example.com");
    assert!(
        parent
            .get(&format!("/reset/{token}"))
            .await
            .shows("新しいパスワードの設定")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn m25_the_account_page_invites_to_change_a_password_that_others_may_know(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;

    let page = site.signed_in("demoparent").await.get("/account").await;

    assert!(
        page.shows("パスワードがほかの人に知られたおそれがあるときは、すぐに変更してください。")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r52_and_x6_one_device_is_signed_out_from_another_remembered_or_not(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut remembered = site.browser();
    remembered.sign_in("demoparent", PASSWORD, true).await;
    let mut third = site.signed_in("demoparent").await;
    site.portal.wait(Duration::minutes(2));
    assert!(third.is_signed_in().await);
    let mut own = site.signed_in("demoparent").await;
    let list = own.get("/account/security").await;
    assert!(
        list.shows("この端末") && list.shows("自動ログイン"),
        "{}",
        list.text
    );
    let handles = handles(&list.text);
    let handle = handles.last().expect("the one used longest ago");

    let told = own
        .submit("/api/security/sign-out-device", &[("device", handle)])
        .await;

    assert!(told.shows("端末からログアウトしました。"), "{}", told.text);
    assert!(!remembered.is_signed_in().await);
    assert!(third.is_signed_in().await && own.is_signed_in().await);
    assert!(!told.shows("自動ログイン"));
}

#[sqlx::test(migrations = "../migrations")]
async fn r52_all_others_are_signed_out_and_told_so(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut remembered = site.browser();
    remembered.sign_in("demoparent", PASSWORD, true).await;
    let mut other = site.signed_in("demoparent").await;
    let mut own = site.browser();
    own.sign_in("demoparent", PASSWORD, true).await;

    let told = own.submit("/api/security/sign-out-others", &[]).await;

    assert!(
        told.shows("ほかのすべての端末からログアウトしました。"),
        "{}",
        told.text
    );
    for browser in [&mut remembered, &mut other] {
        let next = browser.get("/account").await;
        assert!(
            browser
                .get(next.location())
                .await
                .shows("ほかの端末での操作により、ログアウトしました。")
        );
    }
    site.portal.wait(Duration::hours(13));
    assert!(own.is_signed_in().await, "this one stays remembered");
}

#[sqlx::test(migrations = "../migrations")]
async fn x6_a_device_gets_a_name(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut own = site.signed_in("demoparent").await;
    let list = own.get("/account/security").await;
    let handle = handles(&list.text).pop().expect("this device");
    let path = "/api/security/name-device";

    let named = own
        .submit(path, &[("device", &handle), ("name", "<b>レジ横</b>")])
        .await;
    let too_long = own
        .submit(
            path,
            &[("device", handle.as_str()), ("name", &"あ".repeat(51))],
        )
        .await;

    assert!(named.shows("端末の名前を保存しました。"));
    assert!(named.shows("&lt;b&gt;レジ横") && !named.shows("<b>レジ横"));
    assert!(too_long.shows("端末の名前は50文字以内で入力してください。"));
}

#[sqlx::test(migrations = "../migrations")]
async fn x5_the_history_is_a_page_and_a_file_for_who_may_see_it(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let mut share = site.signed_in("demoshare01").await;
    add_share(&site, &mut parent, "有線 太郎", "taro@example.com").await;
    let csv = "/account/security/history.csv";

    let page = parent.get("/account/security/history").await;
    let file = parent.get(csv).await;
    let own = share.get(csv).await;
    let narrowed = parent.get(&format!("{csv}?kind=share-accounts")).await;
    let guest = site.browser().get(csv).await;

    assert!(page.shows("シェアアカウントの追加") && page.shows("demoshare01さん"));
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.header("content-disposition").contains("attachment"));
    assert!(file.text.starts_with('\u{feff}') && file.shows("シェアアカウントの追加"));
    assert!(own.shows("ログイン") && !own.shows("シェアアカウントの追加"));
    assert_eq!(narrowed.text.lines().count(), 2, "{}", narrowed.text);
    assert!(guest.location().starts_with("/login"));
    for odd in [
        "?person=x&kind=y&page=-1",
        "?page=999999999999999999999",
        "?person=%00",
    ] {
        let answer = parent.get(&format!("/account/security/history{odd}")).await;
        assert!(!answer.status.is_server_error(), "{odd}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn m81_password_managers_are_led_to_the_page_for_a_new_password(pool: PgPool) {
    let site = Site::on(pool);

    let answer = site.browser().get("/.well-known/change-password").await;

    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::FOUND, "/account/password")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_a_sensitive_change_that_cannot_be_recorded_is_refused(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let subject = Subject::new(&site, &mut parent).await;
    site.portal.break_audit_log().await;
    let before = (site.portal.snapshot().await, sessions(&site).await);

    for what in &SENSITIVE {
        if what.path == "/api/passkeys/add" {
            continue;
        }
        let asks_always = what.path == "/api/account/change-user-id";
        let password = if asks_always { PASSWORD } else { "" };
        let answer = subject.call(&mut parent, what, password).await;

        assert!(
            answer.status.is_server_error(),
            "{} {}",
            what.path,
            answer.status
        );
    }

    let after = (site.portal.snapshot().await, sessions(&site).await);
    assert_eq!(after, before);
}
