//! Every address of the portal; links, redirects, mails and tests take them from here.

use crate::values::{AccountId, ImportId};

/// トップ.
pub const TOP: &str = "/";
/// ログイン.
pub const SIGN_IN: &str = "/login";
/// USEN CART ログイン.
pub const SIGN_IN_TO_CART: &str = "/login?to=cart";
/// マイ・アカウント.
pub const ACCOUNT: &str = "/account";
/// USEN CARTシェアアカウント一覧.
pub const SHARE_ACCOUNTS: &str = "/account/share";
/// Those of them whose invitation could not be delivered.
pub const SHARE_ACCOUNTS_FAILED: &str = "/account/share?status=failed";
/// シェアアカウント追加.
pub const SHARE_ACCOUNT_NEW: &str = "/account/share/new";
/// What is to be done with several of its rows at once.
pub const SHARE_ACCOUNTS_SEVERAL: &str = "/account/share/several";
/// ログイン案内, to be printed (M15).
pub const SHARE_ACCOUNTS_PRINT: &str = "/account/share/print";
/// 対面で登録, on the parent's screen (X10).
pub const REGISTER_GUIDE: &str = "/register-guide";
/// Below it are the addresses in QR codes of registrations in person (X10).
pub const IN_PERSON_LINK: &str = "/in-person/";
/// CSVで一括招待: many share accounts from a file (X8).
pub const INVITATION_IMPORT: &str = "/account/share/import";
/// An empty file to fill in.
pub const INVITATION_TEMPLATE_CSV: &str = "/account/share/import/template.csv";
/// What came of a file, as a file.
pub const INVITATION_RESULT_CSV: &str = "/account/share/import/{import}/result.csv";
/// Where such a file is sent to.
pub const INVITATION_UPLOAD: &str = "/api/invitation-import/upload";
/// お問い合わせ / Q&A.
pub const CONTACT: &str = "/contact";
/// よくある質問.
pub const HELP: &str = "/help";
/// USEN CARTシェアアカウントについて.
pub const HELP_SHARE_ACCOUNT: &str = "/help/share-account";
/// アクセシビリティ (JIS X 8341-3).
pub const ACCESSIBILITY: &str = "/accessibility";
/// パスワードのみを忘れた方.
pub const RESET: &str = "/reset";
/// ユーザーIDとパスワードを忘れた方.
pub const RECOVER: &str = "/recover";
/// ユーザーIDの変更.
pub const ACCOUNT_USER_ID: &str = "/account/user-id";
/// メールアドレスの変更.
pub const ACCOUNT_EMAIL: &str = "/account/email";
/// Why the cart has to wait for a mail to be read (X10).
pub const ACCOUNT_EMAIL_CONFIRM: &str = "/account/email/confirm";
/// パスワード再設定, for who is signed in.
pub const ACCOUNT_PASSWORD: &str = "/account/password";
/// Sessions and devices, passkeys, and the way to the history (X5, X6, X9).
pub const SECURITY: &str = "/account/security";
/// 操作履歴 (X5).
pub const HISTORY: &str = "/account/security/history";
/// The same as a file.
pub const HISTORY_CSV: &str = "/account/security/history.csv";
/// The shop's points, and for the parent what became of them (X12).
pub const POINTS: &str = "/points";
/// The same as a file.
pub const POINTS_CSV: &str = "/points.csv";
/// Where a password manager looks for the way to change a password.
pub const CHANGE_PASSWORD: &str = "/.well-known/change-password";
/// メールをご確認ください, after a request by who has forgotten something.
pub const RESET_SENT: &str = "/reset/sent";
/// 新しいパスワードの設定, once the token has left the address.
pub const RESET_NEW: &str = "/reset/new";
/// Below it are the links about e-mail changes.
pub const EMAIL_LINK: &str = "/email/";
/// What an address ends with whose page asks for 確認番号 once more.
const AGAIN: &str = "/again";
/// Below it are the links in mails about new devices.
pub const SIGN_IN_ALERT: &str = "/sign-in-alert/";
/// 請求情報.
pub const BILLING: &str = "/billing";
/// 申込書.
pub const APPLICATIONS: &str = "/applications";
/// 支払い通知書.
pub const PAYMENT_NOTICES: &str = "/payment-notices";
/// SSO連携サービス.
pub const SERVICES: &str = "/services";
/// The mail viewer of the demonstration.
pub const DEV_MAIL: &str = "/dev/mail";
/// Whether the process lives.
pub const HEALTH: &str = "/healthz";
/// Whether the process can answer.
pub const READY: &str = "/readyz";
/// Authorization endpoint (RFC 6749 3.1).
pub const AUTHORIZE: &str = "/oauth/authorize";
/// Token endpoint (RFC 6749 3.2).
pub const TOKEN: &str = "/oauth/token";
/// UserInfo endpoint (OpenID Connect Core 5.3).
pub const USERINFO: &str = "/oauth/userinfo";
/// The keys that tokens are signed with (RFC 7517).
pub const KEYS: &str = "/oauth/jwks";
/// Where clients lead who signed somebody out (OpenID Connect RP-Initiated Logout 1.0).
pub const END_SESSION: &str = "/oauth/logout";
/// The provider's metadata (OpenID Connect Discovery 1.0, 4).
pub const OPENID_CONFIGURATION: &str = "/.well-known/openid-configuration";
/// What of an authorization request waits for a sign-in goes by this name.
pub const RESUME: &str = "resume";
/// Below it is what the cart does with points, from server to server (X12).
pub const POINTS_INTERFACE: &str = "/service/points/";
/// Where a mail server posts what came back (X2).
pub const BOUNCE_HOOK: &str = "/hooks/bounces";

