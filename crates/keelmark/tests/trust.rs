//! `keelmark trust`: what is renewed, kept, copied and refused, and that verification only reads it.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use common::sigstore::data;
use common::{Ran, Sandbox, content, run, schema};
use insta::assert_snapshot;
use keelmark_trust::root::Instance;
use keelmark_trust::{KeyAlgorithm, PrivateKey, SystemRandom};
use serde_json::{Value, json};

const LATER: &str = "2126-01-01T00:00:00Z";
/// After the time that SOURCE_DATE_EPOCH gives in a sandbox, and before now.
const PAST: &str = "2024-06-01T00:00:00Z";

fn kept(sandbox: &Sandbox, instance: &str) -> PathBuf {
    sandbox.path("home/data/keelmark/trust").join(instance)
}

fn trust(sandbox: &Sandbox, line: &str) -> Ran {
    let args: Vec<&str> = std::iter::once("trust").chain(line.split(' ')).collect();
    sandbox.run(&sandbox.path("."), &args)
}

/// What was printed, with digests and the day of the test as words.
fn shown(sandbox: &Sandbox, ran: &Ran) -> String {
    let text = sandbox.plain(&format!("{}{}", ran.stdout, ran.stderr));
    let today = regex::Regex::new(r"(updated|imported) \d{4}-\d\d-\d\d").unwrap();
    let text = today.replace_all(&text, "$1 <today>");
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// The public-good root without its newest log.
fn older_root() -> Vec<u8> {
    let mut root: Value =
        serde_json::from_slice(Instance::PublicGood.trusted_root_bytes()).unwrap();
    root["tlogs"].as_array_mut().unwrap().pop().unwrap();
    root.to_string().into_bytes()
}

/// A TUF repository in which one key signs everything.
struct Repository {
    folder: PathBuf,
    key: PrivateKey,
    expires: &'static str,
    npm_keys: Option<&'static [u8]>,
}

impl Repository {
    fn new(folder: PathBuf) -> Self {
        fs::create_dir_all(folder.join("targets/registry.npmjs.org")).unwrap();
        let key = PrivateKey::generate(KeyAlgorithm::EcdsaP256, &SystemRandom::new()).unwrap();
        let repository = Self { folder, key, expires: LATER, npm_keys: None };
        let spki = repository.key.public().spki();
        let public = hex(&spki[spki.len() - 65..]);
        let role = json!({"keyids": ["k"], "threshold": 1});
        repository.write("root", 1, &json!({
            "consistent_snapshot": false,
            "keys": {"k": {
                "keytype": "ecdsa", "scheme": "ecdsa-sha2-nistp256", "keyval": {"public": public},
            }},
            "roles": {"root": role, "timestamp": role, "snapshot": role, "targets": role},
        }));
        repository
    }

    /// Publishes `trusted_root`, everything with the version given.
    fn publish(&self, version: u64, trusted_root: &[u8]) {
        let meta = |name: &str| json!({"meta": {name: {"version": version}}});
        let mut targets = json!({"trusted_root.json": described(trusted_root)});
        fs::write(self.folder.join("targets/trusted_root.json"), trusted_root).unwrap();
        if let Some(keys) = self.npm_keys {
            targets["registry.npmjs.org/keys.json"] = described(keys);
            fs::write(self.folder.join("targets/registry.npmjs.org/keys.json"), keys).unwrap();
        }
        self.write("timestamp", version, &meta("snapshot.json"));
        self.write("snapshot", version, &meta("targets.json"));
        self.write("targets", version, &json!({"targets": targets}));
    }

    fn write(&self, kind: &str, version: u64, more: &Value) {
        let expires = if kind == "timestamp" { self.expires } else { LATER };
        let mut signed = json!({
            "_type": kind, "spec_version": "1.0", "version": version, "expires": expires,
        });
        signed.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        // Canonical as it is: no escapes, and serde_json sorts.
        let signature = hex(&self.key.sign(signed.to_string().as_bytes()));
        let document = json!({"signatures": [{"keyid": "k", "sig": signature}], "signed": signed});
        fs::write(self.folder.join(format!("{kind}.json")), document.to_string()).unwrap();
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn described(bytes: &[u8]) -> Value {
    let digest = keelmark_formats::hash::sha256(bytes).hex();
    json!({"length": bytes.len(), "hashes": {"sha256": digest}})
}

const BEGIN: &str = "update --instance public-good --mirror tuf --root tuf/root.json";
const GO_ON: &str = "update --instance public-good --mirror tuf";

#[test]
fn what_is_trusted_is_shown() {
    let sandbox = Sandbox::new();
    let ran = trust(&sandbox, "show").expect(0);
    assert_snapshot!(shown(&sandbox, &ran));
    let json = trust(&sandbox, "show --instance staging --format json").expect(0).json();
    assert_eq!(schema::defects("trust.v1.schema.json", &json), Vec::<String>::new());
    assert_eq!(json["roots"][0]["name"], "staging");
    fs::write(sandbox.path("own.json"), older_root()).unwrap();
    let json = trust(&sandbox, "show --trusted-root own.json --format json").expect(0).json();
    assert_eq!(schema::defects("trust.v1.schema.json", &json), Vec::<String>::new());
    assert_eq!(json["roots"][0]["source"], "file");
    assert_eq!(json["roots"][0]["date"], Value::Null);
}

#[test]
fn what_was_exported_is_imported_and_exported_alike() {
    let (here, there) = (Sandbox::new(), Sandbox::new());
    trust(&here, "export -o roots.jsonl").expect(0);
    let lines = fs::read_to_string(here.path("roots.jsonl")).unwrap();
    assert_eq!(lines.lines().count(), 2);
    assert_eq!(trust(&here, "export --form lines").expect(0).stdout, lines);

    fs::write(there.path("roots.jsonl"), &lines).unwrap();
    let ran = trust(&there, "import roots.jsonl").expect(0);
    assert_snapshot!(shown(&there, &ran), @r"
    public-good  imported <today>, was embedded 2026-10-23
      the same keys as before
    github  imported <today>, was embedded 2026-10-23
      the same keys as before
    ");
    assert_eq!(trust(&there, "export").expect(0).stdout, lines);
    let json = trust(&there, "show --format json").expect(0).json();
    assert_eq!(json["roots"][1]["source"], "imported");

    for instance in Instance::ALL {
        let line = format!("export --instance {}", instance.name());
        let published = String::from_utf8(instance.trusted_root_bytes().to_vec()).unwrap();
        assert_eq!(trust(&here, &line).expect(0).stdout, published);
    }
    let several = trust(&here, "export --form trusted-root").expect(2);
    assert_eq!(several.code(), Some("trust.form"));
}

#[test]
fn an_import_says_what_changed() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path("older.json"), older_root()).unwrap();
    let ran = trust(&sandbox, "import older.json").expect(0);
    assert_snapshot!(shown(&sandbox, &ran), @r"
    public-good  imported <today>, was embedded 2026-10-23
      1 key changed:
      removed  log  https://log2025-1.rekor.sigstore.dev  2025-09-23 –             sha256:<sha256>
    ");
}

#[test]
fn an_import_that_is_refused_changes_nothing() {
    let sandbox = Sandbox::new();
    let good = trust(&sandbox, "export --instance github --form lines").expect(0).stdout;
    let empty = r#"{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}"#;
    let without = |lists: &[&str]| {
        let mut root: Value =
            serde_json::from_slice(Instance::PublicGood.trusted_root_bytes()).unwrap();
        lists.iter().for_each(|list| root[*list] = json!([]));
        root.to_string()
    };
    let damaged = good.replacen("\"rawBytes\":\"M", "\"rawBytes\":\"N", 1);
    for (bytes, code) in [
        ("no JSON".to_owned(), "document.syntax"),
        (format!("{good}{{}}\n"), "trusted-root.version"),
        (format!("{good}{empty}\n"), "trust.instance"),
        (format!("{good}{good}"), "trust.instance"),
        (damaged, "certificate.form"),
        // Neither a log that it shares nor what it lacks makes it an instance's root.
        (without(&["certificateAuthorities"]), "trust.instance"),
        (without(&["tlogs", "ctlogs"]), "trust.profile"),
    ] {
        fs::write(sandbox.path("roots"), bytes).unwrap();
        assert_eq!(trust(&sandbox, "import roots").expect(2).code(), Some(code));
        assert!(!kept(&sandbox, "github").exists(), "{code}");
        assert!(!kept(&sandbox, "public-good").exists(), "{code}");
    }
    fs::write(sandbox.path("roots"), without(&["tlogs", "ctlogs"])).unwrap();
    trust(&sandbox, "import roots --instance public-good").expect(0);
    assert_eq!(trust(&sandbox, "import none").expect(2).code(), Some("file.missing"));
}

#[test]
fn an_update_is_kept_and_the_next_goes_on_from_it() {
    let sandbox = Sandbox::new();
    let mut repository = Repository::new(sandbox.path("tuf"));
    repository.publish(5, &older_root());
    let ran = trust(&sandbox, BEGIN).expect(0);
    assert_snapshot!(shown(&sandbox, &ran), @r"
    public-good  updated <today>, was embedded 2026-10-23
      TUF root 1, current until 2126-01-01
      1 key changed:
      removed  log  https://log2025-1.rekor.sigstore.dev  2025-09-23 –             sha256:<sha256>
    ");
    let exported = trust(&sandbox, "export --instance public-good").expect(0).stdout;
    assert_eq!(exported.as_bytes(), older_root());
    assert!(!kept(&sandbox, "public-good").join("npm_keys.json").exists());

    repository.npm_keys = Some(br#"{"keys":[],"more":1}"#);
    repository.publish(6, Instance::PublicGood.trusted_root_bytes());
    let ran = trust(&sandbox, GO_ON).expect(0);
    assert_snapshot!(shown(&sandbox, &ran), @r"
    public-good  updated <today>, was updated <today>
      TUF root 1, current until 2126-01-01
      1 key changed:
      added    log  https://log2025-1.rekor.sigstore.dev  2025-09-23 –             sha256:<sha256>
    ");
    let npm_keys = fs::read(kept(&sandbox, "public-good").join("npm_keys.json")).unwrap();
    assert_eq!(Some(npm_keys.as_slice()), repository.npm_keys);
}

#[test]
fn a_refused_update_keeps_the_root_and_raises_the_floors() {
    let sandbox = Sandbox::new();
    let repository = Repository::new(sandbox.path("tuf"));
    repository.publish(5, &older_root());
    trust(&sandbox, BEGIN).expect(0);
    let before = content(&kept(&sandbox, "public-good"));

    // Refused at its very end, after timestamp and snapshot were found good.
    repository.publish(9, Instance::PublicGood.trusted_root_bytes());
    fs::write(repository.folder.join("targets/trusted_root.json"), "other").unwrap();
    assert_eq!(trust(&sandbox, GO_ON).expect(1).code(), Some("tuf.mismatch"));
    let after = content(&kept(&sandbox, "public-good"));
    for (name, bytes) in &before {
        assert_eq!(after[name] == *bytes, name != "floors.json", "{name}");
    }

    repository.publish(8, Instance::PublicGood.trusted_root_bytes());
    assert_eq!(trust(&sandbox, GO_ON).expect(1).code(), Some("tuf.rollback"));
    assert_eq!(content(&kept(&sandbox, "public-good")), after);
}

#[test]
fn an_update_that_cannot_be_used_changes_nothing() {
    let sandbox = Sandbox::new();
    let mut repository = Repository::new(sandbox.path("tuf"));
    repository.publish(5, b"{}");
    assert_eq!(trust(&sandbox, BEGIN).expect(1).code(), Some("trusted-root.version"));
    repository.npm_keys = Some(b"[]");
    repository.publish(6, &older_root());
    assert_eq!(trust(&sandbox, BEGIN).expect(1).code(), Some("document.shape"));
    // By the clock, whatever SOURCE_DATE_EPOCH says.
    repository.expires = PAST;
    repository.publish(7, &older_root());
    assert_eq!(trust(&sandbox, BEGIN).expect(1).code(), Some("tuf.expired"));
    assert!(!kept(&sandbox, "public-good").exists());
    // Another's repository, without its root.
    let ran = trust(&sandbox, GO_ON).expect(1);
    assert_eq!(ran.code(), Some("tuf.signature"));
    let ran = trust(&sandbox, "update --instance github --mirror none").expect(2);
    assert_eq!(ran.code(), Some("fetch.address"));
}

#[test]
fn a_copy_of_sigstores_repository_that_has_expired_is_refused() {
    let Some(data) = data::folder("sigstore/tuf-repo") else { return };
    let sandbox = Sandbox::new();
    let tuf = sandbox.path("tuf");
    fs::create_dir(&tuf).unwrap();
    fs::copy(data.join("metadata/timestamp.json"), tuf.join("timestamp.json")).unwrap();
    assert_eq!(trust(&sandbox, GO_ON).expect(1).code(), Some("tuf.expired"));
    let floors = fs::read(kept(&sandbox, "public-good").join("floors.json")).unwrap();
    let floors: Value = serde_json::from_slice(&floors).unwrap();
    assert_eq!(floors["root"], 16);
    let json = trust(&sandbox, "show --format json").expect(0).json();
    assert_eq!(json["roots"][0]["source"], "embedded");
}

#[test]
fn updates_use_the_network_and_verification_never_does() {
    let sandbox = Sandbox::new();
    let project = sandbox.release("npm", "p");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let through = |folder: &Path, args: &[&str]| {
        let mut command = sandbox.command(folder, args);
        command.env("HTTPS_PROXY", &proxy);
        command
    };
    let home = content(&sandbox.path("home"));
    let bundle = "evidence/sbom.spdx.sigstore.json";
    for args in [
        &["verify", "demo-app-4.5.6.tgz", "--bundle", bundle][..],
        &["verify", "demo-app-4.5.6.tgz", "--bundle", bundle, "--instance", "staging"],
        &["verify"],
        &["trust", "show"],
        &["trust", "export"],
    ] {
        run(&mut through(&project, args)).expect(0);
    }
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
    assert_eq!(content(&sandbox.path("home")), home);

    // Whoever connects is hung up on.
    listener.set_nonblocking(false).unwrap();
    let hung_up = std::thread::spawn(move || listener.accept().is_ok());
    let ran = run(&mut through(&project, &["trust", "update", "--instance", "github"])).expect(3);
    assert_eq!(ran.code(), Some("fetch.failed"));
    assert!(hung_up.join().unwrap());
    assert_eq!(content(&sandbox.path("home")), home);
}

#[test]
fn a_damaged_root_is_never_passed_over() {
    let sandbox = Sandbox::new();
    let project = sandbox.release("npm", "p");
    trust(&sandbox, "export -o roots.jsonl").expect(0);
    let bundle = "evidence/sbom.spdx.sigstore.json";
    let verify = || sandbox.run(&project, &["verify", "demo-app-4.5.6.tgz", "--bundle", bundle]);
    let folder = kept(&sandbox, "public-good");
    for name in ["trusted_root.json", "renewal.json", "floors.json"] {
        trust(&sandbox, "import roots.jsonl").expect(0);
        verify().expect(0);
        let path = folder.join(name);
        let bytes = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        for ran in [verify(), trust(&sandbox, "show"), trust(&sandbox, "import roots.jsonl")] {
            assert_eq!(ran.expect(2).code(), Some("trust.damaged"), "{name}");
        }
        fs::write(&path, "{}").unwrap();
        assert_eq!(verify().expect(2).code(), Some("trust.damaged"), "{name}");
        fs::write(&path, bytes).unwrap();
    }
    let path = folder.join("trusted_root.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("2021-", "2020-", 1)).unwrap();
    assert_eq!(verify().expect(2).code(), Some("trust.damaged"));
    assert_eq!(trust(&sandbox, "show --trusted-root roots.jsonl").expect(0).code(), None);
    fs::remove_dir_all(&folder).unwrap();
    verify().expect(0);
}

#[test]
fn an_answer_says_which_root_it_rests_on() {
    let Some(data) = data::folder("sigstore/conformance") else { return };
    let sandbox = Sandbox::new();
    let artifact = data.join("a.txt").display().to_string();
    let bundle = data.join("happy-path-v0.3/bundle.sigstore.json").display().to_string();
    let fact = |more: &[&str]| {
        let args = [&["verify", &artifact, "--bundle", &bundle, "--format", "json"], more].concat();
        // Nobody says who should have signed.
        let json = sandbox.run(&sandbox.path("."), &args).expect(3).json();
        let checks = json["checks"].as_array().unwrap().clone();
        let check = checks.into_iter().find(|check| check["check"] == "certificate").unwrap();
        let facts = check["facts"].as_array().unwrap().clone();
        let fact = facts.into_iter().find(|fact| fact["name"] == "trust").unwrap();
        fact["value"].as_str().unwrap().to_owned()
    };
    assert_eq!(fact(&[]), "public-good, embedded 2026-10-23");
    trust(&sandbox, "export -o roots.jsonl").expect(0);
    assert_eq!(fact(&["--trusted-root", "roots.jsonl"]), "roots.jsonl");
    trust(&sandbox, "import roots.jsonl").expect(0);
    let imported = fact(&[]);
    assert!(imported.starts_with("public-good, imported 20"), "{imported}");
}
