//! What the page asks, and its button.

use leptos::prelude::*;

use super::{
    model::{Afterwards, Leaving, LogoutRequest},
    service,
};
use crate::{
    handoff::parameters::Parameters,
    paths,
    platform::{
        failure::{self, Failure},
        flash, request,
        respond::{self, SignInNote},
        services::Services,
        session,
    },
};

/// Who is to be asked, and the way on, sealed.
pub(super) struct Question {
    pub client: Option<String>,
    pub afterwards: String,
}

/// Signs out whoever a client sends here from this very sign-in; tells what to ask anybody else. Not an endpoint.
pub(super) async fn load() -> Result<Option<Question>, Failure> {
    let query = request::parts().and_then(|parts| parts.uri.query().map(str::to_owned));
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes())
        .ok_or_else(|| Failure::BadRequest.answered())?;
    let logout = LogoutRequest {
        id_token_hint: parameters.get("id_token_hint"),
        client_id: parameters.get("client_id"),
        post_logout_redirect_uri: parameters.get("post_logout_redirect_uri"),
        state: parameters.get("state"),
    };
    let services = Services::current();
    let leaving = service::decide(&services, session::viewer().as_ref(), &logout)
        .await
        .map_err(|error| failure::internal(&error))?;
    match leaving {
        Leaving::Refused => Err(Failure::BadRequest.answered()),
        Leaving::Gone(afterwards) => {
            go_on(&afterwards);
            Ok(None)
        }
        Leaving::Ends(afterwards) => {
            session::end(&services).await?;
            go_on(&afterwards);
            Ok(None)
        }
        Leaving::Asks { afterwards, client } => Ok(Some(Question { client, afterwards })),
    }
}

/// Signs out, after the person was asked, and leads back to the client that wanted it.
#[server(endpoint = "handoff/end-session")]
pub async fn end_session(
    /// The way on, sealed.
    #[server(default)]
    afterwards: String,
) -> Result<(), Failure> {
    let services = Services::current();
    session::end(&services).await?;
    go_on(&service::opened(&services, &afterwards));
    Ok(())
}

fn go_on(afterwards: &Afterwards) {
    if let Some(address) = &afterwards.address {
        respond::see(address);
    } else {
        flash::leave(paths::SIGN_IN, &SignInNote::SignedOut);
        respond::see(paths::SIGN_IN);
    }
}
