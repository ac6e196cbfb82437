//! What the document of a container image has to have before the image is published: both what the
//! distribution and what Python brought along, where the image comes from, and its own checksum beside
//! it.

use keelmark_model::Purl;
use keelmark_model::bom::{Component, ComponentKind};

use super::super::read::Reading;
use super::Requirement;
use crate::hash::sha256;

/// Labels that say where an image comes from.
const LABELS: [(&str, &str); 3] = [
    ("label-source", "org.opencontainers.image.source"),
    ("label-revision", "org.opencontainers.image.revision"),
    ("label-title", "org.opencontainers.image.title"),
];

pub(super) fn requirements(
    reading: &Reading,
    bytes: &[u8],
    checksum: Option<&str>,
) -> Vec<Requirement> {
    let bom = &reading.bom;
    let ty = |one: &Component| one.purl.as_ref().map(Purl::ty).map(str::to_owned);
    let count =
        |holds: &dyn Fn(&Component) -> bool| bom.components.iter().filter(|one| holds(one)).count();
    let of_system = count(&|one| {
        one.kind == ComponentKind::OperatingSystem
            || matches!(ty(one).as_deref(), Some("apk" | "deb" | "rpm"))
    });
    let of_python = count(&|one| ty(one).as_deref() == Some("pypi"));
    let others = bom.components.len() - 1;
    let is_json = bytes.first() == Some(&b'{');
    let is_cyclonedx = is_json && reading.format.starts_with("CycloneDX ");
    let format = format!("{}{}", reading.format, if is_json { " in JSON" } else { "" });
    let mut requirements = vec![
        Requirement::of_document("format", is_cyclonedx, format),
        Requirement::of_document("components", others > 0, format!("{others} beside the image")),
        Requirement::of_document(
            "system-components",
            of_system > 0,
            format!("{of_system} of the distribution"),
        ),
        Requirement::of_document(
            "python-components",
            of_python > 0,
            format!("{of_python} of PyPI"),
        ),
    ];
    for (name, label) in LABELS {
        let properties = &bom.component(bom.root).properties;
        let value = properties.iter().find(|(key, _)| key.ends_with(label)).map(|(_, value)| value);
        let value = value.map(String::as_str).filter(|value| !value.is_empty());
        let message = value.map_or(format!("the label `{label}` is missing"), str::to_owned);
        requirements.push(Requirement::of_document(name, value.is_some(), message));
    }
    let digest = sha256(bytes).hex();
    let stated = checksum.and_then(|text| text.split_ascii_whitespace().next());
    let message = match stated {
        None => "there is no file `.sha256` beside the document".to_owned(),
        Some(stated) if stated == digest => digest.clone(),
        Some(stated) => format!("the document has {digest}, and {stated} is stated"),
    };
    requirements.push(Requirement::of_document(
        "checksum",
        stated == Some(digest.as_str()),
        message,
    ));
    requirements
}
