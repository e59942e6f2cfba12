//! The files that an import gives: one to fill in, and what came of one.

use axum::{
    Extension,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};

use super::{model::Import, service, words};
use crate::{
    paths,
    platform::{
        csv_file::{self, CsvFile, NoFile},
        failure::Failure,
        request,
        services::Services,
        session::{Member, Parent},
    },
    share_accounts::Broken,
    text::Language,
    values::ImportId,
};

/// An empty file to fill in: nothing but the headings, so that nobody is invited by mistake.
pub async fn download_template(
    State(services): State<Services>,
    member: Option<Extension<Member>>,
    headers: HeaderMap,
) -> Response {
    if let Err(failure) = parent(member) {
        return refused(failure);
    }
    let language = request::language_for(&headers, &services);
    let headings = [language.share_column_name(), language.share_column_email()];
    let file = CsvFile::new(&headings).and_then(CsvFile::into_bytes);
    csv_file::download(
        "usen-members-invitations.csv",
        file.map_err(NoFile::<Broken>::Csv),
    )
}

/// What would become, or became, of each row of a file.
pub async fn download_result(
    State(services): State<Services>,
    Path(import): Path<String>,
    member: Option<Extension<Member>>,
    headers: HeaderMap,
) -> Response {
    let parent = match parent(member) {
        Ok(parent) => parent,
        Err(failure) => return refused(failure),
    };
    let Ok(import) = import.parse::<ImportId>() else {
        return refused(Failure::NotFound);
    };
    let language = request::language_for(&headers, &services);
    let file = match service::load(&services, &parent, import).await {
        Ok(None) => return refused(Failure::NotFound),
        Ok(Some(import)) => write(language, import).map_err(NoFile::Csv),
        Err(error) => Err(NoFile::Content(error)),
    };
    csv_file::download("usen-members-invitations-result.csv", file)
}

/// The proof that a parent asks.
fn parent(member: Option<Extension<Member>>) -> Result<Parent, Failure> {
    let Extension(member) = member.ok_or(Failure::SignInRequired)?;
    member.as_parent().ok_or(Failure::Forbidden)
}

/// What anybody else is answered.
fn refused(failure: Failure) -> Response {
    match failure {
        Failure::SignInRequired => {
            Redirect::to(&paths::sign_in_for(paths::INVITATION_IMPORT)).into_response()
        }
        _ => failure.status().into_response(),
    }
}

/// The rows in the order of the file that was sent.
fn write(language: Language, mut import: Import) -> Result<Vec<u8>, csv::Error> {
    import.lines.sort_by_key(|line| line.number);
    let mut file = CsvFile::new(&[
        language.import_column_row(),
        language.share_column_name(),
        language.share_column_email(),
        language.import_column_result(),
        language.import_column_delivery(),
    ])?;
    for line in &import.lines {
        let because = |what: &str| match words::because(language, &line.outcome) {
            Some(why) => language.import_because(what, why),
            None => what.to_owned(),
        };
        let result = words::outcome(language, &line.outcome, import.run_at.is_some());
        // the reason stands with what it is about
        let (result, mail) = match words::mail(language, &line.outcome) {
            Some(mail) => (result.to_owned(), because(mail)),
            None => (because(result), String::new()),
        };
        let number = line.number.to_string();
        file.push(&[&number, &line.name, &line.email, &result, &mail])?;
    }
    file.into_bytes()
}
