use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::Duration;

use keelmark_model::DigestAlgorithm;

use super::{Algorithms, SubjectFile, expand, hash};

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn names(folder: &Path, patterns: &[&str]) -> Result<Vec<String>, &'static str> {
    let patterns: Vec<String> = patterns.iter().map(|&it| it.to_owned()).collect();
    expand(&patterns, folder)
        .map(|files| files.into_iter().map(|file| file.name).collect())
        .map_err(|error| error.code().id)
}

#[test]
fn patterns_become_files() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for name in ["dist/b.whl", "dist/a.whl", "dist/a.tar.gz", "dist/[odd].whl", "other/a.whl"] {
        write(root, name, name.as_bytes());
    }
    symlink("a.whl", root.join("dist/latest.whl")).unwrap();
    symlink("nowhere", root.join("dist/broken.zip")).unwrap();
    fs::create_dir(root.join("dist/folder.d")).unwrap();
    let names = |patterns: &[&str]| names(root, patterns);
    let owned = |list: &[&str]| Ok(list.iter().map(|&it| it.to_owned()).collect());

    assert_eq!(names(&["dist/*.tar.gz", "dist/a.whl"]), owned(&["a.tar.gz", "a.whl"]));
    assert_eq!(
        names(&["dist/a.whl", "./dist/../dist/a.whl", "dist/a.*"]),
        owned(&["a.tar.gz", "a.whl"])
    );
    assert_eq!(names(&["dist/[odd].whl"]), owned(&["[odd].whl"]), "a name wins over a glob");
    assert_eq!(names(&["dist/latest.whl"]), owned(&["latest.whl"]), "a link has its own name");
    assert_eq!(names(&[root.join("dist/b.*").to_str().unwrap()]), owned(&["b.whl"]));
    let cases = [
        (&[][..], "subjects.empty"),
        (&["dist/*.zip2"], "subjects.empty"),
        (&["dist/none.whl"], "subject.missing"),
        (&["dist/a.whl/x"], "subject.missing"),
        (&["dist/broken.zip"], "subject.missing"),
        (&["dist"], "subject.folder"),
        (&["dist/*.d"], "subject.folder"),
        (&["/dev/null"], "subject.special"),
        (&["dist/a.whl", "other/a.whl"], "subject.duplicate"),
        (&["{dist/a.whl"], "subject.pattern"),
    ];
    for (patterns, code) in cases {
        assert_eq!(names(patterns), Err(code), "{patterns:?}");
    }
}

#[test]
fn errors_name_the_file() {
    let patterns = ["dist/none.whl".to_owned()];
    let error = expand(&patterns, Path::new("/nowhere")).unwrap_err();
    assert_eq!(error.to_string(), "/nowhere/dist/none.whl: does not exist");
}

fn subject(path: &Path) -> SubjectFile {
    SubjectFile { name: "f".to_owned(), path: path.to_owned() }
}

/// Lengths around the block and the limit for threads, against a hash of the whole in memory.
#[test]
fn digests_are_those_of_the_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f");
    for length in [0, 1, (256 << 10) - 1, 256 << 10, 4 << 20, (4 << 20) + 1, (9 << 20) + 7] {
        let bytes: Vec<u8> =
            (0..length).map(|at: u32| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        fs::write(&path, &bytes).unwrap();
        let hashed = hash(&[subject(&path)], Algorithms::Both).unwrap().remove(0);
        assert_eq!(hashed.size, Some(u64::from(length)));
        let plain = [
            (DigestAlgorithm::Sha256, &aws_lc_rs::digest::SHA256),
            (DigestAlgorithm::Sha512, &aws_lc_rs::digest::SHA512),
        ];
        for (algorithm, plain) in plain {
            let wanted = aws_lc_rs::digest::digest(plain, &bytes);
            assert_eq!(hashed.digest(algorithm).unwrap().as_bytes(), wanted.as_ref(), "{length}");
        }
        let one = hash(&[subject(&path)], Algorithms::Sha256).unwrap().remove(0);
        assert_eq!(one.digests, hashed.digests[..1]);
    }
}

#[test]
fn the_first_file_with_an_error_gives_it() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a", b"a");
    let files = [
        subject(&folder.path().join("a")),
        subject(&folder.path().join("x")),
        subject(folder.path()),
    ];
    let error = hash(&files, Algorithms::Both).unwrap_err();
    assert_eq!(error.code().id, "subject.unreadable");
    assert_eq!(error.path(), Some(files[1].path.as_path()));
}

/// A file that is written to or replaced while it is hashed. A change may come before the file is
/// opened, on a busy machine: then it is made again.
#[test]
fn a_change_is_noticed() {
    type Change = fn(&Path, &fs::File);
    let changes: [(&str, Change); 3] = [
        ("appended", |path, _| {
            fs::OpenOptions::new().append(true).open(path).unwrap().write_all(b"x").unwrap();
        }),
        ("overwritten", |_, file| {
            use std::os::unix::fs::FileExt;
            file.write_all_at(b"x", 1 << 20).unwrap();
        }),
        ("replaced", |path, _| {
            let other = path.with_extension("new");
            fs::write(&other, b"other").unwrap();
            fs::rename(other, path).unwrap();
        }),
    ];
    for (name, change) in changes {
        let noticed = (0..20).any(|_| changed_meanwhile(change));
        assert!(noticed, "{name}");
    }
}

fn changed_meanwhile(change: fn(&Path, &fs::File)) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f");
    fs::write(&path, vec![7; 64 << 20]).unwrap();
    let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    let result = std::thread::scope(|scope| {
        let hashing = scope.spawn(|| hash(&[subject(&path)], Algorithms::Both));
        std::thread::sleep(Duration::from_millis(20));
        change(&path, &file);
        hashing.join().unwrap()
    });
    result.is_err_and(|error| error.code().id == "subject.changed")
}
