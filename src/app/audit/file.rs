//! The journal as a file: the lines that fit, newest first, as the viewer sees them on the page.

use crate::app::App;
use crate::app::Error;
use crate::app::Live;
use crate::app::audit::LINES;
use crate::app::audit::demand_audit;
use crate::app::audit::list;
use crate::app::audit::list::Ask;
use crate::app::audit::list::Line;
use crate::app::audit::list::Seen;
use crate::app::export;
use crate::app::export::Format;
use crate::app::export::Table;
use crate::domain::access::Shown;
use crate::domain::field::Field;
use crate::domain::ids::Seq;
use crate::domain::op::Actor;
use crate::domain::op::Lang;
use crate::domain::op::Op;
use crate::domain::parse::moment;
use crate::store::Deed;
use std::io::Write;

/// Lines that are held in memory at once.
const PAGE: usize = 1_000;

/// `key, Chinese, English`.
const COLUMNS: [(&str, &str, &str); 11] = [
    ("seq", "序号", "Number"),
    ("at", "时间", "Time"),
    ("actor", "操作人", "Who"),
    ("deed", "操作", "What"),
    ("kind", "记录种类", "Kind"),
    ("id", "记录编号", "Record"),
    ("label", "记录", "Label"),
    ("changes", "变更", "Changes"),
    ("note", "说明", "Note"),
    ("address", "来源", "From"),
    ("request", "请求", "Request"),
];

/// Writes all lines that fit, and returns how many. The line that tells of this file is durable
/// before the first one is given, and not in it.
///
/// # Errors
/// [`Error::Denied`] without the right; [`Error::Rule`] `too_many_lines` where there are more than
/// `most`.
pub fn write(
    app: &App,
    op: &Op,
    ask: &Ask,
    format: Format,
    most: u64,
    out: &mut dyn Write,
) -> Result<u64, Error> {
    demand_audit(&op.access)?;
    app.access_log().settle();
    let head = app.store().head();
    let text = format!("audit {}", format.slug());
    app.write(op, move |gate| gate.log(Deed::Export, text))?;
    let live = app.live();
    let mut table =
        Table::begin(format, COLUMNS.into_iter(), op.lang, out).map_err(export::unwritten)?;
    let mut next = Some(Seq(head.0 + 1));
    let mut count = 0;
    while next.is_some() {
        app.may_go_on()?;
        let ask = Ask { before: next, limit: PAGE, ..ask.clone() };
        let page = list::list(app, op, &ask, LINES)?;
        count += page.items.len() as u64;
        if most < count {
            return Err(Error::Rule("too_many_lines"));
        }
        for line in &page.items {
            table.row(&cells(app, &live, op.lang, line)).map_err(export::unwritten)?;
        }
        next = page.next;
    }
    table.end().map_err(export::unwritten)?;
    Ok(count)
}

fn cells(app: &App, live: &Live, lang: Lang, line: &Line) -> Vec<String> {
    let entry = &line.entry;
    let actor = match entry.actor {
        Actor::User(user) => match live.people.name(user) {
            "" => app.public_id(user.record()),
            name => name.to_owned(),
        },
        Actor::Operator => "operator".to_owned(),
        Actor::System => "system".to_owned(),
    };
    let (kind, id) = match entry.record {
        id if id.is_none() => (String::new(), String::new()),
        id => (id.kind.plural().to_owned(), app.public_id(id)),
    };
    let changes = line.changes.iter().filter_map(|seen| {
        let field = live.catalogue.by_tag(entry.record.kind, seen.tag)?;
        Some(change(app, live, lang, field, seen))
    });
    vec![
        entry.seq.0.to_string(),
        moment::show(entry.at, live.settings.zone),
        actor,
        entry.deed.slug().to_owned(),
        kind,
        id,
        line.label.clone(),
        changes.collect::<Vec<_>>().join("\n"),
        entry.note.clone(),
        entry.origin.clone(),
        format!("{:016x}", entry.request),
    ]
}

/// `field: before → after`, or the field alone.
fn change(app: &App, live: &Live, lang: Lang, field: &Field, seen: &Seen) -> String {
    let text = |shown: &Shown| match shown {
        Shown::Masked(mask) => mask.clone(),
        Shown::Clear(value) => export::text(app, live, lang, field, value),
    };
    let label = label(field, lang);
    match &seen.values {
        Some((before, after)) if before != after => {
            format!("{label}: {} → {}", text(before), text(after))
        }
        Some(_) | None => label.to_owned(),
    }
}

fn label(field: &Field, lang: Lang) -> &str {
    match lang {
        Lang::En if !field.en.is_empty() => &field.en,
        Lang::En | Lang::Zh => &field.zh,
    }
}
