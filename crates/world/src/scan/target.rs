//! Which target a text means.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use keelmark_formats::archive::name::Rules;
use keelmark_formats::archive::{Item, Stream, tar};
use keelmark_model::Digest;
use rustix::fs::OFlags;

use super::Reference;
use crate::registry::ImageReference;
use crate::{WorldError, codes, file};

/// Something that can be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Everything below a folder.
    Folder(PathBuf),
    /// One file, and what is in it.
    File(PathBuf),
    /// An image of an OCI layout in a folder.
    Layout(PathBuf, Option<Reference>),
    /// An image of an OCI layout in a tar archive.
    Archive(PathBuf, Option<Reference>),
    /// An image of an archive that `docker save` wrote.
    Saved(PathBuf, Option<Reference>),
    /// An image in a registry.
    Registry(ImageReference),
}

/// Prefixes by which other tools fetch an image from somewhere.
const ELSEWHERE: [&str; 4] = ["docker:", "podman:", "containerd:", "pull:"];

impl Target {
    /// Reads a target as it is written on a command line: a path, or `dir:PATH`, `file:PATH`,
    /// `oci:FOLDER`, `oci-archive:FILE`, `docker-archive:FILE`, the last three with `:TAG` or
    /// `@DIGEST` behind the path. A folder with the file `oci-layout` is such a layout, and a `.tar` that
    /// holds an image is the image.
    /// `registry:HOST/REPOSITORY@DIGEST`, with or without what stands before the host, is an image in a
    /// registry.
    ///
    /// # Errors
    /// `registry.reference`; `scan.registry` for an image that is kept by another program; `file.missing`,
    /// `file.kind`, `file.access`.
    pub fn parse(text: &str) -> Result<Self, WorldError> {
        if let Some(path) = text.strip_prefix("dir:") {
            return Ok(Self::Folder(path.into()));
        }
        if let Some(path) = text.strip_prefix("file:") {
            return Ok(Self::File(path.into()));
        }
        let image = |rest| image(Path::new(rest));
        if let Some((path, reference)) = text.strip_prefix("oci:").map(image) {
            return Ok(Self::Layout(path, reference));
        }
        if let Some((path, reference)) = text.strip_prefix("oci-archive:").map(image) {
            return Ok(Self::Archive(path, reference));
        }
        if let Some((path, reference)) = text.strip_prefix("docker-archive:").map(image) {
            return Ok(Self::Saved(path, reference));
        }
        if let Some(name) = text.strip_prefix("registry:") {
            return ImageReference::parse(name).map(Self::Registry);
        }
        let path = Path::new(text);
        match path.metadata() {
            Ok(found) if found.is_dir() && path.join("oci-layout").is_file() => {
                Ok(Self::Layout(path.to_owned(), None))
            }
            Ok(found) if found.is_dir() => Ok(Self::Folder(path.to_owned())),
            Ok(_) => Self::of_file(path),
            Err(_) if text.contains("@sha256:") => ImageReference::parse(text).map(Self::Registry),
            Err(_) if is_elsewhere(text) => {
                let message = format!("`{text}` is an image of another program");
                Err(WorldError::new(&codes::SCAN_REGISTRY, message))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(WorldError::about(&codes::FILE_MISSING, path, "does not exist"))
            }
            Err(error) => Err(WorldError::system(&codes::FILE_ACCESS, path, error)),
        }
    }
}

impl Target {
    /// The target that the file at `path` is by its content: the image that an archive holds, or
    /// else the file.
    ///
    /// # Errors
    /// `file.missing`, `file.kind`, `file.access`.
    pub fn of_file(path: &Path) -> Result<Self, WorldError> {
        let (file, _) = file::open(path, OFlags::empty())?;
        let is_tar = path.extension().is_some_and(|extension| extension == "tar");
        if !is_tar {
            return Ok(Self::File(path.to_owned()));
        }
        let mut is_saved = false;
        let mut archive = tar::Reader::new(BufReader::new(file), Rules::UNIX);
        // An archive that is damaged is told of by whoever reads it.
        while let Ok(Some(item)) = archive.advance() {
            let Item::Member(member) = item else { continue };
            match member.path.as_str() {
                // docker writes both, and the layout says more.
                "oci-layout" => return Ok(Self::Archive(path.to_owned(), None)),
                "manifest.json" => is_saved = true,
                _ => {}
            }
        }
        let path = path.to_owned();
        Ok(if is_saved { Self::Saved(path, None) } else { Self::File(path) })
    }
}

/// A path and the image that is meant of what is there: a path that exists is all path.
fn image(text: &Path) -> (PathBuf, Option<Reference>) {
    let whole = || (text.to_owned(), None);
    let Some(text) = text.to_str().filter(|_| !text.exists()) else { return whole() };
    if let Some((path, digest)) = text.rsplit_once('@')
        && let Ok(digest) = Digest::from_prefixed(digest)
    {
        return (path.into(), Some(Reference::Digest(digest)));
    }
    // A name has colons itself: `FOLDER:docker.io/library/debian:12`.
    for (at, _) in text.match_indices(':') {
        let (path, tag) = (text.get(..at).unwrap_or_default(), text.get(at + 1..));
        if let Some(tag) = tag.filter(|_| Path::new(path).exists()) {
            return (path.into(), Some(Reference::Tag(tag.to_owned())));
        }
    }
    whole()
}

fn is_elsewhere(text: &str) -> bool {
    ELSEWHERE.iter().any(|prefix| text.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::{ImageReference, Target};

    #[test]
    fn a_target_is_told_by_its_prefix_or_by_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("f");
        std::fs::write(&file, "").unwrap();
        // One member, a manifest of no bytes: the header of `ustar`, its checksum by hand.
        let saved = folder.path().join("image.tar");
        let mut tar = vec![0; 512 * 3];
        tar[..13].copy_from_slice(b"manifest.json");
        tar[100..107].copy_from_slice(b"0000644");
        tar[124..135].copy_from_slice(b"00000000000");
        tar[156] = b'0';
        tar[257..263].copy_from_slice(b"ustar\0");
        let sum = 8 * 32 + tar.iter().map(|byte| u32::from(*byte)).sum::<u32>();
        tar[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        std::fs::write(&saved, &tar).unwrap();
        let name = format!("docker.io/library/debian@sha256:{}", "0".repeat(64));
        let image = Ok(Target::Registry(ImageReference::parse(&name).unwrap()));
        let text = |path: &std::path::Path| path.to_str().unwrap().to_owned();
        for (text, expected) in [
            (text(folder.path()), Ok(Target::Folder(folder.path().into()))),
            (text(&file), Ok(Target::File(file.clone()))),
            (text(&saved), Ok(Target::Saved(saved.clone(), None))),
            (format!("file:{}", text(&saved)), Ok(Target::File(saved.clone()))),
            ("dir:a".to_owned(), Ok(Target::Folder("a".into()))),
            ("file:a".to_owned(), Ok(Target::File("a".into()))),
            (text(&folder.path().join("none")), Err("file.missing")),
            (format!("registry:{name}"), image.clone()),
            (name.clone(), image),
            ("registry:debian".to_owned(), Err("registry.reference")),
            ("debian@sha256:00".to_owned(), Err("registry.reference")),
            ("docker://debian".to_owned(), Err("scan.registry")),
        ] {
            assert_eq!(Target::parse(&text).map_err(|error| error.code().id), expected, "{text}");
        }
    }
}
