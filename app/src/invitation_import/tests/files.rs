//! Files as spreadsheet programs, mail programs and people write them (X8).

use encoding_rs::SHIFT_JIS;
use proptest::prelude::*;

use crate::invitation_import::{
    file::{self, Row},
    model::{FileRejection, MOST_ROWS},
};

/// Written by `LibreOffice`, see the README beside them.
const UTF_8: &[u8] = include_bytes!("../../../../end2end/fixtures/staff-utf-8.csv");
const SHIFT_JIS_FILE: &[u8] = include_bytes!("../../../../end2end/fixtures/staff-shift-jis.csv");
const UTF_16: &[u8] = include_bytes!("../../../../end2end/fixtures/staff-utf-16.tsv");

fn row(number: i32, name: &str, email: &str) -> Row {
    Row {
        number,
        name: name.to_owned(),
        email: email.to_owned(),
    }
}

fn utf_16(text: &str, little: bool) -> Vec<u8> {
    let units = std::iter::once('\u{feff}').chain(text.chars());
    let units = units.collect::<String>();
    let bytes = units.encode_utf16().map(|unit| {
        if little {
            unit.to_le_bytes()
        } else {
            unit.to_be_bytes()
        }
    });
    bytes.flatten().collect()
}

#[test]
fn x8_500_rows_of_a_spreadsheet_program_are_the_same_in_every_encoding() {
    let with_mark = ["\u{feff}".as_bytes(), UTF_8].concat();

    let rows = file::read(UTF_8).expect("rows");

    assert_eq!(rows.len(), MOST_ROWS);
    assert_eq!(rows[0], row(2, "佐藤\u{3000}翔太", "staff001@example.com"));
    assert_eq!(rows[2], row(4, "髙橋 翔太", "staff003@example.com"));
    assert_eq!(rows[10].name, "小林 \"ケン\" 翔太");
    assert_eq!(rows[20].name, "山口, 翔太");
    assert_eq!(rows[30].email, "ｓｔａｆｆ０３１＠ｅｘａｍｐｌｅ．ｃｏｍ");
    assert_eq!(rows[40].name, "ﾌﾛｱ担当①");
    assert_eq!(rows[50].name, "夜間シフト 22時～5時");
    assert_eq!(rows[499], row(501, "中野 凜", "staff500@example.com"));
    for other in [&with_mark[..], SHIFT_JIS_FILE, UTF_16] {
        assert_eq!(file::read(other).as_deref(), Ok(&rows[..]));
    }
}

#[test]
fn x8_every_way_to_write_two_columns_is_read() {
    let expected = [
        row(1, "有線 太郎", "taro@example.com"),
        row(2, "有線, 花子", "hanako@example.com"),
    ];
    let two_lines = "有線 太郎,taro@example.com\n\"有線, 花子\",hanako@example.com";
    for text in [
        two_lines.to_owned(),
        format!("{two_lines}\n"),
        format!("{two_lines}\n\n\n,,\n  ,\n"),
        two_lines.replace('\n', "\r\n"),
        two_lines.replace('\n', "\r"),
        "有線 太郎\ttaro@example.com\n有線, 花子\thanako@example.com".to_owned(),
        "有線 太郎;taro@example.com\n有線, 花子;hanako@example.com".to_owned(),
        "\"有線 太郎\",\"taro@example.com\"\n\"有線, 花子\",\"hanako@example.com\"".to_owned(),
        "taro@example.com,有線 太郎\nhanako@example.com,\"有線, 花子\"".to_owned(),
        "有線 太郎 , taro@example.com ,,\n\"有線, 花子\"\t,\u{3000}hanako@example.com,,".to_owned(),
    ] {
        assert_eq!(
            file::read(text.as_bytes()).as_deref(),
            Ok(&expected[..]),
            "{text:?}"
        );
        let (sjis, _, _) = SHIFT_JIS.encode(&text);
        assert_eq!(file::read(&sjis).as_deref(), Ok(&expected[..]), "{text:?}");
        for little in [true, false] {
            assert_eq!(
                file::read(&utf_16(&text, little)).as_deref(),
                Ok(&expected[..]),
                "{text:?}"
            );
        }
    }
}

#[test]
fn x8_a_header_is_known_by_its_words_and_may_have_its_columns_in_any_order() {
    let taro = [row(2, "有線 太郎", "taro@example.com")];
    for text in [
        "ユーザー氏名,メールアドレス\n有線 太郎,taro@example.com",
        "メールアドレス,氏名\ntaro@example.com,有線 太郎",
        "No.,氏名（必須）,部署,Ｅメール,備考\n1,有線 太郎,厨房,taro@example.com,夜のみ",
        "Name\tE-mail Address\n有線 太郎\ttaro@example.com",
        "user name,MAIL\n有線 太郎,taro@example.com",
        "氏名,連絡先\n有線 太郎,taro@example.com",
        "誰,メール\n有線 太郎,taro@example.com",
        " 名 前 ,*メールアドレス\n有線 太郎,taro@example.com",
    ] {
        assert_eq!(
            file::read(text.as_bytes()).as_deref(),
            Ok(&taro[..]),
            "{text:?}"
        );
    }
    // a person whose name is a heading
    let person = "メール,mail@example.com\n有線 太郎,taro@example.com";
    assert_eq!(file::read(person.as_bytes()).expect("rows").len(), 2);
}

#[test]
fn x8_a_row_has_the_number_that_the_spreadsheet_shows() {
    let text = "\n氏名,メール\n\n有線 太郎,taro@example.com\n,\n\"有線\n花子\n\",hanako@example.com\n次郎,jiro@example.com\n";

    let rows = file::read(text.as_bytes()).expect("rows");

    assert_eq!(
        rows,
        [
            row(4, "有線 太郎", "taro@example.com"),
            row(6, "有線\n花子", "hanako@example.com"),
            row(7, "次郎", "jiro@example.com"),
        ]
    );
}

