//! `pyproject.toml` as uv reads it to make a lock.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::{Spanned, Value};

use super::requirement::Requirement;
use super::settings::{
    Conflict, DefaultGroups, Index, Metadata, Settings, SettingsFile, Texts, WrittenConflict,
    WrittenOptions,
};
use super::sources::{Written as WrittenSources, WrittenSource};
use crate::manifest::python::normalized;
use crate::text::Lines;
use crate::{ParseError, codes, limits};

/// A project, or the root of a workspace that has none.
#[derive(Debug, Clone)]
pub struct Project {
    /// Normalised name; none, if the file is the root of a workspace alone.
    pub name: Option<String>,
    /// Version, if the manifest states it.
    pub version: Option<String>,
    /// Fields left to the build.
    pub dynamic: BTreeSet<String>,
    /// Versions of Python, as specifiers.
    pub requires_python: Option<String>,
    /// What it needs, with its extras, before `[tool.uv.sources]` is looked at.
    pub requirements: Vec<Requirement>,
    /// Names of its extras.
    pub extras: BTreeSet<String>,
    /// What its dependency groups need, those they include expanded.
    pub groups: BTreeMap<String, Vec<Requirement>>,
    /// The groups that each group includes.
    pub included: BTreeMap<String, BTreeSet<String>>,
    /// Versions of Python that groups are for, as specifiers, those of groups they include with them.
    pub group_python: BTreeMap<String, Vec<String>>,
    /// Groups installed by default, if it says so.
    pub default_groups: Option<DefaultGroups>,
    /// What decides about the lock, if this is the root.
    pub settings: Settings,
    /// Folders of members, as globs; none, if this is no workspace's root.
    pub workspace: Option<Globs>,
    /// Indexes that sources may mean: those of the manifest, whatever `uv.toml` has.
    pub(super) named: Vec<Index>,
    pub(super) sources: BTreeMap<String, Vec<WrittenSource>>,
    is_package: Option<bool>,
    has_build_system: bool,
}

/// Which folders are members.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Globs {
    /// Folders that are.
    #[serde(default)]
    pub members: Vec<String>,
    /// Folders that are not.
    #[serde(default)]
    pub exclude: Vec<String>,
}

/// A project of a workspace and its folder.
#[derive(Debug, Clone)]
pub struct Member {
    /// Relative to the lock's folder; empty for that itself.
    pub folder: String,
    /// Its manifest's path, as it is shown.
    pub manifest: String,
    /// The project.
    pub project: Project,
}

impl Project {
    /// Reads `pyproject.toml`; `settings` is the `uv.toml` beside it, which then has the options.
    ///
    /// # Errors
    /// `document.*` and `manifest.*` codes, with the position.
    pub fn parse(bytes: &[u8], settings: Option<&SettingsFile>) -> Result<Self, ParseError> {
        let file: Pyproject = crate::toml::parse(bytes)?;
        let options = settings.map_or_else(|| file.tool.uv.options.clone(), |it| it.0.clone());
        let lines = Lines::of(bytes);
        let reader = Reader { bytes, lines: &lines };
        reader.project(file, options)
    }

    /// Whether it is installed itself, not only what it needs: as it says, else if it can be built. One
    /// that another member needs is, even without a build system.
    pub fn is_package(&self, needed: bool) -> bool {
        self.is_package.unwrap_or(self.has_build_system || needed)
    }

