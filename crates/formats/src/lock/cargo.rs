//! `Cargo.lock`, versions 1 to 4.
//!
//! Source: the Cargo book, "Cargo.toml vs Cargo.lock", and Cargo's own encoder for what each
//! version leaves out. The lock does not say what is needed to build or to test: [`refine`] takes
//! that from a manifest.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use keelmark_model::{
    Declared, DependencyKind, Digest, DigestAlgorithm, Ecosystem, Edge, Inventory, LockedFile,
    LockedFileKind, Package, PackageId, Project, Source,
};
use serde::Deserialize;
use toml::Spanned;

use super::sections::{Section, Sections};
use super::source::{git, purl, without_credentials};
use super::{Lockfile, Resolution, bound_edges, bound_packages, bound_part, by_name, id};
use crate::cargo::{Recorded, Unused};
use crate::text::Text;
use crate::toml::Parts;
use crate::{ParseError, codes};

/// The format.
pub static LOCKFILE: Lockfile =
    Lockfile { id: "cargo", files: &["Cargo.lock"], ecosystem: Ecosystem::Cargo, parse, resolve };

/// The newest version read; locks of versions 1 and 2 do not say theirs.
const NEWEST: u64 = 4;

fn parse(bytes: &[u8], root: Option<&str>) -> Result<Inventory, ParseError> {
    resolve(bytes)?.rooted(root)
}

fn resolve(bytes: &[u8]) -> Result<Resolution, ParseError> {
    let text = crate::toml::text(bytes)?;
    let lock = Lock::read(text)?;
    bound_packages(lock.packages.len())?;
    lock.resolution()
}

/// Reads a lock with the sources of its packages as written.
///
/// # Errors
/// `document.*` and `lock.*` codes, with the position.
pub(crate) fn recorded(bytes: &[u8]) -> Result<Recorded, ParseError> {
    let lock = Lock::read(crate::toml::text(bytes)?)?;
    bound_packages(lock.packages.len())?;
    let owned = |source: &Option<Text>| source.as_ref().map(Text::owned);
    let sources = lock.packages.iter().map(|located| owned(&located.written.source)).collect();
    let unused =
        lock.unused.iter().map(|it| Unused { name: it.name.owned(), source: owned(&it.source) });
    Ok(Recorded { sources, unused: unused.collect(), resolution: lock.resolution()? })
}

/// Gives the edges of one package of the workspace the kinds its manifest declares.
///
/// `project` is the manifest of the root or of a member. A dependency declared in several tables
/// has an edge for each; one the manifest does not name keeps the edge it has. Inventories of
/// other ecosystems stay as they are: their locks say it themselves.
pub fn refine(inventory: &mut Inventory, project: &Project) {
    let own = std::iter::once(inventory.root).chain(inventory.members.iter().copied());
    let mut named = own.filter(|id| inventory.package(*id).name == project.name);
    let Some(from) = named.next() else { return };
    if inventory.ecosystem != Ecosystem::Cargo || project.ecosystem != Ecosystem::Cargo {
        return;
    }
    let (refined, mut kept): (Vec<Edge>, Vec<Edge>) =
        std::mem::take(&mut inventory.edges).into_iter().partition(|edge| edge.from == from);
    let mut by_name: HashMap<&str, Vec<&Declared>> = HashMap::new();
    for one in &project.declared {
        by_name.entry(&one.name).or_default().push(one);
    }
    for edge in refined {
        let target = inventory.package(edge.to);
        let Some(same_name) = by_name.get(target.name.as_str()) else {
            kept.push(edge);
            continue;
        };
        let version = target.version.as_deref().unwrap_or_default();
        let fitting: Vec<&Declared> =
            same_name.iter().copied().filter(|one| fits(&one.requirement, version)).collect();
        let declared = if fitting.is_empty() { same_name.clone() } else { fitting };
        kept.extend(declared.into_iter().map(|one| Edge {
            kind: one.kind.clone(),
            marker: one.marker.clone(),
            ..edge.clone()
        }));
    }
    kept.sort();
    kept.dedup();
    inventory.edges = kept;
}

/// Whether `version` may be what `requirement` asks for: told by the leading numbers, as Cargo
/// locks one version for each that is compatible.
pub(crate) fn fits(requirement: &str, version: &str) -> bool {
    let requirement = requirement.split(',').next().unwrap_or_default();
    let requirement = requirement.trim().trim_start_matches(['^', '=', '~', '>', '<', ' ']);
    let mut versions = version.split('.');
    for wanted in requirement.split('.') {
        if !wanted.bytes().all(|byte| byte.is_ascii_digit()) || wanted.is_empty() {
            return true;
        }
        if versions.next() != Some(wanted) {
            return false;
        }
        if wanted != "0" {
            return true;
        }
    }
    true
}

