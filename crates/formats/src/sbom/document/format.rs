//! Formats and their names.

/// Version of CycloneDX.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CycloneDxVersion {
    /// 1.5, of June 2023.
    V1_5,
    /// 1.6, of April 2024 (ECMA-424, 1st edition).
    V1_6,
    /// 1.7, of October 2025 (ECMA-424, 2nd edition).
    V1_7,
}

impl CycloneDxVersion {
    /// As `specVersion` has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V1_5 => "1.5",
            Self::V1_6 => "1.6",
            Self::V1_7 => "1.7",
        }
    }
}

/// A format of documents, with its version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// CycloneDX in JSON.
    CycloneDxJson(CycloneDxVersion),
    /// SPDX 2.3 in JSON.
    SpdxJson,
    /// SPDX 2.3 as tags and values.
    SpdxTagValue,
    /// SPDX 3.0.1 in JSON-LD.
    SpdxJsonLd,
}

/// A name is of no format that can be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no format is called `{0}`; there are {names}", names = NAMES.map(|(name, _)| name).join(", "))]
pub struct UnknownFormat(pub String);

/// Every name; of those without a version, the first that follows is meant.
const NAMES: [(&str, Format); 6] = [
    ("cyclonedx-json@1.6", Format::CycloneDxJson(CycloneDxVersion::V1_6)),
    ("cyclonedx-json@1.5", Format::CycloneDxJson(CycloneDxVersion::V1_5)),
    ("cyclonedx-json@1.7", Format::CycloneDxJson(CycloneDxVersion::V1_7)),
    ("spdx-json@2.3", Format::SpdxJson),
    ("spdx-json@3.0.1", Format::SpdxJsonLd),
    ("spdx-tag-value@2.3", Format::SpdxTagValue),
];

impl Format {
    /// Every format, that which a name without version means before the others of the name.
    pub const ALL: [Self; NAMES.len()] = {
        let mut all = [Self::SpdxJson; NAMES.len()];
        let mut at = 0;
        while at < all.len() {
            all[at] = NAMES[at].1;
            at += 1;
        }
        all
    };

    /// Its name with its version: `cyclonedx-json@1.6`.
    pub fn name(self) -> &'static str {
        let named = NAMES.iter().find(|(_, format)| *format == self);
        named.map_or("", |(name, _)| name)
    }

    /// What files of the format usually end in, without the first dot: `cdx.json`.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::CycloneDxJson(_) => "cdx.json",
            Self::SpdxJson => "spdx.json",
            Self::SpdxTagValue => "spdx",
            Self::SpdxJsonLd => "spdx3.json",
        }
    }
}

/// The format called `name`, with its version after `@` or without it, as syft names them.
///
/// # Errors
/// [`UnknownFormat`], which lists the names there are.
pub fn parse_name(name: &str) -> Result<Format, UnknownFormat> {
    let means = |known: &str| {
        known == name || known.split_once('@').is_some_and(|(family, _)| family == name)
    };
    let named = NAMES.iter().find(|(known, _)| means(known));
    named.map(|(_, format)| *format).ok_or_else(|| UnknownFormat(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{CycloneDxVersion, Format, parse_name};

    #[test]
    fn every_format_goes_by_its_name() {
        for format in Format::ALL {
            assert_eq!(parse_name(format.name()), Ok(format));
        }
        let latest = Format::CycloneDxJson(CycloneDxVersion::V1_6);
        assert_eq!(parse_name("cyclonedx-json"), Ok(latest));
        assert_eq!(parse_name("spdx-json"), Ok(Format::SpdxJson));
        assert_eq!(parse_name("spdx-tag-value"), Ok(Format::SpdxTagValue));
        let error = parse_name("cyclonedx-json@1.4").expect_err("too old");
        assert!(error.to_string().contains("cyclonedx-json@1.5"), "{error}");
    }
}
