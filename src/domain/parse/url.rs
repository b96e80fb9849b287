//! Addresses of web pages.

use crate::domain::field::Fault;
use crate::domain::parse::text;

/// What browsers and proxies take without cutting.
const MAX_CHARS: u32 = 2000;

/// `www.example.com` becomes `https://www.example.com`. Reasons: `url_scheme {found}`,
/// `url_format`, `too_long`.
pub fn parse(input: &str) -> Result<String, Fault> {
    let address = text::line(input)?;
    text::within(&address, MAX_CHARS)?;
    let (scheme, rest) = match address.split_once("://") {
        Some((scheme, rest)) => (scheme.to_lowercase(), rest),
        None => ("https".to_owned(), address.as_str()),
    };
    if scheme != "http" && scheme != "https" {
        return Err(Fault::new("", "url_scheme").with("found", scheme));
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    match is_host(host) && !path.contains([' ', '"', '<', '>', '\\']) {
        true => Ok(format!("{scheme}://{}{path}", host.to_lowercase())),
        false => Err(Fault::new("", "url_format")),
    }
}

/// A name with a dot, or `localhost`, and perhaps a port; no user and password before it.
fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "80"));
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || "-_".contains(c))
    };
    let has_port = !port.is_empty() && port.parse::<u16>().is_ok();
    let is_name = name == "localhost" || name.contains('.');
    has_port && is_name && name.split('.').all(is_label)
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
        check("https://Example.com/A?b=c#d", Ok("https://example.com/A?b=c#d"));
        check("HTTP://example.com:8080", Ok("http://example.com:8080"));
        check(" www.example.com ", Ok("https://www.example.com"));
        check("https://公司.中国/产品", Ok("https://公司.中国/产品"));
        check("javascript:alert(1)", Err("url_format"));
        check("javascript://x.com/%0aalert(1)", Err("url_scheme"));
        check("ftp://example.com", Err("url_scheme"));
        check("https://user:pw@example.com", Err("url_format"));
        check("https://a b.com", Err("url_format"));
        check("https://", Err("url_format"));
        check("example", Err("url_format"));
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_is_stable(text in any::<String>(), near in "(https?://)?[a-zA-Z.:0-9]{1,9}[/?# ]?") {
            let _ = parse(&text);
            if let Ok(stored) = parse(&near) {
                prop_assert_eq!(parse(&stored).unwrap(), stored);
            }
        }
    }
}
