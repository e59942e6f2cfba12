//! The pages of share accounts: list, add, edit, delete.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;

use super::{
    api::{self, AddShareAccount, DeleteShareAccount, RenameShareAccount, ResendInvitation},
    model::{
        AddForm, AddRejection, EmailRejection, FormRejection, Invitation, List, NameRejection,
        ResendRejection, SEARCH_FROM, ShareAccount, Status, TOPIC, Told,
    },
};
use crate::{
    guarded::guarded,
    islands::LiveSearch,
    paths,
    platform::{flash, letter, session},
    reauthentication::{Asked, ProofRejection, proof_errors, proof_fields},
    text::Language,
    ui::{
        controls::{ChipTone, Tone, breakable, chip, close_button, dialog, icon, notice},
        form::{Field, error_summary, field_errors, text_field},
        layout::{self, Head, Section, Tab, Width},
        list::{Paging, paging},
        surroundings::language,
    },
    values::{AccountId, PersonNameError},
};

const SECTION: Section = Section::Account(Tab::ShareAccounts);
const EDIT_DIALOG: &str = "edit";
const DELETE_DIALOG: &str = "delete";

fn told() -> Option<Told> {
    flash::take(TOPIC)
}

/// USEN CARTシェアアカウント一覧 (M26–M39).
#[component]
pub fn ShareAccountsPage() -> impl IntoView {
    guarded(api::load_list(), |list| {
        layout::member(
            Head::new(language().share_heading()),
            SECTION,
            Width::Page,
            list_body(&list, told()),
        )
    })
}

fn list_body(list: &List, told: Option<Told>) -> impl IntoView + use<> {
    let language = language();
    let highlighted = match &told {
        Some(
            Told::Added { account, .. } | Told::Renamed { account } | Told::Resent { account, .. },
        ) => Some(*account),
        _ => None,
    };
    let resent = match &told {
        Some(Told::Resent { email, .. }) => Some(resent_dialog(language, email)),
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
            {(list.total >= SEARCH_FROM).then(|| search_form(language, &list.search))}
        </div>
        // outlives the swap of the results, or nothing would be read out
        <p id="results-count" role="status">
            {(!list.search.is_empty()).then(|| language.search_result(list.found))}
        </p>
        <div id="results">{results(language, list, highlighted)}</div>
        <p class="um-muted">{language.share_note_parent()}</p>
        {edit_dialog(language)}
        {delete_dialog(language)}
        {resent}
    }
}

/// What came of a form, above the list. A resend tells in a dialog of its own (M68).
fn told_notice(language: Language, told: Told) -> Option<AnyView> {
    let (tone, text) = match told {
        Told::Added { email, .. } => (Tone::Success, language.add_done(email)),
        Told::Renamed { .. } => (Tone::Success, language.edit_done().to_owned()),
        Told::Deleted { name } => (Tone::Success, language.delete_done(name)),
        Told::Gone | Told::ResendRejected(ResendRejection::Gone) => {
            (Tone::Error, language.delete_gone().to_owned())
        }
        Told::ResendRejected(ResendRejection::AlreadyRegistered) => {
            (Tone::Info, language.resend_already_registered().to_owned())
        }
        Told::ResendRejected(ResendRejection::TooSoon { minutes }) => (
            Tone::Error,
            language.resend_throttled(minutes.unsigned_abs()),
        ),
        Told::Resent { .. }
        | Told::AddRejected { .. }
        | Told::RenameRejected { .. }
        | Told::DeleteRejected { .. } => return None,
    };
    Some(notice(tone, text, None).into_any())
}

/// Searches as one types; and by its button, where no script runs (D13).
fn search_form(language: Language, search: &str) -> impl IntoView + use<> {
    let search = search.to_owned();
    view! {
        <search>
            <form class="um-search" method="get" action=paths::SHARE_ACCOUNTS>
                <label class="um-label" for="q">
                    {language.share_search_label()}
                </label>
                <LiveSearch results="results".to_owned()>
                    <input
                        class="um-input"
                        id="q"
                        name="q"
                        type="search"
                        value=search
                        autocomplete="off"
                        enterkeyhint="search"
                    />
                </LiveSearch>
                <button class="um-btn um-btn--secondary">
                    {icon("search")} {language.search_submit()}
                </button>
            </form>
        </search>
    }
}

