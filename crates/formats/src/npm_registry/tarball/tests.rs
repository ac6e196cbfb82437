//! Archives written here, each header as POSIX has it.

use std::io::Write as _;

use flate2::Compression;

use super::{Reader, package};

/// A header with something changed in it, and its content.
fn changed(entry: Vec<u8>, at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut entry = entry;
    entry[at..at + bytes.len()].copy_from_slice(bytes);
    sealed(&mut entry);
    entry
}

/// A header and its content, padded.
fn entry(path: &str, kind: u8, content: &[u8]) -> Vec<u8> {
    let mut block = vec![0_u8; 512];
    block[..path.len()].copy_from_slice(path.as_bytes());
    block[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
    block[156] = kind;
    block[257..265].copy_from_slice(b"ustar\x0000");
    sealed(&mut block);
    block.extend_from_slice(content);
    block.resize(block.len().next_multiple_of(512), 0);
    block
}

fn sealed(block: &mut [u8]) {
    block[148..156].copy_from_slice(b"        ");
    let sum: u32 = block[..512].iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

/// An archive of these entries, in gzip's form.
fn archive(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut tar = entries.concat();
    tar.extend([0; 1024]);
    gzip(&tar)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut deflated = flate2::write::DeflateEncoder::new(Vec::new(), Compression::default());
    deflated.write_all(bytes).expect("memory takes it");
    file.extend(deflated.finish().expect("memory takes it"));
    file.extend([0; 8]);
    file
}

fn manifest() -> Vec<u8> {
    entry("package/package.json", b'0', br#"{"name":"@s/n","version":"1.0.0","scripts":{}}"#)
}

fn read(file: &[u8]) -> Result<String, &'static str> {
    package(file).map(|package| package.to_string()).map_err(|error| error.code.id)
}

/// Files are read as they come, and where the parts end must not matter.
#[test]
fn in_parts_it_is_the_same_package() {
    let mut state = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
    .take(300_000)
    .collect();
    let whole = archive(&[entry("package/a", b'0', &noise), manifest()]);
    let in_parts = |file: &[u8], length| {
        let mut reader = Reader::default();
        file.chunks(length).for_each(|part| reader.take(part));
        reader.package().map(|package| package.to_string()).map_err(|error| error.code.id)
    };
    let cut = &whole[..whole.len() - 9];
    let longer = [whole.as_slice(), b"x"].concat();
    for length in [1, 511, 65_536, usize::MAX] {
        assert_eq!(in_parts(&whole, length), Ok("@s/n@1.0.0".to_owned()), "{length}");
        for other in [cut, &whole[..200_000], &whole[..4], &longer, &noise, b""] {
            assert_eq!(in_parts(other, length), Err("document.shape"), "{length}");
        }
    }
}

#[test]
fn the_manifest_is_the_one_npm_installs() {
    let content = br#"{"name":"n","version":"1.0.0"}"#;
    let at = |path: &str| entry(path, b'0', content);
    let other = entry("package/lib/package.json", b'0', b"{}");
    let long = "x".repeat(70_000);
    let mut prefixed = entry("package.json", b'0', content);
    prefixed[345..352].copy_from_slice(b"package");
    sealed(&mut prefixed);
    let renamed = |records: &[u8]| vec![entry("PaxHeader", b'x', records), at("short")];
    let named = "@s/n@1.0.0";
    let cases: Vec<(Vec<Vec<u8>>, &str)> = vec![
        (vec![manifest()], named),
        (vec![entry("package/", b'5', b""), manifest(), other], named),
        (vec![entry("package/a", b'0', long.as_bytes()), manifest()], named),
        (vec![at("other/package.json")], "n@1.0.0"),
        (vec![at("other/package.json"), entry("other/a b\u{e9}", b'0', b"")], "n@1.0.0"),
        (vec![prefixed], "n@1.0.0"),
        (renamed(b"29 path=package/package.json\n"), "n@1.0.0"),
        (renamed(b"12 mtime=1.5\n29 path=package/package.json\n"), "document.shape"),
        (renamed(b"13 mtime=1.5\n29 path=package/package.json\n"), "n@1.0.0"),
        (renamed(b"32 LIBARCHIVE.xattr.user.a=YWI=\n29 path=package/package.json\n"), "n@1.0.0"),
        (vec![entry("././@LongLink", b'L', b"package/package.json\0"), at("short")], "n@1.0.0"),
        (vec![entry("pax_global_header", b'g', b"18 comment=abcdef\n"), manifest()], named),
    ];
    for (number, (entries, wanted)) in cases.into_iter().enumerate() {
        let found = read(&archive(&entries));
        assert_eq!(found.unwrap_or_else(str::to_owned), wanted, "{number}");
    }
}

#[test]
fn versions_are_as_npm_publishes_them() {
    for (version, wanted) in [
        ("v1.0.0", "n@1.0.0"),
        (" = 1.0.0-rc.1+build.5", "n@1.0.0-rc.1"),
        ("", "document.shape"),
        ("+1", "document.shape"),
    ] {
        let content = format!(r#"{{"name":"n","version":"{version}"}}"#);
        let file = archive(&[entry("package/package.json", b'0', content.as_bytes())]);
        assert_eq!(read(&file).unwrap_or_else(str::to_owned), wanted, "{version}");
    }
}

/// What one reader or another installs as `package.json`, in the place of it.
#[test]
fn paths_that_readers_resolve_differently_are_refused() {
    for path in [
        "package.json",
        "/package/package.json",
        "package//package.json",
        "package/./package.json",
        "./package/package.json",
        "package/a/../package.json",
        "package\\package.json",
        "package/c:package.json",
        "package/c:/package.json",
        "package///?/c:/package.json",
        "c:package.json",
        "package/PACKAGE.json",
        "package/pac\u{212a}age.json",
        "package/package.j\u{17f}on",
        "package/package\u{200c}.json",
        "package/package.json.",
        "package/package.json ",
        "package/Package.json. .",
    ] {
        let beside = entry(path, b'0', br#"{"name":"n","version":"1.0.0"}"#);
        for entries in [vec![beside.clone(), manifest()], vec![manifest(), beside.clone()]] {
            assert_eq!(read(&archive(&entries)), Err("document.shape"), "{path}");
        }
        let records = format!("{} path={path}\n", path.len() + 9);
        let renamed =
            [entry("PaxHeader", b'x', records.as_bytes()), entry("package/a", b'0', b"{}")];
        let entries = [&renamed[..], &[manifest()]].concat();
        assert_eq!(
            read(&archive(&entries)),
            Err("document.shape"),
            "{path} by its extended header"
        );
    }
    // A folder to those who do not wait for the path in the header before.
    let records = entry("PaxHeader", b'x', b"18 path=package/a\n");
    let folder = entry("package/readme/", 0, b"x");
    assert_eq!(read(&archive(&[records, folder, manifest()])), Err("document.shape"));
}

/// npm's library passes over the header alone where it cannot hold a number, and installs what is in the
/// content.
#[test]
fn numbers_that_npm_cannot_hold_are_refused() {
    let hidden = entry("package/package.json", b'0', br#"{"name":"n","version":"2.0.0"}"#);
    let readme = entry("package/readme", b'0', &hidden);
    for at in [100, 108, 116, 136, 329, 337, 476, 488] {
        for number in [&b"\x81"[..], b"\x80\xff\xff\xff\xff\xff\xff\xff", b"00006x4\0"] {
            let odd = changed(readme.clone(), at, number);
            assert_eq!(
                read(&archive(&[manifest(), odd])),
                Err("document.shape"),
                "{at} {number:?}"
            );
        }
        for number in [&b"0000644\0"[..], b"    644 ", b"000644 \0"] {
            let plain = changed(readme.clone(), at, number);
            assert_eq!(read(&archive(&[manifest(), plain])).as_deref(), Ok("@s/n@1.0.0"), "{at}");
        }
    }
    // GNU tar writes so whom octal digits have no room for.
    for at in [108, 116] {
        let large = changed(readme.clone(), at, &[0x80, 0, 0, 0, 0, 0x30, 0, 1]);
        assert_eq!(read(&archive(&[manifest(), large])).as_deref(), Ok("@s/n@1.0.0"), "{at}");
    }
    // Of a path so long, what stands there is part of it.
    let prefixed = changed(readme, 345, &[b'p'; 155]);
    assert_eq!(read(&archive(&[manifest(), prefixed])).as_deref(), Ok("@s/n@1.0.0"));
}

/// Python goes by the first of two headers before an entry, npm by the last.
#[test]
fn two_headers_before_an_entry_are_refused() {
    let renamed = |path: &str| {
        let record = format!("{} path={path}\n", path.len() + 9);
        entry("PaxHeader", b'x', record.as_bytes())
    };
    let long = |path: &str| entry("././@LongLink", b'L', format!("{path}\0").as_bytes());
    let (there, elsewhere) = ("package/package.json", "package/readme");
    let timed = || entry("PaxHeader", b'x', b"13 mtime=1.5\n");
    let comment = || entry("pax_global_header", b'g', b"18 comment=abcdef\n");
    for before in [
        [renamed(there), renamed(elsewhere)],
        [renamed(there), long(elsewhere)],
        [long(there), renamed(elsewhere)],
        [long(there), long(elsewhere)],
        [timed(), renamed(elsewhere)],
        [renamed(elsewhere), timed()],
        [timed(), comment()],
    ] {
        let beside = entry("package/a", b'0', br#"{"name":"n","version":"1.0.0"}"#);
        let entries = [&[manifest()], &before[..], &[beside]].concat();
        assert_eq!(read(&archive(&entries)), Err("document.shape"));
    }
    let each = [renamed(elsewhere), entry("a", b'0', b""), long(there), manifest()];
    assert_eq!(read(&archive(&each)).as_deref(), Ok("@s/n@1.0.0"));
}

#[test]
fn what_readers_read_differently_is_refused() {
    let mut broken = manifest();
    broken[0] = b'q';
    let header = |records: &[u8]| entry("PaxHeader", b'x', records);
    let at = |path: &str| entry(path, b'0', br#"{"name":"n","version":"1.0.0"}"#);
    let cases: Vec<Vec<Vec<u8>>> = vec![
        vec![],
        vec![broken],
        vec![manifest(), manifest()],
        vec![manifest(), entry("other/Package.JSON", b'0', b"{}")],
        vec![manifest(), entry("package\\package.json", b'0', b"{}")],
        vec![manifest(), entry("package/package.json", b'2', b"")],
        vec![entry("PaxHeader", b'g', b"29 path=package/package.json\n"), manifest()],
        vec![header(b"10 size=0\n"), manifest()],
        vec![header(b"99 path=a\n"), manifest()],
        vec![header(b"x"), manifest()],
        vec![vec![0; 512], manifest()],
        // What npm's library would take the content of for headers.
        vec![header(b"42 comment=a\n29 path=package/package.json\n"), at("package/x"), manifest()],
        vec![header(b"20 path=package/x\0y\n"), manifest()],
        vec![header(b"029 path=package/package.json\n"), at("package/x"), manifest()],
        vec![header(b"12 path=123\n"), manifest()],
        vec![header(b"17 type=Directory\n"), manifest()],
        vec![header(b"13 linkpath=\n"), manifest()],
        vec![header(b"8 path=\n"), manifest()],
        vec![header(b"29 path=package/package.json\n"), changed(at("package/x"), 345, b"p")],
        vec![changed(header(b"13 mtime=1.5\n"), 156, b"X"), manifest()],
        vec![entry("././@LongLink", b'N', b"package/a\0"), manifest()],
        vec![entry("././@LongLink", b'K', b"x\0"), manifest()],
        vec![entry("././@LongLink", b'L', b"package/a\0\npackage/package.json"), manifest()],
        vec![entry("package/l", b'1', b"x"), manifest()],
        vec![entry("package/l", b'2', b""), manifest()],
        vec![entry("package/l", b'6', b"x"), manifest()],
        vec![entry("package/l", b'7', b"x"), manifest()],
        vec![entry("package/l/", b'5', b"x"), manifest()],
        vec![entry("package/l/", b'0', b"x"), manifest()],
        vec![entry("", b'0', b"x"), manifest()],
        vec![changed(at("package/l"), 157, b"x"), manifest()],
        vec![changed(at("package/l"), 124, b"\0"), manifest()],
        vec![changed(at("package/l"), 257, b"ustar\0\0\0"), manifest()],
        vec![changed(at("package/l"), 257, b"\0\0\0\0\0\0\0\0"), manifest()],
        vec![changed(at("package/l"), 475, b"x"), manifest()],
        vec![entry("package/package.json", b'0', br#"["n","1.0.0"]"#)],
        vec![entry("package/package.json", b'0', br#"{"name":"n"}"#)],
    ];
    for (number, entries) in cases.iter().enumerate() {
        assert_eq!(read(&archive(entries)), Err("document.shape"), "{number}");
    }
    let whole = archive(&[manifest()]);
    for end in [0, 5, 10, 40, whole.len() - 8, whole.len() - 1] {
        assert_eq!(read(&whole[..end]), Err("document.shape"), "{end}");
    }
    assert_eq!(read(&[&whole[..], &whole].concat()), Err("document.shape"));
    assert_eq!(read(&gzip(&manifest())), Err("document.shape"), "no end");
    let mut flagged = whole;
    flagged[3] = 8;
    flagged.splice(10..10, *b"name\0");
    assert_eq!(read(&flagged).as_deref(), Ok("@s/n@1.0.0"));
    let large = vec![b' '; (4 << 20) + 1];
    let large = archive(&[entry("package/package.json", b'0', &large)]);
    assert_eq!(read(&large), Err("document.size"));
    let comment = format!("1048578 comment={}\n", "x".repeat((1 << 20) - 15));
    assert_eq!(comment.len(), (1 << 20) + 2);
    let large = archive(&[header(comment.as_bytes()), manifest()]);
    assert_eq!(read(&large), Err("document.size"));
}
