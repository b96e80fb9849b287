//! People find what they mean, and what was changed or deleted is changed or gone.

use super::paper::*;
use crate::domain::fold::fold;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::search::Ask;
use crate::search::Opened;
use crate::search::Options;
use crate::search::Place;
use crate::search::Plan;
use crate::search::Search;
use crate::search::Sort;
use std::ops::Bound;

#[test]
fn any_part_of_a_name_is_found_and_nothing_else() {
    let (_folder, search) = fresh();
    let names: Vec<String> = (0..3000).map(company_name).collect();
    for (ordinal, name) in (1..).zip(&names) {
        search.put(&company(ordinal, name)).unwrap();
        if ordinal % 1100 == 0 {
            search.commit(ordinal).unwrap();
        }
    }
    search.commit(3000).unwrap();
    for seed in 0..400 {
        let name: Vec<char> = fold(&names[dice(seed, 3000) as usize]).chars().collect();
        let start = dice(seed + 1, name.len() as u64) as usize;
        let length = 1 + dice(seed + 2, 7) as usize;
        let part: String = name[start..name.len().min(start + length)].iter().collect();
        let part = fold(&part);
        let holds = |name: &String| fold(name).contains(&part);
        let wanted: Vec<u64> =
            (1..).zip(&names).filter(|(_, name)| holds(name)).map(|(at, _)| at).collect();
        assert_eq!(fitting(&search, &contains(NAME, &part)).unwrap(), wanted, "{part}");
        // A word of letters is looked for as pinyin too.
        let found = fitting(&search, &word(&part)).unwrap();
        if part.chars().any(|c| c.is_ascii_lowercase()) {
            assert!(wanted.iter().all(|one| found.contains(one)), "{part}");
        } else {
            assert_eq!(found, wanted, "{part}");
        }
    }
}

#[test]
fn pinyin_finds_companies_and_people() {
    let (_folder, search) = fresh();
    search.put(&company(1, "苏州华美科技有限公司")).unwrap();
    search.put(&company(2, "華美（上海）科技")).unwrap();
    let people = ["张三", "曾国藩", "单雄", "仇英", "尉迟恭", "任盈盈"];
    (3..).zip(people).for_each(|(ordinal, name)| search.put(&person(ordinal, name)).unwrap());
    search.commit(1).unwrap();
    let found = |text: &str| fitting(&search, &word(text)).unwrap();
    for text in ["hmkj", "huameikeji", "huamei科技", "huameik", "华美kj", "HUAMEIKEJI", "华美科技"]
    {
        assert_eq!(found(text), [1], "{text}");
    }
    for text in ["华美", "hm", "huamei", "华", "h", "kj"] {
        assert_eq!(found(text), [1, 2], "{text}");
    }
    for (text, one) in [
        ("zhangsan", 3),
        ("zs", 3),
        ("zhangs", 3),
        ("zengguofan", 4),
        ("shanxiong", 5),
        ("qiuying", 6),
        ("yuchigong", 7),
        ("ycg", 7),
        ("renyingying", 8),
        ("盈盈", 8),
    ] {
        assert_eq!(found(text), [one], "{text}");
    }
    let hidden = Plan::Word { text: "zhangsan".to_owned(), personal: false, except: Vec::new() };
    assert!(fitting(&search, &hidden).unwrap().is_empty());
}

