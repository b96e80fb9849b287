//! What the browser is given: its weight, its first screen, its two languages, and what was vendored.

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::Digest;
use sha2::Sha256;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

/// Bytes after compression, as they travel.
const FIRST_SCREEN_SCRIPTS: usize = 70 * 1024;
const FIRST_SCREEN_STYLES: usize = 20 * 1024;
const WHOLE_PAGE: usize = 440 * 1024;
/// Files that the first screen asks for, cold.
const FIRST_SCREEN_REQUESTS: usize = 50;

fn web() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("web")
}

/// Everything under `web/` that a browser can load, by its path there.
fn files() -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![web()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the repo").flatten() {
            let path = entry.path();
            let name = path.strip_prefix(web()).expect("inside").to_string_lossy().into_owned();
            let is_loaded = [".js", ".css", ".svg", ".html"].iter().any(|end| name.ends_with(end));
            if path.is_dir() {
                folders.push(path);
            } else if is_loaded {
                found.insert(name, std::fs::read(&path).expect("a file of the repo"));
            }
        }
    }
    found
}

fn packed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it").len()
}

/// The files that index.html names, in their order.
fn named(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let page = String::from_utf8_lossy(&files["index.html"]).into_owned();
    let parts = page.split("\"/assets/dev/").skip(1);
    parts.filter_map(|part| part.split('"').next()).map(str::to_owned).collect()
}

fn weight(files: &BTreeMap<String, Vec<u8>>, is_counted: impl Fn(&str) -> bool) -> usize {
    files.iter().filter(|(name, _)| is_counted(name)).map(|(_, bytes)| packed(bytes)).sum()
}

#[test]
fn the_page_keeps_to_its_weight() {
    let files = files();
    let named: BTreeSet<String> = named(&files).into_iter().collect();
    let first = weight(&files, |name| name.ends_with(".js") && named.contains(name));
    assert!(first <= FIRST_SCREEN_SCRIPTS, "scripts of the first screen: {first} bytes");
    let styles = weight(&files, |name| name.ends_with(".css") && named.contains(name));
    assert!(styles <= FIRST_SCREEN_STYLES, "styles of the first screen: {styles} bytes");
    let whole = weight(&files, |_| true);
    assert!(whole <= WHOLE_PAGE, "everything: {whole} bytes");
    assert!(named.len() <= FIRST_SCREEN_REQUESTS, "{} requests", named.len());
}

/// What a module imports at once, as paths under `web/`.
fn imports(name: &str, text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| {
        let line = line.trim_start();
        !line.starts_with("//") && !line.starts_with('*') && !line.starts_with("/*")
    });
    let targets = code.filter_map(|line| {
        let target = line.split(" from '.").nth(1).or_else(|| line.strip_prefix("import '."))?;
        target.split('\'').next()
    });
    let folder = Path::new(name).parent().unwrap_or(Path::new(""));
    targets
        .map(|target| {
            let mut path = folder.to_path_buf();
            for part in format!(".{target}").split('/') {
                match part {
                    "." => {}
                    ".." => drop(path.pop()),
                    other => path.push(other),
                }
            }
            path.to_string_lossy().into_owned()
        })
        .collect()
}

/// Else the modules are asked for one after the other, a round trip for each step of the chain.
#[test]
fn the_first_screen_names_its_modules_beforehand_and_no_others() {
    let files = files();
    let mut needed = BTreeSet::new();
    let mut open = vec!["app.js".to_owned(), "pages/home/home.js".to_owned()];
    while let Some(name) = open.pop() {
        let text = String::from_utf8_lossy(&files[&name]).into_owned();
        if needed.insert(name.clone()) {
            open.extend(imports(&name, &text));
        }
    }
    needed.insert("boot.js".to_owned());
    needed.extend(["shell", "home", "records"].map(|part| format!("locales/zh-CN/{part}.js")));
    let named = named(&files).into_iter().filter(|name| name.ends_with(".js")).collect();
    assert_eq!(needed, named);
}

/// Every key with the names that its text takes.
fn texts(language: &str, files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    let folder = format!("locales/{language}/");
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with(&folder)) {
        for line in String::from_utf8_lossy(bytes).lines() {
            let Some((key, text)) =
                line.trim().strip_prefix('"').and_then(|l| l.split_once("\": "))
            else {
                continue;
            };
            let takes = text.split('{').skip(1).filter_map(|part| part.split(['}', '|']).next());
            let takes = takes.map(str::to_owned).collect();
            let file = name.trim_start_matches(&folder);
            let before = found.insert(format!("{file} {key}"), takes);
            assert!(before.is_none(), "{name} says {key} twice");
        }
    }
    found
}

#[test]
fn both_languages_say_the_same_things() {
    let files = files();
    let (chinese, english) = (texts("zh-CN", &files), texts("en", &files));
    assert!(500 < chinese.len());
    // Files are loaded one over the other: the later would say what the earlier should.
    let mut said = BTreeMap::new();
    for (file, key) in chinese.keys().filter_map(|place| place.split_once(' ')) {
        let before = said.insert(key, file);
        assert!(before.is_none(), "{key} stands in {file} and {before:?}");
    }
    let keys = |all: &BTreeMap<String, BTreeSet<String>>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&chinese), keys(&english));
    for (key, takes) in &chinese {
        assert_eq!(takes, &english[key], "{key}");
    }
}

#[test]
fn what_is_vendored_is_what_its_readme_says() {
    let checked = [
        ("web/vendor/preact.js", "web/vendor/README.md"),
        ("tests/browser/vendor/axe.min.js", "tests/browser/vendor/README.md"),
    ];
    for (file, readme) in checked {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let bytes = std::fs::read(root.join(file)).expect(file);
        let hash: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        let said = std::fs::read_to_string(root.join(readme)).expect(readme);
        assert!(said.contains(&hash), "{file} is {hash}");
    }
}
