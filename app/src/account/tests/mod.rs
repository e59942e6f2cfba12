//! A new user ID against a real database (M74–M76, D3, D4, R46, R48).

mod changes;
mod checks;
mod register;

use crate::{
    account::{
        model::{Checked, NewUserIdRejection, UserIdChangeRejection},
        service::{self, Error},
    },
    platform::{
        session::{Member, Proven},
        testing::{Portal, somewhere},
    },
    values::UserIdRejection,
};

const EMAIL: &str = "demoparent@example.com";

async fn change(
    portal: &Portal,
    member: &Proven,
    user_id: &str,
    password: &str,
) -> Result<(), UserIdChangeRejection> {
    match service::change(&portal.services, member, user_id, password, &somewhere()).await {
        Ok(()) => Ok(()),
        Err(Error::Rejected(why)) => Err(why),
        Err(error) => panic!("{error}"),
    }
}

async fn check(portal: &Portal, member: &Member, typed: &str) -> (String, Checked) {
    service::check(&portal.services, member, typed, &somewhere())
        .await
        .expect("asked")
}

fn refused(user_id: NewUserIdRejection) -> UserIdChangeRejection {
    UserIdChangeRejection {
        user_id: Some(user_id),
        ..UserIdChangeRejection::default()
    }
}

const TAKEN: NewUserIdRejection = NewUserIdRejection::Rejected(UserIdRejection::Taken);
