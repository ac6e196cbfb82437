//! How an artifact must have been built. The options are slsa-verifier's.

use clap::builder::NonEmptyStringValueParser;
use keelmark_formats::ParseError;
use keelmark_formats::provenance::{Provenance, Repository};
use keelmark_model::{Check, Outcome, visible};
use keelmark_trust::Verified;
use keelmark_trust::policy::IdentityPolicy;
use keelmark_trust::slsa::{self, BUILDERS, Expectations, Level};

use crate::codes;
use crate::error::CliError;

/// What is expected of the build.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "How it must have been built")]
pub(crate) struct SlsaArgs {
    /// The SLSA build level that the evidence must support, 0 to 3.
    #[arg(long, value_name = "LEVEL", value_parser = clap::value_parser!(u8).range(0..=3))]
    slsa_level: Option<u8>,

    /// The repository that the provenance must name: `github.com/owner/name`. Without a signer
    /// named, its own workflows and the builders that keelmark knows may have signed.
    #[arg(long, value_name = "URI")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    source_uri: Option<String>,

    /// The tag it was built from.
    #[arg(long, value_name = "TAG", conflicts_with = "source_ref")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    source_tag: Option<String>,

    /// The branch it was built from.
    #[arg(long, value_name = "BRANCH", conflicts_with_all = ["source_ref", "source_tag"])]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    source_branch: Option<String>,

    /// The builder that the provenance must name; without `@REF`, at any.
    #[arg(long, value_name = "URI")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    builder_id: Option<String>,
}

/// The same, read.
#[derive(Debug, Clone, Default)]
pub(super) struct Demands {
    repository: Option<Repository>,
    reference: Option<String>,
    /// The commit, where `--source-digest` names one: of provenance too, where something is demanded
    /// of that.
    commit: Option<String>,
    builder_id: Option<String>,
    level: Option<Level>,
    /// Whether there must be provenance, whatever it says.
    provenance: bool,
}

impl SlsaArgs {
    /// Whether anything is expected.
    pub(super) const fn is_stated(&self) -> bool {
        self.slsa_level.is_some()
            || self.source_uri.is_some()
            || self.source_tag.is_some()
            || self.source_branch.is_some()
            || self.builder_id.is_some()
    }

    /// `commit` is what `--source-digest` names.
    pub(super) fn demands(&self, commit: Option<&str>) -> Result<Demands, CliError> {
        let repository = |text: &String| {
            Repository::parse(text).ok_or_else(|| {
                let message = format!(
                    "--source-uri: `{}` is no repository, as `github.com/owner/name`",
                    visible(text)
                );
                CliError::new(&codes::VERIFY_VALUE, message)
            })
        };
        let tag = self.source_tag.as_ref().map(|tag| format!("refs/tags/{tag}"));
        let branch = || self.source_branch.as_ref().map(|branch| format!("refs/heads/{branch}"));
        Ok(Demands {
            repository: self.source_uri.as_ref().map(repository).transpose()?,
            reference: tag.or_else(branch),
            commit: commit.filter(|_| self.is_stated()).map(str::to_owned),
            builder_id: self.builder_id.clone(),
            level: self.slsa_level.and_then(Level::from_number),
            provenance: false,
        })
    }
}

impl Demands {
    fn is_stated(&self) -> bool {
        self.repository.is_some()
            || self.reference.is_some()
            || self.builder_id.is_some()
            || self.level.is_some()
    }

    /// The same, and that there be provenance, where that is demanded.
    pub(super) fn with_provenance(self, provenance: bool) -> Self {
        Self { provenance, ..self }
    }

    /// Whether anything is demanded of how it was built.
    pub(super) fn asks_of_build(&self) -> bool {
        self.provenance || self.is_stated()
    }

    /// Whether the repository that was built is named.
    pub(super) const fn names_source(&self) -> bool {
        self.repository.is_some()
    }

    /// Whether who built is named.
    pub(super) const fn names_builder(&self) -> bool {
        self.builder_id.is_some()
    }

    /// Who may have signed, where nobody was named but the source or the builder; `repository` is the
    /// source where it is named by another option.
    pub(super) fn signers(&self, repository: Option<&Repository>) -> Vec<IdentityPolicy> {
        let repository = self.repository.as_ref().or(repository);
        slsa::signers(repository, self.builder_id.as_deref())
    }

    /// What proven provenance says of the build, and whether that is as expected. `read` is none where
    /// what is proven is no provenance, of which nothing is said unless it is demanded.
    pub(super) fn checks(
        &self,
        target: &str,
        read: Option<&Result<Verified<Provenance>, ParseError>>,
    ) -> Vec<Check> {
        const NAME: &str = "provenance";
        let read = match (read, self.is_stated()) {
            (None, false) => return Vec::new(),
            (None, true) => {
                let detail = "what was signed is no SLSA provenance";
                let code = &keelmark_formats::codes::PROVENANCE_TYPE;
                return vec![Check::fail(NAME, target, code, detail)];
            }
            (Some(Ok(read)), _) => read,
            (Some(Err(error)), true) => {
                return vec![Check::fail(NAME, target, error.code, error.to_string())];
            }
            (Some(Err(error)), false) => {
                return vec![Check::skipped(NAME, target, format!("cannot be read: {error}"))];
            }
        };
        let claims = slsa::claims(read);
        let expected = Expectations {
            source_repository: self.repository.clone(),
            source_commit: self.commit.as_deref(),
            source_reference: self.reference.as_deref(),
            builder_id: self.builder_id.as_deref(),
            level: self.level,
        };
        let mut checks = Vec::new();
        if self.level.is_none() {
            let assessment = slsa::assess(read, claims.as_ref(), BUILDERS);
            let level = assessment.level.number();
            let builder = visible(&read.value().builder_id);
            let detail = format!("SLSA build level {level}, built by {builder}");
            let check = Check::pass(NAME, target, detail);
            let check = match assessment.obstacle() {
                Some(why) => check.with("no higher level", why),
                None => check,
            };
            checks.push(sourced(check, read.value()));
        }
        let found = slsa::check(target, read, claims.as_ref(), &expected, BUILDERS);
        // Who signed is known and holds; what they say of a build is not believed where the certificate
        // says otherwise, which matters to whoever asks for it.
        if !self.is_stated()
            && let Some(against) = found.iter().find(|check| check.outcome == Outcome::Fail)
        {
            let detail = format!("not relied on: {}", against.detail);
            return vec![Check::skipped(NAME, target, detail)];
        }
        checks.extend(found);
        checks
    }
}

/// A check with what the provenance says was built.
fn sourced(check: Check, provenance: &Provenance) -> Check {
    let source = &provenance.source;
    let said = [
        ("repository", source.repository.as_ref().map(Repository::as_str)),
        ("commit", source.commit.as_deref()),
        ("reference", source.reference.as_deref()),
        ("run", provenance.invocation_id.as_deref()),
    ];
    let said = said.into_iter().filter_map(|(name, value)| Some((name, value?)));
    said.fold(check, |check, (name, value)| check.with(name, value))
}

#[cfg(test)]
mod tests {
    use super::SlsaArgs;

    /// A commit is asked of the certificate; of provenance too where anything is asked of that.
    #[test]
    fn a_commit_is_asked_of_provenance_that_is_demanded() {
        let none = SlsaArgs::default();
        let demanded = SlsaArgs { slsa_level: Some(0), ..SlsaArgs::default() };
        for (args, commit) in [(none, None), (demanded, Some("0123".to_owned()))] {
            let demands = args.demands(Some("0123")).unwrap();
            assert_eq!(demands.commit, commit);
        }
    }
}
