//! What the service worker shows when there is no way to the server (X17).

use leptos::prelude::*;

use crate::{
    text::Language,
    ui::{
        controls::phone_link,
        layout::{self, Head},
    },
};

/// オフライン, in both languages: it is kept on the device before anybody has chosen one, and is nobody's.
#[component]
pub fn OfflinePage() -> impl IntoView {
    let (japanese, english) = (Language::Japanese, Language::English);
    let body = view! {
        <div lang=japanese.tag()>
            <h1 tabindex="-1">{japanese.error_offline_heading()}</h1>
            <p>{japanese.error_offline_paragraph()}</p>
            <p>{japanese.offline_not_sent()}</p>
        </div>
        <div lang=english.tag()>
            <h2>{english.error_offline_heading()}</h2>
            <p>{english.error_offline_paragraph()}</p>
            <p>{english.offline_not_sent()}</p>
        </div>
        // the address that was asked for, once more
        <p>
            <a class="um-btn um-btn--primary um-btn--lg um-btn--block" href="" rel="external">
                {japanese.button_reload()}
                " / "
                <span lang=english.tag()>{english.button_reload()}</span>
            </a>
        </p>
        <p>{phone_link()}</p>
    };
    layout::guest(Head::new(japanese.offline_title()), body)
}
