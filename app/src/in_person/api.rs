//! Server functions of registration in person, and what its pages load: the parent's half for parents only (M7), the
//! phone's for whoever holds what the parent's screen shows, without any cookie (D8).

use leptos::prelude::*;
use uuid::Uuid;

use super::{
    model::{Entry, Showing, TOPIC, Told, Visit},
    service::{self, Next, Started},
};
use crate::{
    paths,
    platform::{
        failure::{self, Failure},
        flash,
        request::{self, Origin},
        respond,
        services::Services,
        session,
    },
    values::Token,
};

/// What the parent's page shows. Not an endpoint.
pub(super) async fn load_guide() -> Result<Option<Showing>, Failure> {
    let parent = session::parent()?;
    service::current(&Services::current(), &parent)
        .await
        .map_err(|error| failure::internal(&error))
}

/// What the phone finds, and the token that it came with. Not an endpoint.
pub(super) async fn load_visit(token: String, draft: String) -> Result<(String, Visit), Failure> {
    let visit = service::look_up(&Services::current(), &token, &draft)
        .await
        .map_err(|error| failure::internal(&error))?;
    Ok((token, visit))
}

/// Shows a new QR code; the one shown so far ends.
#[server(endpoint = "in-person/start")]
pub async fn start_in_person() -> Result<(), Failure> {
    let parent = session::parent()?;
    let started = service::start(&Services::current(), &parent, &Origin::current())
        .await
        .map_err(|error| failure::internal(&error))?;
    if started == Started::Underway {
        flash::leave(TOPIC, &Told::Underway);
    }
    respond::see(paths::REGISTER_GUIDE);
    Ok(())
}

/// Stops a registration, wherever it stands.
#[server(endpoint = "in-person/stop")]
pub async fn stop_in_person(
    /// Which registration.
    #[server(default)]
    registration: String,
) -> Result<(), Failure> {
    let parent = session::parent()?;
    let registration: Uuid = registration
        .parse()
        .map_err(|_| Failure::NotFound.answered())?;
    let told = service::stop(
        &Services::current(),
        &parent,
        registration,
        &Origin::current(),
    )
    .await
    .map_err(|error| failure::internal(&error))?;
    flash::leave(TOPIC, &told);
    respond::see(paths::REGISTER_GUIDE);
    Ok(())
}

/// Takes what the phone sends; the person goes on with the three steps of the first registration.
#[server(endpoint = "in-person/enter")]
pub async fn enter_in_person(
    /// The token of the QR code.
    #[server(default)]
    token: String,
    /// ユーザー氏名, as typed.
    #[server(default)]
    name: String,
    /// メールアドレス, as typed.
    #[server(default)]
    email: String,
    /// 確認番号, as typed.
    #[server(default)]
    number: String,
) -> Result<(), Failure> {
    // whoever is signed in on this phone already registers nobody by mistake (R18)
    if session::viewer().is_some() {
        return back(&token);
    }
    let entry = Entry {
        name,
        email,
        number,
    };
    let next = service::enter(
        &Services::current(),
        &token,
        &entry,
        request::language(),
        &Origin::current(),
    )
    .await
    .map_err(|error| failure::internal(&error))?;
    match next {
        Next::Register { link } => respond::see(&paths::invitation(link.as_str())),
        Next::Form { draft } => respond::see(&paths::in_person_draft(&token, draft.as_str())),
        Next::Gone => return back(&token),
    }
    Ok(())
}

/// Signs out whoever is signed in on this phone, and comes back to the form (D8).
#[server(endpoint = "in-person/sign-out")]
pub async fn sign_out_for_in_person(
    /// The token of the QR code.
    #[server(default)]
    token: String,
) -> Result<(), Failure> {
    session::end(&Services::current()).await?;
    back(&token)
}

fn back(token: &str) -> Result<(), Failure> {
    if Token::parse(token).is_err() {
        return Err(Failure::NotFound.answered());
    }
    respond::see(&paths::in_person(token));
    Ok(())
}
