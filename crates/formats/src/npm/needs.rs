//! What a package needs, as manifests and entries of locks alike write it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::value::RawValue;

use crate::text::{Lines, Text, offset};

/// One thing a package needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The name under which the package asks for it.
    pub name: String,
    /// What will do, as written; none, where that is no text.
    pub specifier: Option<String>,
    /// What would do as well (`acceptDependencies`).
    pub accepted: Option<String>,
    /// What it is needed for.
    pub kind: NeedKind,
    /// Line it stands on.
    pub line: u32,
}

/// What something is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NeedKind {
    /// Whatever is done.
    Runtime,
    /// Development of the package.
    Development,
    /// More than is necessary.
    Optional,
    /// Whoever needs the package must have it.
    Peer,
    /// Whoever needs the package may have it.
    OptionalPeer,
}

impl NeedKind {
    /// The field it stands in.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Runtime => "dependencies",
            Self::Development => "devDependencies",
            Self::Optional => "optionalDependencies",
            Self::Peer | Self::OptionalPeer => "peerDependencies",
        }
    }

    /// Whether it is a peer's.
    pub const fn is_peer(self) -> bool {
        matches!(self, Self::Peer | Self::OptionalPeer)
    }
}

/// The fields of a package that say what it needs.
pub(crate) struct Tables<'t, 'a> {
    pub(crate) dependencies: &'t BTreeMap<Text<'a>, &'a RawValue>,
    pub(crate) dev: &'t BTreeMap<Text<'a>, &'a RawValue>,
    pub(crate) optional: &'t BTreeMap<Text<'a>, &'a RawValue>,
    pub(crate) peer: &'t BTreeMap<Text<'a>, &'a RawValue>,
    /// `peerDependenciesMeta`.
    pub(crate) peer_meta: Option<&'a RawValue>,
    /// `acceptDependencies`.
    pub(crate) accept: Option<&'a RawValue>,
}

#[derive(serde::Deserialize)]
struct PeerMeta {
    #[serde(default)]
    optional: bool,
}

impl Tables<'_, '_> {
    /// Each thing needed once: of several fields that name it the last counts, in the order peer, runtime,
    /// optional, development.
    pub(crate) fn needs(&self, text: &[u8], lines: &Lines) -> Vec<Need> {
        let meta: BTreeMap<String, PeerMeta> = table(self.peer_meta);
        let accepted: BTreeMap<String, String> = table(self.accept);
        let is_optional = |name: &str| meta.get(name).is_some_and(|it| it.optional);
        let mut needs = BTreeMap::new();
        for (written, kind) in [
            (self.peer, NeedKind::Peer),
            (self.dependencies, NeedKind::Runtime),
            (self.optional, NeedKind::Optional),
            (self.dev, NeedKind::Development),
        ] {
            for (name, value) in written {
                let name = name.as_str();
                let optional = kind == NeedKind::Peer && is_optional(name);
                needs.insert(
                    name,
                    Need {
                        name: name.to_owned(),
                        specifier: serde_json::from_str(value.get()).ok(),
                        accepted: accepted.get(name).cloned(),
                        kind: if optional { NeedKind::OptionalPeer } else { kind },
                        line: lines.line(offset(text, value.get()).unwrap_or_default()),
                    },
                );
            }
        }
        needs.into_values().collect()
    }
}

/// A table of values of one type; of another type, as npm takes it, nothing.
fn table<T: serde::de::DeserializeOwned>(written: Option<&RawValue>) -> BTreeMap<String, T> {
    written.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}

/// Names in `bundleDependencies`.
pub(crate) fn bundles(written: Option<&RawValue>) -> BTreeSet<String> {
    written.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}
