//! CSAF 2.0: advisories of vendors, above all those of the profile VEX.
//!
//! Source: OASIS, "Common Security Advisory Framework Version 2.0", sections 3.2.2 (product tree), 3.2.3
//! (vulnerabilities) and 4.5 (profile VEX).

use std::collections::BTreeMap;
use std::sync::Arc;

use keelmark_model::vex::{Product, Statement, Status};
use serde::Deserialize;

use super::{at, form, identify, reason};
use crate::json::{self, Object};
use crate::{ParseError, limits, text};

/// The profile in which what is not affected has a reason.
const PROFILE: &str = "csaf_vex";

#[derive(Deserialize)]
struct Document {
    document: Head,
    product_tree: Option<Tree>,
    #[serde(default)]
    vulnerabilities: Vec<Object<Vulnerability>>,
}

#[derive(Deserialize)]
struct Head {
    category: String,
    csaf_version: String,
    tracking: Option<Tracking>,
}

#[derive(Deserialize)]
struct Tracking {
    current_release_date: Option<String>,
}

#[derive(Deserialize)]
struct Tree {
    #[serde(default)]
    branches: Vec<Branch>,
    #[serde(default)]
    full_product_names: Vec<FullName>,
    #[serde(default)]
    relationships: Vec<Relationship>,
    #[serde(default)]
    product_groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Branch {
    product: Option<FullName>,
    #[serde(default)]
    branches: Vec<Branch>,
}

#[derive(Deserialize)]
struct FullName {
    product_id: String,
    product_identification_helper: Option<Helper>,
}

#[derive(Deserialize)]
struct Helper {
    purl: Option<String>,
    cpe: Option<String>,
}

#[derive(Deserialize)]
struct Relationship {
    product_reference: String,
    relates_to_product_reference: String,
    full_product_name: FullName,
}

#[derive(Deserialize)]
struct Group {
    group_id: String,
    product_ids: Vec<String>,
}

#[derive(Deserialize)]
struct Vulnerability {
    cve: Option<String>,
    #[serde(default)]
    ids: Vec<Id>,
    #[serde(default)]
    product_status: ProductStatus,
    #[serde(default)]
    flags: Vec<Flag>,
    #[serde(default)]
    threats: Vec<Threat>,
}

#[derive(Deserialize)]
struct Id {
    text: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ProductStatus {
    known_not_affected: Vec<String>,
    fixed: Vec<String>,
    first_fixed: Vec<String>,
    known_affected: Vec<String>,
    first_affected: Vec<String>,
    last_affected: Vec<String>,
    under_investigation: Vec<String>,
}

#[derive(Deserialize)]
struct Flag {
    label: String,
    #[serde(default)]
    product_ids: Vec<String>,
    #[serde(default)]
    group_ids: Vec<String>,
}

#[derive(Deserialize)]
struct Threat {
    category: String,
    details: String,
    #[serde(default)]
    product_ids: Vec<String>,
    #[serde(default)]
    group_ids: Vec<String>,
}

pub(super) fn read(text: &str) -> Result<Vec<Statement>, ParseError> {
    let Object(document) = json::read::<Object<Document>>(text)?;
    let Head { category, csaf_version, tracking } = &document.document;
    if csaf_version != "2.0" {
        let version = text::shortened(csaf_version);
        return Err(form(format!("`csaf_version` is `{version}`, not 2.0")));
    }
    let at = at(tracking.as_ref().and_then(|it| it.current_release_date.as_deref()))?;
    let mut products = Products { by_id: BTreeMap::new(), groups: BTreeMap::new(), named: 0 };
    if let Some(tree) = &document.product_tree {
        products.enter(tree)?;
    }
    let mut statements = Vec::new();
    for Object(one) in &document.vulnerabilities {
        for statement in one.statements(&mut products, category == PROFILE)? {
            statements.push(Statement { at, ..statement });
        }
    }
    Ok(statements)
}

/// The products of a document.
struct Products<'a> {
    by_id: BTreeMap<&'a str, Arc<Product>>,
    groups: BTreeMap<&'a str, &'a [String]>,
    /// How often products were named through groups.
    named: usize,
}

impl<'a> Products<'a> {
    fn enter(&mut self, tree: &'a Tree) -> Result<(), ParseError> {
        tree.full_product_names.iter().try_for_each(|it| self.product(it))?;
        tree.branches.iter().try_for_each(|it| self.branch(it))?;
        for group in &tree.product_groups {
            self.groups.insert(&group.group_id, &group.product_ids);
        }
        // What lies in another is a part of it; a document lists the two before it relates them.
        for Relationship { product_reference, relates_to_product_reference, full_product_name } in
            &tree.relationships
        {
            let part = self.known(product_reference)?;
            let whole = self.known(relates_to_product_reference)?;
            let parts = if part.parts.is_empty() { &part.purls } else { &part.parts };
            let mut product = Product { parts: parts.clone(), ..Product::clone(&whole) };
            // Of a part without a package URL nobody could say which package it is: it must not mean the whole.
            if product.parts.is_empty() {
                product = Product::default();
            }
            self.by_id.insert(&full_product_name.product_id, Arc::new(product));
        }
        Ok(())
    }

