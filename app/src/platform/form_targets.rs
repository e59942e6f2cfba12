//! Where forms of our pages may lead by redirects: the origins of the clients (R36).

use std::{
    collections::BTreeSet,
    sync::{Arc, PoisonError, RwLock},
};

use url::Url;

/// The origins that a page's Content-Security-Policy lets forms lead to, besides our own.
///
/// Kept at hand, since the sign-in page asks the database for nothing.
#[derive(Clone, Debug, Default)]
pub struct FormTargets(Arc<RwLock<String>>);

impl FormTargets {
    /// Replaces them by the origins of these addresses.
    pub fn set(&self, addresses: impl IntoIterator<Item = Url>) {
        let origins: BTreeSet<String> = addresses
            .into_iter()
            .map(|address| address.origin().ascii_serialization())
            .collect();
        let mut list = String::new();
        for origin in origins {
            list.push(' ');
            list.push_str(&origin);
        }
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = list;
    }

    /// They as the policy lists them, each after a space.
    pub fn list(&self) -> String {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r36_each_origin_is_listed_once() {
        let targets = FormTargets::default();
        let address = |text: &str| Url::parse(text).expect("an address");

        assert_eq!(targets.list(), "");
        targets.set([
            address("https://cart.example.com/login"),
            address("https://cart.example.com/callback?x"),
            address("http://127.0.0.1:3001/"),
        ]);

        assert_eq!(
            targets.list(),
            " http://127.0.0.1:3001 https://cart.example.com"
        );
    }
}
