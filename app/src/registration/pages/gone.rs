//! What a link says that leads nowhere any more: each end has its page, with a next step (D9).

use axum::http::StatusCode;
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    paths,
    platform::{letter, respond},
    registration::{
        api::AskAgain,
        model::{Again, Gone},
    },
    share_accounts::Outlook,
    text::Language,
    ui::{
        controls::{Tone, button_link, notice},
        layout::{self, Head},
        surroundings::language,
    },
};

pub(super) fn gone_page(gone: Gone) -> impl IntoView {
    let language = language();
    respond::status(match gone {
        Gone::Malformed => StatusCode::NOT_FOUND,
        // it may come back
        Gone::Suspended { .. } => StatusCode::FORBIDDEN,
        _ => StatusCode::GONE,
    });
    let mut more = None;
    let mut way_on = None;
    let (heading, paragraph) = match gone {
        Gone::Expired {
            shop_name,
            days,
            again,
        } => {
            way_on = Some(again);
            (
                language.registration_expired_heading(),
                language.registration_expired_paragraph(days.unsigned_abs(), shop_name),
            )
        }
        Gone::InPersonExpired { shop_name, again } => {
            way_on = Some(again);
            (
                language.registration_in_person_expired_heading(),
                language.registration_in_person_expired_paragraph(shop_name),
            )
        }
        Gone::Used { .. } => (
            language.registration_used_heading(),
            language.registration_used_paragraph().to_owned(),
        ),
        Gone::Replaced { sent_at, again } => {
            // while one is on its way, or has just gone, the way on tells so
            if matches!(again.outlook, Outlook::MayAsk | Outlook::Later { .. }) {
                more = sent_at.map(|at| {
                    language.registration_replaced_sent_at(letter::date_time(language, at))
                });
            }
            way_on = Some(again);
            (
                language.registration_replaced_heading(),
                language.registration_replaced_paragraph().to_owned(),
            )
        }
        Gone::Withdrawn => (
            language.registration_deleted_heading(),
            language.registration_deleted_paragraph().to_owned(),
        ),
        Gone::Declined { shop_name } => (
            language.registration_declined_heading(),
            language.registration_declined_paragraph(shop_name),
        ),
        Gone::Suspended { shop_name } => (
            language.registration_suspended_heading(),
            language.registration_suspended_paragraph(shop_name),
        ),
        Gone::Ended { shop_name } => (
            language.registration_ended_heading(),
            language.registration_ended_paragraph(shop_name),
        ),
        Gone::Malformed => (
            language.registration_malformed_heading(),
            language.registration_malformed_paragraph().to_owned(),
        ),
    };
    let sign_in = button_link(
        paths::SIGN_IN.to_owned(),
        "um-btn um-btn--secondary um-btn--lg um-btn--block",
        language.registration_used_link(),
    );
    let body = view! {
        <h1 tabindex="-1">{heading}</h1>
        <p>{paragraph}</p>
        {more.map(|more| view! { <p>{more}</p> })}
        {way_on.map(|again| to_a_new_mail(language, again))}
        {sign_in}
    };
    layout::guest(Head::new(heading), body)
}

/// The way to a new mail: one press, or what came of it.
fn to_a_new_mail(language: Language, again: Again) -> impl IntoView {
    let Again {
        token,
        masked_email,
        outlook,
    } = again;
    match outlook {
        Outlook::MayAsk => view! {
            <p>{language.registration_again(masked_email)}</p>
            <form method="post" action=AskAgain::url() data-busy=language.sending()>
                <input type="hidden" name="token" value=token />
                <button class="um-btn um-btn--primary um-btn--lg um-btn--block">
                    {language.registration_again_submit()}
                </button>
            </form>
        }
        .into_any(),
        Outlook::OnItsWay => notice(
            Tone::Success,
            language.registration_again_waiting(masked_email),
            None,
        )
        .into_any(),
        Outlook::Sent { at } => {
            let at = letter::date_time(language, at);
            notice(
                Tone::Success,
                language.registration_again_sent(at, masked_email),
                None,
            )
            .into_any()
        }
        Outlook::Later { minutes } => {
            view! { <p>{language.registration_again_later(language.wait(minutes))}</p> }.into_any()
        }
    }
}
