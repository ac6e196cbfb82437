//! `keelmark check lock`

mod cargo;
mod uv;

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_formats::lock;
use keelmark_gates::codes::LOCK_NONE;
use keelmark_gates::lock::{Allowed, Locked, broken, integrity, undecided};
use keelmark_model::{Judgement, Report};
use keelmark_world::codes::FILE_KIND;
use keelmark_world::file;

use super::reporting::Reporting;
use crate::error::{CliError, Exit};
use crate::output::Output;

/// Ask whether a lockfile is that of its manifest, and pins what will be installed
///
/// *Drift* (Cargo.lock, uv.lock): everything the manifests say about resolving is what the lock was made from, each
/// field by name, offline and without a resolver.
///
/// *Integrity*: every file has a digest that holds and a name that is its package's, hosts and indexes
/// are those of the registry or allowed by name, sources of git are pinned to commits, and nothing stands
/// in the lock that nothing needs. That locking again would give the same lock is not asked: only a
/// resolver with the registry at hand can tell.
#[derive(Debug, clap::Args)]
#[group(id = "lock")]
pub(super) struct Args {
    /// A lockfile, or a folder with one or several
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,

    /// Where else packages may come from, `HOST` or `HOST/PATH`; repeated: several
    #[arg(long, value_name = "HOST[/PATH]")]
    allow_host: Vec<String>,

    /// Ask this alone
    #[arg(long, value_enum)]
    only: Option<Question>,

    #[command(flatten)]
    reporting: Reporting,
}

/// What is asked of a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Question {
    /// Whether it is still the lock of its manifest
    Drift,
    /// Whether it pins what will be installed
    Integrity,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let report = Report { judgements: judge(args)? };
    args.reporting.finish(&report, output)
}

fn judge(args: &Args) -> Result<Vec<Judgement>, CliError> {
    let mut judgements = Vec::new();
    for (path, bytes) in found(&args.path)? {
        let shown = shown(&path);
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(lockfile) = lock::ALL.iter().find(|it| it.files.contains(&name)) else {
            judgements.push(undecided(&shown, "integrity"));
            continue;
        };
        if args.only != Some(Question::Integrity) {
            judgements.push(match lockfile.id {
                "cargo" => cargo::judge(&path, &bytes)?,
                "uv" => uv::judge(&path, &bytes)?,
                _ => undecided(&shown, "drift"),
            });
        }
        if args.only == Some(Question::Drift) {
            continue;
        }
        judgements.push(match (lockfile.resolve)(&bytes) {
            Ok(resolution) => {
                let more = args.allow_host.iter().map(String::as_str);
                let allowed = Allowed::new(lockfile.ecosystem, more);
                integrity(Locked { path: &shown, resolution: &resolution }, &allowed)
            }
            Err(error) => match broken(&shown, &error) {
                Some(judgement) => judgement,
                None => return Err(CliError::in_document(shown, &error)),
            },
        });
    }
    if judgements.is_empty() {
        let message = "there is no lockfile that keelmark knows";
        return Err(CliError::new(&LOCK_NONE, message).with_path(shown(&args.path)));
    }
    Ok(judgements)
}

/// The lockfile at `path`, or those in the folder there.
fn found(path: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>, CliError> {
    let limit = DOCUMENT_BYTES as u64;
    match file::load(path, limit) {
        Ok(bytes) => return Ok(vec![(path.to_owned(), bytes)]),
        Err(error) if *error.code() != FILE_KIND => return Err(error.into()),
        Err(_) => {}
    }
    let read = lock::ALL.iter().flat_map(|lockfile| lockfile.files.iter().copied());
    let mut found = Vec::new();
    for name in read.chain(lock::UNREAD.iter().map(|(name, _)| *name)) {
        let path = path.join(name);
        let bytes = file::load_if_there(&path, limit)?;
        found.extend(bytes.map(|bytes| (path, bytes)));
    }
    Ok(found)
}

/// A path as it was typed, without the `./` of a folder that was not.
fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    if path.as_os_str().is_empty() { ".".to_owned() } else { path.display().to_string() }
}