fn results(
    language: Language,
    list: &List,
    highlighted: Option<AccountId>,
) -> impl IntoView + use<> {
    let searched = (!list.search.is_empty()).then(|| {
        view! {
            <p>
                <a href=paths::SHARE_ACCOUNTS>{language.search_clear()}</a>
            </p>
        }
    });
    if list.rows.is_empty() {
        let text = if list.search.is_empty() {
            language.share_empty().to_owned()
        } else {
            language.share_search_none(&list.search)
        };
        return view! {
            {searched}
            <p class="um-empty">{text}</p>
        }
        .into_any();
    }
    let rows = list
        .rows
        .iter()
        .map(|account| row(language, account, highlighted == Some(account.id)))
        .collect_view();
    let place = Paging {
        page: list.page,
        pages: list.pages(),
        first: list.first(),
        last: list.last(),
        total: list.found,
    };
    let search = list.search.clone();
    view! {
        {searched}
        <div class="um-list">
            <table class="um-table" role="table">
                <caption class="um-visually-hidden">{language.share_heading()}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">
                            {language.share_column_name()}
                        </th>
                        <th role="columnheader" scope="col">
                            {language.share_column_status()}
                        </th>
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
        </div>
        {paging(&place, |page| list_address(&search, page))}
    }
    .into_any()
}

fn list_address(search: &str, page: i64) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if !search.is_empty() {
        query.append_pair("q", search);
    }
    if page > 1 {
        query.append_pair("page", &page.to_string());
    }
    let query = query.finish();
    if query.is_empty() {
        paths::SHARE_ACCOUNTS.to_owned()
    } else {
        format!("{}?{query}", paths::SHARE_ACCOUNTS)
    }
}

fn row(language: Language, account: &ShareAccount, highlighted: bool) -> impl IntoView + use<> {
    let (id, name) = (account.id, account.name.clone());
    let resend = account.status.may_resend().then(|| {
        view! {
            <form method="post" action=ResendInvitation::url() data-busy=language.sending()>
                <input type="hidden" name="account" value=id.to_string() />
                <button class="um-btn um-btn--secondary" aria-label=language.share_resend_label(&name)>
                    {language.share_resend()}
                </button>
            </form>
        }
    });
    view! {
        <tr role="row" id=format!("row-{id}") data-new=highlighted.then_some("")>
            <td role="cell" data-label=language.share_column_name()>
                {name.clone()}
            </td>
            <td role="cell" data-label=language.share_column_status()>
                {status(language, account.status)}
            </td>
            <td role="cell" data-label=language.share_column_email()>
                {account.email.clone()}
            </td>
            <td role="cell" data-label=language.share_column_actions()>
                <div class="um-table__actions">
                    <a
                        class="um-btn um-btn--secondary"
                        href=paths::share_account_edit(id)
                        aria-label=language.share_edit_label(&name)
                        data-dialog=EDIT_DIALOG
                        data-account=id.to_string()
                        data-name=name.clone()
                    >
                        {language.share_edit()}
                    </a>
                    {resend}
                    <a
                        class="um-btn um-btn--text um-btn--danger"
                        href=paths::share_account_delete(id)
                        aria-label=language.share_delete_label(&name)
                        data-dialog=DELETE_DIALOG
                        data-account=id.to_string()
                        data-name=name.clone()
                    >
                        {language.share_delete()}
                    </a>
                </div>
            </td>
        </tr>
    }
}

fn status(language: Language, status: Status) -> impl IntoView {
    match status {
        Status::Registered => {
            view! { {chip(ChipTone::Done, language.share_status_done())} }.into_any()
        }
        Status::Waiting(invitation) => {
            let more = match invitation {
                Invitation::Queued => language.share_delivery_waiting().to_owned(),
                Invitation::ValidUntil(until) => {
                    language.share_invitation_until(letter::short_date_time(language, until))
                }
                Invitation::Expired => language.share_invitation_expired().to_owned(),
                Invitation::Undeliverable => language.share_invitation_bounced().to_owned(),
            };
            view! {
                {chip(ChipTone::Pending, language.share_status_waiting())}
                <p class="um-hint">{more}</p>
            }
            .into_any()
        }
    }
}

