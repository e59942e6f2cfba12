//! Guessing is held back, and nobody is locked out by it (R25–R27).

use sqlx::PgPool;
use time::Duration;

use super::{generous, sign_in, try_from};
use crate::{
    platform::testing::{PASSWORD, Portal, from_address, limit, somewhere},
    sign_in::model::SignInRejection,
    values::Token,
};

#[sqlx::test(migrations = "../migrations")]
async fn r25_one_user_id_is_held_back_after_ten_tries_from_wherever_real_or_not(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;

    for user_id in ["demoparent", "nobodyatall"] {
        for last in 1..=10 {
            let tried = try_from(
                &portal,
                user_id,
                "wrong-horse-battery",
                None,
                &from_address([192, 0, 2, last]),
            )
            .await;
            assert_eq!(tried.err(), Some(SignInRejection::Wrong));
        }
        let eleventh = try_from(
            &portal,
            user_id,
            PASSWORD,
            None,
            &from_address([192, 0, 2, 11]),
        )
        .await;
        assert_eq!(
            eleventh.err(),
            Some(SignInRejection::TooMany { minutes: 1 }),
            "{user_id}"
        );
    }
    portal.wait(Duration::MINUTE);
    assert!(sign_in(&portal, "demoparent", PASSWORD).await.is_ok());
}

