//! Functions of who comes in, and goes on to other sites.

use super::{
    Function,
    Outcome::{Done, Forbidden, NotFound, Nothing, SignIn},
};
use crate::CART_ENTRANCE;
use crate::authorization::TOKEN;

pub(super) const FUNCTIONS: &[Function] = &[
    // the link is still good: there is nothing to ask for
    Function {
        path: "/api/registration/ask-again",
        fields: &[("token", TOKEN)],
        outcomes: [Nothing("/v1/{token}"); 4],
    },
    // whoever holds the link may register, and nobody who is signed in (R18)
    Function {
        path: "/api/registration/check-user-id",
        fields: &[("token", TOKEN), ("user_id", "members12345")],
        outcomes: [
            Done("/v1/{token}"),
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
        ],
    },
    Function {
        path: "/api/registration/enter",
        fields: &[
            ("token", TOKEN),
            ("user_id", "members12345"),
            ("password", "correct-horse-battery"),
            ("password_confirmation", "correct-horse-battery"),
        ],
        outcomes: [
            Done("/v1/{token}/confirm"),
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
        ],
    },
    Function {
        path: "/api/registration/confirm",
        fields: &[("token", TOKEN), ("version", "1")],
        outcomes: [
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
        ],
    },
    Function {
        path: "/api/registration/sign-out",
        fields: &[("token", TOKEN)],
        outcomes: [
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
            Nothing("/v1/{token}"),
        ],
    },
    Function {
        path: "/api/sign-in/sign-in",
        fields: &[
            ("user_id", "demoparent"),
            ("password", "wrong-horse-battery"),
        ],
        outcomes: [
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
        ],
    },
    Function {
        path: "/api/sign-in/sign-out",
        fields: &[],
        outcomes: [
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
        ],
    },
    Function {
        path: "/api/sign-in/switch-account",
        fields: &[],
        outcomes: [
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
        ],
    },
    // there is none here
    Function {
        path: "/api/handoff/open-service",
        fields: &[("client", "otoraku")],
        outcomes: [SignIn, Forbidden, NotFound, NotFound],
    },
    Function {
        path: "/api/sign-in/choose-language",
        fields: &[("language", "en"), ("back", "/help")],
        // a member's mails come in the chosen language, too
        outcomes: [
            Nothing("/help"),
            Done("/help"),
            Done("/help"),
            Done("/help"),
        ],
    },
    Function {
        path: "/api/handoff/open-cart",
        fields: &[],
        outcomes: [
            SignIn,
            Nothing(CART_ENTRANCE),
            Nothing(CART_ENTRANCE),
            Nothing(CART_ENTRANCE),
        ],
    },
    Function {
        path: "/api/handoff/end-session",
        fields: &[("afterwards", "https://evil.example/")],
        outcomes: [
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
        ],
    },
    // the links of mails are good for their own kind only: an invitation's token opens none of these
    Function {
        path: "/api/recovery/set-new-password",
        fields: &[("token", TOKEN), ("password", "correct-horse-battery")],
        outcomes: [
            Nothing("/reset/{token}"),
            Nothing("/reset/{token}"),
            Nothing("/reset/{token}"),
            Nothing("/reset/{token}"),
        ],
    },
    // nothing is looked up before the answer (R5)
    Function {
        path: "/api/recovery/request-password-reset",
        fields: &[
            ("user_id", "demoparent"),
            ("email", "demoparent@example.com"),
        ],
        outcomes: [
            Nothing("/reset/sent"),
            Nothing("/reset/sent"),
            Nothing("/reset/sent"),
            Nothing("/reset/sent"),
        ],
    },
    Function {
        path: "/api/recovery/recover-user-id",
        fields: &[("email", "demoparent@example.com")],
        outcomes: [
            Nothing("/reset/sent"),
            Nothing("/reset/sent"),
            Nothing("/reset/sent"),
            Nothing("/reset/sent"),
        ],
    },
    Function {
        path: "/api/recovery/send-password-link",
        fields: &[],
        outcomes: [SignIn, Done("/account"), Done("/account"), Done("/account")],
    },
    Function {
        path: "/api/sign-in/start-passkey",
        fields: &[],
        outcomes: [
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
        ],
    },
    Function {
        path: "/api/sign-in/sign-in-with-passkey",
        fields: &[("ceremony", "x"), ("credential", "{}")],
        outcomes: [
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
            Nothing("/login"),
        ],
    },
    // whoever holds the link may say no, signed in or not; last, since it ends the link
    Function {
        path: "/api/registration/decline",
        fields: &[("token", TOKEN), ("because", "unknown")],
        outcomes: [
            Done("/v1/{token}"),
            Done("/v1/{token}"),
            Done("/v1/{token}"),
            // it was deleted above
            Nothing("/v1/{token}"),
        ],
    },
];