    fn branch(&mut self, branch: &'a Branch) -> Result<(), ParseError> {
        if let Some(product) = &branch.product {
            self.product(product)?;
        }
        branch.branches.iter().try_for_each(|it| self.branch(it))
    }

    fn product(&mut self, written: &'a FullName) -> Result<(), ParseError> {
        let mut product = Product::default();
        if let Some(Helper { purl, cpe }) = &written.product_identification_helper {
            for id in purl.iter().chain(cpe) {
                identify(&mut product, id)?;
            }
        }
        self.by_id.insert(&written.product_id, Arc::new(product));
        Ok(())
    }

    fn known(&self, id: &str) -> Result<Arc<Product>, ParseError> {
        let found = self.by_id.get(id).cloned();
        found.ok_or_else(|| form(format!("there is no product `{}`", text::shortened(id))))
    }

    /// Gives `text` to each product that is named, alone or in a group.
    fn each(
        &mut self,
        given: &mut BTreeMap<&'a str, Vec<&'a str>>,
        (ids, groups): (&'a [String], &'a [String]),
        text: &'a str,
    ) -> Result<(), ParseError> {
        let members = groups.iter().filter_map(|group| self.groups.get(group.as_str()).copied());
        for id in ids.iter().chain(members.flatten()) {
            self.named += 1;
            if self.named > limits::VEX_PRODUCTS {
                let most = limits::VEX_PRODUCTS;
                return Err(form(format!("more than {most} products are named through groups")));
            }
            given.entry(id).or_default().push(text);
        }
        Ok(())
    }
}

impl Vulnerability {
    fn statements<'a>(
        &'a self,
        products: &mut Products<'a>,
        is_profile: bool,
    ) -> Result<Vec<Statement>, ParseError> {
        let names = self.cve.iter().chain(self.ids.iter().map(|it| &it.text));
        let mut names: Vec<String> = names.filter(|it| !it.is_empty()).cloned().collect();
        names.sort();
        names.dedup();
        let status = &self.product_status;
        let mut statements = self.not_affected(&names, products, is_profile)?;
        for (ids, status) in [
            (&status.fixed, Status::Fixed),
            (&status.first_fixed, Status::Fixed),
            (&status.known_affected, Status::Affected),
            (&status.first_affected, Status::Affected),
            (&status.last_affected, Status::Affected),
            (&status.under_investigation, Status::UnderInvestigation),
        ] {
            let meant: Result<Vec<_>, _> = ids.iter().map(|id| products.known(id)).collect();
            statements.push(said(&names, meant?, status, String::new()));
        }
        statements.retain(|it| !it.products.is_empty());
        if !statements.is_empty() && names.is_empty() {
            return Err(form("a flaw has no identifier"));
        }
        Ok(statements)
    }

    /// A statement for each reason: products have their own.
    fn not_affected<'a>(
        &'a self,
        names: &[String],
        products: &mut Products<'a>,
        is_profile: bool,
    ) -> Result<Vec<Statement>, ParseError> {
        let mut given = BTreeMap::new();
        for flag in &self.flags {
            products.each(&mut given, (&flag.product_ids, &flag.group_ids), &flag.label)?;
        }
        for threat in self.threats.iter().filter(|it| it.category == "impact") {
            products.each(&mut given, (&threat.product_ids, &threat.group_ids), &threat.details)?;
        }
        let mut by_reason: BTreeMap<&[&str], Vec<Arc<Product>>> = BTreeMap::new();
        for id in &self.product_status.known_not_affected {
            let product = products.known(id)?;
            match given.get(id.as_str()) {
                Some(reasons) => by_reason.entry(reasons).or_default().push(product),
                None if is_profile => {
                    let (names, id) = (names.join(", "), text::shortened(id));
                    let message =
                        format!("{names}: `{id}` is not affected without a justification");
                    return Err(form(message));
                }
                // Outside of the profile nobody has to say why, and what has no reason settles nothing.
                None => {}
            }
        }
        let each = by_reason.into_iter();
        let each = each.map(|(why, meant)| (reason(why.iter().map(|it| Some(*it))), meant));
        let each = each.filter(|(why, _)| !why.is_empty());
        Ok(each.map(|(why, meant)| said(names, meant, Status::NotAffected, why)).collect())
    }
}

fn said(
    names: &[String],
    products: Vec<Arc<Product>>,
    status: Status,
    reason: String,
) -> Statement {
    Statement { names: names.to_vec(), products, status, reason, at: None }
}
