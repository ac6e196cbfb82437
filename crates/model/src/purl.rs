//! Package URLs.
//!
//! Source: the Package URL specification (ECMA-427), `pkg:type/namespace/name@version?qualifiers#subpath`.

use std::collections::BTreeMap;

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
    /// A qualifier is not `key=value` with a lowercase key.
    #[error("qualifier `{0}` is not `key=value` with a key of letters, digits, `.`, `-` and `_`")]
    Qualifier(String),
    /// A rule of this type is broken.
    #[error("{0}")]
    Rule(&'static str),
}
