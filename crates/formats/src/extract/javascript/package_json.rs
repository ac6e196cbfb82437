//! `package.json`: of a package in `node_modules`, of something a package brought along, or of a
//! project.
//!
//! Source: npm's documentation, "package.json" and "folders"; what npm up to version 6 added when it
//! installed (`_resolved`, `_integrity`).

use keelmark_model::bom::{
    Completeness, Component, ComponentKind, Evidence, LicenseClaim, State, Supplier,
};
use keelmark_model::{DependencyKind, Ecosystem, LockedFile, LockedFileKind, Source};
use serde_json::{Map, Value};

use super::super::declared::{self, Declaration};
use super::super::{Extract, Extractor, File, Found, INSTALL_SCRIPT, Need, Pattern};
use crate::license::License;
use crate::lock::integrity;
use crate::lock::source::{file_name, purl_from, tarball};
use crate::manifest::npm::is_name;
use crate::manifest::repository;
use crate::{ParseError, json, limits};

/// `package.json`.
pub(crate) static PACKAGE_JSON: Extractor = Extractor {
    id: "npm-package-json",
    version: 3,
    example: "node_modules/left-pad/package.json",
    reads: &[Pattern::Name("package.json")],
    limit: limits::PACKAGE_JSON_BYTES,
    extract,
};

/// What the file is of, by where it lies.
enum Place<'a> {
    /// A package by this name in this `node_modules` folder.
    Module { name: &'a str, environment: &'a str },
    /// Something within such a package.
    Inside,
    /// A project.
    Project,
}

impl<'a> Place<'a> {
    fn of(folder: &'a str) -> Self {
        let Some((above, name)) = folder.rsplit_once("node_modules/") else { return Self::Project };
        let is_root = match name.strip_prefix('@') {
            Some(scoped) => scoped.matches('/').count() == 1,
            None => !name.contains('/'),
        };
        let is_whole = above.is_empty() || above.ends_with('/');
        match folder.get(..folder.len() - name.len() - 1) {
            Some(environment) if is_root && is_whole => Self::Module { name, environment },
            _ => Self::Inside,
        }
    }
}

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let place = Place::of(file.folder());
    let value = match (json::lenient(file.bytes), &place) {
        (Ok(value), _) => value,
        // Tests of packages have broken ones on purpose.
        (Err(_), Place::Inside) => return Ok(extract),
        (Err(error), _) => return Err(error),
    };
    let Value::Object(fields) = value else { return Ok(extract) };
    let manifest = PackageJson(fields);
    let Some(name) = manifest.text("name") else {
        if matches!(place, Place::Project) {
            manifest.unnamed(file, &mut extract);
        }
        return Ok(extract);
    };
    // Without a version it only says how a part of the package is loaded: `rxjs/ajax`.
    if matches!(place, Place::Inside) && (manifest.text("version").is_none() || !is_name(name)) {
        return Ok(extract);
    }
    if !is_name(name) {
        let message = format!("`{name}` is not a name an npm package may have");
        extract.gaps.push(file.entry_gap(None, message));
        return Ok(extract);
    }
    let Some(component) = manifest.component(name) else { return Ok(extract) };
    let mut found = Found::new(component, Evidence::Manifest, file.path);
    file.folder().clone_into(&mut found.home);
    found.needs = manifest.needs();
    match place {
        Place::Module { name, environment } => {
            if manifest.runs_when_installed() {
                let properties = &mut found.component.properties;
                properties.insert(INSTALL_SCRIPT.to_owned(), "true".to_owned());
            }
            environment.clone_into(&mut found.environment);
            found.names = vec![name.to_owned()];
            // There pnpm links to what a package needs, and keeps a lock that says the same.
            let is_linked = environment.contains("/.pnpm/");
            found.needs.iter_mut().for_each(|need| need.is_optional |= is_linked);
            extract.packages.push(found);
        }
        Place::Inside => {
            found.component.state = State::Bundled;
            found.needs.clear();
            found.component.dependencies = Completeness::Unknown;
            extract.packages.push(found);
        }
        Place::Project => {
            found.is_project = true;
            found.component.kind = ComponentKind::Application;
            found.component.state = State::Declared;
            // A peer that the project has itself, to be developed with.
            let is_had = |need: &Need| need.any_of.iter().any(|name| manifest.has_to_develop(name));
            found.needs.retain(|need| need.kind != DependencyKind::Peer || !is_had(need));
            found.needs.extend(manifest.development());
            let declarations = manifest.asks(file, &mut extract);
            declared::project(file, found, declarations, &mut extract);
        }
    }
    Ok(extract)
}

