//! Points, which are worth yen.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use serde::{Deserialize, Serialize};

/// USEN CART ポイント; 1 point is worth 1 yen (M82, M98, D12). An amount, so it may be negative.
///
/// Shown with thousands separators: `87,187`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Points(i64);

impl Points {
    /// No points (D12).
    pub const ZERO: Self = Self(0);

    /// As many points as yen (D12).
    pub const fn new(yen: i64) -> Self {
        Self(yen)
    }

    /// What the points are worth (M98, D12).
    pub const fn yen(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut grouped = String::with_capacity(digits.len() * 4 / 3);
        for (position, digit) in digits.chars().enumerate() {
            if position > 0 && (digits.len() - position).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        f.pad_integral(self.0 >= 0, "", &grouped)
    }
}

impl Add for Points {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Points {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Points {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(entries: I) -> Self {
        entries.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_shown_with_thousands_separators() {
        for (points, shown) in [
            (0, "0"),
            (7, "7"),
            (999, "999"),
            (1_000, "1,000"),
            (87_187, "87,187"),
            (100_000, "100,000"),
            (1_234_567, "1,234,567"),
            (-500, "-500"),
            (-1_000, "-1,000"),
            (i64::MAX, "9,223,372,036,854,775,807"),
            (i64::MIN, "-9,223,372,036,854,775,808"),
        ] {
            assert_eq!(Points::new(points).to_string(), shown);
        }
    }

    #[test]
    fn a_balance_is_the_sum_of_its_entries() {
        let entries = [Points::new(1_000), Points::new(500), -Points::new(300)];

        assert_eq!(entries.into_iter().sum::<Points>(), Points::new(1_200));
    }
}
