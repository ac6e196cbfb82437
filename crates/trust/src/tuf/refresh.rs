//! The workflow: what to fetch next, and what to make of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_lc_rs::digest;
use keelmark_formats::tuf::{
    FileMeta, Floors, Metadata, Root, Signed, Snapshot, Targets, TimestampRole,
};
use keelmark_model::{Digest, DigestAlgorithm, Timestamp};

use super::error::{TufError, TufRefusal};
use super::search::{Asked, Search};
use super::threshold;
use crate::limits;

/// A file to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Path below the repository's address, with `/` between segments.
    pub path: String,
    /// Most bytes it may have; nobody may read further.
    pub limit: u64,
    /// Whether its absence ends the update; the next root is only there when there is one.
    pub required: bool,
}

/// An update under way. Ask [`Refresh::next`], fetch, and tell [`Refresh::receive`], until there is
/// nothing more to fetch.
#[derive(Debug)]
pub struct Refresh {
    now: Timestamp,
    root: Metadata<Root>,
    root_bytes: Vec<u8>,
    rotations: u32,
    floors: Floors,
    wanted: Vec<String>,
    stage: Stage,
    /// Metadata of targets, by name, as it was fetched: one file may be asked about several paths.
    fetched: BTreeMap<String, Vec<u8>>,
    snapshot: BTreeMap<String, FileMeta>,
    expires: Timestamp,
    targets: BTreeMap<String, Vec<u8>>,
}

/// What is fetched next.
#[derive(Debug)]
enum Stage {
    Root,
    Timestamp,
    Snapshot(FileMeta),
    Role(Search, Asked, FileMeta),
    File(Expected),
    Done,
}

/// A target that was found.
#[derive(Debug)]
struct Expected {
    path: String,
    length: u64,
    digests: Vec<Digest>,
}

/// What a finished update gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refreshed {
    /// The newest root, to begin the next update with.
    pub root: Vec<u8>,
    /// Its version.
    pub root_version: u64,
    /// The files asked for, by path.
    pub targets: BTreeMap<String, Vec<u8>>,
    /// When the repository must have said again that nothing changed.
    pub expires: Timestamp,
}

impl Refresh {
    /// Begins an update at time `now` with a root that is trusted already, to obtain the targets
    /// `wanted`; `floors` are those the last update left.
    ///
    /// # Errors
    /// `document.*`, `tuf.version` or `tuf.signature` when the root cannot be one.
    pub fn new(
        root: &[u8],
        floors: Floors,
        wanted: &[&str],
        now: Timestamp,
    ) -> Result<Self, TufError> {
        let file = "root.json";
        let metadata: Metadata<Root> = parse(file, root)?;
        let signed = &metadata.signed;
        threshold::check(&metadata, "root", &signed.root, &signed.keys)
            .map_err(|reason| TufError::new(file, reason))?;
        Ok(Self {
            now,
            root: metadata,
            root_bytes: root.to_vec(),
            rotations: 0,
            floors,
            wanted: wanted.iter().rev().map(|path| (*path).to_owned()).collect(),
            stage: Stage::Root,
            fetched: BTreeMap::new(),
            snapshot: BTreeMap::new(),
            expires: Timestamp(i64::MAX),
            targets: BTreeMap::new(),
        })
    }

    /// What to fetch next; none when the update is finished.
    pub fn next(&self) -> Option<Request> {
        let metadata = |name: &str, version: u64, limit: u64| {
            let path = if self.root.signed.consistent_snapshot {
                format!("{version}.{name}")
            } else {
                name.to_owned()
            };
            Request { path, limit, required: true }
        };
        Some(match &self.stage {
            Stage::Root => {
                let path = format!("{}.root.json", self.root.version.saturating_add(1));
                Request { path, limit: limits::TUF_ROOT_BYTES, required: false }
            }
            Stage::Timestamp => Request {
                path: "timestamp.json".to_owned(),
                limit: limits::TUF_TIMESTAMP_BYTES,
                required: true,
            },
            Stage::Snapshot(file) => {
                metadata("snapshot.json", file.version, within(file, limits::TUF_SNAPSHOT_BYTES))
            }
            Stage::Role(_, asked, file) => {
                let limit = within(file, limits::TUF_TARGETS_BYTES);
                metadata(&format!("{}.json", asked.name), file.version, limit)
            }
            Stage::File(expected) => {
                Request { path: self.target_path(expected), limit: expected.length, required: true }
            }
            Stage::Done => return None,
        })
    }

