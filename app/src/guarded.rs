//! A page that first loads what it shows, or says why it cannot.

use std::future::Future;

use leptos::prelude::*;

use crate::{
    platform::{failure::Failure, request},
    ui::failure_page::{Reason, failure_page},
};

/// Loads what a page shows and makes the page of it; in its place stands the failure's page.
/// Whoever has to sign in first is on the way there already.
pub fn guarded<M, L, V>(load: L, page: impl FnOnce(M) -> V + Send + 'static) -> impl IntoView
where
    M: 'static,
    L: Future<Output = Result<M, Failure>> + Send + 'static,
    V: IntoView + 'static,
{
    Suspend::new(async move {
        match load.await {
            Ok(model) => page(model).into_any(),
            Err(Failure::SignInRequired | Failure::SessionEnded) => ().into_any(),
            Err(failure) => failure_page(&reason(failure)).into_any(),
        }
    })
}

/// What the person is told about a failure.
pub fn reason(failure: Failure) -> Reason {
    match failure {
        Failure::Forbidden => Reason::Forbidden,
        Failure::NotFound => Reason::NotFound,
        Failure::TooMany => Reason::TooMany { minutes: 1 },
        Failure::BadRequest | Failure::SignInRequired | Failure::SessionEnded => Reason::Outdated,
        Failure::Busy | Failure::Unavailable => Reason::Unavailable,
        Failure::Internal => Reason::Broken {
            reference: request::reference(),
        },
    }
}
