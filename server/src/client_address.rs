//! Finds out where a request comes from (R28).

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use app::platform::client_address::ClientAddress;
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName};
use ipnet::IpNet;

/// The only header that is read; `Forwarded` and `X-Real-IP` are not.
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Proxies whose `X-Forwarded-For` is believed (R28).
#[derive(Clone, Debug)]
pub struct TrustedProxies(Arc<[IpNet]>);

impl TrustedProxies {
    /// The proxies of an installation.
    pub fn new(networks: &[IpNet]) -> Self {
        Self(networks.into())
    }

    /// Whether `address` is a proxy of ours.
    pub fn contain(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The peer, or the hop nearest to us in `X-Forwarded-For` that is not a proxy of ours.
    ///
    /// Whatever stands left of that hop was written by the visitor. An entry that is no address ends the search.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let entries = headers.get_all(X_FORWARDED_FOR).iter().rev();
        let hops = entries
            .flat_map(|entry| entry.to_str().unwrap_or_default().rsplit(','))
            .map(parse_hop);

        let mut nearest = peer;
        for hop in hops {
            match hop {
                Some(hop) if self.contain(nearest) => nearest = hop,
                _ => break,
            }
        }
        nearest
    }
}

/// Puts the [`ClientAddress`] into the request's extensions.
///
/// Without a peer, as in tests that call the router directly, it is the unspecified address.
pub async fn find(
    State(proxies): State<TrustedProxies>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(peer)| peer.ip());
    let client = peer.map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| {
        proxies.client(peer, request.headers())
    });
    request
        .extensions_mut()
        .insert(ClientAddress(client.to_canonical()));
    next.run(request).await
}

/// An address, perhaps with a port as some proxies write it.
fn parse_hop(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let bare = entry
        .strip_prefix('[')
        .and_then(|entry| entry.strip_suffix(']'))
        .unwrap_or(entry);
    bare.parse()
        .ok()
        .or_else(|| entry.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use axum::{Extension, Router, body::Body, middleware, routing::get};
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    #[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
    async fn seen(peer: Option<&str>, forwarded: &[&str]) -> String {
        let networks = ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap());
        let router = Router::new()
            .route(
                "/",
                get(
                    |Extension(ClientAddress(address)): Extension<ClientAddress>| async move {
                        address.to_string()
                    },
                ),
            )
            .layer(middleware::from_fn_with_state(
                TrustedProxies::new(&networks),
                find,
            ));
        let mut request = Request::builder().uri("/");
        for entry in forwarded {
            request = request.header(X_FORWARDED_FOR, *entry);
        }
        let mut request = request
            .header("forwarded", "for=192.0.2.66")
            .header("x-real-ip", "192.0.2.66")
            .body(Body::empty())
            .unwrap();
        if let Some(peer) = peer {
            request
                .extensions_mut()
                .insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 4711)));
        }

        let answer = router
            .oneshot(request)
            .await
            .unwrap()
            .into_body()
            .collect()
            .await
            .unwrap();
        String::from_utf8(answer.to_bytes().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn a_stranger_writes_what_he_likes_and_is_still_himself() {
        assert_eq!(
            seen(Some("203.0.113.9"), &["192.0.2.1"]).await,
            "203.0.113.9"
        );
        assert_eq!(
            seen(Some("::ffff:203.0.113.9"), &["10.0.0.1"]).await,
            "203.0.113.9"
        );
    }

    #[tokio::test]
    async fn behind_our_proxies_the_nearest_stranger_counts() {
        let cases: [(&str, &[&str], &str); 9] = [
            ("10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            ("::ffff:10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            (
                "10.0.0.1",
                &["192.0.2.1, 203.0.113.9, 10.0.0.2"],
                "203.0.113.9",
            ),
            (
                "10.0.0.1",
                &["192.0.2.1", "203.0.113.9,fd00::2"],
                "203.0.113.9",
            ),
            ("10.0.0.1", &["203.0.113.9:52144"], "203.0.113.9"),
            ("10.0.0.1", &["[2001:db8::9]:52144"], "2001:db8::9"),
            ("fd00::1", &["2001:db8::9"], "2001:db8::9"),
            ("10.0.0.1", &["203.0.113.9, unknown"], "10.0.0.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
        ];

        for (peer, forwarded, client) in cases {
            assert_eq!(
                seen(Some(peer), forwarded).await,
                client,
                "{peer} {forwarded:?}"
            );
        }
    }

    #[tokio::test]
    async fn without_a_peer_nothing_is_believed() {
        assert_eq!(seen(None, &["203.0.113.9"]).await, "0.0.0.0");
    }
}
