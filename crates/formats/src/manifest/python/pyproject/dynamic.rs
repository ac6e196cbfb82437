//! Where a version stands that `[project]` does not state: each build backend has its own way.

use toml::Value;

use super::Pyproject;
use crate::manifest::VersionSource;
use crate::manifest::python::{module_files, setup_cfg};

/// The version, if a backend's table states it, and where it stands.
pub(super) fn version(file: &Pyproject, name: &str) -> (Option<String>, VersionSource) {
    let backend = file.build_system.build_backend.as_deref().unwrap_or("setuptools.build_meta");
    let backend = backend.split(['.', ':']).next().unwrap_or(backend);
    let source = match backend {
        "hatchling" => hatch(file.tool.hatch.as_ref()),
        "setuptools" => setuptools(file),
        "flit_core" | "flit" => flit(file.tool.flit.as_ref(), name),
        "pdm" => pdm(file.tool.pdm.as_ref()),
        "maturin" => maturin(file.tool.maturin.as_ref()),
        "poetry" => {
            let stated = file.tool.poetry.as_ref().and_then(|poetry| poetry.version.clone());
            if stated.is_some() {
                return (stated, VersionSource::Static);
            }
            VersionSource::Unknown("[tool.poetry] states no version".to_owned())
        }
        _ => VersionSource::Unknown(format!("the build backend `{backend}` decides the version")),
    };
    (None, source)
}

fn text<'a>(table: Option<&'a Value>, path: &[&str]) -> Option<&'a str> {
    at(table, path)?.as_str()
}

fn at<'a>(table: Option<&'a Value>, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(table?, |table, key| table.get(key))
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// hatchling: sources `regex` (the default), `code`, `env` and plugins, of which hatch-vcs is one.
fn hatch(hatch: Option<&Value>) -> VersionSource {
    let setting = |key: &str| text(hatch, &["version", key]);
    let path = setting("path").map(str::to_owned);
    match (setting("source").unwrap_or("regex"), path) {
        ("vcs", _) => VersionSource::Vcs,
        ("regex", Some(path)) => match setting("pattern") {
            Some(pattern) => VersionSource::File { path, pattern: Some(pattern.to_owned()) },
            None => VersionSource::Attribute {
                attributes: names(&["__version__", "VERSION", "version"]),
                files: vec![path],
            },
        },
        ("code", Some(path)) => match setting("expression").unwrap_or("__version__") {
            name if is_name(name) => {
                VersionSource::Attribute { attributes: names(&[name]), files: vec![path] }
            }
            _ => VersionSource::Unknown("[tool.hatch.version] names an expression".to_owned()),
        },
        (source, _) => {
            VersionSource::Unknown(format!("[tool.hatch.version] takes it from `{source}`"))
        }
    }
}

fn setuptools(file: &Pyproject) -> VersionSource {
    let setuptools = file.tool.setuptools.as_ref();
    if let Some(attr) = text(setuptools, &["dynamic", "version", "attr"]) {
        return setup_cfg::attribute(attr, |module| setuptools_files(setuptools, module));
    }
    match at(setuptools, &["dynamic", "version", "file"]) {
        Some(Value::String(path)) => {
            return VersionSource::File { path: path.clone(), pattern: None };
        }
        Some(Value::Array(paths)) if paths.len() == 1 => {
            if let Some(path) = paths[0].as_str() {
                return VersionSource::File { path: path.to_owned(), pattern: None };
            }
        }
        _ => {}
    }
    let requires_scm = file.build_system.requires.iter().any(|requirement| {
        let name = requirement.split(['[', '>', '=', '<', '~', '!', ';', ' ']).next();
        name.is_some_and(|name| name.replace('_', "-").eq_ignore_ascii_case("setuptools-scm"))
    });
    if file.tool.setuptools_scm.is_some() || requires_scm {
        return VersionSource::Vcs;
    }
    VersionSource::Unknown("pyproject.toml leaves it to setuptools".to_owned())
}

/// Files that module `module` may be under setuptools' package folders.
fn setuptools_files(setuptools: Option<&Value>, module: &str) -> Vec<String> {
    let mut folders: Vec<&str> = Vec::new();
    let mut mapped = Vec::new();
    if let Some(map) = at(setuptools, &["package-dir"]).and_then(Value::as_table) {
        for (package, folder) in map {
            let Some(folder) = folder.as_str() else { continue };
            if package.is_empty() {
                folders.push(folder);
            } else if module == package {
                mapped.push(format!("{folder}/__init__.py"));
            } else if let Some(rest) = module.strip_prefix(&format!("{package}.")) {
                mapped.extend(module_files(folder, rest));
            }
        }
    }
    let found = at(setuptools, &["packages", "find", "where"]).and_then(Value::as_array);
    folders.extend(found.into_iter().flatten().filter_map(Value::as_str));
    folders.extend(["", "src"]);
    mapped.extend(folders.into_iter().flat_map(|folder| module_files(folder, module)));
    mapped
}

fn flit(flit: Option<&Value>, name: &str) -> VersionSource {
    let module =
        text(flit, &["module", "name"]).map_or_else(|| name.replace('-', "_"), str::to_owned);
    let files = ["", "src"].iter().flat_map(|folder| module_files(folder, &module)).collect();
    VersionSource::Attribute { attributes: names(&["__version__"]), files }
}

fn pdm(pdm: Option<&Value>) -> VersionSource {
    let setting = |key: &str| text(pdm, &["version", key]);
    match (setting("source"), setting("path")) {
        (Some("file") | None, Some(path)) => VersionSource::Attribute {
            attributes: names(&["__version__"]),
            files: vec![path.to_owned()],
        },
        (Some("scm"), _) => VersionSource::Vcs,
        (source, _) => {
            let source = source.unwrap_or("nothing");
            VersionSource::Unknown(format!("[tool.pdm.version] takes it from `{source}`"))
        }
    }
}

fn maturin(maturin: Option<&Value>) -> VersionSource {
    let path = text(maturin, &["manifest-path"]).unwrap_or("Cargo.toml");
    VersionSource::Manifest { path: path.to_owned() }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}
