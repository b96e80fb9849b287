//! The rules of the house as a test: layers, purity, file length, first lines, true maps.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

/// What each layer may name of ours, besides itself.
const LAYERS: [(&str, &[&str]); 8] = [
    ("domain", &[]),
    ("crypto", &[]),
    ("formats", &["domain"]),
    ("store", &["domain", "crypto"]),
    ("search", &["domain"]),
    ("app", &["domain", "crypto", "formats", "store", "search"]),
    ("http", &["domain", "app"]),
    ("jobs", &["domain", "app"]),
];

/// Words that a pure layer does not say.
const IMPURE: [&str; 8] =
    ["std::fs", "std::net", "std::time", "serde::", "tokio", "redb::", "tantivy", "getrandom"];

const MAX_LINES: usize = 400;

/// Files that are longer for now: an entry that is no longer needed fails, so the list only shrinks.
const LONG: [&str; 0] = [];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, ending: &[&str]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the repo").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if ending.iter().any(|end| path.to_string_lossy().ends_with(end)) {
                let name =
                    path.strip_prefix(root()).expect("inside").to_string_lossy().into_owned();
                found.insert(name, std::fs::read_to_string(&path).expect("text"));
            }
        }
    }
    found
}

/// The text without its test modules and comments.
fn code(text: &str) -> String {
    let plain = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = plain.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_layer_names_only_what_stands_below_it() {
    let mut wrong = Vec::new();
    for (layer, may) in LAYERS {
        for (name, text) in files(&format!("src/{layer}"), &[".rs"]) {
            for other in LAYERS.map(|(other, _)| other) {
                let named = code(&text).contains(&format!("crate::{other}::"));
                if named && other != layer && !may.contains(&other) {
                    wrong.push(format!("{name} names {other}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_domain_is_pure() {
    let mut wrong = Vec::new();
    for (name, text) in files("src/domain", &[".rs"]) {
        let said = IMPURE.iter().filter(|word| code(&text).contains(**word));
        wrong.extend(said.map(|word| format!("{name} says {word}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn async_lives_only_in_http_and_at_the_start() {
    let below = ["domain", "crypto", "formats", "store", "search", "app", "jobs"];
    let all = below.iter().flat_map(|layer| files(&format!("src/{layer}"), &[".rs"]));
    let wrong: Vec<String> =
        all.filter(|(_, text)| code(text).contains("async ")).map(|(name, _)| name).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let mut wrong = Vec::new();
    let mut all = files("src", &[".rs"]);
    all.extend(files("tests", &[".rs"]));
    all.extend(files("benches", &[".rs"]));
    for (name, text) in files("web", &[".js", ".css"]) {
        if !name.contains("/vendor/") {
            all.insert(name, text);
        }
    }
    for (name, text) in &all {
        let lines = text.lines().count();
        let allowed = LONG.contains(&name.as_str());
        if MAX_LINES < lines && !allowed {
            wrong.push(format!("{name} has {lines} lines"));
        }
        if lines <= MAX_LINES && allowed {
            wrong.push(format!("{name} need not be in LONG any more"));
        }
        let first = text.lines().next().unwrap_or_default();
        let purpose = ["//! ", "// ", "/* ", "/** "].iter().any(|start| first.starts_with(start));
        if !purpose {
            wrong.push(format!("{name} does not say in its first line what it is"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_path_that_the_documents_name_exists() {
    let mut wrong = Vec::new();
    for document in ["ARCHITECTURE.md", "README.md", "README.zh-CN.md", "SECURITY.md"] {
        let text = std::fs::read_to_string(root().join(document)).expect(document);
        for word in text.split('`').skip(1).step_by(2) {
            let path = word.split("::").next().unwrap_or_default().trim_end_matches('/');
            let top = ["src/", "web/", "tests/", "benches/", "docs/", "packaging/", ".ci/"];
            let is_path =
                top.iter().any(|top| path.starts_with(top)) && !path.contains([' ', '*', '<']);
            if is_path && !root().join(path).exists() {
                wrong.push(format!("{document} names {path}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_invariant_names_its_test() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let invariants: Vec<&str> =
        text.lines().filter(|line| line.starts_with("* **Invariant:")).collect();
    assert!(8 <= invariants.len(), "the invariants stand in ARCHITECTURE.md");
    let mut wrong = Vec::new();
    for line in invariants {
        let Some(name) = line.rsplit('`').nth(1) else {
            wrong.push(format!("no test: {line}"));
            continue;
        };
        let (file, test) = name.split_once("::").unwrap_or((name, ""));
        let known =
            std::fs::read_to_string(root().join(file)).is_ok_and(|text| text.contains(test));
        if !known {
            wrong.push(format!("{name} is not there"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_repo_says_nothing_that_is_unfinished() {
    let mut all = files("src", &[".rs"]);
    all.extend(files("web", &[".js", ".css", ".html"]));
    all.retain(|name, _| !name.contains("/vendor/"));
    let marks = ["TODO", "FIXME", "XXX", "todo!(", "unimplemented!("];
    let said = |text: &str| marks.iter().any(|mark| text.contains(mark));
    let wrong: Vec<&String> =
        all.iter().filter(|(_, text)| said(text)).map(|(name, _)| name).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The reasons that code gives where it refuses: the last text in the call.
fn reasons(text: &str) -> Vec<String> {
    let calls = ["Fault::new(", "Error::fault(", "query::bad(", "Error::Rule("];
    let mut found = Vec::new();
    for call in calls {
        for (at, _) in text.match_indices(call) {
            let mut depth = 1;
            let rest = &text[at + call.len()..];
            let end = rest.char_indices().find(|(_, letter)| {
                depth += i32::from(*letter == '(') - i32::from(*letter == ')');
                depth == 0
            });
            let inside = end.map_or("", |(end, _)| &rest[..end]).trim().trim_end_matches(',');
            let last = inside.strip_suffix('"').and_then(|inside| inside.rsplit('"').next());
            found.extend(last.map(str::to_owned));
        }
    }
    found
}

#[test]
fn every_reason_has_its_words() {
    let words: String = files("src/http", &[".rs"])
        .into_iter()
        .filter(|(name, _)| name.contains("words"))
        .map(|(_, text)| text)
        .collect();
    let mut wrong = Vec::new();
    for (name, text) in files("src", &[".rs"]) {
        let said = reasons(&code(&text)).into_iter();
        let mute = said.filter(|reason| !words.contains(&format!("\"{reason}\"")));
        wrong.extend(mute.map(|reason| format!("{name}: {reason}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_page_has_no_inline_script_or_style() {
    let mut wrong = Vec::new();
    for (name, text) in files("web", &[".js", ".html"]) {
        if name.contains("/vendor/") {
            continue;
        }
        let marks = ["style=\"", "onclick=", "innerHTML", "insertAdjacentHTML", "eval("];
        wrong.extend(
            marks.iter().filter(|mark| text.contains(**mark)).map(|mark| format!("{name}: {mark}")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_import_of_the_page_resolves() {
    let mut wrong = Vec::new();
    for (name, text) in files("web", &[".js"]) {
        let folder = root().join(&name).parent().expect("a folder").to_path_buf();
        for line in text.lines() {
            let from = line.split(" from \"").nth(1).or_else(|| line.split("import(\"").nth(1));
            let Some(target) = from.and_then(|rest| rest.split('"').next()) else { continue };
            let is_ours = target.starts_with('.');
            if is_ours && !exists(&folder.join(target)) {
                wrong.push(format!("{name} imports {target}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn exists(path: &Path) -> bool {
    path.canonicalize().is_ok()
}
