//! Small controls: icons, buttons, notices, chips, steps, dialogs.

use leptos::{either::Either, prelude::*};

use super::surroundings::{Surroundings, language};
use crate::values::UserId;

/// A symbol from the sprite; decoration only, the text beside it says it all.
pub fn icon(name: &'static str) -> impl IntoView {
    let href = format!("{}#{name}", Surroundings::current().icons);
    view! {
        <svg class="um-icon" aria-hidden="true">
            <use href=href></use>
        </svg>
    }
}

/// The product's long name, which breaks between its words only, wherever a narrow screen breaks it.
pub fn breakable(text: &str) -> impl IntoView + use<> {
    match text.split_once("USEN CARTシェアアカウント") {
        Some((before, after)) => Either::Left(view! {
            <span>
                {before.to_owned()}
                <span class="um-nowrap">"USEN CART"</span>
                <wbr />
                <span class="um-word">"シェアアカウント"</span>
                <wbr />
                {after.to_owned()}
            </span>
        }),
        None => Either::Right(text.to_owned()),
    }
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It worked.
    Success,
    /// Something to know.
    Info,
    /// Something to look at.
    Warning,
    /// It did not work.
    Error,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Success => "um-notice um-notice--success",
            Self::Info => "um-notice um-notice--info",
            Self::Warning => "um-notice um-notice--warning",
            Self::Error => "um-notice um-notice--error",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Success => "check_circle",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Success => language().notice_success(),
            Self::Info => language().notice_info(),
            Self::Warning => language().notice_warning(),
            Self::Error => language().notice_error(),
        }
    }

    /// What came of the person's own act is told at once; anything else when there is time.
    fn role(self) -> &'static str {
        match self {
            Self::Success | Self::Error => "alert",
            Self::Info | Self::Warning => "status",
        }
    }
}

/// A banner in front of the page's heading; gone on the next page.
pub fn notice(tone: Tone, text: impl Into<String>, more: Option<String>) -> impl IntoView {
    view! {
        <div class=tone.class() role=tone.role() tabindex="-1">
            {icon(tone.icon())} <div>
                <p>
                    <span class="um-visually-hidden">{tone.word()}</span>
                    {text.into()}
                </p>
                {more.map(|more| view! { <p class="um-notice__sub">{more}</p> })}
            </div>
        </div>
    }
}

/// On a page behind a mailed link: who else is signed in on this browser, and the way to sign them out (D8). The page
/// works all the same.
pub fn other_viewer_notice(user_id: &str) -> Option<impl IntoView + use<>> {
    let surroundings = Surroundings::current();
    let viewer = surroundings
        .viewer
        .filter(|viewer| viewer.user_id != user_id)?;
    let language = surroundings.language;
    let masked = UserId::parse(&viewer.user_id).map_or_else(|_| "***".to_owned(), |id| id.masked());
    Some(view! {
        {notice(Tone::Info, language.reset_new_other(masked), None)}
        <form method="post" action=surroundings.sign_out_action data-native="">
            <button class="um-btn um-btn--text">{icon("logout")} {language.sign_out()}</button>
        </form>
    })
}

/// How a chip looks; its text says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChipTone {
    /// Done.
    Done,
    /// Waiting.
    Pending,
    /// Needs a look.
    Warning,
}

/// A state, told by icon, text and border, never by colour alone.
pub fn chip(tone: ChipTone, text: &'static str) -> impl IntoView {
    let (class, symbol) = match tone {
        ChipTone::Done => ("um-chip um-chip--done", "check_circle"),
        ChipTone::Pending => ("um-chip um-chip--pending", "schedule"),
        ChipTone::Warning => ("um-chip um-chip--warning", "warning"),
    };
    view! { <span class=class>{icon(symbol)} {text}</span> }
}

