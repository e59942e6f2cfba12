//! Texts that are fixed to the letter.

use super::{EN, JA};

#[test]
fn sign_in_and_the_list_keep_their_fixed_wording() {
    for (number, text, wording) in [
        (
            "M7",
            JA.guide_list_6(),
            "シェアアカウントでログインしている場合はアカウント一覧は表示されません。アカウント一覧が表示される親アカウントでログインください。",
        ),
        ("M13", JA.navigation_home(), "トップ"),
        ("M13", JA.navigation_account(), "アカウント管理"),
        ("M13", JA.navigation_contact(), "お問い合わせ / Q&A"),
        ("M14", JA.tab_my_account(), "マイ・アカウント"),
        ("M14", JA.tab_share_accounts(), "USEN CARTシェアアカウント"),
        ("M15", JA.sign_in_url(), "ログインURL"),
        ("M15", JA.sign_in_qr(), "ログインQRコード"),
        ("M16", JA.sign_in_heading(), "USEN MEMBERS ログイン"),
        ("M16", JA.sign_in_user_id(), "ユーザーID"),
        ("M16", JA.sign_in_password(), "パスワード"),
        ("M16", JA.sign_in_submit(), "ログイン"),
        ("M17", JA.sign_in_remember(), "次回から自動的にログインする"),
        (
            "M18",
            JA.sign_in_forgot_password(),
            "パスワードのみを忘れた方はこちら",
        ),
        (
            "M19",
            JA.sign_in_forgot_both(),
            "ユーザーIDとパスワードを忘れた方はこちら",
        ),
        ("M26", JA.share_heading(), "USEN CARTシェアアカウント一覧"),
        ("M28", JA.share_column_name(), "ユーザー氏名"),
        ("M29", JA.share_column_status(), "ステータス"),
        ("M30", JA.share_status_done(), "登録完了済み"),
        ("M31", JA.share_status_waiting(), "初回登録待ち"),
        ("M32", JA.share_column_email(), "メールアドレス"),
        ("M33", JA.share_column_actions(), "操作"),
        ("M34", JA.share_add(), "シェアアカウント追加"),
        ("M35", JA.share_edit(), "編集"),
        ("M36", JA.share_delete(), "削除"),
        ("M37", JA.share_resend(), "再送信"),
        ("M41", JA.add_submit(), "登録"),
    ] {
        assert_eq!(text, wording, "{number}");
    }
}

#[test]
fn the_invitation_and_the_registration_keep_their_fixed_wording() {
    for (number, text, wording) in [
        (
            "M43",
            JA.mail_invitation_subject(),
            "【USEN MEMBERS】会員登録のご案内（ご招待）",
        ),
        (
            "M45",
            JA.mail_invitation_welcome(),
            "「USEN MEMBERS」へようこそ！",
        ),
        (
            "M47",
            JA.mail_invitation_register(),
            "下記URLより初回登録後に、各種サービスの管理画面へアクセスが可能となります。",
        ),
        (
            "M49",
            JA.mail_note_send_only(),
            "※本メールは送信専用となっております。ご返信いただいてもお答えできませんのでご了承ください。",
        ),
        (
            "M50",
            JA.mail_note_unexpected(),
            "※本手続きにお心当たりの無い場合はこのメールを破棄していただきますようお願い申し上げます。",
        ),
        ("M52", JA.registration_heading(), "初回登録画面"),
        (
            "M54",
            JA.registration_user_id(),
            "お好きなユーザーIDを登録してください",
        ),
        (
            "M54",
            JA.registration_user_id_hint(),
            "半角英数字・8文字以上",
        ),
        (
            "M55",
            JA.registration_password(),
            "パスワードを入力してください",
        ),
        (
            "M56",
            JA.registration_password_confirmation(),
            "パスワードを入力してください(確認)",
        ),
        (
            "M57",
            JA.registration_enter_lead(),
            "上記内容でよろしければ「確認する」ボタンをクリックしてください。",
        ),
        ("M57", JA.registration_enter_submit(), "確認する"),
        ("M58", JA.registration_check_heading(), "登録内容のご確認"),
        (
            "M59",
            JA.registration_check_lead(),
            "上記内容でよろしければ「確定する」ボタンをクリックしてください。",
        ),
        ("M59", JA.registration_back(), "戻って修正する"),
        ("M59", JA.registration_confirm(), "確定する"),
        ("M60", JA.registration_done_cart(), "USEN CARTを利用する"),
    ] {
        assert_eq!(text, wording, "{number}");
    }
}

