//! Functions about one's own account.

use super::{
    Function,
    Outcome::{Done, NotFound, Nothing, SignIn},
};
use crate::authorization::{ACCOUNT, TOKEN};
use app::platform::testing::PASSWORD;

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        path: "/api/email-change/confirm",
        fields: &[("token", TOKEN)],
        outcomes: [
            Nothing("/email/{token}"),
            Nothing("/email/{token}"),
            Nothing("/email/{token}"),
            Nothing("/email/{token}"),
        ],
    },
    Function {
        path: "/api/email-change/undo",
        fields: &[("token", TOKEN)],
        outcomes: [
            Nothing("/email/undo/{token}"),
            Nothing("/email/undo/{token}"),
            Nothing("/email/undo/{token}"),
            Nothing("/email/undo/{token}"),
        ],
    },
    Function {
        path: "/api/security/end-everything",
        fields: &[("token", TOKEN)],
        outcomes: [
            Nothing("/sign-in-alert/{token}"),
            Nothing("/sign-in-alert/{token}"),
            Nothing("/sign-in-alert/{token}"),
            Nothing("/sign-in-alert/{token}"),
        ],
    },
    Function {
        path: "/api/address-confirmation/confirm",
        fields: &[("token", TOKEN)],
        outcomes: [
            Nothing("/email/confirm/{token}"),
            Nothing("/email/confirm/{token}"),
            Nothing("/email/confirm/{token}"),
            Nothing("/email/confirm/{token}"),
        ],
    },
    // nobody here has anything to confirm
    Function {
        path: "/api/address-confirmation/resend",
        fields: &[],
        outcomes: [
            SignIn,
            Nothing("/account/email/confirm"),
            Nothing("/account/email/confirm"),
            Nothing("/account/email/confirm"),
        ],
    },
    Function {
        path: "/api/email-change/request",
        fields: &[("email", "changed@example.com")],
        outcomes: [SignIn, Done("/account"), Done("/account"), Done("/account")],
    },
    Function {
        path: "/api/email-change/resend",
        fields: &[],
        outcomes: [SignIn, Done("/account"), Done("/account"), Done("/account")],
    },
    Function {
        path: "/api/email-change/withdraw",
        fields: &[],
        outcomes: [SignIn, Done("/account"), Done("/account"), Done("/account")],
    },
    Function {
        path: "/api/security/name-device",
        fields: &[("device", "AAAA"), ("name", "レジ横")],
        outcomes: [
            SignIn,
            Nothing("/account/security"),
            Nothing("/account/security"),
            Nothing("/account/security"),
        ],
    },
    Function {
        path: "/api/security/sign-out-device",
        fields: &[("device", "AAAA")],
        outcomes: [
            SignIn,
            Nothing("/account/security"),
            Nothing("/account/security"),
            Nothing("/account/security"),
        ],
    },
    Function {
        path: "/api/security/sign-out-others",
        fields: &[],
        outcomes: [
            SignIn,
            Done("/account/security"),
            Done("/account/security"),
            Done("/account/security"),
        ],
    },
    Function {
        path: "/api/passkeys/start-creation",
        fields: &[],
        outcomes: [
            SignIn,
            Nothing("/account/security"),
            Nothing("/account/security"),
            Nothing("/account/security"),
        ],
    },
    Function {
        path: "/api/passkeys/add",
        fields: &[("name", "iPhone"), ("ceremony", "x"), ("credential", "{}")],
        outcomes: [
            SignIn,
            Nothing("/account/security"),
            Nothing("/account/security"),
            Nothing("/account/security"),
        ],
    },
    Function {
        path: "/api/passkeys/rename",
        fields: &[("passkey", ACCOUNT), ("name", "iPhone")],
        outcomes: [SignIn, NotFound, NotFound, NotFound],
    },
    Function {
        path: "/api/passkeys/remove",
        fields: &[("passkey", ACCOUNT)],
        outcomes: [SignIn, NotFound, NotFound, NotFound],
    },
    Function {
        path: "/api/reauthentication/start-passkey",
        fields: &[],
        outcomes: [
            SignIn,
            Nothing("/account/security"),
            Nothing("/account/security"),
            Nothing("/account/security"),
        ],
    },
    Function {
        path: "/api/account/check-new-user-id",
        fields: &[("user_id", "members99999")],
        outcomes: [
            SignIn,
            Nothing("/account/user-id"),
            Nothing("/account/user-id"),
            Nothing("/account/user-id"),
        ],
    },
    // last: who changes the user ID signs in with another from then on
    Function {
        path: "/api/account/change-user-id",
        fields: &[("user_id", "members99999"), ("current_password", PASSWORD)],
        outcomes: [SignIn, Done("/account"), Done("/account"), Done("/account")],
    },
];
