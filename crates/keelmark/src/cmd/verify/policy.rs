//! The demands of a command line as a policy. Names follow cosign's and gh's options.

use clap::builder::NonEmptyStringValueParser;
use keelmark_formats::provenance::{Repository as SourceRepository, source};
use keelmark_model::visible;
use keelmark_trust::PublicKey;
use keelmark_trust::log::WitnessKey;
use keelmark_trust::policy::{
    BuildPolicy, Expression, IdentityPolicy, LocationError, Owner, Pattern, Policy, PredicateType,
    Repository, SignerPolicy, Thresholds, Workflow,
};
use keelmark_trust::slsa;

use super::compat::{CompatArgs, on_host};
use super::slsa::Demands;
use crate::codes;
use crate::error::CliError;
use crate::output::Output;

/// Who may have signed, and what must be proven of it.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Who may have signed")]
pub(crate) struct PolicyArgs {
    /// The signer: an email address or the URI of a workflow, exactly.
    #[arg(long, value_name = "ID", alias = "cert-identity", alias = "identity")]
    #[arg(conflicts_with = "certificate_identity_regexp")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    certificate_identity: Option<String>,

    /// A regular expression that the whole of the signer's identity matches.
    #[arg(long, value_name = "EXPRESSION", alias = "cert-identity-regex", short_alias = 'i')]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    certificate_identity_regexp: Option<String>,

    /// Who authenticated the signer [default for workflows of GitHub: its token issuer].
    #[arg(long, value_name = "URL", alias = "cert-oidc-issuer", alias = "issuer")]
    #[arg(conflicts_with = "certificate_oidc_issuer_regexp")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    certificate_oidc_issuer: Option<String>,

    /// A regular expression that the whole of the issuer matches.
    #[arg(long, value_name = "EXPRESSION")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    certificate_oidc_issuer_regexp: Option<String>,

    /// The certificate names no issuer, as in GitHub's own attestations of releases.
    #[arg(long, conflicts_with_all = ["certificate_oidc_issuer", "certificate_oidc_issuer_regexp"])]
    no_certificate_oidc_issuer: bool,

    /// The repository it was built from and signed by.
    #[arg(long, short = 'R', value_name = "OWNER/NAME", alias = "repository")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    repo: Option<String>,

    /// The account it was built from and signed by.
    #[arg(long, short = 'o', value_name = "NAME", conflicts_with = "repo")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    owner: Option<String>,

    /// The repository whose workflow signed, where that is another.
    #[arg(long, value_name = "OWNER/NAME")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    signer_repo: Option<String>,

    /// The workflow that signed; with `@REF`, at that ref only.
    #[arg(long, value_name = "OWNER/NAME/PATH")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    signer_workflow: Option<String>,

    /// The commit of the workflow that signed.
    #[arg(long, value_name = "COMMIT")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    signer_digest: Option<String>,

    /// The commit it was built from.
    #[arg(long, value_name = "COMMIT", alias = "sha")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    source_digest: Option<String>,

    /// The ref it was built from, in full: `refs/tags/v1`.
    #[arg(long, value_name = "REF", alias = "ref")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    source_ref: Option<String>,

    /// Refuse what was built on a machine that is not the platform's own.
    #[arg(long)]
    deny_self_hosted_runners: bool,

    /// The predicate type its statement must have, or a name cosign has for it.
    #[arg(long, value_name = "URI", alias = "type", help_heading = "What must be proven")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    predicate_type: Option<String>,

    /// Logs that must list the signature [default: 1, and none for keys].
    #[arg(long, value_name = "N", help_heading = "What must be proven")]
    log_threshold: Option<usize>,

