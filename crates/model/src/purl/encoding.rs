//! Percent encoding as package URLs use it.

use std::borrow::Cow;
use std::fmt::{self, Write};

use super::PurlError;

/// Displays a text with all but unreserved characters and `:` percent-encoded.
pub(super) struct Component<'a>(pub(super) &'a str);

/// Displays a text as [`Component`] does, but keeps `/`.
pub(super) struct Path<'a>(pub(super) &'a str);

impl fmt::Display for Component<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        encode(f, self.0, is_kept)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        encode(f, self.0, |byte| byte == b'/' || is_kept(byte))
    }
}

const fn is_kept(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':')
}

fn encode(f: &mut fmt::Formatter<'_>, text: &str, kept: impl Fn(u8) -> bool) -> fmt::Result {
    if text.bytes().all(&kept) {
        return f.write_str(text);
    }
    for byte in text.bytes() {
        if kept(byte) {
            f.write_char(char::from(byte))?;
        } else {
            write!(f, "%{byte:02X}")?;
        }
    }
    Ok(())
}

/// The text that the percent-encoded `encoded` stands for.
///
/// # Errors
/// [`PurlError::Encoding`].
pub fn decode(encoded: &str) -> Result<Cow<'_, str>, PurlError> {
    if !encoded.contains('%') {
        return Ok(Cow::Borrowed(encoded));
    }
    let wrong = || PurlError::Encoding(encoded.to_owned());
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let [high, low, tail @ ..] = rest else { return Err(wrong()) };
        bytes.push(nibble(*high).ok_or_else(wrong)? << 4 | nibble(*low).ok_or_else(wrong)?);
        rest = tail;
    }
    String::from_utf8(bytes).map(Cow::Owned).map_err(|_| wrong())
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}
