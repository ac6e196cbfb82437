//! On what an image runs.

use std::fmt;
use std::str::FromStr;

/// Operating system, processor and its variant, in the words of Go.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Platform {
    /// Operating system: `linux`.
    pub os: String,
    /// Processor: `amd64`.
    pub architecture: String,
    /// Its variant: `v8`.
    pub variant: Option<String>,
}

impl Platform {
    /// A platform; an empty variant, and the one that `arm64` always is, count as none.
    pub fn new(os: String, architecture: String, variant: Option<String>) -> Self {
        let implied =
            |variant: &str| variant.is_empty() || (architecture == "arm64" && variant == "v8");
        let variant = variant.filter(|variant| !implied(variant));
        Self { os, architecture, variant }
    }

    /// Whether `other` is meant by this one, which may leave the variant open.
    pub fn accepts(&self, other: &Self) -> bool {
        self.os == other.os
            && self.architecture == other.architecture
            && (self.variant.is_none() || self.variant == other.variant)
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        self.variant.iter().try_for_each(|variant| write!(f, "/{variant}"))
    }
}

impl FromStr for Platform {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split('/').map(str::to_owned);
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(os), Some(architecture), variant, None)
                if !os.is_empty() && !architecture.is_empty() =>
            {
                Ok(Self::new(os, architecture, variant))
            }
            _ => Err("a platform is written `linux/amd64` or `linux/arm/v7`"),
        }
    }
}
