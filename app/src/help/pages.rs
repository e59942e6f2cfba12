//! The help pages, for members and guests.

use leptos::prelude::*;

use crate::{
    paths,
    platform::services::Services,
    rights::{self, Right},
    text::{Chapter, Language, Passage, Picture, Question},
    ui::{
        controls::{breakable, phone_link},
        layout::{self, Head, Section},
        surroundings::language,
    },
    values::AccountKind,
};

/// How large the pictures of the guide are, in CSS pixels, as `end2end/pictures` makes them.
const PICTURE: (u32, u32) = (390, 560);

/// よくある質問.
#[component]
pub fn HelpPage() -> impl IntoView {
    let language = language();
    let body = view! {
        <h1 tabindex="-1">{language.help_heading()}</h1>
        <div class="um-prose">
            {questions(language)} <h2>{language.help_guides_heading()}</h2> <ul>
                <li>
                    <a class="um-alone" href=paths::HELP_SHARE_ACCOUNT>{language.help_share_link()}</a>
                </li>
                <li>
                    <a class="um-alone" href=format!("{}#rights", paths::HELP_SHARE_ACCOUNT)>{language.help_rights_link()}</a>
                </li>
            </ul>
        </div>
    };
    layout::everyone(Head::new(language.help_heading()), Section::Elsewhere, body)
}

/// お問い合わせ / Q&A.
#[component]
pub fn ContactPage() -> impl IntoView {
    let language = language();
    let body = view! {
        <h1 tabindex="-1">{language.contact_heading()}</h1>
        <div class="um-prose">
            <p>{language.contact_paragraph()}</p>
            <h2>{language.contact_phone_heading()}</h2>
            <p>{phone_link()}</p>
            <p>{language.contact_phone_prepare()}</p>
            <h2>{language.contact_questions_heading()}</h2>
            {questions(language)}
        </div>
    };
    layout::everyone(
        Head::new(language.contact_heading()),
        Section::Contact,
        body,
    )
}

/// USEN CARTシェアアカウントについて: a guide of 6 chapters (M38), and the rights matrix as the manual's table (D15).
#[component]
pub fn HelpShareAccountPage() -> impl IntoView {
    let language = language();
    let guide = language.share_account_guide();
    let contents = guide
        .iter()
        .map(
            |Chapter {
                 anchor, heading, ..
             }| {
                view! {
                    <li>
                        <a href=format!("#{anchor}")>{*heading}</a>
                    </li>
                }
            },
        )
        .collect_view();
    let body = view! {
        <h1 tabindex="-1">{breakable(language.help_share_heading())}</h1>
        <div class="um-prose">
            <nav class="um-contents" aria-label=language.help_share_contents()>
                <ul>{contents}</ul>
            </nav>
            {guide.into_iter().map(|part| chapter(language, part)).collect_view()}
            <h2 id="rights">{language.rights_heading()}</h2>
            <p>{language.rights_paragraph()}</p>
        </div>
        {matrix(language)}
        <p>
            <a class="um-alone" href=paths::HELP>{language.help_share_back()}</a>
        </p>
    };
    layout::everyone(
        Head::new(language.help_share_heading()),
        Section::Elsewhere,
        body,
    )
}

fn questions(language: Language) -> impl IntoView {
    language
        .questions()
        .map(
            |Question {
                 anchor,
                 question,
                 answer,
             }| {
                view! {
                    <details id=anchor>
                        <summary>{question}</summary>
                        <p>{answer}</p>
                    </details>
                }
            },
        )
        .collect_view()
}

fn chapter(
    language: Language,
    Chapter {
        anchor,
        heading,
        steps,
        paragraphs,
    }: Chapter,
) -> impl IntoView {
    let steps = (!steps.is_empty()).then(|| {
        let items = steps
            .into_iter()
            .map(|Passage { text, picture }| {
                view! { <li>{text} {picture.map(|shown| figure(language, shown))}</li> }
            })
            .collect_view();
        view! { <ol>{items}</ol> }
    });
    let paragraphs = paragraphs
        .into_iter()
        .map(|Passage { text, picture }| {
            view! { <p>{text}</p> {picture.map(|shown| figure(language, shown))} }
        })
        .collect_view();
    view! { <h2 id=anchor>{heading}</h2> {steps} {paragraphs} }
}

/// A picture of the portal as it looks on a phone.
fn figure(language: Language, Picture { name, alt }: Picture) -> impl IntoView {
    let file = format!("help/{}/{name}.webp", language.tag());
    let address = Services::current().settings.assets.path(&file).to_owned();
    let (width, height) = PICTURE;
    view! {
        <img
            class="um-figure"
            src=address
            alt=alt
            width=width.to_string()
            height=height.to_string()
            loading="lazy"
            decoding="async"
        />
    }
}

/// The manual's table (M3–M5), made from the same data that every check asks. It stands on end,
/// so that phones show it whole.
fn matrix(language: Language) -> impl IntoView {
    let kinds =
        AccountKind::ALL.map(|kind| view! { <th scope="col">{language.account_kind(kind)}</th> });
    let rows = Right::ALL.map(|right| {
        let cells = AccountKind::ALL.map(|kind| {
            let (sign, words) = if rights::allows(kind, right) {
                (language.rights_yes(), language.rights_yes_label())
            } else {
                (language.rights_no(), language.rights_no_label())
            };
            view! {
                <td>
                    <span aria-hidden="true">{sign}</span>
                    <span class="um-visually-hidden">{words}</span>
                </td>
            }
        });
        view! {
            <tr>
                <th scope="row">{right_name(language, right)}</th>
                {cells}
            </tr>
        }
    });
    view! {
        <table class="um-matrix" aria-labelledby="rights">
            <thead>
                <tr>
                    <th scope="col">{language.rights_column_feature()}</th>
                    {kinds}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn right_name(language: Language, right: Right) -> &'static str {
    match right {
        Right::Billing => language.rights_billing(),
        Right::Applications => language.rights_applications(),
        Right::PaymentNotices => language.rights_payment_notices(),
        Right::AccountManagement => language.rights_account_management(),
        Right::ShareAccounts => language.rights_share_accounts(),
        Right::Cart => language.rights_cart(),
        Right::LinkedServices => language.rights_linked_services(),
    }
}