fn check_version(text: &str, head: &Section) -> Result<(), ParseError> {
    let Versioned { version } = crate::toml::part(text, head.range.clone())?;
    let Some(version) = version.filter(|version| *version.get_ref() > NEWEST) else {
        return Ok(());
    };
    let message = format!("Cargo.lock version {}; read are 1 to {NEWEST}", version.get_ref());
    let at = Some(head.position(text, version.span().start));
    Err(ParseError { code: &codes::LOCK_VERSION, message, at })
}

/// A lock in the order written.
struct Lock<'a> {
    packages: Vec<Located<'a>>,
    /// Of version 1: `checksum name version (source)` and the checksum.
    checksums: BTreeMap<Text<'a>, Text<'a>>,
    /// Patches that nothing uses.
    unused: Vec<WrittenUnused<'a>>,
    /// The first package is that of the project, as the first Cargo wrote it: in a table `root`.
    has_root: bool,
}

impl<'a> Lock<'a> {
    fn read(text: &'a str) -> Result<Self, ParseError> {
        let (mut packages, mut checksums, mut unused) = (Vec::new(), None, Vec::new());
        let mut has_root = false;
        let mut sections = Sections::of(text).map(Rc::new).peekable();
        if let Some(head) = sections.peek() {
            check_version(text, head)?;
        }
        let mut parts = Parts::default();
        for section in sections {
            let part: Part = parts.part(text, section.range.clone())?;
            bound_part(part.package.len())?;
            let located = |written| Located { written, section: Rc::clone(&section), text };
            // Of a lock that has one it begins the document.
            has_root |= part.root.is_some() && packages.is_empty();
            packages.extend(part.root.into_iter().chain(part.package).map(located));
            unused.extend(part.patch.into_iter().flat_map(|patch| patch.unused));
            let Some(metadata) = part.metadata else { continue };
            if checksums.replace(metadata).is_some() {
                return Err(ParseError::new(&codes::DOCUMENT_SYNTAX, "a second table `metadata`"));
            }
        }
        Ok(Self { packages, checksums: checksums.unwrap_or_default(), unused, has_root })
    }

    fn resolution(&self) -> Result<Resolution, ParseError> {
        let own = self.own();
        Ok(Resolution {
            ecosystem: Ecosystem::Cargo,
            packages: self.packages()?,
            edges: self.edges()?,
            told: own.first().copied().filter(|_| own.len() == 1 || self.has_root),
            own,
            broken: Vec::new(),
            unchecked: Vec::new(),
        })
    }

    /// The packages that are not from elsewhere.
    fn own(&self) -> Vec<PackageId> {
        let packages = self.packages.iter().enumerate();
        let own = packages.filter(|(_, located)| located.written.source.is_none());
        own.map(|(place, _)| id(place)).collect()
    }

    fn packages(&self) -> Result<Vec<Package>, ParseError> {
        self.packages.iter().map(|located| located.package(&self.checksums)).collect()
    }

    fn edges(&self) -> Result<Vec<Edge>, ParseError> {
        let places = by_name(self.packages.iter().map(Located::name))?;
        let mut edges = Vec::new();
        for (place, located) in self.packages.iter().enumerate() {
            for written in &located.written.dependencies {
                let dependency = Dependency::of(written.as_str());
                let places = places.get(dependency.name);
                let fits = |place: &&usize| dependency.fits(&self.packages[**place].written);
                let mut targets = places.into_iter().flatten().filter(fits);
                let (Some(target), None) = (targets.next(), targets.next()) else {
                    return Err(located.no_edge(written, places.is_some()));
                };
                edges.push(Edge {
                    from: id(place),
                    to: id(*target),
                    kind: DependencyKind::Runtime,
                    extras: Vec::new(),
                    marker: None,
                });
            }
            bound_edges(edges.len())?;
        }
        Ok(edges)
    }
}

/// A dependency as written: version and source only where needed to choose.
struct Dependency<'a> {
    name: &'a str,
    version: Option<&'a str>,
    source: Option<&'a str>,
}

impl<'a> Dependency<'a> {
    fn of(text: &'a str) -> Self {
        let mut parts = text.splitn(3, ' ');
        let name = parts.next().unwrap_or_default();
        let version = parts.next();
        let source = parts.next().map(|source| source.trim_matches(['(', ')']));
        Self { name, version, source }
    }

