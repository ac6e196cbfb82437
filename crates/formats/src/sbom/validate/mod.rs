//! Whether a document keeps to its format, and to what others ask of it.
//!
//! The structure is checked by keelmark's own code, not by the official schemas: that a document can be
//! read, that identifiers are unique and references lead somewhere, that package URLs, versions and
//! times are what they should be. What a profile asks for is checked on the bill read.

mod bsi;
mod elements;
mod image;

use std::borrow::Cow;

use keelmark_model::bom::{Bom, Component};

use super::read::{self, Reading};
use super::{cyclonedx, spdx};
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
    /// What the document says.
    pub reading: Reading,
    /// The structure first, then what the profile asks for.
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
/// As [`read::read`], for what cannot be read at all.
pub fn validate(
    bytes: &[u8],
    profile: Option<Profile>,
    checksum: Option<&str>,
) -> Result<Validation, ParseError> {
    let json = read::without_xml(bytes)?;
    let reading = read::read(&json)?;
    let mut requirements = structure(&json, &reading, matches!(json, Cow::Borrowed(_)));
    requirements.extend(match profile {
        None => Vec::new(),
        Some(Profile::Ntia) => elements::ntia(&reading),
        Some(Profile::Cisa2026) => elements::cisa(&reading),
        Some(Profile::BsiTr03183) => bsi::requirements(&reading),
        Some(Profile::OpenmedImage) => image::requirements(&reading, bytes, checksum),
    });
    Ok(Validation { reading, requirements })
}

/// What the document's own specification asks for and a schema cannot tell.
/// `as_received`: whether `bytes` are those of the document, so that a place in them is one in it.
fn structure(bytes: &[u8], reading: &Reading, as_received: bool) -> Vec<Requirement> {
    let is_json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    let facts = match &reading.format {
        format if format.starts_with("CycloneDX") => Some(cyclonedx::parse(bytes)),
        format if format.starts_with("SPDX-2") && is_json => Some(spdx::parse(bytes)),
        _ => None,
    };
    let defects = match facts.transpose() {
        Ok(facts) => facts.map(|facts| facts.defects).unwrap_or_default(),
        Err(error) => {
            let message = format!("{} [{}]", error.message, error.code);
            return vec![Requirement::of_document("structure", false, message)];
        }
    };
    if !defects.is_empty() {
        let found = defects.into_iter().map(|defect| {
            let at = defect.at.filter(|_| as_received);
            let at = at.map_or(String::new(), |at| format!("line {}: ", at.line));
            let message = format!("{at}{} [{}]", defect.message, defect.code);
            Requirement::of_document("structure", false, message)
        });
        return found.collect();
    }
    let named = !reading.bom.component(reading.bom.root).name.is_empty();
    let message = match named {
        true => format!("{} as its specification has it", reading.format),
        false => "the document does not say what it is about".to_owned(),
    };
    vec![Requirement::of_document("structure", named, message)]
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
