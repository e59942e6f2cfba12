//! 登録可能か確認する (M75, R48).

use sqlx::PgPool;
use time::Duration;

use super::{TAKEN, change, check};
use crate::{
    account::{
        model::{Checked, NewUserIdRejection},
        service,
    },
    platform::testing::{Portal, from_address, limit, settings},
    share_accounts,
    values::{UserIdError, UserIdRejection},
};

#[sqlx::test(migrations = "../migrations")]
async fn m75_the_check_tells_whether_a_user_id_is_free(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.member(&shop, shop.parent).await;
    let before = portal.snapshot().await;

    let told = async |typed| check(&portal, &member, typed).await;

    assert_eq!(
        told("ＭＥＭＢＥＲＳ12345").await,
        ("members12345".to_owned(), Checked::Free)
    );
    assert_eq!(
        told("demoparent").await.1,
        Checked::Rejected(NewUserIdRejection::Same)
    );
    assert_eq!(
        told("short").await,
        (
            "short".to_owned(),
            Checked::Rejected(NewUserIdRejection::Rejected(UserIdRejection::Malformed(
                UserIdError::TooShort
            )))
        )
    );
    assert_eq!(portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn r48_taken_and_given_up_get_one_answer(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let deleted = portal.share(&shop, "demoshare01").await;
    share_accounts::testing::delete(&portal, &parent, deleted).await;
    let changer = portal.share(&shop, "demoshare02").await;
    let proven = portal.proven(&shop, changer).await;
    change(&portal, &proven, "members12345", "")
        .await
        .expect("changed");

    for user_id in ["demoshare01", "demoshare02", "members12345"] {
        assert_eq!(
            check(&portal, &parent, user_id).await,
            (user_id.to_owned(), Checked::Rejected(TAKEN))
        );
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn r48_the_thirty_first_check_of_a_session_has_to_wait(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.member(&shop, shop.parent).await;
    for number in 0..30 {
        let (_, checked) = check(&portal, &member, &format!("members{number:05}")).await;
        assert_eq!(checked, Checked::Free);
    }

    assert_eq!(
        check(&portal, &member, "members12345").await.1,
        Checked::TooMany { minutes: 1 }
    );
    portal.wait(Duration::seconds(2));
    assert_eq!(
        check(&portal, &member, "members12345").await.1,
        Checked::Free
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r48_an_account_and_an_address_have_limits_of_their_own(pool: PgPool) {
    let mut settings = settings();
    settings.limits.user_id_check_day = limit(3, Duration::HOUR);
    settings.limits.user_id_check_address = limit(5, Duration::HOUR);
    let portal = Portal::with(pool, settings);
    let shop = portal.shop("demoparent").await;
    let share = portal.share(&shop, "demoshare01").await;
    let is_free = |checked: (String, Checked)| checked.1 == Checked::Free;

    for _ in 0..3 {
        let member = portal.member(&shop, shop.parent).await;
        assert!(is_free(check(&portal, &member, "members12345").await));
    }
    let parent = portal.member(&shop, shop.parent).await;
    assert!(!is_free(check(&portal, &parent, "members12345").await));
    let member = portal.member(&shop, share).await;
    for expected in [true, true, false] {
        assert_eq!(
            is_free(check(&portal, &member, "members12345").await),
            expected
        );
    }

    let elsewhere = from_address([192, 0, 2, 77]);
    let other = portal.shop("demoparent2").await;
    let other = portal.member(&other, other.parent).await;
    let checked = service::check(&portal.services, &other, "members12345", &elsewhere).await;
    assert!(is_free(checked.expect("asked")));
}
