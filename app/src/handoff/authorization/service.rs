//! Who gets a code, who has to sign in first, and who gets an error.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde::Deserialize;
use time::{Duration, OffsetDateTime};
use url::Url;

use super::{
    db,
    model::{Asked, AuthorizationRequest},
};
use crate::{
    handoff::{
        clients::{self, Client, ClientKind},
        error::{Error, Refusal},
        issuer, keys,
        scope::{Scope, Scopes},
    },
    platform::{
        audit::{self, Entry, Event},
        request::Origin,
        sealed,
        services::Services,
        session::Member,
        tokens,
    },
    values::Token,
};

/// What a request that waits is sealed for.
const PURPOSE: &str = "authorization request";
/// How long it waits for somebody to sign in.
const WAITS: Duration = Duration::HOUR;
/// How long the way back from the sign-in page may take.
const WAY_BACK: Duration = Duration::minutes(5);
/// Longest `state` and `nonce`.
const LONGEST_VALUE: usize = 512;

/// Where the browser goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Back to the client, with a code or an error.
    Client(Url),
    /// To the sign-in page, with what waits for it.
    SignIn {
        /// The request, sealed.
        asked: String,
        /// Whether the page shows the texts of the cart (M85).
        to_cart: bool,
    },
    /// To the page that tells how to confirm the e-mail address (X10).
    ConfirmAddress,
}

/// What `prompt` may say (OpenID Connect Core 3.1.2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Prompt {
    /// Nobody is to be asked anything.
    none: bool,
    /// Who is there is to prove it again.
    login: bool,
}

/// A request in which nothing is wrong.
struct Checked<'a> {
    challenge: &'a str,
    scopes: Scopes,
    prompt: Prompt,
    max_age: Option<Duration>,
    hint: Option<Hint>,
}

/// What an ID token tells that the client shows again.
#[derive(Clone, Deserialize)]
struct Hint {
    aud: String,
    sub: String,
}

/// The request behind a sealed one that has not waited for too long.
pub fn asked(services: &Services, sealed: &str) -> Option<Asked> {
    let text = STANDARD.encode(URL_SAFE_NO_PAD.decode(sealed).ok()?);
    let asked: Asked = sealed::open(&services.settings.secret_key, PURPOSE, &text)?;
    (services.clock.now() - asked.at < WAITS).then_some(asked)
}

fn seal(services: &Services, asked: &Asked) -> Option<String> {
    let sealed = sealed::seal(&services.settings.secret_key, PURPOSE, asked)?;
    // in the alphabet of addresses
    Some(URL_SAFE_NO_PAD.encode(STANDARD.decode(sealed).ok()?))
}

