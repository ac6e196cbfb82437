//! What members of a workspace leave to its root.
//!
//! Source: The Cargo Book, "Workspaces", the `package` table.

use std::collections::HashMap;

use keelmark_model::bom::Component;

use super::super::{Claim, Says};
use super::Entry;

/// Gives members what they take over from the nearest root above them that offers anything.
pub(super) fn settle(entries: &mut [Entry], claims: &[Claim]) {
    let offered = claims.iter().filter_map(|claim| match &claim.says {
        Says::Offers(offered) => Some((folder(&claim.home), &**offered)),
        _ => None,
    });
    let offered: HashMap<&str, &Component> = offered.collect();
    if offered.is_empty() {
        return;
    }
    let taken = claims.iter().filter_map(|claim| match &claim.says {
        Says::TakesOver(fields) => Some((claim.home.as_str(), fields.as_slice())),
        _ => None,
    });
    let taken: HashMap<&str, &[String]> = taken.collect();
    for entry in entries {
        let Some(fields) = taken.get(entry.found.home.as_str()) else { continue };
        let mut above = Some(folder(&entry.found.home));
        let offered = std::iter::from_fn(|| {
            let folder = above?;
            above = match folder.rsplit_once('/') {
                Some((parent, _)) => Some(parent),
                None => (!folder.is_empty()).then_some(""),
            };
            Some(offered.get(folder).copied())
        });
        if let Some(offered) = offered.flatten().next() {
            take(&mut entry.found.component, fields, offered);
        }
    }
}

fn folder(home: &str) -> &str {
    home.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn take(component: &mut Component, fields: &[String], offered: &Component) {
    for field in fields {
        match field.as_str() {
            "authors" => component.supplier.clone_from(&offered.supplier),
            "description" => component.description.clone_from(&offered.description),
            "license" => {
                component.licensing.declared.clone_from(&offered.licensing.declared);
            }
            "repository" => component.repository.clone_from(&offered.repository),
            "version" => {
                let purl = component.purl.take();
                let version = offered.version.as_deref().unwrap_or_default();
                component.purl = purl.and_then(|purl| purl.with_version(version).ok());
                component.version.clone_from(&offered.version);
            }
            _ => {}
        }
    }
}
