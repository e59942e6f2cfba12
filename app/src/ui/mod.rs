//! The design system: controls and frames that know no feature (`spec/screens.md`, sections 2 and 3).

pub mod controls;
pub mod failure_page;
pub mod form;
pub mod layout;
pub mod list;
pub mod qr;
pub mod sign_out_first;
pub mod surroundings;
