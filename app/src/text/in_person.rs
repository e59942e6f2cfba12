//! Texts of the registration in person: the parent's screen and the phone (X10).

texts! {
    in_person_heading: "対面で登録" / "Register in person";
    in_person_lead:
        "スタッフの方が目の前にいるときは、招待メールを使わずに、その場で登録できます。" /
        "When the member of staff is with you, they can register on the spot, without an invitation by e-mail.";
    in_person_step_show(minutes):
        "「QRコードを表示する」を押します。QRコードは{minutes}分間使えます。" /
        "Press \"Show QR code\". The code works for {minutes} minutes.";
    in_person_step_scan:
        "スタッフの方が、ご自身のスマートフォンでQRコードを読み取ります。" /
        "The member of staff scans the code with their own phone.";
    in_person_step_enter:
        "スタッフの方が、ユーザー氏名、メールアドレスと、この画面の確認番号を入力します。" /
        "They enter their name, their e-mail address and the confirmation number on this screen.";
    in_person_step_register:
        "続けて、スタッフの方がユーザーIDとパスワードを登録します。" /
        "They then register a user ID and a password.";
    in_person_start: "QRコードを表示する" / "Show QR code";
    in_person_qr_label: "対面で登録するためのQRコード" / "QR code for registering in person";
    in_person_scan:
        "スタッフの方のスマートフォンで、QRコードを読み取ってください。" /
        "Scan this code with the phone of the member of staff.";
    in_person_address: "読み取れないときは、次のURLを開いてください。" / "If it cannot be scanned, open this URL:";
    in_person_number: "確認番号" / "Confirmation number";
    in_person_number_note:
        "スマートフォンの画面で、この番号を入力します。" /
        "This number is entered on the phone.";
    in_person_waiting: "スタッフの読み取りと入力を待っています" / "Waiting for the member of staff to scan the code and fill in the form";
    in_person_time_left(minutes, time):
        "あと{minutes}分使えます（{time}まで）。" /
        "It works for {minutes} more minute (until {time})." |
        "It works for {minutes} more minutes (until {time}).";
    in_person_wrong_numbers(count):
        "確認番号の間違いが{count}回ありました。お心当たりのない場合は、「中止する」を押してください。" /
        "A wrong number was entered {count} time. If you do not know who did it, press \"Stop\"." |
        "A wrong number was entered {count} times. If you do not know who did it, press \"Stop\".";
    in_person_entered(name, email):
        "{name}（{email}）が登録しています" /
        "{name} ({email}) is registering";
    in_person_entered_note:
        "氏名やメールアドレスが違うときは、「中止する」を押してください。入力された内容は削除されます。" /
        "If this is somebody else, press \"Stop\". What was entered will be deleted.";
    in_person_done: "登録が完了しました" / "Registration complete";
    in_person_done_note(name, email):
        "{name} のシェアアカウントを登録しました。ご本人が、{email} に送信したメールのURLを開き、「メールアドレスを確認する」を押すと、USEN CARTを利用できます。" /
        "{name} has registered a share account. They can use USEN CART once they open the link in the e-mail sent to {email} and press \"Confirm e-mail address\".";
    in_person_unfinished: "登録が完了しないまま、期限が切れました" / "The registration was not completed in time";
    in_person_unfinished_note(name):
        "{name} は初回登録待ちです。シェアアカウント一覧から、招待メールを送信するか、削除してください。" /
        "{name} is waiting for the first registration. Send an invitation from the list of share accounts, or delete the account.";
    in_person_expired: "QRコードの期限が切れました" / "The QR code has expired";
    in_person_stopped: "登録を中止しました" / "The registration was stopped";
    in_person_locked: "安全のため、登録を中止しました" / "Registration stopped for safety";
    in_person_locked_note(count):
        "確認番号の間違いが{count}回あったため、QRコードを使えなくしました。" /
        "A wrong number was entered {count} times, so the QR code no longer works.";
    in_person_stop: "中止する" / "Stop";
    in_person_new_code: "新しいQRコードを表示" / "Show a new QR code";
    in_person_next: "続けてもう1人登録" / "Register one more person";
    in_person_refresh: "最新の状態を表示" / "Show the latest state";
    in_person_list: "シェアアカウント一覧へ" / "To the list of share accounts";
    in_person_told_stopped: "登録を中止しました。" / "The registration was stopped.";
    in_person_told_withdrawn(name):
        "登録を中止し、{name} の入力内容を削除しました。" /
        "The registration was stopped, and what {name} had entered was deleted.";
    in_person_told_too_late(name):
        "{name} の登録はすでに完了していたため、中止できませんでした。取り消すときは、シェアアカウント一覧から削除してください。" /
        "{name} had already registered, so it was too late to stop. To undo it, delete the account from the list.";
    in_person_told_over: "この登録は、すでに終了しています。" / "This registration has already ended.";
    in_person_told_underway:
        "いま登録している方がいます。終わるまで待つか、中止してから、新しいQRコードを表示してください。" /
        "Somebody is registering now. Wait until they have finished, or stop, before you show a new code.";

    in_person_phone_heading: "シェアアカウントの登録" / "Register a share account";
    in_person_phone_lead(company):
        "{company}様のUSEN CARTシェアアカウントを登録します。ユーザー氏名とメールアドレス、お店の画面の確認番号を入力してください。" /
        "You are about to register a share account of {company} for USEN CART. Enter your name, your e-mail address and the confirmation number on the shop's screen.";
    in_person_phone_email_hint:
        "このアドレスに確認用のメールを送ります。" /
        "We will send an e-mail to this address to confirm it.";
    in_person_phone_number: "確認番号" / "Confirmation number";
    in_person_phone_number_hint:
        "お店の画面に表示されている6桁の数字" /
        "The 6 digits on the shop's screen";
    in_person_phone_submit: "次へ進む" / "Continue";
    in_person_error_number_empty: "確認番号が入力されていません。" / "Enter the confirmation number.";
    in_person_error_number_form:
        "確認番号は6桁の数字で入力してください。" /
        "The confirmation number has 6 digits.";
    in_person_error_number_wrong(left):
        "確認番号が違います。お店の画面の番号を確認してください。あと{left}回入力できます。" /
        "This is not the number on the shop's screen. You have {left} more try." |
        "This is not the number on the shop's screen. You have {left} more tries.";
    in_person_error_full(count):
        "シェアアカウントは{count}件までしか追加できません。お店のご担当者にお知らせください。" /
        "The shop can have up to {count} share account. Please tell the shop." |
        "The shop can have up to {count} share accounts. Please tell the shop.";
    in_person_error_throttled(wait):
        "このお店での登録が続いたため、しばらく登録できません。{wait}後にもう一度お試しください。" /
        "There have been many registrations at this shop in a short while. Try again in {wait}.";
    in_person_gone_expired_heading: "QRコードの期限が切れています" / "The QR code has expired";
    in_person_gone_next:
        "お店のご担当者に、新しいQRコードを表示してもらい、もう一度読み取ってください。" /
        "Ask the shop to show you a new QR code, then scan it.";
    in_person_gone_replaced_heading: "新しいQRコードが表示されています" / "There is a newer QR code";
    in_person_gone_replaced_paragraph:
        "お店の画面に表示されている、新しいQRコードを読み取ってください。" /
        "Scan the new code on the shop's screen.";
    in_person_gone_stopped_heading: "この登録は中止されました" / "This registration was stopped";
    in_person_gone_locked_heading: "このQRコードは使えません" / "This QR code no longer works";
    in_person_gone_locked_paragraph:
        "確認番号の間違いが続いたので、安全のため使えなくしました。" /
        "A wrong number was entered too many times, so it was stopped for safety.";
    in_person_gone_taken_heading: "このQRコードはすでに使われています" / "This QR code has been used";
    in_person_gone_taken_paragraph:
        "QRコードは1人につき1つです。登録の途中の方は、開いている登録の画面から続けてください。これから登録する方は、お店のご担当者に新しいQRコードを表示してもらってください。" /
        "Each QR code is for one person. If you are already registering, go on with the page that is open on your phone. If not, ask the shop to show you a new code.";
    in_person_gone_malformed_paragraph:
        "お店の画面に表示されているQRコードを、もう一度読み取ってください。" /
        "Scan the code on the shop's screen again.";

    registration_in_person_expired_heading: "登録の期限が切れています" / "The time for registering is over";
    registration_in_person_expired_paragraph(company):
        "登録を続けるには、招待メールを受け取るか、{company}のご担当者に、もう一度QRコードを表示してもらってください。" /
        "To go on, have an invitation e-mailed to you, or ask your contact at {company} to show you a QR code again.";
}
