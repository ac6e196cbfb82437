//! `keelmark check vulns`

mod exploitability;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_formats::time::rfc3339;
use keelmark_formats::{scanner, waivers};
use keelmark_gates::codes::VULNS_STALE;
use keelmark_gates::vulns::{Rules, Said, Subject, accepted, canary, judge, look_up};
use keelmark_model::advisory::Rating;
use keelmark_model::waiver::Waivers;
use keelmark_model::{Fact, Finding, Judgement, Report, Timestamp, Weight};
use keelmark_world::{WorldError, advisories, clock, file};

use self::exploitability::{Documents, Exploitability};
use super::Age;
use super::bill::Looking;
use super::reporting::Reporting;
use crate::cmd::db::{Which, unusable};
use crate::codes::VULNS_SETTING;
use crate::error::{CliError, Exit};
use crate::output::Output;
use crate::trusted::day;

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
    looking: Looking,

    #[command(flatten)]
    which: Which,

    /// How old the oldest source of the database may be: 7d, 36h
    #[arg(long, value_name = "AGE", default_value = "7d")]
    max_age: Age,

    /// From which severity on a flaw stops the release: low, medium, high or critical [default: KEELMARK_FAIL_ON,
    /// else as the file of waivers says, else low]
    ///
    /// A flaw that nobody rates stops it in any case, as does a malicious package.
    #[arg(long, value_name = "SEVERITY", value_parser = rating)]
    fail_on: Option<Rating>,

    /// Let flaws pass that no version mends
    #[arg(long)]
    ignore_unfixed: bool,

    /// Only count what is shipped: not what is there to build or to develop
    #[arg(long, value_name = "SCOPE")]
    only: Option<Only>,

    /// Let no flaw pass that is known to be exploited, whatever its severity
    #[arg(long)]
    fail_on_exploited: bool,

    /// Let no flaw pass that is at least so likely to be exploited within thirty days, from 0 to 1
    #[arg(long, value_name = "SHARE", value_parser = share)]
    fail_on_epss: Option<u32>,

    /// Flaws that somebody answers for until a day, in TOML or YAML
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,

    #[command(flatten)]
    exploitability: Exploitability,

    /// Judge what another scanner reports instead: JSON of Trivy or Grype, SARIF; repeated: several
    #[arg(long, value_name = "FILE", conflicts_with_all = ["state", "exclude", "db", "max_age"])]
    import: Vec<PathBuf>,

    /// Exit with 3 when there are packages that no advisory could name
    #[arg(long)]
    strict: bool,

    /// Prove with a seeded flaw, by these rules, that the gate stops it and that a waiver lets it pass
    #[arg(long, conflicts_with = "import")]
    self_test: bool,

    /// The day on which it is judged, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    today: Option<Timestamp>,

    #[command(flatten)]
    reporting: Reporting,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Only {
    /// What is shipped
    Runtime,
}

fn rating(word: &str) -> Result<Rating, String> {
    let known = [Rating::Low, Rating::Medium, Rating::High, Rating::Critical];
    let word = word.to_ascii_lowercase();
    let found = known.into_iter().find(|rating| rating.name() == word);
    found.ok_or_else(|| "it is none of low, medium, high, critical".to_owned())
}

fn share(text: &str) -> Result<u32, String> {
    let number = text.parse::<f64>().ok().filter(|number| (0.0..=1.0).contains(number));
    let number = number.ok_or_else(|| "it is no number from 0 to 1".to_owned())?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 0 and a million"
    )]
    Ok((number * 1e6).round() as u32)
}

fn parse_day(text: &str) -> Result<Timestamp, String> {
    let time = keelmark_formats::time::parse_rfc3339(&format!("{text}T00:00:00Z"));
    time.filter(|_| text.len() == 10).ok_or_else(|| "it is no day: YYYY-MM-DD".to_owned())
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let waivers = waived(args)?;
    let rules = args.rules(&waivers)?;
    let documents = args.exploitability.read(&[])?;
    let judgements = if args.self_test {
        vec![canary(&rules).map_err(|error| CliError::in_document("KEELMARK-CANARY-1", &error))?]
    } else if args.import.is_empty() {
        vec![target(args, &rules, &waivers, &documents)?]
    } else {
        let each = args.import.iter();
        let each = each.map(|path| imported(path, args, &rules, &waivers, &documents));
        each.collect::<Result<_, _>>()?
    };
    args.reporting.finish(&Report { judgements }, output)
}

impl Args {
    fn now(&self) -> Timestamp {
        self.today.unwrap_or_else(clock::now)
    }

