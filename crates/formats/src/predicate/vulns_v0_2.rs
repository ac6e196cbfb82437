//! What a scanner found of vulnerabilities.
//!
//! Source: in-toto Attestation Framework, `spec/predicates/vulns_02.md`, version 0.2. An empty list of results says
//! that the scanner found nothing: whoever could not look everything up writes no such predicate.

use std::collections::BTreeMap;

use keelmark_model::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::json::Object;
use crate::time::{parse_rfc3339, rfc3339};
use crate::{ParseError, codes, json};

/// The type of the predicate.
pub const PREDICATE_TYPE: &str = "https://in-toto.io/attestation/vulns/v0.2";

/// What a scanner found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// Who the scanner is, as a URI.
    pub scanner: String,
    /// Its version.
    pub version: Option<String>,
    /// What it looked things up in.
    pub database: Database,
    /// Everything found.
    pub results: Vec<Found>,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub finished: Timestamp,
}

/// A database of vulnerabilities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    /// Which one it is, as a URI.
    pub uri: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// When it was last brought up to date.
    pub last_update: Timestamp,
}

/// One vulnerability of one package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Its identifier.
    pub id: String,
    /// How bad it is, by one method or several.
    pub severity: Vec<Severity>,
    /// Whatever else the scanner says, in words of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annotations: Vec<BTreeMap<String, Value>>,
}

/// How bad a vulnerability is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Severity {
    /// By which method: `cvss_score`, `nvd`.
    pub method: String,
    /// What it comes to, in the words of the method.
    pub score: String,
}

impl Found {
    /// A vulnerability with one object of annotations.
    pub fn annotated<'a>(
        id: String,
        severity: Vec<Severity>,
        annotations: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let annotations = annotations.map(|(name, value)| (name.to_owned(), value.into()));
        Self { id, severity, annotations: vec![annotations.collect()] }
    }
}

#[derive(Serialize, Deserialize)]
struct Wire {
    scanner: WireScanner,
    metadata: Metadata,
}

#[derive(Serialize, Deserialize)]
struct WireScanner {
    uri: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    db: WireDatabase,
    result: Vec<Found>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireDatabase {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    last_update: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    scan_started_on: String,
    scan_finished_on: String,
}

impl Scan {
    /// Reads the predicate.
    ///
    /// # Errors
    /// `document.*`: no strict JSON, a required field missing, a time that is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let Object(Wire { scanner, metadata }) = json::parse(bytes)?;
        let time = |field: &str, text: &str| {
            parse_rfc3339(text).ok_or_else(|| {
                let message = format!("`{field}` is no time of RFC 3339");
                ParseError::new(&codes::DOCUMENT_SHAPE, message)
            })
        };
        let WireScanner { uri, version, db, result } = scanner;
        Ok(Self {
            scanner: uri,
            version,
            database: Database {
                uri: db.uri,
                version: db.version,
                last_update: time("scanner.db.lastUpdate", &db.last_update)?,
            },
            results: result,
            started: time("metadata.scanStartedOn", &metadata.scan_started_on)?,
            finished: time("metadata.scanFinishedOn", &metadata.scan_finished_on)?,
        })
    }

    /// Writes the predicate.
    pub fn render(&self) -> Vec<u8> {
        let Self { scanner, version, database, results, started, finished } = self;
        let scanner = WireScanner {
            uri: scanner.clone(),
            version: version.clone(),
            db: WireDatabase {
                uri: database.uri.clone(),
                version: database.version.clone(),
                last_update: rfc3339(database.last_update),
            },
            result: results.clone(),
        };
        let metadata =
            Metadata { scan_started_on: rfc3339(*started), scan_finished_on: rfc3339(*finished) };
        json::render_pretty(&Wire { scanner, metadata })
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, Scan, Severity};

    /// In the form of the example of the specification.
    const WHOLE: &str = r#"{
  "scanner": {
    "uri": "pkg:github/aquasecurity/trivy@244fd47e07d1004f0aed9",
    "version": "0.19.2",
    "db": {
      "uri": "pkg:github/aquasecurity/trivy-db/commit/4c76bb580b2736d67751410fa4ab66d2b6b9b27d",
      "version": "v1-2021080612",
      "lastUpdate": "2021-08-06T17:45:50Z"
    },
    "result": [
      {"id": "CVE-123", "severity": [
        {"method": "nvd", "score": "medium"}, {"method": "cvss_score", "score": "5.2"}
      ]}
    ]
  },
  "metadata": {"scanStartedOn": "2021-08-06T17:45:50Z", "scanFinishedOn": "2021-08-06T17:50:50Z"}
}"#;

    #[test]
    fn what_is_written_is_read_again() {
        let scan = Scan::parse(WHOLE.as_bytes()).unwrap();
        let severity = |method: &str, score: &str| Severity {
            method: method.to_owned(),
            score: score.to_owned(),
        };
        let wanted = Found {
            id: "CVE-123".to_owned(),
            severity: vec![severity("nvd", "medium"), severity("cvss_score", "5.2")],
            annotations: Vec::new(),
        };
        assert_eq!(scan.results, [wanted]);
        assert_eq!(scan.finished.0 - scan.started.0, 300);
        assert_eq!(Scan::parse(&scan.render()), Ok(scan));
    }

    #[test]
    fn annotations_are_kept() {
        let mut scan = Scan::parse(WHOLE.as_bytes()).unwrap();
        let annotations = [("package", "a@1"), ("fixed", "2")];
        scan.results =
            vec![Found::annotated("A-1".to_owned(), Vec::new(), annotations.into_iter())];
        assert_eq!(scan.results[0].annotations[0]["fixed"], "2");
        assert_eq!(Scan::parse(&scan.render()), Ok(scan));
        let text = WHOLE.replacen("\"CVE-123\",", "\"CVE-123\", \"annotations\": [{\"n\": 1}],", 1);
        let scan = Scan::parse(text.as_bytes()).unwrap();
        assert_eq!(scan.results[0].annotations[0]["n"], 1);
    }

    #[test]
    fn what_is_required_must_be_there() {
        for (from, to) in [
            ("\"lastUpdate\"", "\"last\""),
            ("2021-08-06T17:50:50Z", "yesterday"),
            ("\"result\"", "\"results\""),
            ("\"id\"", "\"name\""),
        ] {
            let error = Scan::parse(WHOLE.replace(from, to).as_bytes()).unwrap_err();
            assert_eq!(error.code.id, "document.shape", "{from}");
        }
    }
}
