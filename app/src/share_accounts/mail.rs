//! The invitation (M43–M51).

use lettre::Message;
use time::OffsetDateTime;

use super::db;
use crate::{
    paths,
    platform::{
        letter::{self, Block, LetterText},
        outbox::{self, Letter, Mail},
        services::Services,
        settings::Brand,
        tokens,
    },
    text::Language,
    values::EmailAddress,
};

/// Everything that an invitation tells.
#[derive(Clone, Debug)]
struct Invitation<'a> {
    name: &'a str,
    shop_name: &'a str,
    link: &'a str,
    expires_at: OffsetDateTime,
    again: bool,
    language: Language,
}

/// Mints the invitation's link, commits its hash, and writes the mail; nothing when nobody waits for it any more.
///
/// # Errors
///
/// When the database does not answer, or an address stored is none.
pub async fn write_invitation(services: &Services, mail: &Mail) -> sqlx::Result<Option<Message>> {
    let now = services.clock.now();
    let token = tokens::mint(services.randomness.as_ref());
    let expires_at = now + services.settings.lifetimes.invitation;

    let mut tx = services.db.begin().await?;
    let Some(letter) = db::find_letter_for_update(&mut tx, mail.account).await? else {
        return Ok(None);
    };
    if !outbox::still_wanted(&mut tx, mail).await? {
        return Ok(None);
    }
    let link = db::NewLink {
        token_hash: &tokens::hash(&token),
        account: mail.account,
        mail: Some(mail.id),
        expires_at,
    };
    db::insert_link(&mut tx, link, now).await?;
    tx.commit().await?;

    let unusable = |error: Box<dyn std::error::Error + Send + Sync>| sqlx::Error::Decode(error);
    let to = EmailAddress::parse(&letter.email).map_err(|error| unusable(error.into()))?;
    let invitation = Invitation {
        name: &letter.name,
        shop_name: &letter.shop_name,
        link: &services
            .settings
            .absolute(&paths::invitation(token.as_str())),
        expires_at,
        again: mail.letter == Letter::InvitationAgain,
        language: Language::from_tag(&letter.language).unwrap_or_default(),
    };
    let text = invitation_text(&services.settings.brand, &invitation);
    let message = outbox::envelope(&services.settings, mail, &to, &text)
        .map_err(|error| unusable(error.into()))?;
    Ok(Some(message))
}

/// The fixed wording (M43–M51); in English below it for those who read English (D18).
fn invitation_text(brand: &Brand, invitation: &Invitation<'_>) -> LetterText {
    let mut languages = vec![Language::Japanese];
    if invitation.language == Language::English {
        languages.push(Language::English);
    }
    LetterText {
        subject: invitation.language.mail_invitation_subject().to_owned(),
        parts: languages
            .into_iter()
            .map(|language| (language, blocks(language, brand, invitation)))
            .collect(),
    }
}

fn blocks(language: Language, brand: &Brand, invitation: &Invitation<'_>) -> Vec<Block> {
    let mut notes =
        vec![language.mail_invitation_expiry(letter::date_time(language, invitation.expires_at))];
    if invitation.again {
        notes.push(language.mail_invitation_replaces().to_owned());
    }
    vec![
        Block::Paragraph(language.mail_invitation_addressee(invitation.name)),
        Block::Paragraph(language.mail_invitation_welcome().to_owned()),
        Block::Paragraph(language.mail_invitation_issued(invitation.shop_name, invitation.name)),
        Block::Paragraph(language.mail_invitation_register().to_owned()),
        Block::Action {
            label: language.mail_invitation_button().to_owned(),
            link: invitation.link.to_owned(),
            notes,
        },
        Block::Notes(vec![
            language.mail_note_send_only().to_owned(),
            language.mail_note_unexpected().to_owned(),
        ]),
        Block::Paragraph(language.mail_signature(&brand.company, &brand.company_site)),
    ]
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn brand() -> Brand {
        Brand {
            company: "株式会社USEN".to_owned(),
            company_site: "https://example.com".to_owned(),
            phone: "0120-000-000".to_owned(),
            hours: "年中無休 9:00～22:30".to_owned(),
            hours_english: "every day 9:00–22:30".to_owned(),
        }
    }

    fn invitation() -> Invitation<'static> {
        Invitation {
            name: "有線 太郎",
            shop_name: "(株) USEN",
            link: "https://members.example.com/v1/token",
            expires_at: datetime!(2026-11-28 02:58 UTC),
            again: false,
            language: Language::Japanese,
        }
    }

    #[test]
    fn m43_to_m51_the_invitation_has_the_fixed_wording() {
        let letter = invitation_text(&brand(), &invitation());

        assert_eq!(letter.subject, "【USEN MEMBERS】会員登録のご案内（ご招待）");
        insta::assert_snapshot!(letter.text(), @r"
有線 太郎様

「USEN MEMBERS」へようこそ！

(株) USEN様から有線 太郎様宛にUSEN MEMBERSの各種サービスの管理画面にアクセスできるシェア・アカウントが発行されましたので、本メールにてお知らせいたします。

下記URLより初回登録後に、各種サービスの管理画面へアクセスが可能となります。

https://members.example.com/v1/token
このURLの有効期限は2026年11月28日 11:58です。登録が完了すると使えなくなります。

※本メールは送信専用となっております。ご返信いただいてもお答えできませんのでご了承ください。
※本手続きにお心当たりの無い場合はこのメールを破棄していただきますようお願い申し上げます。

配信元：株式会社USEN https://example.com
");
    }

    #[test]
    fn m67_a_resent_invitation_says_that_the_earlier_link_ended() {
        let letter = invitation_text(
            &brand(),
            &Invitation {
                again: true,
                ..invitation()
            },
        );

        assert!(
            letter
                .text()
                .contains("\n以前お送りしたURLは使えません。\n")
        );
    }

    #[test]
    fn d18_english_stands_below_for_those_who_read_it() {
        let letter = invitation_text(
            &brand(),
            &Invitation {
                language: Language::English,
                ..invitation()
            },
        );

        let text = letter.text();
        let japanese = text.find("ようこそ").expect("Japanese");
        assert!(
            text.find("Welcome to USEN MEMBERS")
                .is_some_and(|english| english > japanese)
        );
    }

    #[test]
    fn r44_a_name_is_text_and_never_markup() {
        let letter = invitation_text(
            &brand(),
            &Invitation {
                name: "</td><img src=x onerror=alert(1)>",
                ..invitation()
            },
        );

        assert!(!letter.html().contains("<img"));
        assert!(letter.html().contains("&lt;img src=x onerror=alert(1)&gt;"));
    }
}
