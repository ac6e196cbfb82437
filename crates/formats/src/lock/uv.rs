//! `uv.lock`, version 1.
//!
//! Source: uv's documentation of its lockfile ("Lockfile versioning": the schema version is
//! incompatible when it changes, revisions are not) and the files uv writes.

use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use keelmark_model::{
    DependencyKind, Digest, DigestError, Ecosystem, Edge, Inventory, LockedFile, LockedFileKind,
    Package, PackageId, Source,
};
use serde::Deserialize;
use toml::Spanned;

use super::sections::{Section, Sections};
use super::source::{file_name, git, purl, without_credentials};
use super::{Lockfile, Resolution, bound_edges, bound_packages, bound_part, by_name, id};
use crate::manifest::python::normalized;
use crate::text::Text;
use crate::toml::Parts;
use crate::{ParseError, codes};

/// The format.
pub static LOCKFILE: Lockfile =
    Lockfile { id: "uv", files: &["uv.lock"], ecosystem: Ecosystem::Python, parse, resolve };

const VERSION: u64 = 1;

fn parse(bytes: &[u8], root: Option<&str>) -> Result<Inventory, ParseError> {
    let normal = root.map(|name| normalized(name).unwrap_or_else(|| name.to_owned()));
    resolve(bytes)?.rooted(normal.as_deref())
}

fn resolve(bytes: &[u8]) -> Result<Resolution, ParseError> {
    let text = crate::toml::text(bytes)?;
    let lock = Lock::read(text)?;
    bound_packages(lock.packages.len())?;
    let (own, told) = lock.own();
    Ok(Resolution {
        ecosystem: Ecosystem::Python,
        packages: lock.packages.iter().map(Located::package).collect::<Result<_, _>>()?,
        edges: lock.edges()?,
        own,
        told,
        broken: Vec::new(),
        unchecked: Vec::new(),
    })
}

/// A lock in the order written.
struct Lock<'a> {
    members: HashSet<Text<'a>>,
    packages: Vec<Located<'a>>,
}

impl<'a> Lock<'a> {
    fn read(text: &'a str) -> Result<Self, ParseError> {
        let mut sections = Sections::of(text).map(Rc::new);
        let Some(first) = sections.next() else {
            return Err(ParseError::new(&codes::DOCUMENT_EMPTY, "the document is empty"));
        };
        let Versioned { version } = crate::toml::part(text, first.range.clone())?;
        if *version.get_ref() != VERSION {
            let message = format!("uv.lock version {}; read is {VERSION}", version.get_ref());
            let at = Some(first.position(text, version.span().start));
            return Err(ParseError { code: &codes::LOCK_VERSION, message, at });
        }
        let head: Head = crate::toml::part(text, first.range.clone())?;
        let mut packages = Vec::new();
        let mut add = |written: Vec<WrittenPackage<'a>>, section: &Rc<Section>| {
            bound_part(written.len())?;
            let located = |written| Located { written, section: Rc::clone(section), text };
            packages.extend(written.into_iter().map(located));
            Ok::<_, ParseError>(())
        };
        add(head.package, &first)?;
        let mut parts = Parts::default();
        for section in sections {
            let tail: Tail = parts.part(text, section.range.clone())?;
            add(tail.package, &section)?;
        }
        Ok(Self { members: head.manifest.members, packages })
    }

    /// The members of the workspace, and which of them is its root: the only one, or the one in the
    /// folder of the lock.
    fn own(&self) -> (Vec<PackageId>, Option<PackageId>) {
        let is_own = |place: &usize| self.is_own(&self.packages[*place].written);
        let own: Vec<usize> = (0..self.packages.len()).filter(is_own).collect();
        let told = match own.as_slice() {
            [only] => Some(*only),
            _ => own.iter().copied().find(|at| self.packages[*at].written.source.is_here()),
        };
        (own.into_iter().map(id).collect(), told.map(id))
    }

    /// Whether a package is of this project: named a member, or in the folder of the lock.
    fn is_own(&self, package: &WrittenPackage) -> bool {
        self.members.contains(&package.name) || package.source.is_here()
    }

    fn edges(&self) -> Result<Vec<Edge>, ParseError> {
        let places = by_name(self.packages.iter().map(|located| &*located.written.name))?;
        let mut edges = Vec::new();
        for (place, located) in self.packages.iter().enumerate() {
            for (kind, dependency) in located.written.dependencies() {
                let places = places.get(dependency.name.as_str());
                let fits = |place: &&usize| dependency.fits(&self.packages[**place].written);
                let mut targets = places.into_iter().flatten().filter(fits);
                let (Some(target), None) = (targets.next(), targets.next()) else {
                    return Err(located.no_edge(dependency, places.is_some()));
                };
                edges.push(Edge {
                    from: id(place),
                    to: id(*target),
                    kind,
                    extras: dependency.extras(),
                    marker: dependency.marker.as_ref().map(Text::owned),
                });
            }
            bound_edges(edges.len())?;
        }
        Ok(edges)
    }
}

