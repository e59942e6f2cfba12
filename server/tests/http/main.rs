//! The whole portal in one process, asked over HTTP as browsers ask it, on a real database.

#![expect(
    missing_docs,
    clippy::missing_panics_doc,
    reason = "tests are sentences, and panic when one is not true"
)]

mod account;
mod authorization;
mod bounces;
mod commands;
mod faults;
mod forms;
mod headers;
mod import;
mod in_person;
mod invitations;
mod openid;
mod points;
mod recovery;
mod scanner;
mod sessions;
mod shared_devices;
mod timing;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU16, Ordering},
};

use app::platform::{
    settings::Settings,
    testing::{PASSWORD, Portal, Shop},
};
use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::{HeaderMap, Method, StatusCode, header},
};
use http_body_util::BodyExt as _;
use server::{
    router::{Parts, router},
    shutdown::Shutdown,
};
use sqlx::PgPool;
use tower::ServiceExt as _;

/// Where 注文する leads (OpenID Connect Core 4).
pub const CART_ENTRANCE: &str = "https://cart.example.com/login?iss=https%3A%2F%2Fmembers.example.com&target_link_uri=https%3A%2F%2Fcart.example.com%2F";

/// A portal with its router.
#[derive(Clone)]
pub struct Site {
    pub portal: Portal,
    pub router: Router,
}

impl Site {
    pub fn on(pool: PgPool) -> Self {
        Self::of(Portal::on(pool))
    }

    pub fn with(pool: PgPool, settings: Settings) -> Self {
        Self::of(Portal::with(pool, settings))
    }

    pub fn of(portal: Portal) -> Self {
        let (stop, shutdown) = Shutdown::by_hand();
        // a dropped sender means that it is time to stop
        std::mem::forget(stop);
        let parts = Parts {
            site_root: site_root(),
            mails: None,
            shutdown,
        };
        let router = router(&portal.services, &parts);
        Self { portal, router }
    }

    /// A browser that has been nowhere yet, at an address of its own.
    pub fn browser(&self) -> Browser {
        static LAST: AtomicU16 = AtomicU16::new(1);
        let [high, low] = LAST.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        Browser {
            router: self.router.clone(),
            origin: self
                .portal
                .services
                .settings
                .public_url
                .origin()
                .ascii_serialization(),
            address: SocketAddr::from(([198, 18, high, low], 50_000)),
            cookies: BTreeMap::new(),
            headers: HeaderMap::new(),
        }
    }

    /// A browser that is signed in with this user ID.
    pub async fn signed_in(&self, user_id: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser.sign_in(user_id, PASSWORD, false).await;
        assert_eq!(answer.location(), "/", "{}", answer.text);
        browser
    }
}

/// A built site, as far as the router needs one.
fn site_root() -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("site");
    std::fs::create_dir_all(root.join("pkg")).expect("a folder");
    for (file, text) in [
        ("pkg/main.css", "body{}"),
        ("pkg/members.wasm", "\0asm"),
        ("favicon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("robots.txt", "User-agent: *\n"),
    ] {
        let path = root.join(file);
        if !path.exists() {
            // whole or not at all, whichever of the tests comes first
            let own = root.join(format!(
                "{}.{:?}",
                file.replace('/', "-"),
                std::thread::current().id()
            ));
            std::fs::write(&own, text).expect("a file");
            std::fs::rename(&own, &path).expect("a file");
        }
    }
    root
}

/// A browser without scripts: it keeps cookies, says where a request comes from, and follows nothing by itself.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    origin: String,
    address: SocketAddr,
    pub cookies: BTreeMap<String, String>,
    /// What it says besides, with every request.
    pub headers: HeaderMap,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("text"))
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// Every cookie that was set, whole.
    pub fn set_cookies(&self) -> Vec<String> {
        let cookies = self.headers.get_all(header::SET_COOKIE).iter();
        cookies
            .map(|cookie| cookie.to_str().expect("text").to_owned())
            .collect()
    }

    pub fn shows(&self, text: &str) -> bool {
        self.text.contains(text)
    }

    /// The same where elements begin or end within the text.
    pub fn reads(&self, text: &str) -> bool {
        let pieces = self
            .text
            .split('<')
            .map(|piece| match piece.split_once('>') {
                Some((_, words)) => words,
                None => piece,
            });
        pieces.collect::<String>().contains(text)
    }
}

