//! Server functions of imports, and what their pages load. For parents only (M7).

use leptos::{
    prelude::*,
    server_fn::codec::{MultipartData, MultipartFormData},
};

use super::{
    model::{FileRejection, Import, Recent, TOPIC, Told},
    service::{self, Ran, UploadError},
};
use crate::{
    paths,
    platform::{
        failure::{self, Failure},
        flash,
        request::{self, Origin},
        respond,
        services::Services,
        session, upload,
    },
    values::ImportId,
};

/// The name of the field that takes the file.
pub(super) const FILE: &str = "file";

/// What the page with the form shows. Not an endpoint.
pub(super) async fn load_recent() -> Result<Vec<Recent>, Failure> {
    let parent = session::parent()?;
    service::list_recent(&Services::current(), &parent)
        .await
        .map_err(|error| failure::internal(&error))
}

/// What the page of a file shows. Not an endpoint.
pub(super) async fn load_import(import: String) -> Result<Import, Failure> {
    let parent = session::parent()?;
    let import = import.parse().map_err(|_| Failure::NotFound.answered())?;
    service::load(&Services::current(), &parent, import)
        .await
        .map_err(|error| failure::internal(&error))?
        .ok_or_else(|| Failure::NotFound.answered())
}

/// Takes a file with names and addresses of whom to invite, and shows what would become of each (X8).
#[server(endpoint = "invitation-import/upload", input = MultipartFormData)]
pub async fn upload_invitations(
    /// The form with the file.
    form: MultipartData,
) -> Result<(), Failure> {
    let parent = session::parent()?;
    if upload::is_too_large() {
        reject(FileRejection::TooLarge);
        return Ok(());
    }
    let file = upload::file_in(form, FILE).await?;
    match service::upload(&Services::current(), &parent, file.as_ref()).await {
        Ok(import) => respond::see(&paths::invitation_import(import)),
        Err(UploadError::Rejected(why)) => reject(why),
        Err(UploadError::Database(error)) => return Err(failure::internal(&error)),
    }
    Ok(())
}

/// Invites everybody in a file who may be invited (X8).
#[server(endpoint = "invitation-import/run")]
pub async fn run_invitation_import(
    /// Which file.
    #[server(default)]
    import: String,
) -> Result<(), Failure> {
    let parent = session::parent()?;
    let Ok(import) = import.parse::<ImportId>() else {
        tell_gone();
        return Ok(());
    };
    let ran = service::run(
        &Services::current(),
        &parent,
        import,
        request::language(),
        &Origin::current(),
    )
    .await
    .map_err(|error| failure::internal(&error))?;
    match ran {
        None => {
            tell_gone();
            return Ok(());
        }
        Some(Ran::Now { invited }) => flash::leave(TOPIC, &Told::Ran { invited }),
        // the page tells what came of it then
        Some(Ran::Before) => {}
    }
    respond::see(&paths::invitation_import(import));
    Ok(())
}

/// A page that was open for a month still has its button: it leads to where the file can be sent again.
fn tell_gone() {
    flash::leave(TOPIC, &Told::Gone);
    respond::see(paths::INVITATION_IMPORT);
}

fn reject(why: FileRejection) {
    flash::leave(TOPIC, &Told::Rejected(why));
    respond::see(paths::INVITATION_IMPORT);
}
