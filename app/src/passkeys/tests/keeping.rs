//! Adding, naming and removing.

use sqlx::PgPool;
use time::Duration;
use uuid::Uuid;

use super::{EMAIL, challenge, list, try_add, verified};
use crate::{
    passkeys::{
        model::{MOST, NameProblem, PasskeyRejection},
        service::{self, Error},
        testing::{Authenticator, add, start},
    },
    platform::{
        testing::{PASSWORD, Portal, somewhere, subject_of},
        webauthn::Answer,
    },
    sign_in::testing::signs_in,
};

#[sqlx::test(migrations = "../migrations")]
async fn x9_the_mailbox_is_told_of_a_passkey_added_and_removed(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    add(&portal, &member, &mut Authenticator::new(1)).await;
    let id = list(&portal, &member).await[0].id;
    portal.wait(Duration::SECOND);

    let removed = service::remove(&portal.services, &member, id, &somewhere()).await;
    portal.deliver().await;

    assert_eq!(removed.expect("removed"), "店長のiPhone");
    let subjects: Vec<String> = portal
        .postbox
        .mails_to(EMAIL)
        .iter()
        .map(subject_of)
        .collect();
    assert_eq!(
        subjects,
        [
            "【USEN MEMBERS】パスキーを追加しました",
            "【USEN MEMBERS】パスキーを削除しました"
        ]
    );
    assert_eq!(
        portal.events().await,
        ["authn_passkey_added", "authn_passkey_removed"]
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x9_a_removed_passkey_signs_nobody_in_and_the_password_goes_on_working(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let mut phone = Authenticator::new(1);
    add(&portal, &member, &mut phone).await;
    let id = list(&portal, &member).await[0].id;
    service::remove(&portal.services, &member, id, &somewhere())
        .await
        .expect("removed");

    let answer = phone.get(&challenge(&portal).await);

    assert_eq!(verified(&portal, &answer).await, None);
    assert!(signs_in(&portal, "demoparent", PASSWORD).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn x9_a_passkey_belongs_to_one_account(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let share = portal.share(&shop, "demoshare01").await;
    let member = portal.proven(&shop, shop.parent).await;
    let other = portal.proven(&shop, share).await;
    add(&portal, &member, &mut Authenticator::new(1)).await;

    let again = Authenticator::new(1).create(&start(&portal, &other).await);

    assert_eq!(
        try_add(&portal, &other, "iPhone", &again).await,
        Err(PasskeyRejection::Refused)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x9_a_passkey_has_a_name_that_can_be_shown(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    add(&portal, &member, &mut Authenticator::new(1)).await;
    let id = list(&portal, &member).await[0].id;
    let long = "あ".repeat(51);

    for (name, problem) in [
        (" ", NameProblem::Empty),
        (long.as_str(), NameProblem::TooLong),
        ("a\nb", NameProblem::Character),
    ] {
        let added = try_add(&portal, &member, name, &Answer::default()).await;
        let renamed = service::rename(&portal.services, &member, id, name, &somewhere()).await;

        assert_eq!(added, Err(PasskeyRejection::Name(problem)), "{name}");
        assert!(
            matches!(renamed, Err(Error::Rejected(PasskeyRejection::Name(why))) if why == problem),
            "{name}"
        );
    }
    service::rename(
        &portal.services,
        &member,
        id,
        " レジ横の iPad ",
        &somewhere(),
    )
    .await
    .expect("renamed");

    assert_eq!(list(&portal, &member).await[0].name, "レジ横の iPad");
}

#[sqlx::test(migrations = "../migrations")]
async fn r7_another_accounts_passkey_does_not_exist(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let share = portal.share(&shop, "demoshare01").await;
    let member = portal.proven(&shop, shop.parent).await;
    let stranger = portal.proven(&shop, share).await;
    add(&portal, &member, &mut Authenticator::new(1)).await;
    let id = list(&portal, &member).await[0].id;
    let before = portal.snapshot().await;

    for id in [id, Uuid::nil()] {
        let renamed = service::rename(&portal.services, &stranger, id, "x", &somewhere()).await;
        let removed = service::remove(&portal.services, &stranger, id, &somewhere()).await;

        assert!(matches!(renamed, Err(Error::NotFound)));
        assert!(matches!(removed, Err(Error::NotFound)));
    }

    assert_eq!(portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn x9_an_account_has_ten_passkeys_at_most(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    for number in 1..=10 {
        add(&portal, &member, &mut Authenticator::new(number)).await;
    }

    let eleventh = Authenticator::new(11).create(&start(&portal, &member).await);

    assert_eq!(
        try_add(&portal, &member, "iPhone", &eleventh).await,
        Err(PasskeyRejection::TooMany)
    );
    assert_eq!(list(&portal, &member).await.len(), MOST);
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_without_its_entry_in_the_audit_log_no_passkey_changes(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    add(&portal, &member, &mut Authenticator::new(1)).await;
    let id = list(&portal, &member).await[0].id;
    let answer = Authenticator::new(2).create(&start(&portal, &member).await);
    portal.break_audit_log().await;
    let before = portal.snapshot().await;
    let (services, origin) = (&portal.services, somewhere());

    let added = service::add(services, &member, "iPad", &answer, &origin).await;
    let renamed = service::rename(services, &member, id, "iPad", &origin).await;
    let removed = service::remove(services, &member, id, &origin).await;

    assert!(added.is_err() && renamed.is_err() && removed.is_err());
    assert_eq!(portal.snapshot().await, before);
}
