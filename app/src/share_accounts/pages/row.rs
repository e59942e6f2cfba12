//! A row of the list, and what it tells of the invitation (X2).

use leptos::{prelude::*, server_fn::ServerFn as _};
use time::OffsetDateTime;

use super::list_field;
use crate::{
    paths,
    platform::letter,
    share_accounts::{
        api::ResendInvitation,
        model::{Delivery, Failed, Invitation, Query, Refusal, ShareAccount, Status},
    },
    text::Language,
    ui::controls::{ChipTone, chip, icon},
    values::AccountId,
};

/// The form that the checkboxes of the rows belong to.
pub(super) const SEVERAL: &str = "several";
/// The dialogs that the rows share.
pub(super) const EDIT_DIALOG: &str = "edit";
pub(super) const DELETE_DIALOG: &str = "delete";

pub(super) fn row(
    language: Language,
    account: &ShareAccount,
    query: &Query,
    highlighted: bool,
) -> impl IntoView + use<> {
    let (id, name) = (account.id, account.name.clone());
    let correct = account.status.may_correct().then(|| {
        view! {
            <a
                class="um-table__more"
                href=query.leading_to(paths::share_account_address(id))
                aria-label=language.share_correct_label(&name)
            >
                {language.share_correct()}
            </a>
        }
    });
    view! {
        <tr role="row" id=format!("row-{id}") data-new=highlighted.then_some("")>
            <td role="cell" class="um-table__select">
                <label>
                    <input
                        type="checkbox"
                        name="account"
                        value=id.to_string()
                        form=SEVERAL
                        aria-label=language.share_select_label(&name)
                    />
                </label>
            </td>
            <td role="cell" data-label=language.share_column_name()>
                {name.clone()}
            </td>
            <td
                role="cell"
                data-label=language.share_column_status()
                id=format!("status-{id}")
                data-live=name.clone()
            >
                {status(language, account.status)}
            </td>
            <td
                role="cell"
                data-label=language.share_column_email()
                id=format!("email-{id}")
                data-live=""
            >
                {account.email.clone()}
                {correct}
            </td>
            <td role="cell" data-label=language.share_column_actions() id=format!("actions-{id}") data-live="">
                {actions(language, account, query)}
            </td>
        </tr>
    }
}

/// The button that sends an invitation again; the focus comes back to it.
pub(super) fn resend_button(account: AccountId) -> String {
    format!("resend-{account}")
}

fn actions(language: Language, account: &ShareAccount, query: &Query) -> impl IntoView + use<> {
    let (id, name, list) = (account.id, account.name.clone(), query.parameters());
    let resend = account.status.may_resend().then(|| {
        view! {
            <form method="post" action=ResendInvitation::url() data-busy=language.sending()>
                <input type="hidden" name="account" value=id.to_string() />
                {list_field(query)}
                <button
                    class="um-btn um-btn--secondary"
                    id=resend_button(id)
                    aria-label=language.share_resend_label(&name)
                >
                    {language.share_resend()}
                </button>
            </form>
        }
    });
    view! {
        <div class="um-table__actions">
            <a
                class="um-btn um-btn--secondary"
                href=query.leading_to(paths::share_account_edit(id))
                aria-label=language.share_edit_label(&name)
                data-dialog=EDIT_DIALOG
                data-account=id.to_string()
                data-list=list.clone()
                data-name=name.clone()
                data-shown=name.clone()
            >
                {language.share_edit()}
            </a>
            {resend}
            <a
                class="um-btn um-btn--text um-btn--danger"
                href=query.leading_to(paths::share_account_delete(id))
                aria-label=language.share_delete_label(&name)
                data-dialog=DELETE_DIALOG
                data-account=id.to_string()
                data-list=list
                data-name=name.clone()
            >
                {language.share_delete()}
            </a>
        </div>
        {countdown(language, account.status)}
    }
}

