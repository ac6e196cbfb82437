//! Whether a locked file's name is one its package could have.

use keelmark_model::{Ecosystem, LockedFile, Package};

use crate::manifest::python::file_name::{parse, same_version};

/// Endings that source distributions had before PEP 625.
const OLD_ARCHIVES: [&str; 5] = [".zip", ".tar.bz2", ".tar.xz", ".tar.Z", ".tgz"];

/// Whether the name of a file of a registry says the name and version of the package it stands under, in
/// ecosystems whose registries name files so.
///
/// npm's own registry serves a file at `/NAME/-/NAME-VERSION.tgz`, without the scope in front of the second name,
/// and most others somewhere below that; those that do not have a `/-/` name files as they like. Locks of Cargo
/// name no files.
pub fn file_name_fits(ecosystem: Ecosystem, package: &Package, file: &LockedFile) -> bool {
    let version = package.version.as_deref().unwrap_or_default();
    match ecosystem {
        Ecosystem::Cargo => true,
        Ecosystem::Npm => {
            file.url.as_deref().is_none_or(|url| npm_fits(&package.name, version, url))
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

/// Registries that are npm's own, by host.
const NPM: [&str; 2] = ["registry.npmjs.org", "registry.yarnpkg.com"];

fn npm_fits(name: &str, version: &str, url: &str) -> bool {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let (host, path) =
        url.split_once("://").and_then(|(_, it)| it.split_once('/')).unwrap_or(("", url));
    let version = version.split('+').next().unwrap_or_default();
    let bare = name.rsplit('/').next().unwrap_or_default();
    let is = |path: &str, file: &str| {
        let encoded = name.replace('/', "%2f");
        [name, &encoded].iter().any(|name| {
            let rest = path.strip_suffix(&format!("{name}/-/{file}-{version}.tgz"));
            rest.is_some_and(|before| before.is_empty() || before.ends_with('/'))
        })
    };
    if NPM.iter().any(|own| host.eq_ignore_ascii_case(own)) {
        return [name, &name.replace('/', "%2f")]
            .iter()
            .any(|name| path == format!("{name}/-/{bare}-{version}.tgz"));
    }
    let climbs = path.split('/').any(|segment| matches!(segment, "." | ".."));
    // Some repeat the scope in the file's name.
    !path.contains("/-/") || !climbs && (is(path, bare) || is(path, name))
}

#[cfg(test)]
mod tests {
    use super::npm_fits;

    #[test]
    fn files_of_npm_stand_below_their_package() {
        for (name, url, fits) in [
            ("a", "https://registry.npmjs.org/a/-/a-1.0.0.tgz", true),
            ("a", "https://registry.npmjs.org/a/-/a-1.0.0.tgz?x#y", true),
            ("@s/a", "https://registry.npmjs.org/@s/a/-/a-1.0.0.tgz", true),
            ("@s/a", "https://registry.npmjs.org/@s%2fa/-/a-1.0.0.tgz", true),
            ("a", "https://registry.npmjs.org/@s/a/-/a-1.0.0.tgz", false),
            ("a", "https://registry.npmjs.org/a/-/../../evil/-/a-1.0.0.tgz", false),
            ("a", "https://registry.npmjs.org/evil.tgz", false),
            ("a", "https://REGISTRY.npmjs.org/evil/-/a-1.0.0.tgz", false),
            ("a", "https://host.example/npm/a/-/a-1.0.0.tgz", true),
            ("@s/a", "https://host.example/npm/@s/a/-/@s/a-1.0.0.tgz", true),
            ("a", "https://host.example/npm/a/-/../x/a/-/a-1.0.0.tgz", false),
            ("a", "https://host.example/npm/evila/-/a-1.0.0.tgz", false),
            ("a", "https://host.example/npm/a/-/a-1.0.1.tgz", false),
            ("a", "https://host.example/download/a/1.0.0/0123", true),
            ("a", "https://codeload.example/x/tar.gz/0123", true),
        ] {
            assert_eq!(npm_fits(name, "1.0.0", url), fits, "{name} {url}");
        }
    }
}
