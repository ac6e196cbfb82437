//! `keelmark check lock`

mod cargo;
mod npm;
mod online;
mod others;
mod poetry;
mod remedy;
mod uv;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use keelmark_formats::codes::LOCK_VERSION;
use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_formats::lock::{self, Resolution};
use keelmark_formats::{self as formats, ParseError};
use keelmark_gates::codes::LOCK_NONE;
use keelmark_gates::lock::{Allowed, Locked, broken, integrity, undecided};
use keelmark_model::{Ecosystem, Fact, Judgement, Outcome, Report};
use keelmark_world::codes::{FILE_KIND, FILE_MISSING};
use keelmark_world::file;

use super::reporting::Reporting;
use super::settings::{self, Origin, Policies};
use crate::error::{CliError, Exit};
use crate::output::Output;

/// Ask whether a lockfile is that of its manifest, and pins what will be installed
///
/// *Drift* (Cargo.lock, go.sum, package-lock.json, pnpm-lock.yaml, poetry.lock, requirements.txt beside
/// requirements.in, uv.lock, yarn.lock): everything the manifests say about resolving is what the lock was made from, each
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
    ///
    /// `allow-hosts` in the table `[lock]` of keelmark.toml says the same for every run.
    #[arg(long, value_name = "HOST[/PATH]")]
    allow_host: Vec<String>,

    /// Print the command that mends a lock that has drifted; nothing is run
    #[arg(long)]
    fix: bool,

    /// Also ask the public index (PyPI, npm, crates.io) whether the files that the lock pins are those it states
    ///
    /// Names and versions of the packages that come from there are sent to it. What it does not answer is unknown.
    #[arg(long)]
    online: bool,

    /// Ask this mirror of the index, an address or a folder
    #[arg(long, value_name = "URL|DIR", requires = "online")]
    index: Option<String>,

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

impl Question {
    const ALL: [Self; 2] = [Self::Drift, Self::Integrity];

    const fn name(self) -> &'static str {
        match self {
            Self::Drift => "drift",
            Self::Integrity => "integrity",
        }
    }
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let report = Report { judgements: judgements(args)?.0 };
    args.reporting.finish(&report, output)
}

/// What there is to say of every lock at the path, and the file that says where else packages may come from.
pub(super) fn judgements(args: &Args) -> Result<(Vec<Judgement>, Policies), CliError> {
    let folder = if args.path.is_file() { folder_of(&args.path) } else { &args.path };
    let folder = folder.to_string_lossy();
    let chosen = settings::find(None, Origin::Target(&folder), "lock", |it| it.lock)?;
    let policies = settings::named(chosen.as_ref());
    let more = chosen.map(|it| it.table.allow_hosts).unwrap_or_default();
    let hosts: Vec<&str> = args.allow_host.iter().chain(&more).map(String::as_str).collect();
    let mut judgements = Vec::new();
    for (path, bytes) in found(&args.path)? {
        judgements.extend(judge_lock(args, &hosts, &path, &bytes)?);
    }
    if judgements.is_empty() {
        let message = "there is no lockfile that keelmark knows";
        return Err(CliError::new(&LOCK_NONE, message).with_path(shown(&args.path)));
    }
    Ok((judgements, policies))
}

