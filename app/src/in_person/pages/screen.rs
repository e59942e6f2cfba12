//! The parent's screen.

use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    guarded::guarded,
    in_person::{
        api::{self, StartInPerson, StopInPerson},
        model::{Code, Showing, Stage, TOPIC, Told},
        rules::TRIES,
    },
    paths,
    platform::{flash, letter, services::Services},
    text::Language,
    ui::{
        controls::{Tone, WayOut, actions, icon, notice},
        layout::{self, Head, Section, Tab, Width},
        qr::qr,
        surroundings::language,
    },
};

/// 対面で登録, the parent's screen.
#[component]
pub fn RegisterGuidePage() -> impl IntoView {
    guarded(api::load_guide(), |showing| {
        let language = language();
        let told: Option<Told> = flash::take(TOPIC);
        // what came of the press says it all
        let is_told = told.is_some();
        let body = view! {
            {told.map(|told| told_notice(language, told))}
            <h1 tabindex="-1">{language.in_person_heading()}</h1>
            {match showing {
                None => introduction(language).into_any(),
                Some(showing) => screen(language, &showing, is_told).into_any(),
            }}
        };
        layout::member(
            Head::new(language.in_person_heading()),
            Section::Account(Tab::ShareAccounts),
            Width::Page,
            body,
        )
    })
}

fn told_notice(language: Language, told: Told) -> impl IntoView {
    let (tone, text) = match told {
        Told::Stopped => (Tone::Success, language.in_person_told_stopped().to_owned()),
        Told::Withdrawn { name } => (Tone::Success, language.in_person_told_withdrawn(name)),
        Told::TooLate { name } => (Tone::Warning, language.in_person_told_too_late(name)),
        Told::Over => (Tone::Info, language.in_person_told_over().to_owned()),
        Told::Underway => (Tone::Info, language.in_person_told_underway().to_owned()),
    };
    notice(tone, text, None)
}

fn introduction(language: Language) -> impl IntoView {
    let minutes = Services::current()
        .settings
        .lifetimes
        .in_person_code
        .whole_minutes();
    view! {
        <p class="um-lead">{language.in_person_lead()}</p>
        <ol>
            <li>{language.in_person_step_show(minutes)}</li>
            <li>{language.in_person_step_scan()}</li>
            <li>{language.in_person_step_enter()}</li>
            <li>{language.in_person_step_register()}</li>
        </ol>
        {start_form("um-btn um-btn--primary um-btn--lg um-btn--block", language.in_person_start())}
        <p>
            <a class="um-alone" href=paths::SHARE_ACCOUNTS>{language.in_person_list()}</a>
        </p>
    }
}

fn start_form(class: &'static str, label: &'static str) -> impl IntoView {
    view! {
        <form method="post" action=StartInPerson::url() data-busy=language().sending()>
            <button class=class>{icon("qr_code")} {label}</button>
        </form>
    }
}

/// The code with its number as long as it may be used, and below it what happens, which is shown anew every few
/// seconds where scripts run.
fn screen(language: Language, showing: &Showing, is_told: bool) -> impl IntoView + use<> {
    let code = match &showing.stage {
        Stage::Waiting(code) => Some(code_block(language, code)),
        _ => None,
    };
    // whatever can still change is shown anew by the script, and read out
    let is_open = matches!(showing.stage, Stage::Waiting(_) | Stage::Entered(_));
    view! {
        <div class="um-in-person">
            {code}
            <p id="live-status" class="um-visually-hidden" role="status"></p>
            <div
                id="in-person-state"
                data-live=is_open.then_some(language.in_person_heading())
                data-stage=stage_word(&showing.stage)
            >
                {(!is_told || showing.stage != Stage::Stopped)
                    .then(|| state(language, &showing.stage))}
            </div>
            <div
                id="in-person-actions"
                class="um-in-person__actions"
                data-live=is_open.then_some("")
            >
                {deeds(language, showing)}
            </div>
        </div>
    }
}

/// By which the style sheet puts the code away once it is of no use, also where only the state was shown anew.
fn stage_word(stage: &Stage) -> &'static str {
    match stage {
        Stage::Waiting(_) => "waiting",
        Stage::Entered(_) => "entered",
        Stage::Done(_) | Stage::Unfinished(_) | Stage::Expired | Stage::Stopped | Stage::Locked => {
            "over"
        }
    }
}

