//! The mails of recovery: a link for a new password, and every user ID of a mailbox.

use lettre::Message;

use super::db;
use crate::{
    paths,
    platform::{
        letter::{self, Block, LetterText},
        mailed_links::{self, Kind, Minted},
        outbox::{self, Mail},
        recipients::{self, Recipient},
        services::Services,
    },
    text::Language,
    values::{AccountId, AccountKind, AccountState},
};

/// How many accounts a reminder lists (R47).
const LISTED: i64 = 20;

/// The mail with a link for a new password; nothing when nobody waits for it any more.
///
/// # Errors
///
/// When the database does not answer, or a stored value is none of ours.
pub async fn write_password_reset(
    services: &Services,
    mail: &Mail,
) -> sqlx::Result<Option<Message>> {
    let mut tx = services.db.begin().await?;
    recipients::lock(&mut tx, mail.account).await?;
    let recipient = match recipients::find(&mut tx, mail.account).await? {
        Some(recipient) if recipient.email_confirmed => recipient,
        // an address that nobody has confirmed may be a stranger's: no way into the account goes there (X10)
        Some(_) | None => return Ok(None),
    };
    if !outbox::still_wanted(&mut tx, mail).await? {
        return Ok(None);
    }
    // the newest link is the only one (D9)
    mailed_links::end(
        &mut tx,
        mail.account,
        &[Kind::PasswordReset],
        services.clock.now(),
    )
    .await?;
    let minted =
        mailed_links::mint(&mut tx, services, Kind::PasswordReset, mail.account, mail).await?;
    tx.commit().await?;

    let minutes = services.settings.lifetimes.password_reset.whole_minutes();
    let link = services
        .settings
        .absolute(&paths::password_reset(minted.token.as_str()));
    let text = reset_text(&recipient, &link, &minted, minutes.unsigned_abs());
    recipients::write(
        &services.settings,
        mail,
        &recipient.email,
        &recipient,
        &text,
    )
    .map(Some)
}

fn reset_text(recipient: &Recipient, link: &str, minted: &Minted, minutes: u64) -> LetterText {
    recipients::content(
        recipient.language,
        Language::mail_reset_subject,
        |language| {
            vec![
                Block::Paragraph(language.mail_reset_paragraph(minutes)),
                Block::Action {
                    label: language.mail_reset_button().to_owned(),
                    link: link.to_owned(),
                    notes: vec![
                        language.mail_link_expiry(letter::date_time(language, minted.expires_at)),
                    ],
                },
                Block::Notes(vec![language.mail_reset_unexpected().to_owned()]),
            ]
        },
    )
}

/// An account as the reminder lists it.
#[derive(Clone, Debug)]
struct Item {
    shop_name: String,
    kind: AccountKind,
    state: AccountState,
    name: String,
    user_id: Option<String>,
    /// The link for a new password, where one may be set.
    link: Option<String>,
}

/// The mail with every user ID of an address, a link for a new password each (X4); nothing when nobody waits for it.
///
/// # Errors
///
/// When the database does not answer, or a stored value is none of ours.
pub async fn write_user_id_reminder(
    services: &Services,
    mail: &Mail,
) -> sqlx::Result<Option<Message>> {
    let unusable = |error: crate::values::UnknownName| sqlx::Error::Decode(error.into());
    let now = services.clock.now();
    let mut tx = services.db.begin().await?;
    // in one order, so that two mails never wait for each other
    let mut accounts: Vec<uuid::Uuid> = db::list_of_mailbox(&mut tx, mail.account, LISTED)
        .await?
        .iter()
        .map(|account| account.account)
        .collect();
    accounts.sort_unstable();
    for account in &accounts {
        recipients::lock(&mut tx, AccountId::from(*account)).await?;
    }
    // again, now that none of them can get another address
    let Some(mailbox) = db::find_mailbox(&mut tx, mail.account).await? else {
        return Ok(None);
    };
    let mut listed = db::list_of_mailbox(&mut tx, mail.account, LISTED).await?;
    listed.retain(|account| accounts.binary_search(&account.account).is_ok());
    if !outbox::still_wanted(&mut tx, mail).await? {
        return Ok(None);
    }
    let mut items = Vec::new();
    for account in listed {
        let id = AccountId::from(account.account);
        let own: AccountState = account.state.parse().map_err(unusable)?;
        let parent: AccountState = account.parent_state.parse().map_err(unusable)?;
        // a share account follows its parent (D11)
        let state = if own == AccountState::Active {
            parent
        } else {
            own
        };
        let link = if state == AccountState::Active {
            mailed_links::end(&mut tx, id, &[Kind::PasswordReset], now).await?;
            let minted =
                mailed_links::mint(&mut tx, services, Kind::PasswordReset, id, mail).await?;
            Some(
                services
                    .settings
                    .absolute(&paths::password_reset(minted.token.as_str())),
            )
        } else {
            None
        };
        items.push(Item {
            shop_name: account.shop_name,
            kind: account.kind.parse().map_err(unusable)?,
            state,
            name: account.name,
            user_id: account.user_id,
            link,
        });
    }
    tx.commit().await?;

    let minutes = services.settings.lifetimes.password_reset.whole_minutes();
    let reader = Language::from_tag(&mailbox.language).unwrap_or_default();
    let text = reminder_text(reader, &items, minutes.unsigned_abs());
    recipients::write_to_mailbox(&services.settings, mail, &mailbox.email, &text).map(Some)
}

fn reminder_text(reader: Language, items: &[Item], minutes: u64) -> LetterText {
    recipients::content(reader, Language::mail_reminder_subject, |language| {
        let mut blocks = vec![Block::Paragraph(
            language.mail_reminder_paragraph(minutes, items.len()),
        )];
        for item in items {
            let mut lines = vec![
                language.mail_reminder_shop(&item.shop_name),
                language.mail_reminder_kind(
                    language.account_kind(item.kind),
                    language.account_state(item.state),
                ),
            ];
            if item.kind == AccountKind::Share {
                lines.push(language.mail_reminder_name(&item.name));
            }
            let user_id = match &item.user_id {
                Some(user_id) => language.mail_reminder_user_id(user_id),
                None => language.mail_reminder_unregistered().to_owned(),
            };
            blocks.push(Block::Paragraph(user_id));
            blocks.push(Block::Notes(lines));
            if let Some(link) = &item.link {
                blocks.push(Block::Action {
                    label: language.mail_reset_button().to_owned(),
                    link: link.clone(),
                    notes: Vec::new(),
                });
            }
        }
        blocks.push(Block::Notes(vec![
            language.mail_reset_unexpected().to_owned(),
        ]));
        blocks
    })
}
