//! Advisories in the Open Source Vulnerability format: JSON, and YAML as PyPA publishes it.
//!
//! Source: OSV schema 1.7.

use keelmark_model::advisory::{Advisory, AdvisoryKind, Affected, Bound, Interval, Reference};
use keelmark_model::{Purl, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ranges::{self, Event, RangeError};
use super::{Findings, Read, bound, sorted};
use crate::version::{self, Scheme};
use crate::{ParseError, codes, limits, time};

/// Reads JSON.
///
/// # Errors
/// `document.*` codes when it is not JSON, or does not name itself.
pub fn parse(bytes: &[u8]) -> Result<Read, ParseError> {
    bound(bytes)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(document) = serde_json::from_slice::<Document>(bytes) {
        return Ok(read(document));
    }
    let value: Value = crate::json::lenient(bytes)?;
    salvage(&value)
}

/// Reads YAML.
///
/// # Errors
/// `document.*` codes when it is not YAML, or does not name itself.
pub fn parse_yaml(bytes: &[u8]) -> Result<Read, ParseError> {
    bound(bytes)?;
    if let Ok(document) = yaml::<Document>(bytes) {
        return Ok(read(document));
    }
    salvage(&yaml(bytes)?)
}

fn yaml<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ParseError> {
    let text = super::text(bytes)?;
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_aliases: 0,
            max_anchors: 0,
            max_depth: limits::DOCUMENT_DEPTH,
            max_documents: 1,
            max_events: limits::ADVISORY_NODES * 2,
            max_nodes: limits::ADVISORY_NODES,
        },
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let message = error.to_string();
        let line = message.lines().next().unwrap_or_default();
        ParseError::new(&codes::DOCUMENT_SYNTAX, line)
    })
}

#[derive(Deserialize)]
struct Document {
    id: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    related: Vec<String>,
    #[serde(default)]
    upstream: Vec<String>,
    published: Option<String>,
    modified: Option<String>,
    withdrawn: Option<String>,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    details: String,
    #[serde(default)]
    severity: Vec<SeverityField>,
    #[serde(default)]
    affected: Vec<AffectedField>,
    #[serde(default)]
    references: Vec<ReferenceField>,
    #[serde(default)]
    database_specific: Option<DatabaseField>,
}

#[derive(Deserialize)]
struct SeverityField {
    #[serde(rename = "type")]
    standard: String,
    score: String,
}

#[derive(Deserialize)]
struct ReferenceField {
    #[serde(rename = "type", default)]
    kind: String,
    url: String,
}

/// What databases add that is worth keeping: GitHub's words and weaknesses, RustSec's kind.
#[derive(Deserialize, Default)]
#[serde(default)]
struct DatabaseField {
    severity: Option<Value>,
    cwe_ids: Option<Value>,
    informational: Option<Value>,
}

#[derive(Deserialize)]
struct AffectedField {
    package: Option<PackageField>,
    #[serde(default)]
    ranges: Vec<RangeField>,
    #[serde(default)]
    versions: Vec<String>,
    #[serde(default)]
    severity: Vec<SeverityField>,
    #[serde(default)]
    ecosystem_specific: Option<Value>,
    #[serde(default)]
    database_specific: Option<DatabaseField>,
}

#[derive(Deserialize)]
struct PackageField {
    ecosystem: String,
    name: String,
    purl: Option<String>,
}

#[derive(Deserialize)]
struct RangeField {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    events: Vec<EventField>,
}

#[derive(Deserialize, Serialize)]
struct EventField {
    introduced: Option<String>,
    fixed: Option<String>,
    last_affected: Option<String>,
    limit: Option<String>,
}

impl EventField {
    fn event(self) -> Option<Event> {
        match (self.introduced, self.fixed, self.last_affected, self.limit) {
            (Some(text), None, None, None) => Some(Event::Introduced(text)),
            (None, Some(text), None, None) => Some(Event::Fixed(text)),
            (None, None, Some(text), None) => Some(Event::LastAffected(text)),
            (None, None, None, Some(text)) => Some(Event::Limit(text)),
            _ => None,
        }
    }
}

