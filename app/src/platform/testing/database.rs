//! What a test asks the database.

use std::fmt::Write as _;

use super::Portal;
use crate::values::AccountId;

impl Portal {
    /// What the database says to a question with one answer.
    ///
    /// # Panics
    ///
    /// When it does not answer.
    pub async fn ask<T>(&self, question: &'static str) -> T
    where
        T: Send + Unpin + for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        sqlx::query_scalar(question)
            .fetch_one(&self.pool)
            .await
            .expect("the database answers")
    }

    /// The events of the audit log, oldest first.
    ///
    /// # Panics
    ///
    /// When the database does not answer.
    pub async fn events(&self) -> Vec<String> {
        sqlx::query_scalar("select event from audit_log order by id")
            .fetch_all(&self.pool)
            .await
            .expect("the database answers")
    }

    /// The address of an account.
    ///
    /// # Panics
    ///
    /// When there is no such account.
    pub async fn email_of(&self, account: AccountId) -> String {
        sqlx::query_scalar("select email from accounts where id = $1")
            .bind(account.into_uuid())
            .fetch_one(&self.pool)
            .await
            .expect("the account is there")
    }

    /// The user ID of an account.
    ///
    /// # Panics
    ///
    /// When there is no such account.
    pub async fn user_id_of(&self, account: AccountId) -> String {
        sqlx::query_scalar("select user_id from accounts where id = $1")
            .bind(account.into_uuid())
            .fetch_one(&self.pool)
            .await
            .expect("the account is there")
    }

    /// Everything that members can change, as text: equal before and after means that nothing changed.
    ///
    /// # Panics
    ///
    /// When the database does not answer.
    pub async fn snapshot(&self) -> String {
        let tables = [
            "customers",
            "accounts",
            "user_ids",
            "outbox",
            "invitation_links",
            "registration_drafts",
            "invitation_imports",
            "invitation_import_rows",
            "points_accounts",
            "points_ledger",
            "points_reservations",
            "authorization_codes",
            "mailed_links",
            "email_changes",
            "passkeys",
            "in_person_registrations",
        ];
        self.dump(&tables).await
    }

    /// Every link that a mail has brought somebody, and what a press behind it changes.
    ///
    /// # Panics
    ///
    /// When the database does not answer.
    pub async fn snapshot_of_links(&self) -> String {
        let tables = [
            "accounts",
            "user_ids",
            "invitation_links",
            "mailed_links",
            "email_changes",
            "outbox",
            "sessions",
        ];
        self.dump(&tables).await
    }

    /// Every row of every table, as text; bytes in hexadecimal.
    ///
    /// # Panics
    ///
    /// When the database does not answer.
    pub async fn dump_everything(&self) -> String {
        let tables: Vec<String> = sqlx::query_scalar(
            "select table_name::text from information_schema.tables where table_schema = 'public' order by table_name",
        )
        .fetch_all(&self.pool)
        .await
        .expect("the database answers");
        self.dump(&tables.iter().map(String::as_str).collect::<Vec<_>>())
            .await
    }

    async fn dump(&self, tables: &[&str]) -> String {
        let mut dump = String::new();
        for table in tables {
            let question = format!(
                "select coalesce(string_agg(t::text, chr(10) order by t::text), '') from {table} t"
            );
            let rows: String = sqlx::query_scalar(sqlx::AssertSqlSafe(question))
                .fetch_one(&self.pool)
                .await
                .expect("the database answers");
            writeln!(dump, "{table}\n{rows}").expect("a text takes everything");
        }
        dump
    }
}
