//! Tests of the module above.

use axum::routing::get;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex},
    sync::{Notify, oneshot},
    task::JoinHandle,
    time::Instant,
};

use super::*;

fn options() -> Options {
    Options::new(1_024, Some(64), TrustedProxies::new(&[]))
}

fn router() -> Router {
    Router::new()
        .route(
            "/",
            get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.to_string() }),
        )
        .route(
            "/slow",
            get(|| async { sleep(Duration::from_secs(20)).await }),
        )
        .route("/large", get(|| async { "a".repeat(1_000_000) }))
}

/// A connection without a network, so that the clock can be stopped.
fn connect() -> DuplexStream {
    let (visitor, portal) = duplex(64 * 1024);
    let running = GracefulShutdown::new();
    let conversation = converse(
        TokioIo::new(portal),
        SocketAddr::from(([203, 0, 113, 9], 4711)),
        router(),
        &options(),
        running.watcher(),
    );
    tokio::spawn(async move {
        conversation.await;
        drop(running);
    });
    visitor
}

/// What comes until the connection is closed, and after how many seconds it was.
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn rest(visitor: &mut DuplexStream) -> (String, u64) {
    let started = Instant::now();
    let mut text = Vec::new();
    visitor.read_to_end(&mut text).await.unwrap();
    (
        String::from_utf8(text).unwrap(),
        started.elapsed().as_secs(),
    )
}

/// One answer, up to the last byte that `end` names.
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn answer(visitor: &mut DuplexStream, end: &str) -> String {
    let mut text = String::new();
    while !text.ends_with(end) {
        let byte = visitor.read_u8().await.unwrap();
        text.push(char::from(byte));
    }
    text
}

#[tokio::test(start_paused = true)]
async fn who_says_nothing_is_cut_off_after_ten_seconds() {
    let mut visitor = connect();

    assert_eq!(rest(&mut visitor).await, (String::new(), 10));
}

#[tokio::test(start_paused = true)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn slow_headers_are_cut_off_after_ten_seconds() {
    let (mut reading, mut writing) = tokio::io::split(connect());
    let drip = tokio::spawn(async move {
        writing
            .write_all(b"GET / HTTP/1.1\r\nhost: a\r\n")
            .await
            .unwrap();
        // Until the portal hangs up.
        while writing.write_all(b"x: y\r\n").await.is_ok() {
            sleep(Duration::from_secs(1)).await;
        }
    });

    let started = Instant::now();
    let mut text = Vec::new();
    reading.read_to_end(&mut text).await.unwrap();

    assert_eq!((text.len(), started.elapsed().as_secs()), (0, 10));
    drip.await.unwrap();
}

#[tokio::test(start_paused = true)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn slow_headers_of_a_later_request_are_cut_off_as_well() {
    let mut visitor = connect();
    visitor
        .write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .unwrap();
    answer(&mut visitor, "203.0.113.9:4711").await;
    sleep(Duration::from_secs(30)).await;

    visitor.write_all(b"GET / HT").await.unwrap();

    assert_eq!(rest(&mut visitor).await, (String::new(), 10));
}

#[tokio::test(start_paused = true)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn an_idle_connection_is_kept_for_a_minute() {
    let mut visitor = connect();
    for _ in 0..3 {
        visitor
            .write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
            .await
            .unwrap();
        answer(&mut visitor, "203.0.113.9:4711").await;
        sleep(Duration::from_secs(55)).await;
    }

    assert_eq!(rest(&mut visitor).await, (String::new(), 5));
}

#[tokio::test(start_paused = true)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn a_long_answer_is_no_reason_to_cut_off() {
    let mut visitor = connect();

    for _ in 0..2 {
        // A second packet makes for a second read, and so for a running time limit.
        visitor.write_all(b"GET /slow HTTP/1.1\r\n").await.unwrap();
        sleep(Duration::from_secs(1)).await;
        visitor.write_all(b"host: a\r\n\r\n").await.unwrap();
        let text = answer(&mut visitor, "\r\n\r\n").await;
        assert!(text.starts_with("HTTP/1.1 200 OK"), "{text}");
    }

    assert_eq!(rest(&mut visitor).await, (String::new(), 60));
}

#[tokio::test(start_paused = true)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn who_takes_nothing_of_an_answer_is_cut_off() {
    let mut visitor = connect();

    visitor
        .write_all(b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .unwrap();
    sleep(Duration::from_secs(29)).await;
    assert!(visitor.write_all(b"G").await.is_ok());
    sleep(Duration::from_secs(2)).await;

    // What was on its way still arrives; the rest never does.
    assert!(rest(&mut visitor).await.0.len() < 1_000_000);
}

#[tokio::test(start_paused = true)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn who_takes_an_answer_slowly_gets_all_of_it() {
    let mut visitor = connect();
    visitor
        .write_all(b"GET /large HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();

    let mut taken = 0;
    let mut some = vec![0; 32 * 1024];
    while let size @ 1.. = visitor.read(&mut some).await.unwrap() {
        taken += size;
        sleep(Duration::from_secs(20)).await;
    }

    assert!(taken > 1_000_000, "{taken}");
}

#[tokio::test]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn too_many_or_too_large_headers_are_refused() {
    for headers in [
        "a: b\r\n".repeat(MOST_HEADERS + 1),
        format!("a: {}\r\n", "b".repeat(LARGEST_HEADERS)),
    ] {
        let mut visitor = connect();
        visitor
            .write_all(format!("GET / HTTP/1.1\r\n{headers}\r\n").as_bytes())
            .await
            .unwrap();

        let (text, _) = rest(&mut visitor).await;
        assert!(text.starts_with("HTTP/1.1 431 "), "{text}");
    }
}

