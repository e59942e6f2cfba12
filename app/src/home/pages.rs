//! The top page.

use leptos::{prelude::*, server_fn::ServerFn};

use super::api::{self, Home};
use crate::{
    guarded::guarded,
    handoff::{NoCart, OpenCart},
    paths,
    platform::flash,
    rights::Right,
    ui::{
        controls::{Tone, breakable, icon, notice},
        layout::{self, Head, Section, Width},
        surroundings::language,
    },
    values::AccountKind,
};

/// トップ.
#[component]
pub fn HomePage() -> impl IntoView {
    guarded(api::load(), |home| {
        layout::member(
            Head::new(language().top_title()),
            Section::Top,
            Width::Page,
            body(&home),
        )
    })
}

fn body(home: &Home) -> impl IntoView + use<> {
    let language = language();
    let member = &home.member;
    let points = match home.points {
        Some(points) => {
            view! { <p class="um-points__value">{language.top_points_value(points)}</p> }.into_any()
        }
        None => notice(Tone::Error, language.top_points_error(), None).into_any(),
    };
    let link = if member.may(Right::Billing) {
        language.points_link()
    } else {
        language.points_link_share()
    };
    let no_cart = flash::take::<NoCart>(paths::TOP)
        .map(|NoCart| notice(Tone::Error, language.top_no_cart(), None));
    let unconfirmed = (!member.email_confirmed).then(|| {
        view! {
            {notice(Tone::Warning, language.address_needed_for_cart(), None)}
            <p>
                <a href=paths::ACCOUNT_EMAIL_CONFIRM>{language.address_needed_link()}</a>
            </p>
        }
    });
    let note = (member.kind == AccountKind::Share)
        .then(|| view! { <p class="um-muted">{language.top_share_note()}</p> });
    // the form leaves for another site: the browser itself follows it there
    view! {
        <h1 class="um-welcome" tabindex="-1">
            {language.greeting(&member.shop_name)}
        </h1>
        {no_cart}
        {unconfirmed}
        <section class="um-card um-points" aria-labelledby="points">
            <h2 id="points">{language.top_points_heading()}</h2>
            {points}
            <p class="um-muted">
                {language.top_points_worth()} " " <a href=paths::POINTS>{link}</a>
            </p>
            <form method="post" action=OpenCart::url() data-native="" data-busy=language.sending()>
                <button class="um-btn um-btn--primary um-btn--lg um-btn--block">
                    {icon("shopping_cart")} {language.top_order()}
                </button>
            </form>
        </section>
        {tiles(&tiles_for(home))}
        {note}
    }
}

type Tile = (&'static str, &'static str, &'static str);

/// What else the matrix lets this member open (D15).
fn tiles_for(home: &Home) -> Vec<Tile> {
    let language = language();
    [
        (
            Right::Billing,
            (paths::BILLING, "receipt_long", language.top_tile_billing()),
        ),
        (
            Right::Applications,
            (
                paths::APPLICATIONS,
                "description",
                language.top_tile_applications(),
            ),
        ),
        (
            Right::PaymentNotices,
            (
                paths::PAYMENT_NOTICES,
                "payments",
                language.top_tile_payment_notices(),
            ),
        ),
        (
            Right::LinkedServices,
            (paths::SERVICES, "apps", language.top_tile_linked_services()),
        ),
        (
            Right::ShareAccounts,
            (
                paths::SHARE_ACCOUNTS,
                "person_add",
                language.top_tile_share_accounts(),
            ),
        ),
    ]
    .into_iter()
    .filter(|(right, _)| home.member.may(*right))
    .map(|(_, tile)| tile)
    .collect()
}

fn tiles(tiles: &[Tile]) -> Option<impl IntoView + use<>> {
    if tiles.is_empty() {
        return None;
    }
    let items = tiles
        .iter()
        .map(|&(address, symbol, label)| {
            view! {
                <li>
                    <a class="um-tile" href=address>
                        {icon(symbol)}
                        <span>{breakable(label)}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    Some(view! {
        <section aria-labelledby="services">
            <h2 id="services">{language().top_services_heading()}</h2>
            <ul class="um-tiles">{items}</ul>
        </section>
    })
}
