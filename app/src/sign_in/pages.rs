//! The sign-in page, with the texts of USEN CART where it leads there.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api::{Onward, SignIn, SignInWithPasskey, StartPasskeySignIn},
    model::{Rejected, SignInForm, SignInRejection, TOPIC},
};
use crate::{
    guarded::guarded,
    handoff,
    paths::{self, Destination},
    platform::{
        devices,
        failure::Failure,
        flash, request,
        respond::{self, SignInNote},
        services::Services,
        session, webauthn,
    },
    text::Language,
    ui::{
        controls::{Tone, icon, notice},
        form::{Field, error_summary, field_errors, password_field, text_field},
        layout::{self, Head},
        surroundings::language,
    },
};

/// ログイン (M16–M19), and USEN CART ログイン.
#[component]
pub fn SignInPage() -> impl IntoView {
    let to = request::query("to").unwrap_or_default();
    let resume = request::query(paths::RESUME).unwrap_or_default();
    let onward = Onward { to, resume };
    let note: Option<SignInNote> = flash::take(paths::SIGN_IN);
    // who has set a new password for one account may well be signed in with another
    let stays = note == Some(SignInNote::PasswordChanged)
        || handoff::asked(&Services::current(), &onward.resume)
            .is_some_and(|asked| asked.proof_needed);
    if session::viewer().is_some() && !stays {
        return guarded(lead_on(onward), |()| ()).into_any();
    }
    page(note, &onward).into_any()
}

/// Nothing to do here for who is signed in already.
async fn lead_on(onward: Onward) -> Result<(), Failure> {
    if onward.resume.is_empty() {
        respond::see(&onward.address(&Services::current()).await?);
    } else {
        // most likely they come by the Back button, and the client has its answer already
        respond::see(paths::TOP);
    }
    Ok(())
}

fn page(note: Option<SignInNote>, Onward { to, resume }: &Onward) -> impl IntoView + use<> {
    let language = language();
    let rejected: Option<Rejected> = flash::take(TOPIC);
    let to_cart = paths::after_sign_in(to) == Destination::Cart;

    let heading = if to_cart {
        language.cart_sign_in_heading()
    } else {
        language.sign_in_heading()
    };
    let title = if to_cart {
        heading
    } else {
        language.sign_in_title()
    };
    let head = Head::with_errors(title, rejected.is_some());
    let body = view! {
        {note.map(|note| notice(tone(note), note_text(language, note), None))}
        {form(language, heading, to, resume, rejected)}
        {to_cart.then(|| about_cart(language))}
    };
    layout::guest(head, body)
}

fn tone(note: SignInNote) -> Tone {
    match note {
        SignInNote::PasswordChanged | SignInNote::SignedOut => Tone::Success,
        SignInNote::Required
        | SignInNote::Expired
        | SignInNote::EndedElsewhere
        | SignInNote::Switched => Tone::Info,
    }
}

fn note_text(language: Language, note: SignInNote) -> &'static str {
    match note {
        SignInNote::Required => language.sign_in_notice_required(),
        SignInNote::Expired => language.sign_in_notice_expired(),
        SignInNote::EndedElsewhere => language.sign_in_notice_ended_elsewhere(),
        SignInNote::PasswordChanged => language.sign_in_notice_password_changed(),
        SignInNote::SignedOut => language.sign_in_notice_signed_out(),
        SignInNote::Switched => language.sign_in_notice_switched(),
    }
}

fn form(
    language: Language,
    heading: &'static str,
    to: &str,
    resume: &str,
    rejected: Option<Rejected>,
) -> impl IntoView + use<> {
    let to_cart = paths::after_sign_in(to) == Destination::Cart;
    let (typed, why) = match rejected {
        Some(Rejected { form, why }) => (form, Some(why)),
        None => (
            SignInForm {
                shared_device: devices::is_shared(&Services::current()),
                ..SignInForm::default()
            },
            None,
        ),
    };
    let (empty_user_id, empty_password) = match why {
        Some(SignInRejection::Empty { user_id, password }) => (user_id, password),
        _ => (false, false),
    };
    let user_id = Field {
        name: "user_id",
        label: language.sign_in_user_id(),
        value: typed.user_id,
        error: empty_user_id.then(|| language.sign_in_error_user_id_empty().to_owned()),
        // the browser offers passkeys at this field (WebAuthn, conditional mediation)
        autocomplete: "username webauthn",
        // a Latin keyboard, without full-width letters
        inputmode: Some("email"),
        enterkeyhint: Some("next"),
        ..Field::default()
    };
    let password = Field {
        name: "password",
        label: language.sign_in_password(),
        error: empty_password.then(|| language.sign_in_error_password_empty().to_owned()),
        autocomplete: "current-password",
        enterkeyhint: Some("go"),
        ..Field::default()
    };
    let mut errors = field_errors(&[&user_id, &password]);
    errors.extend(
        why.and_then(|why| form_error(language, why))
            .map(|error| (None, error)),
    );
    let members = to_cart.then(|| {
        view! {
            <p class="um-lead">{language.cart_sign_in_tagline()}</p>
            <h2>{language.cart_sign_in_members_heading()}</h2>
            <p>{language.cart_sign_in_members_paragraph()}</p>
        }
    });
    let forgot_password = if to_cart {
        language.cart_sign_in_forgot_password()
    } else {
        language.sign_in_forgot_password()
    };
    let questions = to_cart.then(|| link(paths::HELP, language.cart_sign_in_questions()));
    view! {
        {error_summary(errors)}
        <h1 tabindex="-1">{heading}</h1>
        {members}
        <form method="post" action=SignIn::url() novalidate data-busy=language.sending()>
            {text_field(&user_id)}
            {password_field(&password, false)}
            <div class="um-field um-sign-in__remember">
                <label class="um-check">
                    <input
                        type="checkbox"
                        name="remember"
                        value="yes"
                        checked=typed.remember
                        aria-describedby="remember-hint"
                    />
                    <span>{language.sign_in_remember()}</span>
                </label>
                <p class="um-hint" id="remember-hint">
                    {language.sign_in_remember_hint()}
                </p>
            </div>
            {shared_device(language, typed.shared_device)}
            {onward(to, resume)}
            <button class="um-btn um-btn--primary um-btn--lg um-btn--block">
                {language.sign_in_submit()} {icon("chevron_right")}
            </button>
        </form>
        {passkey_form(language, (to, resume), typed.shared_device, why != Some(SignInRejection::Passkey))}
        <ul class="um-links">
            {link(paths::RESET, forgot_password)} {link(paths::RECOVER, language.sign_in_forgot_both())} {questions}
        </ul>
    }
}

