//! Processes that are killed while they send (F7).

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, SystemTime},
};

use sqlx::{ConnectOptions as _, PgPool};
use tokio::time::{sleep, timeout};

use crate::Post;

/// How often a process is killed.
const KILLS: usize = 20;
/// How many mails each of them gets to send before.
const EACH: usize = 5;
/// How long a test waits for what it waits for.
const LONGEST: Duration = Duration::from_mins(1);

/// A process of the built server, which sends one mail at a time.
fn start(post: &Post) -> Child {
    let database = post.portal.pool.connect_options().to_url_lossy();
    let site = Path::new(env!("CARGO_TARGET_TMPDIR")).join("site-of-kills");
    std::fs::create_dir_all(&site).expect("a folder");
    std::fs::write(site.join("assets.json"), r#"{"build":"1","files":{}}"#).expect("a file");
    Command::new(env!("CARGO_BIN_EXE_server"))
        .arg("serve")
        .env_clear()
        .envs([
            ("DATABASE_URL", database.as_str()),
            ("DATABASE_CONNECTIONS", "4"),
            ("LISTEN_ADDR", "127.0.0.1:0"),
            ("PUBLIC_URL", "https://members.example.com"),
            ("SITE_ROOT", site.to_str().expect("text")),
            (
                "SECRET_KEY",
                "k7Jw0Qd3vXn9Zr5Tb1Lm8Hf2Ys6Pc4Gak7Jw0Qd3vXn9Zr5Tb1Lm8Hf2Ys6Pc4Ga",
            ),
            ("SMTP_URL", &post.receiver.url()),
            ("SMTP_CONNECTIONS", "1"),
            ("MAIL_FROM", "USEN MEMBERS <noreply@members.example.com>"),
            ("CART_URL", "https://cart.example.com"),
            ("CART_CLIENT_ID", "cart"),
            ("CART_CLIENT_SECRET", "Vb3nM8qW1eR6tY0uI5oP2aS9dF4gH7jK"),
            ("HASHING_THREADS", "1"),
            ("RUST_LOG", "warn"),
        ])
        .stdout(Stdio::null())
        .spawn()
        .expect("the server starts")
}

/// SIGKILL: nothing is finished, nothing given back.
fn kill(mut process: Child) {
    process.kill().expect("killed");
    process.wait().expect("it ends");
}

/// Moves the clock of the portal to that of the processes.
#[expect(
    clippy::disallowed_methods,
    reason = "a process of its own has the machine's clock"
)]
fn keep_pace_with_processes(post: &Post) {
    let machine = time::OffsetDateTime::from(SystemTime::now());
    post.portal.wait(machine - post.portal.services.clock.now());
}

#[sqlx::test(migrations = "../migrations")]
async fn f7_twenty_processes_killed_while_sending_lose_nothing_and_double_one_mail_each_at_most(
    pool: PgPool,
) {
    let post = Post::on(pool).await;
    keep_pace_with_processes(&post);
    let mails = KILLS * EACH + 20;
    for number in 0..mails {
        post.invite(&format!("staff{number}@example.com")).await;
    }

    for round in 1..=KILLS {
        let process = start(&post);
        timeout(LONGEST, post.receiver.until(round * EACH))
            .await
            .expect("it sends");
        kill(process);
        // two minutes later, as far as the outbox knows
        post.portal
            .run(
                "update outbox
                    set leased_until = leased_until - interval '120 seconds'
                  where lease is not null",
            )
            .await;
    }
    let last = start(&post);
    timeout(LONGEST, async {
        let waiting = "select count(*) from outbox where state = 'queued'";
        while post.portal.ask::<i64>(waiting).await > 0 {
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("everything goes out");
    kill(last);

    let taken = post.receiver.taken();
    assert_eq!(post.receiver.different(), mails, "none is lost");
    assert!(taken.len() <= mails + KILLS, "{}", taken.len());
    for number in 0..mails {
        let copies = post
            .receiver
            .taken_for(&format!("staff{number}@example.com"));
        assert!(!copies.is_empty());
        let first = &copies[0].message_id;
        assert!(copies.iter().all(|copy| copy.message_id == *first));
    }
    let sent: i64 = post
        .portal
        .ask("select count(*) from outbox where state = 'sent'")
        .await;
    assert_eq!(usize::try_from(sent).expect("a number"), mails);
}
