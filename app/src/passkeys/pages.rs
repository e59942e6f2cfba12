//! The passkeys on the security page, and the page of one.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;

use super::{
    api::{self, AddPasskey, RemovePasskey, RenamePasskey, StartPasskeyCreation},
    model::{MOST, NameProblem, Passkey, PasskeyRejection, TOPIC, Told},
};
use crate::{
    guarded::guarded,
    paths,
    platform::{flash, letter, services::Services, session, webauthn},
    reauthentication::{Asked, ProofRejection, proof_errors, proof_fields},
    text::Language,
    ui::{
        controls::{Tone, WayOut, actions, notice},
        form::{Field, error_summary, field_errors, text_field},
        layout::{self, Head, Section, Tab, Width},
        surroundings::language,
    },
};

/// What came of the forms about passkeys, and whether that is an error.
pub fn take_told() -> (Option<Told>, bool) {
    let told = flash::take(TOPIC);
    let is_error = matches!(told, Some(Told::Rejected { .. }));
    (told, is_error)
}

/// The list, and the form that adds one (X9); nothing where the portal's address is no domain name.
#[component]
pub fn PasskeysSection(
    /// What came of the last form.
    told: Option<Told>,
) -> impl IntoView {
    let is_available = webauthn::is_available(&Services::current().settings);
    is_available.then(|| {
        guarded(api::load_list(), move |passkeys| {
            section(language(), &passkeys, told)
        })
    })
}

fn asked(why: Option<PasskeyRejection>, id_prefix: &'static str) -> Option<Asked> {
    let why: Option<ProofRejection> = match why {
        Some(PasskeyRejection::Proof(why)) => Some(why),
        _ => None,
    };
    Asked::if_needed(&session::viewer()?, why, id_prefix)
}

fn section(language: Language, passkeys: &[Passkey], told: Option<Told>) -> impl IntoView + use<> {
    let done = match &told {
        Some(Told::Added { name }) => Some(language.passkey_added(name)),
        Some(Told::Renamed) => Some(language.passkey_renamed().to_owned()),
        Some(Told::Removed { name }) => Some(language.passkey_removed(name)),
        Some(Told::Rejected { .. }) | None => None,
    };
    let (typed, why) = match told {
        Some(Told::Rejected { name, why }) => (name, Some(why)),
        _ => (String::new(), None),
    };
    let rows = passkeys
        .iter()
        .map(|passkey| row(language, passkey))
        .collect_view();
    let list = if passkeys.is_empty() {
        view! { <p class="um-empty">{language.passkeys_empty()}</p> }.into_any()
    } else {
        view! { <ul class="um-items">{rows}</ul> }.into_any()
    };
    let is_shared = session::viewer().is_some_and(|member| member.shared_device_idle.is_some());
    let form = if is_shared {
        view! { <p class="um-muted">{language.passkeys_not_on_shared_device()}</p> }.into_any()
    } else if passkeys.len() >= MOST {
        view! { <p class="um-muted">{language.passkeys_full()}</p> }.into_any()
    } else {
        add_form(language, typed, why).into_any()
    };
    view! {
        <section aria-labelledby="passkeys">
            <h2 id="passkeys">{language.passkeys_heading()}</h2>
            {done.map(|done| notice(Tone::Success, done, None))}
            <p>{language.passkeys_paragraph()}</p>
            {list}
            {form}
        </section>
    }
}

fn row(language: Language, passkey: &Passkey) -> impl IntoView + use<> {
    let name = passkey.name.clone();
    let added = language.passkey_created_at(letter::date_time(language, passkey.created_at));
    let used = match passkey.last_used_at {
        Some(at) => language.passkey_used_at(letter::date_time(language, at)),
        None => language.passkey_unused().to_owned(),
    };
    let label = language.passkey_details_label(&name);
    view! {
        <li class="um-item">
            <div class="um-item__body">
                <p class="um-item__title">{name}</p>
                <ul class="um-item__lines">
                    <li>{used}</li>
                    <li>{added}</li>
                </ul>
            </div>
            <a class="um-btn um-btn--secondary" href=paths::passkey(passkey.id) aria-label=label>
                {language.passkey_details()}
            </a>
        </li>
    }
}

