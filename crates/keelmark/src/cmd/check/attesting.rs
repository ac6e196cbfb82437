//! What gates found, signed.

use std::collections::BTreeSet;
use std::path::PathBuf;

use keelmark_formats::bundle::{Bundle, Content};
use keelmark_formats::hash::sha256;
use keelmark_formats::limits::{DOCUMENT_BYTES, PROOF_BYTES};
use keelmark_formats::predicate::check_v1::{Checked, predicate_type};
use keelmark_formats::predicate::vulns_v0_2;
use keelmark_formats::settings::check::Gate;
use keelmark_formats::statement;
use keelmark_gates::vulns::{Run, scan};
use keelmark_model::{Judgement, Report, Subject, Timestamp};
use keelmark_trust::PrivateKey;
use keelmark_trust::bundle::sign_statement;
use keelmark_trust::envelope::verify_envelope;
use keelmark_world::git::commit::Commit;
use keelmark_world::{clock, environment, file, folder};

use super::settings::Policies;
use crate::cmd::keys::passphrase;
use crate::cmd::verify::hash_files;
use crate::codes::{ATTEST_SELF_VERIFY, ATTEST_SIZE, CHECK_SUBJECT, CHECK_UNATTESTED};
use crate::credentials;
use crate::error::{CliError, Exit};
use crate::output::Output;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Options of signing the answer.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Attesting {
    /// Sign what was found, whether the gate holds or not: a bundle `GATE.sigstore.json` in this folder
    ///
    /// `keelmark verify` reads it. Of known flaws nothing is signed where something could not be looked up.
    #[arg(long, value_name = "DIR", help_heading = ATTESTING)]
    attest: Option<PathBuf>,

    /// A file that it is said of; repeated: several [default: the target; of a folder its lockfiles]
    #[arg(long, value_name = "FILE", requires = "attest", help_heading = ATTESTING)]
    subject: Vec<PathBuf>,

    /// Key to sign with [default: your own, made when there is none]
    #[arg(long, value_name = "FILE", requires = "attest", help_heading = ATTESTING)]
    key: Option<PathBuf>,

    #[command(flatten)]
    passphrase: passphrase::Source,
}

const ATTESTING: &str = "Signing the answer";

/// What a gate said, and what there is to say of that.
pub(super) struct Answer {
    pub(super) gate: Gate,
    pub(super) judgements: Vec<Judgement>,
    pub(super) looked_at: LookedAt,
    /// The files with what the project chose.
    pub(super) policies: Policies,
    /// What flaws were looked up in, of the gate `vulns`.
    pub(super) database: Option<vulns_v0_2::Database>,
}

/// What a gate looked at, as far as it has digests.
#[derive(Debug, Clone)]
pub(super) enum LookedAt {
    /// Files as they lie there.
    Files(BTreeSet<PathBuf>),
    /// Files of a commit, as it has them.
    Commit(Commit, BTreeSet<String>),
    /// What is known by its digests.
    Subjects(Vec<Subject>),
}

impl Answer {
    /// An answer that rests on nothing but what was looked at.
    pub(super) fn new(gate: Gate, judgements: Vec<Judgement>, looked_at: LookedAt) -> Self {
        Self { gate, judgements, looked_at, policies: Policies::new(), database: None }
    }
}

/// All judgements of `answers`.
pub(super) fn report(answers: &[Answer]) -> Report {
    Report { judgements: answers.iter().flat_map(|it| it.judgements.iter().cloned()).collect() }
}

