//! Folders and files as targets.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};

use common::archives::{Tar, ZipMember, ar, bzip2, cpio, gzip, header, lzma, sign, xz, zip, zstd};
use common::{Folder, options, told, told_file, told_folder};
use keelmark_formats::extract::Says;
use keelmark_formats::hash::sha256;
use keelmark_model::bom::{ComponentKind, Context};
use keelmark_world::scan::{Exclude, Options, Target, scan};

fn executable(folder: &Folder, path: &str, bytes: &[u8]) {
    let path = folder.write(path, bytes);
    fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_folder_is_gone_through_once() {
    let folder = Folder::new();
    folder.write("PACKAGE", "top");
    folder.write("a/b/PACKAGE", "deep");
    folder.write("a/unwanted", "x");
    folder.write("a/c.package", "broken");
    folder.write("a/large/PACKAGE", "x".repeat(1001));
    folder.write(".git/PACKAGE", "hidden");
    folder.write("odd!/x\\y.package", "odd");
    executable(&folder, "bin/program", b"\x7fELFprogram");
    executable(&folder, "bin/script", b"#!/bin/sh");
    let strange = folder.path("").join(std::ffi::OsStr::from_bytes(b"\xff.package"));
    fs::write(strange, "strange").unwrap();
    let expected = [
        "PACKAGE = top",
        "\\xff.package = strange",
        "a/b/PACKAGE = deep",
        "bin/program = program",
        "odd\\x21/x\\x5cy.package = odd",
        "a/c.package: archive.damaged",
        "a/large/PACKAGE: scan.size",
    ];
    assert_eq!(told_folder(&folder.path("")), expected);
    let globs = ["a", "*.package"].map(str::to_owned);
    let options = Options { exclude: Exclude::parse(&globs).unwrap(), ..options() };
    let told = told(&Target::Folder(folder.path("")), &options);
    assert_eq!(told, ["PACKAGE = top", "bin/program = program"]);
}

#[test]
fn a_folder_whose_name_says_what_it_holds_is_part_of_its_paths() {
    let folder = Folder::new();
    folder.write("node_modules/a/PACKAGE", "a");
    folder.write("node_modules/b/PACKAGE", "b");
    folder.write("node_modules/.store/x/PACKAGE", "x");
    symlink("../.store/x/PACKAGE", folder.path("node_modules/a/x.package")).unwrap();
    let target = folder.path("node_modules");
    let expected = [
        "node_modules/.store/x/PACKAGE = x",
        "node_modules/a/PACKAGE = a",
        "node_modules/b/PACKAGE = b",
    ];
    assert_eq!(told_folder(&target), expected);
    let exclude = Exclude::parse(&["a/*".to_owned()]).unwrap();
    let told = told(&Target::Folder(target), &Options { exclude, ..options() });
    assert_eq!(told, [expected[0], expected[2]]);
}

#[test]
fn what_is_not_as_its_record_says_is_a_gap() {
    let all = Options::local(keelmark_formats::extract::ALL);
    let gaps = |target: &Target| {
        let gaps = scan(target, &all).unwrap().gaps.into_iter();
        gaps.map(|gap| format!("{} {} {}", gap.code.id, gap.path, gap.message)).collect::<Vec<_>>()
    };
    let metadata = "Metadata-Version: 2.1\nName: a\nVersion: 1\n";
    // The digest of "one".
    let digest = "sha256=dpLDrTVAu4A8Ags67mbNiIcSMjTqDG5xQ8Ct1z_0Me0";
    let record = |name: &str| format!("{name},{digest},3\n");
    let record = format!(
        "{}{}{}a-1.dist-info/RECORD,,\na-1.dist-info/METADATA,,\na/__pycache__/a.pyc,,\n",
        record("a/same.py"),
        record("a/changed.py"),
        record("a/gone.py")
    );
    let files = [
        ("a/same.py", "one"),
        ("a/changed.py", "two"),
        ("a/more.py", "more"),
        ("a-1.dist-info/METADATA", metadata),
        ("a-1.dist-info/RECORD", record.as_str()),
    ];
    let folder = Folder::new();
    for (path, content) in files {
        folder.write(&format!("lib/site-packages/{path}"), content);
        folder.write(&format!("lib/site-packages/b/_vendor/{path}"), content);
        folder.write(&format!("usr/lib/python3/dist-packages/{path}"), content);
    }
    folder.write("lib/site-packages/a-1.dist-info/INSTALLER", "pip\n");
    folder.write("lib/site-packages/b/_vendor/a-1.dist-info/INSTALLER", "pip\n");
    let unproven = "is on record without a digest by SHA-256 or better";
    for (target, prefix) in [("", "lib/site-packages"), ("lib/site-packages", "site-packages")] {
        let expected = [
            format!("extract.altered {prefix}/a-1.dist-info/METADATA {unproven}"),
            format!("extract.altered {prefix}/a/changed.py has not the digest on record"),
            format!("extract.altered {prefix}/a/gone.py is on record, and not there"),
        ];
        assert_eq!(gaps(&Target::Folder(folder.path(target))), expected);
    }
    let members = files.map(|(path, content)| ZipMember::stored(path, content.as_bytes()));
    let wheel = folder.write("a-1-py3-none-any.whl", zip(&members));
    let expected = [
        "extract.altered a-1.dist-info/METADATA is on record without a digest by SHA-256 or better",
        "extract.altered a/__pycache__/a.pyc is on record, and not there",
        "extract.altered a/changed.py has not the digest on record",
        "extract.altered a/gone.py is on record, and not there",
        "extract.altered a/more.py is in the wheel, and not on its record",
    ];
    assert_eq!(gaps(&Target::File(wheel)), expected);
}

#[test]
fn a_package_whose_record_proves_nothing_is_a_gap() {
    let all = Options::local(keelmark_formats::extract::ALL);
    let gaps = |target: &Target| {
        let gaps = scan(target, &all).unwrap().gaps.into_iter();
        gaps.map(|gap| format!("{} {}", gap.path, gap.message)).collect::<Vec<_>>()
    };
    let folder = Folder::new();
    for name in ["a", "b"] {
        let metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: 1\n");
        folder.write(&format!("{name}-1.dist-info/METADATA"), metadata);
        folder.write(&format!("{name}-1.dist-info/INSTALLER"), "pip\n");
    }
    let weak = "x.py,md5=AAAAAAAAAAAAAAAAAAAAAA,1\ny.py,sha256=AAAA,1\nz.py,,\nz.pyc,,\n";
    folder.write("a-1.dist-info/RECORD", format!("{weak}a-1.dist-info/RECORD,,\n"));
    let unproven =
        |path: &str| format!("{path} is on record without a digest by SHA-256 or better");
    let mut expected = vec!["b-1.dist-info has no record of its files".to_owned()];
    expected.extend(["x.py", "y.py", "z.py"].map(unproven));
    assert_eq!(gaps(&Target::Folder(folder.path(""))), expected);
}

#[test]
fn a_zipped_egg_is_installed_where_python_looks_for_it() {
    let egg = zip(&[ZipMember::stored("EGG-INFO/PKG-INFO", b"Name: zip\nVersion: 4.0\n")]);
    let folder = Folder::new();
    folder.write("lib/python3.11/site-packages/zip-4.0-py3.11.egg", &egg);
    folder.write("dist/zip-4.0-py3.11.egg", &egg);
    let options = Options::local(keelmark_formats::extract::ALL);
    let scanned = scan(&Target::Folder(folder.path("")), &options).unwrap();
    let paths: Vec<&str> = scanned.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["lib/python3.11/site-packages/zip-4.0-py3.11.egg!/EGG-INFO/PKG-INFO"]);
    let found = &scanned.files[0].extract.packages[0].component;
    let state = keelmark_model::bom::State::Installed;
    assert_eq!((found.name.as_str(), found.state), ("zip", state));
}

