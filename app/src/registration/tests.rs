//! Registration against a real database.

mod confirming;
mod entering;
mod links;

use super::{
    model::{Draft, Entry},
    service::{self, Next},
    testing::registration,
};
use crate::{
    platform::{
        session::Parent,
        testing::{Portal, Shop},
    },
    share_accounts,
    values::AccountId,
};

const TARO: &str = "taro@example.com";

/// A shop that has invited 有線 太郎, and the link in the mail.
struct Invited {
    portal: Portal,
    shop: Shop,
    parent: Parent,
    account: AccountId,
    token: String,
}

async fn invited(portal: Portal) -> Invited {
    let shop = portal.shop("demoparent").await;
    let parent = portal.parent(&shop).await;
    let account = share_accounts::testing::invite(&portal, &parent, TARO).await;
    portal.deliver().await;
    let token = portal.postbox.newest_token(TARO);
    Invited {
        portal,
        shop,
        parent,
        account,
        token,
    }
}

fn entry(user_id: &str, password: &str, confirmation: &str) -> Entry {
    Entry {
        user_id: user_id.to_owned(),
        password: password.to_owned(),
        password_confirmation: confirmation.to_owned(),
    }
}

async fn enter_as(portal: &Portal, token: &str, typed: Entry) -> Next {
    service::enter(&portal.services, token, typed)
        .await
        .expect("entered")
}

async fn draft(portal: &Portal, token: &str) -> Draft {
    registration(portal, token)
        .await
        .expect("a live link")
        .draft
        .expect("a draft")
}
