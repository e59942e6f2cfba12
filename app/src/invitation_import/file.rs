//! A file of names and addresses as spreadsheet programs write it: its encoding, its columns, its rows.

use std::borrow::Cow;

use encoding_rs::{Encoding, SHIFT_JIS, UTF_8};
use unicode_normalization::UnicodeNormalization as _;

use super::model::{FileRejection, MOST_ROWS};
use crate::platform::csv_file;

/// A row as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number in the spreadsheet, from 1 on, the header counted.
    pub number: i32,
    /// What stands in the column of names.
    pub name: String,
    /// What stands in the column of addresses, and after it what stands beyond the last column.
    pub email: String,
}

/// How a ZIP archive begins, which the workbooks of today are.
const ARCHIVE: &[u8] = b"PK\x03\x04";
/// How an Excel workbook of earlier years begins.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

/// A last line that no file has, since control characters are refused: where a quotation mark is left open, it is not
/// found by itself.
const END: &str = "\u{3}";

/// Longest text of a cell that is kept: longer than any name or address may be.
const LONGEST_CELL: usize = 300;

/// Headings of the column of names, as [`heading`] makes them.
const NAMES: [&str; 15] = [
    "ユーザー氏名",
    "ユーザ氏名",
    "ユーザー名",
    "ユーザ名",
    "氏名",
    "名前",
    "お名前",
    "担当者",
    "担当者名",
    "スタッフ名",
    "従業員名",
    "name",
    "fullname",
    "displayname",
    "username",
];
/// Headings of the column of addresses, as [`heading`] makes them.
const ADDRESSES: [&str; 11] = [
    "メールアドレス",
    "メール",
    "eメール",
    "eメールアドレス",
    "電子メール",
    "アドレス",
    "email",
    "emailaddress",
    "mail",
    "mailaddress",
    "address",
];

/// Reads a file: UTF-8, UTF-16 with a byte order mark, or `Shift_JIS`; commas, tabs or semicolons; with a header or
/// without, the two columns in any order.
///
/// # Errors
///
/// See [`FileRejection`].
pub fn read(bytes: &[u8]) -> Result<Vec<Row>, FileRejection> {
    if bytes.is_empty() {
        return Err(FileRejection::Empty);
    }
    if bytes.starts_with(ARCHIVE) || bytes.starts_with(COMPOUND) {
        return Err(FileRejection::Workbook);
    }
    let text = decode(bytes).ok_or(FileRejection::NotText)?;
    let records = records(&text)?;
    let columns = Columns::of(&records)?;
    let rows = records.get(usize::from(columns.have_header)..);
    let rows: Vec<Row> = rows
        .unwrap_or_default()
        .iter()
        .map(|record| columns.row(record))
        .collect();
    match rows.len() {
        0 => Err(FileRejection::Empty),
        count if count > MOST_ROWS => Err(FileRejection::TooManyRows {
            rows: u64::try_from(count).unwrap_or(u64::MAX),
        }),
        _ => Ok(rows),
    }
}

/// The text of a file in the encoding that it is in; nothing when it is none. Lines end as on Unix.
///
/// Strict UTF-8 comes before `Shift_JIS`: in that, kana and common kanji begin with bytes that nothing in UTF-8 does.
fn decode(bytes: &[u8]) -> Option<String> {
    let strictly = |encoding: &'static Encoding, bytes| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes)
    };
    let text: Cow<'_, str> = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => strictly(encoding, &bytes[length..])?,
        None => strictly(UTF_8, bytes).or_else(|| {
            let is_mixed = bytes.split(|byte| *byte == b'\n').any(is_japanese_in_utf_8);
            (!is_mixed).then(|| strictly(SHIFT_JIS, bytes)).flatten()
        })?,
    };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let is_text = !text
        .chars()
        .any(|character| character.is_control() && !matches!(character, '\n' | '\t'));
    is_text.then_some(text)
}

/// Whether a line of a file that is not in UTF-8 is, as where two lists were put together: in `Shift_JIS` it would be
/// other people. A single character may be one by chance.
fn is_japanese_in_utf_8(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_ok_and(|line| {
        let characters = line.chars();
        characters
            .filter(|character| *character >= '\u{3000}')
            .count()
            > 1
    })
}

/// A line of the spreadsheet in which something stands.
struct Record {
    number: i32,
    /// Trimmed; none at the end is empty.
    cells: Vec<String>,
}