#[test]
fn d9_each_end_of_an_invitation_keeps_its_fixed_wording() {
    for (text, wording) in [
        (
            JA.registration_expired_heading(),
            "招待の有効期限が切れています",
        ),
        (
            &JA.registration_expired_paragraph(7, "(株) USEN"),
            "招待メールのURLの有効期限は7日間です。(株) USENのご担当者に、招待メールの再送信を依頼してください。",
        ),
        (
            EN.registration_expired_heading(),
            "This invitation has expired",
        ),
        (
            &EN.registration_expired_paragraph(7, "USEN Corp."),
            "The link in the invitation is valid for 7 days. Ask your contact at USEN Corp. to resend the invitation.",
        ),
        (JA.registration_used_heading(), "登録はすでに完了しています"),
        (
            JA.registration_used_paragraph(),
            "登録したユーザーIDとパスワードでログインしてください。",
        ),
        (JA.registration_used_link(), "ログイン"),
        (
            EN.registration_used_heading(),
            "Registration is already complete",
        ),
        (
            EN.registration_used_paragraph(),
            "Sign in with the user ID and password you registered.",
        ),
        (
            JA.registration_replaced_heading(),
            "新しい招待メールが届いています",
        ),
        (
            JA.registration_replaced_paragraph(),
            "このURLは使えません。一番新しい招待メールのURLを開いてください。",
        ),
        (
            EN.registration_replaced_heading(),
            "A newer invitation has been sent",
        ),
        (
            EN.registration_replaced_paragraph(),
            "This link no longer works. Open the link in the newest invitation.",
        ),
        (
            JA.registration_deleted_heading(),
            "この招待は取り消されました",
        ),
        (
            EN.registration_deleted_heading(),
            "This invitation has been withdrawn",
        ),
        (JA.registration_malformed_heading(), "URLが正しくありません"),
        (
            JA.registration_malformed_paragraph(),
            "メールのURLが途中で切れている可能性があります。メールのボタンをもう一度押すか、URLをすべてコピーして開いてください。",
        ),
        (
            EN.registration_malformed_heading(),
            "This link is not correct",
        ),
        (
            EN.registration_malformed_paragraph(),
            "Part of the link may be missing. Press the button in the e-mail again, or copy the whole link.",
        ),
        (
            &JA.registration_signed_in_as("members***"),
            "members*** でログイン中です。登録を続けるには、ログアウトしてください。",
        ),
        (
            &EN.registration_signed_in_as("members***"),
            "You are signed in as members***. Sign out to go on.",
        ),
    ] {
        assert_eq!(text, wording);
    }
}

#[test]
fn the_dialogs_and_my_account_keep_their_fixed_wording() {
    for (number, text, wording) in [
        ("M62", JA.edit_heading(), "ユーザー名変更"),
        ("M62", JA.edit_name(), "ユーザー名"),
        ("M62", JA.button_ok(), "OK"),
        ("M64", JA.delete_heading(), "削除の確認"),
        ("M64", JA.delete_question(), "このユーザーを削除しますか？"),
        ("M64", JA.button_cancel(), "キャンセル"),
        ("M64", JA.delete_submit(), "削除"),
        ("M68", JA.resend_done(), "メールを送信しました。"),
        ("M68", JA.button_close(), "閉じる"),
        (
            "M70",
            JA.account_security_heading(),
            "アカウント/セキュリティ",
        ),
        ("M70", JA.account_customer_code(), "お客様番号"),
        ("M72", JA.account_shop_heading(), "店舗/事業所情報"),
        ("M72", JA.account_shop_name(), "店舗/事業所名"),
        ("M74", JA.user_id_heading(), "ユーザーIDの変更"),
        ("M74", JA.user_id_current(), "現在のユーザーID"),
        ("M74", JA.user_id_new(), "変更するユーザーID"),
        ("M74", JA.user_id_hint(), "半角英数字・8文字以上"),
        ("M75", JA.user_id_check(), "登録可能か確認する"),
        (
            "M76",
            JA.user_id_password_warning(),
            "新しいパスワードを入力すると、以前のパスワードが上書きされますのでご注意ください。",
        ),
        (
            "M77",
            JA.email_heading(),
            "新しいメールアドレスを入力してください。",
        ),
        ("M77", JA.email_field(), "メールアドレス"),
        ("M77", JA.required(), "必須"),
        (
            "M78",
            JA.email_note(),
            "確認用の自動メールが送信されます。届きましたら、内容を確認しURLをクリックしていただくと変更が完了いたします。",
        ),
        ("M80", JA.password_reset_heading(), "パスワード再設定"),
        (
            "M80",
            JA.password_reset_paragraph(),
            "パスワード再発行手続き用のURLをメールで送信します。",
        ),
    ] {
        assert_eq!(text, wording, "{number}");
    }
}

