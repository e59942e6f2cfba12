//! The three steps of the first registration.

mod declining;
mod gone;

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;

use super::{
    api::{CheckUserId, ConfirmRegistration, EnterRegistration, SignOutForRegistration},
    model::{Draft, Gone, Link, Registration, UserIdRemark},
    service,
};
use gone::gone_page;

pub use declining::DeclinePage;

use crate::{
    guarded::guarded,
    handoff::OpenCart,
    paths,
    platform::{
        failure::{self, Failure},
        respond,
        services::Services,
        session::{self, Member},
    },
    text::Language,
    ui::{
        controls::{Tone, WayOut, actions, button_link, icon, notice, steps},
        form::{
            Field, error_summary, field_errors, new_password_field, password_field, text_field_with,
        },
        layout::{self, Head},
        sign_out_first::sign_out_first,
        surroundings::language,
    },
};

/// What the pages load. Changes nothing (D8).
async fn load(token: String) -> Result<(String, Link), Failure> {
    let link = service::look_up(&Services::current(), &token)
        .await
        .map_err(|error| failure::internal(&error))?;
    Ok((token, link))
}

fn token_parameter() -> String {
    use_params_map()
        .read_untracked()
        .get("token")
        .unwrap_or_default()
}

fn step_titles(language: Language) -> [&'static str; 3] {
    [
        language.registration_step_enter(),
        language.registration_step_check(),
        language.registration_step_done(),
    ]
}

/// Step 1, 登録内容の入力 (M52–M57).
#[component]
pub fn RegistrationPage() -> impl IntoView {
    guarded(load(token_parameter()), |(token, link)| match link {
        Link::Gone(gone) => gone_page(gone).into_any(),
        Link::Live(registration) => match session::viewer() {
            Some(viewer) => someone_else_page(&token, &registration, &viewer).into_any(),
            None => enter_page(&token, *registration).into_any(),
        },
    })
}

/// Step 2, 登録内容の確認 (M58, M59).
#[component]
pub fn RegistrationCheckPage() -> impl IntoView {
    guarded(load(token_parameter()), |(token, link)| match link {
        Link::Gone(gone) => gone_page(gone).into_any(),
        Link::Live(registration) => match registration.draft.clone() {
            Some(draft) if draft.is_complete() && session::viewer().is_none() => {
                check_page(&token, &registration, &draft).into_any()
            }
            _ => {
                respond::see(&paths::invitation(&token));
                ().into_any()
            }
        },
    })
}

/// Step 3, 登録完了 (M60).
#[component]
pub fn RegistrationDonePage() -> impl IntoView {
    guarded(load(token_parameter()), |(token, link)| match link {
        Link::Gone(Gone::Used { account }) => {
            let registered = session::viewer().filter(|viewer| viewer.account == account);
            done_page(registered.as_ref()).into_any()
        }
        Link::Gone(gone) => gone_page(gone).into_any(),
        Link::Live(_) => {
            respond::see(&paths::invitation(&token));
            ().into_any()
        }
    })
}

fn heading(language: Language, shop_name: &str) -> impl IntoView + use<> {
    view! {
        <p class="um-company">{language.registration_company(shop_name)}</p>
        <h1 tabindex="-1">{language.registration_heading()}</h1>
    }
}

fn enter_page(token: &str, registration: Registration) -> impl IntoView + use<> {
    let language = language();
    let Registration {
        shop_name,
        name,
        masked_email,
        by_mail,
        draft,
        ..
    } = registration;
    let draft = draft.unwrap_or_default();
    let has_errors = !draft.remarks.rejects_nothing();
    let free = draft.remarks.user_id == Some(UserIdRemark::Free);
    let user_id = user_id_field(language, &draft);
    let [password, confirmation] = password_fields(language, &draft);
    let mut errors = field_errors(&[&user_id, &password, &confirmation]);
    if let Some(minutes) = draft.remarks.too_many_minutes {
        errors.push((None, language.error_429_paragraph(minutes.unsigned_abs())));
    }
    let check = view! {
        <div class="um-field__after">
            <button
                class="um-btn um-btn--secondary"
                formaction=CheckUserId::url()
                data-part="user-id-part"
            >
                {language.user_id_check()}
            </button>
            <div role="status">
                {free
                    .then(|| {
                        view! {
                            <p class="um-ok" tabindex="-1" autofocus>
                                {icon("check_circle")}
                                {language.registration_user_id_free()}
                            </p>
                        }
                    })}
            </div>
        </div>
    };
    let body = view! {
        {error_summary(errors)}
        {heading(language, &shop_name)}
        {steps(step_titles(language), 1)}
        <p class="um-lead">{language.registration_lead(&shop_name, &name)}</p>
        {by_mail
            .then(|| {
                view! {
                    <p class="um-muted">{language.registration_invited_address(masked_email)}</p>
                }
            })}
        <form method="post" action=EnterRegistration::url() novalidate data-busy=language.sending()>
            <input type="hidden" name="token" value=token.to_owned() />
            // what the Enter key presses: the first button of a form
            <button class="um-visually-hidden" tabindex="-1" aria-hidden="true"></button>
            <div id="user-id-part">{text_field_with(&user_id, check)}</div>
            {new_password_field(&password, &shop_name)}
            {password_field(&confirmation, true)}
            <p>{language.registration_enter_lead()}</p>
            <button class="um-btn um-btn--primary um-btn--lg um-btn--block">
                {language.registration_enter_submit()} {icon("chevron_right")}
            </button>
        </form>
        {by_mail
            .then(|| {
                view! {
                    <p>
                        <a href=paths::invitation_decline(
                            token,
                        )>{language.registration_decline_link()}</a>
                    </p>
                }
            })}
    };
    layout::guest(
        Head::with_errors(language.registration_heading(), has_errors),
        body,
    )
}

