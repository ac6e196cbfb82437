//! Sigstore bundles: one signature with what is needed to check it.
//!
//! Source: sigstore protobuf-specs, `sigstore_bundle.proto` and `sigstore_common.proto`, bundle
//! v0.1 to v0.3 in protobuf JSON. What a log or a timestamping authority adds is read, not judged.

mod collection;

use keelmark_model::{Digest, DigestAlgorithm};
use serde::{Deserialize, Serialize};

use crate::dsse::{self, Envelope};
use crate::json::{Bounds, Object};
use crate::log_entry::{self, LogEntry};
use crate::protobuf_json::{Bytes, HashAlgorithm, Repeated, base64, base64_into, or_default};
use crate::text::shortened;
use crate::{ParseError, codes, json, limits};

pub use collection::{Located, parse_all};

/// A signature with its verification material, nothing of it checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// Version of the format.
    pub media_type: MediaType,
    /// What names the key.
    pub material: VerificationMaterial,
    /// What was signed, and the signature.
    pub content: Content,
    /// Entries of transparency logs; at most [`limits::BUNDLE_PROOFS`].
    pub log_entries: Vec<LogEntry>,
    /// RFC 3161 timestamp responses over the signature, in DER.
    pub timestamps: Vec<Vec<u8>>,
}

/// Version of the bundle format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// `application/vnd.dev.sigstore.bundle+json;version=0.1`
    V01,
    /// `application/vnd.dev.sigstore.bundle+json;version=0.2`
    V02,
    /// `application/vnd.dev.sigstore.bundle+json;version=0.3`, the first name of v0.3
    V03Parameter,
    /// `application/vnd.dev.sigstore.bundle.v0.3+json`
    V03,
}

/// What names the key that signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerificationMaterial {
    /// A key the verifier has already.
    PublicKey {
        /// Unauthenticated hint at which; empty and absent are the same.
        hint: Option<String>,
    },
    /// The signer's certificate alone.
    Certificate {
        /// X.509 in DER.
        der: Vec<u8>,
    },
    /// The signer's certificate, first, and certificates that issued it; before v0.3.
    CertificateChain(
        /// Each X.509 in DER.
        Vec<Vec<u8>>,
    ),
}

/// What was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// An envelope with exactly one signature.
    Dsse(Envelope),
    /// A signature over a file that is not in the bundle.
    Message {
        /// Digest of the file; unauthenticated.
        digest: Option<Digest>,
        /// Raw signature, in the form its algorithm makes.
        signature: Vec<u8>,
    },
}

impl MediaType {
    const ALL: [Self; 4] = [Self::V01, Self::V02, Self::V03Parameter, Self::V03];

    /// The value of `mediaType`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V01 => "application/vnd.dev.sigstore.bundle+json;version=0.1",
            Self::V02 => "application/vnd.dev.sigstore.bundle+json;version=0.2",
            Self::V03Parameter => "application/vnd.dev.sigstore.bundle+json;version=0.3",
            Self::V03 => "application/vnd.dev.sigstore.bundle.v0.3+json",
        }
    }
}

