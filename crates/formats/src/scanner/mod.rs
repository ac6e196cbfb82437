//! Reports of other scanners, to be judged by the same rules: Trivy's and Grype's JSON, and SARIF of any.
//!
//! A report is read whole or not at all: of one that cannot be read in part nobody knows what was in that part.

mod grype;
mod sarif;
mod trivy;

use keelmark_model::advisory::{AdvisoryKind, Rating, Score};
use keelmark_model::vulnerability::{Affected, When};
use keelmark_model::{Place, Vulnerability};
use serde_json::Value;

use crate::{ParseError, codes, cvss, json};

/// What a scanner reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanned {
    /// Whose report it is.
    pub tool: &'static str,
    /// How many parts it has: targets of Trivy, runs of SARIF. Of a report without any, nothing was looked at.
    pub parts: usize,
    /// What it found.
    pub vulnerabilities: Vec<Vulnerability>,
    /// Why it says less than it might have found, in a line each: a run that failed, results kept elsewhere.
    pub open: Vec<String>,
    /// What it tells of that is no flaw of a package, in a line each.
    pub besides: Vec<String>,
}

/// Reads a report, of which the content tells whose it is.
///
/// # Errors
/// `document.*` for what is no JSON, `scanner.form`.
pub fn parse(bytes: &[u8]) -> Result<Scanned, ParseError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // Of two members with one name another reader may see the other.
    let value: Value = json::parse(bytes)?;
    if value.get("runs").is_some() {
        return sarif::read(&value);
    }
    if value.get("matches").is_some() {
        return grype::read(&value);
    }
    // Trivy leaves out `Results` where it looked at nothing.
    if value.get("SchemaVersion").is_some() && value.get("ArtifactName").is_some() {
        return trivy::read(&value);
    }
    Err(form("it is neither of Trivy, nor of Grype, nor SARIF"))
}

fn form(message: impl Into<String>) -> ParseError {
    ParseError::new(&codes::SCANNER_FORM, message)
}

/// The text of a field; empty is none.
fn text(value: &Value, field: &str) -> Option<String> {
    let text = value.get(field).and_then(Value::as_str)?;
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// The text of a field that must be there.
fn needed(value: &Value, field: &str) -> Result<String, ParseError> {
    text(value, field).ok_or_else(|| form(format!("a finding has no `{field}`")))
}

/// The elements of a field that is a list, or is not there or null.
fn list<'a>(value: &'a Value, field: &str) -> Result<&'a [Value], ParseError> {
    match value.get(field) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(list)) => Ok(list),
        Some(_) => Err(form(format!("`{field}` is no list"))),
    }
}

/// A flaw of which nothing is known but where it is.
fn vulnerability(id: String, package: Affected) -> Vulnerability {
    Vulnerability {
        names: vec![id.clone()],
        id,
        kind: AdvisoryKind::Vulnerability,
        package,
        title: String::new(),
        url: None,
        rating: None,
        score: None,
        vector: None,
        fixed: Vec::new(),
        upgrade: None,
        doubt: None,
        exploited: None,
        likelihood: None,
    }
}

/// A package of which nothing is known but its name.
fn affected(name: String, version: String, place: Option<Place>) -> Affected {
    Affected {
        ecosystem: String::new(),
        name,
        version,
        purl: None,
        target: None,
        place,
        elsewhere: Vec::new(),
        state: None,
        usage: When::Runtime,
        path: Vec::new(),
    }
}

/// The worst of several vectors.
fn worst<'a>(vectors: impl Iterator<Item = &'a str>) -> Option<(Score, String)> {
    let scored = vectors.filter_map(|vector| Some((cvss::score(vector).ok()?, vector.to_owned())));
    scored.max_by_key(|(score, _)| *score)
}

/// The rating that a scanner's word means; what it does not know is none, which no threshold lets pass.
fn rating(word: Option<String>) -> Option<Rating> {
    word.and_then(|word| Rating::named(&word))
}

#[cfg(test)]
mod tests {
    use keelmark_model::Vulnerability;

    use super::parse;
    use crate::data;

