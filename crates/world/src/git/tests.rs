#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::{last_commit_at, revision};

struct Repository {
    folder: TempDir,
}

impl Repository {
    fn new(arguments: &[&str]) -> Self {
        let repository = Self { folder: tempfile::tempdir().unwrap() };
        repository.git(&[&["init", "-q", "-b", "main"], arguments].concat());
        repository
    }

    fn committed() -> Self {
        let repository = Self::new(&[]);
        repository.write("a", "1");
        repository.commit();
        repository
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn git(&self, arguments: &[&str]) -> String {
        git(self.path(), arguments)
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "c"]);
    }

    fn dirty(&self) -> Option<bool> {
        revision(self.path(), &[]).unwrap().dirty
    }
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=T", "-c", "user.email=t@example.com"])
        .args(["-c", "protocol.file.allow=always", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_COMMITTER_DATE", "1700000000 +0000")
        .env_remove("GIT_DIR")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_folder_in_no_repository_is_in_none() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(revision(folder.path(), &[]).unwrap(), keelmark_model::Revision::default());
    assert_eq!(last_commit_at(folder.path()).unwrap(), None);
}

#[test]
fn the_time_of_a_commit_is_that_of_the_revision() {
    let repository = Repository::committed();
    repository.write("untracked/b", "1");
    for (folder, wanted) in [("", Some(1_700_000_000)), ("untracked", None)] {
        let folder = repository.path().join(folder);
        let time = last_commit_at(&folder).unwrap();
        assert_eq!(time, revision(&folder, &[]).unwrap().committed_at);
        assert_eq!(time.map(|time| time.0), wanted);
    }
    let empty = Repository::new(&[]);
    assert_eq!(last_commit_at(empty.path()).unwrap(), None);
}

#[test]
fn a_clean_tree() {
    let repository = Repository::committed();
    repository.git(&["tag", "v1,0"]);
    repository.git(&["tag", "-a", "annotated", "-m", "x"]);
    repository.git(&["config", "log.excludeDecoration", "refs/tags/*"]);
    repository.git(&["remote", "add", "origin", "https://me:secret@github.com/o/r.git"]);
    let found = revision(&repository.path().join("."), &[]).unwrap();
    assert_eq!(found.commit, Some(repository.git(&["rev-parse", "HEAD"])));
    assert_eq!(found.tags, ["annotated", "v1,0"]);
    assert_eq!(found.reference.as_deref(), Some("refs/heads/main"));
    assert_eq!(found.committed_at.map(|time| time.0), Some(1_700_000_000));
    assert_eq!(found.repository.as_deref(), Some("https://github.com/o/r"));
    assert_eq!(found.dirty, Some(false));
}

#[test]
fn every_difference_is_dirty() {
    type Change = fn(&Repository);
    let changes: [(&str, Change); 7] = [
        ("modified", |it| drop(it.write("a", "2"))),
        ("deleted", |it| fs::remove_file(it.path().join("a")).unwrap()),
        ("untracked", |it| drop(it.write("d/new", ""))),
        ("newline", |it| drop(it.write("new\nline", ""))),
        ("staged", |it| {
            it.write("b", "");
            it.git(&["add", "b"]);
        }),
        ("renamed", |it| drop(it.git(&["mv", "a", "b"]))),
        ("mode", |it| drop(it.git(&["update-index", "--chmod=+x", "a"]))),
    ];
    for (name, change) in changes {
        let repository = Repository::committed();
        assert_eq!(repository.dirty(), Some(false), "{name}");
        change(&repository);
        assert_eq!(repository.dirty(), Some(true), "{name}");
    }
}

#[test]
fn settings_do_not_hide_changes() {
    let repository = Repository::committed();
    repository.git(&["config", "status.showUntrackedFiles", "no"]);
    repository.git(&["config", "diff.ignoreSubmodules", "all"]);
    repository.write("new", "");
    assert_eq!(repository.dirty(), Some(true));
}

#[test]
fn ignored_paths_do_not_count() {
    let repository = Repository::committed();
    repository.write(".gitignore", "*.log\n");
    repository.write("tracked.whl", "1");
    repository.commit();
    repository.write("x.log", "");
    let out = repository.write("evidence/sbom.json", "").parent().unwrap().to_owned();
    let built = repository.write("dist/a b.whl", "");
    let tracked = repository.write("tracked.whl", "2");
    let ignore = [out.as_path(), &built, &tracked, Path::new("/elsewhere"), Path::new("no/such")];
    assert_eq!(revision(repository.path(), &ignore).unwrap().dirty, Some(false));
    repository.write("dist/other.whl", "");
    assert_eq!(revision(repository.path(), &ignore).unwrap().dirty, Some(true));
}

#[test]
fn a_subfolder_speaks_of_the_whole_tree() {
    let repository = Repository::committed();
    repository.write("sub/b", "");
    repository.commit();
    let sub = repository.path().join("sub");
    assert_eq!(revision(&sub, &[]).unwrap().dirty, Some(false));
    repository.write("a", "2");
    assert_eq!(revision(&sub, &[]).unwrap().dirty, Some(true));
}

#[test]
fn unusual_repositories() {
    let empty = Repository::new(&[]);
    let found = revision(empty.path(), &[]).unwrap();
    assert_eq!((found.commit, found.dirty), (None, None));

    let long = Repository::new(&["--object-format=sha256"]);
    long.write("a", "");
    long.commit();
    assert_eq!(revision(long.path(), &[]).unwrap().commit.unwrap().len(), 64);

    let detached = Repository::committed();
    detached.git(&["checkout", "-q", "--detach"]);
    let found = revision(detached.path(), &[]).unwrap();
    assert_eq!((found.reference, found.dirty), (None, Some(false)));
    assert!(found.commit.is_some());

    let trees = tempfile::tempdir().unwrap();
    let tree = trees.path().join("tree");
    detached.git(&["worktree", "add", "-q", "-b", "side", tree.to_str().unwrap()]);
    let found = revision(&tree, &[]).unwrap();
    assert_eq!(found.reference.as_deref(), Some("refs/heads/side"));

    detached.write("a", "2");
    detached.commit();
    let url = format!("file://{}", detached.path().display());
    let shallow = trees.path().join("shallow");
    git(trees.path(), &["clone", "-q", "--depth=1", &url, shallow.to_str().unwrap()]);
    let found = revision(&shallow, &[]).unwrap();
    assert!(found.commit.is_some() && found.committed_at.is_some());
    assert_eq!(found.repository, None, "a path of this machine");

    let above = Repository::committed();
    above.git(&["submodule", "--quiet", "add", &url, "sub"]);
    above.commit();
    assert_eq!(above.dirty(), Some(false));
    above.write("sub/a", "3");
    assert_eq!(above.dirty(), Some(true));
}

#[test]
fn a_broken_repository_is_not_a_clean_one() {
    let repository = Repository::committed();
    fs::write(repository.path().join(".git/HEAD"), "nonsense").unwrap();
    assert_eq!(revision(repository.path(), &[]).unwrap_err().code().id, "git.refused");
}

#[test]
fn a_repository_of_someone_else_is_refused_by_git() {
    let repository = Repository::committed();
    let other =
        std::os::unix::fs::chown(repository.path(), Some(12345), Some(12345)).and_then(|()| {
            std::os::unix::fs::chown(repository.path().join(".git"), Some(12345), Some(12345))
        });
    if other.is_err() {
        eprintln!("skipped: only root may give a folder away");
        return;
    }
    let error = revision(repository.path(), &[]).unwrap_err();
    assert_eq!(error.code().id, "git.refused");
    assert!(error.to_string().contains("dubious ownership"), "{error}");
}

#[test]
fn nothing_the_repository_brings_is_run() {
    let repository = Repository::committed();
    let trap = repository.path().join("trap");
    let script = format!("#!/bin/sh\ntouch '{}'\n", trap.display());
    for hook in ["post-index-change", "fsmonitor-watchman", "query-watchman"] {
        use std::os::unix::fs::PermissionsExt;
        let path = repository.path().join(".git/hooks").join(hook);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        repository.git(&["config", "core.fsmonitor", path.to_str().unwrap()]);
    }
    repository.git(&["config", "core.pager", &format!("touch {}", trap.display())]);
    let _ = fs::remove_file(&trap);
    let found = revision(repository.path(), &[]).unwrap();
    assert_eq!(found.dirty, Some(false));
    assert!(!trap.exists());
}

#[test]
fn evidence_of_keelmark_does_not_make_the_tree_dirty() {
    let repository = Repository::committed();
    let staging = ".evidence.keelmark-0123456789abcdef";
    for path in [
        "out/supply_chain_attestation.json",
        "out/sbom.spdx.json",
        &format!("{staging}/sbom.spdx.json"),
        &format!("{staging}.old/checksums.txt"),
    ] {
        repository.write(path, "");
        assert_eq!(repository.dirty(), Some(false), "{path}");
    }
    for path in [
        "out/new.py",
        "sbom.spdx.json",
        &format!("{staging}/new.py"),
        ".evidence.keelmark-0123/sbom.spdx.json",
    ] {
        let path = repository.write(path, "");
        assert_eq!(repository.dirty(), Some(true), "{}", path.display());
        fs::remove_file(path).unwrap();
    }
    repository.commit();
    repository.write("out/sbom.spdx.json", "changed");
    assert_eq!(repository.dirty(), Some(true), "what is tracked is part of the tree");
}

#[test]
fn a_repository_that_tracks_nothing_of_the_project_tells_nothing() {
    let repository = Repository::committed();
    repository.write(".gitignore", "ignored/\n");
    repository.commit();
    repository.git(&["tag", "v1"]);
    for name in ["ignored", "untracked"] {
        let folder = repository.write(&format!("{name}/a"), "").parent().unwrap().to_owned();
        let found = revision(&folder, &[]).unwrap();
        assert_eq!(found, keelmark_model::Revision::default(), "{name}");
    }
}

#[test]
fn files_git_does_not_look_at_leave_the_state_unknown() {
    for flag in ["--assume-unchanged", "--skip-worktree"] {
        let repository = Repository::committed();
        repository.git(&["update-index", flag, "a"]);
        repository.write("a", "2");
        let found = revision(repository.path(), &[]).unwrap();
        assert!(found.commit.is_some());
        assert_eq!(found.dirty, None, "{flag}");
        repository.write("new", "");
        assert_eq!(repository.dirty(), Some(true), "{flag}");
    }
}

#[test]
fn lists_of_the_user_hide_nothing() {
    let repository = Repository::committed();
    let list = tempfile::NamedTempFile::new().unwrap();
    fs::write(list.path(), "new\n").unwrap();
    repository.git(&["config", "core.excludesFile", list.path().to_str().unwrap()]);
    repository.write("new", "");
    assert_eq!(repository.dirty(), Some(true));
    fs::remove_file(repository.path().join("new")).unwrap();
    repository.git(&["config", "core.fileMode", "false"]);
    fs::set_permissions(repository.path().join("a"), executable()).unwrap();
    assert_eq!(repository.dirty(), Some(true));
}

fn executable() -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o755)
}

