//! `keelmark verify`: evidence folders, artifacts beside their evidence, bundles.

mod bundle;
mod locate;

use std::path::{Path, PathBuf};

use keelmark_model::{Subject, Verdict};
use keelmark_trust::evidence::verify::{Entry, Expectation, Folder, SubjectScope, verify};
use keelmark_world::folder::{self, EntryKind};
use keelmark_world::subjects::{self, Algorithms, SubjectFile};
use keelmark_world::{WorldError, codes as world_codes};

use crate::codes;
use crate::credentials::{self, SecretArgs};
use crate::error::{CliError, Exit};
use crate::output::{Format, Output, json, verdict};

/// Arguments.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// An evidence folder, or artifacts beside one, or both [default: `evidence`].
    #[arg(value_name = "TARGET")]
    targets: Vec<PathBuf>,

    /// The evidence folder of the artifacts.
    #[arg(long, value_name = "DIR")]
    evidence: Option<PathBuf>,

    /// A Sigstore bundle to check the artifact against, instead of an evidence folder.
    #[arg(long, value_name = "FILE", requires = "targets")]
    #[arg(conflicts_with_all = ["evidence", "hmac", "hmac_key_id"])]
    bundle: Option<PathBuf>,

    /// With `--bundle`: the predicate type its statement must have.
    #[arg(long, value_name = "URI", alias = "type", requires = "bundle")]
    predicate_type: Option<String>,

    /// Public key that must have signed; repeated: one of them [default: your own].
    #[arg(long, value_name = "FILE")]
    key: Vec<PathBuf>,

    #[command(flatten)]
    secret: SecretArgs,

    /// Verify the evidence alone, without the artifacts it is about.
    #[arg(long, conflicts_with = "bundle")]
    evidence_only: bool,

    /// Accept a folder that nobody is known to have signed.
    #[arg(long, conflicts_with_all = ["bundle", "key"])]
    allow_unsigned: bool,

    /// Form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let (what, verdict) = match &args.bundle {
        Some(path) => (shown(&args.targets), bundle::verify(args, path)?),
        None => evidence(args, output)?,
    };
    match args.format {
        Format::Text => {
            output.text(&verdict::checks(&verdict, true));
            output.text(&verdict::answer(&verdict, &what));
        }
        Format::Json => output.bytes(&json::v1::render(&json::v1::Verification::from(&verdict))),
    }
    Ok(verdict.outcome().into())
}

fn shown(paths: &[PathBuf]) -> String {
    let paths: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
    paths.join(", ")
}

/// Verifies an evidence folder, and says what was verified by it.
fn evidence(args: &Args, output: &Output) -> Result<(String, Verdict), CliError> {
    let secret = args.secret.load(output)?;
    let located = locate::locate(&args.targets, args.evidence.as_deref())?;
    let folder = load_folder(&located.evidence)?;
    let keys = credentials::trusted_keys(&args.key)?;
    let (scope, artifacts) = match located.artifacts.as_slice() {
        [] if args.evidence_only => (SubjectScope::None, Vec::new()),
        [] => (SubjectScope::All, locate::artifacts(&located.evidence, &folder)),
        [first, ..] if args.evidence_only => {
            let message = "`--evidence-only` looks at no artifact, and one is given";
            let error = CliError::new(&codes::VERIFY_TARGET, message);
            return Err(error.with_path(first.display().to_string()));
        }
        given => (SubjectScope::Given, given.to_vec()),
    };
    let what = match scope {
        SubjectScope::Given => shown(&located.artifacts),
        SubjectScope::All | SubjectScope::None => located.evidence.display().to_string(),
    };
    let artifacts = hash(&artifacts)?;
    let verdict = verify(
        &folder,
        &Expectation {
            keys: &keys,
            keys_demanded: !args.key.is_empty(),
            secret: secret.as_ref(),
            key_id: args.secret.demanded_key_id(),
            subjects: &artifacts,
            scope,
            allow_unsigned: args.allow_unsigned,
        },
    );
    Ok((what, verdict))
}

fn hash(artifacts: &[PathBuf]) -> Result<Vec<Subject>, CliError> {
    let files: Vec<_> =
        artifacts.iter().map(|path| subject_file(path)).collect::<Result<_, _>>()?;
    Ok(subjects::hash(&files, Algorithms::Both)?)
}

fn subject_file(path: &Path) -> Result<SubjectFile, CliError> {
    let name = path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    let missing =
        || WorldError::about(&world_codes::SUBJECT_MISSING, path, "there is no such file");
    match name {
        Some(name) if path.exists() => Ok(SubjectFile { name, path: path.to_owned() }),
        _ => Err(missing().into()),
    }
}

/// Reads an evidence folder as it is.
pub(crate) fn load_folder(path: &Path) -> Result<Folder, CliError> {
    let entries = folder::snapshot(path)?;
    Ok(entries.into_iter().map(|entry| (entry.name, found(entry.kind))).collect())
}

fn found(kind: EntryKind) -> Entry {
    match kind {
        EntryKind::File(bytes) => Entry::File(bytes),
        EntryKind::Large { .. } => Entry::Other("file larger than any document"),
        EntryKind::Unreadable(_) => Entry::Other("file that cannot be read"),
        EntryKind::Folder => Entry::Other("folder"),
        EntryKind::Link => Entry::Other("symbolic link"),
        EntryKind::Special => Entry::Other("special file"),
        EntryKind::Unnameable => Entry::Other("entry whose name is not UTF-8"),
    }
}
