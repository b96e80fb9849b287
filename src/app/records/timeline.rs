//! Everything that happened with a customer, newest first, from the lines of its ledger: only the
//! records of the page are opened.

use crate::app::App;
use crate::app::Error;
use crate::app::records::show;
use crate::domain::access::Action;
use crate::domain::access::Shown;
use crate::domain::access::View;
use crate::domain::child;
use crate::domain::customer::Customer;
use crate::domain::customer::tag;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::kinds;
use crate::domain::ledger::Line;
use crate::domain::ledger::Part;
use crate::domain::ledger::Turn;
use crate::domain::op::Op;
use crate::domain::record::Holders;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Moment;
use crate::store;
use crate::store::Reader;
use crate::store::Source;
use std::cmp::Reverse;
use std::collections::HashMap;

/// Kinds that the timeline tells of; to-dos once they are done. [`Kind::Customer`] stands for the
/// turns of the customer itself.
pub const TOLD: [Kind; 10] = [
    Kind::FollowUp,
    Kind::Service,
    Kind::Deal,
    Kind::Order,
    Kind::Participation,
    Kind::Consent,
    Kind::Payment,
    Kind::Attachment,
    Kind::Task,
    Kind::Customer,
];

/// Contacts, to-dos and deals that the page of a customer gets at once.
const AT_ONCE: usize = 50;

#[derive(Clone, Debug)]
pub struct Ask {
    /// Empty: all.
    pub kinds: Vec<Kind>,
    pub limit: usize,
    /// The last one of the page before.
    pub after: Option<Place>,
}

/// Where an item stands: when, and which.
pub type Place = (Moment, RecordId);

pub enum Item {
    Record(View),
    Turn(Turn),
}

pub struct Page {
    pub items: Vec<Item>,
    pub next: Option<Place>,
    /// All that there is, by kind, in the order of [`TOLD`].
    pub counts: Vec<(Kind, u64)>,
}

/// What the page of a customer shows before anything is asked.
pub struct Overview {
    pub customer: View,
    pub contacts: Vec<View>,
    /// Open ones, the most urgent first.
    pub tasks: Vec<View>,
    /// Open and won ones, newest first.
    pub deals: Vec<View>,
    pub created_at: Moment,
    /// Of level and owner, oldest first; none of a field that the viewer does not see.
    pub turns: Vec<Turn>,
    pub timeline: Page,
}

/// # Errors
/// [`Error::Missing`] for a customer that is not there or out of sight.
pub fn page(app: &App, op: &Op, customer: u64, ask: &Ask) -> Result<Page, Error> {
    let stored = there(app, op, customer)?;
    Looking::at(app, op, &stored)?.page(ask)
}

/// # Errors
/// As [`page`].
pub fn overview(app: &App, op: &Op, customer: u64, limit: usize) -> Result<Overview, Error> {
    let stored = there(app, op, customer)?;
    let looking = Looking::at(app, op, &stored)?;
    let timeline = looking.page(&Ask { kinds: Vec::new(), limit, after: None })?;
    let open = |line: &Line| match line.part {
        Part::Task { due, done: false } => Some(due),
        _ => None,
    };
    let newest = |line: &Line| (line.part != Part::Lost).then_some(Moment(-line.at.0));
    Ok(Overview {
        customer: show::view(app, op, &stored),
        contacts: looking.first(Kind::Contact, |line| Some(Moment(line.ordinal.cast_signed())))?,
        tasks: looking.first(Kind::Task, open)?,
        deals: looking.first(Kind::Deal, newest)?,
        created_at: stored.created_at,
        turns: looking.turns.clone(),
        timeline,
    })
}

fn there(app: &App, op: &Op, customer: u64) -> Result<Stored<Customer>, Error> {
    let stored = show::load::<Customer>(app, op, customer)?;
    if stored.deleted_at.is_some() { Err(Error::Missing) } else { Ok(stored) }
}

/// One look at a customer: its lines, as far as the viewer may see.
struct Looking<'a> {
    app: &'a App,
    op: &'a Op,
    reader: std::sync::Arc<Reader>,
    customer: u64,
    /// Of kinds in sight, nothing of the bin.
    lines: Vec<(Kind, Line)>,
    turns: Vec<Turn>,
}

