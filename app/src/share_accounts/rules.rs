//! Pure rules of share accounts.

use time::OffsetDateTime;

use super::model::Invitation;

/// How the newest mail of an invitation and its newest link stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether the mail server refused the mail for good.
    pub failed: bool,
    /// Until when the newest link of that mail is valid, once it was made.
    pub expires_at: Option<OffsetDateTime>,
    /// Whether the mail is out.
    pub sent: bool,
}

/// What the list says about an invitation (X2).
pub fn invitation(standing: Standing, now: OffsetDateTime) -> Invitation {
    match standing {
        Standing { failed: true, .. } => Invitation::Undeliverable,
        Standing {
            sent: true,
            expires_at: Some(until),
            ..
        } if until > now => Invitation::ValidUntil(until),
        Standing { sent: true, .. } => Invitation::Expired,
        Standing { sent: false, .. } => Invitation::Queued,
    }
}

/// The pattern that finds what was typed anywhere in a text, wildcards taken literally (R43).
pub fn search_pattern(typed: &str) -> String {
    let mut pattern = String::with_capacity(typed.len() + 2);
    pattern.push('%');
    for character in typed.trim().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use time::{Duration, macros::datetime};

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-21 03:00 UTC);

    #[test]
    fn x2_the_list_tells_how_an_invitation_stands() {
        let until = NOW + Duration::days(7);
        let cases = [
            (
                Standing {
                    failed: false,
                    expires_at: None,
                    sent: false,
                },
                Invitation::Queued,
            ),
            (
                Standing {
                    failed: false,
                    expires_at: Some(until),
                    sent: false,
                },
                Invitation::Queued,
            ),
            (
                Standing {
                    failed: false,
                    expires_at: Some(until),
                    sent: true,
                },
                Invitation::ValidUntil(until),
            ),
            (
                Standing {
                    failed: false,
                    expires_at: Some(NOW),
                    sent: true,
                },
                Invitation::Expired,
            ),
            (
                Standing {
                    failed: true,
                    expires_at: Some(until),
                    sent: false,
                },
                Invitation::Undeliverable,
            ),
        ];

        for (standing, told) in cases {
            assert_eq!(invitation(standing, NOW), told, "{standing:?}");
        }
    }

    #[test]
    fn r43_wildcards_are_searched_for_literally() {
        assert_eq!(search_pattern(" 100%_\\ "), "%100\\%\\_\\\\%");
    }
}
