//! The frames of pages: with the menu for members, narrow and alone for guests.

use leptos::{either::Either, prelude::*};
use leptos_meta::Title;

use super::{
    controls::{breakable, icon, phone_link},
    surroundings::{Surroundings, Viewer, language},
};
use crate::paths;

/// Which of the three items of the menu a page belongs to (M13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// トップ.
    Top,
    /// アカウント管理, and which of its tabs (M14).
    Account(Tab),
    /// お問い合わせ / Q&A.
    Contact,
    /// None of them.
    Elsewhere,
}

/// The tabs of アカウント管理 (M14).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// マイ・アカウント.
    MyAccount,
    /// USEN CARTシェアアカウント.
    ShareAccounts,
}

/// How wide a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// As wide as there is room.
    Page,
    /// As wide as a form is read well.
    Form,
}

/// What the frame has to know about a page.
#[derive(Clone, Debug)]
pub struct Head {
    /// The page's name.
    pub title: String,
    /// Whether it comes back with errors.
    pub has_errors: bool,
}

impl Head {
    /// A page that is what it is.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            has_errors: false,
        }
    }

    /// A page that may come back with errors.
    pub fn with_errors(title: impl Into<String>, has_errors: bool) -> Self {
        Self {
            title: title.into(),
            has_errors,
        }
    }

    fn text(self) -> String {
        let language = language();
        if self.has_errors {
            language.page_title_error(self.title)
        } else {
            language.page_title(self.title)
        }
    }
}

/// A page of a signed-in member.
pub fn member(head: Head, section: Section, width: Width, body: impl IntoView) -> impl IntoView {
    let surroundings = Surroundings::current();
    let manages_share_accounts = surroundings
        .viewer
        .as_ref()
        .is_some_and(|viewer| viewer.manages_share_accounts);
    let tabs = match section {
        Section::Account(tab) => Some(tabs(tab, manages_share_accounts)),
        Section::Top | Section::Contact | Section::Elsewhere => None,
    };
    let class = match width {
        Width::Page => "um-main",
        Width::Form => "um-main um-main--form",
    };
    view! {
        <Title text=head.text() />
        {skip_link()}
        <header class="um-header">
            <div class="um-header__inner">
                {brand()} {navigation(section)}
                {surroundings.viewer.clone().map(|viewer| menu(&surroundings, viewer))}
            </div>
            {shared_device(&surroundings)}
        </header>
        {tabs}
        <main id="main" class=class data-loading=language().loading()>
            {body.into_any()}
        </main>
        {footer()}
        {not_sent_message()}
    }
}

/// A page for people who are not signed in: the form at the very top, and nothing to lose one's way in.
pub fn guest(head: Head, body: impl IntoView) -> impl IntoView {
    let surroundings = Surroundings::current();
    view! {
        <Title text=head.text() />
        {skip_link()}
        <header class="um-header">
            <div class="um-header__inner">{brand()} {language_switch(&surroundings, false)}</div>
            {shared_device(&surroundings)}
        </header>
        <main id="main" class="um-main um-main--guest">
            {body.into_any()}
        </main>
        {footer()}
    }
}

/// A page that both read: framed for whoever it is.
pub fn everyone(head: Head, section: Section, body: impl IntoView) -> impl IntoView {
    if Surroundings::current().viewer.is_some() {
        Either::Left(member(head, section, Width::Page, body))
    } else {
        Either::Right(guest(head, body))
    }
}

fn skip_link() -> impl IntoView {
    view! {
        <a class="um-skip" href="#main">
            {language().skip_to_main()}
        </a>
    }
}

fn brand() -> impl IntoView {
    view! {
        <a class="um-brand" href=paths::TOP>
            {language().app_name()}
        </a>
    }
}

fn current(is: bool) -> Option<&'static str> {
    is.then_some("page")
}

fn navigation(section: Section) -> impl IntoView {
    let language = language();
    let items = [
        (
            paths::TOP,
            language.navigation_home(),
            section == Section::Top,
        ),
        (
            paths::ACCOUNT,
            language.navigation_account(),
            matches!(section, Section::Account(_)),
        ),
        (
            paths::CONTACT,
            language.navigation_contact(),
            section == Section::Contact,
        ),
    ]
    .map(|(address, label, is_current)| {
        view! {
            <li>
                <a href=address aria-current=current(is_current)>
                    {label}
                </a>
            </li>
        }
    });
    view! {
        <nav class="um-nav" aria-label=language.navigation_main_label()>
            <ul>{items}</ul>
        </nav>
    }
}

