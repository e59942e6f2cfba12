//! Server functions of an e-mail change.

use leptos::prelude::*;

use super::{
    model::{EmailRejection, Link, Pending, TOPIC, Told},
    service::{self, Error},
};
use crate::{
    paths,
    platform::{
        failure::{self, Failure},
        flash,
        mailed_links::{
            Kind,
            press::{Press, PressRejection},
        },
        request::Origin,
        respond,
        services::Services,
        session::{self, Member},
    },
    reauthentication::{self, ProofForm},
    rights::Right,
};

/// The change that waits for its confirmation, for マイ・アカウント. Not an endpoint.
///
/// # Errors
///
/// When the database does not answer.
pub async fn load_pending(member: &Member) -> Result<Option<Pending>, Failure> {
    service::pending(&Services::current(), member)
        .await
        .map_err(|error| failure::internal(&error))
}

/// What came of a form about the e-mail address. Not an endpoint.
pub fn take_told() -> Option<Told> {
    flash::take(TOPIC)
}

/// Asks for a change (M77, M78).
#[server(endpoint = "email-change/request")]
pub async fn request_email_change(
    /// The new address, as typed.
    #[server(default)]
    email: String,
    /// 現在のパスワード, where the last proof is too old.
    #[server(default)]
    current_password: String,
    /// The ceremony of a proof by passkey.
    #[server(default)]
    ceremony: String,
    /// The browser's answer to it.
    #[server(default)]
    credential: String,
    /// Anything, when it comes from the dialog.
    #[server(default)]
    dialog: String,
) -> Result<(), Failure> {
    let member = session::member_with(Right::AccountManagement)?;
    let services = Services::current();
    let form = ProofForm {
        password: current_password,
        ceremony,
        credential,
    };
    let in_dialog = !dialog.is_empty();
    let why = match reauthentication::require(&services, &member, &form).await? {
        Ok(proven) => {
            match service::request(&services, &proven, &email, &Origin::current()).await {
                Ok(email) => {
                    let email = email.as_str().to_owned();
                    flash::leave(TOPIC, &Told::Sent { email });
                    respond::see(paths::ACCOUNT);
                    return Ok(());
                }
                Err(Error::Rejected(why)) => why,
                Err(error) => return Err(broken(error)),
            }
        }
        Err(why) => EmailRejection::Proof(why),
    };
    let told = Told::Rejected {
        email,
        why,
        in_dialog,
    };
    flash::leave(TOPIC, &told);
    respond::see(if in_dialog {
        paths::ACCOUNT
    } else {
        paths::ACCOUNT_EMAIL
    });
    Ok(())
}

/// Sends the confirmation again.
#[server(endpoint = "email-change/resend")]
pub async fn resend_email_confirmation() -> Result<(), Failure> {
    let member = session::member_with(Right::AccountManagement)?;
    let told = match service::resend(&Services::current(), &member).await {
        Ok(email) => Told::Sent { email },
        Err(Error::Rejected(None)) => Told::NothingPending,
        Err(Error::Rejected(Some(wait))) => Told::ResendTooMany {
            minutes: wait.minutes(),
        },
        Err(error) => return Err(broken(error)),
    };
    flash::leave(TOPIC, &told);
    respond::see(paths::ACCOUNT);
    Ok(())
}

/// Takes the request back.
#[server(endpoint = "email-change/withdraw")]
pub async fn withdraw_email_change() -> Result<(), Failure> {
    let member = session::member_with(Right::AccountManagement)?;
    let withdrawn = service::withdraw(&Services::current(), &member, &Origin::current())
        .await
        .map_err(|error| failure::internal(&error))?;
    let told = if withdrawn {
        Told::Withdrawn
    } else {
        Told::NothingPending
    };
    flash::leave(TOPIC, &told);
    respond::see(paths::ACCOUNT);
    Ok(())
}

/// The press in the new mailbox (M79). Whoever holds the link may call it; see [`Press`] for what shows that it is a
/// person.
#[server(endpoint = "email-change/confirm")]
pub async fn confirm_email_change(
    /// The token of the link.
    #[server(default)]
    token: String,
    /// 確認番号, as typed, where it was asked for.
    #[server(default)]
    number: String,
) -> Result<(), Failure> {
    let viewer = session::viewer();
    let press = Press {
        token: &token,
        typed: &number,
        viewer: viewer.as_ref(),
    };
    let pressed = service::confirm(&Services::current(), &press, &Origin::current()).await;
    lead_on(&press, pressed.map(|_| ()), paths::email_confirmation)
}

/// The press in the old mailbox (X1). Whoever holds the link may call it, as above.
#[server(endpoint = "email-change/undo")]
pub async fn undo_email_change(
    /// The token of the link.
    #[server(default)]
    token: String,
    /// 確認番号, as typed, where it was asked for.
    #[server(default)]
    number: String,
) -> Result<(), Failure> {
    let viewer = session::viewer();
    let press = Press {
        token: &token,
        typed: &number,
        viewer: viewer.as_ref(),
    };
    let pressed = service::undo(&Services::current(), &press, &Origin::current()).await;
    lead_on(&press, pressed.map(|_| ()), paths::email_undo)
}

fn broken<R>(error: Error<R>) -> Failure {
    match error {
        Error::Database(error) => failure::internal(&error),
        Error::Ended(_) => Failure::SessionEnded.answered(),
        // every caller has told the person by then
        Error::Rejected(_) => Failure::BadRequest.answered(),
    }
}

fn lead_on(
    press: &Press<'_>,
    pressed: Result<(), Error<PressRejection>>,
    page: fn(&str) -> String,
) -> Result<(), Failure> {
    let pressed = match pressed {
        Ok(()) => Ok(()),
        Err(Error::Rejected(why)) => Err(why),
        Err(error) => return Err(broken(error)),
    };
    press.lead_on(page, pressed)
}

/// What a link leads to, and its token. Not an endpoint.
pub(super) async fn load_link(kind: Kind, token: String) -> Result<(String, Link), Failure> {
    let viewer = session::viewer();
    let link = service::look_up(&Services::current(), kind, &token, viewer.as_ref())
        .await
        .map_err(|error| failure::internal(&error))?;
    Ok((token, link))
}