/// A package as written, and where.
struct Located<'a> {
    written: WrittenPackage<'a>,
    section: Rc<Section>,
    text: &'a str,
}

impl Located<'_> {
    fn package(&self) -> Result<Package, ParseError> {
        let written = &self.written;
        let at = self.section.position_of(self.text, &written.name);
        let name = written.name.as_str();
        let version = written.version.as_ref().map(Text::owned);
        let wrong = |code, what: &dyn std::fmt::Display| ParseError {
            code,
            message: format!("package `{name}`: {what}"),
            at: Some(at),
        };
        let source = written
            .source
            .source()
            .ok_or_else(|| wrong(&codes::DOCUMENT_SHAPE, &"its source is of no known kind"))?;
        let purl = purl(Ecosystem::Python, name, version.as_deref(), &source)
            .map_err(|error| wrong(&codes::DOCUMENT_SHAPE, &error))?;
        let mut files = Vec::with_capacity(written.wheels.len() + 1);
        let sdists = written.sdist.iter().map(|file| (LockedFileKind::Source, file));
        let wheels = written.wheels.iter().map(|file| (LockedFileKind::Built, file));
        for (kind, file) in sdists.chain(wheels) {
            let file = file.file(kind, &written.source);
            files.push(file.map_err(|error| wrong(&codes::LOCK_DIGEST, &error))?);
        }
        files.sort();
        Ok(Package {
            name: name.to_owned(),
            version,
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

    fn no_edge(&self, dependency: &WrittenDependency, named: bool) -> ParseError {
        let (package, wanted) = (&self.written.name.0, &dependency.name.0);
        let version = dependency.version.as_ref().map(|v| format!(" {}", v.0)).unwrap_or_default();
        let at = self.section.position_of(self.text, &dependency.name);
        super::no_edge(package, &format!("{wanted}{version}"), named, at)
    }
}

/// What every version has.
#[derive(Deserialize)]
struct Versioned {
    version: Spanned<u64>,
}

/// What stands before the first package.
#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow, default)]
    manifest: Manifest<'a>,
    #[serde(borrow, default)]
    package: Vec<WrittenPackage<'a>>,
}

#[derive(Deserialize, Default)]
struct Manifest<'a> {
    #[serde(borrow, default)]
    members: HashSet<Text<'a>>,
}

/// What stands from one `[[package]]` to the next.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tail<'a> {
    #[serde(borrow)]
    package: Vec<WrittenPackage<'a>>,
}

type Table<'a> = BTreeMap<Text<'a>, Vec<WrittenDependency<'a>>>;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct WrittenPackage<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    /// Absent where the version is dynamic.
    #[serde(borrow)]
    version: Option<Text<'a>>,
    #[serde(borrow)]
    source: WrittenSource<'a>,
    #[serde(borrow, default)]
    dependencies: Vec<WrittenDependency<'a>>,
    #[serde(borrow, default)]
    optional_dependencies: Table<'a>,
    #[serde(borrow, default, alias = "dependency-groups")]
    dev_dependencies: Table<'a>,
    #[serde(borrow)]
    sdist: Option<WrittenFile<'a>>,
    #[serde(borrow, default)]
    wheels: Vec<WrittenFile<'a>>,
}

impl<'a> WrittenPackage<'a> {
    fn dependencies(&self) -> impl Iterator<Item = (DependencyKind, &WrittenDependency<'a>)> {
        let always = self.dependencies.iter().map(|one| (DependencyKind::Runtime, one));
        always
            .chain(under(&self.optional_dependencies, DependencyKind::Extra))
            .chain(under(&self.dev_dependencies, DependencyKind::Group))
    }
}