#[sqlx::test(migrations = "../migrations")]
async fn r25_of_parallel_guesses_no_more_than_ten_are_looked_at(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    portal.shop("demoparent").await;

    let guesses = (0..40_u8).map(|number| {
        let portal = portal.clone();
        tokio::spawn(async move {
            let origin = from_address([192, 0, 2, number]);
            try_from(&portal, "demoparent", "wrong-horse-battery", None, &origin)
                .await
                .err()
        })
    });
    let mut looked_at = 0;
    for guess in guesses.collect::<Vec<_>>() {
        looked_at += usize::from(guess.await.expect("ran") == Some(SignInRejection::Wrong));
    }

    assert_eq!(looked_at, 10);
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn r26_nobody_locks_the_owner_out_of_a_device_that_is_known(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let known = sign_in(&portal, "demoparent", PASSWORD)
        .await
        .expect("signed in")
        .device;
    for last in 1..=20 {
        try_from(
            &portal,
            "demoparent",
            "wrong-horse-battery",
            None,
            &from_address([198, 51, 100, last]),
        )
        .await
        .ok();
    }

    let from_known = try_from(&portal, "demoparent", PASSWORD, Some(&known), &somewhere()).await;
    let foreign = Token::parse(&"x".repeat(43)).expect("a token");
    let from_foreign = try_from(
        &portal,
        "demoparent",
        PASSWORD,
        Some(&foreign),
        &somewhere(),
    )
    .await;

    assert_eq!(
        from_known.map(|who| (who.account, who.device == known)),
        Ok((shop.parent, true))
    );
    assert!(matches!(
        from_foreign.err(),
        Some(SignInRejection::TooMany { .. })
    ));
}

#[sqlx::test(migrations = "../migrations")]
async fn r26_a_known_device_has_a_limit_of_its_own_which_own_success_clears(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    let known = sign_in(&portal, "demoparent", PASSWORD)
        .await
        .expect("signed in")
        .device;
    let attempt = async |password: &str| {
        try_from(&portal, "demoparent", password, Some(&known), &somewhere()).await
    };

    for _ in 0..9 {
        assert_eq!(
            attempt("wrong-horse-battery").await.err(),
            Some(SignInRejection::Wrong)
        );
    }
    assert!(attempt(PASSWORD).await.is_ok());
    for _ in 0..10 {
        assert_eq!(
            attempt("wrong-horse-battery").await.err(),
            Some(SignInRejection::Wrong)
        );
    }
    assert!(matches!(
        attempt(PASSWORD).await.err(),
        Some(SignInRejection::TooMany { .. })
    ));
}

/// G5: rauthy forgets an address's failures at any success from it.
#[sqlx::test(migrations = "../migrations")]
async fn r25_ones_own_success_does_not_clear_what_was_guessed_at_another(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    portal.share(&shop, "attacker1").await;

    for _ in 0..10 {
        try_from(
            &portal,
            "demoparent",
            "wrong-horse-battery",
            None,
            &somewhere(),
        )
        .await
        .ok();
        assert!(
            try_from(
                &portal,
                "attacker1",
                PASSWORD,
                None,
                &from_address([192, 0, 2, 99])
            )
            .await
            .is_ok()
        );
        portal.wait(Duration::MILLISECOND);
    }

    assert!(matches!(
        sign_in(&portal, "demoparent", PASSWORD).await.err(),
        Some(SignInRejection::TooMany { .. })
    ));
}

#[sqlx::test(migrations = "../migrations")]
async fn r25_one_address_is_held_back_and_another_is_not(pool: PgPool) {
    let mut settings = generous();
    settings.limits.sign_in_address = limit(5, Duration::seconds(10));
    let portal = Portal::with(pool, settings);
    portal.shop("demoparent").await;
    let one = |last: u16| from_address([0x2001, 0xdb8, 1, 2, 0, 0, 0, last]);

    for last in 1..=5 {
        try_from(
            &portal,
            "demoparent",
            "wrong-horse-battery",
            None,
            &one(last),
        )
        .await
        .ok();
    }

    let same_network = try_from(&portal, "demoparent", PASSWORD, None, &one(6)).await;
    let other_network = try_from(
        &portal,
        "demoparent",
        PASSWORD,
        None,
        &from_address([0x2001, 0xdb8, 1, 3, 0, 0, 0, 1]),
    )
    .await;
    assert_eq!(
        same_network.err(),
        Some(SignInRejection::TooMany { minutes: 1 })
    );
    assert!(other_network.is_ok());
}

#[sqlx::test(migrations = "../migrations")]
async fn r27_one_password_over_many_user_ids_makes_the_address_cool_down(pool: PgPool) {
    let portal = Portal::on(pool);
    portal.shop("demoparent").await;
    let spray = async |number: usize| {
        sign_in(&portal, &format!("victim{number:05}"), "Spring2026!!")
            .await
            .err()
    };

    for number in 1..=20 {
        assert_eq!(
            spray(number).await,
            Some(SignInRejection::Wrong),
            "{number}"
        );
    }

    assert_eq!(
        spray(21).await,
        Some(SignInRejection::TooMany { minutes: 15 })
    );
    assert!(matches!(
        sign_in(&portal, "demoparent", PASSWORD).await.err(),
        Some(SignInRejection::TooMany { .. })
    ));
    assert!(
        try_from(
            &portal,
            "demoparent",
            PASSWORD,
            None,
            &from_address([192, 0, 2, 2])
        )
        .await
        .is_ok()
    );
    assert!(
        portal
            .ask::<i64>("select count(*) from audit_log where event = 'excess_rate_limit_exceeded'")
            .await
            >= 2
    );
    portal.wait(Duration::minutes(15));
    assert!(sign_in(&portal, "demoparent", PASSWORD).await.is_ok());
}

#[sqlx::test(migrations = "../migrations")]
async fn r25_after_a_hundred_failures_in_a_row_only_known_devices_may_try(pool: PgPool) {
    let portal = Portal::with(pool, generous());
    portal.shop("demoparent").await;
    let known = sign_in(&portal, "demoparent", PASSWORD)
        .await
        .expect("signed in")
        .device;
    portal
        .run("insert into sign_in_failures select sha256('demoparent'), 99, '2026-11-21 02:00Z'")
        .await;

    assert_eq!(
        sign_in(&portal, "demoparent", "wrong-horse-battery")
            .await
            .err(),
        Some(SignInRejection::Wrong)
    );
    portal.wait(Duration::days(1));
    assert!(matches!(
        sign_in(&portal, "demoparent", PASSWORD).await.err(),
        Some(SignInRejection::TooMany { .. })
    ));
    assert!(
        try_from(&portal, "demoparent", PASSWORD, Some(&known), &somewhere())
            .await
            .is_ok()
    );
    assert!(sign_in(&portal, "demoparent", PASSWORD).await.is_ok());
}
