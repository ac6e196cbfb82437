//! `keelmark check vulns`

pub(super) mod choice;
mod exploitability;

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use keelmark_formats::advisory::database::{About, Database};
use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_formats::predicate::vulns_v0_2;
use keelmark_formats::scanner;
use keelmark_formats::settings::check::Gate;
use keelmark_formats::time::rfc3339;
use keelmark_gates::codes::VULNS_STALE;
use keelmark_gates::vulns::{
    Said, Subject, accepted, canary, judge, look_up, reported, unanswered,
};
use keelmark_model::{Fact, Finding, Judgement, Weight};
use keelmark_world::{WorldError, advisories, clock, file};

use self::choice::{Choices, Chosen};
use self::exploitability::{Documents, Exploitability};
use super::attesting::{Answer, Attesting, LookedAt, report};
use super::bill::{Looked, Looking};
use super::reporting::Reporting;
use super::settings::Origin;
use crate::cmd::db::unusable;
use crate::error::{CliError, Exit};
use crate::output::Output;

/// Ask whether a target has packages with known flaws
///
/// Packages are looked up, offline, in the database that `keelmark db import` made. Advisories of several
/// databases that tell of one flaw are one finding, with its severity, the version that mends it, the way by
/// which the target comes to need the package, and whether it is only in use to build or to develop.
///
/// Without a database, with one that is damaged or too old, with packages of an ecosystem it does not cover,
/// or with parts of the target that could not be read, nothing is said to be clean: the exit code is 3.
#[derive(Debug, clap::Args)]
#[group(id = "vulns")]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) looking: Looking,

    #[command(flatten)]
    choices: Choices,

    #[command(flatten)]
    exploitability: Exploitability,

    /// Judge what another scanner reports instead: JSON of Trivy or Grype, SARIF; repeated: several
    #[arg(long, value_name = "FILE")]
    #[arg(conflicts_with_all = ["state", "exclude", "db", "max_age", "attest"])]
    import: Vec<PathBuf>,

    /// Prove with a seeded flaw, by these rules, that the gate stops it and that a waiver lets it pass
    #[arg(long, conflicts_with_all = ["import", "attest"])]
    self_test: bool,

    #[command(flatten)]
    attesting: Attesting,

    #[command(flatten)]
    reporting: Reporting,
}

/// What everything is judged by.
struct Judging<'a> {
    args: &'a Args,
    chosen: Chosen,
    documents: Documents,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let started = clock::now();
    let answer = answer(args, || args.looking.look());
    let target = &args.looking.target;
    let answers = [answer.map_err(|it| args.reporting.refused(("vulns", "known"), target, it))?];
    let exit = args.reporting.finish(&report(&answers), output)?;
    args.attesting.attest(&answers, started, output)?;
    Ok(exit)
}

/// What the gate says. `look` is asked where there is a database to look things up in.
pub(super) fn answer<L: Borrow<Looked>>(
    args: &Args,
    look: impl FnOnce() -> Result<L, CliError>,
) -> Result<Answer, CliError> {
    let chosen = args.choices.choose(Origin::Target(&args.looking.target))?;
    let documents = args.exploitability.read(&chosen.vex)?;
    let judging = Judging { args, chosen, documents };
    let judgements = if args.self_test {
        let canary = canary(&judging.chosen.rules);
        vec![canary.map_err(|error| CliError::in_document("KEELMARK-CANARY-1", &error))?]
    } else if args.import.is_empty() {
        return judging.target(look);
    } else {
        args.import.iter().map(|path| judging.imported(path)).collect::<Result<_, _>>()?
    };
    Ok(Answer::new(Gate::Vulns, judgements, LookedAt::Subjects(Vec::new())))
}

