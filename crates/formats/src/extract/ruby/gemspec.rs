//! `specifications/NAME-VERSION.gemspec`: what RubyGems wrote when it installed a gem.
//!
//! Source: `Gem::Specification#to_ruby`. The file is a program; it is never run, and only literals as
//! that function writes them are read: one a line, strings in quotes or `%q<>`.

use keelmark_model::DependencyKind;
use keelmark_model::bom::{Completeness, Component, Evidence, State, Supplier};

use super::component;
use crate::extract::{Extract, Extractor, File, Found, Need, Pattern};
use crate::license::License;
use crate::manifest::repository;
use crate::{ParseError, limits, toml};

pub(crate) static GEMSPEC: Extractor = Extractor {
    id: "gemspec",
    version: 1,
    example: "usr/lib/ruby/gems/3.1.0/specifications/rake-13.0.6.gemspec",
    reads: &[Pattern::Folder("specifications"), Pattern::Folder("specifications/default")],
    limit: limits::MANIFEST_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let Some(stem) = file.name().strip_suffix(".gemspec") else {
        return Ok(Extract::default());
    };
    let text = toml::text(file.bytes)?;
    let first = |field: &str| field_of(text, field).and_then(|value| strings(value).next());
    let (Some(name), Some(version)) = (first("name"), first("version")) else {
        return Ok(Extract::gap(
            file,
            None,
            "neither name nor version is written as RubyGems does",
        ));
    };
    let platform = first("platform").unwrap_or_default();
    let mut component = match component(name, version, platform, State::Installed) {
        Ok(component) => component,
        Err(error) => return Ok(Extract::gap(file, None, error.to_string())),
    };
    describe(&mut component, text);
    let folder = file.folder();
    let folder = folder.strip_suffix("/default").unwrap_or(folder);
    let top = folder.strip_suffix("specifications").unwrap_or(folder).trim_end_matches('/');
    let mut found = Found::new(component, Evidence::Database, top);
    found.home = format!("{top}/gems/{stem}").trim_start_matches('/').to_owned();
    found.needs = text.lines().filter_map(need).take(limits::PACKAGE_NEEDS).collect();
    Ok(Extract { packages: vec![found], ..Extract::default() })
}

fn describe(component: &mut Component, text: &str) {
    let first = |field: &str| field_of(text, field).and_then(|value| strings(value).next());
    component.dependencies = Completeness::Complete;
    component.homepage = first("homepage").map(str::to_owned);
    component.description = first("summary").map(str::to_owned);
    let licenses = field_of(text, "licenses").or_else(|| field_of(text, "license"));
    let licenses = licenses.into_iter().flat_map(strings).take(limits::PACKAGE_LICENSES);
    component.licensing.declared = licenses.filter_map(License::stated).map(Into::into).collect();
    let authors = field_of(text, "authors").into_iter().flat_map(strings);
    let author = |name: &str| Supplier { name: name.to_owned(), url: None, email: None };
    component.authors = authors.map(author).collect();
    component.authors.sort();
    let metadata = field_of(text, "metadata").map(|value| strings(value).collect::<Vec<_>>());
    let source = metadata.unwrap_or_default();
    let pair = source.chunks_exact(2).find(|pair| pair.first() == Some(&"source_code_uri"));
    component.repository = pair.and_then(|pair| repository::address(pair.get(1)?));
}

/// What `s.field = …` gives, on one line.
fn field_of<'a>(text: &'a str, field: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let rest = line.trim_start().strip_prefix("s.")?.strip_prefix(field)?;
        rest.strip_prefix(" = ")
    })
}

/// The strings in a literal, in turn.
fn strings(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let quoted = rest.find('"');
        let percent = rest.find("%q<").filter(|at| quoted.is_none_or(|quoted| *at < quoted));
        let (start, end) = match (percent, quoted) {
            (Some(at), _) => (at + 3, '>'),
            (None, Some(at)) => (at + 1, '"'),
            (None, None) => return None,
        };
        let length = rest.get(start..)?.find(end)?;
        let value = rest.get(start..start + length)?;
        rest = rest.get(start + length + 1..)?;
        Some(value)
    })
}

/// `s.add_runtime_dependency(%q<rack>.freeze, ["~> 2.0".freeze, ">= 2.2.4".freeze])`.
fn need(line: &str) -> Option<Need> {
    let call = line.trim_start().strip_prefix("s.add_")?;
    let is_development = call.starts_with("development_dependency(");
    if !is_development
        && !call.starts_with("runtime_dependency(")
        && !call.starts_with("dependency(")
    {
        return None;
    }
    let mut parts = strings(call);
    let name = parts.next()?;
    let requirement: Vec<&str> = parts.collect();
    let kind = match is_development {
        true => DependencyKind::Group("development".to_owned()),
        false => DependencyKind::Runtime,
    };
    Some(Need {
        kind,
        marker: (!requirement.is_empty()).then(|| format!("({})", requirement.join(", "))),
        is_optional: is_development,
        ..Need::runtime(name)
    })
}