struct PackageJson(Map<String, Value>);

impl PackageJson {
    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
    }

    fn component(&self, name: &str) -> Option<Component> {
        let mut component = Component::new(ComponentKind::Library, name, State::Installed);
        component.version = self.text("version").map(str::to_owned);
        let version = self.text("version").unwrap_or_default();
        let purl = Ecosystem::Npm.purl(name).and_then(|purl| purl.with_version(version)).ok()?;
        component.dependencies = Completeness::Complete;
        component.licensing.declared = self.licenses();
        component.description = self.text("description").map(str::to_owned);
        component.homepage = self.text("homepage").map(str::to_owned);
        component.repository = self.0.get("repository").and_then(|value| match value {
            Value::Object(fields) => repository::address(fields.get("url")?.as_str()?),
            value => repository::address(value.as_str()?),
        });
        component.authors = self.0.get("author").and_then(person).into_iter().collect();
        let others = ["maintainers", "contributors"].into_iter().filter_map(|key| self.0.get(key));
        let others = others.filter_map(Value::as_array).flatten().filter_map(person);
        component.supplier = component.authors.iter().cloned().chain(others).next();
        self.origin(&mut component, name);
        component.purl = Some(purl_from(purl, &component.source));
        Some(component)
    }

    /// What npm once noted of where it got the package.
    fn origin(&self, component: &mut Component, name: &str) {
        let Some(resolved) = self.text("_resolved") else { return };
        if resolved.starts_with("file:") || resolved.starts_with('/') {
            return;
        }
        component.source = tarball(name, resolved);
        let digests = self.text("_integrity").and_then(|text| integrity(text).ok());
        component.digests = digests.unwrap_or_default();
        if let Source::Registry(_) | Source::Url(_) = component.source {
            component.files = vec![LockedFile {
                kind: LockedFileKind::Source,
                name: file_name(resolved),
                url: Some(crate::lock::source::without_credentials(resolved)),
                size: None,
                digests: component.digests.clone(),
            }];
        }
    }

    /// `license`: an expression or an object; `licenses`: an array of either, of which one may choose.
    fn licenses(&self) -> Vec<LicenseClaim> {
        let told = ["license", "licenses"].into_iter().find_map(|key| self.0.get(key));
        let Some(told) = told else { return Vec::new() };
        let Value::Array(several) = told else { return license(told).into_iter().collect() };
        let names: Vec<&str> = several.iter().filter_map(license_name).collect();
        let choice = License::parse(Ecosystem::Npm, &names.join(" OR "));
        match choice {
            Some(choice) if choice.expression().is_some() => vec![choice.into()],
            _ => several.iter().filter_map(license).collect(),
        }
    }

    /// Names with the ranges asked for, of one of the tables.
    fn table(&self, key: &str) -> impl Iterator<Item = (&str, &str)> {
        let table = self.0.get(key).and_then(Value::as_object).into_iter().flatten();
        table.filter_map(|(name, range)| Some((name.as_str(), range.as_str()?))).take(limits::NEEDS)
    }

    /// Whether npm runs a script of the package when it installs it.
    fn runs_when_installed(&self) -> bool {
        let scripts = self.0.get("scripts");
        let has = |name: &&str| scripts.is_some_and(|scripts| scripts.get(*name).is_some());
        ["preinstall", "install", "postinstall"].iter().any(has)
    }

    fn is_optional_peer(&self, name: &str) -> bool {
        let meta = self.0.get("peerDependenciesMeta").and_then(|all| all.get(name));
        meta.and_then(|meta| meta.get("optional")).and_then(Value::as_bool) == Some(true)
    }

    fn needs(&self) -> Vec<Need> {
        let optional = self.0.get("optionalDependencies").and_then(Value::as_object);
        let is_optional = |name: &str| optional.is_some_and(|names| names.contains_key(name));
        let of = |name: &str, kind, is_optional| Need { kind, is_optional, ..Need::runtime(name) };
        let runtime = self.table("dependencies").filter(|(name, _)| !is_optional(name));
        let runtime = runtime.map(|(name, _)| of(name, DependencyKind::Runtime, false));
        let optional = self.table("optionalDependencies");
        let optional = optional.map(|(name, _)| of(name, DependencyKind::Optional, true));
        let peers = self.table("peerDependencies");
        let peers =
            peers.map(|(name, _)| of(name, DependencyKind::Peer, self.is_optional_peer(name)));
        runtime.chain(optional).chain(peers).collect()
    }

    /// What only the project itself has installed.
    fn development(&self) -> Vec<Need> {
        let names = self.table("devDependencies").map(|(name, _)| name);
        let group = || DependencyKind::Group("dev".to_owned());
        names.map(|name| Need { kind: group(), ..Need::runtime(name) }).collect()
    }

    fn has_to_develop(&self, name: &str) -> bool {
        let development = self.0.get("devDependencies").and_then(Value::as_object);
        development.is_some_and(|names| names.contains_key(name))
    }

    /// What a project without a name asks for.
    fn unnamed(&self, file: &File<'_>, extract: &mut Extract) {
        let needs: Vec<Need> = self.needs().into_iter().chain(self.development()).collect();
        let declarations = self.asks(file, extract);
        declared::unnamed(file, &needs, declarations, extract);
    }

    /// What the tables ask for; names that no package has are gaps.
    fn asks(&self, file: &File<'_>, extract: &mut Extract) -> Vec<Declaration> {
        let (asked, wrong): (Vec<_>, Vec<_>) = self.declarations().partition(Result::is_ok);
        extract.gaps.extend(wrong.into_iter().filter_map(Result::err).map(|name| {
            file.entry_gap(None, format!("`{name}` is not a name an npm package may have"))
        }));
        asked.into_iter().filter_map(Result::ok).collect()
    }

    /// What the tables ask for, or a name that no package has.
    fn declarations(&self) -> impl Iterator<Item = Result<Declaration, String>> {
        let tables =
            ["dependencies", "optionalDependencies", "peerDependencies", "devDependencies"];
        let all = tables.into_iter().flat_map(|key| self.table(key));
        all.map(|(key, range)| {
            let alias = range.strip_prefix("npm:").and_then(super::split_at_sign);
            let (name, range) = alias.unwrap_or((key, range));
            let purl = Ecosystem::Npm.purl(name).ok().filter(|_| is_name(name));
            let requirement = repository::dependency(range);
            let purl = purl.ok_or_else(|| name.to_owned())?;
            let (name, key) = (name.to_owned(), key.to_owned());
            Ok(Declaration { name, key, purl, requirement, line: None })
        })
    }
}

