//! What runs by itself in every server process: mails go out, and what has ended is swept away.

use std::{sync::Arc, time::Duration};

use app::{
    handoff::{self, BackChannel},
    in_person, invitation_import,
    letters::Letters,
    platform::{
        devices, limit, mailed_links,
        outbox::{self, Delivery, Postman},
        services::Services,
        session_store, webauthn,
    },
    points, recovery, sign_in,
};
use tokio::{
    task::{self, JoinSet},
    time::{sleep, timeout},
};

use crate::shutdown::Shutdown;

/// How long a sender stays with a mail; then it goes on with the next one beside it, so that a mail server that
/// dawdles with some does not hold up the others (F8).
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a sender rests when nothing is due.
const REST: Duration = Duration::from_millis(500);
/// How long it rests when the mail server is not there; doubled each time.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// The longest of these rests.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How long mails that are being sent may hold up the end of the process (R58).
const FINISHING: Duration = Duration::from_secs(10);
/// How long it rests when the database does not answer.
const LONG_REST: Duration = Duration::from_secs(2);
/// How often is looked for sign-ins that have ended, and for other clients.
const FOLLOW: Duration = Duration::from_secs(1);
/// How many clients are told of a sign-out at the same time: one more than tries that one client may keep waiting.
const TELLERS: usize = 4;
/// How often points are looked for whose time is over.
const EXPIRE: Duration = Duration::from_mins(1);
/// How often is swept.
const SWEEP: Duration = Duration::from_hours(1);

/// Sends mails, `senders` at a time, tells clients who is signed out, and sweeps until the process is to end; a mail that is being sent is finished
/// first.
pub async fn run(
    services: Services,
    postman: Arc<dyn Postman>,
    senders: u32,
    clients: Arc<dyn BackChannel>,
    shutdown: Shutdown,
) {
    let mut tasks = JoinSet::new();
    for _ in 0..senders {
        tasks.spawn(send(
            services.clone(),
            Arc::clone(&postman),
            PATIENCE,
            shutdown.clone(),
        ));
    }
    tasks.spawn(answer(services.clone(), shutdown.clone()));
    tasks.spawn(follow_clients(services.clone(), shutdown.clone()));
    for _ in 0..TELLERS {
        tasks.spawn(tell_clients(
            services.clone(),
            Arc::clone(&clients),
            shutdown.clone(),
        ));
    }
    tasks.spawn(expire_points(services.clone(), shutdown.clone()));
    tasks.spawn(sweep(services, shutdown));
    tasks.join_all().await;
}

/// Sends one mail after the other, and does not wait for one longer than `patience`.
pub async fn send(
    services: Services,
    postman: Arc<dyn Postman>,
    patience: Duration,
    shutdown: Shutdown,
) {
    let mut sending = JoinSet::new();
    while !shutdown.is_requested() {
        let mail = sending.spawn({
            let (services, postman) = (services.clone(), Arc::clone(&postman));
            async move { outbox::deliver_next(&services, &Letters, postman.as_ref()).await }
        });
        let Ok(delivered) = timeout(patience, outcome(&mut sending, mail.id())).await else {
            continue;
        };
        let rest = match delivered {
            Some(Delivery::NothingDue) => REST,
            Some(Delivery::Unreachable) => {
                tokio::select! {
                    () = is_there(postman.as_ref()) => {}
                    () = shutdown.clone().requested() => {}
                }
                continue;
            }
            Some(Delivery::Sent | Delivery::Postponed | Delivery::Failed | Delivery::NotWanted) => {
                continue;
            }
            None => LONG_REST,
        };
        tokio::select! {
            () = sleep(rest) => {}
            () = shutdown.clone().requested() => {}
        }
    }
    let finishing = async { while sending.join_next().await.is_some() {} };
    if timeout(FINISHING, finishing).await.is_err() {
        tracing::warn!("the end does not wait for a mail that is being sent; it may go out twice");
    }
}

/// Waits until the mail server is there. Nothing is taken from the outbox meanwhile: each mail that is has its link made.
async fn is_there(postman: &dyn Postman) {
    let mut wait = FIRST_WAIT;
    loop {
        sleep(wait).await;
        if timeout(PATIENCE, postman.is_there()).await == Ok(true) {
            return;
        }
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

/// What becomes of this mail, nothing where that went wrong; those that took longer than anybody waited for are done
/// on the way.
async fn outcome(
    sending: &mut JoinSet<sqlx::Result<Delivery>>,
    mail: task::Id,
) -> Option<Delivery> {
    loop {
        let (id, delivered) = match sending.join_next_with_id().await? {
            Ok((id, Ok(delivered))) => (id, Some(delivered)),
            Ok((id, Err(error))) => {
                tracing::error!(%error, "the outbox cannot be worked on");
                (id, None)
            }
            Err(error) => {
                tracing::error!(%error, "sending a mail panicked");
                (error.id(), None)
            }
        };
        if id == mail {
            return delivered;
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

/// Ends at clients what has ended here, and looks whether there are other clients (R36).
async fn follow_clients(services: Services, shutdown: Shutdown) {
    while !shutdown.is_requested() {
        if let Err(error) = handoff::end_client_sessions(&services).await {
            tracing::error!(%error, "sign-ins at clients cannot be ended");
        }
        if let Err(error) = handoff::clients::refresh_form_targets(&services).await {
            tracing::error!(%error, "the clients cannot be looked up");
        }
        tokio::select! {
            () = sleep(FOLLOW) => {}
            () = shutdown.clone().requested() => {}
        }
    }
}

/// Tells clients that somebody is signed out (R50).
async fn tell_clients(services: Services, clients: Arc<dyn BackChannel>, shutdown: Shutdown) {
    while !shutdown.is_requested() {
        let rest = match handoff::deliver_next_logout_notice(&services, clients.as_ref()).await {
            Ok(true) => continue,
            Ok(false) => REST,
            Err(error) => {
                tracing::error!(%error, "clients cannot be told who is signed out");
                LONG_REST
            }
        };
        tokio::select! {
            () = sleep(rest) => {}
            () = shutdown.clone().requested() => {}
        }
    }
}

async fn expire_points(services: Services, shutdown: Shutdown) {
    while !shutdown.is_requested() {
        if let Err(error) = points::expire(&services).await {
            tracing::error!(%error, "points whose time is over cannot be booked");
        }
        tokio::select! {
            () = sleep(EXPIRE) => {}
            () = shutdown.clone().requested() => {}
        }
    }
}

async fn sweep(services: Services, shutdown: Shutdown) {
    while !shutdown.is_requested() {
        if let Err(error) = handoff::rotate_when_due(&services).await {
            tracing::error!(%error, "the signing keys cannot be renewed");
        }
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
    invitation_import::sweep(&mut conn, now - 30 * day).await?;
    // codes name their session, sessions the remembered sign-in they came from: in this order, a day apart
    handoff::sweep(&mut conn, now).await?;
    let sessions = services.settings.lifetimes.session.total + 2 * day;
    let remembered = services.settings.lifetimes.remembered + sessions + day;
    session_store::sweep(&mut conn, now - sessions, now - remembered).await?;
    Ok(())
}
