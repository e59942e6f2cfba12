//! Whom a mail is about, and the frame that all mails but the invitation share: every mail names the user ID and
//! the shop it is about.

use lettre::Message;

use super::{
    db::PgConnection,
    letter::{Block, LetterText},
    outbox::{self, Mail},
    settings::Settings,
};
use crate::{
    text::Language,
    values::{AccountId, AccountKind, EmailAddress},
};

/// An account that may act, as its mails name it.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// Its address.
    pub email: String,
    /// Whether it is known that mails to it arrive (X10).
    pub email_confirmed: bool,
    /// Its user ID.
    pub user_id: String,
    /// ユーザー氏名; the shop's name for a parent.
    pub name: String,
    /// The shop.
    pub shop_name: String,
    /// Parent or share.
    pub kind: AccountKind,
    /// What it reads (D18).
    pub language: Language,
}

/// The account that a mail is about; nothing when it may not act any more.
///
/// # Errors
///
/// When the database does not answer, or a stored value is none of ours.
pub async fn find(conn: &mut PgConnection, account: AccountId) -> sqlx::Result<Option<Recipient>> {
    let row = sqlx::query!(
        r#"select account.email as "email!", account.email_unconfirmed_since is null as "email_confirmed!",
                  account.user_id as "user_id!", account.name as "name!",
                  account.kind as "kind!", account.language as "language!", customer.name as shop_name
             from active_accounts account
             join customers customer on customer.id = account.customer_id
            where account.id = $1"#,
        account.into_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Recipient {
            kind: row.kind.parse().map_err(unusable)?,
            language: Language::from_tag(&row.language).unwrap_or_default(),
            email: row.email,
            email_confirmed: row.email_confirmed,
            user_id: row.user_id,
            name: row.name,
            shop_name: row.shop_name,
        })
    })
    .transpose()
}

/// Locks an account until the end of the transaction, so that what is found out about it stays true.
///
/// # Errors
///
/// When the database does not answer.
pub async fn lock(conn: &mut PgConnection, account: AccountId) -> sqlx::Result<()> {
    sqlx::query!(
        "select id from accounts where id = $1 for update",
        account.into_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(())
}

fn unusable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> sqlx::Error {
    sqlx::Error::Decode(error.into())
}

/// A mail to one address about one account, in Japanese, and in English below it for those who read English (D18).
///
/// # Errors
///
/// When the address is none, or a part does not make a mail.
pub fn write(
    settings: &Settings,
    mail: &Mail,
    to: &str,
    recipient: &Recipient,
    letter: &LetterText,
) -> sqlx::Result<Message> {
    let Recipient {
        shop_name,
        name,
        user_id,
        ..
    } = recipient;
    let framed = letter.framed(|language, blocks| {
        let addressee = match recipient.kind {
            AccountKind::Parent => language.mail_addressee_shop(shop_name),
            AccountKind::Share => language.mail_addressee_person(shop_name, name),
        };
        let about = Block::Notes(vec![
            language.mail_about_user_id(user_id),
            language.mail_about_shop(shop_name),
        ]);
        frame(settings, language, addressee, blocks, Some(about))
    });
    envelope(settings, mail, to, &framed)
}

/// A mail to a mailbox, about all accounts that have it.
///
/// # Errors
///
/// When the address is none, or a part does not make a mail.
pub fn write_to_mailbox(
    settings: &Settings,
    mail: &Mail,
    to: &str,
    letter: &LetterText,
) -> sqlx::Result<Message> {
    let framed = letter.framed(|language, blocks| {
        let addressee = language.mail_addressee_mailbox().to_owned();
        frame(settings, language, addressee, blocks, None)
    });
    envelope(settings, mail, to, &framed)
}

fn envelope(
    settings: &Settings,
    mail: &Mail,
    to: &str,
    letter: &LetterText,
) -> sqlx::Result<Message> {
    let to = EmailAddress::parse(to).map_err(unusable)?;
    outbox::envelope(settings, mail, &to, letter).map_err(unusable)
}

/// The content of a mail in the languages of its reader, who finds it by a subject in their own.
pub fn content(
    reader: Language,
    subject: impl Fn(Language) -> &'static str,
    blocks: impl Fn(Language) -> Vec<Block>,
) -> LetterText {
    let mut languages = vec![Language::Japanese];
    if reader == Language::English {
        languages.push(Language::English);
    }
    LetterText {
        subject: subject(reader).to_owned(),
        parts: languages
            .into_iter()
            .map(|language| (language, blocks(language)))
            .collect(),
    }
}

fn frame(
    settings: &Settings,
    language: Language,
    addressee: String,
    blocks: &[Block],
    about: Option<Block>,
) -> Vec<Block> {
    let brand = &settings.brand;
    let mut framed = vec![Block::Paragraph(addressee)];
    framed.extend_from_slice(blocks);
    framed.extend(about);
    framed.extend([
        Block::Notes(vec![
            language.mail_note_send_only().to_owned(),
            language.mail_note_help(&brand.phone, brand.hours_in(language)),
        ]),
        Block::Paragraph(language.mail_signature(&brand.company, &brand.company_site)),
    ]);
    framed
}
