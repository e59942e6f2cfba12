//! Share accounts against a real database.

mod adding;
mod keeping;
mod listing;
mod races;
mod resending;
mod standing;

use super::{
    model::{AddForm, AddRejection, List, Query, RenameRejection, ResendRejection, Status},
    service::{self, Error, inviting::Added},
};
use crate::{
    platform::{
        session::Parent,
        testing::{Portal, somewhere},
    },
    text::Language,
    values::AccountId,
};

async fn add(
    portal: &Portal,
    parent: &Parent,
    name: &str,
    email: &str,
) -> Result<Added, Error<AddRejection>> {
    let form = AddForm {
        name: name.to_owned(),
        email: email.to_owned(),
        anew: String::new(),
    };
    add_form(portal, parent, &form).await
}

async fn add_form(
    portal: &Portal,
    parent: &Parent,
    form: &AddForm,
) -> Result<Added, Error<AddRejection>> {
    service::add(
        &portal.services,
        parent,
        form,
        Language::Japanese,
        &somewhere(),
    )
    .await
}

async fn invite(portal: &Portal, parent: &Parent, email: &str) -> AccountId {
    add(portal, parent, "有線 太郎", email)
        .await
        .expect("added")
        .account
}

async fn resend(
    portal: &Portal,
    parent: &Parent,
    account: AccountId,
) -> Result<String, Error<ResendRejection>> {
    service::resend(&portal.services, parent, account, false, &somewhere()).await
}

async fn delete(
    portal: &Portal,
    parent: &Parent,
    account: AccountId,
) -> Result<String, Error<std::convert::Infallible>> {
    service::delete(&portal.services, parent, account, &somewhere()).await
}

/// Changes whatever name is shown.
async fn rename(
    portal: &Portal,
    parent: &Parent,
    account: AccountId,
    name: &str,
) -> Result<(), Error<RenameRejection>> {
    let shown = service::find(&portal.services, parent, account)
        .await
        .expect("asked")
        .map_or_else(String::new, |found| found.name);
    service::rename(
        &portal.services,
        parent,
        account,
        name,
        &shown,
        &somewhere(),
    )
    .await
}

async fn list(portal: &Portal, parent: &Parent, query: Query) -> List {
    service::list(&portal.services, parent, query)
        .await
        .expect("a list")
}

async fn names(portal: &Portal, parent: &Parent, search: &str) -> Vec<String> {
    let query = Query {
        search: search.trim().to_owned(),
        ..Query::default()
    };
    names_of(list(portal, parent, query).await)
}

fn names_of(list: List) -> Vec<String> {
    list.rows.into_iter().map(|row| row.name).collect()
}

async fn status_of(portal: &Portal, parent: &Parent, account: AccountId) -> Status {
    service::find(&portal.services, parent, account)
        .await
        .expect("asked")
        .expect("a row")
        .status
}

fn rejection<T, R>(result: Result<T, Error<R>>) -> Option<R> {
    match result {
        Err(Error::Rejected(why)) => Some(why),
        _ => None,
    }
}

fn is_not_found<T, R>(result: &Result<T, Error<R>>) -> bool {
    matches!(result, Err(Error::NotFound))
}
