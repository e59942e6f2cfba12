//! A search whose results change while one types or chooses.

use leptos::prelude::*;

/// Shows the results of the form around it while one types or chooses: asks for the page that the form would lead to,
/// and takes over the part of it with the id `results`, and the text of `{results}-count`, which is read out.
/// What is typed keeps the focus.
///
/// Without it the form is sent with its button.
#[island]
pub fn LiveSearch(results: String, children: Children) -> impl IntoView {
    let search = on_input(results);
    view! { <div on:input=search>{children()}</div> }
}

#[cfg(not(feature = "hydrate"))]
fn on_input(_results: String) -> impl FnMut(leptos::ev::Event) {
    |_| ()
}

#[cfg(feature = "hydrate")]
use browser::on_input;

#[cfg(feature = "hydrate")]
mod browser {
    use std::{cell::Cell, rc::Rc, time::Duration};

    use leptos::{ev::Event, leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{
        DomParser, Element, FormData, HtmlFormElement, Response, SupportedType, UrlSearchParams,
    };

    /// A pause in typing.
    const PAUSE: Duration = Duration::from_millis(250);

    pub(super) fn on_input(results: String) -> impl FnMut(Event) {
        let waiting: Rc<Cell<Option<TimeoutHandle>>> = Rc::default();
        // answers may overtake each other; only the newest question's is shown
        let newest = Rc::new(Cell::new(0_u32));
        move |event| {
            let Some(form) = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok()?.closest("form").ok()?)
                .and_then(|form| form.dyn_into::<HtmlFormElement>().ok())
            else {
                return;
            };
            if let Some(earlier) = waiting.take() {
                earlier.clear();
            }
            let (results, newest) = (results.clone(), Rc::clone(&newest));
            let ask = move || {
                newest.set(newest.get() + 1);
                let number = newest.get();
                spawn_local(async move {
                    // where this does not work, the form's button does
                    if let Ok((address, page)) = load(&form).await
                        && newest.get() == number
                    {
                        drop(show(&results, &address, &page));
                    }
                });
            };
            waiting.set(set_timeout_with_handle(ask, PAUSE).ok());
        }
    }

    /// The page that the form would lead to.
    async fn load(form: &HtmlFormElement) -> Result<(String, String), JsValue> {
        let query = UrlSearchParams::new_with_str_sequence_sequence(
            &FormData::new_with_form(form)?.into(),
        )?;
        let address = format!("{}?{}", form.action(), String::from(query.to_string()));
        let answer: Response = JsFuture::from(window().fetch_with_str(&address))
            .await?
            .dyn_into()?;
        if !answer.ok() || answer.redirected() {
            return Err(JsValue::NULL);
        }
        let page = JsFuture::from(answer.text()?)
            .await?
            .as_string()
            .ok_or(JsValue::NULL)?;
        Ok((address, page))
    }

    fn show(results: &str, address: &str, page: &str) -> Result<(), JsValue> {
        let page = DomParser::new()?.parse_from_string(page, SupportedType::TextHtml)?;
        if let (Some(old), Some(new)) = (
            document().get_element_by_id(results),
            page.get_element_by_id(results),
        ) {
            old.replace_with_with_node_1(&new)?;
            let count = format!("{results}-count");
            if let (Some(old), Some(new)) = (
                document().get_element_by_id(&count),
                page.get_element_by_id(&count),
            ) {
                old.set_text_content(new.text_content().as_deref());
            }
            // reloading, and coming back, show the same results
            window()
                .history()?
                .replace_state_with_url(&JsValue::NULL, "", Some(address))?;
        }
        Ok(())
    }
}
