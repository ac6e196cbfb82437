//! The `keelmark` binary behind the command line that sigstore-conformance speaks.
//!
//! Source: sigstore-conformance, `docs/cli_protocol.md`. `verify-bundle …` answers one call of that
//! suite, so that `cargo xtask conformance` can be its entry point; a folder runs every case in it,
//! by path and by digest, as the suite itself does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::Trouble;

const IDENTITY: &str = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
const ISSUER: &str = "https://token.actions.githubusercontent.com";

/// `verify-bundle ARGS…`, or `[--binary FILE] FOLDER`.
///
/// # Errors
/// When the binary cannot be built or run, or the folder cannot be read.
pub(crate) fn run(args: &[String]) -> Result<bool, Trouble> {
    match args {
        [verb, rest @ ..] if verb == "verify-bundle" => {
            let answer = keelmark(&built()?, &translated(rest))?;
            eprint!("{}", String::from_utf8_lossy(&answer.stdout));
            eprint!("{}", String::from_utf8_lossy(&answer.stderr));
            Ok(answer.status.success())
        }
        [flag, binary, folder] if flag == "--binary" => suite(Path::new(binary), Path::new(folder)),
        [folder] => suite(&built()?, Path::new(folder)),
        _ => Err("give `verify-bundle …` or a folder of cases".into()),
    }
}

fn built() -> Result<PathBuf, Trouble> {
    let cargo = ["build", "--quiet", "--release", "--package", "keelmark"];
    if !Command::new("cargo").args(cargo).status()?.success() {
        return Err("keelmark does not build".into());
    }
    Ok(PathBuf::from("target/release/keelmark"))
}

/// The suite's arguments as keelmark's: they differ in one name, and in what the default trust is.
fn translated(args: &[String]) -> Vec<String> {
    let mut translated = vec!["verify".to_owned()];
    translated.extend(args.iter().map(|arg| match arg.as_str() {
        "--staging" => "--instance=staging".to_owned(),
        other => other.to_owned(),
    }));
    translated
}

fn keelmark(binary: &Path, args: &[String]) -> Result<Output, Trouble> {
    Ok(Command::new(binary).args(args).output()?)
}

/// Runs every case of a folder by path and by digest, and prints those that end otherwise than
/// their names say.
fn suite(binary: &Path, folder: &Path) -> Result<bool, Trouble> {
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("bundle.sigstore.json").is_file())
        .collect();
    cases.sort();
    let mut wrong = 0;
    for case in &cases {
        let must_hold = !case.to_string_lossy().ends_with("_fail");
        let artifact = match case.join("artifact") {
            own if own.is_file() => own,
            _ => folder.join("a.txt"),
        };
        for target in [artifact.to_string_lossy().into_owned(), digest(&artifact)?] {
            let answer = keelmark(binary, &arguments(case, &target)?)?;
            if answer.status.success() != must_hold {
                wrong += 1;
                println!("{} with {target}: {}", case.display(), answer.status);
            }
        }
    }
    println!("{} cases by path and by digest, {wrong} wrong", cases.len());
    Ok(wrong == 0 && !cases.is_empty())
}

/// What the suite passes for a case.
fn arguments(case: &Path, target: &str) -> Result<Vec<String>, Trouble> {
    let path = |name: &str| case.join(name).to_string_lossy().into_owned();
    let stated = |name: &str, default: &str| match case.join(name) {
        file if file.is_file() => fs::read_to_string(file).map(|text| text.trim().to_owned()),
        _ => Ok(default.to_owned()),
    };
    let mut args = vec!["verify".to_owned(), "--bundle".to_owned(), path("bundle.sigstore.json")];
    if case.join("key.pub").is_file() {
        args.extend(["--key".to_owned(), path("key.pub")]);
    } else {
        args.extend(["--certificate-identity".to_owned(), stated("identity", IDENTITY)?]);
        args.extend(["--certificate-oidc-issuer".to_owned(), stated("issuer", ISSUER)?]);
    }
    if case.join("trusted_root.json").is_file() {
        args.extend(["--trusted-root".to_owned(), path("trusted_root.json")]);
    }
    args.push(target.to_owned());
    Ok(args)
}

/// `sha256:…`, by the system's own tool: what is judged does not judge itself.
fn digest(file: &Path) -> Result<String, Trouble> {
    let answer = Command::new("sha256sum").arg(file).output()?;
    let text = String::from_utf8(answer.stdout)?;
    let hex = text.split_whitespace().next().ok_or("sha256sum said nothing")?;
    Ok(format!("sha256:{}", hex.trim_start_matches('\\')))
}
