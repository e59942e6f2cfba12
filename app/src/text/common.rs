//! Texts of every page: frame, menu, buttons, lists, dates.

use super::Language;
use crate::values::{AccountKind, AccountState};

texts! {
    /// M12.
    app_name: "USEN MEMBERS" / "USEN MEMBERS";
    description:
        "USEN MEMBERSの会員ページです。店舗のアカウントの管理、ポイントの確認、USEN CARTでのご注文ができます。" /
        "The member pages of USEN MEMBERS: look after your shop's accounts, see its points, and order from USEN CART.";
    page_title(page): "{page}｜USEN MEMBERS" / "{page} – USEN MEMBERS";
    page_title_error(page): "エラー：{page}｜USEN MEMBERS" / "Error: {page} – USEN MEMBERS";
    skip_to_main: "本文へ移動" / "Skip to main content";
    /// M12.
    greeting(company): "ようこそ {company} さま" / "Welcome, {company}";

    navigation_main_label: "メイン" / "Main";
    navigation_account_label: "アカウント管理" / "Account management";
    /// M13.
    navigation_home: "トップ" / "Home";
    /// M13.
    navigation_account: "アカウント管理" / "Account management";
    /// M13.
    navigation_contact: "お問い合わせ / Q&A" / "Contact / Q&A";
    /// M14.
    tab_my_account: "マイ・アカウント" / "My account";
    /// M14.
    tab_share_accounts: "USEN CARTシェアアカウント" / "USEN CART share accounts";
    menu: "メニュー" / "Menu";
    sign_out: "ログアウト" / "Sign out";
    language_name: "日本語" / "English";

    footer_label: "ヘルプとお問い合わせ" / "Help and contact";
    footer_questions: "よくある質問" / "Frequently asked questions";
    footer_contact: "お問い合わせ" / "Contact";
    footer_phone(phone, hours): "電話 {phone}（{hours}）" / "Phone {phone} ({hours})";
    footer_accessibility: "アクセシビリティ" / "Accessibility";
    footer_copyright(company): "© {company}" / "© {company}";

    required: "必須" / "Required";
    /// M62, M74.
    button_ok: "OK" / "OK";
    /// M64, M74.
    button_cancel: "キャンセル" / "Cancel";
    /// M68.
    button_close: "閉じる" / "Close";
    /// M70.
    button_change: "変更" / "Change";
    button_back: "戻る" / "Back";
    button_reload: "再読み込み" / "Reload";
    sending: "送信しています…" / "Sending…";
    saving: "保存しています…" / "Saving…";
    loading: "読み込んでいます…" / "Loading…";

    error_summary_heading: "入力内容に問題があります" / "There is a problem with your input";
    error_page_outdated:
        "画面の有効期限が切れました。前の画面に戻って再読み込みし、もう一度操作してください。" /
        "This page has expired. Go back, reload the page and try again.";
    notice_success: "完了" / "Done";
    notice_info: "お知らせ" / "Information";
    notice_warning: "ご注意" / "Please note";
    notice_error: "エラー" / "Error";

    password_show: "表示" / "Show";
    password_hide: "隠す" / "Hide";
    password_show_label: "パスワードを表示する" / "Show password";
    password_hide_label: "パスワードを隠す" / "Hide password";
    password_confirmation_show_label: "パスワード（確認）を表示する" / "Show re-entered password";
    password_confirmation_hide_label: "パスワード（確認）を隠す" / "Hide re-entered password";

    step_list_label: "登録の手順" / "Steps";
    step_finished: "完了" / "Done";

    paging_label: "ページ" / "Pages";
    paging_range(first, last, total): "{first}–{last}件 / 全{total}件" / "{first}–{last} of {total}";
    paging_previous: "前のページ" / "Previous page";
    paging_next: "次のページ" / "Next page";
    paging_page(number): "{number}ページ目" / "Page {number}";
    search_submit: "検索する" / "Search";
    search_clear: "検索条件を消す" / "Clear search";
    search_result(total): "該当 {total}件" / "{total} found";


    /// M1.
    account_kind_parent: "親アカウント" / "Parent account";
    /// M2.
    account_kind_share: "シェアアカウント" / "Share account";
    /// M31.
    account_state_awaiting_registration: "初回登録待ち" / "Waiting for first registration";
    /// M144.
    account_state_active: "有効" / "Active";
    account_state_suspended: "停止" / "Suspended";
    account_state_expired: "失効" / "Expired";
    account_state_deleted: "削除済み" / "Deleted";

    minutes(minutes): "{minutes}分" / "{minutes} minute" | "{minutes} minutes";
    hours(hours): "{hours}時間" / "{hours} hour" | "{hours} hours";
}

