//! The form for a new e-mail address, and the pages behind the links in its mails.

use axum::http::StatusCode;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;

use super::{
    api::{
        self, ConfirmEmailChange, RequestEmailChange, ResendEmailConfirmation, UndoEmailChange,
        WithdrawEmailChange,
    },
    model::{ConfirmationMail, EmailRejection, Link, Live, Outcome, Pending, Told},
};
use crate::{
    guarded::guarded,
    paths,
    platform::{
        letter,
        mailed_links::{Kind, press},
        respond,
        services::Services,
        session::{self, Member},
    },
    reauthentication::{Asked, ProofRejection, proof_errors, proof_fields},
    rights::Right,
    text::Language,
    ui::{
        controls::{Tone, button_link, cancel_or_ok, icon, notice, other_viewer_notice},
        form::{Field, error_summary, field_errors, number_field, text_field},
        layout::{self, Head, Section, Tab, Width},
        surroundings::language,
    },
    values::EmailAddress,
};

/// What came of a form, above マイ・アカウント.
pub fn told_notice(told: &Told) -> Option<AnyView> {
    let language = language();
    let hours = Services::current()
        .settings
        .lifetimes
        .email_confirmation
        .whole_hours()
        .unsigned_abs();
    let mut more = None;
    let (tone, text) = match told {
        Told::Sent { email } => {
            let settings = &Services::current().settings;
            more = Some(language.mail_carrier_hint(settings.mail_from.email.domain()));
            (Tone::Success, language.email_sent(hours, email))
        }
        Told::Withdrawn => (Tone::Success, language.email_withdrawn().to_owned()),
        Told::NothingPending => (Tone::Info, language.email_nothing_pending().to_owned()),
        Told::ResendTooMany { minutes } => (
            Tone::Error,
            language.password_reset_throttled(minutes.unsigned_abs()),
        ),
        Told::Rejected { .. } => return None,
    };
    Some(notice(tone, text, more).into_any())
}

/// The change that waits for its confirmation, below the address that still counts.
pub fn pending_notice(pending: Pending) -> impl IntoView {
    let language = language();
    let more = match pending.mail {
        ConfirmationMail::Queued => language.email_pending_queued().to_owned(),
        ConfirmationMail::ValidUntil(at) => {
            language.email_pending_until(letter::short_date_time(language, at))
        }
        ConfirmationMail::Expired => language.email_pending_expired().to_owned(),
        ConfirmationMail::Undeliverable => language.email_pending_undeliverable().to_owned(),
    };
    view! {
        <div class="um-pending">
            <p>{icon("schedule")} <span>{language.email_pending(pending.email)}</span></p>
            <p class="um-hint">{more}</p>
            <div class="um-pending__actions">
                <form method="post" action=ResendEmailConfirmation::url() data-busy=language.sending()>
                    <button class="um-btn um-btn--secondary">{language.email_pending_resend()}</button>
                </form>
                <form method="post" action=WithdrawEmailChange::url() data-busy=language.sending()>
                    <button class="um-btn um-btn--text">{language.email_pending_withdraw()}</button>
                </form>
            </div>
        </div>
    }
}

/// メールアドレスの変更 (M77), as a page.
#[component]
pub fn ChangeEmailPage() -> impl IntoView {
    guarded(
        std::future::ready(session::member_with(Right::AccountManagement)),
        |member| {
            let language = language();
            let told = api::take_told().filter(|told| matches!(told, Told::Rejected { .. }));
            let head = Head::with_errors(language.email_change_heading(), told.is_some());
            let body = view! {
                <h1 tabindex="-1">{language.email_change_heading()}</h1>
                {change_email_form(&member, told, false)}
            };
            layout::member(head, Section::Account(Tab::MyAccount), Width::Form, body)
        },
    )
}

/// The form (M77, M78), in the dialog or on its page.
pub fn change_email_form(
    member: &Member,
    told: Option<Told>,
    in_dialog: bool,
) -> impl IntoView + use<> {
    let language = language();
    let prefix = if in_dialog { "email-dialog-" } else { "" };
    let (typed, why) = match told {
        Some(Told::Rejected { email, why, .. }) => (email, Some(why)),
        _ => (String::new(), None),
    };
    let (about_email, about_form, about_proof) = match why {
        None => (None, None, None),
        Some(EmailRejection::Proof(why)) => (None, None, Some(why)),
        Some(EmailRejection::TooMany { minutes }) => {
            let text = language.account_throttled(minutes.unsigned_abs());
            (None, Some(text), None)
        }
        Some(EmailRejection::Empty) => (Some(language.add_error_email_empty()), None, None),
        Some(EmailRejection::Form) => (Some(language.add_error_email_form()), None, None),
        Some(EmailRejection::Same) => (Some(language.email_same()), None, None),
    };
    let email = Field {
        name: "email",
        label: language.email_field(),
        value: typed,
        error: about_email.map(ToOwned::to_owned),
        autocomplete: "email",
        inputmode: Some("email"),
        enterkeyhint: Some("done"),
        marked_required: true,
        id_prefix: prefix,
        ..Field::default()
    };
    let asked = asked(member, about_proof, prefix);
    let mut errors = field_errors(&[&email]);
    errors.extend(proof_errors(asked.as_ref()));
    errors.extend(about_form.map(|text| (None, text)));
    view! {
        {error_summary(errors)}
        <form method="post" action=RequestEmailChange::url() novalidate data-busy=language.sending()>
            {in_dialog.then(|| view! { <input type="hidden" name="dialog" value="yes" /> })}
            <p>{language.email_heading()}</p>
            {text_field(&email)}
            {proof_fields(asked.as_ref())}
            <p>{language.email_note()}</p>
            <p class="um-muted">{language.email_sessions_note()}</p>
            {cancel_or_ok(paths::ACCOUNT)}
        </form>
    }
}

