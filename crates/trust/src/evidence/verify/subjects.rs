//! The release artifacts against what the evidence says of them.

use keelmark_formats::evidence::Index;
use keelmark_formats::statement::Statement;
use keelmark_model::{Check, DigestAlgorithm, Subject};

use super::{Expectation, SubjectScope, fail, file_name, pass, skipped, unknown};
use crate::codes;

/// The subjects the folder is about: the index names them; dpone's leaves that to the provenance,
/// under the paths that were typed.
pub(super) fn named(
    index: &Index,
    provenance: Option<&Statement<'_>>,
) -> Result<Vec<Subject>, String> {
    let Some(subjects) = &index.subjects else {
        let statement = provenance.ok_or("the provenance cannot be read")?;
        return Ok(statement
            .subjects
            .iter()
            .map(|subject| Subject { name: file_name(&subject.name).to_owned(), ..subject.clone() })
            .collect());
    };
    subjects
        .iter()
        .map(|entry| entry.subject().map_err(|error| format!("{}: {error}", entry.name)))
        .collect()
}

pub(super) fn check(
    about: Result<Vec<Subject>, String>,
    expectation: &Expectation<'_>,
) -> Vec<Check> {
    let about = match about {
        Ok(about) if about.is_empty() => {
            return vec![fail(
                "subject",
                "",
                &codes::SUBJECT_NONE,
                "the evidence names no artifact",
            )];
        }
        Ok(about) => about,
        Err(detail) => return vec![fail("subject", "", &codes::SUBJECT_NONE, detail)],
    };
    let mut checks: Vec<_> =
        about.iter().map(|subject| one(subject, &about, expectation)).collect();
    let strangers =
        expectation.subjects.iter().filter(|given| !about.iter().any(|s| fits(s, given)));
    checks.extend(strangers.map(|given| {
        let detail = "the evidence names no artifact of this name or digest";
        fail("subject", &given.name, &codes::SUBJECT_UNLISTED, detail)
    }));
    checks
}

fn one(subject: &Subject, about: &[Subject], expectation: &Expectation<'_>) -> Check {
    let Some(given) = candidate(subject, about, expectation.subjects) else {
        let detail = "not looked at";
        return match expectation.scope {
            SubjectScope::All => {
                let detail = "the artifact is not here to be checked";
                unknown("subject", &subject.name, &codes::SUBJECT_ABSENT, detail)
            }
            SubjectScope::Given | SubjectScope::None => skipped("subject", &subject.name, detail),
        };
    };
    let compared: Vec<_> = subject
        .digests
        .iter()
        .filter_map(|said| Some((said, given.digest(said.algorithm())?)))
        .collect();
    if let Some((said, found)) = compared.iter().find(|(said, found)| said != found) {
        let detail = format!("{found}, the evidence says {}", said.hex());
        return fail("subject", &subject.name, &codes::SUBJECT_DIGEST, detail);
    }
    if subject.size.is_some() && given.size.is_some() && subject.size != given.size {
        let detail = "the size is not the one the evidence says";
        return fail("subject", &subject.name, &codes::SUBJECT_DIGEST, detail);
    }
    let strong = compared.iter().find(|(said, _)| said.algorithm() >= DigestAlgorithm::Sha256);
    match strong {
        None => {
            let detail = "the evidence has no digest of it that can be relied on";
            unknown("subject", &subject.name, &codes::SUBJECT_DIGEST, detail)
        }
        Some((said, _)) if given.name == subject.name => {
            pass("subject", &subject.name, said.to_string())
        }
        Some((said, _)) => {
            pass("subject", &subject.name, format!("{said}, found under the name {}", given.name))
        }
    }
}

/// The artifact at hand that `subject` speaks of: the one of its name, else one of its bytes that
/// no other subject claims by name.
fn candidate<'a>(
    subject: &Subject,
    about: &[Subject],
    given: &'a [Subject],
) -> Option<&'a Subject> {
    given.iter().find(|given| given.name == subject.name).or_else(|| {
        given.iter().find(|given| {
            fits(subject, given) && !about.iter().any(|other| other.name == given.name)
        })
    })
}

fn fits(subject: &Subject, given: &Subject) -> bool {
    let digest = |subject: &Subject| subject.digest(DigestAlgorithm::Sha256).copied();
    subject.name == given.name || digest(subject).is_some() && digest(subject) == digest(given)
}
