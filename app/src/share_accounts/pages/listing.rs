//! USEN CARTシェアアカウント一覧: search, filter, sort, pages (M26–M39, D13).

use leptos::prelude::*;

use super::{SECTION, changing, list_field, row, told};
use crate::{
    guarded::guarded,
    islands::LiveSearch,
    paths,
    share_accounts::{
        api,
        model::{Deed, Filter, List, Query, ResendRejection, SEARCH_FROM, Sort, Spared, Told},
    },
    text::Language,
    ui::{
        controls::{Tone, breakable, close_button, dialog, icon, notice},
        layout::{self, Head, Width},
        list::{Paging, paging},
        surroundings::{Surroundings, language},
    },
    values::AccountId,
};

/// USEN CARTシェアアカウント一覧 (M26–M39).
#[component]
pub fn ShareAccountsPage() -> impl IntoView {
    guarded(api::load_list(), |list| {
        let body = match list {
            Some(list) => list_body(&list, told()).into_any(),
            None => not_loaded().into_any(),
        };
        layout::member(
            Head::new(language().share_heading()),
            SECTION,
            Width::Page,
            body,
        )
    })
}

/// In place of the list, where it could not be loaded; the rest of the portal goes on.
fn not_loaded() -> impl IntoView {
    let language = language();
    view! {
        {notice(Tone::Error, language.share_load_error(), None)}
        <h1 tabindex="-1">{breakable(language.share_heading())}</h1>
        <p>
            <a class="um-btn um-btn--secondary" href=Surroundings::current().address>
                {language.button_reload()}
            </a>
        </p>
    }
}

fn list_body(list: &List, told: Option<Told>) -> impl IntoView + use<> {
    let language = language();
    let highlighted = match &told {
        Some(
            Told::Added { account, .. }
            | Told::Renamed { account }
            | Told::Resent { account, .. }
            | Told::Corrected { account, .. },
        ) => Some(*account),
        _ => None,
    };
    let resent = match &told {
        Some(Told::Resent {
            account,
            name,
            email,
        }) => Some(resent_dialog(language, *account, name, email)),
        _ => None,
    };
    view! {
        {told.and_then(|told| told_notice(language, told))}
        <h1 tabindex="-1">{breakable(language.share_heading())}</h1>
        <p>
            {language.share_about_before()}
            <a href=paths::HELP_SHARE_ACCOUNT aria-label=language.share_about_link_label()>
                {language.share_about_link()}
            </a> {language.share_about_after()}
        </p>
        <div class="um-list__head">
            <a class="um-btn um-btn--primary" href=paths::SHARE_ACCOUNT_NEW>
                {icon("person_add")} {language.share_add()}
            </a>
            <a class="um-btn um-btn--secondary" href=paths::REGISTER_GUIDE>
                {icon("qr_code")} {language.in_person_heading()}
            </a>
            <a class="um-btn um-btn--secondary" href=paths::INVITATION_IMPORT>
                {icon("upload_file")} {language.import_heading()}
            </a>
            <a class="um-btn um-btn--text" href=paths::SHARE_ACCOUNTS_PRINT>
                {icon("print")} {language.share_print()}
            </a>
        </div>
        {(list.total >= SEARCH_FROM || list.query.narrows()).then(|| search_form(language, &list.query))}
        // outlives the swap of the results, or nothing would be read out
        <p id="results-count" role="status">
            {list.query.narrows().then(|| language.search_result(list.found))}
        </p>
        <div id="results">{results(language, list, highlighted)}</div>
        <p class="um-muted">
            {language.share_status_means(language.share_status_done(), language.share_status_done_hint())}
            <br />
            {language.share_status_means(language.share_status_waiting(), language.share_status_waiting_hint())}
            <br />
            {language.share_note_parent()}
        </p>
        {(list.total > 0).then(|| live_switch(language))}
        // what changed while the page was open is read out
        <p id="live-status" class="um-visually-hidden" role="status"></p>
        {changing::edit_dialog(language, &list.query)}
        {changing::delete_dialog(language, &list.query)}
        {resent}
    }
}

/// Holds what changes by itself beside what one reads (WCAG 2.2.2); without scripts nothing does.
fn live_switch(language: Language) -> impl IntoView {
    view! {
        <p
            class="um-live um-muted"
            hidden
            data-live-switch=""
            data-running=language.share_live()
            data-held=language.share_live_held()
            data-hold=language.share_live_hold()
            data-resume=language.share_live_resume()
        >
            <span>{language.share_live()}</span>
            <button type="button" class="um-btn um-btn--text">
                {language.share_live_hold()}
            </button>
        </p>
    }
}

