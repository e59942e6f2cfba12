//! What a client may ask for.

use std::{fmt, str::FromStr};

use crate::values::UnknownName;

/// A scope (RFC 6749 3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// That somebody is signed in at all (OpenID Connect Core 3.1.2.1).
    OpenId,
    /// Whom to greet.
    Profile,
    /// The shop, the kind of account and its rights.
    Shop,
    /// The shop's points; for the cart itself, the service interface of the ledger.
    Points,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::OpenId, Self::Profile, Self::Shop, Self::Points];

    /// The name under which clients and the database know it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenId => "openid",
            Self::Profile => "profile",
            Self::Shop => "shop",
            Self::Points => "points",
        }
    }
}

impl FromStr for Scope {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == name)
            .ok_or_else(|| UnknownName::new(name, "a scope"))
    }
}

/// Scopes, each once, in the order of [`Scope::ALL`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    /// What of a request a client may have; what nobody knows is passed over (OpenID Connect Core 3.1.2.1).
    pub fn granted(requested: &str, allowed: &Self) -> Self {
        let is_requested = |scope: &Scope| requested.split(' ').any(|name| name == scope.as_str());
        Self(allowed.0.iter().copied().filter(is_requested).collect())
    }

    /// Those with these names.
    ///
    /// # Errors
    ///
    /// When one is none.
    pub fn from_names(names: &[String]) -> Result<Self, UnknownName> {
        let mut scopes = names
            .iter()
            .map(|name| name.parse())
            .collect::<Result<Vec<Scope>, _>>()?;
        scopes.sort_unstable();
        scopes.dedup();
        Ok(Self(scopes))
    }

    /// Their names, as the database keeps them.
    pub fn names(&self) -> Vec<String> {
        self.0
            .iter()
            .map(|scope| scope.as_str().to_owned())
            .collect()
    }

    /// Whether this is one of them.
    pub fn contain(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        let mut scopes: Vec<Scope> = scopes.into_iter().collect();
        scopes.sort_unstable();
        scopes.dedup();
        Self(scopes)
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_gets_what_it_asked_for_and_may_have() {
        let allowed: Scopes = [Scope::OpenId, Scope::Shop].into_iter().collect();

        for (requested, granted) in [
            ("openid shop", "openid shop"),
            ("shop openid shop", "openid shop"),
            ("openid points email", "openid"),
            ("OPENID", ""),
            ("", ""),
        ] {
            assert_eq!(Scopes::granted(requested, &allowed).to_string(), granted);
        }
    }
}
