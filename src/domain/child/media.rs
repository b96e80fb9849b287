//! What a file is by its first bytes: the few types that a browser may show, whatever its name says.

/// Bytes at the beginning of a file that tell what it is.
pub const HEAD_BYTES: usize = 4_096;

/// Longest name of a type that a sender may give, in characters.
const MAX_CHARS: usize = 100;

/// What nobody has said anything else of.
pub const UNKNOWN: &str = "application/octet-stream";

/// The type of a file that may be shown within a page: pictures of dots, PDF, plain text. `None` for
/// all others, those among them that a browser would run.
pub fn shown(head: &[u8]) -> Option<&'static str> {
    let begins = |start: &[u8]| head.starts_with(start);
    match head {
        _ if begins(b"\x89PNG\r\n\x1a\n") => Some("image/png"),
        _ if begins(b"\xff\xd8\xff") => Some("image/jpeg"),
        _ if begins(b"GIF87a") || begins(b"GIF89a") => Some("image/gif"),
        _ if begins(b"RIFF") && head.get(8..12) == Some(b"WEBP") => Some("image/webp"),
        _ if begins(b"%PDF-") => Some("application/pdf"),
        _ if is_text(head) => Some("text/plain"),
        _ => None,
    }
}

/// The type to keep: by the first bytes; where they say nothing, what the sender says.
pub fn kept(head: &[u8], said: &str) -> String {
    let said = said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_part = |part: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte);
        !part.is_empty() && part.bytes().all(fits)
    };
    let fits = |(kind, sub): (&str, &str)| is_part(kind) && is_part(sub);
    let is_named = said.len() <= MAX_CHARS && said.split_once('/').is_some_and(fits);
    match shown(head) {
        Some(media) => media.to_owned(),
        // It says that it is one of those that are shown, and is not.
        None if !is_named || said.starts_with("image/") => UNKNOWN.to_owned(),
        None => said,
    }
}

/// Plain text in UTF-8 that does not begin as HTML, SVG or XML do.
fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // A character that the end of the head cuts in two.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let is_odd = |c: char| c.is_control() && !['\t', '\n', '\r', '\u{c}'].contains(&c);
    let start = text.trim_start_matches('\u{feff}').trim_start();
    !text.is_empty() && !start.starts_with('<') && !text.contains(is_odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_file_tells_what_it_is() {
        let known: [(&[u8], Option<&str>); 14] = [
            (b"\x89PNG\r\n\x1a\n....", Some("image/png")),
            (b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            (b"GIF89a..", Some("image/gif")),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"RIFF\x10\0\0\0WAVEfmt ", None),
            (b"%PDF-1.7\n%\xe2\xe3", Some("application/pdf")),
            ("\u{feff}会议纪要\r\n一、".as_bytes(), Some("text/plain")),
            (b"{\"a\": 1}", Some("text/plain")),
            (b"<!doctype html><script>", None),
            (b"\n  <svg xmlns='http://www.w3.org/2000/svg'>", None),
            ("\u{feff}<html>".as_bytes(), None),
            (b"PK\x03\x04\0\0", None),
            (b"\xc4\xe3\xba\xc3 GBK", None),
            (b"", None),
        ];
        for (head, media) in known {
            assert_eq!(shown(head), media, "{head:?}");
        }
        let cut = &"知客".as_bytes()[..5];
        assert_eq!(shown(cut), Some("text/plain"), "a head may end within a character");
    }

    #[test]
    fn a_sender_is_believed_only_where_nothing_depends_on_it() {
        let zip: &[u8] = b"PK\x03\x04";
        assert_eq!(kept(zip, "application/zip; x=1"), "application/zip");
        for said in ["", "zip", "image/png", "image/svg+xml", "a/b/c", "text/\"x", "a b/c"] {
            assert_eq!(kept(zip, said), UNKNOWN, "{said}");
        }
        assert_eq!(kept(b"%PDF-1.4", "text/html"), "application/pdf");
    }
}
