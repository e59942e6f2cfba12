//! Functions of the list of share accounts, and of what adds to it.

use super::{
    Function,
    Outcome::{Done, Forbidden, NoSuchAccount, Nothing, SignIn},
};
use crate::authorization::{ACCOUNT, IMPORT, REGISTRATION, SECOND, THIRD, TOKEN};
use app::paths;

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        path: "/api/share-accounts/add",
        fields: &[("name", "有線 太郎"), ("email", "new@example.com")],
        outcomes: [
            SignIn,
            Forbidden,
            Done("/account/share"),
            Done("/account/share"),
        ],
    },
    Function {
        path: "/api/share-accounts/rename",
        fields: &[("account", ACCOUNT), ("name", "別の名前")],
        outcomes: [SignIn, Forbidden, NoSuchAccount, Done("/account/share")],
    },
    Function {
        path: "/api/share-accounts/resend",
        fields: &[("account", ACCOUNT)],
        outcomes: [SignIn, Forbidden, NoSuchAccount, Done("/account/share")],
    },
    Function {
        path: "/api/share-accounts/delete",
        fields: &[("account", ACCOUNT)],
        outcomes: [SignIn, Forbidden, NoSuchAccount, Done("/account/share")],
    },
    // without a file: what becomes of one is told in `import.rs`
    Function {
        path: paths::INVITATION_UPLOAD,
        fields: &[],
        outcomes: [
            SignIn,
            Forbidden,
            Nothing("/account/share/import"),
            Nothing("/account/share/import"),
        ],
    },
    Function {
        path: "/api/invitation-import/run",
        fields: &[("import", IMPORT)],
        outcomes: [
            SignIn,
            Forbidden,
            Nothing("/account/share/import"),
            Done("/account/share/import/{import}"),
        ],
    },
    Function {
        path: "/api/share-accounts/correct",
        fields: &[("account", THIRD), ("email", "right@example.com")],
        outcomes: [SignIn, Forbidden, NoSuchAccount, Done("/account/share")],
    },
    Function {
        path: "/api/share-accounts/resend-several",
        fields: &[("accounts", SECOND)],
        outcomes: [
            SignIn,
            Forbidden,
            Nothing("/account/share"),
            Done("/account/share"),
        ],
    },
    Function {
        path: "/api/share-accounts/delete-several",
        fields: &[("accounts", SECOND)],
        outcomes: [
            SignIn,
            Forbidden,
            Nothing("/account/share"),
            Done("/account/share"),
        ],
    },
    Function {
        path: "/api/in-person/start",
        fields: &[],
        outcomes: [
            SignIn,
            Forbidden,
            Done("/register-guide"),
            Done("/register-guide"),
        ],
    },
    Function {
        path: "/api/in-person/stop",
        fields: &[("registration", REGISTRATION)],
        outcomes: [
            SignIn,
            Forbidden,
            Nothing("/register-guide"),
            Done("/register-guide"),
        ],
    },
    Function {
        path: "/api/in-person/enter",
        fields: &[
            ("token", TOKEN),
            ("name", "有線 花子"),
            ("email", "hanako@example.com"),
            ("number", "000000"),
        ],
        outcomes: [
            Nothing("/in-person/{token}"),
            Nothing("/in-person/{token}"),
            Nothing("/in-person/{token}"),
            Nothing("/in-person/{token}"),
        ],
    },
    Function {
        path: "/api/in-person/sign-out",
        fields: &[("token", TOKEN)],
        outcomes: [
            Nothing("/in-person/{token}"),
            Nothing("/in-person/{token}"),
            Nothing("/in-person/{token}"),
            Nothing("/in-person/{token}"),
        ],
    },
];
