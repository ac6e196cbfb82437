//! JSON straight into bytes.
//!
//! Objects and arrays take a line for each member, indented by one space a level, so that two
//! documents differ in the lines of what differs; the leaves among them (a digest, a reference)
//! stay on one line, so that the lines stay few.

use keelmark_model::Digest;

/// Writes one JSON value; the caller sees to it that members have keys and items have none.
pub(super) struct Writer {
    out: Vec<u8>,
    depth: usize,
    /// Whether what is being written stays on one line.
    inline: bool,
    /// Whether the innermost object or array has no member yet.
    empty: bool,
    /// Whether a key was just written.
    keyed: bool,
}

impl Writer {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { out: Vec::with_capacity(bytes), depth: 0, inline: false, empty: true, keyed: true }
    }

    /// Ends the document with a line feed.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.out.push(b'\n');
        self.out
    }

    /// Bytes written so far.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    pub(super) fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.nest(b"{}", self.inline, members);
    }

    pub(super) fn array(&mut self, items: impl FnOnce(&mut Self)) {
        self.nest(b"[]", self.inline, items);
    }

    /// An object on one line.
    pub(super) fn leaf(&mut self, members: impl FnOnce(&mut Self)) {
        self.nest(b"{}", true, members);
    }

    /// An array on one line.
    pub(super) fn row(&mut self, items: impl FnOnce(&mut Self)) {
        self.nest(b"[]", true, items);
    }

    /// A key, which needs no escape.
    pub(super) fn key(&mut self, key: &'static str) -> &mut Self {
        self.separate();
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(if self.inline { b"\":" } else { b"\": " });
        self.keyed = true;
        self
    }

    pub(super) fn string(&mut self, text: &str) {
        self.separate();
        self.quoted(text);
    }

    /// The value of a digest in hexadecimal.
    pub(super) fn hex(&mut self, digest: &Digest) {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        self.separate();
        let mut text = [b'"'; 130];
        let bytes = digest.as_bytes();
        for (pair, byte) in text[1..].chunks_exact_mut(2).zip(bytes) {
            pair[0] = HEX[usize::from(byte >> 4)];
            pair[1] = HEX[usize::from(byte & 15)];
        }
        self.out.extend_from_slice(&text[..2 + 2 * bytes.len()]);
    }

    /// A number, `true` or `false`.
    pub(super) fn literal(&mut self, literal: &'static str) {
        self.separate();
        self.out.extend_from_slice(literal.as_bytes());
    }

    pub(super) fn number(&mut self, number: u32) {
        self.separate();
        self.out.extend_from_slice(number.to_string().as_bytes());
    }

    /// A number of hundredths, written without zeros at its end: `1`, `0.9`, `0.45`.
    pub(super) fn hundredths(&mut self, number: u8) {
        self.separate();
        let text = match (number / 100, number % 100) {
            (whole, 0) => whole.to_string(),
            (whole, part) if part % 10 == 0 => format!("{whole}.{}", part / 10),
            (whole, part) => format!("{whole}.{part:02}"),
        };
        self.out.extend_from_slice(text.as_bytes());
    }

    pub(super) fn field(&mut self, key: &'static str, text: &str) {
        self.key(key).string(text);
    }

    pub(super) fn optional(&mut self, key: &'static str, text: Option<&str>) {
        if let Some(text) = text {
            self.field(key, text);
        }
    }

    fn nest(&mut self, brackets: &[u8; 2], inline: bool, content: impl FnOnce(&mut Self)) {
        self.separate();
        self.out.push(brackets[0]);
        let outer = std::mem::replace(&mut self.inline, inline);
        self.depth += 1;
        self.empty = true;
        content(self);
        self.depth -= 1;
        if !self.empty && !self.inline {
            self.line();
        }
        self.out.push(brackets[1]);
        self.inline = outer;
        self.empty = false;
    }

    fn separate(&mut self) {
        if std::mem::take(&mut self.keyed) {
            return;
        }
        if !std::mem::take(&mut self.empty) {
            self.out.push(b',');
        }
        if !self.inline {
            self.line();
        }
    }

    fn line(&mut self) {
        self.out.push(b'\n');
        self.out.resize(self.out.len() + self.depth, b' ');
    }

    fn quoted(&mut self, text: &str) {
        self.out.push(b'"');
        let bytes = text.as_bytes();
        let needs_escape = |byte: u8| (byte < b' ') | (byte == b'"') | (byte == b'\\');
        // Nearly no text needs an escape, and a loop without a way out is vectorised.
        let any = bytes.iter().fold(false, |any, byte| any | needs_escape(*byte));
        let mut start = 0;
        for (at, byte) in bytes.iter().enumerate().take(if any { bytes.len() } else { 0 }) {
            if !needs_escape(*byte) {
                continue;
            }
            self.out.extend_from_slice(&bytes[start..at]);
            start = at + 1;
            match byte {
                b'"' => self.out.extend_from_slice(b"\\\""),
                b'\\' => self.out.extend_from_slice(b"\\\\"),
                b'\n' => self.out.extend_from_slice(b"\\n"),
                b'\t' => self.out.extend_from_slice(b"\\t"),
                b'\r' => self.out.extend_from_slice(b"\\r"),
                _ => self.out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            }
        }
        self.out.extend_from_slice(&bytes[start..]);
        self.out.push(b'"');
    }
}

#[cfg(test)]
mod tests {
    use super::Writer;
    use proptest::prelude::*;

    fn written(write: impl FnOnce(&mut Writer)) -> String {
        let mut writer = Writer::with_capacity(0);
        write(&mut writer);
        String::from_utf8(writer.finish()).expect("UTF-8")
    }

    #[test]
    fn members_take_lines_and_leaves_do_not() {
        let text = written(|w| {
            w.object(|w| {
                w.field("a", "1");
                w.key("b").array(|w| {
                    w.leaf(|w| {
                        w.field("c", "2");
                        w.key("d").literal("true");
                    });
                    w.string("e");
                });
                w.key("f").array(|_| {});
                w.key("g").row(|w| {
                    w.object(|w| w.field("h", "3"));
                    w.string("i");
                });
            });
        });
        let wanted = r#"{
 "a": "1",
 "b": [
  {"c":"2","d":true},
  "e"
 ],
 "f": [],
 "g": [{"h":"3"},"i"]
}
"#;
        assert_eq!(text, wanted);
    }

    #[test]
    fn hundredths_have_no_zeros_at_their_end() {
        for (number, wanted) in [(0, "0"), (5, "0.05"), (45, "0.45"), (90, "0.9"), (100, "1")] {
            assert_eq!(written(|w| w.hundredths(number)), format!("{wanted}\n"));
        }
    }

    proptest! {
        #[test]
        fn every_string_reads_back(text in proptest::collection::vec(any::<char>(), 0..40)) {
            let text = String::from_iter(text);
            let written = written(|w| w.string(&text));
            prop_assert_eq!(serde_json::from_str::<String>(&written).expect("JSON"), text);
        }
    }
}
