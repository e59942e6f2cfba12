//! What the pages call things.

use super::model::Cause;
use crate::{text::Language, values::Points};

/// What a cause is called.
pub fn cause_name(language: Language, cause: Cause) -> &'static str {
    match cause {
        Cause::Start => language.points_cause_start(),
        Cause::FirstPurchase => language.points_cause_first_purchase(),
        Cause::Campaign => language.points_cause_campaign(),
        Cause::Use => language.points_cause_use(),
        Cause::Return => language.points_cause_return(),
        Cause::Correction => language.points_cause_correction(),
        Cause::Expiry => language.points_cause_expiry(),
    }
}

/// A change with its sign: `+500`, `−130`.
pub fn change(points: Points) -> String {
    if points < Points::ZERO {
        format!("−{}", -points)
    } else {
        format!("+{points}")
    }
}
