//! Reports of Grype, `-o json`.
//!
//! Source: Grype, `grype/presenter/models/document.go`.

use keelmark_model::{Place, Vulnerability};
use serde_json::Value;

use super::{Scanned, affected, form, list, needed, rating, text, vulnerability, worst};
use crate::ParseError;

pub(super) fn read(value: &Value) -> Result<Scanned, ParseError> {
    let found = list(value, "matches")?.iter().map(of).collect::<Result<_, _>>()?;
    let is_told = value.get("matches").is_some_and(Value::is_array);
    Ok(Scanned {
        tool: "grype",
        parts: 1,
        vulnerabilities: found,
        open: Vec::from_iter((!is_told).then(|| "`matches` is no list".to_owned())),
        besides: Vec::new(),
    })
}

fn of(found: &Value) -> Result<Vulnerability, ParseError> {
    let part =
        |field: &str| found.get(field).ok_or_else(|| form(format!("a match has no `{field}`")));
    let (artifact, advisory) = (part("artifact")?, part("vulnerability")?);
    let place = list(artifact, "locations")?.first().and_then(|it| text(it, "path"));
    let place = place.map(|path| Place { path, line: None });
    let name = needed(artifact, "name")?;
    let mut package = affected(name, text(artifact, "version").unwrap_or_default(), place);
    package.ecosystem = text(artifact, "type").unwrap_or_default();
    package.purl = text(artifact, "purl");
    let mut flaw = vulnerability(needed(advisory, "id")?, package);
    let related = list(found, "relatedVulnerabilities")?.iter();
    flaw.names.extend(related.filter_map(|it| text(it, "id")));
    flaw.names.sort();
    flaw.names.dedup();
    flaw.title = text(advisory, "description").unwrap_or_default();
    flaw.url = text(advisory, "dataSource");
    flaw.rating = rating(text(advisory, "severity"));
    let vectors = list(advisory, "cvss")?.iter().filter_map(|it| it.get("vector")?.as_str());
    (flaw.score, flaw.vector) = worst(vectors).unzip();
    if let Some(fix) = advisory.get("fix") {
        let versions = list(fix, "versions")?.iter().filter_map(Value::as_str);
        flaw.fixed = versions.map(str::to_owned).collect();
    }
    Ok(flaw)
}
