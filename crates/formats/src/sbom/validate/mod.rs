//! Whether a document keeps to its format, and to what others ask of it.
//!
//! JSON is checked against the schemas of CycloneDX and of SPDX 2.3, and against the model of SPDX 3.0.1. Beyond them, and in the forms that
//! they do not describe, the structure is checked: that identifiers are unique and references lead
//! somewhere, that package URLs, licences, digests, versions and times are what they should be. What a
//! profile asks for is checked on the bill read.

mod bsi;
mod elements;
mod image;
mod meaning;
pub(crate) mod schema;
mod spdx3;
mod structure;

use std::borrow::Cow;

use keelmark_model::bom::{Bom, Component};

use super::read::{self, Reading};
use crate::ParseError;

/// What is asked of a document beyond its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// The minimum elements of the NTIA, July 2021.
    Ntia,
    /// The minimum elements of CISA, July 2026: their 17 data fields.
    Cisa2026,
    /// BSI TR-03183-2, version 2.1.0.
    BsiTr03183,
    /// What a container image's CycloneDX document has to have before it is published.
    OpenmedImage,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 4] = [Self::Ntia, Self::Cisa2026, Self::BsiTr03183, Self::OpenmedImage];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ntia => "ntia",
            Self::Cisa2026 => "cisa-2026",
            Self::BsiTr03183 => "bsi-tr-03183",
            Self::OpenmedImage => "openmed-image",
        }
    }
}

/// Whether something asked for is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Met {
    /// Wherever it should be.
    Yes,
    /// Not everywhere.
    No,
    /// The document cannot tell.
    Unknown,
}

/// One thing asked for, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Its name: `component-hash`.
    pub name: &'static str,
    /// Whether it is met.
    pub met: Met,
    /// Of how many it holds, and of how many it should, where it is asked of each component.
    pub counts: Option<(usize, usize)>,
    /// What is wrong or what was found, in a sentence without a final stop.
    pub message: String,
}

impl Requirement {
    /// A requirement on the document as a whole.
    fn of_document(name: &'static str, holds: bool, message: impl Into<String>) -> Self {
        let met = if holds { Met::Yes } else { Met::No };
        Self { name, met, counts: None, message: message.into() }
    }

    /// A requirement on every component, the root among them.
    fn of_components(name: &'static str, bom: &Bom, holds: impl Fn(&Component) -> bool) -> Self {
        Self::of_components_unless(name, bom, holds, |_| false)
    }

    /// A requirement on every component that is also met where the document says that nobody knows:
    /// `is_excused` is asked with the place of a component. How many have it is counted all the same.
    fn of_components_unless(
        name: &'static str,
        bom: &Bom,
        holds: impl Fn(&Component) -> bool,
        is_excused: impl Fn(usize) -> bool,
    ) -> Self {
        const EXAMPLES: usize = 3;
        let total = bom.components.len();
        let lacking = bom.components.iter().enumerate().filter(|(_, one)| !holds(one));
        let (excused, without): (Vec<_>, Vec<_>) = lacking.partition(|(at, _)| is_excused(*at));
        let counts = Some((total - without.len() - excused.len(), total));
        if without.is_empty() && !excused.is_empty() {
            let count = excused.len();
            let message = format!("{count} of {total} components say that it is not known");
            return Self { name, met: Met::Yes, counts, message };
        }
        let without: Vec<&Component> = without.into_iter().map(|(_, one)| one).collect();
        let names = without.iter().take(EXAMPLES).map(|one| format!("`{}`", one.name));
        let more = if without.len() > EXAMPLES { ", …" } else { "" };
        let names = names.collect::<Vec<_>>().join(", ");
        let message = match without.len() {
            0 => format!("all {total} components have it"),
            count => format!("{count} of {total} components lack it: {names}{more}"),
        };
        let met = if without.is_empty() { Met::Yes } else { Met::No };
        Self { name, met, counts, message }
    }
}

/// What validating a document gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validation {
    /// The schema and the structure first, then what the profile asks for.
    pub requirements: Vec<Requirement>,
}

impl Validation {
    /// Whether everything asked for is there; what the document cannot tell is not.
    pub fn met(&self) -> Met {
        let has = |met| self.requirements.iter().any(|one| one.met == met);
        match (has(Met::No), has(Met::Unknown)) {
            (true, _) => Met::No,
            (false, true) => Met::Unknown,
            (false, false) => Met::Yes,
        }
    }
}

/// Validates `bytes`; `checksum` is what stands in the `.sha256` file beside it, if there is one.
///
/// # Errors
/// As [`read::read`], for what is no bill of materials at all. One that can be told for CycloneDX's or
/// SPDX's and cannot be read breaks its structure, and its profile is not looked at.
pub fn validate(
    bytes: &[u8],
    profile: Option<Profile>,
    checksum: Option<&str>,
) -> Result<Validation, ParseError> {
    let json = read::without_xml(bytes)?;
    let as_received = matches!(json, Cow::Borrowed(_));
    let mut requirements = if as_received { structure::schema(&json)? } else { Vec::new() };
    let reading = match read::read(&json) {
        Ok(reading) => reading,
        Err(error) if requirements.is_empty() => return Err(error),
        Err(error) => {
            requirements.push(structure::unreadable(&error));
            return Ok(Validation { requirements });
        }
    };
    requirements.extend(structure::requirements(&json, &reading, as_received));
    requirements.extend(match profile {
        None => Vec::new(),
        Some(Profile::Ntia) => elements::ntia(&reading),
        Some(Profile::Cisa2026) => elements::cisa(&reading),
        Some(Profile::BsiTr03183) => bsi::requirements(&reading),
        Some(Profile::OpenmedImage) => image::requirements(&reading, bytes, checksum),
    });
    Ok(Validation { requirements })
}

/// What is known of each kind, from 0 to 100: the part of CISA's elements of 2026 that is there, each
/// counting as much as another. What the document cannot tell does not count.
pub fn score(reading: &Reading) -> (u8, Vec<Requirement>) {
    let requirements = elements::cisa(reading);
    let known = requirements.iter().filter(|one| one.met != Met::Unknown);
    let (mut sum, mut count) = (0, 0);
    for one in known {
        count += 1;
        sum += match (one.counts, one.met) {
            (Some((holds, total)), _) => 100 * holds / total.max(1),
            (None, Met::Yes) => 100,
            (None, _) => 0,
        };
    }
    (u8::try_from(sum / usize::max(count, 1)).unwrap_or(100), requirements)
}

#[cfg(test)]
mod tests;
