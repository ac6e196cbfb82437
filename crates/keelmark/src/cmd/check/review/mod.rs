//! `keelmark check review`

mod policy;
mod sides;

use keelmark_formats::license::policy::{Policy, Ruling};
use keelmark_formats::settings::check::Gate;
use keelmark_formats::settings::review::{Review, Suspicion};
use keelmark_gates::codes::VULNS_WAIVER_UNUSED;
use keelmark_gates::licenses::{Asked as LicensesAsked, licenses, usual};
use keelmark_gates::review::{
    Asked, Introduced, Side, changes, introduced, of_change, with_unknown_licenses_together,
};
use keelmark_gates::vulns::{Said, Subject, judge, look_up};
use keelmark_model::{Fact, Judgement};
use keelmark_world::codes::DB_MISSING;
use keelmark_world::{advisories, clock};

use super::attesting::{Answer, Attesting, report};
use super::licenses::Kept;
use super::reporting::Reporting;
use super::settings::{self, Origin, Policies};
use super::vulns::choice::{Choices, Chosen};
use super::vulns::{known, open, without_database};
use crate::cmd::db::unusable;
use crate::error::{CliError, Exit};
use crate::output::Output;
use sides::Compared;

/// Ask what a change brings into what a release is made of
///
/// Two commits are compared, read from git's objects without touching the work tree, or any two targets. Told are
/// packages that were added, removed, upgraded and downgraded, that come from elsewhere, that run a program when they
/// are installed, that are under another licence, and new names that can be taken for others. A file exchanged under
/// the same version, a flaw and a licence that the policy does not allow stop the change, where the change introduces
/// them; the rest is warned of, unless `--deny` or `[review]` of keelmark.toml says otherwise.
///
/// Of two commits, keelmark.toml is that of `--base`: a change has no say in what it is judged by, and one that
/// alters it is told of.
///
/// Flaws are looked up in the database that `keelmark db import` made, where there is one. What could not be read is
/// unknown: the exit code is 3.
#[derive(Debug, clap::Args)]
#[group(id = "review")]
pub(super) struct Args {
    #[command(flatten)]
    compared: Compared,

    /// What stops the change besides: downgraded, file-added, install-script, license-changed, moved,
    /// policy-changed, private-name, similar-name
    #[arg(long, value_name = "KIND,…", value_delimiter = ',', value_parser = suspicion)]
    deny: Vec<Suspicion>,

    #[command(flatten)]
    choices: Choices,

    #[command(flatten)]
    kept: Kept,

    #[command(flatten)]
    attesting: Attesting,

    #[command(flatten)]
    reporting: Reporting,
}

fn suspicion(text: &str) -> Result<Suspicion, String> {
    let found = Suspicion::ALL.into_iter().find(|one| one.name() == text);
    found.ok_or_else(|| {
        let names: Vec<&str> = Suspicion::ALL.into_iter().map(Suspicion::name).collect();
        format!("it is none of {}", names.join(", "))
    })
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let started = clock::now();
    let target = args.compared.shown();
    let answer = answer(args);
    let answers = [answer.map_err(|it| args.reporting.refused(("review", "changes"), target, it))?];
    let exit = args.reporting.finish(&report(&answers), output)?;
    args.attesting.attest(&answers, started, output)?;
    Ok(exit)
}

