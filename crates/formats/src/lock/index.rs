//! What the public indexes state of the files that they serve.
//!
//! Sources: PyPA, "Simple repository API" (JSON, version 1); npm's registry API ("package version", `dist`); "The Cargo
//! Book", "Registry Index" (index files, the sparse protocol).

use keelmark_model::{Digest, DigestAlgorithm, Ecosystem, Package, Source};
use serde::Deserialize;
use serde_json::Value;

use super::integrity;
use super::source::is_default;
use crate::manifest::python::file_name;
use crate::{ParseError, codes, json, limits};

/// An index that can be asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Index {
    /// Where it answers, without a `/` at the end.
    pub address: &'static str,
    /// The media type to ask for, where it has several.
    pub accept: Option<&'static str>,
}

/// A file as an index states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Its name, where the index gives one.
    pub file: Option<String>,
    /// The version that it is of.
    pub version: String,
    /// Its digests.
    pub digests: Vec<Digest>,
}

static CARGO: Index = Index { address: "https://index.crates.io", accept: None };
static NPM: Index = Index { address: "https://registry.npmjs.org", accept: None };
static PYTHON: Index =
    Index { address: "https://pypi.org", accept: Some("application/vnd.pypi.simple.v1+json") };

/// The index of an ecosystem.
pub const fn of(ecosystem: Ecosystem) -> &'static Index {
    match ecosystem {
        Ecosystem::Cargo => &CARGO,
        Ecosystem::Npm => &NPM,
        Ecosystem::Python => &PYTHON,
    }
}

/// Where the index of its ecosystem answers about a package; `None` for one that is of elsewhere, or of which the
/// name cannot stand in an address.
pub fn path(ecosystem: Ecosystem, package: &Package) -> Option<String> {
    let Source::Registry(registry) = &package.source else { return None };
    let name = &package.name;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~@+/".contains(c);
    let is_safe = |text: &str| {
        text.chars().all(is_plain) && !text.split('/').any(|part| matches!(part, "" | "." | ".."))
    };
    if !is_default(registry) || !is_safe(name) {
        return None;
    }
    Some(match ecosystem {
        Ecosystem::Cargo => sparse(&name.to_ascii_lowercase())?,
        Ecosystem::Npm => {
            let version = package.version.as_deref().filter(|version| is_safe(version))?;
            format!("{name}/{version}")
        }
        Ecosystem::Python => format!("simple/{name}/"),
    })
}

/// The path of a crate's file in an index: by the length of its name, and what it begins with.
fn sparse(name: &str) -> Option<String> {
    Some(match name.len() {
        0 => return None,
        length @ 1..=2 => format!("{length}/{name}"),
        3 => format!("3/{}/{name}", name.get(..1)?),
        _ => format!("{}/{}/{name}", name.get(..2)?, name.get(2..4)?),
    })
}

/// What an answer says of the files of a package.
///
/// # Errors
/// `document.*` codes.
pub fn read(ecosystem: Ecosystem, bytes: &[u8]) -> Result<Vec<Stated>, ParseError> {
    match ecosystem {
        Ecosystem::Cargo => crates_io(bytes),
        Ecosystem::Npm => npm(&json::lenient(bytes)?),
        Ecosystem::Python => pypi(&json::lenient(bytes)?),
    }
}

#[derive(Deserialize)]
struct Crate {
    vers: String,
    cksum: String,
}

/// A line for each version.
fn crates_io(bytes: &[u8]) -> Result<Vec<Stated>, ParseError> {
    let mut stated = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        let Crate { vers, cksum } = serde_json::from_slice(line).map_err(|error| shape(&error))?;
        let digest = Digest::from_hex(DigestAlgorithm::Sha256, &cksum).map_err(|it| shape(&it))?;
        stated.push(Stated { file: None, version: vers, digests: vec![digest] });
        bound(stated.len())?;
    }
    Ok(stated)
}

