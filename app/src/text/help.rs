//! Texts of the help and contact pages.

use super::Language;

texts! {
    help_heading: "よくある質問" / "Frequently asked questions";
    help_guides_heading: "ご利用ガイド" / "Guides";
    help_share_link: "USEN CARTシェアアカウントについて" / "About USEN CART share accounts";
    help_rights_link: "アカウントの種類とご利用いただける機能" / "Account types and what they can use";

    contact_heading: "お問い合わせ / Q&A" / "Contact / Q&A";
    contact_paragraph:
        "よくある質問をご確認ください。解決しない場合は、お電話でお問い合わせください。" /
        "Please look at the questions below first. If they do not help, call us.";
    contact_questions_heading: "よくある質問" / "Frequently asked questions";
    contact_phone_heading: "お電話でのお問い合わせ" / "Contact by telephone";
    contact_phone_prepare:
        "お電話の際は、お客様番号をお知らせください。" /
        "Please tell us your customer number when you call.";

    question_forgotten: "ユーザーIDやパスワードを忘れました。" / "I have forgotten my user ID or password.";
    answer_forgotten:
        "ログイン画面の「パスワードのみを忘れた方はこちら」または「ユーザーIDとパスワードを忘れた方はこちら」からお手続きください。" /
        "On the sign-in page, choose \"Forgot only your password?\" or \"Forgot your user ID and password?\".";
    question_invitation_missing: "招待メールが届きません。" / "The invitation has not arrived.";
    answer_invitation_missing:
        "迷惑メールフォルダーと、受信拒否の設定をご確認ください。それでも届かない場合は、親アカウントの方にメールアドレスの確認と「再送信」を依頼してください。" /
        "Check your junk folder and your settings for blocked e-mail. If it still does not arrive, ask the owner of the parent account to check the address and press \"Resend\".";
    question_invitation_expired: "招待メールのURLが使えません。" / "The link in the invitation does not work.";
    answer_invitation_expired:
        "URLには有効期限があり、再送信すると前のURLは使えなくなります。一番新しい招待メールのURLを開くか、親アカウントの方に「再送信」を依頼してください。" /
        "The link is valid for a limited time, and a resend ends the earlier link. Open the link in the newest invitation, or ask the owner of the parent account to press \"Resend\".";
    question_share_rights: "シェアアカウントでは何ができますか？" / "What can I do with a share account?";
    answer_share_rights:
        "USEN CARTでのお買い物と、ご自身のアカウント管理ができます。請求情報などの閲覧とシェアアカウントの追加は、親アカウントだけの機能です。" /
        "You can shop at USEN CART and manage your own account. Only the parent account can see billing and other documents, and add share accounts.";
    question_same_address:
        "同じメールアドレスで複数のアカウントを使えますか？" /
        "Can several accounts use the same e-mail address?";
    answer_same_address:
        "はい、使えます。ログインにはメールアドレスではなくユーザーIDを使うため、ユーザーIDはアカウントごとに別のものを登録してください。" /
        "Yes. You sign in with the user ID, not the e-mail address, so each account needs a user ID of its own.";
    question_mail_moved:
        "登録したメールアドレスのメールを受け取れなくなりました。" /
        "I can no longer receive e-mail at my registered address.";
    answer_mail_moved:
        "ログインできる場合は、マイ・アカウントの「メールアドレス」の「変更」からお手続きください。ログインできない場合は、お電話でお問い合わせください。" /
        "If you can sign in, change the address in \"My account\". If you cannot, please call us.";
    question_unknown_device:
        "心当たりのないログインのお知らせが届きました。" /
        "I received a notice of a sign-in that was not mine.";
    answer_unknown_device:
        "お知らせのメールのURLを開き、「すべての端末からログアウトする」を押してください。続けて届くメールのURLから、新しいパスワードを設定してください。" /
        "Open the link in that e-mail and press \"Sign out all devices\". We will send you another e-mail: set a new password with the link in it.";
    question_staff_left:
        "退職したスタッフのシェアアカウントはどうすればよいですか？" /
        "What should I do with the share account of somebody who has left?";
    answer_staff_left:
        "親アカウントでログインし、USEN CARTシェアアカウント一覧から削除してください。削除すると、そのアカウントはすぐに使えなくなります。" /
        "Sign in with the parent account and delete it in the list of USEN CART share accounts. It stops working at once.";
}

/// A question of the contact page with its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// The part of the address that leads to it, the same in both languages.
    pub anchor: &'static str,
    /// What is asked.
    pub question: &'static str,
    /// What we answer.
    pub answer: &'static str,
}

impl Language {
    /// The questions that are asked most, with their answers (M13).
    pub const fn questions(self) -> [Question; 8] {
        [
            Question {
                anchor: "forgotten",
                question: self.question_forgotten(),
                answer: self.answer_forgotten(),
            },
            Question {
                anchor: "invitation-missing",
                question: self.question_invitation_missing(),
                answer: self.answer_invitation_missing(),
            },
            Question {
                anchor: "invitation-expired",
                question: self.question_invitation_expired(),
                answer: self.answer_invitation_expired(),
            },
            Question {
                anchor: "share-rights",
                question: self.question_share_rights(),
                answer: self.answer_share_rights(),
            },
            Question {
                anchor: "same-address",
                question: self.question_same_address(),
                answer: self.answer_same_address(),
            },
            Question {
                anchor: "mail-moved",
                question: self.question_mail_moved(),
                answer: self.answer_mail_moved(),
            },
            Question {
                anchor: "unknown-device",
                question: self.question_unknown_device(),
                answer: self.answer_unknown_device(),
            },
            Question {
                anchor: "staff-left",
                question: self.question_staff_left(),
                answer: self.answer_staff_left(),
            },
        ]
    }
}
