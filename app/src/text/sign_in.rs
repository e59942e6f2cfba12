//! Texts of the sign-in pages of USEN MEMBERS and USEN CART (M15–M19, M85–M94).

texts! {
    /// M16.
    sign_in_heading: "USEN MEMBERS ログイン" / "USEN MEMBERS sign-in";
    /// M16.
    sign_in_title: "ログイン" / "Sign in";
    /// M16.
    sign_in_user_id: "ユーザーID" / "User ID";
    /// M16.
    sign_in_password: "パスワード" / "Password";
    /// M17.
    sign_in_remember: "次回から自動的にログインする" / "Keep me signed in on this device";
    sign_in_remember_hint: "ご自身の端末でだけお使いください。" / "Use this only on a device of your own.";
    /// X18.
    sign_in_shared_device: "この端末は共用です" / "This is a shared device";
    sign_in_shared_device_hint(minutes):
        "お店のタブレットなど。操作がないまま{minutes}分たつと、ログアウトします。" /
        "Such as the shop's tablet. You are signed out after {minutes} minute without activity." |
        "Such as the shop's tablet. You are signed out after {minutes} minutes without activity.";
    /// X18.
    shared_device_signed_in(user_id):
        "この端末は {user_id} でログイン中" /
        "This device is signed in as {user_id}";
    shared_device_switch: "利用者を切り替える" / "Switch user";
    shared_device_ending:
        "操作がないため、まもなくログアウトします。入力中の内容は消えます。" /
        "You will be signed out soon because there has been no activity. Anything you have entered will be lost.";
    shared_device_go_on: "続けて使う" / "Stay signed in";
    /// M16.
    sign_in_submit: "ログイン" / "Sign in";
    /// M18.
    sign_in_forgot_password: "パスワードのみを忘れた方はこちら" / "Forgot only your password?";
    /// M19.
    sign_in_forgot_both:
        "ユーザーIDとパスワードを忘れた方はこちら" /
        "Forgot your user ID and password?";
    /// M15.
    sign_in_url: "ログインURL" / "Sign-in URL";
    /// M15.
    sign_in_qr: "ログインQRコード" / "Sign-in QR code";
    sign_in_qr_label: "ログインページのQRコード" / "QR code of the sign-in page";

    sign_in_error_user_id_empty: "ユーザーIDが入力されていません。" / "Enter your user ID.";
    sign_in_error_password_empty: "パスワードが入力されていません。" / "Enter your password.";
    sign_in_error_wrong:
        "ユーザーIDまたはパスワードが正しくありません。もう一度入力してください。" /
        "The user ID or password is not correct. Enter them again.";
    sign_in_error_throttled(minutes):
        "ログインの失敗が続いたため、しばらくログインできません。{minutes}分後にもう一度お試しください。" /
        "There were too many failed sign-ins. Try again in {minutes} minute." |
        "There were too many failed sign-ins. Try again in {minutes} minutes.";
    sign_in_error_unusable:
        "このアカウントは現在ご利用いただけません。お問い合わせください。" /
        "This account cannot be used now. Contact us.";
    sign_in_notice_expired:
        "一定時間操作がなかったため、ログアウトしました。もう一度ログインしてください。" /
        "You were signed out after a period without activity. Sign in again.";
    sign_in_notice_ended_elsewhere:
        "ほかの端末での操作により、ログアウトしました。もう一度ログインしてください。" /
        "You were signed out because of something done on another device. Sign in again.";
    sign_in_notice_signed_out: "ログアウトしました。" / "You have signed out.";
    sign_in_notice_switched:
        "ログアウトしました。次に使う方のユーザーIDとパスワードでログインしてください。" /
        "The last user has been signed out. Sign in with your own user ID and password.";
    sign_in_notice_password_changed:
        "パスワードを変更しました。新しいパスワードでログインしてください。" /
        "Your password has been changed. Sign in with the new password.";
    sign_in_notice_required:
        "この画面を表示するには、ログインしてください。" /
        "Sign in to see this page.";

    /// M85.
    cart_sign_in_heading: "USEN CART ログイン" / "USEN CART sign-in";
    /// M85.
    cart_sign_in_tagline:
        "店舗に寄り添い60年以上。USENが運営する店舗向け通販サイト" /
        "At the side of shops for more than 60 years. The online store for shops, run by USEN";
    /// M86.
    cart_sign_in_members_heading: "USEN MEMBERS会員様" / "For USEN MEMBERS members";
    /// M86.
    cart_sign_in_members_paragraph:
        "USEN MEMBERSのユーザーIDとパスワードを入力してください" /
        "Enter your USEN MEMBERS user ID and password";
    /// M87.
    cart_sign_in_forgot_password: "パスワードを忘れた方はこちら" / "Forgot your password?";
    /// M87.
    cart_sign_in_questions: "アカウントに関するFAQはこちら" / "FAQ about accounts";
    /// M88.
    cart_sign_in_new_heading: "新規会員登録" / "New membership";
    /// M88.
    cart_sign_in_new_paragraph:
        "USEN CARTのご利用には、USEN MEMBERSの会員登録が必要です。" /
        "To use USEN CART you need to be registered with USEN MEMBERS.";
    /// M88.
    cart_sign_in_new_note:
        "※会員登録・年会費無料" /
        "*Registration and membership are free";
    /// M88.
    cart_sign_in_new_link: "USEN MEMBERS会員登録" / "Register with USEN MEMBERS";
    /// M89.
    cart_sign_in_about_heading: "USEN CARTとは" / "About USEN CART";
    /// M89.
    cart_sign_in_about_points:
        "初めてのお買い物で「500ポイント」をプレゼント" /
        "500 points as a gift with your first purchase";
    /// M90.
    cart_sign_in_about_delivery:
        "2,000円（税込）以上の注文で「送料無料」" /
        "Free delivery for orders of 2,000 yen or more (tax included)";
    /// M90.
    cart_sign_in_about_delivery_note:
        "※対象配送エリア・対象配達時間のみ" /
        "*Only in certain delivery areas and at certain delivery times";
    /// M91.
    cart_sign_in_about_payment: "“店舗に寄り添った機能”によるお支払い可能" / "Payment options designed for shops";
    /// M93.
    cart_sign_in_about_flow: "発注～着荷～代金支払い" / "Order, delivery, payment";
    /// M94.
    cart_sign_in_about_assortment: "約10,000アイテム" / "About 10,000 items";
}