fn user_id_field(language: Language, draft: &Draft) -> Field {
    Field {
        name: "user_id",
        label: language.registration_user_id(),
        hints: vec![
            language.registration_user_id_hint().to_owned(),
            language.registration_user_id_hint_more().to_owned(),
        ],
        value: draft.user_id.clone(),
        error: match draft.remarks.user_id {
            Some(UserIdRemark::Rejected(why)) => Some(language.user_id_rejection(why)),
            Some(UserIdRemark::Free) | None => None,
        },
        autocomplete: "username",
        inputmode: Some("email"),
        enterkeyhint: Some("next"),
        marked_required: true,
        ..Field::default()
    }
}

fn password_fields(language: Language, draft: &Draft) -> [Field; 2] {
    let minimum = Services::current().settings.password_min;
    let mut hints = vec![language.registration_password_hint(minimum)];
    if draft.has_password {
        hints.push(language.registration_password_kept().to_owned());
    }
    let password = Field {
        name: "password",
        label: language.registration_password(),
        hints,
        error: draft
            .remarks
            .password
            .map(|why| language.password_rejection(why)),
        autocomplete: "new-password",
        enterkeyhint: Some("next"),
        marked_required: !draft.has_password,
        ..Field::default()
    };
    let confirmation = Field {
        name: "password_confirmation",
        label: language.registration_password_confirmation(),
        error: draft
            .remarks
            .mismatch
            .then(|| language.registration_error_password_mismatch().to_owned()),
        autocomplete: "new-password",
        enterkeyhint: Some("done"),
        marked_required: !draft.has_password,
        ..Field::default()
    };
    [password, confirmation]
}

fn check_page(token: &str, registration: &Registration, draft: &Draft) -> impl IntoView + use<> {
    let language = language();
    let body = view! {
        {heading(language, &registration.shop_name)}
        {steps(step_titles(language), 2)}
        <h2>{language.registration_check_heading()}</h2>
        <dl class="um-facts">
            <div>
                <dt>{language.registration_check_user_id()}</dt>
                <dd>{draft.user_id.clone()}</dd>
            </div>
            <div>
                <dt>{language.registration_check_password()}</dt>
                <dd>{language.registration_password_masked()}</dd>
            </div>
        </dl>
        <p>{language.registration_check_lead()}</p>
        <form method="post" action=ConfirmRegistration::url() data-busy=language.sending()>
            <input type="hidden" name="token" value=token.to_owned() />
            <input type="hidden" name="version" value=draft.version />
            {actions(
                &WayOut::to(paths::invitation(token), language.registration_back()).with_chevron(),
                view! {
                    <button class="um-btn um-btn--primary">
                        {language.registration_confirm()} {icon("chevron_right")}
                    </button>
                },
            )}
        </form>
    };
    layout::guest(Head::new(language.registration_check_heading()), body)
}

fn done_page(registered: Option<&Member>) -> impl IntoView + use<> {
    let language = language();
    let unconfirmed = registered
        .filter(|member| !member.email_confirmed)
        .map(|member| {
            let text = language.address_registered_next(&member.email);
            notice(Tone::Info, text, None)
        });
    let cart = if unconfirmed.is_some() {
        // the cart waits for the mail to be read
        let class = "um-btn um-btn--secondary um-btn--lg um-btn--block";
        button_link(
            paths::ACCOUNT_EMAIL_CONFIRM.to_owned(),
            class,
            language.address_needed_link(),
        )
        .into_any()
    } else if registered.is_some() {
        view! {
            <form method="post" action=OpenCart::url() data-busy=language.sending()>
                <button class="um-btn um-btn--primary um-btn--lg um-btn--block">
                    {language.registration_done_cart()} {icon("chevron_right")}
                </button>
            </form>
        }
        .into_any()
    } else {
        let address = paths::SIGN_IN_TO_CART.to_owned();
        button_link(
            address,
            "um-btn um-btn--primary um-btn--lg um-btn--block",
            language.registration_done_cart(),
        )
        .into_any()
    };
    let body = view! {
        <h1 tabindex="-1">{language.registration_done_heading()}</h1>
        {steps(step_titles(language), 3)}
        {notice(Tone::Success, language.registration_done_paragraph(), None)}
        {unconfirmed}
        {cart}
        <p>
            <a class="um-alone" href=paths::TOP>{language.registration_done_home()}</a>
        </p>
    };
    layout::guest(Head::new(language.registration_done_heading()), body)
}

fn someone_else_page(
    token: &str,
    registration: &Registration,
    viewer: &Member,
) -> impl IntoView + use<> {
    let language = language();
    let body = view! {
        {heading(language, &registration.shop_name)}
        {sign_out_first(&viewer.user_id, SignOutForRegistration::url(), token.to_owned())}
    };
    layout::guest(Head::new(language.registration_heading()), body)
}