    /// Takes what was fetched for [`Refresh::next`], or `None` when the repository does not have it.
    ///
    /// # Errors
    /// Any [`TufError`]; the update is over then.
    pub fn receive(&mut self, bytes: Option<Vec<u8>>) -> Result<(), TufError> {
        let Some(request) = self.next() else { return Ok(()) };
        let about = |reason| TufError::new(request.path.clone(), reason);
        if bytes.is_none() && request.required {
            return Err(about(TufRefusal::Missing));
        }
        if bytes.as_ref().is_some_and(|bytes| bytes.len() as u64 > request.limit) {
            return Err(about(TufRefusal::Size { limit: request.limit }));
        }
        let stage = std::mem::replace(&mut self.stage, Stage::Done);
        self.stage = match (stage, bytes) {
            (Stage::Root, Some(bytes)) => self.next_root(&request.path, bytes)?,
            (Stage::Root, None) => self.last_root()?,
            (Stage::Timestamp, Some(bytes)) => self.timestamp(&request.path, &bytes)?,
            (Stage::Snapshot(file), Some(bytes)) => {
                self.accept_snapshot(&request.path, &bytes, &file)?
            }
            (Stage::Role(search, asked, file), Some(bytes)) => {
                check_file(&bytes, file.length, &file.digests).map_err(about)?;
                self.fetched.insert(asked.name, bytes);
                self.search(search)?
            }
            (Stage::File(expected), Some(bytes)) => {
                check_file(&bytes, Some(expected.length), &expected.digests).map_err(about)?;
                self.targets.insert(expected.path, bytes);
                self.next_target()?
            }
            (Stage::Done, _) | (_, None) => Stage::Done,
        };
        Ok(())
    }

    /// The highest versions seen, those of this update among them as far as it came: to be kept even
    /// when it failed.
    pub fn floors(&self) -> &Floors {
        &self.floors
    }

    /// What was obtained; none until nothing is left to fetch.
    pub fn finish(self) -> Option<Refreshed> {
        matches!(self.stage, Stage::Done).then(|| Refreshed {
            root: self.root_bytes,
            root_version: self.root.version,
            targets: self.targets,
            expires: self.expires,
        })
    }

    /// Section 5.3: each root is signed as the one before it demands, and as it demands itself.
    fn next_root(&mut self, file: &str, bytes: Vec<u8>) -> Result<Stage, TufError> {
        let about = |reason| TufError::new(file, reason);
        if self.rotations == limits::TUF_ROOTS {
            return Err(about(TufRefusal::Endless("more roots in a row than any repository has")));
        }
        let next: Metadata<Root> = parse(file, &bytes)?;
        for signed in [&self.root.signed, &next.signed] {
            threshold::check(&next, "root", &signed.root, &signed.keys).map_err(about)?;
        }
        if Some(next.version) != self.root.version.checked_add(1) {
            let message = format!("version {}, not the next", next.version);
            return Err(about(TufRefusal::Mismatch(message)));
        }
        self.rotations += 1;
        self.root = next;
        self.root_bytes = bytes;
        Ok(Stage::Root)
    }

