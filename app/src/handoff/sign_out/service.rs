//! Whether a client's word is enough to sign somebody out.

use serde::Deserialize;
use url::Url;
use uuid::Uuid;

use super::{
    db,
    model::{Afterwards, Leaving, LogoutRequest},
};
use crate::{
    handoff::{
        clients::{self, Client},
        error::Error,
        keys,
    },
    platform::{sealed, services::Services, session::Member},
};

/// What the way on is sealed for, while the person is asked.
const PURPOSE: &str = "after sign-out";

/// What an ID token tells that the client shows again. It may be long past (RP-Initiated Logout 1.0, 2).
#[derive(Clone, Deserialize)]
struct Hint {
    aud: String,
    sid: Uuid,
}

/// Decides about a request.
///
/// # Errors
///
/// When the database does not answer.
pub async fn decide(
    services: &Services,
    member: Option<&Member>,
    request: &LogoutRequest,
) -> Result<Leaving, Error> {
    // one that says nothing, since its key was withdrawn, is as none: the person is asked then
    let hint: Option<Hint> = match &request.id_token_hint {
        None => None,
        Some(token) => keys::verify(services, keys::ID_TOKEN, token).await?,
    };
    let said = hint.as_ref().map(|hint| &hint.aud);
    if let (Some(said), Some(id)) = (said, &request.client_id)
        && said != id
    {
        return Ok(Leaving::Refused);
    }
    let mut conn = services.db.acquire().await?;
    let client = match said.or(request.client_id.as_ref()) {
        None => None,
        Some(id) => match clients::find(&mut conn, id, services.clock.now()).await? {
            Some(client) => Some(client),
            None => return Ok(Leaving::Refused),
        },
    };
    let Some(afterwards) = afterwards(client.as_ref(), request) else {
        return Ok(Leaving::Refused);
    };
    let Some(member) = member else {
        return Ok(Leaving::Gone(afterwards));
    };
    if let Some(hint) = &hint
        && db::is_of_sign_in(&mut conn, hint.sid, &hint.aud, member).await?
    {
        return Ok(Leaving::Ends(afterwards));
    }
    Ok(Leaving::Asks {
        afterwards: sealed::seal(&services.settings.secret_key, PURPOSE, &afterwards)
            .unwrap_or_default(),
        client: client.map(|client| client.name),
    })
}

/// Where the browser goes afterwards; nothing where it would be somewhere that is not the client's.
fn afterwards(client: Option<&Client>, request: &LogoutRequest) -> Option<Afterwards> {
    let Some(asked) = &request.post_logout_redirect_uri else {
        return Some(Afterwards::default());
    };
    if !client?.post_logout_redirect_uris.contains(asked) {
        return None;
    }
    let mut address = Url::parse(asked).ok()?;
    if let Some(state) = &request.state {
        address.query_pairs_mut().append_pair("state", state);
    }
    Some(Afterwards {
        address: Some(address.into()),
    })
}

/// The way on that was sealed while the person was asked.
pub fn opened(services: &Services, sealed: &str) -> Afterwards {
    sealed::open(&services.settings.secret_key, PURPOSE, sealed).unwrap_or_default()
}
