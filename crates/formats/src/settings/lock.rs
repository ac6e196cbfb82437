//! Where what is locked may come from: `[lock]` of keelmark.toml.
//!
//! ```toml
//! [lock]
//! allow-hosts = ["packages.example", "git.example/platform"]   # HOST, or HOST/PATH and what is below
//! ```

use serde::Deserialize;

/// Where what is locked may come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Lock {
    /// Hosts beside those of the public registry, each with or without a path.
    pub allow_hosts: Vec<String>,
}
