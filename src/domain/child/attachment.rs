//! The attachment: a file that belongs to a customer or to one of its records.

use crate::domain::child::Base;
use crate::domain::child::base;
use crate::domain::field::FieldSpec;
use crate::domain::field::Group;
use crate::domain::field::IndexAs;
use crate::domain::field::Need;
use crate::domain::field::Origin;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::RecordId;
use crate::domain::ids::Tag;
use crate::domain::record::CustomValues;
use crate::domain::record::Given;
use crate::domain::record::Record;
use crate::domain::value::Value;

pub mod tag {
    use crate::domain::ids::Tag;

    pub const NAME: Tag = Tag(550);
    pub const MEDIA: Tag = Tag(551);
    pub const SIZE: Tag = Tag(552);
    pub const OF: Tag = Tag(553);
}

const KIND_SHIFT: u32 = 56;

#[derive(Clone, Default, Debug, PartialEq)]
pub struct Attachment {
    pub base: Base,
    pub name: String,
    /// `image/png`: by what stands in it; where that says nothing, what it was said to be.
    pub media: String,
    pub size_bytes: Option<i64>,
    /// The customer, or the record of it that it hangs on.
    pub of: Option<RecordId>,
}

/// Kind and ordinal in one number, so that the index knows them as one: ordinals stay far below.
pub fn packed(of: RecordId) -> i64 {
    (i64::from(of.kind as u8) << KIND_SHIFT) | of.ordinal.cast_signed()
}

/// What [`packed`] made one number of.
pub fn unpacked(number: i64) -> Option<RecordId> {
    let kind = Kind::from_number(u8::try_from(number >> KIND_SHIFT).ok()?)?;
    let ordinal = (number & ((1 << KIND_SHIFT) - 1)).cast_unsigned();
    Some(RecordId { kind, ordinal })
}

impl Record for Attachment {
    const KIND: Kind = Kind::Attachment;

    fn specs() -> &'static [FieldSpec<Attachment>] {
        &CATALOGUE
    }

    fn base(&self) -> Option<&Base> {
        Some(&self.base)
    }

    fn base_mut(&mut self) -> Option<&mut Base> {
        Some(&mut self.base)
    }

    fn custom(&self) -> &CustomValues {
        &self.base.custom
    }

    fn custom_mut(&mut self) -> &mut CustomValues {
        &mut self.base.custom
    }

    fn given() -> Vec<(Tag, Given)> {
        base::given()
    }
}

static CATALOGUE: [FieldSpec<Attachment>; 9] = [
    base::customer(),
    base::author(),
    base::at("上传时间", "Uploaded"),
    base::external_id(),
    base::external_source(),
    FieldSpec {
        need: Need::Always,
        index: IndexAs::Text,
        max_chars: 255,
        get: |a| Value::text(&a.name),
        set: |a, x| a.name = x.into_text(),
        ..FieldSpec::text(tag::NAME, "name", "文件名", "File name")
    },
    FieldSpec {
        index: IndexAs::Text,
        origin: Origin::System,
        get: |a| Value::text(&a.media),
        set: |a, x| a.media = x.into_text(),
        ..FieldSpec::text(tag::MEDIA, "media", "文件类型", "Media type")
    },
    FieldSpec {
        group: Group::Figures,
        shape: Shape::Whole,
        index: IndexAs::Number,
        origin: Origin::System,
        get: |a| Value::of(a.size_bytes, Value::Whole),
        set: |a, x| a.size_bytes = x.into_whole(),
        ..FieldSpec::text(tag::SIZE, "size", "大小", "Size in bytes")
    },
    FieldSpec {
        shape: Shape::Whole,
        // The number tells how many records there are: nobody may look for it.
        index: IndexAs::None,
        origin: Origin::System,
        get: |a| Value::of(a.of.map(packed), Value::Whole),
        set: |a, x| a.of = x.into_whole().and_then(unpacked),
        ..FieldSpec::text(tag::OF, "of", "所属记录", "Belongs to")
    },
];
