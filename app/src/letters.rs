//! Which feature writes which letter.

use async_trait::async_trait;
use lettre::Message;

use crate::{
    address_confirmation, email_change, notices,
    platform::{
        outbox::{Letter, Mail, Writer},
        services::Services,
    },
    recovery, security, share_accounts,
};

/// Writes every letter of the portal.
#[derive(Clone, Copy, Debug)]
pub struct Letters;

#[async_trait]
impl Writer for Letters {
    async fn write(&self, services: &Services, mail: &Mail) -> sqlx::Result<Option<Message>> {
        match mail.letter {
            Letter::Invitation | Letter::InvitationAgain | Letter::InvitationRequested => {
                share_accounts::write_invitation(services, mail).await
            }
            Letter::PasswordReset => recovery::write_password_reset(services, mail).await,
            Letter::UserIdReminder => recovery::write_user_id_reminder(services, mail).await,
            Letter::EmailConfirmation => email_change::write_confirmation(services, mail).await,
            Letter::EmailChangeRequested | Letter::EmailChangedFrom => {
                email_change::write_notice_to_old(services, mail).await
            }
            Letter::EmailChanged | Letter::EmailRestored => {
                email_change::write_changed(services, mail).await
            }
            Letter::AddressConfirmation => {
                address_confirmation::write_confirmation(services, mail).await
            }
            Letter::NewDevice => security::write_new_device(services, mail).await,
            Letter::PasswordChanged
            | Letter::UserIdChanged
            | Letter::PasskeyAdded
            | Letter::PasskeyRemoved => notices::write_notice(services, mail).await,
        }
    }
}