#[test]
fn names_and_texts_are_searched_field_by_field() {
    let (_folder, search) = fresh();
    let mut one = company(1, "华美科技");
    one.names.push(crate::search::Name { tag: SHORT, text: "鑫达".to_owned(), personal: false });
    one.texts.push((REMARK, "需要定制红酒，数量约9套".to_owned()));
    search.put(&one).unwrap();
    search.put(&company(2, "鑫达贸易")).unwrap();
    search.commit(1).unwrap();
    let test = |tag: Tag, place: Place, text: &str| {
        let text = text.to_owned();
        fitting(&search, &Plan::Text { tag, place, text, personal: true }).unwrap()
    };
    assert_eq!(test(NAME, Place::Anywhere, "鑫达"), [2]);
    assert_eq!(test(SHORT, Place::Anywhere, "鑫达"), [1]);
    assert_eq!(test(NAME, Place::Start, "鑫"), [2]);
    assert!(test(NAME, Place::Start, "达贸").is_empty());
    assert_eq!(test(SHORT, Place::Whole, "鑫达"), [1]);
    assert!(test(NAME, Place::Whole, "鑫达").is_empty());
    assert_eq!(test(REMARK, Place::Anywhere, "定制红酒,数"), [1]);
    assert_eq!(test(REMARK, Place::Anywhere, "套"), [1]);
    assert!(test(REMARK, Place::Anywhere, "定红").is_empty());
    assert_eq!(test(REMARK, Place::Start, "需"), [1]);
    assert!(test(REMARK, Place::Start, "要定").is_empty());
    assert_eq!(test(REMARK, Place::Whole, "需要定制红酒，数量约9套"), [1]);
    assert_eq!(test(NAME, Place::Anywhere, ""), [1, 2]);
    assert_eq!(fitting(&search, &Plan::Empty(SHORT)).unwrap(), [2]);
    assert_eq!(fitting(&search, &Plan::Empty(REMARK)).unwrap(), [2]);
}

#[test]
fn codes_are_found_whole_and_by_their_beginning() {
    let (_folder, search) = fresh();
    let long = "长".repeat(30);
    for (ordinal, code) in (1..).zip(["MFG-2024-001", "MFG-2024-0011", "IT-1", long.as_str()]) {
        let mut one = record(ordinal);
        one.codes.push((CODE, code.to_owned()));
        search.put(&one).unwrap();
    }
    search.commit(1).unwrap();
    let whole = |code: &str| fitting(&search, &Plan::Code(CODE, code.to_owned())).unwrap();
    let start = |code: &str| fitting(&search, &Plan::CodePrefix(CODE, code.to_owned())).unwrap();
    assert_eq!(whole("mfg-2024-001"), [1]);
    assert!(whole("MFG-2024").is_empty());
    assert_eq!(start("mfg-2024-001"), [1, 2]);
    assert_eq!(start("M"), [1, 2]);
    assert_eq!(start("it-1"), [3]);
    for length in [23, 24, 25, 29, 30] {
        assert_eq!(start(&"长".repeat(length)), [4], "{length}");
    }
    assert!(start(&"长".repeat(31)).is_empty());
}

#[test]
fn changes_deletions_and_the_bin_are_seen_after_the_commit() {
    let (_folder, search) = fresh();
    (1..=50).for_each(|ordinal| search.put(&company(ordinal, "旧名")).unwrap());
    search.commit(1).unwrap();
    search.put(&company(7, "新名")).unwrap();
    search.put(&company(7, "更新名")).unwrap();
    search.forget(Kind::Customer, 8).unwrap();
    search.forget(Kind::Customer, 999).unwrap();
    let mut binned = company(9, "旧名");
    binned.bin = true;
    search.put(&binned).unwrap();
    assert_eq!(fitting(&search, &word("旧名")).unwrap().len(), 50);
    search.commit(2).unwrap();
    assert_eq!(fitting(&search, &word("旧名")).unwrap().len(), 47);
    assert_eq!(fitting(&search, &word("新名")).unwrap(), [7]);
    let bin = search.find(&Ask { bin: true, ..ask(&Plan::All) }).unwrap();
    assert_eq!((bin.total, bin.ordinals), (1, vec![9]));
    assert_eq!(search.status().docs, 49);
    assert_eq!(search.cursor(), 2);
    let users = search.find(&Ask { kind: Kind::User, ..ask(&Plan::All) }).unwrap();
    assert_eq!(users.total, 0);
}

#[test]
fn an_index_opens_where_it_was_committed_and_only_for_its_own_store() {
    let folder = tempfile::tempdir().unwrap();
    let (search, opened) = open(folder.path());
    assert_eq!(opened, Opened::Fresh);
    (1..=20).for_each(|ordinal| search.put(&mixed(ordinal)).unwrap());
    search.commit(41).unwrap();
    search.put(&mixed(21)).unwrap();
    drop(search);
    let (search, opened) = open(folder.path());
    assert_eq!(opened, Opened::Ready { cursor: 41 });
    assert_eq!(search.status().docs, 20);
    search.verify().unwrap();
    // What stood there before is replaced, not doubled.
    (1..=20).for_each(|ordinal| search.put(&mixed(ordinal)).unwrap());
    search.commit(42).unwrap();
    assert_eq!(search.status().docs, 20);
    drop(search);
    let (search, opened) = Search::open(folder.path(), Seal::new(), Options::new([2; 16])).unwrap();
    assert_eq!((opened, search.cursor(), search.status().docs), (Opened::Fresh, 0, 0));
}