impl Looking<'_> {
    fn at<'a>(app: &'a App, op: &'a Op, stored: &Stored<Customer>) -> Result<Looking<'a>, Error> {
        let reader = app.store().reader();
        let holders = stored.record.holders().unwrap_or_default();
        let mut lines = store::ledger(&*reader, stored.ordinal)?;
        let in_sight = |kind| sees(op, kind, &holders);
        let seen: HashMap<Kind, bool> =
            Kind::CHILDREN.into_iter().map(|kind| (kind, in_sight(kind))).collect();
        lines.retain(|(kind, line)| !line.deleted && seen.get(kind).copied().unwrap_or(false));
        let turns = store::turns(&*reader, stored.ordinal)?;
        let live = app.live();
        let shows = |turn: &Turn| {
            let field = live.catalogue.by_tag(Kind::Customer, turn.field)?;
            let value = stored.record.value(turn.field);
            let shown = op.access.shown(Kind::Customer, stored, field, value)?;
            matches!(shown, Shown::Clear(_)).then_some(())
        };
        let turns = turns.into_iter().filter(|turn| shows(turn).is_some()).collect();
        Ok(Looking { app, op, reader, customer: stored.ordinal, lines, turns })
    }

    fn page(&self, ask: &Ask) -> Result<Page, Error> {
        let told = self.told();
        let count = |kind: &Kind| {
            let all = told.iter().filter(|(_, id)| id.kind == *kind).count();
            (*kind, all as u64)
        };
        let counts = TOLD.iter().map(count).filter(|(_, count)| 0 < *count).collect();
        let wanted = |(_, id): &&Place| ask.kinds.is_empty() || ask.kinds.contains(&id.kind);
        let later = |place: &&Place| ask.after.is_none_or(|after| order(&after) < order(place));
        let mut places: Vec<Place> =
            told.iter().filter(wanted).filter(later).take(ask.limit + 1).copied().collect();
        let more = ask.limit < places.len();
        places.truncate(ask.limit);
        let next = places.last().copied().filter(|_| more);
        Ok(Page { items: self.items(&places)?, next, counts })
    }

    /// Everything that the timeline tells of, newest first.
    fn told(&self) -> Vec<Place> {
        let is_told = |(kind, line): &&(Kind, Line)| match line.part {
            Part::Task { done, .. } => done,
            _ => TOLD.contains(kind),
        };
        let lines = self.lines.iter().filter(is_told);
        let lines =
            lines.map(|(kind, line)| (line.at, RecordId { kind: *kind, ordinal: line.ordinal }));
        let turn =
            |turn: &Turn| (turn.at, RecordId { kind: Kind::Customer, ordinal: number(turn) });
        let mut told: Vec<Place> = lines.chain(self.turns.iter().map(turn)).collect();
        told.sort_unstable_by_key(order);
        told
    }

    fn items(&self, places: &[Place]) -> Result<Vec<Item>, Error> {
        let mut views: HashMap<RecordId, View> = HashMap::new();
        for kind in Kind::CHILDREN {
            let of_kind = places.iter().filter(|(_, id)| id.kind == kind);
            let ordinals: Vec<u64> = of_kind.map(|(_, id)| id.ordinal).collect();
            views.extend(self.open(kind, &ordinals)?.into_iter().map(|view| (view.id(), view)));
        }
        let item = |(_, id): &Place| match id.kind {
            Kind::Customer => {
                self.turns.iter().find(|turn| number(turn) == id.ordinal).copied().map(Item::Turn)
            }
            _ => views.remove(id).map(Item::Record),
        };
        Ok(places.iter().filter_map(item).collect())
    }

    /// The records of a kind, ordered by `rank`, which leaves out those it has none for.
    fn first(
        &self,
        kind: Kind,
        rank: impl Fn(&Line) -> Option<Moment>,
    ) -> Result<Vec<View>, Error> {
        let of_kind = self.lines.iter().filter(|(of, _)| *of == kind);
        let ranked = of_kind.filter_map(|(_, line)| Some((rank(line)?, line.ordinal)));
        let mut ranked: Vec<(Moment, u64)> = ranked.collect();
        ranked.sort_unstable();
        let ordinals: Vec<u64> = ranked.iter().take(AT_ONCE).map(|(_, ordinal)| *ordinal).collect();
        self.open(kind, &ordinals)
    }

    fn open(&self, kind: Kind, ordinals: &[u64]) -> Result<Vec<View>, Error> {
        if ordinals.is_empty() {
            return Ok(Vec::new());
        }
        kinds::with_child(kind, &mut Opened { looking: self, ordinals })
            .unwrap_or_else(|| Ok(Vec::new()))
    }
}

/// One save may turn both level and owner.
fn number(turn: &Turn) -> u64 {
    turn.seq << 1 | u64::from(turn.field == tag::OWNER)
}

/// Newest first; of one moment the one that was made last.
fn order((at, id): &Place) -> (Reverse<Moment>, Reverse<Kind>, Reverse<u64>) {
    (Reverse(*at), Reverse(id.kind), Reverse(id.ordinal))
}

/// Whether records of this kind about a customer of these are in sight.
fn sees(op: &Op, kind: Kind, holders: &Holders) -> bool {
    op.access.reach_about(kind, Action::View, holders).is_some()
}

struct Opened<'a> {
    looking: &'a Looking<'a>,
    ordinals: &'a [u64],
}

impl kinds::Visit for Opened<'_> {
    type Out = Result<Vec<View>, Error>;

    fn visit<R: Record>(&mut self) -> Self::Out {
        let Looking { app, op, reader, customer, .. } = self.looking;
        let live = app.live();
        let all = reader.load_of::<R>(*customer, self.ordinals)?;
        let seen = all.iter().filter(|stored| op.access.may_see(stored));
        // Whose page it is need not be said with each.
        let fields = live.catalogue.fields(R::KIND).iter().map(|field| field.tag);
        let fields: Vec<_> = fields.filter(|tag| *tag != child::tag::CUSTOMER).collect();
        let view =
            |stored| op.access.view(&live.catalogue, op.now, stored, Some(fields.as_slice()));
        Ok(seen.map(view).collect())
    }
}
