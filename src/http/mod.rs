//! The wire: routes as a table, requests to use cases, views to JSON. Async ends here.

mod assets;
mod body;
mod customers;
mod dispatch;
mod expectations;
mod guard;
mod imports;
mod live;
mod metrics;
mod op;
mod pool;
mod problem;
mod query;
mod render;
mod rights;
mod roles;
mod route;
mod server;
mod session;
mod settings;
mod text;
mod upload;
mod users;
mod words;
mod words_fault;
mod write;

pub use route::Need;
pub use route::ROUTES;
pub use route::Route;
pub use server::Options;
pub use server::serve;
pub use text::fault as fault_text;
pub use text::reason as reason_text;
