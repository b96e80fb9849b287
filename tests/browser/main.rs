//! Stories of the page in a real browser: the binary serves, Chromium looks, axe judges every screen.

mod account;
mod account_security;
mod audit;
mod axe;
mod batches;
mod bin;
mod board;
mod boss;
mod conflict;
mod customer_page;
mod driver;
mod finding;
mod first_day;
mod imports;
mod list;
mod masked;
mod morning;
mod network;
mod page;
mod pool;
mod roles;
mod screens;
mod server;
mod totp;
mod two_browsers;
