//! What goes wrong around the portal: visitors who leave or dawdle, and a database that is not there
//! (R42, R57, R60, G7, G8).

use std::{net::SocketAddr, time::Duration};

use app::platform::{
    db::Db,
    testing::{PASSWORD, Portal, settings},
};
use axum::http::{StatusCode, header};
use server::{
    accept::{self, Options},
    client_address::TrustedProxies,
};
use sqlx::PgPool;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};

use crate::{Browser, Site, add_share, openid, two_shops};

fn options() -> Options {
    Options::new(1_024, None, TrustedProxies::new(&[]))
}

/// A portal on a real socket.
struct Listening {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    running: JoinHandle<std::io::Result<()>>,
}

impl Listening {
    async fn start(site: &Site, options: Options) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a socket");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(accept::serve(
            listener,
            site.router.clone(),
            options,
            async {
                stopped.await.ok();
            },
        ));
        Self {
            address,
            stop,
            running,
        }
    }

    async fn end(self) {
        drop(self.stop);
        self.running.await.expect("ran").expect("served");
    }
}

/// A form as a browser writes it on the wire.
fn form(browser: &Browser, path: &str, body: &str) -> String {
    let cookies: Vec<String> = browser
        .cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!(
        "POST {path} HTTP/1.1\r\nhost: members.example.com\r\nsec-fetch-site: same-origin\r\ncookie: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        cookies.join("; "),
        body.len(),
    )
}