impl Bundle {
    /// Reads a bundle.
    ///
    /// # Errors
    /// `document.*`: not strict JSON, a field missing, unknown or malformed, an envelope without
    /// exactly one signature. `bundle.version`: another media type.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        Self::read(json::check_within(bytes, &Bounds::PROOF)?)
    }

    /// Reads a bundle from JSON that passed the strict gate within [`Bounds::PROOF`].
    fn read(text: &str) -> Result<Self, ParseError> {
        json::read::<Object<Wire>>(text)?.0.bundle()
    }

    /// Writes the bundle in its one canonical form: compact JSON, camelCase, fields in the order of
    /// the schema, defaults left out.
    pub fn render(&self) -> Vec<u8> {
        let Some((head, payload, tail)) = self.frame() else { return self.render_all() };
        let mut text = String::with_capacity(head.len() + encoded_length(payload) + tail.len());
        text.push_str(&head);
        base64_into(payload, &mut text);
        text.push_str(&tail);
        text.into_bytes()
    }

    /// Whether `bytes`, which the bundle was read from, are its canonical form.
    ///
    /// That is `self.render() == bytes`, without writing a payload of megabytes again: base64 has
    /// one text for given bytes once its alphabet and length are fixed.
    pub fn is_canonical(&self, bytes: &[u8]) -> bool {
        let Some((head, payload, tail)) = self.frame() else { return self.render_all() == bytes };
        let rest = bytes.strip_prefix(head.as_bytes());
        let text = rest.and_then(|rest| rest.strip_suffix(tail.as_bytes()));
        text.is_some_and(|text| {
            let standard = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
            text.len() == encoded_length(payload) && text.iter().all(standard)
        })
    }

    /// The canonical form of an envelope's bundle before and after its payload, and the payload.
    fn frame(&self) -> Option<(String, &[u8], String)> {
        let Content::Dsse(envelope) = &self.content else { return None };
        let empty = Envelope {
            payload_type: envelope.payload_type.clone(),
            payload: Vec::new(),
            signatures: envelope.signatures.clone(),
        };
        let frame = Self {
            media_type: self.media_type,
            material: self.material.clone(),
            content: Content::Dsse(empty),
            log_entries: self.log_entries.clone(),
            timestamps: self.timestamps.clone(),
        };
        let frame = String::from_utf8(frame.render_all()).ok()?;
        // Quotes within strings are escaped, and log entries come before the envelope.
        let field = "\"payload\":\"";
        let (head, tail) = frame.split_at(frame.rfind(field)? + field.len());
        Some((head.to_owned(), &envelope.payload, tail.to_owned()))
    }

    fn render_all(&self) -> Vec<u8> {
        #[expect(clippy::expect_used, reason = "writing plain data to memory cannot fail")]
        serde_json::to_vec(&WireOut::from(self)).expect("plain data")
    }
}

/// Length of `bytes` in padded base64.
const fn encoded_length(bytes: &[u8]) -> usize {
    bytes.len().div_ceil(3) * 4
}

fn shape(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::DOCUMENT_SHAPE, message)
}