    /// Timestamping authorities that must have seen the signature.
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "What must be proven")]
    timestamp_threshold: usize,

    /// Witnesses that must have cosigned the log's checkpoint [default: 1 of the keys given].
    #[arg(long, value_name = "N", help_heading = "What must be proven")]
    #[arg(requires = "witness_key")]
    witness_threshold: Option<usize>,

    /// A witness's verifier key, `NAME+HASH+KEY`; repeated: any of them.
    #[arg(long, value_name = "KEY", help_heading = "What must be proven")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    witness_key: Vec<String>,

    /// Whether a log entry counts only with a proof of its inclusion, not with the log's promise.
    #[arg(long, value_name = "BOOL", default_value_t = true, help_heading = "What must be proven")]
    #[arg(action = clap::ArgAction::Set)]
    require_inclusion_proof: bool,

    #[command(flatten)]
    compat: CompatArgs,
}

/// cosign's names of predicate types (`--type`).
const PREDICATE_NAMES: [(&str, &str); 6] = [
    ("slsaprovenance", "https://slsa.dev/provenance/v0.2"),
    ("slsaprovenance02", "https://slsa.dev/provenance/v0.2"),
    ("slsaprovenance1", "https://slsa.dev/provenance/v1"),
    ("link", "https://in-toto.io/Link/v1"),
    ("vuln", "https://cosign.sigstore.dev/attestation/vuln/v1"),
    ("openvex", "https://openvex.dev/ns"),
];

/// Those of formats whose version some put behind their address, as GitHub does of SPDX, and cosign does
/// not.
const VERSIONED_NAMES: [(&str, &str); 3] = [
    ("spdx", "https://spdx.dev/Document"),
    ("spdxjson", "https://spdx.dev/Document"),
    ("cyclonedx", "https://cyclonedx.org/bom"),
];

impl PolicyArgs {
    /// Refuses options that ask for what is not done here, whatever is verified.
    pub(super) fn check_options(&self) -> Result<(), CliError> {
        self.compat.check()
    }

    /// The policy, with `keys` as the signers where the command line named any, and with those who
    /// sign for the source or builder demanded where it named nobody.
    pub(super) fn policy(
        &self,
        keys: Vec<PublicKey>,
        demands: &Demands,
        output: &Output,
    ) -> Result<Policy, CliError> {
        let mut build = self.build()?;
        // Of a builder the source is another repository than its own, whichever option names it.
        let source = if demands.names_builder() { built(&build) } else { None };
        let implied = if keys.is_empty() { demands.signers(source.as_ref()) } else { Vec::new() };
        let is_by_builder = demands.names_builder()
            && !implied.is_empty()
            && self.stated_identity().is_none()
            && build.signer_repository.is_none()
            && build.signer_workflow.is_none();
        build.signer_stated |= is_by_builder;
        let identity = if is_by_builder {
            self.issuer_alone()?
        } else {
            self.identity(&build, !implied.is_empty(), output)?
        };
        if !keys.is_empty() && (identity.is_some() || !build.is_empty()) {
            let message = "a key is its own identity: give `--key` or an identity, not both";
            return Err(CliError::new(&codes::VERIFY_POLICY, message));
        }
        let by_key = !keys.is_empty();
        if !by_key {
            self.require_source(&build, demands)?;
        }
        // Whoever says that no log may be left out demands one of a key too.
        let wants_log = self.compat.insecure_ignore_tlog.map_or(!by_key, |ignored| !ignored);
        let signer = match identity {
            Some(identity) => SignerPolicy::Identities(vec![identity]),
            None if !implied.is_empty() => SignerPolicy::Identities(implied),
            None if keys.is_empty() => SignerPolicy::Unstated,
            None => SignerPolicy::Keys(keys),
        };
        Ok(Policy {
            signer,
            build,
            predicate_type: self.predicate_type.as_deref().map(predicate_type),
            witnesses: self.witnesses()?,
            thresholds: Thresholds {
                logs: self.log_threshold.unwrap_or(usize::from(wants_log)),
                logs_everywhere: matches!(self.log_threshold, Some(1..)),
                certificate_logs: usize::from(!self.compat.insecure_ignore_sct),
                timestamps: self.timestamp_threshold,
                witnesses: self.wanted_witnesses(),
                inclusion_proof: self.require_inclusion_proof,
            },
        })
    }

