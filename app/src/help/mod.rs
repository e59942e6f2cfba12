//! Help: questions and answers, the guide to share accounts, the rights matrix, and whom to ask (M13, M38, D15).

mod accessibility;
mod offline;
mod pages;

pub use accessibility::AccessibilityPage;
pub use offline::OfflinePage;
pub use pages::{ContactPage, HelpPage, HelpShareAccountPage};
