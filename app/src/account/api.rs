//! Server functions of the account.

use leptos::prelude::*;

use super::{
    model::{TOPIC, Told, UserIdChangeRejection},
    service::{self, Error},
};
use crate::{
    email_change, paths,
    platform::{
        failure::{self, Failure},
        flash,
        request::Origin,
        respond,
        services::Services,
        session::{self, Member},
    },
    reauthentication::{self, ProofForm, ProofRejection},
    rights::Right,
};

/// What マイ・アカウント shows. Not an endpoint.
pub(super) async fn load() -> Result<(Member, Option<email_change::Pending>), Failure> {
    let member = session::member_with(Right::AccountManagement)?;
    let pending = email_change::load_pending(&member).await?;
    Ok((member, pending))
}

/// ユーザーIDの変更 (M74–M76).
#[server(endpoint = "account/change-user-id")]
pub async fn change_user_id(
    /// 変更するユーザーID, as typed.
    #[server(default)]
    user_id: String,
    /// 現在のパスワード, as typed: asked for at every change (D3).
    #[server(default)]
    current_password: String,
    /// The ceremony of a proof by passkey.
    #[server(default)]
    ceremony: String,
    /// The browser's answer to it.
    #[server(default)]
    credential: String,
    /// 新しいパスワード, as typed; need not be.
    #[server(default)]
    new_password: String,
    /// Anything, when it comes from the dialog.
    #[server(default)]
    dialog: String,
) -> Result<(), Failure> {
    let member = session::member_with(Right::AccountManagement)?;
    let services = Services::current();
    let form = ProofForm {
        password: current_password,
        ceremony,
        credential,
    };
    let why = if form.is_empty() {
        proof_rejected(ProofRejection::Missing)
    } else {
        match reauthentication::require(&services, &member, &form).await? {
            Err(why) => proof_rejected(why),
            Ok(proven) => {
                let origin = Origin::current();
                match service::change(&services, &proven, &user_id, &new_password, &origin).await {
                    Ok(()) => {
                        let password = !new_password.is_empty();
                        flash::leave(TOPIC, &Told::Changed { password });
                        respond::see(paths::ACCOUNT);
                        return Ok(());
                    }
                    Err(Error::Rejected(why)) => why,
                    Err(error) => return Err(failure::internal(&error)),
                }
            }
        }
    };
    let in_dialog = !dialog.is_empty();
    let told = Told::Rejected {
        user_id,
        why,
        in_dialog,
    };
    flash::leave(TOPIC, &told);
    come_back(in_dialog);
    Ok(())
}

/// 登録可能か確認する (M75).
#[server(endpoint = "account/check-new-user-id")]
pub async fn check_new_user_id(
    /// 変更するユーザーID, as typed.
    #[server(default)]
    user_id: String,
    /// Anything, when it comes from the dialog.
    #[server(default)]
    dialog: String,
) -> Result<(), Failure> {
    let member = session::member_with(Right::AccountManagement)?;
    let services = Services::current();
    let (user_id, checked) = service::check(&services, &member, &user_id, &Origin::current())
        .await
        .map_err(|error| failure::internal(&error))?;
    let in_dialog = !dialog.is_empty();
    let told = Told::Checked {
        user_id,
        checked,
        in_dialog,
    };
    flash::leave(TOPIC, &told);
    come_back(in_dialog);
    Ok(())
}

fn proof_rejected(why: ProofRejection) -> UserIdChangeRejection {
    UserIdChangeRejection {
        proof: Some(why),
        ..UserIdChangeRejection::default()
    }
}

fn come_back(in_dialog: bool) {
    respond::see(if in_dialog {
        paths::ACCOUNT
    } else {
        paths::ACCOUNT_USER_ID
    });
}
