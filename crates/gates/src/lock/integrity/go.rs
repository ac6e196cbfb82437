//! Integrity of `go.sum`: whether it has digests that hold of the modules that `go.mod` asks for.
//!
//! A digest of Go is of the files of a module, not of an archive, so that it does not matter from which proxy the
//! module comes. Digests that go.sum has besides pin what may be looked at to choose versions.

use std::collections::BTreeSet;

use keelmark_formats::codes::LOCK_DIGEST;
use keelmark_formats::go::{Module, Require, Sums, is_version};
use keelmark_model::{Code, Finding, Judgement, Weight};

use super::counted;
use crate::codes::{LOCK_HASH_MISSING, LOCK_UNVERSIONED};

/// Asks what of `sums`, the go.sum at `path`, pins the modules of the go.mod at `manifest`.
pub fn integrity(path: &str, sums: &Sums, manifest: &str, module: &Module) -> Judgement {
    let mut judgement = Judgement::new("lock", "integrity", path);
    let modules: BTreeSet<(&str, &str)> = sums
        .sums
        .keys()
        .map(|(path, version)| (path.as_str(), version.strip_suffix("/go.mod").unwrap_or(version)))
        .collect();
    judgement.detail =
        format!("{}, {}", counted(modules.len(), "module"), counted(sums.sums.len(), "digest"));
    let faults = [
        (&sums.faults, "a line is no module, version and digest of SHA-256"),
        (&sums.conflicts, "a line has another digest than an earlier one for the same"),
    ];
    for (lines, message) in faults {
        let findings =
            lines.iter().map(|line| failed(&LOCK_DIGEST, message.to_owned()).at(path, Some(*line)));
        judgement.findings.extend(findings);
    }
    let required = module.requires.iter().flat_map(|it| of(sums, manifest, it));
    judgement.findings.extend(required);
    judgement
}

fn of(sums: &Sums, manifest: &str, require: &Require) -> Vec<Finding> {
    let Require { path, version, indirect, line } = require;
    let mut findings = Vec::new();
    if !is_version(version) {
        let message = format!("`{path}` is asked for at `{version}`, which is no version");
        findings.push(failed(&LOCK_UNVERSIONED, message));
    }
    // Of what only decides about versions, Go keeps the digest of its go.mod alone.
    if !*indirect && !sums.has(path, version.clone()) {
        let message = format!("`{path}` {version} has no digest of its files");
        findings.push(failed(&LOCK_HASH_MISSING, message));
    }
    if !sums.has(path, format!("{version}/go.mod")) {
        let message = format!("`{path}` {version} has no digest of its go.mod");
        findings.push(failed(&LOCK_HASH_MISSING, message));
    }
    findings.into_iter().map(|it| it.at(manifest, Some(*line)).of(path, Some(version))).collect()
}

fn failed(code: &'static Code, message: String) -> Finding {
    Finding::new(code, Weight::Failure, message.clone()).known_by([message])
}

#[cfg(test)]
mod tests {
    use keelmark_formats::go::{Module, Sums};

    use super::integrity;

    const MOD: &str = "module m\n\nrequire (\n\ta.example/x v1.2.0\n\tb.example/y v0.1.0 // indirect\n\
        \tc.example/z v0.0.0-20210101000000-0123456789ab\n)\nreplace c.example/z => ../z\n";
    const SUMS: &str = "a.example/x v1.2.0 @\na.example/x v1.2.0/go.mod @\nb.example/y v0.1.0/go.mod @\n\
        d.example/w v2.0.0+incompatible/go.mod @\n";
    const DIGEST: &str = "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    fn told(module: &str, sums: &str) -> String {
        let sums = Sums::parse(sums.replace('@', DIGEST).as_bytes()).unwrap();
        let module = Module::parse(module.as_bytes()).unwrap();
        let judgement = integrity("go.sum", &sums, "go.mod", &module);
        let lines = judgement.findings.iter().map(|it| {
            let place = it.place.as_ref().unwrap();
            format!("{} {}:{} {}", it.code, place.path, place.line.unwrap(), it.message)
        });
        lines.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn modules_are_pinned_by_digests_of_their_files() {
        assert_eq!(told(MOD, SUMS), "");
        for (old, new, expected) in [
            (
                "a.example/x v1.2.0 @\n",
                "",
                "lock.hash-missing go.mod:4 `a.example/x` v1.2.0 has no digest of its files",
            ),
            (
                "b.example/y v0.1.0/go.mod @\n",
                "",
                "lock.hash-missing go.mod:5 `b.example/y` v0.1.0 has no digest of its go.mod",
            ),
            (
                "d.example/w v2.0.0+incompatible/go.mod @",
                "d.example/w v2.0.0+incompatible/go.mod h1:AAAA",
                "lock.digest go.sum:4 a line is no module, version and digest of SHA-256",
            ),
            (
                "d.example/w v2.0.0+incompatible/go.mod @",
                "d.example/w v2.0.0+incompatible/go.mod sha1:@",
                "lock.digest go.sum:4 a line is no module, version and digest of SHA-256",
            ),
            (
                "d.example/w v2.0.0+incompatible/go.mod @",
                "b.example/y v0.1.0/go.mod h1:BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "lock.digest go.sum:4 a line has another digest than an earlier one for the same",
            ),
        ] {
            assert_eq!(told(MOD, &SUMS.replacen(old, new, 1)), expected, "{new}");
        }
        assert_eq!(
            told(&MOD.replace("y v0.1.0", "y main"), SUMS),
            "lock.unversioned go.mod:5 `b.example/y` is asked for at `main`, which is no version; \
             lock.hash-missing go.mod:5 `b.example/y` main has no digest of its go.mod"
        );
    }
}
