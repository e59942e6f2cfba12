//! Every page of the portal, opened by everyone.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use sqlx::PgPool;

use super::{ACCOUNT, IMPORT, Subject, everyone};
use crate::{Site, two_shops};

/// Pages for parents only, for members, and for everyone.
const PARENT_PAGES: [&str; 15] = [
    "/account/share",
    "/account/share/new",
    "/account/share/import",
    "/account/share/import/{import}",
    "/account/share/several?deed=delete&account={account}",
    "/account/share/{account}/address",
    "/account/share/{account}/resend",
    "/account/share/{account}/edit",
    "/account/share/{account}/delete",
    "/account/share/print",
    "/register-guide",
    "/billing",
    "/applications",
    "/payment-notices",
    "/services",
];
const MEMBER_PAGES: [&str; 8] = [
    "/",
    "/account",
    "/account/user-id",
    "/account/email",
    "/account/password",
    "/account/security",
    "/account/security/history",
    "/points",
];
/// Pages of a member's own things: somebody else's are not there.
const OWN_PAGES: [&str; 2] = [
    "/account/security/devices/{device}",
    "/account/security/passkeys/{passkey}",
];
/// Pages that a link in a mail leads to; an invitation's token opens none of them.
const LINK_PAGES: [&str; 10] = [
    "/reset/new",
    "/reset/{token}",
    "/email/{token}",
    "/email/{token}/again",
    "/email/undo/{token}",
    "/email/confirm/{token}",
    "/email/confirm/{token}/again",
    "/email/undo/{token}/again",
    "/sign-in-alert/{token}",
    "/sign-in-alert/{token}/again",
];
/// Pages that a QR code leads to; an invitation's token is none of one.
const CODE_PAGES: [&str; 2] = ["/in-person/{token}", "/in-person/{token}/{draft}"];
/// Where clients lead who signed somebody out: it asks whoever is signed in, and leads everybody else on.
const END_SESSION_PAGE: &str = "/oauth/logout";
/// What leads everybody on who has no address to confirm.
const CONFIRM_PAGE: &str = "/account/email/confirm";
const OPEN_PAGES: [&str; 9] = [
    "/login",
    "/reset",
    "/reset/sent",
    "/recover",
    "/help",
    "/help/share-account",
    "/contact",
    "/accessibility",
    "/offline",
];

#[sqlx::test(migrations = "../migrations")]
async fn m5_every_page_is_for_whom_the_matrix_says(pool: PgPool) {
    let site = Site::on(pool);
    two_shops(&site).await;
    let subject = Subject::new(&site).await;
    let [mut guest, mut share, mut stranger, mut parent] = everyone(&site).await;

    for page in PARENT_PAGES {
        let about_own = page.contains(ACCOUNT) || page.contains(IMPORT);
        let page = subject.fill(page);
        let to_guest = guest.get(&page).await;
        assert_eq!(to_guest.status, StatusCode::SEE_OTHER, "{page}");
        assert!(
            to_guest.location().starts_with("/login"),
            "{page} {}",
            to_guest.location()
        );
        let to_share = share.get(&page).await;
        assert_eq!(to_share.status, StatusCode::FORBIDDEN, "{page}");
        assert!(to_share.shows("この画面は表示できません"), "{page}");
        assert!(!to_share.shows("taro@example.com"));
        let to_stranger = stranger.get(&page).await;
        let expected = if about_own {
            StatusCode::NOT_FOUND
        } else {
            StatusCode::OK
        };
        assert_eq!(to_stranger.status, expected, "{page}");
        assert!(
            !to_stranger.shows("taro@example.com") && !to_stranger.shows("招待 花子"),
            "{page}"
        );
        assert_eq!(parent.get(&page).await.status, StatusCode::OK, "{page}");
    }
    for page in MEMBER_PAGES {
        assert!(
            guest.get(page).await.location().starts_with("/login"),
            "{page}"
        );
        for member in [&mut share, &mut parent] {
            assert_eq!(member.get(page).await.status, StatusCode::OK, "{page}");
        }
    }
    for page in OWN_PAGES {
        assert!(
            guest.get(page).await.location().starts_with("/login"),
            "{page}"
        );
        for member in [&mut share, &mut parent] {
            assert_eq!(
                member.get(page).await.status,
                StatusCode::NOT_FOUND,
                "{page}"
            );
        }
    }
    for page in LINK_PAGES {
        let page = subject.fill(page);
        for caller in [&mut guest, &mut parent] {
            assert_eq!(caller.get(&page).await.status, StatusCode::GONE, "{page}");
        }
    }
    for page in CODE_PAGES {
        let page = subject.fill(page);
        for caller in [&mut guest, &mut parent] {
            let answer = caller.get(&page).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
            assert!(answer.shows("URLが正しくありません"), "{page}");
        }
    }
    assert!(
        guest
            .get(CONFIRM_PAGE)
            .await
            .location()
            .starts_with("/login")
    );
    assert_eq!(share.get(CONFIRM_PAGE).await.location(), "/");
    assert_eq!(guest.get(END_SESSION_PAGE).await.location(), "/login");
    assert!(
        share
            .get(END_SESSION_PAGE)
            .await
            .shows("USEN MEMBERSからログアウトしますか？")
    );
    for page in OPEN_PAGES {
        assert_eq!(guest.get(page).await.status, StatusCode::OK, "{page}");
    }
    assert_eq!(
        guest.get(&format!("/v1/{}", subject.token)).await.status,
        StatusCode::OK
    );
}

/// A page that is in no list above fails this test.
#[test]
fn r7_every_page_of_the_portal_stands_in_a_list() {
    let routes: BTreeSet<String> = leptos_axum::generate_route_list(app::app::App)
        .iter()
        .map(|route| {
            route
                .path()
                .split('/')
                .map(|part| match part.strip_prefix(':') {
                    Some(name) => format!("{{{name}}}"),
                    None => part.to_owned(),
                })
                .collect::<Vec<_>>()
                .join("/")
        })
        .filter(|path| !path.starts_with("/v1/"))
        .collect();

    let listed: BTreeSet<String> = PARENT_PAGES
        .iter()
        .chain(&MEMBER_PAGES)
        .chain(&OWN_PAGES)
        .chain(&LINK_PAGES)
        .chain(&CODE_PAGES)
        .chain(&[CONFIRM_PAGE, END_SESSION_PAGE])
        .chain(&OPEN_PAGES)
        .filter_map(|page| page.split('?').next())
        .map(ToOwned::to_owned)
        .collect();

    assert_eq!(routes, listed);
}
