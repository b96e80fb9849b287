//! Who comes in: setup, sign-in, second factor, sessions, tokens, links, users.

pub mod account;
pub mod credential;
pub mod departures;
pub mod duty;
mod event;
pub mod factor;
mod fault;
pub mod guard;
pub mod link;
pub mod own_password;
pub mod policy;
pub mod preference;
pub mod preview;
pub mod session;
pub mod setup;
pub mod sign_in;
pub mod source;
pub mod step_up;
pub mod token;
pub mod unfinished;
pub mod users;

pub use event::Event;
pub use event::event;
pub use fault::AuthFault;