/// The lines in which something stands, split into cells.
fn records(text: &str) -> Result<Vec<Record>, FileRejection> {
    // a last line without an end would be counted differently
    let text = format!("{}\n{END}\n", text.trim_end_matches('\n'));
    let is_quote_missing = text.matches('"').count() % 2 == 1;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    let mut record = csv::StringRecord::new();
    // a spreadsheet counts a cell with line breaks as one line
    let mut breaks_in_cells = 0;
    while reader
        .read_record(&mut record)
        .map_err(|_| FileRejection::NotText)?
    {
        let breaks: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        breaks_in_cells += u64::try_from(breaks).unwrap_or(u64::MAX);
        let number = (reader.position().line() - 1).saturating_sub(breaks_in_cells);
        let number = i32::try_from(number).unwrap_or(i32::MAX);
        if record.iter().eq([END]) {
            break;
        }
        if record.iter().any(|cell| cell.contains(END)) {
            // the end of its line is in the cell, too
            return Err(FileRejection::OpenQuote { row: number + 1 });
        }
        if breaks > 0 && is_quote_missing {
            return Err(FileRejection::OpenQuote { row: number });
        }
        let mut cells: Vec<String> = record.iter().map(cut).collect();
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if !cells.is_empty() {
            records.push(Record { number, cells });
        }
    }
    Ok(records)
}

/// What is kept of a cell: what is cut off could not have been accepted.
fn cut(cell: &str) -> String {
    cell.trim().chars().take(LONGEST_CELL).collect()
}

/// What stands between the cells: of tab, comma and semicolon the one that most of the first lines have.
fn delimiter(text: &str) -> u8 {
    let lines = || text.lines().filter(|line| !line.is_empty()).take(10);
    let in_lines = |delimiter: &u8| {
        let delimiter = char::from(*delimiter);
        lines().filter(|line| line.contains(delimiter)).count()
    };
    // of equals the last one
    [b';', b',', b'\t']
        .into_iter()
        .max_by_key(in_lines)
        .unwrap_or(b',')
}

/// Where in a line the name and the address stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Columns {
    have_header: bool,
    name: usize,
    email: usize,
    /// How many there are.
    width: usize,
}

impl Columns {
    /// As the header says, or else as the `@` shows.
    fn of(records: &[Record]) -> Result<Self, FileRejection> {
        let first = records.first().ok_or(FileRejection::Empty)?;
        Self::in_header(&first.cells).map_or_else(|| Self::without_header(records), Ok)
    }

    /// The columns that a header names; nothing when the line is none. Of two columns one has to be known.
    fn in_header(cells: &[String]) -> Option<Self> {
        if cells.iter().any(|cell| has_at(cell)) {
            return None;
        }
        let headings: Vec<String> = cells.iter().map(|cell| heading(cell)).collect();
        let find = |known: &[&str]| {
            headings
                .iter()
                .position(|heading| known.contains(&heading.as_str()))
        };
        let (name, email) = match (find(&NAMES), find(&ADDRESSES)) {
            (Some(name), Some(email)) => (name, email),
            (Some(name), None) if cells.len() == 2 => (name, 1 - name),
            (None, Some(email)) if cells.len() == 2 => (1 - email, email),
            _ => return None,
        };
        Some(Self {
            have_header: true,
            name,
            email,
            width: cells.len(),
        })
    }

    /// Two columns, the one with more `@` being the addresses.
    fn without_header(records: &[Record]) -> Result<Self, FileRejection> {
        if !records.iter().any(|record| record.cells.len() == 2) {
            return Err(FileRejection::Columns);
        }
        let in_column = |column: usize| {
            let cells = records.iter().filter_map(|record| record.cells.get(column));
            cells.filter(|cell| has_at(cell)).count()
        };
        let email = usize::from(in_column(0) <= in_column(1));
        Ok(Self {
            have_header: false,
            name: 1 - email,
            email,
            width: 2,
        })
    }

    fn row(self, record: &Record) -> Row {
        let cell = |column: usize| {
            csv_file::as_it_was(record.cells.get(column).map_or("", String::as_str))
        };
        // a comma too many has torn something apart: the address is refused with it
        let beyond = record.cells.get(self.width..).unwrap_or_default();
        let email: Vec<&str> = std::iter::once(cell(self.email))
            .chain(beyond.iter().map(String::as_str))
            .collect();
        Row {
            number: record.number,
            name: cell(self.name).to_owned(),
            email: cut(&email.join("\t")),
        }
    }
}

fn has_at(cell: &str) -> bool {
    cell.contains(['@', '＠'])
}

/// A heading as [`NAMES`] and [`ADDRESSES`] have it: half width, lower case, without what people put around it.
fn heading(cell: &str) -> String {
    let plain = cell.nfkc().collect::<String>().to_lowercase();
    let plain = plain.replace("(必須)", "");
    plain
        .chars()
        .filter(|character| !character.is_whitespace() && !"-_.*:※".contains(*character))
        .collect()
}
