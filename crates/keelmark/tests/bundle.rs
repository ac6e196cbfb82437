//! `keelmark bundle create`: what older tools wrote becomes a bundle, which `keelmark verify` judges.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::Sandbox;
use common::sigstore::{REPOSITORY, bare, expect, testdata};
use serde_json::Value;

const V01: &str = "application/vnd.dev.sigstore.bundle+json;version=0.1";
const V03: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

fn media_type(path: &Path) -> String {
    let bundle: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    bundle["mediaType"].as_str().unwrap().to_owned()
}

/// What cosign wrote with a key, in one file and in two.
fn by_key(sandbox: &Sandbox) -> PathBuf {
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    for file in ["a.txt", "blob.bundle", "blob.sig", "cosign.pub", "attestation.sig"] {
        let from = testdata("../../formats/testdata/cosign").join(file);
        fs::copy(from, folder.join(file)).unwrap();
    }
    folder
}

#[test]
fn a_signature_by_a_key() {
    let sandbox = Sandbox::new();
    let folder = by_key(&sandbox);
    let create = |args: &[&str]| {
        let _ = fs::remove_file(folder.join("new.json"));
        let args = [&["bundle", "create", "--out", "new.json"], args].concat();
        sandbox.run(&folder, &args).expect(0).stdout
    };
    let head = format!("new.json  written, not verified\n  form:  {V03}\n");
    let key = "  lacks: no certificate: whoever verifies it needs the key (`--key`)\n";
    let digest = "  lacks: no digest of what was signed (`--artifact`)\n";
    let own = ["--signature", "blob.sig", "--key", "cosign.pub"];
    let cases: &[(&[&str], &[&str])] = &[
        (&own, &[key, digest]),
        (&[&own[..], &["--artifact", "a.txt"]].concat(), &[key]),
        (&["--bundle", "blob.bundle", "--artifact", "a.txt"], &[key]),
        (&["--attestation", "attestation.sig", "--key", "cosign.pub"], &[key]),
    ];
    for (args, lacks) in cases {
        assert_eq!(create(args), format!("{head}{}", lacks.concat()), "{args:?}");
        let verify = ["a.txt", "-b", "new.json", "--key"];
        expect(&sandbox, &folder, &[&verify[..], &["cosign.pub"]].concat(), 0, &[]);
        let other = testdata("cosign/rsa-3072.pub").display().to_string();
        let verify = [&verify[..], &[&other]].concat();
        expect(&sandbox, &folder, &verify, 3, &["signature.no-key"]);
    }
    // What it is made of is not written over, whatever it is called.
    let before = fs::read(folder.join("blob.sig")).unwrap();
    for out in ["blob.sig", "./blob.sig", "../p/cosign.pub"] {
        let args = [&["bundle", "create", "--out", out], &own[..]].concat();
        let ran = sandbox.run(&folder, &args).expect(2);
        assert_eq!(ran.code(), Some("bundle.output"), "{}", ran.stderr);
    }
    assert_eq!(fs::read(folder.join("blob.sig")).unwrap(), before);
    // A digest that is not the artifact's is a bundle about another file.
    create(&[&own[..], &["--artifact", "blob.sig"]].concat());
    let args = ["a.txt", "-b", "new.json", "--key", "cosign.pub"];
    expect(&sandbox, &folder, &args, 1, &["signature.subject"]);
}

#[test]
fn a_signature_with_a_certificate() {
    let sandbox = Sandbox::new();
    let Some(folder) = bare(&sandbox) else { return };
    let create = ["bundle", "create", "--signature", "a.txt.sig", "--certificate", "a.txt.crt"];
    let create = [&create[..], &["--artifact", "a.txt", "--out", "new.json"]].concat();
    let args = ["a.txt", "-b", "new.json", "-R", REPOSITORY];
    let said = sandbox.run(&folder, &create).expect(0).stdout;
    assert!(said.contains("lacks: no log entry") && said.contains("no time of signing"), "{said}");
    assert_eq!(media_type(&folder.join("new.json")), V03);
    expect(&sandbox, &folder, &args, 3, &["log.absent"]);
    // Written over, and with the entry, whose promise alone only v0.1 may have.
    let create = [&create[..], &["--log-entry", "a.txt.rekor.json"]].concat();
    let said = sandbox.run(&folder, &create).expect(0).stdout;
    assert!(
        said.contains("lacks: no proof of inclusion") && !said.contains("no log entry"),
        "{said}"
    );
    assert_eq!(media_type(&folder.join("new.json")), V01);
    expect(&sandbox, &folder, &args, 3, &["log.proof-missing"]);
    let args = [&args[..], &["--require-inclusion-proof", "false"]].concat();
    expect(&sandbox, &folder, &args, 0, &[]);
}

#[test]
fn what_cannot_be_a_bundle_is_refused() {
    let sandbox = Sandbox::new();
    let folder = by_key(&sandbox);
    fs::write(folder.join("empty"), "").unwrap();
    let signed = ["--signature", "blob.sig"];
    let cases: &[(&[&str], Option<&str>)] = &[
        (&[], None),
        (&["--signature", "blob.sig", "--bundle", "blob.bundle"], None),
        (&[&signed[..], &["--key", "k", "--certificate", "c"]].concat(), None),
        (&["--bundle", "blob.bundle", "--key", "cosign.pub"], None),
        (&["--signature", "empty"], Some("document.shape")),
        (&["--bundle", "cosign.pub"], Some("document.syntax")),
        (&["--signature", "absent"], Some("file.missing")),
        (&[&signed[..], &["--certificate", "a.txt"]].concat(), Some("document.shape")),
        (&[&signed[..], &["--log-entry", "blob.bundle"]].concat(), Some("document.shape")),
        (&[&signed[..], &["--artifact", "absent"]].concat(), Some("subject.missing")),
    ];
    for (args, code) in cases {
        let args = [&["bundle", "create", "--out", "new.json"], *args].concat();
        let ran = sandbox.run(&folder, &args).expect(2);
        assert_eq!(ran.code(), *code, "{args:?}\n{}", ran.stderr);
        assert!(!folder.join("new.json").exists(), "{args:?}");
    }
    // The file that is wrong is the one named.
    for (option, file) in [("--certificate", "a.txt"), ("--log-entry", "blob.bundle")] {
        let args =
            ["bundle", "create", "--out", "new.json", "--signature", "blob.sig", option, file];
        let ran = sandbox.run(&folder, &args).expect(2);
        assert!(ran.stderr.contains(&format!("  --> {file}")), "{}", ran.stderr);
    }
    let args = ["bundle", "create", "--out", "no/new.json", "--bundle", "blob.bundle"];
    assert!(sandbox.run(&folder, &args).expect(2).code().unwrap().starts_with("output."));
}
