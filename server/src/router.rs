//! Which address is answered by what, and the layers around it, from inside to outside.

use std::{path::PathBuf, time::Duration};

use app::{
    app::{App, shell},
    bounces, handoff, history, invitation_import, paths,
    platform::{
        cookies, csp,
        services::Services,
        session,
        session_store::{self, SessionStore},
    },
    points,
};
use axum::{
    Router,
    body::Bytes,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use leptos::{config::LeptosOptions, prelude::provide_context};
use leptos_axum::{LeptosRoutes, generate_route_list};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, Predicate as _,
        predicate::{DefaultPredicate, NotForContentType},
    },
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
    timeout::TimeoutLayer,
};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};
use tracing::Instrument as _;

use crate::{
    client_address::{self, TrustedProxies},
    error_pages,
    headers::{self, Headers},
    mail_viewer,
    mailer::MailFolder,
    origin::{self, Gate},
    shutdown::Shutdown,
    telemetry,
};

/// How long an answer may take to make (`design/security.md`, section 2).
const ANSWER: Duration = Duration::from_secs(10);

/// What the router needs besides the services.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Where the built site is.
    pub site_root: PathBuf,
    /// The demonstration's mails, if there are any to show.
    pub mails: Option<MailFolder>,
    /// Whether the process is about to end; then it is not ready any more.
    pub shutdown: Shutdown,
}

/// The whole portal.
pub fn router(services: &Services, parts: &Parts) -> Router {
    let settings = &services.settings;
    let gate = Gate::new(&settings.public_url);
    let proxies = TrustedProxies::new(&settings.trusted_proxies);

    pages(services)
        .merge(provider(services))
        .merge(points_interface(services))
        .merge(history_file(services))
        .merge(invitation_files(services))
        .merge(demonstration(services, parts))
        // here, where a session is known: a member who loses the way keeps the menu
        .fallback(async || StatusCode::NOT_FOUND)
        // whoever calls is known from here on inwards
        .layer(from_fn_with_state(services.clone(), error_pages::replace))
        .layer(from_fn_with_state(services.clone(), session::identify))
        .layer(sessions(services))
        .layer(from_fn(session_store::mark_unattended))
        .merge(files(&parts.site_root))
        .merge(health(services, parts))
        .merge(hooks(services))
        .route(
            csp::REPORTS,
            post(async |report: Bytes| headers::report(&report)),
        )
        // a visitor who goes away must not cut a change in half (R60)
        .layer(from_fn(finish_what_was_begun))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            ANSWER,
        ))
        .layer(from_fn_with_state(gate, origin::guard))
        // failures of the layers inside, where nobody is known yet
        .layer(from_fn_with_state(services.clone(), error_pages::replace))
        .layer(compression())
        .layer(from_fn_with_state(proxies, client_address::find))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(Headers::new(settings), headers::add))
        .layer(from_fn(telemetry::record))
}

fn pages(services: &Services) -> Router {
    let options = LeptosOptions::builder().output_name("members").build();
    let context = {
        let services = services.clone();
        move || provide_context(services.clone())
    };
    Router::new()
        .leptos_routes_with_context(&options, generate_route_list(App), context, shell)
        .with_state(options)
}

/// The OpenID provider, for the cart and the services.
fn provider(services: &Services) -> Router {
    Router::new()
        .route(paths::OPENID_CONFIGURATION, get(handoff::metadata))
        .route(paths::KEYS, get(handoff::key_set))
        .route(
            paths::AUTHORIZE,
            get(handoff::authorize).post(handoff::authorize_by_form),
        )
        .route(paths::TOKEN, post(handoff::token))
        .route(
            paths::USERINFO,
            get(handoff::userinfo).post(handoff::userinfo),
        )
        // GET is a page
        .route(paths::END_SESSION, post(handoff::end_session_by_form))
        .with_state(services.clone())
}

/// What the cart does with points, from server to server.
fn points_interface(services: &Services) -> Router {
    let below = |rest: &str| format!("{}{{customer}}{rest}", paths::POINTS_INTERFACE);
    let reservation = |deed: &str| below(&format!("/reservations/{{reservation}}/{deed}"));
    Router::new()
        .route(&below(""), get(handoff::points_balance))
        .route(&below("/reservations"), post(handoff::reserve_points))
        .route(&reservation("capture"), post(handoff::capture_points))
        .route(&reservation("release"), post(handoff::release_points))
        .route(&reservation("returns"), post(handoff::give_points_back))
        .route(&below("/grants"), post(handoff::grant_points))
        .with_state(services.clone())
}

