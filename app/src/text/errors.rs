//! Texts of the error pages, and the answers to values that were refused.

use super::Language;
use crate::values::{
    EmailError, PasswordError, PasswordRejection, PersonNameError, UserId, UserIdError,
    UserIdRejection, Weakness,
};

texts! {
    error_403_heading: "この画面は表示できません" / "You cannot see this page";
    error_403_paragraph:
        "シェアアカウントではご利用いただけない機能です。親アカウントでログインしてください。" /
        "This is not available to share accounts. Sign in with the parent account.";
    error_404_heading: "ページが見つかりません" / "Page not found";
    error_404_paragraph: "URLが正しいかご確認ください。" / "Check that the URL is right.";
    error_404_link: "トップに戻る" / "Back to home";
    error_429_heading: "しばらくお待ちください" / "Please wait";
    error_413_heading: "送信できませんでした" / "Sending failed";
    error_413_paragraph:
        "送信する内容が大きすぎるか、送信に時間がかかりすぎました。ファイルを送るときは、1MB以下のファイルを、通信の安定した場所でお送りください。" /
        "What you sent is too large, or took too long. Send files of up to 1 MB, over a stable connection.";
    error_429_paragraph(minutes):
        "操作が続いたため、一時的に利用を制限しています。{minutes}分後にもう一度お試しください。" /
        "You have tried many times in a short while. Try again in {minutes} minute." |
        "You have tried many times in a short while. Try again in {minutes} minutes.";
    error_500_heading: "問題が発生しました" / "There is a problem";
    error_500_paragraph(reference):
        "入力した内容は保存されていない可能性があります。時間をおいて、やり直してください。続く場合はお問い合わせください（受付番号：{reference}）。" /
        "What you entered may not have been saved. Try again later. If it goes on, call us and quote this reference: {reference}.";
    error_503_heading: "ただいまご利用いただけません" / "The service is not available";
    error_503_paragraph_open:
        "時間をおいて、もう一度お試しください。" /
        "Wait a while, then try again.";
    error_not_sent_heading: "送信できたか確認できませんでした" / "We could not tell whether this was sent";
    error_not_sent_paragraph:
        "通信の状態を確認して、もう一度ボタンを押してください。入力した内容は残っています。同じ内容を2回送信しても、二重に登録されることはありません。" /
        "Check your connection, then press the button again. What you entered is still here, and pressing twice will not register anything twice.";
    error_offline_heading: "インターネットに接続されていません" / "You are offline";
    error_offline_paragraph:
        "接続を確認して、再読み込みしてください。" /
        "Check your connection, then reload.";
}

impl Language {
    /// Why a chosen user ID was refused (M54, D4).
    pub fn user_id_error(self, error: UserIdError) -> String {
        match error {
            UserIdError::Empty => self.registration_error_user_id_empty().to_owned(),
            UserIdError::TooShort => self.registration_error_user_id_short().to_owned(),
            UserIdError::TooLong => self.registration_error_user_id_long(UserId::MAX),
            UserIdError::Character => self.registration_error_user_id_character().to_owned(),
        }
    }

    /// Why a user ID cannot be taken (D4).
    pub fn user_id_rejection(self, why: UserIdRejection) -> String {
        match why {
            UserIdRejection::Malformed(error) => self.user_id_error(error),
            UserIdRejection::Taken => self.registration_error_user_id_taken().to_owned(),
        }
    }

    /// Why a new password was refused (D6).
    pub fn password_error(self, error: PasswordError) -> String {
        match error {
            PasswordError::Empty => self.registration_error_password_empty().to_owned(),
            PasswordError::TooShort { min } => self.registration_error_password_short(min),
            PasswordError::TooLong { max } => self.registration_error_password_long(max),
            PasswordError::Character => self.registration_error_password_character().to_owned(),
        }
    }

    /// Why a new password cannot be taken (D6).
    pub fn password_rejection(self, why: PasswordRejection) -> String {
        match why {
            PasswordRejection::Malformed(error) => self.password_error(error),
            PasswordRejection::Weak(Weakness::Common) => {
                self.registration_error_password_common().to_owned()
            }
            PasswordRejection::Weak(Weakness::Guessable) => {
                self.registration_error_password_guessable().to_owned()
            }
            PasswordRejection::Weak(Weakness::ContainsUserId) => {
                self.registration_error_password_contains_id().to_owned()
            }
            PasswordRejection::Weak(Weakness::ContainsShop) => {
                self.registration_error_password_contains_shop().to_owned()
            }
        }
    }

    /// Why an e-mail address was refused (D5).
    pub const fn email_error(self, error: EmailError) -> &'static str {
        match error {
            EmailError::Empty => self.add_error_email_empty(),
            EmailError::Form => self.add_error_email_form(),
        }
    }

    /// Why the name of a share account was refused (M41, R45).
    pub const fn person_name_error(self, error: PersonNameError) -> &'static str {
        match error {
            PersonNameError::Empty => self.add_error_name_empty(),
            PersonNameError::TooLong => self.add_error_name_long(),
            PersonNameError::Character => self.add_error_name_character(),
            PersonNameError::Link => self.add_error_name_link(),
        }
    }
}
