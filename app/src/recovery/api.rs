//! Server functions of recovery. Whoever is there may call them; signed in or not.

use leptos::prelude::*;

use super::{
    model::{NewPasswordRejection, RequestForm, TOPIC, Told},
    service::{self, Error},
};
use crate::{
    paths,
    platform::{
        cookies, devices,
        failure::{self, Failure},
        flash,
        request::{self, Origin},
        respond::{self, SignInNote},
        services::Services,
        session,
    },
    rights::Right,
    values::{EmailAddress, Token},
};

/// パスワード再設定, step 2 (M21).
#[server(endpoint = "recovery/request-password-reset")]
pub async fn request_password_reset(
    /// ログインID, as typed.
    #[server(default)]
    user_id: String,
    /// メールアドレス, as typed.
    #[server(default)]
    email: String,
) -> Result<(), Failure> {
    let form = RequestForm {
        user_id: Some(user_id),
        email,
        customer_code: String::new(),
    };
    take_request(form, paths::RESET).await
}

/// ユーザーIDとパスワードを忘れた方 (M24).
#[server(endpoint = "recovery/recover-user-id")]
pub async fn recover_user_id(
    /// メールアドレス, as typed.
    #[server(default)]
    email: String,
    /// お客様番号, as typed; need not be.
    #[server(default)]
    customer_code: String,
) -> Result<(), Failure> {
    let form = RequestForm {
        user_id: None,
        email,
        customer_code,
    };
    take_request(form, paths::RECOVER).await
}

async fn take_request(form: RequestForm, page: &'static str) -> Result<(), Failure> {
    match service::request(&Services::current(), &form, &Origin::current()).await {
        Ok(()) => respond::see(paths::RESET_SENT),
        Err(Error::Rejected(why)) => {
            flash::leave(TOPIC, &Told::RequestRejected { form, why });
            respond::see(page);
        }
        Err(Error::Broken(error)) => return Err(failure::internal(&error)),
    }
    Ok(())
}

/// パスワード再設定 from マイ・アカウント: a link to the registered address (M80, M81).
#[server(endpoint = "recovery/send-password-link")]
pub async fn send_password_link() -> Result<(), Failure> {
    let member = session::member_with(Right::AccountManagement)?;
    let told = match service::send_link(&Services::current(), &member, &Origin::current()).await {
        Ok(()) => Told::LinkSent {
            email: EmailAddress::parse(&member.email)
                .map_or_else(|_| String::new(), |email| email.masked()),
        },
        Err(Error::Rejected(minutes)) => Told::LinkTooMany { minutes },
        Err(Error::Broken(error)) => return Err(failure::internal(&error)),
    };
    flash::leave(TOPIC, &told);
    respond::see(paths::ACCOUNT);
    Ok(())
}

/// 新しいパスワードの設定 (M23).
#[server(endpoint = "recovery/set-new-password")]
pub async fn set_new_password(
    /// The token of the link.
    #[server(default)]
    token: String,
    /// The new password, as typed.
    #[server(default)]
    password: String,
) -> Result<(), Failure> {
    let services = Services::current();
    let device = devices::of_request(&services);
    match service::set_password(
        &services,
        &token,
        &password,
        device.as_ref(),
        &Origin::current(),
    )
    .await
    {
        Ok(device) => {
            devices::mark(&services, &device);
            respond::set_cookie(cookies::remove(
                cookies::Name::PasswordReset,
                services.settings.secure_cookies(),
            ));
            flash::leave(paths::SIGN_IN, &SignInNote::PasswordChanged);
            respond::see(paths::SIGN_IN);
        }
        Err(Error::Rejected(NewPasswordRejection::Password(why))) => {
            flash::leave(TOPIC, &Told::PasswordRejected { why });
            respond::see(&paths::password_reset(&token));
        }
        Err(Error::Rejected(NewPasswordRejection::Gone)) => {
            if Token::parse(&token).is_err() {
                return Err(Failure::NotFound.answered());
            }
            respond::see(&paths::password_reset(&token));
        }
        Err(Error::Broken(error)) => return Err(failure::internal(&error)),
    }
    Ok(())
}

/// What a link leads to, and its token. Not an endpoint.
///
/// The token is kept in a cookie for [`paths::RESET_NEW`], which the script puts in place of the address at once
/// (R21): whoever comes back to that page finds it again. Without cookies and scripts the address itself works (D8).
pub(super) async fn load_link(
    token: Option<String>,
) -> Result<(String, super::model::Link), Failure> {
    let services = Services::current();
    let secure = services.settings.secure_cookies();
    let name = cookies::Name::PasswordReset;
    let kept = request::parts().and_then(|parts| cookies::read(&parts.headers, name, secure));
    let token = token.or(kept).unwrap_or_default();
    let link = service::look_up(&services, &token)
        .await
        .map_err(|error| failure::internal(&error))?;
    let cookie = match &link {
        super::model::Link::Live { .. } => {
            let lifetime = services.settings.lifetimes.password_reset;
            cookies::set(name, token.clone(), Some(lifetime), secure)
        }
        super::model::Link::Used | super::model::Link::Gone => cookies::remove(name, secure),
    };
    respond::set_cookie(cookie);
    Ok((token, link))
}
