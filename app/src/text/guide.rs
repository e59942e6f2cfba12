//! The guide to share accounts in six chapters, with pictures (M38).

use super::Language;

texts! {
    help_share_heading: "USEN CARTシェアアカウントについて" / "About USEN CART share accounts";
    help_share_contents: "目次" / "Contents";
    help_share_back: "よくある質問に戻る" / "Back to the frequently asked questions";

    guide_about_heading: "1. シェアアカウントとは" / "1. What a share account is";
    guide_about_1:
        "シェアアカウントは、店舗のスタッフの方がUSEN CARTを利用するためのアカウントです。" /
        "A share account lets the staff of your shop use USEN CART.";
    guide_about_2:
        "親アカウント（USEN MEMBERS ID）から、1人ずつ、またはまとめて追加できます。" /
        "The parent account (USEN MEMBERS ID) adds them, one by one or many at once.";
    guide_about_3:
        "スタッフの方は、ご自身のユーザーIDとパスワードで、USEN CARTとUSEN MEMBERSにログインできます。" /
        "Your staff sign in to USEN CART and USEN MEMBERS with user IDs and passwords of their own.";
    guide_about_4:
        "請求情報、申込書、支払い通知書、シェアアカウントの追加、SSO連携サービスはご利用いただけません。" /
        "Billing, applications, payment notices, adding share accounts and single-sign-on services are not available to them.";
    guide_about_picture:
        "シェアアカウントでログインしたトップページ。所有ポイントと「注文する」が表示されています。" /
        "The home page of a share account, with the points and \"Order\".";

    guide_list_heading: "2. シェアアカウント一覧でできること" / "2. What you can do in the list";
    guide_list_1:
        "一覧では、シェアアカウントの追加、編集、削除、招待メールの再送信ができます。" /
        "In the list you can add, edit and delete share accounts, and resend invitations.";
    guide_list_2:
        "「登録完了済み」は、ユーザーIDとパスワードが設定され、USEN CARTを利用できる状態です。対面で登録した方は、メールアドレスの確認が済むと利用できます。" /
        "\"Registered\" means that the user ID and password are set and USEN CART can be used. Those who registered in person can use it once their e-mail address is confirmed.";
    guide_list_3:
        "「初回登録待ち」は、ユーザーIDとパスワードがまだ設定されておらず、USEN CARTを利用できない状態です。招待メールが届いたかどうかと、招待の有効期限も表示されます。届かなかったとき（送信失敗）や期限が切れたときは、「再送信」か「アドレスを訂正」を押してください。" /
        "\"Waiting for first registration\" means that they are not set yet and USEN CART cannot be used. Below it you see whether the invitation was delivered, and until when it is valid. If it was not delivered, or has expired, press \"Resend\" or \"Correct the address\".";
    guide_list_4:
        "「辞退」は、招待された方が招待を断った状態です。ご本人に確認できた場合だけ、「再送信」を押してください。" /
        "\"Declined\" means that the invited person does not want the share account. Press \"Resend\" only if you have talked to them.";
    guide_list_5:
        "人数が多いときは、氏名やメールアドレスで検索し、ステータスで絞り込めます。複数の人を選ぶと、まとめて再送信や削除ができます。" /
        "With many people, search by name or e-mail address, or filter by status. Select several to resend to them or delete them at once.";
    /// M6, M7.
    guide_list_6:
        "シェアアカウントでログインしている場合はアカウント一覧は表示されません。アカウント一覧が表示される親アカウントでログインください。" /
        "The list is not shown when you are signed in with a share account. Sign in with the parent account, which shows it.";
    guide_list_picture:
        "シェアアカウント一覧。1人につき、氏名、ステータス、メールアドレスと、編集、再送信、削除のボタンがあります。" /
        "The list. Each person has a name, a status, an e-mail address, and the buttons Edit, Resend and Delete.";

    guide_add_heading: "3. シェアアカウントを追加する" / "3. Adding a share account";
    guide_add_1:
        "「アカウント管理」の「USEN CARTシェアアカウント」を開き、「シェアアカウント追加」を押します。" /
        "Open \"USEN CART share accounts\" in \"Account management\" and press \"Add share account\".";
    guide_add_2:
        "ユーザー氏名とメールアドレスを入力し、「登録」を押します。" /
        "Enter the user name and e-mail address, then press \"Register\".";
    guide_add_2_picture:
        "シェアアカウント追加の画面。ユーザー氏名とメールアドレスを入力し、「登録」を押します。" /
        "The form for a new share account: user name, e-mail address and the button \"Register\".";
    guide_add_3:
        "入力したメールアドレスに招待メールが届きます。スタッフの方が、メールのURLを開きます。" /
        "An invitation is sent to that address. The member of staff opens the link in it.";
    guide_add_3_picture:
        "招待メール。ボタンから初回登録の画面を開きます。" /
        "The invitation. Its button leads to the first registration.";
    guide_add_4:
        "お好きなユーザーIDとパスワードを登録すると、ステータスが「登録完了済み」になります。" /
        "Once a user ID and password are registered, the status becomes \"Registered\".";
    guide_add_4_picture:
        "初回登録の画面。ユーザーIDとパスワードを入力し、「確認する」を押します。" /
        "The first registration: user ID, password and the button to go on.";
    guide_add_in_person:
        "スタッフの方が目の前にいるときは、「対面で登録」からQRコードを表示し、ご本人のスマートフォンで読み取ると、その場で登録できます。" /
        "If the person is with you, show a QR code with \"Register in person\". They scan it with their own phone and register at once.";
    guide_add_in_person_picture:
        "「対面で登録」の画面。QRコードと、読み取った方に伝える6桁の確認番号が表示されています。" /
        "Registering in person: the QR code, and the 6-digit confirmation number to tell the person.";
    guide_add_import:
        "人数が多いときは、「CSVで一括招待」から、氏名とメールアドレスの表をまとめて読み込めます。送信する前に、1行ずつ結果を確認できます。" /
        "For many people, load a table of names and addresses with \"Invite many from a CSV file\". You see what will happen to each row before anything is sent.";
    guide_add_import_picture:
        "「CSVで一括招待」の確認画面。行ごとに、招待するか、しない理由が表示されています。" /
        "Inviting from a CSV file: each row tells whether it is invited, or why not.";

    guide_sign_in_heading: "4. シェアアカウントでログインする" / "4. Signing in with a share account";
    guide_sign_in_1:
        "USEN MEMBERSまたはUSEN CARTのログイン画面を開きます。" /
        "Open the sign-in page of USEN MEMBERS or USEN CART.";
    guide_sign_in_2:
        "初回登録で設定したユーザーIDとパスワードを入力し、「ログイン」を押します。" /
        "Enter the user ID and password you registered, then press \"Sign in\".";
    guide_sign_in_2_picture:
        "ログイン画面。ユーザーIDとパスワードを入力し、「ログイン」を押します。" /
        "The sign-in page: user ID, password and the button \"Sign in\".";
    guide_sign_in_3:
        "USEN MEMBERSのトップにある「注文する」を押すと、USEN CARTに移動してお買い物ができます。" /
        "Press \"Order\" on the home page of USEN MEMBERS to go to USEN CART and shop.";
    guide_sign_in_print:
        "シェアアカウント一覧の「ログイン案内を印刷」から、ログイン画面のURLとQRコードを印刷してスタッフの方に渡せます。" /
        "With \"Print sign-in guide\" in the list you can print the URLs and QR codes of the sign-in pages for your staff.";

    guide_manage_heading: "5. 編集・削除・招待メールの再送信" / "5. Editing, deleting and resending";
    guide_manage_1:
        "編集：ユーザー名を変更できます。ユーザーID、メールアドレス、パスワードは、ご本人だけが変更できます。" /
        "Edit: you can change the user name. Only the staff member can change their user ID, e-mail address and password.";
    guide_manage_1_picture:
        "ユーザー名変更の画面。新しい名前を入力し、「OK」を押します。" /
        "The form that changes a user name: the new name and the button \"OK\".";
    guide_manage_2:
        "削除：アカウントが一覧から消え、USEN CARTを利用できなくなります。もう一度使うときは、「シェアアカウント追加」から追加してください。" /
        "Delete: the account leaves the list and can no longer use USEN CART. To have it back, add it again with \"Add share account\".";
    guide_manage_2_picture:
        "削除の確認の画面。「削除」を押すと元に戻せません。" /
        "The confirmation of a deletion, which cannot be undone.";
    guide_manage_3:
        "再送信：「初回登録待ち」の間は、招待メールをもう一度送れます。以前のURLは使えなくなります。" /
        "Resend: while the account waits for its first registration, you can send the invitation again. The earlier link stops working.";
    guide_manage_4:
        "アドレスを訂正：メールアドレスを間違えて招待したときは、以前の招待を取り消し、正しいアドレスに招待し直せます。" /
        "Correct the address: if you invited the wrong address, this withdraws that invitation and sends a new one to the right address.";
    guide_manage_4_picture:
        "メールアドレスの訂正の画面。正しいメールアドレスを入力し、「訂正して送信」を押します。" /
        "The form that corrects the address of an invitation.";

    guide_own_heading: "6. ご自身の登録情報を変更する" / "6. Changing your own details";
    guide_own_1:
        "シェアアカウントでログインし、「アカウント管理」を開きます。" /
        "Sign in with the share account and open \"Account management\".";
    guide_own_2:
        "ユーザーID、メールアドレス、パスワードのうち、変更したい項目の「変更」を押します。" /
        "Press \"Change\" beside the user ID, e-mail address or password.";
    guide_own_2_picture:
        "マイ・アカウントの画面。ユーザーID、メールアドレス、パスワードのそれぞれに「変更」があります。" /
        "My account: user ID, e-mail address and password, each with \"Change\".";
    guide_own_3:
        "画面の案内に沿って入力します。メールアドレスは、届いた確認用のメールのURLを開き、「メールアドレスを変更する」を押すと変更が完了します。" /
        "Follow the instructions on the page. A new e-mail address takes effect when you open the link in the confirmation e-mail and press \"Change e-mail address\".";
}

