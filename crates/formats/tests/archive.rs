//! Archives of every kind, as they should be and as they should not.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod archives;

use std::io::{Cursor, Read};

use archives::{
    Tar, ZipMember, ar, bzip2, cpio, gzip, header, lzma, sign, xz, zip, zip_behind, zip64, zstd,
};
use keelmark_formats::archive::name::Rules;
use keelmark_formats::archive::{
    Item, Kind, Stream, ar as ar_archive, compression, cpio as cpio_archive, failure, rpm, tar,
    zip as zip_archive,
};

/// Everything in an archive, one line for each member, then why the reading ended.
fn told(mut archive: impl Stream) -> Vec<String> {
    let mut lines = Vec::new();
    loop {
        match archive.advance() {
            Ok(None) => return lines,
            Ok(Some(Item::Refused(gap))) => lines.push(format!("{} {}", gap.code, gap.path)),
            Ok(Some(Item::Member(member))) => {
                let mut content = String::new();
                if let Err(error) = archive.read_to_string(&mut content) {
                    lines.push(failure(error).code.id.to_owned());
                    return lines;
                }
                let kind = match member.kind {
                    Kind::File => format!("={content}"),
                    Kind::HardLink(to) => format!(" is {to}"),
                    other => format!(" {other:?}"),
                };
                let mark = if member.executable { "*" } else { "" };
                lines.push(format!("{}{mark}{kind}", member.path));
            }
            Err(error) => {
                lines.push(error.code.id.to_owned());
                return lines;
            }
        }
    }
}

fn told_tar(bytes: &[u8]) -> Vec<String> {
    told(tar::Reader::new(bytes, Rules::UNIX))
}

#[test]
fn tar_archives_are_read_in_every_form() {
    let long = format!("{}x", "long/".repeat(40));
    let archive = Tar::default()
        .file("a", b"1")
        .member(b"d/", b'5', 0o755, b"")
        .member(b"old/", 0, 0o755, b"")
        .member(b"run", b'0', 0o755, b"#!")
        .member(b"soft", b'2', 0o777, b"../../etc/passwd")
        .member(b"hard", b'1', 0o644, b"a")
        .member(b"null", b'3', 0o644, b"")
        .pax(b'g', &[("comment", "c0ffee")])
        .pax(b'x', &[("path", "pax/\u{e4}"), ("mtime", "1.5")])
        .file("short", b"2")
        .member(b"././@LongLink", b'L', 0, format!("{long}\0").as_bytes())
        .file("cut", b"3")
        .pax(b'x', &[("GNU.sparse.major", "1"), ("GNU.sparse.name", "holes")])
        .file("GNUSparseFile.0/holes", b"map")
        .file("last", b"4");
    let mut expected = vec![
        "a=1".to_owned(),
        "d* Folder".to_owned(),
        "old* Folder".to_owned(),
        "run*=#!".to_owned(),
        "soft* Link".to_owned(),
        "hard is a".to_owned(),
        "null Special(CharacterDevice)".to_owned(),
        "pax/\u{e4}=2".to_owned(),
        format!("{long}=3"),
        "holes Sparse".to_owned(),
        "last=4".to_owned(),
    ];
    let whole = archive.end();
    assert_eq!(told_tar(&whole), expected);
    // Wherever it is cut, it is not read to an end.
    for length in (0..whole.len() - 1024).step_by(97) {
        let lines = told_tar(&whole[..length]);
        assert_eq!(lines.last().map(String::as_str), Some("archive.truncated"), "{length}");
    }
    expected.push("archive.truncated".to_owned());
    assert_eq!(told_tar(&whole[..whole.len() - 1024]), expected);
}

#[test]
fn a_sparse_file_of_gnu_tar_is_passed_over() {
    let mut first = header(b"holes", b'S', 0o644, 3, b"");
    first[257..265].copy_from_slice(b"ustar  \0");
    first[482] = 1;
    sign(&mut first);
    let mut more = [0; 512];
    more[504] = 1;
    let archive = Tar::default().raw(&first).raw(&more).raw(&[0; 512]).raw(b"map");
    let archive = archive.raw(&[0; 509]).file("next", b"1").end();
    assert_eq!(told_tar(&archive), ["holes Sparse", "next=1"]);
}

