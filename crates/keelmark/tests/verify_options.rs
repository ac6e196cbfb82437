//! `keelmark verify`: what is demanded of the build, options of other tools, demands that make no
//! sense, and that nothing is fetched.
#![expect(clippy::print_stdout, reason = "a test that skips says so")]
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod common;

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::process::Command;

use common::sigstore::{GITHUB, REPOSITORY, conformance, expect, identity, signed};
use common::{Sandbox, run};

const BUNDLE: &str = "a.txt.sigstore.json";

/// Provenance under a certificate that claims nothing of the build: level 1, and no more.
#[test]
fn how_it_was_built() {
    let sandbox = Sandbox::new();
    let Some(folder) = conformance() else { return };
    let case = folder.join("intoto-with-custom-trust-root");
    let identity = identity();
    let runner = "https://github.com/actions/runner/github-hosted";
    let given = ["artifact", "-b", "bundle.sigstore.json", "--trusted-root", "trusted_root.json"];
    let named = [&given[..], &["--certificate-identity", &identity]].concat();
    let source = "github.com/sigstore/sigstore-conformance";
    let cases: &[(&[&str], i32, &[&str])] = &[
        (&["--slsa-level", "0"], 0, &[]),
        (&["--slsa-level", "1"], 0, &[]),
        (&["--slsa-level", "2"], 1, &["slsa.level"]),
        (&["--slsa-level", "3"], 1, &["slsa.level"]),
        // The provenance says so, and the certificate does not.
        (&["--source-uri", source], 3, &["provenance.unstated"]),
        (
            &["--source-uri", "git+https://github.com/sigstore/sigstore-conformance.git"],
            3,
            &["provenance.unstated"],
        ),
        (&["--source-uri", "github.com/sigstore/sigstore"], 1, &["provenance.source-uri"]),
        (&["--source-branch", "main"], 3, &["provenance.unstated"]),
        (&["--source-tag", "main"], 1, &["provenance.source-ref"]),
        (&["--builder-id", runner], 1, &["slsa.builder-identity"]),
        (&["--builder-id", "https://x"], 1, &["provenance.builder-id"]),
        (&["--source-uri", "sigstore"], 2, &["verify.value"]),
    ];
    for (args, exit, codes) in cases {
        expect(&sandbox, &case, &[&named, *args].concat(), *exit, codes);
    }
    // The source alone names its own workflows, and this one is another repository's.
    let args = [&given[..], &["--source-uri", source]].concat();
    expect(&sandbox, &case, &args, 1, &["identity.other"]);
    let ran = sandbox.run(&case, &[&["verify"], &named[..]].concat()).expect(0);
    let line = ran.stdout.lines().find(|line| line.starts_with("✓ provenance")).unwrap();
    assert!(line.ends_with(&format!("SLSA build level 1, built by {runner}")), "{line}");
    let explained = [&["verify", "--explain"], &named[..], &["--slsa-level", "2"]].concat();
    let ran = sandbox.run(&case, &explained).expect(1);
    let why = "not given (level 2)";
    assert!(ran.stdout.contains(why) && ran.stdout.contains("given (level 1)"), "{}", ran.stdout);
}

#[test]
fn a_signature_over_a_file_says_nothing_of_its_build() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    let args = ["a.txt", "-R", REPOSITORY, "--slsa-level", "0"];
    expect(&sandbox, &folder, &args, 1, &["provenance.type"]);
}

