//! SSO連携サービス: what the shop may open with the same hand-off as the cart (D19, M145).

use leptos::{prelude::*, server_fn::ServerFn};

use super::api::{OpenCart, OpenService, services_of};
use crate::{
    guarded::guarded,
    handoff::clients::Client,
    platform::{failure::Failure, services::Services, session},
    rights::Right,
    ui::{
        controls::icon,
        layout::{self, Head, Section, Width},
        surroundings::language,
    },
};

/// SSO連携サービス.
#[component]
pub fn ServicesPage() -> impl IntoView {
    guarded(load(), |services| {
        let language = language();
        let empty = services
            .is_empty()
            .then(|| view! { <p class="um-muted">{language.linked_services_empty()}</p> });
        let body = view! {
            <h1 tabindex="-1">{language.linked_services_heading()}</h1>
            <p>{language.linked_services_paragraph()}</p>
            <ul class="um-services">
                <li>{button(OpenCart::url(), None, "shopping_cart", language.rights_cart().to_owned())}</li>
                {services.into_iter().map(service).collect_view()}
            </ul>
            {empty}
        };
        layout::member(
            Head::new(language.linked_services_heading()),
            Section::Elsewhere,
            Width::Page,
            body,
        )
    })
}

async fn load() -> Result<Vec<Client>, Failure> {
    let member = session::member_with(Right::LinkedServices)?;
    services_of(&Services::current(), &member).await
}

fn service(client: Client) -> impl IntoView {
    view! { <li>{button(OpenService::url(), Some(client.id), "open_in_new", client.name)}</li> }
}

/// The form leaves for another site: the browser itself follows it there.
fn button(
    action: &'static str,
    client: Option<String>,
    symbol: &'static str,
    label: String,
) -> impl IntoView {
    let client = client.map(|id| view! { <input type="hidden" name="client" value=id /> });
    view! {
        <form method="post" action=action data-native="" data-busy=language().sending()>
            {client}
            <button class="um-btn um-btn--secondary um-btn--lg um-btn--block">
                {icon(symbol)} {label}
            </button>
        </form>
    }
}
