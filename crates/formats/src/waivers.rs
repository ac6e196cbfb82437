//! Files of waivers: keelmark's own in TOML, and those of OpenMed, in YAML and TOML, as they are.
//!
//! ```toml
//! fail_on = "high"            # optional
//!
//! [[waiver]]
//! id = "CVE-2026-14456"       # in any database
//! package = "libssl3t64"      # optional, as are target and scope
//! owner = "security@example.org"
//! reason = "no QUIC listener in this image"
//! expires = "2026-09-18"      # the last day it holds
//! allow_fixed = false         # optional
//! justification = "vulnerable_code_not_in_execute_path"    # optional: a word of OpenVEX, where the flaw has no effect
//! ```
//!
//! A field that is not known is an error: one that is misspelt would waive more than was meant.
//!
//! Source of the others: OpenMed, `security/cve-allowlist.yaml` (`policy.default_threshold`, `allowlist`), and the
//! ignored advisories of its audit of Python packages, which have a day of review (`review_by`).

use keelmark_model::Waiver;
use keelmark_model::advisory::Rating;
use keelmark_model::waiver::Waivers;
use serde::Deserialize;

use crate::vex::JUSTIFICATIONS;
use crate::{ParseError, codes, limits, time, toml};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: Option<u32>,
    fail_on: Option<String>,
    policy: Option<Policy>,
    #[serde(default, rename = "waiver")]
    own: Vec<Entry>,
    #[serde(default)]
    allowlist: Vec<Entry>,
    #[serde(default)]
    ignore: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Policy {
    default_threshold: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    package: Option<String>,
    target: Option<String>,
    scope: Option<String>,
    owner: Option<String>,
    reason: Option<String>,
    #[serde(alias = "review_by")]
    expires: Option<Day>,
    #[serde(default)]
    allow_fixed: bool,
    justification: Option<String>,
}

/// A day, as text or as TOML has it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Day {
    Text(String),
    Date(::toml::value::Datetime),
}

/// Reads a file of waivers: YAML, if its name says so, else TOML.
///
/// # Errors
/// `document.*` codes for what is neither; `waivers.form` for a waiver without identifier, reason or day, for a
/// day that is none, and for one of keelmark's own that nobody answers for.
pub fn parse(path: &str, bytes: &[u8]) -> Result<Waivers, ParseError> {
    let is_yaml = path.ends_with(".yaml") || path.ends_with(".yml");
    let document: Document = if is_yaml { yaml(bytes)? } else { toml::parse(bytes)? };
    if document.version.is_some_and(|version| version != 1) {
        return Err(form("`version` is not 1"));
    }
    let threshold = document.fail_on.or(document.policy.and_then(|it| it.default_threshold));
    let threshold = threshold
        .map(|word| Rating::named(&word).ok_or_else(|| form(&format!("`{word}` is no severity"))));
    let own = document.own.into_iter().map(|entry| entry.read(true));
    let others = document.allowlist.into_iter().chain(document.ignore);
    let waivers = own.chain(others.map(|entry| entry.read(false)));
    Ok(Waivers { threshold: threshold.transpose()?, waivers: waivers.collect::<Result<_, _>>()? })
}

fn yaml(bytes: &[u8]) -> Result<Document, ParseError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        ParseError::at(&codes::DOCUMENT_ENCODING, "not UTF-8", bytes, error.valid_up_to())
    })?;
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_aliases: 0,
            max_anchors: 0,
            max_depth: limits::DOCUMENT_DEPTH,
            max_documents: 1,
            max_events: limits::WAIVER_NODES * 2,
            max_nodes: limits::WAIVER_NODES,
        },
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let message = error.to_string();
        form(message.lines().next().unwrap_or_default())
    })
}

