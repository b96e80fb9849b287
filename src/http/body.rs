//! A request as a handler sees it: read, bounded, and its JSON checked member by member.

use crate::app::App;
use crate::app::Error;
use crate::app::auth::AuthFault;
use crate::app::auth::session::Current;
use crate::app::records::draft::Input;
use crate::app::records::draft::Members;
use crate::domain::field::Fault;
use crate::domain::ids::Kind;
use crate::domain::op::Op;
use crate::http::arrival::Arrival;
use crate::http::op::Proof;
use crate::http::problem::Problem;
use crate::http::route::Route;
use crate::http::server::Shared;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header;
use serde::Deserializer;
use serde::de::DeserializeOwned;
use serde::de::MapAccess;
use serde::de::SeqAccess;
use serde::de::Visitor;
use std::net::IpAddr;
use std::sync::Arc;

/// Longest JSON body, in bytes.
pub const JSON_BYTES: usize = 1 << 20;

/// Members of one object: more than any kind has fields.
const MAX_MEMBERS: usize = 1_000;

/// Nesting of lists and objects in a body.
const MAX_DEPTH: usize = 16;

pub struct Request {
    pub shared: Arc<Shared>,
    pub route: &'static Route,
    pub op: Op,
    /// Values of the route's placeholders.
    pub path: Vec<String>,
    /// Decoded, in order.
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// Who asks: the peer, or the one for whom a proxy that we believe asks.
    pub peer: IpAddr,
    pub arrival: Arrival,
    /// How the caller showed who they are.
    pub proof: Proof,
}

impl Request {
    pub fn app(&self) -> &Arc<App> {
        &self.shared.app
    }

    /// What a link to a page of ours begins with: `https://crm.example.lan:8750`.
    pub fn base_url(&self) -> String {
        self.arrival.base(&self.shared.net)
    }

    /// The session that the cookie stands for, if that is how the caller came in.
    pub fn session(&self) -> Option<&Current> {
        match &self.proof {
            Proof::Cookie(_, current) => Some(current),
            Proof::Nothing | Proof::Token(_) => None,
        }
    }

    /// With one's own rights and for good, whatever the session looks through: for what is about one's
    /// own sessions, password and factor.
    pub fn own_op(&self) -> Op {
        match self.session() {
            Some(current) => {
                let access = Arc::clone(&current.access);
                Op { access, preview: false, ..self.op.clone() }
            }
            None => self.op.clone(),
        }
    }

    /// For what only a part of a route asks: that password or code were given just now.
    pub fn demand_step_up(&self) -> Result<(), Problem> {
        let fault = match &self.proof {
            Proof::Cookie(_, current) if current.is_stepped_up(self.op.now) => return Ok(()),
            Proof::Token(bearer) if bearer.by_operator => return Ok(()),
            Proof::Cookie(..) | Proof::Nothing => AuthFault::StepUp,
            Proof::Token(_) => AuthFault::TokenScope,
        };
        Err(Error::Auth(fault).into())
    }

    /// The record that the first placeholder names.
    pub fn ordinal(&self, kind: Kind) -> Result<u64, Problem> {
        let text = self.path.first().map_or("", String::as_str);
        self.app().read_id(kind, text).ok_or_else(Problem::missing)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The version in `If-Match: "4"`.
    pub fn version(&self) -> Result<u32, Problem> {
        let required = || Problem::new(StatusCode::PRECONDITION_REQUIRED, "version-required");
        let text = self.header("if-match").ok_or_else(required)?;
        let digits = text.trim().trim_start_matches("W/").trim_matches('"');
        digits.parse().map_err(|_| Problem::bad_request("version-form"))
    }

    /// The body as a struct that refuses unknown members.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        self.demand_json()?;
        serde_json::from_slice(&self.body).map_err(|error| json_problem(&error))
    }

    /// The body as an object whose members stand once each.
    pub fn members(&self) -> Result<Members, Problem> {
        self.demand_json()?;
        let mut reader = serde_json::Deserializer::from_slice(&self.body);
        let input = Tree::read(&mut reader).map_err(|error| json_problem(&error))?;
        reader.end().map_err(|error| json_problem(&error))?;
        match input.0 {
            Input::Object(members) => Ok(members),
            _ => Err(Problem::bad_request("json-object")),
        }
    }

    fn demand_json(&self) -> Result<(), Problem> {
        let content = self.header(header::CONTENT_TYPE.as_str()).unwrap_or("");
        let kind = content.split(';').next().unwrap_or("").trim();
        match kind.eq_ignore_ascii_case("application/json") {
            true => Ok(()),
            false => Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "json-only")),
        }
    }
}

fn json_problem(error: &serde_json::Error) -> Problem {
    let text = error.to_string();
    let named = |start: &str| {
        let rest = text.strip_prefix(start)?;
        rest.split('`').next().map(str::to_owned)
    };
    if let Some(member) = named("unknown field `") {
        return Problem::bad_request("json").fault(Fault::new(&member, "unknown_field"));
    }
    if let Some(member) = named("duplicate field `") {
        return Problem::bad_request("json").fault(Fault::new(&member, "duplicate_member"));
    }
    if let Some(member) = named("missing field `") {
        return Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid")
            .fault(Fault::new(&member, "required"));
    }
    Problem::bad_request("json").with("line", error.line()).with("column", error.column())
}

/// JSON as it was written: numbers keep their digits, members their order.
struct Tree(Input);

impl Tree {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Tree, D::Error> {
        from.deserialize_any(TreeVisitor { depth: 0 }).map(Tree)
    }
}

#[derive(Clone, Copy)]
struct TreeVisitor {
    depth: usize,
}

impl<'de> serde::de::DeserializeSeed<'de> for TreeVisitor {
    type Value = Input;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Input, D::Error> {
        from.deserialize_any(self)
    }
}

impl TreeVisitor {
    fn deeper<E: serde::de::Error>(self) -> Result<TreeVisitor, E> {
        match self.depth < MAX_DEPTH {
            true => Ok(TreeVisitor { depth: self.depth + 1 }),
            false => Err(E::custom("nested too deeply")),
        }
    }
}

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Input;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Input, E> {
        Ok(Input::Null)
    }

    fn visit_bool<E>(self, on: bool) -> Result<Input, E> {
        Ok(Input::Flag(on))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Input, E> {
        Ok(Input::Number(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Input, E> {
        Ok(Input::Number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Input, E> {
        Ok(Input::Number(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Input, E> {
        Ok(Input::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Input, A::Error> {
        let inner = self.deeper()?;
        let mut inputs = Vec::new();
        while let Some(input) = list.next_element_seed(inner)? {
            inputs.push(input);
        }
        Ok(Input::List(inputs))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Input, A::Error> {
        let inner = self.deeper()?;
        let mut members: Members = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            if MAX_MEMBERS <= members.len() {
                return Err(serde::de::Error::custom("too many members"));
            }
            if members.iter().any(|(known, _)| *known == key) {
                return Err(serde::de::Error::custom(format_args!("duplicate field `{key}`")));
            }
            members.push((key, map.next_value_seed(inner)?));
        }
        Ok(Input::Object(members))
    }
}
