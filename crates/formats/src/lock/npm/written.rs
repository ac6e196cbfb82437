//! Entries of a lock as written.

use std::collections::BTreeMap;
use std::fmt;

use keelmark_model::{
    Digest, DigestError, Ecosystem, LockedFile, LockedFileKind, Package, Position, Source,
};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::tree::{Modules, Tree, find};
use crate::json::{self, Object};
use crate::lock::integrity;
use crate::lock::source::{file_name, purl, tarball, without_credentials};
use crate::npm::{RecordedPackage, Tables, bundles};
use crate::text::{Lines, Text, offset};
use crate::{ParseError, codes, limits};

/// A lock in the order written.
pub(super) struct Lock<'a> {
    pub(super) text: &'a [u8],
    pub(super) entries: Vec<Entry<'a>>,
}

/// A package at a path: a member of `packages`.
pub(super) struct Entry<'a> {
    /// Where it stands: `node_modules/a`, a folder of the project, or empty for the root.
    pub(super) path: Text<'a>,
    pub(super) written: Written<'a>,
    raw: &'a str,
    line: u32,
    name: Option<Text<'a>>,
}

impl<'a> Lock<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, ParseError> {
        let text = json::checked(bytes)?;
        let document: Result<Object<Document>, ParseError> = json::read(text);
        // What cannot be read may be of another version, which then is what is wrong with it.
        let version = match &document {
            Ok(Object(document)) => document.lockfile_version,
            Err(_) => json::read::<Object<Versioned>>(text)?.0.lockfile_version,
        };
        check_version(bytes, version)?;
        let Object(document) = document?;
        let mut entries = Vec::with_capacity(document.packages.0.len());
        let (mut line, mut counted) = (1, 0);
        for (path, raw) in document.packages.0 {
            let raw = raw.get();
            let start = offset(bytes, raw).unwrap_or(counted);
            if path.split('/').count() > limits::PATH_SEGMENTS {
                let message = format!("a path of more than {} folders", limits::PATH_SEGMENTS);
                return Err(ParseError::at(&codes::DOCUMENT_DEPTH, message, bytes, start));
            }
            let Object(written): Object<Written> = serde_json::from_str(raw).map_err(|error| {
                let text = error.to_string();
                let message = text.split(" at line ").next().unwrap_or_default();
                let message = format!("package at `{}`: {message}", path.as_str());
                ParseError::at(&codes::DOCUMENT_SHAPE, message, bytes, start)
            })?;
            // npm writes the name of the root into the document when the manifest has none.
            let name = document.name.clone().filter(|_| path.as_str().is_empty());
            line += bytes[counted..start].iter().filter(|byte| **byte == b'\n').count();
            counted = start;
            let line = u32::try_from(line).unwrap_or(u32::MAX);
            entries.push(Entry { path, written, raw, line, name });
        }
        Ok(Self { text: bytes, entries })
    }
}

impl<'a> Lock<'a> {
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.path.as_str())
    }

    /// The place of the entry that `name` means; of a link, what it leads to.
    pub(super) fn resolve(
        &self,
        tree: &Tree<'_>,
        folders: &[&Modules<'_>],
        name: &str,
    ) -> Option<usize> {
        let place = find(folders, name)?;
        let written = &self.entries.get(place)?.written;
        if !written.link {
            return Some(place);
        }
        let target = tree.at(written.resolved.as_ref()?.as_str())?;
        Some(target).filter(|target| !self.entries[*target].written.link)
    }
}

/// Fails for a lock of another version than those that are read.
fn check_version(bytes: &[u8], written: Option<&RawValue>) -> Result<(), ParseError> {
    let version = written.map_or("1", RawValue::get);
    if matches!(version, "2" | "3") {
        return Ok(());
    }
    let message = format!(
        "package-lock.json version {version}; read are 2 and 3, which \
         `npm install --package-lock-only` of npm 7 and later writes"
    );
    let at = written.and_then(|raw| offset(bytes, raw.get()));
    let at = at.map(|byte| Position::of(bytes, byte));
    Err(ParseError { code: &codes::LOCK_VERSION, message, at })
}