    /// Whether a field is left to the build.
    pub fn is_dynamic(&self, field: &str) -> bool {
        self.dynamic.contains(field)
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    lines: &'a Lines,
}

impl Reader<'_> {
    fn project(&self, file: Pyproject, options: WrittenOptions) -> Result<Project, ParseError> {
        let normal = |name: &str| normalized(name).unwrap_or_else(|| name.to_owned());
        let Pyproject { project, build_system, dependency_groups, tool } = file;
        let uv = tool.uv;
        let name = project.as_ref().map(|it| normal(&it.name));
        let settings = self.settings(&uv, options, name.as_deref())?;
        let mut groups = self.groups(&dependency_groups)?;
        if let Some(list) = &uv.dev_dependencies {
            groups.entry("dev".to_owned()).or_default().extend(self.requirements(list)?);
        }
        let project = project.unwrap_or_default();
        let mut requirements = self.requirements(&project.dependencies)?;
        for (extra, list) in &project.optional_dependencies {
            let of_extra = self.requirements(list)?.into_iter();
            let extra = Some(normal(extra));
            requirements.extend(of_extra.map(|it| Requirement { extra: extra.clone(), ..it }));
        }
        let sources = uv.sources.into_iter();
        let mut named = settings.indexes.clone();
        named.extend(uv.options.indexes());
        let included = included(&dependency_groups);
        let python = uv.dependency_groups.into_iter();
        let python = python.filter_map(|(name, it)| Some((normal(&name), it.requires_python?)));
        Ok(Project {
            group_python: group_python(&python.collect(), &included),
            included,
            default_groups: uv.default_groups.map(DefaultGroups::from),
            named,
            name,
            version: project.version,
            dynamic: project.dynamic.into_iter().collect(),
            requires_python: project.requires_python,
            requirements,
            extras: project.optional_dependencies.keys().map(|extra| normal(extra)).collect(),
            groups,
            settings,
            workspace: uv.workspace,
            sources: sources.map(|(name, source)| (normal(&name), source.list())).collect(),
            is_package: uv.package,
            has_build_system: build_system.is_some(),
        })
    }

    fn settings(
        &self,
        uv: &Uv,
        options: WrittenOptions,
        name: Option<&str>,
    ) -> Result<Settings, ParseError> {
        let markers = |texts: &Option<Texts>| texts.clone().map(Texts::list).unwrap_or_default();
        let set = |set: &Vec<WrittenConflict>| -> BTreeSet<Conflict> {
            set.iter().cloned().map(|conflict| conflict.read(name)).collect()
        };
        Ok(Settings {
            constraints: self.requirements(&uv.constraint_dependencies)?,
            overrides: self.requirements(&uv.override_dependencies)?,
            excludes: uv.exclude_dependencies.iter().filter_map(|name| normalized(name)).collect(),
            build_constraints: self.requirements(&uv.build_constraint_dependencies)?,
            environments: markers(&uv.environments),
            required_environments: markers(&uv.required_environments),
            conflicts: uv.conflicts.iter().map(set).collect(),
            metadata: options.dependency_metadata.iter().cloned().map(Metadata::from).collect(),
            indexes: options.indexes(),
            no_sources: options.no_sources.unwrap_or_default(),
            no_sources_packages: options
                .no_sources_package
                .iter()
                .filter_map(|name| normalized(name))
                .collect(),
            options: options.options(),
        })
    }

    fn requirements(&self, list: &[Spanned<String>]) -> Result<Vec<Requirement>, ParseError> {
        list.iter().map(|text| self.requirement(text.get_ref(), text.span().start)).collect()
    }

    fn requirement(&self, text: &str, at: usize) -> Result<Requirement, ParseError> {
        let requirement = Requirement::parse(text).map_err(|message| {
            ParseError::at(&codes::MANIFEST_REQUIREMENT, message, self.bytes, at)
        })?;
        Ok(Requirement { line: Some(self.lines.line(at)), ..requirement })
    }

    /// What each group asks for, those it includes expanded.
    fn groups(&self, written: &Groups) -> Result<BTreeMap<String, Vec<Requirement>>, ParseError> {
        let named: BTreeMap<String, &Vec<Spanned<Value>>> = written
            .iter()
            .map(|(name, items)| (normalized(name).unwrap_or_else(|| name.clone()), items))
            .collect();
        let mut groups = BTreeMap::new();
        for name in named.keys() {
            let mut walk = Walk { named: &named, seen: BTreeSet::new(), items: Vec::new() };
            walk.group(name);
            let mut requirements = Vec::new();
            for item in walk.items {
                if requirements.len() == limits::GROUP_DEPENDENCIES {
                    let message = "the groups declare too many dependencies";
                    return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
                }
                if let Some(text) = item.get_ref().as_str() {
                    requirements.push(self.requirement(text, item.span().start)?);
                }
            }
            groups.insert(name.clone(), requirements);
        }
        Ok(groups)
    }
}