/// Where server functions are.
pub const API: &str = "/api";
/// What the shopping site's `to` is on the sign-in page.
pub const TO_CART: &str = "cart";

/// ユーザー名変更.
pub fn share_account_edit(account: AccountId) -> String {
    format!("{SHARE_ACCOUNTS}/{account}/edit")
}

/// 削除の確認.
pub fn share_account_delete(account: AccountId) -> String {
    format!("{SHARE_ACCOUNTS}/{account}/delete")
}

/// 招待メール再送, where the parent has to confirm it.
pub fn share_account_resend(account: AccountId) -> String {
    format!("{SHARE_ACCOUNTS}/{account}/resend")
}

/// メールアドレスの訂正 (X2).
pub fn share_account_address(account: AccountId) -> String {
    format!("{SHARE_ACCOUNTS}/{account}/address")
}

/// What is to be done with several rows, and with which.
pub fn share_accounts_several(deed: &str, accounts: &[AccountId]) -> String {
    let mut address = format!("{SHARE_ACCOUNTS_SEVERAL}?deed={deed}");
    for account in accounts {
        address.push_str("&account=");
        address.push_str(&account.to_string());
    }
    address
}

/// Declining an invitation.
pub fn invitation_decline(token: &str) -> String {
    format!("/v1/{token}/decline")
}

/// What would become, or became, of a file with invitations (X8).
pub fn invitation_import(import: ImportId) -> String {
    format!("{INVITATION_IMPORT}/{import}")
}

/// The same as a file.
pub fn invitation_result_csv(import: ImportId) -> String {
    INVITATION_RESULT_CSV.replace("{import}", &import.to_string())
}

/// The address in an invitation (M48), step 1 of the registration.
pub fn invitation(token: &str) -> String {
    format!("/v1/{token}")
}

/// Step 2 of the registration.
pub fn invitation_confirm(token: &str) -> String {
    format!("/v1/{token}/confirm")
}

/// Step 3 of the registration.
pub fn invitation_done(token: &str) -> String {
    format!("/v1/{token}/done")
}

/// 新しいパスワードの設定, as a mail links to it.
pub fn password_reset(token: &str) -> String {
    format!("{RESET}/{token}")
}

/// メールアドレスの変更, as the mail to the new address links to it.
pub fn email_confirmation(token: &str) -> String {
    format!("{EMAIL_LINK}{token}")
}

/// メールアドレスの確認, as the mail to who registered in person links to it (X10).
pub fn address_confirmation(token: &str) -> String {
    format!("{EMAIL_LINK}confirm/{token}")
}

/// The phone's page of a registration in person, as the QR code leads to it (X10).
pub fn in_person(token: &str) -> String {
    format!("{IN_PERSON_LINK}{token}")
}

/// The same with what was typed on this phone and not accepted.
pub fn in_person_draft(token: &str, draft: &str) -> String {
    format!("{IN_PERSON_LINK}{token}/{draft}")
}

/// The way back to the old address, as the mail to it links to it (X1).
pub fn email_undo(token: &str) -> String {
    format!("{EMAIL_LINK}undo/{token}")
}

/// The way to end everything, as the mail about a new device links to it (X6).
pub fn sign_in_alert(token: &str) -> String {
    format!("{SIGN_IN_ALERT}{token}")
}

/// The page behind a link once more, after a press without the right 確認番号 (X3). An address of its own, so that
/// browsers without cookies are told, too (D8).
pub fn again(link: &str) -> String {
    format!("{link}{AGAIN}")
}

