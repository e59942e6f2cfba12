//! The page 操作履歴.

use leptos::prelude::*;

use super::{
    api,
    model::{Entry, History, Kind, PAGE},
    words::{event_name, nobody},
};
use crate::{
    guarded::guarded,
    paths,
    platform::letter,
    text::Language,
    ui::{
        controls::{ChipTone, chip, icon},
        layout::{self, Head, Section, Tab, Width},
        list::{Paging, column_headings, paging},
        surroundings::language,
    },
};

/// 操作履歴 (X5).
#[component]
pub fn HistoryPage() -> impl IntoView {
    guarded(api::load(), |history| {
        layout::member(
            Head::new(language().history_title()),
            Section::Account(Tab::MyAccount),
            Width::Page,
            body(&history),
        )
    })
}

fn body(history: &History) -> impl IntoView + use<> {
    let language = language();
    let paragraph = if history.people.is_empty() {
        language.history_paragraph_share()
    } else {
        language.history_paragraph_parent()
    };
    let download = address(paths::HISTORY_CSV, history, 1);
    view! {
        <h1 tabindex="-1">{language.history_title()}</h1>
        <p>{paragraph}</p>
        {filter_form(language, history)}
        <p role="status">{language.history_count(history.found.unsigned_abs())}</p>
        {table(language, history)}
        <div class="um-actions">
            <a class="um-btn um-btn--secondary" href=paths::SECURITY>
                {language.button_back()}
            </a>
            <a class="um-btn um-btn--secondary" href=download download="" data-native="">
                {icon("description")} {language.history_download()}
            </a>
        </div>
    }
}

/// A page of the history, narrowed down as it is.
fn address(path: &str, history: &History, page: i64) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if let Some(person) = history.filter.person {
        query.append_pair("person", &person.to_string());
    }
    if let Some(kind) = history.filter.kind {
        query.append_pair("kind", kind.as_str());
    }
    if page > 1 {
        query.append_pair("page", &page.to_string());
    }
    let query = query.finish();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

fn kind_name(language: Language, kind: Kind) -> &'static str {
    match kind {
        Kind::SignIn => language.history_kind_sign_in(),
        Kind::Account => language.history_kind_account(),
        Kind::ShareAccounts => language.history_kind_share_accounts(),
        Kind::Cart => language.history_kind_cart(),
    }
}

fn filter_form(language: Language, history: &History) -> impl IntoView + use<> {
    let filter = &history.filter;
    let people = (!history.people.is_empty()).then(|| {
        let options = history
            .people
            .iter()
            .map(|person| {
                view! {
                    <option
                        value=person.account.to_string()
                        selected=filter.person == Some(person.account)
                    >
                        {if person.is_deleted {
                            language.history_person_deleted(&person.name)
                        } else {
                            person.name.clone()
                        }}
                    </option>
                }
            })
            .collect_view();
        view! {
            <div class="um-field">
                <label class="um-label" for="person">
                    {language.history_filter_person()}
                </label>
                <select class="um-input" id="person" name="person">
                    <option value="">{language.history_filter_everyone()}</option>
                    {options}
                </select>
            </div>
        }
    });
    let kinds = Kind::ALL
        .map(|kind| {
            view! {
                <option value=kind.as_str() selected=filter.kind == Some(kind)>
                    {kind_name(language, kind)}
                </option>
            }
        })
        .collect_view();
    let is_narrowed = filter.person.is_some() || filter.kind.is_some();
    let clear = is_narrowed.then(|| {
        view! { <a href=paths::HISTORY>{language.history_filter_clear()}</a> }
    });
    view! {
        <form class="um-filter" method="get" action=paths::HISTORY>
            {people}
            <div class="um-field">
                <label class="um-label" for="kind">
                    {language.history_filter_kind()}
                </label>
                <select class="um-input" id="kind" name="kind">
                    <option value="">{language.history_filter_everything()}</option>
                    {kinds}
                </select>
            </div>
            <button class="um-btn um-btn--secondary">{language.history_filter_submit()}</button>
            {clear}
        </form>
    }
}

fn table(language: Language, history: &History) -> impl IntoView + use<> {
    if history.entries.is_empty() {
        let is_narrowed = history.filter.person.is_some() || history.filter.kind.is_some();
        let text = if is_narrowed {
            language.history_filter_none()
        } else {
            language.history_empty()
        };
        return view! { <p class="um-empty">{text}</p> }.into_any();
    }
    let heads = column_headings([
        language.history_at(),
        language.history_event(),
        language.history_actor(),
        language.history_target(),
        language.history_device(),
        language.history_result(),
    ]);
    let rows = history
        .entries
        .iter()
        .map(|entry| row(language, entry))
        .collect_view();
    let shown = i64::try_from(history.entries.len()).unwrap_or_default();
    let first = (history.page - 1) * PAGE + 1;
    let place = Paging {
        page: history.page,
        pages: history.pages(),
        first,
        last: first + shown - 1,
        total: history.found,
    };
    view! {
        <div class="um-list">
            <table class="um-table um-table--history" role="table">
                <caption class="um-visually-hidden">{language.history_title()}</caption>
                <thead role="rowgroup">
                    <tr role="row">{heads}</tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
        {paging(&place, |page| address(paths::HISTORY, history, page))}
    }
    .into_any()
}

fn row(language: Language, entry: &Entry) -> impl IntoView + use<> {
    let device = match (&entry.description, &entry.network) {
        (Some(told), Some(network)) => format!(
            "{} {network}",
            language.device_described(&told.system, &told.browser)
        ),
        (Some(told), None) => language.device_described(&told.system, &told.browser),
        (None, Some(network)) => network.clone(),
        (None, None) => language.history_unknown().to_owned(),
    };
    let actor = entry
        .actor
        .clone()
        .unwrap_or_else(|| nobody(language, entry.event).to_owned());
    let is_own = entry.target.is_none();
    let target = entry
        .target
        .clone()
        .unwrap_or_else(|| language.history_none().to_owned());
    let result = if entry.event.is_failure() {
        chip(ChipTone::Warning, language.history_failure())
    } else {
        chip(ChipTone::Done, language.history_success())
    };
    view! {
        <tr role="row">
            <td role="cell" data-label=language.history_at()>
                {letter::date_time(language, entry.recorded_at)}
            </td>
            <td role="cell" data-label=language.history_event()>
                {event_name(language, entry.event)}
            </td>
            <td role="cell" data-label=language.history_actor()>
                {actor}
            </td>
            <td role="cell" data-label=language.history_target() data-empty=is_own.then_some("")>
                {target}
            </td>
            <td role="cell" data-label=language.history_device()>
                {device}
            </td>
            <td role="cell" data-label=language.history_result()>
                {result}
            </td>
        </tr>
    }
}
