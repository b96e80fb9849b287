//! Find anything: the same words in records of many kinds, section by section, within what the viewer
//! may see.

use crate::app::App;
use crate::app::Error;
use crate::app::plan;
use crate::app::plan::Planner;
use crate::app::records::excerpt;
use crate::app::records::excerpt::Excerpt;
use crate::app::records::list;
use crate::domain::access::Action;
use crate::domain::access::Right;
use crate::domain::access::Scope;
use crate::domain::access::View;
use crate::domain::customer::Customer;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::Seq;
use crate::domain::ids::Tag;
use crate::domain::kinds;
use crate::domain::op::Op;
use crate::domain::record::Record;
use crate::search::Ask;
use crate::search::Plan;
use crate::search::Sort;

/// The kinds that are looked through, in the order of the answer.
pub const KINDS: [Kind; 11] = [
    Kind::Customer,
    Kind::Contact,
    Kind::FollowUp,
    Kind::Task,
    Kind::Service,
    Kind::Deal,
    Kind::Order,
    Kind::Participation,
    Kind::Attachment,
    Kind::Payment,
    Kind::Consent,
];

/// What was found of one kind.
pub struct Section {
    pub kind: Kind,
    /// All that fit, shown or not.
    pub total: u64,
    pub hits: Vec<Hit>,
}

pub struct Hit {
    /// Without its long texts.
    pub view: View,
    /// Where the words stand in a text, as far as the viewer sees it.
    pub excerpt: Option<Excerpt>,
}

/// Names that begin with the words first, then the newest; at most `limit` of each kind. Kinds in
/// which nothing is found are left out.
///
/// # Errors
/// [`Error::IndexBehind`] where an index does not show `after` in time; those of index and store.
pub fn search(
    app: &App,
    op: &Op,
    q: &str,
    limit: usize,
    after: Seq,
) -> Result<Vec<Section>, Error> {
    app.index_reached(after)?;
    let mut sections = Vec::new();
    for kind in KINDS {
        let sees = op.access.scope(kind, Action::View) != Scope::None || op.access.has(Right::Pool);
        if q.trim().is_empty() || !sees {
            continue;
        }
        let mut asking = Asking { app, op, q, limit };
        let section = match kind {
            Kind::Customer => Some(asking.section::<Customer>()),
            kind => kinds::with_child(kind, &mut asking),
        };
        let section = section.transpose()?;
        sections.extend(section.filter(|section| section.total != 0));
    }
    Ok(sections)
}

struct Asking<'a> {
    app: &'a App,
    op: &'a Op,
    q: &'a str,
    limit: usize,
}

impl kinds::Visit for Asking<'_> {
    type Out = Result<Section, Error>;

    fn visit<R: Record>(&mut self) -> Self::Out {
        self.section::<R>()
    }
}

impl Asking<'_> {
    fn section<R: Record>(&self) -> Result<Section, Error> {
        let (app, op, kind) = (self.app, self.op, R::KIND);
        let live = app.live();
        let planner = Planner { app, live: &live, op, kind };
        let plan = Plan::And(vec![plan::scope(&op.access, kind), planner.words(self.q)?]);
        let order = list::newest_first(kind).iter();
        let sort: Vec<Sort> = order
            .map(|sort| Sort { tag: sort.tag, descending: sort.descending, ranks: None })
            .collect();
        let found = app.find(&Ask {
            kind,
            bin: false,
            plan: &plan,
            prefer: Some(&planner.prefer(self.q)),
            sort: &sort,
            offset: 0,
            limit: self.limit,
            after: None,
            facets: &[],
            sums: &[],
        })?;
        let fields = live.catalogue.fields(kind);
        let views = list::rows::<R>(app, op, &found.ordinals, false, None)?;
        let short: Vec<Tag> = fields
            .iter()
            .filter(|field| field.shape != Shape::LongText)
            .map(|field| field.tag)
            .collect();
        let hit = |view: View| {
            let excerpt = excerpt::of(fields, &view, self.q);
            Hit { view: view.of_fields(&short), excerpt }
        };
        Ok(Section { kind, total: found.total, hits: views.into_iter().map(hit).collect() })
    }
}
