//! Connections whose borrower went away in the middle (G7, R60).

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use sqlx::{PgPool, postgres::PgPoolOptions};

use super::{db::Db, testing::Portal};

/// Enough that nobody waits for one, or visitors would leave before anything has begun.
const CONNECTIONS: u32 = 8;

/// A visitor who leaves after a few looks at an answer that is not there yet. Between two looks something has come
/// from the database: so each number of looks leaves at another point of the work, however busy the machine is.
struct Impatient<F> {
    waiting_for: Pin<Box<F>>,
    looks: u32,
}

impl<F: Future> Future for Impatient<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(answer) = self.waiting_for.as_mut().poll(cx) {
            return Poll::Ready(Some(answer));
        }
        self.looks -= 1;
        if self.looks == 0 {
            Poll::Ready(None)
        } else {
            Poll::Pending
        }
    }
}

/// How a transaction is begun.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// As all of the portal does.
    Ours,
    /// As sqlx itself does.
    Plain,
}

/// A portal over a pool that the test has in hand as well.
#[derive(Clone)]
struct Bench {
    portal: Portal,
    pool: PgPool,
}

impl Bench {
    async fn on(pool: PgPool) -> Self {
        let mut portal = Portal::on(pool.clone());
        portal
            .run("create table acknowledged (number integer primary key)")
            .await;
        let options = pool.connect_options().as_ref().clone();
        let own = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .connect_lazy_with(options);
        portal.services.db = Db::new(own.clone());
        Self { portal, pool: own }
    }
}

/// Begins transactions and goes away in the middle, each time at another point, until it has done so 2,500 times.
async fn begin_and_leave(bench: Bench, way: Way) {
    let (mut begun, mut cancelled) = (0, 0);
    while cancelled < 2_500 {
        let looks = 1 + begun % 4;
        begun += 1;
        let gone = match way {
            Way::Ours => Impatient {
                waiting_for: Box::pin(bench.portal.services.db.begin()),
                looks,
            }
            .await
            .is_none(),
            Way::Plain => Impatient {
                waiting_for: Box::pin(bench.pool.begin()),
                looks,
            }
            .await
            .is_none(),
        };
        cancelled += u32::from(gone);
        tokio::task::yield_now().await;
    }
}

/// Writes numbers, each in one statement, and looks at once from elsewhere whether what was acknowledged is there.
async fn write_honestly(bench: Bench, first: i32) -> usize {
    let mut lost = 0;
    for number in first..first + 250 {
        let mut conn = bench
            .portal
            .services
            .db
            .acquire()
            .await
            .expect("a connection");
        let written = sqlx::query("insert into acknowledged values ($1)")
            .bind(number)
            .execute(&mut *conn)
            .await;
        drop(conn);
        let there: bool =
            sqlx::query_scalar("select exists (select from acknowledged where number = $1)")
                .bind(number)
                .fetch_one(&bench.portal.pool)
                .await
                .expect("asked");
        lost += usize::from(written.is_ok() && !there);
    }
    lost
}

/// What five thousand visitors who leave in the middle cost: acknowledged writes that are lost, and connections that
/// are left inside a transaction.
async fn damage(bench: &Bench, way: Way) -> (usize, i64) {
    let visitors: Vec<_> = (0..2)
        .map(|_| tokio::spawn(begin_and_leave(bench.clone(), way)))
        .collect();
    let writers: Vec<_> = (0..4)
        .map(|writer| tokio::spawn(write_honestly(bench.clone(), writer * 250)))
        .collect();
    let mut lost = 0;
    for writer in writers {
        lost += writer.await.expect("ran");
    }
    for visitor in visitors {
        visitor.await.expect("ran");
    }

    // with every connection of the pool in hand, nothing is under way any more
    let mut conns = Vec::new();
    for _ in 0..CONNECTIONS {
        conns.push(bench.pool.acquire().await.expect("a connection"));
    }
    let inside = "select count(*) from pg_stat_activity
                   where datname = current_database() and state like 'idle in transaction%'";
    (lost, bench.portal.ask(inside).await)
}

/// G7, measured with the plain way in the test below.
#[sqlx::test(migrations = "../migrations")]
async fn r60_five_thousand_cancelled_begins_lose_no_acknowledged_write(pool: PgPool) {
    let bench = Bench::on(pool).await;

    let damage = damage(&bench, Way::Ours).await;

    assert_eq!(damage, (0, 0));
    assert_eq!(
        bench
            .portal
            .ask::<i64>("select count(*) from acknowledged")
            .await,
        1_000
    );
    bench.pool.close().await;
}

/// launchbadge/sqlx issue 4393. The day this test fails, sqlx is mended, and `Db::begin` may be as plain as it looks.
#[sqlx::test(migrations = "../migrations")]
async fn g7_a_plain_begin_would_be_noticed(pool: PgPool) {
    let bench = Bench::on(pool).await;

    let damage = damage(&bench, Way::Plain).await;

    assert!(damage > (0, 0), "{damage:?}");
    bench.pool.close().await;
}