#[test]
fn what_requirements_take_over_is_read_whatever_it_is_called() {
    let folder = Folder::new();
    folder.write(
        "requirements.txt",
        "-r more.txt\n-c gone.txt\n-r link.txt\n-r out.txt\n-r skipped.txt",
    );
    folder.write("more.txt", "-r deep/er.txt");
    folder.write("deep/er.txt", "-r ../more.txt\nsix==1.0");
    folder.write("skipped.txt", "left==1.0");
    folder.write("other.txt", "rich==2.0");
    symlink("other.txt", folder.path("link.txt")).unwrap();
    symlink("/etc/hosts", folder.path("out.txt")).unwrap();
    let exclude = Exclude::parse(&["skipped.txt".to_owned()]).unwrap();
    let options = Options { exclude, ..Options::local(keelmark_formats::extract::ALL) };
    let scanned = scan(&Target::Folder(folder.path("")), &options).unwrap();
    let packages = scanned.files.iter().flat_map(|file| {
        let name = |found: &keelmark_formats::extract::Found| found.component.name.clone();
        file.extract.packages.iter().map(move |found| (file.path.as_str(), name(found)))
    });
    let packages: Vec<(&str, String)> = packages.collect();
    assert_eq!(packages, [("deep/er.txt", "six".to_owned()), ("link.txt", "rich".to_owned())]);
    let gaps: Vec<_> = scanned.gaps.iter().map(|gap| (gap.line, gap.message.as_str())).collect();
    let expected = [
        (Some(2), "`gone.txt` is included and not read: it is not there"),
        (Some(4), "`out.txt` is included and not read: it is a link that leads out of the target"),
    ];
    assert_eq!(gaps, expected);
}

