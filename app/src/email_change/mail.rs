//! The mails of an e-mail change: both mailboxes are told, at the request and at the change (X1).

use lettre::Message;

use super::db;
use crate::{
    paths,
    platform::{
        letter::{self, Block},
        mailed_links::{self, Kind, number},
        outbox::{self, Letter, Mail},
        recipients,
        services::Services,
    },
    text::Language,
    values::EmailAddress,
};

fn masked(email: &str) -> String {
    EmailAddress::parse(email).map_or_else(|_| "***".to_owned(), |email| email.masked())
}

/// To the new address: the link that confirms it (M78); nothing when the request is gone.
///
/// # Errors
///
/// When the database does not answer, or a stored value is none of ours.
pub async fn write_confirmation(services: &Services, mail: &Mail) -> sqlx::Result<Option<Message>> {
    let now = services.clock.now();
    let mut tx = services.db.begin().await?;
    recipients::lock(&mut tx, mail.account).await?;
    let Some(recipient) = recipients::find(&mut tx, mail.account).await? else {
        return Ok(None);
    };
    let Some(change) = find_pending(&mut tx, mail).await? else {
        return Ok(None);
    };
    if !outbox::still_wanted(&mut tx, mail).await? {
        return Ok(None);
    }
    let kind = Kind::EmailConfirmation;
    mailed_links::end(&mut tx, mail.account, &[kind], now).await?;
    let minted = mailed_links::mint(&mut tx, services, kind, mail.account, mail).await?;
    tx.commit().await?;

    let link = services
        .settings
        .absolute(&paths::email_confirmation(minted.token.as_str()));
    let number = number::of(&services.settings, &minted.token);
    let text = recipients::content(
        recipient.language,
        Language::mail_email_confirmation_subject,
        |language| {
            vec![
                Block::Paragraph(language.mail_email_confirmation_paragraph(&change.new_email)),
                number::block(language, &number),
                Block::Action {
                    label: language.mail_email_confirmation_button().to_owned(),
                    link: link.clone(),
                    notes: vec![
                        language.mail_link_expiry(letter::date_time(language, minted.expires_at)),
                    ],
                },
                Block::Notes(vec![
                    language.mail_email_confirmation_unexpected().to_owned(),
                ]),
            ]
        },
    );
    recipients::write(
        &services.settings,
        mail,
        &change.new_email,
        &recipient,
        &text,
    )
    .map(Some)
}

/// To the old address: a change was asked for, or made, and how to undo it; nothing when it was settled otherwise.
///
/// # Errors
///
/// When the database does not answer, or a stored value is none of ours.
pub async fn write_notice_to_old(
    services: &Services,
    mail: &Mail,
) -> sqlx::Result<Option<Message>> {
    let made = mail.letter == Letter::EmailChangedFrom;
    let mut tx = services.db.begin().await?;
    recipients::lock(&mut tx, mail.account).await?;
    let Some(recipient) = recipients::find(&mut tx, mail.account).await? else {
        return Ok(None);
    };
    let wanted_state = if made { "confirmed" } else { "pending" };
    let Some(change) = find_in(&mut tx, mail, wanted_state).await? else {
        return Ok(None);
    };
    if !outbox::still_wanted(&mut tx, mail).await? {
        return Ok(None);
    }
    let minted = mailed_links::mint(&mut tx, services, Kind::EmailUndo, mail.account, mail).await?;
    tx.commit().await?;

    let link = services
        .settings
        .absolute(&paths::email_undo(minted.token.as_str()));
    let number = number::of(&services.settings, &minted.token);
    let new_email = masked(&change.new_email);
    let subject = if made {
        Language::mail_email_changed_subject
    } else {
        Language::mail_email_requested_subject
    };
    let text = recipients::content(recipient.language, subject, |language| {
        let at = letter::date_time(language, mail.created_at);
        let (paragraph, advice, button) = if made {
            (
                language.mail_email_changed_from_paragraph(at, &new_email),
                language.mail_email_undo_advice(),
                language.mail_email_undo_button(),
            )
        } else {
            (
                language.mail_email_requested_paragraph(at, &new_email),
                language.mail_email_withdraw_advice(),
                language.mail_email_withdraw_button(),
            )
        };
        vec![
            Block::Paragraph(paragraph),
            Block::Paragraph(advice.to_owned()),
            number::block(language, &number),
            Block::Action {
                label: button.to_owned(),
                link: link.clone(),
                notes: vec![
                    language.mail_link_expiry(letter::date_time(language, minted.expires_at)),
                ],
            },
        ]
    });
    recipients::write(
        &services.settings,
        mail,
        &change.old_email,
        &recipient,
        &text,
    )
    .map(Some)
}

/// The notice that an address is, or is again, the account's.
///
/// # Errors
///
/// When the database does not answer, or a stored value is none of ours.
pub async fn write_changed(services: &Services, mail: &Mail) -> sqlx::Result<Option<Message>> {
    let restored = mail.letter == Letter::EmailRestored;
    let mut conn = services.db.acquire().await?;
    let Some(recipient) = recipients::find(&mut conn, mail.account).await? else {
        return Ok(None);
    };
    let wanted_state = if restored { "undone" } else { "confirmed" };
    let Some(change) = find_in(&mut conn, mail, wanted_state).await? else {
        return Ok(None);
    };
    let (to, subject): (&str, fn(Language) -> &'static str) = if restored {
        (&change.old_email, Language::mail_email_restored_subject)
    } else {
        (&change.new_email, Language::mail_email_changed_subject)
    };
    let text = recipients::content(recipient.language, subject, |language| {
        let at = letter::date_time(language, mail.created_at);
        let paragraphs = if restored {
            [
                language.mail_email_restored_paragraph(at),
                language.mail_email_restored_advice().to_owned(),
            ]
        } else {
            [
                language.mail_email_changed_paragraph(at),
                language.mail_email_changed_advice().to_owned(),
            ]
        };
        paragraphs.into_iter().map(Block::Paragraph).collect()
    });
    recipients::write(&services.settings, mail, to, &recipient, &text).map(Some)
}

async fn find_pending(
    conn: &mut crate::platform::db::PgConnection,
    mail: &Mail,
) -> sqlx::Result<Option<db::Change>> {
    find_in(conn, mail, "pending").await
}

/// The change that a mail is about, if it is in this state.
async fn find_in(
    conn: &mut crate::platform::db::PgConnection,
    mail: &Mail,
    state: &str,
) -> sqlx::Result<Option<db::Change>> {
    let Some(subject) = mail.subject else {
        return Ok(None);
    };
    let change = db::find(conn, subject).await?;
    Ok(change.filter(|change| change.state == state))
}