/// How long until the invitation may be sent again (X7); a script counts it down.
fn countdown(language: Language, status: Status) -> Option<impl IntoView> {
    let Status::Waiting(Invitation {
        resend_from: Some(from),
        ..
    }) = status
    else {
        return None;
    };
    let seconds = (from - crate::platform::services::Services::current().clock.now())
        .whole_seconds()
        .max(1)
        .unsigned_abs();
    Some(view! {
        <p class="um-hint" data-countdown=seconds data-text=language.resend_countdown_text() data-text-one=language.resend_countdown_text_one()>
            {language.resend_countdown(seconds)}
        </p>
    })
}

pub(super) fn status(language: Language, status: Status) -> impl IntoView {
    let (tone, label, lines) = match status {
        Status::Registered => (ChipTone::Done, language.share_status_done(), Vec::new()),
        Status::Unconfirmed { failed } => {
            let mut lines = vec![language.share_address_unconfirmed().to_owned()];
            if let Some(Failed { reason, .. }) = failed {
                lines.push(reason.text(language).to_owned());
                lines.push(language.share_confirmation_failed_next().to_owned());
            }
            (ChipTone::Done, language.share_status_done(), lines)
        }
        Status::Declined { at, because } => (
            ChipTone::Warning,
            language.share_status_declined(),
            vec![
                language.share_declined_at(time(language, at)),
                language.share_declined_because(refusal_text(language, because)),
            ],
        ),
        Status::Waiting(invitation) => {
            let mut lines = delivery(language, invitation.delivery);
            if invitation.asked_for {
                lines.push(language.share_asked_for().to_owned());
            }
            (ChipTone::Pending, language.share_status_waiting(), lines)
        }
    };
    let failure = match status {
        Status::Waiting(Invitation {
            delivery: Delivery::Failed(Failed { at, .. }),
            ..
        }) => Some(language.share_delivery_failed(time(language, at))),
        Status::Unconfirmed {
            failed: Some(Failed { at, .. }),
        } => Some(language.share_confirmation_failed(time(language, at))),
        _ => None,
    };
    let failure = failure.map(
        |text| view! { <p class="um-error">{icon("error")} <span>{bracketed(text)}</span></p> },
    );
    let lines = lines
        .into_iter()
        .map(|line| view! { <p class="um-hint">{bracketed(line)}</p> })
        .collect_view();
    view! { {chip(tone, label)} {failure} {lines} }
}

/// A line at whose end a time stands in brackets, which stays whole.
fn bracketed(mut line: String) -> impl IntoView {
    let brackets = line
        .find(['（', '('])
        .filter(|_| line.ends_with(['）', ')']))
        .map(|at| line.split_off(at));
    view! { {line} {brackets.map(|text| view! { <span class="um-nowrap">{text}</span> })} }
}

/// Why somebody declined, in words.
pub fn refusal_text(language: Language, refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Unknown => language.refusal_unknown(),
        Refusal::Unwanted => language.refusal_unwanted(),
        Refusal::Misdirected => language.refusal_misdirected(),
    }
}

fn time(language: Language, at: OffsetDateTime) -> String {
    letter::short_date_time(language, at)
}

/// The delivery of an invitation's newest mail, line by line.
fn delivery(language: Language, delivery: Delivery) -> Vec<String> {
    match delivery {
        Delivery::Queued { since, reason } => {
            let mut lines = vec![language.share_delivery_waiting(time(language, since))];
            if let Some(reason) = reason {
                lines.push(language.share_delivery_retrying(reason.text(language)));
            }
            lines
        }
        Delivery::Sent { at, until } => vec![
            language.share_delivery_sent(time(language, at)),
            language.share_invitation_until(time(language, until)),
        ],
        Delivery::Expired { sent_at } => sent_at
            .map(|at| language.share_delivery_sent(time(language, at)))
            .into_iter()
            .chain([language.share_invitation_expired().to_owned()])
            .collect(),
        Delivery::Failed(Failed { reason, .. }) => {
            let way_on = if reason.is_about_the_address() {
                language.share_failed_correct()
            } else {
                language.share_failed_resend()
            };
            vec![reason.text(language).to_owned(), way_on.to_owned()]
        }
        Delivery::InPerson => vec![language.share_delivery_in_person().to_owned()],
    }
}
