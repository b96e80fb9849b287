//! Where a request came from, as the journal tells it: address, family of browser and system.

use crate::domain::op::Caller;
use axum::http::HeaderMap;
use axum::http::header;
use std::net::IpAddr;

/// What names a browser in its own word for itself; the first that fits is meant, since most of them
/// name others too.
const BROWSERS: [(&str, &str); 9] = [
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("python", "Python"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("HarmonyOS", "HarmonyOS"),
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
];

/// The word of the browser for itself is not kept: it is long, and may say anything.
pub fn caller(peer: IpAddr, headers: &HeaderMap) -> Caller {
    let said = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let said = said.unwrap_or_default();
    let known = |table: &[(&str, &'static str)]| {
        table.iter().find(|(mark, _)| said.contains(mark)).map(|(_, name)| *name)
    };
    let words = [known(&BROWSERS), known(&SYSTEMS)];
    let agent = words.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Caller { address: peer.to_canonical().to_string(), agent }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn families_are_told_apart() {
        let windows =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";
        let edge = format!("{windows} Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0");
        let chrome = format!("{windows} Chrome/130.0.0.0 Safari/537.36");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1";
        for (said, agent) in [
            (edge.as_str(), "Edge · Windows"),
            (chrome.as_str(), "Chrome · Windows"),
            (phone, "Safari · iOS"),
            ("curl/8.5.0", "curl"),
            ("=cmd|' /C calc'!A0", ""),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, HeaderValue::from_str(said).unwrap());
            let caller = caller("::ffff:192.0.2.7".parse().unwrap(), &headers);
            assert_eq!((caller.address.as_str(), caller.agent.as_str()), ("192.0.2.7", agent));
        }
    }
}
