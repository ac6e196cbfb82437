//! `keelmark attest`: one evidence folder for a release.

mod contents;
mod gather;

use std::path::{Path, PathBuf};

use keelmark_formats::evidence::layout;
use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_formats::predicate::slsa_provenance_v1::BUILD_TYPE;
use keelmark_model::{Inventory, Outcome, Project, Revision, Scope, Subject, Verdict};
use keelmark_trust::evidence::verify::{Expectation, SubjectScope, TrustedKey, verify};
use keelmark_trust::evidence::{Release, Signers, assemble};
use keelmark_world::folder::{self, Ownership};

use crate::cmd::keys::passphrase;
use crate::credentials::{self, SecretArgs, SigningKey};
use crate::error::{CliError, Exit};
use crate::output::{Format, Output, attested, json, verdict};
use crate::{cmd, codes};

/// Arguments.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of the project.
    #[arg(long, value_name = "DIR", default_value = ".")]
    project_root: PathBuf,

    /// Folder to write [default: `evidence` in the project].
    #[arg(long, value_name = "DIR")]
    output_dir: Option<PathBuf>,

    /// Artifacts of the release, as files or globs [default: what the project's build leaves].
    #[arg(long, value_name = "FILE", num_args = 1..)]
    subject: Vec<String>,

    /// Add a bill of materials of each artifact, from its own bytes.
    #[arg(long)]
    sbom_subjects: bool,

    /// The project's ecosystem, where a folder has several.
    #[arg(long, value_enum)]
    ecosystem: Option<Ecosystem>,

    /// The package to release, in a workspace of several.
    #[arg(long, value_name = "NAME")]
    package: Option<String>,

    /// Name of the release [default: the tag, else the version].
    #[arg(long, value_name = "NAME")]
    release: Option<String>,

    /// Address of the repository [default: from CI, git or the manifest].
    #[arg(long, value_name = "URL")]
    repository: Option<String>,

    /// Commit that was built [default: from CI or git].
    #[arg(long, value_name = "HEX")]
    commit_sha: Option<String>,

    /// Who built [default: from CI, else `keelmark.local`].
    #[arg(long, value_name = "ID")]
    builder_id: Option<String>,

    /// SLSA build type.
    #[arg(long, value_name = "URI", default_value = BUILD_TYPE)]
    buildtype: String,

    /// Resolved dependencies that the provenance lists.
    #[arg(long, value_enum, default_value_t = MaterialsArg::All)]
    materials: MaterialsArg,

    /// Digests to take of each artifact; one is faster for very large ones.
    #[arg(long, value_enum, default_value_t = DigestsArg::Both)]
    digests: DigestsArg,

    /// Key to sign with [default: your own, made when there is none].
    #[arg(long, value_name = "FILE", conflicts_with = "unsigned")]
    key: Option<PathBuf>,

    #[command(flatten)]
    passphrase: passphrase::Source,

    /// Sign nothing with a key.
    #[arg(long)]
    unsigned: bool,

    #[command(flatten)]
    secret: SecretArgs,

    /// Form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Ecosystem {
    /// pyproject.toml, setup.cfg.
    Python,
    /// Cargo.toml.
    Rust,
    /// package.json.
    Npm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum MaterialsArg {
    /// The commit, the lockfile and every locked package that carries a digest.
    All,
    /// The commit and the lockfile.
    Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum DigestsArg {
    /// SHA-256 and SHA-512.
    Both,
    /// SHA-256 alone.
    Sha256,
}

impl From<Ecosystem> for keelmark_model::Ecosystem {
    fn from(ecosystem: Ecosystem) -> Self {
        match ecosystem {
            Ecosystem::Python => Self::Python,
            Ecosystem::Rust => Self::Cargo,
            Ecosystem::Npm => Self::Npm,
        }
    }
}

/// What was attested.
#[derive(Debug)]
pub(crate) struct Attested<'a> {
    pub(crate) project: &'a Project,
    pub(crate) version_from: &'a str,
    pub(crate) release: &'a str,
    pub(crate) subjects: &'a [Subject],
    pub(crate) inventory: &'a Inventory,
    pub(crate) scopes: &'a [Scope],
    pub(crate) lockfile: Option<&'a str>,
    /// A lockfile of another tool, where there is none to read.
    pub(crate) unread_lockfile: Option<&'a str>,
    pub(crate) revision: &'a Revision,
    pub(crate) revision_unknown: Option<&'a str>,
    pub(crate) builder_id: &'a str,
    pub(crate) key: Option<AttestedKey>,
    pub(crate) hmac_key_id: Option<&'a str>,
    pub(crate) files: Vec<&'a str>,
    pub(crate) output_dir: &'a str,
    pub(crate) verdict: &'a Verdict,
}

