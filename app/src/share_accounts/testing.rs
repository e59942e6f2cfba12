//! What the tests of other features have a parent account do.

#![expect(clippy::missing_panics_doc, reason = "that is how a test fails")]

use super::{model::AddForm, service};
use crate::{
    platform::{
        session::Parent,
        testing::{Portal, somewhere},
    },
    text::Language,
    values::AccountId,
};

/// Adds 有線 太郎 with this address.
pub async fn invite(portal: &Portal, parent: &Parent, email: &str) -> AccountId {
    let form = AddForm {
        name: "有線 太郎".to_owned(),
        email: email.to_owned(),
        anew: String::new(),
    };
    let added = service::add(
        &portal.services,
        parent,
        &form,
        Language::Japanese,
        &somewhere(),
    )
    .await;
    added.expect("added").account
}

/// Sends the invitation again.
pub async fn resend(portal: &Portal, parent: &Parent, account: AccountId) {
    assert!(try_resend(portal, parent, account).await);
}

/// Sends the invitation again, if it may be.
pub async fn try_resend(portal: &Portal, parent: &Parent, account: AccountId) -> bool {
    match service::resend(&portal.services, parent, account, false, &somewhere()).await {
        Ok(_) => true,
        Err(service::Error::Rejected(_)) => false,
        Err(error) => panic!("{error}"),
    }
}

/// Corrects the address of an invitation; tells which account goes on with it.
pub async fn correct(
    portal: &Portal,
    parent: &Parent,
    account: AccountId,
    email: &str,
) -> AccountId {
    let corrected = service::correct(
        &portal.services,
        parent,
        account,
        email,
        false,
        Language::Japanese,
        &somewhere(),
    )
    .await;
    corrected.expect("corrected").account
}

/// Deletes a share account.
pub async fn delete(portal: &Portal, parent: &Parent, account: AccountId) {
    assert!(try_delete(portal, parent, account).await);
}

/// Deletes a share account, if it is there.
pub async fn try_delete(portal: &Portal, parent: &Parent, account: AccountId) -> bool {
    match service::delete(&portal.services, parent, account, &somewhere()).await {
        Ok(_) => true,
        Err(service::Error::NotFound) => false,
        Err(error) => panic!("{error}"),
    }
}
