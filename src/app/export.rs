//! Write customers out as a table: what the viewer may see of them, masked as in every view.

use crate::app::App;
use crate::app::Error;
use crate::app::Live;
use crate::app::imports;
use crate::app::records::list;
use crate::app::records::list::Query;
use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::access::Denied;
use crate::domain::access::Right;
use crate::domain::access::Scope;
use crate::domain::access::Shown;
use crate::domain::access::View;
use crate::domain::access::Visibility;
use crate::domain::customer::Customer;
use crate::domain::field::Field;
use crate::domain::ids::Kind;
use crate::domain::op::Actor;
use crate::domain::op::Lang;
use crate::domain::op::Op;
use crate::domain::parse::day;
use crate::domain::parse::decimal;
use crate::domain::parse::moment;
use crate::domain::parse::money;
use crate::domain::value::ChoiceId;
use crate::domain::value::Value;
use crate::formats::write;
use crate::formats::write::CsvWriter;
use crate::store::Deed;
use crate::store::StoreError;
use std::io;
use std::io::Write;
use std::sync::Arc;

/// Customers in one look at index and store.
const PAGE: usize = 500;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For spreadsheets: headings in the reader's language, no cell a formula.
    Csv,
    /// For programs: one object a line, by the keys of the fields, every value as text.
    Ndjson,
}

impl Format {
    pub fn slug(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Ndjson => "ndjson",
        }
    }
}

/// Writes all customers that fit; returns how many. Of `query`, words, filter, order, fields, bin
/// and `after` count; without fields, all that the viewer sees are written.
///
/// # Errors
/// [`Error::Denied`] without the right to export; those of a list.
pub fn export_customers(
    app: &App,
    op: &Op,
    query: &Query,
    format: Format,
    out: &mut dyn Write,
) -> Result<u64, Error> {
    let op = narrowed(op)?;
    note(app, &op, format)?;
    // An index that is being made anew would give a file that lacks customers, and not say so.
    imports::searchable(app, app.store().head())?;
    let live = app.live();
    let columns = columns(&live, &op, &query.fields)?;
    let titles = columns.iter().map(|field| (&*field.key, &*field.zh, &*field.en));
    let mut table = Table::begin(format, titles, op.lang, out).map_err(unwritten)?;
    let keys: Vec<String> = columns.iter().map(|field| field.key.clone()).collect();
    let mut asked = Query {
        fields: keys,
        facets: Vec::new(),
        limit: PAGE,
        offset: 0,
        cursor: None,
        ..query.clone()
    };
    let mut count = 0;
    loop {
        let page = list::list::<Customer>(app, &op, &asked)?;
        for view in &page.items {
            table.row(&row(app, &live, op.lang, &columns, view)).map_err(unwritten)?;
            count += 1;
        }
        match page.next {
            Some(cursor) => asked.cursor = Some(cursor),
            None => break,
        }
    }
    table.end().map_err(unwritten)?;
    Ok(count)
}

/// The line in the journal is durable before the first customer is given. The operator gets the data
/// out of a store that takes no more lines too.
fn note(app: &App, op: &Op, format: Format) -> Result<(), Error> {
    let text = format!("customers {}", format.slug());
    match app.write(op, move |gate| gate.log(Deed::Export, text)) {
        Err(Error::Store(error)) if op.actor == Actor::Operator => {
            tracing::error!(%error, "an export is not in the journal");
            Ok(())
        }
        other => other.map(|_| ()),
    }
}

/// With the right to export only one's own, one's own are all there are.
fn narrowed(op: &Op) -> Result<Op, Error> {
    let scope = op.access.scope(Kind::Customer, Action::Export);
    if scope == Scope::None {
        return Err(Error::Denied(Denied::Action(Action::Export)));
    }
    let mut access = Access::clone(&op.access);
    if let Some(view) = access.rights.grants.get_mut(&(Kind::Customer, Action::View)) {
        *view = (*view).min(scope);
    }
    // What nobody owns is no one's own to take along.
    if scope != Scope::All {
        access.rights.system.remove(&Right::Pool);
    }
    Ok(Op { access: Arc::new(access), ..op.clone() })
}

