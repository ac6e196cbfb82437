//! What the roles sign.

use std::collections::BTreeMap;

use keelmark_model::{Digest, DigestAlgorithm};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Signed, hex, shape};
use crate::{ParseError, limits};

/// Who may sign what (section 4.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// Whether names of files begin with their version or digest.
    pub consistent_snapshot: bool,
    /// Keys by identifier.
    pub keys: BTreeMap<String, Key>,
    /// Who signs the next root, and this one.
    pub root: Role,
    /// Who signs the timestamp.
    pub timestamp: Role,
    /// Who signs the snapshot.
    pub snapshot: Role,
    /// Who signs the targets.
    pub targets: Role,
}

/// A public key as the metadata has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "WireKey")]
pub struct Key {
    /// How signatures are made, for example `ecdsa-sha2-nistp256`.
    pub scheme: String,
    /// PEM, or hexadecimal of what the scheme takes.
    pub public: String,
}

/// The keys of a role and how many of them must sign.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Role {
    /// Identifiers, each once.
    #[serde(rename = "keyids")]
    pub key_ids: Vec<String>,
    /// At least 1.
    pub threshold: usize,
}

/// Which snapshot is current (section 4.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampRole {
    /// The snapshot.
    pub snapshot: FileMeta,
}

/// Which versions of the other metadata belong together (section 4.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// By file name without version, for example `targets.json`.
    pub files: BTreeMap<String, FileMeta>,
}

/// A file of metadata as another names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileMeta {
    /// Its version.
    pub version: u64,
    /// Its length in bytes, where stated.
    pub length: Option<u64>,
    /// Its digests by known algorithms, where any are stated.
    pub digests: Vec<Digest>,
}

/// What is published, and who else may publish (section 4.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Targets {
    /// By path.
    pub targets: BTreeMap<String, TargetFile>,
    /// Who else may publish.
    pub delegations: Delegations,
}

/// A published file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetFile {
    /// Its length in bytes.
    pub length: u64,
    /// Its digests by known algorithms: at least one.
    pub digests: Vec<Digest>,
}

/// Who else may publish, in the order they are asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct Delegations {
    /// Keys by identifier.
    pub keys: BTreeMap<String, Key>,
    /// The roles.
    pub roles: Vec<DelegatedRole>,
}

/// A role that may publish under some paths.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DelegatedRole {
    /// Its name, which names its file too: letters, digits, `.`, `-` and `_`.
    pub name: String,
    /// Who signs for it.
    #[serde(flatten)]
    pub role: Role,
    /// Patterns of paths, in which `*` and `?` stand for anything but `/`.
    #[serde(default)]
    pub paths: Vec<String>,
    /// Beginnings of the SHA-256 of paths, in hexadecimal.
    #[serde(default)]
    pub path_hash_prefixes: Vec<String>,
    /// Whether nobody is asked after it about a path it may publish under.
    pub terminating: bool,
}

#[derive(Deserialize)]
struct WireKey {
    scheme: String,
    keyval: WireKeyValue,
}

#[derive(Deserialize)]
struct WireKeyValue {
    public: String,
}

impl From<WireKey> for Key {
    fn from(wire: WireKey) -> Self {
        Self { scheme: wire.scheme, public: wire.keyval.public }
    }
}

#[derive(Deserialize)]
struct WireRoot {
    #[serde(default)]
    consistent_snapshot: bool,
    keys: BTreeMap<String, Key>,
    roles: WireRoles,
}

#[derive(Deserialize)]
struct WireRoles {
    root: Role,
    timestamp: Role,
    snapshot: Role,
    targets: Role,
}

#[derive(Deserialize)]
struct WireMeta {
    meta: BTreeMap<String, WireFile>,
}

#[derive(Deserialize)]
struct WireFile {
    version: u64,
    length: Option<u64>,
    #[serde(default)]
    hashes: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct WireTargets {
    targets: BTreeMap<String, WireTarget>,
    delegations: Option<WireDelegations>,
}

#[derive(Deserialize)]
struct WireTarget {
    length: u64,
    hashes: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct WireDelegations {
    #[serde(flatten)]
    known: Delegations,
    succinct_roles: Option<Value>,
}

impl Key {
    /// The key's bytes, where they are written in hexadecimal and not as PEM.
    pub fn public_bytes(&self) -> Option<Vec<u8>> {
        hex(&self.public)
    }
}

impl Signed for Root {
    const TYPE: &'static str = "root";

    fn read(signed: &Value) -> Result<Self, ParseError> {
        let WireRoot { consistent_snapshot, keys, roles } = deserialize(signed)?;
        let WireRoles { root, timestamp, snapshot, targets } = roles;
        check_keys(&keys)?;
        for (name, role) in [
            ("root", &root),
            ("timestamp", &timestamp),
            ("snapshot", &snapshot),
            ("targets", &targets),
        ] {
            role.check(name, &keys)?;
        }
        Ok(Self { consistent_snapshot, keys, root, timestamp, snapshot, targets })
    }
}

impl Signed for TimestampRole {
    const TYPE: &'static str = "timestamp";