#[test]
fn links_are_followed_nowhere_and_hide_nothing() {
    let outside = Folder::new();
    outside.write("PACKAGE", "outside");
    let folder = Folder::new();
    folder.write("in/PACKAGE", "inside");
    folder.write("in/other", "other");
    symlink(".", folder.path("loop")).unwrap();
    symlink("..", folder.path("in/up")).unwrap();
    symlink("self", folder.path("self")).unwrap();
    symlink("gone", folder.path("dangling.package")).unwrap();
    symlink("in/PACKAGE", folder.path("again.package")).unwrap();
    symlink("in/other", folder.path("other.package")).unwrap();
    symlink(outside.path(""), folder.path("out")).unwrap();
    symlink(outside.path("PACKAGE"), folder.path("out.package")).unwrap();
    symlink("/bin/sh", folder.path("shell")).unwrap();
    let expected = [
        "in/PACKAGE = inside",
        "other.package = other",
        "out: scan.link",
        "out.package: scan.link",
    ];
    assert_eq!(told_folder(&folder.path("")), expected);
}

#[test]
fn nothing_but_files_is_opened() {
    let folder = Folder::new();
    for name in ["PACKAGE", "pipe"] {
        let path = folder.path(name);
        let kind = rustix::fs::FileType::Fifo;
        rustix::fs::mknodat(rustix::fs::CWD, &path, kind, 0o600.into(), 0).unwrap();
    }
    assert_eq!(told_folder(&folder.path("")), ["PACKAGE: scan.special"]);
}

#[test]
fn archives_of_java_are_looked_into_wherever_they_lie() {
    let inner = zip(&[ZipMember::stored("PACKAGE", b"inner")]);
    let middle = zip(&[
        ZipMember::stored("lib/inner.jar", &inner),
        ZipMember::deflated("PACKAGE", b"middle"),
        ZipMember::stored("../PACKAGE", b"no"),
    ]);
    let folder = Folder::new();
    folder.write("x/app.war", &middle);
    folder.write("x/broken.jar", "no archive");
    folder.write("x/wheel.whl", &inner);
    let expected = [
        "x/app.war!/PACKAGE = middle",
        "x/app.war!/lib/inner.jar!/PACKAGE = inner",
        "x/app.war!/../PACKAGE: archive.name",
        "x/broken.jar: archive.damaged",
    ];
    assert_eq!(told_folder(&folder.path("")), expected);
    let told = told_file(&folder.path("x/app.war"));
    assert_eq!(told[0], "app.war!/PACKAGE = middle");
    let all = Options::local(keelmark_formats::extract::ALL);
    let scanned = scan(&Target::Folder(folder.path("")), &all).unwrap();
    let claims = scanned.files.iter().flat_map(|file| &file.extract.claims);
    let digests = claims.filter_map(|claim| match claim.says {
        Says::Digest(digest) => Some((claim.home.as_str(), digest)),
        _ => None,
    });
    assert_eq!(
        digests.collect::<Vec<_>>(),
        [("x/app.war!", sha256(&middle)), ("x/app.war!/lib/inner.jar!", sha256(&inner))]
    );
    let mut nested = inner;
    for _ in 0..5 {
        nested = zip(&[ZipMember::stored("a.jar", &nested)]);
    }
    folder.write("deep.jar", &nested);
    let told = told_file(&folder.path("deep.jar"));
    assert_eq!(told, ["deep.jar!/a.jar!/a.jar!/a.jar!/a.jar: scan.nesting"]);
}

