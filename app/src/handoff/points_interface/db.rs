//! SQL of whom the cart speaks about.

use uuid::Uuid;

use crate::{platform::db::PgConnection, values::CustomerId};

/// The account of a shop that a client knows under this name.
pub async fn find_account(
    conn: &mut PgConnection,
    client: &str,
    subject: &str,
    customer: CustomerId,
) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "select subject.account_id
           from client_subjects subject
           join accounts account on account.id = subject.account_id
          where subject.client_id = $1
            and subject.subject = $2
            and account.customer_id = $3",
        client,
        subject,
        customer.into_uuid(),
    )
    .fetch_optional(conn)
    .await
}
