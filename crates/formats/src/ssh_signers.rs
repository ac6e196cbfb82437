//! Files that say whose SSH keys may sign.
//!
//! Source: `ssh-keygen(1)`, "ALLOWED SIGNERS": a line has principals, options, type of key, key and
//! comment. A line without principals and options, as in `id_ed25519.pub` and the simpler
//! `authorized_keys`, is taken too.

use keelmark_model::Timestamp;

use crate::ssh_key::{SshKey, is_key_type};
use crate::{ParseError, codes, limits, time};

/// A key that may sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshSigner {
    /// Whose it is, a list of patterns; none in a file of bare keys.
    pub principals: Option<Patterns>,
    /// Whether the key signs certificates, and not files.
    pub cert_authority: bool,
    /// What the key may sign for; none for everything.
    pub namespaces: Option<Patterns>,
    /// The first moment at which the key may sign.
    pub valid_after: Option<Timestamp>,
    /// The last moment at which the key may sign.
    pub valid_before: Option<Timestamp>,
    /// The key.
    pub key: SshKey,
    /// The line in the file, from 1.
    pub line: usize,
}

/// A list of patterns as `ssh_config(5)` has them: parted by commas; `*` is any text, `?` any one
/// character; a pattern after `!` excludes what it fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patterns(String);

impl Patterns {
    /// Whether one of the patterns fits `text` and none excludes it.
    pub fn fit(&self, text: &str) -> bool {
        let mut fits = false;
        for pattern in self.0.split(',') {
            match pattern.strip_prefix('!') {
                Some(excluded) if wildcard(excluded, text) => return false,
                Some(_) => {}
                None => fits |= wildcard(pattern, text),
            }
        }
        fits
    }

    /// The one text that fits, if the list has no wildcard and only one entry.
    pub fn literal(&self) -> Option<&str> {
        Some(self.0.as_str()).filter(|text| !text.contains(['*', '?', ',', '!']))
    }
}

/// Reads a file of keys.
///
/// # Errors
/// `document.*` and `ssh.time`, with the line: not UTF-8, too long, malformed, an option that is not
/// known, a time in the machine's time zone.
pub fn parse(bytes: &[u8]) -> Result<Vec<SshSigner>, ParseError> {
    if bytes.len() > limits::SSH_SIGNERS_BYTES {
        let most = limits::SSH_SIGNERS_BYTES;
        let message = format!("a file of SSH keys has at most {most} bytes");
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
    }
    let text = str::from_utf8(bytes).map_err(|error| {
        let message = "a file of SSH keys is UTF-8";
        ParseError::at(&codes::DOCUMENT_ENCODING, message, bytes, error.valid_up_to())
    })?;
    let mut signers = Vec::new();
    let mut start = 0;
    for (index, line) in text.split('\n').enumerate() {
        let content = line.trim_matches([' ', '\t', '\r']);
        if !content.is_empty() && !content.starts_with('#') {
            let signer = signer(content, index + 1)
                .map_err(|error| ParseError::at(error.code, error.message, bytes, start))?;
            signers.push(signer);
        }
        start += line.len() + 1;
    }
    if signers.is_empty() {
        return Err(ParseError::new(&codes::DOCUMENT_EMPTY, "the file has no SSH key"));
    }
    Ok(signers)
}

fn signer(content: &str, line: usize) -> Result<SshSigner, ParseError> {
    let mut rest = content;
    let first = word(&mut rest)?;
    let (principals, mut next) =
        if is_key_type(first) { (None, first) } else { (Some(patterns(first)?), word(&mut rest)?) };
    let mut options = Options::default();
    if !is_key_type(next) {
        options = Options::parse(next)?;
        next = word(&mut rest)?;
    }
    let key = SshKey::from_text(next, word(&mut rest)?)?;
    let Options { cert_authority, namespaces, valid_after, valid_before } = options;
    Ok(SshSigner { principals, cert_authority, namespaces, valid_after, valid_before, key, line })
}

/// What stands before the next space that is not within quotes; at the end, nothing.
fn word<'t>(rest: &mut &'t str) -> Result<&'t str, ParseError> {
    let mut quoted = false;
    let end = rest.find(|c| {
        quoted ^= c == '"';
        !quoted && (c == ' ' || c == '\t')
    });
    if quoted && end.is_none() {
        return Err(shape("a quotation is not closed"));
    }
    let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
    *rest = after.trim_start_matches([' ', '\t']);
    if word.is_empty() { Err(shape("a line ends before its key")) } else { Ok(word) }
}

#[derive(Default)]
struct Options {
    cert_authority: bool,
    namespaces: Option<Patterns>,
    valid_after: Option<Timestamp>,
    valid_before: Option<Timestamp>,
}

