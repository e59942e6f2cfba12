//! The pages of an import: the form for the file, and its rows before and after it is run.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;

use super::{
    api::{self, RunInvitationImport, UploadInvitations},
    model::{FileRejection, Import, Line, MOST_ROWS, Mail, Outcome, PAGE, Recent, TOPIC, Told},
    words,
};
use crate::{
    guarded::guarded,
    paths,
    platform::{flash, letter, request},
    share_accounts::Status,
    text::Language,
    ui::{
        controls::{ChipTone, Tone, chip, icon, notice},
        form::{Field, error_summary, field_errors, file_field},
        layout::{self, Head, Section, Tab, Width},
        list::{Paging, paging},
        surroundings::language,
    },
};

const SECTION: Section = Section::Account(Tab::ShareAccounts);

/// What browsers offer to choose; some systems know CSV files as Excel's.
const ACCEPTED: &str =
    ".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain,application/vnd.ms-excel";

fn told() -> Option<Told> {
    flash::take(TOPIC)
}

/// CSVで一括招待 (X8).
#[component]
pub fn NewInvitationImportPage() -> impl IntoView {
    guarded(api::load_recent(), |recent| {
        let (why, is_gone) = match told() {
            Some(Told::Rejected(why)) => (Some(why), false),
            Some(Told::Gone) => (None, true),
            Some(Told::Ran { .. }) | None => (None, false),
        };
        layout::member(
            Head::with_errors(language().import_heading(), why.is_some()),
            SECTION,
            Width::Form,
            form_body(why, is_gone, &recent),
        )
    })
}

fn form_body(
    why: Option<FileRejection>,
    is_gone: bool,
    recent: &[Recent],
) -> impl IntoView + use<> {
    let language = language();
    let field = Field {
        name: api::FILE,
        label: language.import_file(),
        hints: vec![language.import_file_hint(MOST_ROWS)],
        error: why.map(|why| file_error(language, why)),
        marked_required: true,
        ..Field::default()
    };
    view! {
        {error_summary(field_errors(&[&field]))}
        {is_gone.then(|| notice(Tone::Error, language.import_gone(), None))}
        <h1 tabindex="-1">{language.import_heading()}</h1>
        <p>{language.import_lead(MOST_ROWS)}</p>
        <form
            method="post"
            action=UploadInvitations::url()
            enctype="multipart/form-data"
            novalidate
            data-busy=language.import_checking()
        >
            {file_field(&field, ACCEPTED)}
            <div class="um-actions">
                <a class="um-btn um-btn--secondary" href=paths::SHARE_ACCOUNTS>
                    {language.button_cancel()}
                </a>
                <button class="um-btn um-btn--primary">{language.import_check()}</button>
            </div>
        </form>
        {how_to(language)}
        {recent_files(language, recent)}
    }
}