#[test]
fn options_of_cosign_and_gh() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    let (claim, option) = ("identity.claim", "verify.option");
    let cases: &[(&[&str], i32, &[&str])] = &[
        (&["--certificate-github-workflow-repository", REPOSITORY], 0, &[]),
        (&["--certificate-github-workflow-repository", "o/r"], 1, &[claim]),
        (&["--certificate-github-workflow-ref", "refs/heads/main"], 0, &[]),
        (&["--certificate-github-workflow-ref", "refs/heads/m"], 1, &[claim]),
        (&["--certificate-github-workflow-sha", "0123"], 1, &[claim]),
        (&["--certificate-github-workflow-name", "x"], 1, &[claim]),
        (&["--certificate-github-workflow-trigger", "x"], 1, &[claim]),
        (&["--insecure-ignore-tlog"], 0, &[]),
        (&["--insecure-ignore-tlog=maybe"], 2, &[]),
        (&["--insecure-ignore-tlog=false", "--insecure-ignore-sct=true"], 0, &[]),
        (&["--new-bundle-format", "--offline=true", "--use-signed-timestamps"], 0, &[]),
        (&["--limit", "3", "-d", "sha512"], 0, &[]),
        (&["--hostname", "github.com"], 0, &[]),
        (&["--hostname", "acme.ghe.com"], 1, &["identity.issuer", claim, claim]),
        (&["--hostname", "github.example.com"], 2, &[option]),
        (&["--certificate-chain", "x.pem"], 2, &[option]),
        (&["--bundle-from-oci"], 2, &[option]),
        (&["--no-public-good"], 1, &["certificate.instance"]),
        (&["--private-infrastructure"], 0, &[]),
        (&["--check-claims", "--max-workers", "4"], 0, &[]),
        (&["--provenance-path", BUNDLE], 0, &[]),
        (&["--timeout", "30s"], 0, &[]),
        (&["--trigger", "x"], 1, &[claim]),
        (&["--name", "x"], 1, &[claim]),
        (&["-i", &format!("https://github\\.com/{REPOSITORY}/.+")], 0, &[]),
        (&["--sk=false", "--print-provenance=false"], 0, &[]),
    ];
    for (args, exit, codes) in cases {
        let args = [&["a.txt", "-R", REPOSITORY], *args].concat();
        expect(&sandbox, &folder, &args, *exit, codes);
    }
    let help = sandbox.run(&folder, &["verify", "--help"]).expect(0).stdout;
    assert!(!help.contains("insecure") && help.contains("--slsa-level"), "{help}");
}

/// Each is known, and what it is answered with says what to do instead.
#[test]
fn options_that_are_refused() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("a.txt"), "a").unwrap();
    for (args, instead) in [
        (&["--ca-intermediates", "x.pem"][..], "--trusted-root"),
        (&["--ca-roots", "x.pem"], "--trusted-root"),
        (&["--certificate-chain", "x.pem"], "--trusted-root"),
        (&["--timestamp-certificate-chain", "x.pem"], "--trusted-root"),
        (&["--rekor-url", "https://x"], "--bundle"),
        (&["--rekor-url=https://x"], "--bundle"),
        (&["--sct", "x"], "within the certificate"),
        (&["--sk"], "--key"),
        (&["--slot", "signature"], "--key"),
        (&["--policy", "x.cue"], "--repo"),
        (&["--output-file", "x"], "--format json"),
        (&["--digest", "00"], "`sha256:`"),
        (&["--digestAlg", "sha256"], "`sha256:`"),
        (&["--bundle-from-oci"], "--bundle"),
        (&["-t", "{{.}}"], "--format json"),
        (&["--jq", ".x"], "--format json"),
        (&["--template", "{{.}}"], "--format json"),
        (&["--json-result"], "--format json"),
        (&["--hash-algorithm", "sha256"], "leave it out"),
        (&["--signature-digest-algorithm", "sha256"], "leave it out"),
        (&["--staging"], "--instance staging"),
        (&["--trust-config", "x.json"], "--trusted-root"),
        (&["--source-versioned-tag", "v1"], "--source-tag"),
        (&["--build-workflow-input", "a=b"], "--explain"),
        (&["--print-provenance"], "--explain"),
        (&["--provenance-repository", "o/r"], "--bundle"),
        (&["--package-name", "n"], "--npm-package"),
        (&["--package-version", "1"], "--npm-package"),
    ] {
        let args = [&["verify", "a.txt", "-R", "o/r", "-b", "a.txt"], args].concat();
        let ran = sandbox.run(&folder, &args).expect(2);
        assert_eq!(ran.code(), Some("verify.option"), "{args:?}\n{}", ran.stderr);
        let first = ran.stderr.lines().next().unwrap_or_default();
        assert!(first.contains(instead), "{args:?}\n{}", ran.stderr);
    }
}

