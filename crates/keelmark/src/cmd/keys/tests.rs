use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use clap::Parser;

use super::{Args, Error, Report, run};

#[derive(Parser)]
struct Command {
    #[command(flatten)]
    args: Args,
}

/// Runs a command line in which `@` stands for the folder, with the variables given.
fn keys(folder: &Path, line: &str, variables: &[(&str, &str)]) -> Result<Report, Error> {
    let line = line.replace('@', &folder.display().to_string());
    let command = Command::try_parse_from(std::iter::once("keys").chain(line.split(' '))).unwrap();
    run(&command.args, &|name| {
        variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value))
    })
}

fn code(result: Result<Report, Error>) -> Option<&'static str> {
    result.err().map(|error| error.code().id)
}

fn public(folder: &Path, line: &str, variables: &[(&str, &str)]) -> String {
    match keys(folder, line, variables).unwrap() {
        Report::Public(pem) => pem,
        Report::Written { .. } => panic!("a file was written"),
    }
}

#[test]
fn a_pair_is_made_and_its_public_half_shown() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    for (name, line) in [
        ("a", "generate --output-key-prefix @/a"),
        ("b", "generate --key @/b.key --algorithm ed25519"),
    ] {
        let report = keys(at, line, &[]).unwrap();
        assert!(matches!(report, Report::Written { encrypted: false, .. }));
        let shown = public(at, &format!("public --key @/{name}.key"), &[]);
        assert_eq!(shown, fs::read_to_string(at.join(format!("{name}.pub"))).unwrap());
        let mode = fs::metadata(at.join(format!("{name}.key"))).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o600);
    }
}

#[test]
fn cosign_files_take_the_password_of_cosign() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let password = [("COSIGN_PASSWORD", "pw")];
    let generate = "generate --key @/c.key --format cosign";
    assert_eq!(code(keys(at, generate, &[])), Some("key.passphrase-missing"));
    assert_eq!(fs::read_dir(at).unwrap().count(), 0, "nothing half-written");
    keys(at, generate, &password).unwrap();
    assert_eq!(code(keys(at, "public --key @/c.key", &[])), Some("key.passphrase-missing"));
    let wrong = [("COSIGN_PASSWORD", "PW")];
    assert_eq!(code(keys(at, "public --key @/c.key", &wrong)), Some("key.passphrase"));
    let shown = public(at, "public --key @/c.key", &password);
    assert_eq!(shown, fs::read_to_string(at.join("c.pub")).unwrap());
}

#[test]
fn conversion_keeps_the_key_and_unless_told_the_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let password = [("COSIGN_PASSWORD", "pw"), ("NEW", "other")];
    keys(at, "generate --key @/c.key --format cosign", &password).unwrap();
    let shown = public(at, "public --key @/c.key", &password);

    keys(at, "convert --key @/c.key --output @/same.pem", &password).unwrap();
    assert_eq!(
        code(keys(at, "public --key @/same.pem", &password)),
        Some("key.passphrase-missing")
    );
    fs::write(at.join("pass"), "pw\n").unwrap();
    fs::set_permissions(at.join("pass"), Permissions::from_mode(0o600)).unwrap();
    assert_eq!(public(at, "public --key @/same.pem --passphrase-file @/pass", &[]), shown);

    let new = "convert --key @/c.key --output @/new.key --format cosign --new-passphrase-env NEW";
    keys(at, new, &password).unwrap();
    assert_eq!(public(at, "public --key @/new.key --passphrase-env NEW", &password), shown);

    keys(at, "convert --key @/c.key --output @/plain.pem --no-passphrase", &password).unwrap();
    assert_eq!(public(at, "public --key @/plain.pem", &[]), shown);
    let back = "convert --key @/plain.pem --output @/back.key --format cosign";
    keys(at, back, &password).unwrap();
    assert_eq!(public(at, "public --key @/back.key", &password), shown);
}

#[test]
fn what_cannot_be_done_has_its_code() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    keys(at, "generate --key @/k.key", &[]).unwrap();
    fs::copy(at.join("k.key"), at.join("open.key")).unwrap();
    fs::set_permissions(at.join("open.key"), Permissions::from_mode(0o644)).unwrap();
    let before = fs::read(at.join("k.key")).unwrap();
    for (line, wanted) in [
        ("generate --key @/k.key", "key.exists"),
        ("generate --key @/new.pub", "key.exists"),
        ("generate --output-key-prefix @/absent/k", "key.file"),
        ("generate --key @/n.key --passphrase-env ABSENT", "key.passphrase-missing"),
        ("generate --key @/n.key --passphrase-file @/absent", "key.file"),
        ("public --key @/absent", "key.file"),
        ("public --key @/open.key", "key.permissions"),
        ("public --key @", "key.file"),
        ("convert --key @/k.key --output @/open.key", "key.exists"),
        ("convert --key @/k.key --output @/c.key --format cosign", "key.passphrase-missing"),
    ] {
        assert_eq!(code(keys(at, line, &[])), Some(wanted), "{line}");
    }
    fs::set_permissions(at.join("k.pub"), Permissions::from_mode(0o600)).unwrap();
    assert_eq!(code(keys(at, "public --key @/k.pub", &[])), Some("key.format"));
    assert_eq!(fs::read(at.join("k.key")).unwrap(), before);
    assert_eq!(fs::read_dir(at).unwrap().count(), 3);
}