#[test]
fn tar_archives_that_two_readers_read_in_two_ways_are_refused() {
    let hidden = Tar::default().file("hidden", b"").0;
    let cases = [
        (
            "two sizes",
            Tar::default().pax(b'x', &[("size", "0")]).member(b"a", b'0', 0o644, &hidden),
        ),
        ("two names", Tar::default().pax(b'x', &[("path", "a"), ("path", "b")]).file("c", b"")),
        ("a size for all", Tar::default().pax(b'g', &[("size", "0")]).file("a", b"1")),
        ("a name for all", Tar::default().pax(b'g', &[("path", "a")]).file("b", b"1")),
        ("a link with content", Tar::default().raw(&header(b"a", b'1', 0, 512, b"b")).raw(&hidden)),
        ("half an end", Tar::default().raw(&[0; 512]).file("hidden", b"1")),
    ];
    for (what, archive) in cases {
        assert_eq!(told_tar(&archive.end()), ["archive.ambiguous"], "{what}");
    }
    let large = Tar::default().pax(b'x', &[("size", "3")]).raw(&header(b"a", b'0', 0, 0, b""));
    let large = large.raw(b"abc").raw(&[0; 509]).end();
    assert_eq!(told_tar(&large), ["a=abc"], "a size that has no place in the header");
}

#[test]
fn tar_archives_that_are_none_are_refused() {
    let mut wrong = header(b"a", b'0', 0, 0, b"");
    wrong[0] = b'b';
    let mut negative = header(b"a", b'0', 0, 0, b"");
    negative[124] = 0xff;
    sign(&mut negative);
    let mut huge = header(b"a", b'0', 0, 0, b"");
    huge[124..136].copy_from_slice(b"\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
    sign(&mut huge);
    let mut names = header(b"a", b'L', 0, (1 << 20) + 1, b"");
    sign(&mut names);
    for (block, code) in [
        (wrong, "archive.damaged"),
        (negative, "archive.damaged"),
        (huge, "archive.damaged"),
        (names, "archive.limit"),
        ([b'x'; 512], "archive.damaged"),
    ] {
        assert_eq!(told_tar(&block), [code]);
    }
    let names = Tar::default().member(b"../a", b'0', 0, b"x").file("b", b"1").end();
    assert_eq!(told_tar(&names), ["archive.name ../a", "b=1"]);
}

fn told_zip(bytes: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    let opened = zip_archive::Archive::open(Cursor::new(bytes));
    let listed = opened.and_then(|mut archive| {
        let listing = archive.list(|_| true)?;
        Ok((archive, listing))
    });
    let (mut archive, listing) = match listed {
        Ok(listed) => listed,
        Err(error) => return vec![error.code.id.to_owned()],
    };
    lines.extend(listing.gaps.iter().map(|gap| format!("{} {}", gap.code, gap.path)));
    for entry in &listing.entries {
        let mut content = Vec::new();
        let read = archive
            .open_entry(entry)
            .and_then(|mut reader| reader.read_to_end(&mut content).map_err(failure));
        let mark = if entry.member.executable { "*" } else { "" };
        let content = read.map_or_else(
            |error| format!(" {}", error.code),
            |_| format!("={}", String::from_utf8_lossy(&content)),
        );
        lines.push(format!("{}{mark}{content}", entry.member.path));
    }
    lines
}

#[test]
fn zip_archives_are_read_in_every_form() {
    let text = "text ".repeat(100);
    let members = [
        ZipMember::stored("d/", b""),
        ZipMember::stored("a", b"1"),
        ZipMember::deflated("d/b", text.as_bytes()),
        ZipMember { mode: 0o100_755, ..ZipMember::stored("run", b"2") },
        ZipMember { mode: 0o120_777, ..ZipMember::stored("link", b"/etc/passwd") },
        ZipMember::stored("a", b"1"),
    ];
    let expected = ["a=1".to_owned(), format!("d/b={text}"), "run*=2".to_owned()];
    let plain = zip(&members);
    assert_eq!(told_zip(&plain), expected);
    assert_eq!(told_zip(&zip64(&plain)), expected);
    assert_eq!(told_zip(&zip_behind(b"#!/bin/sh\nexec java -jar $0\n", &members)), expected);
    assert_eq!(told_zip(&zip(&[])), [""; 0]);
}

#[test]
fn zip_archives_that_deceive_are_refused() {
    let two = |change: fn(&mut ZipMember)| {
        let mut member = ZipMember::deflated("a", b"content");
        change(&mut member);
        told_zip(&zip(&[member, ZipMember::stored("b", b"2")]))
    };
    type Change = fn(&mut ZipMember);
    let cases: [(Change, &str); 11] = [
        (|it| it.local_name = b"x".to_vec(), "a archive.ambiguous"),
        (|it| it.checksum ^= 1, "a archive.damaged"),
        (|it| it.size -= 1, "a archive.ambiguous"),
        (|it| it.size += 1, "a archive.truncated"),
        (|it| it.size = 1 << 30, "a archive.ratio"),
        (|it| it.flags = 1, "a archive.method"),
        (|it| it.method = 12, "a archive.method"),
        (|it| it.method = 0, "a archive.ambiguous"),
        (|it| it.stored = b"\xff\xff\xff".to_vec(), "a archive.damaged"),
        (
            |it| (it.name, it.local_name) = (b"..\\a".into(), b"..\\a".into()),
            "archive.name ..\\x5ca",
        ),
        (|it| it.name = b"\xff".to_vec(), "\\xff archive.ambiguous"),
    ];
    for (change, expected) in cases {
        assert_eq!(two(change), [expected, "b=2"]);
    }
    let twice = [ZipMember::stored("a", b"1"), ZipMember::stored("a", b"2")];
    assert_eq!(told_zip(&zip(&twice)), ["archive.ambiguous a", "a=1", "a=2"]);
}

/// One archive in the comment of another or behind it: readers from the front see the first.
#[test]
fn two_zip_archives_in_one_file_are_refused() {
    let [one, other] = ["a", "b"].map(|name| zip(&[ZipMember::stored(name, b"x")]));
    let mut commented = one.clone();
    let length = u16::try_from(other.len()).unwrap();
    let at = commented.len() - 2;
    commented[at..].copy_from_slice(&length.to_le_bytes());
    commented.extend(&other);
    let unlisted = zip_behind(&one[..32], &[ZipMember::stored("b", b"x")]);
    for archive in [commented, [one.clone(), other].concat(), unlisted] {
        assert_eq!(told_zip(&archive), ["archive.ambiguous"]);
    }
    let program = zip_behind(b"#!/bin/sh\n", &[ZipMember::stored("b", b"x")]);
    assert_eq!(told_zip(&program), ["b=x"]);
}

#[test]
fn zip_archives_that_are_none_or_bombs_are_refused() {
    let shared = [
        ZipMember::stored("a", &[0; 1000]),
        ZipMember { at: Some(0), ..ZipMember::stored("b", &[0; 1000]) },
    ];
    assert_eq!(told_zip(&zip(&shared)), ["archive.overlap"]);
    let inner = zip(&[ZipMember::stored("inner", b"1")]);
    let mut quoting = ZipMember::stored("outer", &inner);
    quoting.name = b"outer".to_vec();
    assert_eq!(told_zip(&zip(&[quoting])).len(), 1, "an archive as content is content");
    let whole = zip(&[ZipMember::stored("a", b"1"), ZipMember::stored("b", b"2")]);
    for length in 0..whole.len() {
        assert_eq!(told_zip(&whole[..length]), ["archive.damaged"], "{length}");
    }
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 0x41;
        // Whatever changes, there is an answer.
        told_zip(&changed);
    }
    assert_eq!(told_zip(b""), ["archive.damaged"]);
    assert_eq!(told_zip(&[b'P'; 70_000]), ["archive.damaged"]);
}

