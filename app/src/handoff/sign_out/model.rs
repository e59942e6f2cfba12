//! What a client asks for that has signed somebody out, and what it is told.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use url::Url;

/// A request to end the sign-in here as well (OpenID Connect RP-Initiated Logout 1.0, 2), as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogoutRequest {
    /// `id_token_hint`.
    pub id_token_hint: Option<String>,
    /// `client_id`.
    pub client_id: Option<String>,
    /// `post_logout_redirect_uri`.
    pub post_logout_redirect_uri: Option<String>,
    /// `state`.
    pub state: Option<String>,
}

/// Where the browser goes once nobody is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Afterwards {
    /// An address of the client's, with what it sent along; nothing for our own sign-in page.
    pub address: Option<String>,
}

/// What is to be done about a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// It makes no sense, or wants to lead somewhere that is not the client's.
    Refused,
    /// Nobody is signed in: the browser goes on.
    Gone(Afterwards),
    /// It comes from where this very sign-in led: it ends.
    Ends(Afterwards),
    /// Anybody may have made it: the person is asked first.
    Asks {
        /// Where the browser goes afterwards, sealed.
        afterwards: String,
        /// The client's name, where it said who it is.
        client: Option<String>,
    },
}

/// What a client says to a logout token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is done.
    Done,
    /// It is not, or nobody knows; it is to be tried again.
    Unknown(String),
}

/// The way to clients, server to server.
#[async_trait]
pub trait BackChannel: Send + Sync {
    /// Posts a logout token to a client.
    async fn post_logout_token(&self, address: &Url, token: &str) -> Answer;
}

/// A logout token (OpenID Connect Back-Channel Logout 1.0, 2.4).
#[derive(Clone, Debug, Serialize)]
pub struct LogoutToken<'a> {
    /// Who says it.
    pub iss: &'a str,
    /// To whom.
    pub aud: &'a str,
    /// When, in seconds.
    pub iat: i64,
    /// Until when.
    pub exp: i64,
    /// This token.
    pub jti: String,
    /// Who.
    pub sub: &'a str,
    /// What has ended.
    pub sid: String,
    /// That this is what happened.
    pub events: Events,
}

/// The event that makes it a logout token.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Events {
    /// Somebody was signed out.
    #[serde(rename = "http://schemas.openid.net/event/backchannel-logout")]
    pub signed_out: Nothing,
}

/// An object without members.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Nothing {}