/// Where a person is in something with three steps (M53).
pub fn steps(titles: [&'static str; 3], current: usize) -> impl IntoView {
    let language = language();
    let items = titles
        .into_iter()
        .enumerate()
        .map(|(index, title)| {
            let number = index + 1;
            let done = number < current;
            view! {
                <li
                    class=if done { "um-steps__step um-steps__done" } else { "um-steps__step" }
                    aria-current=(number == current).then_some("step")
                >
                    <span class="um-steps__no">{language.registration_step(number)}</span>
                    " "
                    <span class="um-steps__title">{title}</span>
                    {done
                        .then(|| {
                            view! {
                                <span class="um-visually-hidden">{language.step_finished()}</span>
                            }
                        })}
                </li>
            }
        })
        .collect_view();
    view! {
        <ol class="um-steps" aria-label=language.step_list_label()>
            {items}
        </ol>
    }
}

/// A native dialog with a heading and a body. It also works where no script opens it: `open` shows it in the page.
pub fn dialog(
    id: &'static str,
    heading: &'static str,
    open: bool,
    body: impl IntoView,
) -> impl IntoView {
    let label = format!("{id}-heading");
    view! {
        <dialog class="um-dialog" id=id aria-labelledby=label.clone() open=open data-open=open.then_some("")>
            <h2 id=label.clone() tabindex="-1">
                {heading}
            </h2>
            {body}
        </dialog>
    }
}

/// A button that closes its dialog, with and without scripts.
pub fn close_button(label: &'static str) -> impl IntoView {
    view! {
        <form method="dialog">
            <button class="um-btn um-btn--secondary" data-close-dialog="">
                {label}
            </button>
        </form>
    }
}

/// The one thing to do on a page: a form with nothing but its button.
pub fn action_form(
    action: &'static str,
    class: &'static str,
    label: &'static str,
) -> impl IntoView {
    view! {
        <form method="post" action=action data-busy=language().sending()>
            <button class=class>{label} {icon("chevron_right")}</button>
        </form>
    }
}

/// The link that leads away without doing anything; in a dialog it closes that.
pub struct WayOut {
    address: String,
    label: &'static str,
    has_chevron: bool,
}

impl WayOut {
    /// To this address, by this name.
    pub fn to(address: impl Into<String>, label: &'static str) -> Self {
        Self {
            address: address.into(),
            label,
            has_chevron: false,
        }
    }

    /// The same where the manual shows 「>」 behind the name.
    #[must_use]
    pub fn with_chevron(self) -> Self {
        Self {
            has_chevron: true,
            ..self
        }
    }

    /// The link alone.
    pub fn link(&self) -> impl IntoView + use<> {
        view! {
            <a class="um-btn um-btn--secondary" href=self.address.clone() data-close-dialog="">
                {self.label}
                {self.has_chevron.then(|| icon("chevron_right"))}
            </a>
        }
    }
}

/// What a form or a page ends with: the way out left of the deed, and below it on narrow screens.
///
/// The way out stands twice and is shown once: so the keyboard and screen readers go as the eye does in every browser.
pub fn actions<Deed: IntoView>(way_out: &WayOut, deed: Deed) -> impl IntoView + use<Deed> {
    view! {
        <div class="um-actions">
            <div class="um-actions__left">{way_out.link()}</div>
            {deed}
            <div class="um-actions__below">{way_out.link()}</div>
        </div>
    }
}

/// What the dialogs of マイ・アカウント end with, on their pages, too (M74, M77, M80).
pub fn cancel_or_ok(back: &'static str) -> impl IntoView {
    let language = language();
    actions(
        &WayOut::to(back, language.button_cancel()).with_chevron(),
        view! { <button class="um-btn um-btn--primary">{language.button_ok()} {icon("chevron_right")}</button> },
    )
}

/// A link that looks like a button.
pub fn button_link(address: String, class: &'static str, label: &'static str) -> impl IntoView {
    view! { <a class=class href=address>{label} {icon("chevron_right")}</a> }
}

/// A link to another site, which opens there.
pub fn phone_link() -> impl IntoView {
    let Surroundings {
        phone,
        hours,
        language,
        ..
    } = Surroundings::current();
    let number: String = phone.chars().filter(char::is_ascii_digit).collect();
    if number.is_empty() {
        return Either::Left(language.footer_phone(phone, hours));
    }
    Either::Right(view! {
        <a class="um-alone" href=format!("tel:{number}")>
            {language.footer_phone(phone, hours)}
        </a>
    })
}
