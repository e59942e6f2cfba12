//! The mail about a sign-in from a new device (X6).

use lettre::Message;

use super::db;
use crate::{
    paths,
    platform::{
        client_address::ClientAddress,
        devices,
        letter::{self, Block},
        mailed_links::{self, Kind, number},
        outbox::{self, Mail},
        recipients,
        services::Services,
    },
    text::Language,
};

/// Tells of the sign-in, with a link whose press ends everything; nothing when the account may not act any more.
///
/// # Errors
///
/// When the database does not answer, or a stored value is none of ours.
pub async fn write_new_device(services: &Services, mail: &Mail) -> sqlx::Result<Option<Message>> {
    let mut tx = services.db.begin().await?;
    recipients::lock(&mut tx, mail.account).await?;
    let recipient = match recipients::find(&mut tx, mail.account).await? {
        Some(recipient) if recipient.email_confirmed => recipient,
        // an address that nobody has confirmed may be a stranger's, and a press leads into the account (X10)
        Some(_) | None => return Ok(None),
    };
    let alert = match mail.subject {
        Some(subject) => db::find_alert(&mut tx, subject).await?,
        None => None,
    };
    let Some(alert) = alert else { return Ok(None) };
    if !outbox::still_wanted(&mut tx, mail).await? {
        return Ok(None);
    }
    let kind = Kind::SignInAlert;
    let minted = mailed_links::mint(&mut tx, services, kind, mail.account, mail).await?;
    tx.commit().await?;

    let link = services
        .settings
        .absolute(&paths::sign_in_alert(minted.token.as_str()));
    let number = number::of(&services.settings, &minted.token);
    let description = devices::describe(alert.user_agent.as_deref());
    let network = alert
        .address
        .as_deref()
        .and_then(|address| Some(ClientAddress(address.parse().ok()?).shown()));
    let text = recipients::content(
        recipient.language,
        Language::mail_new_device_subject,
        |language| {
            let at = letter::date_time(language, alert.signed_in_at);
            let mut facts = vec![language.mail_new_device_at(at)];
            facts.push(match &description {
                Some(told) => language.mail_new_device_on(&told.system, &told.browser),
                None => language.mail_new_device_unknown().to_owned(),
            });
            facts.extend(
                network
                    .as_ref()
                    .map(|network| language.mail_new_device_from(network)),
            );
            vec![
                Block::Paragraph(language.mail_new_device_paragraph().to_owned()),
                Block::Notes(facts),
                Block::Paragraph(language.mail_new_device_own().to_owned()),
                Block::Paragraph(language.mail_new_device_foreign().to_owned()),
                number::block(language, &number),
                Block::Action {
                    label: language.mail_new_device_button().to_owned(),
                    link: link.clone(),
                    notes: vec![
                        language.mail_link_expiry(letter::date_time(language, minted.expires_at)),
                    ],
                },
            ]
        },
    );
    recipients::write(
        &services.settings,
        mail,
        &recipient.email,
        &recipient,
        &text,
    )
    .map(Some)
}