    /// The end of section 5.3. Where the keys of timestamp or snapshot changed, what was seen under
    /// the old ones binds no longer: whoever had stolen those could have raised it without bound.
    fn last_root(&mut self) -> Result<Stage, TufError> {
        let file = format!("{}.root.json", self.root.version);
        let about = |reason| TufError::new(file.clone(), reason);
        rollback("root", self.root.version, self.floors.root).map_err(about)?;
        self.fresh(self.root.expires).map_err(about)?;
        self.floors.root = self.root.version;
        let root = &self.root.signed;
        let online = threshold::identity(&[&root.timestamp, &root.snapshot], &root.keys).hex();
        if self.floors.online_keys != online {
            let root = self.root.version;
            self.floors = Floors { root, online_keys: online, ..Floors::default() };
        }
        Ok(Stage::Timestamp)
    }

    /// Section 5.4.
    fn timestamp(&mut self, file: &str, bytes: &[u8]) -> Result<Stage, TufError> {
        let about = |reason| TufError::new(file, reason);
        let metadata: Metadata<TimestampRole> = parse(file, bytes)?;
        let root = &self.root.signed;
        threshold::check(&metadata, "timestamp", &root.timestamp, &root.keys).map_err(about)?;
        rollback("timestamp", metadata.version, self.floors.timestamp).map_err(about)?;
        let snapshot = metadata.signed.snapshot;
        rollback("snapshot.json", snapshot.version, self.floors.snapshot).map_err(about)?;
        self.fresh(metadata.expires).map_err(about)?;
        self.floors.timestamp = metadata.version;
        self.floors.snapshot = snapshot.version;
        Ok(Stage::Snapshot(snapshot))
    }

    /// Section 5.5.
    fn accept_snapshot(
        &mut self,
        file: &str,
        bytes: &[u8],
        expected: &FileMeta,
    ) -> Result<Stage, TufError> {
        let about = |reason| TufError::new(file, reason);
        check_file(bytes, expected.length, &expected.digests).map_err(about)?;
        let metadata: Metadata<Snapshot> = parse(file, bytes)?;
        let root = &self.root.signed;
        threshold::check(&metadata, "snapshot", &root.snapshot, &root.keys).map_err(about)?;
        same_version(metadata.version, expected.version).map_err(about)?;
        let files = metadata.signed.files;
        for (name, seen) in &self.floors.files {
            let listed = files.get(name);
            let listed = listed.ok_or_else(|| about(TufRefusal::Unlisted(name.clone())))?;
            rollback(name, listed.version, *seen).map_err(about)?;
        }
        self.fresh(metadata.expires).map_err(about)?;
        self.floors.files = files.iter().map(|(name, file)| (name.clone(), file.version)).collect();
        self.snapshot = files;
        self.next_target()
    }

    /// Begins with the next path that is wanted.
    fn next_target(&mut self) -> Result<Stage, TufError> {
        let Some(path) = self.wanted.pop() else { return Ok(Stage::Done) };
        let root = &self.root.signed;
        let keys = Arc::new(root.keys.clone());
        let first = Asked { name: "targets".to_owned(), role: root.targets.clone(), keys };
        self.search(Search::new(path, first))
    }

    /// Section 5.6: asks one role after another until one publishes the path.
    fn search(&mut self, mut search: Search) -> Result<Stage, TufError> {
        while let Some(asked) = search.current() {
            let asked = asked.clone();
            if search.count() == limits::TUF_DELEGATIONS {
                let reason = "more delegations than any repository has";
                return Err(TufError::new(search.path, TufRefusal::Endless(reason)));
            }
            let file = format!("{}.json", asked.name);
            let listed = self.snapshot.get(&file).ok_or_else(|| {
                TufError::new("snapshot.json", TufRefusal::Unlisted(file.clone()))
            })?;
            let Some(bytes) = self.fetched.get(&asked.name) else {
                let listed = listed.clone();
                return Ok(Stage::Role(search, asked, listed));
            };
            let mut metadata = self.role(&file, bytes, &asked, listed)?;
            self.expires = self.expires.min(metadata.expires);
            if let Some(target) = metadata.signed.targets.remove(&search.path) {
                return self.expect(search.path, target.length, target.digests);
            }
            search.descend(metadata.signed.delegations);
        }
        Err(TufError::new(search.path, TufRefusal::Unpublished))
    }

