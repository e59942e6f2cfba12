//! What a refresh token is worth.

use sqlx::PgPool;

use super::{refreshing, user_info};
use crate::{
    handoff::{
        error::Refusal,
        testing::{redeem, shop_with_share, tokens},
        tokens::model::{TokenAnswer, TokenRequest},
    },
    platform::testing::Portal,
};

#[sqlx::test(migrations = "../migrations")]
async fn rfc_9700_a_refresh_token_is_good_once_and_its_reuse_ends_all_of_its_code(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let first = tokens(&portal, &member).await;

    let second = redeem(&portal, &refreshing(&first)).await.expect("tokens");
    assert_ne!(first.access_token, second.access_token);
    assert_eq!(second.scope, first.scope);
    assert_eq!(second.id_token, None);
    assert!(user_info(&portal, &second.access_token).await.is_some());

    assert_eq!(
        redeem(&portal, &refreshing(&first)).await,
        Err(Refusal::InvalidGrant)
    );
    assert!(user_info(&portal, &second.access_token).await.is_none());
    assert_eq!(
        redeem(&portal, &refreshing(&second)).await,
        Err(Refusal::InvalidGrant)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn rfc_6749_a_refresh_may_ask_for_less_and_not_for_more(pool: PgPool) {
    let portal = Portal::on(pool);
    let (_, member) = shop_with_share(&portal).await;
    let first = tokens(&portal, &member).await;
    let asking_for = |token: &TokenAnswer, scope: &str| TokenRequest {
        scope: Some(scope.to_owned()),
        ..refreshing(token)
    };

    let more = redeem(&portal, &asking_for(&first, "openid email")).await;
    let less = redeem(&portal, &asking_for(&first, "openid")).await;

    assert_eq!(more, Err(Refusal::InvalidScope));
    let less = less.expect("tokens: the other try used nothing up");
    assert_eq!(less.scope, "openid");
    let told = user_info(&portal, &less.access_token).await.expect("told");
    assert_eq!((told.shop_name, told.points), (None, None));
    let all = redeem(&portal, &refreshing(&less)).await.expect("tokens");
    assert_eq!(all.scope, "openid profile shop points");
}
