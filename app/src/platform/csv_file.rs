//! Tables as CSV files that a spreadsheet program opens as they are meant.

use axum::{
    http::header,
    response::{IntoResponse as _, Response},
};

use super::failure::{Failure, Inner};

/// What Excel needs to read UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A table that is being written.
#[derive(Debug)]
pub struct CsvFile(csv::Writer<Vec<u8>>);

impl CsvFile {
    /// A table with these headings.
    ///
    /// # Errors
    ///
    /// When memory could not be written to, which does not happen.
    pub fn new(headings: &[&str]) -> Result<Self, csv::Error> {
        let writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
        let mut file = Self(writer);
        file.push(headings)?;
        Ok(file)
    }

    /// Adds a line, no cell of which is a formula.
    ///
    /// # Errors
    ///
    /// When memory could not be written to, which does not happen.
    pub fn push(&mut self, cells: &[impl AsRef<str>]) -> Result<(), csv::Error> {
        self.0
            .write_record(cells.iter().map(|cell| harmless(cell.as_ref())))
    }

    /// The finished file.
    ///
    /// # Errors
    ///
    /// When memory could not be written to, which does not happen.
    pub fn into_bytes(self) -> Result<Vec<u8>, csv::Error> {
        self.0
            .into_inner()
            .map_err(|error| csv::Error::from(error.into_error()))
    }
}

/// What spreadsheets take for the beginning of a formula.
const SIGNS: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];

/// What a cell of a file of ours said before it was made harmless: people correct such a file and send it back.
pub fn as_it_was(cell: &str) -> &str {
    cell.strip_prefix('\'')
        .filter(|text| text.starts_with(SIGNS))
        .unwrap_or(cell)
}

/// A text that no spreadsheet takes for a formula, in full width neither (OWASP, CSV injection).
fn harmless(text: &str) -> String {
    // an amount is meant to be reckoned with; a telephone number is not
    let is_amount = text.starts_with('-') && text.parse::<i64>().is_ok();
    if text.starts_with(SIGNS) && !is_amount {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum NoFile<E: Inner> {
    /// What was to be in it could not be loaded.
    #[error(transparent)]
    Content(E),
    /// It could not be written.
    #[error("csv: {0}")]
    Csv(#[from] csv::Error),
}

impl<E: Inner> NoFile<E> {
    fn failure(&self) -> Failure {
        match self {
            Self::Content(error) => error.failure(),
            Self::Csv(_) => Failure::Internal,
        }
    }
}

/// The answer that has a browser keep a file under this name, or says that there is none.
pub fn download<E: Inner>(name: &str, file: Result<Vec<u8>, NoFile<E>>) -> Response {
    let file = match file {
        Ok(file) => file,
        Err(error) => {
            tracing::error!(name, error = &error as &dyn std::error::Error, "no file");
            return error.failure().status().into_response();
        }
    };
    (
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{name}\""),
            ),
        ],
        file,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_reckon_is_marked_as_text_in_half_and_full_width() {
        for sign in ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"] {
            let cell = format!("{sign}1+1");
            assert_eq!(harmless(&cell), format!("'{cell}"));
            assert_eq!(as_it_was(&harmless(&cell)), cell);
        }
        assert_eq!(harmless("+810000000000"), "'+810000000000");
        for quoted in ["'", "'有線'", "''=1"] {
            assert_eq!(as_it_was(quoted), quoted);
        }
        for plain in ["", "-300", "1=1", "有線 太郎", "taro+night@example.com"] {
            assert_eq!(harmless(plain), plain);
        }
    }
}
