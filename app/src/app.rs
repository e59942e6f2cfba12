//! The document, and the one table of routes.

use axum::http::{StatusCode, header};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};
use time::Duration;

use crate::{
    account::{AccountPage, ChangeUserIdPage},
    address_confirmation::{AddressConfirmationLinkPage, AddressConfirmationPage},
    documents::{ApplicationsPage, BillingPage, PaymentNoticesPage},
    email_change::{ChangeEmailPage, EmailConfirmationPage, EmailUndoPage},
    handoff::{EndSessionPage, ServicesPage},
    help::{AccessibilityPage, ContactPage, HelpPage, HelpShareAccountPage, OfflinePage},
    history::HistoryPage,
    home::HomePage,
    in_person::{InPersonPage, RegisterGuidePage},
    invitation_import::{InvitationImportPage, NewInvitationImportPage},
    passkeys::PasskeyPage,
    paths,
    platform::{csp, request, respond, services::Services, session},
    points::PointsPage,
    recovery::{NewPasswordPage, PasswordLinkPage, RecoverPage, RecoverySentPage, ResetPage},
    registration::{DeclinePage, RegistrationCheckPage, RegistrationDonePage, RegistrationPage},
    rights::Right,
    security::{DevicePage, SecurityPage, SignInAlertPage},
    share_accounts::{
        CorrectAddressPage, DeleteShareAccountPage, NewShareAccountPage, RenameShareAccountPage,
        ResendInvitationPage, SeveralShareAccountsPage, ShareAccountsPage,
    },
    sign_in::{ChooseLanguage, SignInPage, SignOut, SwitchAccount},
    sign_in_guide::SignInGuidePage,
    ui::{
        failure_page::{Reason, failure_page},
        surroundings::{Surroundings, Viewer},
    },
};

/// The document around every page.
pub fn shell() -> impl IntoView {
    document(None)
}

/// The document around the page that says why there is none.
pub fn failure_shell(reason: Reason) -> impl IntoView {
    document(Some(reason))
}

fn document(failure: Option<Reason>) -> impl IntoView {
    let services = Services::current();
    let mut surroundings = surroundings(&services);
    if failure.is_some() {
        // an address that leads nowhere is nothing to come back to
        paths::TOP.clone_into(&mut surroundings.address);
    }
    let language = surroundings.language;
    let assets = &services.settings.assets;
    let with_client = session::page_has_client();
    let nonce = use_nonce();
    if let Some(nonce) = &nonce {
        respond::header(
            header::CONTENT_SECURITY_POLICY,
            &csp::page_csp(nonce, &services.form_targets.list()),
        );
    }
    if paths::carries_token(&request::path()) {
        // the address is the secret (R21)
        respond::header(header::REFERRER_POLICY, "no-referrer");
    }
    // nothing of the page is hydrated but its islands
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    provide_context(surroundings);

    let script = assets
        .path(if with_client {
            "navigation.js"
        } else {
            "guest.js"
        })
        .to_owned();
    let [module, wasm, navigation, style, touch_icon] = [
        "members.js",
        "members.wasm",
        "navigation.js",
        "main.css",
        "icon-apple.png",
    ]
    .map(|file| assets.path(file).to_owned());
    let prefetch = (!with_client).then(|| [navigation.as_str(), &module, &wasm].join(" "));
    view! {
        <!DOCTYPE html>
        <html
            lang=language.tag()
            data-build=with_client.then(|| assets.build.clone())
            data-module=with_client.then_some(module)
            data-wasm=with_client.then_some(wasm)
            data-prefetch=prefetch
        >
            <head>
                <meta charset="utf-8" />
                // a keyboard on the screen makes the page shorter, where it would otherwise lie over its end
                <meta
                    name="viewport"
                    content="width=device-width, initial-scale=1, interactive-widget=resizes-content"
                />
                <meta name="color-scheme" content="light dark" />
                <meta name="format-detection" content="telephone=no" />
                <meta
                    name="theme-color"
                    media="(prefers-color-scheme: light)"
                    content="#ffffff"
                />
                <meta
                    name="theme-color"
                    media="(prefers-color-scheme: dark)"
                    content="#1b1f24"
                />
                <meta name="description" content=language.description() />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href=touch_icon />
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="stylesheet" href=style />
                <script type="module" nonce=nonce src=script></script>
                {shared_device_refresh()}
                <MetaTags />
            </head>
            <body>
                {match failure {
                    Some(reason) => {
                        provide_meta_context();
                        failure_page(&reason).into_any()
                    }
                    None => view! { <App /> }.into_any(),
                }}
            </body>
        </html>
    }
}

/// Without scripts, a page on a shared device gives way to the sign-in page once its session has ended (X18).
fn shared_device_refresh() -> Option<impl IntoView> {
    let idle = session::viewer()?.shared_device_idle?;
    let seconds = (idle + Duration::seconds(5)).whole_seconds();
    Some(view! {
        <noscript>
            <meta http-equiv="refresh" content=seconds />
        </noscript>
    })
}

fn surroundings(services: &Services) -> Surroundings {
    let brand = &services.settings.brand;
    Surroundings {
        language: request::language(),
        icons: services.settings.assets.path("icons.svg").to_owned(),
        company: brand.company.clone(),
        phone: brand.phone.clone(),
        hours: brand.hours_in(request::language()).to_owned(),
        address: request::address(),
        sign_out_action: server_fn_url::<SignOut>(),
        switch_account_action: server_fn_url::<SwitchAccount>(),
        language_action: server_fn_url::<ChooseLanguage>(),
        viewer: session::viewer().map(|member| Viewer {
            name: member.name.clone(),
            user_id: member.user_id.clone(),
            shared_device_idle: member.shared_device_idle,
            manages_share_accounts: member.may(Right::ShareAccounts),
        }),
    }
}

