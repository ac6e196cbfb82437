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

/// Every file an evidence folder may have.
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

/// Whether a file of this name belongs to an evidence folder.
pub fn is_evidence(name: &str) -> bool {
    ALL.contains(&name)
}
