//! How a flaw is told.

use keelmark_model::advisory::AdvisoryKind;
use keelmark_model::{Code, Finding, Topic, Vulnerability, Weight};

use crate::codes::{VULNS_INFORMATIONAL, VULNS_MALICIOUS, VULNS_VULNERABLE};

/// Places that are listed beside the first.
const PLACES: usize = 10;

/// A flaw as a finding. `note` says why it does not stop a release, or why its waiver does not hold.
pub(super) fn finding(vulnerability: &Vulnerability, weight: Weight, note: &str) -> Finding {
    let Vulnerability { id, names, package, title, url, score, .. } = vulnerability;
    let finding = Finding::new(code(vulnerability.kind), weight, message(vulnerability, note))
        .of(&package.name, Some(&package.version))
        .known_by([id.as_str(), &package.ecosystem, &package.name, &package.version]);
    let mut finding = Finding { remedy: Some(remedy(vulnerability)), ..finding };
    finding.place.clone_from(&package.place);
    let elsewhere = package.elsewhere.iter().take(PLACES);
    finding.related = elsewhere.map(|place| (place.clone(), "here, too".to_owned())).collect();
    finding.topic =
        Some(Topic { id: id.clone(), title: title.clone(), url: url.clone(), score: *score });
    let aliases: Vec<&str> = names.iter().map(String::as_str).filter(|name| name != id).collect();
    let finding = finding
        .with("id", id)
        .with("aliases", aliases.join(" "))
        .with("ecosystem", &package.ecosystem)
        .with("version", &package.version)
        .with("usage", package.usage.name());
    let figures = [
        ("severity", vulnerability.rating.map(|rating| rating.name().to_owned())),
        ("score", score.map(|score| score.to_string())),
        ("vector", vulnerability.vector.clone()),
        ("fixed", Some(vulnerability.fixed.join(" ")).filter(|fixed| !fixed.is_empty())),
        ("upgrade", vulnerability.upgrade.clone()),
        ("path", Some(package.path.join(" > ")).filter(|path| !path.is_empty())),
        ("purl", package.purl.clone()),
        ("state", package.state.map(str::to_owned)),
        ("exploited since", vulnerability.exploited.as_ref().map(|it| it.added.clone())),
        ("epss", vulnerability.likelihood.as_ref().map(|it| share(it.probability))),
        ("url", url.clone()),
        ("doubt", vulnerability.doubt.clone()),
        ("standing", Some(note.to_owned()).filter(|note| !note.is_empty())),
    ];
    figures.into_iter().fold(finding, |finding, (name, value)| match value {
        Some(value) => finding.with(name, value),
        None => finding,
    })
}

fn code(kind: AdvisoryKind) -> &'static Code {
    match kind {
        AdvisoryKind::Vulnerability => &VULNS_VULNERABLE,
        AdvisoryKind::Malicious => &VULNS_MALICIOUS,
        AdvisoryKind::Unsound | AdvisoryKind::Unmaintained | AdvisoryKind::Notice => {
            &VULNS_INFORMATIONAL
        }
    }
}

fn message(vulnerability: &Vulnerability, note: &str) -> String {
    let Vulnerability { id, names, package, title, .. } = vulnerability;
    let flaw = names.iter().find(|name| name.starts_with("CVE-") && *name != id);
    let flaw = flaw.map(|name| format!(" ({name})")).unwrap_or_default();
    let word = match vulnerability.kind {
        AdvisoryKind::Vulnerability | AdvisoryKind::Malicious => {
            vulnerability.rating.map_or("unrated", |rating| rating.name())
        }
        AdvisoryKind::Unsound => "unsound",
        AdvisoryKind::Unmaintained => "unmaintained",
        AdvisoryKind::Notice => "notice",
    };
    let score = vulnerability.score.map(|score| format!(" {score}")).unwrap_or_default();
    let exploited = if vulnerability.exploited.is_some() { ", exploited" } else { "" };
    let title = if title.is_empty() { String::new() } else { format!(": {title}") };
    let note = if note.is_empty() { String::new() } else { format!(" [{note}]") };
    let doubt = vulnerability.doubt.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
    let package = format!("{}@{}", package.name, package.version);
    format!("`{package}` has {id}{flaw}, {word}{score}{exploited}{title}{doubt}{note}")
}

fn remedy(vulnerability: &Vulnerability) -> String {
    let Vulnerability { package, kind, .. } = vulnerability;
    let through = match package.path.as_slice() {
        [] | [_] | [_, _] => String::new(),
        [_, between @ .., _] => format!(" It comes through {}.", between.join(" > ")),
    };
    let when = match package.usage.name() {
        "runtime" => String::new(),
        usage => format!(" It is in use for {usage} only."),
    };
    let what = match (&vulnerability.upgrade, vulnerability.fixed.first()) {
        _ if *kind == AdvisoryKind::Malicious => {
            "Remove the package, and treat every machine it was installed on as taken over"
                .to_owned()
        }
        (Some(version), _) => format!("Upgrade {} to {version} or later", package.name),
        (None, Some(version)) => {
            format!("{version} mends it as the advisory says, but not for sure: read the advisory")
        }
        (None, None) => {
            "No version that mends it is known: replace the package, or waive the flaw for a time"
                .to_owned()
        }
    };
    format!("{what}.{through}{when}")
}

/// Millionths as a share of one: `0.943580`.
fn share(millionths: u32) -> String {
    format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
}
