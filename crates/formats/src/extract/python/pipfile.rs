//! `Pipfile`: what Pipenv is told to install.
//!
//! Source: Pipenv's documentation, "Pipfile & Pipfile.lock". It names no project.

use std::collections::BTreeMap;

use keelmark_model::{DependencyKind, Ecosystem};
use serde::Deserialize;
use toml::{Spanned, Value};

use super::super::declared::{self, Declaration};
use super::super::{Extract, Extractor, File, Pattern, Wanted};
use super::lock_file::Lines;
use crate::manifest::python::normalized;
use crate::manifest::repository;
use crate::{ParseError, limits, toml as strict};

/// `Pipfile`.
pub(crate) static PIPFILE: Extractor = Extractor {
    id: "pipfile",
    version: 1,
    example: "Pipfile",
    reads: &[Pattern::Name("Pipfile")],
    limit: limits::TOML_TREE_BYTES,
    extract,
};

type Packages = BTreeMap<Spanned<String>, Value>;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Pipfile {
    #[serde(default)]
    packages: Packages,
    #[serde(default)]
    dev_packages: Packages,
}

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let pipfile: Pipfile = strict::parse(file.bytes)?;
    let development = DependencyKind::Group("dev".to_owned());
    let tables = [(pipfile.packages, DependencyKind::Runtime), (pipfile.dev_packages, development)];
    let asked = tables
        .iter()
        .flat_map(|(packages, kind)| packages.iter().map(move |(name, asked)| (name, asked, kind)));
    let mut asked: Vec<_> = asked.collect();
    asked.sort_by_key(|(name, ..)| name.span().start);
    let mut lines = Lines::of(file.bytes);
    let mut extract = Extract::default();
    for (name, asked, kind) in asked {
        let line = lines.at(name.span().start);
        if extract.is_full(file, line) {
            break;
        }
        let purl = normalized(name.get_ref())
            .and_then(|name| Some((Ecosystem::Python.purl(&name).ok()?, name)));
        let Some((purl, name)) = purl else {
            let message = format!("`{}` is not a name", name.get_ref());
            extract.gaps.push(file.entry_gap(line, message));
            continue;
        };
        let requirement = requirement(asked);
        let declaration = Declaration { key: name.clone(), name, purl, requirement, line };
        let mut wish = declared::wish(file, declaration);
        wish.wanted = Some(Wanted { kind: kind.clone(), is_direct: true });
        extract.packages.push(wish);
    }
    Ok(extract)
}

/// `"==1.0"`, or a table that has it as `version`; an address for what comes from elsewhere. `*` is any.
fn requirement(asked: &Value) -> String {
    let text = |key: &str| asked.get(key).and_then(Value::as_str);
    let git = || text("git").map(|url| repository::dependency(&format!("git+{url}")));
    let other = || text("file").or_else(|| text("path")).map(repository::dependency);
    let version = asked.as_str().or_else(|| text("version")).filter(|version| *version != "*");
    version.map(str::to_owned).or_else(git).or_else(other).unwrap_or_default()
}
