//! 本人確認 against a real database (D10, R25, R32).

use sqlx::PgPool;
use time::Duration;

use super::{
    model::{ProofForm, ProofRejection},
    service::{self, Error},
};
use crate::{
    platform::{
        session::{self, Member},
        testing::{PASSWORD, Portal, somewhere},
    },
    share_accounts,
};

async fn prove(portal: &Portal, member: &Member, form: &ProofForm) -> Result<(), ProofRejection> {
    match service::check(&portal.services, member, form, &somewhere()).await {
        Ok(_) => Ok(()),
        Err(Error::Rejected(why)) => Err(why),
        Err(error) => panic!("{error}"),
    }
}

fn password(typed: &str) -> ProofForm {
    ProofForm {
        password: typed.to_owned(),
        ..ProofForm::default()
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn d10_the_right_password_is_a_proof_and_a_wrong_one_is_told(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.member(&shop, shop.parent).await;

    assert_eq!(prove(&portal, &member, &password(PASSWORD)).await, Ok(()));
    // in whatever form of Unicode it is typed (D6)
    assert_eq!(
        prove(&portal, &member, &password("ｃorrect-horse-battery")).await,
        Ok(())
    );
    for wrong in ["wrong-horse-battery", " ", &"a".repeat(2_000)] {
        assert_eq!(
            prove(&portal, &member, &password(wrong)).await,
            Err(ProofRejection::WrongPassword)
        );
    }
    assert_eq!(
        prove(&portal, &member, &ProofForm::default()).await,
        Err(ProofRejection::Missing)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r32_a_proof_is_young_for_ten_minutes_and_a_remembered_session_never_has_one(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.member(&shop, shop.parent).await;
    let mut identity = (*member).clone();
    identity.proved_at = None;
    let remembered = Member::for_test(identity);

    portal.wait(Duration::minutes(10) - Duration::SECOND);
    assert!(session::proven(&portal.services, &member).is_some());
    assert!(session::proven(&portal.services, &remembered).is_none());
    portal.wait(Duration::SECOND);

    assert!(session::proven(&portal.services, &member).is_none());
}

#[sqlx::test(migrations = "../migrations")]
async fn r25_after_ten_proofs_even_the_right_one_has_to_wait_in_every_session(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let share = portal.share(&shop, "demoshare01").await;
    let member = portal.member(&shop, shop.parent).await;

    for _ in 0..10 {
        assert_eq!(
            prove(&portal, &member, &password("wrong-horse-battery")).await,
            Err(ProofRejection::WrongPassword)
        );
    }

    let other_session = portal.member(&shop, shop.parent).await;
    for member in [&member, &other_session] {
        assert_eq!(
            prove(&portal, member, &password(PASSWORD)).await,
            Err(ProofRejection::TooMany { minutes: 2 })
        );
    }
    let somebody_else = portal.member(&shop, share).await;
    assert_eq!(
        prove(&portal, &somebody_else, &password(PASSWORD)).await,
        Ok(())
    );
    portal.wait(Duration::seconds(90));
    assert_eq!(prove(&portal, &member, &password(PASSWORD)).await, Ok(()));
}

#[sqlx::test(migrations = "../migrations")]
async fn r25_of_parallel_proofs_no_more_than_ten_are_looked_at(pool: PgPool) {
    let portal = Portal::on(pool).as_served(10);
    let shop = portal.shop("demoparent").await;
    let member = portal.member(&shop, shop.parent).await;

    let proofs = (0..40).map(|_| {
        let (portal, member) = (portal.clone(), member.clone());
        tokio::spawn(async move { prove(&portal, &member, &password("wrong-horse-battery")).await })
    });
    let mut looked_at = 0;
    for proof in proofs.collect::<Vec<_>>() {
        let answer = proof.await.expect("ran");
        looked_at += usize::from(answer == Err(ProofRejection::WrongPassword));
    }

    assert_eq!(looked_at, 10);
    portal.services.db.close().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn r53_a_wrong_proof_stands_in_the_history(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.member(&shop, shop.parent).await;

    prove(&portal, &member, &password("wrong-horse-battery"))
        .await
        .expect_err("wrong");
    prove(&portal, &member, &password(PASSWORD))
        .await
        .expect("right");

    assert_eq!(portal.events().await, ["authn_proof_fail"]);
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_without_its_entry_in_the_audit_log_a_wrong_proof_is_no_answer(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let member = portal.member(&shop, shop.parent).await;
    portal.break_audit_log().await;

    let form = password("wrong-horse-battery");
    let checked = service::check(&portal.services, &member, &form, &somewhere()).await;

    assert!(matches!(checked, Err(Error::Database(_))));
}

#[sqlx::test(migrations = "../migrations")]
async fn r11_who_is_deleted_or_suspended_proves_nothing_any_more(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let share = portal.share(&shop, "demoshare01").await;
    let member = portal.member(&shop, share).await;
    let parent = portal.parent(&shop).await;

    share_accounts::testing::delete(&portal, &parent, share).await;
    portal.set_state(shop.parent, "suspended").await;

    for member in [&member, &parent] {
        assert_eq!(
            prove(&portal, member, &password(PASSWORD)).await,
            Err(ProofRejection::WrongPassword)
        );
    }
}
