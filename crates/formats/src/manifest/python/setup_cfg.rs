//! `setup.cfg`.
//!
//! Source: setuptools' documentation, "Configuring setuptools using setup.cfg files"; the syntax is
//! that of Python's `configparser` without interpolation.

use std::collections::BTreeMap;

use keelmark_model::{Declared, DependencyKind, Ecosystem, Project};

use super::{classifier, module_files, normalized, pyproject, requirement};
use crate::manifest::{
    Binaries, Description, Document, Manifest, VersionSource, Workspace, license, repository,
};
use crate::{ParseError, codes};

/// The format.
pub static MANIFEST: Manifest =
    Manifest { id: "setup-cfg", file: "setup.cfg", ecosystem: Ecosystem::Python, parse };

/// Parses `setup.cfg`; a file without `[metadata]` and `name` describes no project.
///
/// # Errors
/// `document.*` and `manifest.*` codes, with the position.
pub fn parse(bytes: &[u8], _: Option<&Workspace>) -> Result<Document, ParseError> {
    let sections = sections(bytes)?;
    let Some(name) = sections.value("metadata", "name") else { return Ok(Document::default()) };
    let description = describe(bytes, &sections, name)?;
    Ok(Document { description: Some(description), workspace: None })
}

/// What `module.path.NAME` means, given the files a module may be.
pub(super) fn attribute(text: &str, files: impl Fn(&str) -> Vec<String>) -> VersionSource {
    match text.trim().rsplit_once('.') {
        Some((module, attribute)) if !module.is_empty() && !attribute.is_empty() => {
            VersionSource::Attribute {
                attributes: vec![attribute.to_owned()],
                files: files(module),
            }
        }
        _ => VersionSource::Unknown(format!("`attr: {text}` does not name a module")),
    }
}

fn describe(
    bytes: &[u8],
    sections: &Sections<'_>,
    name: &Value,
) -> Result<Description, ParseError> {
    let normal = normalized(&name.text).ok_or_else(|| {
        let message = format!("`{}` is not a name a Python project may have", name.text);
        ParseError::at(&codes::MANIFEST_NAME, message, bytes, name.at)
    })?;
    let metadata = |key: &str| sections.value("metadata", key).map(|value| value.text.as_str());
    let (version, source) = version(sections, metadata("version"));
    let classifiers: Vec<&str> = metadata("classifiers").map(list).unwrap_or_default();
    let urls: BTreeMap<String, String> = metadata("project_urls")
        .map(list)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|line| line.split_once('='))
        .map(|(label, url)| (label.trim().to_owned(), url.trim().to_owned()))
        .collect();
    let home = || metadata("url").and_then(repository::on_forge);
    let mut dynamic = Vec::new();
    Ok(Description {
        project: Project {
            ecosystem: Ecosystem::Python,
            name: normal,
            version,
            license: metadata("license")
                .and_then(|text| license(Ecosystem::Python, text))
                .or_else(|| classifier::license(classifiers.into_iter())),
            description: metadata("description").map(str::to_owned),
            repository: pyproject::source_address(&urls).or_else(home),
            supplier: metadata("author").or_else(|| metadata("maintainer")).map(str::to_owned),
            manifest: MANIFEST.file.to_owned(),
            declared: declared(bytes, sections, &mut dynamic)?,
        },
        version: source,
        dynamic,
        binaries: Binaries::default(),
    })
}

fn version(sections: &Sections<'_>, stated: Option<&str>) -> (Option<String>, VersionSource) {
    let source = match stated.map(str::trim) {
        None | Some("") => VersionSource::Unknown("setup.cfg states no version".to_owned()),
        Some(text) => match text.split_once(':') {
            Some(("attr", name)) => attribute(name, |module| module_folders(sections, module)),
            Some(("file", path)) => {
                VersionSource::File { path: path.trim().to_owned(), pattern: None }
            }
            _ => return (Some(text.to_owned()), VersionSource::Static),
        },
    };
    (None, source)
}

