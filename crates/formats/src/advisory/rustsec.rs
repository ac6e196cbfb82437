//! Advisories of RustSec: Markdown after TOML.
//!
//! Source: RustSec advisory database, "Advisory Format": which versions are *not* affected, as Cargo's
//! requirements; all others are.

use std::collections::BTreeMap;

use keelmark_model::advisory::{Advisory, AdvisoryKind, Affected, Bound, Interval, Reference};
use serde::Deserialize;

use super::osv::informational;
use super::{Finding, Findings, Read, bound, sorted};
use crate::version::cargo_requirement::{Range, outside};
use crate::{ParseError, codes, time, toml};

#[derive(Deserialize)]
struct Document {
    advisory: AdvisoryField,
    #[serde(default)]
    versions: VersionsField,
    #[serde(default)]
    affected: AffectedField,
}

#[derive(Deserialize)]
struct AdvisoryField {
    id: String,
    package: String,
    date: Option<String>,
    url: Option<String>,
    informational: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    related: Vec<String>,
    #[serde(default)]
    references: Vec<String>,
    cvss: Option<String>,
    withdrawn: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct VersionsField {
    patched: Vec<String>,
    unaffected: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct AffectedField {
    arch: Vec<String>,
    os: Vec<String>,
    functions: BTreeMap<String, Vec<String>>,
}

/// Reads an advisory. `ecosystem` is that of the packages: `crates.io` for those of the folder `crates`.
///
/// # Errors
/// `document.*` codes when the TOML before the text cannot be read.
pub fn parse(bytes: &[u8], ecosystem: &str) -> Result<Read, ParseError> {
    bound(bytes)?;
    let (front, body) = parts(super::text(bytes)?)?;
    let Document { advisory, versions, affected } = toml::parse(front.as_bytes())?;
    let mut findings = Findings::new(&advisory.id);
    let package = package(ecosystem, &advisory.package, &versions, affected, &mut findings);
    let cvss = advisory.cvss.map(|vector| {
        let standard = match vector.get(..6) {
            Some("CVSS:4") => "CVSS_V4",
            Some("CVSS:3") => "CVSS_V3",
            _ => "CVSS_V2",
        };
        findings.severity(standard.to_owned(), vector)
    });
    let [published, withdrawn] =
        [("date", advisory.date), ("withdrawn", advisory.withdrawn)].map(|(field, text)| {
            let text = text?;
            let time = time::parse_rfc3339(&format!("{text}T00:00:00Z"));
            if time.is_none() {
                findings.push(&codes::ADVISORY_FORM, format!("`{field}` is not a day: `{text}`"));
            }
            time
        });
    let findings: Vec<Finding> = findings.found;
    let (summary, details) = title(body);
    let addresses = advisory.url.into_iter().map(|url| ("REPORT", url));
    let addresses = addresses.chain(advisory.references.into_iter().map(|url| ("WEB", url)));
    let advisory = Advisory {
        id: advisory.id,
        aliases: sorted(advisory.aliases),
        related: sorted(advisory.related),
        upstream: Vec::new(),
        kind: advisory.informational.as_deref().map_or(AdvisoryKind::Vulnerability, informational),
        published,
        modified: None,
        withdrawn,
        summary: summary.to_owned(),
        details: details.to_owned(),
        severities: cvss.into_iter().collect(),
        affected: vec![package],
        references: addresses.map(|(kind, url)| Reference { kind: kind.to_owned(), url }).collect(),
        weaknesses: Vec::new(),
    };
    Ok(Read { advisory, findings })
}

/// The TOML in its fence, and the Markdown after it.
fn parts(text: &str) -> Result<(&str, &str), ParseError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shape =
        || ParseError::new(&codes::DOCUMENT_SHAPE, "the text does not begin with a block of TOML");
    let rest = text.trim_start().strip_prefix("```toml").ok_or_else(shape)?;
    rest.split_once("\n```").ok_or_else(shape)
}

/// The first heading, and what follows it.
fn title(body: &str) -> (&str, &str) {
    let body = body.trim_start();
    let Some(rest) = body.strip_prefix("# ") else { return ("", body) };
    let (title, rest) = rest.split_once('\n').unwrap_or((rest, ""));
    (title.trim(), rest.trim())
}

fn package(
    ecosystem: &str,
    name: &str,
    versions: &VersionsField,
    field: AffectedField,
    findings: &mut Findings<'_>,
) -> Affected {
    let mut known = Vec::new();
    let mut is_conservative = false;
    for text in versions.patched.iter().chain(&versions.unaffected) {
        match Range::parse(text) {
            Ok(range) => known.push(range),
            Err(error) => {
                findings.push(&codes::ADVISORY_VERSION, format!("{name}: {error}"));
                is_conservative = true;
            }
        }
    }
    let intervals = if is_conservative {
        vec![Interval { from: Bound::Unbounded, to: Bound::Unbounded }]
    } else {
        outside(known)
    };
    let begins = versions.patched.iter().filter_map(|text| Range::parse(text).ok()?.first());
    Affected {
        ecosystem: ecosystem.to_owned(),
        name: name.to_owned(),
        purl: None,
        intervals,
        versions: Vec::new(),
        fixed: begins.collect(),
        is_conservative,
        severities: Vec::new(),
        code: field.functions.into_keys().collect(),
        platforms: sorted([field.os, field.arch].concat()),
    }
}