impl Judging<'_> {
    /// What a database says of the target.
    fn target<L: Borrow<Looked>>(
        &self,
        look: impl FnOnce() -> Result<L, CliError>,
    ) -> Result<Answer, CliError> {
        let Self { args, chosen, .. } = self;
        let path = args.choices.database(chosen)?;
        let database = match advisories::open(&path) {
            Ok(database) => database,
            Err(error) => {
                let judgement = without_database(&args.looking.target, &path, &error);
                let nothing = LookedAt::Subjects(Vec::new());
                return Ok(Answer::new(Gate::Vulns, vec![judgement], nothing));
            }
        };
        let looked = look()?;
        let looked = looked.borrow();
        let judgement = self.looked_up(looked, &path, &database)?;
        let answer = Answer::new(Gate::Vulns, vec![judgement], looked.at.clone());
        Ok(Answer { database: state(&database), ..answer })
    }

    /// What the database says of what was looked at.
    fn looked_up(
        &self,
        looked: &Looked,
        path: &Path,
        database: &Database,
    ) -> Result<Judgement, CliError> {
        let Self { args, chosen, documents } = self;
        let shown = &args.looking.target;
        let Looked { bom, states, .. } = looked;
        let found = look_up(bom, states, database).map_err(|error| unusable(path, &error))?;
        let about = database.about();
        let own = bom.component(bom.root).purl.as_ref();
        let product = args.exploitability.product(chosen, own);
        let subject = Subject {
            target: shown,
            vulnerabilities: &found.vulnerabilities,
            looked_at: found.packages,
            noun: "package",
            uncovered: &found.uncovered,
            unknown: &found.unknown,
            unversioned: &found.unversioned,
            declared: &found.declared,
            gaps: &bom.gaps,
            unread: about.unread(),
            said: Said { product, statements: &documents.statements },
        };
        let Chosen { rules, waivers, .. } = chosen;
        let mut judgement = judge(&subject, rules, waivers);
        let accepted = accepted(&found.vulnerabilities, shown, rules, waivers);
        args.exploitability.write(&accepted, product, chosen.waivers_path.as_deref())?;
        judgement.findings.splice(0..0, open(about, chosen));
        judgement.facts.extend(known(database));
        self.say(&mut judgement);
        Ok(judgement)
    }

    /// What another scanner reports.
    fn imported(&self, path: &Path) -> Result<Judgement, CliError> {
        let Self { args, chosen, documents } = self;
        let shown = path.display().to_string();
        let bytes = file::load(path, DOCUMENT_BYTES as u64)?;
        let scanned = scanner::parse(&bytes);
        let scanned = scanned.map_err(|error| CliError::in_document(&shown, &error))?;
        let subject = Subject {
            target: &shown,
            vulnerabilities: &scanned.vulnerabilities,
            looked_at: scanned.parts,
            noun: "part",
            uncovered: &BTreeMap::new(),
            unknown: &BTreeSet::new(),
            unversioned: &BTreeSet::new(),
            declared: &BTreeSet::new(),
            gaps: &[],
            unread: 0,
            said: Said {
                product: args.exploitability.product(chosen, None),
                statements: &documents.statements,
            },
        };
        let mut judgement = judge(&subject, &chosen.rules, &chosen.waivers);
        let open = unanswered(&chosen.rules, false, false);
        judgement.findings.splice(0..0, open);
        judgement.findings.splice(0..0, reported(&scanned.open, &scanned.besides));
        judgement.facts.push(Fact { name: "report", value: scanned.tool.to_owned() });
        self.say(&mut judgement);
        Ok(judgement)
    }

    /// By what it was judged.
    fn say(&self, judgement: &mut Judgement) {
        let Self { chosen, documents, .. } = self;
        let mut fact = |name, value: String| judgement.facts.push(Fact { name, value });
        if !documents.shown.is_empty() {
            fact("vex", documents.shown.join(", "));
        }
        if let Some(path) = &chosen.settings {
            fact("policy", path.display().to_string());
        }
        fact("stops from", chosen.rules.fail_on.name().to_owned());
    }
}

/// What the database leaves open, whatever is looked up in it.
pub(super) fn open(about: &About, chosen: &Chosen) -> Vec<Finding> {
    let mut findings = Vec::from_iter(stale(about, chosen));
    findings.extend(unanswered(&chosen.rules, about.exploited > 0, about.likelihoods > 0));
    findings
}

/// A finding if the database is older than it may be, or of a time that is yet to come: one advisory of such a time
/// would keep it young for ever.
fn stale(about: &About, chosen: &Chosen) -> Option<Finding> {
    const DAY: i64 = 24 * 60 * 60;
    let latest = chosen.now.0.max(clock::now().0).saturating_add(DAY);
    let message = match about.oldest() {
        Some((source, newest)) if newest.0 > latest => {
            format!("`{}` is of {}, which is yet to come", source.name, rfc3339(newest))
        }
        Some((_, newest)) if !chosen.max_age.is_passed(newest, chosen.now) => return None,
        Some((source, newest)) => {
            let (name, of) = (&source.name, rfc3339(newest));
            format!("`{name}` is of {of}, more than {} ago", chosen.max_age)
        }
        None => "the database has no advisories".to_owned(),
    };
    Some(Finding::new(&VULNS_STALE, Weight::Undecided, message).known_by(["age"]))
}

/// What the database is.
pub(super) fn known(database: &Database) -> [Fact; 4] {
    let about = database.about();
    let sources: Vec<String> = about
        .sources
        .iter()
        .map(|source| {
            let entries = source.advisories + source.exploited + source.likelihoods;
            format!("{} ({entries})", source.name)
        })
        .collect();
    let of = about.oldest().map_or_else(|| "unknown".to_owned(), |(_, newest)| rfc3339(newest));
    let fact = |name, value| Fact { name, value };
    [
        fact("database", database.digest().to_string()),
        fact("of", of),
        fact("made", rfc3339(about.built())),
        fact("sources", sources.join(", ")),
    ]
}

/// The database, as a statement about what was found in it names it.
fn state(database: &Database) -> Option<vulns_v0_2::Database> {
    let (_, last_update) = database.about().oldest()?;
    let version = Some(database.digest().to_string());
    Some(vulns_v0_2::Database { uri: None, version, last_update })
}

/// A judgement nonetheless, so that every report is written and says so.
pub(super) fn without_database(target: &str, path: &Path, error: &WorldError) -> Judgement {
    let mut judgement = Judgement::new("vulns", "known", target);
    let message = format!("{}: {}", path.display(), error.reason());
    let finding = Finding::new(error.code(), Weight::Undecided, message);
    judgement.findings.push(finding.known_by([error.code().id]));
    judgement.detail = "nothing was looked up".to_owned();
    judgement
}
