//! What version control says, through the `git` executable.
//!
//! git is asked in a way that runs nothing the repository could bring along: no hooks, no file
//! system monitor, no pager, no prompt, no fetch, and none of the filters (`filter.<name>.clean`,
//! `.process`) its own configuration sets. Where such a filter would have changed what git
//! compares, whether the tree is clean is unknown. Filters of the user's own configuration run.

pub mod commit;
mod index;
mod status;

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use keelmark_formats::manifest::repository::address;
use keelmark_model::{Revision, Timestamp};

use crate::{WorldError, codes, file, limits};

/// The revision of the tree that `root` is in; nothing known where it is in no repository, or in one
/// that tracks no file of it and so tells of other things.
///
/// The tree is dirty when a tracked file differs from the commit or there is a file that is neither
/// tracked nor ignored by the repository, except for `ignore` and what lies under it (the subjects
/// and the folder of evidence) and other evidence keelmark has written. It is neither dirty nor
/// clean where git does not look: at files marked `assume-unchanged` or `skip-worktree`, and at
/// files that pass a filter of the repository's own.
///
/// # Errors
/// `git.unavailable`, `git.refused`, `git.timeout`: then nothing is known, which is not the same
/// as clean.
pub fn revision(root: &Path, ignore: &[&Path]) -> Result<Revision, WorldError> {
    let Some((root, top)) = repository(root)? else { return Ok(Revision::default()) };
    let top = top.as_path();
    let filters = filters(top)?;
    // Asked at once: a process costs milliseconds, and none needs another's answer.
    let (tree, log, remote) = thread::scope(|scope| {
        let log = scope.spawn(|| ask(top, LOG, &filters));
        let remote = scope.spawn(|| ask(top, REMOTE, &filters));
        (tree(top, &root, ignore, &filters), joined(log.join()), joined(remote.join()))
    });
    let Some(mut revision) = tree? else { return Ok(Revision::default()) };
    if revision.commit.is_some() {
        read_log(&log?.success(top)?, &mut revision);
    }
    // git answers 1 where there is no such setting.
    let remote = remote?;
    if remote.status.code() != Some(1) {
        let url = remote.success(top)?;
        revision.repository = address(&String::from_utf8_lossy(&url));
    }
    Ok(revision)
}

/// `root` as it is called in truth, and the top of the repository that it is in, if it is in one.
fn repository(root: &Path) -> Result<Option<(PathBuf, PathBuf)>, WorldError> {
    let root = root
        .canonicalize()
        .map_err(|error| WorldError::system(&codes::FILE_ACCESS, root, error))?;
    let is_top = |folder: &&Path| folder.join(".git").symlink_metadata().is_ok();
    let top = root.ancestors().find(is_top).map(Path::to_owned);
    Ok(top.map(|top| (root, top)))
}

/// When the commit was made that the tree is at which `root` is in: [`Revision::committed_at`], for who
/// need not know whether the tree is clean, which takes git the longest.
///
/// # Errors
/// As [`revision`].
pub fn last_commit_at(root: &Path) -> Result<Option<Timestamp>, WorldError> {
    let Some((root, top)) = repository(root)? else { return Ok(None) };
    let (listed, log) = thread::scope(|scope| {
        let log = scope.spawn(|| ask(&top, LOG, &[]));
        (ask(&top, INDEX, &[]), joined(log.join()))
    });
    let listed = listed?;
    let cut = listed.cut;
    let inside = root.strip_prefix(&top).unwrap_or(Path::new(""));
    if !index::read(&listed.success(&top)?, inside).has_project && !cut {
        return Ok(None);
    }
    let mut revision = Revision::default();
    read_log(&log?.success(&top)?, &mut revision);
    Ok(revision.committed_at)
}

/// Commit, branch and state of the tree at `top`; `None` where nothing of `root` is tracked.
fn tree(
    top: &Path,
    root: &Path,
    ignore: &[&Path],
    filters: &[String],
) -> Result<Option<Revision>, WorldError> {
    let ignored: Vec<PathBuf> = ignore.iter().filter_map(|path| within(top, path)).collect();
    let inside = root.strip_prefix(top).unwrap_or(Path::new(""));
    let (status, listed) = thread::scope(|scope| {
        let listed = scope.spawn(|| ask(top, INDEX, filters));
        (ask(top, STATUS, filters), joined(listed.join()))
    });
    let listed = listed?;
    let cut = listed.cut;
    let index = index::read(&listed.success(top)?, inside);
    if !index.has_project && !cut {
        return Ok(None);
    }
    let mut revision = Revision::default();
    status::read(&status?.success(top)?, top, &ignored, &mut revision);
    if revision.dirty == Some(false) && (index.unwatched || cut) {
        revision.dirty = None;
    }
    // A filter that does not run makes files differ that do not.
    if !filters.is_empty() && !ask(top, FILTERED, filters)?.success(top)?.is_empty() {
        revision.dirty = None;
    }
    for path in &index.submodules {
        let submodule = top.join(path);
        if revision.dirty == Some(false) && submodule.join(".git").symlink_metadata().is_ok() {
            let inner = self::filters(&submodule)?;
            let found = tree(&submodule, &submodule, ignore, &inner)?;
            revision.dirty = found.and_then(|found| found.dirty);
        }
    }
    Ok(Some(revision))
}

