//! What version control says, through the `git` executable.
//!
//! git is asked in a way that runs nothing the repository could bring along: no hooks, no file
//! system monitor, no pager, no prompt, no fetch. Filters (`filter.<name>.clean`) that the
//! repository's configuration sets do run, as they must for git to compare files.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use keelmark_formats::manifest::repository;
use keelmark_model::{Revision, Timestamp};

use crate::environment::is_commit;
use crate::{WorldError, codes, limits};

/// The revision of the tree that `root` is in; nothing known where it is in no repository.
///
/// The tree is dirty when a tracked file differs from the commit or there is a file that is neither
/// tracked nor ignored, except for `ignore` and what lies under it (the subjects and the folder of
/// evidence). Files marked `assume-unchanged` or `skip-worktree` are as git sees them: unchanged.
///
/// # Errors
/// `git.unavailable`, `git.refused`, `git.timeout`: then nothing is known, which is not the same
/// as clean.
pub fn revision(root: &Path, ignore: &[&Path]) -> Result<Revision, WorldError> {
    let root = root
        .canonicalize()
        .map_err(|error| WorldError::system(&codes::FILE_ACCESS, root, error))?;
    let Some(top) = root.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok())
    else {
        return Ok(Revision::default());
    };
    let ignore: Vec<PathBuf> = ignore.iter().filter_map(|path| within(top, path)).collect();
    // Asked at once: a process costs milliseconds, and none needs another's answer.
    let (status, log, remote) = thread::scope(|scope| {
        let log = scope.spawn(|| ask(top, LOG));
        let remote = scope.spawn(|| ask(top, REMOTE));
        (ask(top, STATUS), joined(log.join()), joined(remote.join()))
    });
    let mut revision = Revision::default();
    read_status(&status?.success(top)?, &ignore, &mut revision);
    if revision.commit.is_some() {
        read_log(&log?.success(top)?, &mut revision);
    }
    // git answers 1 where there is no such setting.
    let remote = remote?;
    if remote.status.code() != Some(1) {
        let url = remote.success(top)?;
        revision.repository = repository::address(&String::from_utf8_lossy(&url));
    }
    Ok(revision)
}

const STATUS: &[&str] = &[
    "status",
    "--porcelain=v2",
    "--branch",
    "-z",
    "--untracked-files=all",
    "--ignore-submodules=none",
    "--no-renames",
];
// A reference has no space in its name, so ", " parts them without doubt.
const LOG: &[&str] = &[
    "log",
    "-1",
    "--no-show-signature",
    "--decorate=full",
    "--decorate-refs=refs/tags/",
    "--format=%ct%n%D",
];
const REMOTE: &[&str] = &["config", "--get", "remote.origin.url"];

const SETTINGS: [&str; 5] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.ignoreStat=false",
    "core.quotePath=false",
    "log.showSignature=false",
];

/// Variables that would lead git to another repository or have it run something.
const REMOVED: [&str; 17] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_ASKPASS",
    "GIT_CEILING_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_TRACE",
    "GIT_WORK_TREE",
];

fn command(top: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("--no-pager").arg("--literal-pathspecs").arg("--no-replace-objects");
    for setting in SETTINGS {
        command.arg("-c").arg(setting);
    }
    for name in REMOVED {
        command.env_remove(name);
    }
    command
        .args(arguments)
        .current_dir(top)
        .env("LC_ALL", "C")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "none")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

struct Answer {
    status: ExitStatus,
    output: Vec<u8>,
    complaint: Vec<u8>,
    /// Whether there was more output than is read.
    cut: bool,
}

impl Answer {
    fn success(self, top: &Path) -> Result<Vec<u8>, WorldError> {
        if self.status.success() || self.cut {
            return Ok(self.output);
        }
        let complaint = String::from_utf8_lossy(&self.complaint);
        let first = complaint.lines().next().unwrap_or("git failed and said nothing");
        Err(WorldError::about(&codes::GIT_REFUSED, top, first))
    }
}