/// With neither log nor timestamp there is nothing that says when a certificate signed.
#[test]
fn a_log_that_is_not_demanded_still_tells_the_time() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    let mut bundle: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join(BUNDLE)).unwrap()).unwrap();
    bundle["verificationMaterial"]["tlogEntries"] = serde_json::json!([]);
    fs::write(folder.join(BUNDLE), bundle.to_string()).unwrap();
    let args = ["a.txt", "-R", REPOSITORY];
    expect(&sandbox, &folder, &args, 3, &["log.absent"]);
    let args = [&args[..], &["--insecure-ignore-tlog"]].concat();
    let answer = sandbox.run(&folder, &[&["verify", "--format", "json"], &args[..]].concat());
    assert_ne!(answer.json()["outcome"], "pass", "{}", answer.stdout);
}

/// Runs `verify` of a file with the arguments of each case, and expects an error with its code; none where the
/// parser of the command line refuses them.
#[track_caller]
fn expect_refused(cases: &[(&[&str], Option<&str>)]) {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    sandbox.key("p/k");
    fs::write(folder.join("a.txt"), "a").unwrap();
    fs::write(folder.join("a.txt.sig"), "AAAA").unwrap();
    fs::write(folder.join("none"), "[]").unwrap();
    for (args, code) in cases {
        let ran = sandbox.run(&folder, &[&["verify", "a.txt"], *args].concat()).expect(2);
        assert_eq!(ran.code(), *code, "{args:?}\n{}", ran.stderr);
        assert_eq!(ran.stdout, "", "{args:?}");
    }
}

#[test]
fn demands_that_make_no_sense() {
    let (policy, expression) = (Some("verify.policy"), Some("verify.expression"));
    let value = Some("verify.value");
    let (workflow, source) = ("o/r/.github/workflows/w.yml", Some("verify.source"));
    let builder = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/builder_go_slsa3.yml";
    let signed = format!("{builder}@refs/tags/v2.1.0");
    let tagged = format!("{builder}@refs/tags/v[0-9.]+");
    let commit = "0123456789abcdef0123456789abcdef01234567";
    expect_refused(&[
        (&["--source-ref", "refs/heads/main"], policy),
        (&["--source-digest", commit], policy),
        (&["--deny-self-hosted-runners"], policy),
        (&["--certificate-github-workflow-name", "x"], policy),
        (&["--certificate-oidc-issuer", GITHUB], policy),
        (&["--certificate-identity", "a@example.com"], policy),
        (&["--repo", "x"], value),
        (&["--repo", "o/r/"], value),
        (&["--owner", "x/y/z"], value),
        (&["--signer-workflow", "o/r"], value),
        (&["--signer-workflow", ".github/workflows/w.yml"], value),
        (&["--npm-package", "left-pad"], value),
        (&["--certificate-github-workflow-repository", "o/r"], policy),
        (&["--signer-workflow", workflow], source),
        (&["--signer-repo", "o/r"], source),
        (&["--signer-workflow", workflow, "--source-ref", "refs/tags/v1"], source),
        (&["--signer-workflow", workflow, "--source-digest", commit], source),
        (&["--signer-workflow", workflow, "--signer-digest", commit], source),
        (&["--builder-id", builder], source),
        (&["--builder-id", builder, "--source-tag", "v1"], source),
        (&["--builder-id", builder, "--slsa-level", "3"], source),
        (&["--builder-id", builder, "--certificate-identity", &signed], source),
        (&["--certificate-identity", &signed], source),
        (&["--certificate-identity", &signed, "--slsa-level", "3"], source),
        (&["--certificate-identity-regexp", &tagged], source),
        (&["--builder-id", builder, "--certificate-identity-regexp", &tagged], source),
        (&["--builder-id", builder, "--certificate-identity-regexp", "https://github.+"], source),
        (&["--key", "k.pub", "--repo", "o/r"], policy),
        (&["--certificate-identity-regexp", "(", "--certificate-oidc-issuer", GITHUB], expression),
        (&["--certificate-identity-regexp", "a(?=b)", "-o", "o"], expression),
        (&["--ssh-namespace", "n", "--bundle", "none"], policy),
    ]);
}

