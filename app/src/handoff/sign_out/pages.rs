//! The question whether to sign out here as well.

use leptos::{prelude::*, server_fn::ServerFn};

use super::api::{self, EndSession, Question};
use crate::{
    guarded::guarded,
    paths,
    ui::{
        controls::{WayOut, actions},
        layout::{self, Head},
        surroundings::language,
    },
};

/// Where clients lead who signed somebody out (OpenID Connect RP-Initiated Logout 1.0): nobody sees it who comes from a
/// client of the sign-in that ends.
#[component]
pub fn EndSessionPage() -> impl IntoView {
    guarded(api::load(), |question| question.map(page))
}

fn page(Question { client, afterwards }: Question) -> impl IntoView + use<> {
    let language = language();
    let paragraph = match &client {
        Some(client) => language.end_session_paragraph_from(client),
        None => language.end_session_paragraph().to_owned(),
    };
    let body = view! {
        <h1 tabindex="-1">{language.end_session_heading()}</h1>
        <p>{paragraph}</p>
        // the form may leave for another site: the browser itself follows it there
        <form method="post" action=EndSession::url() data-native="" data-busy=language.sending()>
            <input type="hidden" name="afterwards" value=afterwards />
            {actions(
                &WayOut::to(paths::TOP, language.end_session_stay()),
                view! { <button class="um-btn um-btn--primary">{language.end_session_submit()}</button> },
            )}
        </form>
    };
    layout::guest(Head::new(language.end_session_heading()), body)
}
