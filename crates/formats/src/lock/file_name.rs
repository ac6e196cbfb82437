//! Whether a locked file's name is one its package could have.

use keelmark_model::{Ecosystem, LockedFile, Package};

use crate::manifest::python::file_name::{parse, same_version};

/// Endings that source distributions had before PEP 625.
const OLD_ARCHIVES: [&str; 5] = [".zip", ".tar.bz2", ".tar.xz", ".tar.Z", ".tgz"];

/// Whether the name of a file of a registry says the name and version of the package it stands under, in
/// ecosystems whose registries name files so.
///
/// Registries of npm serve files below `/-/`; those that do not name them as they like. Locks of Cargo name
/// no files.
pub fn file_name_fits(ecosystem: Ecosystem, package: &Package, file: &LockedFile) -> bool {
    let version = package.version.as_deref().unwrap_or_default();
    match ecosystem {
        Ecosystem::Cargo => true,
        Ecosystem::Npm => {
            let named = file.url.as_deref().is_some_and(|url| url.contains("/-/"));
            let name = package.name.rsplit('/').next().unwrap_or_default();
            let version = version.split('+').next().unwrap_or_default();
            !named || file.name == format!("{name}-{version}.tgz")
        }
        Ecosystem::Python => {
            let old = OLD_ARCHIVES.iter().find_map(|ending| file.name.strip_suffix(ending));
            let told = match old {
                Some(stem) => parse(&format!("{stem}.tar.gz")),
                None => parse(&file.name),
            };
            told.is_some_and(|(name, told)| name == package.name && same_version(&told, version))
        }
    }
}
