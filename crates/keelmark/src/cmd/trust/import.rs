//! `keelmark trust import`

use std::path::{Path, PathBuf};

use keelmark_formats::renewal::Origin;
use keelmark_model::Digest;
use keelmark_trust::root::{Instance, TrustDomain};
use keelmark_world::clock;
use keelmark_world::trust_folder::{self, Kept, Renewed};

use super::entries::{Change, Entry, changes, entries};
use crate::codes;
use crate::error::{CliError, Exit};
use crate::output::{Output, trust};
use crate::trusted::{self, Source, Trusted};

/// Take in roots of trust from a file that came another way
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A trusted root, or several a line
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The instance whose root it is [default: the one with which it shares a key]
    #[arg(long, value_name = "NAME", value_parser = trusted::instance)]
    instance: Option<Instance>,
}

/// What a file that was taken in changed.
#[derive(Debug)]
pub(crate) struct Imported {
    /// The instance.
    pub(crate) instance: Instance,
    /// What was used before.
    pub(crate) before: Source,
    /// What is used now.
    pub(crate) after: Source,
    /// What is trusted otherwise than before.
    pub(crate) changes: Vec<(Change, Entry)>,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let mut imports: Vec<Import> = Vec::new();
    for trusted in Trusted::in_file(&args.file)? {
        let instance = match args.instance {
            Some(instance) => instance,
            None => recognise(&trusted.domain, &args.file)?,
        };
        if imports.iter().any(|import| import.instance == instance) {
            let message = format!("more than one root for {}", instance.name());
            return Err(unclear(message, &args.file));
        }
        imports.push(Import::new(instance, trusted)?);
    }
    // Nothing is written before all of it was read.
    for import in imports {
        output.text(&trust::imported(&import.store()?));
    }
    Ok(Exit::Holds)
}

/// A root to be taken in.
struct Import {
    instance: Instance,
    folder: PathBuf,
    old: Renewed,
    before: Trusted,
    new: Trusted,
}

impl Import {
    fn new(instance: Instance, new: Trusted) -> Result<Self, CliError> {
        let folder = trusted::writable_folder(instance)?;
        let old = trust_folder::load(&folder)?;
        let before = Trusted::in_folder(instance, &folder, old.kept.clone())?;
        Ok(Self { instance, folder, old, before, new })
    }

    fn store(self) -> Result<Imported, CliError> {
        let Self { instance, folder, old, before, new } = self;
        let (how, at) = (Origin::Imported, clock::now());
        let Renewed { root, floors, kept } = old;
        let npm_keys = kept.and_then(|kept| kept.npm_keys);
        let kept = Kept { how, at, trusted_root: new.bytes.into_owned(), npm_keys };
        trust_folder::store(&folder, Renewed { root, floors, kept: Some(kept) })?;
        Ok(Imported {
            instance,
            before: before.source,
            after: Source::Kept(how, at),
            changes: changes(&before.domain, &new.domain),
        })
    }
}

/// The one instance with whose root `domain` shares a key.
fn recognise(domain: &TrustDomain, path: &Path) -> Result<Instance, CliError> {
    let keys = |domain: &TrustDomain| -> Vec<Digest> {
        entries(domain).into_iter().filter_map(|entry| entry.key).collect()
    };
    let listed = keys(domain);
    let mut found = Vec::new();
    for instance in Instance::ALL {
        let known = keys(&Trusted::embedded(instance)?.domain);
        if known.iter().any(|key| listed.contains(key)) {
            found.push(instance);
        }
    }
    match found.as_slice() {
        [instance] => Ok(*instance),
        [] => Err(unclear("the root shares no key with a known instance", path)),
        _ => Err(unclear("the root shares keys with several instances", path)),
    }
}

fn unclear(message: impl Into<String>, path: &Path) -> CliError {
    CliError::new(&codes::TRUST_INSTANCE, message).with_path(path.display().to_string())
}
