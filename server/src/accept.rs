//! Accepts connections with the time limits and caps that `axum::serve` has not (G8, R57, R58).
//!
//! HTTP/1.1 only: browsers speak HTTP/2 to the proxy in front, and hyper's detection of the protocol waits without a
//! time limit.

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, SocketAddr},
    pin::{Pin, pin},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use app::platform::client_address::ClientAddress;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
};
use http::Request;
use hyper::{
    body::{Body as HttpBody, Frame, Incoming, SizeHint},
    rt::{Read, ReadBufCursor, Write},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Sleep, sleep, timeout},
};
use tower::ServiceExt;

use crate::client_address::TrustedProxies;

/// Largest block of headers, with the request line (security.md 2); above it hyper answers 431.
const LARGEST_HEADERS: usize = 16 * 1024;
/// Most headers (security.md 2); above it hyper answers 431.
const MOST_HEADERS: usize = 64;
/// Pause after an accept that failed for want of descriptors or memory.
const PAUSE: Duration = Duration::from_millis(200);

/// Time limits and caps of connections.
#[derive(Clone, Debug)]
pub struct Options {
    /// Longest wait for the headers of a request, from its first byte; for a new connection from its start.
    pub header_time: Duration,
    /// How long a connection stays open between two requests.
    pub keep_alive: Duration,
    /// How long a visitor may take nothing of an answer.
    pub write_time: Duration,
    /// How long running requests may take after the wish to stop.
    pub drain: Duration,
    /// Most open connections; more wait to be accepted.
    pub connections: usize,
    /// Most open connections from one address (/32, /64); more are closed at once.
    pub connections_per_address: Option<usize>,
    /// Proxies bring many visitors, so they are not counted by address.
    pub proxies: TrustedProxies,
}

impl Options {
    /// The numbers of security.md 2, with the caps of the installation.
    pub fn new(
        connections: usize,
        connections_per_address: Option<usize>,
        proxies: TrustedProxies,
    ) -> Self {
        Self {
            header_time: Duration::from_secs(10),
            keep_alive: Duration::from_mins(1),
            write_time: Duration::from_secs(30),
            drain: Duration::from_secs(10),
            connections,
            connections_per_address,
            proxies,
        }
    }
}

/// Serves `router` until `shutdown`; then accepts no more and lets running requests finish.
///
/// The peer's address is in each request's extensions as `ConnectInfo<SocketAddr>`.
///
/// # Errors
///
/// When the listener has no address any more.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    options: Options,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    tracing::info!(address = %listener.local_addr()?, "listening");
    let places = Arc::new(Semaphore::new(options.connections));
    let visitors = Visitors::default();
    let running = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);

    loop {
        let (stream, peer, place) = tokio::select! {
            biased;
            () = &mut shutdown => break,
            accepted = accept(&listener, &places) => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    sleep(PAUSE).await;
                    continue;
                }
            },
        };
        let most = options
            .connections_per_address
            .filter(|_| !options.proxies.contain(peer.ip()));
        let Some(visit) = visitors.enter(peer.ip(), most) else {
            tracing::debug!("too many connections from one address");
            continue;
        };
        // Answers are written at once anyway; without this the last packet of one may wait for an acknowledgement.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY is refused");
        }

        let conversation = converse(
            TokioIo::new(stream),
            peer,
            router.clone(),
            &options,
            running.watcher(),
        );
        tokio::spawn(async move {
            conversation.await;
            drop((visit, place));
        });
    }

    drop(listener);
    if timeout(options.drain, running.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
    Ok(())
}

/// Waits for a free place before it takes a connection, so that the others queue in the kernel.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places)
        .acquire_owned()
        .await
        .map_err(io::Error::other)?;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return Ok((stream, peer, place)),
            // The visitor left while queueing.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
                ) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Answers the requests of one connection.
