//! Options of cosign, gh and slsa-verifier that scripts may have, with what they mean here. None is shown in the
//! help: those that have an effect have another name there.

use clap::builder::NonEmptyStringValueParser;
use keelmark_model::visible;
use keelmark_trust::policy::GITHUB_ISSUER;

use super::refused::RefusedArgs;
use crate::codes;
use crate::error::CliError;

/// The options.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct CompatArgs {
    /// cosign: the repository of the workflow that signed.
    #[arg(long, hide = true, value_name = "OWNER/NAME")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    certificate_github_workflow_repository: Option<String>,

    /// cosign: the ref that workflow ran at.
    #[arg(long, hide = true, value_name = "REF")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    certificate_github_workflow_ref: Option<String>,

    /// cosign: the commit that workflow ran at.
    #[arg(long, hide = true, value_name = "COMMIT")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    certificate_github_workflow_sha: Option<String>,

    /// cosign, sigstore: the name of that workflow.
    #[arg(long, hide = true, value_name = "NAME", alias = "name")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    certificate_github_workflow_name: Option<String>,

    /// cosign, sigstore: the event that started that workflow.
    #[arg(long, hide = true, value_name = "EVENT", alias = "trigger")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    certificate_github_workflow_trigger: Option<String>,

    /// cosign: demand no log of signatures; `=false` demands one of keys too.
    #[arg(long, hide = true, value_name = "BOOL", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "true")]
    #[arg(conflicts_with = "log_threshold", alias = "private-infrastructure")]
    pub(super) insecure_ignore_tlog: Option<bool>,

    /// cosign: demand no log of certificates.
    #[arg(long, hide = true, value_name = "BOOL", num_args = 0..=1, require_equals = true)]
    #[arg(default_value_t = false, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub(super) insecure_ignore_sct: bool,

    /// cosign: every form of bundle is told by its content.
    #[arg(long, hide = true, value_name = "BOOL", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "true")]
    new_bundle_format: Option<bool>,

    /// cosign: verification is always offline.
    #[arg(long, hide = true, value_name = "BOOL", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "true")]
    offline: Option<bool>,

    /// cosign: signed timestamps always count.
    #[arg(long, hide = true, value_name = "BOOL", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "true")]
    use_signed_timestamps: Option<bool>,

    /// cosign: every claim of a signature is always compared.
    #[arg(long, hide = true, value_name = "BOOL", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "true", value_parser = ["true"])]
    check_claims: Option<String>,

    /// cosign: how many signatures to look at at once.
    #[arg(long, hide = true, value_name = "N")]
    max_workers: Option<u32>,

    /// cosign: how long to wait for others; nobody is asked.
    #[arg(long, hide = true, value_name = "DURATION")]
    timeout: Option<String>,

    /// gh: the host of GitHub that accounts, repositories and workflows are on.
    #[arg(long, hide = true, value_name = "HOST")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    hostname: Option<String>,

    /// gh: how many attestations to fetch; none is fetched.
    #[arg(long, short = 'L', hide = true, value_name = "N")]
    limit: Option<u32>,

    /// gh: the digest to look attestations up by; both are always made.
    #[arg(long, short = 'd', hide = true, value_name = "ALGORITHM")]
    #[arg(value_parser = ["sha256", "sha512"])]
    digest_alg: Option<String>,

    #[command(flatten)]
    refused: RefusedArgs,
}

const GITHUB: &str = "github.com";

impl CompatArgs {
    /// Refuses options that ask for what is not done here.
    pub(super) fn check(&self) -> Result<(), CliError> {
        self.refused.check()?;
        self.host().map(|_| ())
    }

    /// Whether anything is said of certificates and logs.
    pub(super) const fn has_terms(&self) -> bool {
        self.hostname.is_some() || self.insecure_ignore_tlog.is_some() || self.insecure_ignore_sct
    }

    /// The host that names without one are on, where it is not github.com.
    pub(super) fn host(&self) -> Result<Option<&str>, CliError> {
        let Some(host) = self.hostname.as_deref().filter(|host| *host != GITHUB) else {
            return Ok(None);
        };
        let tenant = host.strip_suffix(".ghe.com").unwrap_or_default();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if tenant.is_empty() || !tenant.chars().all(is_plain) {
            let message = format!(
                "--hostname: `{}` has no attestations: only {GITHUB} and NAME.ghe.com have",
                visible(host)
            );
            return Err(CliError::new(&codes::VERIFY_OPTION, message));
        }
        Ok(Some(host))
    }

    /// Who vouches for workflows on that host.
    pub(super) fn github_issuer(&self) -> Result<String, CliError> {
        let issuer = |host| format!("https://token.actions.{host}");
        Ok(self.host()?.map_or_else(|| GITHUB_ISSUER.to_owned(), issuer))
    }

    /// Whether the repository that was built is named.
    pub(super) const fn names_source(&self) -> bool {
        self.certificate_github_workflow_repository.is_some()
    }

    /// What the certificate must claim to the letter, by the names of claims.
    pub(super) fn claims(&self) -> Vec<(&'static str, String)> {
        let wanted = [
            ("githubWorkflowTrigger", &self.certificate_github_workflow_trigger),
            ("githubWorkflowSHA", &self.certificate_github_workflow_sha),
            ("githubWorkflowName", &self.certificate_github_workflow_name),
            ("githubWorkflowRepository", &self.certificate_github_workflow_repository),
            ("githubWorkflowRef", &self.certificate_github_workflow_ref),
        ];
        wanted.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect()
    }
}

/// `text` with the host before it, unless it has one.
pub(super) fn on_host(text: &str, host: Option<&str>) -> String {
    let first = text.split('/').next().unwrap_or_default();
    match host {
        Some(host) if !text.contains("://") && !first.contains('.') => format!("{host}/{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{CompatArgs, on_host};

    #[test]
    fn only_hosts_of_github_have_attestations() {
        for (host, expected) in [
            (None, Some("https://token.actions.githubusercontent.com")),
            (Some("github.com"), Some("https://token.actions.githubusercontent.com")),
            (Some("acme.ghe.com"), Some("https://token.actions.acme.ghe.com")),
            (Some("ghe.com"), None),
            (Some(".ghe.com"), None),
            (Some("a.b.ghe.com"), None),
            (Some("github.example.com"), None),
        ] {
            let args = CompatArgs { hostname: host.map(str::to_owned), ..CompatArgs::default() };
            assert_eq!(args.github_issuer().ok().as_deref(), expected, "{host:?}");
        }
    }

    #[test]
    fn a_host_that_is_stated_stays() {
        for (text, expected) in [
            ("o", "h.ghe.com/o"),
            ("o/r", "h.ghe.com/o/r"),
            ("o/r/.github/workflows/w.yml", "h.ghe.com/o/r/.github/workflows/w.yml"),
            ("github.com/o/r", "github.com/o/r"),
            ("https://github.com/o/r", "https://github.com/o/r"),
        ] {
            assert_eq!(on_host(text, Some("h.ghe.com")), expected);
            assert_eq!(on_host(text, None), text);
        }
    }
}
