//! シェアアカウント追加 (M40, M41).

use leptos::{prelude::*, server_fn::ServerFn};

use super::{SECTION, anew_field, cancel, email_field, name_field, told};
use crate::{
    guarded::guarded,
    platform::session,
    share_accounts::{
        api::AddShareAccount,
        model::{AddForm, AddRejection, FormRejection, Query, Told},
    },
    text::Language,
    ui::{
        controls::actions,
        form::{error_summary, field_errors, text_field},
        layout::{self, Head, Width},
        surroundings::language,
    },
};

/// シェアアカウント追加 (M40, M41).
#[component]
pub fn NewShareAccountPage() -> impl IntoView {
    guarded(std::future::ready(session::parent()), |_| {
        let (form, why) = match told() {
            Some(Told::AddRejected { form, why }) => (form, Some(why)),
            _ => (AddForm::default(), None),
        };
        let head = Head::with_errors(language().add_heading(), why.is_some());
        layout::member(
            head,
            SECTION,
            Width::Form,
            add_body(form, why.unwrap_or_default()),
        )
    })
}

fn add_body(form: AddForm, why: AddRejection) -> impl IntoView {
    let language = language();
    let name = name_field(language, language.add_name(), form.name, why.name, "");
    let email = email_field(language, language.add_email(), form.email, why.email);
    let mut errors = field_errors(&[&name, &email]);
    errors.extend(why.form.map(|why| (None, form_error(language, why))));
    view! {
        {error_summary(errors)}
        <h1 tabindex="-1">{language.add_heading()}</h1>
        <form method="post" action=AddShareAccount::url() novalidate data-busy=language.sending()>
            {text_field(&name)}
            {text_field(&email)}
            {anew_field(language, why.email)}
            {actions(
                &cancel(language, &Query::default()),
                view! { <button class="um-btn um-btn--primary">{language.add_submit()}</button> },
            )}
        </form>
    }
}

fn form_error(language: Language, why: FormRejection) -> String {
    match why {
        FormRejection::Full { limit } => language.add_error_limit(limit.unsigned_abs()),
        FormRejection::TooMany { minutes } => language.add_error_throttled(language.wait(minutes)),
    }
}
