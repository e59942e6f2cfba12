//! What the cart does with a shop's points, from server to server (X12): balance, reserve, capture, release, give back and
//! grant, each idempotent. With an access token of its own, of scope `points`.

mod db;
mod endpoints;
mod model;
mod problem;

pub use endpoints::{
    capture_points, give_points_back, grant_points, points_balance, release_points, reserve_points,
};
