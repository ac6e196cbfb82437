//! What registries answer about one package at one version.
//!
//! Sources: PyPI's JSON API (docs.pypi.org), crates.io's web API, npm's registry API ("package version").

use keelmark_model::bom::{Component, ComponentKind, LicenseClaim, State, Supplier};
use keelmark_model::{Digest, Ecosystem, LockedFile, LockedFileKind, Purl, Relation, Source};
use serde_json::Value;

use crate::license::License;
use crate::lock::integrity;
use crate::{ParseError, json};

/// A registry that can be asked.
#[derive(Debug)]
pub struct Registry {
    /// Type of its purls.
    ty: &'static str,
    /// Its name.
    name: &'static str,
    /// Its site.
    site: &'static str,
    /// Where it answers, without a `/` at the end.
    pub address: &'static str,
    /// How long it wants to be left alone between two questions, in milliseconds: crates.io's data access
    /// policy allows one a second.
    pub pause: u64,
    path: fn(&Purl, &str) -> String,
    read: fn(&Value, &mut Component),
}

/// Those that can be asked.
pub static ALL: [Registry; 3] = [
    Registry {
        ty: "cargo",
        name: "crates.io",
        site: "https://crates.io",
        address: "https://crates.io",
        pause: 1000,
        path: |purl, version| format!("api/v1/crates/{}/{version}", purl.name()),
        read: crates_io,
    },
    Registry {
        ty: "npm",
        name: "npm",
        site: "https://www.npmjs.com",
        address: "https://registry.npmjs.org",
        pause: 0,
        path: |purl, version| match purl.namespace() {
            [scope, ..] => format!("{scope}/{}/{version}", purl.name()),
            [] => format!("{}/{version}", purl.name()),
        },
        read: npm,
    },
    Registry {
        ty: "pypi",
        name: "PyPI",
        site: "https://pypi.org",
        address: "https://pypi.org",
        pause: 0,
        path: |purl, version| format!("pypi/{}/{version}/json", purl.name()),
        read: pypi,
    },
];

impl Registry {
    /// The registry that has `purl`, and the path there; nothing where none is known, no version is
    /// fixed, a qualifier says that the package is from elsewhere, or its name does not stand as it is
    /// in an address.
    pub fn of(purl: &Purl) -> Option<(&'static Self, String)> {
        let registry = ALL.iter().find(|registry| registry.ty == purl.ty())?;
        let is_elsewhere = ["repository_url", "vcs_url", "download_url"]
            .iter()
            .any(|key| purl.qualifiers().contains_key(*key));
        let path = (registry.path)(purl, purl.version()?);
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~@+!/".contains(c);
        let is_safe = path.chars().all(is_plain) && !path.split('/').any(|part| part == "..");
        (is_safe && !is_elsewhere).then_some((registry, path))
    }

    /// The registry that may be asked about `component`, and the path there.
    ///
    /// None where the bill says that it is from elsewhere, or is a project of its own: the name of what
    /// was never published is nobody's to know, and who has published something by that name is a
    /// stranger.
    pub fn for_component(component: &Component) -> Option<(&'static Self, String)> {
        let is_published = match &component.source {
            Source::Registry(_) | Source::Unknown => true,
            Source::Git { .. } | Source::Path(_) | Source::Url(_) => false,
        };
        let is_own = component.kind == ComponentKind::Application
            && matches!(component.state, State::Declared | State::Locked);
        let relation = component.scope.as_ref().map(|scope| scope.relation);
        let is_member = matches!(relation, Some(Relation::Root | Relation::Member));
        let purl = component.purl.as_ref().filter(|_| is_published && !is_own && !is_member)?;
        Self::of(purl)
    }

    /// What its answer says of the package `purl`.
    ///
    /// # Errors
    /// `document.*` codes.
    pub fn read(&self, purl: &Purl, bytes: &[u8]) -> Result<Component, ParseError> {
        let answer = json::lenient(bytes)?;
        let mut component = Component::new(ComponentKind::Library, purl.name(), State::Declared);
        component.purl = Some(purl.clone());
        component.version = purl.version().map(str::to_owned);
        component.supplier = Some(Supplier {
            name: self.name.to_owned(),
            url: Some(self.site.to_owned()),
            email: None,
        });
        (self.read)(&answer, &mut component);
        component.files.sort();
        Ok(component)
    }
}

