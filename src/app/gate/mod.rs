//! The one door for every write: valid, permitted, applied, settled.

mod child;
mod number;
mod options;
mod promise;
mod promote;
mod work;

use crate::app::Error;
use crate::app::Live;
use crate::app::newcomers;
use crate::domain::access::Access;
use crate::domain::access::Action;
use crate::domain::access::Change;
use crate::domain::access::Denied;
use crate::domain::access::Right;
use crate::domain::access::Scope;
use crate::domain::catalogue::Catalogue;
use crate::domain::check;
use crate::domain::check::Ease;
use crate::domain::check::Today;
use crate::domain::child as children;
use crate::domain::child::task;
use crate::domain::customer::tag;
use crate::domain::field::Need;
use crate::domain::ids::BatchId;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Seq;
use crate::domain::ids::Tag;
use crate::domain::op::Actor;
use crate::domain::op::Op;
use crate::domain::record::Given;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::record::changed;
use crate::domain::value::Value;
use crate::store::CellChange;
use crate::store::Deed;
use crate::store::Source;
use crate::store::Space;
use crate::store::Unit;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// One unit of work in the hands of a use case.
pub struct Gate<'a, 'g> {
    op: &'a Op,
    /// Read afresh in the unit: rights that were taken away a moment ago are gone.
    access: Arc<Access>,
    /// As it is in this unit: an option that it has added is known to what follows.
    live: Live,
    unit: &'a mut Unit<'g>,
    touched: Touched,
    /// Customers for whom a deal was won in this unit.
    won: BTreeSet<u64>,
    /// While many changes are made: customers whose figures are made at the end, and the deals whose
    /// are too.
    unsettled: Option<BTreeMap<u64, BTreeSet<u64>>>,
}

/// What decides who sees a customer, or a task that is about none.
const SEEN_BY: [Tag; 3] = [tag::OWNER, tag::COLLABORATORS, task::tag::ASSIGNEE];

/// Times that the figures of a customer go on from.
const DATED: [Tag; 4] =
    [tag::LAST_CONTACT, tag::LAST_FOLLOWUP, tag::OPENING_CONTACT, tag::OPENING_FOLLOWUP];

/// What the rest of the product must hear of after the commit.
#[derive(Clone, Copy, Default, Debug)]
pub struct Touched {
    pub fields: bool,
    pub users: bool,
    pub settings: bool,
    /// The last entry that changed who may see something: reads wait for it.
    pub barrier: Option<Seq>,
}

impl<'a, 'g> Gate<'a, 'g> {
    pub(super) fn open(
        op: &'a Op,
        live: &Live,
        unit: &'a mut Unit<'g>,
    ) -> Result<Gate<'a, 'g>, Error> {
        let access = match op.actor {
            Actor::Operator | Actor::System => Arc::clone(&op.access),
            Actor::User(_) if op.preview => Arc::clone(&op.access),
            // The copy follows each unit before the next one opens.
            Actor::User(id) => live.people.access(id).ok_or(Error::SignIn)?,
        };
        let (live, touched) = (live.clone(), Touched::default());
        Ok(Gate { op, access, live, unit, touched, won: BTreeSet::new(), unsettled: None })
    }

    pub(super) fn close(self) -> Touched {
        self.touched
    }

    pub fn op(&self) -> &Op {
        self.op
    }

    pub fn access(&self) -> &Access {
        &self.access
    }

    /// The batch that this unit's entries belong to; `None` until it has one.
    pub fn batch(&self) -> Option<BatchId> {
        self.unit.batch()
    }

    pub fn catalogue(&self) -> &Catalogue {
        &self.live.catalogue
    }

    pub fn live(&self) -> &Live {
        &self.live
    }

