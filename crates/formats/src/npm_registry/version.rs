//! A version as the registry describes it, with its signatures.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keelmark_model::{Digest, DigestAlgorithm, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{PackageVersion, shape};
use crate::json::{Named, Object};
use crate::protobuf_json::{Bytes, Repeated};
use crate::time::parse_rfc3339;
use crate::{ParseError, json, limits};

/// What a registry signs of a version, and its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedVersion {
    /// Which it is.
    pub package: PackageVersion,
    /// Digest of the tarball, as the registry writes it (Subresource Integrity): what is signed.
    pub integrity: String,
    /// The SHA-512 digest in it.
    pub sha512: Digest,
    /// At most [`limits::SIGNATURES`]; none when the registry does not sign.
    pub signatures: Vec<RegistrySignature>,
}

/// One signature of a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrySignature {
    /// Which key signed; unauthenticated.
    pub key_id: String,
    /// Raw signature, in the form its algorithm makes.
    pub signature: Vec<u8>,
}

/// A version, and when the registry says that it published it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The version.
    pub version: SignedVersion,
    /// When it was published; nobody signed that.
    pub published: Option<Timestamp>,
}

/// Reads every version that a registry describes: the document `/NAME` or `/NAME/VERSION`, or what
/// `npm view NAME@VERSION --json` shows of them, which is an array where several match.
///
/// A version among others that has no SHA-512 digest is left out: before 2017 there was none to sign.
///
/// # Errors
/// `document.*`: not strict JSON, a field missing or malformed, an integrity with several SHA-512
/// digests, or none where one version alone is described; more than [`limits::REGISTRY_VERSIONS`].
pub fn parse_described(bytes: &[u8]) -> Result<Vec<Described>, ParseError> {
    let documents: Vec<&RawValue> = match bytes.trim_ascii_start().first() {
        Some(b'[') => json::parse::<Repeated<_, { limits::REGISTRY_VERSIONS }>>(bytes)?.0,
        _ => vec![json::parse(bytes)?],
    };
    let mut found = Vec::new();
    for document in documents {
        let Object(document): Object<WireDescription<'_>> = within(document)?;
        document.read(&mut found)?;
    }
    Ok(found)
}

impl WireDescription<'_> {
    fn read(&self, found: &mut Vec<Described>) -> Result<(), ParseError> {
        let time = |version: &str| {
            let text = self.time.as_ref().and_then(|Named(times)| times.get(version));
            let read = |raw: &&RawValue| {
                let text: String = within(raw)?;
                parse_rfc3339(&text)
                    .ok_or_else(|| shape(format!("`time` of `{version}` is not RFC 3339")))
            };
            text.map(read).transpose()
        };
        let versions = match (&self.name, &self.version, self.dist) {
            (Some(name), Some(version), Some(dist)) => {
                let (name, version) = (name.clone(), version.clone());
                vec![Wire { name, version, dist: within(dist)? }]
            }
            _ => self.listed()?,
        };
        if found.len() + versions.len() > limits::REGISTRY_VERSIONS {
            return Err(shape(format!("more than {} versions", limits::REGISTRY_VERSIONS)));
        }
        for wire in versions {
            let version = wire.read()?;
            let published = time(version.package.version())?;
            found.push(Described { version, published });
        }
        Ok(())
    }

    /// The versions of `/NAME` that can have been signed.
    fn listed(&self) -> Result<Vec<Wire>, ParseError> {
        let versions =
            self.versions.ok_or_else(|| shape("there is neither `dist` nor `versions`"))?;
        let Named(versions): Named<&RawValue, { limits::REGISTRY_VERSIONS }> = within(versions)?;
        let mut signed = Vec::new();
        for raw in versions.values() {
            let Object(WireOld { dist }) = within(raw)?;
            let integrity = dist.and_then(|Object(dist)| dist.integrity).unwrap_or_default();
            if integrity.contains(SHA512) {
                let Object(wire) = within(raw)?;
                signed.push(wire);
            }
        }
        Ok(signed)
    }
}

/// Reads a part of a document that passed the strict gate whole.
fn within<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Result<T, ParseError> {
    serde_json::from_str(raw.get()).map_err(|error| shape(error.to_string()))
}

impl Wire {
    fn read(self) -> Result<SignedVersion, ParseError> {
        let Self { name, version, dist: Object(dist) } = self;
        let package = PackageVersion::new(&name, &version)
            .ok_or_else(|| shape("the name or the version is none"))?;
        let sha512 = sha512(&dist.integrity)
            .ok_or_else(|| shape("`dist.integrity` has no SHA-512 digest, or several"))?;
        let signatures = dist
            .signatures
            .0
            .into_iter()
            .map(|Object(wire)| RegistrySignature { key_id: wire.keyid, signature: wire.sig.0 });
        let signatures = signatures.collect();
        Ok(SignedVersion { package, integrity: dist.integrity, sha512, signatures })
    }
}

impl SignedVersion {
    /// The text a registry signs: `NAME@VERSION:INTEGRITY`.
    pub fn signed_text(&self) -> String {
        format!("{}:{}", self.package, self.integrity)
    }
}

/// `/NAME` has `versions`, `/NAME/VERSION` has `version`; what npm shows has both, the first as a list.
#[derive(Deserialize)]
struct WireDescription<'a> {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    version: Option<String>,
    #[serde(borrow, default)]
    dist: Option<&'a RawValue>,
    #[serde(borrow, default)]
    versions: Option<&'a RawValue>,
    /// By version, and other things beside.
    #[serde(borrow, default)]
    time: Option<Named<&'a RawValue, { TIMES }>>,
}

/// Most times of one description: those of the versions, of the package, and of versions withdrawn.
const TIMES: usize = 2 * limits::REGISTRY_VERSIONS;

/// A version of `/NAME`, of whatever age.
#[derive(Deserialize)]
struct WireOld {
    #[serde(default)]
    dist: Option<Object<WireOldDist>>,
}

#[derive(Deserialize)]
struct WireOldDist {
    #[serde(default)]
    integrity: Option<String>,
}

#[derive(Deserialize)]
struct Wire {
    name: String,
    version: String,
    dist: Object<WireDist>,
}

#[derive(Deserialize)]
struct WireDist {
    integrity: String,
    #[serde(default)]
    signatures: Repeated<Object<WireSignature>, { limits::SIGNATURES }>,
}

#[derive(Deserialize)]
struct WireSignature {
    keyid: String,
    sig: Bytes,
}

/// What a SHA-512 digest begins with (Subresource Integrity, section 3.5).
const SHA512: &str = "sha512-";

fn sha512(integrity: &str) -> Option<Digest> {
    let mut found = integrity.split_ascii_whitespace().filter_map(|hash| hash.strip_prefix(SHA512));
    let (only, None) = (found.next()?, found.next()) else { return None };
    Digest::new(DigestAlgorithm::Sha512, &STANDARD.decode(only).ok()?).ok()
}
