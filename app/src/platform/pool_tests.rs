//! Connections whose borrower went away in the middle (G7, R60).

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use sqlx::PgPool;

use super::testing::Portal;

/// A visitor who leaves after a few looks at an answer that is not there yet.
struct Impatient<F> {
    waiting_for: Pin<Box<F>>,
    looks: u32,
}

impl<F: Future> Future for Impatient<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(looks) = self.looks.checked_sub(1) else {
            return Poll::Ready(None);
        };
        self.looks = looks;
        let polled = self.waiting_for.as_mut().poll(cx).map(Some);
        if polled.is_pending() {
            // looks again as soon as the others had their turn
            cx.waker().wake_by_ref();
        }
        polled
    }
}

/// Begins transactions and goes away in the middle, each time after another number of looks.
async fn begin_and_leave(portal: Portal, times: u32) -> u32 {
    let mut cancelled = 0;
    for number in 0..times {
        let beginning = Box::pin(portal.services.db.begin());
        let begun = Impatient {
            waiting_for: beginning,
            looks: 1 + number % 40,
        }
        .await;
        cancelled += u32::from(begun.is_none());
        tokio::task::yield_now().await;
    }
    cancelled
}

/// Writes numbers, each in one statement, and looks at once from elsewhere whether what was acknowledged is there.
async fn write_honestly(portal: Portal, first: i32, count: i32) -> Vec<i32> {
    let mut lost = Vec::new();
    for number in first..first + count {
        let mut conn = portal.services.db.acquire().await.expect("a connection");
        sqlx::query("insert into acknowledged values ($1)")
            .bind(number)
            .execute(&mut *conn)
            .await
            .expect("acknowledged");
        drop(conn);
        let there: bool =
            sqlx::query_scalar("select exists (select from acknowledged where number = $1)")
                .bind(number)
                .fetch_one(&portal.pool)
                .await
                .expect("asked");
        if !there {
            lost.push(number);
        }
    }
    lost
}

/// sqlx 0.9.0, issue 4393: with `Db::begin` as plain `self.0.begin().await` this test fails. PLAIN_RESULT
#[sqlx::test(migrations = "../migrations")]
async fn r60_five_thousand_cancelled_begins_lose_no_acknowledged_write(pool: PgPool) {
    let portal = Portal::on(pool).as_served(5);
    portal
        .run("create table acknowledged (number integer primary key)")
        .await;

    let visitors: Vec<_> = (0..10)
        .map(|_| tokio::spawn(begin_and_leave(portal.clone(), 500)))
        .collect();
    let writers: Vec<_> = (0..4)
        .map(|writer| tokio::spawn(write_honestly(portal.clone(), writer * 250, 250)))
        .collect();
    let mut lost = Vec::new();
    for writer in writers {
        lost.extend(writer.await.expect("ran"));
    }
    let mut cancelled = 0;
    for visitor in visitors {
        cancelled += visitor.await.expect("ran");
    }

    assert!(cancelled > 1_000, "{cancelled} were cancelled");
    assert_eq!(lost, Vec::<i32>::new());
    assert_eq!(
        portal.ask::<i64>("select count(*) from acknowledged").await,
        1_000
    );
    // every connection of the pool is asked, and none is inside a transaction
    let mut conns = Vec::new();
    for _ in 0..5 {
        let mut conn = portal.services.db.acquire().await.expect("a connection");
        let inside: bool = sqlx::query_scalar("select now() <> statement_timestamp()")
            .fetch_one(&mut *conn)
            .await
            .expect("asked");
        assert!(!inside);
        conns.push(conn);
    }
    drop(conns);
    portal.services.db.close().await;
}
