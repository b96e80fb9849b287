//! The index answers as a plain scan over the records would, after any history.

use super::paper::*;
use crate::domain::fold::fold;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::search::Ask;
use crate::search::Document;
use crate::search::Place;
use crate::search::Plan;
use crate::search::Search;
use crate::search::Sort;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::ops::RangeBounds;
use std::sync::LazyLock;

type Records = BTreeMap<u64, Document>;

fn fits(record: &Document, plan: &Plan) -> bool {
    let cells = |tag: Tag| record.cells.iter().filter(move |cell| cell.0 == tag).map(|cell| cell.1);
    match plan {
        Plan::All => true,
        Plan::Nothing => false,
        Plan::And(list) => list.iter().all(|plan| fits(record, plan)),
        Plan::Or(list) => list.iter().any(|plan| fits(record, plan)),
        Plan::Not(inner) => !fits(record, inner),
        Plan::AnyOf(tag, values) => cells(*tag).any(|cell| values.contains(&(cell as u64))),
        Plan::Between(tag, low, high) => cells(*tag).any(|cell| (*low, *high).contains(&cell)),
        Plan::Empty(tag) => {
            let mut texts = record.texts.iter().chain(&record.codes);
            cells(*tag).next().is_none()
                && !record.names.iter().any(|name| name.tag == *tag)
                && !texts.any(|text| text.0 == *tag)
        }
        Plan::Word { text, personal, except: _ } => record
            .names
            .iter()
            .any(|name| (*personal || !name.personal) && fold(&name.text).contains(&fold(text))),
        Plan::Text { tag, place, text, personal } => {
            let text = fold(text);
            let placed = |value: &str| match place {
                Place::Anywhere => fold(value).contains(&text),
                Place::Start => fold(value).starts_with(&text),
                Place::Whole => fold(value) == text,
            };
            let named = record.names.iter().any(|name| {
                name.tag == *tag && (*personal || !name.personal) && placed(&name.text)
            });
            named || record.texts.iter().any(|(own, value)| own == tag && placed(value))
        }
        Plan::Code(tag, code) => {
            record.codes.iter().any(|(own, value)| own == tag && fold(value) == fold(code))
        }
        Plan::CodePrefix(tag, code) => record
            .codes
            .iter()
            .any(|(own, value)| own == tag && fold(value).starts_with(&fold(code))),
        Plan::Tails(tag, tokens) => {
            tokens.iter().all(|token| record.tails.contains(&(*tag, *token)))
        }
        Plan::Ids(ordinals) => ordinals.contains(&record.ordinal),
    }
}

/// The order of a sort: the smallest value counts, missing ones last, the newest first.
fn ordered(records: &Records, plan: &Plan, bin: bool, sorts: &[Sort]) -> Vec<u64> {
    let mut list: Vec<&Document> =
        records.values().filter(|one| one.bin == bin && fits(one, plan)).collect();
    list.sort_by_cached_key(|one| {
        let key = |sort: &Sort| {
            let least = one.cells.iter().filter(|cell| cell.0 == sort.tag).map(|cell| cell.1).min();
            (least.is_none(), least.map(|value| if sort.descending { -value } else { value }))
        };
        let keys: Vec<_> = sorts.iter().map(key).collect();
        (keys, std::cmp::Reverse(one.ordinal))
    });
    list.into_iter().map(|one| one.ordinal).collect()
}

fn counted(records: &Records, plan: &Plan, tag: Tag) -> Vec<(i64, u64)> {
    let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
    for one in records.values().filter(|one| !one.bin && fits(one, plan)) {
        let mut values: Vec<i64> =
            one.cells.iter().filter(|cell| cell.0 == tag).map(|cell| cell.1).collect();
        values.sort_unstable();
        values.dedup();
        values.into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
    }
    let mut list: Vec<(i64, u64)> = counts.into_iter().collect();
    list.sort_by_key(|(value, count)| (std::cmp::Reverse(*count), *value));
    list
}

