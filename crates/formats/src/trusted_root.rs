//! Sigstore trusted roots: the logs and authorities that verification starts from.
//!
//! Source: sigstore protobuf-specs, `sigstore_trustroot.proto`, message TrustedRoot, in protobuf
//! JSON. A field that is not known is refused: it could say that something is trusted less.

use keelmark_model::{Position, Timestamp};
use serde::Deserialize;

use crate::certificate::Certificate;
use crate::json::{Bounds, Object};
use crate::protobuf_json::{Bytes, HashAlgorithm, Repeated, or_default};
use crate::time::parse_rfc3339;
use crate::{ParseError, codes, json, limits};

/// Everything one operator of Sigstore asks to be trusted for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrustedRoot {
    /// Logs of signatures: `tlogs`.
    pub signature_logs: Vec<Log>,
    /// Logs of certificates: `ctlogs`.
    pub certificate_logs: Vec<Log>,
    /// Who issues certificates for signing: `certificateAuthorities`.
    pub certificate_authorities: Vec<Authority>,
    /// Who signs times: `timestampAuthorities`.
    pub timestamp_authorities: Vec<Authority>,
}

/// A transparency log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Where it is served: `https://rekor.sigstore.dev`.
    pub base_url: String,
    /// Who runs it; empty in older files.
    pub operator: String,
    /// Its key, in the encoding that `key_details` says.
    pub key: Vec<u8>,
    /// Name of the key's encoding and of how it signs: `PKIX_ECDSA_P256_SHA_256`.
    pub key_details: String,
    /// What its key signed, and when.
    pub valid: Validity,
    /// What entries and promises call the log; empty when the file does not say.
    pub id: Vec<u8>,
    /// What checkpoints call its key, where that is not how `id` begins; empty in older files.
    pub checkpoint_key_id: Vec<u8>,
}

/// An authority: who issues certificates, or signs times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// Where it is served.
    pub uri: String,
    /// Who runs it; empty in older files.
    pub operator: String,
    /// Its certificates, each issued by the next; the last is trusted as it stands. Never empty.
    pub chain: Vec<Certificate>,
    /// When the chain was in use.
    pub valid: Validity,
}

/// A time from a first to a last second, both of them in it. Fractions of a second are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Validity {
    /// The first second; without one, since ever.
    pub start: Option<Timestamp>,
    /// The last second; without one, until further notice.
    pub end: Option<Timestamp>,
}

impl Validity {
    /// Whether `time` is in it.
    pub fn contains(&self, time: Timestamp) -> bool {
        self.start.is_none_or(|start| start <= time) && self.end.is_none_or(|end| time <= end)
    }
}

/// The media types that are read: the old form of 0.1 and 0.2, and the new one.
const MEDIA_TYPES: &[&str] = &[
    "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    "application/vnd.dev.sigstore.trustedroot+json;version=0.2",
    "application/vnd.dev.sigstore.trustedroot.v0.1+json",
    "application/vnd.dev.sigstore.trustedroot.v0.2+json",
];

