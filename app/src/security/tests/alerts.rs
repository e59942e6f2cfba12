//! The mail about a new device, and the press that ends everything.

use sqlx::PgPool;
use time::Duration;

use super::{EMAIL, alert, in_two_sessions, sign_in_on_an_iphone};
use crate::{
    email_change,
    platform::{
        mailed_links::press::{Press, PressRejection},
        testing::{
            PASSWORD, Portal, hexadecimal, links_in, somewhere, subject_of, text_without_tokens,
        },
    },
    recovery,
    registration::testing::register,
    security::{model::Alert, service, testing::end_everything},
    share_accounts::testing::invite,
    sign_in::testing::{sign_in_from, signs_in},
    values::{NumberRejection, Token},
};

#[sqlx::test(migrations = "../migrations")]
async fn x6_a_sign_in_from_an_unknown_browser_is_told_by_mail_and_from_a_known_one_is_not(
    pool: PgPool,
) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;

    let known = sign_in_from(&portal, "demoparent", PASSWORD, None, &somewhere())
        .await
        .expect("signed in");
    portal.deliver().await;
    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 1);
    for _ in 0..3 {
        let again = sign_in_from(&portal, "demoparent", PASSWORD, Some(&known), &somewhere()).await;
        assert_eq!(again.as_ref(), Ok(&known));
    }
    portal.deliver().await;

    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 1);
    assert!(signs_in(&portal, "demoparent", PASSWORD).await);
    portal.deliver().await;
    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 2);
}

