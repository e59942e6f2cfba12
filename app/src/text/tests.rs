//! The catalogue as a whole: complete in both languages, and to the letter where that is asked.

mod wording;

use std::{fs, path::Path};

use super::*;

/// Name, Japanese text, English text (and the one for many).
pub(super) type Text = (&'static str, &'static str, &'static [&'static str]);

const JA: Language = Language::Japanese;
const EN: Language = Language::English;

fn catalogue() -> impl Iterator<Item = &'static Text> {
    [
        accessibility::TEXTS,
        account::TEXTS,
        address_confirmation::TEXTS,
        common::TEXTS,
        confirmation_number::TEXTS,
        deliveries::TEXTS,
        documents::TEXTS,
        errors::TEXTS,
        guide::TEXTS,
        help::TEXTS,
        in_person::TEXTS,
        invitation_import::TEXTS,
        mails::TEXTS,
        points::TEXTS,
        recovery::TEXTS,
        registration::TEXTS,
        security::TEXTS,
        share_accounts::TEXTS,
        sign_in::TEXTS,
        sign_in_guide::TEXTS,
        top::TEXTS,
    ]
    .into_iter()
    .flatten()
}

/// Texts whose spaces at the ends belong to them: what follows is on the same line.
const OPEN_ENDED: [&str; 2] = ["share_about_before", "share_about_after"];

/// All sources of the portal in one text, but for the tests.
fn sources() -> String {
    fn read(folder: &Path, all: &mut String) {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.file_stem().is_some_and(|name| name == "tests") {
                continue;
            }
            if path.is_dir() {
                read(&path, all);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                all.push_str(&fs::read_to_string(path).expect("a source"));
            }
        }
    }
    let app = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = String::new();
    for folder in [app.join("src"), app.join("../server/src")] {
        read(&folder, &mut all);
    }
    all
}