fn code_block(language: Language, code: &Code) -> impl IntoView + use<> {
    let address = Services::current().settings.absolute(&code.path);
    let (first, second) = code.number.split_at(code.number.len() / 2);
    view! {
        <div class="um-in-person__code">
            <div>
                <p>{language.in_person_scan()}</p>
                {qr(&address, language.in_person_qr_label())}
            </div>
            <div>
                <h2>{language.in_person_number()}</h2>
                <p class="um-in-person__number">
                    <span>{first.to_owned()}</span>
                    " "
                    <span>{second.to_owned()}</span>
                </p>
                <p>{language.in_person_number_note()}</p>
                <p class="um-muted">{language.in_person_address()}</p>
                <p class="um-muted um-in-person__address">{address}</p>
            </div>
        </div>
    }
}

fn state(language: Language, stage: &Stage) -> impl IntoView + use<> {
    let (tone, symbol, text, more) = match stage {
        Stage::Waiting(code) => (
            "um-notice--info",
            "schedule",
            language.in_person_waiting().to_owned(),
            (code.wrong_numbers > 0).then(|| {
                language.in_person_wrong_numbers(u64::from(code.wrong_numbers.unsigned_abs()))
            }),
        ),
        Stage::Entered(person) => (
            "um-notice--info",
            "edit",
            language.in_person_entered(&person.name, &person.email),
            Some(language.in_person_entered_note().to_owned()),
        ),
        Stage::Done(person) => (
            "um-notice--success",
            "check_circle",
            language.in_person_done().to_owned(),
            Some(language.in_person_done_note(&person.name, &person.email)),
        ),
        Stage::Unfinished(person) => (
            "um-notice--warning",
            "warning",
            language.in_person_unfinished().to_owned(),
            Some(language.in_person_unfinished_note(&person.name)),
        ),
        Stage::Expired => (
            "um-notice--warning",
            "warning",
            language.in_person_expired().to_owned(),
            None,
        ),
        Stage::Stopped => (
            "um-notice--info",
            "info",
            language.in_person_stopped().to_owned(),
            None,
        ),
        Stage::Locked => (
            "um-notice--warning",
            "warning",
            language.in_person_locked().to_owned(),
            Some(language.in_person_locked_note(TRIES)),
        ),
    };
    view! {
        <div class=format!("um-notice {tone}")>
            {icon(symbol)} <div>
                <p>
                    <strong>{text}</strong>
                </p>
                {more.map(|more| view! { <p class="um-notice__sub">{more}</p> })}
            </div>
        </div>
    }
}

fn deeds(language: Language, showing: &Showing) -> impl IntoView + use<> {
    let time_left = match &showing.stage {
        Stage::Waiting(code) => Some(language.in_person_time_left(
            code.minutes_left.unsigned_abs(),
            letter::time(code.expires_at),
        )),
        _ => None,
    };
    let id = showing.id.to_string();
    let stop = |class| {
        view! {
            <form method="post" action=StopInPerson::url() data-busy=language.sending()>
                <input type="hidden" name="registration" value=id.clone() />
                <button class=class>{language.in_person_stop()}</button>
            </form>
        }
    };
    let refresh = view! {
        <p>
            <a class="um-alone" href=paths::REGISTER_GUIDE>{language.in_person_refresh()}</a>
        </p>
    };
    let list = WayOut::to(paths::SHARE_ACCOUNTS, language.in_person_list()).with_chevron();
    let buttons = match &showing.stage {
        Stage::Waiting(_) => view! {
            <div class="um-actions">
                {stop("um-btn um-btn--secondary")}
                {start_form("um-btn um-btn--secondary", language.in_person_new_code())}
            </div>
            {refresh}
        }
        .into_any(),
        Stage::Entered(_) => view! {
            <div class="um-actions">{stop("um-btn um-btn--danger")}</div>
            {refresh}
        }
        .into_any(),
        Stage::Done(_) => {
            let next = start_form("um-btn um-btn--primary", language.in_person_next());
            actions(&list, next).into_any()
        }
        Stage::Unfinished(_) | Stage::Expired | Stage::Stopped | Stage::Locked => {
            let new_code = start_form("um-btn um-btn--primary", language.in_person_new_code());
            actions(&list, new_code).into_any()
        }
    };
    view! {
        {time_left.map(|text| view! { <p>{text}</p> })}
        {buttons}
    }
}