impl Entry {
    fn read(self, is_owned: bool) -> Result<Waiver, ParseError> {
        let Self { id, package, target, scope, owner, reason, expires, allow_fixed, justification } =
            self;
        let about = |message: &str| form(&format!("the waiver of `{id}` {message}"));
        if id.trim().is_empty() {
            return Err(form("a waiver has no `id`"));
        }
        let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let expires = match expires.ok_or_else(|| about("does not expire"))? {
            Day::Text(text) => text,
            Day::Date(date) => date.to_string(),
        };
        if time::Day::parse(&expires).is_none() {
            return Err(about(&format!("expires on `{expires}`, which is no day (YYYY-MM-DD)")));
        }
        let owner = said(owner);
        if is_owned && owner.is_none() {
            return Err(about("has no `owner`"));
        }
        let is_scope =
            |it: &String| matches!(it.as_str(), "runtime" | "optional" | "build" | "development");
        if !scope.iter().all(is_scope) {
            return Err(about(
                "has a `scope` that is none of runtime, optional, build, development",
            ));
        }
        if let Some(unknown) =
            justification.iter().find(|it| !JUSTIFICATIONS.contains(&it.as_str()))
        {
            let known = JUSTIFICATIONS.join(", ");
            return Err(about(&format!(
                "has a `justification` `{unknown}`, which is none of {known}"
            )));
        }
        let reason = said(reason).ok_or_else(|| about("has no `reason`"))?.trim().to_owned();
        Ok(Waiver {
            package,
            target,
            scope,
            owner,
            reason,
            expires,
            allow_fixed,
            justification,
            id,
        })
    }
}

fn form(message: &str) -> ParseError {
    ParseError::new(&codes::WAIVERS_FORM, message)
}

#[cfg(test)]
mod tests {
    use keelmark_model::advisory::Rating;

    use super::parse;
    use crate::data;

    const OWN: &str = r#"
fail_on = "high"
[[waiver]]
id = "CVE-1"
package = "a"
owner = "o"
reason = "r"
expires = 2026-09-18
allow_fixed = true
"#;

    #[test]
    fn every_form_is_read() {
        let own = parse("w.toml", OWN.as_bytes()).unwrap();
        assert_eq!(own.threshold, Some(Rating::High));
        let [waiver] = own.waivers.as_slice() else { panic!("{own:?}") };
        assert_eq!((waiver.expires.as_str(), waiver.allow_fixed), ("2026-09-18", true));
        let text = "[[ignore]]\nid = \"PYSEC-1\"\nreview_by = \"2026-01-01\"\nreason = \"r\"\n";
        let ignored = parse("w.toml", text.as_bytes()).unwrap();
        assert_eq!(ignored.waivers[0].expires, "2026-01-01");
    }

    #[test]
    fn waivers_of_openmed_are_read_as_they_are() {
        let Some(folder) = data::folder("openmed") else { return };
        let bytes = std::fs::read(folder.join("cve-allowlist.yaml")).unwrap();
        let waivers = parse("cve-allowlist.yaml", &bytes).unwrap();
        assert_eq!((waivers.threshold, waivers.waivers.len()), (Some(Rating::High), 17));
        let days: std::collections::BTreeSet<&str> =
            waivers.waivers.iter().map(|it| it.expires.as_str()).collect();
        assert_eq!(Vec::from_iter(days), ["2026-09-03", "2026-09-18"]);
    }

    #[test]
    fn what_would_waive_more_than_was_meant_is_refused() {
        for (from, to) in [
            ("id = \"CVE-1\"", "id = \"\""),
            ("id = \"CVE-1\"", ""),
            ("reason = \"r\"", "reason = \" \""),
            ("owner = \"o\"", ""),
            ("expires = 2026-09-18", ""),
            ("2026-09-18", "2026-09-31"),
            ("2026-09-18", "\"soon\""),
            ("2026-09-18", "2026-09-18T00:00:00Z"),
            ("package", "pakage"),
            ("package = \"a\"", "scope = \"dev\""),
            ("high", "hihg"),
            ("allow_fixed = true", "justification = \"because\""),
        ] {
            let text = OWN.replace(from, to);
            assert_ne!(text, OWN);
            assert!(parse("w.toml", text.as_bytes()).is_err(), "{text}");
        }
        assert!(parse("w.yaml", b"version: 2\nallowlist: []\n").is_err());
    }
}
