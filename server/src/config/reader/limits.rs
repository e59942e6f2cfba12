//! How long things live, and how often they may be tried.

use app::platform::settings::{Lifetimes, Limits, SessionLifetime};
use time::Duration;

use super::{Noted, Reader};
use crate::config::parse::{parse_limit, parse_window};

impl Reader<'_> {
    pub(super) fn lifetimes(&mut self) -> Result<Lifetimes, Noted> {
        let invitation = self.number("INVITATION_DAYS", 1..=90);
        let in_person_code = self.number("IN_PERSON_CODE_MINUTES", 1..=60);
        let in_person_link = self.number("IN_PERSON_LINK_MINUTES", 10..=1_440);
        let password_reset = self.number("PASSWORD_RESET_MINUTES", 5..=1_440);
        let email_confirmation = self.number("EMAIL_CONFIRMATION_HOURS", 1..=168);
        let email_undo = self.number("EMAIL_UNDO_DAYS", 1..=30);
        let sign_in_alert = self.number("SIGN_IN_ALERT_DAYS", 1..=30);
        let proof = self.number("PROOF_MINUTES", 1..=60);
        let session_idle = self.number("SESSION_IDLE_MINUTES", 1..=1_440);
        let session_total = self.number("SESSION_HOURS", 1..=24);
        // a warning two minutes before the end has to fit in
        let shared_idle = self.number("SHARED_SESSION_IDLE_MINUTES", 3..=60);
        let shared_total = self.number("SHARED_SESSION_HOURS", 1..=12);
        let remembered = self.number("REMEMBER_DAYS", 1..=30);
        // RFC 6749 4.1.2: ten minutes at most.
        let authorization_code = self.number("AUTHORIZATION_CODE_SECONDS", 1..=600);

        Ok(Lifetimes {
            invitation: Duration::days(invitation?),
            in_person_code: Duration::minutes(in_person_code?),
            in_person_link: Duration::minutes(in_person_link?),
            password_reset: Duration::minutes(password_reset?),
            email_confirmation: Duration::hours(email_confirmation?),
            email_undo: Duration::days(email_undo?),
            sign_in_alert: Duration::days(sign_in_alert?),
            proof: Duration::minutes(proof?),
            session: SessionLifetime {
                idle: Duration::minutes(session_idle?),
                total: Duration::hours(session_total?),
            },
            shared_session: SessionLifetime {
                idle: Duration::minutes(shared_idle?),
                total: Duration::hours(shared_total?),
            },
            remembered: Duration::days(remembered?),
            authorization_code: Duration::seconds(authorization_code?),
        })
    }

    pub(super) fn limits(&mut self) -> Result<Limits, Noted> {
        let sign_in_account = self.parse("LIMIT_SIGN_IN_ACCOUNT", parse_limit);
        let sign_in_device = self.parse("LIMIT_SIGN_IN_DEVICE", parse_limit);
        let sign_in_address = self.parse("LIMIT_SIGN_IN_ADDRESS", parse_limit);
        let distinct_ids_per_address = self.number("LIMIT_USER_IDS", 1..=100_000);
        let distinct_ids_window = self.number("LIMIT_USER_IDS_MINUTES", 1..=1_440);
        let distinct_ids_cool_down = self.number("LIMIT_USER_IDS_WAIT_MINUTES", 1..=1_440);
        // NIST SP 800-63B 5.2.2: a hundred at most.
        let failures_in_a_row = self.number("LIMIT_FAILURES", 1..=100);
        let resend_pause = self.parse("LIMIT_RESEND_PAUSE", parse_window);
        let resend_day = self.parse("LIMIT_RESEND_DAY", parse_window);
        let invitation_request = self.parse("LIMIT_INVITATION_REQUEST", parse_window);
        let resend_parent = self.parse("LIMIT_RESEND_PARENT", parse_window);
        let invitation_mailbox = self.parse("LIMIT_INVITATION_MAILBOX", parse_window);
        let add = self.parse("LIMIT_ADD", parse_window);
        let import = self.parse("LIMIT_IMPORT", parse_window);
        let registration = self.parse("LIMIT_REGISTRATION", parse_limit);
        let user_id_check = self.parse("LIMIT_USER_ID_CHECK", parse_limit);
        let user_id_check_day = self.parse("LIMIT_USER_ID_CHECK_DAY", parse_limit);
        let user_id_check_address = self.parse("LIMIT_USER_ID_CHECK_ADDRESS", parse_limit);
        let proof = self.parse("LIMIT_PROOF", parse_limit);
        let recovery_address = self.parse("LIMIT_RECOVERY_ADDRESS", parse_limit);
        let recovery = self.parse("LIMIT_RECOVERY", parse_window);
        let recovery_day = self.parse("LIMIT_RECOVERY_DAY", parse_window);
        let email_change = self.parse("LIMIT_EMAIL_CHANGE", parse_window);
        let address_confirmation = self.parse("LIMIT_ADDRESS_CONFIRMATION", parse_window);
        let passkey_address = self.parse("LIMIT_PASSKEY_ADDRESS", parse_limit);
        let confirmation_number = self.parse("LIMIT_CONFIRMATION_NUMBER", parse_limit);

        Ok(Limits {
            sign_in_account: sign_in_account?,
            sign_in_device: sign_in_device?,
            sign_in_address: sign_in_address?,
            distinct_ids_per_address: distinct_ids_per_address?,
            distinct_ids_window: Duration::minutes(distinct_ids_window?),
            distinct_ids_cool_down: Duration::minutes(distinct_ids_cool_down?),
            failures_in_a_row: failures_in_a_row?,
            resend_pause: resend_pause?,
            resend_day: resend_day?,
            invitation_request: invitation_request?,
            resend_parent: resend_parent?,
            invitation_mailbox: invitation_mailbox?,
            add: add?,
            import: import?,
            registration: registration?,
            user_id_check: user_id_check?,
            user_id_check_day: user_id_check_day?,
            user_id_check_address: user_id_check_address?,
            proof: proof?,
            recovery_address: recovery_address?,
            recovery: recovery?,
            recovery_day: recovery_day?,
            email_change: email_change?,
            address_confirmation: address_confirmation?,
            passkey_address: passkey_address?,
            confirmation_number: confirmation_number?,
        })
    }
}
