//! Bytes to nouns and back.
//!
//! Parsers take bytes and give values of [`keelmark_model`] or an error that says where; renderers
//! are deterministic. Nothing here touches a file, a clock or the environment.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types))]

pub mod advisory;
pub mod age;
pub mod archive;
mod asn1;
pub mod bundle;
pub mod cache;
pub mod cargo;
pub mod certificate;
pub mod checkpoint;
pub mod codes;
pub mod cosign;
pub mod cvss;
pub mod detached_signature;
pub mod dsse;
pub mod encrypted_key;
pub mod error;
pub mod evidence;
pub mod extract;
pub mod go;
pub mod hash;
pub mod hmac_envelope;
pub mod json;
pub mod license;
pub mod limits;
pub mod lock;
pub mod log_body;
pub mod log_entry;
pub mod manifest;
pub mod marker;
pub mod minisign;
pub mod note_key;
pub mod npm;
pub mod npm_registry;
pub mod oci;
mod pem;
pub mod pip;
pub mod pnpm;
pub mod poetry;
pub mod predicate;
pub mod proof;
mod protobuf_json;
pub mod provenance;
pub mod pypi;
pub mod renewal;
pub mod report;
pub mod sbom;
pub mod scanner;
pub mod settings;
pub mod ssh_key;
pub mod ssh_signature;
pub mod ssh_signers;
mod ssh_wire;
pub mod statement;
mod text;
pub mod time;
pub mod timestamp_token;
pub mod toml;
pub mod trusted_root;
pub mod tuf;
pub mod uv;
pub mod version;
pub mod vex;
pub mod waivers;
pub mod yarn;

pub use error::ParseError;

#[cfg(test)]
#[path = "../tests/common/data.rs"]
mod data;
