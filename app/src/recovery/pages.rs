//! The pages of recovery.

use axum::http::StatusCode;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;

use super::{
    api::{self, RecoverUserId, RequestPasswordReset, SendPasswordLink, SetNewPassword},
    model::{EmailProblem, Link, RequestForm, RequestRejection, TOPIC, Told},
};
use crate::{
    guarded::guarded,
    paths,
    platform::{
        flash, respond,
        services::Services,
        session::{self, Member},
    },
    rights::Right,
    text::Language,
    ui::{
        controls::{
            Tone, button_link, cancel_or_ok, icon, notice, other_viewer_notice, phone_link,
        },
        form::{Field, error_summary, field_errors, new_password_field, text_field},
        layout::{self, Head, Section, Tab, Width},
        surroundings::language,
    },
    values::{EmailAddress, PasswordRejection},
};

fn rejected() -> (RequestForm, Option<RequestRejection>) {
    match flash::take(TOPIC) {
        Some(Told::RequestRejected { form, why }) => (form, Some(why)),
        _ => (RequestForm::default(), None),
    }
}

/// パスワード再設定 (M20, M21): ログインID and メールアドレス.
#[component]
pub fn ResetPage() -> impl IntoView {
    let language = language();
    let (form, why) = rejected();
    let why_or_not = why.unwrap_or_default();
    let user_id = Field {
        name: "user_id",
        label: language.reset_user_id(),
        value: form.user_id.unwrap_or_default(),
        error: why_or_not
            .user_id_empty
            .then(|| language.reset_error_user_id_empty().to_owned()),
        autocomplete: "username",
        inputmode: Some("email"),
        enterkeyhint: Some("next"),
        marked_required: true,
        ..Field::default()
    };
    let email = email_field(language, language.reset_email(), form.email, why_or_not);
    let mut errors = field_errors(&[&user_id, &email]);
    errors.extend(too_many(language, why_or_not));
    let body = view! {
        {error_summary(errors)}
        <h1 tabindex="-1">{language.reset_heading()}</h1>
        <p>{language.reset_paragraph()}</p>
        <form
            method="post"
            action=RequestPasswordReset::url()
            novalidate
            data-busy=language.sending()
        >
            {text_field(&user_id)}
            {text_field(&email)}
            {submit(language)}
        </form>
        <ul class="um-links">
            <li>
                <a href=paths::RECOVER>{language.sign_in_forgot_both()} {icon("chevron_right")}</a>
            </li>
            {back_to_sign_in(language)}
        </ul>
        {help(language)}
    };
    layout::guest(
        Head::with_errors(language.reset_heading(), why.is_some()),
        body,
    )
}

/// ユーザーIDとパスワードを忘れた方 (M24): the address, and the customer number where it is known.
#[component]
pub fn RecoverPage() -> impl IntoView {
    let language = language();
    let (form, why) = rejected();
    let why_or_not = why.unwrap_or_default();
    let email = email_field(language, language.recover_email(), form.email, why_or_not);
    let code = Field {
        name: "customer_code",
        label: language.recover_customer_code_label(),
        hints: vec![language.recover_customer_code_hint().to_owned()],
        value: form.customer_code,
        error: why_or_not
            .customer_code
            .then(|| language.reset_error_customer_code().to_owned()),
        autocomplete: "off",
        inputmode: Some("numeric"),
        enterkeyhint: Some("done"),
        ..Field::default()
    };
    let mut errors = field_errors(&[&email, &code]);
    errors.extend(too_many(language, why_or_not));
    let body = view! {
        {error_summary(errors)}
        <h1 tabindex="-1">{language.recover_heading()}</h1>
        <p>{language.recover_paragraph()}</p>
        <form method="post" action=RecoverUserId::url() novalidate data-busy=language.sending()>
            {text_field(&email)}
            {text_field(&code)}
            {submit(language)}
        </form>
        <ul class="um-links">{back_to_sign_in(language)}</ul>
        {help(language)}
    };
    layout::guest(
        Head::with_errors(language.recover_heading(), why.is_some()),
        body,
    )
}

