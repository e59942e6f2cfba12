//! Texts of the rights matrix and of the pages that only a parent account has (M3–M5, M11, D19).

texts! {
    rights_heading: "アカウントの種類とご利用いただける機能" / "Account types and what they can use";
    rights_paragraph:
        "ご利用いただける機能は、アカウントの種類によって異なります。" /
        "What you can use depends on your account type.";
    rights_column_feature: "機能" / "Feature";
    /// M3.
    rights_billing: "請求情報" / "Billing";
    /// M3.
    rights_applications: "申込書" / "Applications";
    /// M3.
    rights_payment_notices: "支払い通知書" / "Payment notices";
    /// M3.
    rights_account_management: "アカウント管理" / "Account management";
    /// M3.
    rights_share_accounts: "シェアアカウントの追加" / "Adding share accounts";
    /// M3.
    rights_cart: "USEN CART" / "USEN CART";
    /// M3.
    rights_linked_services: "SSO連携サービス" / "Single-sign-on services";
    /// M4.
    rights_yes: "○" / "○";
    /// M5.
    rights_no: "×" / "×";
    rights_yes_label: "利用できます" / "Available";
    rights_no_label: "利用できません" / "Not available";

    billing_heading: "請求情報" / "Billing";
    billing_empty: "表示できる請求情報はまだありません。" / "There is no billing information to show yet.";
    billing_empty_hint:
        "USEN CARTでお買い物をされると、翌月以降にここに表示されます。" /
        "After you shop at USEN CART, it appears here from the following month.";
    applications_heading: "申込書" / "Applications";
    applications_empty: "表示できる申込書はまだありません。" / "There are no applications to show yet.";
    applications_empty_hint:
        "お申し込みの内容と状況が、ここに表示されます。" /
        "Your applications and their progress appear here.";
    payment_notices_heading: "支払い通知書" / "Payment notices";
    payment_notices_empty:
        "表示できる支払い通知書はまだありません。" /
        "There are no payment notices to show yet.";
    payment_notices_empty_hint:
        "支払い通知書が発行されると、ここに表示されます。" /
        "Payment notices appear here when they are issued.";
    linked_services_heading: "SSO連携サービス" / "Single-sign-on services";
    linked_services_paragraph:
        "USEN MEMBERSのログインのままご利用いただけるサービスです。" /
        "You can use these services with your USEN MEMBERS sign-in.";
    linked_services_empty:
        "ご利用いただけるSSO連携サービスはまだありません。" /
        "There are no single-sign-on services for you yet.";
}