#[test]
fn an_archive_of_java_that_says_nothing_of_itself_goes_by_its_name() {
    let folder = Folder::new();
    folder.write("lib/silent-1.3.2.jar", zip(&[ZipMember::stored("x.class", b"x")]));
    let manifest = b"Manifest-Version: 1.0\n\n";
    folder.write("lib/told-2.jar", zip(&[ZipMember::stored("META-INF/MANIFEST.MF", manifest)]));
    let options = Options::local(keelmark_formats::extract::ALL);
    let scanned = scan(&Target::Folder(folder.path("")), &options).unwrap();
    let found = scanned.files.iter().flat_map(|file| &file.extract.packages);
    let told: Vec<_> = found
        .map(|found| {
            let version = found.component.version.as_deref().unwrap();
            (found.home.as_str(), found.component.name.as_str(), version)
        })
        .collect();
    let expected = [("lib/silent-1.3.2.jar!", "silent", "1.3.2"), ("lib/told-2.jar!", "told", "2")];
    assert_eq!(told, expected);
    let digests = |file: &keelmark_formats::extract::Scanned| {
        file.extract.claims.iter().any(|claim| matches!(claim.says, Says::Digest(_)))
    };
    assert_eq!(scanned.files.iter().filter(|file| digests(file)).count(), 2);
}

#[test]
fn a_package_was_made_when_its_newest_member_was_written() {
    let folder = Folder::new();
    let made = |times: &[u64]| {
        let mut tar = Tar::default();
        for (at, time) in times.iter().enumerate() {
            let mut header = header(format!("a/{at}").as_bytes(), b'0', 0o644, 0, b"");
            header[136..148].copy_from_slice(format!("{time:011o}\0").as_bytes());
            sign(&mut header);
            tar = tar.raw(&header);
        }
        let path = folder.write("a.tgz", gzip(&tar.end()));
        scan(&Target::File(path), &options()).unwrap().created.map(|time| time.0)
    };
    assert_eq!(made(&[1_500_000_000, 1_600_000_000, 0]), Some(1_600_000_000));
    assert_eq!(made(&[499_162_500, 499_162_500]), None, "npm writes it of all that it packs");
    assert_eq!(made(&[1_600_000_000, 8_000_000_000]), None, "still to come");
    // 2023-11-14T22:13:20, where the directory has time and date.
    let mut wheel = zip(&[ZipMember::stored("a.dist-info/PACKAGE", b"a")]);
    let record = wheel.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    let (time, date) = ((22_u16 << 11) + (13 << 5) + 10, (43_u16 << 9) + (11 << 5) + 14);
    wheel[record + 12..record + 14].copy_from_slice(&time.to_le_bytes());
    wheel[record + 14..record + 16].copy_from_slice(&date.to_le_bytes());
    let path = folder.write("a.whl", wheel);
    let created = scan(&Target::File(path), &options()).unwrap().created;
    assert_eq!(created.map(|time| time.0), Some(1_700_000_000));
}