impl Browser {
    /// A request that the browser would send, for a test to change.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let host = self.origin.split("://").nth(1).expect("a host");
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, host)
            .header(
                header::ACCEPT,
                "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
            )
            .header("sec-fetch-site", "same-origin")
            .extension(ConnectInfo(self.address));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        for (name, value) in &self.cookies {
            request = request.header(header::COOKIE, format!("{name}={value}"));
        }
        request
    }

    /// Sends a request, and keeps the cookies of the answer.
    pub async fn send(&mut self, request: Request) -> Answer {
        let answer = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("answered");
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes();
        let answer = Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&body).into_owned(),
        };
        for cookie in answer.set_cookies() {
            let (name, rest) = cookie.split_once('=').expect("a cookie");
            let value = rest.split(';').next().unwrap_or_default();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self
            .request(Method::GET, path)
            .body(Body::empty())
            .expect("a request");
        self.send(request).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = self
            .request(Method::POST, path)
            .header(header::ORIGIN, &self.origin)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .expect("a request");
        self.send(request).await
    }

    /// Posts a form with a file in the field `file`, as browsers write it.
    pub async fn upload(&mut self, path: &str, name: &str, file: &[u8]) -> Answer {
        let head = format!(
            "--boundary\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             content-type: text/csv\r\n\r\n"
        );
        let body = [head.as_bytes(), file, b"\r\n--boundary--\r\n"].concat();
        let request = self
            .request(Method::POST, path)
            .header(header::ORIGIN, &self.origin)
            .header(header::CONTENT_LENGTH, body.len())
            .header(
                header::CONTENT_TYPE,
                "multipart/form-data; boundary=boundary",
            )
            .body(Body::from(body))
            .expect("a request");
        self.send(request).await
    }

    /// Posts a form, and goes where the answer leads.
    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, fields).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{path} {}",
            answer.text
        );
        let location = answer.location().to_owned();
        self.get(&location).await
    }

    pub async fn sign_in(&mut self, user_id: &str, password: &str, remember: bool) -> Answer {
        let mut fields = vec![("user_id", user_id), ("password", password), ("to", "")];
        if remember {
            fields.push(("remember", "yes"));
        }
        self.post("/api/sign-in/sign-in", &fields).await
    }

    /// Whether the portal knows who this is.
    pub async fn is_signed_in(&mut self) -> bool {
        self.get("/account").await.status == StatusCode::OK
    }
}

/// A shop with a registered share account, `demoparent` and `demoshare01`, and another shop, `demoparent2`.
pub async fn two_shops(site: &Site) -> (Shop, Shop) {
    let (own, other) = (
        site.portal.shop("demoparent").await,
        site.portal.shop("demoparent2").await,
    );
    site.portal.share(&own, "demoshare01").await;
    (own, other)
}

/// Has `parent` add a share account, over the form; tells its id.
pub async fn add_share(site: &Site, parent: &mut Browser, name: &str, email: &str) -> String {
    let page = parent
        .submit(
            "/api/share-accounts/add",
            &[("name", name), ("email", email)],
        )
        .await;
    assert!(page.shows(email), "{}", page.text);
    sqlx::query_scalar(
        "select id::text from accounts where email = $1 order by created_at desc limit 1",
    )
    .bind(email)
    .fetch_one(&site.portal.pool)
    .await
    .expect("an account")
}

/// Has `parent` begin a registration in person; tells its id, and the path in the QR code.
pub async fn begin_in_person(site: &Site, parent: &mut Browser) -> (String, String) {
    // a moment after whatever was done before
    site.portal.wait(time::Duration::SECOND);
    let page = parent.submit("/api/in-person/start", &[]).await;
    let (_, rest) = page.text.split_once("/in-person/").expect("an address");
    let token: String = rest
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    let id = sqlx::query_scalar(
        "select id::text from in_person_registrations order by created_at desc limit 1",
    )
    .fetch_one(&site.portal.pool)
    .await
    .expect("a registration");
    (id, format!("/in-person/{token}"))
}
