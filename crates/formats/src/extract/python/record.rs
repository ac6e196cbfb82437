//! `RECORD`: the files of an installed distribution, or of one in a wheel.
//!
//! Source: "Recording installed projects" in the Python Packaging User Guide: rows of path, digest
//! (`sha256=` and base64 without padding, in the alphabet for URLs) and size, as CSV. Paths are relative
//! to the folder the distribution is installed in.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keelmark_model::{Digest, DigestAlgorithm};

use super::super::header_block;
use super::super::{Claim, Extract, Extractor, File, OwnedFile, Pattern, Says};
use super::{parent, prefix};
use crate::limits;

/// `name-version.dist-info/RECORD`.
pub(crate) static RECORD: Extractor = Extractor {
    id: "python-record",
    version: 1,
    example: "lib/python3.12/site-packages/rich-13.9.4.dist-info/RECORD",
    reads: &[Pattern::Name("RECORD")],
    limit: limits::DOCUMENT_BYTES,
    extract: |file| Ok(record(file)),
};

/// `installed-files.txt`, which pip wrote into `*.egg-info` before it built wheels: paths relative to
/// that folder, one a line.
pub(crate) static INSTALLED_FILES: Extractor = Extractor {
    id: "python-installed-files",
    version: 1,
    example: "lib/python3/dist-packages/six-1.16.0.egg-info/installed-files.txt",
    reads: &[Pattern::Name("installed-files.txt")],
    limit: limits::DOCUMENT_BYTES,
    extract: |file| Ok(installed_files(file)),
};

fn record(file: &File<'_>) -> Extract {
    let home = file.folder();
    if !home.ends_with(".dist-info") {
        return Extract::default();
    }
    let (environment, _) = parent(home);
    let text = header_block::text(file.bytes);
    let rows = text.lines().filter_map(|row| {
        let (path, rest) = first_field(row)?;
        let hash = rest.split(',').next().unwrap_or_default();
        Some((path, digest(hash)))
    });
    owned(file, rows, environment, prefix(environment))
}

fn installed_files(file: &File<'_>) -> Extract {
    let home = file.folder();
    if !home.ends_with(".egg-info") {
        return Extract::default();
    }
    let text = header_block::text(file.bytes);
    let rows = text.lines().filter(|line| !line.is_empty()).map(|line| (line.into(), None));
    owned(file, rows, home, prefix(parent(home).0))
}

/// Claims files for the package whose record this is: those in its environment. A record has no say
/// in what lies elsewhere.
fn owned<'a>(
    file: &File<'_>,
    rows: impl Iterator<Item = (Cow<'a, str>, Option<Digest>)>,
    base: &str,
    prefix: &str,
) -> Extract {
    let mut extract = Extract::default();
    let mut files = Vec::new();
    for (path, digest) in rows {
        if files.len() == limits::OWNED_FILES {
            let message = format!("more than {} files", limits::OWNED_FILES);
            extract.gaps.push(file.entry_gap(None, message));
            break;
        }
        if let Some(path) = resolved(base, &path).filter(|path| is_below(path, prefix)) {
            files.push(OwnedFile { path, digest });
        }
    }
    extract.claims.push(Claim { home: file.folder().to_owned(), says: Says::Owns(files) });
    extract
}

/// The first field of a row of CSV, and what follows its comma.
fn first_field(row: &str) -> Option<(Cow<'_, str>, &str)> {
    let Some(quoted) = row.strip_prefix('"') else {
        let (path, rest) = row.split_once(',')?;
        return Some((path.into(), rest));
    };
    let mut from = 0;
    loop {
        let quote = from + quoted.get(from..)?.find('"')?;
        let rest = quoted.get(quote + 1..)?;
        if !rest.starts_with('"') {
            let path = quoted.get(..quote)?.replace("\"\"", "\"");
            return Some((path.into(), rest.strip_prefix(',').unwrap_or(rest)));
        }
        from = quote + 2;
    }
}

/// `sha256=` and the like; weaker algorithms say nothing.
fn digest(text: &str) -> Option<Digest> {
    let (name, value) = text.split_once('=')?;
    let algorithm = DigestAlgorithm::from_name(name)?;
    let bytes = URL_SAFE_NO_PAD.decode(value.trim_end_matches('=')).ok()?;
    Digest::new(algorithm, &bytes).ok()
}

/// `path` from the folder `base`, without `.` and `..`; `None` for what leads out of the target.
fn resolved(base: &str, path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    let base = if path.starts_with('/') { "" } else { base };
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::super::prefix;
    use super::{first_field, resolved};

    #[test]
    fn rows_are_split_as_csv() {
        for (row, wanted) in [
            ("a/b.py,sha256=x,3", Some(("a/b.py", "sha256=x,3"))),
            ("\"a,\"\"b\"\".py\",,", Some(("a,\"b\".py", ","))),
            ("\"a", None),
            ("\"\"\"", None),
            ("a", None),
        ] {
            let field = first_field(row);
            let field = field.as_ref().map(|(path, rest)| (path.as_ref(), *rest));
            assert_eq!(field, wanted, "{row}");
        }
    }

    #[test]
    fn paths_stay_in_the_target() {
        for (base, path, wanted) in [
            ("v/lib/python3/site-packages", "../../../bin/x", Some("v/bin/x")),
            ("v/lib", "a/./b", Some("v/lib/a/b")),
            ("v", "../../x", None),
            ("v", "/usr/bin/x", Some("usr/bin/x")),
            ("v", "a\\b", Some("v/a/b")),
        ] {
            assert_eq!(resolved(base, path).as_deref(), wanted, "{path}");
        }
    }

    #[test]
    fn an_environment_has_a_prefix() {
        for (environment, wanted) in [
            (".venv/lib/python3.12/site-packages", ".venv"),
            ("venv/Lib/site-packages", "venv"),
            ("usr/lib/python3/dist-packages", "usr"),
            ("lib64/pypy3.10/site-packages", ""),
            ("lambda", "lambda"),
            ("", ""),
        ] {
            assert_eq!(prefix(environment), wanted, "{environment}");
        }
    }
}
