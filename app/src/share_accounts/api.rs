//! Server functions of share accounts, and what their pages load. For parents only (M7).

use leptos::prelude::*;

use super::{
    model::{AddForm, Deed, List, PAGE, Query, ResendRejection, ShareAccount, Spared, TOPIC, Told},
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

/// What the list page shows; nothing where the list alone could not be loaded. Not an endpoint.
pub(super) async fn load_list() -> Result<Option<List>, Failure> {
    let parent = session::parent()?;
    let query = Query::parse(request::query);
    match service::list(&Services::current(), &parent, query).await {
        Ok(list) => Ok(Some(list)),
        Err(error) => match failure::internal(&error) {
            Failure::Internal => Ok(None),
            failure => Err(failure),
        },
    }
}

/// What the page about several share accounts shows: what is to be done, and with whom. Not an endpoint.
pub(super) async fn load_several() -> Result<(Deed, Vec<ShareAccount>), Failure> {
    let parent = session::parent()?;
    let deed = request::query("deed")
        .as_deref()
        .and_then(Deed::from_word)
        .ok_or_else(|| Failure::NotFound.answered())?;
    let accounts: Vec<AccountId> = request::queries("account")
        .iter()
        .filter_map(|account| account.parse().ok())
        .collect();
    let found = service::find_some(&Services::current(), &parent, &accounts)
        .await
        .map_err(|error| failure::internal(&error))?;
    // nobody selected is told; nobody found is nobody of yours
    if found.is_empty() && !accounts.is_empty() {
        return Err(Failure::NotFound.answered());
    }
    Ok((deed, found))
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
    /// Anything, when somebody who declined before is to be invited again.
    #[server(default)]
    anew: String,
) -> Result<(), Failure> {
    let parent = session::parent()?;
    let form = AddForm { name, email, anew };
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
    /// The name that was shown with the form (R62).
    #[server(default)]
    shown: String,
    /// The list to go back to.
    #[server(default)]
    list: String,
) -> Result<(), Failure> {
    let parent = session::parent()?;
    let list = Query::from_parameters(&list);
    let account = parse(&account)?;
    match service::rename(
        &Services::current(),
        &parent,
        account,
        &name,
        &shown,
        &Origin::current(),
    )
    .await
    {
        Ok(()) => {
            tell(&Told::Renamed { account });
            respond::see(&list.address());
            Ok(())
        }
        Err(Error::Rejected(why)) => {
            tell(&Told::RenameRejected { account, name, why });
            respond::see(&list.leading_to(paths::share_account_edit(account)));
            Ok(())
        }
        Err(Error::NotFound) => {
            gone(&list);
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
    /// The list to go back to.
    #[server(default)]
    list: String,
) -> Result<(), Failure> {
    let parent = session::parent()?;
    let list = Query::from_parameters(&list);
    let account = parse(&account)?;
    let form = ProofForm {
        password: current_password,
        ceremony,
        credential,
    };
    if let Err(why) = reauthentication::require(&Services::current(), &parent, &form).await? {
        tell(&Told::DeleteRejected { why });
        respond::see(&list.leading_to(paths::share_account_delete(account)));
        return Ok(());
    }
    match service::delete(&Services::current(), &parent, account, &Origin::current()).await {
        Ok(name) => {
            tell(&Told::Deleted { name });
            respond::see(&list.address());
            Ok(())
        }
        Err(Error::NotFound) => {
            gone(&list);
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
    /// Anything, when somebody who declined is to be asked again.
    #[server(default)]
    anew: String,
    /// The list to go back to.
    #[server(default)]
    list: String,
) -> Result<(), Failure> {
    let parent = session::parent()?;
    let list = Query::from_parameters(&list);
    let account = parse(&account)?;
    let services = Services::current();
    let anew = !anew.is_empty();
    let resent = service::resend(&services, &parent, account, anew, &Origin::current()).await;
    let name = service::find(&services, &parent, account)
        .await
        .map_err(|error| failure::internal(&error))?
        .map(|found| found.name);
    match (resent, name) {
        (Ok(email), Some(name)) => tell(&Told::Resent {
            account,
            name,
            email,
        }),
        (Err(Error::Rejected(ResendRejection::Declined)), _) => {
            respond::see(&list.leading_to(paths::share_account_resend(account)));
            return Ok(());
        }
        (Err(Error::Rejected(why)), Some(name)) => {
            tell(&Told::ResendRejected(Spared { name, why }));
        }
        // nothing of yours, or somebody has just deleted it
        (Ok(_) | Err(Error::Rejected(_) | Error::NotFound), _) => tell(&Told::Gone),
        (Err(Error::Broken(error)), _) => return Err(failure::internal(&error)),
    }
    respond::see(&list.address());
    Ok(())
}

/// Takes an invitation back that went to a wrong address, and invites anew (X2).
#[server(endpoint = "share-accounts/correct")]
pub async fn correct_address(
    /// Which share account.
    #[server(default)]
    account: String,
    /// The right address, as typed.
    #[server(default)]
    email: String,
    /// Anything, when somebody who declined before is to be invited again.
    #[server(default)]
    anew: String,
    /// The list to go back to.
    #[server(default)]
    list: String,
) -> Result<(), Failure> {
    let parent = session::parent()?;
    let list = Query::from_parameters(&list);
    let account = parse(&account)?;
    match service::correct(
        &Services::current(),
        &parent,
        account,
        &email,
        !anew.is_empty(),
        request::language(),
        &Origin::current(),
    )
    .await
    {
        Ok(corrected) => {
            tell(&Told::Corrected {
                account: corrected.account,
                email: corrected.email.as_str().to_owned(),
            });
            respond::see(&list.address());
            Ok(())
        }
        Err(Error::Rejected(why)) => {
            tell(&Told::CorrectRejected {
                account,
                email,
                why,
            });
            respond::see(&list.leading_to(paths::share_account_address(account)));
            Ok(())
        }
        Err(Error::NotFound) => {
            gone(&list);
            Ok(())
        }
        Err(Error::Broken(error)) => Err(failure::internal(&error)),
    }
}

/// Sends several invitations again (D13).
#[server(endpoint = "share-accounts/resend-several")]
pub async fn resend_several(
    /// Which share accounts, with spaces between.
    #[server(default)]
    accounts: String,
    /// The list to go back to.
    #[server(default)]
    list: String,
) -> Result<(), Failure> {
    let parent = session::parent()?;
    let list = Query::from_parameters(&list);
    let accounts = parse_all(accounts.split_whitespace())?;
    let resent =
        service::resend_several(&Services::current(), &parent, &accounts, &Origin::current())
            .await
            .map_err(|error| failure::internal(&error))?;
    tell(&Told::resent_several(resent.count, resent.spared));
    respond::see(&list.address());
    Ok(())
}

/// Deletes several share accounts (D13).
#[server(endpoint = "share-accounts/delete-several")]
pub async fn delete_several(
    /// Which share accounts, with spaces between.
    #[server(default)]
    accounts: String,
    /// 現在のパスワード, where the last proof is too old.
    #[server(default)]
    current_password: String,
    /// The ceremony of a proof by passkey.
    #[server(default)]
    ceremony: String,
    /// The browser's answer to it.
    #[server(default)]
    credential: String,
    /// The list to go back to.
    #[server(default)]
    list: String,
) -> Result<(), Failure> {
    let parent = session::parent()?;
    let list = Query::from_parameters(&list);
    let accounts = parse_all(accounts.split_whitespace())?;
    let form = ProofForm {
        password: current_password,
        ceremony,
        credential,
    };
    let services = Services::current();
    if let Err(why) = reauthentication::require(&services, &parent, &form).await? {
        let page = paths::share_accounts_several(Deed::Delete.as_str(), &accounts);
        respond::see(&list.leading_to(page));
        tell(&Told::SeveralRejected { why });
        return Ok(());
    }
    let count = service::delete_several(&services, &parent, &accounts, &Origin::current())
        .await
        .map_err(|error| failure::internal(&error))?;
    tell(&Told::DeletedSeveral { count });
    respond::see(&list.address());
    Ok(())
}

/// Not there and not yours are the same: the list says so, and shows what there is.
fn gone(list: &Query) {
    tell(&Told::Gone);
    respond::see(&list.address());
}

fn tell(told: &Told) {
    flash::leave(TOPIC, told);
}

fn parse(account: &str) -> Result<AccountId, Failure> {
    account.parse().map_err(|_| Failure::NotFound.answered())
}

/// As many as a page of the list has.
fn parse_all<'a>(accounts: impl Iterator<Item = &'a str>) -> Result<Vec<AccountId>, Failure> {
    let accounts: Vec<AccountId> = accounts.map(parse).collect::<Result<_, _>>()?;
    if accounts.is_empty() || accounts.len() > usize::try_from(PAGE).unwrap_or_default() {
        return Err(Failure::NotFound.answered());
    }
    Ok(accounts)
}
