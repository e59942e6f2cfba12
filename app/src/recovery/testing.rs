//! What the tests of other features do about forgotten passwords.

#![expect(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    reason = "tests are sentences, and panic when one is not true"
)]

use super::{
    model::{Link, NewPasswordRejection, RequestForm, RequestRejection},
    service::{self, Error},
};
use crate::{
    platform::{
        request::Origin,
        testing::{Portal, somewhere},
    },
    values::Token,
};

/// A new password that meets the rules.
pub const NEW_PASSWORD: &str = "another-zebra-staple-77";

/// Sends a form, from an address.
pub async fn send(
    portal: &Portal,
    form: &RequestForm,
    origin: &Origin,
) -> Result<(), RequestRejection> {
    match service::request(&portal.services, form, origin).await {
        Ok(()) => Ok(()),
        Err(Error::Rejected(why)) => Err(why),
        Err(error) => panic!("{error}"),
    }
}

/// Asks for a link with user ID and address (M21), and has the request looked up.
pub async fn ask(portal: &Portal, user_id: &str, email: &str) -> Result<(), RequestRejection> {
    let form = RequestForm {
        user_id: Some(user_id.to_owned()),
        email: email.to_owned(),
        customer_code: String::new(),
    };
    send(portal, &form, &somewhere()).await?;
    portal.answer_requests().await;
    Ok(())
}

/// Asks for every user ID of an address (M24), and has the request looked up.
pub async fn ask_for_user_ids(portal: &Portal, email: &str) {
    let form = RequestForm {
        email: email.to_owned(),
        ..RequestForm::default()
    };
    send(portal, &form, &somewhere()).await.expect("taken");
    portal.answer_requests().await;
}

/// The token of a link for a new password, asked for by an account that a test made.
pub async fn link_of(portal: &Portal, user_id: &str) -> String {
    let email = format!("{user_id}@example.com");
    ask(portal, user_id, &email).await.expect("taken");
    portal.deliver().await;
    portal.postbox.newest_token(&email)
}

/// Sets a new password with a link; tells the browser's mark from then on.
pub async fn set_password(
    portal: &Portal,
    token: &str,
    password: &str,
) -> Result<Token, NewPasswordRejection> {
    match service::set_password(&portal.services, token, password, None, &somewhere()).await {
        Ok(device) => Ok(device),
        Err(Error::Rejected(why)) => Err(why),
        Err(error) => panic!("{error}"),
    }
}

/// Whether a link for a new password still leads to its form.
pub async fn is_live(portal: &Portal, token: &str) -> bool {
    let link = service::look_up(&portal.services, token).await;
    matches!(link.expect("looked up"), Link::Live { .. })
}
