//! E-mail addresses: one, lower-case, half-width.

use crate::domain::field::Fault;
use crate::domain::parse::text;

/// RFC 5321: the longest path without its brackets, and the longest local part.
const MAX_CHARS: usize = 254;
const MAX_LOCAL_CHARS: usize = 64;
const MAX_LABEL_CHARS: usize = 63;

/// The stored form. Reasons: `email_format`, `email_domain`, `email_several`, `too_long`.
pub fn parse(input: &str) -> Result<String, Fault> {
    if input.trim().contains(['\r', '\n']) {
        return Err(Fault::new("", "email_format"));
    }
    let plain = text::plain(input)?.to_lowercase().replace('。', ".");
    let address = plain.strip_prefix("mailto:").unwrap_or(&plain).trim();
    if 1 < address.matches('@').count() {
        return Err(Fault::new("", "email_several"));
    }
    let Some((local, domain)) = address.split_once('@') else {
        return Err(Fault::new("", "email_format"));
    };
    within(address, MAX_CHARS)?;
    within(local, MAX_LOCAL_CHARS)?;
    if !is_local(local) {
        return Err(Fault::new("", "email_format"));
    }
    match is_domain(domain) {
        true => Ok(address.to_owned()),
        false => Err(Fault::new("", "email_domain")),
    }
}

/// `l***i@company.com`: the first and the last letter of the local part; of a single one, itself.
pub fn mask(stored: &str) -> String {
    let (local, domain) = stored.split_once('@').unwrap_or((stored, ""));
    let first = local.chars().take(1);
    let last = local.chars().skip(1).last();
    let local: String = first.chain("***".chars()).chain(last).collect();
    format!("{local}@{domain}")
}

fn within(text: &str, limit: usize) -> Result<(), Fault> {
    let actual = text.chars().count();
    match actual <= limit {
        true => Ok(()),
        false => Err(Fault::new("", "too_long").with("limit", limit).with("actual", actual)),
    }
}

fn is_local(local: &str) -> bool {
    let is_atom = |c: char| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
    local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom))
}

fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let is_label = |label: &&str| {
        let inner = |c: char| c.is_alphanumeric() || c == '-';
        let length = label.chars().count();
        (1..=MAX_LABEL_CHARS).contains(&length)
            && label.chars().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = labels.last().copied().unwrap_or("");
    2 <= labels.len()
        && labels.iter().all(is_label)
        && 2 <= top.chars().count()
        && !top.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(input: &str, expect: Result<&str, &str>) {
        let got = parse(input).map_err(|fault| fault.reason);
        assert_eq!(got.as_deref().map_err(|reason| *reason), expect, "{input:?}");
    }

    #[test]
    fn addresses() {
        check(" Li.Lei@Company.COM ", Ok("li.lei@company.com"));
        check("ｚｈａｎｇ＠ｑｑ．ｃｏｍ", Ok("zhang@qq.com"));
        check("zhang@qq。com", Ok("zhang@qq.com"));
        check("mailto:a@b.cn", Ok("a@b.cn"));
        check("info@公司.中国", Ok("info@公司.中国"));
        check("a@b.cn,c@d.cn", Err("email_several"));
        check("a@b.cn\r\nbcc:c", Err("email_format"));
        check("a b@c.cn", Err("email_format"));
        check("\"a b\"@c.cn", Err("email_format"));
        check("a..b@c.cn", Err("email_format"));
        check("@c.cn", Err("email_format"));
        check("a@localhost", Err("email_domain"));
        check("a@10.0.0.1", Err("email_domain"));
        check("a@-b.cn", Err("email_domain"));
        check("a", Err("email_format"));
        check(&format!("{}@b.cn", "a".repeat(65)), Err("too_long"));
        check(&format!("a@{}.cn", "b".repeat(64)), Err("email_domain"));
    }

    #[test]
    fn masks() {
        assert_eq!(mask("lilei@company.com"), "l***i@company.com");
        assert_eq!(mask("l@company.com"), "l***@company.com");
        assert_eq!(mask("li@company.com"), "l***i@company.com");
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_is_stable(text in any::<String>(), near in "[a-zA-Z.Ａ]{1,5}@[a-zA-Z.-]{1,8}") {
            let _ = parse(&text);
            if let Ok(stored) = parse(&near) {
                prop_assert_eq!(parse(&stored).unwrap(), stored);
            }
        }
    }
}
