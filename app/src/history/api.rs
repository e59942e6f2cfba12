//! What the history page loads.

use super::{
    model::{Filter, History, Kind},
    service,
};
use crate::{
    platform::{
        failure::{self, Failure},
        request,
        services::Services,
        session,
    },
    rights::Right,
};

/// What the page shows. Not an endpoint.
pub(super) async fn load() -> Result<History, Failure> {
    let member = session::member_with(Right::AccountManagement)?;
    let page = request::query("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1);
    service::load(&Services::current(), &member, filter(request::query), page)
        .await
        .map_err(|error| failure::internal(&error))
}

/// What the parameters of an address narrow it down to; what makes no sense is passed over.
pub(super) fn filter(parameter: impl Fn(&str) -> Option<String>) -> Filter {
    Filter {
        person: parameter("person").and_then(|person| person.parse().ok()),
        kind: parameter("kind").and_then(|kind| Kind::from_word(&kind)),
    }
}