#[test]
fn ar_and_cpio_archives_are_read() {
    let archive = ar(&[("debian-binary", b"2.0\n"), ("odd/", b"1"), ("../a", b"22")]);
    let lines = told(ar_archive::Reader::new(archive.as_slice()).unwrap());
    assert_eq!(lines, ["debian-binary=2.0\n", "odd=1", "archive.name ../a"]);
    assert!(ar_archive::Reader::new(&b"!<arch>"[..]).is_err());
    let cut = told(ar_archive::Reader::new(&archive[..70]).unwrap());
    assert_eq!(cut, ["archive.truncated"]);

    let archive = cpio(&[
        ("./a", 0o100_644, b"1"),
        ("/d", 0o040_755, b""),
        ("run", 0o100_755, b"12345"),
        ("link", 0o120_777, b"a"),
        ("null", 0o020_666, b""),
        ("../up", 0o100_644, b"1"),
    ]);
    let lines = told(cpio_archive::Reader::new(archive.as_slice()));
    let expected = [
        "a=1",
        "d* Folder",
        "run*=12345",
        "link* Link",
        "null Special(CharacterDevice)",
        "archive.name ../up",
    ];
    assert_eq!(lines, expected);
    let cut = told(cpio_archive::Reader::new(&archive[..archive.len() - 130]));
    assert_eq!(cut.last().map(String::as_str), Some("archive.truncated"));
    let other = told(cpio_archive::Reader::new(&[b'0'; 200][..]));
    assert_eq!(other, ["archive.damaged"]);
}

