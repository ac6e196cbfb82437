//! OpenVEX, read and written.
//!
//! Source: the OpenVEX specification v0.2.0; documents of the versions before it, in which flaws and products are
//! plain texts, are read too.

use std::collections::BTreeMap;
use std::sync::Arc;

use keelmark_model::vex::{Product, Statement, Status};
use keelmark_model::{Purl, Timestamp};
use serde::{Deserialize, Serialize};

use super::{at, form, identify, reason};
use crate::json::{self, Object};
use crate::{ParseError, hash, text, time};

/// Beginning of the contexts of all versions.
const CONTEXT: &str = "https://openvex.dev/ns";

/// The context of what is written.
const WRITTEN_CONTEXT: &str = "https://openvex.dev/ns/v0.2.0";

/// Why a product may be not affected.
pub const JUSTIFICATIONS: [&str; 5] = [
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
];

#[derive(Deserialize)]
struct Document {
    #[serde(rename = "@context")]
    context: String,
    timestamp: Option<String>,
    last_updated: Option<String>,
    statements: Vec<Object<Written>>,
}

#[derive(Deserialize)]
struct Written {
    vulnerability: Vulnerability,
    #[serde(default)]
    products: Vec<Component>,
    /// Of all products, as versions before 0.2.0 have it.
    #[serde(default)]
    subcomponents: Vec<Component>,
    status: String,
    justification: Option<String>,
    impact_statement: Option<String>,
    action_statement: Option<String>,
    status_notes: Option<String>,
    timestamp: Option<String>,
    last_updated: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Vulnerability {
    Name(String),
    Described(Described),
}

#[derive(Deserialize)]
struct Described {
    #[serde(rename = "@id")]
    id: Option<String>,
    name: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Component {
    Id(String),
    Described(Box<Named>),
}

#[derive(Deserialize)]
struct Named {
    #[serde(rename = "@id")]
    id: Option<String>,
    #[serde(default)]
    identifiers: BTreeMap<String, String>,
    #[serde(default)]
    subcomponents: Vec<Component>,
}

pub(super) fn read(text: &str) -> Result<Vec<Statement>, ParseError> {
    let Object(document) = json::read::<Object<Document>>(text)?;
    if !document.context.starts_with(CONTEXT) {
        let context = text::shortened(&document.context);
        return Err(form(format!("`@context` is `{context}`, not that of OpenVEX")));
    }
    let of_document = document.last_updated.as_deref().or(document.timestamp.as_deref());
    let of_document = at(of_document)?;
    document.statements.iter().map(|Object(it)| it.statement(of_document)).collect()
}

impl Written {
    fn statement(&self, of_document: Option<Timestamp>) -> Result<Statement, ParseError> {
        let names = self.vulnerability.names()?;
        let about =
            |message: &str| form(format!("the statement of {} {message}", names.join(", ")));
        let status = match self.status.as_str() {
            "not_affected" => Status::NotAffected,
            "affected" => Status::Affected,
            "fixed" => Status::Fixed,
            "under_investigation" => Status::UnderInvestigation,
            other => {
                let other = text::shortened(other);
                return Err(about(&format!("has the status `{other}`, which is none")));
            }
        };
        let justification = self.justification.as_deref().filter(|it| !it.is_empty());
        if let Some(unknown) = justification.filter(|it| !JUSTIFICATIONS.contains(it)) {
            let unknown = text::shortened(unknown);
            return Err(about(&format!("has the justification `{unknown}`, which is none")));
        }
        let impact = self.impact_statement.as_deref();
        let reason = match status {
            Status::NotAffected => reason([justification, impact]),
            Status::Affected => reason([self.action_statement.as_deref()]),
            _ => reason([self.status_notes.as_deref()]),
        };
        if status == Status::NotAffected && reason.is_empty() {
            return Err(about("says not_affected without a justification"));
        }
        if self.products.is_empty() {
            return Err(about("names no product"));
        }
        let products = self.products.iter().map(|it| self.product(it).map(Arc::new));
        let at = at(self.last_updated.as_deref().or(self.timestamp.as_deref()))?.or(of_document);
        Ok(Statement { products: products.collect::<Result<_, _>>()?, names, status, reason, at })
    }

