//! The page マイ・アカウント.

use std::future::ready;

use leptos::prelude::*;

use crate::{
    guarded::guarded,
    platform::session::{self, Member},
    rights::Right,
    ui::{
        layout::{self, Head, Section, Tab, Width},
        surroundings::language,
    },
};

/// マイ・アカウント, for parent and share accounts alike (M73).
#[component]
pub fn AccountPage() -> impl IntoView {
    guarded(
        ready(session::member_with(Right::AccountManagement)),
        |member| {
            let head = Head::new(language().account_title());
            layout::member(
                head,
                Section::Account(Tab::MyAccount),
                Width::Form,
                body(&member),
            )
        },
    )
}

fn body(member: &Member) -> impl IntoView + use<> {
    let language = language();
    let security = [
        (language.account_user_id(), member.user_id.clone()),
        (
            language.account_customer_code(),
            member.customer_code.to_string(),
        ),
        (language.account_email(), member.email.clone()),
        (
            language.account_kind_label(),
            language.account_kind(member.kind).to_owned(),
        ),
    ];
    let shop = [(language.account_shop_name(), member.shop_name.clone())];
    view! {
        <h1 tabindex="-1">{language.account_title()}</h1>
        <section aria-labelledby="security">
            <h2 id="security">{language.account_security_heading()}</h2>
            {facts(security)}
        </section>
        <section aria-labelledby="shop">
            <h2 id="shop">{language.account_shop_heading()}</h2>
            {facts(shop)}
        </section>
    }
}

fn facts<const N: usize>(facts: [(&'static str, String); N]) -> impl IntoView {
    let rows = facts.map(|(name, value)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
    });
    view! { <dl class="um-facts">{rows}</dl> }
}
