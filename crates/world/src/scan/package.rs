//! One file: a package, whose content is the target, or a file that extractors read as it is.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use keelmark_formats::archive::name::Rules;
use keelmark_formats::archive::{
    Item, Kind, Member, Stream, ar, compression, cpio, failure, rpm, tar, zip,
};
use keelmark_formats::{ParseError, extract};
use keelmark_model::bom::{ComponentKind, Context};
use keelmark_model::{LockedFile, LockedFileKind, Timestamp};
use rustix::fs::OFlags;

use super::collect::{Collector, Shared};
use super::{Scan, done, nested, recorded, root};
use crate::subjects::{self, Algorithms, SubjectFile};
use crate::{WorldError, clock, codes, file};

/// What a file is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A zip archive whose content is the target: a wheel.
    Zip,
    /// A program in a zip archive, whose content is written behind its own name, as it is where such
    /// a file lies in a folder.
    Program,
    /// A tar archive, compressed or not: a source distribution, a crate, a package of npm or Alpine.
    Tar,
    /// A package of Debian: `ar` of two tar archives.
    Deb,
    /// A package of RPM: its header, then a cpio archive.
    Rpm,
    /// A package of RubyGems: a tar archive of another and of a description.
    Gem,
    /// No archive.
    Plain,
}

const ENDS: [(&str, Form); 20] = [
    (".whl", Form::Zip),
    (".egg", Form::Zip),
    (".zip", Form::Zip),
    (".nupkg", Form::Zip),
    (".tar", Form::Tar),
    (".tar.gz", Form::Tar),
    (".tgz", Form::Tar),
    (".tar.bz2", Form::Tar),
    (".tar.xz", Form::Tar),
    (".txz", Form::Tar),
    (".tbz2", Form::Tar),
    (".tar.lzma", Form::Tar),
    (".tar.zst", Form::Tar),
    (".tzst", Form::Tar),
    (".crate", Form::Tar),
    (".apk", Form::Tar),
    (".deb", Form::Deb),
    (".udeb", Form::Deb),
    (".rpm", Form::Rpm),
    (".gem", Form::Gem),
];

/// Where the control files of a package of Debian are put: as `dpkg-deb --raw-extract` does.
const CONTROL: &str = "DEBIAN/";

/// Where the header of an RPM package is put, beside its files.
const HEADER: &str = "RPM/header";

/// Where the description of a gem is put, beside its files.
const GEM: &str = "GEM/metadata";

impl Form {
    fn of(name: &str, head: &[u8]) -> Self {
        let end = ENDS.iter().find(|(end, _)| name.len() > end.len() && name.ends_with(end));
        match end {
            // Packages of Android are zip archives.
            Some((".apk", _)) if head.starts_with(&zip::MAGIC) => Self::Zip,
            Some((_, form)) => *form,
            None if nested::is_archive(name) => Self::Program,
            None => Self::Plain,
        }
    }
}

/// What is in the file at `path`.
///
/// # Errors
/// `file.*`, `subject.*`; `scan.target` when nothing reads such a file; `archive.*` when it is an
/// archive that cannot be read to its end, since a part of a package is not the package.
pub(super) fn scan(path: &Path, shared: &Shared<'_>) -> Result<Scan, WorldError> {
    let (mut opened, metadata) = file::open(path, OFlags::empty())?;
    let mut root = root(path, ComponentKind::File);
    let name = root.name.clone();
    let subject = SubjectFile { name: name.clone(), path: path.to_owned() };
    for subject in subjects::hash(&[subject], Algorithms::Both)? {
        root.digests = subject.digests;
        root.digests.sort();
    }
    let mut collector = Collector::new(shared);
    let refused = |error: ParseError| WorldError::document(path, error);
    let form = Form::of(&name, &head(&mut opened).map_err(refused)?);
    if form == Form::Plain || form == Form::Program {
        let wanted = shared.wanted(&name, true);
        collector.file(&name, metadata.len(), &wanted, &mut opened).map_err(refused)?;
        if !collector.has_answer && collector.collected.gaps.is_empty() {
            let message = "is of no kind that is read";
            return Err(WorldError::about(&codes::SCAN_TARGET, path, message));
        }
        let context =
            if form == Form::Plain { super::context(&collector.collected) } else { Context::Build };
        let created = created(&collector);
        return Ok(Scan { created, ..done(root, context, collector.collected) });
    }
    let is_wheel = name.ends_with(".whl");
    root.files.push(LockedFile {
        kind: LockedFileKind::Built,
        name,
        url: None,
        size: Some(metadata.len()),
        digests: root.digests.clone(),
    });
    let again = opened.try_clone().map_err(|error| refused(failure(error)))?;
    content(&mut collector, form, opened).map_err(refused)?;
    if is_wheel {
        let gaps = recorded::wheel(again, &collector.collected.files).map_err(refused)?;
        gaps.into_iter().for_each(|gap| collector.gap(gap));
    }
    let created = created(&collector);
    Ok(Scan { created, ..done(root, Context::Build, collector.collected) })
}

