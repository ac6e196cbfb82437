//! Names of members made safe.
//!
//! A path within a target has segments joined by `/`, none of them empty, `.` or `..`, and no `/` at
//! its start. What does not fit is refused rather than mended: a name that climbs out has no other
//! purpose. Bytes that are not UTF-8 are written `\xNN`, a `\` itself as `\x5c`, and a `!` before a
//! `/`, which would read as the inside of an archive, as `\x21`: so no two names become one.

use std::fmt::Write as _;

use keelmark_model::bom::Gap;

use crate::{codes, limits};

/// What names of a kind of archive may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Whether a `/` at the start means the target's own top, as in layers of images, whose
    /// runtimes drop it. Elsewhere such a name is refused.
    pub rooted: bool,
    /// Whether a `\` is a character like others, as for files of Unix. In zip archives some readers
    /// take it for a `/`, and the name is refused.
    pub backslash: bool,
}

impl Rules {
    /// Files of Unix, whose names are relative to the archive.
    pub const UNIX: Self = Self { rooted: false, backslash: true };
    /// The root file system of an image or of a package.
    pub const ROOT: Self = Self { rooted: true, backslash: true };
    /// Members of zip archives.
    pub const ZIP: Self = Self { rooted: false, backslash: false };
}

/// The path that `raw` names; empty for the top folder.
///
/// # Errors
/// A gap with `archive.name`, at the name as it can be shown.
pub fn path(raw: &[u8], rules: Rules) -> Result<String, Gap> {
    match parse(raw, rules) {
        Ok(path) => Ok(path),
        Err(reason) => Err(Gap {
            code: &codes::ARCHIVE_NAME,
            path: shown(raw),
            message: reason.to_owned(),
            line: None,
        }),
    }
}

/// The path of what is called `segment` in the folder at the path `folder`: what [`path`] gives for both
/// together, where the folder need not be looked at again. File systems allow neither a `/` nor a NUL
/// in a segment.
///
/// # Errors
/// As [`path`], but for the depth, which who goes down counts.
pub fn within(folder: &str, segment: &[u8]) -> Result<String, Gap> {
    let length = folder.len() + 1 + segment.len();
    if length > limits::ARCHIVE_NAME_BYTES || matches!(segment, b"" | b"." | b"..") {
        return path(&[folder.as_bytes(), b"/", segment].concat(), Rules::UNIX);
    }
    let mut path = String::with_capacity(length);
    path.push_str(folder);
    if !folder.is_empty() {
        close(&mut path);
    }
    escape(segment, &mut path);
    Ok(path)
}

/// Goes on in the folder at `path`.
fn close(path: &mut String) {
    if path.ends_with('!') {
        path.pop();
        path.push_str("\\x21");
    }
    path.push('/');
}

fn parse(raw: &[u8], rules: Rules) -> Result<String, &'static str> {
    if raw.len() > limits::ARCHIVE_NAME_BYTES {
        return Err("has a name longer than any file system allows");
    }
    if raw.is_empty() {
        return Err("has no name");
    }
    if raw.contains(&0) {
        return Err("has a NUL in its name");
    }
    if raw.starts_with(b"/") && !rules.rooted {
        return Err("has an absolute name");
    }
    if raw.contains(&b'\\') && !rules.backslash {
        return Err("has a `\\` in its name, which some readers take for a `/`");
    }
    let mut path = String::with_capacity(raw.len());
    let mut segments = 0;
    for segment in raw.split(|&byte| byte == b'/') {
        match segment {
            b"" | b"." => continue,
            b".." => return Err("climbs out of its archive by `..`"),
            _ => segments += 1,
        }
        if segments > limits::ARCHIVE_NAME_SEGMENTS {
            return Err("lies deeper than any file system allows");
        }
        if !path.is_empty() {
            close(&mut path);
        }
        escape(segment, &mut path);
    }
    Ok(path)
}

