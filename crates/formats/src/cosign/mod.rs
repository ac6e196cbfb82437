//! Signatures as cosign wrote them before bundles, and still does with `--new-bundle-format=false`.
//!
//! Source: cosign 2 and 3, `sign-blob` and `attest-blob` (`--bundle`, `--output-signature`,
//! `--output-certificate`, `--rfc3161-timestamp`) and its `SPEC.md` (the annotation
//! `dev.sigstore.cosign/bundle`). Everything becomes a bundle v0.1, so that there is one way to
//! verify; what a bundle needs and these files lack stays absent in it.

mod entry;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keelmark_model::Digest;
use serde::Deserialize;

use crate::bundle::{Bundle, Content, MediaType, VerificationMaterial};
use crate::dsse::Envelope;
use crate::json::{Bounds, Object};
use crate::log_entry::LogEntry;
use crate::pem::{self, Block};
use crate::protobuf_json::{Bytes, base64};
use crate::{ParseError, codes, detached_signature, hash, json, limits};

/// A signature and what lies beside it, each the content of one file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Files<'a> {
    /// `FILE.sig`: the signature in base64 or raw, or the envelope of an attestation in JSON.
    pub signature: &'a [u8],
    /// `FILE.crt`, `FILE.pem`: the signer's certificate and perhaps its issuers, or its public key;
    /// PEM, or PEM once more in base64, which is how cosign writes it.
    pub signer: Option<&'a [u8]>,
    /// `{"SignedEntryTimestamp": …, "Payload": {…}}`: the entry of the transparency log.
    pub entry: Option<&'a [u8]>,
    /// `{"SignedRFC3161Timestamp": …}`, or the response of the authority itself.
    pub timestamp: Option<&'a [u8]>,
}

/// One of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// [`Files::signature`].
    Signature,
    /// [`Files::signer`].
    Signer,
    /// [`Files::entry`].
    Entry,
    /// [`Files::timestamp`].
    Timestamp,
}

/// A file that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
pub struct PartError {
    /// Which it is.
    pub part: Part,
    /// What is wrong with it.
    pub error: ParseError,
}

impl Files<'_> {
    /// The same as a bundle.
    ///
    /// Without a log entry and a timestamp nothing tells when a certificate signed; the bundle then
    /// has neither, and whoever verifies it says so.
    ///
    /// # Errors
    /// `document.*`: a part is not what it should be.
    pub fn bundle(&self) -> Result<Bundle, PartError> {
        let of = |part| move |error| PartError { part, error };
        let content = encoded(self.signature).and_then(content).map_err(of(Part::Signature))?;
        let material = material(self.signer).map_err(of(Part::Signer))?;
        let entry = self.entry.map(|bytes| entry::parse(bytes)?.log_entry());
        let entry = entry.transpose().map_err(of(Part::Entry))?;
        let timestamp = self.timestamp.map(|bytes| stamped(timestamp(bytes)?));
        let timestamp = timestamp.transpose().map_err(of(Part::Timestamp))?;
        Ok(bundle(content, material, entry, timestamp))
    }
}

/// Reads the file `cosign sign-blob --bundle` or `attest-blob --bundle` wrote before bundles.
///
/// # Errors
/// `document.*`: not strict JSON, a field missing, unknown or malformed.
pub fn parse_bundle(bytes: &[u8]) -> Result<Bundle, ParseError> {
    let Object(wire) = json::parse_within::<Object<Wire>>(bytes, &Bounds::PROOF)?;
    let signer = wire.cert.filter(|text| !text.is_empty());
    let material = material(signer.as_deref().map(str::as_bytes))?;
    let entry = wire.entry.map(|Object(entry)| entry.log_entry()).transpose()?;
    let timestamp = wire.timestamp.map(|Object(timestamp)| stamped(timestamp.signed.0));
    Ok(bundle(content(wire.signature.0)?, material, entry, timestamp.transpose()?))
}