impl Language {
    /// How long to wait, in words that people count in: up to an hour and a half in minutes, then in hours.
    pub fn wait(self, minutes: i64) -> String {
        let minutes = minutes.unsigned_abs();
        if minutes <= 90 {
            self.minutes(minutes)
        } else {
            // rounded up: nobody comes back in vain
            self.hours(minutes.div_ceil(60))
        }
    }

    /// The name of a kind of account (M1, M2).
    pub const fn account_kind(self, kind: AccountKind) -> &'static str {
        match kind {
            AccountKind::Parent => self.account_kind_parent(),
            AccountKind::Share => self.account_kind_share(),
        }
    }

    /// The name of a state (D11); the parent's list has names of its own (M30, M31).
    pub const fn account_state(self, state: AccountState) -> &'static str {
        match state {
            AccountState::AwaitingRegistration => self.account_state_awaiting_registration(),
            AccountState::Active => self.account_state_active(),
            AccountState::Suspended => self.account_state_suspended(),
            AccountState::Expired => self.account_state_expired(),
            AccountState::Deleted => self.account_state_deleted(),
        }
    }

    /// A date: `2026年11月28日`, `28 November 2026` (D14).
    pub fn date(self, year: i32, month: u8, day: u8) -> String {
        match self {
            Self::Japanese => format!("{year}年{month}月{day}日"),
            Self::English => format!("{day} {} {year}", month_name(month)),
        }
    }

    /// A date and a time: `2026年11月28日 11:58`, `28 November 2026, 11:58` (D14).
    pub fn date_time(self, year: i32, month: u8, day: u8, hour: u8, minute: u8) -> String {
        let date = self.date(year, month, day);
        match self {
            Self::Japanese => format!("{date} {hour}:{minute:02}"),
            Self::English => format!("{date}, {hour}:{minute:02}"),
        }
    }

    /// A near date and a time: `11月28日 11:58`, `28 Nov, 11:58` (D14).
    pub fn date_time_short(self, month: u8, day: u8, hour: u8, minute: u8) -> String {
        match self {
            Self::Japanese => format!("{month}月{day}日 {hour}:{minute:02}"),
            Self::English => {
                let name = month_name(month);
                let short = name.get(..3).unwrap_or(name);
                format!("{day} {short}, {hour}:{minute:02}")
            }
        }
    }
}

const fn month_name(month: u8) -> &'static str {
    match month {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        12 => "December",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_reads_naturally_in_both_languages() {
        let (ja, en) = (Language::Japanese, Language::English);

        assert_eq!(ja.date(2026, 11, 28), "2026年11月28日");
        assert_eq!(en.date(2026, 11, 28), "28 November 2026");
        assert_eq!(ja.date_time(2026, 11, 28, 11, 58), "2026年11月28日 11:58");
        assert_eq!(
            en.date_time(2026, 11, 28, 11, 58),
            "28 November 2026, 11:58"
        );
        assert_eq!(ja.date_time(2027, 1, 2, 3, 4), "2027年1月2日 3:04");
        assert_eq!(en.date_time(2027, 1, 2, 3, 4), "2 January 2027, 3:04");
        assert_eq!(ja.date_time_short(11, 28, 11, 58), "11月28日 11:58");
        assert_eq!(en.date_time_short(11, 28, 11, 58), "28 Nov, 11:58");
        assert_eq!(en.date_time_short(5, 1, 0, 0), "1 May, 0:00");
    }

    #[test]
    fn english_tells_one_from_many() {
        assert_eq!(Language::English.minutes(1), "1 minute");
        assert_eq!(Language::English.minutes(5), "5 minutes");
        assert_eq!(Language::Japanese.minutes(1), "1分");
    }

    #[test]
    fn every_kind_and_state_has_a_name_of_its_own() {
        for language in Language::ALL {
            let states = AccountState::ALL.map(|state| language.account_state(state));
            let different: std::collections::HashSet<_> = states.into_iter().collect();

            assert_eq!(different.len(), AccountState::ALL.len());
            assert_ne!(
                language.account_kind(AccountKind::Parent),
                language.account_kind(AccountKind::Share)
            );
        }
    }
}
