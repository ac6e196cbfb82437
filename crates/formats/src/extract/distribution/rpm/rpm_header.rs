//! The header of an RPM package file, without what lies before it in the file: a lead and signatures.

use keelmark_model::Timestamp;
use keelmark_model::bom::Evidence;

use super::super::super::{Extract, Extractor, File, Found, Pattern};
use super::super::{PathBytes, Root, made_by, maker as maker_of, owns_all};
use super::header::Header;
use super::package;
use crate::{ParseError, codes, limits};

/// `RPM/header`, which the scan of a package file puts beside the files of the package.
pub(crate) static RPM_HEADER: Extractor = Extractor {
    id: "rpm-header",
    version: 2,
    example: "RPM/header",
    reads: &[Pattern::Path("RPM/header")],
    limit: limits::RPM_HEADER_BYTES,
    extract,
};

/// Number of the tag with the time of the build, in seconds since 1970.
const BUILT: u32 = 1006;

/// When a package was built, by its header.
pub fn rpm_built(header: &[u8]) -> Option<Timestamp> {
    let (header, _) = Header::parse(header)?;
    let seconds = header.numbers(BUILT).next().filter(|seconds| *seconds > 0)?;
    Some(Timestamp(i64::from(seconds)))
}

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let Some(root) = Root::of(file.path, "RPM/header") else { return Ok(extract) };
    let damaged = || ParseError::new(&codes::DOCUMENT_SHAPE, "the package's header is damaged");
    let (header, _) = Header::parse(file.bytes).ok_or_else(damaged)?;
    let mut paths = PathBytes::of(file.bytes);
    match package::package(&header, Evidence::Manifest, root, &mut paths) {
        None => {}
        Some(Err(message)) => extract.gaps.push(file.entry_gap(None, message)),
        Some(Ok(mut package)) => {
            let maker = package.found.component.supplier.as_ref();
            let maker = maker.and_then(|supplier| maker_of(&supplier.name));
            let purl = &mut package.found.component.purl;
            *purl = purl.take().map(|purl| made_by(purl, maker));
            let home = root.home("RPM", &package.found.component.name);
            extract.claims.push(owns_all(root, &home));
            let environment = file.path.to_owned();
            extract.packages.push(Found { home, environment, is_project: true, ..package.found });
        }
    }
    Ok(extract)
}