fn name_field(
    language: Language,
    value: String,
    why: Option<PasskeyRejection>,
    id_prefix: &'static str,
) -> Field {
    Field {
        name: "name",
        label: language.passkey_name(),
        hints: vec![language.passkey_name_hint().to_owned()],
        value,
        error: match why {
            Some(PasskeyRejection::Name(NameProblem::Empty)) => {
                Some(language.passkey_name_empty().to_owned())
            }
            Some(PasskeyRejection::Name(NameProblem::TooLong)) => {
                Some(language.passkey_name_long().to_owned())
            }
            Some(PasskeyRejection::Name(NameProblem::Character)) => {
                Some(language.passkey_name_character().to_owned())
            }
            _ => None,
        },
        autocomplete: "off",
        marked_required: true,
        id_prefix,
        ..Field::default()
    }
}

fn add_form(
    language: Language,
    typed: String,
    why: Option<PasskeyRejection>,
) -> impl IntoView + use<> {
    let name = name_field(language, typed, why, "passkey-");
    let asked = asked(why, "passkey-");
    let mut errors = field_errors(&[&name]);
    if matches!(why, Some(PasskeyRejection::Proof(_))) {
        errors.extend(proof_errors(asked.as_ref()));
    }
    errors.extend(match why {
        Some(PasskeyRejection::Refused) => Some((None, language.passkey_add_failed().to_owned())),
        Some(PasskeyRejection::TooMany) => Some((None, language.passkeys_full().to_owned())),
        _ => None,
    });
    view! {
        {error_summary(errors)}
        <noscript>
            <p class="um-muted">{language.passkeys_need_script()}</p>
        </noscript>
        <form
            class="um-needs-script"
            method="post"
            action=AddPasskey::url()
            novalidate
            data-busy=language.saving()
        >
            <input type="hidden" name="ceremony" />
            <input type="hidden" name="credential" />
            {text_field(&name)}
            {password_only(asked.as_ref())}
            <button
                class="um-btn um-btn--secondary"
                type="button"
                hidden
                data-passkey="create"
                data-start=StartPasskeyCreation::url()
                data-failed=language.passkey_add_failed()
            >
                {language.passkey_add()}
            </button>
            <p class="um-error" role="status" data-passkey-message=""></p>
        </form>
    }
}

/// Without the way by passkey, whose answer would be taken for the new one.
fn password_only(asked: Option<&Asked>) -> Option<impl IntoView + use<>> {
    let asked = asked.map(Asked::password_only);
    proof_fields(asked.as_ref())
}

/// One passkey: its name, and its removal.
#[component]
pub fn PasskeyPage() -> impl IntoView {
    let id = use_params_map()
        .read_untracked()
        .get("passkey")
        .unwrap_or_default();
    guarded(api::load_one(id), |passkey| {
        let language = language();
        let (typed, why) = match flash::take(TOPIC) {
            Some(Told::Rejected { name, why }) => (Some(name), Some(why)),
            _ => (None, None),
        };
        let typed = typed
            .filter(|_| matches!(why, Some(PasskeyRejection::Name(_))))
            .unwrap_or_else(|| passkey.name.clone());
        let name = name_field(language, typed, why, "");
        let asked = asked(why, "");
        let mut errors = field_errors(&[&name]);
        if matches!(why, Some(PasskeyRejection::Proof(_))) {
            errors.extend(proof_errors(asked.as_ref()));
        }
        let head = Head::with_errors(language.passkey_title(), !errors.is_empty());
        let id = passkey.id.to_string();
        let body = view! {
            {error_summary(errors)}
            <h1 tabindex="-1">{passkey.name.clone()}</h1>
            <form method="post" action=RenamePasskey::url() novalidate data-busy=language.saving()>
                <input type="hidden" name="passkey" value=id.clone() />
                {text_field(&name)}
                {actions(
                    &WayOut::to(paths::SECURITY, language.button_back()),
                    view! {
                        <button class="um-btn um-btn--primary">{language.device_name_submit()}</button>
                    },
                )}
            </form>
            <section aria-labelledby="remove">
                <h2 id="remove">{language.passkey_remove_heading()}</h2>
                <p>{language.passkey_remove_paragraph()}</p>
                <form method="post" action=RemovePasskey::url() novalidate data-busy=language.sending()>
                    <input type="hidden" name="passkey" value=id />
                    {proof_fields(asked.as_ref())}
                    <button class="um-btn um-btn--danger">{language.passkey_remove()}</button>
                </form>
            </section>
        };
        layout::member(head, Section::Account(Tab::MyAccount), Width::Form, body)
    })
}
