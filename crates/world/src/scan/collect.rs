//! Files handed to the extractors that want them.

use std::collections::HashMap;
use std::io::{self, Cursor, Read};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use keelmark_formats::ParseError;
use keelmark_formats::archive::{Item, Kind, Member, Special, Stream, failure};
use keelmark_formats::extract::{Extract, Extractor, File, Pattern, Scanned, Selector};
use keelmark_model::bom::Gap;
use keelmark_model::{Code, Digest, Timestamp};

use super::large::{self, is_for_pieces};
use super::{Exclude, LayerCache, Options, nested};
use crate::{codes, limits};

/// What all threads of a scan have in common.
#[derive(Debug)]
pub(super) struct Shared<'a> {
    selector: Selector,
    pub(super) exclude: &'a Exclude,
    pub(super) cache: Option<LayerCache>,
    /// Archives within others that were opened, and what was read of them in bytes.
    nested: AtomicUsize,
    nested_bytes: AtomicU64,
    gaps: AtomicUsize,
    skipped: AtomicUsize,
    /// Memory for a large file, of which there is one at a time.
    large: Mutex<Vec<u8>>,
}

impl<'a> Shared<'a> {
    pub(super) fn new(options: &'a Options) -> Self {
        Self {
            selector: Selector::new(options.extractors),
            exclude: &options.exclude,
            cache: LayerCache::open(options),
            nested: AtomicUsize::new(0),
            nested_bytes: AtomicU64::new(0),
            gaps: AtomicUsize::new(0),
            skipped: AtomicUsize::new(0),
            large: Mutex::default(),
        }
    }

    /// Who wants the file at `path`.
    pub(super) fn wanted(&self, path: &str, executable: bool) -> Wanted {
        if self.exclude.covers(path) {
            return Wanted::default();
        }
        let extractors = self.selector.select(path, executable);
        Wanted { extractors, nested: nested::is_archive(path) }
    }

    /// Counts gaps against the limit.
    pub(super) fn allow_gaps(&self, number: usize) -> bool {
        self.gaps.fetch_add(number, Ordering::Relaxed) + number <= limits::GAPS
    }

    /// Whether less was looked at than there is, for there is too much of it.
    pub(super) fn is_exhausted(&self) -> bool {
        self.gaps.load(Ordering::Relaxed) > limits::GAPS || !self.allow_nested(0, 0)
    }

    /// Counts an archive within another of `bytes`, or a part of one, against the limits.
    pub(super) fn allow_nested(&self, archives: usize, bytes: u64) -> bool {
        let archives = self.nested.fetch_add(archives, Ordering::Relaxed) + archives;
        let bytes = self.nested_bytes.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        archives <= limits::NESTED_ARCHIVES && bytes <= limits::NESTED_BYTES
    }
}

/// Who wants a file.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) extractors: Vec<&'static Extractor>,
    /// It is an archive that is looked into.
    pub(super) nested: bool,
}

impl Wanted {
    pub(super) fn is_empty(&self) -> bool {
        self.extractors.is_empty() && !self.nested
    }

    /// The largest size at which anybody reads it whole.
    pub(super) fn limit(&self) -> usize {
        self.extractors.iter().map(|extractor| extractor.limit).max().unwrap_or(0)
    }

    /// What it would tell, for those who do not get it.
    fn told(&self) -> String {
        let mut told: Vec<&str> = self.extractors.iter().map(|extractor| extractor.id).collect();
        if self.nested {
            told.push("a look into it");
        }
        format!("what {} would tell of it", told.join(", "))
    }

    /// Whether it matters only if it begins as machine code does.
    fn is_for_machine_code(&self) -> bool {
        self.extractors.iter().all(|extractor| reads_machine_code(extractor))
    }
}

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) files: Vec<Scanned>,
    pub(super) gaps: Vec<Gap>,
    /// What holds nothing that could be read, and where it lies.
    pub(super) skipped: Vec<(String, Special)>,
}

impl Collected {
    pub(super) fn append(&mut self, mut other: Self) {
        self.files.append(&mut other.files);
        self.gaps.append(&mut other.gaps);
        self.skipped.append(&mut other.skipped);
    }