/// What came of a form, above the list. A resend tells in a dialog of its own (M68).
fn told_notice(language: Language, told: Told) -> Option<AnyView> {
    let mut more = None;
    let (tone, text) = match told {
        Told::Added { email, .. } => (Tone::Success, language.add_done(email)),
        Told::Corrected { email, .. } => (Tone::Success, language.correct_done(email)),
        Told::Renamed { .. } => (Tone::Success, language.edit_done().to_owned()),
        Told::Deleted { name } => (Tone::Success, language.delete_done(name)),
        Told::DeletedSeveral { count } => (
            Tone::Success,
            language.several_deleted(count.unsigned_abs()),
        ),
        Told::ResentSeveral {
            count,
            spared,
            more: unnamed,
        } => {
            more = spared_text(language, &spared, unnamed);
            let tone = if more.is_some() || count == 0 {
                Tone::Warning
            } else {
                Tone::Success
            };
            let text = match count.unsigned_abs() {
                0 => language.several_resent_none().to_owned(),
                count => language.several_resent(count),
            };
            (tone, text)
        }
        Told::NothingSelected => (Tone::Error, language.several_none().to_owned()),
        Told::Gone => (Tone::Error, language.delete_gone().to_owned()),
        Told::ResendRejected(Spared { name, why }) => {
            let tone = match why {
                ResendRejection::AlreadyRegistered => Tone::Info,
                _ => Tone::Error,
            };
            (
                tone,
                language.several_spared(name, resend_error(language, why)),
            )
        }
        Told::Resent { .. }
        | Told::AddRejected { .. }
        | Told::RenameRejected { .. }
        | Told::CorrectRejected { .. }
        | Told::SeveralRejected { .. }
        | Told::DeleteRejected { .. } => return None,
    };
    Some(notice(tone, text, more).into_any())
}

fn resend_error(language: Language, why: ResendRejection) -> String {
    match why {
        ResendRejection::Gone => language.delete_gone().to_owned(),
        ResendRejection::AlreadyRegistered => language.resend_already_registered().to_owned(),
        ResendRejection::TooSoon { seconds } => language.resend_too_soon(seconds.unsigned_abs()),
        ResendRejection::TooMany { minutes } => language.resend_throttled(language.wait(minutes)),
        ResendRejection::MailboxFull { minutes } => language.mailbox_full(language.wait(minutes)),
        ResendRejection::Declined => language.resend_declined().to_owned(),
    }
}

/// Whose invitation was not sent again, and why.
fn spared_text(language: Language, spared: &[Spared], more: i64) -> Option<String> {
    let mut lines: Vec<String> = spared
        .iter()
        .map(|Spared { name, why }| language.several_spared(name, resend_error(language, *why)))
        .collect();
    if more > 0 {
        lines.push(language.several_spared_more(more.unsigned_abs()));
    }
    (!lines.is_empty()).then(|| lines.join(" "))
}

/// Narrows the list down as one types or chooses; and by its button, where no script runs (D13).
fn search_form(language: Language, query: &Query) -> impl IntoView + use<> {
    let filters = Filter::ALL.map(|filter| {
        let label = filter_label(language, filter);
        option(filter.as_str(), label, filter == query.filter)
    });
    let sorts = Sort::ALL.map(|sort| {
        let label = match sort {
            Sort::Newest => language.share_sort_newest(),
            Sort::Oldest => language.share_sort_oldest(),
            Sort::Name => language.share_sort_name(),
            Sort::Status => language.share_sort_status(),
        };
        option(sort.as_str(), label, sort == query.sort)
    });
    let search = query.search.clone();
    view! {
        <search>
            <form class="um-search" method="get" action=paths::SHARE_ACCOUNTS>
                <LiveSearch results="results".to_owned()>
                    <div class="um-search__field um-search__field--wide">
                        <label class="um-label" for="q">
                            {language.share_search_label()}
                        </label>
                        <input
                            class="um-input"
                            id="q"
                            name="q"
                            type="search"
                            value=search
                            autocomplete="off"
                            enterkeyhint="search"
                        />
                    </div>
                    <div class="um-search__field">
                        <label class="um-label" for="status">
                            {language.share_column_status()}
                        </label>
                        <select class="um-input" id="status" name="status">
                            {filters}
                        </select>
                    </div>
                    <div class="um-search__field">
                        <label class="um-label" for="sort">
                            {language.share_sort_label()}
                        </label>
                        <select class="um-input" id="sort" name="sort">
                            {sorts}
                        </select>
                    </div>
                </LiveSearch>
                <button class="um-btn um-btn--secondary">{icon("search")} {language.search_submit()}</button>
            </form>
        </search>
    }
}

fn option(value: &'static str, label: &'static str, chosen: bool) -> impl IntoView {
    view! {
        <option value=value selected=chosen>
            {label}
        </option>
    }
}

