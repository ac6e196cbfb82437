//! What a file of a published database is: an advisory, or a list of flaws.

use keelmark_model::advisory::{Exploited, Likelihood};

use super::{Read, epss, kev, osv, rustsec};
use crate::{ParseError, codes};

/// What a file says.
#[derive(Debug)]
pub enum Document {
    /// One advisory.
    Advisory(Box<Read>),
    /// Flaws that are known to be exploited.
    Exploited(Vec<Exploited>),
    /// How likely flaws are to be exploited.
    Likelihoods(Vec<Likelihood>),
}

/// Whether a file in a published database is an advisory or a list, by its path: `RUSTSEC-2020-0001.md`,
/// `PYSEC-2021-1.yaml`, `GHSA-….json`, `epss_scores-current.csv.gz`, `known_exploited_vulnerabilities.json`.
/// What else lies there (readmes, schemas, workflows) is none, and hidden folders hold none.
pub fn is_expected(path: &str) -> bool {
    if path.split('/').any(|part| part.starts_with('.')) {
        return false;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    if is_list(name) {
        return true;
    }
    let Some((stem, "json" | "yaml" | "yml" | "md")) = name.rsplit_once('.') else { return false };
    let is_id = stem.contains('-') && stem.bytes().any(|byte| byte.is_ascii_digit());
    // Identifiers begin with the name of who gives them out; `osv-schema-1.7.json` is a name of something else.
    is_id && stem.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn is_list(name: &str) -> bool {
    let begins = name.starts_with("epss") || name.starts_with("known_exploited");
    begins && [".csv", ".csv.gz", ".json"].iter().any(|end| name.ends_with(end))
}

/// Reads a file, decompressed, of which `path` decides the form.
///
/// # Errors
/// `document.*` codes for what cannot be read at all; what can be read in part is a finding.
pub fn read(path: &str, bytes: &[u8]) -> Result<Document, ParseError> {
    let path = path.strip_suffix(".gz").unwrap_or(path);
    let (_, form) = path.rsplit_once('.').unwrap_or_default();
    match form {
        "json" => json(bytes),
        "yaml" | "yml" => advisory(osv::parse_yaml(bytes)),
        "md" => advisory(rustsec::parse(bytes, ecosystem(path))),
        "csv" => list(bytes),
        _ => {
            let message = "it is none of .json, .yaml, .md, .csv, .csv.gz, .zip";
            Err(ParseError::new(&codes::DOCUMENT_SHAPE, message))
        }
    }
}

fn advisory(read: Result<Read, ParseError>) -> Result<Document, ParseError> {
    read.map(|read| Document::Advisory(Box::new(read)))
}

/// A list says of itself that it is a catalogue; an advisory has an identifier.
fn json(bytes: &[u8]) -> Result<Document, ParseError> {
    match osv::parse(bytes) {
        Err(error) if error.code != &codes::DOCUMENT_SIZE => match kev::parse(bytes) {
            Ok(list) => Ok(Document::Exploited(list)),
            Err(_) => Err(error),
        },
        read => advisory(read),
    }
}

fn list(bytes: &[u8]) -> Result<Document, ParseError> {
    let is_scores = bytes.first() == Some(&b'#') || bytes.starts_with(b"cve,epss");
    if is_scores {
        return epss::parse(bytes).map(|scores| Document::Likelihoods(scores.scores));
    }
    kev::parse(bytes).map(Document::Exploited)
}

/// RustSec has advisories of crates in one folder, and of Rust's own tools in another.
fn ecosystem(path: &str) -> &'static str {
    if path.split('/').any(|part| part == "rust") { "Rust" } else { "crates.io" }
}

#[cfg(test)]
mod tests {
    use super::{Document, is_expected, read};

    #[test]
    fn files_are_known_by_their_names() {
        for path in [
            "crates/a/RUSTSEC-2020-0001.md",
            "vulns/a/PYSEC-2021-1.yaml",
            "advisories/2020/GHSA-aaaa-bbbb-1ccc/GHSA-aaaa-bbbb-1ccc.json",
            "openSUSE-SU-2020:1.json",
            "epss_scores-current.csv.gz",
            "known_exploited_vulnerabilities.json",
        ] {
            assert!(is_expected(path), "{path}");
        }
        for path in [
            "README.md",
            ".github/workflows/CI-1.yaml",
            "id-allocator",
            "osv-schema-1.7.json",
            "a.csv",
        ] {
            assert!(!is_expected(path), "{path}");
        }
    }

    #[test]
    fn content_tells_lists_from_advisories() {
        let kind = |path: &str, text: &str| match read(path, text.as_bytes()) {
            Ok(Document::Advisory(read)) => read
                .advisory
                .affected
                .first()
                .map_or_else(|| "nothing".to_owned(), |affected| affected.ecosystem.clone()),
            Ok(Document::Exploited(list)) => format!("{} exploited", list.len()),
            Ok(Document::Likelihoods(list)) => format!("{} likely", list.len()),
            Err(error) => error.code.id.to_owned(),
        };
        let rustsec = "```toml\n[advisory]\nid = \"RUSTSEC-2020-0001\"\npackage = \"std\"\n[versions]\npatched = [\">= 1\"]\n```\n# T\n";
        assert_eq!(kind("crates/a/R-1.md", rustsec), "crates.io");
        assert_eq!(kind("rust/std/R-1.md", rustsec), "Rust");
        assert_eq!(kind("a.json", r#"{"id": "A-1", "affected": []}"#), "nothing");
        assert_eq!(kind("a.json", r#"{"vulnerabilities": []}"#), "0 exploited");
        assert_eq!(kind("a.json", "{}"), "document.shape");
        assert_eq!(kind("a.csv.gz", "#m\ncve,epss,percentile\nCVE-1,0.1,0.2\n"), "1 likely");
        assert_eq!(kind("a.toml", ""), "document.shape");
    }
}
