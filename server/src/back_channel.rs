//! The way to clients, server to server: word that somebody is signed out (OpenID Connect Back-Channel Logout 1.0, R50).

use std::time::Duration;

use app::handoff::{Answer, BackChannel};
use async_trait::async_trait;
use http::{Request, StatusCode, header};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use url::{Url, form_urlencoded};

/// How long a client may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Calls clients over HTTPS, and over plain HTTP on loopback; follows no redirect, and reads no answer's body.
#[derive(Clone, Debug)]
pub struct Caller(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl Caller {
    /// One that trusts whom this machine trusts.
    ///
    /// # Errors
    ///
    /// When the machine's certificates cannot be read.
    pub fn new() -> std::io::Result<Self> {
        let connector = HttpsConnectorBuilder::new()
            .with_native_roots()?
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self(Client::builder(TokioExecutor::new()).build(connector)))
    }

    async fn post(&self, address: &Url, token: &str) -> Result<StatusCode, String> {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("logout_token", token)
            .finish();
        let request = Request::post(address.as_str())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| error.to_string())?;
        match tokio::time::timeout(PATIENCE, self.0.request(request)).await {
            Ok(Ok(answer)) => Ok(answer.status()),
            Ok(Err(error)) => Err(format!("{error:#}")),
            Err(_) => Err("no answer in time".to_owned()),
        }
    }
}

#[async_trait]
impl BackChannel for Caller {
    async fn post_logout_token(&self, address: &Url, token: &str) -> Answer {
        match self.post(address, token).await {
            // 204 is what some frameworks make of an empty answer (2.8)
            Ok(StatusCode::OK | StatusCode::NO_CONTENT) => Answer::Done,
            Ok(status) => Answer::Unknown(status.to_string()),
            Err(error) => Answer::Unknown(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use axum::{Router, routing::post};

    use super::*;

    /// A client at an address of its own, and what it heard.
    #[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
    async fn client() -> (Url, Arc<Mutex<Vec<String>>>) {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let listen = {
            let heard = Arc::clone(&heard);
            move |answer: StatusCode| {
                let heard = Arc::clone(&heard);
                post(async move |body: String| {
                    heard.lock().unwrap().push(body);
                    (answer, [(header::LOCATION, "/200")])
                })
            }
        };
        let mut router = Router::new();
        for status in [200, 204, 302, 400, 500] {
            let answer = StatusCode::from_u16(status).unwrap();
            router = router.route(&format!("/{status}"), listen(answer));
        }
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (address.parse().unwrap(), heard)
    }

    #[tokio::test]
    #[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
    async fn r50_all_but_a_clear_yes_is_tried_again() {
        let (address, heard) = client().await;
        let caller = Caller::new().unwrap();
        let unknown = |answer: &Answer| matches!(answer, Answer::Unknown(_));

        for (path, expected) in [("200", Answer::Done), ("204", Answer::Done)] {
            let answer = caller
                .post_logout_token(&address.join(path).unwrap(), "a.b.c")
                .await;
            assert_eq!(answer, expected);
        }
        // 400 is what a client says, too, whose sessions could not be ended (2.8)
        for path in ["302", "400", "404", "500"] {
            let answer = caller
                .post_logout_token(&address.join(path).unwrap(), "a.b.c")
                .await;
            assert!(unknown(&answer), "{path} {answer:?}");
        }
        let nobody = Url::parse("http://127.0.0.1:1/").unwrap();
        assert!(unknown(&caller.post_logout_token(&nobody, "a.b.c").await));

        // a form with the token and nothing else; no redirect was followed
        let heard = heard.lock().unwrap();
        assert_eq!(*heard, ["logout_token=a.b.c"; 5]);
    }
}
