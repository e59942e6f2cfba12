//! Texts about the number beside a link in its mail (X3): in the mail, and on the page that asks for it.

use super::Language;
use crate::values::NumberRejection;

texts! {
    mail_number(number): "確認番号：{number}" / "Confirmation number: {number}";
    mail_number_note:
        "URLを開いたページで入力を求められたときは、この番号を入力してください。" /
        "If the page behind the link asks for a number, enter this one.";
    number_label: "確認番号" / "Confirmation number";
    number_hint: "メールに書かれている4桁の番号" / "The 4-digit number in the e-mail";
    number_error_empty:
        "メールに書かれている4桁の確認番号を入力してください。" /
        "Enter the 4-digit confirmation number from the e-mail.";
    number_error_wrong:
        "確認番号が違います。このページを開いたメールに書かれている4桁の番号を入力してください。" /
        "This is not the right number. Enter the 4-digit number from the e-mail whose link you opened.";
    number_error_too_many(minutes):
        "確認番号の間違いが続いたため、一時的に受け付けていません。{minutes}分後にもう一度お試しください。" /
        "There were too many wrong numbers. Try again in {minutes} minute." |
        "There were too many wrong numbers. Try again in {minutes} minutes.";
    number_error_unsaid:
        "確認番号が入力されていないか、違っています。メールに書かれている4桁の番号を入力してください。間違いが続いたときは、しばらくお待ちください。" /
        "The confirmation number is missing or wrong. Enter the 4-digit number from the e-mail. If you have entered several wrong numbers, wait a while first.";
}

impl Language {
    /// Why a press was not taken for a person's (X3).
    pub fn number_rejection(self, why: NumberRejection) -> String {
        match why {
            NumberRejection::Empty => self.number_error_empty().to_owned(),
            NumberRejection::Wrong => self.number_error_wrong().to_owned(),
            NumberRejection::TooMany { minutes } => {
                self.number_error_too_many(minutes.unsigned_abs())
            }
            NumberRejection::Unsaid => self.number_error_unsaid().to_owned(),
        }
    }
}