#[test]
fn pages_follow_one_another_without_gap_or_repeat() {
    let (_folder, search) = fresh();
    for ordinal in 1..=900 {
        search.put(&mixed(ordinal)).unwrap();
        if ordinal % 200 == 0 {
            search.commit(ordinal).unwrap();
        }
    }
    search.commit(900).unwrap();
    let listed = [3, 1, 2];
    let by = |tag, descending, ranks| Sort { tag, descending, ranks };
    let orders: [&[Sort]; 6] = [
        &[],
        &[by(AMOUNT, true, None)],
        &[by(LEVEL, false, Some(&listed)), by(AMOUNT, false, None)],
        &[by(LEVEL, true, Some(&[4, 3, 1, 2]))],
        &[by(TAGS, true, None)],
        &[by(TAGS, false, None), by(LEVEL, true, None)],
    ];
    let likely = Plan::Between(AMOUNT, Bound::Included(0), Bound::Excluded(9_000));
    let few = Plan::And(vec![likely.clone(), Plan::AnyOf(LEVEL, vec![2])]);
    for sort in orders {
        for plan in [&Plan::All, &likely, &few] {
            for prefer in [None, Some(&few)] {
                let whole = search.find(&Ask { sort, prefer, ..ask(plan) }).unwrap();
                assert_eq!(whole.total as usize, whole.ordinals.len());
                let mut pages = Vec::new();
                let mut after = None;
                loop {
                    let page = Ask { sort, prefer, limit: 41, after, ..ask(plan) };
                    let page = search.find(&page).unwrap();
                    let skipped = Ask { sort, prefer, limit: 41, offset: pages.len(), ..ask(plan) };
                    assert_eq!(search.find(&skipped).unwrap().ordinals, page.ordinals);
                    pages.extend(page.ordinals);
                    after = page.next;
                    if after.is_none() {
                        break;
                    }
                }
                assert_eq!(pages, whole.ordinals, "{sort:?}");
            }
        }
    }
}

#[test]
fn bulk_writing_loses_nothing() {
    let (_folder, search) = fresh();
    search.put(&mixed(1)).unwrap();
    search.bulk(true).unwrap();
    (2..=300).for_each(|ordinal| search.put(&mixed(ordinal)).unwrap());
    search.bulk(false).unwrap();
    search.put(&mixed(301)).unwrap();
    search.commit(5).unwrap();
    assert_eq!(search.status().docs, 301);
    assert_eq!(search.cursor(), 5);
}

#[test]
fn many_small_commits_leave_few_segments() {
    let (_folder, search) = fresh();
    for ordinal in 1..=120 {
        search.put(&mixed(ordinal)).unwrap();
        search.commit(ordinal).unwrap();
    }
    assert!(search.status().segments <= 12, "{:?}", search.status());
    assert_eq!(search.status().docs, 120);
}

#[test]
fn a_question_sees_the_whole_of_a_commit_or_nothing_of_it() {
    let (_folder, search) = fresh();
    let write = |round: i64| {
        for ordinal in 1..=60 {
            let mut one = mixed(ordinal);
            one.bin = false;
            one.cells = vec![(LEVEL, round)];
            search.put(&one).unwrap();
        }
        search.commit(round as u64).unwrap();
    };
    write(0);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    while search.cursor() < 25 {
                        let facets = [(LEVEL, &Plan::All)];
                        let found = search.find(&Ask { facets: &facets, ..ask(&Plan::All) });
                        let found = found.unwrap();
                        assert_eq!(found.total, 60);
                        assert_eq!(found.facets[0].len(), 1);
                    }
                })
            })
            .collect();
        (1..=25).for_each(write);
        readers.into_iter().for_each(|reader| reader.join().unwrap());
    });
}
