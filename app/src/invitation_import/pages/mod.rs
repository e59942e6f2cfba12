//! The pages of an import: the form for the file, and its rows before and after it is run.

mod form;
mod import;
mod rows;

pub use form::NewInvitationImportPage;
pub use import::InvitationImportPage;

use crate::{
    invitation_import::model::{TOPIC, Told},
    platform::flash,
    text::Language,
    ui::layout::{Section, Tab},
};

const SECTION: Section = Section::Account(Tab::ShareAccounts);

fn told() -> Option<Told> {
    flash::take(TOPIC)
}

fn file_name(language: Language, name: &str) -> String {
    if name.is_empty() {
        language.import_file_unnamed().to_owned()
    } else {
        name.to_owned()
    }
}
