//! The audit log against a real database.

use sqlx::PgPool;

use super::{
    audit::{self, Entry, Event},
    testing::{NOW, Portal, somewhere},
};

#[sqlx::test(migrations = "../migrations")]
async fn r53_an_entry_tells_who_did_what_to_whom_from_where(pool: PgPool) {
    let portal = Portal::on(pool);
    let shop = portal.shop("demoparent").await;
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    let origin = somewhere();
    let entry = Entry {
        event: Event::SignedIn,
        actor: Some(shop.parent),
        customer: Some(shop.customer),
        account: Some(shop.parent),
        origin: &origin,
    };

    audit::record(&mut conn, entry, NOW)
        .await
        .expect("recorded");

    let row: String = portal
        .ask("select concat_ws(' ', recorded_at at time zone 'UTC', event, host(address), request_id) from audit_log")
        .await;
    assert_eq!(
        row,
        "2026-11-21 03:00:00 authn_login_success 192.0.2.1 TEST"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r53_nobody_changes_or_takes_away_an_entry_not_even_the_tables_owner(pool: PgPool) {
    let portal = Portal::on(pool);
    let mut conn = portal.services.db.acquire().await.expect("a connection");
    let origin = somewhere();
    let entry = Entry {
        event: Event::SignInFailed,
        actor: None,
        customer: None,
        account: None,
        origin: &origin,
    };
    audit::record(&mut conn, entry, NOW)
        .await
        .expect("recorded");

    let statements = [
        "update audit_log set event = 'x'",
        "delete from audit_log",
        "truncate audit_log",
    ];
    for statement in statements {
        sqlx::raw_sql(statement)
            .execute(&portal.pool)
            .await
            .expect_err(statement);
    }
    // nor after giving itself the right
    portal
        .run("grant update, delete, truncate on audit_log to current_user")
        .await;
    for statement in statements {
        let refused = sqlx::raw_sql(statement)
            .execute(&portal.pool)
            .await
            .expect_err(statement);
        assert!(
            refused.to_string().contains("audit_log is append-only"),
            "{refused}"
        );
    }

    assert_eq!(portal.ask::<i64>("select count(*) from audit_log").await, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn r53_nobody_has_the_right_to_change_or_take_away_entries_the_owner_included(pool: PgPool) {
    let portal = Portal::on(pool);

    for table in ["audit_log", "points_ledger"] {
        let rights: Vec<String> = sqlx::query_scalar(
            "select distinct acl.privilege_type
               from pg_class, aclexplode(relacl) acl
              where oid = $1::text::regclass
              order by 1",
        )
        .bind(table)
        .fetch_all(&portal.pool)
        .await
        .expect("the database answers");

        assert!(rights.contains(&"INSERT".to_owned()), "{table} {rights:?}");
        for right in ["UPDATE", "DELETE", "TRUNCATE"] {
            assert!(!rights.contains(&right.to_owned()), "{table} {rights:?}");
        }
    }
}