fn email_field(
    language: Language,
    label: &'static str,
    value: String,
    why: RequestRejection,
) -> Field {
    Field {
        name: "email",
        label,
        value,
        error: why.email.map(|why| {
            match why {
                EmailProblem::Empty => language.add_error_email_empty(),
                EmailProblem::Form => language.add_error_email_form(),
            }
            .to_owned()
        }),
        autocomplete: "email",
        inputmode: Some("email"),
        enterkeyhint: Some("next"),
        marked_required: true,
        ..Field::default()
    }
}

fn too_many(language: Language, why: RequestRejection) -> Option<(Option<String>, String)> {
    why.too_many_minutes
        .map(|minutes| (None, language.error_429_paragraph(minutes.unsigned_abs())))
}

fn submit(language: Language) -> impl IntoView {
    view! {
        <button class="um-btn um-btn--primary um-btn--lg um-btn--block">
            {language.reset_submit()} {icon("chevron_right")}
        </button>
    }
}

fn back_to_sign_in(language: Language) -> impl IntoView {
    view! {
        <li>
            <a href=paths::SIGN_IN>{language.recovery_sign_in_link()} {icon("chevron_right")}</a>
        </li>
    }
}

/// Whom to call where no mail can help.
fn help(language: Language) -> impl IntoView {
    view! {
        <section class="um-help" aria-labelledby="recovery-help">
            <h2 id="recovery-help">{language.recovery_help_heading()}</h2>
            <p>{language.recovery_phone_paragraph()}</p>
            <p>{phone_link()}</p>
            <p class="um-muted">{language.recovery_phone_prepare()}</p>
            <p class="um-muted">{language.recovery_phone_share()}</p>
        </section>
    }
}

/// メールをご確認ください: the same whether there was anything to send or not (R5).
#[component]
pub fn RecoverySentPage() -> impl IntoView {
    let language = language();
    let settings = Services::current().settings;
    let minutes = settings
        .lifetimes
        .password_reset
        .whole_minutes()
        .unsigned_abs();
    let domain = settings.mail_from.email.domain();
    let body = view! {
        <h1 tabindex="-1">{language.reset_sent_heading()}</h1>
        <p>{language.reset_sent_paragraph(minutes)}</p>
        <p>{language.reset_sent_recover_paragraph()}</p>
        <p>{language.reset_sent_help(domain)}</p>
        <p>{language.mail_carrier_hint(domain)}</p>
        <ul class="um-links">
            <li>
                <a href=paths::RESET>{language.reset_sent_again()} {icon("chevron_right")}</a>
            </li>
            {back_to_sign_in(language)}
        </ul>
    };
    layout::guest(Head::new(language.reset_sent_heading()), body)
}

/// 新しいパスワードの設定 (M23).
#[component]
pub fn NewPasswordPage() -> impl IntoView {
    let token = use_params_map().read_untracked().get("token");
    guarded(api::load_link(token), |(token, link)| match link {
        Link::Live { user_id, shop_name } => {
            let why = match flash::take(TOPIC) {
                Some(Told::PasswordRejected { why }) => Some(why),
                _ => None,
            };
            new_password_page(token, &user_id, &shop_name, why).into_any()
        }
        Link::Used => used_page().into_any(),
        Link::Gone => gone_page().into_any(),
    })
}

fn new_password_page(
    token: String,
    user_id: &str,
    shop_name: &str,
    why: Option<PasswordRejection>,
) -> impl IntoView + use<> {
    let language = language();
    let minimum = Services::current().settings.password_min;
    let password = Field {
        name: "password",
        label: language.reset_new_password(),
        hints: vec![language.registration_password_hint(minimum)],
        error: why.map(|why| language.password_rejection(why)),
        autocomplete: "new-password",
        enterkeyhint: Some("done"),
        marked_required: true,
        ..Field::default()
    };
    let body = view! {
        {error_summary(field_errors(&[&password]))}
        {other_viewer_notice(user_id)}
        <h1 tabindex="-1">{language.reset_new_heading()}</h1>
        <p class="um-company">{language.reset_new_about(user_id, shop_name)}</p>
        <p>{language.reset_new_ends()}</p>
        // the script puts `data-address` in place of the address, so that the token leaves it at once (R21)
        <form
            method="post"
            action=SetNewPassword::url()
            novalidate
            data-busy=language.saving()
            data-address=paths::RESET_NEW
        >
            <input type="hidden" name="token" value=token />
            // for password managers: whose password it is
            <input
                class="um-visually-hidden"
                type="text"
                name="username"
                autocomplete="username"
                value=user_id.to_owned()
                tabindex="-1"
                aria-hidden="true"
                readonly
            />
            {new_password_field(&password, &format!("{user_id} {shop_name}"))}
            <button class="um-btn um-btn--primary um-btn--lg um-btn--block">
                {language.reset_new_submit()} {icon("chevron_right")}
            </button>
        </form>
    };
    layout::guest(
        Head::with_errors(language.reset_new_heading(), why.is_some()),
        body,
    )
}

