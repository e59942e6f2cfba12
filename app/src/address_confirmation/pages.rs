//! The page of who has to confirm, and the one behind the link in the mail.

use axum::http::StatusCode;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;

use super::{
    api::{self, ConfirmAddress, ResendAddressConfirmation},
    model::{Link, Owner, TOPIC, Told, Waiting},
};
use crate::{
    guarded::guarded,
    paths,
    platform::{flash, mailed_links::press, respond, services::Services, session},
    ui::{
        controls::{Tone, WayOut, actions, button_link, icon, notice},
        form::{Field, error_summary, field_errors, text_field},
        layout::{self, Head, Section, Tab, Width},
        surroundings::language,
    },
    values::NumberRejection,
};

/// Why the cart has to wait, and what to do about it: read the mail, have it sent again, or correct the address.
#[component]
pub fn AddressConfirmationPage() -> impl IntoView {
    guarded(api::load_waiting(), |waiting| match waiting {
        Some(waiting) => waiting_page(waiting).into_any(),
        None => ().into_any(),
    })
}

fn waiting_page(waiting: Waiting) -> impl IntoView {
    let language = language();
    let Waiting {
        email,
        is_undeliverable,
    } = waiting;
    let told = match flash::take(TOPIC) {
        Some(Told::Sent { email }) => {
            let text = language.address_sent_again(email);
            Some(notice(Tone::Success, text, None))
        }
        Some(Told::TooMany { minutes }) => {
            let text = language.password_reset_throttled(minutes.unsigned_abs());
            Some(notice(Tone::Error, text, None))
        }
        None => is_undeliverable.then(|| {
            let text = language.address_undeliverable().to_owned();
            notice(Tone::Warning, text, None)
        }),
    };
    let domain = Services::current()
        .settings
        .mail_from
        .email
        .domain()
        .to_owned();
    let body = view! {
        {told}
        <h1 tabindex="-1">{language.address_heading()}</h1>
        <p>{language.address_paragraph()}</p>
        <p class="um-address">
            <strong>{email}</strong>
        </p>
        <p>{language.address_open_mail()}</p>
        <p class="um-muted">{language.mail_carrier_hint(domain)}</p>
        {actions(
            &WayOut::to(paths::ACCOUNT_EMAIL, language.address_correct()),
            view! {
                <form
                    method="post"
                    action=ResendAddressConfirmation::url()
                    data-busy=language.sending()
                >
                    <button class="um-btn um-btn--primary">{language.address_resend()}</button>
                </form>
            },
        )}
        <p>
            <a class="um-alone" href=paths::TOP>{language.registration_done_home()}</a>
        </p>
    };
    layout::member(
        Head::new(language.address_heading()),
        Section::Account(Tab::MyAccount),
        Width::Form,
        body,
    )
}

/// What the link in the mail shows: one button, which confirms, and the question for the user ID where its owner is not
/// signed in; and after it, that it is done.
#[component]
pub fn AddressConfirmationLinkPage() -> impl IntoView {
    let token = use_params_map()
        .read_untracked()
        .get("token")
        .unwrap_or_default();
    guarded(api::load_link(token), |(token, link)| match link {
        Link::Live { email, owner } => {
            let language = language();
            let owner_known = owner.is_some();
            let asked = owner.is_none().then(|| user_id_field(press::refused()));
            let errors = field_errors(asked.as_ref().as_slice());
            let about = owner.map(|Owner { user_id, shop_name }| {
                view! {
                    <p class="um-company">{language.email_confirm_about(user_id, shop_name)}</p>
                }
            });
            let head = Head::with_errors(language.address_heading(), !errors.is_empty());
            let body = view! {
                {error_summary(errors)}
                <h1 tabindex="-1">{language.address_heading()}</h1>
                {about}
                <p>{language.address_confirm_email(email)}</p>
                {owner_known.then(|| view! { <p>{language.address_confirm_paragraph()}</p> })}
                <form method="post" action=ConfirmAddress::url() novalidate data-busy=language.sending()>
                    <input type="hidden" name="token" value=token />
                    {asked.as_ref().map(text_field)}
                    <button class="um-btn um-btn--primary um-btn--lg um-btn--block">
                        {language.address_confirm_submit()} {icon("chevron_right")}
                    </button>
                </form>
            };
            layout::guest(head, body).into_any()
        }
        Link::Confirmed => confirmed_page().into_any(),
        Link::Gone => gone_page().into_any(),
    })
}

/// The mail may have reached a stranger, who does not know the user ID.
fn user_id_field(refused: Option<(String, NumberRejection)>) -> Field {
    let language = language();
    let (value, why) = refused.unzip();
    Field {
        name: "user_id",
        label: language.sign_in_user_id(),
        hints: vec![language.address_user_id_hint().to_owned()],
        error: why.map(|why| match why {
            NumberRejection::Empty => language.sign_in_error_user_id_empty().to_owned(),
            NumberRejection::Unsaid => language.address_error_user_id_unsaid().to_owned(),
            NumberRejection::Wrong => language.address_error_user_id().to_owned(),
            NumberRejection::TooMany { minutes } => {
                language.account_throttled(minutes.unsigned_abs())
            }
        }),
        value: value.unwrap_or_default(),
        autocomplete: "username",
        enterkeyhint: Some("done"),
        marked_required: true,
        ..Field::default()
    }
}

fn confirmed_page() -> impl IntoView {
    let language = language();
    // who asked for a new password got this mail instead, and asks again
    let forgotten = session::viewer().is_none().then(|| {
        view! {
            <p>
                <a class="um-alone" href=paths::RESET>{language.address_confirmed_reset()}</a>
            </p>
        }
    });
    let body = view! {
        <h1 tabindex="-1">{language.address_confirmed()}</h1>
        {notice(Tone::Success, language.address_confirmed_next(), None)}
        {button_link(
            paths::TOP.to_owned(),
            "um-btn um-btn--primary um-btn--lg um-btn--block",
            language.registration_done_home(),
        )}
        {forgotten}
    };
    layout::guest(Head::new(language.address_confirmed()), body)
}

/// A link that leads to nothing any more, and what to do instead (D9).
fn gone_page() -> impl IntoView {
    let language = language();
    respond::status(StatusCode::GONE);
    let body = view! {
        <h1 tabindex="-1">{language.reset_gone_heading()}</h1>
        <p>{language.address_gone_paragraph()}</p>
        {button_link(
            paths::ACCOUNT_EMAIL_CONFIRM.to_owned(),
            "um-btn um-btn--secondary um-btn--lg um-btn--block",
            language.address_gone_link(),
        )}
    };
    layout::guest(Head::new(language.reset_gone_heading()), body)
}
