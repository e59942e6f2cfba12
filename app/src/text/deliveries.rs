//! Why an invitation did not arrive, in words that need no knowledge of mail servers (X2).

texts! {
    delivery_unknown_mailbox:
        "このメールアドレスは存在しません。アドレスをご確認ください。" /
        "This e-mail address does not exist. Please check it.";
    delivery_unknown_or_refused:
        "このメールアドレスは存在しないか、携帯電話の迷惑メール設定によりパソコンからのメールを受け取れません。アドレスと受信設定をご確認ください。" /
        "This e-mail address does not exist, or the phone's spam settings block e-mails from computers. Please check the address and the settings.";
    delivery_unknown_domain:
        "メールアドレスの「@」より後ろが正しくないようです。アドレスをご確認ください。" /
        "The part of the e-mail address after the \"@\" seems to be wrong. Please check it.";
    delivery_mailbox_full:
        "相手のメールボックスがいっぱいです。" /
        "The recipient's mailbox is full.";
    delivery_mailbox_disabled:
        "このメールアドレスは現在使われていません。アドレスをご確認ください。" /
        "This e-mail address is not in use. Please check it.";
    delivery_too_large:
        "メールが大きすぎるため、相手側で受け取れませんでした。" /
        "The e-mail was too large for the recipient's e-mail service.";
    delivery_refused:
        "相手側でメールの受信が拒否されました。受信設定を確認するよう、ご本人にお伝えください。" /
        "The recipient's e-mail service refused the e-mail. Please ask them to check their settings for blocked e-mail.";
    delivery_temporarily_unavailable:
        "相手側が、一時的にメールを受け取れない状態です。" /
        "The recipient's e-mail service cannot receive e-mails at the moment.";
    delivery_unreachable: "送信先につながりませんでした。" / "The recipient's e-mail service could not be reached.";
    delivery_too_old:
        "期間内に配信できなかったため、送信を取りやめました。" /
        "The e-mail could not be delivered in time, so we stopped trying.";
    delivery_other:
        "相手側でメールを受け取れませんでした。" /
        "The recipient's e-mail service did not accept the e-mail.";
}