fn crates_io(answer: &Value, component: &mut Component) {
    let version = answer.get("version").unwrap_or(&Value::Null);
    declare(component, Ecosystem::Cargo, text(version, "license"));
    component.description = text(version, "description").map(str::to_owned);
    component.homepage = text(version, "homepage").map(str::to_owned);
    component.repository = text(version, "repository").map(str::to_owned);
    let publisher = version.get("published_by").and_then(|by| text(by, "name"));
    component.authors.extend(publisher.map(|name| party(name, None)));
    let digest = text(version, "checksum")
        .and_then(|hex| Digest::from_prefixed(&format!("sha256:{hex}")).ok());
    let name =
        format!("{}-{}.crate", component.name, component.version.as_deref().unwrap_or_default());
    component.files.extend(digest.map(|digest| LockedFile {
        kind: LockedFileKind::Source,
        name,
        url: None,
        size: version.get("crate_size").and_then(Value::as_u64),
        digests: vec![digest],
    }));
}

fn npm(answer: &Value, component: &mut Component) {
    let license = answer.get("license");
    let license = license.and_then(|one| one.as_str().or_else(|| text(one, "type")));
    declare(component, Ecosystem::Npm, license);
    component.description = text(answer, "description").map(str::to_owned);
    component.homepage = text(answer, "homepage").map(str::to_owned);
    let repository = answer.get("repository");
    let repository = repository.and_then(|one| one.as_str().or_else(|| text(one, "url")));
    component.repository = repository.and_then(crate::manifest::repository::address);
    let author = answer.get("author");
    let name = author.and_then(|one| one.as_str().or_else(|| text(one, "name")));
    let email = author.and_then(|one| text(one, "email"));
    component.authors.extend(name.map(|name| party(name, email)));
    let Some(dist) = answer.get("dist") else { return };
    let digests = text(dist, "integrity").and_then(|text| integrity(text).ok());
    let url = text(dist, "tarball");
    if let (Some(digests), Some(url)) = (digests, url) {
        let name = url.rsplit('/').next().unwrap_or(url).to_owned();
        let (kind, url) = (LockedFileKind::Built, Some(url.to_owned()));
        component.files.push(LockedFile { kind, name, url, size: None, digests });
    }
}

fn pypi(answer: &Value, component: &mut Component) {
    let info = answer.get("info").unwrap_or(&Value::Null);
    let license = text(info, "license_expression").or_else(|| text(info, "license"));
    declare(component, Ecosystem::Python, license);
    component.description = text(info, "summary").map(str::to_owned);
    component.homepage = text(info, "home_page").map(str::to_owned);
    let urls = info.get("project_urls").and_then(Value::as_object);
    let repository = urls.into_iter().flatten().find(|(name, _)| {
        matches!(name.to_lowercase().as_str(), "repository" | "source" | "source code" | "github")
    });
    component.repository = repository.and_then(|(_, url)| url.as_str()).map(str::to_owned);
    let author = text(info, "author").or_else(|| text(info, "author_email"));
    component.authors.extend(author.map(|name| party(name, None)));
    for file in answer.get("urls").and_then(Value::as_array).into_iter().flatten() {
        let digest = file.get("digests").and_then(|digests| text(digests, "sha256"));
        let digest = digest.and_then(|hex| Digest::from_prefixed(&format!("sha256:{hex}")).ok());
        let (Some(name), Some(digest)) = (text(file, "filename"), digest) else { continue };
        let is_source = text(file, "packagetype") == Some("sdist");
        component.files.push(LockedFile {
            kind: if is_source { LockedFileKind::Source } else { LockedFileKind::Built },
            name: name.to_owned(),
            url: text(file, "url").map(str::to_owned),
            size: file.get("size").and_then(Value::as_u64),
            digests: vec![digest],
        });
    }
}

fn declare(component: &mut Component, ecosystem: Ecosystem, license: Option<&str>) {
    let license = license.and_then(|text| License::parse(ecosystem, text));
    component.licensing.declared.extend(license.map(LicenseClaim::from));
}

/// A text that says something.
fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

fn party(name: &str, email: Option<&str>) -> Supplier {
    Supplier { name: name.to_owned(), url: None, email: email.map(str::to_owned) }
}
