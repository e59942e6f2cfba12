//! What the tests of other features know of sign-in.

#![expect(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    reason = "tests are sentences, and panic when one is not true"
)]

use super::{
    model::{SignInForm, SignInRejection},
    service::{self, SignInError},
};
use crate::{
    platform::{
        request::Origin,
        testing::{Portal, somewhere},
        webauthn::Answer,
    },
    values::{AccountId, Token},
};

/// Signs in from a browser with this mark; tells its mark from then on.
pub async fn sign_in_from(
    portal: &Portal,
    user_id: &str,
    password: &str,
    device: Option<&Token>,
    origin: &Origin,
) -> Result<Token, SignInRejection> {
    let form = SignInForm {
        user_id: user_id.to_owned(),
        remember: false,
        shared_device: false,
    };
    match service::sign_in(&portal.services, &form, password, device, origin).await {
        Ok(signed_in) => Ok(signed_in.device),
        Err(SignInError::Rejected(why)) => Err(why),
        Err(error) => panic!("{error}"),
    }
}

/// Whether this user ID and password sign in, from a browser that nobody knows.
pub async fn signs_in(portal: &Portal, user_id: &str, password: &str) -> bool {
    sign_in_from(portal, user_id, password, None, &somewhere())
        .await
        .is_ok()
}

/// Signs in with a passkey; tells whose it is.
pub async fn sign_in_with_passkey(
    portal: &Portal,
    answer: &Answer,
    origin: &Origin,
) -> Result<AccountId, SignInRejection> {
    match service::sign_in_with_passkey(&portal.services, answer, None, origin).await {
        Ok(signed_in) => Ok(signed_in.account),
        Err(SignInError::Rejected(why)) => Err(why),
        Err(error) => panic!("{error}"),
    }
}