#[test]
fn filters_of_the_repository_do_not_run() {
    let traps = tempfile::tempdir().unwrap();
    let trap = traps.path().join("trap");
    let set = |repository: &Repository, key: &str| {
        let command = format!("touch '{}'; cat", trap.display());
        repository.git(&["config", key, &command]);
    };
    // Without its cached size and time, git reads the file.
    let touch = |repository: &Repository, name: &str| {
        let text = fs::read_to_string(repository.path().join(name)).unwrap();
        fs::remove_file(repository.path().join(name)).unwrap();
        repository.write(name, &text);
    };
    for (name, key) in
        [("x", "filter.x.clean"), ("a=b", "filter.a=b.clean"), ("x", "filter.x.process")]
    {
        let repository = Repository::committed();
        set(&repository, key);
        assert_eq!(repository.dirty(), Some(false), "configured and not in use");
        fs::create_dir_all(repository.path().join(".git/info")).unwrap();
        let attributes = format!("a filter={name}\n");
        fs::write(repository.path().join(".git/info/attributes"), attributes).unwrap();
        touch(&repository, "a");
        assert_eq!(repository.dirty(), None, "{key}");
        assert!(!trap.exists(), "{key}");
    }

    let below = Repository::committed();
    let above = Repository::committed();
    let url = format!("file://{}", below.path().display());
    above.git(&["submodule", "--quiet", "add", &url, "sub"]);
    above.commit();
    let config = above.path().join(".git/modules/sub");
    let command = format!("touch '{}'; cat", trap.display());
    git(&above.path().join("sub"), &["config", "filter.x.clean", &command]);
    fs::create_dir_all(config.join("info")).unwrap();
    fs::write(config.join("info/attributes"), "a filter=x\n").unwrap();
    touch(&above, "sub/a");
    assert_eq!(above.dirty(), None);
    assert!(!trap.exists(), "in a submodule");
}

