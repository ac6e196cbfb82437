//! BSI TR-03183-2, version 2.1.0 (August 2025): the fields it requires of the document and of each
//! component.

use keelmark_model::DigestAlgorithm;
use keelmark_model::bom::{Completeness, Component, Supplier};

use super::super::document;
use super::super::read::Reading;
use super::Requirement;
use super::elements::{has_identifier, has_name, has_version, split};

/// Properties of a component that neither format has a field for, by the BSI's own taxonomy.
const PROPERTIES: [(&str, &str); 3] = [
    ("executable", "bsi:component:executable"),
    ("archive", "bsi:component:archive"),
    ("structured", "bsi:component:structured"),
];

pub(super) fn requirements(reading: &Reading) -> Vec<Requirement> {
    let bom = &reading.bom;
    let mut requirements = vec![
        Requirement::of_document(
            "format",
            is_accepted(&reading.format),
            format!("{}; CycloneDX since 1.6 and SPDX since 3.0.1 are accepted", reading.format),
        ),
        Requirement::of_document(
            "creator",
            bom.authors.iter().any(can_be_reached),
            "who made the document, with an e-mail address or a URL",
        ),
        Requirement::of_document(
            "timestamp",
            bom.created.is_some(),
            bom.created.map_or("it does not say when it was made".to_owned(), crate::time::rfc3339),
        ),
        Requirement::of_components("component-creator", bom, |one| {
            one.authors.iter().chain(&one.supplier).any(can_be_reached)
        }),
        Requirement::of_components("component-name", bom, has_name),
        Requirement::of_components("component-version", bom, has_version),
        Requirement::of_components("file-name", bom, has_file_name),
        Requirement::of_components("dependencies-complete", bom, |one| {
            one.dependencies != Completeness::Unknown
        }),
        Requirement::of_components("distribution-license", bom, |one| {
            !one.licensing.declared.is_empty() || one.licensing.concluded.is_some()
        }),
        Requirement::of_components("hash-sha512", bom, has_sha512),
        Requirement::of_components("identifiers", bom, has_identifier),
    ];
    for (name, property) in PROPERTIES {
        requirements.push(Requirement::of_components(name, bom, |one| {
            one.properties.contains_key(property)
        }));
    }
    requirements
}

fn is_accepted(format: &str) -> bool {
    let (family, version) = split(format);
    let numbers = |text: &str| -> Vec<u32> {
        text.split('.').map(|part| part.parse().unwrap_or(0)).collect()
    };
    match family {
        "CycloneDX" => numbers(version) >= vec![1, 6],
        "SPDX" => numbers(version) >= vec![3, 0, 1],
        _ => false,
    }
}

const fn can_be_reached(party: &Supplier) -> bool {
    party.email.is_some() || party.url.is_some()
}

fn has_file_name(component: &Component) -> bool {
    component.files.iter().any(|file| !file.name.is_empty())
        || component.properties.contains_key("bsi:component:filename")
}

fn has_sha512(component: &Component) -> bool {
    let digests = document::digests(component);
    digests.iter().any(|digest| digest.algorithm() == DigestAlgorithm::Sha512)
}