const SHARED_DEVICE: &str = "shared_device";

/// この端末は共用です (X18): ticked already where the last person said so.
fn shared_device(language: Language, is_shared: bool) -> impl IntoView {
    let minutes = Services::current()
        .settings
        .lifetimes
        .shared_session
        .idle
        .whole_minutes();
    view! {
        <div class="um-field">
            <label class="um-check">
                <input
                    type="checkbox"
                    name=SHARED_DEVICE
                    value="yes"
                    checked=is_shared
                    aria-describedby="shared-device-hint"
                />
                <span>{language.sign_in_shared_device()}</span>
            </label>
            <p class="um-hint" id="shared-device-hint">
                {language.sign_in_shared_device_hint(minutes.unsigned_abs())}
            </p>
        </div>
    }
}

/// Sign-in by passkey (X9): offered by the browser at the field ユーザーID, and by a button where scripts run.
fn passkey_form(
    language: Language,
    (to, resume): (&str, &str),
    is_shared: bool,
    offers: bool,
) -> Option<impl IntoView + use<>> {
    if !webauthn::is_available(&Services::current().settings) {
        return None;
    }
    Some(view! {
        <form
            method="post"
            action=SignInWithPasskey::url()
            // one that was just refused is not offered again by itself
            data-passkey-autofill=offers.then_some("")
            data-start=StartPasskeySignIn::url()
            data-busy=language.sending()
        >
            <input type="hidden" name="ceremony" />
            <input type="hidden" name="credential" />
            // follows the box of the other form
            <input type="hidden" name=SHARED_DEVICE value=is_shared.then_some("yes") />
            {onward(to, resume)}
            <button
                class="um-btn um-btn--secondary um-btn--lg um-btn--block"
                type="button"
                hidden
                data-passkey="get"
                data-start=StartPasskeySignIn::url()
                data-failed=language.passkey_failed()
            >
                {language.passkey_sign_in()}
            </button>
            <p class="um-error" role="status" data-passkey-message=""></p>
        </form>
    })
}

/// Where the sign-in leads, carried along.
fn onward(to: &str, resume: &str) -> impl IntoView + use<> {
    let resume = (!resume.is_empty())
        .then(|| view! { <input type="hidden" name=paths::RESUME value=resume.to_owned() /> });
    view! {
        <input type="hidden" name="to" value=to.to_owned() />
        {resume}
    }
}

fn link(address: &'static str, label: &'static str) -> impl IntoView {
    view! {
        <li>
            <a href=address>{label} {icon("chevron_right")}</a>
        </li>
    }
}

/// What is wrong with no single field.
fn form_error(language: Language, why: SignInRejection) -> Option<String> {
    match why {
        SignInRejection::Empty { .. } => None,
        SignInRejection::Wrong => Some(language.sign_in_error_wrong().to_owned()),
        SignInRejection::TooMany { minutes } => {
            Some(language.sign_in_error_throttled(minutes.unsigned_abs()))
        }
        SignInRejection::Passkey => Some(language.passkey_failed().to_owned()),
        SignInRejection::NotUsable => Some(language.sign_in_error_unusable().to_owned()),
    }
}

/// What the shopping site is, for who is new to it (M88–M94).
fn about_cart(language: Language) -> impl IntoView {
    view! {
        <section class="um-cart" aria-labelledby="cart-new">
            <h2 id="cart-new">{language.cart_sign_in_new_heading()}</h2>
            <p>{language.cart_sign_in_new_paragraph()}</p>
            <p class="um-muted">{language.cart_sign_in_new_note()}</p>
            <p>
                <a class="um-btn um-btn--secondary" href=paths::CONTACT>
                    {language.cart_sign_in_new_link()}
                </a>
            </p>
        </section>
        <section class="um-cart" aria-labelledby="cart-about">
            <h2 id="cart-about">{language.cart_sign_in_about_heading()}</h2>
            <ol>
                <li>{language.cart_sign_in_about_points()}</li>
                <li>
                    {language.cart_sign_in_about_delivery()} <br />
                    <span class="um-muted">{language.cart_sign_in_about_delivery_note()}</span>
                </li>
                <li>{language.cart_sign_in_about_payment()}</li>
            </ol>
            <p>{language.cart_sign_in_about_assortment()}</p>
            <p>{language.cart_sign_in_about_flow()}</p>
        </section>
    }
}
