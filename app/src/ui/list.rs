//! Lists that go over pages.

use leptos::prelude::*;

use super::surroundings::language;

/// Where in a list a page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// This page, from 1 on.
    pub page: i64,
    /// How many pages there are.
    pub pages: i64,
    /// Number of the first row.
    pub first: i64,
    /// Number of the last row.
    pub last: i64,
    /// How many rows there are on all pages.
    pub total: i64,
}

/// Links to the other pages, with real addresses (D13); `address` makes one for a page.
pub fn paging(paging: &Paging, address: impl Fn(i64) -> String) -> Option<impl IntoView> {
    if paging.pages <= 1 {
        return None;
    }
    let language = language();
    let here = paging.page;
    let link = |page: i64, label: String, rel: &'static str| {
        view! {
            <li>
                <a href=address(page) rel=rel>
                    {label}
                </a>
            </li>
        }
    };
    let numbers = (1..=paging.pages)
        .map(|page| {
            view! {
                <li>
                    <a
                        href=address(page)
                        aria-current=(page == here).then_some("page")
                        aria-label=language.paging_page(page)
                    >
                        {page}
                    </a>
                </li>
            }
        })
        .collect_view();
    Some(view! {
        <nav class="um-paging" aria-label=language.paging_label()>
            <p>{language.paging_range(paging.first, paging.last, paging.total)}</p>
            <ul>
                {(here > 1).then(|| link(here - 1, language.paging_previous().to_owned(), "prev"))}
                {numbers}
                {(here < paging.pages).then(|| link(here + 1, language.paging_next().to_owned(), "next"))}
            </ul>
        </nav>
    })
}

/// The headings of a table's columns; on phones, where each row is a card, the cells name them.
pub fn column_headings<const COLUMNS: usize>(headings: [&'static str; COLUMNS]) -> impl IntoView {
    headings.map(|heading| {
        view! {
            <th role="columnheader" scope="col">
                {heading}
            </th>
        }
    })
}
