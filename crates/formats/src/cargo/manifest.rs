//! `Cargo.toml` as Cargo reads it to make a lock.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Value};

use super::source::Source;
use crate::lock::source::without_credentials;
use crate::text::Lines;
use crate::{ParseError, codes};

/// A manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The package, unless the file is the root of a workspace alone.
    pub own: Option<Own>,
    /// What the package needs, whatever for, of all targets.
    pub needs: Vec<Need>,
    /// What it says as the root of a workspace.
    pub root: Option<Root>,
    /// What stands in for crates of registries and repositories, whoever needs them.
    pub patches: Vec<Need>,
    /// Whether it has `[replace]`, which Cargo no longer recommends.
    pub replaces: bool,
}

/// The package of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// Name.
    pub name: String,
    /// Version; none, if the workspace has it.
    pub version: Option<String>,
    /// Line of the name.
    pub line: u32,
}

/// The root of a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// Folders of members, as globs.
    pub members: Vec<String>,
    /// Folders that are none.
    pub exclude: Vec<String>,
    /// Version that members may take over.
    pub version: Option<String>,
    /// Dependencies that members may take over, by key.
    pub needs: BTreeMap<String, Need>,
}

/// A dependency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The table it stands in: `target.'cfg(unix)'.dependencies`.
    pub table: String,
    /// The key it stands under, by which the package calls it.
    pub key: String,
    /// Name of the crate.
    pub name: String,
    /// Which versions will do; none, where any will.
    pub requirement: Option<String>,
    /// Where it comes from.
    pub source: Source,
    /// Whether it is only for a feature.
    pub optional: bool,
    /// Whether only tests, examples and benchmarks need it.
    pub dev: bool,
    /// Whether the workspace says what it is.
    pub inherited: bool,
    /// Line it stands on.
    pub line: u32,
}

/// A project of a workspace and its folder.
#[derive(Debug, Clone)]
pub struct Member {
    /// Relative to the lock's folder; empty for that itself.
    pub folder: String,
    /// Its manifest's path, as it is shown.
    pub path: String,
    /// The manifest.
    pub manifest: Manifest,
}

impl Manifest {
    /// Reads `Cargo.toml`.
    ///
    /// # Errors
    /// `document.*` and `manifest.*` codes, with the position.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let file: File = crate::toml::parse(bytes)?;
        let lines = Lines::of(bytes);
        let reader = Reader { bytes, lines: &lines };
        let mut needs = Vec::new();
        let always = Tables { dependencies: file.dependencies, dev: file.dev, build: file.build };
        reader.tables("", &always, &mut needs)?;
        for (target, tables) in &file.target {
            reader.tables(&format!("target.'{target}'."), tables, &mut needs)?;
        }
        let root = file.workspace.as_ref().map(|table| reader.root(table)).transpose()?;
        let mut patches = Vec::new();
        for (registry, table) in &file.patch {
            reader.needs(&format!("patch.{registry}"), table, &mut patches)?;
        }
        let own = file.package.map(|package| Own {
            line: lines.line(package.name.span().start),
            name: package.name.into_inner(),
            version: match package.version {
                Some(Value::String(version)) => Some(version),
                Some(_) => None,
                None => Some("0.0.0".to_owned()),
            },
        });
        Ok(Self { own, needs, root, patches, replaces: file.replace.is_some() })
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    lines: &'a Lines,
}

