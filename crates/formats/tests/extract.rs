//! Extractors against small targets: `testdata/extract/<family>/<case>/target` holds the files, and
//! `expected.txt` beside it what is made of them. `KEELMARK_BLESS=1` writes the latter.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use keelmark_formats::extract::kept::{self, Kept, Known};
use keelmark_formats::extract::{ALL, Extractor, File, Scanned, Selector, assemble, unread};
use keelmark_formats::hash::sha256;
use keelmark_formats::limits::PROGRAM_PIECES_BYTES;
use keelmark_model::Bom;
use keelmark_model::bom::{Component, ComponentKind, Context, Gap, LicenseClaim, State, Supplier};

/// Cases whose kept form is what the fuzz target `kept` begins with. `KEELMARK_BLESS=1` writes it.
const SEEDS: [&str; 8] = [
    "binary/auditable",
    "distribution/debian",
    "go/modules",
    "java/war",
    "javascript/yarn-4",
    "lock/broken",
    "php/lock",
    "python/installed",
];

#[test]
fn what_fuzzing_begins_with_is_of_the_form_that_is_kept() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for case in SEEDS {
        let found = look(&root.join("testdata/extract").join(case).join("target"));
        let seed = root.join("../../fuzz/seeds/kept").join(case.replace('/', "-"));
        let bytes = kept::render(&found);
        if std::env::var_os("KEELMARK_BLESS").is_some() {
            fs::write(&seed, &bytes).expect("a file to write");
        }
        assert!(fs::read(&seed).ok() == Some(bytes), "{case}: KEELMARK_BLESS=1 writes it anew");
    }
}

#[test]
fn targets_give_what_is_expected_of_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/extract");
    let mut wrong = Vec::new();
    let mut count = 0;
    for family in folders(&root) {
        for case in folders(&family) {
            count += 1;
            let told = tell(&scan(&case.join("target")));
            let expected = case.join("expected.txt");
            if std::env::var_os("KEELMARK_BLESS").is_some() {
                fs::write(&expected, &told).expect("a file to write");
            } else if fs::read_to_string(&expected).ok().as_deref() != Some(&*told) {
                wrong.push(format!("{}:\n{told}", case.display()));
            }
        }
    }
    assert!(count > 0, "no cases");
    assert!(wrong.is_empty(), "{} cases differ\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn programs_that_ask_for_much_are_read_whole() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/extract/binary");
    let mut program = fs::read(cases.join("auditable/target/usr/local/bin/demo.so")).expect("it");
    let number = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().expect("eight bytes"));
    let sections = number(&program[40..48]) as usize;
    let data = program.windows(2).position(|two| two == b"\x78\x9c").expect("a zlib stream");
    let mut headers = program[sections..].chunks_exact_mut(64);
    let section = headers.find(|it| number(&it[24..32]) == data as u64).expect("its section");
    section[32..40].copy_from_slice(&(PROGRAM_PIECES_BYTES + 1).to_le_bytes());
    program.resize(data + PROGRAM_PIECES_BYTES as usize + 1, 0);
    for extractor in ALL.iter().filter(|extractor| extractor.reads_pieces()) {
        let answer = (extractor.extract)(&File { path: "demo.so", bytes: &program });
        let expected = (extractor.id != "cargo-auditable").then(|| format!("{answer:?}"));
        assert_eq!(in_pieces(extractor, "demo.so", &program), expected, "{}", extractor.id);
    }
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("it").path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn scan(target: &Path) -> Bom {
    let (scanned, gaps) = kept_and_read(&look(target));
    let root = Component::new(ComponentKind::Application, "target", State::Installed);
    assemble(root, Context::Installed, scanned, gaps)
}

/// What extractors say of the files of a target.
fn look(target: &Path) -> Kept {
    let selector = Selector::new(ALL);
    let (mut scanned, mut gaps) = (Vec::new(), Vec::new());
    for path in files(target) {
        let bytes = fs::read(target.join(&path)).expect("a file");
        for extractor in selector.select(&path, false) {
            let answer = (extractor.extract)(&File { path: &path, bytes: &bytes });
            if extractor.reads_pieces() && bytes.starts_with(b"\x7fELF") {
                assert_eq!(
                    in_pieces(extractor, &path, &bytes),
                    Some(format!("{answer:?}")),
                    "{path}"
                );
            }
            match answer {
                Ok(extract) => scanned.push(Scanned {
                    path: path.clone(),
                    layer: None,
                    extractor: extractor.id,
                    extract,
                }),
                Err(error) => gaps.push(Gap {
                    code: error.code,
                    path: path.clone(),
                    message: error.message,
                    line: error.at.map(|at| at.line),
                }),
            }
        }
    }
    // As of a folder, where files may be looked up.
    loop {
        let there = |path: &str| fs::read(target.join(path)).ok();
        let included = unread(&scanned).into_iter();
        let included: Vec<_> = included.filter_map(|one| Some((there(&one.path)?, one))).collect();
        if included.is_empty() {
            return Kept { files: scanned, gaps, ..Kept::default() };
        }
        for (bytes, one) in included {
            let extract = one.extract(&bytes);
            let extractor = one.extractor.id;
            scanned.push(Scanned { path: one.path, layer: None, extractor, extract });
        }
    }
}

