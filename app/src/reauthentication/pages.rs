//! The fields of 本人確認, inside the form of the change that needs it.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{api::StartPasskeyProof, model::ProofRejection};
use crate::{
    platform::{
        services::Services,
        session::{self, Member},
        webauthn,
    },
    text::Language,
    ui::{
        form::{Field, password_field},
        surroundings::language,
    },
};

/// What a form asks for.
#[derive(Clone, Debug)]
pub struct Asked {
    password: Field,
    with_passkey: bool,
    error: Option<String>,
}

impl Asked {
    /// What a form asks for that changes something sensitive: nothing, while the last proof is young enough (D10).
    pub fn if_needed(
        member: &Member,
        why: Option<ProofRejection>,
        id_prefix: &'static str,
    ) -> Option<Self> {
        let is_needed = why.is_some() || session::proven(&Services::current(), member).is_none();
        // whoever is asked only now has left nothing out
        let missing = language().user_id_password_current_hint();
        is_needed.then(|| Self::new(member, why, missing, id_prefix))
    }

    /// What a form asks for whenever it is used (D3).
    pub fn always(member: &Member, why: Option<ProofRejection>, id_prefix: &'static str) -> Self {
        Self::new(member, why, language().reauthenticate_missing(), id_prefix)
    }

    fn new(
        member: &Member,
        why: Option<ProofRejection>,
        missing: &'static str,
        id_prefix: &'static str,
    ) -> Self {
        let language = language();
        let with_passkey =
            member.has_passkeys && webauthn::is_available(&Services::current().settings);
        let wrong_password = matches!(
            why,
            Some(ProofRejection::Missing | ProofRejection::WrongPassword)
        );
        let text = why.map(|why| text(language, why, missing));
        Self {
            password: Field {
                name: "current_password",
                label: language.user_id_password_current(),
                // the same sentence is not said twice
                hints: Vec::from_iter(
                    Some(language.user_id_password_current_hint().to_owned())
                        .filter(|hint| text.as_ref() != Some(hint)),
                ),
                error: text.clone().filter(|_| wrong_password),
                autocomplete: "current-password",
                enterkeyhint: Some("done"),
                marked_required: true,
                id_prefix,
                ..Field::default()
            },
            with_passkey,
            error: text.filter(|_| !wrong_password),
        }
    }
}

impl Asked {
    /// The same without the way by passkey, for a form that brings a passkey's answer of its own.
    #[must_use]
    pub fn password_only(&self) -> Self {
        Self {
            with_passkey: false,
            ..self.clone()
        }
    }
}

fn text(language: Language, why: ProofRejection, missing: &str) -> String {
    match why {
        ProofRejection::Missing => missing.to_owned(),
        ProofRejection::WrongPassword => language.reauthenticate_wrong().to_owned(),
        ProofRejection::WrongPasskey => language.passkey_failed().to_owned(),
        ProofRejection::TooMany { minutes } => language.account_throttled(minutes.unsigned_abs()),
    }
}

/// The errors about them for the summary.
pub fn proof_errors(asked: Option<&Asked>) -> Vec<(Option<String>, String)> {
    let Some(asked) = asked else {
        return Vec::new();
    };
    let about_field = asked
        .password
        .error
        .clone()
        .map(|error| (Some(asked.password.id()), error));
    let about_form = asked.error.clone().map(|error| (None, error));
    about_field.into_iter().chain(about_form).collect()
}

/// The fields.
pub fn proof_fields(asked: Option<&Asked>) -> Option<impl IntoView + use<>> {
    let asked = asked?;
    let language = language();
    let passkey = asked.with_passkey.then(|| {
        view! {
            <div class="um-field">
                <input type="hidden" name="ceremony" />
                <input type="hidden" name="credential" />
                <button
                    class="um-btn um-btn--secondary"
                    type="button"
                    hidden
                    data-passkey="get"
                    data-start=StartPasskeyProof::url()
                    data-failed=language.passkey_failed()
                >
                    {language.passkey_prove()}
                </button>
                <p class="um-error" role="status" data-passkey-message=""></p>
            </div>
        }
    });
    Some(view! {
        {password_field(&asked.password, false)}
        {passkey}
    })
}