fn converse<S>(
    stream: TokioIo<S>,
    peer: SocketAddr,
    router: Router,
    options: &Options,
    watcher: Watcher,
) -> impl Future<Output = ()> + use<S>
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let answering = Answering::default();
    let stream = Patient {
        stream,
        answering: answering.clone(),
        turn: 0,
        header_time: options.header_time,
        headers_until: Some(Box::pin(sleep(options.header_time))),
        write_time: options.write_time,
        write_until: None,
    };
    let service = service_fn(move |mut request: Request<Incoming>| {
        let busy = answering.begin();
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = router.clone().oneshot(request.map(Body::new));
        async move {
            answer
                .await
                .map(|response| response.map(|body| Answer { body, _busy: busy }))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // hyper counts from the end of the last answer on; `Patient` counts from a request's first byte.
        .header_read_timeout(options.keep_alive)
        .max_header_size(LARGEST_HEADERS)
        .max_headers(MOST_HEADERS)
        .serve_connection(stream, service);
    let connection = watcher.watch(connection);

    async move {
        if let Err(error) = connection.await {
            // Visitors break off all the time; nobody has to do anything about it.
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

/// Counts where the requests of a connection begin and where their answers end: odd while one is answered.
#[derive(Clone, Debug, Default)]
struct Answering(Arc<AtomicUsize>);

impl Answering {
    fn begin(&self) -> Busy {
        self.0.fetch_add(1, Ordering::Relaxed);
        Busy(self.clone())
    }

    fn turn(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// From a request's headers to the last byte of its answer.
#[derive(Debug)]
struct Busy(Answering);

impl Drop for Busy {
    fn drop(&mut self) {
        let Self(Answering(turn)) = self;
        turn.fetch_add(1, Ordering::Relaxed);
    }
}

/// An answer's body, which ends the answering when hyper has taken all of it.
struct Answer {
    body: Body,
    _busy: Busy,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A stream that loses patience with whoever sends headers slowly or takes nothing of an answer (R57).
struct Patient<S> {
    stream: S,
    answering: Answering,
    /// The turn that the time limit for headers belongs to.
    turn: usize,
    header_time: Duration,
    /// Runs from the first byte of a request until its headers are complete.
    headers_until: Option<Pin<Box<Sleep>>>,
    write_time: Duration,
    /// Runs while the visitor takes nothing.
    write_until: Option<Pin<Box<Sleep>>>,
}

impl<S: Read + Unpin> Read for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let turn = this.answering.turn();
        if turn != this.turn {
            this.turn = turn;
            this.headers_until = None;
        }
        if turn % 2 == 1 {
            return Pin::new(&mut this.stream).poll_read(cx, buffer);
        }

        if let Some(until) = &mut this.headers_until
            && until.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let read = Pin::new(&mut this.stream).poll_read(cx, buffer);
        if read.is_ready() && this.headers_until.is_none() {
            this.headers_until = Some(Box::pin(sleep(this.header_time)));
        }
        read
    }
}

impl<S: Unpin> Patient<S> {
    /// What writing came to, or the end of patience.
    fn written<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.write_until = None;
            return written;
        }
        let until = self
            .write_until
            .get_or_insert_with(|| Box::pin(sleep(self.write_time)));
        match until.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: Write + Unpin> Write for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.written(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.written(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// How many connections each address has open.
#[derive(Clone, Debug, Default)]
struct Visitors(Arc<Mutex<HashMap<String, usize>>>);

impl Visitors {
    /// Counts a connection in, unless there are `most` already; without `most` nothing is counted.
    fn enter(&self, address: IpAddr, most: Option<usize>) -> Option<Visit> {
        let Some(most) = most else {
            return Some(Visit {
                visitors: self.clone(),
                network: None,
            });
        };
        let network = ClientAddress(address).network();
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(network.clone()).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Visit {
            visitors: self.clone(),
            network: Some(network),
        })
    }
}

/// One connection that is counted until it ends.
#[derive(Debug)]
struct Visit {
    visitors: Visitors,
    network: Option<String>,
}

impl Drop for Visit {
    fn drop(&mut self) {
        let Some(network) = &self.network else {
            return;
        };
        let mut open = self
            .visitors
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(network) {
            *count -= 1;
            if *count == 0 {
                open.remove(network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
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
}
