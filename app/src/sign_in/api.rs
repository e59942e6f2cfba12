//! Server functions of sign-in.

use leptos::prelude::*;

use super::{
    model::{Rejected, SignInForm, TOPIC},
    service::{self, SignInError},
};
use crate::{
    paths::{self, Destination},
    platform::{
        cookies,
        failure::{self, Failure},
        flash,
        request::{self, Origin},
        respond::{self, SignInNote},
        services::Services,
        session,
    },
    text::Language,
    values::Token,
};

/// How long a browser stays known (R26).
const DEVICE_KNOWN: time::Duration = time::Duration::days(365);
/// How long a chosen language is kept.
const LANGUAGE_KEPT: time::Duration = time::Duration::days(365);

/// Signs in with user ID and password (M16, M17), and leads on to the page that was wanted.
#[server(endpoint = "sign-in/sign-in")]
pub async fn sign_in(
    /// ユーザーID, as typed.
    #[server(default)]
    user_id: String,
    /// パスワード, as typed.
    #[server(default)]
    password: String,
    /// 次回から自動的にログインする: anything when it is ticked.
    #[server(default)]
    remember: String,
    /// Where to go on to, if it is one of ours.
    #[server(default)]
    to: String,
) -> Result<(), Failure> {
    let services = Services::current();
    let form = SignInForm {
        user_id,
        remember: !remember.is_empty(),
    };
    let device = known_device(&services);
    match service::sign_in(
        &services,
        &form,
        &password,
        device.as_ref(),
        &Origin::current(),
    )
    .await
    {
        Ok(signed_in) => {
            session::begin(&services, signed_in.account, form.remember).await?;
            remember_device(&services, &signed_in.device);
            respond::see(match paths::after_sign_in(&to) {
                Destination::Own(address) => address,
                Destination::Cart => services.settings.cart.entry_url.as_str(),
            });
            Ok(())
        }
        Err(SignInError::Rejected(why)) => {
            flash::leave(TOPIC, &Rejected { form, why });
            respond::see(&paths::sign_in_for(&to));
            Ok(())
        }
        Err(error) => Err(failure::internal(&error)),
    }
}

/// Signs out.
#[server(endpoint = "sign-in/sign-out")]
pub async fn sign_out() -> Result<(), Failure> {
    session::end(&Services::current()).await?;
    flash::leave(paths::SIGN_IN, &SignInNote::SignedOut);
    respond::see(paths::SIGN_IN);
    Ok(())
}

/// Chooses the language of the pages, and of mails to who is signed in (D18); comes back to the page
/// it was chosen on.
#[server(endpoint = "sign-in/choose-language")]
pub async fn choose_language(
    /// The tag of the language.
    #[server(default)]
    language: String,
    /// The page to come back to.
    #[server(default)]
    back: String,
) -> Result<(), Failure> {
    let language = Language::from_tag(&language).ok_or_else(|| Failure::BadRequest.answered())?;
    let services = Services::current();
    if let Some(member) = session::viewer() {
        service::keep_language(&services, &member, language)
            .await
            .map_err(|error| failure::internal(&error))?;
    }
    let secure = services.settings.secure_cookies();
    let kept = Some(LANGUAGE_KEPT);
    respond::set_cookie(cookies::set(
        cookies::Name::Language,
        language.tag().to_owned(),
        kept,
        secure,
    ));
    respond::see(&paths::own(&back));
    Ok(())
}

fn known_device(services: &Services) -> Option<Token> {
    let headers = request::parts()?.headers;
    let value = cookies::read(
        &headers,
        cookies::Name::Device,
        services.settings.secure_cookies(),
    )?;
    Token::parse(&value).ok()
}

fn remember_device(services: &Services, device: &Token) {
    let secure = services.settings.secure_cookies();
    respond::set_cookie(cookies::set(
        cookies::Name::Device,
        device.as_str().to_owned(),
        Some(DEVICE_KNOWN),
        secure,
    ));
}
