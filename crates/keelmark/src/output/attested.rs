//! What `keelmark attest` did, for people.

use std::fmt::Write as _;

use keelmark_model::{Basis, Outcome, Relation, Revision, Subject, visible};

use super::json::v1::Attestation;
use super::{BAD, DIM, GOOD, STRONG, UNSURE, count, size, verdict};
use crate::cmd::attest::Attested;

/// Most subjects listed by name.
const LISTED: usize = 8;

/// The report.
pub(crate) fn text(attested: &Attested<'_>, verbose: bool) -> String {
    let project = attested.project;
    let mut text = format!(
        "{STRONG}{} {}{STRONG:#}  {DIM}{}, version from {}{DIM:#}\n",
        visible(&project.name),
        visible(project.version.as_deref().unwrap_or("of unknown version")),
        project.ecosystem.name(),
        visible(attested.version_from),
    );
    for (at, subject) in attested.subjects.iter().take(LISTED).enumerate() {
        row(&mut text, if at == 0 { "subjects" } else { "" }, &subject_line(subject));
    }
    if attested.subjects.len() > LISTED {
        row(&mut text, "", &format!("and {} more", attested.subjects.len() - LISTED));
    }
    row(&mut text, "packages", &packages(attested));
    row(&mut text, "source", &source(attested.revision, attested.revision_unknown));
    row(&mut text, "builder", &visible(attested.builder_id));
    row(&mut text, "signed", &signed(attested));
    if let Some(key_id) = attested.hmac_key_id {
        row(&mut text, "hmac", &format!("with key {}", visible(key_id)));
    }
    let passed = attested.verdict.checks.iter().filter(|c| c.outcome == Outcome::Pass).count();
    row(&mut text, "verified", &format!("{GOOD}{} passed{GOOD:#}", count(passed, "check")));
    if verbose {
        text.push_str(&verdict::checks(attested.verdict, attested.output_dir, true));
    }
    let _ = writeln!(
        text,
        "wrote {STRONG}{}{STRONG:#}: {}",
        visible(attested.output_dir),
        count(attested.files.len(), "file")
    );
    if let Some(key) = attested.key.as_ref().filter(|key| key.made_now) {
        let public = std::path::Path::new(&key.path).with_extension("pub").display().to_string();
        let _ = writeln!(text, "{DIM}publish {}: others verify with it{DIM:#}", visible(&public));
    }
    text
}

/// The same for programs.
pub(crate) fn json<'a>(attested: &'a Attested<'_>) -> Attestation<'a> {
    use super::json::v1;
    v1::Attestation {
        schema: v1::ATTESTATION,
        project: &attested.project.name,
        version: attested.project.version.as_deref(),
        release: attested.release,
        output_dir: attested.output_dir.to_owned(),
        subjects: attested.subjects.iter().map(v1::AttestedSubject::from).collect(),
        packages: attested.inventory.packages.len() - 1,
        key: attested.key.as_ref().map(|key| v1::AttestedKey {
            path: &key.path,
            sha256: key.fingerprint.clone(),
            made_now: key.made_now,
        }),
        hmac_key_id: attested.hmac_key_id,
        files: attested.files.clone(),
        verification: attested.verdict.into(),
    }
}

fn row(text: &mut String, label: &str, value: &str) {
    let _ = writeln!(text, "  {label:8}  {value}");
}

fn subject_line(subject: &Subject) -> String {
    format!("{}  {DIM}{}{DIM:#}", visible(&subject.name), size(subject.size.unwrap_or(0)))
}

fn packages(attested: &Attested<'_>) -> String {
    let inventory = attested.inventory;
    let total = count(inventory.packages.len() - 1, "package");
    let why = match attested.unread_lockfile {
        Some(name) => format!("{} is not read", visible(name)),
        None => "there is no lockfile".to_owned(),
    };
    match (inventory.basis, attested.lockfile) {
        (Basis::Locked, Some(lock)) => {
            let scopes = attested.scopes.iter();
            let direct = scopes.filter(|scope| scope.relation == Relation::Direct).count();
            let mut pairs: Vec<_> = inventory.edges.iter().map(|it| (it.from, it.to)).collect();
            pairs.dedup();
            let dependencies = match pairs.len() {
                1 => "1 dependency".to_owned(),
                many => format!("{many} dependencies"),
            };
            format!("{total} in {}, {direct} of them direct, {dependencies}", visible(lock))
        }
        (Basis::Unread, _) => {
            let unread = "dependencies are decided by the build and were not read";
            let declared = match inventory.packages.len() - 1 {
                0 => String::new(),
                _ => format!("{total}, as declared; other "),
            };
            format!("{UNSURE}{declared}{unread}: {why}{UNSURE:#}")
        }
        _ => format!("{UNSURE}{total}, as declared: {why}{UNSURE:#}"),
    }
}

fn source(revision: &Revision, unknown: Option<&str>) -> String {
    if let Some(why) = unknown {
        return format!("{UNSURE}unknown: {}{UNSURE:#}", visible(why));
    }
    let Some(commit) = &revision.commit else {
        return format!("{UNSURE}no commit: not a git repository{UNSURE:#}");
    };
    let short: String = commit.chars().take(12).collect();
    let tags = if revision.tags.is_empty() {
        String::new()
    } else {
        format!(", tag {}", visible(&revision.tags.join(", ")))
    };
    let tree = match revision.dirty {
        Some(false) => "clean".to_owned(),
        Some(true) => format!("{BAD}dirty, and recorded as such{BAD:#}"),
        None => format!("{UNSURE}state of the tree unknown{UNSURE:#}"),
    };
    format!("commit {}{tags}, {tree}", visible(&short))
}

fn signed(attested: &Attested<'_>) -> String {
    let Some(key) = &attested.key else {
        return format!("{UNSURE}no: nobody can tell who made this{UNSURE:#}");
    };
    let made = if key.made_now { " (made now; keep it)" } else { "" };
    format!("with {}{made}  {DIM}sha256:{}{DIM:#}", visible(&key.path), key.fingerprint)
}
