//! Parameters of the OAuth endpoints.

/// Parameters of which none is repeated (RFC 6749 3.1).
#[derive(Clone, Debug, Default)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a query, or a form's body; nothing where a parameter is repeated.
    pub fn parse(encoded: &[u8]) -> Option<Self> {
        let mut parameters: Vec<(String, String)> = Vec::new();
        for (name, value) in url::form_urlencoded::parse(encoded) {
            if parameters.iter().any(|(known, _)| *known == name) {
                return None;
            }
            parameters.push((name.into_owned(), value.into_owned()));
        }
        Some(Self(parameters))
    }

    /// An empty parameter counts as left out (RFC 6749 3.1).
    pub fn get(&self, name: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_6749_a_repeated_parameter_spoils_all_and_an_empty_one_is_none() {
        assert!(Parameters::parse(b"a=1&b=2&a=1").is_none());
        assert!(Parameters::parse(b"a=&a=1").is_none());
        let parameters = Parameters::parse(b"a=1+%26&b=").expect("each once");
        assert_eq!(parameters.get("a").as_deref(), Some("1 &"));
        assert_eq!((parameters.get("b"), parameters.get("c")), (None, None));
    }
}