#[test]
fn an_rpm_package_has_its_header_before_its_payload() {
    let part = |entries: u32, data: &[u8]| {
        let mut bytes = b"\x8e\xad\xe8\x01\0\0\0\0".to_vec();
        bytes.extend(entries.to_be_bytes());
        bytes.extend((data.len() as u32).to_be_bytes());
        bytes.resize(bytes.len() + 16 * entries as usize, 7);
        bytes.extend(data);
        bytes
    };
    let mut package = b"\xed\xab\xee\xdb\x03\0".to_vec();
    package.resize(96, 0);
    package.extend(part(1, b"abc"));
    package.resize(package.len().next_multiple_of(8), 0);
    let own = part(2, b"defg");
    package.extend(&own);
    package.extend(b"payload");
    let mut reader = package.as_slice();
    assert_eq!(rpm::header(&mut reader).unwrap(), own[8..]);
    assert_eq!(reader, b"payload");
    for length in 0..package.len() - 7 {
        assert!(rpm::header(&mut &package[..length]).is_err(), "{length}");
    }
    package[104..108].copy_from_slice(&u32::MAX.to_be_bytes());
    assert_eq!(rpm::header(&mut package.as_slice()).unwrap_err().code.id, "archive.limit");
}

fn decompressed(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    let mut content = Vec::new();
    let read = compression::decompress(bytes)
        .and_then(|mut reader| reader.read_to_end(&mut content).map_err(failure));
    read.map(|_| content).map_err(|error| error.code.id)
}

#[test]
fn compressions_are_told_by_their_magic_numbers() {
    let text = b"content ".repeat(1000);
    for compress in [gzip, zstd, xz, bzip2] {
        let once = compress(&text);
        assert_eq!(decompressed(&once).as_deref(), Ok(&*text));
        let twice = [once.clone(), compress(b"more")].concat();
        assert_eq!(decompressed(&twice), Ok([&*text, b"more"].concat()), "several in a row");
        for length in [once.len() - 1, once.len() / 2, 7] {
            let code = decompressed(&once[..length]).unwrap_err();
            assert!(matches!(code, "archive.truncated" | "archive.damaged"), "{code}");
        }
        let mut changed = once.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 0xff;
        assert_ne!(decompressed(&changed).as_deref(), Ok(&*text));
    }
    assert_eq!(decompressed(b"plain"), Ok(b"plain".to_vec()));
    assert_eq!(decompressed(b""), Ok(Vec::new()));
    assert_eq!(decompressed(b"BZh91AY&SY"), Err("archive.truncated"));
    assert_eq!(decompressed(b"\x1f\x9d\x90"), Err("archive.method"));
}

#[test]
fn lzma_alone_is_read() {
    let text = b"text ".repeat(10_000);
    let once = lzma(&text);
    assert_eq!(decompressed(&once).as_deref(), Ok(&*text));
    for length in [once.len() - 8, once.len() / 2, 7] {
        assert!(decompressed(&once[..length]).is_err(), "{length} bytes");
    }
    // One that wants a dictionary of almost 4 GiB.
    let greedy = [&once[..1], &[0, 0, 0, 0xf0], &once[5..]].concat();
    assert!(decompressed(&greedy).is_err());
    let name = b"]\0\0\0\0\0\0\0";
    assert_eq!(decompressed(name).as_deref(), Ok(&name[..]), "a tar archive of `]`");
}

#[test]
fn bombs_are_stopped() {
    let zeros = vec![0; 200 << 20];
    for compress in [gzip, zstd, xz, bzip2, lzma] {
        let bomb = compress(&zeros);
        let mut reader = compression::decompress(bomb.as_slice()).unwrap();
        let error = std::io::copy(&mut reader, &mut std::io::sink()).map_err(failure);
        assert_eq!(error.map_err(|error| error.code.id), Err("archive.ratio"));
    }
    // An xz stream that wants a dictionary of 4 GiB.
    let mut greedy = xz(b"a");
    assert_eq!(greedy[14], 0x21, "the filter is LZMA2");
    greedy[16] = 40;
    let header: [u8; 8] = greedy[12..20].try_into().unwrap();
    let mut sum = flate2::Crc::new();
    sum.update(&header);
    greedy[20..24].copy_from_slice(&sum.sum().to_le_bytes());
    assert!(decompressed(&greedy).is_err());
}
