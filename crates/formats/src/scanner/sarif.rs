//! Reports in SARIF 2.1.0, of any scanner.
//!
//! Source: OASIS, SARIF 2.1.0, sections 3.27 (result) and 3.49 (rule); `security-severity` as code scanning of
//! GitHub reads it. A result names a rule and a place, and no package: the file stands for it.

use keelmark_model::advisory::{Rating, Score};
use keelmark_model::{Place, Vulnerability};
use serde_json::Value;

use super::{Scanned, affected, form, list, text, vulnerability};
use crate::ParseError;

pub(super) fn read(value: &Value) -> Result<Scanned, ParseError> {
    let mut scanned = Scanned {
        tool: "sarif",
        parts: 0,
        vulnerabilities: Vec::new(),
        open: Vec::new(),
        besides: Vec::new(),
    };
    for run in list(value, "runs")? {
        scanned.parts += 1;
        let driver = run.get("tool").and_then(|tool| tool.get("driver"));
        let rules = driver.map(|driver| list(driver, "rules")).transpose()?.unwrap_or_default();
        let tool = driver.and_then(|driver| text(driver, "name")).unwrap_or_default();
        scanned.open.extend(open(run, &tool)?);
        // A result that is suppressed is still one: whether it counts is said by waivers.
        for result in list(run, "results")? {
            if text(result, "kind").is_none_or(|kind| kind == "fail" || kind == "open") {
                scanned.vulnerabilities.push(of(result, rules, &tool)?);
            }
        }
    }
    Ok(scanned)
}

/// Why a run says less than it might have found (sections 3.14.2, 3.14.23 and 3.20.14).
fn open(run: &Value, tool: &str) -> Result<Vec<String>, ParseError> {
    let failed = list(run, "invocations")?
        .iter()
        .any(|it| it.get("executionSuccessful").and_then(Value::as_bool) == Some(false));
    let elsewhere = run.get("externalPropertyFileReferences").and_then(|it| it.get("results"));
    let reasons = [
        (failed, "failed"),
        (!run.get("results").is_some_and(Value::is_array), "has no list of results"),
        (elsewhere.is_some(), "keeps results in other files"),
    ];
    let reasons = reasons.into_iter().filter(|(holds, _)| *holds);
    Ok(reasons.map(|(_, what)| format!("the run of `{tool}` {what}")).collect())
}

fn of(result: &Value, rules: &[Value], tool: &str) -> Result<Vulnerability, ParseError> {
    let indexed = result.get("ruleIndex").and_then(Value::as_u64);
    let indexed = indexed.and_then(|at| rules.get(usize::try_from(at).ok()?));
    let named = text(result, "ruleId");
    let id = named.or_else(|| indexed.and_then(|rule| text(rule, "id")));
    let id = id.ok_or_else(|| form("a result names no rule"))?;
    let rule = indexed.or_else(|| rules.iter().find(|rule| text(rule, "id").as_ref() == Some(&id)));
    let place = list(result, "locations")?.first().and_then(place);
    let name = place.as_ref().map_or(tool, |place| &place.path).to_owned();
    let mut flaw = vulnerability(id, affected(name, String::new(), place));
    let message = result.get("message").and_then(|message| text(message, "text"));
    flaw.title = message.unwrap_or_default();
    flaw.url = rule.and_then(|rule| text(rule, "helpUri"));
    flaw.score = [Some(result), rule].into_iter().flatten().find_map(score);
    let default = rule.and_then(|rule| text(rule.get("defaultConfiguration")?, "level"));
    let level = text(result, "level").or(default);
    flaw.rating = flaw.score.map(Score::rating).or_else(|| by_level(level.as_deref()));
    Ok(flaw)
}

fn place(location: &Value) -> Option<Place> {
    let physical = location.get("physicalLocation")?;
    let path = text(physical.get("artifactLocation")?, "uri")?;
    let line = physical.get("region").and_then(|region| region.get("startLine")?.as_u64());
    Some(Place { path, line: line.and_then(|line| u32::try_from(line).ok()) })
}

/// The score of a result or of its rule, in tenths.
fn score(value: &Value) -> Option<Score> {
    let number = value.get("properties")?.get("security-severity")?;
    let number = number.as_f64().or_else(|| number.as_str()?.parse().ok())?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 0 and 100"
    )]
    (0.0..=10.0).contains(&number).then(|| Score((number * 10.0).round() as u8))
}

/// What code scanning makes of levels. A level that is not given is `warning` (section 3.27.10).
fn by_level(level: Option<&str>) -> Option<Rating> {
    match level {
        Some("error") => Some(Rating::High),
        Some("warning") | None => Some(Rating::Medium),
        Some("note") => Some(Rating::Low),
        _ => Some(Rating::None),
    }
}
