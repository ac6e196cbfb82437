//! `go.sum`: digests of modules. It also has those that were only looked at to choose versions.
//!
//! Source: "Go Modules Reference", go.sum files: module, version (with `/go.mod` for that file alone)
//! and `h1:` with the digest of a listing of the module's files.

use super::super::{Claim, Extract, Extractor, File, Pattern, Says};
use crate::{ParseError, limits};

/// `go.sum`.
pub(crate) static GO_SUM: Extractor = Extractor {
    id: "go-sum",
    version: 1,
    example: "go.sum",
    reads: &[Pattern::Name("go.sum")],
    limit: limits::MANIFEST_BYTES,
    extract,
};

#[expect(clippy::unnecessary_wraps, reason = "the type of every extractor")]
fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let text = String::from_utf8_lossy(file.bytes);
    for (line, number) in text.lines().zip(1..) {
        let words: Vec<&str> = line.split_ascii_whitespace().collect();
        match words.as_slice() {
            [] => {}
            [_, version, _] if version.ends_with("/go.mod") => {}
            [module, version, sum] if sum.contains(':') => extract.claims.push(Claim {
                home: super::home_of(file.folder(), module, version),
                says: Says::Property("go:sum".to_owned(), (*sum).to_owned()),
            }),
            _ => {
                let message = "a line that is not a module, a version and a digest";
                extract.gaps.push(file.entry_gap(Some(number), message));
                break;
            }
        }
    }
    Ok(extract)
}
