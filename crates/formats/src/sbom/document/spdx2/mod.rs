//! A bill as SPDX 2.3, in two notations.

mod fields;
pub(super) mod json;
pub(super) mod tag_value;

pub(super) use fields::{identifiers, namespace};

/// Where nothing is known, and that is said.
const NO_ASSERTION: &str = "NOASSERTION";

/// What stands for the text of a licence that is only named.
pub(in crate::sbom) const NO_TEXT: &str =
    "The lockfile or manifest names this licence and does not have its text.";
