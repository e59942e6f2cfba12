//! What every part of a page may want to know, given once a request.

use leptos::prelude::*;

use crate::text::Language;

/// What every part of a page may want to know.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The person's language.
    pub language: Language,
    /// The address of the icons.
    pub icons: String,
    /// The vendor's name.
    pub company: String,
    /// The help line.
    pub phone: String,
    /// When it answers.
    pub hours: String,
    /// The page's own address, to come back to after a switch of the language.
    pub address: String,
    /// Where the form 「ログアウト」 goes.
    pub sign_out_action: String,
    /// Where the form 「利用者を切り替える」 goes.
    pub switch_account_action: String,
    /// Where the switch of the language goes.
    pub language_action: String,
    /// Who is signed in.
    pub viewer: Option<Viewer>,
}

/// Who is signed in, as the frame shows it.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// Whom to greet.
    pub name: String,
    /// The user ID.
    pub user_id: String,
    /// After how long without a request a shared device is signed out (X18).
    pub shared_device_idle: Option<time::Duration>,
    /// Whether the tab USEN CARTシェアアカウント is theirs (M6, M14).
    pub manages_share_accounts: bool,
}

impl Surroundings {
    /// The surroundings of the page that is being made.
    pub fn current() -> Self {
        expect_context()
    }
}

/// The person's language.
pub fn language() -> Language {
    use_context::<Surroundings>().map_or(Language::Japanese, |surroundings| surroundings.language)
}
