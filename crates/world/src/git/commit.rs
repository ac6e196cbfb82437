//! What a commit holds, read from the objects of its repository: the work tree is neither read nor touched.
//!
//! Not `git archive`: the attribute `export-ignore`, which the commit itself sets, would hide files from it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use keelmark_model::Timestamp;

use super::{ask, command, repository};
use crate::environment::is_commit;
use crate::{WorldError, codes, limits};

/// A commit of a repository, and the folder in it that is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its full name.
    pub id: String,
    /// When it was made.
    pub committed_at: Option<Timestamp>,
    top: PathBuf,
    /// The folder within the repository, with a `/` behind it; empty for the whole.
    inside: String,
}

/// A file of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its path, relative to the folder looked at, as the commit has it.
    pub(crate) path: Vec<u8>,
    pub(crate) kind: EntryKind,
    /// Name of its content.
    pub(crate) object: String,
    /// Size of its content in bytes.
    pub(crate) size: u64,
}

/// What an entry of a commit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryKind {
    File { executable: bool },
    Link,
}

impl Commit {
    /// The commit that `revision` names (a branch, a tag, `HEAD~1`, a name in full or shortened) in the
    /// repository that `root` is in.
    ///
    /// # Errors
    /// `git.none`, `git.revision`; `git.unavailable`, `git.refused`, `git.timeout`.
    pub fn find(root: &Path, revision: &str) -> Result<Self, WorldError> {
        let Some((root, top)) = repository(root)? else {
            return Err(WorldError::about(&codes::GIT_NONE, root, "is in no repository of git"));
        };
        let name = format!("{revision}^{{commit}}");
        let asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", &name];
        let answer = ask(&top, &asked, &[])?;
        let id = read_id(&answer.output).filter(|_| answer.status.success());
        let Some(id) = id else {
            let message = format!("there is no commit `{revision}` here");
            return Err(WorldError::about(&codes::GIT_REVISION, &top, message));
        };
        let time = ask(&top, &["show", "-s", "--no-show-signature", "--format=%ct", &id], &[])?;
        let time = String::from_utf8_lossy(&time.success(&top)?).trim().parse().ok();
        let inside = root.strip_prefix(&top).unwrap_or(Path::new(""));
        let mut inside = inside.to_string_lossy().into_owned();
        if !inside.is_empty() {
            inside.push('/');
        }
        Ok(Self { id, committed_at: time.map(Timestamp), top, inside })
    }

    /// The commit at which this one and `other` parted: what a pull request of `other` is compared with.
    ///
    /// # Errors
    /// `git.revision` where the history at hand has none; `git.*` as [`Self::find`].
    pub fn parting(&self, other: &Self) -> Result<Self, WorldError> {
        let answer = ask(&self.top, &["merge-base", &self.id, &other.id], &[])?;
        let Some(id) = read_id(&answer.output).filter(|_| answer.status.success()) else {
            let message = format!(
                "where {} and {} parted is not in the history at hand",
                short(&self.id),
                short(&other.id)
            );
            return Err(WorldError::about(&codes::GIT_REVISION, &self.top, message));
        };
        if id == self.id { Ok(self.clone()) } else { Self::find(&self.folder(), &id) }
    }

    /// The folder that is looked at, as it lies in the work tree.
    pub fn folder(&self) -> PathBuf {
        self.top.join(&self.inside)
    }

    /// The file at `path` below the folder that is looked at; nothing where the commit has no file there. A link is
    /// not followed, and no file.
    ///
    /// # Errors
    /// `git.*`; `git.object` for one that the repository does not have; `file.size` beyond `limit` bytes.
    pub fn file(&self, path: &str, limit: u64) -> Result<Option<Vec<u8>>, WorldError> {
        let Some(path) = resolved(&format!("{}{path}", self.inside)) else { return Ok(None) };
        let asked = ["ls-tree", "-z", "-l", "--full-tree", &self.id, "--", &path];
        let output = ask(&self.top, &asked, &[])?.success(&self.top)?;
        let whole = Self { inside: String::new(), ..self.clone() };
        let entry = output.split(|byte| *byte == 0).find_map(|line| whole.entry(line));
        let file = entry.filter(|it| it.path == path.as_bytes() && it.kind != EntryKind::Link);
        let Some(entry) = file else { return Ok(None) };
        let about = |code, message: String| WorldError::about(code, Path::new(&path), message);
        if entry.size > limit {
            let message = format!("{} bytes; the limit is {limit}", entry.size);
            return Err(about(&codes::FILE_SIZE, message));
        }
        let mut read = None;
        self.contents(&[&entry.object], |_, content| {
            read = content.map(|content| {
                let mut bytes = Vec::new();
                content.read_to_end(&mut bytes).map(|_| bytes)
            });
        })?;
        let missing = || about(&codes::GIT_OBJECT, "the repository does not have it".to_owned());
        let bytes = read.ok_or_else(missing)?;
        let system = |error| WorldError::system(&codes::GIT_REFUSED, Path::new(&path), error);
        bytes.map(Some).map_err(system)
    }

    /// Its files below the folder that is looked at, and whether there are more than are listed.
    ///
    /// # Errors
    /// `git.*`.
    pub(crate) fn entries(&self) -> Result<(Vec<Entry>, bool), WorldError> {
        let asked = ["ls-tree", "-r", "-z", "-l", "--full-tree", &self.id];
        let answer = ask(&self.top, &asked, &[])?;
        let cut = answer.cut;
        let output = answer.success(&self.top)?;
        let lines = output.split(|byte| *byte == 0);
        // The last line of an answer that was cut may be cut itself.
        let entries = lines.filter_map(|line| self.entry(line)).collect::<Vec<_>>();
        Ok((entries, cut))
    }

