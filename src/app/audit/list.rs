//! Lines of the journal that fit, newest first, each as this viewer may see it.

use crate::app::App;
use crate::app::Error;
use crate::app::Live;
use crate::app::audit::demand_audit;
use crate::app::records::history::as_private_as_then;
use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::access::Scope;
use crate::domain::access::Shown;
use crate::domain::access::Visibility;
use crate::domain::custom::FieldDef;
use crate::domain::customer::Customer;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Seq;
use crate::domain::ids::Tag;
use crate::domain::kinds;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::domain::role::Role;
use crate::domain::team::Team;
use crate::domain::user::User;
use crate::domain::value::Moment;
use crate::store;
use crate::store::Deed;
use crate::store::Entry;
use crate::store::Look;
use crate::store::Reader;
use crate::store::Source;

/// Lines that one request looks at: a filter that hardly anything fits gives pages with little on
/// them rather than an answer that is long in coming.
pub const LINES: usize = 20_000;

/// A line carries the time at which its use case began, and a long import writes for a while: this
/// much room is left on both sides of a span of time.
const ROOM_MS: i64 = 3_600_000;

/// Lines on both sides of a span of time in which others of that time are looked for: the clock may
/// have been set back by more than that room.
const ASTRAY: u64 = 5_000;

/// Which lines.
#[derive(Clone, Default, Debug)]
pub struct Ask {
    pub from: Option<Moment>,
    /// Up to and without this moment.
    pub to: Option<Moment>,
    pub actor: Option<Actor>,
    /// Any of these; empty for all.
    pub deeds: Vec<Deed>,
    pub kind: Option<Kind>,
    pub record: Option<RecordId>,
    /// Lines below this one: where the page before ended.
    pub before: Option<Seq>,
    pub limit: usize,
}

/// One line as the viewer sees it.
pub struct Line {
    pub entry: Entry,
    /// What the record is called: a customer by its number, never by a name.
    pub label: String,
    pub changes: Vec<Seen>,
}

/// One changed field.
pub struct Seen {
    pub tag: Tag,
    /// Before and after; `None` where the viewer may not see the record, only that it changed.
    pub values: Option<(Shown, Shown)>,
}

pub struct Page {
    pub items: Vec<Line>,
    /// Lines below this one have not been looked at.
    pub next: Option<Seq>,
}

/// At most `ask.limit` lines out of `lines` that are looked at.
///
/// # Errors
/// [`Error::Denied`] without the right.
pub fn list(app: &App, op: &Op, ask: &Ask, lines: usize) -> Result<Page, Error> {
    demand_audit(&op.access)?;
    let reader = app.store().reader();
    let head = app.store().head();
    let ends = match ask.to.map(|to| Moment(to.0.saturating_add(ROOM_MS))) {
        Some(to) => store::end_before(&*reader, head, to, ASTRAY)?,
        None => Seq(head.0 + 1),
    };
    let floor = match ask.from.map(|from| Moment(from.0.saturating_sub(ROOM_MS))) {
        Some(from) => store::begin_at(&*reader, head, from, ASTRAY)?,
        None => Seq(1),
    };
    let before = ask.before.map_or(ends, |before| before.min(ends));
    let look = Look { record: ask.record, before, floor, lines, limit: ask.limit };
    let seen = store::look_back(&*reader, look, |entry| fits(ask, entry))?;
    let live = app.live();
    let line = |entry| line(&reader, &live, &op.access, entry);
    let items = seen.entries.into_iter().map(line).collect::<Result<_, _>>()?;
    Ok(Page { items, next: seen.next })
}

fn fits(ask: &Ask, entry: &Entry) -> bool {
    let Ask { from, to, actor, deeds, kind, record, before: _, limit: _ } = ask;
    from.is_none_or(|from| from <= entry.at)
        && to.is_none_or(|to| entry.at < to)
        && actor.is_none_or(|actor| actor == entry.actor)
        && (deeds.is_empty() || deeds.contains(&entry.deed))
        && kind.is_none_or(|kind| !entry.record.is_none() && kind == entry.record.kind)
        && record.is_none_or(|record| record == entry.record)
}

fn line(reader: &Reader, live: &Live, access: &Access, entry: Entry) -> Result<Line, Error> {
    let (label, changes) = match entry.record {
        id if id.is_none() => (String::new(), Vec::new()),
        RecordId { kind: Kind::Customer, .. } => {
            told::<Customer>(reader, live, access, &entry, |customer| &customer.code)?
        }
        RecordId { kind: Kind::User, .. } => {
            told::<User>(reader, live, access, &entry, |user| &user.name)?
        }
        RecordId { kind: Kind::Team, .. } => {
            told::<Team>(reader, live, access, &entry, |team| &team.name)?
        }
        RecordId { kind: Kind::Role, .. } => {
            told::<Role>(reader, live, access, &entry, |role| &role.name)?
        }
        RecordId { kind: Kind::Field, .. } => {
            told::<FieldDef>(reader, live, access, &entry, |field| &field.key)?
        }
        RecordId { kind, .. } => {
            let mut telling = Telling { reader, live, access, entry: &entry };
            kinds::with_child(kind, &mut telling).unwrap_or_else(|| Ok(Default::default()))?
        }
    };
    Ok(Line { entry, label, changes })
}

/// Records about customers are called by the number of the customer.
struct Telling<'a> {
    reader: &'a Reader,
    live: &'a Live,
    access: &'a Access,
    entry: &'a Entry,
}

impl kinds::Visit for Telling<'_> {
    type Out = Result<(String, Vec<Seen>), Error>;

    fn visit<R: Record>(&mut self) -> Self::Out {
        let Telling { reader, live, access, entry } = *self;
        let (_, changes) = told::<R>(reader, live, access, entry, |_| "")?;
        let customer = reader.load::<Customer>(entry.parent)?;
        Ok((customer.map(|customer| customer.record.code).unwrap_or_default(), changes))
    }
}

/// The label of the record, and the changes by the viewer's field rules. Who may see no record of
/// the kind is told which fields changed; who may see it but not a field is told nothing of that.
fn told<R: Record>(
    reader: &Reader,
    live: &Live,
    access: &Access,
    entry: &Entry,
    label: impl Fn(&R) -> &str,
) -> Result<(String, Vec<Seen>), Error> {
    let stored = reader.load::<R>(entry.record.ordinal)?;
    let kind = R::KIND;
    let blind = access.scope(kind, Action::View) == Scope::None;
    let then =
        stored.as_ref().filter(|_| !blind).map(|stored| as_private_as_then(reader, stored, entry));
    let then = then.transpose()?;
    let seen = |(tag, before, after): &(Tag, _, _)| {
        let bare = Seen { tag: *tag, values: None };
        if blind {
            return Some(bare);
        }
        let field = live.catalogue.by_tag(kind, *tag)?;
        let Some(stored) = then.as_deref().filter(|stored| access.may_see(stored)) else {
            let is_seen = access.visibility(kind, field);
            return (is_seen != Visibility::Hidden).then_some(bare);
        };
        let before = access.shown(kind, stored, field, Clone::clone(before))?;
        let after = access.shown(kind, stored, field, Clone::clone(after))?;
        Some(Seen { values: Some((before, after)), ..bare })
    };
    let changes = entry.changes.iter().filter_map(seen).collect();
    let name = stored.as_ref().map(|stored| label(&stored.record).to_owned());
    Ok((name.unwrap_or_default(), changes))
}