fn ask(top: &Path, arguments: &[&str]) -> Result<Answer, WorldError> {
    let unavailable = |error| WorldError::system(&codes::GIT_UNAVAILABLE, Path::new("git"), error);
    let mut child = command(top, arguments).spawn().map_err(unavailable)?;
    let deadline = Instant::now() + limits::GIT_TIME;
    let output = reader(child.stdout.take());
    let complaint = reader(child.stderr.take());
    let (Some(output), Some(complaint)) =
        (within_time(&output, deadline), within_time(&complaint, deadline))
    else {
        stop(&mut child);
        let seconds = limits::GIT_TIME.as_secs();
        let message = format!("git gave no answer within {seconds} seconds");
        return Err(WorldError::about(&codes::GIT_TIMEOUT, top, message));
    };
    let cut = output.len() as u64 == limits::GIT_BYTES;
    if cut {
        stop(&mut child);
    }
    let status = child.wait().map_err(unavailable)?;
    Ok(Answer { status, output, complaint, cut })
}

fn stop(child: &mut Child) {
    // It may have ended by itself; either way it is gone.
    let _ = child.kill();
    let _ = child.wait();
}

/// Reads a pipe on a thread of its own, so that neither pipe of a process fills while the other is
/// read, and so that the wait for it can end.
fn reader(pipe: Option<impl Read + Send + 'static>) -> mpsc::Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = pipe.map_or(Ok(0), |pipe| pipe.take(limits::GIT_BYTES).read_to_end(&mut bytes));
        // Nobody listens once the time is over.
        let _ = sender.send(read.map(|_| bytes));
    });
    receiver
}

fn within_time(
    receiver: &mpsc::Receiver<io::Result<Vec<u8>>>,
    deadline: Instant,
) -> Option<Vec<u8>> {
    receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()?.ok()
}

fn joined(result: thread::Result<Result<Answer, WorldError>>) -> Result<Answer, WorldError> {
    result.unwrap_or_else(|_| Err(WorldError::new(&codes::GIT_REFUSED, "a thread stopped")))
}

/// `path` relative to `top`, if it is within; what does not exist is placed by its parent.
fn within(top: &Path, path: &Path) -> Option<PathBuf> {
    let real = path.canonicalize().ok().or_else(|| {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let parent = parent.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(parent.join(path.file_name()?))
    })?;
    Some(real.strip_prefix(top).ok()?.to_owned())
}

/// Reads porcelain v2: header lines `# key value`, then one entry for each difference.
fn read_status(output: &[u8], ignore: &[PathBuf], revision: &mut Revision) {
    let mut dirty = false;
    for entry in output.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
        if let Some(header) = entry.strip_prefix(b"# ") {
            read_header(&String::from_utf8_lossy(header), revision);
        } else {
            dirty |= changed_path(entry)
                .is_none_or(|path| !ignore.iter().any(|ignored| path.starts_with(ignored)));
        }
    }
    revision.dirty = Some(dirty);
}

fn read_header(header: &str, revision: &mut Revision) {
    match header.split_once(' ') {
        Some(("branch.oid", commit)) if is_commit(commit) => {
            revision.commit = Some(commit.to_owned());
        }
        Some(("branch.head", "(detached)")) => {}
        Some(("branch.head", branch)) => revision.reference = Some(format!("refs/heads/{branch}")),
        _ => {}
    }
}

/// The path at the end of an entry, after as many fields as its kind has.
fn changed_path(entry: &[u8]) -> Option<&Path> {
    let fields = match entry.first()? {
        b'1' => 8,
        b'u' => 10,
        b'?' => 1,
        _ => return None,
    };
    let path = entry.splitn(fields + 1, |byte| *byte == b' ').nth(fields)?;
    Some(Path::new(OsStr::from_bytes(path)))
}

fn read_log(output: &[u8], revision: &mut Revision) {
    let text = String::from_utf8_lossy(output);
    let mut lines = text.lines();
    revision.committed_at = lines.next().and_then(|time| time.parse().ok()).map(Timestamp);
    let decorations = lines.next().unwrap_or_default();
    revision.tags = decorations
        .split(", ")
        .filter_map(|name| name.strip_prefix("tag: refs/tags/"))
        .map(str::to_owned)
        .collect();
    revision.tags.sort();
}

#[cfg(test)]
mod tests;
