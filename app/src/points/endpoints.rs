//! What became of the points, as a file.

use axum::{
    Extension,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    model::Booked,
    service::{self, ReadError},
    words::cause_name,
};
use crate::{
    paths,
    platform::{
        csv_file::{self, CsvFile, NoFile},
        failure::Failure,
        letter, request,
        services::Services,
        session::Member,
    },
    rights::Right,
    text::Language,
};

/// All that the page shows to a parent, as CSV (X12).
pub async fn download(
    State(services): State<Services>,
    member: Option<Extension<Member>>,
    headers: HeaderMap,
) -> Response {
    let Some(Extension(member)) = member else {
        return Redirect::to(&paths::sign_in_for(paths::POINTS)).into_response();
    };
    if !member.may(Right::Billing) {
        return Failure::Forbidden.status().into_response();
    }
    let language = request::language_for(&headers, &services);
    let file = file(&services, &member, language).await;
    csv_file::download("usen-members-points.csv", file)
}

async fn file(
    services: &Services,
    member: &Member,
    language: Language,
) -> Result<Vec<u8>, NoFile<ReadError>> {
    let entries = service::load_file(services, member.customer)
        .await
        .map_err(NoFile::Content)?;
    Ok(write(language, &entries)?)
}

fn write(language: Language, entries: &[Booked]) -> Result<Vec<u8>, csv::Error> {
    let mut file = CsvFile::new(&[
        language.points_at(),
        language.points_cause(),
        language.points_note(),
        language.points_change(),
        language.points_balance(),
        language.points_who(),
        language.points_until(),
    ])?;
    for entry in entries {
        let until = entry.expires_at.map(|at| letter::date_time(language, at));
        // plain numbers, to be counted with
        file.push(&[
            letter::date_time(language, entry.created_at).as_str(),
            cause_name(language, entry.cause),
            entry.note.as_deref().unwrap_or_default(),
            &entry.points.yen().to_string(),
            &entry.balance.yen().to_string(),
            entry.who.as_deref().unwrap_or_default(),
            until.as_deref().unwrap_or_default(),
        ])?;
    }
    file.into_bytes()
}
