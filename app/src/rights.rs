//! The rights matrix as data; navigation, pages, server functions and the hand-off all ask it (D15).

use std::str::FromStr;

use crate::values::{AccountKind, UnknownName};

/// What an account may use: the columns of the manual's table (M3, D15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Right {
    /// 請求情報.
    Billing,
    /// 申込書.
    Applications,
    /// 支払い通知書.
    PaymentNotices,
    /// アカウント管理.
    AccountManagement,
    /// シェアアカウントの追加.
    ShareAccounts,
    /// USEN CART.
    Cart,
    /// SSO連携サービス.
    LinkedServices,
}

impl Right {
    /// Every right, in the order of the manual's columns (M3).
    pub const ALL: [Self; 7] = [
        Self::Billing,
        Self::Applications,
        Self::PaymentNotices,
        Self::AccountManagement,
        Self::ShareAccounts,
        Self::Cart,
        Self::LinkedServices,
    ];

    /// The name under which other systems know this right.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Billing => "billing",
            Self::Applications => "applications",
            Self::PaymentNotices => "payment_notices",
            Self::AccountManagement => "account_management",
            Self::ShareAccounts => "share_accounts",
            Self::Cart => "cart",
            Self::LinkedServices => "linked_services",
        }
    }
}

impl FromStr for Right {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|right| right.as_str() == name)
            .ok_or_else(|| UnknownName::new(name, "a right"))
    }
}

/// Whether accounts of this kind have this right (M4, M5, D15).
pub const fn allows(kind: AccountKind, right: Right) -> bool {
    match kind {
        AccountKind::Parent => true,
        AccountKind::Share => match right {
            Right::AccountManagement | Right::Cart => true,
            Right::Billing
            | Right::Applications
            | Right::PaymentNotices
            | Right::ShareAccounts
            | Right::LinkedServices => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(kind: AccountKind) -> String {
        Right::ALL
            .map(|right| if allows(kind, right) { '○' } else { '×' })
            .iter()
            .collect()
    }

    #[test]
    fn m4_a_parent_account_may_use_everything() {
        assert_eq!(row(AccountKind::Parent), "○○○○○○○");
    }

    #[test]
    fn m5_a_share_account_may_use_account_management_and_the_cart() {
        assert_eq!(row(AccountKind::Share), "×××○×○×");
    }
}