/// The same proof in the newest form of a bundle that can hold it, and the digest of what it is over
/// where that is known: v0.3, which has the signer's certificate alone; v0.1 where a log entry has no
/// proof of inclusion, as from v0.2 on every entry must have one.
pub fn renewed(bundle: Bundle, digest: Option<Digest>) -> Bundle {
    let is_proven = bundle.log_entries.iter().all(|entry| entry.proof.is_some());
    let material = match bundle.material {
        VerificationMaterial::CertificateChain(chain) if is_proven => {
            let der = chain.into_iter().next().unwrap_or_default();
            VerificationMaterial::Certificate { der }
        }
        material => material,
    };
    let content = match bundle.content {
        Content::Message { digest: stated, signature } => {
            Content::Message { digest: stated.or(digest), signature }
        }
        content => content,
    };
    let media_type = if is_proven { MediaType::V03 } else { bundle.media_type };
    Bundle { media_type, material, content, ..bundle }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    #[serde(rename = "base64Signature")]
    signature: Bytes,
    #[serde(default)]
    cert: Option<String>,
    #[serde(default, rename = "rekorBundle")]
    entry: Option<Object<entry::Wire>>,
    #[serde(default, rename = "rfc3161Timestamp")]
    timestamp: Option<Object<WireTimestamp>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireTimestamp {
    #[serde(rename = "SignedRFC3161Timestamp")]
    signed: Bytes,
}

fn bundle(
    content: Content,
    material: VerificationMaterial,
    entry: Option<LogEntry>,
    timestamp: Option<Vec<u8>>,
) -> Bundle {
    Bundle {
        media_type: MediaType::V01,
        material,
        content,
        log_entries: entry.into_iter().collect(),
        timestamps: timestamp.into_iter().collect(),
    }
}

fn stamped(timestamp: Vec<u8>) -> Result<Vec<u8>, ParseError> {
    if timestamp.is_empty() { Err(shape("the timestamp is empty")) } else { Ok(timestamp) }
}

/// `attest-blob` puts the whole envelope where `sign-blob` puts a signature.
fn content(signature: Vec<u8>) -> Result<Content, ParseError> {
    if signature.is_empty() {
        return Err(shape("the signature is empty"));
    }
    // A signature in bytes may begin with a brace, but is not text.
    if !signature.starts_with(b"{") || std::str::from_utf8(&signature).is_err() {
        return Ok(Content::Message { digest: None, signature });
    }
    let envelope = Envelope::parse(&signature)?;
    if envelope.signatures.len() != 1 {
        let count = envelope.signatures.len();
        return Err(shape(format!("the envelope has {count} signatures; a bundle's has one")));
    }
    Ok(Content::Dsse(envelope))
}

/// What names the signer, if anything does: PEM, or PEM in base64.
fn material(text: Option<&[u8]>) -> Result<VerificationMaterial, ParseError> {
    let Some(text) = text else { return Ok(VerificationMaterial::PublicKey { hint: None }) };
    let decoded;
    let text = if pem::has_block(text) {
        text
    } else {
        decoded = STANDARD
            .decode(text.trim_ascii())
            .map_err(|error| shape(format!("the signer is neither PEM nor base64: {error}")))?;
        &decoded
    };
    let blocks = pem::explained_blocks(text, limits::CERTIFICATES)?;
    match blocks.as_slice() {
        [Block { label: "PUBLIC KEY", der }] => {
            let hint = base64(hash::sha256(der).as_bytes());
            Ok(VerificationMaterial::PublicKey { hint: Some(hint) })
        }
        all if all.iter().all(|block| block.label == "CERTIFICATE" && !block.der.is_empty()) => {
            let chain = blocks.into_iter().map(|block| block.der).collect();
            Ok(VerificationMaterial::CertificateChain(chain))
        }
        _ => Err(shape("the signer is neither one public key nor certificates alone")),
    }
}

/// A file that holds base64 or what base64 stands for; an attestation may be as long as a proof.
fn encoded(bytes: &[u8]) -> Result<Vec<u8>, ParseError> {
    if bytes.len() > limits::PROOF_BYTES {
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, "the signature is too large"));
    }
    Ok(detached_signature::decoded(bytes))
}

fn timestamp(bytes: &[u8]) -> Result<Vec<u8>, ParseError> {
    if bytes.trim_ascii_start().starts_with(b"{") {
        return Ok(json::parse_within::<Object<WireTimestamp>>(bytes, &Bounds::PROOF)?.0.signed.0);
    }
    encoded(bytes)
}

fn shape(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::DOCUMENT_SHAPE, message)
}

#[cfg(test)]
mod tests;