#[test]
fn a_commit_is_found_with_its_files_and_where_it_parted() {
    use std::io::Read as _;

    use super::commit::{Commit, EntryKind};

    let repository = Repository::committed();
    let first = repository.git(&["rev-parse", "HEAD"]);
    repository.write("below/é b", "two");
    std::os::unix::fs::symlink("../a", repository.path().join("below/link")).unwrap();
    // What a commit says of itself hides nothing from who reads it.
    repository.write(".gitattributes", "* export-ignore\n");
    repository.commit();
    repository.git(&["checkout", "-q", "-b", "other", &first]);
    repository.write("a", "other");
    repository.commit();
    let below = repository.path().join("below");
    fs::create_dir_all(&below).unwrap();
    let main = Commit::find(&below, "main").unwrap();
    assert_eq!(main.committed_at.map(|it| it.0), Some(1_700_000_000));
    let (entries, cut) = main.entries().unwrap();
    let listed: Vec<(&str, EntryKind, u64)> = entries
        .iter()
        .map(|it| (std::str::from_utf8(&it.path).unwrap(), it.kind, it.size))
        .collect();
    let file = EntryKind::File { executable: false };
    assert_eq!((listed, cut), (vec![("link", EntryKind::Link, 4), ("é b", file, 3)], false));
    let missing = "0".repeat(40);
    let objects = [&*entries[1].object, &*missing, &*entries[0].object];
    let mut contents = Vec::new();
    main.contents(&objects, |_, content| {
        // What is left unread belongs to nobody else.
        contents.push(content.map(|content| {
            let mut begun = Vec::new();
            content.take(2).read_to_end(&mut begun).unwrap();
            begun
        }));
    })
    .unwrap();
    assert_eq!(contents, [Some(b"tw".to_vec()), None, Some(b"..".to_vec())]);
    for (path, content) in [
        ("é b", Some("two")),
        ("./é b", Some("two")),
        ("../a", Some("1")),
        ("link", None),
        ("none", None),
        ("..", None),
        ("../../a", None),
        ("é *", None),
    ] {
        let found = main.file(path, 3).unwrap();
        assert_eq!(found.as_deref(), content.map(str::as_bytes), "{path}");
    }
    assert_eq!(main.file("é b", 2).unwrap_err().code().id, "file.size");
    let other = Commit::find(&below, "HEAD").unwrap();
    assert_eq!(main.parting(&other).unwrap().id, first);
    for name in ["none", "HEAD:a", "--help", "main..other"] {
        let error = Commit::find(repository.path(), name).unwrap_err();
        assert_eq!(error.code().id, "git.revision", "{name}");
    }
    let outside = tempfile::tempdir().unwrap();
    assert_eq!(Commit::find(outside.path(), "HEAD").unwrap_err().code().id, "git.none");
}
