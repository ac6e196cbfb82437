//! What a signer's certificate claims of the build it was issued to.

use std::borrow::Cow;

use keelmark_formats::certificate::fulcio::Claims;
use keelmark_formats::provenance::source::{Repository, Source, commit};
use keelmark_model::visible;

use crate::certificate::CertificateIdentity;
use crate::policy::GITHUB_ISSUER;

/// Claims of a certificate, each only where it is there.
///
/// Source: Fulcio's `oid-info.md`; the number is that of the extension below 1.3.6.1.4.1.57264.1.
/// The certificate was verified before; a claim of one that was not proves nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SignerClaims<'a> {
    /// Subject alternative name: a workflow's address, a person's or a machine's mail address.
    pub identity: Option<&'a str>,
    /// Who vouched for the identity to the authority (8, or 1).
    pub issuer: Option<&'a str>,
    /// The workflow that ran, and signed: of a reusable one, its own address (9).
    pub build_signer_uri: Option<&'a str>,
    /// Commit of that workflow (10).
    pub build_signer_digest: Option<&'a str>,
    /// `github-hosted`, `gitlab-hosted`, `self-hosted` (11).
    pub runner_environment: Option<&'a str>,
    /// Repository that was built (12).
    pub source_repository_uri: Option<&'a str>,
    /// Its commit (13).
    pub source_repository_digest: Option<&'a str>,
    /// Its reference (14).
    pub source_repository_ref: Option<&'a str>,
    /// The workflow that was started: the caller of a reusable one (18).
    pub build_config_uri: Option<&'a str>,
    /// The run (21).
    pub run_invocation_uri: Option<&'a str>,
    /// Commit, in certificates of GitHub before 2023 (3).
    pub github_workflow_sha: Option<&'a str>,
    /// `owner/name`, in certificates of GitHub before 2023 (5).
    pub github_workflow_repository: Option<&'a str>,
    /// Reference, in certificates of GitHub before 2023 (6).
    pub github_workflow_ref: Option<&'a str>,
}

impl<'a> SignerClaims<'a> {
    /// The claims of a certificate that was verified.
    pub fn of(certified: &'a CertificateIdentity) -> Self {
        Self { identity: certified.name.text(), ..Self::without_identity(&certified.claims) }
    }

    /// The same of claims alone.
    pub(crate) fn without_identity(claims: &'a Claims) -> Self {
        Self {
            identity: None,
            issuer: claims.issuer.as_deref(),
            build_signer_uri: claims.build_signer_uri.as_deref(),
            build_signer_digest: claims.build_signer_digest.as_deref(),
            runner_environment: claims.runner_environment.as_deref(),
            source_repository_uri: claims.source_repository_uri.as_deref(),
            source_repository_digest: claims.source_repository_digest.as_deref(),
            source_repository_ref: claims.source_repository_ref.as_deref(),
            build_config_uri: claims.build_config_uri.as_deref(),
            run_invocation_uri: claims.run_invocation_uri.as_deref(),
            github_workflow_sha: claims.github_workflow_sha.as_deref(),
            github_workflow_repository: claims.github_workflow_repository.as_deref(),
            github_workflow_ref: claims.github_workflow_ref.as_deref(),
        }
    }

    /// The source that was built.
    pub fn source(&self) -> Source {
        Source {
            repository: self.repository().as_deref().and_then(Repository::parse),
            commit: self.commit().and_then(commit),
            reference: self.reference().map(str::to_owned),
            entry_point: None,
        }
    }

    /// The repository that was built, in the form that is compared; one that cannot be read, as it is
    /// claimed: it is none that anybody expects.
    pub(crate) fn stated_repository(&self) -> Option<String> {
        let claimed = self.repository()?;
        let read = Repository::parse(&claimed).map(|read| read.to_string());
        Some(read.unwrap_or_else(|| claimed.into_owned()))
    }

    /// The commit that was built, likewise.
    pub(crate) fn stated_commit(&self) -> Option<String> {
        let claimed = self.commit()?;
        Some(commit(claimed).unwrap_or_else(|| claimed.to_owned()))
    }

