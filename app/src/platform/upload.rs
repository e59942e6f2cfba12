//! The file of a form.

use leptos::server_fn::codec::MultipartData;

use super::{failure::Failure, request};

/// Longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 100;

/// In a request: its file was larger than any that is wanted, and was left outside.
#[derive(Clone, Copy, Debug)]
pub struct TooLarge;

/// A file that a person chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// What it is called on their device; to show, and for nothing else.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Whether the file of this request was left outside.
pub fn is_too_large() -> bool {
    request::parts().is_some_and(|parts| parts.extensions.get::<TooLarge>().is_some())
}

/// The file in a field of a form; nothing when none was chosen.
///
/// # Errors
///
/// [`Failure::BadRequest`] where the form is broken.
pub async fn file_in(form: MultipartData, field: &str) -> Result<Option<Upload>, Failure> {
    let broken = |_| Failure::BadRequest.answered();
    let Some(mut form) = form.into_inner() else {
        return Ok(None);
    };
    while let Some(part) = form.next_field().await.map_err(broken)? {
        if part.name() != Some(field) {
            continue;
        }
        let name = part.file_name().map(file_name).unwrap_or_default();
        let bytes = part.bytes().await.map_err(broken)?.to_vec();
        // a browser sends a nameless, empty file for none
        let is_chosen = !name.is_empty() || !bytes.is_empty();
        return Ok(is_chosen.then_some(Upload { name, bytes }));
    }
    Ok(None)
}

/// The last part of a path, as old browsers send it whole, without what cannot be shown.
fn file_name(told: &str) -> String {
    let name = told.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars()
        .filter(|character| !character.is_control())
        .take(LONGEST_NAME)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_is_short_plain_and_without_folders() {
        for (told, kept) in [
            ("スタッフ.csv", "スタッフ.csv"),
            ("C:\\Users\\taro\\staff.csv", "staff.csv"),
            ("../../etc/passwd", "passwd"),
            ("a\u{0}\r\nb.csv", "ab.csv"),
            ("", ""),
        ] {
            assert_eq!(file_name(told), kept, "{told:?}");
        }
        assert_eq!(file_name(&"あ".repeat(500)).chars().count(), LONGEST_NAME);
    }
}
