//! The page マイ・アカウント and its dialogs, and ユーザーIDの変更 as a page.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api::{self, ChangeUserId, CheckNewUserId},
    model::{Checked, NewUserIdRejection, TOPIC, Told, UserIdChangeRejection},
};
use crate::{
    email_change,
    guarded::guarded,
    paths,
    platform::{
        flash,
        services::Services,
        session::{self, Member},
    },
    reauthentication::{Asked, proof_errors, proof_fields},
    recovery,
    rights::Right,
    text::Language,
    ui::{
        controls::{Tone, button_link, cancel_or_ok, dialog, icon, notice},
        form::{Field, error_summary, field_errors, new_password_field, text_field_with},
        layout::{self, Head, Section, Tab, Width},
        surroundings::language,
    },
};

const SECTION: Section = Section::Account(Tab::MyAccount);
const USER_ID_DIALOG: &str = "user-id";
const EMAIL_DIALOG: &str = "email";
const PASSWORD_DIALOG: &str = "password";

/// マイ・アカウント, for parent and share accounts alike (M70–M73).
#[component]
pub fn AccountPage() -> impl IntoView {
    guarded(api::load(), |(member, pending)| {
        let told: Option<Told> = flash::take(TOPIC);
        let email_told = email_change::take_told();
        let has_errors = matches!(
            told,
            Some(Told::Rejected {
                in_dialog: true,
                ..
            })
        ) || matches!(
            email_told,
            Some(email_change::Told::Rejected {
                in_dialog: true,
                ..
            })
        );
        layout::member(
            Head::with_errors(language().account_title(), has_errors),
            SECTION,
            Width::Form,
            body(&member, pending, told, email_told),
        )
    })
}

fn body(
    member: &Member,
    pending: Option<email_change::Pending>,
    told: Option<Told>,
    email_told: Option<email_change::Told>,
) -> impl IntoView + use<> {
    let language = language();
    let done = match &told {
        Some(Told::Changed { password: true }) => Some(language.user_id_done_password()),
        Some(Told::Changed { password: false }) => Some(language.user_id_done()),
        _ => None,
    };
    let pending = pending.map(|pending| {
        view! { <dd class="um-facts__note">{email_change::pending_notice(pending)}</dd> }
    });
    let password_row = view! {
        <span aria-hidden="true">{language.account_password_masked()}</span>
        <span class="um-visually-hidden">{language.account_password_masked_label()}</span>
    };
    let customer_code = member.customer_code.to_string();
    view! {
        {done.map(|done| notice(Tone::Success, done, None))}
        {email_told.as_ref().and_then(email_change::told_notice)}
        {recovery::told_notice()}
        <h1 tabindex="-1">{language.account_title()}</h1>
        <section aria-labelledby="security">
            <h2 id="security">{language.account_security_heading()}</h2>
            <dl class="um-facts">
                {fact(
                    language.account_user_id(),
                    member.user_id.clone(),
                    Some((paths::ACCOUNT_USER_ID, USER_ID_DIALOG)),
                    (),
                )}
                {fact(language.account_customer_code(), customer_code, None, ())}
                {fact(
                    language.account_email(),
                    member.email.clone(),
                    Some((paths::ACCOUNT_EMAIL, EMAIL_DIALOG)),
                    pending,
                )}
                {fact(
                    language.account_password(),
                    password_row,
                    Some((paths::ACCOUNT_PASSWORD, PASSWORD_DIALOG)),
                    (),
                )}
                {fact(language.account_kind_label(), language.account_kind(member.kind), None, ())}
            </dl>
            <p class="um-muted">{language.account_password_advice()}</p>
            <p>{language.security_link_paragraph()}</p>
            <p>
                {button_link(
                    paths::SECURITY.to_owned(),
                    "um-btn um-btn--secondary",
                    language.security_link(),
                )}
            </p>
        </section>
        <section aria-labelledby="shop">
            <h2 id="shop">{language.account_shop_heading()}</h2>
            <dl class="um-facts">
                {fact(language.account_shop_name(), member.shop_name.clone(), None, ())}
            </dl>
        </section>
        {dialogs(language, member, told, email_told)}
    }
}

/// A row; where it can be changed, with the button that opens the dialog, or leads to the page; and what stands below.
fn fact(
    name: &'static str,
    value: impl IntoView,
    change: Option<(&'static str, &'static str)>,
    note: impl IntoView,
) -> impl IntoView {
    let language = language();
    let change = change.map(|(address, dialog)| {
        view! {
            <dd class="um-facts__action">
                <a
                    class="um-btn um-btn--secondary"
                    href=address
                    data-dialog=dialog
                    aria-label=language.account_change_label(name)
                >
                    {language.button_change()}
                </a>
            </dd>
        }
    });
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value.into_any()}</dd>
            {change}
            {note.into_any()}
        </div>
    }
}

