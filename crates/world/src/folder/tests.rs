#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{EntryKind, Ownership, snapshot, write};
use crate::WorldError;

fn ownership() -> Ownership<'static> {
    Ownership { marker: "index.json", owns: &|name| name.ends_with(".json") }
}

fn put(target: &Path, files: &[(&str, &[u8])]) -> Result<(), &'static str> {
    write_owned(target, files).map_err(|error| error.code().id)
}

fn write_owned(target: &Path, files: &[(&str, &[u8])]) -> Result<(), WorldError> {
    let files = files.iter().map(|(name, bytes)| (*name, bytes.to_vec())).collect();
    write(target, files, ownership(), |_| Ok(()))
}

/// Names and contents, and that nothing is beside the target.
fn content(target: &Path) -> Vec<(String, Vec<u8>)> {
    let beside: Vec<_> = fs::read_dir(target.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_str().unwrap().contains(".keelmark-"))
        .collect();
    assert!(beside.is_empty(), "{beside:?}");
    files(target)
}

fn files(target: &Path) -> Vec<(String, Vec<u8>)> {
    let file = |entry: super::Entry| match entry.kind {
        EntryKind::File(bytes) => (entry.name, bytes),
        other => panic!("{}: {other:?}", entry.name),
    };
    snapshot(target).unwrap().into_iter().map(file).collect()
}

fn owned(files: &[(&str, &[u8])]) -> Vec<(String, Vec<u8>)> {
    files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect()
}

const OLD: &[(&str, &[u8])] = &[("index.json", b"old"), ("only-old.json", b"1")];
const NEW: &[(&str, &[u8])] = &[("index.json", b"new"), ("only-new.json", b"2")];

#[test]
fn makes_and_replaces() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("deep/er/evidence");
    put(&target, OLD).unwrap();
    assert_eq!(content(&target), owned(OLD));
    put(&target, NEW).unwrap();
    assert_eq!(content(&target), owned(NEW));
    fs::remove_dir_all(&target).unwrap();
    fs::create_dir(&target).unwrap();
    put(&target, NEW).unwrap();
    assert_eq!(content(&target), owned(NEW), "an empty folder is replaced");
}

#[test]
fn refuses_what_is_not_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("foreign")).unwrap();
    fs::write(at("foreign/index.json"), "").unwrap();
    fs::write(at("foreign/thesis.doc"), "precious").unwrap();
    fs::create_dir(at("unmarked")).unwrap();
    fs::write(at("unmarked/package.json"), "{}").unwrap();
    fs::create_dir_all(at("nested/sub.json")).unwrap();
    fs::write(at("nested/index.json"), "").unwrap();
    symlink("unmarked", at("link")).unwrap();
    fs::write(at("file"), "").unwrap();
    let cases = [
        ("foreign", "output.foreign"),
        ("unmarked", "output.foreign"),
        ("nested", "output.foreign"),
        ("link", "output.symlink"),
        ("file", "output.kind"),
        ("file/below", "output.kind"),
        ("..", "output.kind"),
    ];
    for (name, code) in cases {
        assert_eq!(put(&at(name), NEW), Err(code), "{name}");
    }
    assert_eq!(fs::read(at("foreign/thesis.doc")).unwrap(), b"precious");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 5);
}

#[test]
fn sweeps_what_killed_runs_left_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let dead = at(".evidence.keelmark-0123456789abcdef");
    let precious = at(".evidence.keelmark-0123456789abcde0");
    let other = at(".evidence.keelmark-mine");
    let held = at(".evidence.keelmark-1111111111111111");
    for (path, file) in
        [(&dead, "a.json"), (&precious, "b.doc"), (&other, "a.json"), (&held, "a.json")]
    {
        fs::create_dir(path).unwrap();
        fs::write(path.join(file), "").unwrap();
    }
    let lock = fs::File::open(&held).unwrap();
    rustix::fs::flock(&lock, rustix::fs::FlockOperation::NonBlockingLockExclusive).unwrap();
    put(&at("evidence"), NEW).unwrap();
    assert!(!dead.exists());
    assert!(precious.join("b.doc").exists());
    assert!(other.join("a.json").exists());
    assert!(held.join("a.json").exists());
}

