//! What a browser keeps for us and must neither read nor change: encrypted, and bound to what it is for.

use cookie::{Cookie, CookieJar, Key};
use serde::{Serialize, de::DeserializeOwned};

/// Seals a value for a purpose; nothing when it cannot be written as JSON.
pub fn seal(key: &Key, purpose: &str, content: &impl Serialize) -> Option<String> {
    let text = serde_json::to_string(content).ok()?;
    let mut jar = CookieJar::new();
    jar.private_mut(key)
        .add(Cookie::new(purpose.to_owned(), text));
    jar.get(purpose).map(|cookie| cookie.value().to_owned())
}

/// Opens what was sealed for this purpose by a process with this key.
pub fn open<T: DeserializeOwned>(key: &Key, purpose: &str, sealed: &str) -> Option<T> {
    let mut jar = CookieJar::new();
    jar.add_original(Cookie::new(purpose.to_owned(), sealed.to_owned()));
    let opened = jar.private(key).get(purpose)?;
    serde_json::from_str(opened.value()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_purpose_and_key_only() {
        let (key, other) = (Key::generate(), Key::generate());
        let sealed = seal(&key, "flash", &42).expect("sealed");

        assert_eq!(open(&key, "flash", &sealed), Some(42));
        assert_eq!(open::<i32>(&key, "ceremony", &sealed), None);
        assert_eq!(open::<i32>(&other, "flash", &sealed), None);
        assert_eq!(open::<i32>(&key, "flash", &sealed[1..]), None);
    }
}