/// Asks one lock what is asked of it.
fn judge_lock(
    args: &Args,
    hosts: &[&str],
    path: &Path,
    bytes: &[u8],
) -> Result<Vec<Judgement>, CliError> {
    let shown = shown(path);
    let asks = |question| args.only.is_none_or(|only| only == question);
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let mut judgements = Vec::new();
    let read = match Read::of(name, bytes) {
        Ok(read) => read,
        Err(error) if error.code == &LOCK_VERSION => {
            let asked = Question::ALL.into_iter().filter(|question| asks(*question));
            let why = Some(error.message.as_str());
            return Ok(asked.map(|question| undecided(&shown, question.name(), why)).collect());
        }
        Err(error) => match broken(&shown, &error) {
            Some(judgement) => {
                if asks(Question::Drift) {
                    judgements.push(undecided(&shown, "drift", Some(&error.message)));
                }
                judgements.extend(asks(Question::Integrity).then_some(judgement));
                return Ok(judgements);
            }
            None => return Err(CliError::in_document(shown, &error)),
        },
    };
    if asks(Question::Drift) {
        let mut judgement = match &read {
            Read::Cargo(recorded) => cargo::judge(path, recorded)?,
            Read::Go(sums) => others::go(path, sums)?,
            Read::Npm(recorded) => npm::judge(path, recorded)?,
            Read::Pnpm(recorded) => others::pnpm(path, recorded)?,
            Read::Poetry(recorded) => poetry::judge(path, recorded)?,
            Read::Requirements(pinned) => others::requirements(path, pinned)?,
            Read::Uv(read) => uv::judge(path, &read.0)?,
            Read::Yarn(recorded) => others::yarn(path, recorded)?,
            Read::Other => undecided(&shown, "drift", None),
        };
        if args.fix && judgement.outcome() == Outcome::Fail {
            let command = remedy::command(path, name, bytes);
            judgement.facts.extend(command.map(|value| Fact { name: "mended by", value }));
        }
        judgements.push(judgement);
    }
    if asks(Question::Integrity) {
        judgements.extend(pinned(args, hosts, path, &read, bytes)?);
    }
    Ok(judgements)
}

/// Asks what a lock pins, and whether the index states the same.
fn pinned(
    args: &Args,
    hosts: &[&str],
    path: &Path,
    read: &Read,
    bytes: &[u8],
) -> Result<Vec<Judgement>, CliError> {
    let shown = shown(path);
    let more = hosts.iter().copied();
    let of_index = |why| args.online.then(|| undecided(&shown, "index", Some(why)));
    let not_asked = "no index is asked about it";
    let judgement = match read {
        Read::Requirements(pinned) => {
            let allowed = Allowed::new(Ecosystem::Python, more);
            integrity::requirements::integrity(&shown, pinned, &allowed)
        }
        Read::Go(sums) => others::go_integrity(path, sums)?,
        _ => match read.resolution(path, bytes)? {
            None => undecided(&shown, "integrity", None),
            Some(Ok(resolution)) => {
                let indexes = read.indexes(path)?;
                let allowed = Allowed::new(resolution.ecosystem, more);
                let allowed = allowed.with_indexes(indexes.iter().map(String::as_str));
                let locked = Locked { path: &shown, resolution: &resolution };
                let judgement = integrity(locked, &allowed);
                let index = match read {
                    // What it has digests of, it made itself.
                    Read::Yarn(recorded) if recorded.berry => of_index(not_asked),
                    _ if args.online => Some(online::judge(locked, args.index.as_deref())?),
                    _ => None,
                };
                return Ok(std::iter::once(judgement).chain(index).collect());
            }
            Some(Err(error)) => match broken(&shown, &error) {
                Some(judgement) => judgement,
                None => return Err(CliError::in_document(shown, &error)),
            },
        },
    };
    Ok(std::iter::once(judgement).chain(of_index(not_asked)).collect())
}

/// What a lock pins, or what is wrong with it.
type Pinned<'a> = Result<Cow<'a, Resolution>, ParseError>;

/// A lock as it was read, once for both questions.
enum Read {
    Cargo(formats::cargo::Recorded),
    Go(formats::go::Sums),
    Npm(formats::npm::Recorded),
    Pnpm(formats::pnpm::Recorded),
    Poetry(formats::poetry::Recorded),
    Requirements(formats::pip::Requirements),
    Uv(Box<(formats::uv::Recorded, Result<Resolution, ParseError>)>),
    Yarn(formats::yarn::Recorded),
    /// Of a tool whose locks are not read.
    Other,
}

