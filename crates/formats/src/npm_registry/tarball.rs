//! Which package a tarball says it is: the `package.json` that npm would install.
//!
//! Source: POSIX.1-2017 `pax` (ustar and extended headers), GNU tar's long names;
//! which entry npm takes is what its library tar (7.5) does with `strip: 1`.
//!
//! Readers of archives differ where an archive is odd, and the odd is where a second manifest hides: what
//! another reader could see otherwise is refused, not interpreted. npm's passes over the header alone of
//! an entry that it takes for invalid, so that what follows, the content, is read as headers. So only what
//! `npm pack` and its like write is read: files, folders, and the headers that give them longer names.

mod gzip;

use std::ops::Range;

use keelmark_model::visible;
use serde::Deserialize;

use gzip::Member;

use super::{PackageVersion, shape};
use crate::json::Object;
use crate::{ParseError, codes, json, limits};

const BLOCK: usize = 512;
const MANIFEST: &str = "package.json";

/// Reads name and version from the manifest of a package.
///
/// # Errors
/// Those of [`Reader::package`].
pub fn package(bytes: &[u8]) -> Result<PackageVersion, ParseError> {
    let mut reader = Reader::default();
    reader.take(bytes);
    reader.package()
}

/// A package that is read part by part: what is held of it is its manifest alone.
#[derive(Default)]
pub struct Reader {
    member: Member,
    archive: Archive,
    /// Why the package cannot be read.
    error: Option<ParseError>,
}

impl Reader {
    /// Reads the next part of the file.
    pub fn take(&mut self, part: &[u8]) {
        if self.error.is_none() {
            let archive = &mut self.archive;
            self.error = self.member.take(part, &mut |part| archive.take(part)).err();
        }
    }

    /// Name and version in the manifest, once all of the file was read.
    ///
    /// The version is as npm publishes it: without a `v` before it and without build metadata.
    ///
    /// # Errors
    /// `document.shape`: no gzip or tar, an entry that readers read differently, not exactly one manifest,
    /// or a name or version that is none. `document.size`: more than [`limits::TARBALL_BYTES`] when
    /// inflated, or a manifest of more than [`limits::TARBALL_MANIFEST_BYTES`].
    pub fn package(self) -> Result<PackageVersion, ParseError> {
        let Self { mut member, mut archive, error } = self;
        error.map_or(Ok(()), Err)?;
        member.end(&mut |part| archive.take(part))?;
        let manifest = archive.manifest()?;
        let Object(Manifest { name, version }) = json::parse(&manifest)?;
        let version = version.trim().trim_start_matches(['=', 'v']).trim_start();
        let version = version.split('+').next().unwrap_or_default();
        PackageVersion::new(&name, version)
            .ok_or_else(|| shape("the name or the version in `package.json` is none"))
    }
}

#[derive(Deserialize)]
struct Manifest {
    name: String,
    version: String,
}

/// A tar archive as far as it was read.
#[derive(Default)]
struct Archive {
    /// The part of a block that was not full yet.
    partial: Vec<u8>,
    state: State,
    /// Whether a header was read that says something of the next entry.
    is_extended: bool,
    /// The path that it gives that entry.
    path: Option<String>,
    manifest: Option<Vec<u8>>,
}

/// What the next block is.
#[derive(Default)]
enum State {
    #[default]
    Header,
    /// Content of an entry, of which so many bytes remain.
    Content(u64, Entry),
    /// Blocks of zeros that end the archive.
    End,
}

/// An entry whose content is read.
enum Entry {
    /// It is passed over.
    Other,
    Manifest(Vec<u8>),
    /// Extended headers for the next entry.
    Extended(Vec<u8>),
    /// Extended headers for every entry.
    Global(Vec<u8>),
    /// GNU's: the path of the next entry.
    LongName(Vec<u8>),
}

impl Archive {
    fn take(&mut self, mut part: &[u8]) -> Result<(), ParseError> {
        while !part.is_empty() {
            if self.partial.is_empty()
                && let Some((block, rest)) = part.split_first_chunk::<BLOCK>()
            {
                self.block(block)?;
                part = rest;
                continue;
            }
            let (now, rest) = part.split_at(part.len().min(BLOCK - self.partial.len()));
            self.partial.extend_from_slice(now);
            part = rest;
            if let Ok(block) = <[u8; BLOCK]>::try_from(self.partial.as_slice()) {
                self.partial.clear();
                self.block(&block)?;
            }
        }
        Ok(())
    }

