//! Which SLSA build level a build reached, and whether it is the build one expects.
//!
//! Source: SLSA v1.0 and v1.2, "Build track" and "Verifying artifacts". The level is what the
//! evidence at hand supports, never what a document claims of itself: provenance that is signed and
//! verified, the claims of the certificate that signed it, and a table of builders
//! ([`builders`]). Each requirement says what holds it up, and why it does not hold.

pub mod builders;
mod expectations;
mod requirements;
mod signers;

use keelmark_formats::ParseError;
use keelmark_formats::provenance::Provenance;
use keelmark_model::{Code, Fact, Outcome};

use crate::bundle::Proven;
use crate::claims::SignerClaims;
use crate::{Signer, Verified};

pub use builders::{BUILDERS, TrustedBuilder, is_builder, means_builders, takes_builders};
pub use expectations::{Expectations, check};
pub use signers::signers;

/// A level of the build track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing is shown.
    L0,
    /// Provenance exists and says how the artifact was made.
    L1,
    /// A hosted platform made and signed it.
    L2,
    /// The platform kept the signing out of reach of what it built.
    L3,
}

impl Level {
    /// Every level, lowest first.
    pub const ALL: [Self; 4] = [Self::L0, Self::L1, Self::L2, Self::L3];

    /// The level's number, 0 to 3.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The level with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.number() == number)
    }
}

/// What a level asks, and whether the evidence gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The lowest level that asks it.
    pub level: Level,
    /// What is asked, in a few words.
    pub name: &'static str,
    /// Whether it is given; unknown when nothing at hand can tell.
    pub outcome: Outcome,
    /// Why it is not.
    pub code: Option<&'static Code>,
    /// What supports it, or what stands against it.
    pub evidence: String,
}

/// The level a build reached, with every requirement of the track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The highest level of which, and of all below, every requirement is given.
    pub level: Level,
    /// Every requirement, lowest level first.
    pub requirements: Vec<Requirement>,
}

/// The provenance that a bundle proves; none where it proves something else.
///
/// # Errors
/// `document.*`: it is malformed.
pub fn proven(proven: &Verified<Proven<'_>>) -> Option<Result<Verified<Provenance>, ParseError>> {
    let Proven::Statement(statement) = proven.value() else { return None };
    if !Provenance::is_type(&statement.predicate_type) {
        return None;
    }
    let read = Provenance::parse(&statement.predicate_type, statement.predicate_bytes());
    Some(read.map(|read| Verified::new(read, proven.signer().clone())))
}

/// What the certificate of who signed claims; none of who signed with a key.
pub fn claims<T>(verified: &Verified<T>) -> Option<SignerClaims<'_>> {
    match verified.signer() {
        Signer::Certified(identity) => Some(SignerClaims::of(identity)),
        Signer::Key { .. } | Signer::Ssh { .. } | Signer::Secret { .. } => None,
    }
}

impl Assessment {
    /// The first requirement that keeps the build from a higher level, and what stands against it.
    pub fn obstacle(&self) -> Option<String> {
        let missing = self.requirements.iter().find(|found| found.code.is_some())?;
        Some(format!("{}: {}", missing.name, missing.evidence))
    }

    /// Every requirement with what supports it or stands against it.
    pub fn facts(&self) -> Vec<Fact> {
        let fact = |found: &Requirement| {
            let found_to = match found.outcome {
                Outcome::Pass => "given",
                Outcome::Fail => "not given",
                Outcome::Unknown | Outcome::Skipped => "not shown",
            };
            let level = found.level.number();
            let value = format!("{found_to} (level {level}): {}", found.evidence);
            Fact { name: found.name, value }
        };
        self.requirements.iter().map(fact).collect()
    }
}

/// Assesses a build by its provenance and the certificate that signed it; `claims` is none when a
/// key did, which leaves open whose machine that key was on.
pub fn assess(
    provenance: &Verified<Provenance>,
    claims: Option<&SignerClaims<'_>>,
    builders: &[TrustedBuilder<'_>],
) -> Assessment {
    let requirements = requirements::all(provenance.value(), claims, builders);
    let given = |level: Level| {
        let needed = requirements.iter().filter(|requirement| requirement.level <= level);
        needed.clone().next().is_some()
            && needed.clone().all(|requirement| requirement.outcome == Outcome::Pass)
    };
    let reached = Level::ALL.into_iter().skip(1).take_while(|level| given(*level)).last();
    Assessment { level: reached.unwrap_or(Level::L0), requirements }
}

#[cfg(test)]
mod tests;
