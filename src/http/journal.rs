//! `/journal`: what changes within sight, as it changes, in server-sent events.

use crate::app::Live;
use crate::app::notices;
use crate::app::records::news;
use crate::app::records::news::News;
use crate::app::records::news::Rest;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Seq;
use crate::domain::ids::UserId;
use crate::domain::op::Lang;
use crate::domain::parse;
use crate::http::body::Request;
use crate::http::op;
use crate::http::op::Proof;
use crate::http::problem::Problem;
use crate::http::query;
use crate::http::render::Renderer;
use crate::http::route::Route;
use crate::http::server::Shared;
use crate::http::streams::Look;
use crate::http::streams::Seen;
use crate::http::write::Json;
use axum::body::Body;
use axum::http::Response;
use std::sync::Arc;

/// From the entry that the page knows last, by its own word (`after`) or by that of the browser that
/// has lost the line and takes it up again (`Last-Event-ID`); without either, from now on.
///
/// # Errors
/// Those of [`crate::http::streams::Streams::open`].
pub fn stream(request: Request) -> Result<Response<Body>, Problem> {
    if let Some((name, _)) = request.query.iter().find(|(name, _)| name != "after") {
        return Err(query::bad(name, "unknown_parameter"));
    }
    let asked = query::number(&request, "after")?;
    let last = request.header("last-event-id").and_then(|text| text.trim().parse().ok());
    let user = request.op.actor.user().ok_or_else(Problem::missing)?;
    let Request { shared, route, proof, op, .. } = request;
    let (after, lang) = (asked.max(last).map(Seq), op.lang);
    let streams = Arc::clone(&shared.streams);
    streams.open(
        user,
        Watch { shared, route, proof, lang, after, has_begun: false, user, notice: None },
    )
}

/// What one reader has been told.
struct Watch {
    shared: Arc<Shared>,
    route: &'static Route,
    proof: Proof,
    lang: Lang,
    /// The last entry that was looked at for them.
    after: Option<Seq>,
    has_begun: bool,
    user: UserId,
    /// The last notice that they were told of; `None` at first.
    notice: Option<u64>,
}

impl Look for Watch {
    fn look(&mut self) -> Result<Seen, Problem> {
        let app = Arc::clone(&self.shared.app);
        // In this order: what was written after a right was taken away is not told by that right.
        let head = app.store().head();
        let reader = app.store().reader();
        let access = op::again(&self.shared, self.route, &self.proof, (self.shared.now)())?;
        let mut bytes = Vec::new();
        let near = |after: &Seq| *after <= head && head.0 - after.0 <= news::REACH;
        let follows = self.after.filter(near);
        let from = follows.unwrap_or(head);
        if !self.has_begun || follows.is_none() {
            sync(&mut bytes, head, from, follows.is_some());
            self.has_begun = true;
        }
        let page = news::after(&app, &reader, &access, from, head)?;
        let live = app.live();
        let renderer = Renderer::new(&app, &live, self.lang);
        for news in &page.items {
            let json = entry(&app, &live, &renderer, news);
            event(&mut bytes, Some(news.line.seq), None, json);
        }
        if let Some(rest) = page.rest {
            afresh(&mut bytes, page.reached, rest);
        }
        self.after = Some(page.reached);
        let last = notices::last(&*reader, self.user)?;
        if self.notice.replace(last).is_some_and(|known| known < last) {
            notice(&mut bytes, last);
        }
        Ok(Seen { bytes, more: page.reached < head })
    }
}

/// How far the journal is, and whether everything follows that the page does not know yet: where it
/// does not, the page must look afresh.
fn sync(bytes: &mut Vec<u8>, head: Seq, from: Seq, whole: bool) {
    let mut json = Json::new();
    json.raw("{");
    json.key("head");
    json.number(head.0);
    json.key("whole");
    json.flag(whole);
    json.raw("}");
    event(bytes, Some(from), Some("sync"), json);
}

/// Many changes of one batch, in one word: the page must look afresh.
fn afresh(bytes: &mut Vec<u8>, reached: Seq, rest: Rest) {
    let mut json = Json::new();
    json.raw("{");
    json.key("head");
    json.number(reached.0);
    json.key("whole");
    json.flag(false);
    json.key("own");
    json.flag(rest == Rest::Own);
    json.raw("}");
    event(bytes, Some(reached), Some("sync"), json);
}

/// Something came for the person: what it is, the list of notices tells.
fn notice(bytes: &mut Vec<u8>, last: u64) {
    let mut json = Json::new();
    json.raw("{");
    json.key("id");
    json.text(&last.to_string());
    json.raw("}");
    event(bytes, None, Some("notice"), json);
}

/// `fields` are the keys of what was changed.
fn entry(app: &crate::app::App, live: &Live, renderer: &Renderer, news: &News) -> Json {
    let News { line, customer, fields } = news;
    let mut json = Json::new();
    json.raw("{");
    json.key("seq");
    json.number(line.seq.0);
    json.key("batch");
    json.text(&line.batch.0.to_string());
    json.key("at");
    json.text(&parse::moment::show(line.at, live.settings.zone));
    json.key("actor");
    match line.actor.user() {
        Some(user) => renderer.user(&mut json, user),
        None => json.raw("null"),
    }
    json.key("kind");
    json.text(line.record.kind.plural());
    json.key("id");
    json.text(&app.public_id(line.record));
    json.key("version");
    json.number(line.version);
    json.key("action");
    json.text(line.deed.slug());
    json.key("customer");
    match customer {
        Some(ordinal) => {
            let id = RecordId { kind: Kind::Customer, ordinal: *ordinal };
            json.text(&app.public_id(id));
        }
        None => json.raw("null"),
    }
    json.key("fields");
    json.raw("[");
    let known = |tag| live.catalogue.by_tag(line.record.kind, tag);
    for field in fields.iter().filter_map(|tag| known(*tag)) {
        json.next();
        json.text(&field.key);
    }
    json.raw("]}");
    json
}

/// JSON has no line breaks in it, so it is one line of data.
fn event(bytes: &mut Vec<u8>, id: Option<Seq>, name: Option<&str>, data: Json) {
    if let Some(Seq(id)) = id {
        bytes.extend_from_slice(format!("id: {id}\n").as_bytes());
    }
    if let Some(name) = name {
        bytes.extend_from_slice(format!("event: {name}\n").as_bytes());
    }
    bytes.extend_from_slice(b"data: ");
    bytes.extend_from_slice(&data.into_bytes());
    bytes.extend_from_slice(b"\n\n");
}
