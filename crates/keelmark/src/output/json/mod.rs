//! Answers for programs, in versioned forms: a published one never changes.

pub(crate) mod sbom;
pub(crate) mod v1;
