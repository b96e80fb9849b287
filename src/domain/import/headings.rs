//! Guess from the headings, and from some values below them, which column means which field.

use crate::domain::catalogue::Catalogue;
use crate::domain::child;
use crate::domain::customer::tag;
use crate::domain::field::Field;
use crate::domain::field::Origin;
use crate::domain::field::Shape;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::import::contact;
use crate::domain::import::fold;
use crate::domain::import::synonyms;

/// What becomes of the cells of one column.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Target {
    Field(Tag),
    Province,
    City,
    District,
    /// Region and street in one cell.
    WholeAddress,
    FamilyName,
    GivenName,
    /// A second column of the same field: used where the first is empty, kept in the remark
    /// otherwise. Of the customer that a record is about: used where the first names nobody.
    Spare(Tag),
    /// Not brought in; the heading is listed.
    Skip,
}

/// One column of a file, as the mapping has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    pub heading: String,
    pub target: Target,
    /// The unit of money that the heading names: `万` of 成交金额(万元).
    pub unit: Option<char>,
}

impl Column {
    pub fn new(heading: &str, target: Target) -> Column {
        let unit = ['万', '亿', '千'].into_iter().find(|unit| {
            heading.contains(&format!("{unit}元"))
                || fold::half_width(heading).contains(&format!("({unit})"))
        });
        Column { heading: heading.to_owned(), target, unit }
    }
}

/// How surely a heading names a field: less is surer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// The label or the key of the field itself.
    Own,
    Synonym,
    /// A synonym with a word before or after it.
    Loose,
}

/// One thing that one column could be. Compared by how well it fits: values that speak against it
/// weigh most, then how sure the heading is, then the order of meanings, then the order of columns.
struct Claim {
    is_unlike: bool,
    rank: Rank,
    preference: usize,
    column: usize,
    target: Target,
}

/// One target for each heading. `kind`: what the rows are; `samples`: some rows below the headings.
/// Columns that nothing is known of are skipped; two columns that mean one field are told apart by
/// their values.
pub fn guess(
    kind: Kind,
    headings: &[String],
    samples: &[Vec<String>],
    catalogue: &Catalogue,
) -> Vec<Target> {
    let values = |column: usize| -> Vec<&str> {
        let cells = samples.iter().filter_map(move |row| row.get(column));
        cells.map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect()
    };
    let mut claims: Vec<Claim> = Vec::new();
    for (column, heading) in headings.iter().enumerate() {
        let values = values(column);
        let meanings = meanings(kind, heading, catalogue);
        for (preference, (rank, target)) in meanings.into_iter().enumerate() {
            let is_unlike = is_unlike(kind, target, &values, catalogue);
            if is_unlike && target == Target::Field(tag::REGION) {
                continue; // 区域 is as often a sales region: 华东
            }
            claims.push(Claim { is_unlike, rank, preference, column, target });
        }
    }
    claims.sort_by_key(|c| (c.is_unlike, c.rank, c.preference, c.column));
    let mut targets = vec![Target::Skip; headings.len()];
    for claim in &claims {
        let is_free = targets[claim.column] == Target::Skip && !targets.contains(&claim.target);
        let is_fallback = 0 < claim.preference && claim.target != Target::Field(tag::COMPANY);
        if is_free && (!is_fallback || is_promoted(claim, &claims)) {
            targets[claim.column] = claim.target;
        }
    }
    if kind == Kind::Customer {
        name_something(&mut targets, &claims);
    }
    keep_spares(&mut targets, &claims);
    if kind == Kind::Customer {
        whole_addresses(&mut targets);
    }
    targets
}

/// Whether the first row of a file is one of headings: some are known, and none is a phone number
/// or an e-mail address.
pub fn are_headings(kind: Kind, cells: &[String], catalogue: &Catalogue) -> bool {
    let is_datum = |cell: &String| cell.contains('@') || contact::has_phone(cell);
    !cells.iter().any(is_datum)
        && cells.iter().any(|cell| !meanings(kind, cell, catalogue).is_empty())
}

/// A lesser meaning counts when the values speak against the first one and for it.
fn is_promoted(claim: &Claim, claims: &[Claim]) -> bool {
    let first = claims.iter().find(|other| other.column == claim.column && other.preference == 0);
    !claim.is_unlike && first.is_some_and(|first| first.is_unlike)
}

