//! RPM's database of what is installed, in each of the three forms it has had.

use keelmark_model::bom::Evidence;

use super::super::super::{Claim, Extract, Extractor, File, Found, Pattern, Says};
use super::super::{PathBytes, Root};
use super::header::Header;
use super::{berkeley, ndb, package, sqlite};
use crate::{ParseError, codes, limits};

/// `rpmdb.sqlite`, `Packages.db` and `Packages` in `var/lib/rpm` and `usr/lib/sysimage/rpm`.
pub(crate) static RPM_DATABASE: Extractor = Extractor {
    id: "rpm-database",
    version: 1,
    example: "var/lib/rpm/rpmdb.sqlite",
    reads: &[
        Pattern::Path("var/lib/rpm/rpmdb.sqlite"),
        Pattern::Path("var/lib/rpm/rpmdb.sqlite-wal"),
        Pattern::Path("var/lib/rpm/Packages.db"),
        Pattern::Path("var/lib/rpm/Packages"),
        Pattern::Path("usr/lib/sysimage/rpm/rpmdb.sqlite"),
        Pattern::Path("usr/lib/sysimage/rpm/rpmdb.sqlite-wal"),
        Pattern::Path("usr/lib/sysimage/rpm/Packages.db"),
        Pattern::Path("usr/lib/sysimage/rpm/Packages"),
    ],
    limit: limits::PACKAGE_DATABASE_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let places = ["var/lib/rpm/", "usr/lib/sysimage/rpm/"];
    let root = places.into_iter().find_map(|place| Root::of(file.path, place));
    let Some(root) = root else { return Ok(extract) };
    if file.name().ends_with("-wal") {
        if !file.bytes.is_empty() {
            let message = "changes that the database does not have yet, and that are not read";
            extract.gaps.push(file.entry_gap(None, message));
        }
        return Ok(extract);
    }
    let mut paths = PathBytes::of(file.bytes);
    let mut number = 0;
    let mut take = |blob: &[u8]| {
        number += 1;
        if number <= limits::PACKAGES {
            add(file, root, (blob, number), &mut paths, &mut extract);
        }
    };
    let read = match file.bytes {
        bytes if bytes.starts_with(sqlite::MAGIC) => sqlite::blobs(bytes, "Packages", &mut take),
        bytes if bytes.starts_with(ndb::MAGIC) => ndb::blobs(bytes, &mut take),
        bytes => berkeley::blobs(bytes, &mut take),
    };
    if let Err(fault) = read {
        if number == 0 {
            return Err(ParseError::new(&codes::DOCUMENT_SHAPE, fault));
        }
        // What was read before it stays true.
        extract.gaps.push(file.entry_gap(None, fault));
    }
    if number > limits::PACKAGES {
        let message = format!("{number} packages; the limit is {}", limits::PACKAGES);
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
    }
    Ok(extract)
}

/// Adds the package whose header is `blob`, the `number`th of the database.
fn add(
    file: &File<'_>,
    root: Root<'_>,
    (blob, number): (&[u8], usize),
    paths: &mut PathBytes,
    extract: &mut Extract,
) {
    let Some((header, _)) = Header::parse(blob) else {
        let message = format!("the header of package {number} is damaged");
        extract.gaps.push(file.entry_gap(None, message));
        return;
    };
    match package::package(&header, Evidence::Database, root, paths) {
        None => {}
        Some(Err(message)) => extract.gaps.push(file.entry_gap(None, message)),
        Some(Ok(package)) => {
            let component = &package.found.component;
            let version = component.version.as_deref().unwrap_or_default();
            // Several versions of one package may be installed: kernels are.
            let home = root.home("rpm", &format!("{}-{version}#{number}", component.name));
            if !package.has_all_files {
                let message = format!("package {} has longer paths than are kept", component.name);
                extract.gaps.push(file.entry_gap(None, message));
            }
            if !package.files.is_empty() {
                extract.claims.push(Claim { home: home.clone(), says: Says::Owns(package.files) });
            }
            extract.packages.push(Found { home, ..package.found });
        }
    }
}
