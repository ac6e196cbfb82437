//! `keelmark check` with no gate named: those that keelmark.toml names, or all that apply.

use clap::Parser as _;
use keelmark_formats::settings::check::Gate;
use keelmark_gates::codes::LOCK_NONE;
use keelmark_model::{Finding, Judgement, Report, Weight};

use super::reporting::Reporting;
use super::{licenses, lock, review, settings, vulns};
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
    let named = settings::find(None, &args.path, "check", |it| it.check)?.map(|it| it.table.gates);
    let mut judgements = Vec::new();
    for gate in Gate::ALL {
        match &named {
            None => judgements.extend(asked(gate, args, false)?),
            Some(gates) if gates.contains(&gate) => judgements.extend(asked(gate, args, true)?),
            Some(_) => {}
        }
    }
    args.reporting.finish(&Report { judgements }, output)
}

/// What a gate says. One that cannot say anything leaves the answer open, and the others their say.
fn asked(gate: Gate, args: &Args, is_named: bool) -> Result<Vec<Judgement>, CliError> {
    let path = args.path.as_str();
    let (question, found) = match gate {
        Gate::Lock => ("integrity", lock::judgements(&typed(&["--", path]))),
        Gate::Vulns => ("known", vulns::judgements(&typed(&["--", path]))),
        Gate::Licenses => ("policy", licenses::judge(&typed(&["--", path])).map(|it| vec![it])),
        Gate::Review => ("changes", review(args)),
    };
    let error = match found {
        Ok(judgements) => return Ok(judgements),
        // A fault of keelmark's own is no answer at all.
        Err(error) if error.exit == Exit::Fault => return Err(error),
        Err(error) => error,
    };
    let mut judgement = Judgement::new(gate.name(), question, path);
    if !is_named && [&LOCK_NONE, &REVIEW_SIDES].contains(&error.code) {
        judgement.skipped = true;
        judgement.detail = error.message;
    } else {
        let CliError { code, message, path: place, at, .. } = error;
        let finding = Finding::new(code, Weight::Undecided, message).known_by([code.id]);
        judgement.findings.push(match place {
            Some(place) => finding.at(place, at.map(|at| at.line)),
            None => finding,
        });
        judgement.detail = "it could not be asked".to_owned();
    }
    Ok(vec![judgement])
}

fn review(args: &Args) -> Result<Vec<Judgement>, CliError> {
    let Some(base) = &args.base else {
        return Err(CliError::new(&REVIEW_SIDES, "no `--base REF` names what it is compared with"));
    };
    review::judgements(&typed(&[&format!("--base={base}"), "--", &args.path]))
}
