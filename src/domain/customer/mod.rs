//! The customer: who we sell to, company or person.

mod choices;
mod fields;
mod figures;
pub mod number;
pub mod rules;
pub mod tag;

use crate::domain::check::Ease;
use crate::domain::check::Today;
use crate::domain::field::Fault;
use crate::domain::field::FieldSpec;
use crate::domain::guarded::Guarded;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::ids::UserId;
use crate::domain::ledger::Figures;
use crate::domain::record::CustomValues;
use crate::domain::record::Given;
use crate::domain::record::Holders;
use crate::domain::record::Record;
use crate::domain::region::Region;
use crate::domain::value::ChoiceId;
use crate::domain::value::Day;
use crate::domain::value::Decimal;
use crate::domain::value::Moment;
use crate::domain::value::Money;
use crate::domain::value::Value;
pub use choices::LOST_REASONS;
pub use choices::ROLES_IN_DEAL;
pub use choices::Row;
pub use choices::built_in_choices;
pub use choices::choice;
pub use choices::follow_state;
pub use choices::industry;
pub use choices::kind;
pub use choices::level;
pub use choices::status;

#[derive(Clone, Default, Debug, PartialEq)]
pub struct Customer {
    /// Given by the numbering rule at the first save; never edited, never reused.
    pub code: String,
    pub name: String,
    pub short_name: String,
    pub former_names: String,
    pub kind: Option<ChoiceId>,
    pub company: String,
    pub industry: Option<ChoiceId>,
    pub source: Option<ChoiceId>,
    pub source_detail: String,
    pub level: Option<ChoiceId>,
    pub stage: Option<ChoiceId>,
    pub tags: Vec<ChoiceId>,
    pub needs: Vec<ChoiceId>,
    pub contact_name: String,
    pub contact_title: String,
    pub contact_department: String,
    /// What the main contact has to say when it comes to buying.
    pub contact_role: Option<ChoiceId>,
    pub contact_remark: String,
    pub phone: Option<Guarded>,
    pub wechat: Option<Guarded>,
    pub email: Option<Guarded>,
    /// Further numbers and addresses of a cell that held several: as private as the first.
    pub other_contacts: Option<Guarded>,
    pub id_number: Option<Guarded>,
    pub region: Option<Region>,
    pub address: Option<Guarded>,
    pub first_contact: Option<Day>,
    pub last_contact: Option<Moment>,
    pub last_followup: Option<Day>,
    pub total_amount: Option<Money>,
    pub deal_count: Option<i64>,
    pub opening_amount: Option<Money>,
    pub opening_deals: Option<i64>,
    /// What the records about the customer come to, beside the opening values.
    pub earned_amount: Option<Money>,
    pub earned_deals: Option<i64>,
    /// What was given with the customer, before there were records.
    pub opening_contact: Option<Moment>,
    pub opening_followup: Option<Day>,
    pub first_activity: Option<Day>,
    pub open_tasks: Option<i64>,
    pub next_task: Option<Moment>,
    pub service_count: Option<i64>,
    pub satisfaction: Option<Decimal>,
    pub last_deal: Option<Day>,
    pub lost_reason: Option<ChoiceId>,
    pub lost_note: String,
    pub special_needs: String,
    pub remark: String,
    pub owner: Option<UserId>,
    pub collaborators: Vec<UserId>,
    /// The identity of the row in the file or system it came from; unique within its source.
    pub external_id: String,
    pub external_source: String,
    /// 待核实: came in without phone and e-mail.
    pub unverified: bool,
    pub custom: CustomValues,
}

impl Record for Customer {
    const KIND: Kind = Kind::Customer;

    fn specs() -> &'static [FieldSpec<Customer>] {
        &fields::CATALOGUE
    }

    fn holders(&self) -> Option<Holders> {
        Some(Holders { owner: self.owner, collaborators: self.collaborators.clone() })
    }

    fn warnings(&self) -> Vec<Fault> {
        rules::warnings(self)
    }

    fn derived(&self, tag: Tag, now: Moment) -> Value {
        rules::derived(self, tag, now)
    }

    fn settle(&mut self, before: Option<&Customer>) {
        rules::settle(self, before);
    }

    fn put_figures(&mut self, figures: &Figures, day: &dyn Fn(Moment) -> Day) {
        rules::put_figures(self, figures, day);
    }

    fn faults(&self, ease: Ease, today: Today) -> Vec<Fault> {
        rules::faults(self, ease, today)
    }

    fn given() -> Vec<(Tag, Given)> {
        vec![
            (tag::KIND, Given::Value(Value::Choice(kind::COMPANY))),
            (tag::LEVEL, Given::Value(Value::Choice(level::POTENTIAL))),
            (tag::OWNER, Given::Asker),
        ]
    }

    fn custom(&self) -> &CustomValues {
        &self.custom
    }

    fn custom_mut(&mut self) -> &mut CustomValues {
        &mut self.custom
    }
}
