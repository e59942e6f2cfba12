//! Passkeys against a real database, with an authenticator in software (X9, R1).

mod ceremonies;
mod keeping;

use crate::{
    passkeys::{
        model::{Passkey, PasskeyRejection},
        service::{self, Error},
    },
    platform::{
        session::{Member, Proven},
        testing::{Portal, somewhere},
        webauthn::{self, Answer, Ceremony, Refused},
    },
    values::AccountId,
};

const EMAIL: &str = "demoparent@example.com";

async fn try_add(
    portal: &Portal,
    member: &Proven,
    name: &str,
    answer: &Answer,
) -> Result<String, PasskeyRejection> {
    match service::add(&portal.services, member, name, answer, &somewhere()).await {
        Ok(name) => Ok(name),
        Err(Error::Rejected(why)) => Err(why),
        Err(error) => panic!("{error}"),
    }
}

async fn list(portal: &Portal, member: &Member) -> Vec<Passkey> {
    service::list(&portal.services, member)
        .await
        .expect("a list")
}

async fn challenge(portal: &Portal) -> Ceremony {
    webauthn::start_assertion(&portal.services, &somewhere())
        .await
        .expect("begun")
}

async fn verified(portal: &Portal, answer: &Answer) -> Option<AccountId> {
    match webauthn::verify(&portal.services, answer).await {
        Ok(account) => Some(account),
        Err(Refused::Refused) => None,
        Err(Refused::Broken(error)) => panic!("{error}"),
    }
}