fn read(document: Document) -> Read {
    let id = document.id;
    let mut findings = Findings::new(&id);
    let database = document.database_specific.unwrap_or_default();
    let mut severities: Vec<_> =
        document.severity.into_iter().map(|it| findings.severity(it.standard, it.score)).collect();
    if let Some(Value::String(word)) = &database.severity {
        severities.push(findings.severity("database".to_owned(), word.clone()));
    }
    let kind = kind(&id, &database, &document.affected);
    if document.affected.is_empty() && document.withdrawn.is_none() {
        findings.push(&codes::ADVISORY_PACKAGE, "it does not say what is affected");
    }
    let affected =
        document.affected.into_iter().filter_map(|it| affected(it, &mut findings)).collect();
    let [published, modified, withdrawn] = [
        ("published", document.published),
        ("modified", document.modified),
        ("withdrawn", document.withdrawn),
    ]
    .map(|(field, text)| timestamp(field, text.as_deref(), &mut findings));
    let findings = findings.found;
    let references = document.references.into_iter();
    let advisory = Advisory {
        aliases: sorted(document.aliases),
        related: sorted(document.related),
        upstream: sorted(document.upstream),
        kind,
        published,
        modified,
        withdrawn,
        summary: document.summary,
        details: document.details,
        severities,
        affected,
        references: references.map(|it| Reference { kind: it.kind, url: it.url }).collect(),
        weaknesses: sorted(texts(database.cwe_ids.as_ref())),
        id,
    };
    Read { advisory, findings }
}

/// A time; one that cannot be read is a finding. A `withdrawn` that cannot be read does not withdraw.
fn timestamp(field: &str, text: Option<&str>, findings: &mut Findings<'_>) -> Option<Timestamp> {
    let text = text?;
    let time = time::parse_rfc3339(text);
    if time.is_none() {
        findings.push(&codes::ADVISORY_FORM, format!("`{field}` is not a time: `{text}`"));
    }
    time
}

fn kind(id: &str, database: &DatabaseField, affected: &[AffectedField]) -> AdvisoryKind {
    if id.starts_with("MAL-") {
        return AdvisoryKind::Malicious;
    }
    let of_packages = affected.iter().filter_map(|it| it.database_specific.as_ref());
    let mut words =
        of_packages.chain([database]).filter_map(|it| it.informational.as_ref()?.as_str());
    words.next().map_or(AdvisoryKind::Vulnerability, informational)
}

/// What RustSec's word says.
pub(super) fn informational(word: &str) -> AdvisoryKind {
    match word {
        "unmaintained" => AdvisoryKind::Unmaintained,
        "unsound" => AdvisoryKind::Unsound,
        _ => AdvisoryKind::Notice,
    }
}

fn affected(field: AffectedField, findings: &mut Findings<'_>) -> Option<Affected> {
    let Some(package) = field.package else {
        // Ranges of commits need no package, and no package can be matched with them.
        let is_commits =
            field.versions.is_empty() && field.ranges.iter().all(|it| it.kind == "GIT");
        if !is_commits || field.ranges.is_empty() {
            findings.push(
                &codes::ADVISORY_PACKAGE,
                "versions are affected of a package that is not named",
            );
        }
        return None;
    };
    let purl = package.purl.as_deref().and_then(|text| match text.parse::<Purl>() {
        Ok(purl) => Some(purl),
        Err(error) => {
            findings.push(&codes::ADVISORY_FORM, format!("`purl` of {}: {error}", package.name));
            None
        }
    });
    let mut affected = empty(package.ecosystem, package.name);
    affected.purl = purl;
    affected.versions = field.versions;
    affected.severities =
        field.severity.into_iter().map(|it| findings.severity(it.standard, it.score)).collect();
    (affected.code, affected.platforms) = specifics(field.ecosystem_specific.as_ref());
    let is_silent =
        affected.versions.is_empty() && field.ranges.iter().all(|range| range.kind == "GIT");
    for range in field.ranges {
        add_range(range, &mut affected, findings);
    }
    if is_silent {
        let message = format!("{} has neither versions nor ranges of them", affected.name);
        conservatively(&mut affected, message, findings);
    }
    Some(affected)
}

fn empty(ecosystem: String, name: String) -> Affected {
    Affected {
        ecosystem,
        name,
        purl: None,
        intervals: Vec::new(),
        versions: Vec::new(),
        fixed: Vec::new(),
        is_conservative: false,
        severities: Vec::new(),
        code: Vec::new(),
        platforms: Vec::new(),
    }
}

/// Takes every version for affected.
fn conservatively(affected: &mut Affected, message: String, findings: &mut Findings<'_>) {
    findings.push(&codes::ADVISORY_VERSION, message);
    affected.is_conservative = true;
    affected.intervals = vec![Interval { from: Bound::Unbounded, to: Bound::Unbounded }];
}