fn how_to(language: Language) -> impl IntoView {
    view! {
        <section>
            <h2>{language.import_how_heading()}</h2>
            <ol class="um-prose">
                <li>{language.import_how_template()}</li>
                <li>{language.import_how_fill()}</li>
                <li>{language.import_how_save()}</li>
            </ol>
            <p>
                <a
                    class="um-btn um-btn--secondary"
                    href=paths::INVITATION_TEMPLATE_CSV
                    download=""
                    data-native=""
                >
                    {icon("description")}
                    {language.import_template()}
                </a>
            </p>
            <table class="um-sample">
                <caption>{language.import_example_caption()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{language.share_column_name()}</th>
                        <th scope="col">{language.share_column_email()}</th>
                    </tr>
                </thead>
                <tbody>
                    <tr>
                        <td>{language.import_example_name_1()}</td>
                        <td>"yusen@example.com"</td>
                    </tr>
                    <tr>
                        <td>{language.import_example_name_2()}</td>
                        <td>"cafe001@example.com"</td>
                    </tr>
                </tbody>
            </table>
        </section>
    }
}

fn recent_files(language: Language, recent: &[Recent]) -> Option<impl IntoView + use<>> {
    if recent.is_empty() {
        return None;
    }
    let items = recent
        .iter()
        .map(|recent| {
            let name = file_name(language, &recent.file_name);
            let sent_at = letter::date_time(language, recent.created_at);
            let state = match recent.invited {
                Some(invited) => language.import_recent_run(invited, recent.rows),
                None => language.import_recent_open(recent.rows.unsigned_abs()),
            };
            let label = language.import_recent_details_label(&name, &sent_at);
            view! {
                <li class="um-item">
                    <div class="um-item__body">
                        <p class="um-item__title">{name}</p>
                        <ul class="um-item__lines">
                            <li>{sent_at}</li>
                            <li>{state}</li>
                        </ul>
                    </div>
                    <a
                        class="um-btn um-btn--secondary"
                        href=paths::invitation_import(recent.id)
                        aria-label=label
                    >
                        {language.import_recent_details()}
                    </a>
                </li>
            }
        })
        .collect_view();
    Some(view! {
        <section>
            <h2>{language.import_recent_heading()}</h2>
            <p class="um-muted">{language.import_recent_note()}</p>
            <ul class="um-items">{items}</ul>
        </section>
    })
}

fn file_name(language: Language, name: &str) -> String {
    if name.is_empty() {
        language.import_file_unnamed().to_owned()
    } else {
        name.to_owned()
    }
}

fn file_error(language: Language, why: FileRejection) -> String {
    match why {
        FileRejection::Missing => language.import_error_missing().to_owned(),
        FileRejection::Empty => language.import_error_empty().to_owned(),
        FileRejection::TooLarge => language.import_error_large().to_owned(),
        FileRejection::Workbook => language.import_error_workbook().to_owned(),
        FileRejection::NotText => language.import_error_not_text().to_owned(),
        FileRejection::TooManyRows { rows } => language.import_error_rows(rows, MOST_ROWS),
        FileRejection::Columns => language.import_error_columns().to_owned(),
        FileRejection::OpenQuote { row } => language.import_error_quote(row),
        FileRejection::TooMany { minutes } => {
            language.import_error_throttled(language.wait(minutes))
        }
    }
}

/// 招待内容の確認, and after the run 招待の結果 (X8).
#[component]
pub fn InvitationImportPage() -> impl IntoView {
    let import = use_params_map()
        .read_untracked()
        .get("import")
        .unwrap_or_default();
    guarded(api::load_import(import), |import| {
        let language = language();
        let heading = if import.run_at.is_some() {
            language.import_result_heading()
        } else {
            language.import_dry_heading()
        };
        let body = view! {
            {told().and_then(|told| told_notice(language, told))}
            <h1 tabindex="-1">{heading}</h1>
            <p class="um-muted">
                {language.import_file_name(file_name(language, &import.file_name))}
            </p>
            {summary(language, &import)}
            {if import.run_at.is_some() {
                after(language, &import).into_any()
            } else {
                before(language, &import).into_any()
            }}
            {rows(language, &import)}
        };
        layout::member(Head::new(heading), SECTION, Width::Page, body)
    })
}

fn told_notice(language: Language, told: Told) -> Option<AnyView> {
    match told {
        Told::Ran { invited: 0 } => {
            Some(notice(Tone::Warning, language.import_result_none(), None).into_any())
        }
        Told::Ran { invited } => {
            Some(notice(Tone::Success, language.import_result_done(invited), None).into_any())
        }
        Told::Rejected(_) | Told::Gone => None,
    }
}

/// How many are invited and how many are not, in large.
fn summary(language: Language, import: &Import) -> impl IntoView + use<> {
    let (invited, skipped) = if import.run_at.is_some() {
        (language.import_invited(), language.import_skipped())
    } else {
        (language.import_will_invite(), language.import_will_skip())
    };
    let count = |count: usize| language.import_count(count);
    view! {
        <dl class="um-figures">
            <div>
                <dt>{invited}</dt>
                <dd>{count(import.invited())}</dd>
            </div>
            <div data-empty=(import.skipped() == 0).then_some("")>
                <dt>{skipped}</dt>
                <dd>{count(import.skipped())}</dd>
            </div>
        </dl>
    }
}

/// What can be done before the run.
fn before(language: Language, import: &Import) -> impl IntoView + use<> {
    let invited = u64::try_from(import.invited()).unwrap_or(u64::MAX);
    let other_file = view! {
        <a class="um-btn um-btn--secondary" href=paths::INVITATION_IMPORT>
            {language.import_other_file()}
        </a>
    };
    if invited == 0 {
        let (tone, text) = if import.is_all_there() {
            (Tone::Info, language.import_dry_none_left())
        } else {
            (Tone::Warning, language.import_dry_none())
        };
        return view! {
            {notice(tone, text, None)}
            <div class="um-actions">{other_file}</div>
        }
        .into_any();
    }
    view! {
        <p>{language.import_dry_lead()}</p>
        <form method="post" action=RunInvitationImport::url() data-busy=language.import_running()>
            <input type="hidden" name="import" value=import.id.to_string() />
            <div class="um-actions">
                {other_file}
                <button class="um-btn um-btn--primary">{language.import_run(invited)}</button>
            </div>
        </form>
    }
    .into_any()
}

/// How the mails are doing, and what can be done after the run.
fn after(language: Language, import: &Import) -> impl IntoView + use<> {
    let more = import
        .is_worth_sending_again()
        .then(|| view! { <p>{language.import_result_more()}</p> });
    view! {
        {progress(language, import)}
        {more}
        <div class="um-actions">
            <a class="um-btn um-btn--secondary" href=paths::SHARE_ACCOUNTS>
                {language.import_to_list()}
            </a>
            <a
                class="um-btn um-btn--secondary"
                href=paths::invitation_result_csv(import.id)
                download=""
                data-native=""
            >
                {icon("description")}
                {language.import_download()}
            </a>
        </div>
    }
}

/// 「n / m 件を送信しました」. It brings itself up to date where scripts run, as long as mails are going out.
fn progress(language: Language, import: &Import) -> Option<impl IntoView + use<>> {
    let [waiting, sent, failed] =
        [Mail::Waiting, Mail::Sent, Mail::Failed].map(|mail| import.mails(mail));
    let all = waiting + sent + failed;
    if all == 0 {
        return None;
    }
    let failures = (failed > 0).then(|| {
        view! {
            <p class="um-error">
                {icon("error")} <span>{language.import_progress_failed(failed)}</span>
            </p>
            <p>
                <a href=paths::SHARE_ACCOUNTS_FAILED>{language.import_progress_failed_link()}</a>
            </p>
        }
    });
    let is_under_way = waiting > 0;
    let refresh = is_under_way.then(|| {
        view! { <a href=page_address(import, asked_page())>{language.import_refresh()}</a> }
    });
    let label = language.import_progress_label();
    Some(view! {
        <div class="um-progress">
            <div id="progress" data-live=is_under_way.then_some(label)>
                <p>{language.import_progress(sent, all)}</p>
                <progress aria-label=label value=sent max=all></progress>
                {failures}
            </div>
            <p id="refresh" data-live=is_under_way.then_some("")>
                {refresh}
            </p>
            <p class="um-visually-hidden" id="live-status" role="status"></p>
        </div>
    })
}

/// The page that the address asks for, from 1 on.
fn asked_page() -> i64 {
    request::query("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1)
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn page_address(import: &Import, page: i64) -> String {
    let address = paths::invitation_import(import.id);
    if page > 1 {
        format!("{address}?page={page}")
    } else {
        address
    }
}

/// The rows, those that need a look first, page by page.
fn rows(language: Language, import: &Import) -> impl IntoView + use<> {
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
    let heads = [
        language.import_column_row(),
        language.share_column_name(),
        language.share_column_email(),
        language.import_column_result(),
    ]
    .map(|head| {
        view! {
            <th role="columnheader" scope="col">
                {head}
            </th>
        }
    });
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
