//! The wire: routes as a table, requests to use cases, views to JSON. Async ends here.

mod arrival;
mod assets;
mod body;
mod customers;
mod dispatch;
mod guard;
mod imports;
mod live;
mod metrics;
pub mod net;
mod op;
mod problem;
mod query;
mod render;
mod route;
mod secure;
mod server;
mod session;
mod settings;
mod text;
pub mod tls;
mod trust;
mod upload;
mod users;
mod words;
mod write;

pub use route::Need;
pub use route::ROUTES;
pub use route::Route;
pub use server::Options;
pub use server::serve;
pub use text::fault as fault_text;
pub use text::reason as reason_text;