fn escape(segment: &[u8], path: &mut String) {
    if let Ok(plain) = str::from_utf8(segment)
        && !segment.contains(&b'\\')
    {
        path.push_str(plain);
        return;
    }
    for chunk in segment.utf8_chunks() {
        for (at, part) in chunk.valid().split('\\').enumerate() {
            path.push_str(if at > 0 { "\\x5c" } else { "" });
            path.push_str(part);
        }
        for byte in chunk.invalid() {
            let _ = write!(path, "\\x{byte:02x}");
        }
    }
}

/// A refused name, to be shown: the start of it.
pub(super) fn shown(raw: &[u8]) -> String {
    let mut text = String::new();
    escape(raw.get(..200).unwrap_or(raw), &mut text);
    if text.is_empty() { "(no name)".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Rules, path, within};
    use crate::limits;

    fn told(raw: &[u8], rules: Rules) -> Result<String, String> {
        path(raw, rules).map_err(|gap| {
            assert_eq!(gap.code.id, "archive.name");
            gap.message
        })
    }

    #[test]
    fn names_that_fit_become_paths() {
        for (raw, expected) in [
            (&b"a/b"[..], "a/b"),
            (b"./a//b/", "a/b"),
            (b"./", ""),
            (b".", ""),
            (b"...", "..."),
            (b"a\xff\xc3\xa4", "a\\xff\u{e4}"),
            (b"x\\x2d.slice", "x\\x5cx2d.slice"),
            (b"a.jar!/b", "a.jar\\x21/b"),
            (b"a!", "a!"),
        ] {
            assert_eq!(told(raw, Rules::UNIX).as_deref(), Ok(expected));
        }
        assert_eq!(told(b"/etc/passwd", Rules::ROOT).as_deref(), Ok("etc/passwd"));
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        let long = vec![b'a'; limits::ARCHIVE_NAME_BYTES + 1];
        let deep = b"a/".repeat(limits::ARCHIVE_NAME_SEGMENTS + 1);
        for (raw, rules, part) in [
            (&b""[..], Rules::UNIX, "no name"),
            (b"/a", Rules::UNIX, "absolute"),
            (b"/a", Rules::ZIP, "absolute"),
            (b"a/../../b", Rules::UNIX, "climbs"),
            (b"/..", Rules::ROOT, "climbs"),
            (b"a\0b", Rules::UNIX, "NUL"),
            (b"..\\a", Rules::ZIP, "`\\`"),
            (&long, Rules::UNIX, "longer"),
            (&deep, Rules::UNIX, "deeper"),
        ] {
            let message = told(raw, rules).unwrap_err();
            assert!(message.contains(part), "{message}");
        }
    }

    proptest! {
        #[test]
        fn paths_are_safe_and_tell_names_apart(
            a in proptest::collection::vec(prop_oneof![Just(b'/'), Just(b'.'), Just(b'!'), Just(b'\\'), any::<u8>()], 0..12),
            b in proptest::collection::vec(prop_oneof![Just(b'/'), Just(b'.'), Just(b'!'), Just(b'\\'), any::<u8>()], 0..12),
        ) {
            let segments = |raw: &[u8]| -> Vec<Vec<u8>> {
                raw.split(|&byte| byte == b'/')
                    .filter(|part| !part.is_empty() && *part != b".")
                    .map(<[u8]>::to_vec)
                    .collect()
            };
            if let Ok(one) = path(&a, Rules::UNIX) {
                let segment = [&b[..], b"x"].concat();
                if !segment.iter().any(|byte| matches!(byte, 0 | b'/')) {
                    prop_assert_eq!(
                        within(&one, &segment).unwrap(),
                        path(&[&a[..], b"/", &segment].concat(), Rules::ROOT).unwrap()
                    );
                }
                prop_assert!(!one.starts_with('/') && !one.contains("!/") && !one.contains('\0'));
                prop_assert!(one.is_empty() || one.split('/').all(|s| !matches!(s, "" | "." | "..")));
                if let Ok(other) = path(&b, Rules::UNIX) {
                    prop_assert_eq!(one == other, segments(&a) == segments(&b));
                }
            }
        }
    }
}
