//! Predicates: what a statement says of its subjects.

pub mod slsa_provenance_v1;
