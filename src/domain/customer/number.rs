//! The numbering rule: a template, one sequence for each distinct prefix.

use crate::domain::customer::industry;

/// `{industry}-{year}-{seq:3}` gives `MFG-2026-001`; after 999 comes 1000.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Template(Vec<Part>);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Text(String),
    Industry,
    Year,
    /// With leading zeros to this width.
    Seq(usize),
}

/// Why a template is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BadTemplate {
    /// A brace without its partner, or a name that is not known.
    Placeholder,
    /// There must be one `{seq:N}`, with N from 1 to 9.
    Sequence,
    /// At most 40 characters, without control characters.
    Text,
}

pub const DEFAULT: &str = "{industry}-{year}-{seq:3}";

impl Template {
    pub fn parse(text: &str) -> Result<Template, BadTemplate> {
        if 40 < text.chars().count() || text.chars().any(char::is_control) {
            return Err(BadTemplate::Text);
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let (before, tail) = rest.split_at(open);
            let close = tail.find('}').filter(|_| tail.starts_with('{'));
            let close = close.ok_or(BadTemplate::Placeholder)?;
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(placeholder(&tail[1..close])?);
            rest = &tail[close + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        let sequences = parts.iter().filter(|part| matches!(part, Part::Seq(_))).count();
        if sequences == 1 { Ok(Template(parts)) } else { Err(BadTemplate::Sequence) }
    }

    /// What names the sequence: everything but the number itself.
    pub fn prefix(&self, industry: Option<&str>, year: i32) -> String {
        self.fill(industry, year, |_| "\u{1f}".to_owned())
    }

    pub fn render(&self, industry: Option<&str>, year: i32, number: u64) -> String {
        self.fill(industry, year, |width| format!("{number:0width$}"))
    }

    /// As a form shows it before the number is given: `MFG-2026-···`.
    pub fn preview(&self, industry: Option<&str>, year: i32) -> String {
        self.fill(industry, year, |width| "·".repeat(width))
    }

    fn fill(&self, industry: Option<&str>, year: i32, seq: impl Fn(usize) -> String) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Industry => industry.unwrap_or(industry::UNKNOWN_CODE).to_owned(),
            Part::Year => year.to_string(),
            Part::Seq(width) => seq(*width),
        };
        self.0.iter().map(part).collect()
    }
}

fn placeholder(name: &str) -> Result<Part, BadTemplate> {
    match name.split_once(':') {
        None if name == "industry" => Ok(Part::Industry),
        None if name == "year" => Ok(Part::Year),
        Some(("seq", width)) => match width.parse() {
            Ok(width @ 1..=9) => Ok(Part::Seq(width)),
            _ => Err(BadTemplate::Sequence),
        },
        _ => Err(BadTemplate::Placeholder),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, expect: Result<&str, BadTemplate>) {
        let made = Template::parse(template).map(|template| template.render(Some("MFG"), 2026, 7));
        assert_eq!(made.as_deref().map_err(|error| *error), expect, "{template}");
    }

    #[test]
    fn templates_give_the_numbers_they_promise() {
        check("{industry}-{year}-{seq:3}", Ok("MFG-2026-007"));
        check("C{seq:3}", Ok("C007"));
        check("CUST-{seq:1}", Ok("CUST-7"));
        check("{seq:3}{seq:3}", Err(BadTemplate::Sequence));
        check("MFG", Err(BadTemplate::Sequence));
        check("{seq:0}", Err(BadTemplate::Sequence));
        check("{month}-{seq:3}", Err(BadTemplate::Placeholder));
        check("{seq:3", Err(BadTemplate::Placeholder));
        check("}{seq:3}", Err(BadTemplate::Placeholder));
    }

    #[test]
    fn a_number_grows_past_its_width_and_an_unknown_industry_counts_as_other() {
        let template = Template::parse(DEFAULT).expect("the default is well formed");
        assert_eq!(template.render(None, 2026, 1000), "QT-2026-1000");
        assert_ne!(template.prefix(Some("MFG"), 2026), template.prefix(Some("MFG"), 2027));
    }
}