#[test]
fn x8_what_a_comma_tore_apart_is_shown_and_not_guessed() {
    let text = "有線, 太郎,taro@example.com\n花子,hanako@example.com\n次郎\n,jiro@example.com";

    let rows = file::read(text.as_bytes()).expect("rows");

    assert_eq!(
        rows,
        [
            row(1, "有線", "太郎\ttaro@example.com"),
            row(2, "花子", "hanako@example.com"),
            row(3, "次郎", ""),
            row(4, "", "jiro@example.com"),
        ]
    );
}

#[test]
fn x8_a_file_that_cannot_be_read_says_why() {
    let many = |rows: usize| {
        let lines = (0..rows).map(|number| format!("有線,staff{number}@example.com\n"));
        lines.collect::<String>().into_bytes()
    };
    let text = |text: &str| text.as_bytes().to_vec();
    for (bytes, why) in [
        (text(""), FileRejection::Empty),
        (text("\u{feff}"), FileRejection::Empty),
        (text("\r\n\r\n ,\u{3000}\n"), FileRejection::Empty),
        (
            text("ユーザー氏名,メールアドレス\r\n"),
            FileRejection::Empty,
        ),
        (
            text("PK\u{3}\u{4}\u{14}\0\u{6}\0[Content_Types].xml"),
            FileRejection::Workbook,
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0".to_vec(),
            FileRejection::Workbook,
        ),
        (text("%PDF-1.4\n\0\0\0"), FileRejection::NotText),
        (
            b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(),
            FileRejection::NotText,
        ),
        (text("有線\0太郎,taro@example.com"), FileRejection::NotText),
        (
            b"\xef\xbb\xbf\xff,taro@example.com".to_vec(),
            FileRejection::NotText,
        ),
        (b"\xff\xfe\x00\xd8,\0".to_vec(), FileRejection::NotText),
        (
            text("taro@example.com\nhanako@example.com"),
            FileRejection::Columns,
        ),
        (
            text("1,有線 太郎,taro@example.com\n2,花子,h@example.com"),
            FileRejection::Columns,
        ),
        (
            text("番号,氏名,連絡先\n1,有線 太郎,taro@example.com"),
            FileRejection::Columns,
        ),
        (
            text("\"有線 太郎,taro@example.com\n花子,hanako@example.com"),
            FileRejection::OpenQuote { row: 1 },
        ),
        (
            text("太郎,taro@example.com\n\"花子,hanako@example.com\n次郎,jiro@example.com\n"),
            FileRejection::OpenQuote { row: 2 },
        ),
        (
            text("太郎,taro@example.com\n花\"子,\"hanako@example.com\n次郎,jiro@example.com\n"),
            FileRejection::OpenQuote { row: 2 },
        ),
        (
            text(
                "太郎,taro@example.com\n\"花子,h@example.com\n次郎,\"jiro\"\n三郎,s@example.com\n",
            ),
            FileRejection::OpenQuote { row: 2 },
        ),
        (many(501), FileRejection::TooManyRows { rows: 501 }),
    ] {
        assert_eq!(
            file::read(&bytes),
            Err(why),
            "{:?}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(60)])
        );
    }
    assert_eq!(file::read(&many(500)).expect("rows").len(), 500);
}

#[test]
fn x8_two_encodings_in_one_file_are_refused_and_not_guessed() {
    let in_utf_8 = "有線 太郎,taro@example.com\n";
    let (in_sjis, _, _) = SHIFT_JIS.encode("有線 花子,hanako@example.com\n");
    let mixed = [in_utf_8.as_bytes(), &in_sjis].concat();

    assert_eq!(file::read(&mixed), Err(FileRejection::NotText));
    // bytes that would be a character of UTF-8 by chance
    for name in ["靜江", "ﾃｱ", "林", "ﾐｷ ﾃﾋ"] {
        let (bytes, _, is_lossy) = SHIFT_JIS.encode(name);
        let file = [&bytes, &b",hanako@example.com\n"[..], &in_sjis].concat();
        assert!(!is_lossy);
        assert_eq!(file::read(&file).expect("rows")[0].name, name);
    }
}

#[test]
fn x8_bytes_that_no_character_has_are_refused() {
    // half of a character, and a place of the table where none stands
    for name in [&b"\x97"[..], b"\x97\x4c\x90\xfc\x85\x40", b"\xfd", b"\xa0"] {
        let file = [name, b",taro@example.com\n"].concat();
        assert_eq!(file::read(&file), Err(FileRejection::NotText), "{name:?}");
    }
}

proptest! {
    #[test]
    fn x8_whatever_is_sent_rows_have_different_numbers_and_nothing_breaks(
        text in "[\"\n\r,;\t @a氏名\u{3000}=]{0,60}",
        bytes in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        for file in [text.as_bytes(), &bytes] {
            let rows = file::read(file).unwrap_or_default();
            prop_assert!(rows.windows(2).all(|pair| pair[0].number < pair[1].number));
            prop_assert!(rows.iter().all(|row| row.number > 0));
        }
    }
}

#[test]
fn x8_r45_endless_cells_are_cut_and_stay_refused() {
    let text = format!(
        "{},{}@example.com",
        "有".repeat(100_000),
        "a".repeat(100_000)
    );

    let rows = file::read(text.as_bytes()).expect("rows");

    assert_eq!(rows[0].name.chars().count(), 300);
    assert_eq!(rows[0].email.chars().count(), 300);
}
