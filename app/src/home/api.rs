//! What the top page loads.

use crate::{
    platform::{
        failure::Failure,
        request,
        services::Services,
        session::{self, Member},
    },
    points,
    values::Points,
};

/// What the top page shows.
pub(super) struct Home {
    pub member: Member,
    /// Nothing where they cannot be told at the moment: the rest of the page works all the same.
    pub points: Option<Points>,
}

/// Not an endpoint.
pub(super) async fn load() -> Result<Home, Failure> {
    let member = session::member()?;
    let services = Services::current();
    let balance = async {
        let mut conn = services.db.acquire().await?;
        points::balance(&services, &mut conn, member.customer).await
    };
    let points = match balance.await {
        Ok(balance) => Some(balance.available()),
        Err(error) => {
            tracing::error!(request_id = request::reference(), %error, "points cannot be told");
            None
        }
    };
    Ok(Home { member, points })
}
