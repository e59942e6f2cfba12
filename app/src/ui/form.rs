//! Forms: fields with label, hint and error, the error summary, passwords (`spec/screens.md`, section 3).

use leptos::prelude::*;

use super::{controls::icon, surroundings::language};
use crate::values::NumberRejection;

/// A field of a form.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// Name in the form, and id in the page.
    pub name: &'static str,
    /// What it is for.
    pub label: &'static str,
    /// What helps to fill it in, line by line.
    pub hints: Vec<String>,
    /// What is wrong with it.
    pub error: Option<String>,
    /// What is in it.
    pub value: String,
    /// What the browser may fill in (WCAG 1.3.5).
    pub autocomplete: &'static str,
    /// Which keys a phone shows.
    pub inputmode: Option<&'static str>,
    /// What the phone's Enter key says.
    pub enterkeyhint: Option<&'static str>,
    /// Whether 必須 stands beside the label.
    pub marked_required: bool,
    /// Whether it is a short code, told character by character.
    pub is_code: bool,
    /// A prefix that keeps ids apart where a form stands on a page twice.
    pub id_prefix: &'static str,
}

impl Field {
    /// The id of its input in the page.
    pub fn id(&self) -> String {
        format!("{}{}", self.id_prefix, self.name)
    }

    /// What a screen reader reads after the label.
    fn described_by(&self) -> Option<String> {
        let id = self.id();
        let hints = (0..self.hints.len()).map(|number| format!("{id}-hint-{number}"));
        let all: Vec<String> = hints
            .chain(self.error.as_ref().map(|_| format!("{id}-error")))
            .collect();
        (!all.is_empty()).then(|| all.join(" "))
    }
}

fn around<C: IntoView, A: IntoView>(
    field: &Field,
    control: C,
    after: A,
) -> impl IntoView + use<C, A> {
    let id = field.id();
    let required = field
        .marked_required
        .then(|| view! { <span class="um-badge">{language().required()}</span> });
    let hints = field
        .hints
        .iter()
        .enumerate()
        .map(|(number, hint)| {
            view! {
                <p class="um-hint" id=format!("{id}-hint-{number}")>
                    {hint.clone()}
                </p>
            }
        })
        .collect_view();
    let error = field.error.clone().map(|error| {
        view! {
            <p class="um-error" id=format!("{id}-error")>
                {icon("error")}
                <span>{error}</span>
            </p>
        }
    });
    view! {
        <div class="um-field">
            <label class="um-label" for=id>
                {field.label}
                {required}
            </label>
            {hints}
            {error}
            {control}
            {after}
        </div>
    }
}

/// A field for text.
pub fn text_field(field: &Field) -> impl IntoView + use<> {
    text_field_with(field, ())
}

/// A field for text, and what stands below it.
pub fn text_field_with<A: IntoView>(field: &Field, after: A) -> impl IntoView + use<A> {
    let class = if field.is_code {
        "um-input um-input--code"
    } else {
        "um-input"
    };
    let input = view! {
        <input
            class=class
            id=field.id()
            name=field.name
            type="text"
            value=field.value.clone()
            autocomplete=field.autocomplete
            autocapitalize="none"
            spellcheck="false"
            inputmode=field.inputmode
            enterkeyhint=field.enterkeyhint
            aria-describedby=field.described_by()
            aria-invalid=field.error.is_some().then_some("true")
        />
    };
    around(field, input, after)
}

/// The field 確認番号 of the form behind a mailed link (X3), with what was typed before and why it was not taken.
pub fn number_field(refused: Option<(String, NumberRejection)>) -> Field {
    let language = language();
    let (value, why) = refused.unzip();
    Field {
        name: "number",
        label: language.number_label(),
        hints: vec![language.number_hint().to_owned()],
        error: why.map(|why| language.number_rejection(why)),
        value: value.unwrap_or_default(),
        autocomplete: "one-time-code",
        inputmode: Some("numeric"),
        enterkeyhint: Some("done"),
        marked_required: true,
        is_code: true,
        ..Field::default()
    }
}

