//! The phone's page behind the QR code.

use axum::http::StatusCode;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;

use crate::{
    guarded::guarded,
    in_person::{
        api::{self, EnterInPerson, SignOutForInPerson},
        model::{Draft, Form, Gone, NumberRejection, Visit},
    },
    paths,
    platform::{
        respond,
        session::{self, Member},
    },
    share_accounts::in_person::Refused,
    text::Language,
    ui::{
        controls::{breakable, button_link, icon},
        form::{Field, error_summary, field_errors, text_field},
        layout::{self, Head},
        sign_out_first::sign_out_first,
        surroundings::language,
    },
    values::EmailError,
};

/// What the QR code leads to, on the phone: the form with name, address and number, or why there is none.
#[component]
pub fn InPersonPage() -> impl IntoView {
    guarded(
        api::load_visit(parameter("token"), parameter("draft")),
        |(token, visit)| match visit {
            Visit::Gone(gone) => gone_page(gone).into_any(),
            Visit::Open(form) => match session::viewer() {
                Some(viewer) => someone_else_page(token, &form, &viewer).into_any(),
                None => form_page(token, *form).into_any(),
            },
        },
    )
}

fn parameter(name: &str) -> String {
    use_params_map()
        .read_untracked()
        .get(name)
        .unwrap_or_default()
}

fn phone_heading(language: Language, shop_name: &str) -> impl IntoView + use<> {
    view! {
        <p class="um-company">{language.registration_company(shop_name)}</p>
        <h1 tabindex="-1">{language.in_person_phone_heading()}</h1>
    }
}

fn form_page(token: String, form: Form) -> impl IntoView {
    let language = language();
    let Form { shop_name, draft } = form;
    let has_errors = draft.is_some();
    let refused = draft.as_ref().and_then(|draft| draft.remarks.refused);
    let fields = fields(language, draft);
    let [name, email, number] = &fields;
    let mut errors = field_errors(&[name, email, number]);
    errors.extend(refused.map(|why| (None, refusal(language, why))));
    let body = view! {
        {error_summary(errors)}
        {phone_heading(language, &shop_name)}
        <p class="um-lead">{breakable(&language.in_person_phone_lead(&shop_name))}</p>
        <form method="post" action=EnterInPerson::url() novalidate data-busy=language.sending()>
            <input type="hidden" name="token" value=token />
            {text_field(name)}
            {text_field(email)}
            {text_field(number)}
            <button class="um-btn um-btn--primary um-btn--lg um-btn--block">
                {language.in_person_phone_submit()} {icon("chevron_right")}
            </button>
        </form>
    };
    layout::guest(
        Head::with_errors(language.in_person_phone_heading(), has_errors),
        body,
    )
}

fn fields(language: Language, draft: Option<Draft>) -> [Field; 3] {
    let (entry, remarks) = draft
        .map(|Draft { entry, remarks }| (entry, remarks))
        .unwrap_or_default();
    let name = Field {
        name: "name",
        label: language.add_name(),
        hints: vec![language.add_name_hint().to_owned()],
        value: entry.name,
        error: remarks
            .name
            .map(|why| language.person_name_error(why).to_owned()),
        autocomplete: "name",
        enterkeyhint: Some("next"),
        marked_required: true,
        ..Field::default()
    };
    let email = Field {
        name: "email",
        label: language.add_email(),
        hints: vec![language.in_person_phone_email_hint().to_owned()],
        value: entry.email,
        error: remarks.email.map(|why| {
            match why {
                EmailError::Empty => language.add_error_email_empty(),
                EmailError::Form => language.add_error_email_form(),
            }
            .to_owned()
        }),
        autocomplete: "email",
        inputmode: Some("email"),
        enterkeyhint: Some("next"),
        marked_required: true,
        ..Field::default()
    };
    let number = Field {
        name: "number",
        label: language.in_person_phone_number(),
        hints: vec![language.in_person_phone_number_hint().to_owned()],
        value: entry.number,
        error: remarks.number.map(|why| match why {
            NumberRejection::Empty => language.in_person_error_number_empty().to_owned(),
            NumberRejection::Form => language.in_person_error_number_form().to_owned(),
            NumberRejection::Wrong { left } => {
                language.in_person_error_number_wrong(u64::from(left.unsigned_abs()))
            }
        }),
        // it stands on another screen: nothing to fill in from here
        autocomplete: "off",
        inputmode: Some("numeric"),
        enterkeyhint: Some("done"),
        marked_required: true,
        ..Field::default()
    };
    [name, email, number]
}

fn refusal(language: Language, why: Refused) -> String {
    match why {
        Refused::Full { limit } => language.in_person_error_full(limit.unsigned_abs()),
        Refused::TooMany { minutes } => language.in_person_error_throttled(language.wait(minutes)),
    }
}

fn someone_else_page(token: String, form: &Form, viewer: &Member) -> impl IntoView + use<> {
    let language = language();
    let body = view! {
        {phone_heading(language, &form.shop_name)}
        {sign_out_first(&viewer.user_id, SignOutForInPerson::url(), token)}
    };
    layout::guest(Head::new(language.in_person_phone_heading()), body)
}

/// Each end of a code has its page, with a next step (D9).
fn gone_page(gone: Gone) -> impl IntoView {
    let language = language();
    respond::status(if gone == Gone::Malformed {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::GONE
    });
    let next = language.in_person_gone_next();
    let (heading, paragraph, more) = match gone {
        Gone::Expired => (language.in_person_gone_expired_heading(), next, None),
        Gone::Replaced => (
            language.in_person_gone_replaced_heading(),
            language.in_person_gone_replaced_paragraph(),
            None,
        ),
        Gone::Stopped => (language.in_person_gone_stopped_heading(), next, None),
        Gone::Locked => (
            language.in_person_gone_locked_heading(),
            language.in_person_gone_locked_paragraph(),
            Some(next),
        ),
        Gone::Taken => (
            language.in_person_gone_taken_heading(),
            language.in_person_gone_taken_paragraph(),
            None,
        ),
        Gone::Malformed => (
            language.registration_malformed_heading(),
            language.in_person_gone_malformed_paragraph(),
            None,
        ),
    };
    let body = view! {
        <h1 tabindex="-1">{heading}</h1>
        <p>{paragraph}</p>
        {more.map(|more| view! { <p>{more}</p> })}
        {(gone == Gone::Taken)
            .then(|| {
                button_link(
                    paths::SIGN_IN.to_owned(),
                    "um-btn um-btn--secondary um-btn--lg um-btn--block",
                    language.registration_used_link(),
                )
            })}
    };
    layout::guest(Head::new(heading), body)
}