    fn block(&mut self, block: &[u8; BLOCK]) -> Result<(), ParseError> {
        let is_zero = block.iter().all(|byte| *byte == 0);
        self.state = match std::mem::take(&mut self.state) {
            State::Header | State::End if is_zero => State::End,
            State::Header => self.entry(block)?,
            State::End => return Err(shape("something follows the end of the archive")),
            State::Content(left, mut entry) => {
                let here = usize::try_from(left).unwrap_or(BLOCK).min(BLOCK);
                entry.take(block.get(..here).unwrap_or_default())?;
                self.after(left - here as u64, entry)?
            }
        };
        Ok(())
    }

    /// The state after some content of an entry: the next header, once all of it is read.
    fn after(&mut self, left: u64, entry: Entry) -> Result<State, ParseError> {
        if left > 0 {
            return Ok(State::Content(left, entry));
        }
        match entry {
            Entry::Other => {}
            Entry::Manifest(content) => match self.manifest {
                None => self.manifest = Some(content),
                Some(_) => return Err(shape("the package has more than one `package.json`")),
            },
            Entry::Extended(content) => {
                if let Some(path) = extended_path(&content, Scope::Next)? {
                    self.path = Some(path);
                }
            }
            Entry::Global(content) => {
                extended_path(&content, Scope::All)?;
            }
            Entry::LongName(content) => self.path = Some(long_name(&content)?),
        }
        Ok(State::Header)
    }

    /// Reads the header of an entry.
    fn entry(&mut self, header: &[u8; BLOCK]) -> Result<State, ParseError> {
        let odd = || shape("a header of the archive is malformed");
        let field = |from: usize, to: usize| header.get(from..to).unwrap_or_default();
        let size = octal(field(124, 136)).ok_or_else(odd)?;
        if !has_plain_numbers(header) {
            return Err(odd());
        }
        let [kind] = *field(156, 157) else { return Err(odd()) };
        // The checksum stands for itself as spaces, and ends before the next field begins.
        let sum = |bytes: &[u8]| bytes.iter().map(|byte| u64::from(*byte)).sum::<u64>();
        let expected = sum(field(0, 148)) + 8 * u64::from(b' ') + sum(field(156, BLOCK));
        let is_ended = matches!(field(155, 156), [0 | b' ']);
        if octal(field(148, 156)) != Some(expected) || !is_ended {
            return Err(odd());
        }
        // What leads elsewhere is no plain file, whatever its type says.
        let leads = field(157, 158) != [0];
        let own = header_path(header).filter(|path| !path.is_empty() && !leads).ok_or_else(odd)?;
        let entry = match kind {
            // Of two for one entry, some readers go by the first and some by the last.
            b'x' | b'L' | b'g' if self.is_extended => {
                return Err(shape("an entry of the archive has two headers before it"));
            }
            b'x' => Entry::Extended(Vec::new()),
            b'g' => Entry::Global(Vec::new()),
            b'L' => Entry::LongName(Vec::new()),
            // A folder to those who ask the name in the header before the type.
            b'0' | 0 if own.ends_with('/') => return Err(folder_by_name()),
            b'0' | 0 | b'5' => self.named(header, own, kind == b'5')?,
            _ => return Err(shape("an entry of the archive is neither a file nor a folder")),
        };
        if kind == b'5' && size > 0 {
            return Err(shape("a folder of the archive has content"));
        }
        self.is_extended = matches!(kind, b'x' | b'L');
        self.after(size, entry)
    }

    /// A file or folder, under its `own` path unless a header before it gives another.
    fn named(
        &mut self,
        header: &[u8; BLOCK],
        own: String,
        is_folder: bool,
    ) -> Result<Entry, ParseError> {
        let is_prefixed = header.get(PREFIX) != Some(&0);
        let path = match self.path.take() {
            // Some put the prefix before that one too.
            Some(_) if is_prefixed => return Err(shape("an entry of the archive has two paths")),
            Some(path) => path,
            None => own,
        };
        if !is_folder && path.ends_with('/') {
            return Err(folder_by_name());
        }
        match place(path.strip_suffix('/').unwrap_or(&path), is_folder)? {
            Place::Manifest if is_folder => Err(shape("`package.json` is no plain file")),
            Place::Manifest => Ok(Entry::Manifest(Vec::new())),
            Place::Other => Ok(Entry::Other),
        }
    }