/// メールを送信しました。 with × and 閉じる (M68).
fn resent_dialog(language: Language, email: &str) -> impl IntoView + use<> {
    let detail = language.resend_done_detail(email);
    let body = view! {
        <form method="dialog">
            <button class="um-dialog__close" data-close-dialog="" aria-label=language.button_close()>
                {icon("close")}
            </button>
        </form>
        <div class="um-dialog__body">
            <p>{detail}</p>
        </div>
        <div class="um-actions">{close_button(language.button_close())}</div>
    };
    dialog("resent", language.resend_done(), true, body)
}

/// シェアアカウント追加 (M40, M41).
#[component]
pub fn NewShareAccountPage() -> impl IntoView {
    guarded(
        std::future::ready(crate::platform::session::parent()),
        |_| {
            let (form, why) = match told() {
                Some(Told::AddRejected { form, why }) => (form, Some(why)),
                _ => (AddForm::default(), None),
            };
            let head = Head::with_errors(language().add_heading(), why.is_some());
            layout::member(
                head,
                SECTION,
                Width::Form,
                add_body(form, why.unwrap_or_default()),
            )
        },
    )
}

fn add_body(form: AddForm, why: AddRejection) -> impl IntoView {
    let language = language();
    let name = name_field(language, language.add_name(), form.name, why.name, "");
    let email = Field {
        name: "email",
        label: language.add_email(),
        hints: vec![language.add_email_hint().to_owned()],
        value: form.email,
        error: why.email.map(|why| email_error(language, why).to_owned()),
        // somebody else's address: the browser would fill in one's own
        autocomplete: "off",
        inputmode: Some("email"),
        marked_required: true,
        ..Field::default()
    };
    let mut errors = field_errors(&[&name, &email]);
    errors.extend(why.form.map(|why| (None, form_error(language, why))));
    view! {
        {error_summary(errors)}
        <h1 tabindex="-1">{language.add_heading()}</h1>
        <form method="post" action=AddShareAccount::url() novalidate data-busy=language.sending()>
            {text_field(&name)}
            {text_field(&email)}
            <div class="um-actions">
                <a class="um-btn um-btn--secondary" href=paths::SHARE_ACCOUNTS>
                    {language.button_cancel()}
                </a>
                <button class="um-btn um-btn--primary">{language.add_submit()}</button>
            </div>
        </form>
    }
}

fn name_field(
    language: Language,
    label: &'static str,
    value: String,
    why: Option<NameRejection>,
    id_prefix: &'static str,
) -> Field {
    Field {
        name: "name",
        label,
        hints: vec![language.add_name_hint().to_owned()],
        value,
        error: why.map(|why| name_error(language, why).to_owned()),
        autocomplete: "off",
        marked_required: true,
        id_prefix,
        ..Field::default()
    }
}

fn name_error(language: Language, why: NameRejection) -> &'static str {
    language.person_name_error(match why {
        NameRejection::Empty => PersonNameError::Empty,
        NameRejection::TooLong => PersonNameError::TooLong,
        NameRejection::Character => PersonNameError::Character,
        NameRejection::Link => PersonNameError::Link,
    })
}

fn email_error(language: Language, why: EmailRejection) -> &'static str {
    match why {
        EmailRejection::Empty => language.add_error_email_empty(),
        EmailRejection::Form => language.add_error_email_form(),
    }
}

fn form_error(language: Language, why: FormRejection) -> String {
    match why {
        FormRejection::Full { limit } => language.add_error_limit(limit.unsigned_abs()),
        FormRejection::TooMany { minutes } => language.add_error_throttled(minutes.unsigned_abs()),
    }
}

fn account_parameter() -> String {
    use_params_map()
        .read_untracked()
        .get("account")
        .unwrap_or_default()
}

