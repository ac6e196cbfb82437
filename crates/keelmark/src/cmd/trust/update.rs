//! `keelmark trust update`

use std::path::{Path, PathBuf};

use keelmark_formats::npm_registry;
use keelmark_formats::renewal::Origin;
use keelmark_formats::tuf::Floors;
use keelmark_model::Timestamp;
use keelmark_trust::codes::TUF_TARGET;
use keelmark_trust::root::Instance;
use keelmark_trust::tuf::{Refresh, Refreshed, TufError};
use keelmark_world::codes::FETCH_FAILED;
use keelmark_world::fetch::Repository;
use keelmark_world::trust_folder::{self, Kept, Renewed};
use keelmark_world::{WorldError, clock, file};

use super::entries::{Change, Entry, changes};
use crate::error::{CliError, Exit};
use crate::output::{Output, trust};
use crate::trusted::{self, Source, Trusted};

/// Fetch the roots of trust anew from those who publish them
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The instance to renew [default: public-good and github]
    #[arg(long, value_name = "NAME", value_parser = trusted::instance)]
    instance: Option<Instance>,

    /// A copy of the instance's TUF repository: a folder, or an address with https://
    #[arg(long, value_name = "DIR|URL", requires = "instance")]
    mirror: Option<String>,

    /// TUF root metadata to begin with, instead of the newest known; what was seen before it is
    /// forgotten
    #[arg(long, value_name = "FILE", requires = "mirror")]
    root: Option<PathBuf>,
}

/// What a renewal changed.
#[derive(Debug)]
pub(crate) struct Updated {
    /// The instance.
    pub(crate) instance: Instance,
    /// What was used before.
    pub(crate) before: Source,
    /// What is used now.
    pub(crate) after: Source,
    /// Version of the TUF root.
    pub(crate) root_version: u64,
    /// When the repository must have said again that nothing changed.
    pub(crate) expires: Timestamp,
    /// What is trusted otherwise than before.
    pub(crate) changes: Vec<(Change, Entry)>,
}

/// Path of the trusted root in every repository.
const TRUSTED_ROOT: &str = "trusted_root.json";
/// Path of npm's keys, which Sigstore distributes beside its own.
const NPM_KEYS: &str = "registry.npmjs.org/keys.json";

/// Largest file of root metadata given by `--root`, in bytes.
const ROOT_BYTES: u64 = keelmark_trust::limits::TUF_ROOT_BYTES;

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let instances = args.instance.as_ref().map_or(&trusted::DEFAULT[..], std::slice::from_ref);
    let mut exits = Vec::new();
    for instance in instances {
        match update(*instance, args, output) {
            Ok(updated) => output.text(&trust::updated(&updated)),
            Err(error) => {
                let message = format!("{}: {}", instance.name(), error.message);
                let error = CliError { message, ..error };
                output.error(&error);
                exits.push(error.exit);
            }
        }
    }
    // That something was refused must not be lost behind a network that is down.
    let refused = exits.iter().find(|exit| **exit == Exit::DoesNotHold);
    Ok(*refused.or(exits.first()).unwrap_or(&Exit::Holds))
}

fn update(instance: Instance, args: &Args, output: &Output) -> Result<Updated, CliError> {
    let folder = trusted::writable_folder(instance)?;
    let old = trust_folder::load(&folder)?;
    let before = Trusted::in_folder(instance, &folder, old.kept.clone())?;
    let repository = Repository::open(args.mirror.as_deref().unwrap_or(instance.repository()))?;
    let begun = Begun::new(instance, args, &old)?;
    let begun_anew = args.root.is_some();

    let (floors, fetched) = begun.fetch(instance, &repository);
    match fetched.and_then(|fetched| Fetched::read(instance, fetched, begun.now)) {
        Ok(Fetched { refreshed, kept, trusted }) => {
            let renewed = Renewed { root: Some(refreshed.root), floors, kept: Some(kept) };
            trust_folder::store(&folder, renewed)?;
            Ok(Updated {
                instance,
                before: before.source,
                after: trusted.source,
                root_version: refreshed.root_version,
                expires: refreshed.expires,
                changes: changes(&before.domain, &trusted.domain),
            })
        }
        Err(error) => {
            // What is begun anew and does not go through says nothing of the repository known.
            if !begun_anew && floors != old.floors {
                let stored = trust_folder::store(&folder, Renewed { floors, ..old });
                stored.unwrap_or_else(|lost| output.error(&lost.into()));
            }
            Err(error)
        }
    }
}