/// A portal on a real socket, its address, and what stops it.
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn start(
    router: Router,
    options: Options,
) -> (SocketAddr, oneshot::Sender<()>, JoinHandle<io::Result<()>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let running = tokio::spawn(serve(listener, router, options, async move {
        let _ = stopped.await;
    }));
    (address, stop, running)
}

#[tokio::test]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn slow_headers_are_cut_off_on_a_real_socket() {
    let hasty = Options {
        header_time: Duration::from_millis(100),
        ..options()
    };
    let (address, _stop, _running) = start(router(), hasty).await;
    let mut visitor = TcpStream::connect(address).await.unwrap();

    visitor
        .write_all(b"GET / HTTP/1.1\r\nhost: a\r\nx")
        .await
        .unwrap();

    let mut text = Vec::new();
    let closed = timeout(Duration::from_secs(5), visitor.read_to_end(&mut text)).await;
    assert_eq!(closed.unwrap().unwrap(), 0);
}

#[tokio::test]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn a_running_request_is_finished_before_the_stop() {
    let (begun, end) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let router = Router::new().route(
        "/",
        get({
            let (begun, end) = (Arc::clone(&begun), Arc::clone(&end));
            async move || {
                begun.notify_one();
                end.notified().await;
                "finished"
            }
        }),
    );
    let (address, stop, running) = start(router, options()).await;
    let mut idle = TcpStream::connect(address).await.unwrap();
    let mut visitor = TcpStream::connect(address).await.unwrap();
    visitor
        .write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .unwrap();
    begun.notified().await;

    stop.send(()).unwrap();
    // The one that waits for nothing is closed first.
    assert_eq!(idle.read(&mut [0]).await.unwrap(), 0);
    assert!(TcpStream::connect(address).await.is_err());
    assert!(!running.is_finished());
    end.notify_one();

    let mut text = String::new();
    visitor.read_to_string(&mut text).await.unwrap();
    assert!(text.ends_with("finished"), "{text}");
    running.await.unwrap().unwrap();
}

#[tokio::test]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn a_request_without_end_does_not_stop_the_stop() {
    let hasty = Options {
        drain: Duration::from_millis(100),
        ..options()
    };
    let (address, stop, running) = start(router(), hasty).await;
    let mut visitor = TcpStream::connect(address).await.unwrap();
    visitor
        .write_all(b"GET /slow HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .unwrap();

    stop.send(()).unwrap();

    assert!(
        timeout(Duration::from_secs(5), running)
            .await
            .unwrap()
            .unwrap()
            .is_ok()
    );
}

/// The answer to one request on a connection of its own, empty if it is closed at once.
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn ask(visitor: &mut TcpStream) -> String {
    if visitor
        .write_all(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        .await
        .is_err()
    {
        return String::new();
    }
    let mut text = Vec::new();
    let _ = timeout(Duration::from_secs(5), visitor.read_to_end(&mut text))
        .await
        .unwrap();
    String::from_utf8(text).unwrap()
}

#[tokio::test]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn an_address_has_a_share_of_the_connections_and_gets_it_back() {
    let narrow = Options {
        connections_per_address: Some(2),
        ..options()
    };
    let (address, _stop, _running) = start(router(), narrow).await;
    let mut first = TcpStream::connect(address).await.unwrap();
    let _second = TcpStream::connect(address).await.unwrap();

    let mut third = TcpStream::connect(address).await.unwrap();
    assert_eq!(ask(&mut third).await, "");

    assert!(ask(&mut first).await.starts_with("HTTP/1.1 200 OK"));
    drop(first);
    let mut fourth = TcpStream::connect(address).await.unwrap();
    assert!(ask(&mut fourth).await.starts_with("HTTP/1.1 200 OK"));
}

#[tokio::test]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn a_proxy_of_ours_has_no_share() {
    let proxies = TrustedProxies::new(&["127.0.0.0/8".parse().unwrap()]);
    let narrow = Options {
        connections_per_address: Some(1),
        proxies,
        ..options()
    };
    let (address, _stop, _running) = start(router(), narrow).await;
    let _first = TcpStream::connect(address).await.unwrap();

    let mut second = TcpStream::connect(address).await.unwrap();
    assert!(ask(&mut second).await.starts_with("HTTP/1.1 200 OK"));
}

#[tokio::test]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
async fn beyond_the_cap_connections_wait_for_a_place() {
    let narrow = Options {
        connections: 1,
        header_time: Duration::from_millis(100),
        ..options()
    };
    let (address, _stop, _running) = start(router(), narrow).await;
    let _silent = TcpStream::connect(address).await.unwrap();

    let mut waiting = TcpStream::connect(address).await.unwrap();
    assert!(ask(&mut waiting).await.starts_with("HTTP/1.1 200 OK"));
}

#[test]
fn an_address_without_connections_is_forgotten() {
    let visitors = Visitors::default();
    let address = IpAddr::from([203, 0, 113, 9]);

    let visit = visitors.enter(address, Some(1));
    assert!(visit.is_some() && visitors.enter(address, Some(1)).is_none());
    drop(visit);

    assert!(visitors.0.lock().is_ok_and(|open| open.is_empty()));
}
