//! What follows from a customer's records, as it was at some moment: each is walked back, and they are
//! summed up anew. Of what is gone for good nothing is known any more.

use crate::app::Error;
use crate::app::records::history;
use crate::domain::child::deal;
use crate::domain::ids::Kind;
use crate::domain::kinds;
use crate::domain::ledger::Figures;
use crate::domain::ledger::Line;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::value::Day;
use crate::domain::value::Moment;
use crate::domain::value::Value;
use crate::store;
use crate::store::Source;

/// Puts onto a record what its figures were then. `day`: of a moment, where the firm is.
///
/// # Errors
/// Those of the store.
pub(super) fn put_back<S: Source, R: Record>(
    source: &S,
    then: &mut Stored<R>,
    at: Moment,
    day: &dyn Fn(Moment) -> Day,
) -> Result<(), Error> {
    if R::KIND == Kind::Customer {
        let lines = lines(source, then.ordinal, &Kind::CHILDREN, at)?;
        // One without records has what it was opened with.
        if !store::ledger(source, then.ordinal)?.is_empty() {
            then.record.put_figures(&Figures::of(&lines), day);
        }
    }
    if R::KIND == Kind::Deal
        && let Some(customer) = then.record.parent()
    {
        let payments = lines(source, customer, &[Kind::Payment], at)?;
        let payments: Vec<Line> = payments.into_iter().map(|(_, line)| line).collect();
        let received = Figures::received(&payments).get(&then.ordinal).copied();
        then.record.set_value(deal::tag::RECEIVED, Value::of(received, Value::Money));
        then.record.settle(None);
    }
    Ok(())
}

/// The lines that the records of a customer had then.
fn lines<S: Source>(
    source: &S,
    customer: u64,
    kinds: &[Kind],
    at: Moment,
) -> Result<Vec<(Kind, Line)>, Error> {
    let mut lines = Vec::new();
    for kind in kinds {
        let now = store::lines(source, customer, *kind)?;
        let ordinals: Vec<u64> = now.iter().map(|line| line.ordinal).collect();
        let mut walk = Walk { source, customer, ordinals, at, lines: &mut lines };
        kinds::with_child(*kind, &mut walk).transpose()?;
    }
    Ok(lines)
}

struct Walk<'a, S> {
    source: &'a S,
    customer: u64,
    ordinals: Vec<u64>,
    at: Moment,
    lines: &'a mut Vec<(Kind, Line)>,
}

impl<S: Source> kinds::Visit for Walk<'_, S> {
    type Out = Result<(), Error>;

    fn visit<R: Record>(&mut self) -> Self::Out {
        for stored in self.source.load_of::<R>(self.customer, &self.ordinals)? {
            // Every change of a record, into the bin and out of it too, is the last one when it is
            // made: one whose last change was before is as it was. Few are left to be walked back.
            if stored.updated_at <= self.at {
                self.lines.push((R::KIND, store::line_of(&stored)));
                continue;
            }
            if self.at < stored.created_at {
                continue;
            }
            match history::walked_back(self.source, stored, self.at) {
                Ok(then) => self.lines.push((R::KIND, store::line_of(&then))),
                Err(Error::Missing) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
