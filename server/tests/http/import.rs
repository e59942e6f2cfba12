//! Many invitations from a file, over the form (X8).

use app::{
    paths,
    platform::testing::{settings, window},
};
use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use sqlx::PgPool;
use time::Duration;

use crate::{Answer, Browser, Site, two_shops};

/// Two who can be invited, and one who cannot.
const STAFF: &str = "ユーザー氏名,メールアドレス\r\n有線 太郎,taro@example.com\r\n=1+1?,ｈａｎａｋｏ＠example.com\r\n次郎,jiro\r\n";

/// Sends a file; tells where its page is.
async fn sent(browser: &mut Browser, file: &str) -> String {
    let answer = browser
        .upload(paths::INVITATION_UPLOAD, "staff.csv", file.as_bytes())
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let page = answer.location().to_owned();
    assert!(page.starts_with("/account/share/import/"), "{page}");
    page
}

fn id(page: &str) -> &str {
    page.rsplit('/').next().unwrap_or_default()
}

/// Sends a file that is not taken; tells what its page says.
async fn refused(browser: &mut Browser, name: &str, file: &[u8]) -> Answer {
    let answer = browser.upload(paths::INVITATION_UPLOAD, name, file).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, paths::INVITATION_IMPORT),
        "{}",
        answer.text
    );
    browser.get(paths::INVITATION_IMPORT).await
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_a_file_is_looked_at_run_and_followed_without_scripts(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;

    let page = sent(&mut parent, STAFF).await;
    let dry = parent.get(&page).await;
    let nobody: i64 = site
        .portal
        .ask("select count(*) from accounts where state = 'awaiting_registration'")
        .await;
    let ran = parent
        .post("/api/invitation-import/run", &[("import", id(&page))])
        .await;
    let result = parent.get(ran.location()).await;
    let again = parent.get(&page).await;
    site.portal.deliver().await;
    let delivered = parent.get(&page).await;

    for text in [
        "招待内容の確認",
        "staff.csv",
        "2件を招待する",
        "全角を半角に直しました：ｈａｎａｋｏ＠example.com → hanako@example.com",
        "メールアドレスの形式が正しくありません。",
        "氏名に「?」があります。",
        "4行目",
    ] {
        assert!(dry.shows(text), "{text}\n{}", dry.text);
    }
    assert_eq!(nobody, 0, "nobody is invited by looking");
    assert_eq!(
        (ran.status, ran.location()),
        (StatusCode::SEE_OTHER, page.as_str())
    );
    assert!(
        result.shows("2件の招待を受け付けました。"),
        "{}",
        result.text
    );
    assert!(result.shows("0 / 2件を送信しました") && result.shows("最新の状態を表示"));
    assert!(!again.shows("2件の招待を受け付けました。"), "told once");
    assert!(delivered.shows("2 / 2件を送信しました") && !delivered.shows("最新の状態を表示"));
    assert_eq!(site.portal.postbox.mails_to("hanako@example.com").len(), 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_the_files_to_fill_in_and_of_the_result_open_in_a_spreadsheet(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;

    let template = parent.get(paths::INVITATION_TEMPLATE_CSV).await;
    let page = sent(&mut parent, STAFF).await;
    let before = parent.get(&format!("{page}/result.csv")).await;
    parent
        .post("/api/invitation-import/run", &[("import", id(&page))])
        .await;
    let after = parent.get(&format!("{page}/result.csv")).await;

    assert_eq!(template.text, "\u{feff}ユーザー氏名,メールアドレス\r\n");
    for file in [&template, &before, &after] {
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert!(
            file.header("content-disposition")
                .starts_with("attachment; filename=")
        );
    }
    assert!(
        before.shows("2,有線 太郎,taro@example.com,招待する,\r\n"),
        "{}",
        before.text
    );
    assert_eq!(
        after.text,
        "\u{feff}行,ユーザー氏名,メールアドレス,結果,送信状態\r\n\
         2,有線 太郎,taro@example.com,招待済み,送信待ち\r\n\
         3,'=1+1?,hanako@example.com,招待済み,送信待ち\r\n\
         4,次郎,jiro,招待していません：メールアドレスの形式が正しくありません。例：name@example.com,\r\n"
    );
    // what the template gives can be sent as it is, and invites nobody
    let empty = refused(&mut parent, "template.csv", template.text.as_bytes()).await;
    assert!(empty.shows("ファイルに招待する人が入力されていません。"));
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_a_file_that_is_not_taken_says_why_beside_the_field(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let before = site.portal.snapshot().await;
    let rows = "有線,staff@example.com\n".repeat(501);
    let photograph = vec![0xff; 3 * 1024 * 1024];

    for (name, file, why) in [
        ("", &b""[..], "ファイルが選択されていません。"),
        (
            "empty.csv",
            b"",
            "ファイルに招待する人が入力されていません。",
        ),
        ("photo.jpg", &photograph, "ファイルが大きすぎます。"),
        (
            "staff.xlsx",
            b"PK\x03\x04\0\0",
            "CSV形式で保存してください。",
        ),
        (
            "nul.csv",
            b"a\0,b@example.com",
            "ファイルの文字を読み取れませんでした。",
        ),
        ("many.csv", rows.as_bytes(), "ファイルに501行あります。"),
        (
            "one.csv",
            b"taro@example.com\n",
            "どの列が氏名とメールアドレスか分かりません。",
        ),
        (
            "quote.csv",
            b"\"a,a@example.com\nb,b@example.com",
            "1行目の「\"」が1つ足りません。",
        ),
    ] {
        let page = refused(&mut parent, name, file).await;

        assert!(page.shows(why), "{name}: {}", page.text);
        assert!(
            page.shows("aria-invalid=\"true\"") && page.shows("入力内容に問題があります"),
            "{name}"
        );
        assert!(page.shows("<title>エラー："), "{name}");
    }
    assert_eq!(site.portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_r7_another_shops_file_does_not_exist_and_share_accounts_have_none(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let page = sent(&mut site.signed_in("demoparent").await, STAFF).await;
    let result = format!("{page}/result.csv");
    let mut stranger = site.signed_in("demoparent2").await;
    let mut share = site.signed_in("demoshare01").await;
    let mut guest = site.browser();
    let before = site.portal.snapshot().await;

    for address in [
        &page,
        &result,
        &"/account/share/import/not-an-id/result.csv".to_owned(),
    ] {
        let answer = stranger.get(address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert!(!answer.shows("taro@example.com"));
    }
    for address in [&page, &result, &paths::INVITATION_TEMPLATE_CSV.to_owned()] {
        assert_eq!(
            share.get(address).await.status,
            StatusCode::FORBIDDEN,
            "{address}"
        );
        assert!(
            guest.get(address).await.location().starts_with("/login"),
            "{address}"
        );
    }
    for (browser, status) in [
        (&mut stranger, StatusCode::SEE_OTHER),
        (&mut share, StatusCode::FORBIDDEN),
        (&mut guest, StatusCode::SEE_OTHER),
    ] {
        let answer = browser
            .post("/api/invitation-import/run", &[("import", id(&page))])
            .await;
        assert_eq!(answer.status, status);
        assert!(!answer.location().contains(id(&page)));
    }

    assert_eq!(site.portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_a_second_press_shows_what_came_of_the_first(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let page = sent(&mut parent, STAFF).await;
    let fields = [("import", id(&page))];
    parent.post("/api/invitation-import/run", &fields).await;
    let before = site.portal.snapshot().await;

    let again = parent.submit("/api/invitation-import/run", &fields).await;

    assert!(again.shows("招待の結果") && again.shows("0 / 2件を送信しました"));
    assert!(!again.shows("action=\"/api/invitation-import/run\""));
    assert_eq!(site.portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_a_button_that_was_open_too_long_leads_to_where_the_file_can_be_sent_again(
    pool: PgPool,
) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let page = sent(&mut parent, STAFF).await;
    site.portal.run("delete from invitation_imports").await;
    let before = site.portal.snapshot().await;

    for import in [id(&page), "", "not-an-id", "a\u{1}b"] {
        let answer = parent
            .submit("/api/invitation-import/run", &[("import", import)])
            .await;

        assert!(
            answer.shows("このファイルは見つかりませんでした。"),
            "{import}: {}",
            answer.text
        );
        assert!(answer.shows("内容を確認する"));
    }
    assert_eq!(parent.get(&page).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_r25_rows_beyond_the_hours_limit_are_told_and_go_out_later_with_the_same_file(
    pool: PgPool,
) {
    let mut settings = settings();
    settings.limits.add = window(2, Duration::HOUR);
    let site = Site::with(pool, settings);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let file = "a,a@example.com\nb,b@example.com\nc,c@example.com\n";

    let page = sent(&mut parent, file).await;
    let dry = parent.get(&page).await;
    let ran = parent
        .submit("/api/invitation-import/run", &[("import", id(&page))])
        .await;
    site.portal.wait(Duration::HOUR);
    let mut parent = site.signed_in("demoparent").await;
    let later = sent(&mut parent, file).await;
    let rest = parent.get(&later).await;

    for (page, again) in [(&dry, "60分後に、"), (&ran, "時間をおいて、")] {
        let told = format!(
            "一度に招待できる件数を超えます。{again}同じファイルをもう一度読み込んでください。"
        );
        assert!(page.shows(&told), "{}", page.text);
    }
    assert!(dry.shows("2件を招待する") && ran.shows("0 / 2件を送信しました"));
    assert!(rest.shows("1件を招待する") && rest.shows("追加済みの人です。"));
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_a_broken_form_is_a_bad_request_and_no_failure_of_ours(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;

    for (kind, body, expected) in [
        (
            "multipart/form-data; boundary=x",
            "",
            StatusCode::BAD_REQUEST,
        ),
        (
            "multipart/form-data; boundary=x",
            "--y--",
            StatusCode::BAD_REQUEST,
        ),
        (
            "multipart/form-data; boundary=x",
            "--x\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\ncut",
            StatusCode::BAD_REQUEST,
        ),
        (
            "multipart/form-data; boundary=x",
            "--x--\r\n",
            StatusCode::SEE_OTHER,
        ),
        (
            "multipart/form-data",
            "--x--\r\n",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (
            "application/x-www-form-urlencoded",
            "file=x",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
    ] {
        let request = parent
            .request(Method::POST, paths::INVITATION_UPLOAD)
            .header(header::ORIGIN, "https://members.example.com")
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .expect("a request");

        assert_eq!(
            parent.send(request).await.status,
            expected,
            "{kind} {body:?}"
        );
    }
}
