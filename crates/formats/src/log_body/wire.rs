//! The JSON of each kind and version.

use keelmark_model::{Digest, DigestAlgorithm};
use serde::Deserialize;

use super::{LogBody, LoggedSignature, Verifier, form};
use crate::json::{Bounds, Object};
use crate::protobuf_json::{Bytes, Repeated, strict_base64};
use crate::{ParseError, json, limits};

/// What is around every kind.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record<Spec> {
    #[serde(rename = "apiVersion")]
    version: String,
    kind: String,
    spec: Object<Spec>,
}

fn spec<'a, Spec: Deserialize<'a>>(
    body: &'a [u8],
    kind: &str,
    version: &str,
) -> Result<Spec, ParseError> {
    let Object(record): Object<Record<Spec>> =
        json::parse_within(body, &Bounds::PROOF).map_err(|error| form(&error))?;
    if record.kind != kind || record.version != version {
        return Err(form("it is of another kind or version than the entry says"));
    }
    Ok(record.spec.0)
}

pub(super) fn hashedrekord_v1(
    body: &[u8],
    kind: &str,
    version: &str,
) -> Result<LogBody, ParseError> {
    let spec: Hashedrekord1 = spec(body, kind, version)?;
    let Object(signature) = spec.signature;
    let pem = signature.public_key.0.content;
    Ok(LogBody::Message {
        digest: spec.data.0.hash.0.digest()?,
        signature: logged(signature.content.0, Verifier::from_pem(&pem.0)?)?,
    })
}

pub(super) fn hashedrekord_v2(
    body: &[u8],
    kind: &str,
    version: &str,
) -> Result<LogBody, ParseError> {
    let Object(record) = spec::<Hashedrekord2>(body, kind, version)?.record;
    Ok(LogBody::Message {
        digest: record.data.0.digest()?,
        signature: record.signature.0.logged()?,
    })
}

pub(super) fn dsse_v1(body: &[u8], kind: &str, version: &str) -> Result<LogBody, ParseError> {
    let spec: Dsse1 = spec(body, kind, version)?;
    spec.envelope_hash.0.digest()?;
    let signatures = spec.signatures.0.into_iter();
    envelope(
        None,
        spec.payload_hash.0.digest()?,
        signatures.map(|Object(one)| logged(one.signature.0, Verifier::from_pem(&one.verifier.0)?)),
    )
}

pub(super) fn dsse_v2(body: &[u8], kind: &str, version: &str) -> Result<LogBody, ParseError> {
    let Object(record) = spec::<Dsse2>(body, kind, version)?.record;
    let signatures = record.signatures.0.into_iter();
    envelope(None, record.payload_hash.0.digest()?, signatures.map(|one| one.0.logged()))
}

pub(super) fn intoto_v2(body: &[u8], kind: &str, version: &str) -> Result<LogBody, ParseError> {
    let Object(content) = spec::<Intoto2>(body, kind, version)?.content;
    let Object(recorded) = content.envelope;
    content.hash.map(|hash| hash.0.digest()).transpose()?;
    let signatures = recorded.signatures.0.into_iter();
    envelope(
        Some(recorded.payload_type),
        content.payload_hash.0.digest()?,
        signatures.map(|Object(one)| {
            // Rekor keeps the base64 of the envelope as bytes, in base64 again. Bytes that are no such
            // text can only be a signature themselves; whichever it is must be the envelope's.
            let encoded = std::str::from_utf8(&one.sig.0).ok();
            let signature = encoded.and_then(strict_base64).unwrap_or(one.sig.0);
            logged(signature, Verifier::from_pem(&one.public_key.0)?)
        }),
    )
}

fn envelope(
    payload_type: Option<String>,
    payload_digest: Digest,
    signatures: impl Iterator<Item = Result<LoggedSignature, ParseError>>,
) -> Result<LogBody, ParseError> {
    let signatures = signatures.collect::<Result<Vec<_>, _>>()?;
    if signatures.is_empty() {
        return Err(form("it has no signature"));
    }
    Ok(LogBody::Envelope { payload_type, payload_digest, signatures })
}

fn logged(signature: Vec<u8>, verifier: Verifier) -> Result<LoggedSignature, ParseError> {
    let (Verifier::Certificate(der) | Verifier::PublicKey(der)) = &verifier;
    if signature.is_empty() || der.is_empty() {
        return Err(form("its signature or key is empty"));
    }
    Ok(LoggedSignature { signature, verifier })
}

