//! The rows of a file, page by page.

use leptos::prelude::*;

use crate::{
    invitation_import::{
        model::{Import, Line, Mail, Outcome, PAGE},
        words,
    },
    paths,
    platform::request,
    share_accounts::Status,
    text::Language,
    ui::{
        controls::{ChipTone, chip},
        list::{Paging, column_headings, paging},
    },
};

/// The page that the address asks for, from 1 on.
pub(super) fn asked_page() -> i64 {
    request::query("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1)
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub(super) fn page_address(import: &Import, page: i64) -> String {
    let address = paths::invitation_import(import.id);
    if page > 1 {
        format!("{address}?page={page}")
    } else {
        address
    }
}

/// The rows, those that need a look first, page by page.
pub(super) fn rows(language: Language, import: &Import) -> impl IntoView + use<> {
    let has_run = import.run_at.is_some();
    let chunks: Vec<&[Line]> = import.lines.chunks(PAGE).collect();
    let pages = number(chunks.len()).max(1);
    let page = asked_page().clamp(1, pages);
    let shown = usize::try_from(page - 1)
        .ok()
        .and_then(|index| chunks.get(index).copied())
        .unwrap_or_default();
    let before = (page - 1) * number(PAGE);
    let place = Paging {
        page,
        pages,
        first: before + 1,
        last: before + number(shown.len()),
        total: number(import.lines.len()),
    };
    let note = (import.skipped() > 0).then(|| {
        let note = if has_run {
            language.import_rows_note_run()
        } else {
            language.import_rows_note()
        };
        view! { <p class="um-muted">{note}</p> }
    });
    let heads = column_headings([
        language.import_column_row(),
        language.share_column_name(),
        language.share_column_email(),
        language.import_column_result(),
    ]);
    let rows = shown
        .iter()
        .map(|line| row(language, line, has_run))
        .collect_view();
    view! {
        <section>
            <h2 id="rows">{language.import_rows_heading()}</h2>
            {note}
            <div class="um-list">
                <table class="um-table um-table--import" role="table" aria-labelledby="rows">
                    <thead role="rowgroup">
                        <tr role="row">{heads}</tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
            {paging(&place, |page| page_address(import, page))}
        </section>
    }
    .into_any()
}

fn row(language: Language, line: &Line, has_run: bool) -> impl IntoView + use<> {
    let number = line.number;
    let repaired = line
        .repaired_from
        .as_ref()
        .map(|before| language.import_hint_repaired(before, &line.email));
    let same = line
        .same_address
        .map(|number| language.import_hint_same_address(number));
    let lost = line
        .seems_lost
        .then(|| view! { <p class="um-hint">{language.import_hint_lost()}</p> });
    let hints = [repaired, same]
        .into_iter()
        .flatten()
        .map(|hint| view! { <p class="um-hint">{hint}</p> })
        .collect_view();
    let label = words::mail(language, &line.outcome)
        .unwrap_or_else(|| words::outcome(language, &line.outcome, has_run));
    let why =
        words::because(language, &line.outcome).map(|why| view! { <p class="um-hint">{why}</p> });
    let is_waiting = line.outcome.mail() == Some(Mail::Waiting);
    view! {
        <tr role="row">
            <td role="cell" data-label=language.import_column_row()>
                {language.import_row(number)}
            </td>
            <td
                role="cell"
                data-label=language.share_column_name()
                data-empty=line.name.is_empty().then_some("")
            >
                {line.name.clone()}
                {lost}
            </td>
            <td
                role="cell"
                data-label=language.share_column_email()
                data-empty=line.email.is_empty().then_some("")
            >
                {line.email.clone()}
                {hints}
            </td>
            <td
                role="cell"
                data-label=language.import_column_result()
                id=format!("row-{number}")
                data-live=is_waiting.then_some("")
            >
                {chip(tone(&line.outcome), label)}
                {why}
            </td>
        </tr>
    }
}

fn tone(outcome: &Outcome) -> ChipTone {
    match (outcome, outcome.mail()) {
        (Outcome::Skipped(_) | Outcome::Invited(None | Some(Status::Declined { .. })), _)
        | (_, Some(Mail::Failed)) => ChipTone::Warning,
        (_, Some(Mail::Waiting)) => ChipTone::Pending,
        (Outcome::Invite | Outcome::Invited(_), _) => ChipTone::Done,
    }
}
