//! ログイン案内: a sheet of paper with the addresses of the sign-in pages and their QR codes, for members of staff (M15).

mod pages;

pub use pages::SignInGuidePage;