/// The head of the next answer on a connection; its body is passed over.
async fn answer(connection: &mut TcpStream) -> String {
    let mut read = Vec::new();
    while !read.ends_with(b"\r\n\r\n") {
        read.push(connection.read_u8().await.expect("a byte"));
    }
    let head = String::from_utf8(read).expect("text");
    let length = head
        .to_lowercase()
        .split("content-length: ")
        .nth(1)
        .and_then(|rest| rest.lines().next()?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    connection.read_exact(&mut body).await.expect("a body");
    head
}

/// Sends forms that change a name, and goes away before they are answered, each time a little later.
async fn abort(address: SocketAddr, request: String, times: u32) {
    for number in 0..times {
        let mut connection = TcpStream::connect(address).await.expect("connected");
        connection
            .write_all(request.as_bytes())
            .await
            .expect("sent");
        for _ in 0..number % 50 {
            tokio::task::yield_now().await;
        }
        drop(connection);
        // waits for a turn at the database, as the honest ones have to
        let mut probe = TcpStream::connect(address).await.expect("connected");
        probe
            .write_all(b"GET /readyz HTTP/1.1\r\nhost: a\r\n\r\n")
            .await
            .expect("sent");
        answer(&mut probe).await;
    }
}

/// G7 over the wire; what is lost without the cure is measured in `app`, `platform/pool_tests.rs`.
#[sqlx::test(migrations = "../migrations")]
async fn r60_five_thousand_aborted_forms_lose_no_acknowledged_write(pool: PgPool) {
    let site = Site::of(Portal::on(pool).as_served(10));
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let mut victims = Vec::new();
    for number in 0..10 {
        victims.push(
            add_share(
                &site,
                &mut parent,
                "有線",
                &format!("victim{number}@example.com"),
            )
            .await,
        );
    }
    let mut accounts = Vec::new();
    for number in 0..4 {
        accounts.push(
            add_share(
                &site,
                &mut parent,
                "有線",
                &format!("honest{number}@example.com"),
            )
            .await,
        );
    }
    let listening = Listening::start(&site, options()).await;
    let aborted = |victim| {
        form(
            &parent,
            "/api/share-accounts/rename",
            &format!("account={victim}&name=aborted"),
        )
    };

    let visitors: Vec<_> = victims
        .iter()
        .map(|victim| tokio::spawn(abort(listening.address, aborted(victim), 500)))
        .collect();
    let writers = accounts.into_iter().map(|account| {
        let (browser, pool, address) =
            (parent.clone(), site.portal.pool.clone(), listening.address);
        tokio::spawn(async move {
            let mut connection = TcpStream::connect(address).await.expect("connected");
            for number in 0..100 {
                let body = format!("account={account}&name=name{number}");
                let request = form(&browser, "/api/share-accounts/rename", &body);
                connection
                    .write_all(request.as_bytes())
                    .await
                    .expect("sent");
                let head = answer(&mut connection).await;
                assert!(head.starts_with("HTTP/1.1 303 "), "{head}");
                let name: String =
                    sqlx::query_scalar("select name from accounts where id = $1::text::uuid")
                        .bind(&account)
                        .fetch_one(&pool)
                        .await
                        .expect("the database answers");
                assert_eq!(name, format!("name{number}"), "acknowledged, and lost");
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.expect("nothing was lost");
    }
    for visitor in visitors {
        visitor.await.expect("ran");
    }

    listening.end().await;
    // what was begun is finished, and no connection stays inside a transaction
    site.portal.services.db.close().await;
    let inside = "select count(*) from pg_stat_activity
                   where datname = current_database() and state like 'idle in transaction%'";
    assert_eq!(site.portal.ask::<i64>(inside).await, 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn r60_a_change_that_was_begun_is_finished_when_the_visitor_leaves(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let account = add_share(&site, &mut parent, "有線 太郎", "taro@example.com").await;
    let mut lock = site.portal.pool.begin().await.expect("a transaction");
    sqlx::query("select from accounts where id = $1::text::uuid for update")
        .bind(&account)
        .execute(&mut *lock)
        .await
        .expect("locked");
    let waiting = "select count(*) from pg_stat_activity
                    where datname = current_database() and wait_event_type = 'Lock'";

    let mut leaving = parent.clone();
    let fields = [("account", account.as_str()), ("name", "別の名前")];
    tokio::select! {
        biased;
        answer = leaving.post("/api/share-accounts/rename", &fields) => panic!("{answer:?}"),
        () = async { while site.portal.ask::<i64>(waiting).await == 0 {} } => {}
    }
    lock.rollback().await.expect("unlocked");

    let name = "select name from accounts where email = 'taro@example.com'";
    timeout(Duration::from_secs(5), async {
        while site.portal.ask::<String>(name).await != "別の名前" {}
    })
    .await
    .expect("the change is made");
}

#[test]
fn r57_headers_have_ten_seconds() {
    assert_eq!(options().header_time, Duration::from_secs(10));
}

#[sqlx::test(migrations = "../migrations")]
async fn g8_slow_headers_are_cut_off_and_others_are_answered_meanwhile(pool: PgPool) {
    let site = Site::on(pool);
    let hasty = Options {
        header_time: Duration::from_millis(200),
        ..options()
    };
    let listening = Listening::start(&site, hasty).await;
    let mut slow = TcpStream::connect(listening.address)
        .await
        .expect("connected");
    slow.write_all(b"GET /login HTTP/1.1\r\nhost: members.example.com\r\nx-")
        .await
        .expect("sent");
    let mut quick = TcpStream::connect(listening.address)
        .await
        .expect("connected");

    quick
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .expect("sent");
    let head = answer(&mut quick).await;
    let mut rest = Vec::new();
    let closed = timeout(Duration::from_secs(5), slow.read_to_end(&mut rest))
        .await
        .expect("closed in time");

    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    assert_eq!(closed.expect("closed"), 0);
    listening.end().await;
}

/// A portal whose database is not there any more, and a browser that was signed in before.
async fn without_database(pool: PgPool) -> (Site, Browser) {
    let before = Site::on(pool.clone());
    two_shops(&before).await;
    let browser = before.signed_in("demoparent").await;
    let mut portal = before.portal.clone();
    // nobody listens there
    let nowhere = pool
        .connect_options()
        .as_ref()
        .clone()
        .host("127.0.0.1")
        .port(1);
    portal.services.db = Db::connect_lazily(nowhere, 5);
    (
        Site::of(portal),
        Browser {
            router: Site::of(before.portal).router,
            ..browser
        },
    )
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_without_the_database_nobody_is_let_in_and_each_page_says_so(pool: PgPool) {
    let (site, known) = without_database(pool).await;
    let mut browser = Browser {
        router: site.router.clone(),
        ..known
    };

    for path in [
        "/",
        "/account",
        "/account/share",
        "/login",
        "/help",
        "/billing",
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(
            answer.shows("ただいまご利用いただけません"),
            "{path} {}",
            answer.text
        );
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert!(
            answer
                .header(header::CONTENT_SECURITY_POLICY.as_str())
                .contains("nonce-"),
            "{path}"
        );
        assert!(
            browser.cookies.contains_key("__Host-sid"),
            "the session is not taken away"
        );
    }
    for path in [
        "/api/share-accounts/add",
        "/api/handoff/open-cart",
        "/api/sign-in/sign-out",
    ] {
        assert_eq!(
            browser.post(path, &[]).await.status,
            StatusCode::SERVICE_UNAVAILABLE,
            "{path}"
        );
    }
    assert_eq!(browser.get("/healthz").await.status, StatusCode::OK);
    assert_eq!(
        browser.get("/readyz").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_a_guest_still_sees_the_sign_in_page_and_is_told_when_it_cannot_work(pool: PgPool) {
    let (site, _) = without_database(pool).await;
    let mut guest = site.browser();

    let page = guest.get("/login").await;
    let tried = guest.sign_in("demoparent", PASSWORD, false).await;
    let link = guest.get(&format!("/v1/{}", "x".repeat(43))).await;

    assert_eq!(page.status, StatusCode::OK);
    for answer in [tried, link] {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(
            answer.shows("ただいまご利用いただけません"),
            "{}",
            answer.text
        );
    }
    assert!(!guest.cookies.contains_key("__Host-sid"));
}

#[sqlx::test(migrations = "../migrations")]
async fn r59_a_database_without_our_tables_is_not_ready(pool: PgPool) {
    let site = Site::on(pool);
    let mut probe = site.browser();
    assert_eq!(probe.get("/readyz").await.status, StatusCode::OK);

    site.portal
        .run("delete from _sqlx_migrations where version = 5")
        .await;

    assert_eq!(
        probe.get("/readyz").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(probe.get("/healthz").await.text, "ok");
}

#[sqlx::test(migrations = "../migrations")]
async fn r42_an_action_that_cannot_be_recorded_is_refused(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    let mut leaving = site.signed_in("demoparent2").await;
    site.portal.break_audit_log().await;
    let before = site.portal.snapshot().await;

    let added = parent
        .post(
            "/api/share-accounts/add",
            &[("name", "太郎"), ("email", "taro@example.com")],
        )
        .await;
    let signed_in = site.browser().sign_in("demoshare01", PASSWORD, false).await;
    let to_cart = parent.get(openid::AUTHORIZE).await;
    let signed_out = leaving.post("/api/sign-in/sign-out", &[]).await;

    for answer in [added, signed_in, to_cart, signed_out] {
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(
            answer.shows("問題が発生しました") && !answer.shows("exception"),
            "{}",
            answer.text
        );
    }
    assert_eq!(site.portal.snapshot().await, before);
}

/// R61, G10: streaming that stalls would never end here.
#[sqlx::test(migrations = "../migrations")]
async fn r61_every_page_is_complete_every_time_also_twenty_at_once(pool: PgPool) {
    let mut settings = settings();
    settings.limits.sign_in_address = app::platform::testing::limit(1_000, time::Duration::SECOND);
    let site = Site::of(Portal::with(pool, settings).as_served(10));
    two_shops(&site).await;
    let mut parent = site.signed_in("demoparent").await;
    add_share(&site, &mut parent, "有線 太郎", "taro@example.com").await;

    let visitors = (0..20).map(|_| {
        let mut browser = parent.clone();
        tokio::spawn(async move {
            for path in [
                "/",
                "/account",
                "/account/share",
                "/account/share/new",
                "/help",
            ] {
                let page = timeout(Duration::from_secs(10), browser.get(path))
                    .await
                    .expect("a whole page");
                assert!(page.shows("</body></html>"), "{path}");
            }
        })
    });
    for visitor in visitors.collect::<Vec<_>>() {
        visitor.await.expect("complete");
    }
    site.portal.services.db.close().await;
}
