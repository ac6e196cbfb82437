//! CycloneDX documents as bills.

mod component;
mod wire;
pub(super) mod xml;

use std::collections::HashSet;

use keelmark_model::bom::{Completeness, ComponentId, Context, Supplier, Tool};

use super::Reading;
use super::draft::{self, Draft};
use super::losses::Losses;
use crate::time::parse_rfc3339;
use crate::{ParseError, json};

/// Reads a document that was checked to be strict JSON.
pub(super) fn read(text: &str) -> Result<Reading, ParseError> {
    let wire: wire::Bom<'_> = json::read(text)?;
    let mut draft = Draft::default();
    draft.losses.rest("", &wire.rest);
    metadata(&wire.metadata, &mut draft)?;
    for component in &wire.components {
        component::add(component, None, &mut draft)?;
    }
    connect(&wire.dependencies, &mut draft)?;
    compositions(&wire.compositions, &mut draft);
    let version = wire.spec_version.as_deref().unwrap_or_default();
    let format = format!("CycloneDX {version}");
    let identity = wire.serial_number.as_deref().zip(wire.version);
    let identity = identity.map(|(serial, version)| format!("{serial} version {version}"));
    Ok(draft.finish(format, identity))
}

fn metadata(metadata: &wire::Metadata<'_>, draft: &mut Draft) -> Result<(), ParseError> {
    draft.losses.rest("metadata", &metadata.rest);
    draft.set_created(metadata.timestamp.as_deref().and_then(parse_rfc3339));
    if metadata.timestamp.as_deref().is_some_and(|text| parse_rfc3339(text).is_none()) {
        draft.losses.add("metadata.timestamp");
    }
    for lifecycle in &metadata.lifecycles {
        let context = lifecycle.phase.as_deref().and_then(context);
        if context.is_none() || draft.context.is_some() {
            draft.losses.add("metadata.lifecycles[]");
        }
        draft.context = draft.context.or(context);
        draft.losses.rest("metadata.lifecycles[]", &lifecycle.rest);
    }
    draft.tools = tools(metadata.tools.as_ref(), &mut draft.losses);
    for author in &metadata.authors {
        draft.authors.extend(contact(author, "metadata.authors[]", &mut draft.losses));
    }
    for maker in [&metadata.manufacturer, &metadata.manufacture].into_iter().flatten() {
        let maker = organization(maker, "metadata.manufacturer", &mut draft.losses);
        draft.authors.extend(maker.filter(|maker| !draft.authors.contains(maker)));
    }
    if let Some(root) = &metadata.component {
        let id = component::add(root, None, draft)?;
        draft.describe(id);
    }
    let supplier = metadata.supplier.as_ref();
    let supplier = supplier
        .and_then(|supplier| organization(supplier, "metadata.supplier", &mut draft.losses));
    let root = draft.root().and_then(|root| draft.component(root));
    if let (Some(root), Some(supplier)) = (root, supplier) {
        root.supplier.get_or_insert(supplier);
    }
    properties(&metadata.properties, draft);
    Ok(())
}