#[test]
fn the_content_of_a_package_is_the_target() {
    let folder = Folder::new();
    let within = Tar::default().file("a-1/PACKAGE", b"a").file("a-1/b/PACKAGE", b"b").end();
    let beside = Tar::default().file("PACKAGE", b"a").file("b/PACKAGE", b"b").end();
    let control = gzip(&Tar::default().file("./PACKAGE", b"control").end());
    let data = zstd(&Tar::default().file("./usr/PACKAGE", b"data").end());
    let deb =
        ar(&[("debian-binary", b"2.0\n"), ("control.tar.gz", &control), ("data.tar.zst", &data)]);
    let payload = xz(&cpio(&[("./usr/PACKAGE", 0o100_644, b"data")]));
    let mut rpm = b"\xed\xab\xee\xdb".to_vec();
    rpm.resize(96, 0);
    rpm.extend([0x8e, 0xad, 0xe8, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0].repeat(2));
    rpm.extend(payload);
    let wheel = zip(&[ZipMember::deflated("a.dist-info/PACKAGE", b"a")]);
    let both = ["PACKAGE = a", "b/PACKAGE = b"].map(str::to_owned).to_vec();
    let description = gzip(b"described");
    let content = gzip(&Tar::default().file("lib/PACKAGE", b"content").end());
    let gem = Tar::default().file("metadata.gz", &description).file("data.tar.gz", &content).end();
    let twice = Tar::default().file("data.tar.gz", &content).file("data.tar.gz", &content).end();
    let old = ar(&[
        ("debian-binary", b"2.0\n"),
        ("control.tar.gz", &control),
        ("data.tar.lzma", &lzma(&Tar::default().file("./usr/PACKAGE", b"data").end())),
    ]);
    let cases: [(&str, Vec<u8>, Vec<String>); 13] = [
        ("a-1.tar.gz", gzip(&within), both.clone()),
        ("a-1.crate", gzip(&within), both.clone()),
        ("a-1.tar.xz", xz(&within), both.clone()),
        ("a-1.tar.zst", zstd(&within), both.clone()),
        ("a-1.tar.bz2", bzip2(&within), both.clone()),
        ("a.gem", gem, vec!["lib/PACKAGE = content".into()]),
        ("b.gem", twice, vec!["error archive.ambiguous".into()]),
        ("old.deb", old, vec!["DEBIAN/PACKAGE = control".into(), "usr/PACKAGE = data".into()]),
        ("a-1.tar", beside, both),
        ("a.deb", deb, vec!["DEBIAN/PACKAGE = control".into(), "usr/PACKAGE = data".into()]),
        ("a.rpm", rpm, vec!["usr/PACKAGE = data".into()]),
        ("a.whl", wheel, vec!["a.dist-info/PACKAGE = a".into()]),
        ("one.package", b"plain".to_vec(), vec!["one.package = plain".into()]),
    ];
    for (name, bytes, expected) in cases {
        let path = folder.write(name, &bytes);
        assert_eq!(told_file(&path), expected, "{name}");
        let Ok(scan) = scan(&Target::File(path), &options()) else { continue };
        assert_eq!((scan.root.kind, scan.root.name.as_str()), (ComponentKind::File, name));
        assert_eq!(scan.root.digests[0], keelmark_formats::hash::sha256(&bytes));
        let plain = name == "one.package";
        assert_eq!(scan.context, if plain { Context::Installed } else { Context::Build });
    }
}

#[test]
fn what_is_no_target_is_refused() {
    let folder = Folder::new();
    assert_eq!(told_file(&folder.write("a.txt", "x")), ["error scan.target"]);
    assert_eq!(told_file(&folder.path("none.whl")), ["error file.missing"]);
    assert_eq!(told_file(&folder.path("")), ["error file.kind"]);
    assert_eq!(told_folder(&folder.path("none")), ["error folder.missing"]);
    assert_eq!(told_folder(&folder.path("a.txt")), ["error folder.kind"]);
    for name in ["a.whl", "a.deb", "a.rpm", "a.tar", "a.crate", "a.tgz"] {
        assert_eq!(told_file(&folder.write(name, "x".repeat(2000))), ["error archive.damaged"]);
    }
    assert_eq!(told_file(&folder.write("a.tar.bz2", b"\x1f\x9d\x90")), ["error archive.method"]);
}

#[test]
fn the_number_of_threads_has_no_say() {
    let folder = Folder::new();
    for number in 0..300 {
        let content = if number % 7 == 0 { "broken".to_owned() } else { format!("p{number}") };
        folder.write(&format!("{}/{}/{number}.package", number % 5, number % 11), content);
    }
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| told_folder(&folder.path("")))
    };
    let one = with(1);
    assert_eq!(one.len(), 300);
    assert!((0..5).all(|_| with(8) == one));
}
