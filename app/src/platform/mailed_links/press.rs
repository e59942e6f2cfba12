//! A press on the button behind a link, and what shows that a person made it (X3).
//!
//! Mail scanners open links, run scripts, and some press buttons. What none of them has is the number that stands in
//! the mail for its reader, the reader's session, or what the reader knows by heart.

use super::number;
use crate::{
    paths,
    platform::{
        failure::Failure,
        flash,
        limit::{self, Admission, Scope},
        request, respond,
        services::Services,
        session::Member,
    },
    values::{AccountId, ConfirmationNumber, NumberRejection, Token, UserId},
};

const TOPIC: &str = "confirmation-number";

/// A press, as it arrives.
#[derive(Clone, Copy, Debug)]
pub struct Press<'a> {
    /// The token of the link.
    pub token: &'a str,
    /// 確認番号, or the user ID, as typed; empty where it was not asked for.
    pub typed: &'a str,
    /// Who is signed in on the browser.
    pub viewer: Option<&'a Member>,
}

/// Why a press did not do what its page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PressRejection {
    /// The link leads to nothing any more, or never did.
    Gone,
    /// Nothing shows that a person pressed. The link stays as it is.
    Number(NumberRejection),
}

impl From<NumberRejection> for PressRejection {
    fn from(why: NumberRejection) -> Self {
        Self::Number(why)
    }
}

/// Whether the page behind a link asks who presses: not on a browser that is signed in as the very account.
pub fn asks_who(owner: AccountId, viewer: Option<&Member>) -> bool {
    viewer.is_none_or(|viewer| viewer.account != owner)
}

impl Press<'_> {
    /// Finds out whether a person made the press: their account is signed in on the browser, or they typed the number
    /// in the mail. Tries are counted for good, so this comes before the transaction of what the press does.
    ///
    /// # Errors
    ///
    /// When the database does not answer; inside, why it may have been a script.
    pub async fn by_person(
        &self,
        services: &Services,
        token: &Token,
        owner: AccountId,
    ) -> sqlx::Result<Result<(), NumberRejection>> {
        if !asks_who(owner, self.viewer) {
            return Ok(Ok(()));
        }
        let typed = match ConfirmationNumber::parse(self.typed) {
            Ok(number) => number,
            Err(why) => return Ok(Err(why)),
        };
        if let Err(why) = count(services, token).await? {
            return Ok(Err(why));
        }
        if typed != number::of(&services.settings, token) {
            return Ok(Err(NumberRejection::Wrong));
        }
        Ok(Ok(()))
    }

    /// Finds out whether the owner of the account made the press: it is signed in on the browser, or they typed its
    /// user ID. For a mail that may have reached a stranger: whoever reads it does not know that by it (X10).
    ///
    /// # Errors
    ///
    /// When the database does not answer; inside, why it may have been somebody else.
    pub async fn by_owner(
        &self,
        services: &Services,
        token: &Token,
        owner: AccountId,
        user_id: &str,
    ) -> sqlx::Result<Result<(), NumberRejection>> {
        if !asks_who(owner, self.viewer) {
            return Ok(Ok(()));
        }
        if self.typed.trim().is_empty() {
            return Ok(Err(NumberRejection::Empty));
        }
        if let Err(why) = count(services, token).await? {
            return Ok(Err(why));
        }
        match UserId::parse(self.typed) {
            Ok(typed) if typed.as_str() == user_id => Ok(Ok(())),
            _ => Ok(Err(NumberRejection::Wrong)),
        }
    }

    /// Leads on to the link's page, which tells what came of it without any cookie (D8), or to the one that asks for
    /// the number once more.
    ///
    /// # Errors
    ///
    /// [`Failure::NotFound`] where there cannot be such a link.
    pub fn lead_on(
        &self,
        page: fn(&str) -> String,
        pressed: Result<(), PressRejection>,
    ) -> Result<(), Failure> {
        let Ok(token) = Token::parse(self.token) else {
            return Err(Failure::NotFound.answered());
        };
        let page = page(token.as_str());
        match pressed {
            Ok(()) | Err(PressRejection::Gone) => respond::see(&page),
            Err(PressRejection::Number(why)) => {
                flash::leave(TOPIC, &(self.typed, why));
                respond::see(&paths::again(&page));
            }
        }
        Ok(())
    }
}

/// Counts a try before it is looked at, so that parallel guesses do not slip through together.
async fn count(services: &Services, token: &Token) -> sqlx::Result<Result<(), NumberRejection>> {
    let limit = services.settings.limits.confirmation_number;
    let (key, now) = (token.as_str().as_bytes(), services.clock.now());
    let mut conn = services.db.acquire().await?;
    let scope = Scope::ConfirmationNumber;
    Ok(
        match limit::take(&mut conn, scope, key, limit, now).await? {
            Admission::Admitted => Ok(()),
            Admission::Refused(wait) => Err(NumberRejection::TooMany {
                minutes: wait.minutes(),
            }),
        },
    )
}

/// What was typed on this page before and why it was not taken; nothing on the page that the mail leads to.
pub fn refused() -> Option<(String, NumberRejection)> {
    let unsaid = || (String::new(), NumberRejection::Unsaid);
    paths::asks_again(&request::path()).then(|| flash::take(TOPIC).unwrap_or_else(unsaid))
}
