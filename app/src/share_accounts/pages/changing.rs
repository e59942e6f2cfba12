//! What is done with one share account: rename, delete, resend to who declined, correct the address.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    SECTION, account_parameter, anew_field, asked, cancel, email_field, list_before, list_field,
    name_field, row, told,
};
use crate::{
    guarded::guarded,
    reauthentication::{Asked, proof_errors, proof_fields},
    share_accounts::{
        api::{self, CorrectAddress, DeleteShareAccount, RenameShareAccount, ResendInvitation},
        model::{CorrectRejection, Query, RenameRejection, ShareAccount, Status, Told},
    },
    text::Language,
    ui::{
        controls::{Tone, actions, dialog, notice},
        form::{Field, error_summary, field_errors, text_field},
        layout::{self, Head, Width},
        surroundings::language,
    },
};

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
        let mut field = name_field(language, language.edit_name(), name, None, "");
        field.error = why.map(|why| match why {
            RenameRejection::Name(why) => super::name_error(language, why).to_owned(),
            RenameRejection::ChangedMeanwhile { name } => language.edit_error_changed(name),
        });
        let body = view! {
            {error_summary(field_errors(&[&field]))}
            <h1 tabindex="-1">{language.edit_heading()}</h1>
            {rename_form(language, &field, Some(&account), &list_before())}
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
            {delete_form(language, Some(&account), asked.as_ref(), &list_before())}
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
pub(super) fn edit_dialog(language: Language, list: &Query) -> impl IntoView + use<> {
    let field = name_field(
        language,
        language.edit_name(),
        String::new(),
        None,
        "dialog-",
    );
    dialog(
        row::EDIT_DIALOG,
        language.edit_heading(),
        false,
        rename_form(language, &field, None, list),
    )
}

pub(super) fn delete_dialog(language: Language, list: &Query) -> impl IntoView + use<> {
    dialog(
        row::DELETE_DIALOG,
        language.delete_heading(),
        false,
        delete_form(language, None, asked(None, "delete-dialog-").as_ref(), list),
    )
}

fn rename_form(
    language: Language,
    field: &Field,
    account: Option<&ShareAccount>,
    list: &Query,
) -> impl IntoView + use<> {
    let id = account.map(|account| account.id.to_string());
    let shown = account.map(|account| account.name.clone());
    view! {
        <form method="post" action=RenameShareAccount::url() novalidate data-busy=language.saving()>
            <input type="hidden" name="account" value=id />
            <input type="hidden" name="shown" value=shown />
            {list_field(list)}
            {text_field(field)}
            {actions(
                &cancel(language, list),
                view! { <button class="um-btn um-btn--primary">{language.button_ok()}</button> },
            )}
        </form>
    }
}

fn delete_form(
    language: Language,
    account: Option<&ShareAccount>,
    asked: Option<&Asked>,
    list: &Query,
) -> impl IntoView + use<> {
    let id = account.map(|account| account.id.to_string());
    let name = account.map(|account| account.name.clone());
    view! {
        <form method="post" action=DeleteShareAccount::url() novalidate data-busy=language.sending()>
            <input type="hidden" name="account" value=id />
            {list_field(list)}
            <div class="um-dialog__body">
                <p>{language.delete_question()}</p>
                <p>
                    <strong data-fill="name">{name}</strong>
                </p>
                <p>{language.delete_effect()}</p>
                <p class="um-muted">{language.delete_note()}</p>
                {proof_fields(asked)}
            </div>
            {actions(
                &cancel(language, list),
                view! { <button class="um-btn um-btn--danger">{language.delete_submit()}</button> },
            )}
        </form>
    }
}

/// 招待メール再送 to somebody who declined, once the parent confirms it.
#[component]
pub fn ResendInvitationPage() -> impl IntoView {
    guarded(api::load_one(account_parameter()), |account| {
        let language = language();
        let list = list_before();
        let declined = match account.status {
            Status::Declined { because, .. } => {
                let because = row::refusal_text(language, because);
                Some(notice(
                    Tone::Warning,
                    language.resend_declined_because(because),
                    None,
                ))
            }
            Status::Registered | Status::Unconfirmed { .. } | Status::Waiting(_) => None,
        };
        let body = view! {
            <h1 tabindex="-1">{language.resend_heading()}</h1>
            {declined}
            <p>
                <strong>{account.name.clone()}</strong>
            </p>
            <p>{language.resend_paragraph(&account.email)}</p>
            <form method="post" action=ResendInvitation::url() data-busy=language.sending()>
                <input type="hidden" name="account" value=account.id.to_string() />
                <input type="hidden" name="anew" value="yes" />
                {list_field(&list)}
                {actions(
                    &cancel(language, &list),
                    view! { <button class="um-btn um-btn--primary">{language.resend_submit()}</button> },
                )}
            </form>
        };
        layout::member(
            Head::new(language.resend_heading()),
            SECTION,
            Width::Form,
            body,
        )
    })
}

/// メールアドレスの訂正 of an invitation (X2).
#[component]
pub fn CorrectAddressPage() -> impl IntoView {
    guarded(api::load_one(account_parameter()), |account| {
        let language = language();
        let list = list_before();
        if !account.status.may_correct() {
            return registered_page(language, &account, &list).into_any();
        }
        let (email, why) = match told() {
            Some(Told::CorrectRejected {
                account: rejected,
                email,
                why,
            }) if rejected == account.id => (email, Some(why)),
            _ => (account.email.clone(), None),
        };
        let about_address = match why {
            Some(CorrectRejection::Email(why)) => Some(why),
            _ => None,
        };
        let field = email_field(language, language.correct_email(), email, about_address);
        let mut errors = field_errors(&[&field]);
        match why {
            Some(CorrectRejection::AlreadyRegistered) => {
                errors.push((None, language.correct_error_registered().to_owned()));
            }
            Some(CorrectRejection::TooMany { minutes }) => {
                errors.push((
                    None,
                    language.correct_error_throttled(language.wait(minutes)),
                ));
            }
            Some(CorrectRejection::Email(_)) | None => {}
        }
        let head = Head::with_errors(language.correct_heading(), why.is_some());
        let body = view! {
            {error_summary(errors)}
            <h1 tabindex="-1">{language.correct_heading()}</h1>
            <p>{language.correct_paragraph(&account.name, &account.email)}</p>
            <form method="post" action=CorrectAddress::url() novalidate data-busy=language.sending()>
                <input type="hidden" name="account" value=account.id.to_string() />
                {list_field(&list)}
                {text_field(&field)}
                {anew_field(language, about_address)}
                {actions(
                    &cancel(language, &list),
                    view! { <button class="um-btn um-btn--primary">{language.correct_submit()}</button> },
                )}
            </form>
        };
        layout::member(head, SECTION, Width::Form, body).into_any()
    })
}

/// Their address is theirs to change (M63).
fn registered_page(
    language: Language,
    account: &ShareAccount,
    list: &Query,
) -> impl IntoView + use<> {
    let body = view! {
        <h1 tabindex="-1">{language.correct_heading()}</h1>
        <p>
            <strong>{account.name.clone()}</strong>
        </p>
        {notice(Tone::Info, language.correct_error_registered(), None)}
        <div class="um-actions">
            <a class="um-btn um-btn--secondary" href=list.address()>
                {language.button_back()}
            </a>
        </div>
    };
    layout::member(
        Head::new(language.correct_heading()),
        SECTION,
        Width::Form,
        body,
    )
}