impl Reader<'_> {
    fn root(&self, table: &WorkspaceTable) -> Result<Root, ParseError> {
        let mut needs = Vec::new();
        self.needs("workspace.dependencies", &table.dependencies, &mut needs)?;
        Ok(Root {
            members: table.members.clone(),
            exclude: table.exclude.clone(),
            version: table.package.version.clone(),
            needs: needs.into_iter().map(|need| (need.key.clone(), need)).collect(),
        })
    }

    fn tables(
        &self,
        begin: &str,
        tables: &Tables,
        needs: &mut Vec<Need>,
    ) -> Result<(), ParseError> {
        self.needs(&format!("{begin}dependencies"), &tables.dependencies, needs)?;
        self.needs(&format!("{begin}build-dependencies"), &tables.build, needs)?;
        let dev = needs.len();
        self.needs(&format!("{begin}dev-dependencies"), &tables.dev, needs)?;
        needs.iter_mut().skip(dev).for_each(|need| need.dev = true);
        Ok(())
    }

    fn needs(
        &self,
        table: &str,
        written: &Dependencies,
        needs: &mut Vec<Need>,
    ) -> Result<(), ParseError> {
        for (key, value) in written {
            needs.push(self.need(table, key, value)?);
        }
        Ok(())
    }

    fn need(&self, table: &str, key: &str, value: &Spanned<Value>) -> Result<Need, ParseError> {
        let at = value.span().start;
        let written = match value.get_ref() {
            Value::String(version) => {
                Written { version: Some(version.clone()), ..Written::default() }
            }
            value => value.clone().try_into().map_err(|_| {
                let message = format!("dependency `{key}` is neither a version nor a table");
                ParseError::at(&codes::MANIFEST_REQUIREMENT, message, self.bytes, at)
            })?,
        };
        Ok(Need {
            table: table.to_owned(),
            key: key.to_owned(),
            name: written.package.clone().unwrap_or_else(|| key.to_owned()),
            source: written.source(),
            requirement: written.version,
            optional: written.optional,
            dev: false,
            inherited: written.workspace,
            line: self.lines.line(at),
        })
    }
}

type Dependencies = BTreeMap<String, Spanned<Value>>;

#[derive(Deserialize)]
struct File {
    package: Option<Package>,
    workspace: Option<WorkspaceTable>,
    #[serde(default)]
    dependencies: Dependencies,
    #[serde(default, rename = "dev-dependencies", alias = "dev_dependencies")]
    dev: Dependencies,
    #[serde(default, rename = "build-dependencies", alias = "build_dependencies")]
    build: Dependencies,
    #[serde(default)]
    target: BTreeMap<String, Tables>,
    #[serde(default)]
    patch: BTreeMap<String, Dependencies>,
    replace: Option<Value>,
}

#[derive(Deserialize, Default)]
struct Tables {
    #[serde(default)]
    dependencies: Dependencies,
    #[serde(default, rename = "dev-dependencies", alias = "dev_dependencies")]
    dev: Dependencies,
    #[serde(default, rename = "build-dependencies", alias = "build_dependencies")]
    build: Dependencies,
}

#[derive(Deserialize)]
struct Package {
    name: Spanned<String>,
    version: Option<Value>,
}

#[derive(Deserialize)]
struct WorkspaceTable {
    #[serde(default)]
    members: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
    #[serde(default)]
    package: SharedPackage,
    #[serde(default)]
    dependencies: Dependencies,
}

#[derive(Deserialize, Default)]
struct SharedPackage {
    version: Option<String>,
}

/// A dependency written as a table.
#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Written {
    version: Option<String>,
    package: Option<String>,
    path: Option<String>,
    git: Option<String>,
    branch: Option<String>,
    tag: Option<String>,
    rev: Option<String>,
    registry: Option<String>,
    registry_index: Option<String>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    workspace: bool,
}

impl Written {
    fn source(&self) -> Source {
        if let Some(url) = &self.git {
            let references = [("branch", &self.branch), ("tag", &self.tag), ("rev", &self.rev)];
            let reference = references.into_iter().find_map(|(kind, it)| Some((kind, it.clone()?)));
            return Source::Git { url: without_credentials(url), reference };
        }
        if let Some(path) = &self.path {
            return Source::Path(path.clone());
        }
        match &self.registry_index {
            Some(index) => Source::Index(index.clone()),
            None => Source::Registry(self.registry.clone()),
        }
    }
}
