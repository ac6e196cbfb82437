//! Package URLs.
//!
//! Source: the Package URL specification (ECMA-427), `pkg:type/namespace/name@version?qualifiers#subpath`.

mod encoding;
mod parse;
mod rules;

use std::collections::BTreeMap;
use std::fmt;

pub use encoding::decode;
use rules::Rules;

/// A package URL in canonical form: parsing and rendering one are inverse.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purl {
    ty: String,
    namespace: Vec<String>,
    name: String,
    version: Option<String>,
    qualifiers: BTreeMap<String, String>,
    subpath: Vec<String>,
}

/// Why a text is not a package URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PurlError {
    /// It does not begin with `pkg:`.
    #[error("a package URL begins with `pkg:`")]
    Scheme,
    /// The type is missing or has a character it may not have.
    #[error("package URL type `{0}` is not a letter followed by letters, digits, `.` and `-`")]
    Type(String),
    /// There is no name.
    #[error("a package URL needs a name")]
    Name,
    /// A percent sign is not followed by two hexadecimal digits, or the bytes are not UTF-8.
    #[error("`{0}` is not percent-encoded UTF-8")]
    Encoding(String),
    /// A qualifier is not `key=value` with a key of the characters allowed.
    #[error("qualifier `{0}` is not `key=value` with a key of letters, digits, `.`, `-` and `_`")]
    Qualifier(String),
    /// A rule of this type is broken.
    #[error("{0}")]
    Rule(&'static str),
}

impl Purl {
    /// A package URL from its decoded parts; `namespace` is empty or segments joined by `/`.
    ///
    /// The rules of the type are applied: `Purl::new("pypi", "", "Django_x")` has the name
    /// `django-x`.
    ///
    /// # Errors
    /// [`PurlError::Type`], [`PurlError::Name`], or [`PurlError::Rule`] for a namespace or name
    /// that the type does not allow.
    pub fn new(ty: &str, namespace: &str, name: &str) -> Result<Self, PurlError> {
        Self::from_segments(ty, segments(namespace), name)
    }

    fn from_segments<'a>(
        ty: &str,
        namespace: impl Iterator<Item = &'a str>,
        name: &str,
    ) -> Result<Self, PurlError> {
        let ty = rules::checked_type(ty)?;
        let rules = Rules::of(&ty);
        let namespace = namespace.map(|segment| rules.namespace(segment)).collect::<Vec<_>>();
        let name = rules.name(name.trim_matches('/'));
        if name.is_empty() {
            return Err(PurlError::Name);
        }
        rules.check(&namespace, &name)?;
        let (version, qualifiers, subpath) = (None, BTreeMap::new(), Vec::new());
        Ok(Self { ty, namespace, name, version, qualifiers, subpath })
    }

    /// The same package in `namespace`, which is empty or segments joined by `/`.
    ///
    /// # Errors
    /// [`PurlError::Rule`] for a namespace that the type does not allow.
    pub fn with_namespace(mut self, namespace: &str) -> Result<Self, PurlError> {
        let rules = Rules::of(&self.ty);
        let namespace: Vec<String> =
            segments(namespace).map(|segment| rules.namespace(segment)).collect();
        rules.check(&namespace, &self.name)?;
        self.namespace = namespace;
        Ok(self)
    }

    /// The same package at `version`; an empty one means none.
    ///
    /// # Errors
    /// [`PurlError::Rule`] for a version that the type does not allow.
    pub fn with_version(mut self, version: &str) -> Result<Self, PurlError> {
        let rules = Rules::of(&self.ty);
        let version = rules.version(version);
        rules.check_version(&version)?;
        self.version = Some(version).filter(|version| !version.is_empty());
        Ok(self)
    }

    /// The same package with the qualifier `key`; an empty value means none.
    ///
    /// # Errors
    /// [`PurlError::Qualifier`] for a key with a character it may not have.
    pub fn with_qualifier(mut self, key: &str, value: &str) -> Result<Self, PurlError> {
        let key = rules::checked_key(key)?;
        if value.is_empty() {
            self.qualifiers.remove(&key);
            return Ok(self);
        }
        if key == "repository_url" {
            self.name = Rules::of(&self.ty).name_at(self.name, value);
        }
        self.qualifiers.insert(key, value.to_owned());
        Ok(self)
    }

    /// The same package with a path inside it, its segments joined by `/`.
    ///
    /// Empty, `.` and `..` segments mean nothing and are left out.
    #[must_use]
    pub fn with_subpath(mut self, subpath: &str) -> Self {
        self.subpath = segments(subpath).filter(|part| !is_dots(part)).map(str::to_owned).collect();
        self
    }

    /// The type, for example `pypi`.
    pub fn ty(&self) -> &str {
        &self.ty
    }

    /// The segments of the namespace, decoded: `["@angular"]`.
    pub fn namespace(&self) -> &[String] {
        &self.namespace
    }

    /// The name, decoded.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version, decoded.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The qualifiers, decoded, by key.
    pub fn qualifiers(&self) -> &BTreeMap<String, String> {
        &self.qualifiers
    }

    /// The segments of the path inside the package, decoded.
    pub fn subpath(&self) -> &[String] {
        &self.subpath
    }
}

impl fmt::Display for Purl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pkg:{}/", self.ty)?;
        for segment in &self.namespace {
            write!(f, "{}/", encoding::Component(segment))?;
        }
        if Rules::of(&self.ty).name_is_path() {
            write!(f, "{}", encoding::Path(&self.name))?;
        } else {
            write!(f, "{}", encoding::Component(&self.name))?;
        }
        if let Some(version) = &self.version {
            write!(f, "@{}", encoding::Component(version))?;
        }
        let mut separator = '?';
        for (key, value) in &self.qualifiers {
            write!(f, "{separator}{key}={}", encoding::Component(value))?;
            separator = '&';
        }
        let mut separator = '#';
        for segment in &self.subpath {
            write!(f, "{separator}{}", encoding::Component(segment))?;
            separator = '/';
        }
        Ok(())
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

fn is_dots(segment: &str) -> bool {
    matches!(segment, "." | "..")
}