/// What an update begins with.
struct Begun {
    root: Vec<u8>,
    floors: Floors,
    now: Timestamp,
}

impl Begun {
    fn new(instance: Instance, args: &Args, old: &Renewed) -> Result<Self, CliError> {
        // Metadata expires by the clock; SOURCE_DATE_EPOCH is about what is written, not about now.
        let now = clock::now();
        if let Some(path) = &args.root {
            let root = file::load(path, ROOT_BYTES)?;
            return Ok(Self { root, floors: Floors::default(), now });
        }
        let root = old.root.clone().unwrap_or_else(|| instance.repository_root().to_vec());
        Ok(Self { root, floors: old.floors.clone(), now })
    }

    /// What is fetched, and the highest versions seen, however it ended.
    fn fetch(
        &self,
        instance: Instance,
        repository: &Repository,
    ) -> (Floors, Result<Refreshed, CliError>) {
        let mut floors = self.floors.clone();
        let wanted = match instance {
            Instance::PublicGood => &[TRUSTED_ROOT, NPM_KEYS][..],
            Instance::Staging | Instance::GitHub => &[TRUSTED_ROOT],
        };
        let fetched = self.refresh(&mut floors, wanted, repository);
        // A repository of one's own need not have the keys of npm.
        let lacks_npm_keys =
            |error: &CliError| *error.code == TUF_TARGET && error.path.as_deref() == Some(NPM_KEYS);
        if fetched.as_ref().is_err_and(lacks_npm_keys) {
            let fetched = self.refresh(&mut floors, &[TRUSTED_ROOT], repository);
            return (floors, fetched);
        }
        (floors, fetched)
    }

    /// Runs one update to its end, and raises `floors` as far as it comes.
    fn refresh(
        &self,
        floors: &mut Floors,
        wanted: &[&str],
        repository: &Repository,
    ) -> Result<Refreshed, CliError> {
        let mut refresh = Refresh::new(&self.root, floors.clone(), wanted, self.now)
            .map_err(|error| refused(&error))?;
        while let Some(request) = refresh.next() {
            let bytes = repository.fetch(&request.path, request.limit).map_err(unreachable)?;
            let received = refresh.receive(bytes);
            floors.clone_from(refresh.floors());
            received.map_err(|error| refused(&error))?;
        }
        refresh.finish().ok_or_else(|| CliError {
            exit: Exit::Fault,
            ..CliError::new(&TUF_TARGET, "the update ended before it was finished")
        })
    }
}

/// What was fetched, found to be of use.
struct Fetched {
    refreshed: Refreshed,
    kept: Kept,
    trusted: Trusted,
}

impl Fetched {
    fn read(instance: Instance, mut refreshed: Refreshed, at: Timestamp) -> Result<Self, CliError> {
        let does_not_hold = |error| CliError { exit: Exit::DoesNotHold, ..error };
        let trusted_root = refreshed.targets.remove(TRUSTED_ROOT).unwrap_or_default();
        let npm_keys = refreshed.targets.remove(NPM_KEYS);
        if let Some(bytes) = &npm_keys {
            npm_registry::keys::parse_distributed(bytes)
                .map_err(|error| does_not_hold(CliError::in_document(NPM_KEYS, &error)))?;
        }
        let kept = Kept { how: Origin::Updated, at, trusted_root, npm_keys };
        let trusted = Trusted::in_folder(instance, Path::new(TRUSTED_ROOT), Some(kept.clone()))
            .map_err(does_not_hold)?;
        Ok(Self { refreshed, kept, trusted })
    }
}

fn refused(error: &TufError) -> CliError {
    CliError {
        path: Some(error.file.clone()),
        exit: Exit::DoesNotHold,
        ..CliError::new(error.code(), error.reason.to_string())
    }
}

/// A network that is down decides nothing; a folder that cannot be read is wrong input.
fn unreachable(error: WorldError) -> CliError {
    let is_network = *error.code() == FETCH_FAILED;
    let error = CliError::from(error);
    if is_network { CliError { exit: Exit::Undecided, ..error } } else { error }
}
