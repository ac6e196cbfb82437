//! `keelmark verify` of provenance that a workflow signed: what it says is held against its certificate.
//!
//! Certificate, log and trusted root are those of an operator that exists in this test alone.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;
#[path = "../../trust/tests/common/mod.rs"]
mod operator;

use std::fs;
use std::path::PathBuf;

use common::Sandbox;
use common::sigstore::{GITHUB, expect};
use keelmark_formats::trusted_root::{Log, TrustedRoot};
use keelmark_formats::{hash, statement};
use keelmark_model::Subject;
use operator::case::HOME;
use operator::made::extensions::{claim, text};
use operator::{ARTIFACT, DURING, base64};
use serde_json::{Value, json};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
const OTHER: &str = "89abcdef0123456789abcdef0123456789abcdef";
const WORKFLOW: &str = "https://github.com/o/r/.github/workflows/w.yml@refs/tags/v1.0.0";
const GENERATOR: &str = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@refs/tags/v2.1.0";
const RUN: &str = "https://github.com/o/r/actions/runs/1/attempts/1";

/// The operator's trusted root, as its file has it.
fn trusted_root() -> Value {
    let TrustedRoot { signature_logs, certificate_logs, certificate_authorities, .. } =
        HOME.trusted_root();
    let valid = json!({"start": "2020-01-01T00:00:00Z"});
    let log = |log: &Log| {
        let id = if log.id.is_empty() {
            hash::sha256(&log.key).as_bytes().to_vec()
        } else {
            log.id.clone()
        };
        json!({
            "baseUrl": log.base_url,
            "hashAlgorithm": "SHA2_256",
            "publicKey": {
                "rawBytes": base64(&log.key),
                "keyDetails": log.key_details,
                "validFor": valid,
            },
            "logId": {"keyId": base64(&id)},
        })
    };
    let authorities = certificate_authorities.iter().map(|authority| {
        let chain = authority.chain.iter().map(|one| json!({"rawBytes": base64(one.der())}));
        let chain: Vec<Value> = chain.collect();
        json!({"uri": authority.uri, "certChain": {"certificates": chain}, "validFor": valid})
    });
    json!({
        "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        "tlogs": signature_logs.iter().map(log).collect::<Vec<_>>(),
        "certificateAuthorities": authorities.collect::<Vec<_>>(),
        "ctlogs": certificate_logs.iter().map(log).collect::<Vec<_>>(),
    })
}

/// What `actions/attest-build-provenance` writes.
fn provenance() -> Value {
    json!({
        "buildDefinition": {
            "buildType": "https://actions.github.io/buildtypes/workflow/v1",
            "externalParameters": {"workflow": {
                "repository": "https://github.com/o/r",
                "ref": "refs/tags/v1.0.0",
                "path": ".github/workflows/w.yml",
            }},
            "resolvedDependencies": [{
                "uri": "git+https://github.com/o/r@refs/tags/v1.0.0",
                "digest": {"gitCommit": COMMIT},
            }],
        },
        "runDetails": {"builder": {"id": WORKFLOW}, "metadata": {"invocationId": RUN}},
    })
}

/// The artifact with a bundle beside it in which the workflow says this of it.
fn signed(sandbox: &Sandbox, predicate: &Value) -> PathBuf {
    let mut signing = HOME.signing(WORKFLOW);
    // The issuer that others have.
    signing.fields.extensions.pop();
    signing.fields.extensions.extend(
        [
            (8, GITHUB),
            (9, WORKFLOW),
            (11, "github-hosted"),
            (12, "https://github.com/o/r"),
            (13, COMMIT),
            (14, "refs/tags/v1.0.0"),
            (16, "https://github.com/o"),
            (18, WORKFLOW),
            (21, RUN),
        ]
        .map(|(number, value)| claim(number, &text(value))),
    );
    let digests = vec![hash::sha256(ARTIFACT)];
    let subject = Subject { name: "a".to_owned(), size: None, digests };
    let predicate = predicate.to_string();
    let kind = "https://slsa.dev/provenance/v1";
    let statement = statement::render(&[subject], kind, predicate.as_bytes()).unwrap();
    let mut bundle = signing.statement(HOME.issue(&signing.fields), statement);
    bundle.log_entries = vec![HOME.rekor_entry(&bundle, DURING)];
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("a"), ARTIFACT).unwrap();
    fs::write(folder.join("a.sigstore.json"), bundle.render()).unwrap();
    fs::write(sandbox.path("root.json"), trusted_root().to_string()).unwrap();
    folder
}

const HERE: [&str; 4] = ["--trusted-root", "../root.json", "-R", "o/r"];

#[test]
fn what_the_certificate_says_too_is_believed() {
    let sandbox = Sandbox::new();
    let folder = signed(&sandbox, &provenance());
    let source = ["--source-uri", "github.com/o/r", "--source-tag", "v1.0.0"];
    let level = &["slsa.level"][..];
    for (args, exit, codes) in [
        (&[][..], 0, &[][..]),
        (&["--require", "provenance"], 0, &[]),
        (&["--slsa-level", "2"], 0, &[]),
        (&["--slsa-level", "3"], 1, level),
        (&source, 0, &[]),
        (&["--source-digest", COMMIT], 0, &[]),
        (&["--source-uri", "github.com/o/other"], 1, &["provenance.source-uri"]),
    ] {
        for target in ["a", "."] {
            expect(&sandbox, &folder, &[&[target], &HERE[..], args].concat(), exit, codes);
        }
    }
}

/// Who signed is known and the signature holds; what it says of the build is not believed, and fails whatever
/// is asked of the build.
#[test]
fn what_contradicts_the_certificate_is_not_believed() {
    let workflow = "/buildDefinition/externalParameters/workflow";
    let first = "/buildDefinition/resolvedDependencies/0";
    for (pointer, said) in [
        (format!("{workflow}/repository"), json!("https://github.com/e/r")),
        (format!("{workflow}/ref"), json!("refs/heads/main")),
        (format!("{workflow}/path"), json!(".github/workflows/other.yml")),
        (format!("{first}/uri"), json!("https://github.com/e/r@refs/tags/v1.0.0")),
        (format!("{first}/digest/gitCommit"), json!(OTHER)),
        ("/runDetails/builder/id".to_owned(), json!(GENERATOR)),
        ("/runDetails/metadata/invocationId".to_owned(), json!(RUN.replace("/1/", "/2/"))),
    ] {
        let sandbox = Sandbox::new();
        let mut predicate = provenance();
        *predicate.pointer_mut(&pointer).unwrap() = said;
        let folder = signed(&sandbox, &predicate);
        let run = |args: &[&str], exit, codes: &[&str]| {
            expect(&sandbox, &folder, &[&["a"], &HERE[..], args].concat(), exit, codes)
        };
        run(&["--slsa-level", "0"], 1, &["slsa.contradiction"]);
        run(&["--require", "provenance"], 3, &["release.missing"]);
        let said = run(&[], 0, &[]).stdout;
        assert!(said.contains("not relied on: the provenance "), "{pointer}\n{said}");
    }
}