#[test]
fn options_that_do_not_go_together() {
    expect_refused(&[
        (&["--repo", "o/r", "--owner", "o"], None),
        (&["--certificate-identity", "a", "--certificate-identity-regexp", "a"], None),
        (&["--source-tag", "v1", "--source-branch", "main"], None),
        (&["--source-tag", "v1", "--source-ref", "refs/tags/v1"], None),
        (&["--slsa-level", "4"], None),
        (&["--signer", "me"], None),
        (&["--witness-threshold", "1"], None),
        (&["--log-threshold", "1", "--insecure-ignore-tlog"], None),
        (&["--instance", "nowhere"], None),
        (&["--digest-alg", "md5"], None),
        (&["--certificate", "a.crt"], None),
        (&["--certificate", "a.crt", "--bundle", "a.txt"], None),
        (&["--certificate", "a.crt", "--evidence", "."], None),
        (&["--rfc3161-timestamp", "a.tsr", "--bundle", "a.txt"], None),
        (&["--rfc3161-timestamp", "a.tsr", "--evidence", "."], None),
        (&["--certificate", "a.crt", "--allow-unsigned"], None),
        (&["--certificate", "a.crt", "--hmac-key", "x"], None),
        (&["--check-claims=false"], None),
    ]);
}

/// What is often given in a wrong place is told by name.
#[test]
fn what_was_meant_is_said() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("a.txt"), "a").unwrap();
    fs::write(folder.join("none"), "[]").unwrap();
    fs::write(folder.join("ssh.pub"), "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== a\n").unwrap();
    for (args, said) in [
        (&["a.txt", "-b", "none", "--key", "ssh.pub"][..], "`--allowed-signers`"),
        (&["identity", "a.txt", "-b", "none"], "leave it out"),
        (&["github", "a.txt", "-b", "none"], "leave it out"),
    ] {
        let ran = sandbox.run(&folder, &[&["verify"], args].concat()).expect(2);
        assert!(ran.stderr.contains(said), "{args:?}\n{}", ran.stderr);
    }
}

/// A builder builds for everyone, so that an expression that takes one, among whomever else, says nothing
/// of whose source was built.
#[test]
fn an_expression_that_takes_builders_needs_a_source() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("p");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("a.txt"), "a").unwrap();
    fs::write(folder.join("none"), "[]").unwrap();
    let forks = r"https://github\.com/[^/]+/slsa-github-generator/\.github/workflows/builder_go_slsa3\.yml@.+";
    let accounts = r"https://github\.com/(slsa-framework|octocat)/.+";
    let (own, anybody) = (r"https://github\.com/o/r/.+", "https://github.+");
    let cases: &[(&str, &[&str], Option<&str>)] = &[
        (forks, &[], Some("verify.source")),
        (accounts, &[], Some("verify.source")),
        (anybody, &[], None),
        (anybody, &["--slsa-level", "3"], Some("verify.source")),
        (anybody, &["--source-tag", "v1"], Some("verify.source")),
        (anybody, &["--require", "provenance"], Some("verify.source")),
        (anybody, &["--require", "provenance", "-R", "o/r"], None),
        (anybody, &["--slsa-level", "3", "--source-uri", "github.com/o/r"], None),
        (own, &["--slsa-level", "3"], None),
        (own, &["--require", "provenance"], None),
    ];
    for (expression, demands, code) in cases {
        let args = ["verify", "a.txt", "-b", "none", "--certificate-identity-regexp", expression];
        let ran = sandbox.run(&folder, &[&args, *demands].concat());
        let exit = if code.is_some() { 2 } else { 3 };
        assert_eq!((ran.exit, ran.code()), (exit, *code), "{args:?} {demands:?}\n{}", ran.stderr);
    }
}

#[test]
fn a_loose_expression_is_warned_of() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    let warnings = |expression: &str, exit: i32| {
        let args = ["verify", "a.txt", "--certificate-identity-regexp", expression];
        let ran = sandbox.run(&folder, &args).expect(exit);
        ran.stderr.matches("warning[verify.loose-expression]").count()
    };
    assert_eq!(warnings("https://github.com/sigstore-conformance/.*", 0), 2);
    assert_eq!(warnings(r"https://github\.com/sigstore-conformance/[a-z/.@_-]+/main", 0), 0);
    // The whole identity is matched, not a part of it.
    assert_eq!(warnings(r"https://github\.com/sigstore", 1), 0);
}

