//! Just enough of Rust's lexical grammar to tell code from comments, strings and tests.

/// What a byte of a Rust source is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Code,
    Comment,
    Text,
}

/// `text` with comments and the contents of literals as spaces; every line stays where it was.
pub(crate) fn code(text: &str) -> String {
    keep(text, |part| part == Part::Code)
}

/// `text` with comments as spaces; every line stays where it was.
pub(crate) fn uncommented(text: &str) -> String {
    keep(text, |part| part != Part::Comment)
}

/// `code` (see [`code()`]) with the items under `#[cfg(test)]` as spaces.
pub(crate) fn without_tests(code: &str) -> String {
    const TEST: &str = "#[cfg(test)]";
    let mut bytes = code.as_bytes().to_vec();
    for (start, _) in code.match_indices(TEST) {
        let end = item_end(code, start + TEST.len());
        blank(&mut bytes[start..end]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The line, from 1, of byte offset `at`.
pub(crate) fn line(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// Offsets at which `word` stands in `text` and is not part of a longer identifier.
pub(crate) fn words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let bytes = text.as_bytes();
    text.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let before = at.checked_sub(1).map(|at| bytes[at]);
        let after = bytes.get(at + word.len()).copied();
        let bounded = |end: Option<u8>, next: Option<u8>| {
            !(end.is_some_and(is_identifier) && next.is_some_and(is_identifier))
        };
        bounded(word.bytes().next(), before) && bounded(word.bytes().last(), after)
    })
}

/// What stands between the bracket at byte offset `open` and the one that closes it.
pub(crate) fn bracketed(code: &str, open: usize) -> &str {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return &code[(open + 1).min(at)..at];
        }
    }
    &code[code.len().min(open + 1)..]
}

/// Where the item ends that begins at `start`: after its block or its semicolon.
fn item_end(code: &str, start: usize) -> usize {
    let mut at = start;
    while let Some(byte) = code.as_bytes().get(at) {
        match byte {
            b';' => return at + 1,
            b'{' => return at + bracketed(code, at).len() + 2,
            b'(' | b'[' => at += bracketed(code, at).len() + 2,
            _ => at += 1,
        }
    }
    code.len()
}

fn keep(text: &str, kept: impl Fn(Part) -> bool) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let (part, end) = next(text.as_bytes(), at);
        if !kept(part) {
            blank(&mut bytes[at..end]);
        }
        at = end;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn blank(bytes: &mut [u8]) {
    for byte in bytes.iter_mut().filter(|byte| **byte != b'\n') {
        *byte = b' ';
    }
}

/// The part that begins at `at`, and where it ends.
fn next(bytes: &[u8], at: usize) -> (Part, usize) {
    let rest = &bytes[at..];
    let (part, length) = match rest {
        [b'/', b'/', ..] => (Part::Comment, line_comment(rest)),
        [b'/', b'*', ..] => (Part::Comment, block_comment(rest)),
        [b'"', ..] => (Part::Text, quoted(rest)),
        [b'\'', ..] => character(rest).map_or((Part::Code, 1), |length| (Part::Text, length)),
        [first, ..] if is_identifier(*first) => match raw_string(rest) {
            Some(length) => (Part::Text, length),
            None => (Part::Code, rest.iter().take_while(|byte| is_identifier(**byte)).count()),
        },
        _ => (Part::Code, 1),
    };
    (part, at + length)
}

const fn is_identifier(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn line_comment(rest: &[u8]) -> usize {
    rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())
}

fn block_comment(rest: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        match &rest[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn quoted(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The length of a character literal; a lifetime has none.
fn character(rest: &[u8]) -> Option<usize> {
    if rest.get(1) == Some(&b'\\') {
        let close = rest.iter().skip(3).position(|byte| *byte == b'\'')?;
        return Some(close + 4);
    }
    // One character of at most four bytes, then the closing quote.
    let width = 1 + rest.get(2..5)?.iter().take_while(|byte| (**byte & 0xc0) == 0x80).count();
    (rest.get(1 + width) == Some(&b'\'')).then_some(width + 2)
}

/// The length of a raw string with its prefix (`r`, `br` or `cr`) and hashes.
fn raw_string(rest: &[u8]) -> Option<usize> {
    let prefix = [&b"r"[..], b"br", b"cr"].into_iter().find(|prefix| rest.starts_with(prefix))?;
    let hashes = rest[prefix.len()..].iter().take_while(|byte| **byte == b'#').count();
    let open = prefix.len() + hashes;
    if rest.get(open) != Some(&b'"') {
        return None;
    }
    let close: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
    let body = &rest[open + 1..];
    let length = body.windows(close.len()).position(|window| window == close);
    Some(length.map_or(rest.len(), |length| open + 1 + length + close.len()))
}

#[cfg(test)]
mod tests {
    use super::{bracketed, code, line, uncommented, without_tests, words};

    #[test]
    fn code_is_told_from_comments_and_literals() {
        let cases = [
            ("a // b", "a     "),
            ("a /* b /* c */ d */ e", "a                   e"),
            (r#"x("a\"b // c") y"#, "x(           ) y"),
            ("r\"a\\\" b", "      b"),
            ("br#\"a\"b\"# c", "          c"),
            ("for 'a' in 'b", "for     in 'b"),
            (r"'\'' '\u{41}' c", "              c"),
            ("'é' x", "     x"),
            ("&'static str", "&'static str"),
        ];
        for (text, expected) in cases {
            assert_eq!(code(text).trim_end(), expected.trim_end(), "{text}");
        }
        assert_eq!(uncommented("\"// a\" // b").trim_end(), "\"// a\"");
        assert_eq!(code("\"unclosed"), "         ");
    }

    #[test]
    fn tests_are_left_out() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() { [1; 2] }\n}\nfn c() {}\n";
        let code = without_tests(text);
        assert!(code.contains("fn a") && code.contains("fn c") && !code.contains("fn b"));
        assert_eq!(line(&code, code.find("fn c").unwrap()), 6);
        assert_eq!(without_tests("#[cfg(test)]\nuse a;\nb").trim(), "b");
    }

    #[test]
    fn words_are_whole() {
        assert_eq!(words("ab abc ab", "ab").collect::<Vec<_>>(), [0, 7]);
        assert_eq!(words("x.print!()", "print!").collect::<Vec<_>>(), [2]);
        assert_eq!(words("eprint!()", "print!").count(), 0);
    }

    #[test]
    fn brackets_nest() {
        assert_eq!(bracketed("a(b(c)d)e", 1), "b(c)d");
        assert_eq!(bracketed("a(b", 1), "b");
    }
}
