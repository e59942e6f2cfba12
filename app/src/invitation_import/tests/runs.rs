//! Runs: whom a file invites, and that it does so once.

use sqlx::PgPool;
use time::Duration;

use super::{SHIFT_JIS, TWO, UTF_8, invite, load, run, try_upload, upload, waiting};
use crate::{
    invitation_import::{
        model::{FileRejection, MOST_ROWS, Outcome, Reason},
        service::{self, Ran, UploadError},
    },
    platform::testing::{Portal, settings, somewhere, window},
    share_accounts,
    text::Language,
    values::{AccountId, PersonName},
};

#[sqlx::test(migrations = "../migrations")]
async fn x8_500_rows_are_invited_at_once_each_with_a_mail_and_an_entry(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;

    let import = upload(&portal, &parent, UTF_8).await;
    let before = portal.snapshot().await;
    let dry = load(&portal, &parent, import).await;
    let after = portal.snapshot().await;
    let ran = run(&portal, &parent, import).await;

    assert_eq!((dry.invited(), dry.skipped()), (MOST_ROWS, 0));
    assert!(before == after, "looking changes nothing");
    assert_eq!(ran, Ran::Now { invited: 500 });
    assert_eq!(waiting(&portal).await, 500);
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from outbox where letter = 'invitation'")
            .await,
        500
    );
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from audit_log where event = 'user_created'")
            .await,
        500
    );
    // as the file has it: repaired, and otherwise to the letter
    assert_eq!(
        portal
            .ask::<String>("select name from accounts where email = 'staff031@example.com'")
            .await,
        "前田 翔太"
    );
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from accounts where name = '髙橋 翔太'")
            .await,
        1
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_the_same_file_twice_invites_nobody_twice(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;

    assert_eq!(invite(&portal, &parent, UTF_8).await, 500);
    portal.wait(Duration::hours(2));
    let again = upload(&portal, &parent, SHIFT_JIS).await;
    let dry = load(&portal, &parent, again).await;
    let ran = run(&portal, &parent, again).await;
    let result = load(&portal, &parent, again).await;

    assert_eq!(ran, Ran::Now { invited: 0 });
    for seen in [dry, result] {
        assert!(seen.is_all_there());
        assert_eq!(seen.lines.len(), 500);
        for line in seen.lines {
            assert_eq!(
                line.outcome,
                Outcome::Skipped(Reason::AlreadyInvited),
                "{line:?}"
            );
        }
    }
    assert_eq!(waiting(&portal).await, 500);
    assert_eq!(portal.ask::<i64>("select count(*) from outbox").await, 500);
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_who_was_renamed_moved_or_corrected_meanwhile_is_not_invited_again(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let file = "Taro,taro@example.com\nHanako,hanako@example.com\nJiro,jiro@exmaple.com\n";
    assert_eq!(invite(&portal, &parent, file.as_bytes()).await, 3);
    portal
        .run("update accounts set name = '有線 太郎' where name = 'Taro'")
        .await;
    portal
        .run("update accounts set email = 'new@example.com' where name = 'Hanako'")
        .await;
    let jiro: uuid::Uuid = portal
        .ask("select id from accounts where name = 'Jiro'")
        .await;
    let mut jiro = AccountId::from(jiro);
    for right in ["jiro@example.co", "jiro@example.com"] {
        jiro = share_accounts::testing::correct(&portal, &parent, jiro, right).await;
    }

    let again = invite(&portal, &parent, file.as_bytes()).await;
    let right = invite(&portal, &parent, b"JIRO,jiro@example.com\n").await;
    share_accounts::testing::delete(&portal, &parent, jiro).await;
    let after_deletion = invite(&portal, &parent, file.as_bytes()).await;

    assert_eq!((again, right, after_deletion), (0, 0, 1));
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_a_file_is_run_once_however_often_and_fast_one_presses(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let import = upload(&portal, &parent, UTF_8).await;

    let presses = (0..4).map(|_| {
        let (portal, parent) = (portal.clone(), parent.clone());
        tokio::spawn(async move { run(&portal, &parent, import).await })
    });
    let mut now = 0;
    for press in presses.collect::<Vec<_>>() {
        match press.await.expect("ran") {
            Ran::Now { invited } => {
                assert_eq!(invited, 500);
                now += 1;
            }
            Ran::Before => {}
        }
    }

    assert_eq!(now, 1);
    assert_eq!(run(&portal, &parent, import).await, Ran::Before);
    assert_eq!(waiting(&portal).await, 500);
    assert_eq!(load(&portal, &parent, import).await.invited(), 500);
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_two_files_at_once_invite_each_person_once(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let imports = [
        upload(&portal, &parent, TWO).await,
        upload(&portal, &parent, TWO).await,
        upload(
            &portal,
            &parent,
            b"taro,Taro@example.com\nHanako,hanako@EXAMPLE.com",
        )
        .await,
    ];

    let runs = imports.map(|import| {
        let (portal, parent) = (portal.clone(), parent.clone());
        tokio::spawn(async move { run(&portal, &parent, import).await })
    });
    let mut invited = 0;
    for run in runs {
        if let Ran::Now { invited: some } = run.await.expect("ran") {
            invited += some;
        }
    }

    assert_eq!(invited, 2);
    assert_eq!(waiting(&portal).await, 2);
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_names_are_the_same_in_a_file_as_they_are_in_the_shop(pool: PgPool) {
    let portal = Portal::on(pool);
    for name in [
        "有線\u{3000}太郎",
        "ＵＳＥＮ カフェ００１",
        "ｶﾞｰﾃﾞﾝ ﾌﾟﾗｻﾞ",
        "ァアヴヵヶヽヾヿー・ぁゖゝゞ",
        "O'Brien <b>&amp;",
        "葛\u{e0100}城 ㈱①",
    ] {
        let stored: String = sqlx::query_scalar("select search_key($1)")
            .bind(name)
            .fetch_one(&portal.pool)
            .await
            .expect("the database answers");

        assert_eq!(PersonName::parse(name).expect("a name").key(), stored);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_r42_a_run_whose_history_cannot_be_written_does_not_happen(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let import = upload(&portal, &parent, TWO).await;
    let before = portal.snapshot().await;
    portal.break_audit_log().await;

    let ran = service::run(
        &portal.services,
        &parent,
        import,
        Language::Japanese,
        &somewhere(),
    )
    .await;

    assert!(ran.is_err());
    assert_eq!(portal.snapshot().await, before);
    assert_eq!(load(&portal, &parent, import).await.run_at, None);
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_r7_another_shops_file_is_not_there(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, other) = (
        portal.shop("demoparent").await,
        portal.shop("demoparent2").await,
    );
    let (parent, stranger) = (portal.parent(&shop).await, portal.parent(&other).await);
    let import = upload(&portal, &parent, TWO).await;

    let loaded = service::load(&portal.services, &stranger, import).await;
    let ran = service::run(
        &portal.services,
        &stranger,
        import,
        Language::Japanese,
        &somewhere(),
    )
    .await;
    let recent = service::list_recent(&portal.services, &stranger).await;

    assert_eq!(loaded.expect("loaded"), None);
    assert_eq!(ran.expect("run"), None);
    assert_eq!(recent.expect("a list"), []);
    assert_eq!(waiting(&portal).await, 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_the_last_files_are_listed_and_all_are_swept_after_a_month(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    invite(&portal, &parent, b"A,a@example.com\nB,").await;
    portal.wait(Duration::minutes(1));
    let second = upload(&portal, &parent, TWO).await;

    let recent = service::list_recent(&portal.services, &parent)
        .await
        .expect("a list");
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    let kept = service::sweep(&mut conn, recent[1].created_at)
        .await
        .expect("swept");
    let swept = service::sweep(&mut conn, recent[0].created_at)
        .await
        .expect("swept");

    assert_eq!(recent.len(), 2);
    assert_eq!(
        (recent[0].id, recent[0].rows, recent[0].invited),
        (second, 2, None)
    );
    assert_eq!((recent[1].rows, recent[1].invited), (2, Some(1)));
    assert_eq!((kept, swept), (0, 1));
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from invitation_import_rows")
            .await,
        2
    );
    // who was invited by it stays
    assert_eq!(waiting(&portal).await, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn x8_r25_files_are_taken_so_often_in_an_hour(pool: PgPool) {
    let mut settings = settings();
    settings.limits.import = window(2, Duration::HOUR);
    let portal = Portal::with(pool, settings);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    upload(&portal, &parent, TWO).await;
    // what cannot be read is not counted
    let unread = try_upload(&portal, &parent, b"").await;
    upload(&portal, &parent, TWO).await;

    let third = try_upload(&portal, &parent, TWO).await;
    portal.wait(Duration::HOUR);
    upload(&portal, &parent, TWO).await;

    assert!(matches!(
        unread,
        Err(UploadError::Rejected(FileRejection::Empty))
    ));
    let refused = FileRejection::TooMany { minutes: 60 };
    assert!(matches!(third, Err(UploadError::Rejected(why)) if why == refused));
}
