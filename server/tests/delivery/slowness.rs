//! A mail server that dawdles holds up nobody but the mails that it dawdles with (F8).

use std::{sync::Arc, time::Duration};

use server::{shutdown::Shutdown, worker};
use sqlx::PgPool;
use tokio::time::timeout;

use crate::{Post, receiver::Manner};

/// How long a sender stays with a mail here.
const PATIENCE: Duration = Duration::from_millis(100);
/// How long a test waits for what it waits for.
const LONGEST: Duration = Duration::from_secs(30);

/// Has one sender work until it has sent so many mails, and then end.
async fn send_until(post: &Post, mails: usize) {
    let (stop, shutdown) = Shutdown::by_hand();
    let sender = tokio::spawn(worker::send(
        post.portal.services.clone(),
        Arc::new(post.server.clone()),
        PATIENCE,
        shutdown,
    ));
    timeout(LONGEST, post.receiver.until(mails))
        .await
        .expect("they arrive");
    stop.send_replace(true);
    timeout(LONGEST, sender)
        .await
        .expect("it ends")
        .expect("it ran");
}

#[sqlx::test(migrations = "../migrations")]
async fn f8_mails_that_are_never_answered_hold_up_no_others(pool: PgPool) {
    let post = Post::on(pool).await;
    for number in 0..5 {
        let address = format!("silent{number}@example.com");
        post.receiver.treat(&address, [Manner::Silent]);
        post.invite(&address).await;
    }
    for number in 0..20 {
        post.invite(&format!("staff{number}@example.com")).await;
    }

    send_until(&post, 25).await;

    for number in 0..20 {
        let address = format!("staff{number}@example.com");
        assert_eq!(post.receiver.taken_for(&address).len(), 1);
        assert_eq!(post.state_of(&address).await.0, "sent");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn f8_a_mail_that_is_answered_late_is_sent_once(pool: PgPool) {
    let post = Post::on(pool).await;
    let slow = "slow@example.com";
    post.receiver.treat(slow, [Manner::Slow(PATIENCE * 5)]);
    post.invite(slow).await;
    for number in 0..5 {
        post.invite(&format!("staff{number}@example.com")).await;
    }

    send_until(&post, 6).await;

    // the end waits for it
    assert_eq!(post.state_of(slow).await.0, "sent");
    let copies = (post.receiver.taken().len(), post.receiver.different());
    assert_eq!(copies, (6, 6));
}

#[sqlx::test(migrations = "../migrations")]
async fn f6_a_mail_server_that_comes_back_gets_what_waits_soon(pool: PgPool) {
    let post = Post::on(pool).await;
    for number in 0..20 {
        post.invite(&format!("staff{number}@example.com")).await;
    }
    post.receiver.close();
    let receiver = post.receiver.clone();
    let back = tokio::spawn(async move {
        // longer than two knocks
        tokio::time::sleep(Duration::from_millis(3_500)).await;
        receiver.open().await;
    });

    send_until(&post, 20).await;

    back.await.expect("it came back");
    assert_eq!(post.receiver.different(), 20);
    // one link was made in vain, by the mail that found nobody there; after it the sender only knocked
    let links: i64 = post
        .portal
        .ask("select count(*) from invitation_links")
        .await;
    assert_eq!(links, 21);
}