/// The key that signed.
#[derive(Debug)]
pub(crate) struct AttestedKey {
    pub(crate) path: String,
    pub(crate) fingerprint: String,
    pub(crate) made_now: bool,
}

pub(crate) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let target = match &args.output_dir {
        Some(folder) => folder.clone(),
        None if args.project_root == Path::new(".") => PathBuf::from("evidence"),
        None => args.project_root.join("evidence"),
    };
    let secret = args.secret.load(output)?;
    let facts = gather::gather(args, &target)?;
    let signing = if args.unsigned {
        None
    } else {
        Some(credentials::signing_key(args.key.as_deref(), &args.passphrase)?)
    };
    let release = facts.release(args);
    let signers = Signers {
        key: signing.as_ref().map(|signing| &signing.key),
        secret: secret.as_ref().map(|secret| (secret, args.secret.key_id())),
    };
    let (names, contents): (Vec<_>, Vec<_>) = assemble(&release, &signers).into_iter().unzip();
    let files: Vec<(&str, Vec<u8>)> = names.iter().map(|name| &**name).zip(contents).collect();
    check_sizes(&files, DOCUMENT_BYTES)?;
    let ownership = Ownership { marker: layout::INDEX, owns: &layout::is_evidence };
    let mut verdict = Verdict::default();
    folder::write(&target, files, ownership, |staged| {
        verdict = self_verify(staged, &release, signing.as_ref(), &signers)?;
        if verdict.outcome() == Outcome::Pass {
            return Ok(());
        }
        output.text(&verdict::checks(&verdict, "", false));
        let message = "the evidence just written does not verify";
        let error = CliError::new(&codes::ATTEST_SELF_VERIFY, message);
        Err(CliError { exit: Exit::Fault, ..error })
    })?;

    let shown_target = target.display().to_string();
    let attested = Attested {
        project: release.project,
        version_from: &facts.version_from,
        release: release.release,
        subjects: release.subjects,
        inventory: release.inventory,
        scopes: release.scopes,
        lockfile: release.lockfile.map(|(name, _)| name),
        unread_lockfile: facts.unread_lockfile,
        revision: release.revision,
        revision_unknown: facts.revision_unknown.as_deref(),
        builder_id: &release.environment.builder_id,
        key: signing.as_ref().map(AttestedKey::from),
        hmac_key_id: signers.secret.map(|(_, key_id)| key_id),
        files: names.iter().map(|name| &**name).collect(),
        output_dir: &shown_target,
        verdict: &verdict,
    };
    match args.format {
        Format::Text => output.text(&attested::text(&attested, output.verbose)),
        Format::Json => output.bytes(&json::v1::render(&attested::json(&attested))),
    }
    Ok(Exit::Holds)
}

impl From<&SigningKey> for AttestedKey {
    fn from(signing: &SigningKey) -> Self {
        Self {
            path: signing.path.clone(),
            fingerprint: signing.key.public().fingerprint().hex(),
            made_now: signing.made_now,
        }
    }
}

/// Fails when a file is larger than keelmark, and anybody who verifies with it, reads.
fn check_sizes(files: &[(&str, Vec<u8>)], limit: usize) -> Result<(), CliError> {
    match files.iter().find(|(_, bytes)| bytes.len() > limit) {
        None => Ok(()),
        Some((name, bytes)) => {
            let message = format!("{name} would have {} bytes; read are {limit}", bytes.len());
            Err(CliError::new(&codes::ATTEST_SIZE, message))
        }
    }
}

/// Reads back what was written and verifies it as anybody would.
fn self_verify(
    folder: &Path,
    release: &Release<'_>,
    signing: Option<&SigningKey>,
    signers: &Signers<'_>,
) -> Result<Verdict, CliError> {
    let keys: Vec<TrustedKey> = signing
        .into_iter()
        .map(|signing| TrustedKey {
            key: signing.key.public().clone(),
            label: signing.path.clone(),
        })
        .collect();
    let folder = cmd::verify::load_folder(folder)?;
    Ok(verify(
        &folder,
        &Expectation {
            keys: &keys,
            keys_demanded: !keys.is_empty(),
            secret: signers.secret.map(|(secret, _)| secret),
            key_id: signers.secret.map(|(_, key_id)| key_id),
            subjects: release.subjects,
            scope: SubjectScope::All,
            allow_unsigned: true,
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::check_sizes;

    #[test]
    fn a_file_too_large_to_be_read_is_not_written() {
        let files = [("small", vec![0; 8]), ("large", vec![0; 9])];
        assert!(check_sizes(&files, 9).is_ok());
        let error = check_sizes(&files, 8).unwrap_err();
        assert_eq!(error.code.id, "attest.size");
        assert_eq!(error.message, "large would have 9 bytes; read are 8");
    }
}
