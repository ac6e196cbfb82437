//! Whether a document keeps to its format, and to what others ask of it.
//!
//! The structure is checked by keelmark's own code, not by the official schemas: that a document can be
//! read, that identifiers are unique and references lead somewhere, that package URLs, versions and
//! times are what they should be. What a profile asks for is checked on the bill read.

mod bsi;
mod elements;
mod image;

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
        const EXAMPLES: usize = 3;
        let total = bom.components.len();
        let without: Vec<&Component> = bom.components.iter().filter(|one| !holds(one)).collect();
        let names = without.iter().take(EXAMPLES).map(|one| format!("`{}`", one.name));
        let more = if without.len() > EXAMPLES { ", …" } else { "" };
        let names = names.collect::<Vec<_>>().join(", ");
        let message = match without.len() {
            0 => format!("all {total} components have it"),
            count => format!("{count} of {total} components lack it: {names}{more}"),
        };
        let met = if without.is_empty() { Met::Yes } else { Met::No };
        Self { name, met, counts: Some((total - without.len(), total)), message }
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
    let reading = read::read(bytes)?;
    let mut requirements = structure(bytes, &reading);
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
fn structure(bytes: &[u8], reading: &Reading) -> Vec<Requirement> {
    let facts = match &reading.format {
        format if format.starts_with("CycloneDX") => cyclonedx::parse(bytes).ok(),
        format if format.starts_with("SPDX-2") => spdx::parse(bytes).ok(),
        _ => None,
    };
    let defects = facts.map(|facts| facts.defects).unwrap_or_default();
    if !defects.is_empty() {
        let found = defects.into_iter().map(|defect| {
            let at = defect.at.map_or(String::new(), |at| format!("line {}: ", at.line));
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
mod tests {
    use keelmark_model::Timestamp;

    use super::super::document::tests::bills::{bare, image};
    use super::super::document::{CycloneDxVersion, Format, RenderOptions, render};
    use super::{Met, Profile, Validation, score, validate};
    use crate::hash::sha256;

    fn document(bom: &keelmark_model::Bom, format: Format) -> Vec<u8> {
        render(bom, &RenderOptions { format, created: Timestamp(0), tool_version: "0.0.0" })
    }

    const CYCLONEDX: Format = Format::CycloneDxJson(CycloneDxVersion::V1_6);

    /// Names of what is not met.
    fn missing(validation: &Validation) -> Vec<&'static str> {
        let missing = validation.requirements.iter().filter(|one| one.met == Met::No);
        missing.map(|one| one.name).collect()
    }

    #[test]
    fn the_structure_of_what_is_written_is_whole() {
        for format in Format::ALL {
            let validation = validate(&document(&image(), format), None, None).expect("readable");
            assert_eq!(validation.met(), Met::Yes, "{}", format.name());
        }
        let twice = br#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[
            {"type":"library","name":"a","bom-ref":"a"},{"type":"library","name":"b","bom-ref":"a"}]}"#;
        assert_eq!(missing(&validate(twice, None, None).expect("readable")), ["structure"; 2]);
    }

    #[test]
    fn profiles_name_what_is_missing() {
        let cases: [(Profile, &[&str]); 3] = [
            (Profile::Ntia, &["component-version", "component-identifiers", "supplier"]),
            (
                Profile::Cisa2026,
                &[
                    "component-producer",
                    "component-hash-value",
                    "component-hash-algorithm",
                    "component-identifiers",
                    "component-license",
                    "component-version",
                ],
            ),
            (
                Profile::BsiTr03183,
                &[
                    "component-creator",
                    "component-version",
                    "file-name",
                    "dependencies-complete",
                    "distribution-license",
                    "hash-sha512",
                    "identifiers",
                    "executable",
                    "archive",
                    "structured",
                ],
            ),
        ];
        for (profile, wanted) in cases {
            for format in [CYCLONEDX, Format::SpdxJsonLd] {
                let bytes = document(&image(), format);
                let validation = validate(&bytes, Some(profile), None).expect("readable");
                assert_eq!(missing(&validation), wanted, "{} {}", profile.name(), format.name());
            }
        }
    }

    #[test]
    fn an_image_needs_both_kinds_of_components_labels_and_a_checksum() {
        let mut bom = image();
        let root = bom.root.0 as usize;
        for label in ["source", "revision", "title"] {
            let name = format!("oci:label:org.opencontainers.image.{label}");
            bom.components[root].add_property(&name, "x");
        }
        let bytes = document(&bom, CYCLONEDX);
        let checksum = format!("{}  image.cdx.json\n", sha256(&bytes).hex());
        let of = |bytes: &[u8], checksum: Option<&str>| {
            missing(&validate(bytes, Some(Profile::OpenmedImage), checksum).expect("readable"))
        };
        assert_eq!(of(&bytes, Some(&checksum)), [""; 0]);
        assert_eq!(of(&bytes, None), ["checksum"]);
        assert_eq!(of(&bytes, Some("00  image.cdx.json")), ["checksum"]);
        let nothing = [
            "components",
            "system-components",
            "python-components",
            "label-source",
            "label-revision",
            "label-title",
            "checksum",
        ];
        assert_eq!(of(&document(&bare(), CYCLONEDX), None), nothing);
        let spdx = document(&bom, Format::SpdxJson);
        assert_eq!(of(&spdx, Some(&sha256(&spdx).hex())), ["format"]);
    }

    #[test]
    fn the_score_falls_with_what_is_missing() {
        let of = |bom| score(&super::read::read(&document(bom, CYCLONEDX)).expect("readable")).0;
        assert_eq!((of(&image()), of(&bare())), (82, 50));
    }
}