/// What `extractor` says of a program of which it sees no more than it asks for.
fn in_pieces(extractor: &Extractor, path: &str, bytes: &[u8]) -> Option<String> {
    let answer = extractor.extract_in_pieces(path, Cursor::new(bytes), sha256(bytes));
    answer.map(|answer| format!("{answer:?}"))
}

/// What is kept of a target comes back as it was.
fn kept_and_read(found: &Kept) -> (Vec<Scanned>, Vec<Gap>) {
    let known = Known { extractors: ALL, codes: &[keelmark_formats::codes::ALL] };
    let bytes = kept::render(found);
    let read = kept::parse(&bytes, &known).expect("what was kept");
    assert_eq!(read, *found);
    (read.files, read.gaps)
}

fn files(target: &Path) -> Vec<String> {
    let mut pending = vec![target.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|_| panic!("{}", folder.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                pending.push(path);
            } else {
                let path = path.strip_prefix(target).expect("below the target");
                files.push(path.to_str().expect("a name in UTF-8").to_owned());
            }
        }
    }
    files.sort();
    files
}

/// A bill as text, everything that is known of each component.
fn tell(bom: &Bom) -> String {
    let mut text = String::new();
    for (id, component) in bom.iter() {
        let root = if id == bom.root { " (root)" } else { "" };
        let version = component.version.as_deref().unwrap_or("-");
        let _ = writeln!(text, "{} {version} {}{root}", component.name, component.state.name());
        let mut line = |name: &str, value: &str| {
            let _ = writeln!(text, "  {name} {value}");
        };
        tell_what(component, &mut line);
        tell_whose(component, &mut line);
        if let Some(within) = component.within {
            line("within", &bom.component(within).name);
        }
        for edge in bom.needs(id) {
            let marker =
                edge.marker.as_ref().map_or(String::new(), |marker| format!(" if {marker}"));
            let extras =
                if edge.extras.is_empty() { String::new() } else { format!("{:?}", edge.extras) };
            line("->", &format!("{}{extras} {:?}{marker}", bom.component(edge.to).name, edge.kind));
        }
        line("dependencies", &format!("{:?}", component.dependencies));
        for found in &component.found {
            let at = found.line.map_or(String::new(), |line| format!(":{line}"));
            line(
                "found",
                &format!("{}{at} {} {}", found.path, found.evidence.name(), found.extractor),
            );
        }
    }
    for gap in &bom.gaps {
        let at = gap.line.map_or(String::new(), |line| format!(":{line}"));
        let _ = writeln!(text, "gap {}{at} {} {}", gap.path, gap.code, gap.message);
    }
    text
}

/// What a component is, and where from.
fn tell_what(component: &Component, line: &mut dyn FnMut(&str, &str)) {
    if component.kind != ComponentKind::Library {
        line("kind", &format!("{:?}", component.kind));
    }
    if let Some(purl) = &component.purl {
        line("purl", &purl.to_string());
    }
    // Those of packages are guesses, made of the rest; they have a test of their own.
    if component.purl.is_none() {
        component.cpes.iter().for_each(|cpe| line("cpe", cpe));
    }
    component.digests.iter().for_each(|digest| line("digest", &digest.to_string()));
    for file in &component.files {
        let digests: Vec<String> = file.digests.iter().map(ToString::to_string).collect();
        line("file", &format!("{} {}", file.name, digests.join(" ")));
    }
    if let Some(scope) = &component.scope {
        line("scope", &format!("{:?} {:?}", scope.relation, scope.usage));
    }
    if component.source != keelmark_model::Source::Unknown {
        line("source", &format!("{:?}", component.source));
    }
}

/// Who made a component, and under what licences.
fn tell_whose(component: &Component, line: &mut dyn FnMut(&str, &str)) {
    let licensing = &component.licensing;
    for claim in &licensing.declared {
        match claim {
            LicenseClaim::Expression(text) => line("declared", text),
            LicenseClaim::Name(text) => line("declared", &format!("\"{text}\"")),
        }
    }
    let party = |party: &Supplier| {
        let more = [&party.url, &party.email].into_iter().flatten();
        more.fold(party.name.clone(), |text, more| format!("{text} <{more}>"))
    };
    component.supplier.iter().for_each(|one| line("supplier", &party(one)));
    component.authors.iter().for_each(|one| line("author", &party(one)));
    for (name, value) in [
        ("concluded", &licensing.concluded),
        ("copyright", &licensing.copyright),
        ("description", &component.description),
        ("homepage", &component.homepage),
        ("repository", &component.repository),
    ] {
        value.iter().for_each(|value| line(name, value));
    }
    licensing.files.iter().for_each(|path| line("licence", path));
    component
        .properties
        .iter()
        .for_each(|(name, value)| line("property", &format!("{name}={value}")));
}