fn columns(live: &Live, op: &Op, keys: &[String]) -> Result<Vec<Field>, Error> {
    let sees = |field: &&Field| op.access.visibility(Kind::Customer, field) != Visibility::Hidden;
    let fields = live.catalogue.fields(Kind::Customer);
    if keys.is_empty() {
        return Ok(fields.iter().filter(sees).filter(|field| !field.hidden).cloned().collect());
    }
    let by_key = |key: &String| {
        let field = live.catalogue.by_key(Kind::Customer, key).filter(sees);
        field.cloned().ok_or_else(|| Error::fault(key, "unknown_field"))
    };
    keys.iter().map(by_key).collect()
}

fn row(app: &App, live: &Live, lang: Lang, columns: &[Field], view: &View) -> Vec<String> {
    let cell = |field: &Field| {
        let found = view.cells().iter().find(|(tag, _)| *tag == field.tag);
        match found.map(|(_, shown)| shown) {
            Some(Shown::Clear(value)) => text(app, live, lang, field, value),
            Some(Shown::Masked(mask)) => mask.clone(),
            None => String::new(),
        }
    };
    columns.iter().map(cell).collect()
}

pub(super) fn text(app: &App, live: &Live, lang: Lang, field: &Field, value: &Value) -> String {
    let label = |id: &ChoiceId| match (field.choice(*id), lang) {
        (Some(choice), Lang::En) if !choice.en.is_empty() => choice.en.clone(),
        (Some(choice), _) => choice.zh.clone(),
        (None, _) => String::new(),
    };
    let person = |id: &crate::domain::ids::UserId| match live.people.name(*id) {
        "" => app.public_id(id.record()),
        name => name.to_owned(),
    };
    let flag = |on: bool| match (on, lang) {
        (true, Lang::Zh) => "是",
        (false, Lang::Zh) => "否",
        (true, Lang::En) => "yes",
        (false, Lang::En) => "no",
    };
    match value {
        Value::Missing | Value::Options(_) => String::new(),
        Value::Text(text) => text.clone(),
        Value::Flag(on) => flag(*on).to_owned(),
        Value::Whole(number) => number.to_string(),
        Value::Decimal(number) => decimal::show(*number),
        Value::Money(money) => money::show(*money),
        Value::Day(day) => day::show(*day),
        Value::Moment(at) => moment::show(*at, live.settings.zone),
        Value::Choice(id) => label(id),
        Value::Choices(list) => list.iter().map(label).collect::<Vec<_>>().join("|"),
        Value::User(id) => person(id),
        Value::Links(_) | Value::Rights(_) => String::new(),
        Value::Users(list) => list.iter().map(person).collect::<Vec<_>>().join("|"),
        Value::Region(region) => region.label(),
        Value::Guarded(guarded) => guarded.mask().to_owned(),
    }
}

/// The two forms of a table behind one pair of verbs.
pub(super) enum Table<'a> {
    Csv(Box<CsvWriter<&'a mut dyn Write>>),
    Ndjson { keys: Vec<String>, out: &'a mut dyn Write },
}

impl<'a> Table<'a> {
    /// `columns`: key, Chinese and English heading of each.
    pub(super) fn begin<'c>(
        format: Format,
        columns: impl Iterator<Item = (&'c str, &'c str, &'c str)>,
        lang: Lang,
        out: &'a mut dyn Write,
    ) -> io::Result<Table<'a>> {
        let title = |(key, zh, en)| match (format, lang) {
            (Format::Ndjson, _) => str::to_owned(key),
            (Format::Csv, Lang::Zh) => str::to_owned(zh),
            (Format::Csv, Lang::En) => str::to_owned(en),
        };
        let titles: Vec<String> = columns.map(title).collect();
        Ok(match format {
            Format::Csv => Table::Csv(Box::new(CsvWriter::new(out, &titles)?)),
            Format::Ndjson => Table::Ndjson { keys: titles, out },
        })
    }

    pub(super) fn row(&mut self, cells: &[String]) -> io::Result<()> {
        match self {
            Table::Csv(csv) => csv.row(cells),
            Table::Ndjson { keys, out } => write::ndjson_row(out, keys, cells),
        }
    }

    pub(super) fn end(self) -> io::Result<()> {
        match self {
            Table::Csv(csv) => csv.finish()?.flush(),
            Table::Ndjson { out, .. } => out.flush(),
        }
    }
}

/// The reader went away, or the disk is full.
pub(super) fn unwritten(source: io::Error) -> Error {
    Error::Store(StoreError::Io { path: "export".into(), source })
}
