//! Mails from the outbox to a mail server over real connections, in good times and bad (R13–R16, F7, F8).

#![expect(
    missing_docs,
    clippy::missing_panics_doc,
    reason = "tests are sentences, and panic when one is not true"
)]

mod kills;
mod receiver;
mod replies;
mod slowness;

use app::{
    letters::Letters,
    platform::{
        outbox::{self, Delivery, Letter},
        testing::{Portal, Shop},
    },
};
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use server::mailer::MailServer;
use sqlx::PgPool;

use receiver::Receiver;

/// A shop that invites people, and the mail server that its mails go to.
pub struct Post {
    pub portal: Portal,
    pub shop: Shop,
    pub receiver: Receiver,
    pub server: MailServer,
}

impl Post {
    pub async fn on(pool: PgPool) -> Self {
        let portal = Portal::on(pool).as_served(10);
        let shop = portal.shop("demoparent").await;
        let receiver = Receiver::start().await;
        let server = mail_server(&receiver.url());
        Self {
            portal,
            shop,
            receiver,
            server,
        }
    }

    /// Has somebody invited.
    pub async fn invite(&self, email: &str) {
        let account = self.portal.services.randomness.uuid();
        sqlx::query(
            "insert into accounts (id, customer_id, kind, state, name, email, created_at)
             values ($1, $2, 'share', 'awaiting_registration', '有線 太郎', $3, $4)",
        )
        .bind(account)
        .bind(self.shop.customer.into_uuid())
        .bind(email)
        .bind(self.portal.services.clock.now())
        .execute(&self.portal.pool)
        .await
        .expect("an account is written");
        let mut conn = self
            .portal
            .services
            .db
            .acquire()
            .await
            .expect("a connection");
        outbox::enqueue(
            &mut conn,
            self.portal.services.randomness.as_ref(),
            Letter::Invitation,
            account.into(),
            self.portal.services.clock.now(),
        )
        .await
        .expect("queued");
    }

    /// Sends what is due, until the mail server is gone.
    pub async fn deliver(&self) -> Vec<Delivery> {
        let mut deliveries = Vec::new();
        loop {
            let delivery = outbox::deliver_next(&self.portal.services, &Letters, &self.server)
                .await
                .expect("the outbox is worked on");
            match delivery {
                Delivery::NothingDue => return deliveries,
                Delivery::Unreachable => {
                    deliveries.push(delivery);
                    return deliveries;
                }
                delivery => deliveries.push(delivery),
            }
        }
    }

    /// State and reason of a mail.
    pub async fn state_of(&self, email: &str) -> (String, Option<String>) {
        sqlx::query_as(
            "select outbox.state, outbox.last_error
               from outbox
               join accounts on accounts.id = outbox.account_id
              where accounts.email = $1
              order by outbox.created_at desc
              limit 1",
        )
        .bind(email)
        .fetch_one(&self.portal.pool)
        .await
        .expect("it is there")
    }
}

pub fn mail_server(url: &str) -> MailServer {
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
        .expect("an address")
        .timeout(Some(std::time::Duration::from_secs(5)))
        .build();
    MailServer(transport)
}