fn under<'t, 'a>(
    table: &'t Table<'a>,
    kind: fn(String) -> DependencyKind,
) -> impl Iterator<Item = (DependencyKind, &'t WrittenDependency<'a>)> {
    table.iter().flat_map(move |(name, dependencies)| {
        dependencies.iter().map(move |dependency| (kind(name.owned()), dependency))
    })
}

/// `{ name, version, source, extra, marker }`; version and source only where needed to choose.
#[derive(Deserialize)]
struct WrittenDependency<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    version: Option<Text<'a>>,
    #[serde(borrow)]
    source: Option<WrittenSource<'a>>,
    #[serde(borrow, default)]
    extra: Vec<Text<'a>>,
    #[serde(borrow)]
    marker: Option<Text<'a>>,
}

impl WrittenDependency<'_> {
    fn fits(&self, package: &WrittenPackage) -> bool {
        (self.version.is_none() || self.version == package.version)
            && self.source.as_ref().is_none_or(|source| *source == package.source)
    }

    fn extras(&self) -> Vec<String> {
        let mut extras: Vec<String> = self.extra.iter().map(Text::owned).collect();
        extras.sort();
        extras.dedup();
        extras
    }
}

/// A source: exactly one of the kinds.
#[derive(Deserialize, PartialEq, Eq)]
struct WrittenSource<'a> {
    #[serde(borrow)]
    registry: Option<Text<'a>>,
    #[serde(borrow)]
    git: Option<Text<'a>>,
    #[serde(borrow)]
    url: Option<Text<'a>>,
    #[serde(borrow)]
    path: Option<Text<'a>>,
    #[serde(borrow)]
    directory: Option<Text<'a>>,
    #[serde(borrow)]
    editable: Option<Text<'a>>,
    #[serde(borrow, rename = "virtual")]
    virtual_: Option<Text<'a>>,
}

impl WrittenSource<'_> {
    fn source(&self) -> Option<Source> {
        let folder = [&self.path, &self.directory, &self.editable, &self.virtual_];
        let of = |text: &Option<Text>, kind: fn(&str) -> Source| {
            text.as_ref().map(|text| kind(text.as_str()))
        };
        let mut all = [
            of(&self.registry, |url| Source::Registry(without_credentials(url))),
            of(&self.git, git),
            of(&self.url, |url| Source::Url(without_credentials(url))),
        ]
        .into_iter()
        .chain(folder.map(|path| of(path, |path| Source::Path(path.to_owned()))))
        .flatten();
        all.next().filter(|_| all.next().is_none())
    }

    /// Whether the source is the folder of the lock itself.
    fn is_here(&self) -> bool {
        let here = |path: &Option<Text>| path.as_ref().is_some_and(|path| path.as_str() == ".");
        [&self.directory, &self.editable, &self.virtual_].into_iter().any(here)
    }

    /// The address or path of the one file a source of its own kind is.
    fn file(&self) -> Option<&Text<'_>> {
        self.url.as_ref().or(self.path.as_ref())
    }
}

/// A distribution file: from a registry by address or path, from `url` and `path` sources bare.
#[derive(Deserialize)]
struct WrittenFile<'a> {
    #[serde(borrow)]
    url: Option<Text<'a>>,
    #[serde(borrow)]
    path: Option<Text<'a>>,
    #[serde(borrow)]
    filename: Option<Text<'a>>,
    #[serde(borrow)]
    hash: Option<Text<'a>>,
    size: Option<u64>,
}

impl WrittenFile<'_> {
    fn file(
        &self,
        kind: LockedFileKind,
        source: &WrittenSource,
    ) -> Result<LockedFile, DigestError> {
        let url = self.url.as_ref().or(source.url.as_ref());
        let place = [self.filename.as_ref(), url, self.path.as_ref(), source.file()];
        let digest = self.hash.as_ref().map(|hash| Digest::from_prefixed(hash.as_str()));
        Ok(LockedFile {
            kind,
            name: place
                .into_iter()
                .flatten()
                .next()
                .map(|at| file_name(at.as_str()))
                .unwrap_or_default(),
            url: url.map(|url| without_credentials(url.as_str())),
            size: self.size,
            digests: digest.transpose()?.into_iter().collect(),
        })
    }
}
