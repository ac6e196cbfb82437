//! By whose word servers are who they say they are.
//!
//! These roots speak for the other end of a connection, and for nothing that comes over it: what is fetched
//! to verify with is verified by its own signatures, whoever handed it over.
//!
//! Source: OpenSSL's `SSL_CTX_load_verify_locations`, whose variables curl, cargo and uv follow: where one of
//! them is set, its certificates are trusted and no others.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};

use crate::{WorldError, codes, file, limits};

/// A file of certificates in PEM, and folders of such files.
const FILE: &str = "SSL_CERT_FILE";
const FOLDERS: &str = "SSL_CERT_DIR";

/// The roots that the variables name, which `variable` gives; `None` where neither is set to anything.
///
/// # Errors
/// `fetch.roots` where there is no certificate in what is named; `file.*` where it cannot be read.
pub(crate) fn named(
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<Option<RootCerts>, WorldError> {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    let (single, folders) = (set(FILE), set(FOLDERS));
    if single.is_none() && folders.is_none() {
        return Ok(None);
    }
    let mut roots = Vec::new();
    if let Some(path) = &single {
        add(Path::new(path), &mut roots)?;
    }
    for folder in folders.iter().flat_map(|folders| std::env::split_paths(folders)) {
        for path in certificates_in(&folder)? {
            add(&path, &mut roots)?;
        }
    }
    if roots.is_empty() {
        let places = [single, folders].into_iter().flatten();
        let places: Vec<_> = places.map(|place| place.to_string_lossy().into_owned()).collect();
        let message = format!("there is no certificate in {}", places.join(", "));
        return Err(WorldError::new(&codes::FETCH_ROOTS, message));
    }
    Ok(Some(RootCerts::from(roots)))
}

/// Takes the certificates of the file at `path`; what else stands there, as comments and keys do, is none.
fn add(path: &Path, roots: &mut Vec<Certificate<'static>>) -> Result<(), WorldError> {
    let bytes = file::load(path, limits::ROOTS_BYTES)?;
    for item in parse_pem(&bytes) {
        let broken = |error: ureq::Error| {
            WorldError::about(&codes::FETCH_ROOTS, path, format!("is no PEM: {error}"))
        };
        if let PemItem::Certificate(root) = item.map_err(broken)? {
            roots.push(root);
        }
    }
    Ok(())
}

/// The files of a folder that are named as certificates are, sorted.
fn certificates_in(folder: &Path) -> Result<Vec<PathBuf>, WorldError> {
    let failed = |error: std::io::Error| {
        WorldError::about(&codes::FETCH_ROOTS, folder, format!("cannot be listed: {error}"))
    };
    let mut paths = Vec::new();
    let entries = match fs::read_dir(folder) {
        // A folder that is not there has none, as for OpenSSL: images set the variable for what may come.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(paths),
        entries => entries.map_err(failed)?,
    };
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        if !path.file_name().is_some_and(is_certificate) || !path.is_file() {
            continue;
        }
        if paths.len() == limits::ROOT_FILES {
            let message = format!("has more than {} certificates", limits::ROOT_FILES);
            return Err(WorldError::about(&codes::FETCH_ROOTS, folder, message));
        }
        paths.push(path);
    }
    paths.sort();
    Ok(paths)
}

/// `NAME.pem`, `NAME.crt`, or the digest of a subject and a number, as `openssl rehash` names them.
fn is_certificate(name: &OsStr) -> bool {
    let Some((stem, end)) = name.to_str().and_then(|name| name.rsplit_once('.')) else {
        return false;
    };
    let is_digest = stem.len() == 8 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_number = !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit());
    matches!(end, "pem" | "crt") || (is_digest && is_number)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::fs;
    use std::path::Path;

    use ureq::tls::RootCerts;

    use super::{FILE, FOLDERS, named};

    const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/tls/root.pem");

    /// How many roots there are with these variables, `None` where browsers' are taken.
    fn count(file: Option<&Path>, folders: Option<&str>) -> Result<Option<usize>, &'static str> {
        let lookup = |name: &str| match name {
            FILE => file.map(|path| path.as_os_str().to_owned()),
            FOLDERS => folders.map(OsString::from),
            _ => None,
        };
        match named(lookup) {
            Ok(None) => Ok(None),
            Ok(Some(RootCerts::Specific(roots))) => Ok(Some(roots.len())),
            Ok(Some(_)) => unreachable!("roots of the variables are named one by one"),
            Err(error) => Err(error.code().id),
        }
    }

    #[test]
    fn variables_name_the_only_roots() {
        let folder = tempfile::tempdir().unwrap();
        let within = |name: &str| folder.path().join(name);
        let root = fs::read(ROOT).unwrap();
        for name in ["a.pem", "0a1b2c3d.0", "0a1b2c3d.r0", "notes.txt"] {
            fs::write(within(name), &root).unwrap();
        }
        fs::write(within("two"), [&b"# a comment\n"[..], &root, &root].concat()).unwrap();
        fs::write(within("none"), "nothing").unwrap();
        let broken = "-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----\n";
        fs::write(within("broken"), broken).unwrap();
        fs::create_dir(within("empty")).unwrap();
        let (all, empty) = (folder.path().to_str().unwrap(), within("empty"));
        let both = format!("{all}:{}:/no/such/folder", empty.display());
        assert_eq!(count(None, None), Ok(None));
        assert_eq!(count(Some(Path::new("")), Some("")), Ok(None));
        assert_eq!(count(Some(Path::new(ROOT)), None), Ok(Some(1)));
        assert_eq!(count(Some(&within("two")), None), Ok(Some(2)));
        assert_eq!(count(None, Some(&both)), Ok(Some(2)));
        assert_eq!(count(Some(&within("two")), Some(all)), Ok(Some(4)));
        assert_eq!(count(Some(&within("none")), None), Err("fetch.roots"));
        assert_eq!(count(Some(&within("broken")), None), Err("fetch.roots"));
        assert_eq!(count(Some(&within("gone")), None), Err("file.missing"));
        assert_eq!(count(None, empty.to_str()), Err("fetch.roots"));
        assert_eq!(count(None, Some("/no/such/folder")), Err("fetch.roots"));
    }
}