#[test]
fn the_points_and_the_cart_keep_their_fixed_wording() {
    for (number, text, wording) in [
        ("M82", JA.top_points_heading(), "USEN CART ポイント"),
        ("M82", JA.top_order(), "注文する"),
        ("M85", JA.cart_sign_in_heading(), "USEN CART ログイン"),
        (
            "M85",
            JA.cart_sign_in_tagline(),
            "店舗に寄り添い60年以上。USENが運営する店舗向け通販サイト",
        ),
        (
            "M86",
            JA.cart_sign_in_members_heading(),
            "USEN MEMBERS会員様",
        ),
        (
            "M86",
            JA.cart_sign_in_members_paragraph(),
            "USEN MEMBERSのユーザーIDとパスワードを入力してください",
        ),
        (
            "M87",
            JA.cart_sign_in_forgot_password(),
            "パスワードを忘れた方はこちら",
        ),
        (
            "M87",
            JA.sign_in_forgot_both(),
            "ユーザーIDとパスワードを忘れた方はこちら",
        ),
        (
            "M87",
            JA.cart_sign_in_questions(),
            "アカウントに関するFAQはこちら",
        ),
        ("M88", JA.cart_sign_in_new_heading(), "新規会員登録"),
        ("M88", JA.cart_sign_in_new_note(), "※会員登録・年会費無料"),
        ("M88", JA.cart_sign_in_new_link(), "USEN MEMBERS会員登録"),
        ("M89", JA.cart_sign_in_about_heading(), "USEN CARTとは"),
        (
            "M89",
            JA.cart_sign_in_about_points(),
            "初めてのお買い物で「500ポイント」をプレゼント",
        ),
        (
            "M90",
            JA.cart_sign_in_about_delivery(),
            "2,000円（税込）以上の注文で「送料無料」",
        ),
        (
            "M90",
            JA.cart_sign_in_about_delivery_note(),
            "※対象配送エリア・対象配達時間のみ",
        ),
        (
            "M91",
            JA.cart_sign_in_about_payment(),
            "“店舗に寄り添った機能”によるお支払い可能",
        ),
    ] {
        assert_eq!(text, wording, "{number}");
    }
}

#[test]
fn what_is_filled_in_leaves_the_fixed_wording_as_it_is() {
    let (shop, name) = ("(株) USEN", "有線 太郎");
    for (number, text, wording) in [
        ("M12", JA.greeting(shop), "ようこそ (株) USEN さま"),
        (
            "M26",
            [
                JA.share_about_before(),
                JA.share_about_link(),
                JA.share_about_after(),
            ]
            .concat(),
            "USEN CARTシェアアカウントについては こちら をご覧ください",
        ),
        ("M45", JA.mail_invitation_addressee(name), "有線 太郎様"),
        (
            "M46",
            JA.mail_invitation_issued(shop, name),
            "(株) USEN様から有線 太郎様宛にUSEN MEMBERSの各種サービスの管理画面にアクセスできるシェア・アカウントが発行されましたので、本メールにてお知らせいたします。",
        ),
        (
            "M51",
            JA.mail_signature("株式会社USEN", "https://example.com/"),
            "配信元：株式会社USEN https://example.com/",
        ),
        ("M52", JA.registration_company(shop), "(株) USEN 様"),
        (
            "M53",
            format!(
                "{} {}",
                JA.registration_step(1),
                JA.registration_step_enter()
            ),
            "step 1 登録内容の入力",
        ),
        (
            "M53",
            format!(
                "{} {}",
                JA.registration_step(2),
                JA.registration_step_check()
            ),
            "step 2 登録内容の確認",
        ),
        (
            "M53",
            format!(
                "{} {}",
                JA.registration_step(3),
                JA.registration_step_done()
            ),
            "step 3 登録完了",
        ),
        (
            "M82",
            JA.top_points_value(crate::values::Points::new(87_187)),
            "87,187 pt",
        ),
    ] {
        assert_eq!(text, wording, "{number}");
    }
}