fn tabs(tab: Tab, manages_share_accounts: bool) -> impl IntoView {
    let language = language();
    let share_accounts = manages_share_accounts.then(|| {
        view! {
            <li>
                <a href=paths::SHARE_ACCOUNTS aria-current=current(tab == Tab::ShareAccounts)>
                    {breakable(language.tab_share_accounts())}
                </a>
            </li>
        }
    });
    view! {
        <nav class="um-tabs" aria-label=language.navigation_account_label()>
            <ul>
                <li>
                    <a href=paths::ACCOUNT aria-current=current(tab == Tab::MyAccount)>
                        {language.tab_my_account()}
                    </a>
                </li>
                {share_accounts}
            </ul>
        </nav>
    }
}

fn menu(surroundings: &Surroundings, viewer: Viewer) -> impl IntoView + use<> {
    let language = surroundings.language;
    view! {
        <details class="um-menu">
            <summary>{icon("menu")} {language.menu()}</summary>
            <div class="um-menu__panel">
                <p class="um-menu__who">{viewer.name} <br /> {viewer.user_id}</p>
                {language_switch(surroundings, true)}
                <form method="post" action=surroundings.sign_out_action.clone() data-native="">
                    <button class="um-menu__item">{icon("logout")} {language.sign_out()}</button>
                </form>
            </div>
        </details>
    }
}

/// Who is signed in on a device that several people use, and the way to the next person (X18).
fn shared_device(surroundings: &Surroundings) -> Option<impl IntoView + use<>> {
    let language = surroundings.language;
    let viewer = surroundings.viewer.as_ref()?;
    let idle = viewer.shared_device_idle?;
    Some(view! {
        <section
            class="um-shared"
            aria-label=language.device_shared()
            data-shared-device-idle=idle.whole_seconds()
        >
            <p>{language.shared_device_signed_in(&viewer.user_id)}</p>
            <form method="post" action=surroundings.switch_account_action.clone() data-native="">
                <input type="hidden" name="idle" />
                <button class="um-btn um-btn--secondary um-btn--sm">
                    {language.shared_device_switch()}
                </button>
            </form>
            <template>
                <div class="um-notice um-notice--warning um-shared__ending" role="alert">
                    {icon("warning")} <div>
                        <p>{language.shared_device_ending()}</p>
                        <button class="um-btn um-btn--secondary" type="button">
                            {language.shared_device_go_on()}
                        </button>
                    </div>
                </div>
            </template>
        </section>
    })
}

fn language_switch(surroundings: &Surroundings, in_menu: bool) -> impl IntoView + use<> {
    let other = surroundings.language.other();
    let (form, button) = if in_menu {
        ("um-menu__language", "um-menu__item")
    } else {
        ("um-language", "um-language__button")
    };
    view! {
        <form class=form method="post" action=surroundings.language_action.clone() data-native="">
            <input type="hidden" name="language" value=other.tag() />
            <input type="hidden" name="back" value=surroundings.address.clone() />
            <button class=button lang=other.tag()>
                {icon("language")} {other.language_name()}
            </button>
        </form>
    }
}

/// Help stands in the same order on every page (WCAG 3.2.6).
fn footer() -> impl IntoView {
    let Surroundings {
        language, company, ..
    } = Surroundings::current();
    view! {
        <footer class="um-footer">
            <nav aria-label=language.footer_label()>
                <ul>
                    <li>
                        <a href=paths::HELP>{language.footer_questions()}</a>
                    </li>
                    <li>
                        <a href=paths::CONTACT>{language.footer_contact()}</a>
                    </li>
                    <li>{phone_link()}</li>
                    <li>
                        <a href=paths::ACCESSIBILITY>{language.footer_accessibility()}</a>
                    </li>
                </ul>
            </nav>
            <p lang="ja">{language.footer_copyright(company)}</p>
        </footer>
    }
}

/// What the navigation script says when the line drops; nothing that was typed is lost, and nothing is done twice.
fn not_sent_message() -> impl IntoView {
    let language = language();
    view! {
        <template id="um-not-sent">
            <div class="um-notice um-notice--error" role="alert" tabindex="-1">
                {icon("error")} <div>
                    <p>{language.error_not_sent_heading()}</p>
                    <p class="um-notice__sub">{language.error_not_sent_paragraph()}</p>
                </div>
            </div>
        </template>
    }
}
