//! Texts of the help and contact pages; the guide to share accounts has six chapters (M38).

use super::Language;

texts! {
    help_heading: "よくある質問" / "Frequently asked questions";
    help_guides_heading: "ご利用ガイド" / "Guides";
    help_share_link: "USEN CARTシェアアカウントについて" / "About USEN CART share accounts";
    help_rights_link: "アカウントの種類とご利用いただける機能" / "Kinds of account and what they can use";

    contact_heading: "お問い合わせ / Q&A" / "Contact / Q&A";
    contact_paragraph:
        "よくある質問をご確認ください。解決しない場合は、お電話でお問い合わせください。" /
        "Please look at the questions below first. If they do not help, call us.";
    contact_questions_heading: "よくある質問" / "Frequently asked questions";
    contact_phone_heading: "お電話でのお問い合わせ" / "Contact by telephone";
    contact_phone_label: "電話番号" / "Telephone";
    contact_hours_label: "受付時間" / "Hours";
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
        "Check the junk folder and your settings for blocked mail. If it still does not arrive, ask the owner of the parent account to check the address and press \"Resend\".";
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
        "I can no longer read mails at my registered address.";
    answer_mail_moved:
        "ログインできる場合は、マイ・アカウントの「メールアドレス」の「変更」からお手続きください。ログインできない場合は、お電話でお問い合わせください。" /
        "If you can sign in, change the address in My account. If you cannot, please call us.";
    question_unknown_device:
        "身に覚えのないログインのお知らせが届きました。" /
        "I was told of a sign-in that was not mine.";
    answer_unknown_device:
        "お知らせのメールのURLを開き、「すべての端末からログアウトする」を押してください。続けて届くメールのURLから、新しいパスワードを設定してください。" /
        "Open the link in that mail and press \"Sign out all devices\". Then set a new password with the link in the mail that follows.";
    question_staff_left:
        "退職したスタッフのシェアアカウントはどうすればよいですか？" /
        "What should I do with the share account of somebody who has left?";
    answer_staff_left:
        "親アカウントでログインし、USEN CARTシェアアカウント一覧から削除してください。削除すると、そのアカウントはすぐに使えなくなります。" /
        "Sign in with the parent account and delete it in the list of USEN CART share accounts. It stops working at once.";

    help_share_heading: "USEN CARTシェアアカウントについて" / "About USEN CART share accounts";
    help_share_contents: "目次" / "Contents";
    help_share_back: "シェアアカウント一覧に戻る" / "Back to the share accounts";

    help_about_heading: "1. シェアアカウントとは" / "1. What a share account is";
    help_about_1:
        "シェアアカウントは、店舗のスタッフの方がUSEN CARTを利用するためのアカウントです。" /
        "A share account lets the staff of your shop use USEN CART.";
    help_about_2:
        "親アカウント（USEN MEMBERS ID）から、1人ずつ追加できます。" /
        "The parent account (USEN MEMBERS ID) can add one for each person.";
    help_about_3:
        "スタッフの方は、ご自身のユーザーIDとパスワードで、USEN CARTとUSEN MEMBERSにログインできます。" /
        "Your staff sign in to USEN CART and USEN MEMBERS with user IDs and passwords of their own.";
    help_about_4:
        "請求情報、申込書、支払い通知書、シェアアカウントの追加、SSO連携サービスはご利用いただけません。" /
        "Billing, applications, payment notices, adding share accounts and single-sign-on services are not available to them.";

    help_list_heading: "2. シェアアカウント一覧でできること" / "2. What you can do in the list";
    help_list_1:
        "一覧では、シェアアカウントの追加、編集、削除、招待メールの再送信ができます。" /
        "In the list you can add, edit and delete share accounts, and resend invitations.";
    help_list_2:
        "「登録完了済み」は、ユーザーIDとパスワードが設定され、USEN CARTを利用できる状態です。" /
        "\"Registered\" means that the user ID and password are set and USEN CART can be used.";
    help_list_3:
        "「初回登録待ち」は、ユーザーIDとパスワードがまだ設定されておらず、USEN CARTを利用できない状態です。" /
        "\"Waiting for first registration\" means that they are not set yet and USEN CART cannot be used.";
    help_list_4:
        "シェアアカウントでログインしている場合は、一覧は表示されません。親アカウントでログインしてください。" /
        "The list is not shown to share accounts. Sign in with the parent account.";

    help_add_heading: "3. シェアアカウントを追加する" / "3. Adding a share account";
    help_add_1:
        "「アカウント管理」の「USEN CARTシェアアカウント」を開き、「シェアアカウント追加」を押します。" /
        "Open \"USEN CART share accounts\" in \"Account management\" and press \"Add share account\".";
    help_add_2:
        "ユーザー氏名とメールアドレスを入力し、「登録」を押します。" /
        "Enter the user name and e-mail address, then press \"Register\".";
    help_add_3:
        "入力したメールアドレスに招待メールが届きます。スタッフの方が、メールのURLを開きます。" /
        "An invitation is sent to that address. The member of staff opens the link in it.";
    help_add_4:
        "お好きなユーザーIDとパスワードを登録すると、ステータスが「登録完了済み」になります。" /
        "Once a user ID and password are registered, the status becomes \"Registered\".";

    help_sign_in_heading: "4. シェアアカウントでログインする" / "4. Signing in with a share account";
    help_sign_in_1:
        "USEN MEMBERSまたはUSEN CARTのログイン画面を開きます。" /
        "Open the sign-in page of USEN MEMBERS or USEN CART.";
    help_sign_in_2:
        "初回登録で設定したユーザーIDとパスワードを入力し、「ログイン」を押します。" /
        "Enter the user ID and password you registered, then press \"Sign in\".";
    help_sign_in_3:
        "USEN MEMBERSのトップにある「注文する」を押すと、USEN CARTに移動してお買い物ができます。" /
        "Press \"Order\" on the home page of USEN MEMBERS to go to USEN CART and shop.";

    help_manage_heading: "5. 編集・削除・招待メールの再送信" / "5. Editing, deleting and resending";
    help_manage_1:
        "編集：ユーザー名を変更できます。ユーザーID、メールアドレス、パスワードは、ご本人だけが変更できます。" /
        "Edit: you can change the user name. Only the person can change the user ID, e-mail address and password.";
    help_manage_2:
        "削除：アカウントが一覧から消え、USEN CARTを利用できなくなります。もう一度使うときは、「シェアアカウント追加」から再度追加ください。" /
        "Delete: the account leaves the list and can no longer use USEN CART. To have it back, add it again with \"Add share account\".";
    help_manage_3:
        "再送信：「初回登録待ち」の間は、招待メールをもう一度送れます。以前のURLは使えなくなります。" /
        "Resend: while the account waits for its first registration, you can send the invitation again. The earlier link stops working.";

    help_own_heading: "6. ご自身の登録情報を変更する" / "6. Changing your own data";
    help_own_1:
        "シェアアカウントでログインし、「アカウント管理」を開きます。" /
        "Sign in with the share account and open \"Account management\".";
    help_own_2:
        "ユーザーID、メールアドレス、パスワードのうち、変更したい項目の「変更」を押します。" /
        "Press \"Change\" beside the user ID, e-mail address or password.";
    help_own_3:
        "画面の案内に沿って入力します。メールアドレスは、届いた確認メールのURLを開くと変更が完了します。" /
        "Follow the page. A new e-mail address takes effect when you open the link in the confirmation mail.";
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

/// A chapter of the guide to share accounts (M38).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// The part of the address that leads to it, the same in both languages.
    pub anchor: &'static str,
    /// Its heading, with its number.
    pub heading: &'static str,
    /// Whether the sentences are steps to be taken one after the other.
    pub steps: bool,
    /// Its sentences.
    pub sentences: Vec<&'static str>,
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

    /// The guide to share accounts in its six chapters (M38).
    pub fn share_account_guide(self) -> [Chapter; 6] {
        [
            Chapter {
                anchor: "about",
                heading: self.help_about_heading(),
                steps: false,
                sentences: vec![
                    self.help_about_1(),
                    self.help_about_2(),
                    self.help_about_3(),
                    self.help_about_4(),
                ],
            },
            Chapter {
                anchor: "list",
                heading: self.help_list_heading(),
                steps: false,
                sentences: vec![
                    self.help_list_1(),
                    self.help_list_2(),
                    self.help_list_3(),
                    self.help_list_4(),
                ],
            },
            Chapter {
                anchor: "add",
                heading: self.help_add_heading(),
                steps: true,
                sentences: vec![
                    self.help_add_1(),
                    self.help_add_2(),
                    self.help_add_3(),
                    self.help_add_4(),
                ],
            },
            Chapter {
                anchor: "sign-in",
                heading: self.help_sign_in_heading(),
                steps: true,
                sentences: vec![
                    self.help_sign_in_1(),
                    self.help_sign_in_2(),
                    self.help_sign_in_3(),
                ],
            },
            Chapter {
                anchor: "manage",
                heading: self.help_manage_heading(),
                steps: false,
                sentences: vec![
                    self.help_manage_1(),
                    self.help_manage_2(),
                    self.help_manage_3(),
                ],
            },
            Chapter {
                anchor: "own-data",
                heading: self.help_own_heading(),
                steps: true,
                sentences: vec![self.help_own_1(), self.help_own_2(), self.help_own_3()],
            },
        ]
    }
}
