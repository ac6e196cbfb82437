//! The requirements of the build track, one function each.

use keelmark_formats::provenance::{Generator, Provenance, Repository, Source};
use keelmark_model::{Code, Outcome, visible};

use super::builders::{GITLAB, PLATFORMS, Platform, TrustedBuilder};
use super::{Level, Requirement};
use crate::claims::SignerClaims;
use crate::codes;

/// What the requirements are judged by.
struct Evidence<'e> {
    provenance: &'e Provenance,
    claims: SignerClaims<'e>,
    /// What the certificate claims was built.
    vouched: Source,
    /// Where the signer's identity is from.
    platform: Option<&'static Platform>,
    /// The builder the signer is.
    builder: Option<&'e TrustedBuilder<'e>>,
}

/// Whether a requirement is given: its evidence, or the code and what stands against it.
enum Found {
    Given(String),
    Refuted(&'static Code, String),
    Open(&'static Code, String),
}

type Judge = fn(&Evidence<'_>) -> Found;

const REQUIREMENTS: &[(Level, &str, Judge)] = &[
    (Level::L1, "provenance names its builder", names_builder),
    (Level::L1, "provenance and signer agree", agrees),
    (Level::L2, "signed by a build platform", by_platform),
    (Level::L2, "built on the platform's machines", hosted),
    (Level::L2, "the builder named is the signer", same_builder),
    (Level::L2, "the platform vouches for the source", vouched_source),
    (Level::L3, "signing was out of the build's reach", isolated),
];

pub(super) fn all(
    provenance: &Provenance,
    claims: Option<&SignerClaims<'_>>,
    builders: &[TrustedBuilder<'_>],
) -> Vec<Requirement> {
    let evidence = Evidence::of(provenance, claims, builders);
    let judged = REQUIREMENTS.iter();
    judged.map(|(level, name, judge)| requirement(*level, name, judge(&evidence))).collect()
}

/// Why the builder that the provenance names is not the one that signed it, where it is not.
pub(super) fn foreign_builder(
    provenance: &Provenance,
    claims: &SignerClaims<'_>,
    builders: &[TrustedBuilder<'_>],
) -> Option<String> {
    match same_builder(&Evidence::of(provenance, Some(claims), builders)) {
        Found::Given(_) => None,
        Found::Refuted(_, against) | Found::Open(_, against) => Some(against),
    }
}

impl<'e> Evidence<'e> {
    fn of(
        provenance: &'e Provenance,
        claims: Option<&SignerClaims<'e>>,
        builders: &'e [TrustedBuilder<'e>],
    ) -> Self {
        let claims = claims.copied().unwrap_or_default();
        let is_platform = |platform: &&Platform| {
            claims.issuer == Some(platform.issuer)
                && claims.names_signer(&|name| name.starts_with(platform.identities))
        };
        let is_builder = |builder: &&TrustedBuilder<'_>| {
            claims.issuer == Some(builder.issuer)
                && claims.names_signer(&|name| builder.is_at(name))
        };
        Self {
            provenance,
            claims,
            vouched: claims.source(),
            platform: PLATFORMS.iter().find(is_platform),
            builder: builders.iter().find(is_builder),
        }
    }
}

fn requirement(level: Level, name: &'static str, found: Found) -> Requirement {
    let (outcome, code, evidence) = match found {
        Found::Given(evidence) => (Outcome::Pass, None, evidence),
        Found::Refuted(code, evidence) => (Outcome::Fail, Some(code), evidence),
        Found::Open(code, evidence) => (Outcome::Unknown, Some(code), evidence),
    };
    Requirement { level, name, outcome, code, evidence }
}

fn names_builder(evidence: &Evidence<'_>) -> Found {
    let Provenance { builder_id, build_type, .. } = evidence.provenance;
    if builder_id.is_empty() || build_type.is_empty() {
        let missing = if builder_id.is_empty() { "builder" } else { "build type" };
        return Found::Refuted(&codes::SLSA_BUILDER, format!("the provenance has no {missing}"));
    }
    Found::Given(format!("built by {}", visible(builder_id)))
}

/// Whoever signs one thing and says another has said nothing.
fn agrees(evidence: &Evidence<'_>) -> Found {
    match against(evidence) {
        Some(contradiction) => Found::Refuted(&codes::SLSA_CONTRADICTION, contradiction),
        None => Found::Given("no claim of the signer says otherwise".to_owned()),
    }
}

/// Where the provenance says something else than itself, or than the certificate of its signer.
pub(super) fn contradiction(
    provenance: &Provenance,
    claims: Option<&SignerClaims<'_>>,
    builders: &[TrustedBuilder<'_>],
) -> Option<String> {
    against(&Evidence::of(provenance, claims, builders))
}

fn against(evidence: &Evidence<'_>) -> Option<String> {
    let (provenance, claims) = (evidence.provenance, &evidence.claims);
    let own = &provenance.source;
    let repository = own.repository.as_ref().map(Repository::as_str);
    let (vouched_repository, vouched_commit) = (claims.stated_repository(), claims.stated_commit());
    // Others than GitHub's workflows name a run in another form, and a job for the workflow.
    let is_githubs = provenance.generator == Generator::GitHubWorkflow;
    let run = provenance.invocation_id.as_deref();
    let run = run.filter(|run| is_githubs || run.starts_with("https://"));
    let workflow = own.entry_point.as_deref();
    let workflow = workflow.filter(|path| is_githubs || path.starts_with(WORKFLOWS));
    let vouched_workflow = claims.build_config_uri.and_then(workflow_path);
    type Same = fn(&str, &str) -> bool;
    let texts: Same = same_text;
    let pairs = [
        ("repository", same_repository as Same, repository, vouched_repository.as_deref()),
        ("commit", texts, own.commit.as_deref(), vouched_commit.as_deref()),
        ("reference", texts, own.reference.as_deref(), claims.reference()),
        ("workflow", texts, workflow, vouched_workflow),
        ("run", texts, run, claims.run_invocation_uri),
    ];
    let differ = |(what, is_same, said, claimed): (&str, Same, Option<&str>, Option<&str>)| {
        let (said, claimed) = (said?, claimed?);
        (!is_same(said, claimed)).then(|| {
            let (said, claimed) = (visible(said), visible(claimed));
            format!("the provenance says {what} `{said}`, its signer's certificate `{claimed}`")
        })
    };
    let conflict = || provenance.conflict.clone();
    conflict().or_else(|| pairs.into_iter().find_map(differ)).or_else(|| denied_builder(evidence))
}

/// Where workflows of GitHub are.
const WORKFLOWS: &str = ".github/workflows/";

/// The path in the address of a workflow of GitHub.
fn workflow_path(address: &str) -> Option<&str> {
    let (address, _) = address.split_once('@')?;
    address.get(address.find(WORKFLOWS)?..)
}

/// What provenance from a build platform calls its builder, where that is neither the signer, nor who
/// it signs for, nor the machine or the run: the certificate is of another builder then. Who signs by an
/// identity of another kind may say who built.
fn denied_builder(evidence: &Evidence<'_>) -> Option<String> {
    let (id, claims) = (evidence.provenance.builder_id.as_str(), &evidence.claims);
    if id.is_empty() || evidence.platform.is_none() && claims.build_signer_uri.is_none() {
        return None;
    }
    let is_claimed = |kind: &str| claims.runner_environment.is_none_or(|claimed| claimed == kind);
    let is_runner = id.strip_prefix(RUNNER).is_some_and(|behind| {
        behind.is_empty() || behind.strip_prefix('/').is_some_and(is_claimed)
    });
    if is_runner || claims.run_invocation_uri == Some(id) {
        return None;
    }
    match same_builder(evidence) {
        Found::Given(_) => None,
        Found::Refuted(_, against) | Found::Open(_, against) => Some(against),
    }
}

/// What npm calls the machines of GitHub, with their kind behind it.
const RUNNER: &str = "https://github.com/actions/runner";

/// Whether two addresses are of one repository.
pub(super) fn same_repository(one: &str, other: &str) -> bool {
    let (one, other) = (Repository::parse(one), Repository::parse(other));
    one.is_some() && one == other
}

/// Whether two texts are one.
pub(super) fn same_text(one: &str, other: &str) -> bool {
    one == other
}

fn by_platform(evidence: &Evidence<'_>) -> Found {
    if let Some(platform) = evidence.platform {
        return Found::Given(format!("a certificate issued for {}", platform.name));
    }
    let against = match evidence.claims.issuer {
        Some(issuer) => format!("the signer's identity is vouched for by `{}`", visible(issuer)),
        None => "a key signed, and nothing says whose".to_owned(),
    };
    Found::Refuted(&codes::SLSA_PLATFORM, against)
}

fn hosted(evidence: &Evidence<'_>) -> Found {
    let Some(platform) = evidence.platform else {
        let against = "the platform is not known".to_owned();
        return Found::Open(&codes::SLSA_RUNNER, against);
    };
    match evidence.claims.runner_environment {
        Some(runner) if runner == platform.hosted => {
            Found::Given(format!("the certificate claims `{runner}`"))
        }
        Some(runner) => {
            let against = format!("the certificate claims `{}`", visible(runner));
            Found::Refuted(&codes::SLSA_RUNNER, against)
        }
        // Certificates before 2023 did not tell; these workflows choose their machines themselves.
        None if evidence.builder.is_some() => {
            Found::Given("the builder's workflow runs on the platform's machines".to_owned())
        }
        None => {
            let against = "the certificate does not say where it ran".to_owned();
            Found::Open(&codes::SLSA_RUNNER, against)
        }
    }
}

fn same_builder(evidence: &Evidence<'_>) -> Found {
    let (id, claims) = (evidence.provenance.builder_id.as_str(), &evidence.claims);
    if claims.names_signer(&|name| name == id) {
        return Found::Given("the certificate is the builder's".to_owned());
    }
    if evidence.builder.is_some_and(|builder| builder.signs_for(id)) {
        return Found::Given("the certificate is of who signs for the builder".to_owned());
    }
    let is_runner = |platform: &Platform| {
        platform.runner == Some(id) && claims.runner_environment == Some(platform.hosted)
    };
    if evidence.platform.is_some_and(is_runner) {
        return Found::Given("the certificate claims the machine the builder is".to_owned());
    }
    // GitLab names the machine by its number within the project.
    let is_of_project = |repository: &str| {
        let number = id.strip_prefix(repository).and_then(|rest| rest.strip_prefix("/-/runners/"));
        number
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    };
    let is_gitlab = evidence.platform.is_some_and(|platform| platform.name == GITLAB);
    let vouched = evidence.vouched.repository.as_ref();
    if is_gitlab && vouched.is_some_and(|found| is_of_project(found.as_str())) {
        return Found::Given("the builder is of the project the certificate claims".to_owned());
    }
    let signer = claims.signer().map_or("a key".into(), |signer| format!("`{}`", visible(signer)));
    let against = format!("the provenance names `{}`, and {signer} signed", visible(id));
    Found::Refuted(&codes::SLSA_BUILDER_IDENTITY, against)
}

/// Contradictions were found before; here both must have spoken.
fn vouched_source(evidence: &Evidence<'_>) -> Found {
    let (own, vouched) = (&evidence.provenance.source, &evidence.vouched);
    let missing = [
        ("the provenance names no repository", own.repository.is_none()),
        ("the provenance names no commit", own.commit.is_none()),
        ("the certificate claims no repository", vouched.repository.is_none()),
        ("the certificate claims no commit", vouched.commit.is_none()),
    ];
    if let Some((against, _)) = missing.into_iter().find(|(_, is_missing)| *is_missing) {
        return Found::Open(&codes::SLSA_SOURCE, against.to_owned());
    }
    if own.repository != vouched.repository || own.commit != vouched.commit {
        let against = "the certificate claims another source".to_owned();
        return Found::Refuted(&codes::SLSA_CONTRADICTION, against);
    }
    let repository = own.repository.as_ref().map(ToString::to_string).unwrap_or_default();
    let commit = own.commit.as_deref().unwrap_or_default();
    Found::Given(format!("both name {} at {commit}", visible(&repository)))
}

fn isolated(evidence: &Evidence<'_>) -> Found {
    if let Some(builder) = evidence.builder {
        return Found::Given(format!("signed by {}, a known isolated builder", builder.workflow));
    }
    let against = match evidence.claims.signer() {
        Some(signer) => format!("`{}` is no known isolated builder at a release", visible(signer)),
        None => "a key signed, and nothing says what could reach it".to_owned(),
    };
    Found::Open(&codes::SLSA_ISOLATION, against)
}
