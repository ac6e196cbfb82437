//! Answers for programs, in versioned forms: a published one never changes.

pub(crate) mod check;
pub(crate) mod db;
pub(crate) mod sbom;
pub(crate) mod sbom_documents;
pub(crate) mod v1;
