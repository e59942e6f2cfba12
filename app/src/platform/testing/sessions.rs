//! Sessions of a test's accounts, and the proofs that come of them.

use std::sync::Arc;

use tower_sessions::{
    SessionStore as _,
    session::{Id, Record},
};

use super::{NOW, Portal};
use crate::{
    platform::{
        session_store::{ACCOUNT, SessionStore, hash_of_id},
        tokens::Hash,
    },
    values::AccountId,
};

impl Portal {
    /// The sessions of this portal.
    pub fn session_store(&self) -> SessionStore {
        SessionStore {
            db: self.services.db.clone(),
            clock: Arc::clone(&self.services.clock),
            usual: self.services.settings.lifetimes.session,
            shared: self.services.settings.lifetimes.shared_session,
        }
    }

    /// Begins a session of an account.
    ///
    /// # Panics
    ///
    /// When the account may not act.
    pub async fn begin_session(&self, account: AccountId) -> Id {
        let id = Id(i128::from_be_bytes(
            self.services.randomness.as_ref().bytes(),
        ));
        let data = std::iter::once((ACCOUNT.to_owned(), serde_json::json!(account))).collect();
        let mut record = Record {
            id,
            data,
            expiry_date: NOW,
        };
        self.session_store()
            .create(&mut record)
            .await
            .expect("a session begins");
        record.id
    }

    /// Whether a session is still one.
    ///
    /// # Panics
    ///
    /// When the database does not answer.
    pub async fn is_alive(&self, session: Id) -> bool {
        let found = self.session_store().load(&session).await;
        found.expect("the database answers").is_some()
    }

    /// What the database keeps of a new session of an account.
    ///
    /// # Panics
    ///
    /// When the account may not act.
    pub async fn begin_session_hashed(&self, account: AccountId) -> Hash {
        hash_of_id(self.begin_session(account).await)
    }
}

#[cfg(test)]
impl Portal {
    /// The proof that an account would have, in a session of its own.
    ///
    /// # Panics
    ///
    /// When there is no such account, or it may not act.
    pub async fn member(
        &self,
        shop: &super::Shop,
        account: AccountId,
    ) -> crate::platform::session::Member {
        let session = self.begin_session(account).await;
        self.member_in(shop, account, session).await
    }

    /// The proof that an account would have in this session.
    ///
    /// # Panics
    ///
    /// When there is no such account.
    pub async fn member_in(
        &self,
        shop: &super::Shop,
        account: AccountId,
        session: Id,
    ) -> crate::platform::session::Member {
        let (kind, user_id, name, email, email_confirmed): (String, String, String, String, bool) =
            sqlx::query_as(
                "select kind, user_id, name, email, email_unconfirmed_since is null from accounts where id = $1",
            )
            .bind(account.into_uuid())
            .fetch_one(&self.pool)
            .await
            .expect("the account is there");
        let sign_in = sqlx::query_scalar("select sign_in_id from sessions where id_hash = $1")
            .bind(hash_of_id(session).as_slice())
            .fetch_one(&self.pool)
            .await
            .expect("the session is there");
        crate::platform::session::Member::for_test(crate::platform::session::Identity {
            account,
            customer: shop.customer,
            kind: kind.parse().expect("a kind"),
            user_id,
            name,
            email,
            email_confirmed,
            shop_name: shop.name.clone(),
            customer_code: crate::values::CustomerCode::parse(&shop.code).expect("a code"),
            session: hash_of_id(session),
            sign_in,
            began_at: self.services.clock.now(),
            shared_device_idle: None,
            proved_at: Some(self.services.clock.now()),
            proved_by: Some(crate::platform::session::Method::Password),
            authenticated_at: self.services.clock.now(),
            remembered: None,
            device: None,
            has_passkeys: false,
            epoch: 0,
        })
    }

    /// The proof of an account that has just given its password.
    pub async fn proven(
        &self,
        shop: &super::Shop,
        account: AccountId,
    ) -> crate::platform::session::Proven {
        crate::platform::session::Proven::for_test(self.member(shop, account).await)
    }

    /// The proof that a shop's parent account would have.
    pub async fn parent(&self, shop: &super::Shop) -> crate::platform::session::Parent {
        crate::platform::session::Parent::for_test(self.member(shop, shop.parent).await)
    }
}