    pub(super) fn sort(&mut self) {
        self.files.sort_by(|a, b| {
            (&a.path, a.extractor, &a.layer).cmp(&(&b.path, b.extractor, &b.layer))
        });
        self.gaps.sort_by(|a, b| {
            (&a.path, a.code.id, a.line, &a.message).cmp(&(&b.path, b.code.id, b.line, &b.message))
        });
    }
}

/// Hands files to extractors, and keeps what they answer.
#[derive(Debug)]
pub(super) struct Collector<'a> {
    pub(super) shared: &'a Shared<'a>,
    pub(super) layer: Option<Digest>,
    pub(super) collected: Collected,
    /// Whether a file could be read as what it is, even if it told nothing.
    pub(super) has_answer: bool,
    /// Archives within others that were opened, and bytes read of them, for this collector.
    pub(super) nested: (usize, u64),
    /// When the newest member of an archive that is the target was written.
    pub(super) newest: Option<Timestamp>,
    /// Names in a layer of files that were passed by under the name they have first.
    passed: Vec<Linked>,
}

/// A further name of a file.
#[derive(Debug)]
struct Linked {
    path: String,
    to: String,
    executable: bool,
}

impl<'a> Collector<'a> {
    pub(super) fn new(shared: &'a Shared<'a>) -> Self {
        let collected = Collected::default();
        let passed = Vec::new();
        Self {
            shared,
            layer: None,
            collected,
            has_answer: false,
            nested: (0, 0),
            newest: None,
            passed,
        }
    }

    /// Counts an archive within another of `bytes`, or a part of one, against the limits.
    pub(super) fn allow_nested(&mut self, archives: usize, bytes: u64) -> bool {
        self.nested.0 += archives;
        self.nested.1 = self.nested.1.saturating_add(bytes);
        self.shared.allow_nested(archives, bytes)
    }

    /// Keeps a gap, up to a number at which a reader has long understood.
    pub(super) fn gap(&mut self, gap: Gap) {
        match self.shared.gaps.fetch_add(1, Ordering::Relaxed) {
            number if number < limits::GAPS => self.collected.gaps.push(gap),
            number if number == limits::GAPS => {
                let message = format!("more than {} parts could not be looked at", limits::GAPS);
                self.collected.gaps.push(gap_at("", &codes::SCAN_GAPS, message));
            }
            _ => {}
        }
    }

    /// Keeps that a device, pipe or socket lies at `path`. Where a file would be read, that is a gap;
    /// the right to execute one means nothing.
    pub(super) fn special(&mut self, path: &str, kind: Special) {
        if !self.shared.wanted(path, false).is_empty() {
            let message = format!("is a {}, and was not opened", kind.name());
            return self.gap(gap_at(path, &codes::SCAN_SPECIAL, message));
        }
        match self.shared.skipped.fetch_add(1, Ordering::Relaxed) {
            number if number < limits::SKIPPED => {
                self.collected.skipped.push((path.to_owned(), kind));
            }
            number if number == limits::SKIPPED => {
                let message = format!("more than {} devices, pipes and sockets", limits::SKIPPED);
                self.gap(gap_at("", &codes::SCAN_COUNT, message));
            }
            _ => {}
        }
    }

    /// Reads the file at `path` for who wants it.
    ///
    /// # Errors
    /// What reading `content` gave.
    pub(super) fn file(
        &mut self,
        path: &str,
        size: u64,
        wanted: &Wanted,
        content: &mut dyn Read,
    ) -> Result<(), ParseError> {
        if wanted.nested {
            return nested::open(self, path, size, wanted, content);
        }
        if wanted.extractors.is_empty() {
            return Ok(());
        }
        let mut head = Vec::new();
        if wanted.is_for_machine_code() {
            content.take(4).read_to_end(&mut head).map_err(failure)?;
            if !is_machine_code(&head) {
                return Ok(());
            }
        }
        let in_pieces = self.layer.is_some() && is_for_pieces(size, &head, &wanted.extractors);
        let mut content = Cursor::new(head).chain(content);
        if in_pieces {
            return large::extract(self, path, size, &wanted.extractors, &mut content);
        }
        self.extract(path, size, &wanted.extractors, wanted.limit(), content)
    }