#[sqlx::test(migrations = "../migrations")]
async fn x6_on_a_tablet_that_several_people_use_each_of_them_is_told_once(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    portal.share(&shop, "demoshare01").await;
    let mut tablet = None;

    for user_id in ["demoparent", "demoshare01", "demoparent", "demoshare01"] {
        let mark = sign_in_from(&portal, user_id, PASSWORD, tablet.as_ref(), &somewhere()).await;
        tablet = Some(mark.expect("signed in"));
    }
    portal.deliver().await;

    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 1);
    assert_eq!(portal.postbox.mails_to("demoshare01@example.com").len(), 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn r9_a_mark_of_the_browsers_own_choice_is_not_taken(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    let own = Token::parse(&"x".repeat(43)).expect("a token");

    let mark = sign_in_from(&portal, "demoparent", PASSWORD, Some(&own), &somewhere()).await;

    assert_ne!(mark, Ok(own));
}

#[sqlx::test(migrations = "../migrations")]
async fn x6_who_has_just_registered_is_told_of_no_new_device(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    invite(&portal, &parent, "taro@example.com").await;
    portal.deliver().await;
    let token = portal.postbox.newest_token("taro@example.com");

    register(&portal, &token, "members12345").await;
    portal.deliver().await;

    assert_eq!(portal.postbox.mails_to("taro@example.com").len(), 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn x6_the_link_tells_of_the_sign_in_and_looking_at_it_changes_nothing(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let token = alert(&portal).await;
    let before = portal.dump_everything().await;

    for _ in 0..20 {
        let found = service::look_up_alert(&portal.services, &token, None).await;
        let Alert::Live(alert) = found.expect("looked up") else {
            panic!("the link is live");
        };
        assert_eq!(
            (alert.user_id.as_str(), alert.shop_name.as_str()),
            ("demoparent", shop.name.as_str())
        );
        assert_eq!(alert.description.expect("known").browser, "Safari");
    }

    assert_eq!(portal.dump_everything().await, before);
    assert!(!before.contains(&token));
    assert!(!before.contains(&hexadecimal(token.as_bytes())));
}

#[sqlx::test(migrations = "../migrations")]
async fn x6_a_press_ends_everything_and_mails_a_link_for_a_new_password(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, member, other) = in_two_sessions(&portal).await;
    let pending = email_change::testing::pending(&portal, &member, "changed@example.com").await;
    let reset = recovery::testing::link_of(&portal, "demoparent").await;
    let token = alert(&portal).await;

    assert!(end_everything(&portal, &token).await);
    portal.deliver().await;

    assert!(!portal.is_alive(other).await);
    assert_eq!(portal.email_of(shop.parent).await, EMAIL);
    let confirmed = email_change::testing::confirm(&portal, &pending.confirm, None).await;
    assert_eq!(confirmed, None);
    assert!(!recovery::testing::is_live(&portal, &reset).await);
    let fresh = portal.postbox.newest_token(EMAIL);
    assert!(recovery::testing::is_live(&portal, &fresh).await);
    assert_eq!(
        portal
            .ask::<i64>("select count(*) from known_devices")
            .await,
        0
    );
    assert_eq!(
        portal.events().await.last().map(String::as_str),
        Some("authn_token_revoked")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r1_of_fifty_parallel_presses_one_ends_everything_and_one_link_is_mailed(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    portal.shop("demoparent").await;
    let token = alert(&portal).await;

    let presses = (0..50).map(|_| {
        let (portal, token) = (portal.clone(), token.clone());
        tokio::spawn(async move { end_everything(&portal, &token).await })
    });
    let mut ended = 0;
    for press in presses.collect::<Vec<_>>() {
        ended += usize::from(press.await.expect("ran"));
    }
    portal.deliver().await;

    assert_eq!(ended, 1);
    let events = portal.events().await;
    let revoked = events
        .iter()
        .filter(|event| *event == "authn_token_revoked");
    assert_eq!(revoked.count(), 1);
    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 2);
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn x3_without_the_number_or_ones_own_session_a_press_ends_nothing(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, member, other) = in_two_sessions(&portal).await;
    let token = alert(&portal).await;
    let other_shop = portal.shop("demoparent2").await;
    let stranger = portal.member(&other_shop, other_shop.parent).await;
    let press = async |number: &str, viewer| {
        let press = Press {
            token: &token,
            typed: number,
            viewer,
        };
        let pressed = service::end_everything(&portal.services, &press, &somewhere()).await;
        pressed.expect("pressed")
    };
    let before = portal.dump_everything().await;

    for viewer in [None, Some(&stranger)] {
        let pressed = press("", viewer).await;
        assert_eq!(pressed, Err(NumberRejection::Empty.into()));
        let pressed = press("12", viewer).await;
        assert_eq!(pressed, Err(NumberRejection::Wrong.into()));
    }
    assert_eq!(portal.dump_everything().await, before);
    for (viewer, asked) in [
        (None, true),
        (Some(&stranger), true),
        (Some(&*member), false),
    ] {
        let found = service::look_up_alert(&portal.services, &token, viewer).await;
        let Alert::Live(alert) = found.expect("looked up") else {
            panic!("the link is live");
        };
        assert_eq!(alert.asks_number, asked);
    }

    assert_eq!(member.account, shop.parent);
    assert_eq!(press("", Some(&member)).await, Ok(()));
    assert!(!portal.is_alive(other).await);
    assert_eq!(press("", None).await, Err(PressRejection::Gone));
    let found = service::look_up_alert(&portal.services, &token, None).await;
    assert_eq!(found.expect("looked up"), Alert::Done);
}

#[sqlx::test(migrations = "../migrations")]
async fn x6_a_week_later_the_link_leads_to_nothing(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let token = alert(&portal).await;

    portal.wait(Duration::days(7));
    let session = portal.begin_session(shop.parent).await;

    for token in [token.as_str(), &"x".repeat(43), ""] {
        let found = service::look_up_alert(&portal.services, token, None).await;
        assert_eq!(found.expect("looked up"), Alert::Gone);
        assert!(!end_everything(&portal, token).await);
    }
    assert!(portal.is_alive(session).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn x6_the_mail_tells_when_and_on_what_somebody_signed_in(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;

    let token = alert(&portal).await;

    let mail = portal.postbox.mails_to(EMAIL).pop().expect("a mail");
    assert_eq!(
        subject_of(&mail),
        "【USEN MEMBERS】新しい端末からのログインがありました"
    );
    assert_eq!(
        links_in(&mail),
        [format!("https://members.example.com/sign-in-alert/{token}")]
    );
    insta::assert_snapshot!(text_without_tokens(&mail), @r"
demoparent商店様

これまで使われていない端末から、ログインがありました。

日時：2026年11月21日 12:00
端末：iPhone・Safari
接続元：192.0.2.*

ご自身のログインであれば、何もする必要はありません。

お心当たりの無い場合は、下記URLを開き、「すべての端末からログアウトする」を押してください。続けて、パスワード再設定のメールをお送りします。

確認番号：0000
URLを開いたページで入力を求められたときは、この番号を入力してください。

https://members.example.com/sign-in-alert/token
このURLの有効期限は2026年11月28日 12:00です。

対象のユーザーID：demoparent
店舗/事業所名：demoparent商店

※本メールは送信専用となっております。ご返信いただいてもお答えできませんのでご了承ください。
ご不明な点は 0120-000-000（年中無休 9:00～22:30）までお問い合わせください。

配信元：株式会社USEN https://company.example.com
");
}

#[sqlx::test(migrations = "../migrations")]
async fn x6_two_sign_ins_are_two_mails_even_while_the_mail_server_is_down(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;

    sign_in_on_an_iphone(&portal, "demoparent").await;
    sign_in_on_an_iphone(&portal, "demoparent").await;
    portal.deliver().await;

    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 2);
}

#[sqlx::test(migrations = "../migrations")]
async fn x6_a_passkey_added_since_the_sign_in_goes_and_an_older_one_stays(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    portal
        .run(
            "insert into passkeys (id, account_id, credential_id, credential, name, created_at)
             select gen_random_uuid(), id, '\\x01', '{}', 'old', '2026-11-20Z' from accounts",
        )
        .await;
    assert!(signs_in(&portal, "demoparent", PASSWORD).await);
    portal
        .run(
            "insert into passkeys (id, account_id, credential_id, credential, name, created_at)
             select gen_random_uuid(), id, '\\x02', '{}', 'new', '2026-11-22Z' from accounts",
        )
        .await;
    portal.deliver().await;
    let token = portal.postbox.newest_token("demoparent@example.com");

    assert!(end_everything(&portal, &token).await);

    let left: String = portal
        .ask("select string_agg(name, ' ') from passkeys")
        .await;
    assert_eq!(left, "old");
}
