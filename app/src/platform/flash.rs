//! What the page after a form has to say: shown once, kept in a short-lived encrypted cookie.
//!
//! One way for members and guests: it costs no write to the database, and an aborted page loses nothing
//! that matters. It holds what was typed and why it was not accepted, never a secret.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use time::Duration;

use super::{cookies, request, respond, sealed, services::Services, session, session_store};

/// Long enough for a redirect on a slow line, short enough not to surprise anyone later.
const LIFETIME: Duration = Duration::minutes(2);
/// Browsers refuse cookies above 4,096 bytes.
const LONGEST: usize = 3_800;
const PURPOSE: &str = "flash";

#[derive(Serialize, Deserialize)]
struct Envelope {
    topic: String,
    content: Value,
}

/// Leaves something for the next page about `topic`.
pub fn leave(topic: &str, content: &impl Serialize) {
    let services = Services::current();
    let Ok(content) = serde_json::to_value(content) else {
        return;
    };
    let envelope = Envelope {
        topic: topic.to_owned(),
        content,
    };
    let Some(sealed) = sealed::seal(&services.settings.secret_key, PURPOSE, &envelope) else {
        return;
    };
    let secure = services.settings.secure_cookies();
    if sealed.len() <= LONGEST {
        respond::set_cookie(cookies::set(
            cookies::Name::Flash,
            sealed,
            Some(LIFETIME),
            secure,
        ));
    } else {
        tracing::warn!(
            topic,
            length = sealed.len(),
            "a flash is too long for a cookie and is left out"
        );
    }
}

/// Takes what was left about `topic`, once.
///
/// A page without the client, or of another build, is thrown away by the navigation script and asked for again:
/// it must not have eaten what it was to say. No more must a page that asks by itself how things go on.
pub fn take<T: DeserializeOwned>(topic: &str) -> Option<T> {
    let services = Services::current();
    let parts = request::parts()?;
    if session_store::is_unattended() {
        return None;
    }
    if let Some(build) = parts.headers.get("islands-router")
        && (!session::page_has_client()
            || build.as_bytes() != services.settings.assets.build.as_bytes())
    {
        return None;
    }

    let secure = services.settings.secure_cookies();
    let sealed = cookies::read(&parts.headers, cookies::Name::Flash, secure)?;
    let envelope: Envelope = sealed::open(&services.settings.secret_key, PURPOSE, &sealed)?;
    if envelope.topic != topic {
        return None;
    }

    respond::set_cookie(cookies::remove(cookies::Name::Flash, secure));
    serde_json::from_value(envelope.content).ok()
}