impl Options {
    fn parse(text: &str) -> Result<Self, ParseError> {
        let mut options = Self::default();
        let mut quoted = false;
        let parts = text.split(|c| {
            quoted ^= c == '"';
            c == ',' && !quoted
        });
        for part in parts {
            let (name, value) = match part.split_once('=') {
                Some((name, value)) => (name, Some(unquoted(value)?)),
                None => (part, None),
            };
            let fresh = match (name.to_ascii_lowercase().as_str(), value) {
                ("cert-authority", None) => !std::mem::replace(&mut options.cert_authority, true),
                ("namespaces", Some(value)) => {
                    options.namespaces.replace(patterns(value)?).is_none()
                }
                ("valid-after", Some(value)) => {
                    options.valid_after.replace(moment(value)?).is_none()
                }
                ("valid-before", Some(value)) => {
                    options.valid_before.replace(moment(value)?).is_none()
                }
                _ => return Err(unknown_option(name)),
            };
            if !fresh {
                return Err(shape(&format!(
                    "option `{}` is given twice",
                    keelmark_model::visible(name)
                )));
            }
        }
        Ok(options)
    }
}

fn unquoted(value: &str) -> Result<&str, ParseError> {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
    if inner.contains(['"', '\\']) {
        return Err(shape("the value of an option has quotation marks within"));
    }
    Ok(inner)
}

fn patterns(list: &str) -> Result<Patterns, ParseError> {
    let fits = !list.contains(['"', '\\'])
        && list.split(',').all(|one| !one.trim_start_matches('!').is_empty());
    let short = list.len() <= limits::SSH_PATTERNS_BYTES;
    if fits && short {
        Ok(Patterns(list.to_owned()))
    } else {
        Err(shape("a list of patterns is malformed"))
    }
}

/// `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`, and `Z`.
fn moment(text: &str) -> Result<Timestamp, ParseError> {
    let wrong = |message: String| ParseError::new(&codes::SSH_TIME, message);
    let shown = keelmark_model::visible(text);
    let Some(digits) = text.strip_suffix(['Z', 'z']) else {
        return Err(wrong(format!(
            "time `{shown}` has no Z, so it means another one on each machine"
        )));
    };
    let malformed = || wrong(format!("`{shown}` is no time; the form is YYYYMMDDHHMMSSZ"));
    if !matches!(digits.len(), 8 | 12 | 14) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(malformed());
    }
    let padded = format!("{digits:0<14}");
    let part = |from: usize, to: usize| padded.get(from..to).unwrap_or_default();
    let date = format!("{}-{}-{}", part(0, 4), part(4, 6), part(6, 8));
    let clock = format!("{}:{}:{}", part(8, 10), part(10, 12), part(12, 14));
    time::parse_rfc3339(&format!("{date}T{clock}Z")).ok_or_else(malformed)
}

fn unknown_option(name: &str) -> ParseError {
    let name = keelmark_model::visible(name);
    shape(&format!("`{name}` is no option of an allowed signer"))
}

fn shape(message: &str) -> ParseError {
    ParseError::new(&codes::DOCUMENT_SHAPE, message)
}

/// Whether `pattern` fits the whole of `text`. Takes time in proportion to the product of their
/// lengths at most: a star that failed is only ever tried further on.
fn wildcard(pattern: &str, text: &str) -> bool {
    let (mut pattern, mut text) = (pattern.chars(), text.chars());
    let mut retry = None;
    loop {
        let (mut after_pattern, mut after_text) = (pattern.clone(), text.clone());
        match (after_pattern.next(), after_text.next()) {
            (Some('*'), _) => {
                retry = Some((after_pattern.clone(), text.clone()));
                pattern = after_pattern;
                continue;
            }
            (Some(wanted), Some(found)) if wanted == '?' || wanted == found => {
                (pattern, text) = (after_pattern, after_text);
                continue;
            }
            (None, None) => return true,
            _ => {}
        }
        let Some((star, mut tried)) = retry.take() else { return false };
        if tried.next().is_none() {
            return false;
        }
        retry = Some((star.clone(), tried.clone()));
        (pattern, text) = (star, tried);
    }
}

#[cfg(test)]
mod tests {
    use super::{Patterns, wildcard};

    #[test]
    fn wildcards_fit_whole_texts() {
        for (pattern, text, fits) in [
            ("file", "file", true),
            ("file", "files", false),
            ("*", "", true),
            ("", "a", false),
            ("f?le", "file", true),
            ("f?le", "fle", false),
            ("*@example.com", "a@example.com", true),
            ("*@example.com", "a@example.com.org", false),
            ("*a*b", "xaxbxb", true),
            ("*a*b", "xbxa", false),
            ("a**", "a", true),
        ] {
            assert_eq!(wildcard(pattern, text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn what_is_excluded_never_fits() {
        let patterns = Patterns("*@example.com,!eve@example.com".to_owned());
        assert!(patterns.fit("alice@example.com"));
        assert!(!patterns.fit("eve@example.com"));
        assert!(!Patterns("!eve".to_owned()).fit("alice"));
    }

    #[test]
    fn a_wildcard_takes_no_long_time() {
        let (pattern, text) = ("*a".repeat(200), "a".repeat(2_000) + "b");
        assert!(!wildcard(&pattern, &text));
    }
}
