//! Texts of the points and what became of them (D12, X12).

texts! {
    points_title: "ポイント履歴" / "Points history";
    /// A share account sees no history.
    points_title_share: "ポイント" / "Points";
    points_link: "ポイント履歴を見る" / "See the points history";
    points_link_share: "ポイントの詳細を見る" / "See points details";
    points_available: "ご利用いただけるポイント" / "Points you can use";
    points_held(points):
        "このほか {points} pt は、手続き中のご注文に使われています。ご注文が完了しなかった場合は、30分以内に戻ります。" /
        "Another {points} pt are being used for an order in progress. If the order is not completed, they are returned within 30 minutes.";
    points_expiring(points, date):
        "うち {points} pt の有効期限は{date}です。" /
        "{points} pt of these expire on {date}.";
    points_share_note:
        "ポイントは店舗全体で共通です。ご利用の履歴は、親アカウントで確認できます。" /
        "The points belong to the whole shop. The parent account can see how they were used.";
    points_count(entries): "{entries}件" / "{entries} entry" | "{entries} entries";
    points_empty: "ポイントの増減はまだありません。" / "No points have been added or used yet.";
    points_at: "日時" / "Time";
    points_cause: "内容" / "Details";
    points_note: "注文番号・理由" / "Order or reason";
    points_change: "増減" / "Change";
    points_balance: "残高" / "Balance";
    points_who: "利用した人" / "Used by";
    points_until: "有効期限" / "Expires";
    points_none: "—" / "–";
    points_download: "ポイント履歴をダウンロード（CSV）" / "Download points history (CSV)";
    points_cause_start: "ご利用開始のポイント" / "Welcome points";
    points_cause_first_purchase: "初回購入のポイント" / "Points for the first purchase";
    points_cause_campaign: "キャンペーンのポイント" / "Points from a campaign";
    points_cause_use: "ご注文での利用" / "Used for an order";
    points_cause_return: "返品による返還" / "Points back for returned goods";
    points_cause_correction: "訂正" / "Correction";
    points_cause_expiry: "有効期限切れ" / "Expired";
}
