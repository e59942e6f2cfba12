//! What a link leads to.

use time::OffsetDateTime;

use super::Broken;
use crate::{
    platform::{db::PgConnection, services::Services, tokens},
    registration::{
        db,
        model::{Again, Draft, Gone, Link, Registration},
        rules::{self, Facts, Standing},
    },
    share_accounts,
    values::{AccountId, EmailAddress, Token},
};

/// What a link leads to. Changes nothing (D8).
///
/// # Errors
///
/// When the database does not answer.
pub async fn look_up(services: &Services, token: &str) -> Result<Link, Broken> {
    let Ok(token) = Token::parse(token) else {
        return Ok(Link::Gone(Gone::Malformed));
    };
    let mut conn = services.db.acquire().await?;
    let (link, _) = look_up_in(services, &mut conn, &token).await?;
    Ok(link)
}

pub(super) async fn look_up_in(
    services: &Services,
    conn: &mut PgConnection,
    token: &Token,
) -> Result<(Link, Option<db::Found>), Broken> {
    let Some(found) = db::find(conn, &tokens::hash(token)).await? else {
        return Ok((Link::Gone(Gone::Malformed), None));
    };
    let facts = Facts {
        account: found.state.parse()?,
        parent: found.parent_state.parse()?,
        declined: found.declined,
        expires_at: found.expires_at,
        replaced: found.replaced,
        used: found.used,
    };
    let account = AccountId::from(found.account);
    let gone = match rules::standing(facts, services.clock.now()) {
        Standing::Live => {
            let draft = db::find_draft(conn, account)
                .await?
                .map(draft)
                .transpose()?;
            let (shop_name, name) = (found.shop_name.clone(), found.name.clone());
            let registration = Registration {
                account,
                shop_name,
                name,
                masked_email: masked(&found.email),
                by_mail: found.mail.is_some(),
                draft,
            };
            return Ok((Link::Live(Box::new(registration)), Some(found)));
        }
        Standing::Expired if found.mail.is_none() => Gone::InPersonExpired {
            shop_name: found.shop_name.clone(),
            again: again(services, conn, token, &found).await?,
        },
        Standing::Expired => Gone::Expired {
            shop_name: found.shop_name.clone(),
            days: services.settings.lifetimes.invitation.whole_days(),
            again: again(services, conn, token, &found).await?,
        },
        Standing::Used => Gone::Used { account },
        Standing::Replaced => Gone::Replaced {
            sent_at: db::newest_sent_at(conn, account).await?,
            again: again(services, conn, token, &found).await?,
        },
        Standing::Withdrawn => Gone::Withdrawn,
        Standing::Declined => Gone::Declined {
            shop_name: found.shop_name.clone(),
        },
        Standing::Suspended => Gone::Suspended {
            shop_name: found.shop_name.clone(),
        },
        Standing::Ended => Gone::Ended {
            shop_name: found.shop_name.clone(),
        },
    };
    Ok((Link::Gone(gone), Some(found)))
}

async fn again(
    services: &Services,
    conn: &mut PgConnection,
    token: &Token,
    found: &db::Found,
) -> sqlx::Result<Again> {
    Ok(Again {
        token: token.as_str().to_owned(),
        masked_email: masked(&found.email),
        outlook: share_accounts::outlook(
            conn,
            services,
            AccountId::from(found.account),
            &found.email,
        )
        .await?,
    })
}

fn masked(email: &str) -> String {
    EmailAddress::parse(email).map_or_else(|_| "***".to_owned(), |email| email.masked())
}

pub(super) fn draft(stored: db::StoredDraft) -> Result<Draft, Broken> {
    Ok(Draft {
        has_password: stored.password_hash.is_some(),
        remarks: serde_json::from_str(&stored.remarks)?,
        version: version(stored.updated_at),
        user_id: stored.user_id,
    })
}

pub(super) fn version(updated_at: OffsetDateTime) -> i64 {
    // microseconds, as the database keeps them
    i64::try_from(updated_at.unix_timestamp_nanos() / 1000).unwrap_or_default()
}