    fn shown(bytes: &[u8]) -> Result<String, &'static str> {
        let one = |it: &Vulnerability| {
            let package = &it.package;
            let rating = it.rating.map_or("-", |it| it.name());
            let score = it.score.map_or("-".to_owned(), |it| it.to_string());
            let line = package.place.as_ref().map(|it| format!("{}:{:?}", it.path, it.line));
            let line = line.unwrap_or_default();
            format!(
                "{} {}@{} {rating} {score} [{}] {line}",
                it.names.join("="),
                package.name,
                package.version,
                it.fixed.join(" ")
            )
        };
        let read = parse(bytes).map_err(|error| error.code.id)?;
        Ok(read.vulnerabilities.iter().map(one).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn a_report_of_trivy() {
        let Some(folder) = data::folder("openmed") else { return };
        let bytes = std::fs::read(folder.join("trivy-high-vulnerability.json")).unwrap();
        assert_eq!(
            shown(&bytes).unwrap(),
            "CVE-2026-99999 openssl@1.0.0 high - [1.0.1] openmed:seeded (debian 12):None"
        );
        let empty = br#"{"SchemaVersion": 2, "ArtifactName": "a"}"#;
        assert_eq!(shown(empty).unwrap(), "");
        let text = String::from_utf8(bytes).unwrap();
        let nameless = text.replace("\"VulnerabilityID\"", "\"Id\"");
        assert_eq!(shown(nameless.as_bytes()), Err("scanner.form"));
        let odd = text.replace("\"Vulnerabilities\": [", "\"Vulnerabilities\": {\"a\": [");
        assert!(shown(odd.as_bytes()).is_err());
    }

    #[test]
    fn a_report_of_grype() {
        let text = br#"{"matches": [{
            "vulnerability": {"id": "GHSA-1", "severity": "Critical", "fix": {"versions": ["2.0"], "state": "fixed"},
                "cvss": [{"vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]},
            "relatedVulnerabilities": [{"id": "CVE-1"}],
            "artifact": {"name": "a", "version": "1.0", "type": "python", "purl": "pkg:pypi/a@1.0",
                "locations": [{"path": "/uv.lock"}]}}]}"#;
        assert_eq!(shown(text).unwrap(), "CVE-1=GHSA-1 a@1.0 critical 9.8 [2.0] /uv.lock:None");
    }

    #[test]
    fn a_report_in_sarif() {
        let text = br#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x", "rules": [
            {"id": "CVE-1", "properties": {"security-severity": "7.5"}, "helpUri": "https://h"}]}},
            "results": [{"ruleId": "CVE-1", "ruleIndex": 0, "message": {"text": "bad"},
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": "uv.lock"}, "region": {"startLine": 3}}}]},
                {"ruleId": "odd", "level": "warning", "message": {"text": "m"}},
                {"ruleId": "kept", "level": "error", "kind": "pass", "message": {"text": "m"}}]}]}"#;
        assert_eq!(
            shown(text).unwrap(),
            "CVE-1 uv.lock@ high 7.5 [] uv.lock:Some(3)\nodd x@ medium - [] "
        );
        assert_eq!(shown(br#"{"runs": [{"results": [{"message": {}}]}]}"#), Err("scanner.form"));
        assert_eq!(shown(b"{}"), Err("scanner.form"));
    }

    #[test]
    fn what_a_report_leaves_open_is_told() {
        let open = |text: &str| parse(text.as_bytes()).map(|it| it.open).unwrap();
        let run = |fields: &str| {
            format!(r#"{{"runs": [{{"tool": {{"driver": {{"name": "x"}}}}, {fields}}}]}}"#)
        };
        for (fields, expected) in [
            (r#""results": []"#, &[][..]),
            (r#""results": [], "invocations": [{"executionSuccessful": true}]"#, &[]),
            (
                r#""results": [], "invocations": [{"executionSuccessful": false}]"#,
                &["the run of `x` failed"],
            ),
            (r#""results": null"#, &["the run of `x` has no list of results"]),
            (r#""invocations": []"#, &["the run of `x` has no list of results"]),
            (
                r#""results": [], "externalPropertyFileReferences": {"results": [{}]}"#,
                &["the run of `x` keeps results in other files"],
            ),
        ] {
            assert_eq!(open(&run(fields)), expected, "{fields}");
        }
        assert_eq!(open(r#"{"matches": []}"#), [""; 0]);
        assert_eq!(open(r#"{"matches": null}"#), ["`matches` is no list"]);
        let trivy = r#"{"SchemaVersion": 2, "ArtifactName": "a", "Results": [
            {"Target": "t", "Misconfigurations": [{}, {}], "Secrets": [{}], "Licenses": []}]}"#;
        let besides = parse(trivy.as_bytes()).unwrap().besides;
        assert_eq!(besides, ["`Misconfigurations`: 2", "`Secrets`: 1"]);
        let twice = r#"{"SchemaVersion": 2, "ArtifactName": "a", "Results": [], "Results": []}"#;
        assert_eq!(parse(twice.as_bytes()).unwrap_err().code.id, "document.syntax");
    }
}
