//! What the list tells of an invitation (X2).

use sqlx::PgPool;
use time::Duration;

use super::{invite, list, resend, status_of};
use crate::{
    address_confirmation, in_person,
    platform::{
        outbox::{self, Reason},
        testing::{Manner, NOW, Portal},
    },
    share_accounts::model::{Delivery, Failed, Invitation, Query, Status},
};

fn delivery(status: Status) -> Option<Delivery> {
    match status {
        Status::Waiting(Invitation { delivery, .. }) => Some(delivery),
        Status::Registered | Status::Unconfirmed { .. } | Status::Declined { .. } => None,
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_a_mail_refused_for_good_shows_in_the_list_and_a_resend_tries_again(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    portal.postbox.answer(Manner::Refusing);
    assert_eq!(portal.deliver().await, [outbox::Delivery::Failed]);
    let refused = status_of(&portal, &parent, account).await;

    portal.postbox.answer(Manner::Accepting);
    portal.wait(Duration::MINUTE);
    resend(&portal, &parent, account).await.expect("resent");
    portal.deliver().await;

    assert_eq!(
        delivery(refused),
        Some(Delivery::Failed(Failed {
            at: NOW,
            reason: Reason::UnknownMailbox
        }))
    );
    let sent_at = NOW + Duration::MINUTE;
    assert_eq!(
        delivery(status_of(&portal, &parent, account).await),
        Some(Delivery::Sent {
            at: sent_at,
            until: sent_at + Duration::days(7)
        })
    );
    portal.wait(Duration::days(7));
    assert_eq!(
        delivery(status_of(&portal, &parent, account).await),
        Some(Delivery::Expired {
            sent_at: Some(sent_at)
        })
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_a_mail_that_is_put_off_waits_and_says_why(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = invite(&portal, &parent, "taro@example.com").await;
    portal.postbox.answer(Manner::Down);

    assert_eq!(portal.deliver().await, [outbox::Delivery::Postponed]);

    assert_eq!(
        delivery(status_of(&portal, &parent, account).await),
        Some(Delivery::Queued {
            since: NOW,
            reason: Some(Reason::TemporarilyUnavailable)
        })
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_a_confirmation_of_the_address_that_does_not_arrive_is_told(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = address_confirmation::testing::unconfirmed(&portal, &shop, "demoshare01").await;
    let waiting = status_of(&portal, &parent, account).await;
    portal.postbox.answer(Manner::Refusing);

    portal.deliver().await;

    assert_eq!(waiting, Status::Unconfirmed { failed: None });
    assert_eq!(
        status_of(&portal, &parent, account).await,
        Status::Unconfirmed {
            failed: Some(Failed {
                at: NOW,
                reason: Reason::UnknownMailbox
            })
        }
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn x2_who_did_not_go_on_in_person_was_sent_no_mail(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let shown = in_person::testing::show(&portal, &parent).await;
    in_person::testing::enter(&portal, &shown, "taro@example.com").await;
    portal.wait(Duration::DAY);

    let rows = list(&portal, &parent, Query::default()).await.rows;

    assert_eq!(
        rows.into_iter()
            .map(|row| delivery(row.status))
            .collect::<Vec<_>>(),
        [Some(Delivery::Expired { sent_at: None })]
    );
}
