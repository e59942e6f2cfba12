//! The page セキュリティ, the page of one device, and what the link in the mail about a new device shows.

use axum::http::StatusCode;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;

use super::{
    api::{self, EndEverything, NameDevice, SignOutDevice, SignOutOthers},
    model::{Alert, Device, LiveAlert, TOPIC, Told},
};
use crate::{
    guarded::guarded,
    passkeys::{self, PasskeysSection},
    paths,
    platform::{
        flash, letter,
        mailed_links::press,
        respond,
        session::{self, Member},
    },
    reauthentication::{Asked, proof_errors, proof_fields},
    text::Language,
    ui::{
        controls::{
            ChipTone, Tone, WayOut, actions, button_link, chip, icon, notice, other_viewer_notice,
            phone_link,
        },
        form::{Field, error_summary, field_errors, number_field, text_field},
        layout::{self, Head, Section, Tab, Width},
        surroundings::language,
    },
};

const SECTION: Section = Section::Account(Tab::MyAccount);

/// Devices, passkeys, and the way to the history (X5, X6, X9).
#[component]
pub fn SecurityPage() -> impl IntoView {
    guarded(api::load_list(), |devices| {
        let language = language();
        let told: Option<Told> = flash::take(TOPIC);
        let asked = asked(told.as_ref(), "others-");
        let errors = proof_errors(asked.as_ref());
        let has_errors = matches!(told, Some(Told::ProofRejected(_)));
        let (passkeys_told, passkeys_have_errors) = passkeys::take_told();
        let body = view! {
            {told.and_then(|told| told_notice(language, &told))}
            {has_errors.then(|| error_summary(errors))}
            <h1 tabindex="-1">{language.security_title()}</h1>
            {devices_section(language, &devices, asked.as_ref())}
            <PasskeysSection told=passkeys_told />
            <section aria-labelledby="history">
                <h2 id="history">{language.history_title()}</h2>
                <p>
                    {button_link(
                        paths::HISTORY.to_owned(),
                        "um-btn um-btn--secondary",
                        language.history_link(),
                    )}
                </p>
            </section>
        };
        let head = Head::with_errors(
            language.security_title(),
            has_errors || passkeys_have_errors,
        );
        layout::member(head, SECTION, Width::Form, body)
    })
}

fn asked(told: Option<&Told>, id_prefix: &'static str) -> Option<Asked> {
    let why = match told {
        Some(Told::ProofRejected(why)) => Some(*why),
        _ => None,
    };
    let viewer: Member = session::viewer()?;
    Asked::if_needed(&viewer, why, id_prefix)
}

fn told_notice(language: Language, told: &Told) -> Option<AnyView> {
    let (tone, text) = match told {
        Told::Named => (Tone::Success, language.device_name_done()),
        Told::SignedOut => (Tone::Success, language.device_sign_out_done()),
        Told::OthersSignedOut => (Tone::Success, language.devices_others_done()),
        Told::Gone => (Tone::Info, language.device_gone()),
        Told::NameRejected { .. } | Told::ProofRejected(_) => return None,
    };
    Some(notice(tone, text, None).into_any())
}

fn devices_section(
    language: Language,
    devices: &[Device],
    asked: Option<&Asked>,
) -> impl IntoView + use<> {
    let rows = devices
        .iter()
        .map(|device| {
            let title = title(language, device);
            let label = language.device_details_label(&title);
            view! {
                <li class="um-item">
                    <div class="um-item__body">
                        <p class="um-item__title">{title}</p>
                        {facts(language, device)}
                    </div>
                    <a
                        class="um-btn um-btn--secondary"
                        href=paths::device(&device.handle)
                        aria-label=label
                    >
                        {language.device_details()}
                    </a>
                </li>
            }
        })
        .collect_view();
    let others = if devices.iter().any(|device| !device.is_this) {
        view! {
            <form method="post" action=SignOutOthers::url() novalidate data-busy=language.sending()>
                <p>{language.devices_others_paragraph()}</p>
                {proof_fields(asked)}
                <button class="um-btn um-btn--danger">{language.devices_others_submit()}</button>
            </form>
        }
        .into_any()
    } else {
        view! { <p class="um-muted">{language.devices_others_none()}</p> }.into_any()
    };
    view! {
        <section aria-labelledby="devices">
            <h2 id="devices">{language.devices_heading()}</h2>
            <p>{language.devices_paragraph()}</p>
            <ul class="um-items">{rows}</ul>
            <h3>{language.devices_others_heading()}</h3>
            {others}
        </section>
    }
}

/// What the person calls it, else what it is.
fn title(language: Language, device: &Device) -> String {
    device
        .name
        .clone()
        .unwrap_or_else(|| kind(language, device))
}

fn kind(language: Language, device: &Device) -> String {
    device.description.as_ref().map_or_else(
        || language.device_unknown().to_owned(),
        |told| language.device_described(&told.system, &told.browser),
    )
}

