//! Every route of the API as a row: path, method, what the caller needs, who answers.

mod kinds;

use crate::app::auth::token::Reach;
use crate::domain::customer::Customer;
use crate::http::audit;
use crate::http::batches;
use crate::http::body::Request;
use crate::http::bulk;
use crate::http::calendar;
use crate::http::day;
use crate::http::expectations;
use crate::http::factor;
use crate::http::imports;
use crate::http::journal;
use crate::http::links;
use crate::http::lists;
use crate::http::live;
use crate::http::metrics;
use crate::http::notifications;
use crate::http::pool;
use crate::http::problem::Problem;
use crate::http::records;
use crate::http::roles;
use crate::http::search;
use crate::http::session;
use crate::http::sessions;
use crate::http::settings;
use crate::http::timeline;
use crate::http::tokens;
use crate::http::trust;
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
    /// The answer stays open: it is begun here and goes on beside the requests, without a place
    /// among them.
    Stream(fn(Request) -> Result<Response<Body>, Problem>),
}

pub struct Route {
    pub method: &'static str,
    /// `{id}` stands for one segment.
    pub path: &'static str,
    pub need: Need,
    /// The scope that a token must have; `None`: any will do.
    pub reach: Option<Reach>,
    /// Whether password or code must have been given within the last minutes.
    pub step_up: bool,
    pub answer: Answer,
}

const fn row(
    method: &'static str,
    path: &'static str,
    need: Need,
    answer: fn(&Request) -> Result<Response<Body>, Problem>,
) -> Route {
    Route {
        method,
        path,
        need,
        reach: Some(Reach::All),
        step_up: false,
        answer: Answer::Plain(answer),
    }
}

/// A row whose body is a file.
const fn file(
    method: &'static str,
    path: &'static str,
    need: Need,
    answer: fn(&Request, &mut dyn std::io::Read) -> Result<Response<Body>, Problem>,
) -> Route {
    let answer = Answer::Upload(answer);
    Route { method, path, need, reach: Some(Reach::All), step_up: false, answer }
}

/// A row whose answer stays open.
const fn stream(
    path: &'static str,
    answer: fn(Request) -> Result<Response<Body>, Problem>,
) -> Route {
    let (method, need, reach) = ("GET", Need::User, Some(Reach::All));
    Route { method, path, need, reach, step_up: false, answer: Answer::Stream(answer) }
}

use Need::Nothing;
use Need::User;

const ANY: Option<Reach> = None;
const READ: Option<Reach> = Some(Reach::CustomersRead);
const WRITE: Option<Reach> = Some(Reach::CustomersWrite);
const IMPORTS: Option<Reach> = Some(Reach::Imports);

/// Every route: those of the house, then those of each kind about customers.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    HOUSE.iter().chain(kinds::ROUTES.iter().copied().flatten())
}

