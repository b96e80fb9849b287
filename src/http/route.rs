//! Every route of the API as a row: path, method, what the caller needs, who answers.

use crate::http::body::Request;
use crate::http::customers;
use crate::http::expectations;
use crate::http::imports;
use crate::http::live;
use crate::http::metrics;
use crate::http::pool;
use crate::http::problem::Problem;
use crate::http::roles;
use crate::http::session;
use crate::http::settings;
use crate::http::users;
use axum::body::Body;
use axum::http::Response;

/// What must be known of the caller before the handler runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// Anybody.
    Nothing,
    /// Someone who signed in, or a token.
    User,
}

/// Where the work is done.
#[derive(Clone, Copy)]
pub enum Answer {
    /// A use case on a blocking thread; the body has been read.
    Plain(fn(&Request) -> Result<Response<Body>, Problem>),
    /// The body is a file, read as it comes.
    Upload(fn(&Request, &mut dyn std::io::Read) -> Result<Response<Body>, Problem>),
}

pub struct Route {
    pub method: &'static str,
    /// `{id}` stands for one segment.
    pub path: &'static str,
    pub need: Need,
    pub answer: Answer,
}

const fn row(
    method: &'static str,
    path: &'static str,
    need: Need,
    answer: fn(&Request) -> Result<Response<Body>, Problem>,
) -> Route {
    Route { method, path, need, answer: Answer::Plain(answer) }
}

use Need::Nothing;
use Need::User;

pub static ROUTES: &[Route] = &[
    row("GET", "/livez", Nothing, live::livez),
    row("GET", "/readyz", Nothing, live::readyz),
    row("GET", "/metrics", Nothing, metrics::metrics),
    row("GET", "/api/v1/setup", Nothing, session::setup_needed),
    row("POST", "/api/v1/setup", Nothing, session::set_up),
    row("POST", "/api/v1/session", Nothing, session::sign_in),
    row("GET", "/api/v1/session", User, session::who),
    row("PATCH", "/api/v1/session", User, session::amend),
    row("DELETE", "/api/v1/session", User, session::sign_out),
    row("GET", "/api/v1/fields", User, settings::fields),
    row("POST", "/api/v1/fields", User, settings::add_field),
    row("GET", "/api/v1/regions", User, settings::regions),
    row("GET", "/api/v1/numbering", User, settings::numbering),
    row("GET", "/api/v1/settings", User, settings::show),
    row("PATCH", "/api/v1/settings", User, settings::amend),
    row("GET", "/api/v1/people", User, users::people),
    row("GET", "/api/v1/users", User, users::list),
    row("POST", "/api/v1/users", User, users::add),
    row("PATCH", "/api/v1/users/{id}", User, users::amend),
    row("POST", "/api/v1/users/{id}/departures", User, users::depart),
    row("GET", "/api/v1/roles", User, roles::list),
    row("POST", "/api/v1/roles", User, roles::add),
    row("PATCH", "/api/v1/roles/{id}", User, roles::amend),
    row("DELETE", "/api/v1/roles/{id}", User, roles::remove),
    row("GET", "/api/v1/expectations", User, expectations::list),
    row("POST", "/api/v1/expectations", User, expectations::add),
    row("DELETE", "/api/v1/expectations/{id}", User, expectations::remove),
    row("GET", "/api/v1/teams", User, roles::list_teams),
    row("POST", "/api/v1/teams", User, roles::add_team),
    row("PATCH", "/api/v1/teams/{id}", User, roles::amend_team),
    row("DELETE", "/api/v1/teams/{id}", User, roles::remove_team),
    row("POST", "/api/v1/session/preview", User, roles::begin_preview),
    row("DELETE", "/api/v1/session/preview", User, roles::end_preview),
    row("GET", "/api/v1/tokens", User, users::tokens),
    row("POST", "/api/v1/tokens", User, users::make_token),
    row("DELETE", "/api/v1/tokens/{id}", User, users::revoke_token),
    row("GET", "/api/v1/customers", User, customers::list),
    row("POST", "/api/v1/customers", User, customers::create),
    row("GET", "/api/v1/customers/{id}", User, customers::show),
    row("PATCH", "/api/v1/customers/{id}", User, customers::edit),
    row("DELETE", "/api/v1/customers/{id}", User, customers::remove),
    row("POST", "/api/v1/customers/{id}/restorations", User, customers::restore),
    row("POST", "/api/v1/customers/{id}/reveals", User, customers::reveal),
    row("GET", "/api/v1/customers/{id}/history", User, customers::history),
    row("POST", "/api/v1/customers/{id}/claims", User, pool::claim),
    row("POST", "/api/v1/customers/{id}/returns", User, pool::give_back),
    row("GET", "/api/v1/customers/{id}/viewers", User, pool::viewers),
    row("POST", "/api/v1/customers/assignments", User, pool::assign),
    row("GET", "/api/v1/imports", User, imports::list),
    Route {
        method: "POST",
        path: "/api/v1/imports",
        need: User,
        answer: Answer::Upload(imports::upload),
    },
    row("GET", "/api/v1/imports/{id}", User, imports::show),
    row("PATCH", "/api/v1/imports/{id}", User, imports::amend),
    row("POST", "/api/v1/imports/{id}/run", User, imports::run),
    row("GET", "/api/v1/imports/{id}/rejected", User, imports::rejected),
    row("POST", "/api/v1/batches/{id}/undo", User, imports::undo),
];

impl Route {
    /// The values of the placeholders, if the path fits.
    pub fn fits(&self, path: &str) -> Option<Vec<String>> {
        let (mut known, mut asked) = (self.path.split('/'), path.split('/'));
        let mut values = Vec::new();
        loop {
            match (known.next(), asked.next()) {
                (None, None) => return Some(values),
                (Some(part), Some(value)) if part.starts_with('{') => {
                    if value.is_empty() {
                        return None;
                    }
                    values.push(value.to_owned());
                }
                (Some(part), Some(value)) if part == value => {}
                _ => return None,
            }
        }
    }
}
