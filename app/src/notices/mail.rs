//! The notices.

use lettre::Message;

use crate::{
    platform::{
        letter::{self, Block, LetterText},
        outbox::{Letter, Mail},
        recipients::{self, Recipient},
        services::Services,
    },
    text::Language,
};

/// The notice; nothing when the account may not act any more.
///
/// # Errors
///
/// When the database does not answer, or a stored value is none of ours.
pub async fn write_notice(services: &Services, mail: &Mail) -> sqlx::Result<Option<Message>> {
    let mut conn = services.db.acquire().await?;
    let Some(recipient) = recipients::find(&mut conn, mail.account).await? else {
        return Ok(None);
    };
    let Some(text) = text(&recipient, mail) else {
        return Ok(None);
    };
    recipients::write(
        &services.settings,
        mail,
        &recipient.email,
        &recipient,
        &text,
    )
    .map(Some)
}

type Words = (
    fn(Language) -> &'static str,
    fn(Language, String) -> String,
    fn(Language) -> &'static str,
);

fn text(recipient: &Recipient, mail: &Mail) -> Option<LetterText> {
    let (subject, happened, advice): Words = match mail.letter {
        Letter::PasswordChanged => (
            Language::mail_password_changed_subject,
            Language::mail_password_changed_paragraph,
            Language::mail_change_advice,
        ),
        Letter::UserIdChanged => (
            Language::mail_user_id_changed_subject,
            Language::mail_user_id_changed_paragraph,
            Language::mail_change_advice,
        ),
        Letter::PasskeyAdded => (
            Language::mail_passkey_added_subject,
            Language::mail_passkey_added_paragraph,
            Language::mail_passkey_advice,
        ),
        Letter::PasskeyRemoved => (
            Language::mail_passkey_removed_subject,
            Language::mail_passkey_removed_paragraph,
            Language::mail_change_advice,
        ),
        _ => return None,
    };
    Some(recipients::content(
        recipient.language,
        subject,
        |language| {
            let at = letter::date_time(language, mail.created_at);
            vec![
                Block::Paragraph(happened(language, at)),
                Block::Paragraph(advice(language).to_owned()),
            ]
        },
    ))
}
