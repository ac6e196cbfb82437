//! Reports of Trivy, `--format json`.
//!
//! Source: Trivy, `pkg/types/report.go` and `pkg/types/vulnerability.go`, schema version 2.

use keelmark_model::{Place, Vulnerability};
use serde_json::Value;

use super::{Scanned, affected, form, list, needed, rating, text, vulnerability, worst};
use crate::ParseError;

/// What else Trivy looks for.
const BESIDES: [&str; 3] = ["Misconfigurations", "Secrets", "Licenses"];

pub(super) fn read(value: &Value) -> Result<Scanned, ParseError> {
    if value.get("SchemaVersion").and_then(Value::as_u64) != Some(2) {
        return Err(form("`SchemaVersion` is not 2"));
    }
    let mut scanned = Scanned {
        tool: "trivy",
        parts: 0,
        vulnerabilities: Vec::new(),
        open: Vec::new(),
        besides: Vec::new(),
    };
    for result in list(value, "Results")? {
        let target = needed(result, "Target")?;
        scanned.parts += 1;
        for found in list(result, "Vulnerabilities")? {
            scanned.vulnerabilities.push(of(&target, result, found)?);
        }
    }
    for field in BESIDES {
        let results = list(value, "Results")?.iter();
        let counts = results.map(|result| list(result, field).map(<[Value]>::len));
        let count = counts.sum::<Result<usize, ParseError>>()?;
        scanned.besides.extend((count > 0).then(|| format!("`{field}`: {count}")));
    }
    Ok(scanned)
}

fn of(target: &str, result: &Value, found: &Value) -> Result<Vulnerability, ParseError> {
    let place = Place { path: target.to_owned(), line: None };
    let name = needed(found, "PkgName")?;
    let mut package =
        affected(name, text(found, "InstalledVersion").unwrap_or_default(), Some(place));
    package.ecosystem = text(result, "Type").unwrap_or_default();
    package.target = Some(target.to_owned());
    package.purl = found.get("PkgIdentifier").and_then(|it| text(it, "PURL"));
    let mut flaw = vulnerability(needed(found, "VulnerabilityID")?, package);
    let others = list(found, "VendorIDs")?.iter().filter_map(Value::as_str);
    flaw.names.extend(others.map(str::to_owned));
    flaw.names.sort();
    flaw.names.dedup();
    flaw.title = text(found, "Title").unwrap_or_default();
    flaw.url = text(found, "PrimaryURL");
    flaw.rating = rating(text(found, "Severity"));
    let sources = found.get("CVSS").and_then(Value::as_object).into_iter().flatten();
    let vectors = sources.flat_map(|(_, source)| {
        ["V40Vector", "V3Vector"].into_iter().filter_map(|field| source.get(field)?.as_str())
    });
    (flaw.score, flaw.vector) = worst(vectors).unzip();
    // Several versions, one for each line of development, are in one text.
    let fixed = text(found, "FixedVersion").unwrap_or_default();
    flaw.fixed = fixed.split(", ").filter(|it| !it.is_empty()).map(str::to_owned).collect();
    Ok(flaw)
}
