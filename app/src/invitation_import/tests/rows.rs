//! What rows say, and which say the same (X8, M9).

use crate::{
    invitation_import::{
        model::Reason,
        rules::{self, Reading},
    },
    values::{EmailError, PersonNameError},
};

fn read(rows: &[(&'static str, &'static str)]) -> Vec<Reading> {
    let numbered = (1..)
        .zip(rows)
        .map(|(number, (name, email))| (number, *name, *email));
    rules::read(numbered)
}

/// The addresses that are invited, and why the others are not.
fn fates(readings: &[Reading]) -> Vec<Result<&str, Reason>> {
    let fates = readings.iter().map(|reading| match &reading.invitee {
        Ok(invitee) => Ok(invitee.email.as_str()),
        Err(why) => Err(*why),
    });
    fates.collect()
}

#[test]
fn x8_the_same_person_twice_is_invited_once_however_it_is_typed() {
    let readings = read(&[
        ("有線 太郎", "taro@example.com"),
        ("有線太郎", "ＴＡＲＯ＠ｅｘａｍｐｌｅ．ｃｏｍ"),
        ("有線 太郎", "Taro@EXAMPLE.com"),
        ("ＵＳＥＮカフェ", "cafe@example.com"),
        ("USENｶﾌｪ", "cafe@example.com"),
    ]);

    let taro = Err(Reason::Repeated { number: 1 });
    let cafe = Err(Reason::Repeated { number: 4 });
    assert_eq!(
        fates(&readings),
        [
            Ok("taro@example.com"),
            taro,
            taro,
            Ok("cafe@example.com"),
            cafe
        ]
    );
    assert!(
        readings
            .iter()
            .all(|reading| reading.same_address.is_none())
    );
}

#[test]
fn x8_m9_staff_share_a_mailbox_and_are_told_apart_by_name() {
    let readings = read(&[
        ("有線 太郎", "shop@example.com"),
        ("有線 花子", "SHOP@example.com"),
        ("次郎", "jiro@example.com"),
    ]);

    assert!(readings.iter().all(|reading| reading.invitee.is_ok()));
    let same: Vec<Option<i32>> = readings
        .iter()
        .map(|reading| reading.same_address)
        .collect();
    assert_eq!(same, [None, Some(1), None]);
}

#[test]
fn x8_a_bad_row_says_what_is_wrong_with_each_cell_and_repeats_nobody() {
    let readings = read(&[
        ("", "taro@example.com"),
        ("有線 太郎", "taro@example"),
        ("http://evil.example", ""),
        ("有線", "太郎\ttaro@example.com"),
        ("有線 太郎", "taro@example"),
    ]);

    let malformed = |name, email| Err(Reason::Malformed { name, email });
    assert_eq!(
        fates(&readings),
        [
            malformed(Some(PersonNameError::Empty), None),
            malformed(None, Some(EmailError::Form)),
            malformed(Some(PersonNameError::Link), Some(EmailError::Empty)),
            malformed(None, Some(EmailError::Form)),
            malformed(None, Some(EmailError::Form)),
        ]
    );
}

#[test]
fn x8_characters_that_could_not_be_read_or_shown_are_refused_and_lost_ones_are_pointed_out() {
    let refused = Err(Reason::Malformed {
        name: Some(PersonNameError::Character),
        email: None,
    });
    for name in ["\u{fffd}野 太郎", "外字\u{e000}", "a\0b", "有線\n太郎"] {
        assert_eq!(fates(&read(&[(name, "taro@example.com")])), [refused]);
    }
    assert!(rules::seems_lost("?野 太郎") && !rules::seems_lost("𠮷野 太郎"));
}

#[test]
fn x8_only_full_width_counts_as_repaired() {
    let wide = "ｔａｒｏ＠example.com";

    assert_eq!(rules::repaired_from(wide).as_deref(), Some(wide));
    assert_eq!(rules::repaired_from("taro@EXAMPLE.com"), None);
}
