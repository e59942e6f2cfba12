//! The list: what it shows, and what it can be narrowed down to (M26–M39, D13, X2).

use time::OffsetDateTime;

use crate::{paths, platform::outbox::Reason, values::AccountId};

/// How many rows a page of the list has (D13).
pub const PAGE: i64 = 50;
/// From how many share accounts on the list has a search box (D13).
pub const SEARCH_FROM: i64 = 20;

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareAccount {
    /// Which account.
    pub id: AccountId,
    /// ユーザー氏名 (M28).
    pub name: String,
    /// メールアドレス (M32).
    pub email: String,
    /// ステータス (M29).
    pub status: Status,
}

/// ステータス of a share account in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// 登録完了済み (M30).
    Registered,
    /// 登録完了済み in person, and the mail that shows that the address is right was not answered yet (X10).
    Unconfirmed {
        /// What became of that mail, where it did not arrive.
        failed: Option<Failed>,
    },
    /// 初回登録待ち (M31), and how the invitation stands.
    Waiting(Invitation),
    /// 辞退: the invitee said that it is not for them.
    Declined {
        /// When.
        at: OffsetDateTime,
        /// Why.
        because: Refusal,
    },
}

impl Status {
    /// Whether 再送信 is offered (M37, D17).
    pub fn may_resend(self) -> bool {
        matches!(self, Self::Waiting(_) | Self::Declined { .. })
    }

    /// Whether アドレスを訂正 is offered: nobody has registered with it, and who declined may not have been meant (X2).
    pub fn may_correct(self) -> bool {
        self.may_resend()
    }
}

/// How an invitation stands: its newest mail, and the link in that (X2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// How it is delivered.
    pub delivery: Delivery,
    /// Whether the invitee asked for this mail by themselves.
    pub asked_for: bool,
    /// From when on it may be sent again, where that is not yet (X7).
    pub resend_from: Option<OffsetDateTime>,
}

/// How an invitation's newest mail is delivered (X2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// 送信待ち.
    Queued {
        /// Since when.
        since: OffsetDateTime,
        /// What the mail server said, where it did not take the mail yet.
        reason: Option<Reason>,
    },
    /// 送信済み.
    Sent {
        /// When.
        at: OffsetDateTime,
        /// Until when the link is valid.
        until: OffsetDateTime,
    },
    /// The link is too old by now.
    Expired {
        /// When it was sent; nothing, where it was handed over in person (X10).
        sent_at: Option<OffsetDateTime>,
    },
    /// 送信失敗.
    Failed(Failed),
    /// There is no mail: the invitee registers before the parent's eyes (X10).
    InPerson,
}

/// That a mail did not arrive (X2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failed {
    /// When.
    pub at: OffsetDateTime,
    /// Why.
    pub reason: Reason,
}

/// Why an invitee says that the invitation is not for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// They know nothing of the shop.
    Unknown,
    /// They do not need the account.
    Unwanted,
    /// It was meant for somebody else.
    Misdirected,
}

impl Refusal {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Unknown, Self::Misdirected, Self::Unwanted];

    /// Its word in the database and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Unwanted => "unwanted",
            Self::Misdirected => "misdirected",
        }
    }

    /// The refusal with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|refusal| refusal.as_str() == word)
    }
}

/// Which rows the list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// 登録完了済み.
    Registered,
    /// 初回登録待ち, however the mail fares.
    Waiting,
    /// 送信失敗.
    Failed,
    /// The link is too old.
    Expired,
    /// 辞退.
    Declined,
}

impl Filter {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 6] = [
        Self::All,
        Self::Registered,
        Self::Waiting,
        Self::Failed,
        Self::Expired,
        Self::Declined,
    ];

    /// Its word in addresses and queries; an enum, so that nothing from outside gets into a query (R43).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Registered => "registered",
            Self::Waiting => "waiting",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Declined => "declined",
        }
    }

    /// The filter with this word; all rows, where there is none.
    pub fn from_word(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|filter| filter.as_str() == word)
            .unwrap_or_default()
    }
}

/// In which order the list shows its rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Newest first (M39).
    #[default]
    Newest,
    /// Oldest first.
    Oldest,
    /// By name.
    Name,
    /// What needs a look first.
    Status,
}

impl Sort {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Newest, Self::Oldest, Self::Name, Self::Status];

    /// Its word in addresses and queries (R43).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Name => "name",
            Self::Status => "status",
        }
    }

    /// The order with this word; newest first, where there is none.
    pub fn from_word(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|sort| sort.as_str() == word)
            .unwrap_or_default()
    }
}

