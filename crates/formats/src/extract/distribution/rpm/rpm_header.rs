//! The header of an RPM package file, without what lies before it in the file: a lead and signatures.

use keelmark_model::bom::Evidence;

use super::super::super::{Extract, Extractor, File, Found, Pattern};
use super::super::{PathBytes, Root, owns_all};
use super::header::Header;
use super::package;
use crate::{ParseError, codes, limits};

/// `RPM/header`, which the scan of a package file puts beside the files of the package.
pub(crate) static RPM_HEADER: Extractor = Extractor {
    id: "rpm-header",
    version: 1,
    example: "RPM/header",
    reads: &[Pattern::Path("RPM/header")],
    limit: limits::RPM_HEADER_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let Some(root) = Root::of(file.path, "RPM/header") else { return Ok(extract) };
    let damaged = || ParseError::new(&codes::DOCUMENT_SHAPE, "the package's header is damaged");
    let (header, _) = Header::parse(file.bytes).ok_or_else(damaged)?;
    let mut paths = PathBytes::of(file.bytes);
    match package::package(&header, Evidence::Manifest, root, &mut paths) {
        None => {}
        Some(Err(message)) => extract.gaps.push(file.entry_gap(None, message)),
        Some(Ok(package)) => {
            let home = root.home("RPM", &package.found.component.name);
            extract.claims.push(owns_all(root, &home));
            let environment = file.path.to_owned();
            extract.packages.push(Found { home, environment, is_project: true, ..package.found });
        }
    }
    Ok(extract)
}
