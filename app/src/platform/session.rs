//! Who calls: sign-in, sign-out, and the proofs that rules ask for.
//!
//! A proof has a private field and comes from here only, so that a function which takes one
//! cannot be reached by anyone else.

mod beginning;
mod ending;
mod recognition;

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

pub use beginning::{begin, prove};
pub use ending::{Ended, end, end_all_of, end_others_of, end_sign_in, lock_standing};
pub use recognition::identify;

pub use super::session_store::Method;

use super::{failure::Failure, request, services::Services, tokens::Hash};
use crate::{
    paths,
    rights::{self, Right},
    values::{AccountId, AccountKind, CustomerCode, CustomerId},
};

/// What becomes of a sign-in when the person goes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stay {
    /// It ends by itself, or with the browser (D10).
    Usual,
    /// The browser signs in by itself again (M17).
    Remembered,
    /// It ends soon: the device is used by several people (X18).
    SharedDevice,
}

/// Proof that the request comes from a signed-in account that may act, and who that is.
#[derive(Clone, Debug)]
pub struct Member(Identity);

/// Who a member is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The account.
    pub account: AccountId,
    /// Its shop.
    pub customer: CustomerId,
    /// Parent or share.
    pub kind: AccountKind,
    /// The user ID it signs in with.
    pub user_id: String,
    /// ユーザー氏名 of a share account; the shop's name for a parent.
    pub name: String,
    /// Its e-mail address.
    pub email: String,
    /// Whether it is known that mails to it arrive; until then the cart has to wait (X10).
    pub email_confirmed: bool,
    /// The shop's name (M10).
    pub shop_name: String,
    /// The shop's customer number (M10, M71).
    pub customer_code: CustomerCode,
    /// The session this request belongs to, as the database knows it.
    pub session: Hash,
    /// What it has in common with the sessions it goes on for.
    pub sign_in: Uuid,
    /// When the session began.
    pub began_at: OffsetDateTime,
    /// When whoever holds it last proved who they are (D10); never, where a remembered sign-in began it.
    pub proved_at: Option<OffsetDateTime>,
    /// With what.
    pub proved_by: Option<Method>,
    /// When whoever is behind it last proved who they are: where a remembered sign-in began it, when that was made.
    pub authenticated_at: OffsetDateTime,
    /// The remembered sign-in that it came from.
    pub remembered: Option<Vec<u8>>,
    /// The browser's mark, as the database knows it.
    pub device: Option<Vec<u8>>,
    /// How long the session lasts without a request, where several people use the device (X18).
    pub shared_device_idle: Option<Duration>,
    /// Whether the account has a passkey to prove itself with (X9).
    pub has_passkeys: bool,
    /// The account's epoch, under which the session began.
    pub epoch: i32,
}

impl std::ops::Deref for Member {
    type Target = Identity;

    fn deref(&self) -> &Identity {
        &self.0
    }
}

impl Member {
    /// Whether the rights matrix gives this member a right (M3–M5).
    pub fn may(&self, right: Right) -> bool {
        rights::allows(self.kind, right)
    }

    /// The proof that this member is a parent account, if it is one.
    pub fn as_parent(&self) -> Option<Parent> {
        self.may(Right::ShareAccounts).then(|| Parent(self.clone()))
    }

    /// A proof for tests.
    #[cfg(test)]
    pub fn for_test(identity: Identity) -> Self {
        Self(identity)
    }
}

/// Proof that the request comes from an account with the right to manage share accounts (M5, M7): a parent.
#[derive(Clone, Debug)]
pub struct Parent(Member);

impl std::ops::Deref for Parent {
    type Target = Member;

    fn deref(&self) -> &Member {
        &self.0
    }
}

impl Parent {
    /// A proof for tests.
    #[cfg(test)]
    pub fn for_test(member: Member) -> Self {
        Self(member)
    }
}

/// Proof that whoever holds the session has given their password, or used a passkey, a short while ago (D10, R32).
#[derive(Clone, Debug)]
pub struct Proven(Member);

impl std::ops::Deref for Proven {
    type Target = Member;

    fn deref(&self) -> &Member {
        &self.0
    }
}

impl Proven {
    /// A proof for tests.
    #[cfg(test)]
    pub fn for_test(member: Member) -> Self {
        Self(member)
    }
}

/// Whether the last proof of who the member is is young enough for a sensitive change (D10).
pub fn proven(services: &Services, member: &Member) -> Option<Proven> {
    let proved_at = member.proved_at?;
    let is_young = services.clock.now() - proved_at < services.settings.lifetimes.proof;
    is_young.then(|| Proven(member.clone()))
}

/// The signed-in member, if anybody is.
pub fn viewer() -> Option<Member> {
    request::parts()?.extensions.get::<Member>().cloned()
}

/// The pages that stay without the client: whoever comes by a mail or a QR code, or to sign in, must not wait for it.
const WITHOUT_CLIENT: [&str; 7] = [
    paths::SIGN_IN,
    "/v1/",
    paths::RESET,
    paths::RECOVER,
    paths::EMAIL_LINK,
    paths::SIGN_IN_ALERT,
    paths::IN_PERSON_LINK,
];

/// Whether the page that is being made brings the client: signed-in pages do.
pub fn page_has_client() -> bool {
    has_client(&request::path(), viewer().is_some())
}

fn has_client(path: &str, signed_in: bool) -> bool {
    signed_in && !WITHOUT_CLIENT.iter().any(|guest| path.starts_with(guest))
}

/// The signed-in member.
///
/// # Errors
///
/// [`Failure::SignInRequired`]; the answer then leads to the sign-in page.
pub fn member() -> Result<Member, Failure> {
    viewer().ok_or_else(|| Failure::SignInRequired.answered())
}

/// The signed-in member, who has this right.
///
/// # Errors
///
/// [`Failure::SignInRequired`] or [`Failure::Forbidden`].
pub fn member_with(right: Right) -> Result<Member, Failure> {
    let member = member()?;
    if member.may(right) {
        Ok(member)
    } else {
        Err(Failure::Forbidden.answered())
    }
}

/// The signed-in parent account.
///
/// # Errors
///
/// [`Failure::SignInRequired`] or [`Failure::Forbidden`].
pub fn parent() -> Result<Parent, Failure> {
    member_with(Right::ShareAccounts).map(Parent)
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn sign_in_and_mail_pages_stay_without_the_client() {
        for path in [
            "/login",
            "/v1/token",
            "/v1/token/confirm",
            "/reset",
            "/recover",
            "/in-person/token",
        ] {
            assert!(!has_client(path, true), "{path}");
        }
        for path in ["/", "/account/share", "/help"] {
            assert!(has_client(path, true), "{path}");
            assert!(!has_client(path, false), "{path}");
        }
    }
}