/// The parameter that tells a page, and a form, which list somebody comes from.
pub const LIST: &str = "list";

/// What the list is asked for; every combination has an address of its own (D13).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What is searched for in names and addresses, as typed.
    pub search: String,
    /// Which rows.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// Which page, from 1 on.
    pub page: i64,
}

impl Query {
    /// As much as anyone types.
    const LONGEST_SEARCH: usize = 100;

    /// What an address asks for; what it asks wrongly is left out.
    pub fn parse(parameter: impl Fn(&str) -> Option<String>) -> Self {
        let word = |name| parameter(name).unwrap_or_default();
        Self {
            search: word("q")
                .trim()
                .chars()
                .filter(|character| *character != '\0')
                .take(Self::LONGEST_SEARCH)
                .collect(),
            filter: Filter::from_word(&word("status")),
            sort: Sort::from_word(&word("sort")),
            page: word("page").parse().unwrap_or(1),
        }
    }

    /// What somebody sends along who comes from a list; see [`Query::leading_to`].
    pub fn from_parameters(parameters: &str) -> Self {
        Self::parse(|name| {
            url::form_urlencoded::parse(parameters.as_bytes())
                .find_map(|(key, value)| (key == name).then(|| value.into_owned()))
        })
    }

    /// The query of the list's address; nothing for the list as it opens.
    pub fn parameters(&self) -> String {
        let mut parameters = url::form_urlencoded::Serializer::new(String::new());
        if !self.search.is_empty() {
            parameters.append_pair("q", &self.search);
        }
        if self.filter != Filter::default() {
            parameters.append_pair("status", self.filter.as_str());
        }
        if self.sort != Sort::default() {
            parameters.append_pair("sort", self.sort.as_str());
        }
        if self.page > 1 {
            parameters.append_pair("page", &self.page.to_string());
        }
        parameters.finish()
    }

    /// The list's address.
    pub fn address(&self) -> String {
        match self.parameters().as_str() {
            "" => paths::SHARE_ACCOUNTS.to_owned(),
            parameters => format!("{}?{parameters}", paths::SHARE_ACCOUNTS),
        }
    }

    /// An address that knows the way back to the list as it is.
    pub fn leading_to(&self, address: String) -> String {
        match self.parameters().as_str() {
            "" => address,
            parameters => {
                let mark = if address.contains('?') { '&' } else { '?' };
                let list: String =
                    url::form_urlencoded::byte_serialize(parameters.as_bytes()).collect();
                format!("{address}{mark}{LIST}={list}")
            }
        }
    }

    /// Whether fewer rows than there are may be shown.
    pub fn narrows(&self) -> bool {
        !self.search.is_empty() || self.filter != Filter::All
    }
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The rows.
    pub rows: Vec<ShareAccount>,
    /// How many there are that match.
    pub found: i64,
    /// How many there are.
    pub total: i64,
    /// What was asked for; its page is one that there is.
    pub query: Query,
}

impl List {
    /// How many pages there are.
    pub fn pages(&self) -> i64 {
        ((self.found + PAGE - 1) / PAGE).max(1)
    }

    /// The number of the first row on this page, counted from 1; 0 when there is none.
    pub fn first(&self) -> i64 {
        if self.rows.is_empty() {
            0
        } else {
            (self.query.page - 1) * PAGE + 1
        }
    }

    /// The number of the last row on this page.
    pub fn last(&self) -> i64 {
        (self.query.page - 1) * PAGE + i64::try_from(self.rows.len()).unwrap_or(PAGE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d13_what_an_address_asks_wrongly_is_left_out() {
        let given = |name: &str| {
            Some(match name {
                "q" => format!(" 有線\0{} ", "花".repeat(200)),
                "status" => "'; drop table accounts".to_owned(),
                "sort" => "name".to_owned(),
                _ => "many".to_owned(),
            })
        };

        let query = Query::parse(given);

        assert_eq!(query.search.chars().count(), 100);
        assert!(query.search.starts_with("有線花"));
        assert_eq!((query.filter, query.sort), (Filter::All, Sort::Name));
        assert_eq!(query.page, 1);
    }

    #[test]
    fn d13_every_word_of_an_address_is_read_back() {
        for filter in Filter::ALL {
            assert_eq!(Filter::from_word(filter.as_str()), filter);
        }
        for sort in Sort::ALL {
            assert_eq!(Sort::from_word(sort.as_str()), sort);
        }
        for refusal in Refusal::ALL {
            assert_eq!(Refusal::from_word(refusal.as_str()), Some(refusal));
        }
        assert_eq!(Refusal::from_word(""), None);
    }
}
