//! The accessibility statement (JIS X 8341-3:2016, WCAG 2.2).

use leptos::prelude::*;

use crate::ui::{
    controls::phone_link,
    layout::{self, Head, Section},
    surroundings::language,
};

/// アクセシビリティ: what the portal is out for, how that is checked, and what is known not to work.
#[component]
pub fn AccessibilityPage() -> impl IntoView {
    let language = language();
    let can_do = [
        language.accessibility_use_keyboard(),
        language.accessibility_use_reader(),
        language.accessibility_use_zoom(),
        language.accessibility_use_colours(),
        language.accessibility_use_scripts(),
    ];
    let known = [
        language.accessibility_known_timeout(),
        language.accessibility_known_qr(),
    ];
    let body = view! {
        <h1 tabindex="-1">{language.accessibility_heading()}</h1>
        <div class="um-prose">
            <p>{language.accessibility_aim()}</p>
            <h2>{language.accessibility_goal_heading()}</h2>
            <p>{language.accessibility_goal_level()}</p>
            <p>{language.accessibility_goal_scope()}</p>
            <h2>{language.accessibility_use_heading()}</h2>
            {list(can_do)}
            <h2>{language.accessibility_checked_heading()}</h2>
            <p>{language.accessibility_checked_tools()}</p>
            <p>{language.accessibility_checked_people()}</p>
            <h2>{language.accessibility_known_heading()}</h2>
            {list(known)}
            <h2>{language.accessibility_contact_heading()}</h2>
            <p>{language.accessibility_contact()}</p>
            <p>{phone_link()}</p>
        </div>
    };
    layout::everyone(
        Head::new(language.accessibility_heading()),
        Section::Elsewhere,
        body,
    )
}

fn list<const N: usize>(items: [&'static str; N]) -> impl IntoView {
    let items = items.map(|item| view! { <li>{item}</li> });
    view! { <ul>{items}</ul> }
}
