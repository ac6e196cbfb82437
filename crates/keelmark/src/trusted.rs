//! The roots of trust of the instances keelmark knows: those kept, else those it is made with.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use keelmark_formats::limits;
use keelmark_formats::renewal::Origin;
use keelmark_formats::time::rfc3339;
use keelmark_formats::trusted_root::TrustedRoot;
use keelmark_model::Timestamp;
use keelmark_trust::root::{Instance, TrustDomain, TrustRootError};
use keelmark_world::file;
use keelmark_world::trust_folder::{self, Kept};

use crate::error::CliError;
use crate::{codes, environment};

/// The instances whose signatures are believed when nothing else is said. Staging vouches for nobody.
pub(crate) const DEFAULT: [Instance; 2] = [Instance::PublicGood, Instance::GitHub];

/// A trusted root as it is used.
#[derive(Debug)]
pub(crate) struct Trusted {
    /// Its bytes.
    pub(crate) bytes: Cow<'static, [u8]>,
    /// Where it is from.
    pub(crate) source: Source,
    /// What it says, under the name of its instance or file.
    pub(crate) domain: TrustDomain,
}

/// Where a trusted root is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// It is part of keelmark, as it was published on this day.
    Embedded(&'static str),
    /// It was renewed or imported.
    Kept(Origin, Timestamp),
    /// A file, used as it is.
    File,
}

impl Source {
    /// The word for it: `embedded`, `updated`, `imported`, `file`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Embedded(_) => "embedded",
            Self::Kept(how, _) => how.name(),
            Self::File => "file",
        }
    }

    /// The day from which it is, or on which it came: `2026-10-23`.
    pub(crate) fn day(self) -> Option<String> {
        match self {
            Self::Embedded(day) => Some(day.to_owned()),
            Self::Kept(_, at) => Some(day(at)),
            Self::File => None,
        }
    }
}

/// The day of `time`: `2026-10-23`.
pub(crate) fn day(time: Timestamp) -> String {
    let text = rfc3339(time);
    text.split_once('T').map_or(text.as_str(), |(day, _)| day).to_owned()
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())?;
        self.day().map_or(Ok(()), |day| write!(f, " {day}"))
    }
}

impl Trusted {
    /// The root of an instance, as verification uses it.
    pub(crate) fn of(instance: Instance) -> Result<Self, CliError> {
        match folder(instance) {
            Some(folder) => Self::in_folder(instance, &folder, trust_folder::load(&folder)?.kept),
            None => Self::embedded(instance),
        }
    }

    /// The root that `folder` had, or without one that which is part of keelmark.
    pub(crate) fn in_folder(
        instance: Instance,
        folder: &Path,
        kept: Option<Kept>,
    ) -> Result<Self, CliError> {
        let Some(kept) = kept else { return Self::embedded(instance) };
        let root = TrustedRoot::parse(&kept.trusted_root)
            .map_err(|error| CliError::in_document(folder.display().to_string(), &error))?;
        let source = Source::Kept(kept.how, kept.at);
        Self::new(instance.name().to_owned(), kept.trusted_root.into(), source, root)
    }

    /// The keys of npm's registry that came with the root kept of an instance.
    pub(crate) fn npm_keys(instance: Instance) -> Result<Option<Vec<u8>>, CliError> {
        let Some(folder) = folder(instance) else { return Ok(None) };
        Ok(trust_folder::load(&folder)?.kept.and_then(|kept| kept.npm_keys))
    }

    /// Those of `instances`, or without any of those that are trusted by themselves.
    pub(crate) fn each(instances: &[Instance]) -> Result<Vec<Self>, CliError> {
        let instances = if instances.is_empty() { &DEFAULT[..] } else { instances };
        instances.iter().map(|instance| Self::of(*instance)).collect()
    }

    /// The root of an instance that is part of keelmark.
    pub(crate) fn embedded(instance: Instance) -> Result<Self, CliError> {
        let root = instance.trusted_root().map_err(|error| unusable(&error))?;
        let bytes = instance.trusted_root_bytes().into();
        Self::new(instance.name().to_owned(), bytes, Source::Embedded(instance.date()), root)
    }

    /// Every root in the file at `path`.
    pub(crate) fn in_file(path: &Path) -> Result<Vec<Self>, CliError> {
        let name = path.display().to_string();
        let bytes = file::load(path, limits::TRUSTED_ROOT_BYTES as u64)?;
        let found = TrustedRoot::parse_each(&bytes)
            .map_err(|error| CliError::in_document(&name, &error))?;
        let trusted = found.into_iter().map(|(bytes, root)| {
            Self::new(name.clone(), bytes.to_vec().into(), Source::File, root)
        });
        trusted.collect()
    }

    fn new(
        name: String,
        bytes: Cow<'static, [u8]>,
        source: Source,
        root: TrustedRoot,
    ) -> Result<Self, CliError> {
        let mut domain = TrustDomain::new(name, root).map_err(|error| unusable(&error))?;
        // Of a file the name says all there is to say.
        if source != Source::File {
            domain.state = source.to_string();
        }
        Ok(Self { bytes, source, domain })
    }
}

fn unusable(error: &TrustRootError) -> CliError {
    CliError::new(error.code(), error.to_string())
}

/// Where what is renewed of an instance is kept.
pub(crate) fn folder(instance: Instance) -> Option<PathBuf> {
    trust_folder::locate(instance.name(), &environment)
}

/// [`folder`], for what must be written there.
///
/// # Errors
/// `trust.home`.
pub(crate) fn writable_folder(instance: Instance) -> Result<PathBuf, CliError> {
    folder(instance).ok_or_else(|| {
        let message = "neither XDG_DATA_HOME nor HOME is set to an absolute path";
        CliError::new(&codes::TRUST_HOME, message)
    })
}

/// Reads the name of an instance on the command line.
pub(crate) fn instance(name: &str) -> Result<Instance, String> {
    let names = Instance::ALL.map(Instance::name).join(", ");
    Instance::from_name(name).ok_or_else(|| format!("one of: {names}"))
}
