//! Imports: how files are read, and what comes of them on a real database.

mod files;
mod rows;
mod runs;
mod verdicts;

use crate::{
    invitation_import::{
        model::{Import, Outcome},
        service::{self, Ran, UploadError},
    },
    platform::{
        session::Parent,
        testing::{Portal, somewhere},
        upload::Upload,
    },
    text::Language,
    values::ImportId,
};

const UTF_8: &[u8] = include_bytes!("../../../../end2end/fixtures/staff-utf-8.csv");
const SHIFT_JIS: &[u8] = include_bytes!("../../../../end2end/fixtures/staff-shift-jis.csv");

const TWO: &[u8] = b"Taro,taro@example.com\nHanako,hanako@example.com\n";

async fn try_upload(
    portal: &Portal,
    parent: &Parent,
    bytes: &[u8],
) -> Result<ImportId, UploadError> {
    let file = Upload {
        name: "staff.csv".to_owned(),
        bytes: bytes.to_vec(),
    };
    service::upload(&portal.services, parent, Some(&file)).await
}

async fn upload(portal: &Portal, parent: &Parent, bytes: &[u8]) -> ImportId {
    try_upload(portal, parent, bytes).await.expect("taken")
}

async fn load(portal: &Portal, parent: &Parent, import: ImportId) -> Import {
    let loaded = service::load(&portal.services, parent, import).await;
    loaded.expect("loaded").expect("there")
}

async fn run(portal: &Portal, parent: &Parent, import: ImportId) -> Ran {
    let language = Language::Japanese;
    let ran = service::run(&portal.services, parent, import, language, &somewhere()).await;
    ran.expect("run").expect("there")
}

/// Sends a file and runs it; tells how many were invited.
async fn invite(portal: &Portal, parent: &Parent, bytes: &[u8]) -> u64 {
    let import = upload(portal, parent, bytes).await;
    match run(portal, parent, import).await {
        Ran::Now { invited } => invited,
        Ran::Before => panic!("a new file was run before"),
    }
}

fn outcomes(import: &Import) -> Vec<(i32, Outcome)> {
    let lines = import.lines.iter();
    lines.map(|line| (line.number, line.outcome)).collect()
}

async fn waiting(portal: &Portal) -> i64 {
    portal
        .ask("select count(*) from accounts where state = 'awaiting_registration'")
        .await
}
