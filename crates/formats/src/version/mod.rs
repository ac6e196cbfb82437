//! Versions of packages, each compared as its own ecosystem compares them.
//!
//! A version is turned once into a key: bytes whose order is the order of the versions. Two versions
//! compare as their keys do, so that every order here is total by construction, a range is two comparisons
//! of bytes, and an index of advisories can keep keys instead of versions. A version its scheme cannot read
//! has no key and is never compared: the answer is an error, which whoever decides must treat as "not
//! known".

pub mod apk;
pub mod cran;
pub mod debian;
pub mod go;
pub mod hackage;
pub mod maven;
pub mod nuget;
pub mod packagist;
pub mod pub_dev;
pub mod pypi;
pub mod pypi_legacy;
pub mod rpm;
pub mod rubygems;
pub mod semver;

pub mod cargo_requirement;
pub mod npm_range;

mod comparator;
mod key;
mod scan;

use std::cmp::Ordering;
use std::fmt;

use keelmark_model::{Code, visible};

use crate::{codes, limits};
use key::Key;
use scan::Fault;

/// Every scheme, by identifier.
pub static ALL: &[&Scheme] = &[
    &apk::SCHEME,
    &cran::SCHEME,
    &debian::SCHEME,
    &go::SCHEME,
    &hackage::SCHEME,
    &maven::SCHEME,
    &nuget::SCHEME,
    &packagist::SCHEME,
    &pub_dev::SCHEME,
    &pypi::SCHEME,
    &pypi_legacy::SCHEME,
    &rpm::SCHEME,
    &rubygems::SCHEME,
    &semver::SCHEME,
];

/// How the versions of some ecosystems are written and ordered.
pub struct Scheme {
    /// Identifier: the name of its module.
    pub id: &'static str,
    /// The name people use, as in "a NAME version".
    pub name: &'static str,
    /// Ecosystems that use it, as OSV's schema names them, without what follows a colon.
    pub ecosystems: &'static [&'static str],
    /// Types of package URLs whose versions it orders.
    pub purl_types: &'static [&'static str],
    /// Writes the key of a version that has neither NUL nor more bytes than allowed.
    key: fn(&str, &mut Key) -> Result<(), Fault>,
}

impl Scheme {
    /// The scheme called `id`.
    pub fn named(id: &str) -> Option<&'static Self> {
        ALL.iter().copied().find(|scheme| scheme.id == id)
    }

    /// The scheme of an ecosystem of OSV: `PyPI`, `Debian:12`. None where no order is known.
    pub fn of_ecosystem(ecosystem: &str) -> Option<&'static Self> {
        let (name, _) = ecosystem.split_once(':').unwrap_or((ecosystem, ""));
        ALL.iter().copied().find(|scheme| scheme.ecosystems.contains(&name))
    }

    /// The scheme of a type of package URLs: `deb`. None where no order is known.
    pub fn of_purl_type(ty: &str) -> Option<&'static Self> {
        ALL.iter().copied().find(|scheme| scheme.purl_types.contains(&ty))
    }
}

impl fmt::Debug for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl PartialEq for Scheme {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Scheme {}

/// A version of a package.
///
/// Versions that their ecosystem takes for the same are equal, however they are written: `1.0` and
/// `1.0.0` of PyPI. Versions of two schemes are ordered by scheme, which means nothing but that a sorted
/// list of them is always the same.
#[derive(Clone)]
pub struct Version {
    scheme: &'static Scheme,
    text: Box<str>,
    key: Box<[u8]>,
}

impl Version {
    /// Reads a version. Takes time and memory in proportion to its length.
    ///
    /// # Errors
    /// [`VersionError`] when `text` is none of the scheme, or longer than [`limits::VERSION_BYTES`].
    pub fn parse(scheme: &'static Scheme, text: &str) -> Result<Self, VersionError> {
        let key = sort_key(scheme, text)?.into_boxed_slice();
        Ok(Self { scheme, text: text.into(), key })
    }

    /// The scheme it is of.
    pub fn scheme(&self) -> &'static Scheme {
        self.scheme
    }

    /// The text it was read from.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its key: of two versions of one scheme, the one with the lesser key, byte by byte, is the earlier;
    /// the same key is the same version.
    pub fn sort_key(&self) -> &[u8] {
        &self.key
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:?}", self.scheme.id, self.text)
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.scheme.id.cmp(other.scheme.id).then_with(|| self.key.cmp(&other.key))
    }
}

/// The key of a version, without the version: see [`Version::sort_key`].
///
/// # Errors
/// Those of [`Version::parse`].
pub fn sort_key(scheme: &'static Scheme, text: &str) -> Result<Vec<u8>, VersionError> {
    let error = |Fault { at, what }| VersionError { scheme, text: text.to_owned(), at, what };
    if text.len() > limits::VERSION_BYTES {
        return Err(error(Fault::new(limits::VERSION_BYTES, "it is longer than any version")));
    }
    // NUL ends texts within a key.
    if let Some(at) = text.bytes().position(|byte| byte == 0) {
        return Err(error(Fault::new(at, "a NUL character")));
    }
    let mut key = Key::default();
    (scheme.key)(text, &mut key).map_err(error)?;
    Ok(key.into_bytes())
}

/// How `a` stands to `b`.
///
/// # Errors
/// [`VersionError`] for the first of them that is not a version of the scheme: they have no order then.
pub fn compare(scheme: &'static Scheme, a: &str, b: &str) -> Result<Ordering, VersionError> {
    Ok(sort_key(scheme, a)?.cmp(&sort_key(scheme, b)?))
}

/// A text that is not a version of its scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionError {
    /// The scheme it was read by.
    pub scheme: &'static Scheme,
    /// The text.
    pub text: String,
    /// Where in the text it cannot be read on, in bytes.
    pub at: usize,
    /// What is wrong there: a phrase without a final stop.
    pub what: &'static str,
}

impl VersionError {
    /// Stable code.
    pub fn code(&self) -> &'static Code {
        &codes::VERSION_FORM
    }
}

impl fmt::Display for VersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scheme, text, at, what } = self;
        let short = text.get(..text.floor_char_boundary(SHOWN_BYTES)).unwrap_or(text);
        let more = if short.len() < text.len() { "…" } else { "" };
        let short = visible(short);
        write!(f, "`{short}{more}` is not a {} version: {what} at byte {at}", scheme.name)
    }
}

impl std::error::Error for VersionError {}

/// How much of a text that is no version a message shows, in bytes.
const SHOWN_BYTES: usize = 80;