    /// `<mode> <type> <object> <size>\t<path>`; nothing for what is no file.
    fn entry(&self, line: &[u8]) -> Option<Entry> {
        let at = line.iter().position(|byte| *byte == b'\t')?;
        let path = line.get(at + 1..)?.strip_prefix(self.inside.as_bytes())?.to_vec();
        let fields = std::str::from_utf8(line.get(..at)?).ok()?;
        let mut fields = fields.split_ascii_whitespace();
        let kind = match fields.next()? {
            "100644" | "100664" => EntryKind::File { executable: false },
            "100755" => EntryKind::File { executable: true },
            "120000" => EntryKind::Link,
            _ => return None,
        };
        let object = fields.nth(1)?.to_owned();
        let size = fields.next()?.parse().ok()?;
        Some(Entry { path, kind, object, size })
    }

    /// Gives `take` the content of each of `objects`, with its place in the list, in order; none for one that
    /// the repository does not have, as partial clones do not.
    ///
    /// # Errors
    /// `git.unavailable`, `git.timeout`, `git.refused`.
    pub(crate) fn contents(
        &self,
        objects: &[&str],
        mut take: impl FnMut(usize, Option<&mut dyn Read>),
    ) -> Result<(), WorldError> {
        let mut batch = Batch::start(&self.top, objects)?;
        for (at, object) in objects.iter().enumerate() {
            let read = batch.next(object, |content| take(at, content));
            read.map_err(|error| batch.failed(&self.top, error))?;
        }
        Ok(())
    }
}

/// A path in a repository without `.` and `..`; nothing for one that leads out of it.
fn resolved(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/")).filter(|path| !path.is_empty())
}

/// The beginning of a commit's name, by which people know it.
pub fn short(id: &str) -> &str {
    const SHOWN: usize = 12;
    id.get(..SHOWN).unwrap_or(id)
}

fn read_id(output: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(output);
    let id = text.lines().next()?.trim();
    is_commit(id).then(|| id.to_owned())
}

/// `git cat-file --batch`: it is sent names of objects, and answers each with a line and the content.
struct Batch {
    child: Arc<Mutex<Child>>,
    output: BufReader<std::process::ChildStdout>,
    /// Dropped at the end, by which the one who watches the time knows.
    _running: mpsc::Sender<()>,
    expired: Arc<Mutex<bool>>,
}

impl Batch {
    fn start(top: &Path, objects: &[&str]) -> Result<Self, WorldError> {
        let unavailable =
            |error| WorldError::system(&codes::GIT_UNAVAILABLE, Path::new("git"), error);
        let mut command = command(top, &["cat-file", "--batch"], &[]);
        command.stdin(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(unavailable)?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(WorldError::about(&codes::GIT_REFUSED, top, "git has no pipes"));
        };
        let names = objects.iter().flat_map(|name| [name, "\n"]).collect::<String>();
        // On a thread of its own, so that neither pipe fills while the other is waited for. That git went away
        // shows when its answers are read.
        thread::spawn(move || input.write_all(names.as_bytes()));
        let child = Arc::new(Mutex::new(child));
        let expired = Arc::new(Mutex::new(false));
        let (running, watched) = mpsc::channel::<()>();
        let (watched_child, is_expired) = (Arc::clone(&child), Arc::clone(&expired));
        thread::spawn(move || {
            let over = watched.recv_timeout(limits::GIT_CONTENTS_TIME);
            if over == Err(mpsc::RecvTimeoutError::Timeout) {
                *is_expired.lock().unwrap_or_else(PoisonError::into_inner) = true;
                super::stop(&mut watched_child.lock().unwrap_or_else(PoisonError::into_inner));
            }
        });
        Ok(Self { child, output: BufReader::new(output), _running: running, expired })
    }

    /// Reads the next answer, and whatever `take` leaves of it.
    fn next(&mut self, object: &str, take: impl FnOnce(Option<&mut dyn Read>)) -> io::Result<()> {
        let mut line = String::new();
        (&mut self.output).take(LINE_BYTES).read_line(&mut line)?;
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "git's answer breaks off");
        let mut fields = line.trim_end().split(' ');
        if fields.next() != Some(object) {
            return Err(damaged());
        }
        if fields.next() != Some("blob") {
            take(None);
            return Ok(());
        }
        let size: u64 = fields.next().and_then(|size| size.parse().ok()).ok_or_else(damaged)?;
        let mut content = (&mut self.output).take(size);
        take(Some(&mut content));
        io::copy(&mut content, &mut io::sink())?;
        // What broke off is not the end of the content.
        if content.limit() > 0 {
            return Err(damaged());
        }
        let mut end = [0];
        self.output.read_exact(&mut end)
    }

    fn failed(&self, top: &Path, error: io::Error) -> WorldError {
        if *self.expired.lock().unwrap_or_else(PoisonError::into_inner) {
            let seconds = limits::GIT_CONTENTS_TIME.as_secs();
            let message = format!("git did not give all files within {seconds} seconds");
            return WorldError::about(&codes::GIT_TIMEOUT, top, message);
        }
        WorldError::system(&codes::GIT_REFUSED, top, error)
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        super::stop(&mut self.child.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Longest line before a content: a name, a type and a size.
const LINE_BYTES: u64 = 256;