#[test]
fn puts_back_what_was_only_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let aside = folder.path().join(".evidence.keelmark-0123456789abcdef.old");
    fs::create_dir(&aside).unwrap();
    fs::write(aside.join("thesis.doc"), "").unwrap();
    let target = folder.path().join("evidence");
    assert_eq!(put(&target, NEW), Err("output.foreign"), "it is there again, and is judged");
    assert!(target.join("thesis.doc").exists());
}

#[test]
fn many_runs_at_once_leave_one_whole_folder() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("evidence");
    std::thread::scope(|scope| {
        for run in 0..8_u8 {
            let target = &target;
            scope.spawn(move || {
                for _ in 0..10 {
                    let bytes = [run; 100];
                    let files: [(&str, &[u8]); 2] = [("a.json", &bytes), ("index.json", &bytes)];
                    put(target, &files).unwrap();
                }
            });
        }
    });
    let files = content(&target);
    assert_eq!(files.len(), 2);
    assert_eq!(files[0].1, files[1].1);
}

#[test]
fn a_read_only_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let parent = folder.path().join("parent");
    let target = parent.join("evidence");
    put(&target, OLD).unwrap();
    fs::set_permissions(&parent, fs::Permissions::from_mode(0o555)).unwrap();
    let result = put(&target, NEW);
    fs::set_permissions(&parent, fs::Permissions::from_mode(0o755)).unwrap();
    if result.is_ok() {
        eprintln!("skipped: this user may write in read-only folders");
        return;
    }
    assert_eq!(result, Err("output.read-only"));
    assert_eq!(content(&target), owned(OLD));
}

/// /proc lets nobody make folders, root included.
#[test]
fn a_refusing_file_system_is_named() {
    let error = write_owned(Path::new("/proc/evidence"), NEW).unwrap_err();
    assert!(error.code().id.starts_with("output."), "{error}");
    assert!(error.to_string().starts_with("/proc/evidence: "), "{error}");
}

struct Mounted<'a>(&'a Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

fn mount<'a>(at: &'a Path, options: &str) -> Option<Mounted<'a>> {
    fs::create_dir_all(at).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", options, "tmpfs"])
        .arg(at)
        .stderr(Stdio::null())
        .status();
    mounted.is_ok_and(|status| status.success()).then(|| Mounted(at))
}

#[test]
fn a_full_disk_leaves_the_old_folder() {
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("disk");
    let Some(_mounted) = mount(&disk, "size=256k") else {
        eprintln!("skipped: this user may not mount a small disk");
        return;
    };
    let target = disk.join("evidence");
    put(&target, OLD).unwrap();
    let large = vec![0; 1 << 20];
    let error = write_owned(&target, &[("index.json", b"x"), ("big.json", &large)]).unwrap_err();
    assert_eq!(error.code().id, "output.full");
    assert!(error.path().unwrap().ends_with("evidence/big.json"));
    assert_eq!(content(&target), owned(OLD));
}

#[test]
fn a_read_only_disk_leaves_the_old_folder() {
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("disk");
    let Some(_mounted) = mount(&disk, "size=256k") else {
        eprintln!("skipped: this user may not mount a small disk");
        return;
    };
    let target = disk.join("evidence");
    put(&target, OLD).unwrap();
    let again = Command::new("mount").args(["-o", "remount,ro"]).arg(&disk).status().unwrap();
    assert!(again.success());
    assert_eq!(put(&target, NEW), Err("output.read-only"));
    assert_eq!(content(&target), owned(OLD));
}

#[test]
fn what_is_refused_is_not_put_in_place() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("evidence");
    put(&target, OLD).unwrap();
    let new = NEW.iter().map(|(name, bytes)| (*name, bytes.to_vec())).collect();
    let refused = write(&target, new, ownership(), |staged| {
        assert_eq!(files(staged), owned(NEW));
        Err(WorldError::new(&crate::codes::OUTPUT_FAILED, "no"))
    });
    assert_eq!(refused.unwrap_err().reason(), "no");
    assert_eq!(content(&target), owned(OLD));
}

const GENERATIONS: &str = "KEELMARK_TEST_WRITES_TO";

