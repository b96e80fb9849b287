//! Zhike 知客: a customer-relationship server for small businesses, in one executable.
//!
//! ```text
//!              main → boot            wires everything, knows everyone
//!         ┌──────────┴─────────┐
//!       http                 jobs     drivers: who asks, and when
//!         └──────────┬─────────┘
//!                   app               use cases; gate is the one door for every write
//!      ┌─────────┬───┴────┬────────┐
//!    store     search   formats  crypto   tools: each knows only the domain (crypto: nothing)
//!      └─────────┴───┬────┴────────┘
//!                  domain             types and rules
//! ```

pub mod boot;
pub mod cli;
pub mod config;
pub mod control;

pub mod http;
pub mod jobs;

pub mod app;

pub mod crypto;
pub mod formats;
pub mod search;
pub mod store;

pub mod domain;
