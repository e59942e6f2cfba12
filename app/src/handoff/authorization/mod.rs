//! The authorization endpoint (OpenID Connect Core 3.1.2): a browser comes from a client, and goes back with a code.

mod db;
mod endpoint;
mod model;
mod service;
#[cfg(test)]
mod tests;

pub use db::delete_old_codes;
pub use endpoint::{again_as_address, authorize, authorize_by_form};
pub use model::Asked;
pub use service::asked;

/// What the provider's tests ask with.
#[cfg(test)]
pub mod testing {
    use time::OffsetDateTime;

    pub use super::{model::AuthorizationRequest, service::Next};
    use crate::platform::{
        session::Member,
        testing::{Portal, somewhere},
    };

    /// What becomes of a request.
    pub async fn authorize(
        portal: &Portal,
        member: Option<&Member>,
        request: &AuthorizationRequest,
        asked_at: Option<OffsetDateTime>,
    ) -> Option<Next> {
        super::service::authorize(&portal.services, member, request, asked_at, &somewhere())
            .await
            .expect("answered")
    }
}