    /// Hands the file at `path` to `extractors`.
    pub(super) fn extract(
        &mut self,
        path: &str,
        size: u64,
        extractors: &[&'static Extractor],
        limit: usize,
        content: impl Read,
    ) -> Result<(), ParseError> {
        if size > limit as u64 {
            self.too_large(path, size, limit);
            return Ok(());
        }
        let shared = self.shared;
        if size > limits::LARGE_FILE_BYTES {
            let mut bytes = shared.large.lock().unwrap_or_else(PoisonError::into_inner);
            return self.hand(path, size, extractors, limit, content, &mut bytes);
        }
        self.hand(path, size, extractors, limit, content, &mut Vec::new())
    }

    /// Reads `content` into `bytes`, and hands them to `extractors`.
    fn hand(
        &mut self,
        path: &str,
        size: u64,
        extractors: &[&'static Extractor],
        limit: usize,
        content: impl Read,
        bytes: &mut Vec<u8>,
    ) -> Result<(), ParseError> {
        bytes.clear();
        bytes.reserve_exact(usize::try_from(size).unwrap_or(0));
        // A file may have grown since its size was asked for.
        content.take(limit as u64 + 1).read_to_end(bytes).map_err(failure)?;
        let machine_code = is_machine_code(bytes);
        for extractor in extractors {
            if reads_machine_code(extractor) && !machine_code {
                continue;
            }
            if bytes.len() > extractor.limit {
                self.too_large(path, bytes.len() as u64, extractor.limit);
                continue;
            }
            self.keep(path, extractor.id, (extractor.extract)(&File { path, bytes }));
        }
        Ok(())
    }

    /// Keeps what an extractor said of the file at `path`.
    pub(super) fn keep(
        &mut self,
        path: &str,
        extractor: &'static str,
        answer: Result<Extract, ParseError>,
    ) {
        match answer {
            Ok(extract) => {
                self.has_answer = true;
                // Of most programs there is nothing to be told by those who look into them.
                if extract.is_empty() {
                    return;
                }
                let (path, layer) = (path.to_owned(), self.layer);
                self.collected.files.push(Scanned { path, layer, extractor, extract });
            }
            Err(error) => self.gap(of_error(path, error)),
        }
    }

    fn too_large(&mut self, path: &str, size: u64, limit: usize) {
        let message = format!("has {size} bytes; files of its kind are read up to {limit}");
        self.gap(gap_at(path, &codes::SCAN_SIZE, message));
    }

    /// Goes through an archive. `place` gives each member's path in the target, or none for what is
    /// no part of it.
    ///
    /// # Errors
    /// When it cannot be read to its end: what was found until then is kept.
    pub(super) fn stream(
        &mut self,
        archive: &mut dyn Stream,
        place: &mut dyn FnMut(&Member) -> Option<String>,
    ) -> Result<(), ParseError> {
        while let Some(item) = archive.advance()? {
            match item {
                Item::Refused(gap) => self.gap(gap),
                Item::Member(member) => {
                    self.newest = self.newest.max(member.modified);
                    let Some(path) = place(&member) else { continue };
                    self.member(&path, &member, archive)?;
                }
            }
        }
        Ok(())
    }

    fn member(
        &mut self,
        path: &str,
        member: &Member,
        content: &mut dyn Stream,
    ) -> Result<(), ParseError> {
        let wanted = || self.shared.wanted(path, member.executable);
        let gap = match &member.kind {
            Kind::Folder | Kind::Link => return Ok(()),
            Kind::File => {
                let wanted = wanted();
                if wanted.is_empty() {
                    return Ok(());
                }
                return self.file(path, member.size, &wanted, &mut Content(content));
            }
            Kind::Sparse if wanted().is_empty() => return Ok(()),
            Kind::Sparse => {
                let message = format!(
                    "is stored with holes, and was not put together: unknown is {}",
                    wanted().told()
                );
                gap_at(path, &keelmark_formats::codes::ARCHIVE_SPARSE, message)
            }
            Kind::HardLink(to) if self.is_covered(&wanted(), to, member.executable) => {
                return Ok(());
            }
            Kind::HardLink(to) => {
                let (path, to) = (path.to_owned(), to.clone());
                let link = Linked { path, to, executable: member.executable };
                if self.layer.is_some() && self.passed.len() < limits::LINKS {
                    self.passed.push(link);
                    return Ok(());
                }
                link.unread()
            }
            Kind::Special(_) | Kind::Unknown if self.shared.exclude.covers(path) => return Ok(()),
            Kind::Special(kind) => {
                self.special(path, *kind);
                return Ok(());
            }
            Kind::Unknown => {
                let message = "is of no kind that such archives have, and was not opened";
                gap_at(path, &codes::SCAN_SPECIAL, message)
            }
        };
        self.gap(gap);
        Ok(())
    }

    /// Whether the archive just gone through has to be [read again](Self::read_again).
    pub(super) fn has_passed(&self) -> bool {
        !self.passed.is_empty()
    }

    /// Goes through a layer once more, for files that are wanted under a further name only.
    ///
    /// # Errors
    /// When it cannot be read to its end.
    pub(super) fn read_again(&mut self, archive: &mut dyn Stream) -> Result<(), ParseError> {
        let mut passed: HashMap<String, Vec<Linked>> = HashMap::new();
        for link in std::mem::take(&mut self.passed) {
            passed.entry(link.to.clone()).or_default().push(link);
        }
        let read = self.linked(archive, &mut passed);
        let mut left: Vec<Linked> = passed.into_values().flatten().collect();
        left.sort_by(|a, b| a.path.cmp(&b.path));
        left.iter().for_each(|link| self.gap(link.unread()));
        read
    }

    fn linked(
        &mut self,
        archive: &mut dyn Stream,
        passed: &mut HashMap<String, Vec<Linked>>,
    ) -> Result<(), ParseError> {
        while let Some(item) = archive.advance()? {
            let Item::Member(member) = item else { continue };
            let Some(links) = passed.remove(&member.path).filter(|_| member.kind == Kind::File)
            else {
                continue;
            };
            let mut bytes = Vec::new();
            if links.len() > 1 && member.size <= limits::LARGE_FILE_BYTES {
                Content(archive).read_to_end(&mut bytes).map_err(failure)?;
            }
            for (at, link) in links.iter().enumerate() {
                let wanted = self.shared.wanted(&link.path, link.executable);
                if !bytes.is_empty() {
                    self.file(&link.path, member.size, &wanted, &mut bytes.as_slice())?;
                } else if at == 0 {
                    self.file(&link.path, member.size, &wanted, &mut Content(archive))?;
                } else {
                    self.gap(link.unread());
                }
            }
        }
        Ok(())
    }

    /// Whether everybody who wants a file got it under the name `to`.
    fn is_covered(&self, wanted: &Wanted, to: &str, executable: bool) -> bool {
        let known = self.shared.wanted(to, executable);
        let has = |extractor: &&Extractor| known.extractors.iter().any(|it| it.id == extractor.id);
        wanted.extractors.iter().all(has) && (known.nested || !wanted.nested)
    }
}

impl Linked {
    fn unread(&self) -> Gap {
        let message = format!("is another name of `{}`, which was not read as such", self.to);
        gap_at(&self.path, &codes::SCAN_LINK, message)
    }
}

/// The content of the current member, as a reader.
struct Content<'a>(&'a mut dyn Stream);

impl Read for Content<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

/// Whether it wants a file for nothing but its right to be executed, which scripts have as well.
fn reads_machine_code(extractor: &Extractor) -> bool {
    extractor.reads == [Pattern::Executable]
}

/// Whether a file begins as ELF, PE or Mach-O do.
fn is_machine_code(head: &[u8]) -> bool {
    matches!(
        head,
        [0x7f, b'E', b'L', b'F', ..]
            | [b'M', b'Z', ..]
            | [0xfe, 0xed, 0xfa, 0xce | 0xcf, ..]
            | [0xce | 0xcf, 0xfa, 0xed, 0xfe, ..]
            | [0xca, 0xfe, 0xba, 0xbe | 0xbf, ..]
    )
}

pub(super) fn gap_at(path: &str, code: &'static Code, message: impl Into<String>) -> Gap {
    Gap { code, path: path.to_owned(), message: message.into(), line: None }
}

/// The gap that a file is which could not be read.
pub(super) fn of_error(path: &str, error: ParseError) -> Gap {
    Gap {
        code: error.code,
        path: path.to_owned(),
        message: error.message,
        line: error.at.map(|at| at.line),
    }
}