    fn manifest(self) -> Result<Vec<u8>, ParseError> {
        if !matches!(self.state, State::End) || !self.partial.is_empty() {
            return Err(shape("the archive has no end"));
        }
        self.manifest.ok_or_else(|| shape("the package has no `package.json`"))
    }
}

impl Entry {
    fn take(&mut self, part: &[u8]) -> Result<(), ParseError> {
        let (content, most) = match self {
            Self::Other => return Ok(()),
            Self::Manifest(content) => (content, limits::TARBALL_MANIFEST_BYTES),
            Self::Extended(content) | Self::Global(content) | Self::LongName(content) => {
                (content, limits::TARBALL_HEADER_BYTES)
            }
        };
        if content.len() + part.len() > most {
            let message =
                format!("a part of the package that has to be read has more than {most} bytes");
            return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
        }
        content.extend_from_slice(part);
        Ok(())
    }
}

/// The number in a header: octal digits, with spaces before them and nothing but spaces and zero bytes
/// after them. The other form, for more than 8 GiB, is not read.
fn octal(field: &[u8]) -> Option<u64> {
    let text =
        std::str::from_utf8(field).ok()?.trim_start_matches(' ').trim_end_matches(['\0', ' ']);
    let is_octal = !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    is_octal.then(|| u64::from_str_radix(text, 8).ok())?
}

/// Where ustar's header has the first part of a long path, and where npm's library may write times.
const PREFIX: usize = 345;
const TIMES: usize = 476;

/// Numbers in a header that say nothing of where an entry lies and what it is: mode, owner, group, time of
/// change, device, and the two times.
const NUMBERS: [Range<usize>; 6] = [100..108, OWNER, GROUP, 136..148, 329..337, 337..345];
const OWNER: Range<usize> = 108..116;
const GROUP: Range<usize> = 116..124;
const NUMBERS_OF_TIMES: [Range<usize>; 2] = [TIMES..488, 488..500];

/// Whether each of them is left out, octal, or in the other form as GNU tar writes owners that octal digits
/// cannot: npm's library takes an entry for invalid for one in that form that it cannot hold.
fn has_plain_numbers(header: &[u8; BLOCK]) -> bool {
    let has_times = header.get(TIMES - 1) == Some(&0);
    let times = NUMBERS_OF_TIMES.into_iter().filter(|_| has_times);
    NUMBERS.into_iter().chain(times).all(|range| {
        let is_owner = [OWNER, GROUP].contains(&range);
        let field = header.get(range).unwrap_or_default();
        let is_small = is_owner && matches!(field, [0x80, 0, ..]);
        let is_left_out = field.iter().all(|byte| matches!(byte, 0 | b' '));
        is_small || is_left_out || octal(field).is_some()
    })
}

/// The path in a header, with the prefix that ustar's have; none in a header of another form, or where
/// something stands behind a prefix.
fn header_path(header: &[u8; BLOCK]) -> Option<String> {
    let text = |from: usize, to: usize| {
        let field = header.get(from..to)?;
        let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
        std::str::from_utf8(field.get(..end)?).ok()
    };
    let name = text(0, 100)?;
    match header.get(257..265)? {
        b"ustar\x0000" => {}
        // GNU's own form has other things where POSIX has the prefix.
        b"ustar  \0" if header.get(PREFIX) == Some(&0) => return Some(name.to_owned()),
        _ => return None,
    }
    let prefix = text(PREFIX, 500)?;
    let behind = header.get(PREFIX + prefix.len()..TIMES).unwrap_or_default();
    if behind.iter().any(|byte| *byte != 0) {
        return None;
    }
    Some(if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") })
}

/// GNU's long name, which a zero byte ends.
fn long_name(content: &[u8]) -> Result<String, ParseError> {
    let end = content.iter().position(|byte| *byte == 0).unwrap_or(content.len());
    let (path, rest) = content.split_at(end);
    let path = std::str::from_utf8(path).ok().filter(|path| is_path(path));
    let path = path.filter(|_| rest.iter().all(|byte| *byte == 0));
    path.map(str::to_owned).ok_or_else(|| shape("a long path of the archive is malformed"))
}

/// Whether what a header gives as a path is read alike by all: npm's library takes digits alone for a
/// number, and a line for a record.
fn is_path(path: &str) -> bool {
    let is_number = path.bytes().all(|byte| byte.is_ascii_digit());
    !path.is_empty() && !is_number && !path.contains(['\n', '\0'])
}

/// Keys of extended headers that say nothing of where an entry lies and what it is. npm's library takes
/// any key for a field of the entry, so that one that is not known is refused.
const HARMLESS: &[&str] = &[
    "LIBARCHIVE.creationtime",
    "SCHILY.dev",
    "SCHILY.ino",
    "SCHILY.nlink",
    "atime",
    "charset",
    "comment",
    "ctime",
    "gid",
    "gname",
    "hdrcharset",
    "mtime",
    "uid",
    "uname",
];

/// Extended attributes, which are named by whoever sets them.
const ATTRIBUTES: [&str; 2] = ["LIBARCHIVE.xattr.", "SCHILY.xattr."];

/// What extended headers are about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// The next entry.
    Next,
    /// Every entry after them: as git writes them, a comment and nothing else.
    All,
}

