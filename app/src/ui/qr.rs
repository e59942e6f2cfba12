//! QR codes (`spec/screens.md`, section 3).

use std::fmt::Write as _;

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

/// Light modules around a code, without which cameras do not find it (ISO/IEC 18004).
const QUIET_ZONE: i32 = 4;

/// The QR code of an address, dark on light whatever the colours of the page; the address stands beside it as text.
/// Nothing for an address that is too long for any code.
pub fn qr(address: &str, label: &'static str) -> Option<impl IntoView + use<>> {
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).ok()?;
    let size = code.size() + 2 * QUIET_ZONE;
    Some(view! {
        <svg class="um-qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label=label>
            <rect width=size height=size fill="#fff"></rect>
            <path d=outline(&code) fill="#000"></path>
        </svg>
    })
}

/// The dark modules, a line for those that touch: as one path they have no seams between them.
fn outline(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let length = (x..code.size())
                .take_while(|x| code.get_module(*x, y))
                .count();
            if length > 0 {
                // writing to a String never fails
                let _ = write!(
                    path,
                    "M{} {}h{length}v1h-{length}z",
                    x + QUIET_ZONE,
                    y + QUIET_ZONE
                );
            }
            x += i32::try_from(length).unwrap_or_default() + 1;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_covers_exactly_the_dark_modules() {
        let code = QrCode::encode_text("https://members.example.com/login", QrCodeEcc::Medium)
            .expect("short enough");

        let mut drawn = Vec::new();
        for line in outline(&code).split_terminator('z') {
            let numbers: Vec<i32> = line
                .split(|c: char| !c.is_ascii_digit())
                .filter_map(|number| number.parse().ok())
                .collect();
            let [x, y, length, ..] = numbers[..] else {
                panic!("{line}")
            };
            drawn.extend((x..x + length).map(|x| (y - QUIET_ZONE, x - QUIET_ZONE)));
        }

        let size = code.size();
        let dark: Vec<(i32, i32)> = (0..size)
            .flat_map(|y| (0..size).map(move |x| (y, x)))
            .filter(|&(y, x)| code.get_module(x, y))
            .collect();
        assert_eq!(drawn, dark);
    }

    #[test]
    fn an_address_too_long_for_a_code_has_none() {
        assert!(qr(&"x".repeat(3_000), "QR").is_none());
    }
}
