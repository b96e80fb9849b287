//! What problems say, in both languages: by the slug of the problem and the reason of the fault.

use crate::domain::field::Fault;
use crate::domain::op::Lang;
use crate::http::words::DETAILS;
use crate::http::words::Texts;
use crate::http::words_auth;
use crate::http::words_fault::CLEANED;
use crate::http::words_fault::FAULTS;

/// The heading of a problem.
pub fn title(slug: &str, lang: Lang) -> &'static str {
    pick(slug, lang).0
}

/// What happened and what to do, where no fault says it better.
pub fn detail(slug: &str, lang: Lang) -> &'static str {
    pick(slug, lang).1
}

/// The sentence for a broken rule, with its figures.
pub fn fault(fault: &Fault, lang: Lang) -> String {
    let template = template(fault.reason, lang);
    let named = fault.args.iter().fold(template.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), &shortened(value))
    });
    named.replace("{field}", &fault.field).replace("{{", "{").replace("}}", "}")
}

/// A reason that was stored as text, as the catalogue has it.
pub fn known(reason: &str) -> &'static str {
    let found = faults().find(|(known, _, _)| *known == reason);
    found.map_or("invalid", |(known, _, _)| known)
}

/// The name of a figure in a message, likewise.
pub fn figure(name: &str) -> &'static str {
    const NAMES: [&str; 7] = ["limit", "actual", "expected", "value", "found", "row", "column"];
    NAMES.into_iter().find(|known| *known == name).unwrap_or("other")
}

/// What cleaning did to cells, by its kind.
pub fn cleaned(kind: &str, lang: Lang) -> String {
    let found = CLEANED.iter().find(|(known, _, _)| *known == kind);
    match (found, lang) {
        (Some((_, zh, _)), Lang::Zh) => (*zh).to_owned(),
        (Some((_, _, en)), Lang::En) => (*en).to_owned(),
        (None, _) => kind.to_owned(),
    }
}

/// The sentence for all faults of a kind, with gaps where their figures differ.
pub fn reason(reason: &str, lang: Lang) -> String {
    let mut parts = template(reason, lang).split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| match part.split_once('}') {
        Some((_, rest)) => text + "…" + rest,
        None => text + part,
    })
}

fn faults() -> impl Iterator<Item = &'static (&'static str, &'static str, &'static str)> {
    FAULTS.iter().chain(words_auth::FAULTS)
}

fn template(reason: &str, lang: Lang) -> &'static str {
    let found = faults().find(|(known, _, _)| *known == reason);
    match (found, lang) {
        (Some((_, zh, _)), Lang::Zh) => zh,
        (Some((_, _, en)), Lang::En) => en,
        (None, Lang::Zh) => "填写有误",
        (None, Lang::En) => "Not valid",
    }
}

/// What was typed is repeated only in part: a message is not a place for a whole file.
fn shortened(value: &str) -> String {
    match value.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

fn pick(slug: &str, lang: Lang) -> Texts {
    let mut all = DETAILS.iter().chain(words_auth::DETAILS);
    let found = all.find(|(known, _, _)| *known == slug);
    match (found, lang) {
        (Some((_, zh, _)), Lang::Zh) => *zh,
        (Some((_, _, en)), Lang::En) => *en,
        (None, Lang::Zh) => ("无法完成", "请求没有完成，什么都没有改变。"),
        (None, Lang::En) => ("Not done", "The request was not carried out; nothing was changed."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_figures_of_its_fault() {
        let long = Fault::new("remark", "too_long").with("limit", 200).with("actual", 201);
        assert_eq!(super::fault(&long, Lang::Zh), "最多 200 个字符，现在是 201 个");
        assert_eq!(super::fault(&long, Lang::En), "At most 200 characters; it has 201");
    }

    #[test]
    fn both_languages_use_the_same_figures() {
        let holes = |text: &str| {
            let plain = text.replace("{{", "").replace("}}", "");
            let parts = plain.split('{').skip(1).filter_map(|part| part.split('}').next());
            let mut names: Vec<String> = parts.map(str::to_owned).collect();
            names.sort();
            names
        };
        for (reason, zh, en) in faults() {
            assert_eq!(holes(zh), holes(en), "{reason}");
        }
    }
}
