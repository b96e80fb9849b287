//! The family of a browser and its system, out of what it says of itself: enough to know one's own.

/// Marks of browsers, the particular before those that it pretends to be.
const BROWSERS: [(&str, &str); 12] = [
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("QQBrowser", "QQBrowser"),
    ("360", "360"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("HeadlessChrome", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("python", "Python"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
];

/// `Firefox · Windows`; empty for something that says nothing known.
pub fn family(user_agent: &str) -> String {
    let first = |marks: &[(&str, &'static str)]| {
        let found = marks.iter().find(|(mark, _)| user_agent.contains(mark));
        found.map(|(_, name)| *name)
    };
    let parts = [first(&BROWSERS), first(&SYSTEMS)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::family;

    #[test]
    fn a_browser_is_not_taken_for_those_that_it_pretends_to_be() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like \
                      Gecko) Chrome/140.0 Safari/537.36";
        for (said, family_of_it) in [
            (chrome, "Chrome · Windows"),
            (&format!("{chrome} Edg/140.0"), "Edge · Windows"),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox · Linux",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 \
                 Mobile Safari/604.1",
                "Safari · iPhone",
            ),
            ("curl/8.5", "curl"),
            ("<script>", ""),
        ] {
            assert_eq!(family(said), family_of_it);
        }
    }
}
