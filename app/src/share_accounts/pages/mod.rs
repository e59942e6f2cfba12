//! The pages of share accounts.

mod adding;
mod changing;
mod listing;
mod row;
mod several;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::model::{EmailRejection, LIST, NameRejection, Query, TOPIC, Told};
use crate::{
    platform::{flash, request, session},
    reauthentication::{Asked, ProofRejection},
    text::Language,
    ui::{
        controls::WayOut,
        form::{Field, checkbox},
        layout::{Section, Tab},
    },
    values::PersonNameError,
};

pub use adding::NewShareAccountPage;
pub use changing::{
    CorrectAddressPage, DeleteShareAccountPage, RenameShareAccountPage, ResendInvitationPage,
};
pub use listing::ShareAccountsPage;
pub use row::refusal_text;
pub use several::SeveralShareAccountsPage;

const SECTION: Section = Section::Account(Tab::ShareAccounts);

fn told() -> Option<Told> {
    flash::take(TOPIC)
}

fn account_parameter() -> String {
    use_params_map()
        .read_untracked()
        .get("account")
        .unwrap_or_default()
}

fn name_field(
    language: Language,
    label: &'static str,
    value: String,
    why: Option<NameRejection>,
    id_prefix: &'static str,
) -> Field {
    Field {
        name: "name",
        label,
        hints: vec![language.add_name_hint().to_owned()],
        value,
        error: why.map(|why| name_error(language, why).to_owned()),
        autocomplete: "off",
        marked_required: true,
        id_prefix,
        ..Field::default()
    }
}

fn email_field(
    language: Language,
    label: &'static str,
    value: String,
    why: Option<EmailRejection>,
) -> Field {
    Field {
        name: "email",
        label,
        hints: vec![language.add_email_hint().to_owned()],
        value,
        error: why.map(|why| email_error(language, why)),
        // somebody else's address: the browser would fill in one's own
        autocomplete: "off",
        inputmode: Some("email"),
        marked_required: true,
        ..Field::default()
    }
}

fn name_error(language: Language, why: NameRejection) -> &'static str {
    language.person_name_error(match why {
        NameRejection::Empty => PersonNameError::Empty,
        NameRejection::TooLong => PersonNameError::TooLong,
        NameRejection::Character => PersonNameError::Character,
        NameRejection::Link => PersonNameError::Link,
    })
}

fn email_error(language: Language, why: EmailRejection) -> String {
    let text = match why {
        EmailRejection::Empty => language.add_error_email_empty(),
        EmailRejection::Form => language.add_error_email_form(),
        EmailRejection::Declined => language.add_error_email_declined(),
        EmailRejection::Unchanged => language.correct_error_unchanged(),
        EmailRejection::MailboxFull { minutes } => {
            return language.mailbox_full(language.wait(minutes));
        }
    };
    text.to_owned()
}

/// Whoever declined is invited again only when the parent says so; asked for where it came up.
fn anew_field(language: Language, why: Option<EmailRejection>) -> Option<impl IntoView> {
    (why == Some(EmailRejection::Declined)).then(|| {
        view! { <div class="um-field">{checkbox("anew", "yes", language.add_anew())}</div> }
    })
}

/// What a deletion asks for, where the last proof is too old (R32).
fn asked(why: Option<ProofRejection>, id_prefix: &'static str) -> Option<Asked> {
    Asked::if_needed(&session::viewer()?, why, id_prefix)
}

/// The list that somebody comes from.
fn list_before() -> Query {
    Query::from_parameters(&request::query(LIST).unwrap_or_default())
}

/// Tells a form which list it leads back to.
fn list_field(query: &Query) -> impl IntoView + use<> {
    view! { <input type="hidden" name=LIST value=query.parameters() /> }
}

/// Closes the dialog, or leads back from the page.
fn cancel(language: Language, list: &Query) -> WayOut {
    WayOut::to(list.address(), language.button_cancel())
}
