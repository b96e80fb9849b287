//! Query strings: decoded strictly, unknown names refused.

use crate::app::records::cursor;
use crate::app::records::list::Query;
use crate::domain::field::Fault;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use crate::http::body::Request;
use crate::http::problem::Problem;

const LIMIT: usize = 50;
const MAX_LIMIT: usize = 500;
const MAX_OFFSET: usize = 10_000;

/// Longest text in the search box, in characters.
const MAX_Q: usize = 200;

const KNOWN: [&str; 10] =
    ["q", "filter", "sort", "fields", "limit", "cursor", "offset", "facets", "after", "bin"];

/// What a list of records of this kind is asked for.
pub fn list(request: &Request, kind: Kind) -> Result<Query, Problem> {
    only(request, &KNOWN)?;
    let limit = number(request, "limit")?.map_or(LIMIT, |limit| limit as usize);
    let offset = number(request, "offset")?.map_or(0, |offset| offset as usize);
    if MAX_LIMIT < limit {
        return Err(bad("limit", "out_of_range"));
    }
    if MAX_OFFSET < offset {
        return Err(bad("offset", "out_of_range"));
    }
    let asked = Query {
        q: words(request)?.to_owned(),
        filter: one(request, "filter").unwrap_or_default().to_owned(),
        sort: one(request, "sort").unwrap_or_default().to_owned(),
        facets: keys(request, "facets"),
        fields: keys(request, "fields"),
        limit,
        offset,
        cursor: None,
        bin: one(request, "bin").is_some_and(|text| text == "true" || text == "1"),
        after: Seq(number(request, "after")?.unwrap_or(0)),
    };
    let cursor = match one(request, "cursor") {
        None | Some("") => None,
        Some(text) => {
            let cursor = cursor::read(request.app(), &request.op, kind, &asked, text);
            Some(cursor.ok_or_else(|| bad("cursor", "bad_cursor"))?)
        }
    };
    Ok(Query { cursor, ..asked })
}

/// Refuses any other parameter.
pub fn only(request: &Request, known: &[&str]) -> Result<(), Problem> {
    match request.query.iter().find(|(name, _)| !known.contains(&name.as_str())) {
        Some((name, _)) => Err(bad(name, "unknown_parameter")),
        None => Ok(()),
    }
}

/// What stands in the search box.
pub fn words(request: &Request) -> Result<&str, Problem> {
    let q = one(request, "q").unwrap_or_default();
    if MAX_Q < q.chars().count() { Err(bad("q", "too_long")) } else { Ok(q) }
}

pub fn one<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

pub fn number(request: &Request, name: &str) -> Result<Option<u64>, Problem> {
    match one(request, name) {
        None | Some("") => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| bad(name, "number_form")),
    }
}

fn keys(request: &Request, name: &str) -> Vec<String> {
    let text = one(request, name).unwrap_or_default();
    text.split(',').map(str::trim).filter(|key| !key.is_empty()).map(str::to_owned).collect()
}

pub fn bad(name: &str, reason: &'static str) -> Problem {
    Problem::bad_request("query").fault(Fault::new(name, reason))
}

/// `a=1&b=%E5` decoded; `None` for bad escapes or bad UTF-8.
pub fn decode(query: &str) -> Option<Vec<(String, String)>> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((unescape(name)?, unescape(value)?))
        })
        .collect()
}

fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    let text = String::from_utf8(bytes).ok()?;
    (!text.contains('\0')).then_some(text)
}