    fn read(signed: &Value) -> Result<Self, ParseError> {
        let mut wire: WireMeta = deserialize(signed)?;
        let snapshot = wire.meta.remove("snapshot.json");
        let snapshot = snapshot.ok_or_else(|| shape("`meta` has no `snapshot.json`"))?;
        Ok(Self { snapshot: snapshot.read()? })
    }
}

impl Signed for Snapshot {
    const TYPE: &'static str = "snapshot";

    fn read(signed: &Value) -> Result<Self, ParseError> {
        let wire: WireMeta = deserialize(signed)?;
        if wire.meta.len() > limits::TUF_FILES {
            return Err(shape(format!("more than {} files", limits::TUF_FILES)));
        }
        let files = wire.meta.into_iter().map(|(name, file)| Ok((name, file.read()?)));
        Ok(Self { files: files.collect::<Result<_, ParseError>>()? })
    }
}

impl Signed for Targets {
    const TYPE: &'static str = "targets";

    fn read(signed: &Value) -> Result<Self, ParseError> {
        let wire: WireTargets = deserialize(signed)?;
        if wire.targets.len() > limits::TUF_FILES {
            return Err(shape(format!("more than {} targets", limits::TUF_FILES)));
        }
        let mut targets = BTreeMap::new();
        for (path, WireTarget { length, hashes }) in wire.targets {
            let digests = digests(&hashes)?;
            if digests.is_empty() {
                return Err(shape(format!("target `{path}` has no digest by a known algorithm")));
            }
            targets.insert(path, TargetFile { length, digests });
        }
        let delegations = wire.delegations.map_or_else(|| Ok(Delegations::default()), check)?;
        Ok(Self { targets, delegations })
    }
}

fn check(wire: WireDelegations) -> Result<Delegations, ParseError> {
    if wire.succinct_roles.is_some() {
        return Err(shape("delegation by `succinct_roles` is not supported"));
    }
    let delegations = wire.known;
    if delegations.roles.len() > limits::TUF_ROLES {
        return Err(shape(format!("more than {} delegated roles", limits::TUF_ROLES)));
    }
    check_keys(&delegations.keys)?;
    for DelegatedRole { name, role, .. } in &delegations.roles {
        let is_plain =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        if name.is_empty() || name.starts_with('.') || !name.bytes().all(is_plain) {
            return Err(shape("the name of a delegated role cannot name a file"));
        }
        role.check(name, &delegations.keys)?;
    }
    Ok(delegations)
}

impl Role {
    fn check(&self, name: &str, keys: &BTreeMap<String, Key>) -> Result<(), ParseError> {
        if self.threshold == 0 {
            return Err(shape(format!("role `{name}` has threshold 0")));
        }
        if self.key_ids.len() > limits::TUF_KEYS {
            return Err(shape(format!("role `{name}` has more than {} keys", limits::TUF_KEYS)));
        }
        let mut seen = std::collections::BTreeSet::new();
        for id in &self.key_ids {
            if !seen.insert(id) || !keys.contains_key(id) {
                return Err(shape(format!("role `{name}` names a key twice, or one not given")));
            }
        }
        Ok(())
    }
}

impl WireFile {
    fn read(self) -> Result<FileMeta, ParseError> {
        if self.version == 0 {
            return Err(shape("`meta` has version 0"));
        }
        let digests = digests(&self.hashes)?;
        Ok(FileMeta { version: self.version, length: self.length, digests })
    }
}

/// Those digests whose algorithm is strong and known; each of them must hold.
fn digests(hashes: &BTreeMap<String, String>) -> Result<Vec<Digest>, ParseError> {
    let known = hashes.iter().filter_map(|(name, hex)| {
        let algorithm = DigestAlgorithm::from_name(name)?;
        (algorithm >= DigestAlgorithm::Sha256).then_some((algorithm, hex))
    });
    known
        .map(|(algorithm, hex)| {
            Digest::from_hex(algorithm, hex).map_err(|error| shape(format!("`hashes`: {error}")))
        })
        .collect()
}

fn check_keys(keys: &BTreeMap<String, Key>) -> Result<(), ParseError> {
    if keys.len() > limits::TUF_KEYS {
        return Err(shape(format!("more than {} keys", limits::TUF_KEYS)));
    }
    Ok(())
}

fn deserialize<T: DeserializeOwned>(signed: &Value) -> Result<T, ParseError> {
    T::deserialize(signed).map_err(|error| shape(error.to_string()))
}
