//! The documents for themselves and against each other.

use std::collections::BTreeSet;

use keelmark_formats::ParseError;
use keelmark_formats::evidence::layout::{self, SubjectFiles};
use keelmark_formats::predicate::slsa_provenance_v1::{self, Provenance};
use keelmark_formats::sbom::{SbomFacts, SbomFormat, cyclonedx, spdx};
use keelmark_formats::statement::Statement;
use keelmark_model::{Check, DigestAlgorithm, Subject};
use rayon::prelude::*;

use super::signatures::same_subjects;
use super::{Evidence, located, subjects};
use crate::codes;

pub(super) fn check(evidence: &Evidence<'_>) -> Vec<Check> {
    let read =
        |name: &'static str, parse: Parse| evidence.file(name).map(|bytes| (name, parse(bytes)));
    let (provenance, (cyclonedx, spdx)) = rayon::join(
        || evidence.file(layout::PROVENANCE).map(|bytes| provenance(evidence, bytes)),
        || {
            rayon::join(
                || read(layout::CYCLONEDX, cyclonedx::parse),
                || read(layout::SPDX, spdx::parse),
            )
        },
    );
    let mut checks: Vec<Check> = [&cyclonedx, &spdx]
        .into_iter()
        .flatten()
        .map(|(name, read)| sbom(evidence, name, read))
        .collect();
    if let (Some((_, Ok(cyclonedx))), Some((_, Ok(spdx)))) = (&cyclonedx, &spdx)
        && evidence.index.is_closed()
    {
        checks.push(agreement(cyclonedx, spdx));
    }
    checks.extend(of_subjects(evidence));
    checks.extend(provenance);
    checks
}

/// What is said to be in each subject.
fn of_subjects(evidence: &Evidence<'_>) -> Vec<Check> {
    let about = match evidence.index.is_closed() {
        true => subjects::named(evidence.index, None).unwrap_or_default(),
        false => Vec::new(),
    };
    about.par_iter().flat_map_iter(|subject| of_subject(evidence, subject)).collect()
}

fn of_subject(evidence: &Evidence<'_>, subject: &Subject) -> Vec<Check> {
    let files = SubjectFiles::of(&subject.name);
    let read = |name: &str, parse: Parse| evidence.file(name).map(parse);
    let cyclonedx = read(&files.cyclonedx, cyclonedx::parse);
    let spdx = read(&files.spdx, spdx::parse);
    let mut checks = Vec::new();
    for (name, read) in [(&files.cyclonedx, &cyclonedx), (&files.spdx, &spdx)] {
        checks.extend(read.as_ref().map(|read| contents(subject, name, read)));
    }
    if let (Some(Ok(cyclonedx)), Some(Ok(spdx))) = (&cyclonedx, &spdx)
        && let Some(purl) = purls(cyclonedx).symmetric_difference(&purls(spdx)).next()
    {
        let detail = format!("only one of the two SBOMs lists {purl}");
        checks.push(Check::fail("sbom", &subject.name, &codes::EVIDENCE_DISAGREE, detail));
    }
    checks
}

/// A document about one subject says so by that subject's digest.
fn contents(subject: &Subject, name: &str, read: &Result<SbomFacts<'_>, ParseError>) -> Check {
    let facts = match read {
        Ok(facts) => facts,
        Err(error) => return Check::fail("sbom", name, error.code, located(error)),
    };
    if let Some(defect) = facts.defects.first() {
        return Check::fail("sbom", name, defect.code, defect.message.as_str());
    }
    let digest = subject.digest(DigestAlgorithm::Sha256);
    if !digest.is_some_and(|digest| facts.root_digests.contains(digest)) {
        let detail = format!("it is not about {}: its root has another digest", subject.name);
        return Check::fail("sbom", name, &codes::EVIDENCE_DISAGREE, detail);
    }
    Check::pass("sbom", name, summary(facts))
}

type Parse = for<'a> fn(&'a [u8]) -> Result<SbomFacts<'a>, ParseError>;

fn sbom(evidence: &Evidence<'_>, name: &str, read: &Result<SbomFacts<'_>, ParseError>) -> Check {
    let facts = match read {
        Ok(facts) => facts,
        Err(error) => return Check::fail("sbom", name, error.code, located(error)),
    };
    if let Some(defect) = facts.defects.first() {
        let more = match facts.defects.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        let detail = format!("{}{more}", defect.message);
        return if evidence.index.is_closed() {
            Check::fail("sbom", name, defect.code, detail)
        } else {
            Check::skipped("sbom", name, format!("not valid, and not promised to be: {detail}"))
        };
    }
    if let (Some(project), Some(root)) = (&evidence.index.project, &facts.root)
        && (root.name != project.name || root.version.as_deref() != project.version.as_deref())
    {
        let detail = "its root is not the project the index names";
        return Check::fail("sbom", name, &codes::EVIDENCE_DISAGREE, detail);
    }
    Check::pass("sbom", name, summary(facts))
}