impl Entry<'_> {
    /// The name the package has where it comes from; its path has the alias it goes by.
    pub(super) fn name(&self) -> &str {
        if let Some(name) = self.written.name.as_ref().or(self.name.as_ref()) {
            return name.as_str();
        }
        let path = self.path.as_str();
        match path.rsplit_once(MODULES) {
            Some((_, name)) => name,
            None => path.rsplit('/').next().unwrap_or_default(),
        }
    }

    /// Whether this is a package of the project itself: the root or one in a folder of it.
    pub(super) fn is_local(&self) -> bool {
        let path = self.path.as_str();
        !self.written.link && !path.contains(MODULES) && !path.starts_with("..")
    }

    /// Where `name` is written in this entry, or the entry itself.
    pub(super) fn position(&self, text: &[u8], name: &str) -> Position {
        let within = self.raw.find(&format!("\"{name}\"")).unwrap_or(0);
        Position::of(text, offset(text, self.raw).unwrap_or(0) + within)
    }

    pub(super) fn package(&self, text: &[u8]) -> Result<Package, ParseError> {
        let name = self.name().to_owned();
        let version = self.written.version.as_ref().map(Text::owned);
        let wrong = |code, what: &dyn fmt::Display| {
            let at = Some(self.position(text, ""));
            let package = if name.is_empty() { self.path.as_str() } else { &name };
            ParseError { code, message: format!("package `{package}`: {what}"), at }
        };
        let source = self.source(&name);
        let purl = purl(Ecosystem::Npm, &name, version.as_deref(), &source)
            .map_err(|error| wrong(&codes::DOCUMENT_SHAPE, &error))?;
        let digests = self.digests().map_err(|error| wrong(&codes::LOCK_DIGEST, &error))?;
        let files = self.file(&source, digests).into_iter().collect();
        Ok(Package {
            version,
            requirement: None,
            purl,
            source,
            files,
            license: self.written.license.as_ref().and_then(License::text),
            paths: vec![self.path.owned()],
            install_script: self.written.has_install_script,
            line: Some(self.line),
            name,
        })
    }

    /// The entry with what a comparison with manifests needs.
    pub(super) fn recorded(&self, text: &[u8], lines: &Lines) -> RecordedPackage {
        let written = &self.written;
        let tables = Tables {
            dependencies: &written.dependencies,
            dev: &written.dev_dependencies,
            optional: &written.optional_dependencies,
            peer: &written.peer_dependencies,
            peer_meta: written.peer_dependencies_meta,
            accept: None,
        };
        RecordedPackage {
            path: self.path.owned(),
            name: self.name().to_owned(),
            version: written.version.as_ref().map(Text::owned),
            resolved: written.resolved.as_ref().map(Text::owned),
            link: written.link,
            needs: tables.needs(text, lines),
            bundles: bundles(written.bundle_dependencies),
            in_bundle: written.in_bundle,
            has_shrinkwrap: written.has_shrinkwrap,
            line: self.line,
        }
    }

    fn source(&self, name: &str) -> Source {
        if self.is_local() || !self.path.as_str().contains(MODULES) {
            let path = self.path.as_str();
            return Source::Path(if path.is_empty() { "." } else { path }.to_owned());
        }
        let Some(resolved) = self.written.resolved.as_ref().map(Text::as_str) else {
            return Source::Unknown;
        };
        if let Some(path) = resolved.strip_prefix("file:") {
            return Source::Path(path.to_owned());
        }
        tarball(name, resolved)
    }

    /// The one archive of a package that is not a folder.
    fn file(&self, source: &Source, digests: Vec<Digest>) -> Option<LockedFile> {
        let resolved =
            self.written.resolved.as_ref().map(Text::as_str).filter(|_| !self.is_local());
        let url = match source {
            Source::Registry(_) | Source::Url(_) => resolved.map(without_credentials),
            _ if digests.is_empty() => return None,
            _ => None,
        };
        let resolved = resolved.unwrap_or_default();
        let name = file_name(resolved.strip_prefix("file:").unwrap_or(resolved));
        Some(LockedFile { kind: LockedFileKind::Source, name, url, size: None, digests })
    }

    /// What is wrong with an entry that is to be installed and says neither from where nor what: its line and a
    /// message. What another package brings along has neither, rightly.
    pub(super) fn nothing(&self) -> Option<(Option<u32>, String)> {
        let Written { resolved, integrity, link, in_bundle, .. } = &self.written;
        let path = self.path.as_str();
        let is_installed = path.contains(MODULES) && !link && !in_bundle;
        (is_installed && resolved.is_none() && integrity.is_none())
            .then(|| (Some(self.line), format!("`{path}` has neither an address nor a digest")))
    }

    fn digests(&self) -> Result<Vec<Digest>, DigestError> {
        integrity(self.written.integrity.as_ref().map(Text::as_str).unwrap_or_default())
    }
}