/// What the gate says.
pub(super) fn answer(args: &Args) -> Result<Answer, CliError> {
    let mut sides = args.compared.read()?;
    args.kept.fill(&mut sides.before.0)?;
    args.kept.fill(&mut sides.after.0)?;
    let origin = sides.origin();
    let found = settings::find(None, origin, "review", |it| it.review)?;
    let mut policies = settings::named(found.as_ref());
    let mut review = found.map_or_else(Review::default, |it| it.table);
    review.deny.extend(args.deny.iter().copied());
    let asked = Asked {
        target: &sides.target,
        before: Side { bom: &sides.before.0, states: &sides.before.1 },
        after: Side { bom: &sides.after.0, states: &sides.after.1 },
        review: &review,
    };
    let chosen = args.choices.choose(origin)?;
    let mut all = changes(asked);
    if let Some(commits) = &sides.commits {
        all.findings.splice(0..0, policy::changed(commits, origin, &chosen.named, &review)?);
        all.findings.sort_by_key(|finding| std::cmp::Reverse(finding.weight));
    }
    all.facts.extend(sides.facts.iter().cloned());
    let new = introduced(asked);
    let flaws = flaws(args, &asked, &new, &chosen)?;
    let (terms, licensed) = terms(&asked, &new, origin)?;
    policies.extend(licensed);
    policies.extend(chosen.policies);
    let judgements = vec![all, flaws, terms];
    Ok(Answer { policies, ..Answer::new(Gate::Review, judgements, sides.at.clone()) })
}

/// The flaws that came with the change.
fn flaws(
    args: &Args,
    asked: &Asked<'_>,
    new: &Introduced,
    chosen: &Chosen,
) -> Result<Judgement, CliError> {
    let mut judgement = Judgement::new("review", "vulns", asked.target);
    if new.has_no_versions() {
        judgement.detail = "no version is new".to_owned();
        return Ok(judgement);
    }
    let path = args.choices.database(chosen)?;
    let database = match advisories::open(&path) {
        Ok(database) => database,
        Err(error) if error.code() == &DB_MISSING && !args.choices.names_database(chosen) => {
            judgement.skipped = true;
            judgement.detail =
                "not looked for: there is no database, `keelmark db import` makes one".to_owned();
            return Ok(judgement);
        }
        Err(error) => {
            let judged = without_database(asked.target, &path, &error);
            return Ok(of_change(judged, "vulns", asked.target));
        }
    };
    let looked = |side: Side<'_>| {
        look_up(side.bom, side.states, &database).map_err(|error| unusable(&path, &error))
    };
    let mut found = looked(asked.after)?;
    new.flaws(&looked(asked.before)?, &mut found);
    let subject = Subject {
        target: asked.target,
        vulnerabilities: &found.vulnerabilities,
        looked_at: found.packages,
        noun: "package",
        uncovered: &found.uncovered,
        unknown: &found.unknown,
        unversioned: &found.unversioned,
        declared: &found.declared,
        // They are told of where changes are.
        gaps: &[],
        unread: database.about().unread(),
        said: Said::default(),
    };
    let mut judged = judge(&subject, &chosen.rules, &chosen.waivers);
    // A waiver for what was there before is used, though not here.
    judged.findings.retain(|finding| finding.code != &VULNS_WAIVER_UNUSED);
    judged.findings.extend(open(database.about(), chosen));
    judged.facts.extend(known(&database));
    judged.facts.push(Fact { name: "stops from", value: chosen.rules.fail_on.name().to_owned() });
    Ok(of_change(judged, "vulns", asked.target))
}

/// The licences that came with the change, and the file with the policy.
fn terms(
    asked: &Asked<'_>,
    new: &Introduced,
    origin: Origin<'_>,
) -> Result<(Judgement, Policies), CliError> {
    if new.has_no_licenses() {
        let judgement = Judgement::new("review", "licenses", asked.target);
        let judgement = Judgement { detail: "no licence is new".to_owned(), ..judgement };
        return Ok((judgement, Policies::new()));
    }
    let found = settings::find(None, origin, "licenses", |it| it.licenses)?;
    let policies = settings::named(found.as_ref());
    let path = found.as_ref().map(|it| it.path.display().to_string());
    let bom = new.newly_licensed(asked.after.bom);
    // Where nobody chose, that a licence is not known is left to a person.
    let policy =
        found.map_or_else(|| Policy { unknown: Ruling::Review, ..usual() }, |found| found.table);
    let judgement = licenses(LicensesAsked {
        target: asked.target,
        bom: &bom,
        states: asked.after.states,
        policy: &policy,
        policy_path: path.as_deref(),
        now: clock::now(),
    });
    let judgement = of_change(judgement, "licenses", asked.target);
    Ok((with_unknown_licenses_together(judgement), policies))
}
