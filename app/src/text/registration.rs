//! Texts of the first registration from an invitation (M52–M61, D6–D9).

texts! {
    /// M52.
    registration_company(company): "{company} 様" / "{company}";
    /// M52.
    registration_heading: "初回登録画面" / "First registration";
    /// M53.
    registration_step(number): "step {number}" / "Step {number}";
    /// M53.
    registration_step_enter: "登録内容の入力" / "Enter details";
    /// M53.
    registration_step_check: "登録内容の確認" / "Check details";
    /// M53.
    registration_step_done: "登録完了" / "Complete";
    registration_lead(company, name):
        "{company}様から、{name}様宛にシェアアカウントが発行されました。ユーザーIDとパスワードを登録してください。" /
        "{company} has issued a share account for {name}. Choose a user ID and password.";
    /// M54.
    registration_user_id: "お好きなユーザーIDを登録してください" / "Choose your user ID";
    /// M54.
    registration_user_id_hint:
        "半角英数字・8文字以上" /
        "Letters (a–z) and digits, 8 or more characters";
    registration_user_id_hint_more:
        "全角で入力した文字は、自動で半角に直します。大文字と小文字は区別しません。" /
        "Full-width characters are converted for you. Upper and lower case are treated as the same.";
    /// M55.
    registration_password: "パスワードを入力してください" / "Enter a password";
    registration_password_hint(min):
        "{min}文字以上。長いほど安全です。記号やスペースも使えます。" /
        "{min} or more characters. Longer is safer. Symbols and spaces are allowed.";
    /// M56.
    registration_password_confirmation:
        "パスワードを入力してください(確認)" /
        "Enter the password again (to confirm)";
    /// M57.
    registration_enter_lead:
        "上記内容でよろしければ「確認する」ボタンをクリックしてください。" /
        "If this is right, press \"Check\".";
    /// M57.
    registration_enter_submit: "確認する" / "Check";
    /// M58.
    registration_check_heading: "登録内容のご確認" / "Check your details";
    registration_check_user_id: "ユーザーID" / "User ID";
    registration_check_password: "パスワード" / "Password";
    /// M59.
    registration_check_lead:
        "上記内容でよろしければ「確定する」ボタンをクリックしてください。" /
        "If this is right, press \"Confirm\".";
    registration_password_masked: "●●●●●●●●（表示しません）" / "●●●●●●●● (not shown)";
    /// M59.
    registration_back: "戻って修正する" / "Go back and change";
    /// M59.
    registration_confirm: "確定する" / "Confirm";
    registration_password_kept:
        "パスワードは入力済みです。変更する場合のみ入力してください。" /
        "Your password is set. Fill this in only to change it.";
    /// M53.
    registration_done_heading: "登録完了" / "Registration complete";
    registration_done_paragraph:
        "ユーザーIDとパスワードの登録が完了しました。" /
        "Your user ID and password have been registered.";
    /// M60.
    registration_done_cart: "USEN CARTを利用する" / "Use USEN CART";
    registration_done_home: "USEN MEMBERSのトップへ" / "Go to USEN MEMBERS home";

    registration_user_id_free: "このユーザーIDは登録できます。" / "This user ID is available.";
    registration_error_user_id_empty: "ユーザーIDが入力されていません。" / "Enter a user ID.";
    registration_error_user_id_short:
        "ユーザーIDは8文字以上で入力してください。" /
        "The user ID must be 8 or more characters.";
    registration_error_user_id_character:
        "ユーザーIDには半角英数字だけを使ってください。" /
        "Use only letters (a–z) and digits in the user ID.";
    registration_error_user_id_long(max):
        "ユーザーIDは{max}文字以内で入力してください。" /
        "The user ID must be {max} characters or fewer.";
    registration_error_user_id_taken:
        "このユーザーIDはすでに使われています。別のユーザーIDを入力してください。" /
        "This user ID is already in use. Enter another one.";
    registration_error_password_empty: "パスワードが入力されていません。" / "Enter a password.";
    registration_error_password_short(min):
        "パスワードは{min}文字以上で入力してください。" /
        "The password must be {min} or more characters.";
    registration_error_password_long(max):
        "パスワードは{max}文字以内で入力してください。" /
        "The password must be {max} characters or fewer.";
    registration_error_password_character:
        "パスワードに使えない文字が含まれています。別のパスワードを入力してください。" /
        "The password has a character that cannot be used. Enter another one.";
    registration_error_password_common:
        "このパスワードは推測されやすいため使えません。別のパスワードを入力してください。" /
        "This password is easy to guess. Enter another one.";
    registration_error_password_guessable:
        "このパスワードは単純なため使えません。単語をいくつかつなげるなど、もっと長くしてください。" /
        "This password is too simple. Make it longer, for example by joining several words.";
    registration_error_password_contains_id:
        "パスワードにユーザーIDやメールアドレスを含めることはできません。" /
        "The password cannot contain the user ID or e-mail address.";
    registration_error_password_contains_shop:
        "パスワードに店舗名や会社名を含めることはできません。" /
        "The password cannot contain the name of the shop or company.";
    registration_error_password_mismatch:
        "パスワードとパスワード（確認）が一致しません。" /
        "The two passwords do not match.";

    password_strength_label: "パスワードの強さ" / "Password strength";
    password_strength_0: "とても弱い" / "Very weak";
    password_strength_1: "弱い" / "Weak";
    password_strength_2: "もう少し長くしてください" / "Make it a little longer";
    password_strength_3: "強い" / "Strong";
    password_strength_4: "とても強い" / "Very strong";

    registration_expired_heading: "招待の有効期限が切れています" / "This invitation has expired";
    registration_expired_paragraph(days, company):
        "招待メールのURLの有効期限は{days}日間です。{company}のご担当者に、招待メールの再送信を依頼してください。" /
        "The link in the invitation is valid for {days} day. Ask your contact at {company} to resend the invitation." |
        "The link in the invitation is valid for {days} days. Ask your contact at {company} to resend the invitation.";
    registration_used_heading: "登録はすでに完了しています" / "Registration is already complete";
    registration_used_paragraph:
        "登録したユーザーIDとパスワードでログインしてください。" /
        "Sign in with the user ID and password you registered.";
    registration_used_link: "ログイン" / "Sign in";
    registration_replaced_heading:
        "新しい招待メールが届いています" /
        "A newer invitation has been sent";
    registration_replaced_paragraph:
        "このURLは使えません。一番新しい招待メールのURLを開いてください。" /
        "This link no longer works. Open the link in the newest invitation.";
    registration_replaced_sent_at(date_time):
        "新しい招待メールは、{date_time}に送信しました。" /
        "The newer invitation was sent on {date_time}.";
    registration_again(email):
        "新しい招待メールを {email} に送ることもできます。" /
        "You can also have a new invitation sent to {email}.";
    registration_again_submit: "新しい招待メールを受け取る" / "Send me a new invitation";
    registration_again_waiting(email):
        "新しい招待メールを {email} に送信しています。まもなく届きます。" /
        "A new invitation is on its way to {email}. It will arrive shortly.";
    registration_again_sent(date_time, email):
        "新しい招待メールを、{date_time}に {email} へ送信しました。メールのURLを開いてください。" /
        "A new invitation was sent to {email} on {date_time}. Open the link in it.";
    registration_again_later(wait):
        "新しい招待メールは、{wait}後に依頼できます。届いたメールがないか、迷惑メールフォルダーもご確認ください。" /
        "You can ask for another invitation in {wait}. Please also check your junk folder.";
    registration_declined_heading: "この招待は辞退されました" / "This invitation was declined";
    registration_declined_paragraph(company):
        "{company}に、辞退されたことをお知らせしました。間違えて辞退した場合は、{company}のご担当者に、もう一度招待するよう依頼してください。" /
        "{company} has been told. If you declined by mistake, ask your contact at {company} to invite you again.";
    registration_suspended_heading: "この招待は現在ご利用いただけません" / "This invitation cannot be used now";
    registration_suspended_paragraph(company):
        "{company}のアカウントは、現在停止しています。{company}のご担当者にご確認のうえ、再開後にこのURLをもう一度開いてください。" /
        "The account of {company} is suspended at the moment. Ask your contact at {company}, and open this link again once it is back.";
    registration_ended_heading: "この招待は終了しました" / "This invitation has ended";
    registration_ended_paragraph(company):
        "{company}のご契約が終了したため、このURLからは登録できません。ご不明な点は、{company}のご担当者にご確認ください。" /
        "You can no longer register with this link, because the contracts of {company} have ended. Your contact there can tell you more.";
    registration_invited_address(email): "招待先：{email}" / "Invited: {email}";
    registration_decline_link:
        "この招待に心当たりがない方、辞退する方はこちら" /
        "Not expecting this invitation, or do not want it?";
    decline_heading: "招待の辞退" / "Decline the invitation";
    decline_paragraph(company):
        "{company}からの招待を辞退します。辞退すると、招待メールのURLは使えなくなります。{company}がご本人に確認しないかぎり、このメールアドレスに招待メールが届くことはありません。" /
        "You are about to decline the invitation from {company}. The link in the e-mail will stop working, and this address will get no more invitations from {company} unless they have asked you first.";
    decline_reason: "理由を選んでください" / "Choose a reason";
    decline_reason_hint(company):
        "選んだ理由は、{company}にお知らせします。" /
        "{company} will see the reason you choose.";
    decline_error_reason: "理由が選ばれていません。" / "Choose a reason.";
    decline_submit: "辞退する" / "Decline";
    decline_back: "辞退せずに戻る" / "Go back without declining";
    registration_deleted_heading: "この招待は取り消されました" / "This invitation has been withdrawn";
    registration_deleted_paragraph:
        "このURLからは登録できません。ご不明な点は、招待元のお店のご担当者にご確認ください。" /
        "You can no longer register with this link. If you have questions, ask the shop that invited you.";
    registration_malformed_heading: "URLが正しくありません" / "This link is not correct";
    registration_malformed_paragraph:
        "メールのURLが途中で切れている可能性があります。メールのボタンをもう一度押すか、URLをすべてコピーして開いてください。" /
        "Part of the link may be missing. Press the button in the e-mail again, or copy the whole link.";
    registration_signed_in_as(user_id):
        "{user_id} でログイン中です。登録を続けるには、ログアウトしてください。" /
        "You are signed in as {user_id}. Sign out to go on.";
    registration_sign_out: "ログアウトして登録を続ける" / "Sign out and go on";
}
