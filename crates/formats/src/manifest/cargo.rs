//! `Cargo.toml`.
//!
//! Source: The Cargo Book, "The Manifest Format", "Specifying Dependencies" and "Workspaces".

use std::collections::{BTreeMap, BTreeSet};

use keelmark_model::{Code, Declared, DependencyKind, Ecosystem, Project};
use serde::Deserialize;
use toml::{Spanned, Value};

use super::{
    Binaries, Description, Document, Manifest, Shared, VersionSource, Workspace, license, person,
    repository,
};
use crate::text::Lines;
use crate::{ParseError, codes};

/// The format.
pub static MANIFEST: Manifest =
    Manifest { id: "cargo", file: "Cargo.toml", ecosystem: Ecosystem::Cargo, parse };

/// Parses `Cargo.toml`: a package, the root of a workspace, or both.
///
/// A member whose workspace stands in another file and is not given parses with
/// [`VersionSource::Workspace`] and without what it would take over.
///
/// # Errors
/// `document.*` and `manifest.*` codes, with the position.
pub fn parse(bytes: &[u8], workspace: Option<&Workspace>) -> Result<Document, ParseError> {
    let file: File = crate::toml::parse(bytes)?;
    let own = file.workspace.as_ref().map(|table| table.read(bytes)).transpose()?;
    let reader = Reader { bytes, shared: own.as_ref().or(workspace).map(|it| &it.shared) };
    let description =
        file.package.as_ref().map(|package| reader.describe(&file, package)).transpose()?;
    Ok(Document { description, workspace: own })
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct File {
    package: Option<Package>,
    workspace: Option<WorkspaceTable>,
    #[serde(default)]
    bin: Vec<Bin>,
    #[serde(default)]
    dependencies: Dependencies,
    #[serde(default, alias = "dev_dependencies")]
    dev_dependencies: Dependencies,
    #[serde(default, alias = "build_dependencies")]
    build_dependencies: Dependencies,
    #[serde(default)]
    target: BTreeMap<String, Tables>,
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

type Dependencies = BTreeMap<String, Spanned<Value>>;

#[derive(Deserialize)]
struct Package {
    name: Spanned<String>,
    version: Field<String>,
    license: Field<String>,
    description: Field<String>,
    repository: Field<String>,
    authors: Field<Vec<String>>,
    #[serde(default = "yes")]
    autobins: bool,
}

type Field<T> = Option<Spanned<Inheritable<T>>>;

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
struct Bin {
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Inheritable<T> {
    Stated(T),
    TakenOver { workspace: bool },
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct WorkspaceTable {
    #[serde(default)]
    members: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
    #[serde(default)]
    default_members: Vec<String>,
    #[serde(default)]
    package: SharedPackage,
    #[serde(default)]
    dependencies: Dependencies,
}

#[derive(Deserialize, Default)]
struct SharedPackage {
    version: Option<String>,
    license: Option<String>,
    description: Option<String>,
    repository: Option<String>,
    #[serde(default)]
    authors: Vec<String>,
}

impl WorkspaceTable {
    fn read(&self, bytes: &[u8]) -> Result<Workspace, ParseError> {
        let reader = Reader { bytes, shared: None };
        let dependencies = self.dependencies.iter().map(|(name, value)| {
            let declared = reader.dependency(name, value, DependencyKind::Runtime, None)?;
            Ok((name.clone(), declared))
        });
        let package = &self.package;
        Ok(Workspace {
            members: self.members.clone(),
            exclude: self.exclude.clone(),
            default_members: self.default_members.clone(),
            shared: Shared {
                version: package.version.clone(),
                license: package.license.clone(),
                description: package.description.clone(),
                repository: package.repository.clone(),
                authors: package.authors.clone(),
                dependencies: dependencies.collect::<Result<_, ParseError>>()?,
            },
        })
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    /// What the workspace offers, if its root is known.
    shared: Option<&'a Shared>,
}

impl Reader<'_> {
    fn describe(&self, file: &File, package: &Package) -> Result<Description, ParseError> {
        let name = package.name.get_ref();
        let allowed = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || !name.chars().all(allowed) {
            let message = format!("`{name}` is not a name a crate may have");
            let at = package.name.span().start;
            return Err(self.error(&codes::MANIFEST_NAME, message, at));
        }
        let version = self.field("version", &package.version, |shared| shared.version.clone())?;
        let text = |key, field, from: fn(&Shared) -> Option<String>| self.field(key, field, from);
        let license_text = text("license", &package.license, |it| it.license.clone())?;
        let address = text("repository", &package.repository, |it| it.repository.clone())?;
        let authors = self.field("authors", &package.authors, |shared| {
            (!shared.authors.is_empty()).then(|| shared.authors.clone())
        })?;
        let source = match (&version, &package.version) {
            (Some(_), _) => VersionSource::Static,
            (None, Some(_)) => VersionSource::Workspace,
            (None, None) => VersionSource::Unknown("Cargo.toml states no version".to_owned()),
        };
        let named: BTreeSet<String> = file.bin.iter().filter_map(|bin| bin.name.clone()).collect();
        Ok(Description {
            project: Project {
                ecosystem: Ecosystem::Cargo,
                name: name.clone(),
                version,
                license: license_text.and_then(|text| license(Ecosystem::Cargo, &text)),
                description: text("description", &package.description, |it| {
                    it.description.clone()
                })?,
                repository: address.and_then(|text| repository::address(&text)),
                supplier: authors.unwrap_or_default().iter().find_map(|author| person(author)),
                manifest: MANIFEST.file.to_owned(),
                declared: self.declared(file)?,
            },
            version: source,
            dynamic: self.left_to_workspace(package),
            binaries: Binaries { named: named.into_iter().collect(), discovered: package.autobins },
        })
    }

    /// Fields that stand in the file of the workspace, if that is not known, sorted.
    fn left_to_workspace(&self, package: &Package) -> Vec<String> {
        fn is_left<T>(field: &Field<T>) -> bool {
            let left = |field: &Spanned<Inheritable<T>>| {
                matches!(field.get_ref(), Inheritable::TakenOver { workspace: true })
            };
            field.as_ref().is_some_and(left)
        }
        let fields = [
            ("authors", is_left(&package.authors)),
            ("description", is_left(&package.description)),
            ("license", is_left(&package.license)),
            ("repository", is_left(&package.repository)),
        ];
        let left = fields.into_iter().filter(|(_, is_left)| *is_left && self.shared.is_none());
        left.map(|(name, _)| name.to_owned()).collect()
    }

    /// The value of a field that may be taken over; `None` also when the workspace is not known.
    fn field<T: Clone>(
        &self,
        key: &str,
        field: &Field<T>,
        from: impl Fn(&Shared) -> Option<T>,
    ) -> Result<Option<T>, ParseError> {
        let Some(field) = field else { return Ok(None) };
        match (field.get_ref(), self.shared) {
            (Inheritable::Stated(value), _) => Ok(Some(value.clone())),
            (Inheritable::TakenOver { workspace: true }, Some(shared)) => {
                from(shared).map(Some).ok_or_else(|| {
                    let message =
                        format!("`{key}.workspace = true`, but the workspace has no `{key}`");
                    self.error(&codes::MANIFEST_WORKSPACE, message, field.span().start)
                })
            }
            _ => Ok(None),
        }
    }

    fn declared(&self, file: &File) -> Result<Vec<Declared>, ParseError> {
        let always = (None, [&file.dependencies, &file.build_dependencies, &file.dev_dependencies]);
        let targets = file.target.iter().map(|(target, tables)| {
            (Some(target), [&tables.dependencies, &tables.build, &tables.dev])
        });
        let dev = DependencyKind::Group("dev".to_owned());
        let kinds = [DependencyKind::Runtime, DependencyKind::Build, dev];
        let lines = Lines::of(self.bytes);
        let mut declared = Vec::new();
        for (target, tables) in std::iter::once(always).chain(targets) {
            for (dependencies, kind) in tables.into_iter().zip(&kinds) {
                for (name, value) in dependencies {
                    let one = self.dependency(name, value, kind.clone(), target)?;
                    declared.push(Declared { line: Some(lines.line(value.span().start)), ..one });
                }
            }
        }
        Ok(declared)
    }

    /// One dependency; a renamed one goes by the name of the crate.
    fn dependency(
        &self,
        key: &str,
        value: &Spanned<Value>,
        kind: DependencyKind,
        target: Option<&String>,
    ) -> Result<Declared, ParseError> {
        let marker = target.cloned();
        let at = value.span().start;
        let table = match value.get_ref() {
            Value::String(version) => {
                let (name, requirement) = (key.to_owned(), version.clone());
                return Ok(Declared { name, requirement, kind, marker, url: None, line: None });
            }
            Value::Table(table) => table,
            _ => {
                let message = format!("dependency `{key}` is neither a version nor a table");
                return Err(self.error(&codes::MANIFEST_REQUIREMENT, message, at));
            }
        };
        let text = |key: &str| table.get(key).and_then(Value::as_str);
        let flag = |key: &str| table.get(key).and_then(Value::as_bool).unwrap_or(false);
        let kind = if flag("optional") && kind == DependencyKind::Runtime {
            DependencyKind::Extra(key.to_owned())
        } else {
            kind
        };
        if flag("workspace") {
            return self.taken_over(key, at, kind, marker);
        }
        let git = text("git").map(|url| repository::dependency(&format!("git+{url}")));
        let path = text("path").map(|path| format!("file:{path}"));
        Ok(Declared {
            name: text("package").unwrap_or(key).to_owned(),
            requirement: text("version").unwrap_or_default().to_owned(),
            kind,
            marker,
            url: git.or(path),
            line: None,
        })
    }

    fn taken_over(
        &self,
        key: &str,
        at: usize,
        kind: DependencyKind,
        marker: Option<String>,
    ) -> Result<Declared, ParseError> {
        let Some(shared) = self.shared else {
            let (name, requirement) = (key.to_owned(), String::new());
            return Ok(Declared { name, requirement, kind, marker, url: None, line: None });
        };
        let declared = shared.dependencies.get(key).ok_or_else(|| {
            let message = format!("the workspace has no dependency `{key}`");
            self.error(&codes::MANIFEST_WORKSPACE, message, at)
        })?;
        Ok(Declared { kind, marker, ..declared.clone() })
    }

    fn error(&self, code: &'static Code, message: String, at: usize) -> ParseError {
        ParseError::at(code, message, self.bytes, at)
    }
}
