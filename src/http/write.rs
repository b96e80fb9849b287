//! JSON straight into a buffer: a list of views is the hottest thing that the server makes.

/// Builds one JSON text. The caller keeps the structure right; text is escaped here.
#[derive(Default)]
pub struct Json(Vec<u8>);

impl Json {
    pub fn new() -> Json {
        Json(Vec::with_capacity(8 * 1024))
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Structure and literals, as they are.
    pub fn raw(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    /// A comma, unless something was just opened.
    pub fn next(&mut self) {
        if !matches!(self.0.last(), None | Some(b'[' | b'{' | b':')) {
            self.0.push(b',');
        }
    }

    pub fn key(&mut self, key: &str) {
        self.next();
        self.text(key);
        self.0.push(b':');
    }

    pub fn number(&mut self, number: impl std::fmt::Display) {
        use std::io::Write;
        // Writing to memory cannot fail.
        let _ = write!(self.0, "{number}");
    }

    pub fn flag(&mut self, on: bool) {
        self.raw(if on { "true" } else { "false" });
    }

    pub fn text(&mut self, text: &str) {
        self.0.push(b'"');
        let bytes = text.as_bytes();
        let mut from = 0;
        for (at, byte) in bytes.iter().enumerate() {
            if *byte < 0x20 || *byte == b'"' || *byte == b'\\' {
                self.0.extend_from_slice(&bytes[from..at]);
                self.escape(*byte);
                from = at + 1;
            }
        }
        self.0.extend_from_slice(&bytes[from..]);
        self.0.push(b'"');
    }

    fn escape(&mut self, byte: u8) {
        match byte {
            b'"' => self.raw("\\\""),
            b'\\' => self.raw("\\\\"),
            b'\n' => self.raw("\\n"),
            b'\r' => self.raw("\\r"),
            b'\t' => self.raw("\\t"),
            other => self.raw(&format!("\\u{other:04x}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Json;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_reads_back_as_it_was(text in any::<String>()) {
            let mut json = Json::new();
            json.text(&text);
            let back: String = serde_json::from_slice(&json.into_bytes()).unwrap();
            prop_assert_eq!(back, text);
        }
    }
}
