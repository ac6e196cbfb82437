//! Images as targets.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;

use common::archives::{Tar, gzip, xz, zstd};
use common::{Folder, Layout, config, options, told};
use keelmark_formats::hash::sha256;
use keelmark_model::bom::{ComponentKind, Context};
use keelmark_world::scan::{Exclude, Options, Reference, Target, scan};

fn layer(plain: Vec<u8>, compress: fn(&[u8]) -> Vec<u8>) -> (Vec<u8>, Vec<u8>) {
    let stored = compress(&plain);
    (plain, stored)
}

fn plain(bytes: &[u8]) -> Vec<u8> {
    bytes.to_vec()
}

fn in_layout(folder: &Folder) -> Target {
    Target::Layout(folder.path(""), None)
}

/// Three layers, each over the one before.
fn layers() -> Vec<(Vec<u8>, Vec<u8>)> {
    let base = Tar::default()
        .file("usr/kept/PACKAGE", b"kept")
        .file("usr/replaced/PACKAGE", b"old")
        .file("usr/removed/PACKAGE", b"removed")
        .file("opt/removed/a/PACKAGE", b"removed")
        .file("opt/emptied/PACKAGE", b"emptied")
        .file("opt/emptied/a/PACKAGE", b"emptied")
        .file("opt/file/PACKAGE", b"under what becomes a file")
        .file("opt/two/one.package", b"linked")
        .member(b"opt/two/two.package", b'1', 0o644, b"opt/two/one.package")
        .file("opt/folder.package", b"becomes a folder")
        .member(b"/dev/null", b'3', 0o666, b"")
        .member(b"etc/PACKAGE", b'2', 0o777, b"/etc/passwd")
        .end();
    let middle = Tar::default()
        .file("usr/replaced/PACKAGE", b"new")
        .file("usr/removed/.wh.PACKAGE", b"")
        .file("opt/.wh.removed", b"")
        .file("opt/emptied/.wh..wh..opq", b"")
        .file("opt/emptied/b/PACKAGE", b"filled")
        .file("opt/two/.wh.one.package", b"")
        .end();
    let top = Tar::default()
        .file("opt/file", b"a file")
        .member(b"opt/folder.package/", b'5', 0o755, b"")
        .member(b"usr/", b'5', 0o755, b"")
        .end();
    vec![layer(base, gzip), layer(middle, zstd), layer(top, plain)]
}

