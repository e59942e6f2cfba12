//! What a link for a new password does: once, soon, for its account only (M23, M80, M81, R1, R30).

use sqlx::PgPool;
use time::Duration;

use crate::{
    platform::{
        session::Member,
        testing::{PASSWORD, Portal, hexadecimal, somewhere},
        tokens::hash_of,
    },
    recovery::{
        model::NewPasswordRejection,
        service::{self, Error},
        testing::{NEW_PASSWORD, is_live, link_of, set_password},
    },
    sign_in::testing::signs_in,
    values::{PasswordError, PasswordRejection, Weakness},
};

const EMAIL: &str = "demoparent@example.com";

async fn send_link(portal: &Portal, member: &Member) -> Result<(), i64> {
    match service::send_link(&portal.services, member, &somewhere()).await {
        Ok(()) => Ok(()),
        Err(Error::Rejected(minutes)) => Err(minutes),
        Err(error) => panic!("{error}"),
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn m23_a_new_password_is_set_and_the_old_one_is_none_any_more(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    let token = link_of(&portal, "demoparent").await;

    set_password(&portal, &token, NEW_PASSWORD)
        .await
        .expect("set");

    assert!(signs_in(&portal, "demoparent", NEW_PASSWORD).await);
    assert!(!signs_in(&portal, "demoparent", PASSWORD).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn m23_it_signs_nobody_in_and_the_mailbox_is_told(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    let token = link_of(&portal, "demoparent").await;

    set_password(&portal, &token, NEW_PASSWORD)
        .await
        .expect("set");
    portal.deliver().await;

    assert_eq!(portal.ask::<i64>("select count(*) from sessions").await, 0);
    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 2);
    assert_eq!(
        portal.events().await,
        ["authn_password_reset_requested", "authn_password_change"]
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn m80_and_m81_a_member_gets_a_link_to_the_registered_address_three_times_an_hour(
    pool: PgPool,
) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.member(&shop, shop.parent).await;

    for _ in 0..3 {
        assert_eq!(send_link(&portal, &member).await, Ok(()));
        portal.deliver().await;
    }

    assert_eq!(send_link(&portal, &member).await, Err(60));
    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 3);
    assert!(is_live(&portal, &portal.postbox.newest_token(EMAIL)).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r1_of_fifty_parallel_presses_exactly_one_sets_its_password(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    portal.shop("demoparent").await;
    let token = link_of(&portal, "demoparent").await;

    let presses = (0..50).map(|number| {
        let (portal, token) = (portal.clone(), token.clone());
        tokio::spawn(async move {
            let password = format!("{NEW_PASSWORD}-{number}");
            let pressed =
                service::set_password(&portal.services, &token, &password, None, &somewhere())
                    .await;
            pressed.ok().map(|_| password)
        })
    });
    let mut set = Vec::new();
    for press in presses.collect::<Vec<_>>() {
        set.extend(press.await.expect("ran"));
    }
    portal.deliver().await;

    assert_eq!(set.len(), 1, "{set:?}");
    assert!(signs_in(&portal, "demoparent", &set[0]).await);
    let changes = portal.events().await;
    let changes = changes
        .iter()
        .filter(|event| *event == "authn_password_change");
    assert_eq!(changes.count(), 1);
    // the link, and one notice
    assert_eq!(portal.postbox.mails_to(EMAIL).len(), 2);
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn r1_a_used_link_and_one_that_never_was_lead_to_nothing(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    let token = link_of(&portal, "demoparent").await;
    set_password(&portal, &token, NEW_PASSWORD)
        .await
        .expect("set");

    for token in [token.as_str(), &"x".repeat(43), "", "nonsense"] {
        assert!(!is_live(&portal, token).await, "{token}");
        assert_eq!(
            set_password(&portal, token, "still-another-zebra-5").await,
            Err(NewPasswordRejection::Gone),
            "{token}"
        );
    }
    assert!(signs_in(&portal, "demoparent", NEW_PASSWORD).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn d7_a_link_for_a_new_password_lives_for_thirty_minutes(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    let token = link_of(&portal, "demoparent").await;

    portal.wait(Duration::minutes(30) - Duration::SECOND);
    assert!(is_live(&portal, &token).await);
    portal.wait(Duration::SECOND);

    assert!(!is_live(&portal, &token).await);
    assert_eq!(
        set_password(&portal, &token, NEW_PASSWORD).await,
        Err(NewPasswordRejection::Gone)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn d7_and_r16_no_table_holds_the_token_of_a_link(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;

    let token = link_of(&portal, "demoparent").await;
    let dump = portal.dump_everything().await;

    assert!(!dump.contains(&token));
    assert!(!dump.contains(&hexadecimal(token.as_bytes())));
    assert!(dump.contains(&hexadecimal(&hash_of(token.as_bytes()))));
}

#[sqlx::test(migrations = "../migrations")]
async fn d8_looking_at_a_link_changes_nothing(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    let token = link_of(&portal, "demoparent").await;
    let before = portal.dump_everything().await;

    for _ in 0..20 {
        assert!(is_live(&portal, &token).await);
    }

    assert_eq!(portal.dump_everything().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn d9_a_newer_link_ends_the_older_one(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    portal.share(&shop, "demoshare01").await;
    let other = link_of(&portal, "demoshare01").await;
    let older = link_of(&portal, "demoparent").await;

    let newer = link_of(&portal, "demoparent").await;

    assert!(!is_live(&portal, &older).await);
    assert!(is_live(&portal, &newer).await);
    assert!(is_live(&portal, &other).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r30_a_password_that_can_be_guessed_is_refused_with_the_reason_and_the_link_stays(
    pool: PgPool,
) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    portal
        .run("update customers set name = '土産物たぬきや'")
        .await;
    let token = link_of(&portal, "demoparent").await;
    let malformed = PasswordRejection::Malformed;
    let weak = PasswordRejection::Weak;

    for (password, why) in [
        ("", malformed(PasswordError::Empty)),
        ("short", malformed(PasswordError::TooShort { min: 12 })),
        (
            &*"長".repeat(129),
            malformed(PasswordError::TooLong { max: 128 }),
        ),
        ("zebra\u{7}zebra-zebra", malformed(PasswordError::Character)),
        ("password1234", weak(Weakness::Common)),
        ("zz DEMOPARENT zz-91", weak(Weakness::ContainsUserId)),
        ("わたしの土産物 たぬきや", weak(Weakness::ContainsShop)),
        (
            &*format!("zz {} zz-ok", shop.code),
            weak(Weakness::ContainsShop),
        ),
    ] {
        assert_eq!(
            set_password(&portal, &token, password).await,
            Err(NewPasswordRejection::Password(why)),
            "{password}"
        );
    }

    assert!(is_live(&portal, &token).await);
    assert!(signs_in(&portal, "demoparent", PASSWORD).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r29_and_d6_spaces_and_every_script_are_good_and_nothing_is_cut_off(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    let token = link_of(&portal, "demoparent").await;
    let password = format!(" 正しい馬の電池🐎 {}a ", "Zebra staple ".repeat(8));

    set_password(&portal, &token, &password).await.expect("set");

    assert!(signs_in(&portal, "demoparent", &password).await);
    for other in [
        password.trim().to_owned(),
        password.to_lowercase(),
        password.replace("a ", "b "),
        password.chars().take(72).collect(),
    ] {
        assert!(!signs_in(&portal, "demoparent", &other).await, "{other}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn d11_a_link_of_an_account_that_may_not_act_leads_to_nothing(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    portal.share(&shop, "demoshare01").await;
    let token = link_of(&portal, "demoshare01").await;

    portal.set_state(shop.parent, "expired").await;
    assert!(!is_live(&portal, &token).await);
    assert_eq!(
        set_password(&portal, &token, NEW_PASSWORD).await,
        Err(NewPasswordRejection::Gone)
    );
    portal.set_state(shop.parent, "active").await;

    assert!(is_live(&portal, &token).await);
}
