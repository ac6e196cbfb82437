//! The evidence folder: what keelmark writes for a release and reads to verify one.
//!
//! ```text
//! supply_chain_attestation.json               index: every file below, every subject
//! supply_chain_attestation.md                 the same for people
//! supply_chain_attestation.sigstore.json      signature over the index
//! supply_chain_attestation.hmac-sha256.json   HMAC over the index
//! sbom.cyclonedx.json                         CycloneDX 1.6
//! sbom.cyclonedx.sigstore.json                signature over it, about the subjects
//! sbom.spdx.json                              SPDX 2.3
//! sbom.spdx.sigstore.json                     signature over it, about the subjects
//! provenance.intoto.json                      in-toto Statement, SLSA provenance v1
//! provenance.sigstore.json                    signature over it
//! signature.hmac-sha256.json                  HMAC over the provenance
//! sbom.SUBJECT.cyclonedx.json                 CycloneDX 1.6 of what is in one subject, where asked for;
//!                                             likewise `.spdx.json`, and `.sigstore.json` of both
//! subjects.sha256                             subjects for `sha256sum -c` and `subject-checksums`
//! checksums.txt                               every file above for `sha256sum -c`
//! ```
//!
//! The folder is flat and closed: a file the index does not name makes it invalid. The index names
//! every file but itself, its own signatures and `checksums.txt`; those have exactly one valid form
//! given the index and the keys.

pub mod checksums;
pub mod index;
pub mod layout;
pub mod summary;

pub use index::{Artifact, Index, Role};
