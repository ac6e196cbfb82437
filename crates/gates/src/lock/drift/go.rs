//! Drift of `go.sum`: whether it has the digests of all that `go.mod` asks for.
//!
//! Go refuses to build with a module of which the digest that it needs is missing. Which other modules it looks
//! at to choose versions stands in their own `go.mod` files, which are not at hand.

use keelmark_formats::go::{Module, Require, Sums};
use keelmark_model::{Finding, Judgement};

use super::{stale, warned};
use crate::codes::{LOCK_DRIFT_EDGE, LOCK_DRIFT_REQUIREMENT, LOCK_DRIFT_UNUSED};

/// A `go.sum` and the `go.mod` beside it.
#[derive(Debug, Clone, Copy)]
pub struct Locked<'a> {
    /// Path of `go.sum` as given.
    pub path: &'a str,
    /// What it says.
    pub sums: &'a Sums,
    /// Path of `go.mod`, as it is shown.
    pub manifest: &'a str,
    /// What that asks for.
    pub module: &'a Module,
}

const REMEDY: &str = "Run `go mod tidy` and commit go.mod and go.sum.";

/// Compares the digests with what is asked for.
pub fn drift(locked: &Locked<'_>) -> Judgement {
    let mut judgement = Judgement::new("lock", "drift", locked.path);
    let count = locked.module.requires.len();
    judgement.detail = format!("{count} {}", if count == 1 { "module" } else { "modules" });
    let faults = [
        (&locked.sums.faults, "is no module, version and digest of SHA-256"),
        (&locked.sums.conflicts, "has another digest than an earlier line for the same"),
    ];
    for (lines, what) in faults {
        judgement.findings.extend(lines.iter().map(|line| {
            let message = format!("a line {what}");
            stale(&LOCK_DRIFT_EDGE, message, REMEDY).at(locked.path, Some(*line))
        }));
    }
    judgement.findings.extend(locked.module.faults.iter().map(|line| {
        let message = "a directive of another form than it has in Go".to_owned();
        stale(&LOCK_DRIFT_REQUIREMENT, message, REMEDY).at(locked.manifest, Some(*line))
    }));
    judgement.findings.extend(locked.module.requires.iter().filter_map(|it| of(locked, it)));
    judgement
}

fn of(locked: &Locked<'_>, require: &Require) -> Option<Finding> {
    let Require { path, version, indirect, line } = require;
    let has_module = locked.sums.has(path, version.clone());
    let has_file = locked.sums.has(path, format!("{version}/go.mod"));
    let message = |what: &str| format!("`{path}` is asked for at {version}; go.sum has {what}");
    let finding = match (has_module, has_file) {
        (true, true) => return None,
        // Of what only decides about versions, Go keeps the digest of its go.mod alone.
        (false, true) if *indirect => {
            let message = message("the digest of its go.mod alone: it cannot be built with");
            warned(&LOCK_DRIFT_UNUSED, message, REMEDY)
        }
        (false, true) => stale(&LOCK_DRIFT_REQUIREMENT, message("no digest of the module"), REMEDY),
        (true, false) => stale(&LOCK_DRIFT_REQUIREMENT, message("no digest of its go.mod"), REMEDY),
        (false, false) => stale(&LOCK_DRIFT_REQUIREMENT, message("no digest of it"), REMEDY),
    };
    Some(finding.at(locked.manifest, Some(*line)).of(path, Some(version)))
}

#[cfg(test)]
mod tests {
    use keelmark_formats::go::{Module, Sums};

    use super::{Locked, drift};

    const MOD: &str = "module m\n\ngo 1.21\n\nrequire (\n\ta.example/x v1.2.0\n\
        \tb.example/y v0.1.0 // indirect\n)\n\
        require c.example/z v1.0.0\n\
        replace c.example/z => ../z\n\
        replace a.example/x v1.2.0 => a.example/fork v1.2.1\n";
    const DIGEST: &str = "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    fn told(module: &str, sums: &str) -> String {
        let sums = sums.replace('@', DIGEST);
        let judgement = drift(&Locked {
            path: "go.sum",
            sums: &Sums::parse(sums.as_bytes()).unwrap(),
            manifest: "go.mod",
            module: &Module::parse(module.as_bytes()).unwrap(),
        });
        let lines = judgement.findings.iter().map(|it| {
            let place = it.place.as_ref().unwrap();
            format!("{} {}:{} {}", it.weight.name(), place.path, place.line.unwrap(), it.message)
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn each_module_has_both_digests() {
        let whole = "a.example/fork v1.2.1 @\na.example/fork v1.2.1/go.mod @\n\
                     b.example/y v0.1.0 @\nb.example/y v0.1.0/go.mod @\n";
        assert_eq!(told(MOD, whole), "");
        for (old, new, expected) in [
            (
                "a.example/fork v1.2.1 @\n",
                "",
                "failure go.mod:6 `a.example/fork` is asked for at v1.2.1; go.sum has no digest of the module",
            ),
            (
                "a.example/fork v1.2.1/go.mod @\n",
                "",
                "failure go.mod:6 `a.example/fork` is asked for at v1.2.1; go.sum has no digest of its go.mod",
            ),
            (
                "b.example/y v0.1.0 @\n",
                "",
                "warning go.mod:7 `b.example/y` is asked for at v0.1.0; go.sum has the digest of its go.mod alone: it cannot be built with",
            ),
            (
                "b.example/y v0.1.0",
                "b.example/y v0.2.0",
                "warning go.mod:7 `b.example/y` is asked for at v0.1.0; go.sum has the digest of its go.mod alone: it cannot be built with",
            ),
            (
                "a.example/fork v1.2.1 @",
                "a.example/fork v1.2.1 h1:AAAA",
                "failure go.sum:1 a line is no module, version and digest of SHA-256\n\
                 failure go.mod:6 `a.example/fork` is asked for at v1.2.1; go.sum has no digest of the module",
            ),
            (
                "b.example/y v0.1.0 @\n",
                "b.example/y v0.1.0 @\nb.example/y v0.1.0 h1:BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
                "failure go.sum:4 a line has another digest than an earlier line for the same",
            ),
        ] {
            assert_eq!(told(MOD, &whole.replacen(old, new, 1)), expected, "{new}");
        }
        let bare = MOD.replace("\ta.example/x v1.2.0\n", "\ta.example/x\n");
        assert_eq!(
            told(&bare, whole),
            "failure go.mod:6 a directive of another form than it has in Go"
        );
    }
}