/// Answers an authorization request. `asked_at` is when it was first asked, for one that has waited for a sign-in.
///
/// Nothing where it names no registered client with exactly one of its addresses: then nothing is sent anywhere
/// (RFC 9700 4.1).
///
/// # Errors
///
/// When the database does not answer.
pub async fn authorize(
    services: &Services,
    member: Option<&Member>,
    request: &AuthorizationRequest,
    asked_at: Option<OffsetDateTime>,
    origin: &Origin,
) -> Result<Option<Next>, Error> {
    let now = services.clock.now();
    let (Some(client_id), Some(redirect_uri)) = (&request.client_id, &request.redirect_uri) else {
        return Ok(None);
    };
    let mut conn = services.db.acquire().await?;
    let Some(client) = clients::find(&mut conn, client_id, now).await? else {
        return Ok(None);
    };
    drop(conn);
    if !client.redirect_uris.contains(redirect_uri) {
        return Ok(None);
    }
    let Ok(redirect_uri) = Url::parse(redirect_uri) else {
        return Ok(None);
    };
    let client_answer = |parameters: &[(&str, &str)]| {
        Next::Client(answer(services, &redirect_uri, request, parameters))
    };
    let refusal = |why: Refusal| Ok(Some(client_answer(&[("error", why.as_str())])));

    let checked = match check(services, &client, request).await {
        Ok(checked) => checked,
        Err(Error::Refused(why)) => return refusal(why),
        Err(error) => return Err(error),
    };
    let Some(member) = member.filter(|member| is_fresh(member, &checked, asked_at, now)) else {
        if checked.prompt.none {
            return refusal(Refusal::LoginRequired);
        }
        let by_cart = client.kind == ClientKind::Cart;
        let asked = Asked {
            request: request.clone(),
            at: now,
            by_cart,
            proof_needed: member.is_some(),
        };
        return Ok(seal(services, &asked).map(|asked| Next::SignIn {
            asked,
            to_cart: by_cart,
        }));
    };
    if let Some(hint) = &checked.hint {
        let mut conn = services.db.acquire().await?;
        let subject = db::find_subject(&mut conn, &client.id, member.account).await?;
        if subject.as_ref() != Some(&hint.sub) {
            return refusal(Refusal::LoginRequired);
        }
    }
    if !member.may(client.needs) {
        return refusal(Refusal::AccessDenied);
    }
    // there the person learns what to do; the client could only say that it may not be (X10)
    if !member.email_confirmed {
        return if checked.prompt.none {
            refusal(Refusal::InteractionRequired)
        } else {
            Ok(Some(Next::ConfirmAddress))
        };
    }
    let code = give_code(services, &client, member, request, &checked, origin).await?;
    Ok(Some(client_answer(&[("code", code.as_str())])))
}

/// Whether who is signed in need not prove again who they are.
fn is_fresh(
    member: &Member,
    checked: &Checked<'_>,
    asked_at: Option<OffsetDateTime>,
    now: OffsetDateTime,
) -> bool {
    let proved_for_it = asked_at.is_some_and(|asked_at| {
        member.authenticated_at >= asked_at && now - member.authenticated_at <= WAY_BACK
    });
    let is_young = checked
        .max_age
        .is_none_or(|age| now - member.authenticated_at <= age);
    proved_for_it || (is_young && !checked.prompt.login)
}

/// The address that takes an answer to the client (RFC 6749 4.1.2).
fn answer(
    services: &Services,
    redirect_uri: &Url,
    request: &AuthorizationRequest,
    parameters: &[(&str, &str)],
) -> Url {
    let mut address = redirect_uri.clone();
    let mut query = address.query_pairs_mut();
    query.extend_pairs(parameters);
    if let Some(state) = &request.state {
        query.append_pair("state", state);
    }
    // RFC 9207: a client of several providers can tell who answered
    query.append_pair("iss", &issuer(services));
    drop(query);
    address
}

