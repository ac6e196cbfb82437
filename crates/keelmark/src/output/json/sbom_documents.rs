//! What was found in bills of materials, version 1.

use keelmark_formats::sbom::diff::{Difference, Entry};
use keelmark_formats::sbom::enrich::Enrichment;
use keelmark_formats::sbom::validate::{Met, Profile, Requirement};
use serde::Serialize;

/// `keelmark sbom diff --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Diff<'a> {
    schema: &'static str,
    different: bool,
    added: Vec<ListedEntry<'a>>,
    removed: Vec<ListedEntry<'a>>,
    changed: Vec<ListedChange<'a>>,
    dependencies_added: Vec<[&'a str; 2]>,
    dependencies_removed: Vec<[&'a str; 2]>,
}

#[derive(Debug, Serialize)]
struct ListedEntry<'a> {
    name: &'a str,
    version: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct ListedChange<'a> {
    name: &'a str,
    version: Option<&'a str>,
    what: &'static str,
    before: &'a str,
    after: &'a str,
}

impl<'a> From<&'a Difference> for Diff<'a> {
    fn from(difference: &'a Difference) -> Self {
        let entries = |all: &'a [Entry]| all.iter().map(ListedEntry::from).collect();
        let pairs = |all: &'a [(String, String)]| {
            all.iter().map(|(from, to)| [from.as_str(), to.as_str()]).collect()
        };
        let changed = difference.changed.iter().flat_map(|changed| {
            changed.facts.iter().map(|(fact, before, after)| ListedChange {
                name: &changed.entry.name,
                version: changed.entry.version.as_deref(),
                what: fact.name(),
                before,
                after,
            })
        });
        Self {
            schema: "keelmark.sbom-diff/v1",
            different: !difference.is_empty(),
            added: entries(&difference.added),
            removed: entries(&difference.removed),
            changed: changed.collect(),
            dependencies_added: pairs(&difference.needs_added),
            dependencies_removed: pairs(&difference.needs_removed),
        }
    }
}

impl<'a> From<&'a Entry> for ListedEntry<'a> {
    fn from(entry: &'a Entry) -> Self {
        Self { name: &entry.name, version: entry.version.as_deref() }
    }
}

/// `keelmark sbom enrich --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Enriched<'a> {
    schema: &'static str,
    filled: Vec<ListedFilled<'a>>,
    conflicts: Vec<ListedConflict<'a>>,
    files: &'a [String],
}

#[derive(Debug, Serialize)]
struct ListedFilled<'a> {
    package: &'a str,
    field: &'static str,
    from: &'a str,
}

#[derive(Debug, Serialize)]
struct ListedConflict<'a> {
    package: &'a str,
    field: &'static str,
    here: &'a str,
    there: &'a str,
    from: &'a str,
}

impl<'a> Enriched<'a> {
    pub(crate) fn new(enrichment: &'a Enrichment, files: &'a [String]) -> Self {
        let filled = enrichment.filled.iter().map(|one| ListedFilled {
            package: &one.package,
            field: one.field.name(),
            from: &one.place,
        });
        let conflicts = enrichment.conflicts.iter().map(|one| ListedConflict {
            package: &one.package,
            field: one.field.name(),
            here: &one.here,
            there: &one.there,
            from: &one.place,
        });
        Self {
            schema: "keelmark.sbom-enrich/v1",
            filled: filled.collect(),
            conflicts: conflicts.collect(),
            files,
        }
    }
}

/// `keelmark sbom validate --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Validation<'a> {
    schema: &'static str,
    profile: Option<&'static str>,
    outcome: &'static str,
    requirements: Vec<ListedRequirement<'a>>,
}

impl<'a> Validation<'a> {
    pub(crate) fn new(profile: Option<Profile>, met: Met, all: &'a [Requirement]) -> Self {
        Self {
            schema: "keelmark.sbom-validate/v1",
            profile: profile.map(Profile::name),
            outcome: outcome(met),
            requirements: all.iter().map(ListedRequirement::from).collect(),
        }
    }
}

/// `keelmark sbom score --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Score<'a> {
    schema: &'static str,
    score: u8,
    requirements: Vec<ListedRequirement<'a>>,
}

impl<'a> Score<'a> {
    pub(crate) fn new(score: u8, all: &'a [Requirement]) -> Self {
        Self {
            schema: "keelmark.sbom-score/v1",
            score,
            requirements: all.iter().map(ListedRequirement::from).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct ListedRequirement<'a> {
    name: &'static str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    holds: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<usize>,
    message: &'a str,
}

impl<'a> From<&'a Requirement> for ListedRequirement<'a> {
    fn from(one: &'a Requirement) -> Self {
        Self {
            name: one.name,
            outcome: outcome(one.met),
            holds: one.counts.map(|(holds, _)| holds),
            of: one.counts.map(|(_, total)| total),
            message: &one.message,
        }
    }
}

const fn outcome(met: Met) -> &'static str {
    match met {
        Met::Yes => "pass",
        Met::No => "fail",
        Met::Unknown => "unknown",
    }
}
