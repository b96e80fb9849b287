//! The fields as the running server knows them: the built-in rows, the custom ones, and what the
//! administrator changed. Rebuilt whenever a field record changes; shared by everyone as a value.

use crate::domain::child;
use crate::domain::child::Attachment;
use crate::domain::child::Consent;
use crate::domain::child::Contact;
use crate::domain::child::Deal;
use crate::domain::child::FollowUp;
use crate::domain::child::Order;
use crate::domain::child::Participation;
use crate::domain::child::Payment;
use crate::domain::child::Service;
use crate::domain::child::Task;
use crate::domain::custom::FieldDef;
use crate::domain::customer;
use crate::domain::customer::Customer;
use crate::domain::field::Field;
use crate::domain::field::FieldSpec;
use crate::domain::field::Group;
use crate::domain::field::IndexAs;
use crate::domain::field::Origin;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::record::Record;
use crate::domain::record::Stored;
use crate::domain::role::Role;
use crate::domain::team::Team;
use crate::domain::user::User;
use crate::domain::value::Moment;
use crate::domain::value::Value;
use std::collections::HashMap;

/// 创建人, 创建时间, 更新时间: kept for every record, outside its struct.
pub const CREATED_BY: Tag = Tag(901);
pub const CREATED_AT: Tag = Tag(902);
pub const UPDATED_AT: Tag = Tag(903);

#[derive(Clone, Debug)]
pub struct Catalogue {
    /// Grows with each change; answers and caches made under an older one are stale.
    pub generation: u64,
    /// In the order of [`Kind::ALL`].
    kinds: Vec<Fields>,
}

#[derive(Clone, Debug)]
struct Fields {
    list: Vec<Field>,
    by_tag: HashMap<Tag, usize>,
    by_key: HashMap<String, usize>,
}

impl Catalogue {
    /// `stored`: the field records of the store, live ones only.
    pub fn new(generation: u64, stored: &[Stored<FieldDef>]) -> Catalogue {
        let mut kinds: Vec<Vec<Field>> = Kind::ALL.map(shipped).into();
        for def in stored.iter().map(|stored| &stored.record) {
            // Built-in tags are unique over all kinds about customers; custom fields are the customer's.
            let amended = kinds.iter_mut().zip(Kind::ALL).filter(|(_, kind)| kind.is_business());
            let field = amended.flat_map(|(list, _)| list).find(|field| field.tag == def.tag);
            match field {
                Some(field) => def.amend(field),
                None => kinds[0].push(def.field()),
            }
        }
        Catalogue { generation, kinds: kinds.into_iter().map(Fields::new).collect() }
    }

    pub fn fields(&self, kind: Kind) -> &[Field] {
        &self.of(kind).list
    }

    pub fn by_tag(&self, kind: Kind, tag: Tag) -> Option<&Field> {
        let fields = self.of(kind);
        fields.by_tag.get(&tag).map(|at| &fields.list[*at])
    }

    pub fn by_key(&self, kind: Kind, key: &str) -> Option<&Field> {
        let fields = self.of(kind);
        fields.by_key.get(key).map(|at| &fields.list[*at])
    }

    /// The value of any field of the catalogue, derived and housekeeping ones included.
    pub fn value<R: Record>(&self, stored: &Stored<R>, field: &Field, now: Moment) -> Value {
        match field.tag {
            CREATED_BY => stored.created_by.map_or(Value::Missing, Value::User),
            CREATED_AT => Value::Moment(stored.created_at),
            UPDATED_AT => Value::Moment(stored.updated_at),
            tag if field.origin == Origin::Derived => stored.record.derived(tag, now),
            tag => stored.record.value(tag),
        }
    }

    fn of(&self, kind: Kind) -> &Fields {
        // The numbers of kinds are dense from 1.
        &self.kinds[kind as usize - 1]
    }
}

/// The fields of a kind as they ship.
fn shipped(kind: Kind) -> Vec<Field> {
    let none = |_| Vec::new();
    match kind {
        Kind::Customer => built_in::<Customer>(customer::built_in_choices),
        Kind::User => built_in::<User>(none),
        Kind::Field => built_in::<FieldDef>(none),
        Kind::Team => built_in::<Team>(none),
        Kind::Role => built_in::<Role>(none),
        Kind::FollowUp => built_in::<FollowUp>(child::built_in_choices),
        Kind::Contact => built_in::<Contact>(child::built_in_choices),
        Kind::Task => built_in::<Task>(child::built_in_choices),
        Kind::Service => built_in::<Service>(child::built_in_choices),
        Kind::Deal => built_in::<Deal>(child::built_in_choices),
        Kind::Order => built_in::<Order>(child::built_in_choices),
        Kind::Participation => built_in::<Participation>(child::built_in_choices),
        Kind::Consent => built_in::<Consent>(child::built_in_choices),
        Kind::Payment => built_in::<Payment>(child::built_in_choices),
        Kind::Attachment => built_in::<Attachment>(child::built_in_choices),
    }
}

impl Fields {
    fn new(list: Vec<Field>) -> Fields {
        let by_tag = list.iter().enumerate().map(|(at, field)| (field.tag, at)).collect();
        let by_key = list.iter().enumerate().map(|(at, field)| (field.key.clone(), at)).collect();
        Fields { list, by_tag, by_key }
    }
}

fn built_in<R: Record>(choices: fn(Tag) -> Vec<crate::domain::value::Choice>) -> Vec<Field> {
    let of_kind = R::specs().iter().map(|spec| Field::built_in(spec, choices(spec.tag)));
    of_kind.chain(HOUSEKEEPING.iter().map(|spec| Field::built_in(spec, Vec::new()))).collect()
}

static HOUSEKEEPING: [FieldSpec<()>; 3] = [
    housekeeping(CREATED_BY, "created_by", "创建人", "Created by", Shape::User),
    housekeeping(CREATED_AT, "created_at", "创建时间", "Created", Shape::Moment),
    housekeeping(UPDATED_AT, "updated_at", "更新时间", "Updated", Shape::Moment),
];

const fn housekeeping(
    tag: Tag,
    key: &'static str,
    zh: &'static str,
    en: &'static str,
    shape: Shape,
) -> FieldSpec<()> {
    FieldSpec {
        group: Group::System,
        shape,
        index: match shape {
            Shape::User => IndexAs::Facet,
            _ => IndexAs::Number,
        },
        origin: Origin::System,
        max_chars: 0,
        ..FieldSpec::text(tag, key, zh, en)
    }
}