/// Whether anything is wrong with a request, whoever is there.
async fn check<'a>(
    services: &Services,
    client: &Client,
    request: &'a AuthorizationRequest,
) -> Result<Checked<'a>, Error> {
    let unsupported = [
        (&request.request, Refusal::RequestNotSupported),
        (&request.request_uri, Refusal::RequestUriNotSupported),
        (&request.registration, Refusal::RegistrationNotSupported),
    ];
    for (parameter, refusal) in unsupported {
        if parameter.is_some() {
            return Err(Error::Refused(refusal));
        }
    }
    let invalid = Error::Refused(Refusal::InvalidRequest);
    match request.response_type.as_deref() {
        Some("code") => {}
        Some(_) => return Err(Error::Refused(Refusal::UnsupportedResponseType)),
        None => return Err(invalid),
    }
    if !matches!(request.response_mode.as_deref(), None | Some("query")) {
        return Err(invalid);
    }
    let is_long = |value: &Option<String>| {
        value
            .as_ref()
            .is_some_and(|value| value.len() > LONGEST_VALUE)
    };
    if is_long(&request.state) || is_long(&request.nonce) {
        return Err(invalid);
    }
    // RFC 7636 4.4.1; "plain" protects nobody (RFC 9700 2.1.1)
    let challenge = match (&request.code_challenge, &request.code_challenge_method) {
        (Some(challenge), Some(method)) if method == "S256" && Token::parse(challenge).is_ok() => {
            challenge
        }
        _ => return Err(invalid),
    };
    let scopes = Scopes::granted(request.scope.as_deref().unwrap_or_default(), &client.scopes);
    if !scopes.contain(Scope::OpenId) {
        return Err(Error::Refused(Refusal::InvalidScope));
    }
    let prompt = parse_prompt(request.prompt.as_deref().unwrap_or_default()).ok_or(invalid)?;
    let max_age = match &request.max_age {
        None => None,
        Some(seconds) => match seconds.parse::<u32>() {
            Ok(seconds) => Some(Duration::seconds(seconds.into())),
            Err(_) => return Err(Error::Refused(Refusal::InvalidRequest)),
        },
    };
    let hint = match &request.id_token_hint {
        None => None,
        Some(token) => match keys::verify::<Hint>(services, keys::ID_TOKEN, token).await? {
            Some(hint) if hint.aud == client.id => Some(hint),
            _ => return Err(Error::Refused(Refusal::InvalidRequest)),
        },
    };
    Ok(Checked {
        challenge,
        scopes,
        prompt,
        max_age,
        hint,
    })
}

/// Nothing for what nobody knows, and for "none" beside anything else.
fn parse_prompt(text: &str) -> Option<Prompt> {
    let mut prompt = Prompt::default();
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    for word in &words {
        match *word {
            "none" => prompt.none = true,
            // to choose another account is to sign in
            "login" | "select_account" => prompt.login = true,
            // these clients are the vendor's own: nobody is asked what they may know
            "consent" => {}
            _ => return None,
        }
    }
    (!prompt.none || words.len() == 1).then_some(prompt)
}

async fn give_code(
    services: &Services,
    client: &Client,
    member: &Member,
    request: &AuthorizationRequest,
    checked: &Checked<'_>,
    origin: &Origin,
) -> Result<Token, Error> {
    let now = services.clock.now();
    let randomness = services.randomness.as_ref();
    let code = tokens::mint(randomness);
    let subject = tokens::mint(randomness);

    let mut tx = services.db.begin().await?;
    db::ensure_subject(&mut tx, &client.id, member.account, subject.as_str(), now).await?;
    let client_session =
        db::open_client_session(&mut tx, randomness.uuid(), &client.id, member, now).await?;
    let new = db::NewCode {
        code_hash: &tokens::hash(&code),
        client_id: &client.id,
        redirect_uri: request.redirect_uri.as_deref().unwrap_or_default(),
        code_challenge: checked.challenge,
        scopes: &checked.scopes.names(),
        nonce: request.nonce.as_deref(),
        client_session,
        expires_at: now + services.settings.lifetimes.authorization_code,
    };
    db::insert_code(&mut tx, member, new, now).await?;
    let entry = Entry {
        event: match client.kind {
            ClientKind::Cart => Event::CartOpened,
            ClientKind::Service => Event::ServiceOpened,
        },
        actor: Some(member.account),
        customer: Some(member.customer),
        account: Some(member.account),
        origin,
    };
    audit::record(&mut tx, entry, now).await?;
    tx.commit().await?;
    Ok(code)
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn prompt_says_one_thing_or_nothing() {
        let prompt = |none, login| Some(Prompt { none, login });

        for (text, expected) in [
            ("", prompt(false, false)),
            ("none", prompt(true, false)),
            ("login", prompt(false, true)),
            ("login consent", prompt(false, true)),
            ("select_account", prompt(false, true)),
            ("consent", prompt(false, false)),
            ("none login", None),
            ("create", None),
            ("NONE", None),
        ] {
            assert_eq!(parse_prompt(text), expected, "{text}");
        }
    }
}