    /// What is typed counts before what the environment says, and that before the file.
    fn rules(&self, waivers: &Waivers) -> Result<Rules, CliError> {
        let set = crate::environment("KEELMARK_FAIL_ON").filter(|it| !it.is_empty());
        let set = set.map(|it| rating(&it.to_string_lossy())).transpose();
        let set = set
            .map_err(|error| CliError::new(&VULNS_SETTING, format!("KEELMARK_FAIL_ON: {error}")))?;
        let fail_on = self.fail_on.or(set).or(waivers.threshold);
        Ok(Rules {
            fail_on: fail_on.unwrap_or(Rating::Low),
            ignore_unfixed: self.ignore_unfixed,
            runtime_only: self.only == Some(Only::Runtime),
            exploited: self.fail_on_exploited,
            likelihood: self.fail_on_epss,
            strict: self.strict,
            today: day(self.now()),
        })
    }
}

fn waived(args: &Args) -> Result<Waivers, CliError> {
    let Some(path) = &args.waivers else { return Ok(Waivers::default()) };
    let bytes = file::load(path, DOCUMENT_BYTES as u64)?;
    let shown = path.display().to_string();
    waivers::parse(&shown, &bytes).map_err(|error| CliError::in_document(shown, &error))
}

/// What a database says of a target.
fn target(
    args: &Args,
    rules: &Rules,
    waivers: &Waivers,
    documents: &Documents,
) -> Result<Judgement, CliError> {
    let path = args.which.path()?;
    let shown = &args.looking.target;
    let database = match advisories::open(&path) {
        Ok(database) => database,
        Err(error) => return Ok(without_database(shown, &path, &error)),
    };
    let (bom, states) = args.looking.look()?;
    let found = look_up(&bom, &states, &database).map_err(|error| unusable(&path, &error))?;
    let about = database.about();
    let product = args.exploitability.product(bom.component(bom.root).purl.as_ref());
    let subject = Subject {
        target: shown,
        vulnerabilities: &found.vulnerabilities,
        looked_at: found.packages,
        noun: "package",
        uncovered: &found.uncovered,
        unknown: &found.unknown,
        gaps: &bom.gaps,
        unread: about.unread(),
        said: Said { product, statements: &documents.statements },
    };
    let mut judgement = judge(&subject, rules, waivers);
    let accepted = accepted(&found.vulnerabilities, shown, rules, waivers);
    args.exploitability.write(&accepted, product, args.waivers.as_deref())?;
    let age = about.oldest();
    if age.is_none_or(|(_, newest)| args.max_age.is_passed(newest, args.now())) {
        let message = match age {
            Some((source, newest)) => {
                let (name, of) = (&source.name, rfc3339(newest));
                format!("`{name}` is of {of}, more than {} ago", args.max_age)
            }
            None => "the database has no advisories".to_owned(),
        };
        let finding = Finding::new(&VULNS_STALE, Weight::Undecided, message).known_by(["age"]);
        judgement.findings.insert(0, finding);
    }
    let mut fact = |name, value: String| judgement.facts.push(Fact { name, value });
    fact("database", database.digest().to_string());
    fact("of", age.map_or_else(|| "unknown".to_owned(), |(_, newest)| rfc3339(newest)));
    fact("made", rfc3339(about.built()));
    let sources: Vec<String> = about
        .sources
        .iter()
        .map(|source| {
            let entries = source.advisories + source.exploited + source.likelihoods;
            format!("{} ({entries})", source.name)
        })
        .collect();
    fact("sources", sources.join(", "));
    if !documents.shown.is_empty() {
        fact("vex", documents.shown.join(", "));
    }
    fact("stops from", rules.fail_on.name().to_owned());
    Ok(judgement)
}

/// A judgement nonetheless, so that every report is written and says so.
fn without_database(target: &str, path: &Path, error: &WorldError) -> Judgement {
    let mut judgement = Judgement::new("vulns", "known", target);
    let message = format!("{}: {}", path.display(), error.reason());
    let finding = Finding::new(error.code(), Weight::Undecided, message);
    judgement.findings.push(finding.known_by([error.code().id]));
    judgement.detail = "nothing was looked up".to_owned();
    judgement
}

/// What another scanner reports.
fn imported(
    path: &Path,
    args: &Args,
    rules: &Rules,
    waivers: &Waivers,
    documents: &Documents,
) -> Result<Judgement, CliError> {
    let shown = path.display().to_string();
    let bytes = file::load(path, DOCUMENT_BYTES as u64)?;
    let scanned = scanner::parse(&bytes).map_err(|error| CliError::in_document(&shown, &error))?;
    let subject = Subject {
        target: &shown,
        vulnerabilities: &scanned.vulnerabilities,
        looked_at: scanned.parts,
        noun: "part",
        uncovered: &BTreeMap::new(),
        unknown: &BTreeSet::new(),
        gaps: &[],
        unread: 0,
        said: Said {
            product: args.exploitability.product(None),
            statements: &documents.statements,
        },
    };
    let mut judgement = judge(&subject, rules, waivers);
    judgement.facts.push(Fact { name: "report", value: scanned.tool.to_owned() });
    judgement.facts.push(Fact { name: "stops from", value: rules.fail_on.name().to_owned() });
    Ok(judgement)
}
