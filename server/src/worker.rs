//! What runs by itself in every server process: mails go out, and what has ended is swept away.

use std::{sync::Arc, time::Duration};

use app::{
    handoff, in_person,
    letters::Letters,
    platform::{
        devices, limit, mailed_links,
        outbox::{self, Delivery, Postman},
        services::Services,
        session_store, webauthn,
    },
    recovery, sign_in,
};
use tokio::{task::JoinSet, time::sleep};

use crate::shutdown::Shutdown;

/// How many mails a process sends at a time: one that hangs does not hold up the others.
const SENDERS: usize = 4;
/// How long a sender rests when nothing is due.
const REST: Duration = Duration::from_millis(500);
/// How long it rests when the database does not answer.
const LONG_REST: Duration = Duration::from_secs(2);
/// How often is swept.
const SWEEP: Duration = Duration::from_hours(1);

/// Sends mails and sweeps until the process is to end; a mail that is being sent is finished first.
pub async fn run(services: Services, postman: Arc<dyn Postman>, shutdown: Shutdown) {
    let mut tasks = JoinSet::new();
    for _ in 0..SENDERS {
        tasks.spawn(send(
            services.clone(),
            Arc::clone(&postman),
            shutdown.clone(),
        ));
    }
    tasks.spawn(answer(services.clone(), shutdown.clone()));
    tasks.spawn(sweep(services, shutdown));
    tasks.join_all().await;
}

async fn send(services: Services, postman: Arc<dyn Postman>, shutdown: Shutdown) {
    while !shutdown.is_requested() {
        let rest = match outbox::deliver_next(&services, &Letters, postman.as_ref()).await {
            Ok(Delivery::NothingDue) => REST,
            Ok(Delivery::Sent | Delivery::Postponed | Delivery::Failed | Delivery::NotWanted) => {
                continue;
            }
            Err(error) => {
                tracing::error!(%error, "the outbox cannot be worked on");
                LONG_REST
            }
        };
        tokio::select! {
            () = sleep(rest) => {}
            () = shutdown.clone().requested() => {}
        }
    }
}

/// Looks up who has forgotten something, after they had their answer (R5).
async fn answer(services: Services, shutdown: Shutdown) {
    while !shutdown.is_requested() {
        let rest = match recovery::answer_next(&services).await {
            Ok(true) => continue,
            Ok(false) => REST,
            Err(error) => {
                tracing::error!(%error, "requests by people who forgot something cannot be answered");
                LONG_REST
            }
        };
        tokio::select! {
            () = sleep(rest) => {}
            () = shutdown.clone().requested() => {}
        }
    }
}

async fn sweep(services: Services, shutdown: Shutdown) {
    while !shutdown.is_requested() {
        if let Err(error) = sweep_once(&services).await {
            tracing::error!(%error, "what has ended cannot be swept away");
        }
        tokio::select! {
            () = sleep(SWEEP) => {}
            () = shutdown.clone().requested() => {}
        }
    }
}

/// Deletes what nobody asks for any more (R70). Safe to run in several processes at once.
async fn sweep_once(services: &Services) -> sqlx::Result<()> {
    let now = services.clock.now();
    let day = time::Duration::DAY;
    let mut conn = services.db.acquire().await?;
    limit::sweep(&mut conn, now).await?;
    sign_in::sweep(&mut conn, now).await?;
    devices::sweep(&mut conn, now).await?;
    webauthn::sweep(&mut conn, now - day).await?;
    in_person::sweep(&mut conn, now - day).await?;
    mailed_links::sweep(&mut conn, now - 30 * day).await?;
    // codes name their session, sessions the remembered sign-in they came from: in this order, a day apart
    handoff::sweep(&mut conn, now - day).await?;
    let sessions = services.settings.lifetimes.session_absolute + 2 * day;
    let remembered = services.settings.lifetimes.remembered + sessions + day;
    session_store::sweep(&mut conn, now - sessions, now - remembered).await?;
    Ok(())
}
