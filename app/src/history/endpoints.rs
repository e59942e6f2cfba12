//! The history as a file.

use axum::{
    Extension,
    extract::{RawQuery, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};

use super::{api, model::Entry, service, words::event_name};
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

/// The history that the page shows, all pages of it, as CSV (X5).
pub async fn download(
    State(services): State<Services>,
    member: Option<Extension<Member>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Some(Extension(member)) = member else {
        return Redirect::to(&paths::sign_in_for(paths::HISTORY)).into_response();
    };
    if !member.may(Right::AccountManagement) {
        return Failure::Forbidden.status().into_response();
    }
    let parameter = |name: &str| {
        url::form_urlencoded::parse(query.as_deref().unwrap_or_default().as_bytes())
            .find_map(|(key, value)| (key == name).then(|| value.into_owned()))
    };
    let language = request::language_for(&headers, &services);
    let file = file(&services, &member, &api::filter(parameter), language).await;
    csv_file::download("usen-members-history.csv", file)
}

async fn file(
    services: &Services,
    member: &Member,
    filter: &super::model::Filter,
    language: Language,
) -> Result<Vec<u8>, NoFile<sqlx::Error>> {
    let entries = service::load_file(services, member, filter)
        .await
        .map_err(NoFile::Content)?;
    Ok(write(language, &entries)?)
}

fn write(language: Language, entries: &[Entry]) -> Result<Vec<u8>, csv::Error> {
    let mut file = CsvFile::new(&[
        language.history_at(),
        language.history_event(),
        language.history_actor(),
        language.history_target(),
        language.history_device(),
        language.history_network(),
        language.history_result(),
    ])?;
    for entry in entries {
        let device = entry
            .description
            .as_ref()
            .map(|told| format!("{} {}", told.system, told.browser));
        file.push(&[
            letter::date_time(language, entry.recorded_at).as_str(),
            event_name(language, entry.event),
            entry.actor.as_deref().unwrap_or_default(),
            entry.target.as_deref().unwrap_or_default(),
            device.as_deref().unwrap_or_default(),
            entry.network.as_deref().unwrap_or_default(),
            language.history_result_name(entry.event.is_failure()),
        ])?;
    }
    file.into_bytes()
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::platform::audit::Event;

    #[test]
    fn x5_the_file_opens_in_a_spreadsheet_and_holds_no_formula() {
        let entry = Entry {
            recorded_at: datetime!(2026-11-21 03:00 UTC),
            event: Event::SignedIn,
            actor: Some("=1+1, \"有線\"".to_owned()),
            target: None,
            description: None,
            network: Some("192.0.2.*".to_owned()),
        };

        let file = write(Language::Japanese, &[entry]).expect("a file");

        let text = String::from_utf8(file).expect("UTF-8");
        assert!(text.starts_with("\u{feff}日時,"), "{text}");
        let line = text.lines().nth(1).expect("an entry");
        assert_eq!(
            line,
            "2026年11月21日 12:00,ログイン,\"'=1+1, \"\"有線\"\"\",,,192.0.2.*,成功"
        );
    }
}
