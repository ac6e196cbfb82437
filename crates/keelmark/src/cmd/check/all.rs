//! `keelmark check` with no gate named: those that keelmark.toml names, or all that apply.

use std::cell::OnceCell;

use clap::Parser as _;
use keelmark_formats::settings::check::Gate;
use keelmark_gates::codes::LOCK_NONE;
use keelmark_model::Judgement;
use keelmark_world::clock;

use super::attesting::{Answer, Attesting, LookedAt, report};
use super::bill::{Looked, Looking};
use super::reporting::{Reporting, unasked};
use super::settings::{self, Origin};
use super::{licenses, lock, review, vulns};
use crate::codes::REVIEW_SIDES;
use crate::error::{CliError, Exit};
use crate::output::Output;

#[derive(Debug, clap::Args)]
#[group(id = "all")]
pub(super) struct Args {
    /// A project, or another target of the gates
    #[arg(value_name = "PATH", default_value = ".")]
    path: String,

    /// What the change begins at that the gate `review` is asked of
    #[arg(long, value_name = "REF")]
    base: Option<String>,

    #[command(flatten)]
    attesting: Attesting,

    #[command(flatten)]
    reporting: Reporting,
}

/// The options of one gate, as if only these words had been typed behind its name.
#[derive(Debug, clap::Parser)]
#[command(no_binary_name = true)]
struct Typed<A: clap::Args> {
    #[command(flatten)]
    args: A,
}

fn typed<A: clap::Args>(words: &[&str]) -> A {
    Typed::parse_from(words).args
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let started = clock::now();
    let named = settings::find(None, Origin::Target(&args.path), "check", |it| it.check);
    let named =
        named.map_err(|error| args.reporting.refused(("check", "settings"), &args.path, error))?;
    let named = named.map(|it| it.table.gates);
    let asking = Asking { args, looked: OnceCell::new() };
    let mut answers = Vec::new();
    for gate in Gate::ALL {
        match &named {
            None => answers.push(asking.answer(gate, false)?),
            Some(gates) if gates.contains(&gate) => answers.push(asking.answer(gate, true)?),
            Some(_) => {}
        }
    }
    let exit = args.reporting.finish(&report(&answers), output)?;
    args.attesting.attest(&answers, started, output)?;
    Ok(exit)
}

struct Asking<'a> {
    args: &'a Args,
    /// What is in the target, once it was looked at.
    looked: OnceCell<Looked>,
}

impl Asking<'_> {
    /// What a gate says. One that cannot say anything leaves the answer open, and the others their say.
    fn answer(&self, gate: Gate, is_named: bool) -> Result<Answer, CliError> {
        let path = self.args.path.as_str();
        let (question, found) = match gate {
            Gate::Lock => ("integrity", self.lock()),
            Gate::Vulns => ("known", self.vulns()),
            Gate::Licenses => ("policy", self.licenses()),
            Gate::Review => ("changes", self.review()),
        };
        let error = match found {
            Ok(answer) => return Ok(answer),
            // A fault of keelmark's own is no answer at all.
            Err(error) if error.exit == Exit::Fault => return Err(error),
            Err(error) => error,
        };
        let mut judgement = Judgement::new(gate.name(), question, path);
        if !is_named && [&LOCK_NONE, &REVIEW_SIDES].contains(&error.code) {
            judgement.skipped = true;
            judgement.detail = error.message;
        } else {
            judgement.findings.push(unasked(&error));
            judgement.detail = "it could not be asked".to_owned();
        }
        Ok(Answer::new(gate, vec![judgement], LookedAt::Subjects(Vec::new())))
    }

    fn lock(&self) -> Result<Answer, CliError> {
        let (judgements, policies) = lock::judgements(&typed(&["--", &self.args.path]))?;
        let locks = judgements.iter().map(|it| it.target.clone().into()).collect();
        Ok(Answer { policies, ..Answer::new(Gate::Lock, judgements, LookedAt::Files(locks)) })
    }

    fn vulns(&self) -> Result<Answer, CliError> {
        let args: vulns::Args = typed(&["--", &self.args.path]);
        vulns::answer(&args, || self.look(&args.looking))
    }

    fn licenses(&self) -> Result<Answer, CliError> {
        let args: licenses::Args = typed(&["--", &self.args.path]);
        let looked = self.look(&args.looking)?;
        licenses::answer(&args, looked)
    }

    fn review(&self) -> Result<Answer, CliError> {
        let Some(base) = &self.args.base else {
            let message = "no `--base REF` names what it is compared with";
            return Err(CliError::new(&REVIEW_SIDES, message));
        };
        review::answer(&typed(&[&format!("--base={base}"), "--", &self.args.path]))
    }

    /// What is in the target: looked at once, since every gate looks in the same way where nothing is typed.
    fn look(&self, looking: &Looking) -> Result<&Looked, CliError> {
        if let Some(looked) = self.looked.get() {
            return Ok(looked);
        }
        let looked = looking.look()?;
        Ok(self.looked.get_or_init(|| looked))
    }
}