    /// What the unit reads: the last commit and its own changes.
    pub fn source(&self) -> &Unit<'g> {
        self.unit
    }

    /// A right that is not about one record: to import, to change settings.
    pub fn demand(&self, kind: Kind, action: Action) -> Result<(), Error> {
        match self.access.scope(kind, action) {
            Scope::None => Err(Error::Denied(Denied::Action(action))),
            Scope::Own | Scope::Team | Scope::Below | Scope::All => Ok(()),
        }
    }

    /// A right that is about no kind of record.
    ///
    /// # Errors
    /// [`Denied::Right`] without it.
    pub fn demand_right(&self, right: Right) -> Result<(), Error> {
        match self.access.has(right) {
            true => Ok(()),
            false => Err(Error::Denied(Denied::Right(right))),
        }
    }

    /// The record, if the actor may see it; the bin included.
    pub fn load<R: Record>(&self, ordinal: u64) -> Result<Stored<R>, Error> {
        let stored = self.unit.load::<R>(ordinal)?;
        stored.filter(|stored| self.access.may_see(stored)).ok_or(Error::Missing)
    }

    pub fn create<R: Record>(&mut self, record: R, ease: Ease) -> Result<Stored<R>, Error> {
        let ordinal = self.unit.next_ordinal(R::KIND);
        self.create_as(ordinal, record, ease)
    }

    /// With the number that [`Gate::expect_file`] gave.
    pub(super) fn create_as<R: Record>(
        &mut self,
        ordinal: u64,
        mut record: R,
        ease: Ease,
    ) -> Result<Stored<R>, Error> {
        self.attach(&mut record, ease)?;
        let mut by_rule = self.complete(&mut record);
        by_rule.extend(self.date(None, &mut record, ease));
        by_rule.extend(self.promise(None, &mut record, ease));
        by_rule.extend(self.settle(None, ordinal, &mut record));
        self.valid(None, &record, ease)?;
        // A record that is refused takes no number.
        self.access.may_create(&self.live.catalogue, &record, &by_rule)?;
        self.number(&mut record)?;
        let stored = self.carry_out(None, Change::Create { ordinal, record }, &by_rule)?;
        self.follow(None, stored, ease)
    }

    pub(super) fn number_of_file(&mut self) -> u64 {
        self.unit.next_ordinal(Kind::Attachment)
    }

    /// A change that changes nothing writes nothing, and answers the record as it is.
    pub fn edit<R: Record>(
        &mut self,
        before: Stored<R>,
        mut after: R,
        ease: Ease,
    ) -> Result<Stored<R>, Error> {
        let mut by_rule = self.date(Some(&before.record), &mut after, ease);
        by_rule.extend(self.promise(Some(&before.record), &mut after, ease));
        by_rule.extend(self.settle(Some(&before.record), before.ordinal, &mut after));
        if before.record.filled() == after.filled() {
            return Ok(before);
        }
        self.valid(Some(&before.record), &after, ease)?;
        self.may_turn(&before, &after, ease)?;
        self.linked(Some(&before.record), &after, ease)?;
        let old = before.record.clone();
        let stored = self.carry_out(Some(before), Change::Edit(after), &by_rule)?;
        self.follow(Some(&old), stored, ease)
    }

    /// The customer becomes the actor's own, from the pool.
    ///
    /// # Errors
    /// [`Error::Rule`]`("owned")` where someone was faster.
    pub fn claim<R: Record>(&mut self, before: Stored<R>) -> Result<Stored<R>, Error> {
        let me = self.access.user.ok_or(Error::Missing)?;
        if !before.record.value(tag::OWNER).is_missing() {
            return Err(Error::Rule("owned"));
        }
        let mut after = before.record.clone();
        after.set_value(tag::OWNER, Value::User(me));
        self.carry_out(Some(before), Change::Claim(after), &[])
    }

    /// Back to the pool.
    pub fn release<R: Record>(&mut self, before: Stored<R>) -> Result<Stored<R>, Error> {
        let mut after = before.record.clone();
        after.set_value(tag::OWNER, Value::Missing);
        self.carry_out(Some(before), Change::Release(after), &[])
    }

    /// Someone leaves: what was theirs changes hands by the right to users, whoever may see it.
    ///
    /// # Errors
    /// [`Denied::Action`] without that right, or where anything else would change.
    pub fn hand_over<R: Record>(
        &mut self,
        before: Stored<R>,
        after: R,
    ) -> Result<Stored<R>, Error> {
        self.demand(Kind::User, Action::Edit)?;
        let own: &[Tag] = match R::KIND {
            Kind::Customer => &[tag::OWNER, tag::COLLABORATORS],
            Kind::Task => &[children::task::tag::ASSIGNEE],
            Kind::Service => &[children::service::tag::HANDLER],
            Kind::Deal => &[children::deal::tag::OWNER],
            _ => &[],
        };
        if changed(&before.record, &after).iter().any(|tag| !own.contains(tag)) {
            return Err(Error::Denied(Denied::Action(Action::Edit)));
        }
        self.by_the_product(|gate| gate.edit(before, after, Ease::Import))
    }

    /// What follows from a right of another kind than the change itself would need.
    fn by_the_product<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let asker = std::mem::replace(&mut self.access, Arc::new(Access::everything()));
        let done = work(self);
        self.access = asker;
        done
    }

    pub fn delete<R: Record>(&mut self, before: Stored<R>) -> Result<Stored<R>, Error> {
        match before.deleted_at {
            Some(_) => Err(Error::Missing),
            None => self.carry_out(Some(before), Change::Delete, &[]),
        }
    }

    pub fn restore<R: Record>(&mut self, before: Stored<R>) -> Result<Stored<R>, Error> {
        match before.deleted_at {
            Some(_) if before.record.parent().is_some() && before.record.holders().is_none() => {
                Err(Error::Missing)
            }
            Some(_) => self.carry_out(Some(before), Change::Restore, &[]),
            None => Ok(before),
        }
    }

    /// Removes what is in the bin for good: row, key, and with the key all that the journal has of it.
    ///
    /// # Errors
    /// [`Error::Denied`] for everybody but the product itself, and for what is not in the bin.
    pub fn purge<R: Record>(&mut self, before: Stored<R>) -> Result<(), Error> {
        match self.op.actor {
            Actor::System => self.carry_out(Some(before), Change::Purge, &[]).map(|_| ()),
            Actor::User(_) | Actor::Operator => Err(Denied::Action(Action::Delete).into()),
        }
    }

    /// A journal line that changes nothing.
    pub fn note(
        &mut self,
        record: RecordId,
        deed: Deed,
        version: u32,
        changes: Vec<CellChange>,
        note: String,
    ) -> Result<(), Error> {
        Ok(self.unit.note(record, deed, version, changes, note)?)
    }

    /// A journal line that is about no record.
    pub fn log(&mut self, deed: Deed, note: String) -> Result<(), Error> {
        self.note(RecordId::NONE, deed, 0, Vec::new(), note)
    }

    /// A row of the system tables; `None` removes it.
    pub fn put_system(&mut self, space: Space, name: &[u8], plain: Option<&[u8]>) {
        self.touched.settings |= space == Space::Setting;
        self.unit.put_system(space, name, plain);
    }

    fn carry_out<R: Record>(
        &mut self,
        before: Option<Stored<R>>,
        change: Change<R>,
        by_rule: &[Tag],
    ) -> Result<Stored<R>, Error> {
        let catalogue = Arc::clone(&self.live.catalogue);
        let moves = matches!(change, Change::Delete | Change::Restore);
        let was = before.as_ref().map(|before| child::deals_of(before.ordinal, &before.record));
        let mut deals: BTreeSet<u64> = was.into_iter().flatten().collect();
        let permitted = self.access.permit(&catalogue, before, change, by_rule)?;
        let is_create = permitted.is_create();
        let is_seen_otherwise =
            moves || permitted.changed().iter().any(|tag| SEEN_BY.contains(tag));
        let is_dated =
            R::KIND == Kind::Customer && permitted.changed().iter().any(|tag| DATED.contains(tag));
        let stored = self.unit.apply(&catalogue, permitted)?;
        deals.extend(child::deals_of(stored.ordinal, &stored.record));
        if R::KIND.is_business() && is_seen_otherwise && !is_create {
            self.touched.barrier = Some(self.unit.head());
        }
        self.touched.users |= [Kind::User, Kind::Team, Kind::Role].contains(&R::KIND);
        self.touched.fields |= R::KIND == Kind::Field;
        if is_dated && !is_create {
            self.settle_figures(stored.ordinal)?;
        }
        self.settle_parent(&stored.record, deals)?;
        Ok(stored)
    }

    fn valid<R: Record>(&self, before: Option<&R>, after: &R, ease: Ease) -> Result<(), Error> {
        let today = Today::at(self.op.now, self.live.settings.zone);
        let mut faults = check::check(&self.live.catalogue, before, after, ease, today);
        if ease == Ease::Form {
            faults.extend(newcomers::faults(&self.live, before, after));
            faults.extend(self.unable(before, after));
        }
        // What the actor may not write is not asked of them; of a hidden field they would hear so.
        faults.retain(|fault| fault.reason != "required" || self.may_be_asked::<R>(&fault.field));
        if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
    }

    fn may_be_asked<R: Record>(&self, key: &str) -> bool {
        let field = self.live.catalogue.by_key(R::KIND, key);
        field
            .is_none_or(|field| field.need == Need::Always || self.access.may_write(R::KIND, field))
    }

    /// Seals fresh sensitive values and recomputes what follows from other fields. Answers which
    /// fields that changed: a rule asks nobody for the right to them.
    fn settle<R: Record>(&self, before: Option<&R>, ordinal: u64, after: &mut R) -> Vec<Tag> {
        self.unit.keep_guarded(&self.live.catalogue, ordinal, before, after);
        let given = after.clone();
        after.settle(before);
        changed(&given, after)
    }

    /// What a new record has without being told. Answers which fields it set.
    fn complete<R: Record>(&self, record: &mut R) -> Vec<Tag> {
        let mut by_rule = Vec::new();
        for (tag, given) in R::given() {
            let value = match given {
                Given::Value(value) => value,
                Given::Asker => Value::of(self.access.user, Value::User),
                Given::Now => Value::Moment(self.op.now),
            };
            if record.value(tag).is_missing() && !value.is_missing() {
                record.set_value(tag, value);
                by_rule.push(tag);
            }
        }
        by_rule
    }
}