/// Begins the part of a path that is a package's name.
pub(super) const MODULES: &str = "node_modules/";

/// What every version has.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Versioned<'a> {
    #[serde(borrow)]
    lockfile_version: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    #[serde(borrow)]
    lockfile_version: Option<&'a RawValue>,
    #[serde(borrow)]
    name: Option<Text<'a>>,
    #[serde(borrow, default)]
    packages: Entries<'a>,
}

/// The members of `packages` in the order written, with the place of each.
#[derive(Default)]
struct Entries<'a>(Vec<(Text<'a>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Vec<(Text<'de>, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of packages by path")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Members).map(Self)
    }
}

type Names<'a> = BTreeMap<Text<'a>, &'a RawValue>;

/// What of an entry is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Written<'a> {
    #[serde(borrow)]
    name: Option<Text<'a>>,
    #[serde(borrow)]
    version: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) resolved: Option<Text<'a>>,
    #[serde(borrow)]
    integrity: Option<Text<'a>>,
    #[serde(borrow)]
    license: Option<License<'a>>,
    #[serde(default)]
    pub(super) link: bool,
    #[serde(default)]
    has_install_script: bool,
    #[serde(default)]
    pub(super) in_bundle: bool,
    #[serde(default)]
    pub(super) optional: bool,
    #[serde(default)]
    pub(super) dev_optional: bool,
    #[serde(default)]
    has_shrinkwrap: bool,
    #[serde(borrow)]
    bundle_dependencies: Option<&'a RawValue>,
    #[serde(borrow)]
    peer_dependencies_meta: Option<&'a RawValue>,
    pub(super) workspaces: Option<serde::de::IgnoredAny>,
    #[serde(borrow, default)]
    pub(super) dependencies: Names<'a>,
    #[serde(borrow, default)]
    pub(super) optional_dependencies: Names<'a>,
    #[serde(borrow, default)]
    pub(super) peer_dependencies: Names<'a>,
    #[serde(borrow, default)]
    pub(super) dev_dependencies: Names<'a>,
}

/// A licence: an expression, or one of the forms of old manifests.
#[derive(Deserialize)]
#[serde(untagged)]
enum License<'a> {
    Expression(#[serde(borrow)] Text<'a>),
    Object(#[serde(borrow)] Object<LicenseObject<'a>>),
    Other(serde::de::IgnoredAny),
}

#[derive(Deserialize)]
struct LicenseObject<'a> {
    #[serde(borrow, rename = "type")]
    ty: Option<Text<'a>>,
}

impl License<'_> {
    fn text(&self) -> Option<String> {
        match self {
            Self::Expression(text) | Self::Object(Object(LicenseObject { ty: Some(text) })) => {
                Some(text.owned())
            }
            Self::Object(Object(LicenseObject { ty: None })) | Self::Other(_) => None,
        }
    }
}
