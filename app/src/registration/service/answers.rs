//! What an invitee can do besides registering: ask for a new mail, or decline.

use super::{Broken, link::look_up_in};
use crate::{
    platform::{request::Origin, services::Services, tokens},
    registration::{
        db,
        model::{Gone, Link},
    },
    share_accounts::{self, Asker, Refusal},
    values::{AccountId, CustomerId, Token},
};

/// Mails a new link because the invitee asks for it, from a link that is too old or was replaced (D9).
/// Whether it was done, the page of the link tells.
///
/// # Errors
///
/// When something inside fails.
pub async fn ask_again(services: &Services, token: &str, origin: &Origin) -> Result<(), Broken> {
    let Ok(token) = Token::parse(token) else {
        return Ok(());
    };
    let mut tx = services.db.begin().await?;
    db::lock_account_of(&mut tx, &tokens::hash(&token)).await?;
    if let (
        Link::Gone(Gone::Expired { .. } | Gone::InPersonExpired { .. } | Gone::Replaced { .. }),
        Some(found),
    ) = look_up_in(services, &mut tx, &token).await?
        && share_accounts::ask_again(&mut tx, services, asker(&found), origin).await?
    {
        tx.commit().await?;
    }
    Ok(())
}

/// Takes note that the invitee declines. Whether it was done, the page of the link tells.
///
/// # Errors
///
/// When something inside fails.
pub async fn decline(
    services: &Services,
    token: &str,
    because: Refusal,
    origin: &Origin,
) -> Result<(), Broken> {
    let Ok(token) = Token::parse(token) else {
        return Ok(());
    };
    let mut tx = services.db.begin().await?;
    db::lock_account_of(&mut tx, &tokens::hash(&token)).await?;
    if let (Link::Live(_), Some(found)) = look_up_in(services, &mut tx, &token).await? {
        share_accounts::decline(&mut tx, services, asker(&found), because, origin).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn asker(found: &db::Found) -> Asker<'_> {
    Asker {
        account: AccountId::from(found.account),
        customer: CustomerId::from(found.customer),
        email: &found.email,
    }
}
