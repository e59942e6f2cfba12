//! What the history calls things.

use crate::{platform::audit::Event, text::Language};

/// What the history calls who did something that nobody signed in did.
pub fn nobody(language: Language, event: Event) -> &'static str {
    match event {
        Event::InvitationRequested | Event::InvitationDeclined => language.history_invitee(),
        Event::InPersonNumberWrong | Event::ShareAccountAddedInPerson => {
            language.history_at_the_code()
        }
        Event::MailBounced => language.history_mail_server(),
        Event::PointsCorrected => language.history_operator(),
        _ => language.history_unknown(),
    }
}

/// What the history calls an event.
pub fn event_name(language: Language, event: Event) -> &'static str {
    match event {
        Event::SignedIn => language.event_signed_in(),
        Event::SignInFailed => language.event_sign_in_failed(),
        Event::SignInLimited => language.event_sign_in_limited(),
        Event::SignedOut => language.event_signed_out(),
        Event::RememberedReused => language.event_remembered_reused(),
        Event::NewDevice => language.event_new_device(),
        Event::ProofFailed => language.event_proof_failed(),
        Event::DeviceSignedOut => language.event_device_signed_out(),
        Event::OthersSignedOut => language.event_others_signed_out(),
        Event::AllSignedOut => language.event_all_signed_out(),
        Event::PasswordResetRequested => language.event_password_reset_requested(),
        Event::PasswordChanged => language.event_password_changed(),
        Event::UserIdChanged => language.event_user_id_changed(),
        Event::EmailChangeRequested => language.event_email_change_requested(),
        Event::EmailChangeWithdrawn => language.event_email_change_withdrawn(),
        Event::EmailChanged => language.event_email_changed(),
        Event::EmailRestored => language.event_email_restored(),
        Event::EmailConfirmed => language.event_email_confirmed(),
        Event::PasskeyAdded => language.event_passkey_added(),
        Event::PasskeyRenamed => language.event_passkey_renamed(),
        Event::PasskeyRemoved => language.event_passkey_removed(),
        Event::ShareAccountInvited => language.event_share_account_invited(),
        Event::InvitationResent => language.event_invitation_resent(),
        Event::InvitationRequested => language.event_invitation_requested(),
        Event::InvitationDeclined => language.event_invitation_declined(),
        Event::InvitationCorrected => language.event_invitation_corrected(),
        Event::ShareAccountRenamed => language.event_share_account_renamed(),
        Event::ShareAccountDeleted => language.event_share_account_deleted(),
        Event::InPersonStarted => language.event_in_person_started(),
        Event::InPersonNumberWrong => language.event_in_person_number_wrong(),
        Event::ShareAccountAddedInPerson => language.event_share_account_added_in_person(),
        Event::InPersonStopped => language.event_in_person_stopped(),
        Event::Registered => language.event_registered(),
        Event::CartOpened => language.event_cart_opened(),
        Event::ServiceOpened => language.event_service_opened(),
        Event::PointsCorrected => language.event_points_corrected(),
        Event::MailBounced => language.event_mail_bounced(),
    }
}
