//! Which gates a project asks: `[check]` of keelmark.toml.
//!
//! ```toml
//! [check]
//! gates = ["lock", "vulns"]   # instead of all that apply
//! ```

use std::collections::BTreeSet;

use serde::Deserialize;

/// Which gates a project asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Those that are asked where none is named; none: nothing is looked at, which is no pass.
    pub gates: BTreeSet<Gate>,
}

/// A question whether a release is fit to ship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// Whether a lockfile is that of its manifest, and pins what will be installed.
    Lock,
    /// Whether there are packages with known flaws.
    Vulns,
    /// Whether everything may be used as it is licensed.
    Licenses,
    /// What a change brings in.
    Review,
}

impl Gate {
    /// Every one, in the order asked.
    pub const ALL: [Self; 4] = [Self::Lock, Self::Vulns, Self::Licenses, Self::Review];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::Vulns => "vulns",
            Self::Licenses => "licenses",
            Self::Review => "review",
        }
    }
}