fn server_fn_url<F: leptos::server_fn::ServerFn>() -> String {
    F::url().to_owned()
}

/// Every page and its address.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=not_found>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async />
                <Route path=path!("/login") view=SignInPage ssr=SsrMode::Async />
                <Route path=path!("/reset") view=ResetPage ssr=SsrMode::Async />
                <Route path=path!("/reset/sent") view=RecoverySentPage ssr=SsrMode::Async />
                <Route path=path!("/reset/new") view=NewPasswordPage ssr=SsrMode::Async />
                <Route path=path!("/reset/:token") view=NewPasswordPage ssr=SsrMode::Async />
                <Route path=path!("/recover") view=RecoverPage ssr=SsrMode::Async />
                <Route path=path!("/email/undo/:token") view=EmailUndoPage ssr=SsrMode::Async />
                <Route path=path!("/email/confirm/:token") view=AddressConfirmationLinkPage ssr=SsrMode::Async />
                <Route path=path!("/email/confirm/:token/again") view=AddressConfirmationLinkPage ssr=SsrMode::Async />
                <Route path=path!("/email/undo/:token/again") view=EmailUndoPage ssr=SsrMode::Async />
                <Route path=path!("/email/:token") view=EmailConfirmationPage ssr=SsrMode::Async />
                <Route path=path!("/email/:token/again") view=EmailConfirmationPage ssr=SsrMode::Async />
                <Route path=path!("/sign-in-alert/:token") view=SignInAlertPage ssr=SsrMode::Async />
                <Route path=path!("/sign-in-alert/:token/again") view=SignInAlertPage ssr=SsrMode::Async />
                <Route path=path!("/v1/:token") view=RegistrationPage ssr=SsrMode::Async />
                <Route path=path!("/v1/:token/confirm") view=RegistrationCheckPage ssr=SsrMode::Async />
                <Route path=path!("/v1/:token/decline") view=DeclinePage ssr=SsrMode::Async />
                <Route path=path!("/v1/:token/done") view=RegistrationDonePage ssr=SsrMode::Async />
                <Route path=path!("/in-person/:token") view=InPersonPage ssr=SsrMode::Async />
                <Route path=path!("/in-person/:token/:draft") view=InPersonPage ssr=SsrMode::Async />
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async />
                <Route path=path!("/account/user-id") view=ChangeUserIdPage ssr=SsrMode::Async />
                <Route path=path!("/account/email") view=ChangeEmailPage ssr=SsrMode::Async />
                <Route path=path!("/account/email/confirm") view=AddressConfirmationPage ssr=SsrMode::Async />
                <Route path=path!("/account/password") view=PasswordLinkPage ssr=SsrMode::Async />
                <Route path=path!("/account/security") view=SecurityPage ssr=SsrMode::Async />
                <Route path=path!("/account/security/devices/:device") view=DevicePage ssr=SsrMode::Async />
                <Route path=path!("/account/security/passkeys/:passkey") view=PasskeyPage ssr=SsrMode::Async />
                <Route path=path!("/account/security/history") view=HistoryPage ssr=SsrMode::Async />
                <Route path=path!("/points") view=PointsPage ssr=SsrMode::Async />
                <Route path=path!("/account/share") view=ShareAccountsPage ssr=SsrMode::Async />
                <Route path=path!("/account/share/new") view=NewShareAccountPage ssr=SsrMode::Async />
                <Route path=path!("/account/share/print") view=SignInGuidePage ssr=SsrMode::Async />
                <Route path=path!("/account/share/import") view=NewInvitationImportPage ssr=SsrMode::Async />
                <Route path=path!("/account/share/import/:import") view=InvitationImportPage ssr=SsrMode::Async />
                <Route path=path!("/account/share/several") view=SeveralShareAccountsPage ssr=SsrMode::Async />
                <Route path=path!("/account/share/:account/address") view=CorrectAddressPage ssr=SsrMode::Async />
                <Route path=path!("/account/share/:account/resend") view=ResendInvitationPage ssr=SsrMode::Async />
                <Route path=path!("/account/share/:account/edit") view=RenameShareAccountPage ssr=SsrMode::Async />
                <Route path=path!("/account/share/:account/delete") view=DeleteShareAccountPage ssr=SsrMode::Async />
                <Route path=path!("/register-guide") view=RegisterGuidePage ssr=SsrMode::Async />
                <Route path=path!("/billing") view=BillingPage ssr=SsrMode::Async />
                <Route path=path!("/applications") view=ApplicationsPage ssr=SsrMode::Async />
                <Route path=path!("/payment-notices") view=PaymentNoticesPage ssr=SsrMode::Async />
                <Route path=path!("/services") view=ServicesPage ssr=SsrMode::Async />
                <Route path=path!("/oauth/logout") view=EndSessionPage ssr=SsrMode::Async />
                <Route path=path!("/help") view=HelpPage ssr=SsrMode::Async />
                <Route path=path!("/help/share-account") view=HelpShareAccountPage ssr=SsrMode::Async />
                <Route path=path!("/contact") view=ContactPage ssr=SsrMode::Async />
                <Route path=path!("/accessibility") view=AccessibilityPage ssr=SsrMode::Async />
                <Route path=path!("/offline") view=OfflinePage ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
}

fn not_found() -> impl IntoView {
    respond::status(StatusCode::NOT_FOUND);
    failure_page(&Reason::NotFound)
}