/// What is neither page nor server function of the account pages.
fn history_file(services: &Services) -> Router {
    Router::new()
        .route(paths::HISTORY_CSV, get(history::download))
        .route(paths::POINTS_CSV, get(points::download))
        // where password managers look (W3C, a well-known URL for changing passwords)
        .route(
            paths::CHANGE_PASSWORD,
            get(async || {
                (
                    StatusCode::FOUND,
                    [(header::LOCATION, paths::ACCOUNT_PASSWORD)],
                )
            }),
        )
        .with_state(services.clone())
}

/// The files that come with inviting many at once.
fn invitation_files(services: &Services) -> Router {
    Router::new()
        .route(
            paths::INVITATION_TEMPLATE_CSV,
            get(invitation_import::download_template),
        )
        .route(
            paths::INVITATION_RESULT_CSV,
            get(invitation_import::download_result),
        )
        .with_state(services.clone())
}

fn demonstration(services: &Services, parts: &Parts) -> Router {
    match &parts.mails {
        Some(mails) if services.settings.demonstration => {
            mail_viewer::router(services, mails.clone())
        }
        Some(_) | None => Router::new(),
    }
}

fn sessions(services: &Services) -> SessionManagerLayer<SessionStore> {
    let settings = &services.settings;
    let store = SessionStore {
        db: services.db.clone(),
        clock: services.clock.clone(),
        usual: settings.lifetimes.session,
        shared: settings.lifetimes.shared_session,
    };
    SessionManagerLayer::new(store)
        .with_name(cookies::Name::Session.as_str(settings.secure_cookies()))
        .with_secure(settings.secure_cookies())
        .with_http_only(true)
        // strict would sign out whoever comes by a link in a mail
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnSessionEnd)
}

/// Built files, compressed at build time; those with a hash in their name never change.
fn files(site_root: &std::path::Path) -> Router {
    let day = SetResponseHeaderLayer::if_not_present(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=86400"),
    );
    let file = |name: &str| {
        ServeFile::new(site_root.join(name))
            .precompressed_br()
            .precompressed_gzip()
    };
    let plain = Router::new()
        .route_service("/favicon.svg", file("favicon.svg"))
        .route_service("/robots.txt", file("robots.txt"))
        .route_service("/manifest.webmanifest", file("manifest.webmanifest"))
        .layer(day);
    // browsers look whether it has changed, and run it under this policy
    let service_worker = Router::new()
        .route_service("/service-worker.js", file("service-worker.js"))
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-cache"),
        ))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(csp::SERVICE_WORKER),
        ));
    Router::new()
        .nest_service(
            "/pkg",
            ServeDir::new(site_root.join("pkg"))
                .precompressed_br()
                .precompressed_gzip(),
        )
        .merge(plain)
        .merge(service_worker)
}

/// `/healthz` says that the process lives, `/readyz` that it can answer (R59).
fn health(services: &Services, parts: &Parts) -> Router {
    let services = services.clone();
    let shutdown = parts.shutdown.clone();
    Router::new()
        .route(paths::HEALTH, get(async || "ok"))
        .route(
            paths::READY,
            get(move || {
                let (services, shutdown) = (services.clone(), shutdown.clone());
                async move {
                    let ready =
                        !shutdown.is_requested() && services.db.is_ready().await.unwrap_or(false);
                    if ready {
                        (StatusCode::OK, "ok")
                    } else {
                        (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
                    }
                }
            }),
        )
}

/// What other servers call, if this installation has them.
fn hooks(services: &Services) -> Router {
    if services.settings.bounce_secret_hash.is_none() {
        return Router::new();
    }
    Router::new()
        .route(paths::BOUNCE_HOOK, post(bounces::take_report))
        .with_state(services.clone())
}

fn compression() -> CompressionLayer<impl tower_http::compression::Predicate> {
    let quality = tower_http::CompressionLevel::Precise(4);
    CompressionLayer::new()
        .quality(quality)
        .compress_when(DefaultPredicate::new().and(NotForContentType::new("application/wasm")))
}

/// Runs a change on a task of its own, which ends even when the visitor is gone. Sign-out by a client's word is one that
/// comes by GET.
async fn finish_what_was_begun(request: Request, next: Next) -> Response {
    if *request.method() != Method::POST && request.uri().path() != paths::END_SESSION {
        return next.run(request).await;
    }
    match tokio::spawn(next.run(request).in_current_span()).await {
        Ok(answer) => answer,
        Err(error) => {
            tracing::error!(%error, "a request panicked");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
