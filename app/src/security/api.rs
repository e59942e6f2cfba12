//! Server functions of devices.

use leptos::prelude::*;

use super::{
    model::{Alert, Device, TOPIC, Told},
    service::{self, Error},
};
use crate::{
    paths,
    platform::{
        failure::{self, Failure},
        flash,
        mailed_links::press::Press,
        request::Origin,
        respond,
        services::Services,
        session,
    },
    reauthentication::{self, ProofForm},
    rights::Right,
    values::PersonNameError,
};

/// What the page of devices shows. Not an endpoint.
pub(super) async fn load_list() -> Result<Vec<Device>, Failure> {
    let member = session::member_with(Right::AccountManagement)?;
    service::list(&Services::current(), &member)
        .await
        .map_err(|error| failure::internal(&error))
}

/// What the page of one device shows. Not an endpoint.
pub(super) async fn load_one(handle: String) -> Result<Device, Failure> {
    let member = session::member_with(Right::AccountManagement)?;
    match service::find(&Services::current(), &member, &handle).await {
        Ok(device) => Ok(device),
        Err(Error::NotFound | Error::Name(_)) => Err(Failure::NotFound.answered()),
        Err(error) => Err(broken(&error)),
    }
}

/// Gives a device a name.
#[server(endpoint = "security/name-device")]
pub async fn name_device(
    /// Which device.
    #[server(default)]
    device: String,
    /// The name, as typed.
    #[server(default)]
    name: String,
) -> Result<(), Failure> {
    let member = session::member_with(Right::AccountManagement)?;
    match service::name(&Services::current(), &member, &device, &name).await {
        Ok(()) => lead_on(&Told::Named, paths::SECURITY),
        Err(Error::Name(why)) => {
            let too_long = why == PersonNameError::TooLong;
            lead_on(&Told::NameRejected { name, too_long }, &page_of(&device));
        }
        Err(Error::NotFound) => lead_on(&Told::Gone, paths::SECURITY),
        Err(error) => return Err(broken(&error)),
    }
    Ok(())
}

/// Signs a device out.
#[server(endpoint = "security/sign-out-device")]
pub async fn sign_out_device(
    /// Which device.
    #[server(default)]
    device: String,
    /// 現在のパスワード, where the last proof is too old.
    #[server(default)]
    current_password: String,
    /// The ceremony of a proof by passkey.
    #[server(default)]
    ceremony: String,
    /// The browser's answer to it.
    #[server(default)]
    credential: String,
) -> Result<(), Failure> {
    let member = session::member_with(Right::AccountManagement)?;
    let services = Services::current();
    let form = ProofForm {
        password: current_password,
        ceremony,
        credential,
    };
    let proven = match reauthentication::require(&services, &member, &form).await? {
        Ok(proven) => proven,
        Err(why) => {
            lead_on(&Told::ProofRejected(why), &page_of(&device));
            return Ok(());
        }
    };
    match service::sign_out(&services, &proven, &device, &Origin::current()).await {
        Ok(()) => lead_on(&Told::SignedOut, paths::SECURITY),
        Err(Error::NotFound | Error::Name(_)) => lead_on(&Told::Gone, paths::SECURITY),
        Err(error) => return Err(broken(&error)),
    }
    Ok(())
}

/// Signs every other device out.
#[server(endpoint = "security/sign-out-others")]
pub async fn sign_out_others(
    /// 現在のパスワード, where the last proof is too old.
    #[server(default)]
    current_password: String,
    /// The ceremony of a proof by passkey.
    #[server(default)]
    ceremony: String,
    /// The browser's answer to it.
    #[server(default)]
    credential: String,
) -> Result<(), Failure> {
    let member = session::member_with(Right::AccountManagement)?;
    let services = Services::current();
    let form = ProofForm {
        password: current_password,
        ceremony,
        credential,
    };
    match reauthentication::require(&services, &member, &form).await? {
        Ok(proven) => {
            service::sign_out_others(&services, &proven, &Origin::current())
                .await
                .map_err(|error| broken(&error))?;
            lead_on(&Told::OthersSignedOut, paths::SECURITY);
        }
        Err(why) => lead_on(&Told::ProofRejected(why), paths::SECURITY),
    }
    Ok(())
}

/// The press in the mail about a new device (X6). Whoever holds the link may call it; see [`Press`] for what shows
/// that it is a person.
#[server(endpoint = "security/end-everything")]
pub async fn end_everything(
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
    let pressed = service::end_everything(&Services::current(), &press, &Origin::current())
        .await
        .map_err(|error| failure::internal(&error))?;
    press.lead_on(paths::sign_in_alert, pressed)
}

/// What the link leads to, and its token. Not an endpoint.
pub(super) async fn load_alert(token: String) -> Result<(String, Alert), Failure> {
    let viewer = session::viewer();
    let alert = service::look_up_alert(&Services::current(), &token, viewer.as_ref())
        .await
        .map_err(|error| failure::internal(&error))?;
    Ok((token, alert))
}

fn broken(error: &Error) -> Failure {
    match error {
        Error::Ended(_) => Failure::SessionEnded.answered(),
        error => failure::internal(error),
    }
}

fn lead_on(told: &Told, address: &str) {
    flash::leave(TOPIC, told);
    respond::see(address);
}

/// The page of a device; the list where that is no handle of any.
fn page_of(handle: &str) -> String {
    let is_handle = handle
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if is_handle && !handle.is_empty() {
        paths::device(handle)
    } else {
        paths::SECURITY.to_owned()
    }
}
