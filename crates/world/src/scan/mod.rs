//! What the files of a target say of packages.
//!
//! A target is gone through once. Most of its files are wanted by no extractor and are not opened, or,
//! in an archive, passed over; the others are read one at a time, so that memory does not grow with
//! the target. What cannot be looked at is a [`Gap`], never left out in silence. Results do not
//! depend on the number of threads.

mod collect;
mod commit;
mod exclude;
mod folder;
mod image;
mod included;
mod large;
mod nested;
mod package;
mod recorded;
mod spool;
mod target;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keelmark_formats::archive::Special;
use keelmark_formats::extract::{Extractor, Scanned};
use keelmark_formats::oci::Platform;
use keelmark_model::Timestamp;
use keelmark_model::bom::{Component, ComponentKind, Context, Gap, State};

pub use commit::scan_commit;
pub use exclude::Exclude;
pub use image::{Reference, cache_folder};
pub use target::Target;

use crate::{WorldError, codes};
use collect::{Collected, Shared};
use image::LayerCache;

/// How a target is looked at.
#[derive(Debug)]
pub struct Options {
    /// Who reads its files: [`keelmark_formats::extract::ALL`].
    pub extractors: &'static [&'static Extractor],
    /// What is passed over.
    pub exclude: Exclude,
    /// Which image of several is meant [default: that for this machine, or the only one].
    pub platform: Option<Platform>,
    /// Whether an image in a registry may be named by a tag.
    pub allow_tag: bool,
    /// The file in which `docker login` keeps names and passwords for registries.
    pub logins: Option<PathBuf>,
    /// Where results of layers are kept and looked up [default: nowhere].
    pub cache: Option<PathBuf>,
}

impl Options {
    /// Everything that `extractors` read of a target on this machine.
    pub fn local(extractors: &'static [&'static Extractor]) -> Self {
        let exclude = Exclude::default();
        Self { extractors, exclude, platform: None, cache: None, allow_tag: false, logins: None }
    }
}

/// What was seen of a target: what [`keelmark_formats::extract::assemble`] takes.
#[derive(Debug)]
pub struct Scan {
    /// The target itself.
    pub root: Component,
    /// At which point of its life it is.
    pub context: Context,
    /// The target's own name, where paths begin with it, for it tells what the files are of; mostly empty.
    pub top: String,
    /// What its files say, sorted by path.
    pub files: Vec<Scanned>,
    /// What could not be looked at, sorted by path.
    pub gaps: Vec<Gap>,
    /// When the target says it was made: an image by its configuration, a package by its newest member.
    pub created: Option<Timestamp>,
}

/// Looks at everything in `target`.
///
/// # Errors
/// When there is no such target or it is none that can be read to its end: `file.*`, `folder.*`,
/// `scan.*` and, for an archive, `archive.*`. What a folder or an archive holds gives no errors but
/// gaps.
pub fn scan(target: &Target, options: &Options) -> Result<Scan, WorldError> {
    let top = match target {
        Target::Folder(path) => folder::environment(path),
        _ => None,
    };
    let below = top.as_deref().map(|top| options.exclude.below(top));
    let mut shared = Shared::new(options);
    shared.exclude = below.as_ref().unwrap_or(&options.exclude);
    match target {
        Target::Folder(path) => {
            let top = top.unwrap_or_default();
            let mut collected = folder::scan(path, top.clone(), &shared)?;
            let covers = |path: &str| shared.exclude.covers(path);
            collected.gaps.extend(recorded::installed(path, &top, &collected.files, covers));
            let context = context(&collected);
            Ok(Scan { top, ..done(root(path, ComponentKind::Application), context, collected) })
        }
        Target::File(path) => package::scan(path, &shared),
        Target::Layout(path, reference) => {
            image::scan_layout(path, reference.as_ref(), options.platform.as_ref(), &shared)
        }
        Target::Archive(path, reference) => {
            let (reference, platform) = (reference.as_ref(), options.platform.as_ref());
            image::scan_archive(path, image::Form::Oci, reference, platform, &shared)
        }
        Target::Saved(path, reference) => {
            let (reference, platform) = (reference.as_ref(), options.platform.as_ref());
            image::scan_archive(path, image::Form::Docker, reference, platform, &shared)
        }
        Target::Registry(reference) => {
            if reference.digest().is_none() && !options.allow_tag {
                let message = format!("`{reference}` has no digest");
                return Err(WorldError::new(&codes::REGISTRY_TAG, message));
            }
            let (logins, platform) = (options.logins.as_deref(), options.platform.as_ref());
            image::scan_registry(reference, logins, platform, &shared)
        }
    }
}

fn done(mut root: Component, context: Context, mut collected: Collected) -> Scan {
    collected.sort();
    let Collected { files, gaps, skipped: passed } = collected;
    let mut skipped: BTreeMap<Special, usize> = BTreeMap::new();
    for (_, kind) in passed {
        *skipped.entry(kind).or_default() += 1;
    }
    let skipped = skipped.into_iter();
    root.properties.extend(
        skipped.map(|(kind, count)| (format!("skipped:{}", kind.name()), count.to_string())),
    );
    Scan { root, context, top: String::new(), files, gaps, created: None }
}

/// The component that a target as such is, called as the last part of its path: what stands before it
/// is of this machine only.
fn root(path: &Path, kind: ComponentKind) -> Component {
    let real = path.canonicalize();
    let real = real.as_deref().unwrap_or(path);
    let name = real.file_name().map_or("root".into(), |name| name.to_string_lossy());
    Component::new(kind, name, State::Installed)
}

/// A folder with a manifest or a lockfile at its top is somebody's sources, whatever is installed in
/// it besides; one without, in which something is installed, is an installation.
fn context(collected: &Collected) -> Context {
    let found = || {
        let files = collected.files.iter();
        files.flat_map(|file| file.extract.packages.iter().map(|found| (&file.path, found)))
    };
    let is_source = found().any(|(path, found)| {
        !path.contains('/') && (found.is_project || found.component.state > State::Installed)
    });
    let is_installed = found().any(|(_, found)| found.component.state == State::Installed);
    if is_installed && !is_source { Context::Installed } else { Context::Source }
}
