//! 操作履歴 against a real database (X5, R53).

use sqlx::PgPool;
use time::Duration;

use super::{
    model::{Filter, History, Kind, PAGE},
    service,
};
use crate::{
    platform::{
        audit::{self, Entry, Event},
        request::Origin,
        session::Member,
        testing::{PASSWORD, Portal, Shop, somewhere},
    },
    share_accounts,
    sign_in::testing::signs_in,
    values::AccountId,
};

async fn record(
    portal: &Portal,
    shop: &Shop,
    actor: Option<AccountId>,
    to: AccountId,
    event: Event,
) {
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    let origin = Origin {
        user_agent: Some(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
                .to_owned(),
        ),
        ..somewhere()
    };
    let entry = Entry {
        event,
        actor,
        customer: Some(shop.customer),
        account: Some(to),
        origin: &origin,
    };
    let now = portal.services.clock.now();
    audit::record(&mut conn, entry, now)
        .await
        .expect("recorded");
    portal.wait(Duration::SECOND);
}

async fn history(portal: &Portal, member: &Member, filter: Filter) -> History {
    service::load(&portal.services, member, filter, 1)
        .await
        .expect("a history")
}

fn events(history: &History) -> Vec<Event> {
    history.entries.iter().map(|entry| entry.event).collect()
}

/// A shop in which the parent added, and the share account signed in; and another shop with an entry of its own.
async fn two_shops(portal: &Portal) -> (Shop, AccountId, Shop) {
    let shop = portal.shop("demoparent").await;
    let share = portal.share(&shop, "demoshare01").await;
    let other = portal.shop("demoparent2").await;
    let parent = Some(shop.parent);
    record(portal, &shop, parent, share, Event::ShareAccountInvited).await;
    record(portal, &shop, Some(share), share, Event::SignedIn).await;
    record(portal, &shop, parent, shop.parent, Event::UserIdChanged).await;
    record(
        portal,
        &other,
        Some(other.parent),
        other.parent,
        Event::CartOpened,
    )
    .await;
    (shop, share, other)
}

#[sqlx::test(migrations = "../migrations")]
async fn x5_a_parent_sees_the_shops_history_newest_first(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, _, _) = two_shops(&portal).await;
    let parent = portal.parent(&shop).await;

    let history = history(&portal, &parent, Filter::default()).await;

    assert_eq!(
        events(&history),
        [
            Event::UserIdChanged,
            Event::SignedIn,
            Event::ShareAccountInvited
        ]
    );
    let invited = &history.entries[2];
    assert_eq!(invited.actor.as_deref(), Some("demoparent商店"));
    assert_eq!(invited.target.as_deref(), Some("demoshare01さん"));
    assert_eq!(invited.network.as_deref(), Some("192.0.2.*"));
    assert_eq!(
        invited
            .description
            .as_ref()
            .map(|told| told.browser.as_str()),
        Some("Firefox")
    );
    assert_eq!(history.entries[1].target, None);
    assert_eq!(history.people.len(), 2);
}

#[sqlx::test(migrations = "../migrations")]
async fn x5_a_share_account_sees_its_own_and_what_was_done_to_it(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, share, _) = two_shops(&portal).await;
    let member = portal.member(&shop, share).await;

    let own = history(&portal, &member, Filter::default()).await;
    let asked_for_the_parent = Filter {
        person: Some(shop.parent),
        kind: None,
    };
    let of_the_parent = history(&portal, &member, asked_for_the_parent).await;

    assert_eq!(events(&own), [Event::SignedIn, Event::ShareAccountInvited]);
    assert!(own.people.is_empty());
    // what the parent did to the share account, and nothing else of the parent's
    assert_eq!(events(&of_the_parent), [Event::ShareAccountInvited]);
}

#[sqlx::test(migrations = "../migrations")]
async fn x5_and_r7_another_shop_sees_nothing_of_it(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, share, other) = two_shops(&portal).await;
    let stranger = portal.parent(&other).await;

    for person in [None, Some(shop.parent), Some(share)] {
        let filter = Filter { person, kind: None };
        let seen = history(&portal, &stranger, filter).await;

        let own: &[Event] = if person.is_none() {
            &[Event::CartOpened]
        } else {
            &[]
        };
        assert_eq!(events(&seen), own);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x5_it_is_narrowed_down_to_a_person_and_a_kind(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, share, _) = two_shops(&portal).await;
    let parent = portal.parent(&shop).await;
    let narrowed =
        async |person, kind| events(&history(&portal, &parent, Filter { person, kind }).await);

    assert_eq!(
        narrowed(Some(share), None).await,
        [Event::SignedIn, Event::ShareAccountInvited]
    );
    assert_eq!(
        narrowed(None, Some(Kind::Account)).await,
        [Event::UserIdChanged]
    );
    assert_eq!(
        narrowed(Some(share), Some(Kind::SignIn)).await,
        [Event::SignedIn]
    );
    assert_eq!(narrowed(Some(share), Some(Kind::Cart)).await, []);
}

#[test]
fn x5_every_event_has_a_kind_and_every_kind_a_word() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_word(kind.as_str()), Some(kind));
        assert!(Event::ALL.into_iter().any(|event| Kind::of(event) == kind));
    }
    assert_eq!(Kind::from_word("nonsense"), None);
    for event in Event::ALL {
        assert_eq!(Event::from_stored(event.as_str()), Some(event));
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn x5_it_has_fifty_entries_a_page_and_never_runs_out_of_range(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    portal
        .run(
            "insert into audit_log (recorded_at, event, customer_id, account_id)
             select '2026-11-21 03:00Z', 'authn_login_success', customer_id, id
               from accounts, generate_series(1, 101)",
        )
        .await;
    let page = async |page| {
        let loaded = service::load(&portal.services, &parent, Filter::default(), page).await;
        let loaded = loaded.expect("a history");
        (loaded.page, loaded.entries.len(), loaded.found)
    };

    assert_eq!(PAGE, 50);
    assert_eq!(page(1).await, (1, 50, 101));
    assert_eq!(page(3).await, (3, 1, 101));
    for beyond in [4, i64::MAX] {
        assert_eq!(page(beyond).await, (3, 1, 101));
    }
    for before in [0, -1, i64::MIN] {
        assert_eq!(page(before).await, (1, 50, 101));
    }
    let file = service::load_file(&portal.services, &parent, &Filter::default()).await;
    assert_eq!(file.expect("a file").len(), 101);
}

#[sqlx::test(migrations = "../migrations")]
async fn x5_failed_sign_ins_are_shown_without_an_author(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;

    assert!(!signs_in(&portal, "demoparent", "wrong-horse-battery").await);
    assert!(!signs_in(&portal, "nobodyatall", PASSWORD).await);

    let history = history(&portal, &parent, Filter::default()).await;
    assert_eq!(events(&history), [Event::SignInFailed]);
    assert_eq!(history.entries[0].actor, None);
    assert!(history.entries[0].event.is_failure());
}

#[sqlx::test(migrations = "../migrations")]
async fn x5_what_a_deleted_account_did_stays(pool: PgPool) {
    let portal = Portal::on(pool);
    let (shop, share, _) = two_shops(&portal).await;
    let parent = portal.parent(&shop).await;

    share_accounts::testing::delete(&portal, &parent, share).await;

    let filter = Filter {
        person: Some(share),
        kind: None,
    };
    let history = history(&portal, &parent, filter).await;
    assert_eq!(
        events(&history),
        [
            Event::ShareAccountDeleted,
            Event::SignedIn,
            Event::ShareAccountInvited
        ]
    );
    assert!(history.people.iter().any(|person| person.account == share));
}
