//! The pages of the documents. Nothing is issued yet, and they say so; who may see them is decided already.

use std::future::ready;

use leptos::prelude::*;

use crate::{
    guarded::guarded,
    platform::session,
    rights::Right,
    ui::{
        layout::{self, Head, Section, Width},
        surroundings::language,
    },
};

/// 請求情報.
#[component]
pub fn BillingPage() -> impl IntoView {
    let language = language();
    let texts = [
        language.billing_heading(),
        language.billing_empty(),
        language.billing_empty_hint(),
    ];
    empty_list(Right::Billing, texts)
}

/// 申込書.
#[component]
pub fn ApplicationsPage() -> impl IntoView {
    let language = language();
    let texts = [
        language.applications_heading(),
        language.applications_empty(),
        language.applications_empty_hint(),
    ];
    empty_list(Right::Applications, texts)
}

/// 支払い通知書.
#[component]
pub fn PaymentNoticesPage() -> impl IntoView {
    let language = language();
    let texts = [
        language.payment_notices_heading(),
        language.payment_notices_empty(),
        language.payment_notices_empty_hint(),
    ];
    empty_list(Right::PaymentNotices, texts)
}

fn empty_list(right: Right, [heading, empty, hint]: [&'static str; 3]) -> impl IntoView {
    guarded(ready(session::member_with(right)), move |_| {
        let body = view! {
            <h1 tabindex="-1">{heading}</h1>
            <div class="um-empty">
                <p>{empty}</p>
                <p class="um-muted">{hint}</p>
            </div>
        };
        layout::member(Head::new(heading), Section::Elsewhere, Width::Page, body)
    })
}
