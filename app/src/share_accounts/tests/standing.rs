//! What the list tells of an invitation (X2).

use sqlx::PgPool;
use time::Duration;

use super::{invite, resend, status_of};
use crate::{
    platform::{
        outbox::{self, Reason},
        testing::{Manner, NOW, Portal},
    },
    share_accounts::model::{Delivery, Invitation, Status},
};

fn delivery(status: Status) -> Option<Delivery> {
    match status {
        Status::Waiting(Invitation { delivery, .. }) => Some(delivery),
        Status::Registered | Status::Unconfirmed | Status::Declined { .. } => None,
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
        Some(Delivery::Failed {
            at: NOW,
            reason: Reason::UnknownMailbox
        })
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
        Some(Delivery::Expired { at: sent_at })
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
