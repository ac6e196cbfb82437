//! The release artifacts against what the evidence says of them.

use std::collections::{BTreeSet, HashMap};

use keelmark_formats::evidence::Index;
use keelmark_formats::statement::Statement;
use keelmark_model::{Check, Digest, DigestAlgorithm, Subject};

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
    let listed = Listed::of(&about);
    let met: Vec<_> = expectation.subjects.iter().map(|given| listed.counterpart(given)).collect();
    let mut checks: Vec<_> =
        expectation.subjects.iter().zip(&met).map(|(given, met)| judged(given, *met)).collect();
    let met: BTreeSet<&Subject> = met.into_iter().flatten().collect();
    let missing = about.iter().filter(|subject| !met.contains(subject));
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
fn judged(given: &Subject, said: Option<&Subject>) -> Check {
    let Some(subject) = said else {
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
    let strong = compared.iter().find(|(said, _)| is_strong(said));
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

/// The subjects by what they are looked for by; of several, the first.
struct Listed<'a> {
    by_name: HashMap<&'a str, &'a Subject>,
    by_digest: HashMap<Digest, &'a Subject>,
}

impl<'a> Listed<'a> {
    fn of(about: &'a [Subject]) -> Self {
        let (mut by_name, mut by_digest) = (HashMap::new(), HashMap::new());
        for subject in about {
            by_name.entry(subject.name.as_str()).or_insert(subject);
            for digest in subject.digests.iter().filter(|digest| is_strong(digest)) {
                by_digest.entry(*digest).or_insert(subject);
            }
        }
        Self { by_name, by_digest }
    }

    /// What the evidence says of an artifact at hand: of its name, else of its bytes.
    fn counterpart(&self, given: &Subject) -> Option<&'a Subject> {
        let digests = given.digests.iter().filter(|digest| is_strong(digest));
        let same_bytes = || digests.into_iter().find_map(|digest| self.by_digest.get(digest));
        self.by_name.get(given.name.as_str()).or_else(same_bytes).copied()
    }
}

fn is_strong(digest: &Digest) -> bool {
    digest.algorithm() >= DigestAlgorithm::Sha256
}
