//! `packages.config`: packages a project of the .NET Framework was given, each at one version.
//!
//! Source: NuGet documentation, "packages.config reference". All packages are listed, those that others
//! need as well; which needs which it does not say.

use keelmark_model::bom::{Evidence, State};

use super::{component, key};
use crate::extract::xml::Element;
use crate::extract::{Extract, Extractor, File, Found, Pattern, xml};
use crate::{ParseError, limits};

pub(crate) static NUGET_PACKAGES_CONFIG: Extractor = Extractor {
    id: "nuget-packages-config",
    version: 1,
    example: "packages.config",
    reads: &[Pattern::Name("packages.config")],
    limit: limits::MANIFEST_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let root = xml::parse(file.bytes)?;
    let mut extract = Extract::default();
    let packages = root.children.iter().filter(|one| one.name == "package");
    for package in packages {
        match found(package, file.path) {
            Ok(found) => extract.packages.push(found),
            Err(message) => extract.gaps.push(file.entry_gap(Some(package.line), message)),
        }
    }
    Ok(extract)
}

fn found(package: &Element, path: &str) -> Result<Found, String> {
    let name = package.attribute("id").unwrap_or_default();
    let version = package.attribute("version").unwrap_or_default();
    let mut component =
        component(name, version, State::Locked).map_err(|error| error.to_string())?;
    if package.attribute("developmentDependency") == Some("true") {
        component.properties.insert("nuget:development".to_owned(), "true".to_owned());
    }
    let mut found = Found::new(component, Evidence::Lockfile, path);
    found.names = vec![key(name)];
    found.line = Some(package.line);
    Ok(found)
}
