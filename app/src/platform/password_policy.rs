//! Which passwords are accepted (D6, R29, R30): no rules of composition, but none that is easy to guess.

use unicode_normalization::UnicodeNormalization as _;
use zxcvbn::{Score, zxcvbn};

use crate::values::{PasswordRejection, PlainPassword, Weakness};

/// Words that everyone thinks of here first.
const LOCAL_WORDS: [&str; 8] = [
    "usen",
    "members",
    "usenmembers",
    "cart",
    "usencart",
    "ユーセン",
    "有線",
    "shop",
];
/// Shorter names are part of many words.
const SHORTEST_NAME: usize = 3;
/// As is what stands before the @ of many addresses: `hana`, `info`. How easy to guess it is, is judged all the same.
const SHORTEST_LOCAL_PART: usize = 6;
/// Guessing is judged by the beginning: the cost grows with the square of the length.
const JUDGED: usize = 72;

/// Whose password it is to be.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// The user ID.
    pub user_id: &'a str,
    /// The e-mail address.
    pub email: &'a str,
    /// The shop's name.
    pub shop_name: &'a str,
    /// The shop's customer code.
    pub customer_code: &'a str,
}

/// Reads a new password of at least `min` characters that is not easy to guess.
///
/// # Errors
///
/// See [`PasswordRejection`].
pub fn accept(
    typed: &str,
    min: usize,
    owner: Owner<'_>,
) -> Result<PlainPassword, PasswordRejection> {
    let password = PlainPassword::parse(typed, min)?;
    match weakness(&password, owner) {
        Some(weakness) => Err(PasswordRejection::Weak(weakness)),
        None => Ok(password),
    }
}

/// What speaks against a password, if anything.
pub fn weakness(password: &PlainPassword, owner: Owner<'_>) -> Option<Weakness> {
    let folded = fold(password.as_str());
    let local_part = owner.email.split('@').next().unwrap_or_default();
    let contains = |word: &str| {
        let word = fold(word);
        word.chars().count() >= SHORTEST_NAME && folded.contains(&word)
    };
    if contains(owner.user_id)
        || contains(owner.email)
        || (local_part.chars().count() >= SHORTEST_LOCAL_PART && contains(local_part))
    {
        return Some(Weakness::ContainsUserId);
    }
    if contains(owner.customer_code) || contains(owner.shop_name) {
        return Some(Weakness::ContainsShop);
    }

    let judged: String = password.as_str().chars().take(JUDGED).collect();
    let mut inputs = vec![
        owner.user_id,
        local_part,
        owner.shop_name,
        owner.customer_code,
    ];
    inputs.extend(
        owner
            .shop_name
            .split(|character: char| !character.is_alphanumeric()),
    );
    inputs.extend(LOCAL_WORDS);
    match zxcvbn(&judged, &inputs).score() {
        Score::Zero | Score::One => Some(Weakness::Common),
        Score::Two => Some(Weakness::Guessable),
        _ => None,
    }
}

/// Upper and lower case and all spaces are the same to who guesses.
fn fold(text: &str) -> String {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|character| !character.is_whitespace())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: Owner<'static> = Owner {
        user_id: "members12345",
        email: "taro.yusen@example.com",
        shop_name: "土産物 たぬきや",
        customer_code: "010100161",
    };

    #[test]
    fn r30_common_and_personal_passwords_are_refused_with_the_reason() {
        let cases = [
            ("password1234", Some(Weakness::Common)),
            ("usenmembers2026!", Some(Weakness::Guessable)),
            ("members12345abc", Some(Weakness::ContainsUserId)),
            ("xx MEMBERS12345 zz", Some(Weakness::ContainsUserId)),
            ("taro.yusen-9182", Some(Weakness::ContainsUserId)),
            ("わたしの土産物たぬきや", Some(Weakness::ContainsShop)),
            ("no 010100161 ok", Some(Weakness::ContainsShop)),
            ("qwertyuiop123", Some(Weakness::Common)),
            ("正しい馬の電池ホチキス", None),
            ("correct-horse-battery", None),
        ];

        for (password, expected) in cases {
            let plain = PlainPassword::for_sign_in(password).expect("short enough");
            let refused = weakness(&plain, OWNER);
            assert_eq!(
                refused.is_some(),
                expected.is_some(),
                "{password}: {refused:?}"
            );
            if let Some(Weakness::ContainsUserId | Weakness::ContainsShop) = expected {
                assert_eq!(refused, expected, "{password}");
            }
        }
    }

    #[test]
    fn r30_what_stands_before_the_at_of_many_addresses_may_be_part_of_a_word() {
        let owner = Owner {
            email: "hana@example.com",
            ..OWNER
        };

        for (password, expected) in [
            ("usagi to kame no hanashi", false),
            ("hana hana hana", true),
        ] {
            let plain = PlainPassword::for_sign_in(password).expect("short enough");
            assert_eq!(weakness(&plain, owner).is_some(), expected, "{password}");
        }
    }
}