impl Read {
    /// Reads a lock by the name of its file.
    fn of(name: &str, bytes: &[u8]) -> Result<Self, ParseError> {
        Ok(match name {
            "Cargo.lock" => Self::Cargo(formats::cargo::Recorded::parse(bytes)?),
            "package-lock.json" | "npm-shrinkwrap.json" => {
                Self::Npm(formats::npm::Recorded::parse(bytes)?)
            }
            "go.sum" => Self::Go(formats::go::Sums::parse(bytes)?),
            "pnpm-lock.yaml" => Self::Pnpm(formats::pnpm::Recorded::parse(bytes)?),
            "yarn.lock" => Self::Yarn(formats::yarn::Recorded::parse(bytes)?),
            name if name.ends_with(".txt") => {
                Self::Requirements(formats::pip::Requirements::parse(bytes)?)
            }
            "poetry.lock" => Self::Poetry(formats::poetry::Recorded::parse(bytes)?),
            "uv.lock" => {
                let resolution = (lock::uv::LOCKFILE.resolve)(bytes);
                Self::Uv(Box::new((formats::uv::Recorded::parse(bytes)?, resolution)))
            }
            _ => Self::Other,
        })
    }

    /// What the lock at `path` pins, with what its project asks for where the lock does not have that; `None` where
    /// it is not read.
    fn resolution<'a>(&'a self, path: &Path, bytes: &[u8]) -> Result<Option<Pinned<'a>>, CliError> {
        let borrowed = |it: &'a Result<Resolution, ParseError>| match it {
            Ok(resolution) => Ok(Cow::Borrowed(resolution)),
            Err(error) => Err(error.clone()),
        };
        Ok(Some(match self {
            Self::Cargo(recorded) => Ok(Cow::Borrowed(&recorded.resolution)),
            Self::Npm(recorded) => borrowed(&recorded.resolution),
            Self::Pnpm(_) => formats::pnpm::resolve(bytes).map(Cow::Owned),
            Self::Poetry(_) => poetry::resolution(path, bytes)?.map(Cow::Owned),
            Self::Uv(read) => borrowed(&read.1),
            Self::Yarn(recorded) => others::yarn_resolution(path, recorded)?,
            Self::Go(_) | Self::Requirements(_) | Self::Other => return Ok(None),
        }))
    }

    /// Addresses of the indexes that the project around the lock at `path` names.
    fn indexes(&self, path: &Path) -> Result<Vec<String>, CliError> {
        match self {
            Self::Npm(_) | Self::Pnpm(_) => npm::registries(path),
            Self::Poetry(_) => poetry::indexes(path),
            Self::Uv(_) => uv::indexes(path),
            Self::Yarn(_) => others::yarn_registries(path),
            _ => Ok(Vec::new()),
        }
    }
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
    // Requirements are a lock where they were compiled from others.
    let compiled = path.join("requirements.txt");
    if file::load_if_there(&compiled.with_extension("in"), limit)?.is_some() {
        let bytes = file::load_if_there(&compiled, limit)?;
        found.extend(bytes.map(|bytes| (compiled, bytes)));
    }
    // Without anything to download there is no go.sum.
    let module = path.join("go.mod");
    if file::load_if_there(&module, limit)?.is_some() {
        let sums = path.join("go.sum");
        let bytes = file::load_if_there(&sums, limit)?.unwrap_or_default();
        found.push((sums, bytes));
    }
    Ok(found)
}

/// The folder a file is in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What is wrong with a manifest that was expected at `path` and not found.
fn missing(path: &Path) -> CliError {
    match file::load(path, DOCUMENT_BYTES as u64) {
        Err(error) => error.into(),
        Ok(_) => CliError::new(&FILE_MISSING, "there is no manifest").with_path(shown(path)),
    }
}

/// A path as it was typed, without the `./` of a folder that was not.
fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    if path.as_os_str().is_empty() { ".".to_owned() } else { path.display().to_string() }
}
