//! Bundles of sigstore-conformance, from `KEELMARK_DATA`, and what the binary says of them.

#[path = "../../../formats/tests/common/data.rs"]
pub mod data;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Ran, Sandbox, schema};

pub const REPOSITORY: &str = "sigstore-conformance/extremely-dangerous-public-oidc-beacon";
pub const WORKFLOW: &str = ".github/workflows/extremely-dangerous-oidc-beacon.yml";
pub const GITHUB: &str = "https://token.actions.githubusercontent.com";

pub fn identity() -> String {
    format!("https://github.com/{REPOSITORY}/{WORKFLOW}@refs/heads/main")
}

/// The folder of conformance's cases.
pub fn conformance() -> Option<PathBuf> {
    data::folder("sigstore/conformance")
}

pub fn testdata(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../trust/testdata").join(file)
}

pub fn bundle_of(case: &str) -> Option<PathBuf> {
    Some(conformance()?.join(case).join("bundle.sigstore.json"))
}

/// A folder with `a.txt` and the bundle of a case beside it.
pub fn signed(sandbox: &Sandbox, case: &str) -> Option<PathBuf> {
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    fs::copy(conformance()?.join("a.txt"), folder.join("a.txt")).unwrap();
    fs::copy(bundle_of(case)?, folder.join("a.txt.sigstore.json")).unwrap();
    Some(folder)
}

/// The codes of checks that did not pass, and that what was printed is as its schema has it.
#[track_caller]
fn codes(ran: &Ran) -> Vec<String> {
    let answer = ran.json();
    assert_eq!(schema::defects("verify.v1.schema.json", &answer), Vec::<String>::new());
    let checks = answer["checks"].as_array().unwrap().iter();
    checks.filter_map(|check| check["code"].as_str().map(str::to_owned)).collect()
}

/// Runs `verify` with the arguments, and expects an exit code and the codes of checks, or of the
/// error where the exit code is 2.
#[track_caller]
pub fn expect(
    sandbox: &Sandbox,
    folder: &Path,
    args: &[&str],
    exit: i32,
    expected: &[&str],
) -> Ran {
    let args = [&["verify", "--format", "json"], args].concat();
    let ran = sandbox.run(folder, &args).expect(exit);
    match exit {
        2 => assert_eq!(ran.code(), expected.first().copied(), "{args:?}\n{}", ran.stderr),
        _ => assert_eq!(codes(&ran), expected, "{args:?}"),
    }
    ran
}

/// What cosign wrote before bundles: signature, certificate, log entry, each in its file.
pub fn bare(sandbox: &Sandbox) -> Option<PathBuf> {
    const REKOR: &str = "c0d23d6ad406973f9559f3ba2d1ca01f84147d8ffc5b8445c224f98b9591801d";
    let folder = signed(sandbox, "happy-path-v0.1")?;
    let beside = folder.join("a.txt.sigstore.json");
    let bundle: Value = serde_json::from_slice(&fs::read(&beside).unwrap()).unwrap();
    fs::remove_file(beside).unwrap();
    let material = &bundle["verificationMaterial"];
    let der = material["x509CertificateChain"]["certificates"][0]["rawBytes"].as_str().unwrap();
    let pem = format!("-----BEGIN CERTIFICATE-----\n{der}\n-----END CERTIFICATE-----\n");
    let signature = bundle["messageSignature"]["signature"].as_str().unwrap();
    let entry = &material["tlogEntries"][0];
    let number = |name: &str| entry[name].as_str().unwrap().parse::<u64>().unwrap();
    let entry = json!({
        "SignedEntryTimestamp": entry["inclusionPromise"]["signedEntryTimestamp"],
        "Payload": {
            "body": entry["canonicalizedBody"],
            "integratedTime": number("integratedTime"),
            "logIndex": number("logIndex"),
            "logID": REKOR,
        },
    });
    fs::write(folder.join("a.txt.sig"), format!("{signature}\n")).unwrap();
    fs::write(folder.join("a.txt.crt"), pem).unwrap();
    fs::write(folder.join("a.txt.rekor.json"), entry.to_string()).unwrap();
    Some(folder)
}
