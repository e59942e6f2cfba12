//! What the page after a form has to say: shown once, kept in a short-lived encrypted cookie.
//!
//! One way for members and guests: it costs no write to the database, and an aborted page loses nothing
//! that matters. It holds what was typed and why it was not accepted, never a secret.

use cookie::{Cookie, CookieJar};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use time::Duration;

use super::{cookies, request, respond, services::Services, session};

/// Long enough for a redirect on a slow line, short enough not to surprise anyone later.
const LIFETIME: Duration = Duration::minutes(2);
/// Browsers refuse cookies above 4,096 bytes.
const LONGEST: usize = 3_800;

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
    let Ok(text) = serde_json::to_string(&Envelope {
        topic: topic.to_owned(),
        content,
    }) else {
        return;
    };

    let mut jar = CookieJar::new();
    let secure = services.settings.secure_cookies();
    let name = cookies::Name::Flash.as_str(secure);
    jar.private_mut(&services.settings.secret_key)
        .add(Cookie::new(name, text));
    let sealed = jar
        .get(name)
        .map(|cookie| cookie.value().to_owned())
        .unwrap_or_default();
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
/// it must not have eaten what it was to say.
pub fn take<T: DeserializeOwned>(topic: &str) -> Option<T> {
    let services = Services::current();
    let parts = request::parts()?;
    if let Some(build) = parts.headers.get("islands-router")
        && (!session::page_has_client()
            || build.as_bytes() != services.settings.assets.build.as_bytes())
    {
        return None;
    }

    let secure = services.settings.secure_cookies();
    let sealed = cookies::read(&parts.headers, cookies::Name::Flash, secure)?;
    let mut jar = CookieJar::new();
    jar.add_original(Cookie::new(cookies::Name::Flash.as_str(secure), sealed));
    let opened = jar
        .private(&services.settings.secret_key)
        .get(cookies::Name::Flash.as_str(secure))?;
    let envelope: Envelope = serde_json::from_str(opened.value()).ok()?;
    if envelope.topic != topic {
        return None;
    }

    respond::set_cookie(cookies::remove(cookies::Name::Flash, secure));
    serde_json::from_value(envelope.content).ok()
}