    fn wanted_witnesses(&self) -> usize {
        self.witness_threshold.unwrap_or(usize::from(!self.witness_key.is_empty()))
    }

    fn witnesses(&self) -> Result<Vec<WitnessKey>, CliError> {
        let parse = |line: &String| {
            WitnessKey::parse(line)
                .map_err(|error| CliError::new(error.code(), format!("--witness-key: {error}")))
        };
        self.witness_key.iter().map(parse).collect()
    }

    fn build(&self) -> Result<BuildPolicy, CliError> {
        let host = self.compat.host()?;
        let on = |text: &Option<String>| text.as_ref().map(|text| on_host(text, host));
        let (owner, repo) = (on(&self.owner), on(&self.repo));
        // As it is cloned; no repository's own name ends so.
        let repo = repo.as_deref().map(|repo| repo.strip_suffix(".git").unwrap_or(repo));
        let (signer_repo, workflow) = (on(&self.signer_repo), on(&self.signer_workflow));
        Ok(BuildPolicy {
            owner: location(owner.as_deref(), "--owner", Owner::parse)?,
            repository: location(repo, "--repo", Repository::parse)?,
            signer_repository: location(
                signer_repo.as_deref(),
                "--signer-repo",
                Repository::parse,
            )?,
            signer_workflow: location(workflow.as_deref(), "--signer-workflow", Workflow::parse)?,
            signer_digest: commit(self.signer_digest.as_deref(), "--signer-digest")?,
            source_digest: commit(self.source_digest.as_deref(), "--source-digest")?,
            source_ref: self.source_ref.clone(),
            deny_self_hosted_runners: self.deny_self_hosted_runners,
            signer_stated: self.stated_identity().is_some(),
            claims: self.compat.claims(),
        })
    }

    /// Refuses a builder, or the repository or workflow of one, where nobody says whose source it
    /// must have built: gh and slsa-verifier demand that too.
    fn require_source(&self, build: &BuildPolicy, demands: &Demands) -> Result<(), CliError> {
        let expression = self.certificate_identity_regexp.as_deref();
        let expression = expression.and_then(|source| Expression::parse(source).ok());
        let is_builder = self.certificate_identity.as_deref().map(slsa::is_builder);
        let names_builder = demands.names_builder()
            || build.signer_repository.is_some()
            || build.signer_workflow.is_some()
            || is_builder == Some(true)
            || expression.as_ref().is_some_and(slsa::means_builders)
            // Whoever takes builders among others and asks of the build would be told of anybody's.
            || demands.asks_of_build() && expression.as_ref().is_some_and(slsa::takes_builders);
        let names_source = build.owner.is_some()
            || build.repository.is_some()
            || demands.names_source()
            || self.compat.names_source()
            || expression.is_some_and(|expression| !slsa::takes_builders(&expression))
            || is_builder == Some(false);
        if !names_builder || names_source {
            return Ok(());
        }
        let message = "a builder, and the workflow of one, builds for everyone who calls it: name \
                       the source too (`--repo`, `--owner` or `--source-uri`)";
        Err(CliError::new(&codes::VERIFY_SOURCE, message))
    }

    /// The commit that it must have been built from.
    pub(super) fn source_digest(&self) -> Option<&str> {
        self.source_digest.as_deref()
    }

    /// Whether the command line says who must have signed, by an identity.
    pub(super) fn is_stated(&self) -> bool {
        self.stated_identity().is_some()
            || self.certificate_oidc_issuer.is_some()
            || self.certificate_oidc_issuer_regexp.is_some()
            || self.build().map_or(true, |build| !build.is_empty())
    }

    /// Whether the command line demands what only a bundle can have.
    pub(super) const fn demands_bundle(&self) -> bool {
        matches!(self.log_threshold, Some(1..))
            || self.timestamp_threshold > 0
            || !self.witness_key.is_empty()
            || self.predicate_type.is_some()
    }

