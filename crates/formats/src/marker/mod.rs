//! Environment markers, as functions: two are the same when no environment tells them apart.
//!
//! Source: "Dependency specifiers" (PEP 508, with the variables `extras` and `dependency_groups` of PEP 751)
//! in the Python Packaging User Guide, sections "Environment Markers" and "Grammar"; PEP 440 for the
//! comparison of versions.
//!
//! Tools write one condition in many ways: uv turns `python_version < "3.9"` into
//! `python_full_version < '3.9'`, drops what `requires-python` implies and orders terms as it likes. Whether a
//! lock still says what a manifest says can therefore not be read off the texts. Here a marker is a decision
//! diagram: variables in a fixed order, each deciding over the pieces its values fall into. Reduced diagrams
//! of equal functions are equal, so that comparing is comparing two numbers.

mod diagram;
mod parse;
mod pieces;
#[cfg(test)]
mod tests;
mod variable;

pub use diagram::{Marker, Markers};