/// Whether this path is one of those.
pub fn asks_again(path: &str) -> bool {
    path.ends_with(AGAIN)
}

/// Whether an address below this path is a secret: it came by mail, or in a QR code (R21).
pub fn carries_token(path: &str) -> bool {
    ["/v1/", "/reset/", EMAIL_LINK, SIGN_IN_ALERT, IN_PERSON_LINK]
        .iter()
        .any(|link| path.starts_with(link))
}

/// One device of the list.
pub fn device(handle: &str) -> String {
    format!("{SECURITY}/devices/{handle}")
}

/// One passkey of the list.
pub fn passkey(id: impl std::fmt::Display) -> String {
    format!("{SECURITY}/passkeys/{id}")
}

/// Where somebody goes who has signed in: one place of a closed list, whatever was asked for (R39).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A page of ours.
    Own(&'static str),
    /// The shopping site.
    Cart,
}

/// The place that `to` on the sign-in page means; the top page where it means none.
pub fn after_sign_in(to: &str) -> Destination {
    if to == TO_CART {
        return Destination::Cart;
    }
    [
        ACCOUNT,
        ACCOUNT_USER_ID,
        ACCOUNT_EMAIL,
        ACCOUNT_EMAIL_CONFIRM,
        ACCOUNT_PASSWORD,
        SECURITY,
        HISTORY,
        POINTS,
        SHARE_ACCOUNTS,
        SHARE_ACCOUNT_NEW,
        SHARE_ACCOUNTS_PRINT,
        REGISTER_GUIDE,
        INVITATION_IMPORT,
        CONTACT,
        BILLING,
        APPLICATIONS,
        PAYMENT_NOTICES,
        SERVICES,
    ]
    .into_iter()
    .find(|known| *known == to)
    .map_or(Destination::Own(TOP), Destination::Own)
}

/// The sign-in page for an authorization request that waits for it, sealed; with the texts of the cart where that asks.
pub fn sign_in_to_resume(asked: &str, to_cart: bool) -> String {
    let to = if to_cart { TO_CART } else { "" };
    format!("{SIGN_IN}?to={to}&{RESUME}={asked}")
}

/// Where such a request goes on.
pub fn resume(asked: &str) -> String {
    format!("{AUTHORIZE}?{RESUME}={asked}")
}

/// The sign-in page, which leads on to `to` where that is one of ours.
pub fn sign_in_for(to: &str) -> String {
    match after_sign_in(to) {
        Destination::Own(TOP) => SIGN_IN.to_owned(),
        Destination::Own(known) => format!("{SIGN_IN}?to={known}"),
        Destination::Cart => SIGN_IN_TO_CART.to_owned(),
    }
}

/// An address of ours to come back to, as a form brought it; the top page where it is anything else (R39).
pub fn own(address: &str) -> String {
    let plain = address
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"/-_?=&.".contains(&byte));
    if plain && address.starts_with('/') && !address.starts_with("//") && !address.starts_with(API)
    {
        address.to_owned()
    } else {
        TOP.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r39_sign_in_leads_to_own_addresses_only() {
        for elsewhere in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/%09/evil",
            "/login",
            "/login?to=login",
            "/account/share/../../evil",
            "",
            "account?x=1",
        ] {
            assert_eq!(
                after_sign_in(elsewhere),
                Destination::Own(TOP),
                "{elsewhere}"
            );
        }
        for elsewhere in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/%09/evil",
            "",
            "/a\r\nb",
            "/api/x",
        ] {
            assert_eq!(own(elsewhere), TOP, "{elsewhere}");
        }
        assert_eq!(own("/account/share?page=2"), "/account/share?page=2");
    }

    #[test]
    fn r21_every_address_in_a_mail_is_a_secret() {
        for link in [
            invitation("x"),
            password_reset("x"),
            email_confirmation("x"),
            email_undo("x"),
            address_confirmation("x"),
            sign_in_alert("x"),
            in_person("x"),
            in_person_draft("x", "y"),
        ] {
            assert!(carries_token(&link), "{link}");
        }
        assert!(!carries_token(RESET) && !carries_token(ACCOUNT_EMAIL));
    }

    #[test]
    fn sign_in_leads_back_to_the_page_that_was_wanted() {
        assert_eq!(sign_in_for("/account/share"), "/login?to=/account/share");
        assert_eq!(
            after_sign_in("/account/share"),
            Destination::Own(SHARE_ACCOUNTS)
        );
        assert_eq!(sign_in_for("/"), "/login");
        assert_eq!(after_sign_in(TO_CART), Destination::Cart);
    }
}
