//! The demonstration's mails in the browser. Never there outside of the demonstration.

use std::{path::Path, time::SystemTime};

use app::{
    paths,
    platform::{letter, services::Services},
    text::Language,
};
use axum::{
    Router,
    extract::{Path as Parameter, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use leptos::prelude::*;
use mail_parser::{Message, MessageParser};
use time::OffsetDateTime;

use crate::mailer::MailFolder;

#[derive(Clone)]
struct Viewer {
    style: String,
    mails: MailFolder,
}

/// The list of mails, each mail, and its HTML part.
pub fn router(services: &Services, mails: MailFolder) -> Router {
    let style = services.settings.assets.path("main.css").to_owned();
    Router::new()
        .route(paths::DEV_MAIL, get(list))
        .route(&format!("{}/{{name}}", paths::DEV_MAIL), get(show))
        .route(
            &format!("{}/{{name}}/html", paths::DEV_MAIL),
            get(show_html),
        )
        .with_state(Viewer { style, mails })
}

const TEXT: Language = Language::Japanese;

async fn list(State(viewer): State<Viewer>) -> Response {
    let mails = match read_all(viewer.mails.path()).await {
        Ok(mails) => mails,
        Err(error) => {
            tracing::error!(%error, "the demonstration's mails cannot be read");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let parsed: Vec<(String, Message<'_>)> = mails
        .iter()
        .filter_map(|(name, raw)| Some((name.clone(), MessageParser::default().parse(raw)?)))
        .collect();
    let items = parsed
        .iter()
        .map(|(name, message)| {
            let subject = message.subject().unwrap_or_default().to_owned();
            let to = receiver(message);
            view! {
                <li>
                    <a href=format!("{}/{name}", paths::DEV_MAIL)>{subject}</a>
                    <br />
                    <span class="um-muted">{to}</span>
                </li>
            }
        })
        .collect_view();
    let empty = parsed
        .is_empty()
        .then(|| view! { <p class="um-empty">{TEXT.outbox_empty()}</p> });
    page(
        &viewer,
        view! {
            <h1>{TEXT.outbox_heading()}</h1>
            <p class="um-muted">{TEXT.outbox_note()}</p>
            {empty}
            <ul class="um-mails">{items}</ul>
        },
    )
}

async fn show(State(viewer): State<Viewer>, Parameter(name): Parameter<String>) -> Response {
    let Some(raw) = read_one(viewer.mails.path(), &name).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(message) = MessageParser::default().parse(&raw) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let text = message.body_text(0).unwrap_or_default();
    let lines = text.lines().map(linked).collect_view();
    let facts = [
        (
            TEXT.outbox_subject(),
            message.subject().unwrap_or_default().to_owned(),
        ),
        (TEXT.outbox_to(), receiver(&message)),
        (TEXT.outbox_date(), sent_at(&message).unwrap_or_default()),
    ]
    .map(|(name, value)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
    });
    page(
        &viewer,
        view! {
            <h1>{TEXT.outbox_heading()}</h1>
            <dl class="um-facts">{facts}</dl>
            <article class="um-card um-mails__text">{lines}</article>
            <p>
                <a class="um-alone" href=format!("{}/{name}/html", paths::DEV_MAIL)>{TEXT.outbox_html()}</a>
            </p>
            <p>
                <a class="um-alone" href=paths::DEV_MAIL>{TEXT.outbox_back()}</a>
            </p>
        },
    )
}

fn sent_at(message: &Message<'_>) -> Option<String> {
    let seconds = message.date()?.to_timestamp();
    let moment = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    Some(letter::date_time(TEXT, moment))
}

async fn show_html(State(viewer): State<Viewer>, Parameter(name): Parameter<String>) -> Response {
    let Some(raw) = read_one(viewer.mails.path(), &name).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(message) = MessageParser::default().parse(&raw) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let html = message.body_html(0).unwrap_or_default().into_owned();
    // a mail carries its styles in its elements, as mail programs want it
    let csp = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    ([(header::CONTENT_SECURITY_POLICY, csp)], Html(html)).into_response()
}

/// A line of the text, its link made to press.
fn linked(line: &str) -> impl IntoView + use<> {
    if line.starts_with("http") {
        view! { <p><a href=line.to_owned()>{line.to_owned()}</a></p> }.into_any()
    } else {
        view! { <p>{line.to_owned()}</p> }.into_any()
    }
}

fn receiver(message: &Message<'_>) -> String {
    message
        .to()
        .and_then(|to| to.first()?.address())
        .unwrap_or_default()
        .to_owned()
}

fn page(viewer: &Viewer, body: impl IntoView) -> Response {
    let owner = Owner::new();
    let html = owner.with(|| {
        view! {
            <!DOCTYPE html>
            <html lang=TEXT.tag()>
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <title>{TEXT.page_title(TEXT.outbox_heading())}</title>
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                    <link rel="stylesheet" href=viewer.style.clone() />
                </head>
                <body>
                    <main class="um-main um-main--form">{body}</main>
                </body>
            </html>
        }
        .to_html()
    });
    let no_referrer = (
        HeaderName::from_static("referrer-policy"),
        HeaderValue::from_static("no-referrer"),
    );
    ([no_referrer], Html(html)).into_response()
}

type Mails = Vec<(String, Vec<u8>)>;

/// All mails, the newest first.
async fn read_all(folder: &Path) -> std::io::Result<Mails> {
    let mut found: Vec<(SystemTime, String)> = Vec::new();
    let mut entries = tokio::fs::read_dir(folder).await?;
    while let Some(entry) = entries.next_entry().await? {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(name) = name.strip_suffix(".eml") {
            found.push((entry.metadata().await?.modified()?, name.to_owned()));
        }
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    let mut mails = Vec::new();
    for (_, name) in found.into_iter().take(200) {
        mails.push((
            name.clone(),
            tokio::fs::read(folder.join(format!("{name}.eml"))).await?,
        ));
    }
    Ok(mails)
}

async fn read_one(folder: &Path, name: &str) -> Option<Vec<u8>> {
    // names are UUIDs; anything else could lead out of the folder
    let name: uuid::Uuid = name.parse().ok()?;
    tokio::fs::read(folder.join(format!("{name}.eml")))
        .await
        .ok()
}