/// Writes generation after generation until it is killed.
fn write_until_killed(target: &Path) -> ! {
    fs::write(target.with_file_name("started"), "").unwrap();
    let mut generation = std::process::id() << 8;
    loop {
        generation_of(target, generation).unwrap();
        generation += 1;
    }
}

fn generation_of(target: &Path, generation: u32) -> Result<(), WorldError> {
    let names: Vec<String> = (0..8).map(|file| format!("{file}.json")).collect();
    let bytes: Vec<u8> = generation.to_le_bytes().repeat(4096);
    let mut files: Vec<(&str, &[u8])> =
        names.iter().map(|name| (name.as_str(), bytes.as_slice())).collect();
    files.push(("index.json", &bytes));
    write_owned(target, &files)
}

/// The test starts itself again, and kills that.
#[test]
fn killed_runs_leave_old_or_new() {
    if let Some(target) = std::env::var_os(GENERATIONS) {
        write_until_killed(Path::new(&target));
    }
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("evidence");
    generation_of(&target, u32::MAX).unwrap();
    let start = Instant::now();
    generation_of(&target, u32::MAX).unwrap();
    // Several generations on a quiet machine, one at least on a busy one.
    let window = start.elapsed().as_micros().clamp(5_000, 200_000) as u64 * 3;
    let mut moment = 12_345_u64;
    let mut generations = std::collections::BTreeSet::new();
    let started = folder.path().join("started");
    for _ in 0..200 {
        let _ = fs::remove_file(&started);
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "folder::tests::killed_runs_leave_old_or_new", "--nocapture"])
            .env(GENERATIONS, &target)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        while !started.exists() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_micros(200));
        }
        moment = moment.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        std::thread::sleep(Duration::from_micros((moment >> 33) % window));
        child.kill().unwrap();
        child.wait().unwrap();
        let files = files(&target);
        assert_eq!(files.len(), 9);
        let first = &files[0].1;
        assert_eq!(first.len(), 16_384);
        assert!(files.iter().all(|(_, bytes)| bytes == first), "a mixture");
        generations.insert(first.clone());
    }
    assert!(generations.len() > 20, "the process was hardly ever writing: {}", generations.len());
    generation_of(&target, 0).unwrap();
    content(&target);
}

#[test]
fn a_snapshot_follows_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("file"), "x").unwrap();
    fs::create_dir(at("folder")).unwrap();
    symlink("/etc/passwd", at("link")).unwrap();
    rustix::fs::mknodat(rustix::fs::CWD, at("pipe"), rustix::fs::FileType::Fifo, 0o600.into(), 0)
        .unwrap();
    fs::write(at("\u{202e}odd\n"), "").unwrap();
    let large = fs::File::create(at("large")).unwrap();
    large.set_len(65 << 20).unwrap();
    let strange = std::os::unix::ffi::OsStrExt::from_bytes(b"\xff");
    fs::write(folder.path().join::<&std::ffi::OsStr>(strange), "").unwrap();
    let shown: Vec<String> = snapshot(folder.path())
        .unwrap()
        .iter()
        .map(|entry| format!("{:?} {:?}", entry.name, entry.kind))
        .collect();
    assert_eq!(
        shown,
        [
            "\"file\" File([120])",
            "\"folder\" Folder",
            "\"large\" Large { size: 68157440 }",
            "\"link\" Link",
            "\"pipe\" Special",
            "\"\\u{202e}odd\\n\" File([])",
            "\"\u{fffd}\" Unnameable",
        ]
    );
    assert_eq!(snapshot(&at("none")).unwrap_err().code().id, "folder.missing");
    assert_eq!(snapshot(&at("file")).unwrap_err().code().id, "folder.kind");
}

#[test]
fn a_snapshot_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    for file in 0..9 {
        fs::File::create(folder.path().join(file.to_string())).unwrap().set_len(60 << 20).unwrap();
    }
    assert_eq!(snapshot(folder.path()).unwrap_err().code().id, "folder.size");
    let folder = tempfile::tempdir().unwrap();
    for file in 0..=crate::limits::FOLDER_ENTRIES {
        fs::write(folder.path().join(file.to_string()), "").unwrap();
    }
    assert_eq!(snapshot(folder.path()).unwrap_err().code().id, "folder.count");
}