impl TrustedRoot {
    /// Reads one trusted root, `trusted_root.json`.
    ///
    /// # Errors
    /// `document.*`: not strict JSON, a field missing, unknown or malformed, more than
    /// [`limits::TRUSTED_ROOT_ENTRIES`] in a list, another hash than SHA-256.
    /// `trusted-root.version`: another media type. `certificate.form`: a certificate that cannot be
    /// read.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        check_size(bytes)?;
        json::parse_within::<Object<Wire>>(bytes, &Bounds::PROOF)?.0.trusted_root()
    }

    /// Reads a file of one trusted root, or of several with one on each line, as
    /// `gh attestation trusted-root` writes them.
    ///
    /// # Errors
    /// As for [`TrustedRoot::parse`], and `document.shape` for more than
    /// [`limits::TRUSTED_ROOTS`].
    pub fn parse_lines(bytes: &[u8]) -> Result<Vec<Self>, ParseError> {
        Ok(Self::parse_each(bytes)?.into_iter().map(|(_, root)| root).collect())
    }

    /// [`TrustedRoot::parse_lines`], each root with its own bytes.
    ///
    /// # Errors
    /// As for [`TrustedRoot::parse_lines`].
    pub fn parse_each(bytes: &[u8]) -> Result<Vec<(&[u8], Self)>, ParseError> {
        check_size(bytes)?;
        let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
        let first = lines.find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
        if json::check(first).is_err() {
            return Self::parse(bytes).map(|root| vec![(bytes, root)]);
        }
        let mut roots = Vec::new();
        let mut begin = 0;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let at_line = |error: ParseError| {
                let byte = begin + error.at.map_or(0, |at| at.byte);
                ParseError { at: Some(Position::of(bytes, byte)), ..error }
            };
            if roots.len() == limits::TRUSTED_ROOTS {
                return Err(shape(format!("more than {} trusted roots", roots.len())));
            }
            if !line.trim_ascii().is_empty() {
                roots.push((line, Self::parse(line).map_err(at_line)?));
            }
            begin += line.len();
        }
        Ok(roots)
    }
}

fn check_size(bytes: &[u8]) -> Result<(), ParseError> {
    if bytes.len() <= limits::TRUSTED_ROOT_BYTES {
        return Ok(());
    }
    let most = limits::TRUSTED_ROOT_BYTES;
    let message = format!("{} bytes; trusted roots have at most {most}", bytes.len());
    Err(ParseError::new(&codes::DOCUMENT_SIZE, message))
}

fn shape(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::DOCUMENT_SHAPE, message)
}