impl Attesting {
    /// Signs the answers and writes their bundles, where that was asked for. The gates began at `started`.
    ///
    /// # Errors
    /// `check.subject` where nothing that was looked at has a digest; those of keys, of reading and of writing.
    pub(super) fn attest(
        &self,
        answers: &[Answer],
        started: Timestamp,
        output: &Output,
    ) -> Result<(), CliError> {
        let Some(target) = &self.attest else { return Ok(()) };
        let asked = answers.iter().filter(|it| it.judgements.iter().any(|one| !one.skipped));
        let asked: Vec<&Answer> = asked.collect();
        let (started, finished) = times(started)?;
        let key = credentials::signing_key(self.key.as_deref(), &self.passphrase)?.key;
        let bundles = asked.into_iter().map(|answer| {
            let Some((predicate_type, predicate)) = predicate(answer, started, finished) else {
                return Ok((answer.gate, None));
            };
            let subjects = self.subjects(&answer.looked_at)?;
            let statement = statement::wrap(&subjects, predicate_type, &predicate);
            Ok((answer.gate, Some(signed(statement, &key)?)))
        });
        let bundles: Vec<_> = bundles.collect::<Result<_, CliError>>()?;
        folder::ensure(target)?;
        for (gate, bundle) in bundles {
            let file = target.join(format!("{}.sigstore.json", gate.name()));
            if let Some(bundle) = bundle {
                file::replace(&file, &bundle)?;
            } else {
                // One of an earlier run would be taken for this one's.
                file::remove(&file)?;
                output.warning(&CHECK_UNATTESTED, CHECK_UNATTESTED.title);
            }
        }
        Ok(())
    }

    fn subjects(&self, looked_at: &LookedAt) -> Result<Vec<Subject>, CliError> {
        let subjects = match looked_at {
            _ if !self.subject.is_empty() => hash_files(&self.subject)?,
            LookedAt::Files(files) => hash_files(&Vec::from_iter(files.iter().cloned()))?,
            LookedAt::Commit(commit, files) => of_commit(commit, files)?,
            LookedAt::Subjects(subjects) => subjects.clone(),
        };
        if subjects.is_empty() {
            let message = "nothing that was looked at has a digest: there is no lockfile in it";
            return Err(CliError::new(&CHECK_SUBJECT, message));
        }
        Ok(subjects)
    }
}

fn of_commit(commit: &Commit, files: &BTreeSet<String>) -> Result<Vec<Subject>, CliError> {
    let mut subjects = Vec::new();
    for name in files {
        let bytes = commit.file(name, DOCUMENT_BYTES as u64)?;
        subjects.extend(bytes.map(|bytes| {
            let digests = vec![sha256(&bytes)];
            Subject { name: name.clone(), size: Some(bytes.len() as u64), digests }
        }));
    }
    Ok(subjects)
}

/// When it began and ended, as it is told.
fn times(started: Timestamp) -> Result<(Timestamp, Timestamp), CliError> {
    let variable = |name: &str| crate::environment(name).and_then(|it| it.into_string().ok());
    let epoch = environment::source_date_epoch(variable)?;
    Ok((epoch.unwrap_or(started), epoch.unwrap_or_else(clock::now)))
}

/// The predicate of an answer with its type; nothing where it has no word for what the answer is.
fn predicate(
    answer: &Answer,
    started: Timestamp,
    finished: Timestamp,
) -> Option<(&'static str, Vec<u8>)> {
    let judgements: Vec<&Judgement> = answer.judgements.iter().collect();
    if let Some(uri) = predicate_type(answer.gate) {
        let checked = Checked::of(&judgements, &answer.policies, VERSION, finished);
        return Some((uri, checked.render()));
    }
    let database = answer.database.as_ref()?;
    let [judgement] = judgements.as_slice() else { return None };
    let scan = scan(judgement, Run { version: VERSION, database, started, finished })?;
    Some((vulns_v0_2::PREDICATE_TYPE, scan.render()))
}

/// The bundle of a statement, as whoever verifies it will read it.
fn signed(statement: Vec<u8>, key: &PrivateKey) -> Result<Vec<u8>, CliError> {
    let bytes = sign_statement(statement, key).render();
    if bytes.len() > PROOF_BYTES {
        let message = format!("it would have {} bytes; read are {PROOF_BYTES}", bytes.len());
        return Err(CliError::new(&ATTEST_SIZE, message));
    }
    let holds = Bundle::parse(&bytes).is_ok_and(|bundle| match &bundle.content {
        Content::Dsse(envelope) => verify_envelope(envelope, &[key.public().clone()]).is_ok(),
        Content::Message { .. } => false,
    });
    if holds {
        return Ok(bytes);
    }
    let error = CliError::new(&ATTEST_SELF_VERIFY, ATTEST_SELF_VERIFY.title);
    Err(CliError { exit: Exit::Fault, ..error })
}
