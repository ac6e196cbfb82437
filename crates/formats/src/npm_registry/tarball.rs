//! Which package a tarball says it is: the `package.json` that npm would install.
//!
//! Source: which member npm takes is what its library tar does with `strip: 1`: it leaves away the first
//! folder, whatever its name. Readers of archives differ where an archive is odd, and the odd is where a
//! second manifest hides: what another reader could see otherwise is refused, not interpreted.
//! [`crate::archive::tar`] refuses what is odd in headers; here is refused what is odd in a package.

use std::io::{self, Read};

use flate2::bufread::GzDecoder;
use serde::Deserialize;

use super::{PackageVersion, shape};
use crate::archive::name::Rules;
use crate::archive::{Item, Kind, Member, Stream, failure, tar};
use crate::json::Object;
use crate::{ParseError, codes, json, limits};

const MANIFEST: &str = "package.json";

/// Reads name and version from the manifest of a package.
///
/// The version is as npm publishes it: without a `v` before it and without build metadata.
///
/// # Errors
/// `document.shape`: no gzip or tar, a member that readers read differently, not exactly one manifest,
/// or a name or version that is none. `document.size`: more than [`limits::TARBALL_BYTES`] when
/// inflated, or a manifest of more than [`limits::TARBALL_MANIFEST_BYTES`].
pub fn package(bytes: &[u8]) -> Result<PackageVersion, ParseError> {
    let mut inflated = Inflated { decoder: GzDecoder::new(bytes), given: 0 };
    let manifest = manifest(&mut inflated).map_err(refused)?;
    inflated.finish().map_err(refused)?;
    let Object(Manifest { name, version }) = json::parse(&manifest)?;
    let version = version.trim().trim_start_matches(['=', 'v']).trim_start();
    let version = version.split('+').next().unwrap_or_default();
    PackageVersion::new(&name, version)
        .ok_or_else(|| shape("the name or the version in `package.json` is none"))
}

#[derive(Deserialize)]
struct Manifest {
    name: String,
    version: String,
}

/// Whatever is wrong with the archive, it is not the shape of a package.
fn refused(error: ParseError) -> ParseError {
    if error.code == &codes::DOCUMENT_SIZE {
        return error;
    }
    ParseError { code: &codes::DOCUMENT_SHAPE, ..error }
}

/// The content of the only manifest.
fn manifest(inflated: &mut Inflated<'_>) -> Result<Vec<u8>, ParseError> {
    let mut archive = tar::Reader::new(inflated, Rules::UNIX);
    let mut manifest = None;
    while let Some(item) = archive.advance()? {
        let member = match item {
            Item::Member(member) => member,
            Item::Refused(gap) => return Err(shape(format!("`{}` {}", gap.path, gap.message))),
        };
        if !is_manifest(&member)? {
            continue;
        }
        let mut content = Vec::new();
        let limit = limits::TARBALL_MANIFEST_BYTES;
        archive.by_ref().take(limit as u64 + 1).read_to_end(&mut content).map_err(failure)?;
        if content.len() > limit {
            let message = format!("the manifest of the package has more than {limit} bytes");
            return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
        }
        if manifest.replace(content).is_some() {
            return Err(shape("the package has more than one `package.json`"));
        }
    }
    manifest.ok_or_else(|| shape("the package has no `package.json`"))
}

/// Whether npm would install a member as the manifest. Some file systems do not tell cases apart, and
/// some readers take `\` for `/`.
///
/// # Errors
/// For a manifest that is no plain file, and for one at the top: npm passes over `package.json` and
/// takes `./package.json`, which other readers take for the same.
fn is_manifest(member: &Member) -> Result<bool, ParseError> {
    let path = member.path.replace("\\x5c", "/");
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let is_named = parts.last().is_some_and(|part| part.eq_ignore_ascii_case(MANIFEST));
    match parts.len() {
        1 if is_named => Err(shape("`package.json` lies in no folder")),
        2 if is_named && member.kind != Kind::File => Err(shape("`package.json` is no plain file")),
        count => Ok(is_named && count == 2),
    }
}

/// A gzip file of one member.
struct Inflated<'a> {
    decoder: GzDecoder<&'a [u8]>,
    given: usize,
}

impl Inflated<'_> {
    /// Makes sure that nothing is behind the archive.
    fn finish(mut self) -> Result<(), ParseError> {
        let mut buffer = vec![0; 64 << 10];
        loop {
            let read = self.read(&mut buffer).map_err(failure)?;
            if buffer.get(..read).unwrap_or_default().iter().any(|byte| *byte != 0) {
                return Err(shape("something follows the end of the archive"));
            }
            if read == 0 {
                break;
            }
        }
        if !self.decoder.into_inner().is_empty() {
            return Err(shape("the file is not one gzip member alone"));
        }
        Ok(())
    }
}

impl Read for Inflated<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer)?;
        self.given = self.given.saturating_add(read);
        if self.given > limits::TARBALL_BYTES {
            let message = format!("the package has more than {} bytes", limits::TARBALL_BYTES);
            return Err(io::Error::other(ParseError::new(&codes::DOCUMENT_SIZE, message)));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