fn summary(facts: &SbomFacts<'_>) -> String {
    let format = match facts.format {
        SbomFormat::CycloneDx => "CycloneDX",
        SbomFormat::Spdx => "SPDX",
    };
    format!(
        "{format} {}, {}, {}",
        facts.spec_version.trim_start_matches("SPDX-"),
        count(facts.components.len(), "package", "packages"),
        count(facts.dependencies, "dependency", "dependencies"),
    )
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Both SBOMs list the same packages.
fn agreement(cyclonedx: &SbomFacts<'_>, spdx: &SbomFacts<'_>) -> Check {
    let (ours, theirs) = (purls(cyclonedx), purls(spdx));
    match ours.symmetric_difference(&theirs).next() {
        None => Check::pass(
            "sbom",
            "",
            format!("both list the same {}", count(ours.len(), "package", "packages")),
        ),
        Some(purl) => {
            let detail = format!("only one of the two lists {purl}");
            Check::fail("sbom", "", &codes::EVIDENCE_DISAGREE, detail)
        }
    }
}

fn purls<'a>(facts: &'a SbomFacts<'_>) -> BTreeSet<&'a str> {
    facts.components.iter().filter_map(|component| component.purl.as_deref()).collect()
}

fn provenance(evidence: &Evidence<'_>, bytes: &[u8]) -> Check {
    let name = layout::PROVENANCE;
    let statement = match Statement::parse(bytes) {
        Ok(statement) => statement,
        Err(error) => return Check::fail("provenance", name, error.code, located(&error)),
    };
    if statement.predicate_type != slsa_provenance_v1::PREDICATE_TYPE {
        let detail = format!("the predicate type is {}", statement.predicate_type);
        return Check::fail("provenance", name, &codes::EVIDENCE_STATEMENT, detail);
    }
    if evidence.index.is_closed() {
        let about = subjects::named(evidence.index, None).unwrap_or_default();
        if !same_subjects(&statement.subjects, &about) {
            let detail = "the statement's subjects are not those of the index";
            return Check::fail("provenance", name, &codes::EVIDENCE_STATEMENT, detail);
        }
    }
    match Provenance::parse(statement.predicate_bytes()) {
        Err(error) => Check::fail("provenance", name, error.code, located(&error)),
        Ok(provenance) => Check::pass("provenance", name, describe(&provenance)),
    }
}

fn describe(provenance: &Provenance) -> String {
    let definition = &provenance.build_definition;
    // A package may come from a commit, too: that of a repository the build did not begin with.
    let is_package = |uri: &String| uri.starts_with("pkg:");
    let sources = definition.resolved_dependencies.iter();
    let mut sources = sources.filter(|one| !one.uri.as_ref().is_some_and(is_package));
    let commit = sources.find_map(|source| source.digest.get("gitCommit"));
    let tree = definition.internal_parameters.get("sourceTree").and_then(|tree| tree.as_str());
    let source = match commit {
        Some(commit) if tree == Some("clean") => format!("commit {commit}"),
        Some(commit) => format!("commit {commit}, the tree being {}", tree.unwrap_or("unknown")),
        None => match definition.external_parameters.get("commit").and_then(|v| v.as_str()) {
            Some(commit) => format!("commit {commit} (as told)"),
            None => "a source tree of unknown commit".to_owned(),
        },
    };
    format!("says: built by {} from {source}", provenance.run_details.builder.id)
}

#[cfg(test)]
mod tests {
    use keelmark_formats::predicate::slsa_provenance_v1::Provenance;

    use super::describe;

    #[test]
    fn the_commit_of_a_package_is_not_that_of_the_source() {
        let told = |dependencies: &str| {
            let text = format!(
                r#"{{"buildDefinition": {{"buildType": "https://b.example/1", "externalParameters": {{}},
                "internalParameters": {{"sourceTree": "clean"}}, "resolvedDependencies": [{dependencies}]}},
                "runDetails": {{"builder": {{"id": "b"}}}}}}"#
            );
            describe(&Provenance::parse(text.as_bytes()).unwrap())
        };
        let package = r#"{"uri": "pkg:pypi/a@1", "digest": {"gitCommit": "aa"}}"#;
        let source = r#"{"digest": {"gitCommit": "bb"}}"#;
        let unknown = "says: built by b from a source tree of unknown commit";
        assert_eq!(told(package), unknown);
        assert_eq!(told(&format!("{package}, {source}")), "says: built by b from commit bb");
    }
}
