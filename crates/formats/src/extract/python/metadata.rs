//! Core metadata: `METADATA` and `PKG-INFO`.
//!
//! Source: "Core metadata specifications" in the Python Packaging User Guide, versions 1.0 to 2.5.

use std::collections::BTreeMap;

use keelmark_model::bom::{
    Completeness, Component, ComponentKind, Evidence, LicenseClaim, State, Supplier,
};
use keelmark_model::{DependencyKind, Ecosystem};

use super::super::header_block::{self, Field};
use super::super::{Extract, File, Found, Need};
use crate::license::License;
use crate::limits;
use crate::manifest::python::requirement::{self, Requirement};
use crate::manifest::python::{classifier, normalized, pyproject};

/// Where metadata lies decides what it is of.
pub(super) struct Place<'a> {
    pub(super) home: &'a str,
    pub(super) environment: &'a str,
    pub(super) state: State,
    pub(super) is_project: bool,
}

/// The package that the metadata in `file` describes.
pub(super) fn read(file: &File<'_>, place: &Place<'_>) -> Extract {
    let mut extract = Extract::default();
    let text = header_block::text(file.bytes);
    let metadata = Metadata(header_block::fields(&text));
    let Some((name, line)) = metadata.name() else {
        extract.gaps.push(file.entry_gap(None, "no field `Name` with a name a package can have"));
        return extract;
    };
    let mut component = Component::new(ComponentKind::Library, &name, place.state);
    component.version = metadata.one("Version").map(str::to_owned);
    let version = component.version.as_deref().unwrap_or_default();
    component.purl = Ecosystem::Python.purl(&name).and_then(|purl| purl.with_version(version)).ok();
    metadata.describe(&mut component);
    component.licensing.declared = metadata.license().into_iter().collect();
    component.licensing.files = metadata.license_files(place.home);
    let mut found = Found::new(component, Evidence::Manifest, place.environment);
    found.line = Some(line);
    found.home = place.home.to_owned();
    found.is_project = place.is_project;
    metadata.needs(&mut found, file, &mut extract);
    if place.state == State::Declared {
        // What is not installed misses nothing.
        found.needs.iter_mut().for_each(|need| need.is_optional = true);
    }
    extract.packages.push(found);
    extract
}

/// The fields, with those that say nothing left out.
struct Metadata<'a>(Vec<Field<'a>>);

