//! Targets made to exhaust, to mislead or to escape: each has an answer, and in bounded time.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::os::unix::fs::symlink;
use std::time::{Duration, Instant};

use common::archives::{Tar, ZipMember, gzip, header, xz, zip, zstd};
use common::{Folder, told_file, told_folder};

/// A machine under load has some twenty times what each takes.
const TIME: Duration = Duration::from_secs(60);

const MIB: usize = 1 << 20;

/// Zip archives in zip archives, each level with `width` of them, and zeros in the last.
fn nested(levels: usize, width: usize) -> Vec<u8> {
    let mut archive = zip(&[ZipMember::deflated("a.package", &vec![0; 64 * MIB])]);
    for _ in 0..levels {
        let members: Vec<ZipMember> = (0..width)
            .map(|number| ZipMember::deflated(&format!("{number}.jar"), &archive))
            .collect();
        archive = zip(&members);
    }
    archive
}

/// Members that all have the content of the first.
fn overlapping() -> Vec<u8> {
    let mut members = vec![ZipMember::deflated("0.package", &vec![0; MIB])];
    for number in 1..1000 {
        let name = format!("{number}.package");
        members.push(ZipMember { at: Some(0), ..ZipMember::deflated(&name, b"") });
    }
    zip(&members)
}

fn many() -> Vec<u8> {
    (0..200_000).fold(Tar::default(), |tar, number| tar.file(&format!("d/{number}"), b"")).end()
}

/// A layer whose names lead elsewhere, with one that does not.
fn climbing() -> Vec<u8> {
    let names: [&[u8]; 3] = [b"../PACKAGE", b"/PACKAGE", b"a/../../PACKAGE"];
    let tar = names.iter().fold(Tar::default(), |tar, name| tar.member(name, b'0', 0o644, b"x"));
    tar.file("d/PACKAGE", b"fine").end()
}

fn devices() -> Vec<u8> {
    let tar = Tar::default().member(b"d/PACKAGE", b'3', 0o666, b"");
    tar.member(b"d/pipe", b'6', 0o666, b"").file("d/a.package", b"fine").end()
}

/// A member whose size differs between its two headers: what one reader skips, another reads.
fn two_sizes() -> Vec<u8> {
    let hidden = Tar::default().file("d/PACKAGE", b"hidden").0;
    Tar::default().pax(b'x', &[("size", "0")]).member(b"d/a", b'0', 0o644, &hidden).end()
}

fn endless_size() -> Vec<u8> {
    Tar::default().raw(&header(b"d/PACKAGE", b'0', 0o644, 1 << 32, b"")).raw(b"short").0
}

#[test]
fn every_hostile_file_has_an_answer_in_bounded_time() {
    let zeros = vec![0; 160 * MIB];
    let one =
        zip(&[ZipMember { size: 1 << 31, ..ZipMember::deflated("a.package", &zeros[..MIB]) }]);
    let whole = gzip(&Tar::default().file("d/PACKAGE", b"a").end());
    let cases: [(&str, Vec<u8>, &[&str]); 14] = [
        ("zeros.tar.gz", gzip(&zeros), &[]),
        ("gzip.tar.gz", gzip(&bomb(&zeros)), &["error archive.ratio"]),
        ("zstd.tar.zst", zstd(&bomb(&zeros)), &["error archive.ratio"]),
        ("xz.tar.xz", xz(&bomb(&zeros)), &["error archive.ratio"]),
        ("overlapping.whl", overlapping(), &["error archive.overlap"]),
        ("one.whl", one, &["a.package: archive.ratio"]),
        ("deep.jar", nested(6, 1), &["deep.jar!/0.jar!/0.jar!/0.jar!/0.jar: scan.nesting"]),
        (
            "climbing.tar",
            climbing(),
            &[
                "PACKAGE = fine",
                "../PACKAGE: archive.name",
                "/PACKAGE: archive.name",
                "a/../../PACKAGE: archive.name",
            ],
        ),
        ("devices.tar", devices(), &["a.package = fine", "PACKAGE: scan.special"]),
        ("two-sizes.tar", two_sizes(), &["error archive.ambiguous"]),
        ("endless.tar", endless_size(), &["error archive.truncated"]),
        ("cut.tgz", whole[..whole.len() - 12].to_vec(), &["error archive.truncated"]),
        ("many.tar.gz", gzip(&many()), &[]),
        ("empty.whl", zip(&[]), &[]),
    ];
    let folder = Folder::new();
    for (name, bytes, expected) in cases {
        let path = folder.write(name, bytes);
        let start = Instant::now();
        let told = told_file(&path);
        assert!(start.elapsed() < TIME, "{name}: {:?}", start.elapsed());
        assert_eq!(told, expected, "{name}");
        std::fs::remove_file(path).unwrap();
    }
}

/// A tar archive of one large member.
fn bomb(content: &[u8]) -> Vec<u8> {
    Tar::default().member(b"d/a", b'0', 0o644, content).end()
}

#[test]
fn archives_that_multiply_are_stopped_by_what_they_hold_together() {
    let folder = Folder::new();
    let path = folder.write("many.jar", nested(3, 8));
    let start = Instant::now();
    let told = told_file(&path);
    assert!(start.elapsed() < TIME, "{:?}", start.elapsed());
    assert_eq!(told.len(), 8 * 8 * 8);
    assert!(told.iter().all(|line| line.ends_with(": scan.size")), "{}", told[0]);
}

#[test]
fn a_tree_without_end_has_one() {
    let folder = Folder::new();
    let deep = folder.path(&"d/".repeat(300));
    std::fs::create_dir_all(&deep).unwrap();
    symlink("..", folder.path("d/up")).unwrap();
    symlink("/", folder.path("d/root")).unwrap();
    let told = told_folder(&folder.path(""));
    assert_eq!(told.len(), 2);
    assert_eq!(told[1], "d/root: scan.link");
    // Which of two limits is met first depends on the length of names.
    assert!(
        told[0].ends_with(": scan.count") || told[0].ends_with(": archive.name"),
        "{}",
        told[0]
    );
}
