//! Texts of the sheet with the addresses of the sign-in pages (M15).

texts! {
    guide_print: "印刷する" / "Print";
    guide_paragraph:
        "スタッフの方に渡せる、ログインのご案内です。印刷してお使いください。" /
        "A sign-in guide to print and hand out to your staff.";
    guide_cart_heading: "USEN CART" / "USEN CART";
    guide_members_heading: "USEN MEMBERS" / "USEN MEMBERS";
    guide_cart_qr_label:
        "USEN CARTログインページのQRコード" /
        "QR code of the USEN CART sign-in page";
    guide_steps_heading: "ログインの手順" / "How to sign in";
}
