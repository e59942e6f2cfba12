//! Invitations from both ends: the parent's list and what is done there, and every end of a link (D9, X2, X7).

mod correcting;
mod ends;
mod left_open;
mod listing;

use app::platform::testing::Manner;
use axum::http::{Method, StatusCode};
use sqlx::PgPool;
use time::Duration;

use crate::{Browser, PASSWORD, Site, add_share, two_shops};

/// A share account that waits, its token, and the parent who sees it.
struct Invited {
    site: Site,
    parent: Browser,
    account: String,
    token: String,
}

impl Invited {
    async fn on(pool: PgPool) -> Self {
        let site = Site::on(pool);
        two_shops(&site).await;
        let mut parent = site.signed_in("demoparent").await;
        let account = add_share(&site, &mut parent, "有線 太郎", "taro@example.com").await;
        site.portal.deliver().await;
        let token = site.portal.postbox.newest_token("taro@example.com");
        Self {
            site,
            parent,
            account,
            token,
        }
    }

    fn link(&self) -> String {
        format!("/v1/{}", self.token)
    }

    async fn set(&self, statement: &'static str) {
        self.site.portal.run(statement).await;
    }
}