/// Logs or authorities.
type Entries<T> = Repeated<Object<T>, { limits::TRUSTED_ROOT_ENTRIES }>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    #[serde(default, rename = "mediaType", alias = "media_type", deserialize_with = "or_default")]
    media_type: String,
    #[serde(default)]
    tlogs: Entries<WireLog>,
    #[serde(default, rename = "certificateAuthorities", alias = "certificate_authorities")]
    certificate_authorities: Entries<WireAuthority>,
    #[serde(default)]
    ctlogs: Entries<WireLog>,
    #[serde(default, rename = "timestampAuthorities", alias = "timestamp_authorities")]
    timestamp_authorities: Entries<WireAuthority>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireLog {
    #[serde(default, rename = "baseUrl", alias = "base_url", deserialize_with = "or_default")]
    base_url: String,
    #[serde(default, rename = "hashAlgorithm", alias = "hash_algorithm")]
    hash_algorithm: HashAlgorithm,
    #[serde(default, rename = "publicKey", alias = "public_key")]
    public_key: Option<Object<WireKey>>,
    #[serde(default, rename = "logId", alias = "log_id")]
    log_id: Option<Object<WireLogId>>,
    #[serde(default, rename = "checkpointKeyId", alias = "checkpoint_key_id")]
    checkpoint_key_id: Option<Object<WireLogId>>,
    #[serde(default, deserialize_with = "or_default")]
    operator: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireKey {
    #[serde(default, rename = "rawBytes", alias = "raw_bytes")]
    raw_bytes: Bytes,
    #[serde(
        default,
        rename = "keyDetails",
        alias = "key_details",
        deserialize_with = "or_default"
    )]
    key_details: String,
    #[serde(default, rename = "validFor", alias = "valid_for")]
    valid_for: Option<Object<WireRange>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireLogId {
    #[serde(default, rename = "keyId", alias = "key_id")]
    key_id: Bytes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireRange {
    #[serde(default, deserialize_with = "or_default")]
    start: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    end: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireAuthority {
    /// What the last certificate says better.
    #[serde(default, rename = "subject")]
    _subject: Option<Object<WireSubject>>,
    #[serde(default, deserialize_with = "or_default")]
    uri: String,
    #[serde(default, rename = "certChain", alias = "cert_chain")]
    chain: Option<Object<WireChain>>,
    #[serde(default, rename = "validFor", alias = "valid_for")]
    valid_for: Option<Object<WireRange>>,
    #[serde(default, deserialize_with = "or_default")]
    operator: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireSubject {
    #[serde(default, rename = "organization", deserialize_with = "or_default")]
    _organization: String,
    #[serde(
        default,
        rename = "commonName",
        alias = "common_name",
        deserialize_with = "or_default"
    )]
    _common_name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireChain {
    #[serde(default)]
    certificates: Repeated<Object<WireCertificate>, { limits::CERTIFICATES }>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireCertificate {
    #[serde(default, rename = "rawBytes", alias = "raw_bytes")]
    raw_bytes: Bytes,
}

impl Wire {
    fn trusted_root(self) -> Result<TrustedRoot, ParseError> {
        if !MEDIA_TYPES.contains(&self.media_type.as_str()) {
            let found = keelmark_model::visible(&self.media_type);
            let message = format!("media type `{found}` is not a trusted root 0.1 or 0.2");
            return Err(ParseError::new(&codes::TRUSTED_ROOT_VERSION, message));
        }
        Ok(TrustedRoot {
            signature_logs: entries("tlogs", self.tlogs, WireLog::log)?,
            certificate_logs: entries("ctlogs", self.ctlogs, WireLog::log)?,
            certificate_authorities: entries(
                "certificateAuthorities",
                self.certificate_authorities,
                WireAuthority::authority,
            )?,
            timestamp_authorities: entries(
                "timestampAuthorities",
                self.timestamp_authorities,
                WireAuthority::authority,
            )?,
        })
    }
}

/// Reads each entry of the list `name`; an error says which.
fn entries<W, T>(
    name: &str,
    wire: Entries<W>,
    read: fn(W) -> Result<T, ParseError>,
) -> Result<Vec<T>, ParseError> {
    let entries = wire.0.into_iter().enumerate().map(|(index, Object(entry))| {
        read(entry).map_err(|error| {
            let message = format!("`{name}[{index}]`: {}", error.message);
            ParseError { message, ..error }
        })
    });
    entries.collect()
}

impl WireLog {
    fn log(self) -> Result<Log, ParseError> {
        if !self.hash_algorithm.is("SHA2_256", 1) {
            return Err(shape("`hashAlgorithm` is not SHA2_256"));
        }
        let Object(key) = self.public_key.ok_or_else(|| shape("there is no `publicKey`"))?;
        let id = |id: Option<Object<WireLogId>>| id.map_or_else(Vec::new, |id| id.0.key_id.0);
        if key.raw_bytes.0.is_empty() {
            return Err(shape("`publicKey.rawBytes` is empty"));
        }
        Ok(Log {
            base_url: self.base_url,
            operator: self.operator,
            key: key.raw_bytes.0,
            key_details: key.key_details,
            valid: validity(key.valid_for)?,
            id: id(self.log_id),
            checkpoint_key_id: id(self.checkpoint_key_id),
        })
    }
}

impl WireAuthority {
    fn authority(self) -> Result<Authority, ParseError> {
        let wire = self.chain.map_or_else(Vec::new, |chain| chain.0.certificates.0);
        if wire.is_empty() {
            return Err(shape("`certChain` has no certificate"));
        }
        let chain = wire.iter().map(|certificate| Certificate::parse(&certificate.0.raw_bytes.0));
        Ok(Authority {
            uri: self.uri,
            operator: self.operator,
            chain: chain.collect::<Result<_, _>>()?,
            valid: validity(self.valid_for)?,
        })
    }
}

fn validity(range: Option<Object<WireRange>>) -> Result<Validity, ParseError> {
    let Some(Object(range)) = range else { return Ok(Validity::default()) };
    let time = |text: Option<String>| {
        text.map(|text| {
            parse_rfc3339(&text).ok_or_else(|| shape("`validFor` has a time that is not RFC 3339"))
        })
        .transpose()
    };
    Ok(Validity { start: time(range.start)?, end: time(range.end)? })
}
