//! CSVで一括招待: the form that takes a file, how to make one, and the files sent lately.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{SECTION, file_name, told};
use crate::{
    guarded::guarded,
    invitation_import::{
        api::{self, UploadInvitations},
        model::{FileRejection, MOST_ROWS, Recent, Told},
    },
    paths,
    platform::letter,
    text::Language,
    ui::{
        controls::{Tone, WayOut, actions, icon, notice},
        form::{Field, error_summary, field_errors, file_field},
        layout::{self, Head, Width},
        surroundings::language,
    },
};

/// What browsers offer to choose; some systems know CSV files as Excel's.
const ACCEPTED: &str =
    ".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain,application/vnd.ms-excel";

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
            {actions(
                &WayOut::to(paths::SHARE_ACCOUNTS, language.button_cancel()),
                view! { <button class="um-btn um-btn--primary">{language.import_check()}</button> },
            )}
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