fn dialogs(
    language: Language,
    member: &Member,
    told: Option<Told>,
    email_told: Option<email_change::Told>,
) -> impl IntoView + use<> {
    let told = told.filter(|told| {
        matches!(
            told,
            Told::Rejected {
                in_dialog: true,
                ..
            } | Told::Checked {
                in_dialog: true,
                ..
            }
        )
    });
    let email_told = email_told.filter(|told| {
        matches!(
            told,
            email_change::Told::Rejected {
                in_dialog: true,
                ..
            }
        )
    });
    let user_id_open = told.is_some();
    let email_open = email_told.is_some();
    view! {
        {dialog(USER_ID_DIALOG, language.user_id_heading(), user_id_open, user_id_form(member, told, true))}
        {dialog(
            EMAIL_DIALOG,
            language.email_change_heading(),
            email_open,
            email_change::change_email_form(member, email_told, true),
        )}
        {dialog(
            PASSWORD_DIALOG,
            language.password_reset_heading(),
            false,
            recovery::password_link_form(member),
        )}
    }
}

/// ユーザーIDの変更 (M74–M76), as a page.
#[component]
pub fn ChangeUserIdPage() -> impl IntoView {
    guarded(
        std::future::ready(session::member_with(Right::AccountManagement)),
        |member| {
            let language = language();
            let told: Option<Told> = flash::take(TOPIC);
            let head = Head::with_errors(
                language.user_id_heading(),
                matches!(told, Some(Told::Rejected { .. })),
            );
            let body = view! {
                <h1 tabindex="-1">{language.user_id_heading()}</h1>
                {user_id_form(&member, told, false)}
            };
            layout::member(head, SECTION, Width::Form, body)
        },
    )
}

fn user_id_form(member: &Member, told: Option<Told>, in_dialog: bool) -> impl IntoView + use<> {
    let language = language();
    let prefix = if in_dialog { "user-id-dialog-" } else { "" };
    let (typed, why, checked) = match told {
        Some(Told::Rejected { user_id, why, .. }) => (user_id, why, None),
        Some(Told::Checked {
            user_id, checked, ..
        }) => (user_id, UserIdChangeRejection::default(), Some(checked)),
        Some(Told::Changed { .. }) | None => {
            (String::new(), UserIdChangeRejection::default(), None)
        }
    };
    let asked = Asked::always(member, why.proof, prefix);
    let user_id = Field {
        name: "user_id",
        label: language.user_id_new(),
        hints: vec![
            language.user_id_hint().to_owned(),
            language.registration_user_id_hint_more().to_owned(),
        ],
        value: typed,
        error: match checked {
            Some(Checked::Rejected(why)) => Some(user_id_error(language, why)),
            Some(Checked::TooMany { minutes }) => {
                Some(language.account_throttled(minutes.unsigned_abs()))
            }
            Some(Checked::Free) | None => why.user_id.map(|why| user_id_error(language, why)),
        },
        autocomplete: "username",
        inputmode: Some("email"),
        enterkeyhint: Some("next"),
        marked_required: true,
        id_prefix: prefix,
        ..Field::default()
    };
    let minimum = Services::current().settings.password_min;
    let new_password = Field {
        name: "new_password",
        label: language.user_id_password_new(),
        hints: vec![
            language.user_id_password_warning().to_owned(),
            language.registration_password_hint(minimum),
        ],
        error: why.password.map(|why| language.password_rejection(why)),
        autocomplete: "new-password",
        enterkeyhint: Some("done"),
        id_prefix: prefix,
        ..Field::default()
    };
    let mut errors = proof_errors(Some(&asked));
    if checked.is_none() {
        errors.extend(field_errors(&[&user_id, &new_password]));
    }
    let part = format!("{prefix}user-id-part");
    let check = check_button(language, &part, checked == Some(Checked::Free));
    let words = [&member.user_id, &member.shop_name, &member.email].map(String::as_str);
    view! {
        {error_summary(errors)}
        <form method="post" action=ChangeUserId::url() novalidate data-busy=language.saving()>
            {in_dialog.then(|| view! { <input type="hidden" name="dialog" value="yes" /> })}
            // what the Enter key presses: the first button of a form
            <button class="um-visually-hidden" tabindex="-1" aria-hidden="true"></button>
            <p>{language.user_id_current()} " " <strong>{member.user_id.clone()}</strong></p>
            {proof_fields(Some(&asked))}
            <div id=part>{text_field_with(&user_id, check)}</div>
            {new_password_field(&new_password, &words.join(" "))}
            <p class="um-muted">{language.user_id_sessions_note()}</p>
            {cancel_or_ok(paths::ACCOUNT)}
        </form>
    }
}

/// 登録可能か確認する (M75): in place where scripts run, with a page where none do.
fn check_button(language: Language, part: &str, is_free: bool) -> impl IntoView + use<> {
    let answer = is_free.then(|| {
        view! {
            <p class="um-ok" tabindex="-1" autofocus>
                {icon("check_circle")}
                {language.registration_user_id_free()}
            </p>
        }
    });
    view! {
        <div class="um-field__after">
            <button
                class="um-btn um-btn--secondary"
                formaction=CheckNewUserId::url()
                data-part=part.to_owned()
            >
                {language.user_id_check()}
                {icon("chevron_right")}
            </button>
            <div role="status">{answer}</div>
        </div>
    }
}

fn user_id_error(language: Language, why: NewUserIdRejection) -> String {
    match why {
        NewUserIdRejection::Rejected(why) => language.user_id_rejection(why),
        NewUserIdRejection::Same => language.user_id_same().to_owned(),
        NewUserIdRejection::ChangedMeanwhile => language.user_id_changed_meanwhile().to_owned(),
    }
}