#[test]
fn what_a_check_rests_on_is_shown() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    let ran = sandbox.run(&folder, &["verify", "a.txt", "-R", REPOSITORY, "--explain"]).expect(0);
    for fact in [
        "    authority  https://fulcio.sigstore.dev\n",
        "    trust      public-good",
        "    key type  ecdsa-p256\n",
        "    kind       hashedrekord 0.0.1\n",
        "    log              https://rekor.sigstore.dev\n",
    ] {
        assert!(ran.stdout.contains(fact), "{fact}\n{}", ran.stdout);
    }
    let claim = format!("https://github.com/{REPOSITORY}\n");
    assert!(ran.stdout.contains(&claim), "{}", ran.stdout);
    let ran = sandbox.run(&folder, &["verify", "a.txt", "-R", "o/r", "--explain"]).expect(1);
    assert!(ran.stdout.contains("    cause ") && ran.stdout.contains("    remedy "), "{ran:?}");
}

/// A run under strace that made no system call for the network, or one where there is no network.
#[test]
fn nothing_is_fetched() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    let verify = sandbox.command(&folder, &["verify", "a.txt", "-R", REPOSITORY]);
    let arguments: Vec<OsString> = std::iter::once(verify.get_program())
        .chain(verify.get_args())
        .map(OsString::from)
        .collect();
    let under = |program: &str, options: &[&str]| {
        let mut command = Command::new(program);
        command.args(options).args(&arguments).current_dir(&folder);
        command
    };
    let traces = |program: &str, options: &[&str]| {
        let probe = Command::new(program).args(options).arg("true").current_dir(&folder).output();
        probe.is_ok_and(|output| output.status.success())
    };
    let strace = ["-f", "-qq", "-e", "trace=network", "-e", "signal=none", "-o", "calls"];
    let unshare = ["--map-root-user", "--net"];
    if traces("strace", &strace) {
        run(&mut under("strace", &strace)).expect(0);
        assert_eq!(fs::read_to_string(folder.join("calls")).unwrap(), "");
    } else if traces("unshare", &unshare) {
        run(&mut under("unshare", &unshare)).expect(0);
    } else {
        println!("skipped: neither strace nor unshare may be used here");
    }
}

/// A bundle that a command prints need not be kept.
#[test]
fn a_bundle_comes_through_a_pipe() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    for file in ["-", "/dev/stdin"] {
        let args = ["verify", "a.txt", "-R", REPOSITORY, "--bundle", file];
        let bundle = fs::read(folder.join(BUNDLE)).unwrap();
        let (reader, mut writer) = std::io::pipe().unwrap();
        let writing = std::thread::spawn(move || writer.write_all(&bundle));
        run(sandbox.command(&folder, &args).stdin(reader)).expect(0);
        writing.join().unwrap().unwrap();
        let ran = run(sandbox.command(&folder, &args).stdin(std::process::Stdio::null())).expect(2);
        let code = if file == "-" { "document.empty" } else { "file.kind" };
        assert_eq!(ran.code(), Some(code), "{}", ran.stderr);
    }
}

/// What is not as it must be, and what would make it so.
#[test]
fn files_in_another_encoding() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    sandbox.key("p/k");
    let marked = |file: &str| {
        let content = fs::read(folder.join(file)).unwrap();
        fs::write(folder.join("marked"), [&b"\xef\xbb\xbf"[..], &content].concat()).unwrap();
    };
    fs::write(folder.join("der"), b"\x30\x59\x30\x13\xff").unwrap();
    let said = |args: &[&str], word: &str| {
        let ran = sandbox.run(&folder, &[&["verify", "a.txt"], args].concat()).expect(2);
        assert!(ran.stderr.contains(word), "{args:?}\n{}", ran.stderr);
    };
    marked(BUNDLE);
    said(&["-R", REPOSITORY, "-b", "marked"], "byte order mark");
    marked("k.pub");
    said(&["-b", BUNDLE, "--key", "marked"], "byte order mark");
    said(&["-b", BUNDLE, "--key", "der"], "`openssl pkey -inform DER -in FILE`");
}

/// What stands beside an artifact and cannot be read does not undo a proof that holds.
#[test]
fn an_unreadable_proof_beside_a_good_one() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    fs::write(folder.join("a.txt.bundle"), "x").unwrap();
    expect(&sandbox, &folder, &["a.txt", "-R", REPOSITORY], 0, &[]);
    fs::remove_file(folder.join(BUNDLE)).unwrap();
    expect(&sandbox, &folder, &["a.txt", "-R", REPOSITORY], 3, &["document.syntax"]);
}

