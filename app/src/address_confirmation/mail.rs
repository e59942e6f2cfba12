//! The mail that brings the link.

use lettre::Message;

use crate::{
    paths,
    platform::{
        letter::{self, Block},
        mailed_links::{self, Kind},
        outbox::{self, Mail},
        recipients,
        services::Services,
    },
    text::Language,
};

/// To the address that the account has: the link that confirms it; nothing where it is confirmed by now.
///
/// # Errors
///
/// When the database does not answer, or a stored value is none of ours.
pub async fn write_confirmation(services: &Services, mail: &Mail) -> sqlx::Result<Option<Message>> {
    let kind = Kind::AddressConfirmation;
    let now = services.clock.now();
    let mut tx = services.db.begin().await?;
    recipients::lock(&mut tx, mail.account).await?;
    let recipient = match recipients::find(&mut tx, mail.account).await? {
        Some(recipient) if !recipient.email_confirmed => recipient,
        Some(_) | None => return Ok(None),
    };
    if !outbox::still_wanted(&mut tx, mail).await? {
        return Ok(None);
    }
    mailed_links::end(&mut tx, mail.account, &[kind], now).await?;
    let minted = mailed_links::mint(&mut tx, services, kind, mail.account, mail).await?;
    tx.commit().await?;

    let link = services
        .settings
        .absolute(&paths::address_confirmation(minted.token.as_str()));
    let text = recipients::content(
        recipient.language,
        Language::mail_address_confirmation_subject,
        |language| {
            vec![
                Block::Paragraph(language.mail_address_confirmation_paragraph().to_owned()),
                Block::Action {
                    label: language.mail_address_confirmation_button().to_owned(),
                    link: link.clone(),
                    notes: vec![
                        language.mail_link_expiry(letter::date_time(language, minted.expires_at)),
                    ],
                },
                Block::Notes(vec![
                    language.mail_address_confirmation_reset().to_owned(),
                    language.mail_address_confirmation_unexpected().to_owned(),
                ]),
            ]
        },
    );
    // it may be a stranger's mailbox: neither user ID nor name is told
    recipients::write_to_mailbox(&services.settings, mail, &recipient.email, &text).map(Some)
}
