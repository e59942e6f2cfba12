//! The page of the points.

use leptos::prelude::*;

use super::{
    api,
    model::{Booked, Ledger, Overview, PAGE},
    words::{cause_name, change},
};
use crate::{
    guarded::guarded,
    paths,
    platform::letter,
    text::Language,
    ui::{
        controls::icon,
        layout::{self, Head, Section, Width},
        list::{Paging, paging},
        surroundings::language,
    },
    values::Points,
};

/// ポイント履歴 (D12, X12): a share account sees the balance, a parent also what led there.
#[component]
pub fn PointsPage() -> impl IntoView {
    guarded(api::load(), |overview| {
        layout::member(
            Head::new(title(&overview)),
            Section::Top,
            Width::Page,
            body(&overview),
        )
    })
}

fn title(overview: &Overview) -> &'static str {
    if overview.ledger.is_some() {
        language().points_title()
    } else {
        language().points_title_share()
    }
}

fn body(overview: &Overview) -> impl IntoView + use<> {
    let language = language();
    let held = (overview.balance.held > Points::ZERO).then(|| {
        view! {
            <p class="um-muted um-points__more">{language.points_held(overview.balance.held)}</p>
        }
    });
    let expiring = overview.next_to_expire.map(|next| {
        view! {
            <p class="um-muted um-points__more">
                {language.points_expiring(next.points, letter::date_time(language, next.at))}
            </p>
        }
    });
    let ledger = match &overview.ledger {
        Some(ledger) if ledger.entries.is_empty() => {
            view! { <p class="um-empty">{language.points_empty()}</p> }.into_any()
        }
        Some(ledger) => view! {
            <div class="um-list__head">
                <p role="status">{language.points_count(ledger.found.unsigned_abs())}</p>
                <a
                    class="um-btn um-btn--secondary"
                    href=paths::POINTS_CSV
                    download=""
                    data-native=""
                >
                    {icon("description")}
                    {language.points_download()}
                </a>
            </div>
            {table(language, ledger)}
        }
        .into_any(),
        None => view! { <p>{language.points_share_note()}</p> }.into_any(),
    };
    view! {
        <h1 tabindex="-1">{title(overview)}</h1>
        <section class="um-card um-points" aria-labelledby="available">
            <h2 id="available">{language.points_available()}</h2>
            <p class="um-points__value">
                {language.top_points_value(overview.balance.available())}
            </p>
            <p class="um-muted">{language.top_points_worth()}</p>
            {expiring}
            {held}
        </section>
        {ledger}
        <div class="um-actions">
            <a class="um-btn um-btn--secondary" href=paths::TOP>
                {language.button_back()}
            </a>
        </div>
    }
}

fn table(language: Language, ledger: &Ledger) -> impl IntoView + use<> {
    let heads = [
        language.points_at(),
        language.points_cause(),
        language.points_change(),
        language.points_balance(),
        language.points_who(),
        language.points_until(),
    ]
    .map(|head| {
        view! {
            <th role="columnheader" scope="col">
                {head}
            </th>
        }
    });
    let rows = ledger
        .entries
        .iter()
        .map(|entry| row(language, entry))
        .collect_view();
    let shown = i64::try_from(ledger.entries.len()).unwrap_or_default();
    let first = (ledger.page - 1) * PAGE + 1;
    let place = Paging {
        page: ledger.page,
        pages: ledger.pages(),
        first,
        last: first + shown - 1,
        total: ledger.found,
    };
    view! {
        <div class="um-list">
            <table class="um-table um-table--history um-table--points" role="table">
                <caption class="um-visually-hidden">{language.points_title()}</caption>
                <thead role="rowgroup">
                    <tr role="row">{heads}</tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
        {paging(&place, |page| format!("{}?page={page}", paths::POINTS))}
    }
    .into_any()
}

fn row(language: Language, entry: &Booked) -> impl IntoView + use<> {
    let none = || language.points_none().to_owned();
    let order_or_reason = entry
        .note
        .clone()
        .map(|note| view! { <span class="um-muted">{note}</span> });
    let nobody = entry.who.is_none();
    let who = entry.who.clone().unwrap_or_else(none);
    let for_good = entry.expires_at.is_none();
    let until = entry
        .expires_at
        .map_or_else(none, |at| letter::date_time(language, at));
    view! {
        <tr role="row">
            <td role="cell" data-label=language.points_at()>
                {letter::date_time(language, entry.created_at)}
            </td>
            <td role="cell" data-label=language.points_cause()>
                {cause_name(language, entry.cause)} " " {order_or_reason}
            </td>
            <td role="cell" class="um-number" data-label=language.points_change()>
                {change(entry.points)}
            </td>
            <td role="cell" class="um-number" data-label=language.points_balance()>
                {entry.balance.to_string()}
            </td>
            <td
                role="cell"
                data-label=language.points_who()
                data-empty=nobody.then_some("")
            >
                {who}
            </td>
            <td
                role="cell"
                data-label=language.points_until()
                data-empty=for_good.then_some("")
            >
                {until}
            </td>
        </tr>
    }
}
