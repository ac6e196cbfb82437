//! An evidence folder with everything that signs it, and what can be done to it.
#![allow(
    dead_code,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "each test that includes this uses another part of it, and lints see no test in it"
)]

use std::collections::{BTreeMap, BTreeSet};

use keelmark_formats::evidence::layout;
use keelmark_formats::hash::sha256;
use keelmark_formats::lock;
use keelmark_model::bom::{Component, ComponentId, ComponentKind, Context, Dependency, State};
use keelmark_model::{
    Bom, BuildEnvironment, DependencyKind, Digest, DigestAlgorithm, Ecosystem, Inventory, Outcome,
    Project, Revision, Subject, Timestamp, Verdict,
};
use keelmark_trust::evidence::verify::{
    Entry, Expectation, Folder, SubjectScope, TrustedKey, verify,
};
use keelmark_trust::evidence::{Materials, Release, Signers, assemble};
use keelmark_trust::hmac::Secret;
use keelmark_trust::key::{KeyAlgorithm, PrivateKey};
use serde_json::Value;

const LOCK: &str = r#"
version = 1
revision = 3
requires-python = ">=3.10"

[[package]]
name = "demo"
version = "1.0"
source = { editable = "." }
dependencies = [{ name = "idna" }]

[[package]]
name = "idna"
version = "3.10"
source = { registry = "https://pypi.org/simple" }
sdist = { url = "https://example.com/idna-3.10.tar.gz", hash = "sha256:12f65c9b470abda6dc35cf8e63cc574b1c52b11df2c86030af0ac09b01b13ea9", size = 190490 }
"#;

/// A release with everything that signs it.
pub(crate) struct Fixture {
    pub(crate) folder: Folder,
    pub(crate) keys: Vec<TrustedKey>,
    pub(crate) secret: Secret,
    pub(crate) subjects: Vec<Subject>,
}

pub(crate) fn subject(name: &str, content: &[u8]) -> Subject {
    let mut sha512 = [0; 64];
    sha512[..32].copy_from_slice(sha256(content).as_bytes());
    Subject {
        name: name.to_owned(),
        size: Some(content.len() as u64),
        digests: vec![
            sha256(content),
            Digest::new(DigestAlgorithm::Sha512, &sha512).expect("64 bytes"),
        ],
    }
}

/// A subject that needs one package.
pub(crate) fn content(subject: &Subject) -> Bom {
    let mut root = Component::new(ComponentKind::File, &subject.name, State::Installed);
    root.digests.clone_from(&subject.digests);
    let mut library = Component::new(ComponentKind::Library, "library", State::Declared);
    library.purl = "pkg:pypi/library".parse().ok();
    let edge = Dependency {
        from: ComponentId(0),
        to: ComponentId(1),
        kind: DependencyKind::Runtime,
        extras: Vec::new(),
        marker: None,
    };
    Bom {
        created: None,
        authors: Vec::new(),
        tools: Vec::new(),
        context: Some(Context::Build),
        root: ComponentId(0),
        components: vec![root, library],
        dependencies: vec![edge],
        gaps: Vec::new(),
    }
    .sorted()
}

pub(crate) fn key() -> PrivateKey {
    PrivateKey::generate(KeyAlgorithm::EcdsaP256, &keelmark_trust::SystemRandom::new())
        .expect("key")
}

pub(crate) fn fixture(key: &PrivateKey, content: &[u8]) -> Fixture {
    fixture_with(key, content, |_| Vec::new())
}

/// A release that says what is in each subject, as `contents` has it.
pub(crate) fn fixture_with(
    key: &PrivateKey,
    content: &[u8],
    contents: impl Fn(&[Subject]) -> Vec<Bom>,
) -> Fixture {
    let project = Project {
        ecosystem: Ecosystem::Python,
        name: "demo".to_owned(),
        version: Some("1.0".to_owned()),
        license: Some("Apache-2.0".to_owned()),
        description: None,
        repository: Some("https://example.com/demo".to_owned()),
        supplier: Some("Demo Authors".to_owned()),
        manifest: "pyproject.toml".to_owned(),
        declared: Vec::new(),
    };
    let inventory = inventory();
    let scopes = inventory.scopes();
    let subjects = vec![subject("demo-1.0.tar.gz", content), subject("demo-1.0.whl", b"wheel")];
    let revision = Revision {
        commit: Some("a".repeat(40)),
        dirty: Some(false),
        repository: Some("https://example.com/demo".to_owned()),
        ..Revision::default()
    };
    let environment = BuildEnvironment {
        platform: "local".to_owned(),
        builder_id: "keelmark.local".to_owned(),
        ..BuildEnvironment::default()
    };
    let digest = sha256(LOCK.as_bytes());
    let secret = secret();
    let contents = contents(&subjects);
    let release = Release {
        project: &project,
        release: "v1.0",
        inventory: &inventory,
        scopes: &scopes,
        subjects: &subjects,
        contents: &contents,
        revision: &revision,
        environment: &environment,
        build_type: "https://example.com/build",
        materials: Materials::All,
        created: Timestamp(1_750_000_000),
        created_from: "commit",
        lockfile: Some(("uv.lock", &digest)),
        tool_version: "0.0.0",
    };
    let signers = Signers { key: Some(key), secret: Some((&secret, "local-hmac")) };
    let folder = assemble(&release, &signers)
        .into_iter()
        .map(|(name, bytes)| (name.into_owned(), Entry::File(bytes)))
        .collect();
    let keys = vec![TrustedKey { key: key.public().clone(), label: "the key".to_owned() }];
    Fixture { folder, keys, secret, subjects }
}