fn module_folders(sections: &Sections<'_>, module: &str) -> Vec<String> {
    let option = |section, key| sections.value(section, key).map(|value| value.text.as_str());
    let mapped = option("options", "package_dir").map(list).unwrap_or_default();
    let mapped = mapped
        .into_iter()
        .filter_map(|line| line.split_once('='))
        .filter(|(package, _)| package.trim().is_empty())
        .map(|(_, folder)| folder.trim());
    let found = option("options.packages.find", "where");
    mapped.chain(found).chain(["", "src"]).flat_map(|folder| module_files(folder, module)).collect()
}

fn declared(
    bytes: &[u8],
    sections: &Sections<'_>,
    dynamic: &mut Vec<String>,
) -> Result<Vec<Declared>, ParseError> {
    let mut wanted: Vec<(&Value, DependencyKind)> = Vec::new();
    wanted.extend(
        sections.value("options", "install_requires").map(|value| (value, DependencyKind::Runtime)),
    );
    let extras = sections.0.get("options.extras_require").into_iter().flatten();
    wanted.extend(extras.map(|(extra, value)| {
        (value, DependencyKind::Extra(normalized(extra).unwrap_or_else(|| extra.clone())))
    }));
    let mut declared = Vec::new();
    for (value, kind) in wanted {
        if value.text.starts_with("file:") {
            dynamic.push("dependencies".to_owned());
            continue;
        }
        let items = if value.text.contains('\n') {
            list(&value.text)
        } else {
            value.text.split(';').map(str::trim).filter(|item| !item.is_empty()).collect()
        };
        for item in items {
            declared.push(requirement::parse(item, kind.clone()).map_err(|message| {
                ParseError::at(&codes::MANIFEST_REQUIREMENT, message, bytes, value.at)
            })?);
        }
    }
    dynamic.dedup();
    Ok(declared)
}

/// The lines of a value that say something.
fn list(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

struct Value {
    text: String,
    /// Byte offset of the line that begins it.
    at: usize,
}

struct Sections<'a>(BTreeMap<&'a str, BTreeMap<String, Value>>);

impl Sections<'_> {
    fn value(&self, section: &str, key: &str) -> Option<&Value> {
        let section = self.0.get(section)?;
        section.get(key).or_else(|| section.get(&key.replace('_', "-")))
    }
}

fn sections(bytes: &[u8]) -> Result<Sections<'_>, ParseError> {
    let text = crate::toml::text(bytes)?;
    let mut sections: BTreeMap<&str, BTreeMap<String, Value>> = BTreeMap::new();
    let mut section: Option<&str> = None;
    let mut key: Option<String> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let syntax = |message: &str| ParseError::at(&codes::DOCUMENT_SYNTAX, message, bytes, at);
        let trimmed = line.trim();
        if trimmed.starts_with(['#', ';']) {
            // A comment, wherever it stands.
        } else if trimmed.is_empty() || line.starts_with([' ', '\t']) {
            let open = section.zip(key.as_ref());
            let value = open.and_then(|(section, key)| sections.get_mut(section)?.get_mut(key));
            match value {
                Some(value) => {
                    value.text.push('\n');
                    value.text.push_str(trimmed);
                }
                None if trimmed.is_empty() => {}
                None => return Err(syntax("a continuation of nothing")),
            }
        } else if let Some(header) = trimmed.strip_prefix('[') {
            let name = header.strip_suffix(']').ok_or_else(|| syntax("`[` without `]`"))?;
            if sections.insert(name, BTreeMap::new()).is_some() {
                return Err(syntax("a section stands here twice"));
            }
            (section, key) = (Some(name), None);
        } else {
            let (name, value) = trimmed
                .split_once(['=', ':'])
                .ok_or_else(|| syntax("neither `key = value` nor `[section]`"))?;
            let name = name.trim().to_ascii_lowercase();
            let value = Value { text: value.trim().to_owned(), at };
            let within = section.and_then(|section| sections.get_mut(section));
            let within = within.ok_or_else(|| syntax("a key before any `[section]`"))?;
            if within.insert(name.clone(), value).is_some() {
                return Err(syntax("a key stands here twice"));
            }
            key = Some(name);
        }
        at += line.len();
    }
    for value in sections.values_mut().flat_map(BTreeMap::values_mut) {
        value.text.truncate(value.text.trim_end().len());
    }
    Ok(Sections(sections))
}
