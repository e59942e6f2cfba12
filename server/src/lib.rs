//! The process: everything about running the portal, and nothing about what it does.

pub mod accept;
pub mod back_channel;
pub mod bounces;
pub mod client_address;
pub mod commands;
pub mod config;
pub mod demo;
pub mod error_pages;
pub mod headers;
pub mod mail_viewer;
pub mod mailer;
pub mod origin;
pub mod router;
pub mod shutdown;
pub mod telemetry;
pub mod worker;
