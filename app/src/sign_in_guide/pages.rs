//! The sheet, on the screen and on paper.

use leptos::prelude::*;

use crate::{
    guarded::guarded,
    paths,
    platform::{services::Services, session},
    text::Language,
    ui::{
        controls::icon,
        layout::{self, Head, Section, Tab, Width},
        qr::qr,
        surroundings::language,
    },
};

/// ログインのご案内: shop, addresses and codes for both sites, and how to sign in; never a user ID or password.
#[component]
pub fn SignInGuidePage() -> impl IntoView {
    guarded(std::future::ready(session::parent()), |parent| {
        let language = language();
        let body = view! {
            <p class="um-screen-only">{language.guide_paragraph()}</p>
            <p class="um-screen-only">
                <button class="um-btn um-btn--primary" type="button" hidden data-print="">
                    {icon("print")} {language.guide_print()}
                </button>
            </p>
            <article class="um-sheet">
                <p class="um-company">{language.registration_company(&parent.shop_name)}</p>
                <h1 tabindex="-1">{language.print_heading()}</h1>
                <div class="um-sheet__sites">
                    {site(
                        language,
                        ("members", language.guide_members_heading()),
                        paths::SIGN_IN,
                        language.sign_in_qr_label(),
                    )}
                    {site(
                        language,
                        ("cart", language.guide_cart_heading()),
                        paths::SIGN_IN_TO_CART,
                        language.guide_cart_qr_label(),
                    )}
                </div>
                <section aria-labelledby="steps">
                    <h2 id="steps">{language.guide_steps_heading()}</h2>
                    <ol>
                        <li>{language.print_step_1()}</li>
                        <li>{language.print_step_2()}</li>
                        <li>{language.print_step_3()}</li>
                    </ol>
                    <p class="um-muted">{language.print_note()}</p>
                </section>
            </article>
            <p class="um-screen-only">
                <a class="um-alone" href=paths::SHARE_ACCOUNTS>{language.in_person_list()}</a>
            </p>
        };
        layout::member(
            Head::new(language.print_heading()),
            Section::Account(Tab::ShareAccounts),
            Width::Page,
            body,
        )
    })
}

fn site(
    language: Language,
    (id, heading): (&'static str, &'static str),
    path: &str,
    code_label: &'static str,
) -> impl IntoView + use<> {
    let address = Services::current().settings.absolute(path);
    view! {
        <section aria-labelledby=id>
            <h2 id=id>{heading}</h2>
            <dl class="um-sheet__facts">
                <dt>{language.sign_in_url()}</dt>
                <dd>{address.clone()}</dd>
                <dt>{language.sign_in_qr()}</dt>
                <dd>{qr(&address, code_label)}</dd>
            </dl>
        </section>
    }
}
