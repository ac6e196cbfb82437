//! Names of the files of an evidence folder.

/// The index.
pub const INDEX: &str = "supply_chain_attestation.json";
/// The index for people.
pub const SUMMARY: &str = "supply_chain_attestation.md";
/// Bundle over the index.
pub const INDEX_BUNDLE: &str = "supply_chain_attestation.sigstore.json";
/// HMAC envelope over the index.
pub const INDEX_HMAC: &str = "supply_chain_attestation.hmac-sha256.json";
/// CycloneDX SBOM.
pub const CYCLONEDX: &str = "sbom.cyclonedx.json";
/// Bundle over the CycloneDX SBOM.
pub const CYCLONEDX_BUNDLE: &str = "sbom.cyclonedx.sigstore.json";
/// SPDX SBOM.
pub const SPDX: &str = "sbom.spdx.json";
/// Bundle over the SPDX SBOM.
pub const SPDX_BUNDLE: &str = "sbom.spdx.sigstore.json";
/// Provenance statement.
pub const PROVENANCE: &str = "provenance.intoto.json";
/// Bundle over the provenance.
pub const PROVENANCE_BUNDLE: &str = "provenance.sigstore.json";
/// HMAC envelope over the provenance.
pub const PROVENANCE_HMAC: &str = "signature.hmac-sha256.json";
/// Checksums of the subjects.
pub const SUBJECT_CHECKSUMS: &str = "subjects.sha256";
/// Checksums of every other file of the folder.
pub const CHECKSUMS: &str = "checksums.txt";

/// Predicate type of the signed index.
pub const INDEX_PREDICATE_TYPE: &str = "https://keelmark.dev/evidence-index/v1";

/// Every file an evidence folder may have, but for those of subjects.
pub const ALL: [&str; 13] = [
    INDEX,
    SUMMARY,
    INDEX_BUNDLE,
    INDEX_HMAC,
    CYCLONEDX,
    CYCLONEDX_BUNDLE,
    SPDX,
    SPDX_BUNDLE,
    PROVENANCE,
    PROVENANCE_BUNDLE,
    PROVENANCE_HMAC,
    SUBJECT_CHECKSUMS,
    CHECKSUMS,
];

/// The files about what is in one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectFiles {
    /// CycloneDX SBOM of it.
    pub cyclonedx: String,
    /// Bundle over that.
    pub cyclonedx_bundle: String,
    /// SPDX SBOM of it.
    pub spdx: String,
    /// Bundle over that.
    pub spdx_bundle: String,
}

const OF_SUBJECT: &str = "sbom.";
const CYCLONEDX_END: &str = ".cyclonedx.json";
const CYCLONEDX_BUNDLE_END: &str = ".cyclonedx.sigstore.json";
const SPDX_END: &str = ".spdx.json";
const SPDX_BUNDLE_END: &str = ".spdx.sigstore.json";

impl SubjectFiles {
    /// Those of the subject called `name`: `sbom.demo-1.0.tar.gz.spdx.json`.
    pub fn of(name: &str) -> Self {
        let file = |end| format!("{OF_SUBJECT}{name}{end}");
        Self {
            cyclonedx: file(CYCLONEDX_END),
            cyclonedx_bundle: file(CYCLONEDX_BUNDLE_END),
            spdx: file(SPDX_END),
            spdx_bundle: file(SPDX_BUNDLE_END),
        }
    }

    /// The subject that a file is about by its name; nothing for files about all of them.
    pub fn subject(file: &str) -> Option<&str> {
        let rest = file.strip_prefix(OF_SUBJECT)?;
        let ends = [CYCLONEDX_END, CYCLONEDX_BUNDLE_END, SPDX_END, SPDX_BUNDLE_END];
        let name = ends.into_iter().find_map(|end| rest.strip_suffix(end))?;
        (!name.is_empty()).then_some(name)
    }
}

/// Whether a file of this name belongs to an evidence folder.
pub fn is_evidence(name: &str) -> bool {
    ALL.contains(&name) || SubjectFiles::subject(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::{ALL, SubjectFiles, is_evidence};

    #[test]
    fn a_file_is_about_one_subject_or_about_all() {
        for name in ["demo-1.0-py3-none-any.whl", "a.spdx.json", "cyclonedx", "."] {
            let files = SubjectFiles::of(name);
            for file in [files.cyclonedx, files.cyclonedx_bundle, files.spdx, files.spdx_bundle] {
                assert_eq!(SubjectFiles::subject(&file), Some(name), "{file}");
                assert!(is_evidence(&file) && !ALL.contains(&file.as_str()), "{file}");
            }
        }
        for file in ALL.into_iter().chain(["sbom..spdx.json", "sbom.x.json", "x.spdx.json"]) {
            assert_eq!(SubjectFiles::subject(file), None, "{file}");
        }
    }
}