/// What is said of the document: of the root, as far as it is not of the document's making.
fn properties(properties: &[wire::Property<'_>], draft: &mut Draft) {
    for wire::Property { name, value } in properties {
        let value = value.as_deref().unwrap_or_default();
        match &**name {
            "keelmark:gap" => draft.gaps.push(draft::gap(value)),
            "keelmark:unknown" => draft.mark_document_unknown(value.split(',')),
            name => match draft.root().and_then(|root| draft.component(root)) {
                Some(root) => {
                    root.add_property(name.strip_prefix("keelmark:").unwrap_or(name), value);
                }
                None => draft.losses.add("metadata.properties[]"),
            },
        }
    }
}

fn context(phase: &str) -> Option<Context> {
    Some(match phase {
        "design" | "pre-build" => Context::Source,
        "build" | "post-build" => Context::Build,
        "operations" | "discovery" => Context::Installed,
        _ => return None,
    })
}

fn tools(tools: Option<&wire::Tools<'_>>, losses: &mut Losses) -> Vec<Tool> {
    let tools = match tools {
        Some(wire::Tools::Listed(tools)) => tools,
        Some(wire::Tools::Sorted(sorted)) => {
            losses.rest("metadata.tools", &sorted.rest);
            &sorted.components
        }
        None => return Vec::new(),
    };
    let known = tools.iter().filter_map(|tool| {
        losses.rest("metadata.tools[]", &tool.rest);
        let makers = [&tool.manufacturer, &tool.supplier].into_iter().flatten();
        let maker = makers.filter_map(|maker| maker.name.as_deref()).next();
        let texts = [&tool.vendor, &tool.publisher, &tool.author, &tool.group];
        let text = texts.into_iter().flatten().map(|text| &**text).next();
        Some(Tool {
            vendor: text.or(maker).map(str::to_owned),
            name: tool.name.as_deref()?.to_owned(),
            version: tool.version.as_deref().map(str::to_owned),
        })
    });
    known.collect()
}

fn contact(contact: &wire::Contact<'_>, field: &str, losses: &mut Losses) -> Option<Supplier> {
    losses.rest(field, &contact.rest);
    let email = contact.email.as_deref().filter(|email| !email.is_empty());
    let name = contact.name.as_deref().filter(|name| !name.is_empty()).or(email)?;
    Some(Supplier { name: name.to_owned(), url: None, email: email.map(str::to_owned) })
}

fn organization(
    organization: &wire::Organization<'_>,
    field: &str,
    losses: &mut Losses,
) -> Option<Supplier> {
    losses.rest(field, &organization.rest);
    losses.add_many(&format!("{field}.url[]"), organization.url.len().saturating_sub(1));
    let contacts = &organization.contact;
    let email = contacts.iter().find_map(|contact| contact.email.as_deref());
    losses.add_many(&format!("{field}.contact[]"), contacts.len().saturating_sub(1));
    let person = contacts.iter().find_map(|contact| contact.name.as_deref());
    let name = organization.name.as_deref().filter(|name| !name.is_empty()).or(person).or(email)?;
    Some(Supplier {
        name: name.to_owned(),
        url: organization.url.first().map(|url| url.to_string()),
        email: email.map(str::to_owned),
    })
}

fn connect(dependencies: &[wire::Dependency<'_>], draft: &mut Draft) -> Result<(), ParseError> {
    for dependency in dependencies {
        draft.losses.rest("dependencies[]", &dependency.rest);
        let Some(from) = draft.find(&dependency.r#ref) else {
            draft.losses.add("dependencies[] of what is not there");
            continue;
        };
        for needed in &dependency.depends_on {
            match draft.find(needed) {
                Some(to) => draft.connect(from, to, None)?,
                None => draft.losses.add("dependencies[].dependsOn[] of what is not there"),
            }
        }
    }
    Ok(())
}

/// How much is known of the dependencies of each component, and whether parts of the root are missing.
fn compositions(compositions: &[wire::Composition<'_>], draft: &mut Draft) {
    let mut said: HashSet<ComponentId> = HashSet::new();
    for composition in compositions {
        draft.losses.rest("compositions[]", &composition.rest);
        let completeness = match &*composition.aggregate {
            "complete" => Completeness::Complete,
            "unknown" | "not_specified" => Completeness::Unknown,
            _ => Completeness::Incomplete,
        };
        for id in &composition.dependencies {
            let Some(id) = draft.find(id) else { continue };
            let again = !said.insert(id);
            if completeness == Completeness::Unknown {
                draft.mark_unknown(id, "dependencies");
            }
            if let Some(component) = draft.component(id) {
                draft::weaken(component, completeness, again);
            }
        }
        for id in &composition.assemblies {
            let is_root = draft.find(id).is_some_and(|id| draft.root() == Some(id));
            match is_root {
                // A bill with gaps says itself what is missing.
                true if completeness == Completeness::Incomplete && draft.gaps.is_empty() => {
                    draft.gaps.push(draft::said_incomplete());
                }
                true => {}
                false => draft.losses.add("compositions[].assemblies[]"),
            }
        }
    }
}