    fn fits(&self, package: &WrittenPackage) -> bool {
        let source = package.source.as_ref().map(Text::as_str);
        // Since version 2 the commit of a git source is left out here.
        let bare = source.map(|source| source.split('#').next().unwrap_or_default());
        self.version.is_none_or(|version| version == package.version.as_str())
            && (self.source.is_none() || self.source == source || self.source == bare)
    }
}

/// A package as written, and where.
struct Located<'a> {
    written: WrittenPackage<'a>,
    section: Rc<Section>,
    text: &'a str,
}

impl Located<'_> {
    fn name(&self) -> &str {
        self.written.name.as_str()
    }

    fn package(&self, checksums: &BTreeMap<Text, Text>) -> Result<Package, ParseError> {
        let WrittenPackage { name, version, checksum, .. } = &self.written;
        let at = self.section.position_of(self.text, name);
        let (name, version) = (name.as_str(), version.as_str());
        let wrong = |code, what: &dyn std::fmt::Display| ParseError {
            code,
            message: format!("package `{name}`: {what}"),
            at: Some(at),
        };
        let source = self
            .source()
            .ok_or_else(|| wrong(&codes::DOCUMENT_SHAPE, &"its source is of no known kind"))?;
        let purl = purl(Ecosystem::Cargo, name, Some(version), &source)
            .map_err(|error| wrong(&codes::DOCUMENT_SHAPE, &error))?;
        let checksum = checksum.as_ref().or_else(|| checksums.get(&self.checksum_key()?));
        let mut files = Vec::new();
        if let Source::Registry(_) = source {
            let digest = checksum
                .filter(|checksum| checksum.as_str() != NO_CHECKSUM)
                .map(|checksum| Digest::from_hex(DigestAlgorithm::Sha256, checksum.as_str()))
                .transpose()
                .map_err(|error| wrong(&codes::LOCK_DIGEST, &error))?;
            files.push(LockedFile {
                kind: LockedFileKind::Source,
                name: format!("{name}-{version}.crate"),
                url: None,
                size: None,
                digests: digest.into_iter().collect(),
            });
        }
        Ok(Package {
            name: name.to_owned(),
            version: Some(version.to_owned()),
            requirement: None,
            purl,
            source,
            files,
            license: None,
            paths: Vec::new(),
            install_script: false,
            line: Some(at.line),
        })
    }

    fn source(&self) -> Option<Source> {
        let Some(source) = self.written.source.as_ref().map(Text::as_str) else {
            return Some(Source::Unknown);
        };
        let (kind, url) = source.split_once('+')?;
        match kind {
            "registry" | "sparse" => Some(Source::Registry(without_credentials(url))),
            "git" => Some(git(url)),
            _ => None,
        }
    }

    /// The key of version 1 for the checksum of this package.
    fn checksum_key(&self) -> Option<Text<'static>> {
        let WrittenPackage { version, source, .. } = &self.written;
        let source = source.as_ref()?.as_str();
        let key = format!("checksum {} {} ({source})", self.name(), version.as_str());
        Some(Text(Cow::Owned(key)))
    }

    fn no_edge(&self, written: &Text, named: bool) -> ParseError {
        let at = self.section.position_of(self.text, written);
        super::no_edge(self.name(), written.as_str(), named, at)
    }
}

/// What version 1 writes for packages that have no checksum.
const NO_CHECKSUM: &str = "<none>";

/// What every version has, or may have.
#[derive(Deserialize)]
struct Versioned {
    version: Option<Spanned<u64>>,
}

/// What stands from one `[[package]]` to the next, or before the first.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part<'a> {
    #[serde(rename = "version")]
    _version: Option<serde::de::IgnoredAny>,
    #[serde(borrow)]
    root: Option<WrittenPackage<'a>>,
    #[serde(borrow, default)]
    package: Vec<WrittenPackage<'a>>,
    #[serde(borrow)]
    metadata: Option<BTreeMap<Text<'a>, Text<'a>>>,
    #[serde(borrow)]
    patch: Option<WrittenPatch<'a>>,
}

#[derive(Deserialize)]
struct WrittenPatch<'a> {
    #[serde(borrow, default)]
    unused: Vec<WrittenUnused<'a>>,
}

#[derive(Deserialize)]
struct WrittenUnused<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    source: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct WrittenPackage<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    version: Text<'a>,
    /// Absent for packages of the workspace and others in folders.
    #[serde(borrow)]
    source: Option<Text<'a>>,
    #[serde(borrow)]
    checksum: Option<Text<'a>>,
    #[serde(borrow, default)]
    dependencies: Vec<Text<'a>>,
}
