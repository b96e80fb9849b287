//! Who comes in: setup, sign-in, sessions, tokens, users.

pub mod credential;
pub mod departures;
pub mod guard;
pub mod preference;
pub mod preview;
pub mod session;
pub mod setup;
pub mod sign_in;
pub mod token;
pub mod users;
