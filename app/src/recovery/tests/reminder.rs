//! Every user ID of a mailbox in one mail (M24, X4, R47).

use sqlx::PgPool;

use crate::{
    platform::testing::{Portal, Shop, text_of, tokens_in},
    recovery::testing::{NEW_PASSWORD, ask_for_user_ids, is_live, link_of, set_password},
    share_accounts::testing::invite,
    sign_in::testing::signs_in,
};

const SHARED: &str = "staff@example.com";

/// A shop whose parent and three share accounts have one mailbox.
async fn with_one_mailbox(portal: &Portal) -> Shop {
    let shop = portal.shop("demoparent").await;
    portal.set_email(shop.parent, SHARED).await;
    for user_id in ["demoshare01", "demoshare02", "demoshare03"] {
        let share = portal.share(&shop, user_id).await;
        portal.set_email(share, SHARED).await;
    }
    shop
}

#[sqlx::test(migrations = "../migrations")]
async fn x4_and_m24_one_mail_lists_every_user_id_of_an_address(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = with_one_mailbox(&portal).await;

    ask_for_user_ids(&portal, SHARED).await;
    portal.deliver().await;

    let mails = portal.postbox.mails_to(SHARED);
    assert_eq!(mails.len(), 1);
    let text = text_of(&mails[0]);
    for told in [
        "demoparent",
        "demoshare01",
        "demoshare02",
        "demoshare03",
        &shop.name,
        "（4件）",
    ] {
        assert!(text.contains(told), "{told}\n{text}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r47_each_link_sets_the_password_of_its_own_account_only(pool: PgPool) {
    let portal = Portal::on(pool);
    with_one_mailbox(&portal).await;
    ask_for_user_ids(&portal, SHARED).await;
    portal.deliver().await;
    let tokens = tokens_in(&portal.postbox.mails_to(SHARED)[0]);
    assert_eq!(tokens.len(), 4);

    for (number, token) in tokens.iter().enumerate() {
        let password = format!("{NEW_PASSWORD}-{number}");
        set_password(&portal, token, &password).await.expect("set");
    }

    let users = ["demoparent", "demoshare01", "demoshare02", "demoshare03"];
    for (number, user_id) in users.into_iter().enumerate() {
        for other in 0..users.len() {
            let password = format!("{NEW_PASSWORD}-{other}");
            assert_eq!(
                signs_in(&portal, user_id, &password).await,
                number == other,
                "{user_id} {other}"
            );
        }
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x4_shops_and_states_are_told_and_only_who_may_act_gets_a_link(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = with_one_mailbox(&portal).await;
    let parent = portal.parent(&shop).await;
    invite(&portal, &parent, SHARED).await;
    portal.deliver().await;
    let other = portal.shop("demoparent2").await;
    portal.set_email(other.parent, SHARED).await;
    portal.set_state(other.parent, "suspended").await;
    portal
        .run("update accounts set state = 'deleted' where user_id = 'demoshare03'")
        .await;

    ask_for_user_ids(&portal, SHARED).await;
    portal.deliver().await;

    let mail = portal.postbox.mails_to(SHARED).pop().expect("a mail");
    let text = text_of(&mail);
    for told in [
        "（停止）",
        "（有効）",
        "（初回登録待ち）",
        "ユーザーIDは未登録です。",
        &other.name,
    ] {
        assert!(text.contains(told), "{told}\n{text}");
    }
    assert!(!text.contains("demoshare03"));
    assert_eq!(tokens_in(&mail).len(), 3);
}

#[sqlx::test(migrations = "../migrations")]
async fn d11_of_a_suspended_shop_every_account_is_told_as_suspended(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = with_one_mailbox(&portal).await;
    portal.set_state(shop.parent, "suspended").await;

    ask_for_user_ids(&portal, SHARED).await;
    portal.deliver().await;

    let mail = portal.postbox.mails_to(SHARED).pop().expect("a mail");
    assert_eq!(text_of(&mail).matches("（停止）").count(), 4);
    assert_eq!(tokens_in(&mail).len(), 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn r47_an_address_that_only_looks_alike_gets_nothing(pool: PgPool) {
    let portal = Portal::on(pool);
    with_one_mailbox(&portal).await;

    for alike in [
        "staff@example.co",
        "staff@examp1e.com",
        "staff+x@example.com",
        "st.aff@example.com",
        "staff@mail.example.com",
        "staf_@example.com",
        "%@example.com",
    ] {
        ask_for_user_ids(&portal, alike).await;
    }

    assert_eq!(portal.deliver().await, []);
}

#[sqlx::test(migrations = "../migrations")]
async fn r47_mailboxes_that_differ_in_case_get_a_mail_each_about_their_own(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    portal.set_email(shop.parent, "Staff@example.com").await;
    let share = portal.share(&shop, "demoshare01").await;
    portal.set_email(share, SHARED).await;

    ask_for_user_ids(&portal, "STAFF@example.com").await;
    portal.deliver().await;

    for (address, own, foreign) in [
        ("Staff@example.com", "demoparent", "demoshare01"),
        (SHARED, "demoshare01", "demoparent\n"),
    ] {
        let mails = portal.postbox.mails_to(address);
        assert_eq!(mails.len(), 1, "{address}");
        let text = text_of(&mails[0]);
        assert!(
            text.contains(&format!("ユーザーID：{own}"))
                && !text.contains(&format!("ユーザーID：{foreign}")),
            "{text}"
        );
    }
    assert!(portal.postbox.mails_to("STAFF@example.com").is_empty());
}

#[sqlx::test(migrations = "../migrations")]
async fn r47_twenty_accounts_are_listed_the_own_shops_first(pool: PgPool) {
    let portal = Portal::on(pool);
    let first = portal.shop("demoparent").await;
    portal.set_email(first.parent, SHARED).await;
    for number in 0..25 {
        let share = portal.share(&first, &format!("demoshare{number:02}")).await;
        portal.set_email(share, SHARED).await;
    }

    ask_for_user_ids(&portal, SHARED).await;
    portal.deliver().await;

    let mail = portal.postbox.mails_to(SHARED).pop().expect("a mail");
    assert_eq!(tokens_in(&mail).len(), 20);
    assert!(text_of(&mail).contains("ユーザーID：demoparent\n"));
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_the_links_of_a_reminder_end_the_earlier_ones(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    let email = "demoparent@example.com";
    let earlier = link_of(&portal, "demoparent").await;

    ask_for_user_ids(&portal, email).await;
    portal.deliver().await;

    assert!(!is_live(&portal, &earlier).await);
    assert!(is_live(&portal, &portal.postbox.newest_token(email)).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r5_a_mailbox_gets_three_reminders_at_once_however_many_accounts_it_has(pool: PgPool) {
    let portal = Portal::on(pool);
    with_one_mailbox(&portal).await;

    for _ in 0..5 {
        ask_for_user_ids(&portal, SHARED).await;
        portal.deliver().await;
    }

    assert_eq!(portal.postbox.mails_to(SHARED).len(), 3);
}
