//! What provenance says, whichever version of SLSA it follows and whoever wrote it.
//!
//! Source: SLSA v0.2 and v1, "Provenance", and the build types listed in [`generator`], each of which
//! puts the source in a place of its own. A value that is absent or malformed is absent here: who
//! demands it finds that it was not stated.

mod conflict;
pub mod generator;
mod read;
pub mod source;

use crate::predicate::{slsa_provenance_v0_2, slsa_provenance_v1};
use crate::{ParseError, codes};

pub use crate::predicate::slsa_provenance_v1::Parameters;
pub use generator::Generator;
pub use source::{Repository, Source};

/// How artifacts were made, as someone says.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    /// Who built: `builder.id`.
    pub builder_id: String,
    /// How to read the parameters: `buildType`.
    pub build_type: String,
    /// Whose build type that is.
    pub generator: Generator,
    /// What was built.
    pub source: Source,
    /// Which run, as the builder names it.
    pub invocation_id: Option<String>,
    /// What went into the build, with the source; may be incomplete.
    pub materials: Vec<Material>,
    /// Where it names two repositories as its source, or two commits of it: which.
    pub conflict: Option<String>,
}

/// Something that went into a build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Material {
    /// What it is: a package URL, an address.
    pub uri: Option<String>,
    /// Name of the algorithm and value, sorted, as written.
    pub digests: Vec<(String, String)>,
}

impl Provenance {
    /// Whether a statement with this predicate type is provenance that [`Provenance::parse`] reads.
    pub fn is_type(predicate_type: &str) -> bool {
        [slsa_provenance_v0_2::PREDICATE_TYPE, slsa_provenance_v1::PREDICATE_TYPE]
            .contains(&predicate_type)
    }

    /// Reads the predicate of a statement.
    ///
    /// # Errors
    /// `provenance.type`: the predicate is something else, or of another version. `document.*`: it
    /// is malformed.
    pub fn parse(predicate_type: &str, predicate: &[u8]) -> Result<Self, ParseError> {
        match predicate_type {
            slsa_provenance_v0_2::PREDICATE_TYPE => {
                slsa_provenance_v0_2::Provenance::parse(predicate).map(read::v0_2)
            }
            slsa_provenance_v1::PREDICATE_TYPE => {
                slsa_provenance_v1::Provenance::parse_proof(predicate).map(read::v1)
            }
            other => {
                let shown = keelmark_model::visible(other);
                let message = format!("`{shown}` is not SLSA provenance v0.2 or v1");
                Err(ParseError::new(&codes::PROVENANCE_TYPE, message))
            }
        }
    }
}

#[cfg(test)]
mod tests;
