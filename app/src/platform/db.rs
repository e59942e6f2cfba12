//! Connections to the database.

use std::{io, time::Duration};

use sqlx::{
    Connection as _, PgPool, PgTransaction, Postgres,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};

pub use sqlx::PgConnection;

/// Brings a database to the schema that this build works with.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

/// A pool of connections. The pool itself stays private, since its own `begin` is not safe to cancel.
#[derive(Clone, Debug)]
pub struct Db(PgPool);

impl Db {
    /// A pool that connects when it is first used, so that the process starts, and says so, without a database.
    ///
    /// No statement hangs (`design/security.md`, section 2): a connection is had within 3 s or not at all,
    /// a statement ends within 5 s, a lock is waited for 2 s, a transaction left alone ends after 10 s.
    pub fn connect_lazily(options: PgConnectOptions, connections: u32) -> Self {
        let options = options.options([
            ("statement_timeout", "5s"),
            ("lock_timeout", "2s"),
            ("idle_in_transaction_session_timeout", "10s"),
            ("timezone", "UTC"),
        ]);
        Self(
            PgPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(Duration::from_secs(3))
                .connect_lazy_with(options),
        )
    }

    /// Wraps a pool made elsewhere: by a test, or for migrations.
    pub fn new(pool: PgPool) -> Self {
        Self(pool)
    }

    /// Begins a transaction.
    ///
    /// On a task of its own: a request that is cancelled while `BEGIN` is under way would leave the connection
    /// inside a transaction for whoever borrows it next, whose acknowledged writes would then be lost
    /// (launchbadge/sqlx issue 4393, R60). The task always ends; its transaction is rolled back if nobody waits for it.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn begin(&self) -> sqlx::Result<PgTransaction<'static>> {
        let pool = self.0.clone();
        match tokio::spawn(async move { pool.begin().await }).await {
            Ok(begun) => begun,
            Err(ended) => Err(sqlx::Error::Io(io::Error::other(ended))),
        }
    }

    /// A connection for statements that are each whole by themselves.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn acquire(&self) -> sqlx::Result<PoolConnection<Postgres>> {
        self.0.acquire().await
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    ///
    /// When the database does not answer, was migrated by files that differ from ours, or somebody holds a table for
    /// more than 2 s; nothing is left half done then, and it may be tried again.
    pub async fn migrate(&self) -> Result<(), sqlx::migrate::MigrateError> {
        // a connection of its own, since a large table may take longer than a request; it waits for locks as briefly
        // as everybody, so that requests do not queue up behind it
        let mut conn = self.0.acquire().await?.detach();
        sqlx::query("set statement_timeout = 0")
            .execute(&mut conn)
            .await?;
        MIGRATOR.run(&mut conn).await?;
        conn.close().await?;
        Ok(())
    }

    /// Whether the database answers and has every migration of this build (`/readyz`).
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn is_ready(&self) -> sqlx::Result<bool> {
        let mut conn = self.acquire().await?;
        let applied: Vec<i64> =
            match sqlx::query_scalar("select version from _sqlx_migrations where success")
                .fetch_all(&mut *conn)
                .await
            {
                Ok(applied) => applied,
                // undefined_table: nothing was migrated yet
                Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42P01") => {
                    return Ok(false);
                }
                Err(error) => return Err(error),
            };
        Ok(MIGRATOR
            .iter()
            .all(|migration| applied.contains(&migration.version)))
    }

    /// Waits until every connection is given back, and closes them.
    pub async fn close(&self) {
        self.0.close().await;
    }
}