fn filter_label(language: Language, filter: Filter) -> &'static str {
    match filter {
        Filter::All => language.share_filter_all(),
        Filter::Registered => language.share_status_done(),
        Filter::Waiting => language.share_status_waiting(),
        Filter::Failed => language.share_status_failed(),
        Filter::Expired => language.share_filter_expired(),
        Filter::Declined => language.share_status_declined(),
    }
}

fn results(
    language: Language,
    list: &List,
    highlighted: Option<AccountId>,
) -> impl IntoView + use<> {
    let narrowed = list.query.narrows().then(|| {
        view! {
            <p>
                <a class="um-alone" href=paths::SHARE_ACCOUNTS>{language.search_clear()}</a>
            </p>
        }
    });
    if list.rows.is_empty() {
        let text = if !list.query.search.is_empty() {
            language.share_search_none(&list.query.search)
        } else if list.query.narrows() {
            language.share_filter_none(filter_label(language, list.query.filter))
        } else {
            language.share_empty().to_owned()
        };
        return view! {
            {narrowed}
            <p class="um-empty">{text}</p>
        }
        .into_any();
    }
    let rows = list
        .rows
        .iter()
        .map(|account| {
            row::row(
                language,
                account,
                &list.query,
                highlighted == Some(account.id),
            )
        })
        .collect_view();
    let place = Paging {
        page: list.query.page,
        pages: list.pages(),
        first: list.first(),
        last: list.last(),
        total: list.found,
    };
    let query = list.query.clone();
    view! {
        {narrowed}
        <div class="um-list">
            <table class="um-table um-table--selectable" role="table">
                <caption class="um-visually-hidden">{language.share_heading()}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col" class="um-table__select">
                            <span class="um-visually-hidden">{language.share_column_select()}</span>
                            <label hidden data-select-all="">
                                <input type="checkbox" aria-label=language.share_select_all() />
                                <span class="um-table__select-all">{language.share_select_all()}</span>
                            </label>
                        </th>
                        {sortable(language.share_column_name(), &list.query, Sort::Name)}
                        {sortable(language.share_column_status(), &list.query, Sort::Status)}
                        <th role="columnheader" scope="col">
                            {language.share_column_email()}
                        </th>
                        <th role="columnheader" scope="col">
                            {language.share_column_actions()}
                        </th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            {several_bar(language, &list.query)}
        </div>
        {paging(&place, |page| Query { page, ..query.clone() }.address())}
    }
    .into_any()
}

/// A column's heading, which sorts by it; pressed again, the newest come first again.
fn sortable(label: &'static str, query: &Query, sort: Sort) -> impl IntoView + use<> {
    let sorted = query.sort == sort;
    let address = Query {
        sort: if sorted { Sort::Newest } else { sort },
        page: 1,
        ..query.clone()
    }
    .address();
    view! {
        <th role="columnheader" scope="col" aria-sort=if sorted { "ascending" } else { "none" }>
            <a class="um-table__sort" href=address>
                {label}
                {icon(if sorted { "arrow_downward" } else { "swap_vert" })}
            </a>
            // on cards, whose headings nobody sees, there is nothing to press
            <span class="um-table__label">{label}</span>
        </th>
    }
}

/// What can be done with the selected rows: the next page names them and asks once (D13).
fn several_bar(language: Language, query: &Query) -> impl IntoView + use<> {
    let deed = |deed: Deed, class: &'static str, label: &'static str| {
        view! {
            <button class=class name="deed" value=deed.as_str()>
                {label}
            </button>
        }
    };
    view! {
        <form class="um-several" id=row::SEVERAL method="get" action=paths::SHARE_ACCOUNTS_SEVERAL>
            {list_field(query)}
            <p>{language.several_lead()}</p>
            {deed(Deed::Resend, "um-btn um-btn--secondary", language.several_resend())}
            {deed(Deed::Delete, "um-btn um-btn--text um-btn--danger", language.several_delete())}
        </form>
    }
}

/// メールを送信しました。 with × and 閉じる (M68).
fn resent_dialog(
    language: Language,
    account: AccountId,
    name: &str,
    email: &str,
) -> impl IntoView + use<> {
    let name = name.to_owned();
    let detail = language.resend_done_detail(email);
    let body = view! {
        <form method="dialog">
            <button class="um-dialog__close" data-close-dialog="" aria-label=language.button_close()>
                {icon("close")}
            </button>
        </form>
        <div class="um-dialog__body" data-return=row::resend_button(account)>
            <p>
                <strong>{name}</strong>
            </p>
            <p>{detail}</p>
        </div>
        <div class="um-actions">{close_button(language.button_close())}</div>
    };
    dialog("resent", language.resend_done(), true, body)
}
