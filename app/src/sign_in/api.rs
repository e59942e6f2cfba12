//! Server functions of sign-in.

use leptos::prelude::*;

use super::{
    model::{Rejected, SignInForm, TOPIC},
    service::{self, SignInError, SignedIn},
};
use crate::{
    handoff,
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
    /// この端末は共用です: anything when it is ticked.
    #[server(default)]
    shared_device: String,
    /// Where to go on to, if it is one of ours.
    #[server(default)]
    to: String,
    /// The authorization request that waits for it, sealed.
    #[server(default)]
    resume: String,
) -> Result<(), Failure> {
    let services = Services::current();
    let form = SignInForm {
        user_id,
        remember: !remember.is_empty(),
        shared_device: !shared_device.is_empty(),
    };
    let device = devices::of_request(&services);
    let origin = Origin::current();
    let tried = service::sign_in(&services, &form, &password, device.as_ref(), &origin).await;
    lead_on(&services, tried, form, Onward { to, resume }).await
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
    /// この端末は共用です: anything when it is ticked.
    #[server(default)]
    shared_device: String,
    /// Where to go on to, if it is one of ours.
    #[server(default)]
    to: String,
    /// The authorization request that waits for it, sealed.
    #[server(default)]
    resume: String,
) -> Result<(), Failure> {
    let services = Services::current();
    let answer = Answer {
        ceremony,
        credential,
    };
    let device = devices::of_request(&services);
    let origin = Origin::current();
    let tried = service::sign_in_with_passkey(&services, &answer, device.as_ref(), &origin).await;
    let form = SignInForm {
        shared_device: !shared_device.is_empty(),
        ..SignInForm::default()
    };
    lead_on(&services, tried, form, Onward { to, resume }).await
}

/// Where a sign-in leads.
pub(super) struct Onward {
    /// `to` of the sign-in page's address.
    pub to: String,
    /// The authorization request that waits for it, sealed.
    pub resume: String,
}

impl Onward {
    /// The page that was wanted, or the client that asked who is signed in here.
    pub(super) async fn address(&self, services: &Services) -> Result<String, Failure> {
        if handoff::asked(services, &self.resume).is_some() {
            return Ok(paths::resume(&self.resume));
        }
        // one that has waited for too long begins anew, where it is known from where
        Ok(match paths::after_sign_in(&self.to) {
            Destination::Own(address) => address.to_owned(),
            Destination::Cart => handoff::cart_entrance(services)
                .await?
                .unwrap_or_else(|| paths::TOP.to_owned()),
        })
    }

    fn sign_in_again(&self) -> String {
        if self.resume.is_empty() {
            paths::sign_in_for(&self.to)
        } else {
            let to_cart = paths::after_sign_in(&self.to) == Destination::Cart;
            paths::sign_in_to_resume(&self.resume, to_cart)
        }
    }
}

/// To the page that was wanted; or back to the form.
async fn lead_on(
    services: &Services,
    tried: Result<SignedIn, SignInError>,
    form: SignInForm,
    onward: Onward,
) -> Result<(), Failure> {
    match tried {
        Ok(SignedIn {
            account,
            device,
            epoch,
            method,
        }) => {
            session::begin(services, account, epoch, method, &device, form.stay()).await?;
            devices::mark(services, &device);
            devices::mark_shared(services, form.shared_device);
            respond::see(&onward.address(services).await?);
            Ok(())
        }
        Err(SignInError::Rejected(why)) => {
            flash::leave(TOPIC, &Rejected { form, why });
            respond::see(&onward.sign_in_again());
            Ok(())
        }
        Err(error) => Err(failure::internal(&error)),
    }
}

/// Signs out.
#[server(endpoint = "sign-in/sign-out")]
pub async fn sign_out() -> Result<(), Failure> {
    end_session(&SignInNote::SignedOut).await
}

/// Makes way for the next person on a shared device (X18).
#[server(endpoint = "sign-in/switch-account")]
pub async fn switch_account(
    /// Anything when nobody pressed, but nobody used the page for too long.
    #[server(default)]
    idle: String,
) -> Result<(), Failure> {
    end_session(&if idle.is_empty() {
        SignInNote::Switched
    } else {
        SignInNote::Expired
    })
    .await
}

async fn end_session(note: &SignInNote) -> Result<(), Failure> {
    session::end(&Services::current()).await?;
    flash::leave(paths::SIGN_IN, note);
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
