//! Declining an invitation.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{gone::gone_page, load, token_parameter};
use crate::{
    guarded::guarded,
    paths,
    platform::flash,
    registration::{
        api::DeclineInvitation,
        model::{Link, Registration, TOPIC, Told},
    },
    share_accounts::{Refusal, refusal_text},
    ui::{
        controls::{WayOut, actions, icon},
        form::error_summary,
        layout::{self, Head},
        surroundings::language,
    },
};

/// The invitee says that the invitation is not for them. A reason has to be chosen: what presses a button by itself,
/// as some mail scanners do, declines nothing (X3).
#[component]
pub fn DeclinePage() -> impl IntoView {
    guarded(load(token_parameter()), |(token, link)| match link {
        Link::Gone(gone) => gone_page(gone).into_any(),
        Link::Live(registration) => decline_page(&token, &registration).into_any(),
    })
}

fn decline_page(token: &str, registration: &Registration) -> impl IntoView + use<> {
    let language = language();
    let missing = matches!(flash::take(TOPIC), Some(Told::ReasonMissing));
    let shop_name = &registration.shop_name;
    let errors = if missing {
        let error = language.decline_error_reason().to_owned();
        vec![(Some(format!("because-{}", Refusal::ALL[0].as_str())), error)]
    } else {
        Vec::new()
    };
    let error = missing.then(|| {
        view! {
            <p class="um-error" id="because-error">
                {icon("error")}
                <span>{language.decline_error_reason()}</span>
            </p>
        }
    });
    let reasons = Refusal::ALL
        .map(|refusal| {
            view! {
                <label class="um-check">
                    <input
                        type="radio"
                        id=format!("because-{}", refusal.as_str())
                        name="because"
                        value=refusal.as_str()
                        required
                        aria-describedby=missing.then_some("because-error")
                    />
                    <span>{refusal_text(language, refusal)}</span>
                </label>
            }
        })
        .collect_view();
    let body = view! {
        {error_summary(errors)}
        <h1 tabindex="-1">{language.decline_heading()}</h1>
        <p>{language.decline_paragraph(shop_name)}</p>
        <form method="post" action=DeclineInvitation::url() novalidate data-busy=language.sending()>
            <input type="hidden" name="token" value=token.to_owned() />
            <fieldset class="um-field um-choices">
                <legend class="um-label">{language.decline_reason()}</legend>
                <p class="um-hint">{language.decline_reason_hint(shop_name)}</p>
                {error}
                {reasons}
            </fieldset>
            {actions(
                &WayOut::to(paths::invitation(token), language.decline_back()),
                view! { <button class="um-btn um-btn--danger">{language.decline_submit()}</button> },
            )}
        </form>
    };
    layout::guest(Head::with_errors(language.decline_heading(), missing), body)
}
