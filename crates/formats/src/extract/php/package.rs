//! A package as Composer writes it, in its lock and in its record of what it installed.
//!
//! Source: Composer documentation, "The composer.json schema"; `Composer\Package\Dumper\ArrayDumper`.

use std::collections::BTreeMap;

use keelmark_model::bom::{
    Completeness, Component, ComponentKind, Evidence, LicenseClaim, State, Supplier,
};
use keelmark_model::{Digest, DigestAlgorithm, Purl, Source};
use serde::Deserialize;

use crate::extract::{Found, Need};
use crate::license::License;
use crate::lock::source::without_credentials;
use crate::manifest::repository;

#[derive(Deserialize)]
pub(super) struct Package {
    pub(super) name: String,
    version: String,
    source: Option<Origin>,
    dist: Option<Origin>,
    #[serde(default)]
    require: Links,
    #[serde(default)]
    provide: Links,
    #[serde(default)]
    replace: Links,
    #[serde(default)]
    license: Vec<String>,
    #[serde(default)]
    authors: Vec<Author>,
    description: Option<String>,
    homepage: Option<String>,
    #[serde(rename = "install-path")]
    pub(super) install_path: Option<String>,
}

/// Names and what is asked of them. PHP writes an empty map as an empty list.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Links {
    Some(BTreeMap<String, String>),
    None([(); 0]),
}

impl Default for Links {
    fn default() -> Self {
        Self::None([])
    }
}

impl Links {
    /// Packages; what has no vendor (`php`, `ext-json`) is of the platform.
    pub(super) fn packages(&self) -> impl Iterator<Item = (&str, &str)> {
        let links = match self {
            Self::Some(links) => Some(links),
            Self::None(_) => None,
        };
        let links = links.into_iter().flatten();
        links.filter(|(name, _)| name.contains('/')).map(|(name, text)| (&**name, &**text))
    }
}

#[derive(Deserialize)]
struct Origin {
    #[serde(rename = "type")]
    ty: Option<String>,
    url: Option<String>,
    reference: Option<String>,
    shasum: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Author {
    name: Option<String>,
    email: Option<String>,
    homepage: Option<String>,
}

impl Package {
    pub(super) fn found(
        &self,
        state: State,
        evidence: Evidence,
        environment: &str,
    ) -> Result<Found, String> {
        let (vendor, name) = self.name.split_once('/').unwrap_or(("", &self.name));
        let purl = Purl::new("composer", vendor, name);
        let purl = purl.and_then(|purl| purl.with_version(&self.version));
        let mut component = Component::new(ComponentKind::Library, &self.name, state);
        component.purl = Some(purl.map_err(|error| format!("`{}`: {error}", self.name))?);
        component.version = Some(self.version.clone()).filter(|version| !version.is_empty());
        component.dependencies = Completeness::Complete;
        self.describe(&mut component);
        let mut found = Found::new(component, evidence, environment);
        let also = self.provide.packages().chain(self.replace.packages());
        found.names.extend(also.map(|(name, _)| name.to_owned()));
        let need = |(name, requirement): (&str, &str)| Need {
            marker: Some(format!("({requirement})")),
            ..Need::runtime(name)
        };
        found.needs = self.require.packages().map(need).collect();
        Ok(found)
    }

    fn describe(&self, component: &mut Component) {
        component.description.clone_from(&self.description);
        component.homepage = self.homepage.clone().filter(|url| !url.is_empty());
        component.licensing.declared = license(&self.license);
        if let Some(Origin { ty, url: Some(url), reference, .. }) = &self.source
            && ty.as_deref() == Some("git")
        {
            component.repository = repository::address(url);
            component.source = Source::Git {
                url: without_credentials(url),
                commit: reference.clone(),
                subdirectory: None,
            };
        }
        let sum = self.dist.as_ref().and_then(|dist| dist.shasum.as_deref());
        let digest = sum.and_then(|sum| Digest::from_hex(DigestAlgorithm::Sha1, sum).ok());
        component.digests.extend(digest);
        component.authors = authors(&self.authors);
    }
}

/// Sorted.
pub(super) fn authors(written: &[Author]) -> Vec<Supplier> {
    let author = |one: &Author| {
        let name = one.name.clone().or_else(|| one.email.clone())?;
        Some(Supplier { name, url: one.homepage.clone(), email: one.email.clone() })
    };
    let mut authors: Vec<Supplier> = written.iter().filter_map(author).collect();
    authors.sort();
    authors
}

/// Of several licences one may be chosen.
pub(super) fn license(written: &[String]) -> Vec<LicenseClaim> {
    let choice = match written {
        [one] => one.clone(),
        several => several
            .iter()
            .map(|one| if one.contains(' ') { format!("({one})") } else { one.clone() })
            .collect::<Vec<_>>()
            .join(" OR "),
    };
    License::stated(&choice).map(Into::into).into_iter().collect()
}