/// Everything that the heading may mean, surest first.
fn meanings(kind: Kind, heading: &str, catalogue: &Catalogue) -> Vec<(Rank, Target)> {
    let bare = fold::heading(heading);
    if bare.is_empty() {
        return Vec::new();
    }
    let is_own = |field: &&Field| {
        is_importable(field)
            && [&field.zh, &field.en, &field.key].iter().any(|name| fold::heading(name) == bare)
    };
    let fields = catalogue.fields(kind);
    let own = fields.iter().filter(is_own).map(|field| (Rank::Own, Target::Field(field.tag)));
    let mut found: Vec<(Rank, Target)> = own.collect();
    let exact = synonyms::meanings(kind, &bare).iter().map(|target| (Rank::Synonym, *target));
    found.extend(exact);
    if found.is_empty() {
        let loose =
            synonyms::loose_meanings(kind, &bare).iter().map(|target| (Rank::Loose, *target));
        found.extend(loose);
    }
    let mut seen = Vec::new();
    found.retain(|(_, target)| {
        !seen.contains(target) && {
            seen.push(*target);
            true
        }
    });
    found.retain(|(_, target)| match target {
        Target::Field(tag) => {
            catalogue.by_tag(kind, *tag).is_some_and(|field| is_importable(field) && !field.hidden)
        }
        _ => true,
    });
    found
}

/// People may write it, in a file too.
pub fn is_importable(field: &Field) -> bool {
    match (field.origin, field.shape) {
        // Of what a record may refer to, a row can name the customer alone.
        (_, Shape::Links(to)) => to == Kind::Customer,
        (_, Shape::Options | Shape::Rights) => false,
        (Origin::Entered | Origin::Opening, _) => true,
        (Origin::System | Origin::Derived | Origin::Internal, _) => false,
    }
}

/// Whether fewer than half of the values can be what the target holds.
fn is_unlike(kind: Kind, target: Target, values: &[&str], catalogue: &Catalogue) -> bool {
    let Target::Field(tag) = target else { return false };
    let Some(field) = catalogue.by_tag(kind, tag) else { return false };
    let fits = values.iter().filter(|value| may_be(field, value)).count();
    fits * 2 < values.len()
}

fn may_be(field: &Field, value: &str) -> bool {
    let value = fold::half_width(value);
    match (field.tag, field.shape) {
        (_, Shape::Phone) => contact::has_phone(&value),
        (_, Shape::Email) => value.contains('@'),
        (_, Shape::Choice) => field.choice_by_word(&value).is_some(),
        (_, Shape::Day | Shape::Moment) => value.chars().any(|c| c.is_ascii_digit()),
        (_, Shape::Money | Shape::Whole | Shape::Decimal) => {
            value.chars().any(|c| c.is_ascii_digit())
        }
        (_, Shape::Region) => names_a_place(&value),
        (tag::WECHAT, _) => value.is_ascii() && !value.contains(['@', ' ']),
        (tag::NAME | tag::CONTACT_NAME | tag::OWNER, _) => {
            value.chars().any(char::is_alphabetic) && !value.contains('@')
        }
        _ => true,
    }
}

fn names_a_place(value: &str) -> bool {
    const PROVINCES: [&str; 34] = [
        "北京",
        "天津",
        "上海",
        "重庆",
        "河北",
        "山西",
        "辽宁",
        "吉林",
        "黑龙江",
        "江苏",
        "浙江",
        "安徽",
        "福建",
        "江西",
        "山东",
        "河南",
        "湖北",
        "湖南",
        "广东",
        "海南",
        "四川",
        "贵州",
        "云南",
        "陕西",
        "甘肃",
        "青海",
        "内蒙古",
        "广西",
        "西藏",
        "宁夏",
        "新疆",
        "台湾",
        "香港",
        "澳门",
    ];
    value.ends_with(['省', '市', '区', '县', '州', '盟', '旗'])
        || PROVINCES.iter().any(|name| value.starts_with(name))
}

/// A file without a column of names: a column that could be one is it.
fn name_something(targets: &mut [Target], claims: &[Claim]) {
    let name = Target::Field(tag::NAME);
    if targets.contains(&name) {
        return;
    }
    if let Some(claim) = claims.iter().find(|claim| claim.target == name) {
        targets[claim.column] = name;
    }
}

/// Fields that may have a second column.
pub fn may_be_spare(tag: Tag) -> bool {
    [tag::PHONE, tag::EMAIL, tag::REMARK, child::tag::CUSTOMER].contains(&tag)
}

fn keep_spares(targets: &mut [Target], claims: &[Claim]) {
    for claim in claims.iter().filter(|claim| claim.preference == 0 && !claim.is_unlike) {
        let spare = match claim.target {
            Target::Field(tag) if may_be_spare(tag) => Target::Spare(tag),
            _ => continue,
        };
        if targets[claim.column] == Target::Skip {
            targets[claim.column] = spare;
        }
    }
}

/// Where no column has the region, the address has it.
fn whole_addresses(targets: &mut [Target]) {
    let is_region = |target: &Target| {
        matches!(target, Target::Province | Target::City | Target::District)
            || *target == Target::Field(tag::REGION)
    };
    if targets.iter().any(is_region) {
        return;
    }
    for target in targets.iter_mut().filter(|target| **target == Target::Field(tag::ADDRESS)) {
        *target = Target::WholeAddress;
    }
}

#[cfg(test)]
mod tests;
