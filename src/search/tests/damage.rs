//! Whatever happens to the files, the index says so or answers rightly: never wrongly.

use super::paper::*;
use crate::search::Ask;
use crate::search::Opened;
use crate::search::Plan;
use crate::search::Search;
use crate::search::SearchError;
use crate::search::Sort;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// Everything that the index says, in one list.
fn all_answers(search: &Search) -> Result<Vec<Vec<u64>>, SearchError> {
    let by = [Sort { tag: AMOUNT, descending: true, ranks: None }];
    let plans = [
        Plan::All,
        word("华美"),
        word("hmkj"),
        word("有限公司"),
        contains(REMARK, "有限公司"),
        contains(SHORT, "鑫达"),
        Plan::AnyOf(LEVEL, vec![1, 3]),
        Plan::CodePrefix(CODE, "MFG-2024-1".to_owned()),
        Plan::Tails(crate::domain::ids::Tag(18), vec![7]),
        Plan::Empty(SHORT),
    ];
    let mut answers = Vec::new();
    for plan in &plans {
        let found = search.find(&Ask { sort: &by, facets: &[(TAGS, plan)], ..ask(plan) })?;
        answers.push(found.ordinals);
        answers.extend(found.facets.iter().map(|list| list.iter().map(|one| one.1).collect()));
    }
    Ok(answers)
}

fn build(folder: &Path) -> Vec<Vec<u64>> {
    let search = open(folder).0;
    (1..=400).for_each(|ordinal| search.put(&mixed(ordinal)).unwrap());
    search.commit(1).unwrap();
    (1..=40).for_each(|ordinal| search.put(&mixed(ordinal * 9)).unwrap());
    search.commit(2).unwrap();
    all_answers(&search).unwrap()
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut list: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    list.sort();
    list
}

/// Opens a damaged copy and holds what it says against what is right.
fn never_wrong(folder: &Path, right: &[Vec<u64>], what: &str) {
    let (search, opened) = open(folder);
    if opened == Opened::Fresh {
        assert_eq!(search.status().docs, 0, "{what}");
        return;
    }
    match all_answers(&search) {
        Ok(answers) => assert_eq!(answers, right, "{what}"),
        Err(SearchError::Damaged) => {}
        Err(other) => panic!("{what}: {other:?}"),
    }
    assert!(search.verify().is_err() || what.contains("harmless"), "{what}");
}

#[test]
fn a_flipped_byte_anywhere_is_noticed() {
    let whole = tempfile::tempdir().unwrap();
    let right = build(whole.path());
    for (number, file) in files(whole.path()).into_iter().enumerate() {
        let bytes = fs::read(&file).unwrap();
        for sample in 0..6 {
            let at = match sample {
                0 => 0,
                1 => bytes.len() - 1,
                _ => dice(number as u64 * 100 + sample, bytes.len() as u64) as usize,
            };
            let hurt = tempfile::tempdir().unwrap();
            copy(whole.path(), hurt.path());
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            fs::write(hurt.path().join(file.file_name().unwrap()), changed).unwrap();
            never_wrong(hurt.path(), &right, &format!("{file:?} at {at}"));
        }
    }
}

#[test]
fn cut_off_missing_and_exchanged_files_are_noticed() {
    let whole = tempfile::tempdir().unwrap();
    let right = build(whole.path());
    let list = files(whole.path());
    for file in &list {
        let name = file.file_name().unwrap();
        let bytes = fs::read(file).unwrap();
        for keep in [0, 20, bytes.len() / 2, bytes.len() - 1] {
            let hurt = tempfile::tempdir().unwrap();
            copy(whole.path(), hurt.path());
            fs::write(hurt.path().join(name), &bytes[..keep]).unwrap();
            never_wrong(hurt.path(), &right, &format!("{file:?} cut to {keep}"));
        }
        let same_kind = |other: &&PathBuf| *other != file && other.extension() == file.extension();
        for other in list.iter().filter(same_kind) {
            let hurt = tempfile::tempdir().unwrap();
            copy(whole.path(), hurt.path());
            fs::copy(other, hurt.path().join(name)).unwrap();
            never_wrong(hurt.path(), &right, &format!("{file:?} is {other:?}"));
        }
    }
}

#[test]
fn nothing_in_the_folder_is_readable() {
    let folder = tempfile::tempdir().unwrap();
    build(folder.path());
    for file in files(folder.path()) {
        let bytes = fs::read(&file).unwrap();
        for planted in ["公司", "华美", "segment", "MFG-2024", "mfg-2024", "cells"] {
            let utf16: Vec<u8> = planted.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for needle in [planted.as_bytes(), &utf16] {
                let found = bytes.windows(needle.len()).any(|window| window == needle);
                assert!(!found, "{planted} in {file:?}");
            }
        }
    }
}

#[test]
fn an_index_without_its_meta_is_built_anew() {
    let folder = tempfile::tempdir().unwrap();
    build(folder.path());
    fs::remove_file(folder.path().join("meta.json")).unwrap();
    let (search, opened) = open(folder.path());
    assert_eq!((opened, search.status().docs), (Opened::Fresh, 0));
    assert_eq!(files(folder.path()).len(), 2, "meta and the list of files");
}