    /// Whether anything is said of certificates and logs that changes nothing without them.
    pub(super) const fn has_terms(&self) -> bool {
        self.no_certificate_oidc_issuer || !self.require_inclusion_proof || self.compat.has_terms()
    }

    fn stated_identity(&self) -> Option<&str> {
        self.certificate_identity.as_deref().or(self.certificate_identity_regexp.as_deref())
    }

    /// Who may have signed, where anyone was named.
    fn identity(
        &self,
        build: &BuildPolicy,
        is_implied: bool,
        output: &Output,
    ) -> Result<Option<IdentityPolicy>, CliError> {
        let names_signer = build.owner.is_some()
            || build.repository.is_some()
            || build.signer_repository.is_some()
            || build.signer_workflow.is_some();
        if self.stated_identity().is_none() && !names_signer {
            if build.is_empty() || is_implied {
                return self.issuer_alone();
            }
            let message = if self.compat.names_source() {
                "the repository a workflow ran for is not a signer: a workflow that others call can \
                 run for it; name the identity too (`--certificate-identity`), or give `--repo`"
            } else {
                "a commit, a ref or a runner is not a signer: anyone's workflow can have it; name \
                 the repository too (`--repo`)"
            };
            return Err(CliError::new(&codes::VERIFY_POLICY, message));
        }
        let identity = pattern(
            self.certificate_identity.as_deref(),
            self.certificate_identity_regexp.as_deref(),
            output,
        )?;
        let issuer = pattern(
            self.certificate_oidc_issuer.as_deref(),
            self.certificate_oidc_issuer_regexp.as_deref(),
            output,
        )?;
        let of_github =
            names_signer || self.stated_identity().is_some_and(|id| id.contains("://github"));
        let issuer = match issuer {
            Some(issuer) => issuer,
            None if self.no_certificate_oidc_issuer => Pattern::Exact(String::new()),
            None if of_github => Pattern::Exact(self.issuer_of(build.host())?),
            None => {
                let message = "an identity is worth what its issuer is: name the issuer too \
                               (`--certificate-oidc-issuer`)";
                return Err(CliError::new(&codes::VERIFY_POLICY, message));
            }
        };
        Ok(Some(IdentityPolicy { identity, issuer }))
    }

    /// Who vouches for workflows on a host.
    fn issuer_of(&self, host: Option<&str>) -> Result<String, CliError> {
        let host = host.map(str::to_ascii_lowercase);
        match host.as_deref() {
            None | Some("github.com") => self.compat.github_issuer(),
            Some(host) if host.ends_with(".ghe.com") => self.compat.github_issuer(),
            Some("gitlab.com") => Ok("https://gitlab.com".to_owned()),
            Some(host) => {
                let message = format!(
                    "who vouches for workflows on `{}` is not known here: name the issuer \
                     (`--certificate-oidc-issuer`)",
                    visible(host)
                );
                Err(CliError::new(&codes::VERIFY_POLICY, message))
            }
        }
    }

    fn issuer_alone(&self) -> Result<Option<IdentityPolicy>, CliError> {
        let issuer =
            self.certificate_oidc_issuer.as_ref().or(self.certificate_oidc_issuer_regexp.as_ref());
        let message = "an issuer alone means everyone it knows: name the identity too \
                       (`--certificate-identity`)";
        issuer.map_or(Ok(None), |_| Err(CliError::new(&codes::VERIFY_POLICY, message)))
    }
}

/// The repository that a build must be of, as provenance names it.
fn built(build: &BuildPolicy) -> Option<SourceRepository> {
    SourceRepository::parse(&build.repository.as_ref()?.to_string())
}

