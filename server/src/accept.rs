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
mod tests;
