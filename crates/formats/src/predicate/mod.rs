//! Predicates: what a statement says of its subjects.

pub mod check_v1;
pub mod slsa_provenance_v0_2;
pub mod slsa_provenance_v1;
pub mod vulns_v0_2;
