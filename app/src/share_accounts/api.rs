//! Server functions of share accounts, and what their pages load. For parents only (M7).

use leptos::prelude::*;

use super::{
    model::{AddForm, List, ShareAccount, TOPIC, Told},
    service::{self, Error},
};
use crate::{
    paths,
    platform::{
        failure::{self, Failure},
        flash,
        request::{self, Origin},
        respond,
        services::Services,
        session,
    },
    reauthentication::{self, ProofForm},
    values::AccountId,
};

/// What the list page shows. Not an endpoint.
pub(super) async fn load_list() -> Result<List, Failure> {
    let parent = session::parent()?;
    let search = request::query("q").unwrap_or_default();
    let page = request::query("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1);
    service::list(&Services::current(), &parent, &search, page)
        .await
        .map_err(|error| failure::internal(&error))
}

/// What the page of one share account shows. Not an endpoint.
pub(super) async fn load_one(account: String) -> Result<ShareAccount, Failure> {
    let parent = session::parent()?;
    let account: AccountId = account.parse().map_err(|_| Failure::NotFound.answered())?;
    service::find(&Services::current(), &parent, account)
        .await
        .map_err(|error| failure::internal(&error))?
        .ok_or_else(|| Failure::NotFound.answered())
}

/// Adds a share account; its invitation goes out by mail (M41, M42).
#[server(endpoint = "share-accounts/add")]
pub async fn add_share_account(
    /// ユーザー氏名, as typed.
    #[server(default)]
    name: String,
    /// メールアドレス, as typed.
    #[server(default)]
    email: String,
) -> Result<(), Failure> {
    let parent = session::parent()?;
    let form = AddForm { name, email };
    match service::add(
        &Services::current(),
        &parent,
        &form,
        request::language(),
        &Origin::current(),
    )
    .await
    {
        Ok(added) => {
            tell(&Told::Added {
                account: added.account,
                email: added.email.as_str().to_owned(),
            });
            respond::see(paths::SHARE_ACCOUNTS);
            Ok(())
        }
        Err(Error::Rejected(why)) => {
            tell(&Told::AddRejected { form, why });
            respond::see(paths::SHARE_ACCOUNT_NEW);
            Ok(())
        }
        Err(Error::NotFound) => Err(Failure::NotFound.answered()),
        Err(Error::Broken(error)) => Err(failure::internal(&error)),
    }
}

/// Changes the ユーザー氏名 (M62).
#[server(endpoint = "share-accounts/rename")]
pub async fn rename_share_account(
    /// Which share account.
    #[server(default)]
    account: String,
    /// ユーザー氏名, as typed.
    #[server(default)]
    name: String,
) -> Result<(), Failure> {
    let parent = session::parent()?;
    let account = parse(&account)?;
    match service::rename(
        &Services::current(),
        &parent,
        account,
        &name,
        &Origin::current(),
    )
    .await
    {
        Ok(()) => {
            tell(&Told::Renamed { account });
            respond::see(paths::SHARE_ACCOUNTS);
            Ok(())
        }
        Err(Error::Rejected(why)) => {
            tell(&Told::RenameRejected { account, name, why });
            respond::see(&paths::share_account_edit(account));
            Ok(())
        }
        Err(Error::NotFound) => {
            gone();
            Ok(())
        }
        Err(Error::Broken(error)) => Err(failure::internal(&error)),
    }
}

/// Deletes a share account (M64, M65).
#[server(endpoint = "share-accounts/delete")]
pub async fn delete_share_account(
    /// Which share account.
    #[server(default)]
    account: String,
    /// 現在のパスワード, where the last proof is too old.
    #[server(default)]
    current_password: String,
    /// The ceremony of a proof by passkey.
    #[server(default)]
    ceremony: String,
    /// The browser's answer to it.
    #[server(default)]
    credential: String,
) -> Result<(), Failure> {
    let parent = session::parent()?;
    let account = parse(&account)?;
    let form = ProofForm {
        password: current_password,
        ceremony,
        credential,
    };
    if let Err(why) = reauthentication::require(&Services::current(), &parent, &form).await? {
        tell(&Told::DeleteRejected { why });
        respond::see(&paths::share_account_delete(account));
        return Ok(());
    }
    match service::delete(&Services::current(), &parent, account, &Origin::current()).await {
        Ok(name) => {
            tell(&Told::Deleted { name });
            respond::see(paths::SHARE_ACCOUNTS);
            Ok(())
        }
        Err(Error::NotFound) => {
            gone();
            Ok(())
        }
        Err(Error::Rejected(never)) => match never {},
        Err(Error::Broken(error)) => Err(failure::internal(&error)),
    }
}

/// Sends the invitation again (M67, M68).
#[server(endpoint = "share-accounts/resend")]
pub async fn resend_invitation(
    /// Which share account.
    #[server(default)]
    account: String,
) -> Result<(), Failure> {
    let parent = session::parent()?;
    let account = parse(&account)?;
    match service::resend_invitation(&Services::current(), &parent, account, &Origin::current())
        .await
    {
        Ok(email) => tell(&Told::Resent { account, email }),
        Err(Error::Rejected(why)) => tell(&Told::ResendRejected(why)),
        Err(Error::NotFound) => tell(&Told::Gone),
        Err(Error::Broken(error)) => return Err(failure::internal(&error)),
    }
    respond::see(paths::SHARE_ACCOUNTS);
    Ok(())
}

/// Not there and not yours are the same: the list says so, and shows what there is.
fn gone() {
    tell(&Told::Gone);
    respond::see(paths::SHARE_ACCOUNTS);
}

fn tell(told: &Told) {
    flash::leave(TOPIC, told);
}

fn parse(account: &str) -> Result<AccountId, Failure> {
    account.parse().map_err(|_| Failure::NotFound.answered())
}