/// A link that has done what it was for: for whoever presses twice, or comes back to it (D9). It does not say which
/// password it was; a second press may have had another one.
fn used_page() -> impl IntoView {
    let language = language();
    let body = view! {
        <h1 tabindex="-1">{language.reset_used_heading()}</h1>
        <p>{language.reset_used_paragraph()}</p>
        {button_link(
            paths::SIGN_IN.to_owned(),
            "um-btn um-btn--primary um-btn--lg um-btn--block",
            language.reset_used_link(),
        )}
        <ul class="um-links">
            <li>
                <a href=paths::RESET>{language.reset_used_again()} {icon("chevron_right")}</a>
            </li>
        </ul>
    };
    layout::guest(Head::new(language.reset_used_heading()), body)
}

/// A link that leads to nothing any more, and what to do instead (D9).
fn gone_page() -> impl IntoView {
    let language = language();
    respond::status(StatusCode::GONE);
    let body = view! {
        <h1 tabindex="-1">{language.reset_gone_heading()}</h1>
        <p>{language.reset_gone_paragraph()}</p>
        {button_link(
            paths::RESET.to_owned(),
            "um-btn um-btn--primary um-btn--lg um-btn--block",
            language.reset_gone_link(),
        )}
        <ul class="um-links">{back_to_sign_in(language)}</ul>
    };
    layout::guest(Head::new(language.reset_gone_heading()), body)
}

/// パスワード再設定 from マイ・アカウント (M80), as a page.
#[component]
pub fn PasswordLinkPage() -> impl IntoView {
    guarded(
        std::future::ready(session::member_with(Right::AccountManagement)),
        |member| {
            let language = language();
            let body = view! {
                <h1 tabindex="-1">{language.password_reset_heading()}</h1>
                {password_link_form(&member)}
            };
            layout::member(
                Head::new(language.password_reset_heading()),
                Section::Account(Tab::MyAccount),
                Width::Form,
                body,
            )
        },
    )
}

/// The form (M80), in the dialog or on its page.
pub fn password_link_form(member: &Member) -> impl IntoView + use<> {
    let language = language();
    let email = masked(&member.email);
    view! {
        <form method="post" action=SendPasswordLink::url() data-busy=language.sending()>
            <div class="um-dialog__body">
                <p>{language.password_reset_paragraph()}</p>
                <p>{language.password_reset_address(email)}</p>
                <p class="um-muted">{language.reset_new_ends()}</p>
            </div>
            {cancel_or_ok(paths::ACCOUNT)}
        </form>
    }
}

fn masked(email: &str) -> String {
    EmailAddress::parse(email).map_or_else(|_| "***".to_owned(), |email| email.masked())
}

/// What came of that form, above マイ・アカウント.
pub fn told_notice() -> Option<AnyView> {
    let language = language();
    let settings = Services::current().settings;
    match flash::take(TOPIC)? {
        Told::LinkSent { email } => {
            let minutes = settings.lifetimes.password_reset.whole_minutes();
            let text = language.password_reset_sent(minutes.unsigned_abs(), email);
            let more = language.mail_carrier_hint(settings.mail_from.email.domain());
            Some(notice(Tone::Success, text, Some(more)).into_any())
        }
        Told::LinkTooMany { minutes } => {
            let text = language.password_reset_throttled(minutes.unsigned_abs());
            Some(notice(Tone::Error, text, None).into_any())
        }
        Told::RequestRejected { .. } | Told::PasswordRejected { .. } => None,
    }
}