impl<'a> Metadata<'a> {
    fn all(&self, name: &str) -> impl Iterator<Item = &Field<'a>> {
        self.0.iter().filter(move |field| field.is(name) && is_said(field.value))
    }

    /// The first line of the first field called `name`.
    fn one(&self, name: &str) -> Option<&'a str> {
        let line = self.all(name).next()?.value.lines().next()?.trim();
        is_said(line).then_some(line)
    }

    fn name(&self) -> Option<(String, u32)> {
        let field = self.all("Name").next()?;
        Some((normalized(field.value)?, field.line))
    }

    fn describe(&self, component: &mut Component) {
        component.description = self.one("Summary").map(str::to_owned);
        let mut urls: BTreeMap<String, String> = BTreeMap::new();
        for field in self.all("Project-URL") {
            if let Some((label, url)) = field.value.split_once(',') {
                urls.entry(label.trim().to_owned()).or_insert_with(|| url.trim().to_owned());
            }
        }
        if let Some(home) = self.one("Home-page") {
            urls.entry("Homepage".to_owned()).or_insert_with(|| home.to_owned());
        }
        let labelled = urls.iter().find(|(label, _)| label.eq_ignore_ascii_case("homepage"));
        component.homepage = labelled.map(|(_, url)| url.clone());
        component.repository = pyproject::source_address(&urls);
        component.authors = self.people("Author");
        let mut suppliers = component.authors.clone();
        suppliers.extend(self.people("Maintainer"));
        component.supplier = suppliers.into_iter().next();
        if let Some(python) = self.one("Requires-Python") {
            component.properties.insert("requires-python".to_owned(), python.to_owned());
        }
    }

    /// Those whom `role` names, and the addresses that `role-email` gives.
    fn people(&self, role: &str) -> Vec<Supplier> {
        let addresses = self.one(&format!("{role}-email"));
        let mut people: Vec<Supplier> = addresses
            .into_iter()
            .flat_map(|list| addresses_of(list).take(limits::AUTHORS))
            .filter_map(|one| person(one.trim()))
            .collect();
        let Some(name) = self.one(role) else { return people };
        if let [only] = people.as_mut_slice()
            && only.email.as_deref() == Some(only.name.as_str())
        {
            name.clone_into(&mut only.name);
        } else if people.iter().all(|known| known.name != name) {
            people.insert(0, Supplier { name: name.to_owned(), url: None, email: None });
        }
        people
    }

    /// An expression wherever one is told: by the field for it, by `License`, or by the classifiers.
    /// The text of a whole licence is no name for it.
    fn license(&self) -> Option<LicenseClaim> {
        let field = |name: &str| {
            let value = self.all(name).next()?.value;
            let is_name = !value.contains('\n');
            is_name.then(|| License::parse(Ecosystem::Python, value)).flatten()
        };
        let told = classifier::license(self.all("Classifier").map(|field| field.value));
        let told = told.and_then(|text| License::parse(Ecosystem::Python, &text));
        let claims = [field("License-Expression"), field("License"), told];
        let expression = claims.iter().flatten().find(|claim| claim.expression().is_some());
        expression.or_else(|| claims.iter().flatten().next()).cloned().map(Into::into)
    }

    /// Since version 2.4 licence files lie in a folder of their own.
    fn license_files(&self, home: &str) -> Vec<String> {
        let version = self.one("Metadata-Version").unwrap_or_default();
        let is_old = version.starts_with("1.") || matches!(version, "2.0" | "2.1" | "2.2" | "2.3");
        if !home.ends_with(".dist-info") {
            return Vec::new();
        }
        let folder = if is_old { home.to_owned() } else { format!("{home}/licenses") };
        let is_plain = |path: &&str| path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        let fields = self.all("License-File").take(limits::LICENSE_FILES);
        let paths = fields.map(|field| field.value).filter(is_plain);
        let mut files: Vec<String> = paths.map(|path| format!("{folder}/{path}")).collect();
        files.sort();
        files.dedup();
        files
    }

    /// Metadata lists all that is needed, unless it says that the build decides.
    fn needs(&self, found: &mut Found, file: &File<'_>, extract: &mut Extract) {
        for (field, count) in self.all("Requires-Dist").zip(0..) {
            if count == limits::NEEDS {
                let message = format!("more than {} fields `Requires-Dist`", limits::NEEDS);
                extract.gaps.push(file.entry_gap(Some(field.line), message));
                found.component.dependencies = Completeness::Incomplete;
                return;
            }
            match requirement::written(field.value) {
                Ok(requirement) => found.needs.push(need(requirement)),
                Err(message) => extract.gaps.push(file.entry_gap(Some(field.line), message)),
            }
        }
        let is_dynamic =
            self.all("Dynamic").any(|field| field.value.eq_ignore_ascii_case("Requires-Dist"));
        let is_told = self.0.iter().any(|field| field.is("Requires-Dist"));
        // Tools that made egg-info wrote a file of their own instead.
        let is_whole = is_told || file.name() == "METADATA";
        found.component.dependencies = match (is_dynamic, is_whole) {
            (false, true) => Completeness::Complete,
            _ => Completeness::Unknown,
        };
    }
}

/// What a requirement of an installed package asks of the environment.
pub(super) fn need(requirement: Requirement) -> Need {
    let kind = match requirement.extra {
        Some(extra) => DependencyKind::Extra(extra),
        None => DependencyKind::Runtime,
    };
    Need {
        kind,
        any_of: vec![requirement.name],
        extras: requirement.extras,
        is_optional: requirement.marker.is_some(),
        marker: requirement.marker,
        requirement: requirement.specifier,
    }
}

/// Old tools wrote `UNKNOWN` where nothing was said.
fn is_said(value: &str) -> bool {
    !value.is_empty() && value != "UNKNOWN" && value != "None"
}

/// The parts of a list of addresses: a comma within quotes parts nothing.
fn addresses_of(list: &str) -> impl Iterator<Item = &str> {
    let mut in_quotes = false;
    list.split(move |c| {
        in_quotes ^= c == '"';
        c == ',' && !in_quotes
    })
}

/// `Name <address>`, or an address alone.
fn person(text: &str) -> Option<Supplier> {
    let (name, rest) = text.split_once('<').unwrap_or((text, ""));
    let name = name.trim().trim_matches('"');
    let email = rest.strip_suffix('>').map(str::trim).filter(|email| !email.is_empty());
    let email = email.or_else(|| name.contains('@').then_some(name));
    let name = if name.is_empty() { email? } else { name };
    Some(Supplier { name: name.to_owned(), url: None, email: email.map(str::to_owned) })
}
