//! Why an invitation did not arrive, in words that need no knowledge of mail servers (X2).

texts! {
    delivery_unknown_mailbox:
        "このメールアドレスは存在しません。アドレスをご確認ください。" /
        "This e-mail address does not exist. Please check it.";
    delivery_unknown_or_refused:
        "このメールアドレスは存在しないか、携帯電話の迷惑メール設定によりパソコンからのメールを受け取れません。アドレスと受信設定をご確認ください。" /
        "This e-mail address does not exist, or the mobile phone's settings refuse mail from computers. Please check the address and the settings.";
    delivery_unknown_domain:
        "メールアドレスの「@」より後ろが正しくないようです。アドレスをご確認ください。" /
        "The part of the e-mail address after the \"@\" seems to be wrong. Please check it.";
    delivery_mailbox_full:
        "相手のメールボックスがいっぱいです。" /
        "The recipient's mailbox is full.";
    delivery_mailbox_disabled:
        "相手のメールボックスは現在使われていません。アドレスをご確認ください。" /
        "The recipient's mailbox is not in use. Please check the address.";
    delivery_too_large:
        "メールが大きすぎるため、相手のメールサーバーが受け取りませんでした。" /
        "The recipient's mail server refused the mail because it is too large.";
    delivery_refused:
        "相手のメールサーバーに受信を拒否されました。受信設定を確認するよう、ご本人にお伝えください。" /
        "The recipient's mail server refused the mail. Please ask the recipient to check their settings for blocked mail.";
    delivery_temporarily_unavailable:
        "相手のメールサーバーが、一時的にメールを受け取れない状態です。" /
        "The recipient's mail server cannot take the mail for the time being.";
    delivery_unreachable:
        "メールサーバーに接続できませんでした。" /
        "The mail server could not be reached.";
    delivery_too_old:
        "期間内に配信できなかったため、送信を取りやめました。" /
        "The mail could not be delivered in time, so we stopped trying.";
    delivery_other:
        "メールサーバーがメールを受け取りませんでした。" /
        "The mail server did not take the mail.";
}