/// A digest is what was asked for, whatever lies in the folder under its text.
#[test]
fn a_file_named_like_a_digest_is_not_that_digest() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    let digest = "sha256:4e1243bd22c66e76c2ba9eddc1f91394e57f9f83e5f1c5a8c7f4a3f1b2c3d4e5";
    fs::copy(folder.join("a.txt"), folder.join(digest)).unwrap();
    let args = [digest, "-b", BUNDLE, "-R", REPOSITORY];
    let codes = ["signature.invalid", "signature.subject", "log.body-digest"];
    expect(&sandbox, &folder, &args, 1, &codes);
    let path = format!("./{digest}");
    expect(&sandbox, &folder, &[&path, "-b", BUNDLE, "-R", REPOSITORY], 0, &[]);
    // In capitals too, and nothing that should be a digest is read as a file.
    let capitals = digest.to_ascii_uppercase();
    fs::copy(folder.join("a.txt"), folder.join(&capitals)).unwrap();
    expect(&sandbox, &folder, &[&capitals, "-b", BUNDLE, "-R", REPOSITORY], 1, &codes);
    let hex = digest.strip_prefix("sha256:").unwrap();
    let sha1 = format!("sha1:{}", &hex[..40]);
    let short = format!("sha256:{}", &hex[..40]);
    let others = ["sha-256:", "sha256-", "sha256=", "sha3-256:", "blake2b:", "SHA-512="];
    let others = others.into_iter().chain(["0x", "sha256_", "sha256.", "sha256 ", "sha256%3A"]);
    let others: Vec<String> = others.map(|word| format!("{word}{hex}")).collect();
    let others = others.iter().map(String::as_str);
    let line = format!("{hex}  a.txt");
    let base64 = "sha256-ThJDvSLGbnbCupzl3B+ROU5X+fg+XxxajzwpO_HR0+U=";
    let in_words = ["SHA512:x", "md5:d41d8cd98f00b204e9800998ecf8427e", &line, base64];
    let names = [hex, &*sha1, &short].into_iter().chain(in_words);
    for name in names.chain(others) {
        fs::copy(folder.join("a.txt"), folder.join(name)).unwrap();
        let args = [name, "-b", BUNDLE, "-R", REPOSITORY];
        expect(&sandbox, &folder, &args, 2, &["verify.digest"]);
        expect(&sandbox, &folder, &[name, "-R", REPOSITORY], 2, &["verify.digest"]);
    }
    let named = format!("sha256:{}", "0".repeat(64));
    fs::create_dir(folder.join(&named)).unwrap();
    fs::copy(folder.join("a.txt"), folder.join(&named).join("a.txt")).unwrap();
    fs::copy(folder.join(BUNDLE), folder.join(&named).join(BUNDLE)).unwrap();
    expect(&sandbox, &folder, &[&named, "-R", REPOSITORY], 3, &["release.unsigned"]);
}

/// A demand that cannot be looked at is never dropped.
#[test]
fn kinds_of_proof_are_demanded_of_artifacts_too() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    let args = ["a.txt", "-R", REPOSITORY, "--require", "signature"];
    expect(&sandbox, &folder, &args, 0, &[]);
    let args = ["a.txt", "-R", REPOSITORY, "--require", "provenance,sbom"];
    expect(&sandbox, &folder, &args, 3, &["release.missing", "release.missing"]);
    let args = ["a.txt", "-b", BUNDLE, "-R", REPOSITORY, "--require", "sbom"];
    expect(&sandbox, &folder, &args, 3, &["release.missing"]);
}

/// An empty value is most often a variable that is not set.
#[test]
fn empty_demands() {
    let sandbox = Sandbox::new();
    let Some(folder) = signed(&sandbox, "happy-path-v0.3") else { return };
    let identity = identity();
    for option in ["--repo", "--owner", "--source-ref", "--signer-workflow", "--predicate-type"] {
        expect(&sandbox, &folder, &["a.txt", "-R", REPOSITORY, option, ""], 2, &[]);
    }
    for option in ["--certificate-oidc-issuer", "--certificate-oidc-issuer-regexp"] {
        let args = ["a.txt", "--certificate-identity", &identity, option, ""];
        expect(&sandbox, &folder, &args, 2, &[]);
    }
    let args = ["a.txt", "--certificate-identity", &identity, "--no-certificate-oidc-issuer"];
    expect(&sandbox, &folder, &args, 1, &["identity.issuer"]);
}