fn facts(language: Language, device: &Device) -> impl IntoView + use<> {
    let mut lines = Vec::new();
    if device.name.is_some() {
        lines.push(kind(language, device));
    }
    lines.push(language.device_last_used(letter::date_time(language, device.last_used_at)));
    lines.push(language.device_first_used(letter::date_time(language, device.first_used_at)));
    lines.extend(
        device
            .network
            .as_ref()
            .map(|network| language.device_network(network)),
    );
    let this = device
        .is_this
        .then(|| chip(ChipTone::Done, language.device_this()));
    let remembered = device
        .is_remembered
        .then(|| chip(ChipTone::Pending, language.device_remembered()));
    let shared = device
        .is_shared
        .then(|| chip(ChipTone::Pending, language.device_shared()));
    view! {
        <p class="um-item__chips">{this} {remembered} {shared}</p>
        <ul class="um-item__lines">{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
    }
}

/// One device: its name, and signing it out.
#[component]
pub fn DevicePage() -> impl IntoView {
    let handle = use_params_map()
        .read_untracked()
        .get("device")
        .unwrap_or_default();
    guarded(api::load_one(handle), |device| {
        let language = language();
        let told: Option<Told> = flash::take(TOPIC);
        let (typed, error) = match &told {
            Some(Told::NameRejected { name, too_long }) => {
                let error = if *too_long {
                    language.device_name_long()
                } else {
                    language.device_name_character()
                };
                (name.clone(), Some(error.to_owned()))
            }
            _ => (device.name.clone().unwrap_or_default(), None),
        };
        let name = Field {
            name: "name",
            label: language.device_name(),
            hints: vec![language.device_name_hint().to_owned()],
            value: typed,
            error,
            autocomplete: "off",
            ..Field::default()
        };
        let asked = asked(told.as_ref(), "");
        let mut errors = field_errors(&[&name]);
        if matches!(told, Some(Told::ProofRejected(_))) {
            errors.extend(proof_errors(asked.as_ref()));
        }
        let head = Head::with_errors(language.device_title(), !errors.is_empty());
        let sign_out = (!device.is_this).then(|| {
            view! {
                <section aria-labelledby="sign-out">
                    <h2 id="sign-out">{language.device_sign_out_heading()}</h2>
                    <p>{language.device_sign_out_paragraph()}</p>
                    <form method="post" action=SignOutDevice::url() novalidate data-busy=language.sending()>
                        <input type="hidden" name="device" value=device.handle.clone() />
                        {proof_fields(asked.as_ref())}
                        <button class="um-btn um-btn--danger">{language.device_sign_out()}</button>
                    </form>
                </section>
            }
        });
        let body = view! {
            {error_summary(errors)}
            <h1 tabindex="-1">{title(language, &device)}</h1>
            {facts(language, &device)}
            <form method="post" action=NameDevice::url() novalidate data-busy=language.saving()>
                <input type="hidden" name="device" value=device.handle.clone() />
                {text_field(&name)}
                {actions(
                    &WayOut::to(paths::SECURITY, language.button_back()),
                    view! {
                        <button class="um-btn um-btn--primary">{language.device_name_submit()}</button>
                    },
                )}
            </form>
            {sign_out}
        };
        layout::member(head, SECTION, Width::Form, body)
    })
}

/// What the link in the mail about a new device shows: one button, which ends everything.
#[component]
pub fn SignInAlertPage() -> impl IntoView {
    let token = use_params_map()
        .read_untracked()
        .get("token")
        .unwrap_or_default();
    guarded(api::load_alert(token), |(token, alert)| match alert {
        Alert::Live(alert) => alert_page(token, *alert).into_any(),
        Alert::Done => alert_done_page().into_any(),
        Alert::Gone => alert_gone_page().into_any(),
    })
}

fn alert_page(token: String, alert: LiveAlert) -> impl IntoView {
    let language = language();
    let LiveAlert {
        user_id,
        shop_name,
        signed_in_at,
        description,
        asks_number,
    } = alert;
    let at = language.mail_new_device_at(letter::date_time(language, signed_in_at));
    let on = match description {
        Some(told) => language.mail_new_device_on(told.system, told.browser),
        None => language.mail_new_device_unknown().to_owned(),
    };
    let number = asks_number.then(|| number_field(press::refused()));
    let errors = field_errors(number.as_ref().as_slice());
    let head = Head::with_errors(language.alert_title(), !errors.is_empty());
    let body = view! {
        {error_summary(errors)}
        {other_viewer_notice(&user_id)}
        <h1 tabindex="-1">{language.alert_title()}</h1>
        <p>{language.alert_paragraph(user_id, shop_name)}</p>
        <ul class="um-item__lines">
            <li>{at}</li>
            <li>{on}</li>
        </ul>
        <p>{language.alert_own()}</p>
        <p>{language.alert_foreign()}</p>
        <form method="post" action=EndEverything::url() novalidate data-busy=language.sending()>
            <input type="hidden" name="token" value=token />
            {number.as_ref().map(text_field)}
            <button class="um-btn um-btn--danger um-btn--lg um-btn--block">
                {icon("logout")} {language.alert_submit()}
            </button>
        </form>
    };
    layout::guest(head, body)
}

/// What a press came to.
fn alert_done_page() -> impl IntoView {
    let language = language();
    let body = view! {
        <h1 tabindex="-1">{language.alert_done_title()}</h1>
        <p>{language.alert_done_paragraph()}</p>
        <ul class="um-links">
            <li>
                <a href=paths::RESET>{language.alert_done_again()} {icon("chevron_right")}</a>
            </li>
            <li>{phone_link()}</li>
        </ul>
    };
    layout::guest(Head::new(language.alert_done_title()), body)
}

/// A link that leads to nothing any more, and what to do instead (D9).
fn alert_gone_page() -> impl IntoView {
    let language = language();
    respond::status(StatusCode::GONE);
    let body = view! {
        <h1 tabindex="-1">{language.reset_gone_heading()}</h1>
        <p>{language.alert_gone_paragraph()}</p>
        {button_link(
            paths::RESET.to_owned(),
            "um-btn um-btn--primary um-btn--lg um-btn--block",
            language.reset_gone_link(),
        )}
    };
    layout::guest(Head::new(language.reset_gone_heading()), body)
}
