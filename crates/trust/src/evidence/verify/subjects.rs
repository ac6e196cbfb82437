//! The release artifacts against what the evidence says of them.

use keelmark_formats::evidence::Index;
use keelmark_formats::statement::Statement;
use keelmark_model::{Check, DigestAlgorithm, Subject};

use super::{Expectation, SubjectScope, file_name};
use crate::codes;

/// The subjects the folder is about: the index names them. An index that does not close its folder,
/// dpone's, is signed by nobody: there the provenance does, under the paths that were typed.
pub(super) fn named(
    index: &Index,
    provenance: Option<&Statement<'_>>,
) -> Result<Vec<Subject>, String> {
    if !index.is_closed() {
        let statement = provenance.ok_or("the provenance cannot be read")?;
        return Ok(statement
            .subjects
            .iter()
            .map(|subject| Subject { name: file_name(&subject.name).to_owned(), ..subject.clone() })
            .collect());
    }
    index
        .subjects
        .iter()
        .flatten()
        .map(|entry| entry.subject().map_err(|error| format!("{}: {error}", entry.name)))
        .collect()
}

pub(super) fn check(
    about: Result<Vec<Subject>, String>,
    expectation: &Expectation<'_>,
) -> Vec<Check> {
    let about = match about {
        Ok(about) if about.is_empty() => {
            return vec![Check::fail(
                "subject",
                "",
                &codes::SUBJECT_NONE,
                "the evidence names no artifact",
            )];
        }
        Ok(about) => about,
        Err(detail) => return vec![Check::fail("subject", "", &codes::SUBJECT_NONE, detail)],
    };
    // Each artifact at hand is judged, so that none passes in the shadow of another of its name.
    let mut checks: Vec<_> =
        expectation.subjects.iter().map(|given| judged(given, &about)).collect();
    let missing = about.iter().filter(|subject| {
        !expectation.subjects.iter().any(|given| counterpart(given, &about) == Some(subject))
    });
    checks.extend(missing.map(|subject| match expectation.scope {
        SubjectScope::All => {
            let detail = "the artifact is not here to be checked";
            Check::unknown("subject", &subject.name, &codes::SUBJECT_ABSENT, detail)
        }
        SubjectScope::Given | SubjectScope::None => {
            Check::skipped("subject", &subject.name, "not looked at")
        }
    }));
    checks
}

/// An artifact at hand against what the evidence says of it.
fn judged(given: &Subject, about: &[Subject]) -> Check {
    let Some(subject) = counterpart(given, about) else {
        let detail = "the evidence names no artifact of this name or digest";
        return Check::fail("subject", &given.name, &codes::SUBJECT_UNLISTED, detail);
    };
    let compared: Vec<_> = subject
        .digests
        .iter()
        .filter_map(|said| Some((said, given.digest(said.algorithm())?)))
        .collect();
    if let Some((said, found)) = compared.iter().find(|(said, found)| said != found) {
        let detail = format!("{found}, the evidence says {}", said.hex());
        return Check::fail("subject", &given.name, &codes::SUBJECT_DIGEST, detail);
    }
    if subject.size.is_some() && given.size.is_some() && subject.size != given.size {
        let detail = "the size is not the one the evidence says";
        return Check::fail("subject", &given.name, &codes::SUBJECT_DIGEST, detail);
    }
    let strong = compared.iter().find(|(said, _)| said.algorithm() >= DigestAlgorithm::Sha256);
    match strong {
        None => {
            let detail = "the evidence has no digest of it that can be relied on";
            Check::unknown("subject", &given.name, &codes::SUBJECT_DIGEST, detail)
        }
        Some((said, _)) if given.name == subject.name => {
            Check::pass("subject", &given.name, said.to_string())
        }
        Some((said, _)) => {
            let detail = format!("{said}, in the evidence under the name {}", subject.name);
            Check::pass("subject", &given.name, detail)
        }
    }
}

/// What the evidence says of an artifact at hand: of its name, else of its bytes.
fn counterpart<'a>(given: &Subject, about: &'a [Subject]) -> Option<&'a Subject> {
    let sha256 = |subject: &Subject| subject.digest(DigestAlgorithm::Sha256).copied();
    let same_bytes =
        |subject: &&Subject| sha256(subject).is_some() && sha256(subject) == sha256(given);
    about
        .iter()
        .find(|subject| subject.name == given.name)
        .or_else(|| about.iter().find(same_bytes))
}