fn npm(answer: &Value) -> Result<Vec<Stated>, ParseError> {
    let text = |value: &Value, key: &str| value.get(key)?.as_str().map(str::to_owned);
    let version = text(answer, "version").ok_or_else(|| shape(&"no version"))?;
    let dist = answer.get("dist").unwrap_or(&Value::Null);
    let mut digests =
        integrity(&text(dist, "integrity").unwrap_or_default()).map_err(|it| shape(&it))?;
    if let Some(sum) = text(dist, "shasum") {
        digests.push(Digest::from_hex(DigestAlgorithm::Sha1, &sum).map_err(|it| shape(&it))?);
    }
    Ok(vec![Stated { file: None, version, digests }])
}

fn pypi(answer: &Value) -> Result<Vec<Stated>, ParseError> {
    let files = answer.get("files").and_then(Value::as_array).ok_or_else(|| shape(&"no files"))?;
    bound(files.len())?;
    let mut stated = Vec::with_capacity(files.len());
    for file in files {
        let name = file.get("filename").and_then(Value::as_str).ok_or_else(|| shape(&"no name"))?;
        let hashes = file.get("hashes").and_then(Value::as_object);
        let digests = hashes.into_iter().flatten().filter_map(|(name, hex)| {
            Digest::from_hex(DigestAlgorithm::from_name(name)?, hex.as_str()?).ok()
        });
        let version = file_name::parse(name).map(|(_, version)| version);
        stated.push(Stated {
            file: Some(name.to_owned()),
            version: version.unwrap_or_default(),
            digests: digests.collect(),
        });
    }
    Ok(stated)
}

fn shape(what: &dyn std::fmt::Display) -> ParseError {
    ParseError::new(&codes::DOCUMENT_SHAPE, format!("no answer of an index: {what}"))
}

fn bound(count: usize) -> Result<(), ParseError> {
    super::bound(count, limits::INDEX_FILES, "files of one package")
}

#[cfg(test)]
mod tests {
    use keelmark_model::Ecosystem;

    use super::{read, sparse};

    #[test]
    fn crates_stand_in_the_index_by_their_names() {
        for (name, path) in
            [("a", "1/a"), ("ab", "2/ab"), ("abc", "3/a/abc"), ("abcd", "ab/cd/abcd")]
        {
            assert_eq!(sparse(name).as_deref(), Some(path));
        }
        assert_eq!(sparse(""), None);
    }

    #[test]
    fn answers_state_files_with_their_digests() {
        let (sha1, sha256) = ("0".repeat(40), "1".repeat(64));
        let pypi = format!(
            "{{\"files\":[{{\"filename\":\"a-1.0.tar.gz\",\"hashes\":{{\"sha256\":\"{sha256}\",\"new\":\"0\"}}}}]}}"
        );
        let crates = format!("{{\"name\":\"a\",\"vers\":\"1.0.0\",\"cksum\":\"{sha256}\"}}\n");
        let npm = format!(
            "{{\"version\":\"1.0.0\",\"dist\":{{\"shasum\":\"{sha1}\",\"integrity\":\"sha512-{}==\"}}}}",
            "A".repeat(86)
        );
        for (ecosystem, text, file, version, algorithms) in [
            (Ecosystem::Python, &pypi, Some("a-1.0.tar.gz"), "1.0", "sha256"),
            (Ecosystem::Cargo, &crates, None, "1.0.0", "sha256"),
            (Ecosystem::Npm, &npm, None, "1.0.0", "sha512 sha1"),
        ] {
            let stated = read(ecosystem, text.as_bytes()).unwrap();
            let [one] = stated.as_slice() else { panic!("{stated:?}") };
            let names: Vec<_> = one.digests.iter().map(|it| it.algorithm().name()).collect();
            assert_eq!((one.file.as_deref(), &*one.version), (file, version));
            assert_eq!(names.join(" "), algorithms);
        }
        for (ecosystem, text) in [
            (Ecosystem::Python, "{}"),
            (Ecosystem::Python, "<html>"),
            (Ecosystem::Cargo, "{\"vers\":\"1\",\"cksum\":\"00\"}"),
            (Ecosystem::Npm, "{\"dist\":{}}"),
            (Ecosystem::Npm, "{\"version\":\"1\",\"dist\":{\"shasum\":\"x\"}}"),
        ] {
            assert!(read(ecosystem, text.as_bytes()).is_err(), "{text}");
        }
    }
}