/// `"MIT"` or `{"type": "MIT"}`.
fn license_name(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("type").or_else(|| value.get("name"))?.as_str())
}

fn license(value: &Value) -> Option<LicenseClaim> {
    License::parse(Ecosystem::Npm, license_name(value)?).map(Into::into)
}

/// `Name <address> (site)`, or an object of the three.
fn person(value: &Value) -> Option<Supplier> {
    if let Value::Object(fields) = value {
        let text = |key: &str| fields.get(key)?.as_str().map(str::to_owned);
        return Some(Supplier { name: text("name")?, url: text("url"), email: text("email") });
    }
    let text = value.as_str()?;
    let between = |open: char, close: char| {
        let (_, rest) = text.split_once(open)?;
        let (inner, _) = rest.split_once(close)?;
        Some(inner.trim().to_owned()).filter(|inner| !inner.is_empty())
    };
    let name = text.split(['<', '(']).next().unwrap_or_default().trim();
    let (address, site) = (between('<', '>'), between('(', ')'));
    let name = if name.is_empty() { address.clone()? } else { name.to_owned() };
    // Some put their site where the address belongs.
    let (email, other) = match address {
        Some(address) if address.contains("://") => (None, Some(address)),
        address => (address, None),
    };
    Some(Supplier { name, url: site.or(other), email })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::person;

    #[test]
    fn people_are_read_from_one_line() {
        for (text, name, email, url) in [
            ("Ada", "Ada", None, None),
            (
                "Ada <a@b.example> (https://b.example)",
                "Ada",
                Some("a@b.example"),
                Some("https://b.example"),
            ),
            ("<a@b.example>", "a@b.example", Some("a@b.example"), None),
            ("Ada <https://b.example>", "Ada", None, Some("https://b.example")),
        ] {
            let found = person(&json!(text)).expect("a person");
            assert_eq!(
                (found.name.as_str(), found.email.as_deref(), found.url.as_deref()),
                (name, email, url)
            );
        }
    }
}