fn location<T>(
    text: Option<&str>,
    option: &str,
    parse: fn(&str) -> Result<T, LocationError>,
) -> Result<Option<T>, CliError> {
    let wrong = |error| CliError::new(&codes::VERIFY_VALUE, format!("{option}: {error}"));
    text.map(parse).transpose().map_err(wrong)
}

/// A commit in the form that certificates have it in.
fn commit(text: Option<&str>, option: &str) -> Result<Option<String>, CliError> {
    let read = |text: &str| {
        let wrong = || format!("{option}: `{}` is no commit, of 40 or 64 digits", visible(text));
        source::commit(text).ok_or_else(|| CliError::new(&codes::VERIFY_VALUE, wrong()))
    };
    text.map(read).transpose()
}

fn pattern(
    exact: Option<&str>,
    expression: Option<&str>,
    output: &Output,
) -> Result<Option<Pattern>, CliError> {
    let Some(source) = expression else {
        return Ok(exact.map(|text| Pattern::Exact(text.to_owned())));
    };
    let expression = Expression::parse(source)
        .map_err(|error| CliError::new(&codes::VERIFY_EXPRESSION, error.to_string()))?;
    for looseness in expression.looseness() {
        let message = format!("{expression}: {}", looseness.advice());
        output.warning(&codes::VERIFY_LOOSE, &message);
    }
    Ok(Some(Pattern::Expression(expression)))
}

fn predicate_type(text: &str) -> PredicateType {
    let of = |names: &[(&str, &'static str)]| {
        names.iter().find(|(name, _)| *name == text).map(|(_, uri)| (*uri).to_owned())
    };
    match of(&VERSIONED_NAMES) {
        Some(uri) => PredicateType::AnyVersion(uri),
        None => PredicateType::Exact(of(&PREDICATE_NAMES).unwrap_or_else(|| text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use keelmark_trust::policy::{Policy, SignerPolicy};

    use super::{Output, PolicyArgs};
    use crate::cmd::verify::slsa::SlsaArgs;
    use crate::output::Color;

    #[derive(Parser)]
    struct Demanded {
        #[command(flatten)]
        policy: PolicyArgs,
        #[command(flatten)]
        slsa: SlsaArgs,
    }

    fn policy(options: &[&str]) -> Policy {
        let demanded = Demanded::parse_from([&["verify"], options].concat());
        let demands = demanded.slsa.demands(demanded.policy.source_digest()).unwrap();
        let output = Output::new(Color::Never, true, false);
        demanded.policy.policy(Vec::new(), &demands, &output).unwrap()
    }

    /// A builder signs for the repositories of others, and a repository's workflows for their own.
    #[test]
    fn who_signs_for_a_repository() {
        const GITHUB: &str = "https://token.actions.githubusercontent.com";
        let builder = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml";
        let runner = "https://github.com/actions/runner/github-hosted";
        let released = format!("{builder}@refs/tags/v2.0.0");
        let own = "https://github.com/o/r/.github/workflows/release.yml@refs/tags/v1";
        let cases: &[(&[&str], &str, bool, bool)] = &[
            (&["--repo", "o/r", "--builder-id", builder], &released, true, true),
            (&["--owner", "o", "--builder-id", builder], &released, true, true),
            (&["--repo", "o/r", "--builder-id", builder], own, false, true),
            (&["--repo", "o/r", "--builder-id", runner], own, true, true),
            (&["--repo", "o/r", "--certificate-identity", &released], &released, true, true),
            // Without a builder, the repository is the signer's too.
            (&["--repo", "o/r"], own, true, false),
        ];
        for (options, identity, accepted, signer_stated) in cases {
            let policy = policy(options);
            let SignerPolicy::Identities(signers) = &policy.signer else { panic!("{options:?}") };
            let found = signers.iter().any(|signer| signer.matches(identity, GITHUB));
            assert_eq!(
                (found, policy.build.signer_stated),
                (*accepted, *signer_stated),
                "{options:?}"
            );
            assert!(policy.build.repository.is_some() || policy.build.owner.is_some());
        }
    }
}