fn summed(records: &Records, plan: &Plan, tag: Tag) -> i64 {
    counted(records, plan, tag).into_iter().map(|(value, count)| value * count as i64).sum()
}

fn agree(search: &Search, records: &Records, plan: &Plan, sorts: &[Sort], bin: bool) {
    let facets = [(LEVEL, plan), (TAGS, &Plan::All), (AMOUNT, plan)];
    let sums = [AMOUNT];
    let whole = Ask { bin, sort: sorts, facets: &facets, sums: &sums, ..ask(plan) };
    let found = search.find(&whole).unwrap();
    let wanted = ordered(records, plan, bin, sorts);
    assert_eq!(found.total as usize, wanted.len(), "{plan:?}");
    assert_eq!(found.ordinals, wanted, "{plan:?} {sorts:?}");
    let page = search.find(&Ask { bin, sort: sorts, limit: 9, ..ask(plan) }).unwrap();
    assert_eq!(page.ordinals, wanted[..wanted.len().min(9)], "{plan:?} {sorts:?}");
    if !bin {
        for (at, (tag, plan)) in facets.iter().enumerate() {
            assert_eq!(found.facets[at], counted(records, plan, *tag), "{tag:?} {plan:?}");
        }
        assert_eq!(found.sums, [summed(records, plan, AMOUNT)], "{plan:?}");
    }
}

fn bound() -> impl Strategy<Value = Bound<i64>> {
    prop_oneof![
        Just(Bound::Unbounded),
        (-6_000i64..26_000).prop_map(Bound::Included),
        (-60i64..260).prop_map(|value| Bound::Excluded(value * 100)),
    ]
}

/// A part of a name without Latin letters: those would be looked for as pinyin too.
fn part() -> impl Strategy<Value = String> {
    (0u64..1500, 0usize..12, 1usize..7).prop_map(|(seed, start, length)| {
        let name: Vec<char> = fold(&company_name(seed)).chars().collect();
        let name: Vec<char> = name.into_iter().filter(|c| !c.is_ascii_alphabetic()).collect();
        let start = start.min(name.len() - 1);
        let part: String = name[start..name.len().min(start + length)].iter().collect();
        if fold(&part).is_empty() { "公司".to_owned() } else { part }
    })
}

fn place() -> impl Strategy<Value = Place> {
    prop_oneof![Just(Place::Anywhere), Just(Place::Start), Just(Place::Whole)]
}

fn tag(list: &'static [Tag]) -> impl Strategy<Value = Tag> {
    (0..list.len()).prop_map(|at| list[at])
}

fn leaf() -> impl Strategy<Value = Plan> {
    let any_of = (tag(&[LEVEL, TAGS, AMOUNT, Tag(99)]), prop::collection::vec(0u64..8, 0..3));
    let text = (tag(&[NAME, SHORT, PERSON, REMARK]), place(), part(), any::<bool>());
    let whole = (0u64..1500).prop_map(company_name);
    let whole = (tag(&[NAME, SHORT, REMARK]), whole);
    prop_oneof![
        1 => Just(Plan::All),
        1 => Just(Plan::Nothing),
        4 => any_of.prop_map(|(tag, values)| Plan::AnyOf(tag, values)),
        3 => (bound(), bound()).prop_map(|(low, high)| Plan::Between(AMOUNT, low, high)),
        2 => tag(&[NAME, SHORT, PERSON, REMARK, CODE, AMOUNT, TAGS, Tag(99)]).prop_map(Plan::Empty),
        3 => (part(), any::<bool>()).prop_map(|(text, personal)| Plan::Word {
            text,
            personal,
            except: Vec::new(),
        }),
        4 => text.prop_map(|(tag, place, text, personal)| Plan::Text { tag, place, text, personal }),
        1 => whole.prop_map(|(tag, text)| {
            Plan::Text { tag, place: Place::Whole, text, personal: false }
        }),
        1 => (0u64..1500).prop_map(|n| Plan::Code(CODE, format!("mfg-2024-{n:03}"))),
        1 => (0u64..150).prop_map(|n| Plan::CodePrefix(CODE, format!("MFG-2024-{n}"))),
        1 => (0u64..50).prop_map(|token| Plan::Tails(Tag(18), vec![token])),
        1 => prop::collection::vec(0u64..1500, 0..40).prop_map(Plan::Ids),
    ]
}

