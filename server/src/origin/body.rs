//! What is sent: in which kinds, how large, and how long it may take (R6, R24, R56).

use std::time::Duration;

use app::{
    bounces, paths,
    platform::{csp, upload::TooLarge},
};
use axum::{body::Body, extract::Request};
use http::{
    HeaderMap, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::sync::Semaphore;

use super::{Refusal, is_for_servers, is_function};

/// What a form sends.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// What a form with a file sends.
const FORM_WITH_FILE: &str = "multipart/form-data";

/// Paths that take something else than a form.
const OTHER_CONTENT_TYPES: &[(&str, &[&str])] = &[
    (csp::REPORTS, &["application/csp-report"]),
    (
        paths::BOUNCE_HOOK,
        &["message/rfc822", "application/octet-stream"],
    ),
    (paths::INVITATION_UPLOAD, &[FORM_WITH_FILE]),
    // without a body
    (paths::USERINFO, &[FORM, ""]),
];

/// What the cart's requests about points are written in; some have no body.
const POINTS_INTERFACE: &[&str] = &["application/json", ""];

/// Paths that people send files to.
const UPLOADS: &[&str] = &[paths::INVITATION_UPLOAD];

/// Paths that take what comes as it is: whoever reads it has to bear any bytes.
const ANY_BYTES: &[&str] = &[paths::BOUNCE_HOOK, paths::INVITATION_UPLOAD];

/// Largest body of a server function (security.md 2).
pub(super) const LARGEST_FUNCTION_BODY: usize = 16 * 1024;
/// Largest body elsewhere (security.md 2).
pub(super) const LARGEST_BODY: usize = 64 * 1024;
/// Largest form with a file (X8).
pub(super) const LARGEST_UPLOAD: usize = 1024 * 1024;
/// How much of a larger one is passed over.
pub(super) const MOST_PASSED_OVER: usize = 64 * 1024 * 1024;
/// How many files are read at once; one takes a moment.
static UPLOADS_AT_ONCE: Semaphore = Semaphore::const_new(16);
/// Longest wait for a body (security.md 2).
const LONGEST_BODY: Duration = Duration::from_secs(15);

/// Bodies come in the content types that are listed for their path (R6).
pub(super) fn check_content_type(path: &str, headers: &HeaderMap) -> Result<(), Refusal> {
    let listed = OTHER_CONTENT_TYPES
        .iter()
        .find(|(other, _)| *other == path)
        .map_or(
            if path.starts_with(paths::POINTS_INTERFACE) {
                POINTS_INTERFACE
            } else {
                &[FORM]
            },
            |(_, types)| types,
        );
    let given = headers
        .get(CONTENT_TYPE)
        .and_then(|given| given.to_str().ok())
        .unwrap_or_default();
    let kind = given.split(';').next().unwrap_or_default().trim();
    let is_listed = listed
        .iter()
        .any(|listed| listed.eq_ignore_ascii_case(kind));
    // the framework panics where it finds no boundary
    let is_whole =
        !kind.eq_ignore_ascii_case(FORM_WITH_FILE) || multer::parse_boundary(given).is_ok();
    if is_listed && is_whole {
        Ok(())
    } else {
        Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "content type",
        ))
    }
}

/// Reads the whole body, so that nothing behind the gate waits for a slow visitor or meets a half of one.
pub(super) async fn read_body(request: Request) -> Result<Request, Refusal> {
    let (mut parts, body) = request.into_parts();
    let path = parts.uri.path();
    let is_upload = UPLOADS.contains(&path);
    let takes_any_bytes = ANY_BYTES.contains(&path);
    // who sends it is found out behind the gate: strangers must not fill the memory with files at once (R24)
    let _reading = match is_upload.then(|| UPLOADS_AT_ONCE.try_acquire()) {
        Some(Err(_)) => {
            return Err(Refusal::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "many uploads",
            ));
        }
        Some(Ok(permit)) => Some(permit),
        None => None,
    };
    let largest = if path == paths::BOUNCE_HOOK {
        bounces::LARGEST_MESSAGE
    } else if is_upload {
        LARGEST_UPLOAD
    } else if is_function(path) || is_for_servers(path) {
        LARGEST_FUNCTION_BODY
    } else {
        LARGEST_BODY
    };
    let too_large = Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "large body");
    let declared = parts
        .headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|declared| declared > largest) {
        if is_upload && pass_over(body).await {
            parts.extensions.insert(TooLarge);
            return Ok(Request::from_parts(parts, Body::empty()));
        }
        return Err(too_large);
    }

    let body = match tokio::time::timeout(LONGEST_BODY, Limited::new(body, largest).collect()).await
    {
        Err(_) => return Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "slow body")),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(too_large),
        Ok(Err(_)) => return Err(Refusal::new(StatusCode::BAD_REQUEST, "broken body")),
        Ok(Ok(body)) => body.to_bytes(),
    };
    if !takes_any_bytes && has_nul(&body) {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "NUL in the body"));
    }
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// Reads a file that is too large to its end, and keeps nothing of it: a browser reads no answer before it has sent
/// everything. Its page then says beside the field what was wrong. Tells whether the end came.
async fn pass_over(mut body: Body) -> bool {
    let reading = async {
        let mut left = MOST_PASSED_OVER;
        while let Some(frame) = body.frame().await {
            let length = frame.ok()?.data_ref().map_or(0, axum::body::Bytes::len);
            left = left.checked_sub(length)?;
        }
        Some(())
    };
    matches!(
        tokio::time::timeout(LONGEST_BODY, reading).await,
        Ok(Some(()))
    )
}

/// Whether there is a NUL in it, written out or encoded.
pub(super) fn has_nul(text: &[u8]) -> bool {
    text.contains(&0) || text.windows(3).any(|three| three == b"%00")
}
