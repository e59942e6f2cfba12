//! 招待内容の確認, and after the run 招待の結果: what becomes of a file.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;

use super::{
    SECTION, file_name,
    rows::{asked_page, page_address, rows},
    told,
};
use crate::{
    guarded::guarded,
    invitation_import::{
        api::{self, RunInvitationImport},
        model::{Import, Mail, Told},
    },
    paths,
    text::Language,
    ui::{
        controls::{Tone, WayOut, actions, icon, notice},
        layout::{self, Head, Width},
        surroundings::language,
    },
};

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
    let other_file = WayOut::to(paths::INVITATION_IMPORT, language.import_other_file());
    if invited == 0 {
        let (tone, text) = if import.is_all_there() {
            (Tone::Info, language.import_dry_none_left())
        } else {
            (Tone::Warning, language.import_dry_none())
        };
        return view! {
            {notice(tone, text, None)}
            <div class="um-actions">{other_file.link()}</div>
        }
        .into_any();
    }
    view! {
        <p>{language.import_dry_lead()}</p>
        <form method="post" action=RunInvitationImport::url() data-busy=language.import_running()>
            <input type="hidden" name="import" value=import.id.to_string() />
            {actions(
                &other_file,
                view! { <button class="um-btn um-btn--primary">{language.import_run(invited)}</button> },
            )}
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

/// 「n / m件を送信しました」. It brings itself up to date where scripts run, as long as mails are going out.
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
