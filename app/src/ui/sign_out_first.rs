//! What stands where somebody else is signed in on the browser.

use leptos::prelude::*;

use super::{
    controls::{Tone, icon, notice},
    surroundings::language,
};
use crate::{paths, values::UserId};

/// Tells that somebody is signed in on this browser, who stays so until they choose otherwise (D8); `sign_out` is where
/// the form goes that ends that and leads on with the token.
pub fn sign_out_first(
    user_id: &str,
    sign_out: &'static str,
    token: String,
) -> impl IntoView + use<> {
    let language = language();
    // whoever else looks on need not learn the whole of it
    let masked = UserId::parse(user_id).map_or_else(|_| "***".to_owned(), |id| id.masked());
    view! {
        {notice(Tone::Warning, language.registration_signed_in_as(masked), None)}
        <form method="post" action=sign_out data-busy=language.sending()>
            <input type="hidden" name="token" value=token />
            <button class="um-btn um-btn--primary um-btn--lg um-btn--block">
                {icon("logout")} {language.registration_sign_out()}
            </button>
        </form>
        <p>
            <a class="um-alone" href=paths::TOP>{language.registration_done_home()}</a>
        </p>
    }
}
