//! Texts of invitations from a file (X8).

texts! {
    import_heading: "CSVで一括招待" / "Invite many from a CSV file";
    import_lead(rows):
        "氏名とメールアドレスの一覧（CSVファイル）から、一度に{rows}人まで招待できます。送信する前に、1行ずつ内容を確認できます。" /
        "Invite up to {rows} people at once from a list of names and addresses (a CSV file). You can check every row before anything is sent.";
    import_how_heading: "ファイルの作り方" / "How to make the file";
    import_how_template:
        "ひな形をダウンロードし、Excelなどの表計算ソフトで開きます。" /
        "Download the template and open it in Excel or another spreadsheet program.";
    import_how_fill:
        "1行に1人ずつ、ユーザー氏名とメールアドレスを入力します。" /
        "Enter a user name and an e-mail address, one person per row.";
    import_how_save:
        "CSV形式で保存します（「CSV UTF-8」でも、通常の「CSV」でも読み込めます）。" /
        "Save it as CSV (either \"CSV UTF-8\" or plain \"CSV\").";
    import_template: "ひな形をダウンロード" / "Download template";
    import_example_caption: "入力例" / "Example";
    import_example_name_1: "有線 太郎" / "Taro Yusen";
    import_example_name_2: "USENカフェ001" / "USEN Cafe 001";
    import_file: "CSVファイル" / "CSV file";
    import_file_hint(rows):
        "{rows}行、1MBまで。見出し行は省略できます。" /
        "Up to {rows} rows and 1 MB. The heading row may be left out.";
    import_check: "内容を確認する" / "Check the rows";
    import_checking: "読み込んでいます…" / "Reading…";
    import_error_missing: "ファイルが選択されていません。" / "Choose a file.";
    import_error_empty:
        "ファイルに招待する人が入力されていません。" /
        "There is nobody in the file.";
    import_error_large:
        "ファイルが大きすぎます。1MB以下のCSVファイルを選んでください。" /
        "The file is too large. Choose a CSV file of 1 MB or less.";
    import_error_workbook:
        "Excel形式（.xlsxなど）ではなく、CSV形式で保存してください。" /
        "Save it as CSV, not as a workbook (.xlsx).";
    import_error_not_text:
        "ファイルの文字を読み取れませんでした。「CSV UTF-8」形式で保存し直してください。" /
        "The text of the file could not be read. Save it again as \"CSV UTF-8\".";
    import_error_rows(rows, most):
        "ファイルに{rows}行あります。{most}行以下に分けてください。" /
        "The file has {rows} rows. Split it into files of {most} rows or fewer.";
    import_error_columns:
        "どの列が氏名とメールアドレスか分かりません。氏名とメールアドレスの2列にするか、1行目に見出し「ユーザー氏名」「メールアドレス」を付けてください。" /
        "It is not clear which columns hold names and addresses. Keep two columns, or begin with a row of headings: \"User name\" and \"E-mail address\".";
    import_error_quote(row):
        "{row}行目の「\"」が1つ足りません。ファイルを直して、もう一度選んでください。" /
        "A quotation mark (\") is missing in row {row}. Correct the file and choose it again.";
    import_error_throttled(wait):
        "続けてファイルを読み込んだため、しばらく読み込めません。{wait}後にもう一度お試しください。" /
        "You have uploaded many files in a short while. Try again in {wait}.";
    import_gone:
        "このファイルは見つかりませんでした。もう一度選んで、「内容を確認する」を押してください。" /
        "This file was not found. Choose it again and press \"Check the rows\".";
    import_recent_heading: "最近のファイル" / "Recent files";
    import_recent_note: "30日たつと、自動的に削除されます。" / "Files are deleted after 30 days.";
    import_recent_open(rows):
        "招待前（{rows}行）" /
        "Not invited yet ({rows} row)" |
        "Not invited yet ({rows} rows)";
    import_recent_run(invited, rows):
        "{rows}行のうち{invited}件を招待" /
        "{invited} of {rows} invited";
    import_recent_details: "開く" / "Open";
    import_recent_details_label(file, date_time): "{file}（{date_time}）を開く" / "Open {file} ({date_time})";
    import_file_unnamed: "名前のないファイル" / "File without a name";

    import_dry_heading: "招待内容の確認" / "Check the invitations";
    import_dry_lead:
        "まだ招待メールは送信していません。内容を確認してから招待してください。" /
        "No invitation has been sent yet. Check the rows, then invite.";
    import_dry_none:
        "招待できる行がありません。各行の理由をご確認ください。" /
        "There is nobody to invite. Each row says why.";
    import_dry_none_left:
        "このファイルの人は、すべて追加済みです。" /
        "Everybody in this file has already been added.";
    import_file_name(file): "ファイル：{file}" / "File: {file}";
    import_will_invite: "招待する" / "To be invited";
    import_will_skip: "招待しない" / "Not to be invited";
    import_invited: "招待した" / "Invited";
    import_skipped: "招待していない" / "Not invited";
    import_count(count): "{count}件" / "{count}";
    import_run(count): "{count}件を招待する" / "Invite {count} person" | "Invite {count} people";
    import_running: "招待しています…" / "Inviting…";
    import_other_file: "別のファイルを選ぶ" / "Choose another file";
    import_rows_heading: "すべての行" / "All rows";
    import_rows_note: "招待しない行を先に表示しています。" / "Rows that are not invited come first.";
    import_rows_note_run: "招待していない行を先に表示しています。" / "Rows that were not invited come first.";
    import_column_row: "行" / "Row";
    import_column_result: "結果" / "Result";
    import_column_delivery: "送信状態" / "Mail";
    import_row(number): "{number}行目" / "Row {number}";

    import_result_heading: "招待の結果" / "Result of the invitations";
    import_result_done(count):
        "{count}件の招待を受け付けました。招待メールを順に送信します。" /
        "{count} person has been invited. The invitation is on its way." |
        "{count} people have been invited. The invitations are on their way.";
    import_result_none: "招待した人はいません。" / "Nobody was invited.";
    import_result_more:
        "招待していない行は、ファイルを直してもう一度読み込むと招待できます。同じ人を重ねて招待することはありません。" /
        "To invite the other rows, correct the file and upload it again. Nobody is invited twice.";
    import_progress(sent, all): "{sent} / {all}件を送信しました" / "{sent} of {all} sent";
    import_progress_failed(count):
        "{count}件は送信できませんでした。" /
        "{count} could not be sent.";
    import_progress_failed_link: "送信に失敗した人を一覧で見る" / "Show them in the list";
    import_progress_label: "招待メールの送信" / "Sending the invitations";
    import_refresh: "最新の状態を表示" / "Show the latest state";
    import_download: "結果をCSVでダウンロード" / "Download result as CSV";
    import_to_list: "シェアアカウント一覧へ" / "To the list of share accounts";

    import_outcome_invite: "招待する" / "Will be invited";
    import_outcome_skip: "招待しない" / "Will be skipped";
    import_outcome_invited: "招待済み" / "Invited";
    import_outcome_skipped: "招待していません" / "Not invited";
    import_delivery_waiting: "送信待ち" / "Waiting to be sent";
    import_delivery_sent: "送信済み" / "Sent";
    import_delivery_failed: "送信失敗" / "Not delivered";
    import_delivery_declined: "辞退" / "Declined";
    import_delivery_gone: "削除済み" / "Deleted";

    import_because(what, why): "{what}：{why}" / "{what}: {why}";
    import_both(one, other): "{one}{other}" / "{one} {other}";
    import_reason_repeated(number): "{number}行目と同じ人です。" / "The same person as in row {number}.";
    import_reason_already: "追加済みの人です。" / "This person has already been added.";
    import_reason_declined:
        "以前に招待を辞退した方です。ご本人に確認できた場合は、「シェアアカウント追加」から招待できます。" /
        "This person declined an invitation. If you have talked to them, invite them with \"Add share account\".";
    import_reason_full(limit):
        "シェアアカウントの上限（{limit}件）を超えます。使わなくなったシェアアカウントを削除すると、招待できます。" /
        "This is over the limit of {limit} share account. Delete one that is no longer used first." |
        "This is over the limit of {limit} share accounts. Delete some that are no longer used first.";
    import_reason_too_many:
        "一度に招待できる件数を超えます。" /
        "This is more than can be invited at once.";
    import_reason_mailbox_full:
        "このメールアドレスに送れる招待メールの数を超えます。" /
        "This is more invitations than may be sent to this address.";
    import_again_in(wait):
        "{wait}後に、同じファイルをもう一度読み込んでください。" /
        "Upload the same file again in {wait}.";
    import_again_later:
        "時間をおいて、同じファイルをもう一度読み込んでください。" /
        "Upload the same file again later.";
    import_hint_repaired(before, after):
        "全角を半角に直しました：{before} → {after}" /
        "Full-width characters were converted: {before} → {after}";
    import_hint_lost:
        "氏名に「?」があります。文字が失われている場合は、「CSV UTF-8」形式で保存し直してください。" /
        "The name has a \"?\". If a character was lost, save the file again as \"CSV UTF-8\".";
    import_hint_same_address(number):
        "{number}行目とメールアドレスが同じです（氏名は別）。" /
        "The same address as in row {number}, with another name.";
}