fn asked(member: &Member, why: Option<ProofRejection>, prefix: &'static str) -> Option<Asked> {
    Asked::if_needed(member, why, prefix)
}

fn token_parameter() -> String {
    use_params_map()
        .read_untracked()
        .get("token")
        .unwrap_or_default()
}

/// What the link in the mail to the new address shows (M79): one button, which makes the change.
#[component]
pub fn EmailConfirmationPage() -> impl IntoView {
    guarded(
        api::load_link(Kind::EmailConfirmation, token_parameter()),
        |(token, link)| match link {
            Link::Live(link) => confirmation_page(token, *link).into_any(),
            Link::Done(outcome) => done_page(outcome).into_any(),
            Link::Gone => gone_page().into_any(),
        },
    )
}

fn confirmation_page(token: String, link: Live) -> impl IntoView {
    let language = language();
    let press = Press {
        heading: language.email_confirm_heading(),
        action: ConfirmEmailChange::url(),
        label: language.email_confirm_submit(),
    };
    let old_email = EmailAddress::parse(&link.old_email)
        .map_or_else(|_| "***".to_owned(), |email| email.masked());
    let new_email = link.new_email.clone();
    let about = view! {
        <p>{language.email_confirm_old(old_email)}</p>
        <p>{language.email_confirm_paragraph(new_email)}</p>
        <p class="um-muted">{language.email_confirm_ends()}</p>
    };
    press_page(press, token, link, about)
}

/// What the links in the mails to the old address show (X1): one button, which undoes the change.
#[component]
pub fn EmailUndoPage() -> impl IntoView {
    guarded(
        api::load_link(Kind::EmailUndo, token_parameter()),
        |(token, link)| match link {
            Link::Live(link) => undo_page(token, *link).into_any(),
            Link::Done(outcome) => done_page(outcome).into_any(),
            Link::Gone => gone_page().into_any(),
        },
    )
}

fn undo_page(token: String, link: Live) -> impl IntoView {
    let language = language();
    let old_email = link.old_email.clone();
    let (paragraph, label) = if link.is_pending {
        (
            language.email_call_off_paragraph(old_email),
            language.email_call_off_submit(),
        )
    } else {
        (
            language.email_undo_paragraph(old_email),
            language.email_undo_submit(),
        )
    };
    let press = Press {
        heading: language.email_undo_heading(),
        action: UndoEmailChange::url(),
        label,
    };
    press_page(press, token, link, view! { <p>{paragraph}</p> })
}

/// The one thing to do on the page behind a live link.
#[derive(Clone, Copy)]
struct Press {
    heading: &'static str,
    action: &'static str,
    label: &'static str,
}

fn press_page(press: Press, token: String, link: Live, about: impl IntoView) -> impl IntoView {
    let language = language();
    let Press {
        heading,
        action,
        label,
    } = press;
    let number = link.asks_number.then(|| number_field(press::refused()));
    let errors = field_errors(number.as_ref().as_slice());
    let head = Head::with_errors(heading, !errors.is_empty());
    let body = view! {
        {error_summary(errors)}
        {other_viewer_notice(&link.user_id)}
        <h1 tabindex="-1">{heading}</h1>
        <p class="um-company">{language.email_confirm_about(link.user_id, link.shop_name)}</p>
        {about}
        <form method="post" action=action novalidate data-busy=language.sending()>
            <input type="hidden" name="token" value=token />
            {number.as_ref().map(text_field)}
            <button class="um-btn um-btn--primary um-btn--lg um-btn--block">
                {label} {icon("chevron_right")}
            </button>
        </form>
    };
    layout::guest(head, body)
}

/// A link that leads to nothing any more, and what to do instead (D9).
fn gone_page() -> impl IntoView {
    let language = language();
    respond::status(StatusCode::GONE);
    let body = view! {
        <h1 tabindex="-1">{language.reset_gone_heading()}</h1>
        <p>{language.email_gone_paragraph()}</p>
        {button_link(
            paths::ACCOUNT.to_owned(),
            "um-btn um-btn--secondary um-btn--lg um-btn--block",
            language.email_gone_link(),
        )}
    };
    layout::guest(Head::new(language.reset_gone_heading()), body)
}

/// What a press came to.
fn done_page(outcome: Outcome) -> impl IntoView {
    let language = language();
    let (heading, text, next) = texts(language, outcome);
    let next_address = if outcome == Outcome::Undone {
        paths::RESET
    } else {
        paths::ACCOUNT
    };
    let advice = match outcome {
        Outcome::Confirmed => None,
        Outcome::Undone => Some(language.email_undone_next()),
        Outcome::CalledOff => Some(language.email_called_off_next()),
    };
    let body = view! {
        {notice(Tone::Success, text, None)}
        <h1 tabindex="-1">{heading}</h1>
        {advice.map(|advice| view! { <p>{advice}</p> })}
        {button_link(
            next_address.to_owned(),
            "um-btn um-btn--primary um-btn--lg um-btn--block",
            next,
        )}
    };
    layout::guest(Head::new(heading), body)
}

fn texts(language: Language, outcome: Outcome) -> (&'static str, &'static str, &'static str) {
    match outcome {
        Outcome::Confirmed => (
            language.email_confirm_heading(),
            language.email_done(),
            language.email_done_next(),
        ),
        Outcome::Undone => (
            language.email_undo_heading(),
            language.email_undone(),
            language.reset_gone_link(),
        ),
        Outcome::CalledOff => (
            language.email_undo_heading(),
            language.email_called_off(),
            language.email_done_next(),
        ),
    }
}
