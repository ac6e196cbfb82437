//! `keelmark trust import`

use std::path::{Path, PathBuf};

use keelmark_formats::renewal::Origin;
use keelmark_model::Digest;
use keelmark_trust::root::{Instance, Profile, TrustDomain};
use keelmark_world::clock;
use keelmark_world::trust_folder::{self, Kept, Renewed};

use super::entries::{Change, Entry, Kind, changes, entries};
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

    /// The instance whose root it is [default: the one with which it shares an authority in use]
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
        let import = Import::new(instance, trusted)?;
        if args.instance.is_none() {
            check_profile(&import.before.domain, &import.new.domain, &args.file)?;
        }
        imports.push(import);
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

/// The one instance whose root has a certificate authority in common with `domain` that both still
/// trust: a key that has ended, or that of a log, says too little of whose root it is.
fn recognise(domain: &TrustDomain, path: &Path) -> Result<Instance, CliError> {
    let now = clock::now();
    let keys = |domain: &TrustDomain| -> Vec<Digest> {
        let entries = entries(domain).into_iter();
        let in_use = entries
            .filter(|entry| entry.kind == Kind::CertificateAuthority && entry.valid.contains(now));
        in_use.filter_map(|entry| entry.key).collect()
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
        [] => {
            let message = "no authority that is in use is one of a known instance's";
            Err(unclear(message, path))
        }
        _ => Err(unclear("the root shares authorities with several instances", path)),
    }
}

/// Refuses a root by which signatures would be proven otherwise than before, unless whoever takes it in
/// said whose it is.
fn check_profile(before: &TrustDomain, new: &TrustDomain, path: &Path) -> Result<(), CliError> {
    let word = |profile| match profile {
        Profile::Transparency => "logs",
        Profile::TimestampOnly => "timestamps alone",
    };
    if before.profile == new.profile {
        return Ok(());
    }
    let (was, is) = (word(before.profile), word(new.profile));
    let message = format!("it proves signatures by {is}, and what is trusted now by {was}");
    Err(CliError::new(&codes::TRUST_PROFILE, message).with_path(path.display().to_string()))
}

fn unclear(message: impl Into<String>, path: &Path) -> CliError {
    CliError::new(&codes::TRUST_INSTANCE, message).with_path(path.display().to_string())
}