/// Log entries or timestamps, as many as a bundle may have.
type Proofs<T> = Repeated<Object<T>, { limits::BUNDLE_PROOFS }>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    #[serde(default, rename = "mediaType", alias = "media_type", deserialize_with = "or_default")]
    media_type: String,
    #[serde(default, rename = "verificationMaterial", alias = "verification_material")]
    material: Option<Object<WireMaterial>>,
    #[serde(default, rename = "messageSignature", alias = "message_signature")]
    message: Option<Object<WireMessage>>,
    #[serde(default, rename = "dsseEnvelope", alias = "dsse_envelope")]
    envelope: Option<Object<dsse::Wire>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireMaterial {
    #[serde(default, rename = "publicKey", alias = "public_key")]
    public_key: Option<Object<WirePublicKey>>,
    #[serde(default)]
    certificate: Option<Object<WireBlob>>,
    #[serde(default, rename = "x509CertificateChain", alias = "x509_certificate_chain")]
    chain: Option<Object<WireChain>>,
    #[serde(default, rename = "tlogEntries", alias = "tlog_entries")]
    log_entries: Proofs<log_entry::Wire>,
    #[serde(default, rename = "timestampVerificationData", alias = "timestamp_verification_data")]
    timestamps: Option<Object<WireTimestamps>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WirePublicKey {
    #[serde(default, deserialize_with = "or_default")]
    hint: String,
}

/// A certificate.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireBlob {
    #[serde(default, rename = "rawBytes", alias = "raw_bytes")]
    raw_bytes: Bytes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireChain {
    #[serde(default)]
    certificates: Repeated<Object<WireBlob>, { limits::CERTIFICATES }>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireTimestamps {
    #[serde(default, rename = "rfc3161Timestamps", alias = "rfc3161_timestamps")]
    rfc3161: Proofs<WireTimestamp>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireTimestamp {
    #[serde(default, rename = "signedTimestamp", alias = "signed_timestamp")]
    signed: Bytes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireMessage {
    #[serde(default, rename = "messageDigest", alias = "message_digest")]
    digest: Option<Object<WireDigest>>,
    #[serde(default)]
    signature: Bytes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireDigest {
    #[serde(default, deserialize_with = "or_default")]
    algorithm: HashAlgorithm,
    #[serde(default)]
    digest: Bytes,
}

impl Wire {
    fn bundle(self) -> Result<Bundle, ParseError> {
        let media_type = MediaType::ALL
            .into_iter()
            .find(|version| version.as_str() == self.media_type)
            .ok_or_else(|| {
                let found = shortened(&self.media_type);
                let message = format!("media type `{found}` is not a bundle v0.1 to v0.3");
                ParseError::new(&codes::BUNDLE_VERSION, message)
            })?;
        let content = match (self.envelope, self.message) {
            (Some(envelope), None) => Content::Dsse(only_signature(envelope.0.envelope()?)?),
            (None, Some(message)) => message.0.content()?,
            (None, None) => {
                return Err(shape("the bundle has neither `dsseEnvelope` nor `messageSignature`"));
            }
            (Some(_), Some(_)) => {
                return Err(shape("the bundle has both `dsseEnvelope` and `messageSignature`"));
            }
        };
        let Object(mut wire) =
            self.material.ok_or_else(|| shape("there is no `verificationMaterial`"))?;
        let log_entries = std::mem::take(&mut wire.log_entries).0;
        let timestamps = wire.timestamps.take().unwrap_or_default().0.rfc3161.0;
        let log_entries = log_entries.into_iter().map(|entry| entry.0.entry());
        Ok(Bundle {
            media_type,
            material: wire.material(media_type)?,
            content,
            log_entries: log_entries.collect::<Result<_, _>>()?,
            timestamps: timestamps.into_iter().map(|timestamp| timestamp.0.signed.0).collect(),
        })
    }
}

/// `sigstore_bundle.proto`: a client must reject an envelope with any other number of signatures.
fn only_signature(envelope: Envelope) -> Result<Envelope, ParseError> {
    match envelope.signatures.len() {
        1 => Ok(envelope),
        count => Err(shape(format!("the envelope has {count} signatures; a bundle's has one"))),
    }
}

impl WireMaterial {
    fn material(self, media_type: MediaType) -> Result<VerificationMaterial, ParseError> {
        match (self.public_key, self.certificate, self.chain) {
            (Some(Object(key)), None, None) => Ok(VerificationMaterial::PublicKey {
                hint: Some(key.hint).filter(|h| !h.is_empty()),
            }),
            (None, Some(Object(certificate)), None) if !certificate.raw_bytes.0.is_empty() => {
                Ok(VerificationMaterial::Certificate { der: certificate.raw_bytes.0 })
            }
            (None, Some(_), None) => Err(shape("`certificate` is empty")),
            (None, None, Some(chain)) => chain.0.material(media_type),
            (None, None, None) => {
                Err(shape("`verificationMaterial` has neither a public key nor a certificate"))
            }
            _ => Err(shape("`verificationMaterial` names more than one signer")),
        }
    }
}

impl WireChain {
    fn material(self, media_type: MediaType) -> Result<VerificationMaterial, ParseError> {
        if matches!(media_type, MediaType::V03 | MediaType::V03Parameter) {
            return Err(shape("`x509CertificateChain` is not allowed in a v0.3 bundle"));
        }
        let chain: Vec<_> =
            self.certificates.0.into_iter().map(|blob| blob.0.raw_bytes.0).collect();
        if chain.is_empty() || chain.iter().any(Vec::is_empty) {
            return Err(shape("`x509CertificateChain` is empty or has an empty certificate"));
        }
        Ok(VerificationMaterial::CertificateChain(chain))
    }
}

impl WireMessage {
    fn content(self) -> Result<Content, ParseError> {
        if self.signature.0.is_empty() {
            return Err(shape("`messageSignature` has no signature"));
        }
        // cosign writes an empty message where its key has no prehash.
        let stated = self.digest.filter(|digest| !digest.0.is_empty());
        let digest = stated.map(|digest| digest.0.read()).transpose()?;
        Ok(Content::Message { digest, signature: self.signature.0 })
    }
}

/// `HashAlgorithm` names with their numbers.
const HASH_ALGORITHMS: [(&str, i64, DigestAlgorithm); 3] = [
    ("SHA2_256", 1, DigestAlgorithm::Sha256),
    ("SHA2_384", 2, DigestAlgorithm::Sha384),
    ("SHA2_512", 3, DigestAlgorithm::Sha512),
];

impl WireDigest {
    fn is_empty(&self) -> bool {
        self.algorithm == HashAlgorithm::default() && self.digest.0.is_empty()
    }

    fn read(&self) -> Result<Digest, ParseError> {
        let (_, _, algorithm) = HASH_ALGORITHMS
            .into_iter()
            .find(|(name, number, _)| self.algorithm.is(name, *number))
            .ok_or_else(|| shape("`messageDigest` is not by SHA2_256, SHA2_384 or SHA2_512"))?;
        Digest::new(algorithm, &self.digest.0)
            .map_err(|error| shape(format!("`messageDigest`: {error}")))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireOut<'a> {
    media_type: &'static str,
    verification_material: WireMaterialOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_signature: Option<WireMessageOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dsse_envelope: Option<dsse::WireOut<'a>>,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct WireMaterialOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    public_key: Option<WirePublicKeyOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x509_certificate_chain: Option<WireChainOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<WireBlobOut>,
    /// Written even when empty: sigstore-python's schema requires the field.
    tlog_entries: Vec<log_entry::WireOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp_verification_data: Option<WireTimestampsOut>,
}

#[derive(Serialize)]
struct WirePublicKeyOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
}

/// A certificate.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireBlobOut {
    raw_bytes: String,
}

#[derive(Serialize)]
struct WireChainOut {
    certificates: Vec<WireBlobOut>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireTimestampsOut {
    rfc3161_timestamps: Vec<WireTimestampOut>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireTimestampOut {
    signed_timestamp: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireMessageOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    message_digest: Option<WireDigestOut>,
    signature: String,
}

#[derive(Serialize)]
struct WireDigestOut {
    algorithm: &'static str,
    digest: String,
}

impl<'a> From<&'a Bundle> for WireOut<'a> {
    fn from(bundle: &'a Bundle) -> Self {
        let mut wire = Self {
            media_type: bundle.media_type.as_str(),
            verification_material: WireMaterialOut::from(bundle),
            message_signature: None,
            dsse_envelope: None,
        };
        match &bundle.content {
            Content::Dsse(envelope) => wire.dsse_envelope = Some(envelope.into()),
            Content::Message { digest, signature } => {
                let message_digest = digest.as_ref().and_then(WireDigestOut::of);
                let signature = base64(signature);
                wire.message_signature = Some(WireMessageOut { message_digest, signature });
            }
        }
        wire
    }
}

impl<'a> From<&'a Bundle> for WireMaterialOut<'a> {
    fn from(bundle: &'a Bundle) -> Self {
        let blob = |der: &Vec<u8>| WireBlobOut { raw_bytes: base64(der) };
        let mut wire = Self::default();
        match &bundle.material {
            VerificationMaterial::PublicKey { hint } => {
                wire.public_key = Some(WirePublicKeyOut { hint: hint.as_deref() });
            }
            VerificationMaterial::Certificate { der } => wire.certificate = Some(blob(der)),
            VerificationMaterial::CertificateChain(chain) => {
                let certificates = chain.iter().map(blob).collect();
                wire.x509_certificate_chain = Some(WireChainOut { certificates });
            }
        }
        wire.tlog_entries = bundle.log_entries.iter().map(Into::into).collect();
        if !bundle.timestamps.is_empty() {
            let timestamp = |der: &Vec<u8>| WireTimestampOut { signed_timestamp: base64(der) };
            let rfc3161_timestamps = bundle.timestamps.iter().map(timestamp).collect();
            wire.timestamp_verification_data = Some(WireTimestampsOut { rfc3161_timestamps });
        }
        wire
    }
}

impl WireDigestOut {
    /// A digest by an algorithm the schema has no name for is left out: it is a hint, no more.
    fn of(digest: &Digest) -> Option<Self> {
        let named = HASH_ALGORITHMS.into_iter().find(|(_, _, known)| *known == digest.algorithm());
        named.map(|(algorithm, _, _)| Self { algorithm, digest: base64(digest.as_bytes()) })
    }
}