    /// Metadata of a role that publishes, checked against who delegates to it.
    fn role(
        &self,
        file: &str,
        bytes: &[u8],
        asked: &Asked,
        listed: &FileMeta,
    ) -> Result<Metadata<Targets>, TufError> {
        let about = |reason| TufError::new(file, reason);
        let metadata: Metadata<Targets> = parse(file, bytes)?;
        threshold::check(&metadata, &asked.name, &asked.role, &asked.keys).map_err(about)?;
        same_version(metadata.version, listed.version).map_err(about)?;
        if metadata.expires <= self.now {
            return Err(about(TufRefusal::Expired(metadata.expires)));
        }
        Ok(metadata)
    }

    fn expect(&self, path: String, length: u64, digests: Vec<Digest>) -> Result<Stage, TufError> {
        if length > limits::TUF_TARGET_BYTES {
            let limit = limits::TUF_TARGET_BYTES;
            return Err(TufError::new(path, TufRefusal::Size { limit }));
        }
        Ok(Stage::File(Expected { path, length, digests }))
    }

    /// `targets/folder/DIGEST.name`, without the digest where snapshots are not consistent.
    fn target_path(&self, expected: &Expected) -> String {
        let (folder, name) =
            expected.path.rsplit_once('/').map_or(("", expected.path.as_str()), |parts| parts);
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        match expected.digests.first().filter(|_| self.root.signed.consistent_snapshot) {
            Some(digest) => format!("targets/{folder}{}.{name}", digest.hex()),
            None => format!("targets/{folder}{name}"),
        }
    }

    fn fresh(&mut self, expires: Timestamp) -> Result<(), TufRefusal> {
        if expires <= self.now {
            return Err(TufRefusal::Expired(expires));
        }
        self.expires = self.expires.min(expires);
        Ok(())
    }
}

fn parse<T: Signed>(file: &str, bytes: &[u8]) -> Result<Metadata<T>, TufError> {
    Metadata::parse(bytes).map_err(|error| TufError::new(file, TufRefusal::Malformed(error)))
}

fn within(file: &FileMeta, limit: u64) -> u64 {
    file.length.map_or(limit, |length| length.min(limit))
}

fn rollback(what: &str, found: u64, seen: u64) -> Result<(), TufRefusal> {
    if found < seen {
        return Err(TufRefusal::Rollback { what: what.to_owned(), found, seen });
    }
    Ok(())
}

fn same_version(found: u64, listed: u64) -> Result<(), TufRefusal> {
    if found != listed {
        let message = format!("version {found}, where version {listed} is listed");
        return Err(TufRefusal::Mismatch(message));
    }
    Ok(())
}

fn check_file(bytes: &[u8], length: Option<u64>, digests: &[Digest]) -> Result<(), TufRefusal> {
    if length.is_some_and(|length| length != bytes.len() as u64) {
        return Err(TufRefusal::Mismatch("another length than is listed".to_owned()));
    }
    for expected in digests {
        let algorithm = match expected.algorithm() {
            DigestAlgorithm::Sha256 => &digest::SHA256,
            DigestAlgorithm::Sha384 => &digest::SHA384,
            DigestAlgorithm::Sha512 => &digest::SHA512,
            weak @ (DigestAlgorithm::Md5 | DigestAlgorithm::Sha1) => {
                return Err(TufRefusal::Mismatch(format!("listed by {} only", weak.name())));
            }
        };
        if digest::digest(algorithm, bytes).as_ref() != expected.as_bytes() {
            return Err(TufRefusal::Mismatch(format!("not the file with {expected}")));
        }
    }
    Ok(())
}