    /// What a certificate claims twice, and not the same both times: the claims that Fulcio made of
    /// GitHub's workflows before 2023 stand beside those that replaced them.
    pub(crate) fn disagreement(&self) -> Option<String> {
        let former = self.former(self.github_workflow_repository);
        let former = former.map(|name| format!("https://github.com/{name}"));
        let is_same = |a: &str, b: &str| {
            let (a, b) = (Repository::parse(a), Repository::parse(b));
            a.is_some() && a == b
        };
        let repositories = self.source_repository_uri.zip(former.as_deref());
        let commits = self.source_repository_digest.zip(self.former(self.github_workflow_sha));
        let references = self.source_repository_ref.zip(self.former(self.github_workflow_ref));
        let differ = |what: &str, (one, other): (&str, &str)| {
            let (one, other) = (visible(one), visible(other));
            format!("it claims two {what}, `{one}` and `{other}`")
        };
        // Fulcio makes both of one claim of a workflow; of others it calls a service the signer.
        let signers = self.identity.zip(self.build_signer_uri);
        let signers = signers.filter(|(one, other)| {
            self.issuer == Some(GITHUB_ISSUER) || is_workflow(one) && is_workflow(other)
        });
        let signers = signers.filter(|(one, other)| one != other);
        let repositories = repositories.filter(|(one, other)| !is_same(one, other));
        let repositories = repositories.map(|pair| differ("repositories", pair));
        let commits = commits.filter(|(one, other)| one != other);
        let references = references.filter(|(one, other)| one != other);
        repositories
            .or_else(|| signers.map(|pair| differ("signers", pair)))
            .or_else(|| commits.map(|pair| differ("commits", pair)))
            .or_else(|| references.map(|pair| differ("references", pair)))
    }

    /// Address of the repository that was built.
    pub(crate) fn repository(&self) -> Option<Cow<'a, str>> {
        let former = || {
            Some(format!("https://github.com/{}", self.former(self.github_workflow_repository)?))
        };
        self.source_repository_uri.map(Cow::Borrowed).or_else(|| former().map(Cow::Owned))
    }

    /// Commit that was built, as claimed.
    pub(crate) fn commit(&self) -> Option<&'a str> {
        self.source_repository_digest.or_else(|| self.former(self.github_workflow_sha))
    }

    /// Reference that was built.
    pub(crate) fn reference(&self) -> Option<&'a str> {
        self.source_repository_ref.or_else(|| self.former(self.github_workflow_ref))
    }

    /// A claim that Fulcio made of GitHub's workflows alone before 2023: any other issuer could put
    /// what it likes there.
    fn former(&self, claim: Option<&'a str>) -> Option<&'a str> {
        claim.filter(|_| self.issuer == Some(GITHUB_ISSUER))
    }

    /// Whether the signer is the right one. Where a certificate names its signer twice, both names have
    /// to be.
    pub(crate) fn names_signer(&self, is_right: &dyn Fn(&str) -> bool) -> bool {
        self.signer().is_some()
            && self.identity.is_none_or(is_right)
            && self.build_signer_uri.is_none_or(is_right)
    }

    /// The workflow that signed.
    pub fn signer(&self) -> Option<&str> {
        self.build_signer_uri.or(self.identity)
    }
}

/// Whether an address has the form of a workflow's, on whatever host: a path that all of GitHub's have, or
/// the two strokes before the file of a pipeline of GitLab's.
fn is_workflow(address: &str) -> bool {
    let path = address.split_once("://").map_or(address, |(_, path)| path);
    path.contains("/.github/workflows/") || path.contains("//")
}

#[cfg(test)]
mod tests {
    use super::{GITHUB_ISSUER, SignerClaims};

    /// Fulcio makes the name and the Build Signer URI of a workflow of one claim.
    #[test]
    fn a_workflow_has_one_name() {
        let own = "https://github.com/o/r/.github/workflows/w.yml@refs/tags/v1";
        let other = "https://github.com/e/w/.github/workflows/w.yml@refs/tags/v1";
        let pipeline = "https://gitlab.com/g/p//.gitlab-ci.yml@refs/tags/v1";
        let others = "https://gitlab.com/e/p//.gitlab-ci.yml@refs/tags/v1";
        let (elsewhere, service) = ("https://issuer.example", "https://issuer.example/service");
        for (identity, issuer, signer, agrees) in [
            (own, GITHUB_ISSUER, Some(own), true),
            (own, GITHUB_ISSUER, None, true),
            (own, GITHUB_ISSUER, Some(other), false),
            (own, GITHUB_ISSUER, Some(service), false),
            (own, elsewhere, Some(other), false),
            (own, elsewhere, Some(service), true),
            ("https://issuer.example/job", elsewhere, Some(service), true),
            (pipeline, "https://gitlab.com", Some(pipeline), true),
            (pipeline, "https://gitlab.com", Some(others), false),
        ] {
            let claims = SignerClaims {
                identity: Some(identity),
                issuer: Some(issuer),
                build_signer_uri: signer,
                ..SignerClaims::default()
            };
            assert_eq!(claims.disagreement().is_none(), agrees, "{issuer} {signer:?}");
        }
    }
}