/// A field for a file, which no browser fills again.
pub fn file_field(field: &Field, accept: &'static str) -> impl IntoView + use<> {
    let input = view! {
        <input
            class="um-input um-input--file"
            id=field.id()
            name=field.name
            type="file"
            accept=accept
            aria-describedby=field.described_by()
            aria-invalid=field.error.is_some().then_some("true")
        />
    };
    around(field, input, ())
}

/// A field for a password: never filled again, shown on demand where scripts run.
pub fn password_field(field: &Field, confirmation: bool) -> impl IntoView + use<> {
    password_field_with(field, confirmation, ())
}

/// A field for a new password, whose strength is told while one types, where scripts run (D6); `words` are those that
/// others would try first, the person's own.
pub fn new_password_field(field: &Field, words: &str) -> impl IntoView + use<> {
    let language = language();
    let texts = [
        language.password_strength_0(),
        language.password_strength_1(),
        language.password_strength_2(),
        language.password_strength_3(),
        language.password_strength_4(),
    ]
    .map(|text| format!("\"{}: {text}\"", language.password_strength_label()))
    .join(",");
    let id = field.id();
    let meter = view! {
        <p
            class="um-strength"
            id=format!("{id}-strength")
            data-strength-of=id.clone()
            data-words=words.to_owned()
            data-texts=format!("[{texts}]")
            role="status"
        ></p>
    };
    password_field_with(field, false, meter)
}

fn password_field_with<A: IntoView>(
    field: &Field,
    confirmation: bool,
    after: A,
) -> impl IntoView + use<A> {
    let language = language();
    let (show, hide) = if confirmation {
        (
            language.password_confirmation_show_label(),
            language.password_confirmation_hide_label(),
        )
    } else {
        (
            language.password_show_label(),
            language.password_hide_label(),
        )
    };
    let input = view! {
        <div class="um-password">
            <input
                class="um-input"
                id=field.id()
                name=field.name
                type="password"
                autocomplete=field.autocomplete
                autocapitalize="none"
                spellcheck="false"
                enterkeyhint=field.enterkeyhint
                aria-describedby=field.described_by()
                aria-invalid=field.error.is_some().then_some("true")
            />
            <button
                class="um-password__toggle"
                type="button"
                hidden
                aria-controls=field.id()
                aria-pressed="false"
                aria-label=show
                data-show=language.password_show()
                data-hide=language.password_hide()
                data-show-label=show
                data-hide-label=hide
            >
                {language.password_show()}
            </button>
        </div>
    };
    around(field, input, after)
}

/// A box to tick, with its label.
pub fn checkbox(name: &'static str, value: &'static str, label: &'static str) -> impl IntoView {
    view! {
        <label class="um-check">
            <input type="checkbox" name=name value=value />
            <span>{label}</span>
        </label>
    }
}

/// What is wrong, at the top of the page, with a link to each field (or none, where it is about no field).
pub fn error_summary(errors: Vec<(Option<String>, String)>) -> Option<impl IntoView> {
    if errors.is_empty() {
        return None;
    }
    let items = errors
        .into_iter()
        .map(|(field, error)| match field {
            Some(field) => view! { <li><a href=format!("#{field}")>{error}</a></li> }.into_any(),
            None => view! { <li>{error}</li> }.into_any(),
        })
        .collect_view();
    Some(view! {
        <div class="um-summary" role="alert" tabindex="-1" autofocus aria-labelledby="error-summary">
            <h2 id="error-summary">{language().error_summary_heading()}</h2>
            <ul>{items}</ul>
        </div>
    })
}

/// The errors of fields for the summary, in the order of the fields.
pub fn field_errors(fields: &[&Field]) -> Vec<(Option<String>, String)> {
    fields
        .iter()
        .filter_map(|field| Some((Some(field.id()), field.error.clone()?)))
        .collect()
}
