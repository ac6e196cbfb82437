//! Where a crate comes from.

use crate::lock::source::without_credentials;

/// A source as a manifest asks for it, comparable with that of a lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A registry: crates.io, or another by the name that Cargo's settings give it.
    Registry(Option<String>),
    /// A registry by the address of its index.
    Index(String),
    /// A git repository, and `branch`, `tag` or `rev` with its value.
    Git {
        /// Address without credentials.
        url: String,
        /// What of it; none is the default branch.
        reference: Option<(&'static str, String)>,
    },
    /// A folder, relative to the folder of the manifest that names it.
    Path(String),
}

/// How locks write crates.io.
const CRATES_IO: [&str; 2] =
    ["registry+https://github.com/rust-lang/crates.io-index", "sparse+https://index.crates.io/"];

impl Source {
    /// Whether a lock's source is this one. Those in folders have none; under which address a registry is
    /// known by a name stands in Cargo's settings, which are not asked.
    pub fn is(&self, locked: Option<&str>) -> bool {
        match (self, locked) {
            (Self::Path(_), None) => true,
            (Self::Registry(None), Some(locked)) => CRATES_IO.contains(&locked),
            (Self::Registry(Some(_)), Some(locked)) => {
                !CRATES_IO.contains(&locked)
                    && (locked.starts_with("registry+") || locked.starts_with("sparse+"))
            }
            (Self::Index(index), Some(locked)) => {
                let locked = locked.strip_prefix("registry+").unwrap_or(locked);
                locked == index
            }
            (Self::Git { url, reference }, Some(locked)) => {
                git(locked).is_some_and(|(other, found)| {
                    canonical(url) == canonical(&other) && *reference == found
                })
            }
            _ => false,
        }
    }

    /// The source as a message names it.
    pub fn shown(&self) -> String {
        match self {
            Self::Registry(None) => "crates.io".to_owned(),
            Self::Registry(Some(name)) => format!("registry {name}"),
            Self::Index(index) => index.clone(),
            Self::Git { url, reference: None } => format!("git {url}"),
            Self::Git { url, reference: Some((kind, it)) } => format!("git {url} at {kind} {it}"),
            Self::Path(path) => format!("folder {path}"),
        }
    }
}

/// Address and reference of `git+URL?branch=…#commit`.
fn git(locked: &str) -> Option<(String, Option<(&'static str, String)>)> {
    let text = locked.strip_prefix("git+")?;
    let text = text.split('#').next().unwrap_or_default();
    let (url, query) = text.split_once('?').unwrap_or((text, ""));
    let reference = query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        let kind = ["branch", "tag", "rev"].into_iter().find(|kind| *kind == key)?;
        // Since version 4 values are encoded.
        let value = keelmark_model::purl::decode(value).map_or(value.to_owned(), Into::into);
        Some((kind, value))
    });
    Some((without_credentials(url), reference))
}

/// An address by which Cargo tells repositories apart: without a slash or `.git` at its end, and of GitHub in
/// lower case.
fn canonical(url: &str) -> String {
    let url = url.trim_end_matches('/');
    let url = url.strip_suffix(".git").unwrap_or(url);
    if url.contains("://github.com/") { url.to_ascii_lowercase() } else { url.to_owned() }
}