    fn product(&self, written: &Component) -> Result<Product, ParseError> {
        let mut product = written.identified()?;
        let own = match written {
            Component::Described(named) => named.subcomponents.as_slice(),
            Component::Id(_) => &[],
        };
        for part in own.iter().chain(&self.subcomponents) {
            let Product { purls, names, .. } = part.identified()?;
            if purls.is_empty() {
                let names = text::shortened(&names.join(", ")).into_owned();
                return Err(form(format!("the part `{names}` has no package URL")));
            }
            product.parts.extend(purls);
        }
        Ok(product)
    }
}

impl Vulnerability {
    fn names(&self) -> Result<Vec<String>, ParseError> {
        let mut names: Vec<String> = match self {
            Self::Name(name) => vec![name.clone()],
            Self::Described(Described { id, name, aliases }) => {
                // An address ends in the identifier, mostly.
                let id = id.iter().filter_map(|id| id.rsplit('/').next()).map(str::to_owned);
                id.chain(name.clone()).chain(aliases.iter().cloned()).collect()
            }
        };
        names.retain(|name| !name.trim().is_empty());
        names.sort();
        names.dedup();
        if names.is_empty() { Err(form("a statement names no flaw")) } else { Ok(names) }
    }
}

impl Component {
    fn identified(&self) -> Result<Product, ParseError> {
        let mut product = Product::default();
        match self {
            Self::Id(id) => identify(&mut product, id)?,
            Self::Described(named) => {
                for id in named.id.iter().chain(named.identifiers.values()) {
                    identify(&mut product, id)?;
                }
            }
        }
        if product.purls.is_empty() && product.names.is_empty() {
            return Err(form("a product has no identifier"));
        }
        Ok(product)
    }
}

/// A document that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Who says it.
    pub author: String,
    /// When.
    pub at: Timestamp,
    /// The tool and its version.
    pub tooling: String,
    /// What is said.
    pub statements: Vec<Drafted>,
}

/// A statement that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// Identifier of the flaw.
    pub name: String,
    /// Its other identifiers.
    pub aliases: Vec<String>,
    /// The product, where it has a name; else the package is.
    pub product: Option<Purl>,
    /// The package that has the flaw.
    pub package: Purl,
    /// One of [`JUSTIFICATIONS`] for why the product is not affected; without one it is affected.
    pub justification: Option<String>,
    /// What else there is to say: what it means for the product, or what is done about it.
    pub text: String,
}

#[derive(Serialize)]
struct Rendered<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@id")]
    id: String,
    author: &'a str,
    timestamp: String,
    version: u32,
    tooling: &'a str,
    statements: Vec<RenderedStatement<'a>>,
}

#[derive(Serialize)]
struct RenderedStatement<'a> {
    vulnerability: RenderedName<'a>,
    products: [RenderedProduct; 1],
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    impact_statement: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action_statement: Option<&'a str>,
}

#[derive(Serialize)]
struct RenderedName<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    aliases: &'a [String],
}

#[derive(Serialize)]
struct RenderedProduct {
    #[serde(rename = "@id")]
    id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subcomponents: Vec<RenderedPart>,
}

#[derive(Serialize)]
struct RenderedPart {
    #[serde(rename = "@id")]
    id: String,
}

/// Renders a document. Its identifier is made of its content, in the form that vexctl gives to documents without
/// one, so that the same statements are the same document.
pub fn render(draft: &Draft) -> Vec<u8> {
    let mut document = Rendered {
        context: WRITTEN_CONTEXT,
        id: String::new(),
        author: &draft.author,
        timestamp: time::rfc3339(draft.at),
        version: 1,
        tooling: &draft.tooling,
        statements: draft.statements.iter().map(Drafted::rendered).collect(),
    };
    let digest = hash::sha256(&json::render_pretty(&document)).hex();
    document.id = format!("https://openvex.dev/docs/public/vex-{digest}");
    json::render_pretty(&document)
}

impl Drafted {
    fn rendered(&self) -> RenderedStatement<'_> {
        let part = self.package.to_string();
        let product = match &self.product {
            Some(product) => RenderedProduct {
                id: product.to_string(),
                subcomponents: vec![RenderedPart { id: part }],
            },
            None => RenderedProduct { id: part, subcomponents: Vec::new() },
        };
        let justification = self.justification.as_deref();
        let status = justification.map_or(Status::Affected, |_| Status::NotAffected);
        let text = Some(self.text.as_str());
        RenderedStatement {
            vulnerability: RenderedName { name: &self.name, aliases: &self.aliases },
            products: [product],
            status: status.name(),
            justification,
            impact_statement: text.filter(|_| justification.is_some()),
            action_statement: text.filter(|_| justification.is_none()),
        }
    }
}
