//! What is done with several share accounts at once: named, and asked once (D13).

use leptos::{prelude::*, server_fn::ServerFn};

use super::{SECTION, asked, cancel, list_before, list_field, row, told};
use crate::{
    guarded::guarded,
    platform::{flash, respond},
    reauthentication::{proof_errors, proof_fields},
    share_accounts::{
        api::{self, DeleteSeveral, ResendSeveral},
        model::{Deed, ShareAccount, TOPIC, Told},
    },
    text::Language,
    ui::{
        controls::actions,
        form::error_summary,
        layout::{self, Head, Width},
        surroundings::language,
    },
};

/// Names the selected share accounts, and asks once.
#[component]
pub fn SeveralShareAccountsPage() -> impl IntoView {
    guarded(api::load_several(), |(deed, accounts)| {
        if accounts.is_empty() {
            flash::leave(TOPIC, &Told::NothingSelected);
            respond::see(&list_before().address());
            return ().into_any();
        }
        match deed {
            Deed::Resend => resend_page(&accounts).into_any(),
            Deed::Delete => delete_page(&accounts).into_any(),
        }
    })
}

fn resend_page(accounts: &[ShareAccount]) -> impl IntoView + use<> {
    let language = language();
    let list = list_before();
    let (waiting, others): (Vec<_>, Vec<_>) = accounts
        .iter()
        .cloned()
        .partition(|account| account.status.may_resend());
    let left_out = (!others.is_empty()).then(|| {
        view! {
            <h2>{language.several_left_out()}</h2>
            {names(language, &others)}
        }
    });
    let form = (!waiting.is_empty()).then(|| {
        view! {
            <form method="post" action=ResendSeveral::url() data-busy=language.sending()>
                <input type="hidden" name="accounts" value=ids(&waiting) />
                {list_field(&list)}
                {actions(
                    &cancel(language, &list),
                    view! { <button class="um-btn um-btn--primary">{language.resend_submit()}</button> },
                )}
            </form>
        }
    });
    let lead = if waiting.is_empty() {
        language.several_nobody_waits().to_owned()
    } else {
        language.several_resend_lead(waiting.len() as u64)
    };
    let back = waiting.is_empty().then(|| cancel(language, &list).link());
    let body = view! {
        <h1 tabindex="-1">{language.resend_heading()}</h1>
        <p>{lead}</p>
        {names(language, &waiting)}
        {left_out}
        {form}
        {back}
    };
    layout::member(
        Head::new(language.resend_heading()),
        SECTION,
        Width::Form,
        body,
    )
}

fn delete_page(accounts: &[ShareAccount]) -> impl IntoView + use<> {
    let language = language();
    let list = list_before();
    let why = match told() {
        Some(Told::SeveralRejected { why }) => Some(why),
        _ => None,
    };
    let asked = asked(why, "");
    let errors = why
        .map(|_| proof_errors(asked.as_ref()))
        .unwrap_or_default();
    let body = view! {
        {error_summary(errors)}
        <h1 tabindex="-1">{language.delete_heading()}</h1>
        <p>{language.several_delete_lead(accounts.len() as u64)}</p>
        {names(language, accounts)}
        <p>{language.several_delete_effect()}</p>
        <p class="um-muted">{language.delete_note()}</p>
        <form method="post" action=DeleteSeveral::url() novalidate data-busy=language.sending()>
            <input type="hidden" name="accounts" value=ids(accounts) />
            {list_field(&list)}
            {proof_fields(asked.as_ref())}
            {actions(
                &cancel(language, &list),
                view! { <button class="um-btn um-btn--danger">{language.delete_submit()}</button> },
            )}
        </form>
    };
    layout::member(
        Head::with_errors(language.delete_heading(), why.is_some()),
        SECTION,
        Width::Form,
        body,
    )
}

fn ids(accounts: &[ShareAccount]) -> String {
    let ids: Vec<String> = accounts
        .iter()
        .map(|account| account.id.to_string())
        .collect();
    ids.join(" ")
}

fn names(language: Language, accounts: &[ShareAccount]) -> impl IntoView + use<> {
    let items = accounts
        .iter()
        .map(|account| {
            let (name, email, status) =
                (account.name.clone(), account.email.clone(), account.status);
            view! {
                <li>
                    <strong>{name}</strong>
                    <span class="um-muted">{email}</span>
                    {row::status(language, status)}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="um-names">{items}</ul> }
}
