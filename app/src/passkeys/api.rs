//! Server functions of passkeys.

use leptos::prelude::*;

use super::{
    model::{Passkey, PasskeyRejection, TOPIC, Told},
    service::{self, Error},
};
use crate::{
    paths,
    platform::{
        failure::{self, Failure},
        flash,
        request::Origin,
        respond,
        services::Services,
        session::{self, Member},
        webauthn::{Answer, Ceremony},
    },
    reauthentication::{self, ProofForm},
    rights::Right,
};

/// What the security page shows of passkeys. Not an endpoint.
pub(super) async fn load_list() -> Result<Vec<Passkey>, Failure> {
    let member = session::member_with(Right::AccountManagement)?;
    service::list(&Services::current(), &member)
        .await
        .map_err(|error| failure::internal(&error))
}

/// What the page of one passkey shows. Not an endpoint.
pub(super) async fn load_one(id: String) -> Result<Passkey, Failure> {
    let passkeys = load_list().await?;
    let id = parse(&id)?;
    passkeys
        .into_iter()
        .find(|passkey| passkey.id == id)
        .ok_or_else(|| Failure::NotFound.answered())
}

/// Begins the creation of a passkey.
#[server(endpoint = "passkeys/start-creation")]
pub async fn start_passkey_creation() -> Result<Ceremony, Failure> {
    let member = on_own_device()?;
    respond::for_scripts_only(paths::SECURITY);
    service::start_creation(&Services::current(), &member)
        .await
        .map_err(|error| failure::internal(&error))
}

/// The member, unless the next person at their device could use what is kept on it (X18).
fn on_own_device() -> Result<Member, Failure> {
    let member = session::member_with(Right::AccountManagement)?;
    if member.shared_device_idle.is_some() {
        return Err(Failure::Forbidden.answered());
    }
    Ok(member)
}

/// Adds the passkey that the browser made.
#[server(endpoint = "passkeys/add")]
pub async fn add_passkey(
    /// What the person calls it, as typed.
    #[server(default)]
    name: String,
    /// The ceremony that is answered.
    #[server(default)]
    ceremony: String,
    /// The browser's answer.
    #[server(default)]
    credential: String,
    /// 現在のパスワード, where the last proof is too old.
    #[server(default)]
    current_password: String,
) -> Result<(), Failure> {
    let member = on_own_device()?;
    let services = Services::current();
    // the answer is that of the creation: a proof by passkey would be a second dialog in a row
    let form = ProofForm {
        password: current_password,
        ..ProofForm::default()
    };
    let proven = match reauthentication::require(&services, &member, &form).await? {
        Ok(proven) => proven,
        Err(why) => {
            let why = PasskeyRejection::Proof(why);
            tell(&Told::Rejected { name, why });
            respond::see(paths::SECURITY);
            return Ok(());
        }
    };
    let answer = Answer {
        ceremony,
        credential,
    };
    match service::add(&services, &proven, &name, &answer, &Origin::current()).await {
        Ok(name) => tell(&Told::Added { name }),
        Err(Error::Rejected(why)) => tell(&Told::Rejected { name, why }),
        Err(error) => return Err(failure::internal(&error)),
    }
    respond::see(paths::SECURITY);
    Ok(())
}

/// Changes what the person calls a passkey.
#[server(endpoint = "passkeys/rename")]
pub async fn rename_passkey(
    /// Which passkey.
    #[server(default)]
    passkey: String,
    /// The name, as typed.
    #[server(default)]
    name: String,
) -> Result<(), Failure> {
    let member = session::member_with(Right::AccountManagement)?;
    let id = parse(&passkey)?;
    let services = Services::current();
    match service::rename(&services, &member, id, &name, &Origin::current()).await {
        Ok(()) => {
            tell(&Told::Renamed);
            respond::see(paths::SECURITY);
        }
        Err(Error::Rejected(why)) => {
            tell(&Told::Rejected { name, why });
            respond::see(&paths::passkey(id));
        }
        Err(Error::NotFound) => return Err(Failure::NotFound.answered()),
        Err(error) => return Err(failure::internal(&error)),
    }
    Ok(())
}

/// Removes a passkey.
#[server(endpoint = "passkeys/remove")]
pub async fn remove_passkey(
    /// Which passkey.
    #[server(default)]
    passkey: String,
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
    let id = parse(&passkey)?;
    let services = Services::current();
    let form = ProofForm {
        password: current_password,
        ceremony,
        credential,
    };
    let proven = match reauthentication::require(&services, &member, &form).await? {
        Ok(proven) => proven,
        Err(why) => {
            let (name, why) = (String::new(), PasskeyRejection::Proof(why));
            tell(&Told::Rejected { name, why });
            respond::see(&paths::passkey(id));
            return Ok(());
        }
    };
    match service::remove(&services, &proven, id, &Origin::current()).await {
        Ok(name) => {
            tell(&Told::Removed { name });
            respond::see(paths::SECURITY);
            Ok(())
        }
        Err(Error::NotFound) => Err(Failure::NotFound.answered()),
        Err(error) => Err(failure::internal(&error)),
    }
}

fn tell(told: &Told) {
    flash::leave(TOPIC, told);
}

fn parse(id: &str) -> Result<uuid::Uuid, Failure> {
    id.parse().map_err(|_| Failure::NotFound.answered())
}