#[test]
fn later_layers_cover_what_is_below() {
    let folder = Folder::new();
    let layout = Layout::new(&folder);
    let layers = layers();
    let image = layout.image("linux/amd64", &layers);
    layout.list(&image, r#","annotations":{"org.opencontainers.image.ref.name":"1.0"}"#);
    let [base, middle, _] = [0, 1, 2].map(|at| sha256(&layers[at].0).hex()[..8].to_owned());
    let expected = [
        format!("opt/emptied/b/PACKAGE = filled in {middle}"),
        format!("opt/two/two.package = linked in {base}"),
        format!("usr/kept/PACKAGE = kept in {base}"),
        format!("usr/replaced/PACKAGE = new in {middle}"),
    ];
    let target = in_layout(&folder);
    assert_eq!(told(&target, &options()), expected);
    let scan = scan(&target, &options()).unwrap();
    assert_eq!((scan.root.kind, scan.context), (ComponentKind::Container, Context::Installed));
    assert_eq!(scan.root.properties["label:x"], "y");
    assert_eq!(scan.root.properties["skipped:character-device"], "1", "a fact, not a gap");
    assert_eq!(scan.root.repository.as_deref(), Some("https://github.com/a/b"));
    assert_eq!(scan.created.unwrap().0, 1_704_164_645);
    let purl = scan.root.purl.unwrap().to_string();
    assert!(purl.contains("@sha256:") && purl.ends_with("?arch=amd64&tag=1.0"), "{purl}");
}

/// An image of these layers, the lowest first, as it is told of.
fn told_of(layers: &[Tar]) -> Vec<String> {
    let folder = Folder::new();
    let layout = Layout::new(&folder);
    let layers: Vec<_> = layers.iter().map(|tar| layer(Tar(tar.0.clone()).end(), gzip)).collect();
    let image = layout.image("linux/amd64", &layers);
    layout.list(&image, "");
    told(&in_layout(&folder), &options())
}

fn file(path: &str, content: &str) -> Tar {
    Tar::default().file(path, content.as_bytes())
}

#[test]
fn a_file_that_goes_is_left_under_a_name_that_a_layer_above_gave_it() {
    let below = || file("a/one.package", "below");
    let linked = |tar: Tar| tar.member(b"b/two.package", b'1', 0o644, b"a/one.package");
    let gone = || file("a/.wh.one.package", "");
    let names = |layers: &[Tar]| -> Vec<String> {
        told_of(layers).iter().map(|line| line.split(" in ").next().unwrap().to_owned()).collect()
    };
    let link = || linked(Tar::default());
    let own = || linked(file("a/one.package", "own"));
    for (layers, expected) in [
        (vec![below(), link(), gone()], vec!["b/two.package = below"]),
        (vec![below(), own(), gone()], vec!["b/two.package = own"]),
        (
            vec![below(), file("a/one.package", "next"), link(), gone()],
            vec!["b/two.package = next"],
        ),
        (vec![below(), link(), gone(), file("b/.wh.two.package", "")], vec![]),
        (vec![below(), link()], vec!["a/one.package = below"]),
    ] {
        assert_eq!(names(&layers), expected);
    }
}

#[test]
fn a_file_is_read_under_a_name_that_stands_behind_its_content() {
    let link = |tar: Tar, name: &[u8]| tar.member(name, b'1', 0o644, b"a/store/0f");
    let one = || link(file("a/store/0f", "linked"), b"b/one.package");
    let names = |layers: &[Tar]| -> Vec<String> {
        told_of(layers).iter().map(|line| line.split(" in ").next().unwrap().to_owned()).collect()
    };
    for (layers, expected) in [
        (vec![one()], vec!["b/one.package = linked"]),
        (
            vec![link(one(), b"c/two.package")],
            vec!["b/one.package = linked", "c/two.package = linked"],
        ),
        (vec![one(), file("a/.wh.store", "")], vec!["b/one.package = linked"]),
        (vec![one(), file("b/.wh.one.package", "")], vec![]),
        (vec![link(Tar::default(), b"b/one.package")], vec!["b/one.package: scan.link"]),
    ] {
        assert_eq!(names(&layers), expected);
    }
}

#[test]
fn a_mark_that_names_no_entry_is_a_gap() {
    for mark in ["a/.wh.", "a/.wh..", "a/.wh..."] {
        let told = told_of(&[file("a/PACKAGE", "x"), file(mark, "").file(mark, b"")]);
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(told[1], format!("{mark}: archive.name"));
    }
}

/// It is read once, which the hostile targets show by the time that takes.
#[test]
fn a_layer_that_is_there_several_times_counts_where_it_is_highest() {
    let layers = [
        file("a/PACKAGE", "x"),
        file("a/.wh.PACKAGE", "").file("b/PACKAGE", b"other"),
        file("a/PACKAGE", "x"),
    ];
    let told = told_of(&layers);
    let names: Vec<&str> = told.iter().map(|line| line.split(" in ").next().unwrap()).collect();
    assert_eq!(names, ["a/PACKAGE = x", "b/PACKAGE = other"]);
}

#[test]
fn parts_that_were_exchanged_end_the_scan() {
    let other = Tar::default().file("PACKAGE", b"other").end();
    let fresh = || {
        let folder = Folder::new();
        let layout = Layout::new(&folder);
        let image = layout.image("linux/amd64", &layers());
        layout.list(&image, "");
        folder
    };
    let parts = |folder: &Folder| {
        let mut parts: Vec<_> = fs::read_dir(folder.path("blobs/sha256"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        parts.sort();
        parts
    };
    let count = parts(&fresh()).len();
    assert_eq!(count, 5);
    for number in 0..count {
        let folder = fresh();
        let part = &parts(&folder)[number];
        let mut bytes = fs::read(part).unwrap();
        for bytes in
            [&other, &gzip(&other), &bytes[..bytes.len() - 1].to_vec(), &[&*bytes, b" "].concat()]
        {
            fs::write(part, bytes).unwrap();
            assert_eq!(told(&in_layout(&folder), &options()), ["error image.digest"]);
        }
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(part, bytes).unwrap();
        assert_eq!(told(&in_layout(&folder), &options()), ["error image.digest"]);
        fs::remove_file(part).unwrap();
        assert_eq!(told(&in_layout(&folder), &options()), ["error image.layout"]);
    }
}

#[test]
fn a_layer_must_be_the_one_the_configuration_names() {
    let folder = Folder::new();
    let layout = Layout::new(&folder);
    let named = Tar::default().file("PACKAGE", b"named").end();
    let given = Tar::default().file("PACKAGE", b"given").end();
    let image = layout.image("linux/amd64", &[(named, gzip(&given))]);
    layout.list(&image, "");
    assert_eq!(told(&in_layout(&folder), &options()), ["error image.digest"]);
}

#[test]
fn a_layer_that_cannot_be_read_to_its_end_ends_the_scan() {
    let cut = Tar::default().file("PACKAGE", b"a").0;
    let old = (b"\x1f\x9d\x90".to_vec(), b"\x1f\x9d\x90".to_vec());
    for (layer, code) in [
        (layer(cut, gzip), "error archive.truncated"),
        (old, "error archive.method"),
        (layer(vec![b'x'; 1024], gzip), "error archive.damaged"),
        (layer(Tar::default().file("../PACKAGE", b"up").end(), xz), "../PACKAGE: archive.name"),
    ] {
        let folder = Folder::new();
        let layout = Layout::new(&folder);
        let image = layout.image("linux/amd64", &[layer]);
        layout.list(&image, "");
        assert_eq!(told(&in_layout(&folder), &options()), [code]);
    }
}

#[test]
fn a_large_program_in_a_layer_is_what_it_is_in_a_folder() {
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/../formats/testdata/extract/binary");
    let mut programs = Tar::default();
    let apart = Folder::new();
    for (name, case) in [
        ("left.so", "unowned/target/usr/local/lib/left.so"),
        ("list.so", "auditable/target/usr/local/bin/demo.so"),
        ("tool.so", "go-pointers/target/usr/local/bin/tool.so"),
        ("wrong.so", "auditable-damaged/target/usr/local/bin/demo.so"),
    ] {
        let mut program = fs::read(format!("{cases}/{case}")).unwrap();
        program.resize(9 << 20, 0);
        apart.write(name, &program);
        programs = programs.file(name, &program);
    }
    let folder = Folder::new();
    let layout = Layout::new(&folder);
    let image = layout.image("linux/amd64", &[layer(programs.end(), gzip)]);
    layout.list(&image, "");
    let options = Options::local(keelmark_formats::extract::ALL);
    let answers = |target: &Target| {
        let scan = scan(target, &options).unwrap();
        let files = scan.files.into_iter().map(|it| (it.path, it.extractor, it.extract));
        (files.collect::<Vec<_>>(), scan.gaps)
    };
    let (files, gaps) = answers(&in_layout(&folder));
    assert_eq!((files.len(), gaps.len()), (6, 1));
    assert_eq!((files, gaps), answers(&Target::Folder(apart.path(""))));
}

fn image_of(layout: &Layout<'_>, platform: &str, name: &str) -> String {
    let plain = Tar::default().file("PACKAGE", name.as_bytes()).end();
    layout.image(platform, &[layer(plain, gzip)])
}

#[test]
fn one_image_of_several_is_chosen() {
    let folder = Folder::new();
    let layout = Layout::new(&folder);
    let about = |platform: &str| {
        let (os, architecture) = platform.split_once('/').unwrap();
        format!(r#","platform":{{"os":"{os}","architecture":"{architecture}"}}}}"#)
    };
    let amd = image_of(&layout, "linux/amd64", "amd");
    let arm = image_of(&layout, "linux/arm64", "arm");
    let note = r#","annotations":{"vnd.docker.reference.type":"attestation-manifest"}}"#;
    let index = format!(
        r#"{{"schemaVersion":2,"manifests":[{amd}{},{arm}{},{amd}{note}]}}"#,
        about("linux/amd64"),
        about("linux/arm64")
    );
    let index = layout.blob(index.as_bytes());
    let single = image_of(&layout, "linux/s390x", "single");
    let named =
        |name: &str| format!(r#","annotations":{{"org.opencontainers.image.ref.name":"{name}"}}"#);
    layout.list(&index, &named("docker.io/a/b:many")).list(&single, &named("one"));
    let tell = |reference: Option<&str>, platform: Option<&str>| {
        let reference = reference.map(|text| match keelmark_model::Digest::from_prefixed(text) {
            Ok(digest) => Reference::Digest(digest),
            Err(_) => Reference::Tag(text.to_owned()),
        });
        let platform = platform.map(|text| text.parse().unwrap());
        let told =
            told(&Target::Layout(folder.path(""), reference), &Options { platform, ..options() });
        told[0].split(" in ").next().unwrap().to_owned()
    };
    let digest = index.split('"').nth(7).unwrap();
    for (reference, platform, expected) in [
        (Some("many"), Some("linux/arm64"), "PACKAGE = arm"),
        (Some("docker.io/a/b:many"), Some("linux/amd64"), "PACKAGE = amd"),
        (Some(digest), Some("linux/amd64"), "PACKAGE = amd"),
        (Some("one"), None, "PACKAGE = single"),
        (Some("one"), Some("linux/amd64"), "error image.platform"),
        (Some("many"), Some("linux/riscv64"), "error image.platform"),
        (Some("none"), None, "error image.reference"),
        (None, None, "error image.reference"),
    ] {
        assert_eq!(tell(reference, platform), expected, "{reference:?} {platform:?}");
    }
}

#[test]
fn images_come_in_archives_too() {
    let folder = Folder::new();
    let plain = Tar::default().file("PACKAGE", b"a").end();
    let layer = layer(plain.clone(), gzip);
    let layout = Layout::new(&folder);
    let image = layout.image("linux/amd64", &[layer]);
    layout.list(&image, "");
    let mut archive = Tar::default();
    for entry in fs::read_dir(folder.path("blobs/sha256")).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("blobs/sha256/{}", path.file_name().unwrap().to_str().unwrap());
        archive = archive.file(&name, &fs::read(&path).unwrap());
    }
    archive = archive.file("index.json", &fs::read(folder.path("index.json")).unwrap());
    let id = sha256(&plain);
    let expected = [format!("PACKAGE = a in {}", &id.hex()[..8])];
    let path = folder.write("oci.tar", archive.end());
    assert_eq!(told(&Target::Archive(path, None), &options()), expected);

    let config = config(&"linux/amd64".parse().unwrap(), &[format!("\"{id}\"")]);
    let name = sha256(config.as_bytes()).hex();
    let manifest =
        format!(r#"[{{"Config":"{name}.json","RepoTags":["a/b:1"],"Layers":["l/layer.tar"]}}]"#);
    let saved = |config: &str, layer: &[u8]| {
        let archive = Tar::default().file(&format!("{name}.json"), config.as_bytes());
        archive.file("l/layer.tar", layer).file("manifest.json", manifest.as_bytes()).end()
    };
    for (bytes, expected) in [
        (saved(&config, &plain), expected[0].as_str()),
        (saved(&config, &Tar::default().end()), "error image.digest"),
        (saved(&config.replace("2024", "2025"), &plain), "error image.digest"),
        (Tar::default().end(), "error image.layout"),
        (gzip(&saved(&config, &plain)), "error image.layout"),
    ] {
        let path = folder.write("saved.tar", bytes);
        assert_eq!(told(&Target::Saved(path, None), &options()), [expected]);
    }
}

/// Results of layers are kept in this folder.
fn cached(folder: &Folder) -> Options {
    Options { cache: Some(folder.path("cache/layers")), ..options() }
}

fn entries(folder: &Folder) -> Vec<std::path::PathBuf> {
    let listed = fs::read_dir(folder.path("cache/layers")).unwrap();
    let mut entries: Vec<_> = listed.map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

/// Lets all parts of a layout have been left alone for an hour.
fn settle(folder: &Folder) {
    let hour = std::time::Duration::from_secs(3600);
    for entry in fs::read_dir(folder.path("image/blobs/sha256")).unwrap() {
        let file = fs::File::open(entry.unwrap().path()).unwrap();
        file.set_modified(std::time::SystemTime::now() - hour).unwrap();
    }
}

/// A layout of [`layers`], and the folder it is in.
fn three_layers() -> (Folder, Target) {
    let folder = Folder::new();
    let image = Folder::new();
    let layout = Layout::new(&image);
    let descriptor = layout.image("linux/amd64", &layers());
    layout.list(&descriptor, "");
    fs::rename(image.path(""), folder.path("image")).unwrap();
    let target = Target::Layout(folder.path("image"), None);
    (folder, target)
}

#[test]
fn what_is_kept_of_layers_changes_no_answer() {
    let (folder, target) = three_layers();
    let told_all = |options: &Options| {
        let scan = scan(&target, options).unwrap();
        format!("{:?} {:?} {:?}", scan.root, scan.files, scan.gaps)
    };
    let expected = told_all(&options());
    for round in 0..3 {
        assert_eq!(told_all(&cached(&folder)), expected, "{round}");
        assert_eq!(entries(&folder).len(), 3);
    }
    let globs = Exclude::parse(&["usr".to_owned()]).unwrap();
    assert_ne!(told_all(&Options { exclude: globs, ..cached(&folder) }), expected);
    assert_eq!(entries(&folder).len(), 6, "what is passed over is of the key");
    assert_eq!(told_all(&cached(&folder)), expected);
}

#[test]
fn an_entry_that_is_not_whole_or_of_another_layer_is_made_anew() {
    let (folder, target) = three_layers();
    let expected = told(&target, &options());
    assert_eq!(told(&target, &cached(&folder)), expected);
    let kept: Vec<Vec<u8>> =
        entries(&folder).iter().map(|entry| fs::read(entry).unwrap()).collect();
    let damaged = |bytes: &[u8], at: usize| {
        let mut bytes = bytes.to_vec();
        bytes[at] ^= 1;
        bytes
    };
    let last = kept[0].len() - 1;
    for bytes in [
        Vec::new(),
        kept[0][..last].to_vec(),
        damaged(&kept[0], 15),
        damaged(&kept[0], 16),
        damaged(&kept[0], last),
        kept[1].clone(),
    ] {
        fs::write(&entries(&folder)[0], bytes).unwrap();
        assert_eq!(told(&target, &cached(&folder)), expected);
        let now = fs::read(&entries(&folder)[0]).unwrap();
        assert!(now.starts_with(&kept[0][..16]) && now.len() == kept[0].len());
    }
}

#[test]
fn a_part_that_was_exchanged_is_found_out_although_its_layer_is_kept() {
    let (folder, target) = three_layers();
    settle(&folder);
    let expected = told(&target, &options());
    assert_eq!(told(&target, &cached(&folder)), expected);
    for entry in fs::read_dir(folder.path("image/blobs/sha256")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let mut other = bytes.clone();
        other[bytes.len() / 2] ^= 1;
        fs::write(&path, other).unwrap();
        settle(&folder);
        assert_eq!(told(&target, &cached(&folder)), ["error image.digest"]);
        fs::write(&path, bytes).unwrap();
    }
    assert_eq!(told(&target, &cached(&folder)), expected);
}

#[test]
fn a_cache_that_others_can_write_to_is_not_used() {
    let (folder, target) = three_layers();
    let expected = told(&target, &cached(&folder));
    for entry in entries(&folder) {
        fs::remove_file(entry).unwrap();
    }
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o770);
    fs::set_permissions(folder.path("cache/layers"), mode).unwrap();
    assert_eq!(told(&target, &cached(&folder)), expected);
    assert_eq!(entries(&folder), Vec::<std::path::PathBuf>::new());
}