fn plan() -> impl Strategy<Value = Plan> {
    leaf().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Plan::And),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Plan::Or),
            inner.prop_map(|plan| Plan::Not(Box::new(plan))),
        ]
    })
}

fn sorts() -> impl Strategy<Value = Vec<Sort<'static>>> {
    let one = (tag(&[LEVEL, AMOUNT, TAGS]), any::<bool>());
    let one = one.prop_map(|(tag, descending)| Sort { tag, descending, ranks: None });
    prop::collection::vec(one, 0..3)
}

struct Standing {
    _folder: tempfile::TempDir,
    search: Search,
    records: Records,
}

/// Several segments, with changes and deletions over them.
static STANDING: LazyLock<Standing> = LazyLock::new(|| {
    let (folder, search) = fresh();
    let mut records = Records::new();
    for ordinal in 1..=1400 {
        records.insert(ordinal, mixed(ordinal));
        search.put(&records[&ordinal]).unwrap();
        if dice(ordinal, 300) == 0 {
            search.commit(ordinal).unwrap();
        }
    }
    for ordinal in (1..=1400).filter(|ordinal| dice(ordinal + 77, 20) == 0) {
        let changed = Document { ordinal, ..mixed(ordinal + 3000) };
        search.put(&changed).unwrap();
        records.insert(ordinal, changed);
    }
    search.commit(1400).unwrap();
    for ordinal in (1..=1400).filter(|ordinal| dice(ordinal + 99, 25) == 0) {
        search.forget(Kind::Customer, ordinal).unwrap();
        records.remove(&ordinal);
    }
    search.commit(1401).unwrap();
    Standing { _folder: folder, search, records }
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_plan_and_order_agrees_with_a_scan(plan in plan(), sorts in sorts(), bin in any::<bool>()) {
        agree(&STANDING.search, &STANDING.records, &plan, &sorts, bin);
    }
}

#[derive(Clone, Debug)]
enum Act {
    Put(u64, u64),
    Forget(u64),
    Commit,
    Reopen,
    Bulk(bool),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        12 => (1u64..40, 0u64..1500).prop_map(|(ordinal, seed)| Act::Put(ordinal, seed)),
        4 => (1u64..40).prop_map(Act::Forget),
        3 => Just(Act::Commit),
        1 => Just(Act::Reopen),
        1 => any::<bool>().prop_map(Act::Bulk),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_history_agrees_with_a_scan(
        acts in prop::collection::vec(act(), 1..60),
        plans in prop::collection::vec(plan(), 6),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut search = open(folder.path()).0;
        let mut records = Records::new();
        for act in acts {
            match act {
                Act::Put(ordinal, seed) => {
                    let one = Document { ordinal, ..mixed(seed) };
                    search.put(&one).unwrap();
                    records.insert(ordinal, one);
                }
                Act::Forget(ordinal) => {
                    search.forget(Kind::Customer, ordinal).unwrap();
                    records.remove(&ordinal);
                }
                Act::Commit => search.commit(1).unwrap(),
                Act::Bulk(on) => search.bulk(on).unwrap(),
                Act::Reopen => {
                    search.commit(2).unwrap();
                    drop(search);
                    search = open(folder.path()).0;
                }
            }
        }
        search.commit(3).unwrap();
        for plan in &plans {
            agree(&search, &records, plan, &[], false);
            agree(&search, &records, plan, &[], true);
        }
    }
}