#[test]
fn every_text_is_shown_somewhere() {
    let sources = sources();

    let unused: Vec<_> = catalogue()
        .map(|(name, ..)| name)
        .filter(|name| {
            let calls = [".", "::"].map(|before| format!("{before}{name}"));
            let goes_on = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
            !calls
                .iter()
                .any(|call| sources.split(call).skip(1).any(|rest| !goes_on(rest)))
        })
        .collect();

    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn no_text_is_empty_or_has_stray_spaces() {
    for (name, ja, en) in catalogue() {
        for text in en.iter().chain([ja]) {
            assert!(!text.trim().is_empty(), "{name} is empty");
            assert!(
                !text.contains("  ") && !text.contains('\n'),
                "{name}: {text:?}"
            );
            assert!(
                OPEN_ENDED.contains(name) || text.trim() == *text,
                "{name}: {text:?}"
            );
        }
    }
}

#[test]
fn english_texts_have_no_japanese_in_them_and_japanese_sentences_no_english_stops() {
    let is_japanese = |c| matches!(c, '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ffef}');
    for (name, ja, en) in catalogue() {
        assert!(
            !en.iter().any(|text| text.contains(is_japanese)),
            "{name}: {en:?}"
        );
        assert!(
            !ja.contains(". ") || ja.starts_with(|c: char| c.is_ascii_digit()),
            "{name}: {ja}"
        );
        assert!(!ja.contains(is_half_width_kana), "{name}: {ja}");
    }
}

fn is_half_width_kana(character: char) -> bool {
    matches!(character, '\u{ff61}'..='\u{ff9f}')
}

#[test]
fn subjects_have_no_characters_that_old_mail_programs_cannot_show() {
    let subject = JA.mail_invitation_subject();

    assert!(
        !subject
            .contains(|c| matches!(c, '\u{2460}'..='\u{24ff}' | '\u{3200}'..='\u{33ff}' | '～'))
    );
}

#[test]
fn a_language_has_a_tag_and_a_tag_its_language() {
    for (tag, language) in [
        ("ja", Some(JA)),
        ("en", Some(EN)),
        ("ja-JP", Some(JA)),
        ("EN-gb", Some(EN)),
        ("en_US", Some(EN)),
        (" en ", Some(EN)),
        ("fr", None),
        ("eng", None),
        ("", None),
    ] {
        assert_eq!(Language::from_tag(tag), language, "{tag:?}");
    }
    for language in Language::ALL {
        assert_eq!(Language::from_tag(language.tag()), Some(language));
        assert_eq!(language.other().other(), language);
    }
}

#[test]
fn the_browser_s_wish_decides_and_japanese_is_the_default() {
    for (header, language) in [
        ("", JA),
        ("ja", JA),
        ("en", EN),
        ("ja,en-US;q=0.9,en;q=0.8", JA),
        ("en-US,en;q=0.9,ja;q=0.8", EN),
        ("en;q=0.8,ja;q=0.9", JA),
        ("en;q=0.8, ja;q=0.8", EN),
        ("ja;q=0.8, en;q=0.8", JA),
        ("fr-FR, fr;q=0.9, en;q=0.5", EN),
        ("fr-FR, de", JA),
        ("*", JA),
        ("*;q=0.5, en;q=0.1", JA),
        ("en;q=0", JA),
        ("en ; q = 1.0", EN),
        ("en;Q=0.3", EN),
        ("en;q=2, ja;q=0.1", JA),
        ("en;q=NaN", JA),
        ("en;q=", JA),
        ("en;q", JA),
        (",,;;q=,en", EN),
        ("\u{0}ü;q=1,,", JA),
    ] {
        assert_eq!(Language::negotiate(header), language, "{header:?}");
    }
}

#[test]
fn the_link_to_the_guide_begins_with_what_is_seen() {
    for language in Language::ALL {
        assert!(
            language
                .share_about_link_label()
                .starts_with(language.share_about_link())
        );
    }
}

#[test]
fn the_rights_matrix_has_the_manual_s_columns() {
    let columns = [
        JA.rights_billing(),
        JA.rights_applications(),
        JA.rights_payment_notices(),
        JA.rights_account_management(),
        JA.rights_share_accounts(),
        JA.rights_cart(),
        JA.rights_linked_services(),
    ];

    assert_eq!(
        columns.join("｜"),
        "請求情報｜申込書｜支払い通知書｜アカウント管理｜シェアアカウントの追加｜USEN CART｜SSO連携サービス"
    );
}

#[test]
fn the_invitation_says_how_long_it_is_valid_and_that_it_replaces_another() {
    let until = JA.date_time(2026, 11, 28, 11, 58);

    assert_eq!(
        JA.mail_invitation_expiry(until),
        "このURLの有効期限は2026年11月28日 11:58です。登録が完了すると使えなくなります。"
    );
    assert_eq!(
        JA.mail_invitation_replaces(),
        "以前お送りしたURLは使えません。"
    );
    assert_eq!(JA.mail_invitation_button(), "初回登録をはじめる");
}

#[test]
fn numbers_are_filled_in_in_both_languages() {
    assert_eq!(
        JA.sign_in_error_throttled(15),
        "ログインの失敗が続いたため、しばらくログインできません。15分後にもう一度お試しください。"
    );
    assert_eq!(
        EN.sign_in_error_throttled(1),
        "There were too many failed sign-ins. Try again in 1 minute."
    );
    assert_eq!(JA.paging_range(1, 50, 123), "1–50件 / 全123件");
    assert_eq!(EN.paging_range(1, 50, 123), "1–50 of 123");
}

#[test]
fn the_guide_and_the_questions_lead_to_the_same_places_in_both_languages() {
    assert_eq!(
        JA.share_account_guide().map(|chapter| chapter.anchor),
        EN.share_account_guide().map(|chapter| chapter.anchor)
    );
    assert_eq!(
        JA.questions().map(|entry| entry.anchor),
        EN.questions().map(|entry| entry.anchor)
    );
}

#[test]
fn m38_the_guide_has_the_same_pictures_in_both_languages_and_all_are_there() {
    let pictures = |language: Language| -> Vec<&str> {
        let guide = language.share_account_guide();
        let passages = guide.iter().flat_map(Chapter::passages);
        passages
            .filter_map(|passage| passage.picture)
            .map(|picture| picture.name)
            .collect()
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public/help");

    assert_eq!(pictures(JA), pictures(EN));
    for language in [JA, EN] {
        let mut named: Vec<String> = pictures(language)
            .into_iter()
            .map(|name| format!("{name}.webp"))
            .collect();
        let mut present: Vec<String> = fs::read_dir(folder.join(language.tag()))
            .expect("a folder")
            .map(|entry| {
                entry
                    .expect("a file")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        named.sort();
        present.sort();
        assert_eq!(named, present);
    }
}
