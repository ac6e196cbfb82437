//! `keelmark check licenses`

use std::borrow::Cow;
use std::path::PathBuf;

use keelmark_formats::license::policy::Ruling;
use keelmark_formats::license::terms::Term;
use keelmark_formats::sbom::enrich::{Field, enrich};
use keelmark_formats::settings::check::Gate;
use keelmark_gates::licenses::{Asked, licenses, usual};
use keelmark_model::bom::Component;
use keelmark_model::{Bom, Fact};
use keelmark_world::clock;

use super::attesting::{Answer, Attesting, report};
use super::attributions::Attributions;
use super::bill::{Looked, Looking};
use super::reporting::Reporting;
use super::settings::{self, Origin};
use crate::cmd::sbom;
use crate::error::{CliError, Exit};
use crate::output::Output;

/// Ask whether everything in a target may be used as it is licensed
///
/// What a package declares and what its licence texts are hold together. Of licences joined by `AND` the
/// worst counts, of those joined by `OR` the best. Which licences are taken stands in `[licenses]` of
/// keelmark.toml, with what packages are excepted, by whom and until when; without one, free licences that
/// ask for little are taken, a person has to look at copyleft, and anything else is denied. A licence that
/// is not known is denied unless the policy says otherwise.
#[derive(Debug, clap::Args)]
#[group(id = "licenses")]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) looking: Looking,

    /// A file with a policy [default: keelmark.toml in the target or here]
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,

    /// Licences that may be used, whatever the policy says
    #[arg(long, value_name = "LICENSE,…", value_delimiter = ',', value_parser = term)]
    allow: Vec<Term>,

    /// Licences that may not be used, whatever the policy says
    #[arg(long, value_name = "LICENSE,…", value_delimiter = ',', value_parser = term)]
    deny: Vec<Term>,

    #[command(flatten)]
    kept: Kept,

    #[command(flatten)]
    attributions: Attributions,

    #[command(flatten)]
    attesting: Attesting,

    #[command(flatten)]
    reporting: Reporting,
}

/// Where else licences are looked for.
#[derive(Debug, clap::Args)]
pub(super) struct Kept {
    /// Where to look for licences that the target does not have, as a lockfile has none: an environment of
    /// Python, node_modules, `~/.cargo/registry`, a cache of uv; repeated: several [default: what Cargo and
    /// uv keep on this machine]
    #[arg(long, value_name = "DIR", conflicts_with = "no_cache")]
    from: Vec<PathBuf>,

    /// Look at the target alone
    #[arg(long)]
    no_cache: bool,
}

impl Kept {
    /// What `bom` says with the licences that are known elsewhere.
    fn filled<'a>(&self, bom: &'a Bom) -> Result<Cow<'a, Bom>, CliError> {
        let mut bom = Cow::Borrowed(bom);
        if !folders(self, &bom).is_empty() {
            self.fill(bom.to_mut())?;
        }
        Ok(bom)
    }

    /// Adds the licences that are known elsewhere to `bom`.
    pub(super) fn fill(&self, bom: &mut Bom) -> Result<(), CliError> {
        for folder in folders(self, bom) {
            enrich(bom, &sbom::kept(&folder)?);
        }
        Ok(())
    }
}

fn term(text: &str) -> Result<Term, String> {
    Term::parse(text).ok_or_else(|| "it is not one licence of the SPDX list".to_owned())
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let started = clock::now();
    let answer = args.looking.look().and_then(|looked| answer(args, &looked));
    let target = &args.looking.target;
    let answers =
        [answer.map_err(|it| args.reporting.refused(("licenses", "policy"), target, it))?];
    let exit = args.reporting.finish(&report(&answers), output)?;
    args.attesting.attest(&answers, started, output)?;
    Ok(exit)
}

/// What the gate says of what was looked at.
pub(super) fn answer(args: &Args, looked: &Looked) -> Result<Answer, CliError> {
    let given = args.policy.as_deref();
    let found =
        settings::find(given, Origin::Target(&args.looking.target), "licenses", |it| it.licenses)?;
    let policies = settings::named(found.as_ref());
    let path = found.as_ref().map(|it| it.path.display().to_string());
    let mut policy = found.map_or_else(usual, |it| it.table);
    let mut typed = Vec::new();
    for (name, terms, ruling) in
        [("allowed", &args.allow, Ruling::Allow), ("denied", &args.deny, Ruling::Deny)]
    {
        for term in terms {
            policy.lists.put(term.clone(), ruling);
        }
        let terms: Vec<String> = terms.iter().map(ToString::to_string).collect();
        typed.extend((!terms.is_empty()).then(|| Fact { name, value: terms.join(", ") }));
    }
    let Looked { bom, states, at } = looked;
    let bom = &args.kept.filled(bom)?;
    let asked = Asked {
        target: &args.looking.target,
        bom,
        states,
        policy: &policy,
        policy_path: path.as_deref(),
        now: clock::now(),
    };
    let mut judgement = licenses(asked);
    args.attributions.write(asked)?;
    judgement.facts.extend(typed);
    Ok(Answer { policies, ..Answer::new(Gate::Licenses, vec![judgement], at.clone()) })
}

/// Where licences are looked for that the target does not have.
fn folders(kept: &Kept, bom: &Bom) -> Vec<PathBuf> {
    if kept.no_cache || !kept.from.is_empty() {
        return kept.from.clone();
    }
    let lacks = |ty: &str| {
        let is = |one: &Component| one.purl.as_ref().is_some_and(|purl| purl.ty() == ty);
        bom.components.iter().any(|one| is(one) && Field::License.is_empty(one))
    };
    let set = |name: &str| crate::environment(name).filter(|it| !it.is_empty()).map(PathBuf::from);
    let home = |below: &str| set("HOME").map(|home| home.join(below));
    let cargo = || Some(set("CARGO_HOME").or_else(|| home(".cargo"))?.join("registry"));
    let uv = || {
        let cache = || set("XDG_CACHE_HOME").or_else(|| home(".cache"));
        set("UV_CACHE_DIR").or_else(|| Some(cache()?.join("uv")))
    };
    let known = [lacks("cargo").then(cargo), lacks("pypi").then(uv)];
    known.into_iter().flatten().flatten().filter(|folder| folder.is_dir()).collect()
}
