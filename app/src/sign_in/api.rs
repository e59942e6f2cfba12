//! Server functions of sign-in.

use leptos::prelude::*;

use super::{
    model::{Rejected, SignInForm, TOPIC},
    service::{self, SignInError, SignedIn},
};
use crate::{
    paths::{self, Destination},
    platform::{
        cookies, devices,
        failure::{self, Failure},
        flash,
        request::Origin,
        respond::{self, SignInNote},
        services::Services,
        session,
        webauthn::{self, Answer, Ceremony},
    },
    text::Language,
};

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
    let device = devices::of_request(&services);
    let origin = Origin::current();
    let tried = service::sign_in(&services, &form, &password, device.as_ref(), &origin).await;
    lead_on(&services, tried, form, &to).await
}

/// Begins a sign-in with a passkey.
#[server(endpoint = "sign-in/start-passkey")]
pub async fn start_passkey_sign_in() -> Result<Ceremony, Failure> {
    respond::for_scripts_only(paths::SIGN_IN);
    webauthn::start_assertion(&Services::current(), &Origin::current())
        .await
        .map_err(|error| failure::internal(&error))
}

/// Signs in with a passkey (X9).
#[server(endpoint = "sign-in/sign-in-with-passkey")]
pub async fn sign_in_with_passkey(
    /// The ceremony that is answered.
    #[server(default)]
    ceremony: String,
    /// The browser's answer.
    #[server(default)]
    credential: String,
    /// Where to go on to, if it is one of ours.
    #[server(default)]
    to: String,
) -> Result<(), Failure> {
    let services = Services::current();
    let answer = Answer {
        ceremony,
        credential,
    };
    let device = devices::of_request(&services);
    let origin = Origin::current();
    let tried = service::sign_in_with_passkey(&services, &answer, device.as_ref(), &origin).await;
    lead_on(&services, tried, SignInForm::default(), &to).await
}

/// To the page that was wanted; or back to the form.
async fn lead_on(
    services: &Services,
    tried: Result<SignedIn, SignInError>,
    form: SignInForm,
    to: &str,
) -> Result<(), Failure> {
    match tried {
        Ok(SignedIn {
            account,
            device,
            epoch,
        }) => {
            session::begin(services, account, epoch, &device, form.remember).await?;
            devices::mark(services, &device);
            respond::see(match paths::after_sign_in(to) {
                Destination::Own(address) => address,
                Destination::Cart => services.settings.cart.entry_url.as_str(),
            });
            Ok(())
        }
        Err(SignInError::Rejected(why)) => {
            flash::leave(TOPIC, &Rejected { form, why });
            respond::see(&paths::sign_in_for(to));
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
