//! CycloneDX: the analysis of vulnerabilities, in a bill of materials or beside one.
//!
//! Source: CycloneDX 1.4 to 1.7, `vulnerabilities` (JSON), and its guide to "BOM-Link" for what lies in another
//! document.

use std::collections::BTreeMap;
use std::sync::Arc;

use keelmark_model::Purl;
use keelmark_model::purl::decode;
use keelmark_model::vex::{Product, Statement, Status};
use serde::Deserialize;

use super::{at, form, purl, reason};
use crate::json::{self, Object};
use crate::{ParseError, text};

#[derive(Deserialize)]
struct Document {
    metadata: Option<Metadata>,
    #[serde(default)]
    components: Vec<Component>,
    vulnerabilities: Option<Vec<Object<Written>>>,
}

#[derive(Deserialize)]
struct Metadata {
    timestamp: Option<String>,
    component: Option<Component>,
}

#[derive(Deserialize)]
struct Component {
    #[serde(rename = "bom-ref")]
    reference: Option<String>,
    purl: Option<String>,
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Deserialize)]
struct Written {
    id: Option<String>,
    #[serde(default)]
    references: Vec<Reference>,
    analysis: Option<Analysis>,
    #[serde(default)]
    affects: Vec<Affects>,
}

#[derive(Deserialize)]
struct Reference {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Analysis {
    state: Option<String>,
    justification: Option<String>,
    detail: Option<String>,
    first_issued: Option<String>,
    last_updated: Option<String>,
}

#[derive(Deserialize)]
struct Affects {
    #[serde(rename = "ref")]
    reference: String,
    #[serde(default)]
    versions: Vec<Version>,
}

#[derive(Deserialize)]
struct Version {
    version: Option<String>,
    status: Option<String>,
}

pub(super) fn read(text: &str) -> Result<Vec<Statement>, ParseError> {
    let Object(document) = json::read::<Object<Document>>(text)?;
    let Some(written) = &document.vulnerabilities else {
        return Err(form("the bill of materials has no `vulnerabilities`"));
    };
    let mut known = BTreeMap::new();
    let root = document.metadata.as_ref().and_then(|it| it.component.as_ref());
    root.into_iter().chain(&document.components).for_each(|it| it.enter(&mut known));
    let of_document = document.metadata.as_ref().and_then(|it| it.timestamp.as_deref());
    let mut statements = Vec::new();
    for Object(one) in written {
        if let Some(analysis) = &one.analysis
            && let Some(state) = &analysis.state
        {
            statements.push(one.statement(analysis, state, &known, of_document)?);
        }
    }
    Ok(statements)
}

impl Component {
    fn enter<'a>(&'a self, known: &mut BTreeMap<&'a str, Option<&'a str>>) {
        if let Some(reference) = &self.reference {
            known.insert(reference, self.purl.as_deref());
        }
        self.components.iter().for_each(|it| it.enter(known));
    }
}

impl Written {
    fn statement(
        &self,
        analysis: &Analysis,
        state: &str,
        known: &BTreeMap<&str, Option<&str>>,
        of_document: Option<&str>,
    ) -> Result<Statement, ParseError> {
        let names = self.id.iter().chain(self.references.iter().map(|it| &it.id));
        let mut names: Vec<String> = names.filter(|it| !it.is_empty()).cloned().collect();
        names.sort();
        names.dedup();
        if names.is_empty() {
            return Err(form("an analysis is of a flaw without an identifier"));
        }
        let about = |message: &str| form(format!("the analysis of {} {message}", names.join(", ")));
        let status = match state {
            "resolved" | "resolved_with_pedigree" => Status::Fixed,
            "exploitable" => Status::Affected,
            "in_triage" => Status::UnderInvestigation,
            "false_positive" | "not_affected" => Status::NotAffected,
            other => {
                let other = text::shortened(other);
                return Err(about(&format!("has the state `{other}`, which is none")));
            }
        };
        let reason = reason([analysis.justification.as_deref(), analysis.detail.as_deref()]);
        if status == Status::NotAffected && reason.is_empty() {
            return Err(about(&format!("says {state} without a justification")));
        }
        let mut products = Vec::new();
        for affects in &self.affects {
            products.extend(affects.products(known, status)?.into_iter().map(Arc::new));
        }
        let said = analysis.last_updated.as_deref().or(analysis.first_issued.as_deref());
        Ok(Statement { names, products, status, reason, at: at(said.or(of_document))? })
    }
}

impl Affects {
    /// The product with each version that the analysis is of. A range of versions means none of them where it
    /// would settle a flaw, and all of them where it would not.
    fn products(
        &self,
        known: &BTreeMap<&str, Option<&str>>,
        status: Status,
    ) -> Result<Vec<Product>, ParseError> {
        let Some(purl) = self.purl(known)? else {
            return Ok(vec![Product { names: vec![self.reference.clone()], ..Product::default() }]);
        };
        let product = |purl: Purl| Product { purls: vec![purl], ..Product::default() };
        let is_meant = |it: &&Version| it.status.as_deref().is_none_or(|it| it == "affected");
        if self.versions.is_empty() {
            return Ok(vec![product(purl)]);
        }
        let at = |version: &str| purl.clone().with_version(version);
        let mut products = Vec::new();
        for version in self.versions.iter().filter(is_meant) {
            let one = match &version.version {
                Some(version) => at(version),
                None if status.settles() => continue,
                None => at(""),
            };
            products.push(product(one.map_err(|error| form(error.to_string()))?));
        }
        Ok(products)
    }

    /// The package URL of what is referred to: of a component of this document, or one that the reference is.
    fn purl(&self, known: &BTreeMap<&str, Option<&str>>) -> Result<Option<Purl>, ParseError> {
        if let Some(found) = known.get(self.reference.as_str()) {
            return found.map(purl).transpose();
        }
        let link = self.reference.strip_prefix("urn:cdx:").and_then(|it| it.split_once('#'));
        let name = match link {
            Some((_, fragment)) => {
                decode(fragment).map_err(|error| form(error.to_string()))?.into_owned()
            }
            None => self.reference.clone(),
        };
        name.starts_with("pkg:").then(|| purl(&name)).transpose()
    }
}
