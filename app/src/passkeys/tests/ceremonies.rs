//! What is accepted as a passkey, and what is not.

use sqlx::PgPool;
use time::Duration;

use super::{challenge, list, try_add, verified};
use crate::{
    passkeys::{
        model::PasskeyRejection,
        testing::{Authenticator, add, start},
    },
    platform::{
        request::Origin,
        testing::{NOW, PASSWORD, Portal, from_address, limit, settings, somewhere},
        webauthn::{self, Answer, Broken},
    },
    sign_in::testing::{sign_in_with_passkey, signs_in},
};

#[sqlx::test(migrations = "../migrations")]
async fn x9_a_passkey_is_added_and_signs_its_account_in(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let mut phone = Authenticator::new(1);
    add(&portal, &member, &mut phone).await;
    portal.wait(Duration::MINUTE);

    let answer = phone.get(&challenge(&portal).await);
    let signed_in = sign_in_with_passkey(&portal, &answer, &somewhere()).await;

    assert_eq!(signed_in, Ok(shop.parent));
    let passkeys = list(&portal, &member).await;
    assert_eq!(passkeys.len(), 1);
    assert_eq!(passkeys[0].name, "店長のiPhone");
    assert_eq!(passkeys[0].created_at, NOW);
    assert_eq!(passkeys[0].last_used_at, Some(NOW + Duration::MINUTE));
    assert!(signs_in(&portal, "demoparent", PASSWORD).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn r1_an_answer_is_good_once_also_for_twenty_at_a_time(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let mut phone = Authenticator::new(1);
    let creation = phone.create(&start(&portal, &member).await);
    try_add(&portal, &member, "iPhone", &creation)
        .await
        .expect("added");
    let answer = phone.get(&challenge(&portal).await);

    let tries = (0..20).map(|_| {
        let (portal, answer) = (portal.clone(), answer.clone());
        tokio::spawn(async move { verified(&portal, &answer).await.is_some() })
    });
    let mut accepted = 0;
    for attempt in tries.collect::<Vec<_>>() {
        accepted += usize::from(attempt.await.expect("ran"));
    }

    assert_eq!(accepted, 1);
    assert_eq!(
        try_add(&portal, &member, "iPhone", &creation).await,
        Err(PasskeyRejection::Refused)
    );
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn x9_a_challenge_waits_for_an_hour(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let mut phone = Authenticator::new(1);
    add(&portal, &member, &mut phone).await;
    let (in_time, late) = (challenge(&portal).await, challenge(&portal).await);

    portal.wait(Duration::hours(1));
    assert!(verified(&portal, &phone.get(&in_time)).await.is_some());
    portal.wait(Duration::SECOND);

    assert_eq!(verified(&portal, &phone.get(&late)).await, None);
}

#[sqlx::test(migrations = "../migrations")]
async fn x9_what_was_made_for_another_purpose_or_page_is_refused(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let mut phone = Authenticator::new(1);
    add(&portal, &member, &mut phone).await;
    let forged = phone.clone().with_key_of(&Authenticator::new(2));
    let elsewhere = phone.clone().on("https://members.example.com.evil.example");
    let unverified = phone.clone().without_verification();
    let creation = start(&portal, &member).await;

    let answers = [
        elsewhere.get(&challenge(&portal).await),
        unverified.get(&challenge(&portal).await),
        forged.get(&challenge(&portal).await),
        phone.get(&creation),
        Answer {
            ceremony: challenge(&portal).await.ceremony,
            ..phone.get(&challenge(&portal).await)
        },
    ];

    for answer in answers {
        assert_eq!(verified(&portal, &answer).await, None, "{answer:?}");
    }
    let mut tablet = Authenticator::new(3);
    let for_creation = tablet.create(&creation);
    let with_sign_in = Answer {
        ceremony: challenge(&portal).await.ceremony,
        ..for_creation
    };
    assert_eq!(
        try_add(&portal, &member, "iPad", &with_sign_in).await,
        Err(PasskeyRejection::Refused)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x9_nobody_adds_a_passkey_with_somebody_elses_ceremony(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let share = portal.share(&shop, "demoshare01").await;
    let member = portal.proven(&shop, shop.parent).await;
    let stranger = portal.proven(&shop, share).await;

    let answer = Authenticator::new(1).create(&start(&portal, &member).await);

    assert_eq!(
        try_add(&portal, &stranger, "iPhone", &answer).await,
        Err(PasskeyRejection::Refused)
    );
    assert!(list(&portal, &stranger).await.is_empty());
}

#[sqlx::test(migrations = "../migrations")]
async fn x9_nonsense_is_refused_and_nothing_is_added(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let ceremony = start(&portal, &member).await;
    let good = Authenticator::new(1).create(&ceremony);
    let before = portal.snapshot().await;

    for (ceremony, credential) in [
        ("", ""),
        ("x", "{}"),
        (ceremony.ceremony.as_str(), "{}"),
        ("nonsense", good.credential.as_str()),
        (&ceremony.ceremony[1..], good.credential.as_str()),
    ] {
        let answer = Answer {
            ceremony: ceremony.to_owned(),
            credential: credential.to_owned(),
        };
        let added = try_add(&portal, &member, "iPhone", &answer).await;
        let used = verified(&portal, &answer).await;

        assert_eq!(added, Err(PasskeyRejection::Refused), "{credential}");
        assert_eq!(used, None, "{credential}");
    }

    assert_eq!(portal.snapshot().await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn r25_an_address_that_tries_too_many_passkeys_has_to_wait(pool: PgPool) {
    let mut settings = settings();
    settings.limits.passkey_address = limit(5, Duration::HOUR);
    let portal = Portal::with(pool, settings);
    let start_from =
        async |origin: Origin| webauthn::start_assertion(&portal.services, &origin).await;
    for _ in 0..5 {
        start_from(somewhere()).await.expect("begun");
    }

    assert!(matches!(
        start_from(somewhere()).await,
        Err(Broken::TooMany)
    ));
    assert!(start_from(from_address([192, 0, 2, 2])).await.is_ok());
}

#[sqlx::test(migrations = "../migrations")]
async fn d11_the_passkey_of_an_account_that_may_not_act_signs_nobody_in(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.proven(&shop, shop.parent).await;
    let mut phone = Authenticator::new(1);
    add(&portal, &member, &mut phone).await;
    let events = portal.events().await;

    portal.set_state(shop.parent, "suspended").await;
    let answer = phone.get(&challenge(&portal).await);
    let signed_in = sign_in_with_passkey(&portal, &answer, &somewhere()).await;

    assert!(signed_in.is_err());
    assert_eq!(portal.events().await, events);
}

#[sqlx::test(migrations = "../migrations")]
async fn x9_and_d10_a_passkey_proves_who_its_owner_is_and_nobody_else(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let share = portal.share(&shop, "demoshare01").await;
    let member = portal.proven(&shop, shop.parent).await;
    let stranger = portal.proven(&shop, share).await;
    let mut phone = Authenticator::new(1);
    add(&portal, &member, &mut phone).await;

    let own = phone.get(&challenge(&portal).await);
    let foreign = phone.get(&challenge(&portal).await);

    assert!(crate::reauthentication::testing::proves(&portal, &member, &own).await);
    assert!(!crate::reauthentication::testing::proves(&portal, &stranger, &foreign).await);
    assert!(!crate::reauthentication::testing::proves(&portal, &member, &own).await);
}
