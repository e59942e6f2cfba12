//! Texts of the top page and of the way to the cart (M11, M82, M83).

texts! {
    top_title: "トップ" / "Home";
    /// M82.
    top_points_heading: "USEN CART ポイント" / "USEN CART points";
    /// M82.
    top_points_value(points): "{points} pt" / "{points} pt";
    /// M82.
    top_order: "注文する" / "Order";
    top_points_error:
        "ポイントを表示できません。時間をおいて、再読み込みしてください。" /
        "Points cannot be shown. Wait a while, then reload.";
    top_points_worth: "1ポイント＝1円としてご利用いただけます。" / "1 point is worth 1 yen.";
    top_services_heading: "サービス" / "Services";
    /// M11.
    top_tile_billing: "請求情報" / "Billing";
    /// M11.
    top_tile_applications: "申込書" / "Applications";
    /// M11.
    top_tile_payment_notices: "支払い通知書" / "Payment notices";
    /// M11.
    top_tile_linked_services: "SSO連携サービス" / "Single-sign-on services";
    top_tile_share_accounts: "USEN CARTシェアアカウント" / "USEN CART share accounts";
    top_share_note:
        "シェアアカウントでは、USEN CARTとアカウント管理をご利用いただけます。" /
        "With a share account you can use USEN CART and account management.";

    top_no_cart:
        "ただいまUSEN CARTをご利用いただけません。時間をおいて、もう一度お試しください。" /
        "USEN CART cannot be used at the moment. Wait a while, then try again.";
    end_session_heading: "ログアウト" / "Sign out";
    end_session_paragraph:
        "USEN MEMBERSからログアウトしますか？" /
        "Do you want to sign out of USEN MEMBERS?";
    end_session_paragraph_from(client):
        "{client}から、ログアウトの画面に移動しました。USEN MEMBERSからもログアウトしますか？" /
        "{client} has brought you to this page. Do you also want to sign out of USEN MEMBERS?";
    end_session_submit: "ログアウトする" / "Sign out";
    end_session_stay: "ログインしたままにする" / "Stay signed in";
}
