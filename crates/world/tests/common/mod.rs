//! Targets made by the tests, and extractors that read little.
#![allow(dead_code, reason = "each test binary uses a part")]
#![allow(unreachable_pub, reason = "a module of each test binary")]

#[path = "../../../formats/tests/archives/mod.rs"]
pub mod archives;

use std::fs;
use std::path::{Path, PathBuf};

use keelmark_formats::extract::{Extract, Extractor, File, Found, Pattern};
use keelmark_formats::hash::sha256;
use keelmark_formats::oci::Platform;
use keelmark_formats::{ParseError, codes};
use keelmark_model::bom::{Component, ComponentKind, Evidence, State};
use keelmark_world::scan::{Exclude, Options, Scan, Target, scan};

/// Reads a file `PACKAGE`, which holds a name.
static PACKAGE: Extractor = Extractor {
    id: "package",
    version: 1,
    example: "PACKAGE",
    reads: &[Pattern::Name("PACKAGE"), Pattern::Extension("package")],
    limit: 1000,
    extract: |file| named(file),
};

/// Reads programs.
static PROGRAM: Extractor = Extractor {
    id: "program",
    version: 1,
    example: "bin/program",
    reads: &[Pattern::Executable],
    limit: 8 << 20,
    extract: |file| named(file),
};

static EXTRACTORS: &[&Extractor] = &[&PACKAGE, &PROGRAM];

fn named(file: &File<'_>) -> Result<Extract, ParseError> {
    let text = String::from_utf8_lossy(file.bytes);
    let name = text.trim_start_matches("\u{7f}ELF").trim();
    if name == "broken" {
        return Err(ParseError::new(&codes::ARCHIVE_DAMAGED, "is broken"));
    }
    let component = Component::new(ComponentKind::Library, name, State::Installed);
    let found = Found::new(component, Evidence::Database, "");
    Ok(Extract { packages: vec![found], ..Extract::default() })
}

pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.0.path().join(relative)
    }

    pub fn write(&self, relative: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }
}

pub fn options() -> Options {
    Options {
        extractors: EXTRACTORS,
        exclude: Exclude::default(),
        platform: None,
        cache: None,
        allow_tag: false,
        logins: None,
    }
}

/// What a scan found, one line for each file and each gap; or the code of its error.
pub fn told(target: &Target, options: &Options) -> Vec<String> {
    match scan(target, options) {
        Ok(scan) => lines(&scan),
        Err(error) => vec![format!("error {}", error.code())],
    }
}

pub fn lines(scan: &Scan) -> Vec<String> {
    let files = scan.files.iter().map(|file| {
        let names = file.extract.packages.iter().map(|found| found.component.name.as_str());
        let layer = file.layer.map_or(String::new(), |layer| format!(" in {}", &layer.hex()[..8]));
        format!("{} = {}{layer}", file.path, names.collect::<Vec<_>>().join(" "))
    });
    let gaps = scan.gaps.iter().map(|gap| format!("{}: {}", gap.path, gap.code));
    files.chain(gaps).collect()
}

pub fn told_folder(path: &Path) -> Vec<String> {
    told(&Target::Folder(path.to_owned()), &options())
}

pub fn told_file(path: &Path) -> Vec<String> {
    told(&Target::File(path.to_owned()), &options())
}

/// An image layout under construction.
pub struct Layout<'a> {
    folder: &'a Folder,
    images: Vec<String>,
}

impl<'a> Layout<'a> {
    pub fn new(folder: &'a Folder) -> Self {
        folder.write("oci-layout", r#"{"imageLayoutVersion":"1.0.0"}"#);
        Self { folder, images: Vec::new() }
    }

    /// Keeps a part, and gives its descriptor without the closing brace.
    pub fn blob(&self, bytes: &[u8]) -> String {
        let digest = sha256(bytes);
        self.folder.write(&format!("blobs/sha256/{}", digest.hex()), bytes);
        format!(r#"{{"mediaType":"x","digest":"{digest}","size":{}"#, bytes.len())
    }

    /// Keeps an image of these layers, each given as it is and as it lies there; gives its descriptor.
    pub fn image(&self, platform: &str, layers: &[(Vec<u8>, Vec<u8>)]) -> String {
        let ids: Vec<String> =
            layers.iter().map(|(plain, _)| format!("\"{}\"", sha256(plain))).collect();
        let platform: Platform = platform.parse().unwrap();
        let config = self.blob(config(&platform, &ids).as_bytes());
        let layers: Vec<String> =
            layers.iter().map(|(_, stored)| self.blob(stored) + "}").collect();
        let manifest =
            format!(r#"{{"schemaVersion":2,"config":{config}}},"layers":[{}]}}"#, layers.join(","));
        self.blob(manifest.as_bytes())
    }

    /// Lists an image in the index of the layout.
    pub fn list(mut self, descriptor: &str, more: &str) -> Self {
        self.images.push(format!("{descriptor}{more}}}"));
        let index = format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, self.images.join(","));
        self.folder.write("index.json", index);
        self
    }
}

/// A configuration of an image.
pub fn config(platform: &Platform, diff_ids: &[String]) -> String {
    format!(
        r#"{{"os":"{}","architecture":"{}","created":"2024-01-02T03:04:05Z","config":{{"Labels":{{"org.opencontainers.image.source":"https://github.com/a/b","x":"y"}}}},"rootfs":{{"type":"layers","diff_ids":[{}]}}}}"#,
        platform.os,
        platform.architecture,
        diff_ids.join(",")
    )
}
