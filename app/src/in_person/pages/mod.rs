//! The parent's screen, and the phone's page behind its QR code.

mod phone;
mod screen;

pub use phone::InPersonPage;
pub use screen::RegisterGuidePage;