pub(crate) fn inventory() -> Inventory {
    let uv = lock::ALL.iter().find(|format| format.id == "uv").expect("uv");
    (uv.parse)(LOCK.as_bytes(), Some("demo")).expect("lock")
}

pub(crate) fn secret() -> Secret {
    Secret::new(b"k".to_vec().into()).expect("secret")
}

/// Who checks: with the key, with the secret, or with both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum With {
    Key,
    Secret,
    Both,
}

impl Fixture {
    pub(crate) fn verify(&self, folder: &Folder, with: With) -> Verdict {
        self.verify_subjects(folder, with, &self.subjects)
    }

    pub(crate) fn verify_subjects(
        &self,
        folder: &Folder,
        with: With,
        subjects: &[Subject],
    ) -> Verdict {
        let keyed = with != With::Secret;
        verify(
            folder,
            &Expectation {
                keys: if keyed { &self.keys } else { &[] },
                keys_demanded: keyed,
                secret: (with != With::Key).then_some(&self.secret),
                key_id: None,
                subjects,
                scope: SubjectScope::All,
                allow_unsigned: false,
            },
        )
    }

    pub(crate) fn bytes(&self, name: &str) -> &[u8] {
        match &self.folder[name] {
            Entry::File(bytes) => bytes,
            Entry::Other(_) => unreachable!("fixtures have files only"),
        }
    }

    pub(crate) fn with(&self, name: &str, bytes: Vec<u8>) -> Folder {
        let mut folder = self.folder.clone();
        folder.insert(name.to_owned(), Entry::File(bytes));
        folder
    }
}

/// Counts of mutants by class, and what was wrong with the verifier.
#[derive(Default)]
pub(crate) struct Tally {
    classes: BTreeMap<&'static str, usize>,
    accepted: Vec<String>,
    misjudged: Vec<String>,
}

impl Tally {
    /// Judges one mutant: it must not pass, and one of `reasons` must be among the reasons.
    pub(crate) fn judge(
        &mut self,
        class: &'static str,
        what: &str,
        verdict: &Verdict,
        reasons: &[&str],
    ) {
        *self.classes.entry(class).or_default() += 1;
        if verdict.outcome() == Outcome::Pass {
            self.accepted.push(format!("{class}: {what}"));
            return;
        }
        let given: BTreeSet<_> =
            verdict.checks.iter().filter_map(|check| check.code).map(|code| code.id).collect();
        if !reasons.iter().any(|reason| given.contains(reason)) {
            self.misjudged.push(format!("{class}: {what}: {given:?}, expected one of {reasons:?}"));
        }
    }

    pub(crate) fn finish(&self, least: usize) {
        for (class, count) in &self.classes {
            println!("{count:6}  {class}");
        }
        let total: usize = self.classes.values().sum();
        println!(
            "{total:6}  mutants, {} accepted, {} misjudged",
            self.accepted.len(),
            self.misjudged.len()
        );
        assert_eq!(self.accepted, [] as [String; 0]);
        let shown: Vec<_> = self.misjudged.iter().take(20).collect();
        assert!(shown.is_empty(), "{shown:#?}");
        assert!(total >= least, "{total} mutants are too few");
    }
}

/// What whoever holds neither key nor secret can do after a change: make the index, its summary's
/// digest and the checksums agree with it again.
pub(crate) fn repaired(folder: &Folder) -> Folder {
    let mut folder = folder.clone();
    let digest = |folder: &Folder, name: &str| match &folder[name] {
        Entry::File(bytes) => (sha256(bytes).hex(), bytes.len()),
        Entry::Other(_) => unreachable!("files only"),
    };
    let Entry::File(index) = &folder[layout::INDEX] else { unreachable!("a file") };
    let mut index: Value = serde_json::from_slice(index).expect("JSON");
    for artifact in index["artifacts"].as_array_mut().expect("artifacts") {
        let name = artifact["path"].as_str().expect("path").to_owned();
        if folder.contains_key(&name) {
            let (sha256, size) = digest(&folder, &name);
            artifact["sha256"] = sha256.into();
            artifact["size"] = size.into();
        }
    }
    let mut text = serde_json::to_vec_pretty(&index).expect("JSON");
    text.push(b'\n');
    folder.insert(layout::INDEX.to_owned(), Entry::File(text));
    let lines: String = folder
        .keys()
        .filter(|name| *name != layout::CHECKSUMS)
        .map(|name| format!("{}  {name}\n", digest(&folder, name).0))
        .collect();
    folder.insert(layout::CHECKSUMS.to_owned(), Entry::File(lines.into_bytes()));
    folder
}

pub(crate) fn described(subjects: &[Subject]) -> Vec<Bom> {
    subjects.iter().map(content).collect()
}