/// ユーザー名変更 (M62), as a page.
#[component]
pub fn RenameShareAccountPage() -> impl IntoView {
    guarded(api::load_one(account_parameter()), |account| {
        let (name, why) = match told() {
            Some(Told::RenameRejected {
                account: rejected,
                name,
                why,
            }) if rejected == account.id => (name, Some(why)),
            _ => (account.name.clone(), None),
        };
        let language = language();
        let head = Head::with_errors(language.edit_heading(), why.is_some());
        let field = name_field(language, language.edit_name(), name, why, "");
        let body = view! {
            {error_summary(field_errors(&[&field]))}
            <h1 tabindex="-1">{language.edit_heading()}</h1>
            {rename_form(language, &field, Some(account.id))}
        };
        layout::member(head, SECTION, Width::Form, body)
    })
}

/// 削除の確認 (M64), as a page.
#[component]
pub fn DeleteShareAccountPage() -> impl IntoView {
    guarded(api::load_one(account_parameter()), |account| {
        let language = language();
        let why = match told() {
            Some(Told::DeleteRejected { why }) => Some(why),
            _ => None,
        };
        let asked = asked(why, "");
        let errors = why
            .map(|_| proof_errors(asked.as_ref()))
            .unwrap_or_default();
        let body = view! {
            {error_summary(errors)}
            <h1 tabindex="-1">{language.delete_heading()}</h1>
            {delete_form(language, Some(&account), asked.as_ref())}
        };
        layout::member(
            Head::with_errors(language.delete_heading(), why.is_some()),
            SECTION,
            Width::Form,
            body,
        )
    })
}

/// One dialog for all rows: the script fills in which account the pressed link is about.
fn edit_dialog(language: Language) -> impl IntoView + use<> {
    let field = name_field(
        language,
        language.edit_name(),
        String::new(),
        None,
        "dialog-",
    );
    dialog(
        EDIT_DIALOG,
        language.edit_heading(),
        false,
        rename_form(language, &field, None),
    )
}

fn delete_dialog(language: Language) -> impl IntoView {
    dialog(
        DELETE_DIALOG,
        language.delete_heading(),
        false,
        delete_form(language, None, asked(None, "delete-dialog-").as_ref()),
    )
}

fn rename_form(
    language: Language,
    field: &Field,
    account: Option<AccountId>,
) -> impl IntoView + use<> {
    view! {
        <form method="post" action=RenameShareAccount::url() novalidate data-busy=language.saving()>
            <input type="hidden" name="account" value=account.map(|account| account.to_string()) />
            {text_field(field)}
            <div class="um-actions">
                {cancel(language)} <button class="um-btn um-btn--primary">{language.button_ok()}</button>
            </div>
        </form>
    }
}

/// What the deletion asks for, where the last proof is too old (R32).
fn asked(why: Option<ProofRejection>, id_prefix: &'static str) -> Option<Asked> {
    Asked::if_needed(&session::viewer()?, why, id_prefix)
}

fn delete_form(
    language: Language,
    account: Option<&ShareAccount>,
    asked: Option<&Asked>,
) -> impl IntoView + use<> {
    let id = account.map(|account| account.id.to_string());
    let name = account.map(|account| account.name.clone());
    view! {
        <form method="post" action=DeleteShareAccount::url() novalidate data-busy=language.sending()>
            <input type="hidden" name="account" value=id />
            <div class="um-dialog__body">
                <p>{language.delete_question()}</p>
                <p>
                    <strong data-fill="name">{name}</strong>
                </p>
                <p>{language.delete_effect()}</p>
                <p class="um-muted">{language.delete_note()}</p>
                {proof_fields(asked)}
            </div>
            <div class="um-actions">
                {cancel(language)} <button class="um-btn um-btn--danger">{language.delete_submit()}</button>
            </div>
        </form>
    }
}

/// Closes the dialog, or leads back from the page.
fn cancel(language: Language) -> impl IntoView {
    view! {
        <a class="um-btn um-btn--secondary" href=paths::SHARE_ACCOUNTS data-close-dialog="">
            {language.button_cancel()}
        </a>
    }
}