/// Adds what a range of versions means; ranges of commits say nothing of versions.
fn add_range(range: RangeField, affected: &mut Affected, findings: &mut Findings<'_>) {
    let scheme = match &*range.kind {
        "GIT" => return,
        "SEMVER" => {
            Some(Scheme::of_ecosystem(&affected.ecosystem).unwrap_or(&version::semver::SCHEME))
        }
        _ => Scheme::of_ecosystem(&affected.ecosystem),
    };
    let Some(scheme) = scheme else {
        let message = format!("versions of {} have no order that is known", affected.ecosystem);
        return conservatively(affected, message, findings);
    };
    let count = range.events.len();
    let events: Vec<_> = range.events.into_iter().filter_map(EventField::event).collect();
    if events.len() != count {
        let message = format!("a range of {} has an event of no kind, or of two", affected.name);
        return conservatively(affected, message, findings);
    }
    match ranges::intervals(scheme, &events) {
        _ if affected.is_conservative => {}
        Ok(intervals) => affected.intervals.extend(intervals),
        Err(error @ (RangeError::Version(_) | RangeError::NoBeginning)) => {
            conservatively(affected, format!("{}: {error}", affected.name), findings);
        }
    }
    affected.fixed.extend(events.into_iter().filter_map(|event| match event {
        Event::Fixed(text) => Some(text),
        _ => None,
    }));
}

/// The code and the platforms of Go's imports and RustSec's `affects`.
fn specifics(value: Option<&Value>) -> (Vec<String>, Vec<String>) {
    let (mut code, mut platforms) = (Vec::new(), Vec::new());
    let Some(value) = value else { return (code, platforms) };
    for import in value.get("imports").and_then(Value::as_array).into_iter().flatten() {
        let path = import.get("path").and_then(Value::as_str).unwrap_or_default();
        let symbols = texts(import.get("symbols"));
        if symbols.is_empty() {
            code.push(path.to_owned());
        }
        code.extend(symbols.into_iter().map(|symbol| format!("{path}.{symbol}")));
        platforms.extend(texts(import.get("goos")));
        platforms.extend(texts(import.get("goarch")));
    }
    let affects = value.get("affects");
    let of = |field| texts(affects.and_then(|affects| affects.get(field)));
    code.extend(of("functions"));
    platforms.extend(of("os"));
    platforms.extend(of("arch"));
    (code, sorted(platforms))
}

/// The strings of an array.
fn texts(value: Option<&Value>) -> Vec<String> {
    let values = value.and_then(Value::as_array).into_iter().flatten();
    values.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// What can be told of a document that does not follow the schema: its identifier and the packages, of which
/// every version is affected.
fn salvage(value: &Value) -> Result<Read, ParseError> {
    let shape = |message: &str| ParseError::new(&codes::DOCUMENT_SHAPE, message);
    let id = value.get("id").and_then(Value::as_str).ok_or_else(|| shape("no `id`"))?;
    let fault = Document::deserialize(value).err();
    let fault = fault.map_or_else(|| "a field stands twice".to_owned(), |error| error.to_string());
    let mut findings = Findings::new(id);
    findings.push(&codes::ADVISORY_FORM, fault);
    let packages = value.get("affected").and_then(Value::as_array).into_iter().flatten();
    let mut all = Vec::new();
    for package in packages.map(|it| it.get("package").unwrap_or(&Value::Null)) {
        let text = |field| package.get(field).and_then(Value::as_str).map(str::to_owned);
        let (Some(ecosystem), Some(name)) = (text("ecosystem"), text("name")) else {
            findings.push(&codes::ADVISORY_PACKAGE, "a package has no name or no ecosystem");
            continue;
        };
        let mut affected = empty(ecosystem, name);
        let message = format!("every version of {} is taken for affected", affected.name);
        conservatively(&mut affected, message, &mut findings);
        all.push(affected);
    }
    if all.is_empty() {
        findings.push(&codes::ADVISORY_PACKAGE, "it does not say what is affected");
    }
    let text =
        |field| value.get(field).and_then(Value::as_str).map(str::to_owned).unwrap_or_default();
    let advisory = Advisory {
        id: id.to_owned(),
        aliases: sorted(texts(value.get("aliases"))),
        related: Vec::new(),
        upstream: Vec::new(),
        kind: kind(id, &DatabaseField::default(), &[]),
        published: None,
        modified: None,
        withdrawn: None,
        summary: text("summary"),
        details: text("details"),
        severities: Vec::new(),
        affected: all,
        references: Vec::new(),
        weaknesses: Vec::new(),
    };
    Ok(Read { advisory, findings: findings.found })
}
