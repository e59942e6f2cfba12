//! What codes and tokens are worth, against a real database.

mod codes;
mod refreshing;
mod standing;
mod telling;

use super::{
    model::{Claims, TokenAnswer, TokenRequest},
    service,
};
use crate::platform::testing::Portal;

async fn user_info(portal: &Portal, token: &str) -> Option<Claims> {
    service::user_info(&portal.services, token)
        .await
        .expect("answered")
}

fn refreshing(token: &TokenAnswer) -> TokenRequest {
    TokenRequest {
        grant_type: Some("refresh_token".to_owned()),
        refresh_token: token.refresh_token.clone(),
        ..TokenRequest::default()
    }
}