static HOUSE: &[Route] = &[
    row("GET", "/livez", Nothing, live::livez),
    row("GET", "/readyz", Nothing, live::readyz),
    row("GET", "/metrics", Nothing, metrics::metrics),
    row("GET", "/trust", Nothing, trust::page),
    row("GET", "/trust/zhike-ca.crt", Nothing, trust::der),
    row("GET", "/trust/zhike-ca.pem", Nothing, trust::pem),
    row("GET", "/api/v1/trust", Nothing, trust::show),
    row("GET", "/api/v1/setup", Nothing, session::setup_needed),
    row("POST", "/api/v1/setup", Nothing, session::set_up),
    row("POST", "/api/v1/session", Nothing, session::sign_in),
    row("GET", "/api/v1/session", User, session::who).reach(ANY),
    row("PATCH", "/api/v1/session", User, session::amend),
    row("DELETE", "/api/v1/session", User, session::sign_out),
    row("POST", "/api/v1/session/step-up", User, sessions::step_up),
    row("POST", "/api/v1/session/factor", User, factor::begin).step_up(),
    row("POST", "/api/v1/session/factor/confirmations", User, factor::confirm),
    row("DELETE", "/api/v1/session/factor", User, factor::take_off).step_up(),
    row("POST", "/api/v1/session/recovery-codes", User, factor::renew_recovery).step_up(),
    row("GET", "/api/v1/sessions", User, sessions::list),
    row("DELETE", "/api/v1/sessions", User, sessions::end_others),
    row("DELETE", "/api/v1/sessions/{id}", User, sessions::end),
    row("GET", "/api/v1/fields", User, settings::fields).reach(ANY),
    row("POST", "/api/v1/fields", User, settings::add_field),
    row("GET", "/api/v1/regions", User, settings::regions).reach(ANY),
    row("GET", "/api/v1/numbering", User, settings::numbering).reach(ANY),
    row("GET", "/api/v1/settings", User, settings::show),
    row("PATCH", "/api/v1/settings", User, settings::amend),
    row("GET", "/api/v1/calendar", User, calendar::show).reach(ANY),
    row("PATCH", "/api/v1/calendar", User, calendar::amend),
    row("GET", "/api/v1/calendar/due", User, calendar::due).reach(ANY),
    row("GET", "/api/v1/people", User, users::people).reach(ANY),
    row("GET", "/api/v1/users", User, users::list),
    row("POST", "/api/v1/users", User, users::add).step_up(),
    row("PATCH", "/api/v1/users/{id}", User, users::amend).step_up(),
    row("DELETE", "/api/v1/users/{id}/sessions", User, sessions::end_of_user).step_up(),
    row("DELETE", "/api/v1/users/{id}/factor", User, factor::reset).step_up(),
    row("POST", "/api/v1/users/{id}/links", User, links::make).step_up(),
    row("POST", "/api/v1/links/checks", Nothing, links::check),
    row("POST", "/api/v1/links/uses", Nothing, links::spend),
    row("POST", "/api/v1/users/{id}/departures", User, users::depart).step_up(),
    row("GET", "/api/v1/roles", User, roles::list),
    row("POST", "/api/v1/roles", User, roles::add).step_up(),
    row("PATCH", "/api/v1/roles/{id}", User, roles::amend).step_up(),
    row("DELETE", "/api/v1/roles/{id}", User, roles::remove).step_up(),
    row("GET", "/api/v1/expectations", User, expectations::list),
    row("POST", "/api/v1/expectations", User, expectations::add),
    row("DELETE", "/api/v1/expectations/{id}", User, expectations::remove),
    row("GET", "/api/v1/teams", User, roles::list_teams),
    row("POST", "/api/v1/teams", User, roles::add_team).step_up(),
    row("PATCH", "/api/v1/teams/{id}", User, roles::amend_team).step_up(),
    row("DELETE", "/api/v1/teams/{id}", User, roles::remove_team).step_up(),
    row("POST", "/api/v1/session/preview", User, roles::begin_preview),
    row("DELETE", "/api/v1/session/preview", User, roles::end_preview),
    row("GET", "/api/v1/tokens", User, tokens::list),
    row("POST", "/api/v1/tokens", User, tokens::make).step_up(),
    row("DELETE", "/api/v1/tokens/{id}", User, tokens::revoke),
    row("GET", "/api/v1/search", User, search::search).reach(READ),
    row("GET", "/api/v1/customers", User, lists::list::<Customer>).reach(READ),
    row("POST", "/api/v1/customers", User, records::create::<Customer>).reach(WRITE),
    row("GET", "/api/v1/customers/{id}", User, records::show::<Customer>).reach(READ),
    row("PATCH", "/api/v1/customers/{id}", User, records::edit::<Customer>).reach(WRITE),
    row("DELETE", "/api/v1/customers/{id}", User, records::remove::<Customer>).reach(WRITE),
    row("POST", "/api/v1/customers/{id}/restorations", User, records::restore::<Customer>)
        .reach(WRITE),
    row("POST", "/api/v1/customers/{id}/reveals", User, records::reveal::<Customer>),
    row("GET", "/api/v1/customers/{id}/overview", User, timeline::overview).reach(READ),
    row("GET", "/api/v1/customers/{id}/timeline", User, timeline::page).reach(READ),
    row("POST", "/api/v1/customers/{id}/transitions", User, timeline::turn).reach(WRITE),
    row("GET", "/api/v1/customers/{id}/history", User, records::history::<Customer>).reach(READ),
    row("POST", "/api/v1/customers/{id}/claims", User, pool::claim).reach(WRITE),
    row("POST", "/api/v1/customers/{id}/returns", User, pool::give_back).reach(WRITE),
    row("GET", "/api/v1/customers/{id}/viewers", User, pool::viewers),
    row("POST", "/api/v1/customers/assignments", User, pool::assign).reach(WRITE),
    row("POST", "/api/v1/customers/bulk", User, bulk::change).reach(WRITE),
    stream("/api/v1/journal", journal::stream).reach(READ),
    row("GET", "/api/v1/notifications", User, notifications::list),
    row("POST", "/api/v1/notifications/reads", User, notifications::read),
    row("GET", "/api/v1/notifications/settings", User, notifications::settings),
    row("PATCH", "/api/v1/notifications/settings", User, notifications::choose),
    row("GET", "/api/v1/day", User, day::show).reach(READ),
    row("GET", "/api/v1/audit", User, audit::list),
    row("GET", "/api/v1/audit/state", User, audit::state),
    row("POST", "/api/v1/audit/verifications", User, audit::verify),
    row("GET", "/api/v1/audit/file", User, audit::file).step_up(),
    row("GET", "/api/v1/imports", User, imports::list).reach(IMPORTS),
    file("POST", "/api/v1/imports", User, imports::upload).reach(IMPORTS),
    row("GET", "/api/v1/imports/{id}", User, imports::show).reach(IMPORTS),
    row("PATCH", "/api/v1/imports/{id}", User, imports::amend).reach(IMPORTS),
    row("DELETE", "/api/v1/imports/{id}", User, imports::discard).reach(IMPORTS),
    row("POST", "/api/v1/imports/{id}/run", User, imports::run).reach(IMPORTS),
    row("GET", "/api/v1/imports/{id}/rejected", User, imports::rejected).reach(IMPORTS),
    row("GET", "/api/v1/batches", User, batches::list),
    row("POST", "/api/v1/batches/{id}/undo", User, batches::undo),
];

impl Route {
    /// The same row, for tokens with this scope too.
    const fn reach(self, reach: Option<Reach>) -> Route {
        Route { reach, ..self }
    }

    /// The same row, for those who have just given password or code.
    const fn step_up(self) -> Route {
        Route { step_up: true, ..self }
    }

    /// Whether it serves to put right what keeps a person from everything else.
    pub fn is_of_session(&self) -> bool {
        self.path.starts_with("/api/v1/session")
    }

    /// Whether it does the same through whosever eyes the session looks: to begin and end that, to
    /// show once more who one is, to leave.
    pub fn is_of_any_eyes(&self) -> bool {
        let of_session = self.path.strip_prefix("/api/v1/session");
        matches!(
            (self.method, of_session),
            ("DELETE", Some("")) | (_, Some("/preview" | "/step-up"))
        )
    }

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