type Groups = BTreeMap<String, Vec<Spanned<Value>>>;

/// The groups that each group includes, by normalised names.
fn included(written: &Groups) -> BTreeMap<String, BTreeSet<String>> {
    let name = |item: &Spanned<Value>| {
        normalized(item.get_ref().get("include-group").and_then(Value::as_str)?)
    };
    let group = |(group, items): (&String, &Vec<Spanned<Value>>)| {
        Some((normalized(group)?, items.iter().filter_map(name).collect()))
    };
    written.iter().filter_map(group).collect()
}

/// What each group asks of Python, with what those it includes ask.
fn group_python(
    stated: &BTreeMap<String, String>,
    included: &BTreeMap<String, BTreeSet<String>>,
) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    for group in included.keys().chain(stated.keys()) {
        let (mut seen, mut pending) = (BTreeSet::new(), vec![group]);
        while let Some(group) = pending.pop() {
            if seen.insert(group) {
                pending.extend(included.get(group).into_iter().flatten());
            }
        }
        let asked: Vec<String> =
            seen.into_iter().filter_map(|group| stated.get(group)).cloned().collect();
        if !asked.is_empty() {
            all.insert(group.clone(), asked);
        }
    }
    all
}

/// Collects what a group and those it includes have; a group is entered once, so that circles end.
struct Walk<'a> {
    named: &'a BTreeMap<String, &'a Vec<Spanned<Value>>>,
    seen: BTreeSet<&'a str>,
    items: Vec<&'a Spanned<Value>>,
}

impl<'a> Walk<'a> {
    fn group(&mut self, name: &str) {
        let mut pending = vec![name.to_owned()];
        while let Some(name) = pending.pop() {
            let Some((name, items)) = self.named.get_key_value(&name) else { continue };
            if !self.seen.insert(name) {
                continue;
            }
            for item in *items {
                match item.get_ref().get("include-group").and_then(Value::as_str) {
                    Some(included) => pending.extend(normalized(included)),
                    None => self.items.push(item),
                }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Pyproject {
    project: Option<WrittenProject>,
    build_system: Option<Value>,
    #[serde(default)]
    dependency_groups: Groups,
    #[serde(default)]
    tool: Tool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct WrittenProject {
    name: String,
    version: Option<String>,
    requires_python: Option<String>,
    #[serde(default)]
    dependencies: Vec<Spanned<String>>,
    #[serde(default)]
    optional_dependencies: BTreeMap<String, Vec<Spanned<String>>>,
    #[serde(default)]
    dynamic: Vec<String>,
}

#[derive(Deserialize, Default)]
struct Tool {
    #[serde(default)]
    uv: Uv,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Uv {
    package: Option<bool>,
    workspace: Option<Globs>,
    dev_dependencies: Option<Vec<Spanned<String>>>,
    default_groups: Option<Texts>,
    #[serde(default)]
    dependency_groups: BTreeMap<String, GroupSettings>,
    #[serde(default)]
    constraint_dependencies: Vec<Spanned<String>>,
    #[serde(default)]
    override_dependencies: Vec<Spanned<String>>,
    #[serde(default)]
    exclude_dependencies: Vec<String>,
    #[serde(default)]
    build_constraint_dependencies: Vec<Spanned<String>>,
    environments: Option<Texts>,
    required_environments: Option<Texts>,
    #[serde(default)]
    conflicts: Vec<Vec<WrittenConflict>>,
    #[serde(default)]
    sources: BTreeMap<String, WrittenSources>,
    #[serde(flatten)]
    options: WrittenOptions,
}

/// What `[tool.uv.dependency-groups]` says of a group.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct GroupSettings {
    requires_python: Option<String>,
}
