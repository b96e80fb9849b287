//! Stories of the page in a real browser: the binary serves, Chromium looks, axe judges every screen.

mod account;
mod axe;
mod conflict;
mod driver;
mod first_day;
mod imports;
mod list;
mod network;
mod page;
mod screens;
mod server;
