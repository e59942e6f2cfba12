//! Strict limits: never more than so many within a time, however they are spread over it (X7).

use time::OffsetDateTime;

use super::{Admission, Scope, Wait};
use crate::platform::{
    db::PgConnection,
    settings::Window,
    tokens::{Hash, hash_of},
};

/// Counts `count` things of `key` done at once, unless that would be more than the window allows. One statement:
/// parallel tries cannot slip through together.
///
/// # Errors
///
/// When the database does not answer; the caller refuses then, too (R42).
pub async fn take_within(
    conn: &mut PgConnection,
    scope: Scope,
    key: &[u8],
    window: Window,
    count: u32,
    now: OffsetDateTime,
) -> sqlx::Result<Admission> {
    let key_hash = hash_of(key);
    let counts_since = now - window.within;
    if count <= window.most.get() {
        let admitted = sqlx::query_scalar!(
            "insert into rate_windows as present (scope, key_hash, taken_at, ends_at)
             values ($1, $2, array_fill($3::timestamptz, array[$4::integer]), $5)
             on conflict (scope, key_hash) do update
                set taken_at = array(select taken from unnest(present.taken_at) taken where taken > $6)
                               || excluded.taken_at,
                    ends_at = excluded.ends_at
              where (select count(*) from unnest(present.taken_at) taken where taken > $6) + $4 <= $7
             returning ends_at",
            scope.as_str(),
            key_hash.as_slice(),
            now,
            i32::try_from(count).unwrap_or(i32::MAX),
            now + window.within,
            counts_since,
            i64::from(window.most.get()),
        )
        .fetch_optional(&mut *conn)
        .await?;
        if admitted.is_some() {
            return Ok(Admission::Admitted);
        }
    }
    let taken = find(conn, scope, &key_hash, counts_since).await?;
    let too_many = (taken.len() + count as usize).saturating_sub(window.most.get() as usize);
    let frees = taken
        .get(too_many.saturating_sub(1))
        .copied()
        .unwrap_or(now);
    Ok(Admission::Refused(Wait(frees + window.within - now)))
}

/// Counts one thing of `key` in several scopes, one after the other; the first that is used up refuses it.
///
/// # Errors
///
/// When the database does not answer; the caller refuses then, too (R42).
pub async fn take_all_within(
    conn: &mut PgConnection,
    tries: &[(Scope, &[u8], Window)],
    now: OffsetDateTime,
) -> sqlx::Result<Admission> {
    for (scope, key, window) in tries {
        let admission = take_within(conn, *scope, key, *window, 1, now).await?;
        if admission != Admission::Admitted {
            return Ok(admission);
        }
    }
    Ok(Admission::Admitted)
}

/// What a window still allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// How many things now.
    pub left: u32,
    /// How long until there is room for one more.
    pub wait: Wait,
}

/// What the window still allows for `key`. Changes nothing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn room(
    conn: &mut PgConnection,
    scope: Scope,
    key: &[u8],
    window: Window,
    now: OffsetDateTime,
) -> sqlx::Result<Room> {
    let taken = find(conn, scope, &hash_of(key), now - window.within).await?;
    let oldest = taken.first().copied().unwrap_or(now);
    let taken = u32::try_from(taken.len()).unwrap_or(u32::MAX);
    Ok(Room {
        left: window.most.get().saturating_sub(taken),
        wait: Wait(oldest + window.within - now),
    })
}

/// Deletes rows that no longer hold anything back.
pub(super) async fn sweep(conn: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<u64> {
    let swept = sqlx::query!("delete from rate_windows where ends_at < $1", now)
        .execute(conn)
        .await?;
    Ok(swept.rows_affected())
}

/// What still counts, the oldest first.
async fn find(
    conn: &mut PgConnection,
    scope: Scope,
    key_hash: &Hash,
    counts_since: OffsetDateTime,
) -> sqlx::Result<Vec<OffsetDateTime>> {
    sqlx::query_scalar!(
        r#"select taken as "taken!"
             from rate_windows, unnest(taken_at) taken
            where scope = $1
              and key_hash = $2
              and taken > $3
            order by taken"#,
        scope.as_str(),
        key_hash.as_slice(),
        counts_since,
    )
    .fetch_all(conn)
    .await
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use sqlx::PgPool;
    use time::{Duration, macros::datetime};

    use super::*;
    use crate::platform::db::Db;

    const NOW: OffsetDateTime = datetime!(2026-11-21 03:00 UTC);
    const THREE_AN_HOUR: Window = Window {
        most: NonZeroU32::new(3).expect("three"),
        within: Duration::HOUR,
    };

    async fn take(conn: &mut PgConnection, count: u32, now: OffsetDateTime) -> Admission {
        take_within(conn, Scope::Add, b"parent", THREE_AN_HOUR, count, now)
            .await
            .expect("counted")
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn x7_never_more_than_so_many_in_any_hour(pool: PgPool) {
        let mut conn = pool.acquire().await.expect("a connection");
        for minutes in [0, 20, 40] {
            let at = NOW + Duration::minutes(minutes);
            assert_eq!(take(&mut conn, 1, at).await, Admission::Admitted);
        }

        assert_eq!(
            take(&mut conn, 1, NOW + Duration::minutes(50)).await,
            Admission::Refused(Wait(Duration::minutes(10)))
        );
        assert_eq!(
            take(&mut conn, 2, NOW + Duration::minutes(60)).await,
            Admission::Refused(Wait(Duration::minutes(20)))
        );
        assert_eq!(
            take(&mut conn, 1, NOW + Duration::minutes(60)).await,
            Admission::Admitted
        );
        assert_eq!(
            take(&mut conn, 1, NOW + Duration::minutes(61)).await,
            Admission::Refused(Wait(Duration::minutes(19)))
        );
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn x7_many_at_once_are_counted_one_by_one(pool: PgPool) {
        let mut conn = pool.acquire().await.expect("a connection");
        let mut other = pool.acquire().await.expect("a connection");
        let mut left = async |now| {
            room(&mut other, Scope::Add, b"parent", THREE_AN_HOUR, now)
                .await
                .expect("counted")
        };
        assert_eq!(left(NOW).await.left, 3);

        assert_eq!(take(&mut conn, 2, NOW).await, Admission::Admitted);

        let then = NOW + Duration::minutes(50);
        assert_eq!(left(then).await.left, 1);
        assert_eq!(left(then).await.wait, Wait(Duration::minutes(10)));
        assert!(matches!(
            take(&mut conn, 4, then).await,
            Admission::Refused(_)
        ));
        assert_eq!(left(NOW + Duration::HOUR).await.left, 3);
    }

    #[sqlx::test(migrations = "../migrations")]
    async fn x7_parallel_tries_do_not_slip_through_together(pool: PgPool) {
        let db = Db::new(pool);
        let tries = (0..40).map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut conn = db.acquire().await.expect("a connection");
                take(&mut conn, 1, NOW).await
            })
        });

        let mut admitted = 0;
        for attempt in tries.collect::<Vec<_>>() {
            admitted += usize::from(attempt.await.expect("ran") == Admission::Admitted);
        }

        assert_eq!(admitted, 3);
    }
}
