//! Wheels and source distributions of Python, by their names (binary distribution format; source
//! distribution file name, both of the PyPA's specifications).

use keelmark_model::LockedFileKind;

use super::archive;
use crate::ParseError;
use crate::extract::{Extract, Extractor, File, Pattern};
use crate::limits;
use crate::manifest::python::file_name;

pub(super) static WHEEL: Extractor = Extractor {
    id: "wheel",
    version: 1,
    example: "wheels/a-1.0-py3-none-any.whl",
    reads: &[Pattern::Extension("whl")],
    limit: limits::KEPT_ARCHIVE_BYTES,
    extract: |file| named(file, LockedFileKind::Built),
};

pub(super) static SOURCE_DISTRIBUTION: Extractor = Extractor {
    id: "source-distribution",
    version: 1,
    example: "sdists/a-1.0.tar.gz",
    reads: &[Pattern::Extension("tar.gz")],
    limit: limits::KEPT_ARCHIVE_BYTES,
    extract: |file| named(file, LockedFileKind::Source),
};

fn named(file: &File<'_>, kind: LockedFileKind) -> Result<Extract, ParseError> {
    let named = file_name::parse(file.name());
    let named = named.as_ref().map(|(name, version)| (name.as_str(), version.as_str()));
    archive(file, kind, "pypi", named)
}
