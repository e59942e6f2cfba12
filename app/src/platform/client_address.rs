//! Where a request comes from, as limits and the audit trail see it (R28).

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
};

/// The visitor's address: the peer's, or what a trusted proxy says (R28).
///
/// Put into every request's extensions by the server; never taken from a header that a visitor can write.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// The network that limits count by: one IPv4 address, or the /64 that an IPv6 visitor has to himself (R28).
    pub fn network(self) -> String {
        match self.0.to_canonical() {
            IpAddr::V4(address) => format!("{address}/32"),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }
    }
}

impl ClientAddress {
    /// The address as its owner is shown it: what tells networks apart, without the last part.
    pub fn shown(self) -> String {
        match self.0.to_canonical() {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                format!("{a}.{b}.{c}.*")
            }
            IpAddr::V6(address) => {
                let [a, b, c, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:*")
            }
        }
    }
}

/// Hides the address: it is personal and belongs into the audit trail, not into logs (R54).
impl fmt::Debug for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientAddress(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_one_ipv4_address_or_an_ipv6_64() {
        let cases = [
            ("203.0.113.9", "203.0.113.9/32"),
            ("::ffff:203.0.113.9", "203.0.113.9/32"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ];

        for (address, network) in cases {
            assert_eq!(
                address
                    .parse()
                    .map(|address| ClientAddress(address).network()),
                Ok(network.to_owned())
            );
        }
    }

    #[test]
    fn an_address_does_not_print() {
        let printed = format!("{:?}", ClientAddress(IpAddr::from([203, 0, 113, 9])));

        assert!(!printed.contains("203"), "{printed}");
    }
}