/// A chapter of the guide (M38).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// The part of the address that leads to it, the same in both languages.
    pub anchor: &'static str,
    /// Its heading, with its number.
    pub heading: &'static str,
    /// What is to be done, one after the other.
    pub steps: Vec<Passage>,
    /// What is to be known; after the steps, where there are any.
    pub paragraphs: Vec<Passage>,
}

impl Chapter {
    /// All of its passages, as they are read.
    pub fn passages(&self) -> impl Iterator<Item = &Passage> {
        self.steps.iter().chain(&self.paragraphs)
    }
}

/// A sentence or two, and what that looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// What is said.
    pub text: &'static str,
    /// What it looks like.
    pub picture: Option<Picture>,
}

/// A picture of the portal, made by `make help-pictures` in each language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its name, the same in both languages.
    pub name: &'static str,
    /// What it shows, for who does not see it.
    pub alt: &'static str,
}

impl Passage {
    fn shown(self, name: &'static str, alt: &'static str) -> Self {
        Self {
            picture: Some(Picture { name, alt }),
            ..self
        }
    }
}

fn told(text: &'static str) -> Passage {
    Passage {
        text,
        picture: None,
    }
}

impl Language {
    /// The guide to share accounts in its six chapters (M38).
    pub fn share_account_guide(self) -> [Chapter; 6] {
        [
            Chapter {
                anchor: "about",
                heading: self.guide_about_heading(),
                steps: Vec::new(),
                paragraphs: vec![
                    told(self.guide_about_1()),
                    told(self.guide_about_2()),
                    told(self.guide_about_3()).shown("home", self.guide_about_picture()),
                    told(self.guide_about_4()),
                ],
            },
            Chapter {
                anchor: "list",
                heading: self.guide_list_heading(),
                steps: Vec::new(),
                paragraphs: vec![
                    told(self.guide_list_1()).shown("list", self.guide_list_picture()),
                    told(self.guide_list_2()),
                    told(self.guide_list_3()),
                    told(self.guide_list_4()),
                    told(self.guide_list_5()),
                    told(self.guide_list_6()),
                ],
            },
            Chapter {
                anchor: "add",
                heading: self.guide_add_heading(),
                steps: vec![
                    told(self.guide_add_1()),
                    told(self.guide_add_2()).shown("add", self.guide_add_2_picture()),
                    told(self.guide_add_3()).shown("invitation", self.guide_add_3_picture()),
                    told(self.guide_add_4()).shown("registration", self.guide_add_4_picture()),
                ],
                paragraphs: vec![
                    told(self.guide_add_in_person())
                        .shown("in-person", self.guide_add_in_person_picture()),
                    told(self.guide_add_import()).shown("import", self.guide_add_import_picture()),
                ],
            },
            Chapter {
                anchor: "sign-in",
                heading: self.guide_sign_in_heading(),
                steps: vec![
                    told(self.guide_sign_in_1()),
                    told(self.guide_sign_in_2()).shown("sign-in", self.guide_sign_in_2_picture()),
                    told(self.guide_sign_in_3()),
                ],
                paragraphs: vec![told(self.guide_sign_in_print())],
            },
            Chapter {
                anchor: "manage",
                heading: self.guide_manage_heading(),
                steps: Vec::new(),
                paragraphs: vec![
                    told(self.guide_manage_1()).shown("rename", self.guide_manage_1_picture()),
                    told(self.guide_manage_2()).shown("delete", self.guide_manage_2_picture()),
                    told(self.guide_manage_3()),
                    told(self.guide_manage_4()).shown("correct", self.guide_manage_4_picture()),
                ],
            },
            Chapter {
                anchor: "own-data",
                heading: self.guide_own_heading(),
                steps: vec![
                    told(self.guide_own_1()),
                    told(self.guide_own_2()).shown("my-account", self.guide_own_2_picture()),
                    told(self.guide_own_3()),
                ],
                paragraphs: Vec::new(),
            },
        ]
    }
}
