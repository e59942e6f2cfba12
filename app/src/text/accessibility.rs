//! Texts of the accessibility statement (JIS X 8341-3) and of the page for when there is no network (X17).

texts! {
    accessibility_heading: "アクセシビリティ" / "Accessibility";
    accessibility_aim:
        "USEN MEMBERSは、年齢や障害の有無、お使いの端末にかかわらず、どなたにもお使いいただけることを目指しています。" /
        "USEN MEMBERS is meant to be usable by everyone, whatever their age, ability or device.";
    accessibility_goal_heading: "目標" / "What we aim for";
    accessibility_goal_scope:
        "対象は、このサイトのすべての画面と、お送りするメールです。USEN CARTなど、ほかのサイトは含みません。" /
        "This covers all pages of this site and the e-mails that we send, not USEN CART or any other site.";
    accessibility_goal_level:
        "JIS X 8341-3:2016の適合レベルAAと、WCAG 2.2のレベルAAの達成基準をすべて満たすことを目標とします。" /
        "Our goal is to meet all success criteria of JIS X 8341-3:2016 level AA and WCAG 2.2 level AA.";
    accessibility_use_heading: "できること" / "What you can do";
    accessibility_use_keyboard:
        "すべての操作を、キーボードだけで行えます。" /
        "Do everything with the keyboard alone.";
    accessibility_use_reader:
        "画面読み上げソフトで、見出し・項目名・エラー・結果を確認できます。" /
        "Have headings, labels, errors and results read out by a screen reader.";
    accessibility_use_zoom:
        "文字を200%まで大きくしても、幅の狭い画面でも、横に動かさずに読めます。" /
        "Read without scrolling sideways, with text at 200% and on narrow screens.";
    accessibility_use_colours:
        "端末の設定に合わせて、暗い配色・コントラストの強い配色に変わり、動きを減らします。" /
        "See dark or high-contrast colours and reduced motion, as set on your device.";
    accessibility_use_scripts:
        "JavaScriptが使えないブラウザーでも、お手続きができます（パスキーを除く）。" /
        "Use the site in browsers without JavaScript, except for passkeys.";
    accessibility_checked_heading: "確認の方法" / "How we check";
    accessibility_checked_tools:
        "変更のたびに、検査プログラム（axe）ですべての画面を、またキーボードだけでの操作を確認しています。" /
        "With every change we check all pages with a test program (axe), and that they can be used by keyboard.";
    accessibility_checked_people:
        "プログラムではわからない項目は、当社の担当者が画面ごとに確認しています。社外の機関による試験は、まだ行っていません。" /
        "What a program cannot judge is checked page by page by our own staff. No outside body has tested the site yet.";
    accessibility_known_heading: "わかっている問題" / "Known problems";
    accessibility_known_timeout:
        "安全のため、操作がないまま一定の時間がたつとログアウトします。そのとき入力中だった内容は残りません。" /
        "For safety you are signed out after a time without activity. What you were entering is then lost.";
    accessibility_known_qr:
        "「対面で登録」のQRコードは、画面の見えない方には使えません。「シェアアカウント追加」で招待メールをお送りください。" /
        "The QR code of in-person registration cannot be used without sight. Send an invitation with \"Add share account\" instead.";
    accessibility_contact_heading: "お困りのときは" / "If something does not work for you";
    accessibility_contact:
        "使いにくいところがありましたら、お電話でお知らせください。お手続きも、お電話で承ります。" /
        "Tell us by telephone if anything is hard to use. We can also do what you need for you on the telephone.";

    offline_title: "オフライン" / "Offline";
    offline_not_sent:
        "送信しようとしていた内容は、届いていないことがあります。つながってから、画面でご確認ください。" /
        "What you were sending may not have arrived. Once you are online again, check on the page.";
}