impl Scope {
    /// Whether a key may be there without being looked at.
    fn passes(self, key: &str) -> bool {
        let is_attribute = || ATTRIBUTES.iter().any(|prefix| key.starts_with(prefix));
        match self {
            Self::Next => HARMLESS.contains(&key) || is_attribute(),
            Self::All => key == "comment",
        }
    }
}

/// The path among extended headers, `LENGTH KEY=VALUE\n` each.
fn extended_path(mut records: &[u8], scope: Scope) -> Result<Option<String>, ParseError> {
    let odd = || shape("an extended header of the archive is malformed");
    let mut path = None;
    while !records.is_empty() {
        let space = records.iter().position(|byte| *byte == b' ').ok_or_else(odd)?;
        let (digits, _) = records.split_at(space);
        let is_number =
            digits.iter().all(u8::is_ascii_digit) && digits.first().is_some_and(|one| *one != b'0');
        let length = std::str::from_utf8(digits).ok().filter(|_| is_number);
        let length = length.and_then(|text| text.parse::<usize>().ok());
        let length = length.filter(|length| *length > space && *length <= records.len());
        let (record, rest) = records.split_at(length.ok_or_else(odd)?);
        records = rest;
        let record = record.get(space + 1..).and_then(|record| record.strip_suffix(b"\n"));
        let record = std::str::from_utf8(record.ok_or_else(odd)?).map_err(|_| odd())?;
        // Some read a record up to the end of its line, whatever length it gives.
        if record.contains(['\n', '\0']) {
            return Err(odd());
        }
        match record.split_once('=').ok_or_else(odd)? {
            ("path", value) if scope == Scope::Next && path.is_none() && is_path(value) => {
                path = Some(value.to_owned());
            }
            (key, _) if scope.passes(key) => {}
            (key, _) => {
                let key = visible(key);
                let message =
                    format!("an extended header has `{key}`, which readers read differently");
                return Err(shape(message));
            }
        }
    }
    Ok(path)
}

/// Where an entry will lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Where the manifest of the package is.
    Manifest,
    Other,
}

/// Where the entry with this path will lie, the first folder, whatever its name, being left away.
///
/// Readers differ in what they make of any path that is not plain: npm's library takes roots of Windows
/// off it on every system, others resolve `..`, or leave away what is empty.
fn place(path: &str, is_folder: bool) -> Result<Place, ParseError> {
    let parts: Vec<&str> = path.split('/').collect();
    let is_plain = |part: &&str| !matches!(*part, "" | "." | "..") && !part.contains(['\\', ':']);
    if !parts.iter().all(is_plain) || parts.len() < 2 && !is_folder {
        let message =
            format!("readers make different things of the path `{}` in the archive", visible(path));
        return Err(shape(message));
    }
    match parts.as_slice() {
        [_, MANIFEST] => Ok(Place::Manifest),
        [_, name] if is_alike(name) => {
            let message = format!("`{}` is `package.json` on some systems", visible(name));
            Err(shape(message))
        }
        _ => Ok(Place::Other),
    }
}

/// Whether a file system could take a name for the manifest's: some do not tell cases apart, some pass over
/// characters that are not seen, and Windows leaves away dots and spaces at the end.
fn is_alike(name: &str) -> bool {
    let folded = name.trim_end_matches(['.', ' ']).to_uppercase().to_lowercase();
    folded.chars().filter(char::is_ascii).eq(MANIFEST.chars())
}

fn folder_by_name() -> ParseError {
    shape("an entry of the archive is a file by its type, and a folder by its name")
}

#[cfg(test)]
mod tests;
