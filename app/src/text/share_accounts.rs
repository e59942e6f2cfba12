//! Texts of the share accounts: list, add, edit, delete, resend, print sheet (M26–M42, M62–M69).

texts! {
    /// M26.
    share_heading: "USEN CARTシェアアカウント一覧" / "USEN CART share accounts";
    /// M26.
    share_about_before: "USEN CARTシェアアカウントについては " / "For USEN CART share accounts, see ";
    /// M26.
    share_about_link: "こちら" / "this guide";
    share_about_link_label:
        "こちら（USEN CARTシェアアカウントについて）" /
        "this guide (About USEN CART share accounts)";
    /// M26.
    share_about_after: " をご覧ください" / ".";
    /// M34.
    share_add: "シェアアカウント追加" / "Add share account";
    /// M28.
    share_column_name: "ユーザー氏名" / "User name";
    /// M29.
    share_column_status: "ステータス" / "Status";
    /// M32.
    share_column_email: "メールアドレス" / "E-mail address";
    /// M33.
    share_column_actions: "操作" / "Actions";
    share_load_error:
        "シェアアカウントの取得に失敗しました。時間をおいて画面を再読み込みしてください。" /
        "The share accounts could not be loaded. Wait a while, then reload the page.";
    /// M30.
    share_status_done: "登録完了済み" / "Registered";
    /// M31.
    share_status_waiting: "初回登録待ち" / "Waiting for first registration";
    /// M30.
    share_status_done_hint:
        "ユーザーID/パスワード設定済（USEN CART利用可）" /
        "User ID and password are set (USEN CART can be used)";
    /// M31.
    share_status_waiting_hint:
        "ユーザーID/パスワード未設定（USEN CART利用不可）" /
        "User ID and password are not set (USEN CART cannot be used)";
    share_invitation_until(date_time):
        "招待の有効期限：{date_time}" /
        "Invitation valid until {date_time}";
    share_invitation_expired:
        "招待の有効期限が切れています。「再送信」を押すと、新しい招待メールを送ります。" /
        "The invitation has expired. Press \"Resend\" to send a new one.";
    share_failed_correct:
        "「アドレスを訂正」から正しいメールアドレスを入力すると、新しい招待メールを送ります。" /
        "Press \"Correct the address\" and enter the right one to send a new invitation.";
    share_failed_resend:
        "ご本人に確認のうえ「再送信」を押すと、もう一度お送りします。" /
        "Talk to the person, then press \"Resend\" to try again.";
    share_status_failed: "送信失敗" / "Not delivered";
    share_status_declined: "辞退" / "Declined";
    share_delivery_waiting(since):
        "招待メール：送信待ち（{since}から）" /
        "Invitation: waiting to be sent (since {since})";
    share_delivery_retrying(reason):
        "まだ送信できていません。{reason}自動で送り直しています。" /
        "Not sent yet. {reason} We are trying again automatically.";
    share_delivery_sent(at): "招待メール：送信済み（{at}）" / "Invitation: sent ({at})";
    share_delivery_failed(at): "招待メール：送信失敗（{at}）" / "Invitation: not delivered ({at})";
    share_delivery_in_person: "対面で登録しています。" / "Registering in person.";
    share_asked_for:
        "ご本人の依頼で、招待メールを再送信しました。" /
        "The invitation was sent again at their request.";
    share_declined_at(at): "{at}に辞退されました。" / "Declined on {at}.";
    share_declined_because(because): "理由：{because}" / "Reason: {because}";
    refusal_unknown: "この店舗に心当たりがない" / "I do not know this shop";
    refusal_misdirected: "宛先（氏名やメールアドレス）が違う" / "It is meant for somebody else";
    refusal_unwanted: "シェアアカウントは必要ない" / "I do not need a share account";
    /// M35.
    share_edit: "編集" / "Edit";
    /// M36.
    share_delete: "削除" / "Delete";
    /// M37.
    share_resend: "再送信" / "Resend";
    share_edit_label(name): "{name}を編集" / "Edit {name}";
    share_delete_label(name): "{name}を削除" / "Delete {name}";
    share_resend_label(name): "{name}に再送信" / "Resend to {name}";
    share_empty:
        "シェアアカウントはまだありません。「シェアアカウント追加」から追加してください。" /
        "There are no share accounts yet. Add one with \"Add share account\".";
    /// M6.
    share_note_parent:
        "※シェアアカウントでログインしている場合はアカウント一覧は表示されません。" /
        "*The list is not shown when you are signed in with a share account.";
    share_status_means(status, hint): "{status}：{hint}" / "{status}: {hint}";
    share_live: "招待メールの状況は、自動で更新されます。" / "The status of invitations updates by itself.";
    share_live_held: "自動更新を止めています。" / "Updates are paused.";
    share_live_hold: "自動更新を止める" / "Pause updates";
    share_live_resume: "自動更新を再開する" / "Resume updates";
    share_correct: "アドレスを訂正" / "Correct the address";
    share_correct_label(name): "{name}のアドレスを訂正" / "Correct the address of {name}";
    share_column_select: "選択" / "Select";
    share_select_label(name): "{name}を選択" / "Select {name}";
    share_select_all: "この画面のすべてを選択" / "Select all on this page";
    share_search_label: "氏名・メールアドレスで検索" / "Search by name or e-mail address";
    share_filter_all: "すべて" / "All";
    share_filter_expired: "招待の期限切れ" / "Invitation expired";
    share_filter_none(filter):
        "「{filter}」のシェアアカウントはありません。" /
        "There are no share accounts with the status \"{filter}\".";
    share_sort_label: "並び順" / "Order";
    share_sort_newest: "新しい順" / "Newest first";
    share_sort_oldest: "古い順" / "Oldest first";
    share_sort_name: "氏名順" / "By name";
    share_sort_status: "対応が必要な順" / "Needs attention first";
    share_search_none(search):
        "「{search}」に該当するシェアアカウントはありません。" /
        "No share account matches \"{search}\".";

    /// M40.
    add_heading: "シェアアカウント追加" / "Add share account";
    /// M41.
    add_name: "ユーザー氏名" / "User name";
    add_name_hint:
        "例：有線 太郎、USENカフェ001（50文字まで）" /
        "For example: Taro Yusen, USEN Cafe 001 (up to 50 characters)";
    /// M41.
    add_email: "メールアドレス" / "E-mail address";
    add_email_hint:
        "このアドレスに招待メールを送ります。" /
        "We will send the invitation to this address.";
    /// M41.
    add_submit: "登録" / "Register";
    add_done(email):
        "シェアアカウントを追加し、{email} に招待メールを送信しました。" /
        "The share account was added and an invitation was sent to {email}.";
    add_error_name_empty: "ユーザー氏名が入力されていません。" / "Enter the user name.";
    add_error_name_long:
        "ユーザー氏名は50文字以内で入力してください。" /
        "The user name must be 50 characters or fewer.";
    add_error_name_character:
        "ユーザー氏名に使えない文字が含まれています。改行や特殊な文字を削除してください。" /
        "The user name has a character that cannot be used. Remove line breaks and special characters.";
    add_error_name_link: "ユーザー氏名にURLを含めることはできません。" / "The user name cannot contain a URL.";
    add_error_email_empty: "メールアドレスが入力されていません。" / "Enter the e-mail address.";
    add_error_email_form:
        "メールアドレスの形式が正しくありません。例：name@example.com" /
        "Enter the e-mail address in the right form, like name@example.com";
    add_error_limit(count):
        "シェアアカウントは{count}件までしか追加できません。" /
        "You can add up to {count} share account." |
        "You can add up to {count} share accounts.";
    add_error_throttled(wait):
        "続けて追加したため、しばらく追加できません。{wait}後にもう一度お試しください。" /
        "You have added many accounts in a short while. Try again in {wait}.";
    correct_error_throttled(wait):
        "招待メールの送信が続いたため、しばらく送信できません。{wait}後にもう一度お試しください。" /
        "You have sent many invitations in a short while. Try again in {wait}.";
    mailbox_full(wait):
        "このメールアドレスに送れる招待メールの数を超えました。{wait}後にもう一度お試しください。" /
        "No more invitations can be sent to this address for now. Try again in {wait}.";

    /// M62.
    edit_heading: "ユーザー名変更" / "Change user name";
    /// M62.
    edit_name: "ユーザー名" / "User name";
    edit_done: "ユーザー名を変更しました。" / "The user name has been changed.";

    /// M64.
    delete_heading: "削除の確認" / "Confirm deletion";
    /// M64.
    delete_question: "このユーザーを削除しますか？" / "Delete this user?";
    delete_effect:
        "削除すると、このアカウントではUSEN CARTを利用できなくなります。この操作は元に戻せません。" /
        "After deletion this account can no longer use USEN CART. This cannot be undone.";
    /// M66.
    delete_note:
        "※再度シェアアカウントを作成する場合は、「シェアアカウント追加」から再度追加ください。" /
        "*To make the share account again, add it with \"Add share account\".";
    /// M64.
    delete_submit: "削除" / "Delete";
    delete_done(name): "{name} を削除しました。" / "{name} has been deleted.";
    delete_gone:
        "対象のシェアアカウントは、すでに削除済みです。" /
        "This share account has already been deleted.";

    /// M27.
    resend_heading: "招待メール再送" / "Resend invitation";
    resend_paragraph(email):
        "{email} 宛に招待メールを再送信します。以前の招待メールのURLは使えなくなります。" /
        "The invitation will be sent again to {email}. The link in the earlier e-mail will no longer work.";
    /// M37.
    resend_submit: "再送信" / "Resend";
    /// M68.
    resend_done: "メールを送信しました。" / "The e-mail has been sent.";
    resend_done_detail(email):
        "{email} 宛に招待メールを再送信しました。以前の招待メールのURLは使えません。" /
        "The invitation was sent again to {email}. The link in the earlier e-mail no longer works.";
    resend_throttled(wait):
        "再送信の回数が上限に達しました。{wait}後にもう一度お試しください。" /
        "The limit for resending has been reached. Try again in {wait}.";
    resend_too_soon(seconds):
        "続けて再送信できません。{seconds}秒後にもう一度お試しください。" /
        "You cannot resend so soon. Try again in {seconds} second." |
        "You cannot resend so soon. Try again in {seconds} seconds.";
    resend_countdown_text: "あと#秒で再送信できます。" / "You can resend in # seconds.";
    resend_countdown_text_one: "あと#秒で再送信できます。" / "You can resend in # second.";
    resend_countdown(seconds):
        "あと{seconds}秒で再送信できます。" /
        "You can resend in {seconds} second." |
        "You can resend in {seconds} seconds.";
    resend_declined:
        "この招待は辞退されています。ご本人に確認できた場合は、一覧の「再送信」で1人ずつ送信してください。" /
        "This invitation was declined. If you have talked to the person, press \"Resend\" beside their name in the list.";
    resend_declined_because(because):
        "この招待は辞退されています（理由：{because}）。ご本人に確認できた場合だけ、もう一度送信してください。" /
        "This invitation was declined (reason: {because}). Send it again only if you have talked to the person.";
    resend_already_registered:
        "すでに登録完了済みです。招待メールは送信していません。" /
        "Registration is already complete. No invitation was sent.";

    correct_heading: "メールアドレスの訂正" / "Correct the address";
    correct_paragraph(name, email):
        "{name} への招待メール（{email} 宛）を取り消し、正しいメールアドレスに新しい招待メールを送ります。これまでのURLは使えなくなります。" /
        "The invitation to {name} at {email} is withdrawn, and a new one is sent to the right address. The earlier link will no longer work.";
    correct_email: "正しいメールアドレス" / "Right e-mail address";
    correct_submit: "訂正して送信" / "Correct and send";
    correct_done(email):
        "以前の招待を取り消し、{email} に新しい招待メールを送信しました。" /
        "The earlier invitation was withdrawn, and a new one was sent to {email}.";
    correct_error_unchanged:
        "いまの招待と同じメールアドレスです。同じアドレスに送るときは、「再送信」を押してください。" /
        "The invitation already has this address. To send it there again, press \"Resend\".";
    correct_error_registered:
        "すでに登録完了済みです。メールアドレスは、ご本人がマイ・アカウントから変更できます。" /
        "They have already registered, and can change the address themselves in \"My account\".";
    add_error_email_declined:
        "このメールアドレスの方は、以前の招待を辞退しています。ご本人に確認できた場合は、下の「ご本人に確認できたので、もう一度招待する」にチェックを入れて、もう一度送信してください。" /
        "The person at this address declined an earlier invitation. If you have talked to them, tick the box below and send the form again.";
    add_anew:
        "ご本人に確認できたので、もう一度招待する" /
        "I have talked to the person; invite them again";
    edit_error_changed(name):
        "ほかの画面で「{name}」に変更されました。入力した名前に変更する場合は、もう一度「OK」を押してください。" /
        "It has just been changed to \"{name}\" elsewhere. To use the name you entered instead, press \"OK\" again.";

    several_lead: "選択した人：" / "Selected people:";
    several_resend: "まとめて再送信" / "Resend to selected";
    several_delete: "まとめて削除" / "Delete selected";
    several_none:
        "一覧から1人以上を選択してください。" /
        "Select at least one person in the list.";
    several_resend_lead(count):
        "次の{count}人に招待メールを再送信します。以前の招待メールのURLは使えなくなります。" /
        "The invitation will be sent again to {count} person. The link in the earlier e-mail will no longer work." |
        "The invitation will be sent again to these {count} people. The links in the earlier e-mails will no longer work.";
    several_nobody_waits:
        "選択した中に、初回登録待ちの人はいません。再送信できるのは、初回登録待ちの人だけです。" /
        "None of the selected people is waiting for the first registration, so there is nothing to resend.";
    several_left_out: "再送信しない人（登録完了済み）" / "Will not be sent to (already registered)";
    several_resent(count):
        "{count}人に招待メールを再送信しました。" /
        "The invitation was sent again to {count} person." |
        "The invitation was sent again to {count} people.";
    several_resent_none: "招待メールは再送信していません。" / "No invitations were sent again.";
    several_spared(name, why): "{name}：{why}" / "{name}: {why}";
    several_spared_more(count):
        "ほか{count}人にも再送信できませんでした。" /
        "The invitation could not be sent to {count} more person." |
        "The invitation could not be sent to {count} more people.";
    several_delete_lead(count):
        "次の{count}人を削除しますか？" /
        "Delete {count} person?" |
        "Delete these {count} people?";
    several_delete_effect:
        "削除すると、これらのアカウントではUSEN CARTを利用できなくなります。この操作は元に戻せません。" /
        "After deletion these accounts can no longer use USEN CART. This cannot be undone.";
    several_deleted(count):
        "{count}人を削除しました。" /
        "{count} person was deleted." |
        "{count} people were deleted.";

    share_print: "ログイン案内を印刷" / "Print sign-in guide";
    print_heading: "ログインのご案内" / "How to sign in";
    print_step_1:
        "QRコードを読み取るか、ログインURLを開きます。" /
        "Scan the QR code, or open the sign-in URL.";
    print_step_2:
        "ご自身のユーザーIDとパスワードを入力します。" /
        "Enter your own user ID and password.";
    print_step_3: "「ログイン」を押します。" / "Press \"Sign in\".";
    print_note:
        "※ユーザーIDとパスワードは印刷されません。ほかの人と共有しないでください。" /
        "*User IDs and passwords are not printed. Do not share them with others.";
}