type Signatures<T> = Repeated<Object<T>, { limits::SIGNATURES }>;

/// A digest as Rekor v1 writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HexDigest {
    algorithm: String,
    value: String,
}

impl HexDigest {
    fn digest(&self) -> Result<Digest, ParseError> {
        let algorithm = DigestAlgorithm::from_name(&self.algorithm)
            .filter(|algorithm| *algorithm >= DigestAlgorithm::Sha256)
            .ok_or_else(|| form("it has a digest that is not by sha256, sha384 or sha512"))?;
        Digest::from_hex(algorithm, &self.value).map_err(form)
    }
}

/// A digest as Rekor v2 writes it: protobuf JSON of `HashOutput`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HashOutput {
    algorithm: String,
    digest: Bytes,
}

impl HashOutput {
    fn digest(&self) -> Result<Digest, ParseError> {
        let algorithm = match self.algorithm.as_str() {
            "SHA2_256" => DigestAlgorithm::Sha256,
            "SHA2_384" => DigestAlgorithm::Sha384,
            "SHA2_512" => DigestAlgorithm::Sha512,
            _ => return Err(form("it has a digest that is not by SHA2_256, SHA2_384 or SHA2_512")),
        };
        Digest::new(algorithm, &self.digest.0).map_err(form)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hashedrekord1 {
    data: Object<Data1>,
    signature: Object<Signature1>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data1 {
    hash: Object<HexDigest>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature1 {
    content: Bytes,
    #[serde(rename = "publicKey")]
    public_key: Object<PublicKey1>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PublicKey1 {
    content: Bytes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dsse1 {
    #[serde(rename = "envelopeHash")]
    envelope_hash: Object<HexDigest>,
    #[serde(rename = "payloadHash")]
    payload_hash: Object<HexDigest>,
    signatures: Signatures<DsseSignature1>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DsseSignature1 {
    signature: Bytes,
    verifier: Bytes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Intoto2 {
    content: Object<IntotoContent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IntotoContent {
    envelope: Object<IntotoEnvelope>,
    #[serde(default)]
    hash: Option<Object<HexDigest>>,
    #[serde(rename = "payloadHash")]
    payload_hash: Object<HexDigest>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IntotoEnvelope {
    #[serde(rename = "payloadType")]
    payload_type: String,
    /// Left out by Rekor; the payload's digest says more.
    #[serde(default, rename = "payload")]
    _payload: serde::de::IgnoredAny,
    signatures: Signatures<IntotoSignature>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IntotoSignature {
    sig: Bytes,
    #[serde(rename = "publicKey")]
    public_key: Bytes,
    /// Unauthenticated hint.
    #[serde(default, rename = "keyid")]
    _key_id: serde::de::IgnoredAny,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hashedrekord2 {
    #[serde(rename = "hashedRekordV002")]
    record: Object<HashedrekordRecord>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HashedrekordRecord {
    data: Object<HashOutput>,
    signature: Object<Signature2>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dsse2 {
    #[serde(rename = "dsseV002")]
    record: Object<DsseRecord>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DsseRecord {
    #[serde(rename = "payloadHash")]
    payload_hash: Object<HashOutput>,
    signatures: Signatures<Signature2>,
}

/// `Signature` of `rekor/v2/verifier.proto`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature2 {
    content: Bytes,
    verifier: Object<Verifier2>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Verifier2 {
    /// The algorithm the log verified with; what this key signs with is the verifier's to say.
    #[serde(default, rename = "keyDetails")]
    _key_details: serde::de::IgnoredAny,
    #[serde(default, rename = "x509Certificate")]
    certificate: Option<Object<Blob>>,
    #[serde(default, rename = "publicKey")]
    public_key: Option<Object<Blob>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Blob {
    #[serde(rename = "rawBytes")]
    bytes: Bytes,
}

impl Signature2 {
    fn logged(self) -> Result<LoggedSignature, ParseError> {
        let Object(verifier) = self.verifier;
        let verifier = match (verifier.certificate, verifier.public_key) {
            (Some(Object(blob)), None) => Verifier::Certificate(blob.bytes.0),
            (None, Some(Object(blob))) => Verifier::PublicKey(blob.bytes.0),
            _ => return Err(form("it has not exactly one certificate or public key")),
        };
        logged(self.content.0, verifier)
    }
}