/// When the package says it was made: as its newest member was written, unless that is still to come.
fn created(collector: &Collector<'_>) -> Option<Timestamp> {
    collector.newest.filter(|newest| *newest <= clock::now())
}

fn head(file: &mut File) -> Result<Vec<u8>, ParseError> {
    let mut head = Vec::new();
    file.take(4).read_to_end(&mut head).map_err(failure)?;
    file.seek(SeekFrom::Start(0)).map_err(failure)?;
    Ok(head)
}

fn content(collector: &mut Collector<'_>, form: Form, file: File) -> Result<(), ParseError> {
    match form {
        Form::Zip | Form::Program | Form::Plain => {
            nested::members(collector, BufReader::new(file), "")
        }
        Form::Tar => tarball(collector, file),
        Form::Deb => deb(collector, file),
        Form::Rpm => rpm(collector, file),
        Form::Gem => gem(collector, file),
    }
}

/// A tar archive. Where all of it is in one folder, as in source distributions, crates and packages
/// of npm, that folder is the package and its name no part of a path.
fn tarball(collector: &mut Collector<'_>, mut file: File) -> Result<(), ParseError> {
    let folder = only_folder(&file)?;
    file.seek(SeekFrom::Start(0)).map_err(failure)?;
    let mut archive = tar::Reader::new(compression::buffered(file)?, Rules::UNIX);
    collector.stream(&mut archive, &mut |member| match &folder {
        Some(folder) => member.path.strip_prefix(folder.as_str()).map(str::to_owned),
        None => Some(member.path.clone()),
    })
}

/// The folder, with a `/` at its end, that everything in a tar archive lies in.
fn only_folder(file: &File) -> Result<Option<String>, ParseError> {
    let mut archive = tar::Reader::new(compression::buffered(file)?, Rules::UNIX);
    let mut folder: Option<String> = None;
    while let Some(item) = archive.advance()? {
        let Item::Member(member) = item else { continue };
        let first = match member.path.split_once('/') {
            Some((first, _)) => first,
            None if member.kind == Kind::Folder => member.path.as_str(),
            None => return Ok(None),
        };
        match &folder {
            _ if first.is_empty() => {}
            None => folder = Some(format!("{first}/")),
            Some(known) if known.strip_suffix('/') == Some(first) => {}
            Some(_) => return Ok(None),
        }
    }
    Ok(folder)
}

fn deb(collector: &mut Collector<'_>, file: File) -> Result<(), ParseError> {
    let mut archive = ar::Reader::new(BufReader::new(file))?;
    while let Some(item) = archive.advance()? {
        let Item::Member(part) = item else { continue };
        let place: fn(&Member) -> Option<String> = match part.path.split('.').next() {
            Some("control") => |member| Some(format!("{CONTROL}{}", member.path)),
            Some("data") => |member| Some(member.path.clone()),
            _ => continue,
        };
        let mut content = tar::Reader::new(compression::buffered(&mut archive)?, Rules::ROOT);
        collector.stream(&mut content, &mut { place })?;
    }
    Ok(())
}

fn rpm(collector: &mut Collector<'_>, file: File) -> Result<(), ParseError> {
    let mut file = BufReader::new(file);
    let header = rpm::header(&mut file)?;
    collector.newest = extract::rpm_built(&header);
    let wanted = collector.shared.wanted(HEADER, false);
    collector.file(HEADER, header.len() as u64, &wanted, &mut header.as_slice())?;
    let mut archive = cpio::Reader::new(compression::decompress(file)?);
    collector.stream(&mut archive, &mut |member| Some(member.path.clone()))
}

fn gem(collector: &mut Collector<'_>, file: File) -> Result<(), ParseError> {
    let mut archive = tar::Reader::new(BufReader::new(file), Rules::UNIX);
    let (mut described, mut filled) = (false, false);
    while let Some(item) = archive.advance()? {
        let Item::Member(part) = item else { continue };
        let (is_description, is_content) = (part.path == "metadata.gz", part.path == "data.tar.gz");
        // Which of two counts, tools do not agree on.
        if (is_description && described) || (is_content && filled) {
            let message = format!("has two parts `{}`", part.path);
            return Err(ParseError::new(&keelmark_formats::codes::ARCHIVE_AMBIGUOUS, message));
        }
        described |= is_description;
        filled |= is_content;
        if is_description {
            let wanted = collector.shared.wanted(GEM, false);
            let mut content = compression::decompress(&mut archive)?;
            collector.file(GEM, 0, &wanted, &mut content)?;
        } else if is_content {
            let mut content = tar::Reader::new(compression::buffered(&mut archive)?, Rules::UNIX);
            collector.stream(&mut content, &mut |member| Some(member.path.clone()))?;
        }
    }
    Ok(())
}
