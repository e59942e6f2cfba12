//! What the page of the points loads.

use super::{model::Overview, service};
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
pub(super) async fn load() -> Result<Overview, Failure> {
    let member = session::member_with(Right::Cart)?;
    let page = request::query("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1);
    service::overview(&Services::current(), &member, page)
        .await
        .map_err(|error| failure::internal(&error))
}