/// Names of the filters that the repository's own configuration sets.
///
/// Asked only where a configuration could set one, to save a process.
fn filters(top: &Path) -> Result<Vec<String>, WorldError> {
    let own = top.join(".git");
    let may_set = |name: &str| {
        let text = file::load_if_there(&own.join(name), limits::VERSION_FILE_BYTES)?;
        let text = text.unwrap_or_default().to_ascii_lowercase();
        let has = |word: &[u8]| text.windows(word.len()).any(|window| window == word);
        Ok::<_, WorldError>(has(b"filter") || has(b"include"))
    };
    if own.is_dir() && !may_set("config")? && !may_set("config.worktree")? {
        return Ok(Vec::new());
    }
    let answer = ask(top, FILTERS, &[])?;
    // git answers 1 where there is no such setting.
    if answer.status.code() == Some(1) {
        return Ok(Vec::new());
    }
    let output = answer.success(top)?;
    let mut fields = output.split(|byte| *byte == 0);
    let mut names = BTreeSet::new();
    while let (Some(scope), Some(key)) = (fields.next(), fields.next()) {
        let key = String::from_utf8_lossy(key);
        let name = key.strip_prefix("filter.").and_then(|rest| rest.rsplit_once('.'));
        if let Some((name, _)) = name
            && matches!(scope, b"local" | b"worktree")
        {
            names.insert(name.to_owned());
        }
    }
    Ok(names.into_iter().collect())
}

const STATUS: &[&str] = &[
    "status",
    "--porcelain=v2",
    "--branch",
    "-z",
    "--untracked-files=all",
    // Their changes are asked for in them, with their own filters put out of work.
    "--ignore-submodules=dirty",
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
const INDEX: &[&str] = &["ls-files", "-v", "--stage", "-z"];
const FILTERS: &[&str] =
    &["config", "--null", "--name-only", "--show-scope", "--get-regexp", "^filter\\."];
/// Tracked files for which the attribute `filter` is set to anything.
const FILTERED: &[&str] = &["ls-files", "-z", "--", ":(top)", ":(top,exclude,attr:!filter)"];

const SETTINGS: [&str; 7] = [
    // A list of the user's would hide files from the state of the tree.
    "core.excludesFile=/dev/null",
    "core.fileMode=true",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.ignoreStat=false",
    "core.quotePath=false",
    "log.showSignature=false",
];

/// Variables that would lead git to another repository or have it run something.
const REMOVED: [&str; 21] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_ASKPASS",
    "GIT_CEILING_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_GLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_INDEX_FILE",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_TRACE",
    "GIT_WORK_TREE",
];

fn command(top: &Path, arguments: &[&str], filters: &[String]) -> Command {
    let mut command = Command::new("git");
    command.arg("--no-pager").arg("--no-replace-objects");
    for setting in SETTINGS {
        command.arg("-c").arg(setting);
    }
    for name in REMOVED {
        command.env_remove(name);
    }
    silence(&mut command, filters);
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

/// Puts filters out of work. By variables: in `-c name=value`, a name could have a `=` itself.
fn silence(command: &mut Command, filters: &[String]) {
    const EMPTIED: [(&str, &str); 4] =
        [("clean", ""), ("smudge", ""), ("process", ""), ("required", "false")];
    let settings = filters.iter().flat_map(|name| EMPTIED.map(|(key, value)| (name, key, value)));
    for (at, (name, key, value)) in settings.enumerate() {
        command.env(format!("GIT_CONFIG_KEY_{at}"), format!("filter.{name}.{key}"));
        command.env(format!("GIT_CONFIG_VALUE_{at}"), value);
    }
    if !filters.is_empty() {
        command.env("GIT_CONFIG_COUNT", (filters.len() * EMPTIED.len()).to_string());
    }
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

fn ask(top: &Path, arguments: &[&str], filters: &[String]) -> Result<Answer, WorldError> {
    let unavailable = |error| WorldError::system(&codes::GIT_UNAVAILABLE, Path::new("git"), error);
    let mut child = command(top, arguments, filters).spawn().map_err(unavailable)?;
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
