//! What a certificate must say of the build that signed.
//!
//! Source: Fulcio's `oid-info.md`; the options are those of `gh attestation verify`. Everything is
//! compared part by part: a prefix or a substring of an address proves nothing about its rest.

use std::fmt;

use keelmark_formats::certificate::fulcio::Claims;
use keelmark_formats::provenance::source;
use keelmark_model::Check;

use crate::claims::SignerClaims;
use crate::codes;
use crate::slsa::builders::{PLATFORMS, Platform};

/// What a certificate must say of the build. Empty: nothing is demanded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildPolicy {
    /// Address of the account the source belongs to.
    pub owner: Option<Owner>,
    /// The repository the source came from.
    pub repository: Option<Repository>,
    /// The repository whose workflow signed; not stated, and with no workflow or identity stated
    /// either, it must be the source's own.
    pub signer_repository: Option<Repository>,
    /// The workflow that signed.
    pub signer_workflow: Option<Workflow>,
    /// Commit of the workflow that signed.
    pub signer_digest: Option<String>,
    /// Commit the source was built at.
    pub source_digest: Option<String>,
    /// Ref the source was built at, in full: `refs/tags/v1`.
    pub source_ref: Option<String>,
    /// Whether the build must have run on the platform's own machines.
    pub deny_self_hosted_runners: bool,
    /// Whether the identity is judged by an identity policy, so that a source repository does not
    /// stand for its signer too.
    pub signer_stated: bool,
    /// Claims by the names of [`Claims::NAMES`], and what each must be to the letter.
    pub claims: Vec<(&'static str, String)>,
}

/// An account on a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    host: String,
    name: String,
}

/// A repository on a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    owner: Owner,
    name: String,
}

/// A workflow file of a repository, perhaps at one ref.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workflow {
    repository: Repository,
    /// With a stroke before it on GitLab, as it has there.
    path: String,
    reference: Option<String>,
}

/// Why a text names no account, repository or workflow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {wanted}")]
pub struct LocationError {
    /// The text.
    pub text: String,
    /// The form it should have.
    pub wanted: &'static str,
}

const DEFAULT_HOST: &str = "github.com";

impl Owner {
    /// Reads `NAME`, `HOST/NAME` or `https://HOST/NAME`.
    ///
    /// # Errors
    /// [`LocationError`].
    pub fn parse(text: &str) -> Result<Self, LocationError> {
        let wanted = "an account, as `octocat` or `github.com/octocat`";
        let error = || LocationError { text: text.to_owned(), wanted };
        match segments(text).ok_or_else(error)?.as_slice() {
            [name] if !text.contains("://") && !is_host(name) => Ok(Self::new(DEFAULT_HOST, name)),
            [host, name] if is_host(host) => Ok(Self::new(host, name)),
            [host, groups @ .., name] if has_groups(host) => {
                Ok(Self::new(host, &format!("{}/{name}", groups.join("/"))))
            }
            _ => Err(error()),
        }
    }

    fn new(host: &str, name: &str) -> Self {
        Self { host: host.to_owned(), name: name.to_owned() }
    }

    fn is(&self, other: &Self) -> bool {
        self.host.eq_ignore_ascii_case(&other.host) && self.same(&self.name, &other.name)
    }

    /// Whether two names are one to the host.
    fn same(&self, one: &str, other: &str) -> bool {
        one == other || source::folds_case(&self.host) && one.eq_ignore_ascii_case(other)
    }
}

impl Repository {
    /// Reads `OWNER/NAME`, `HOST/OWNER/NAME` or `https://HOST/OWNER/NAME`.
    ///
    /// # Errors
    /// [`LocationError`].
    pub fn parse(text: &str) -> Result<Self, LocationError> {
        let wanted = "a repository, as `owner/name` or `github.com/owner/name`";
        let error = || LocationError { text: text.to_owned(), wanted };
        match segments(text).ok_or_else(error)?.as_slice() {
            [owner, name] if !text.contains("://") && !is_host(owner) => {
                Ok(Self::new(DEFAULT_HOST, owner, name))
            }
            [host, owner, name] if is_host(host) => Ok(Self::new(host, owner, name)),
            [host, groups @ .., name] if has_groups(host) && !groups.is_empty() => {
                Ok(Self::new(host, &groups.join("/"), name))
            }
            _ => Err(error()),
        }
    }

    fn new(host: &str, owner: &str, name: &str) -> Self {
        Self { owner: Owner::new(host, owner), name: name.to_owned() }
    }

    fn is(&self, other: &Self) -> bool {
        self.owner.is(&other.owner) && self.owner.same(&self.name, &other.name)
    }
}

impl Workflow {
    /// Reads `OWNER/NAME/PATH`, of GitLab `HOST/GROUP/PROJECT//PATH`, with a host before it and `@REF` behind
    /// it where they are stated: a ref in full, or a commit. Nothing else may follow an `@`, which file names
    /// may have too: `release.yml@evil.yml@refs/heads/main` is another file than `release.yml`.
    ///
    /// # Errors
    /// [`LocationError`].
    pub fn parse(text: &str) -> Result<Self, LocationError> {
        let wanted = "a workflow, as `owner/name/.github/workflows/release.yml`";
        let error = || LocationError { text: text.to_owned(), wanted };
        let (location, reference) = match text.split_once('@') {
            Some((location, reference)) => (location, Some(reference.to_owned())),
            None => (text, None),
        };
        if let Some((project, path)) = in_gitlab(location) {
            let repository = Repository::parse(project).map_err(|_| error())?;
            let plain = parts(path).is_some() && reference.as_deref().is_none_or(is_reference);
            let found = Self { repository, path: format!("/{path}"), reference };
            return Some(found).filter(|_| plain).ok_or_else(error);
        }
        let parts = segments(location).ok_or_else(error)?;
        let (host, rest) = match parts.as_slice() {
            [host, rest @ ..] if text.contains("://") || is_host(host) => (*host, rest),
            rest => (DEFAULT_HOST, rest),
        };
        match rest {
            [owner, name, path @ ..]
                if !path.is_empty()
                    && !owner.starts_with('.')
                    && !host.eq_ignore_ascii_case(GITLAB)
                    && reference.as_deref().is_none_or(is_reference) =>
            {
                let repository = Repository::new(host, owner, name);
                Ok(Self { repository, path: path.join("/"), reference })
            }
            _ => Err(error()),
        }
    }

    /// Whether `signed`, a certificate's identity, is this workflow; at any ref where none is stated.
    fn is(&self, signed: &Self) -> bool {
        self.repository.is(&signed.repository)
            && self.path == signed.path
            && (self.reference.is_none() || self.reference == signed.reference)
    }
}

/// The parts of an address, without its scheme; none of them empty or a dot.
fn segments(text: &str) -> Option<Vec<&str>> {
    parts(text.strip_prefix("https://").unwrap_or(text))
}

fn parts(text: &str) -> Option<Vec<&str>> {
    let plain = |part: &&str| {
        !part.is_empty()
            && *part != "."
            && *part != ".."
            && !part.contains(|c: char| c.is_whitespace() || c.is_control() || "?#\\:".contains(c))
    };
    let parts: Vec<&str> = text.split('/').collect();
    parts.iter().all(plain).then_some(parts)
}

/// Whether `text` is what follows a workflow's file in an identity.
fn is_reference(text: &str) -> bool {
    let is_commit = [40, 64].contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit());
    is_commit || text.strip_prefix("refs/").is_some_and(|name| !name.is_empty())
}

const GITLAB: &str = "gitlab.com";

/// Whether a host may be GitLab's, where projects are in groups, and groups in groups: anybody may run one,
/// under any name, but GitHub's hosts are GitHub's alone.
fn has_groups(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    is_host(&host) && host != DEFAULT_HOST && !host.ends_with(".ghe.com")
}

/// The project and the file of a pipeline of GitLab, between which its identities have two strokes.
fn in_gitlab(location: &str) -> Option<(&str, &str)> {
    let address = location.strip_prefix("https://").unwrap_or(location);
    let (project, path) = address.split_once("//")?;
    project.split('/').next().is_some_and(has_groups).then_some((project, path))
}

/// An account's name has no dot, a host's has.
fn is_host(part: &str) -> bool {
    part.contains('.') && !part.starts_with('.')
}

impl BuildPolicy {
    /// Whether nothing is demanded.
    pub fn is_empty(&self) -> bool {
        let Self {
            owner,
            repository,
            signer_repository,
            signer_workflow,
            signer_digest,
            source_digest,
            source_ref,
            deny_self_hosted_runners,
            // It says how the rest is meant.
            signer_stated: _,
            claims,
        } = self;
        let texts = [signer_digest, source_digest, source_ref];
        owner.is_none()
            && repository.is_none()
            && signer_repository.is_none()
            && signer_workflow.is_none()
            && texts.iter().all(|text| text.is_none())
            && !deny_self_hosted_runners
            && claims.is_empty()
    }

    /// The host of who must have signed, where a repository, a workflow or an account is named.
    pub fn host(&self) -> Option<&str> {
        let workflow = self.signer_workflow.as_ref().map(|workflow| &workflow.repository);
        let repository = workflow.or(self.signer_repository.as_ref()).or(self.repository.as_ref());
        let owner = repository.map(|repository| &repository.owner).or(self.owner.as_ref());
        owner.map(|owner| owner.host.as_str())
    }

    /// Checks what the certificate of `identity` claims, one check for each demand.
    pub(crate) fn check(&self, target: &str, identity: &str, claims: &Claims) -> Vec<Check> {
        if self.is_empty() {
            return Vec::new();
        }
        let judge = Judge { target, claims };
        let source = SignerClaims::without_identity(claims);
        let signed = Workflow::parse(identity).ok().filter(|_| identity.starts_with("https://"));
        let mut checks = Vec::new();
        if let Some(owner) = &self.owner {
            let found = claims.source_repository_owner_uri.as_deref();
            let is = |uri: &str| address(uri, Owner::parse).is_some_and(|found| owner.is(&found));
            checks.push(judge.claim("source owner", owner, found, is));
        }
        if let Some(repository) = &self.repository {
            let found = source.repository();
            let found = found.as_deref();
            let is = |uri: &str| address(uri, Repository::parse).is_some_and(|r| repository.is(&r));
            checks.push(judge.claim("source repository", repository, found, is));
        }
        checks.extend(self.signer(&judge, identity, signed.as_ref()));
        let exact = [
            ("signer digest", &self.signer_digest, claims.build_signer_digest.as_deref()),
            ("source digest", &self.source_digest, source.commit()),
            ("source ref", &self.source_ref, source.reference()),
        ];
        for (what, wanted, found) in exact {
            if let Some(wanted) = wanted {
                checks.push(judge.claim(what, wanted, found, |found| found == wanted));
            }
        }
        for (name, wanted) in &self.claims {
            let found = claims.iter().find_map(|(claim, value)| (claim == *name).then_some(value));
            checks.push(judge.claim(name, wanted, found, |found| found == wanted));
        }
        if self.deny_self_hosted_runners {
            let (found, hosted) = (claims.runner_environment.as_deref(), hosted(claims));
            checks.push(judge.claim("runner", &hosted, found, |found| found == hosted));
        }
        checks
    }

    /// Who may sign for the source: the workflow or repository stated, else one of the source's own.
    fn signer(&self, judge: &Judge<'_>, identity: &str, signed: Option<&Workflow>) -> Vec<Check> {
        let repository = |wanted: &dyn fmt::Display, is: &dyn Fn(&Repository) -> bool| {
            let holds = |_: &str| signed.is_some_and(|signed| is(&signed.repository));
            judge.claim("signer repository", wanted, Some(identity), holds)
        };
        let mut checks = Vec::new();
        if let Some(wanted) = &self.signer_repository {
            checks.push(repository(wanted, &|found| wanted.is(found)));
        }
        if let Some(wanted) = &self.signer_workflow {
            let holds = |_: &str| signed.is_some_and(|signed| wanted.is(signed));
            checks.push(judge.claim("signer workflow", wanted, Some(identity), holds));
        }
        if checks.is_empty() && !self.signer_stated {
            if let Some(wanted) = &self.repository {
                checks.push(repository(wanted, &|found| wanted.is(found)));
            } else if let Some(wanted) = &self.owner {
                checks.push(repository(wanted, &|found| wanted.is(&found.owner)));
            }
        }
        checks
    }
}

/// What the platform of the certificate calls its own machines.
fn hosted(claims: &Claims) -> &'static str {
    let is_issuer = |platform: &&Platform| claims.issuer.as_deref() == Some(platform.issuer);
    PLATFORMS.iter().find(is_issuer).map_or("github-hosted", |platform| platform.hosted)
}

/// The issuer of the tokens of GitHub's workflows.
pub const GITHUB_ISSUER: &str = "https://token.actions.githubusercontent.com";

/// A claim that holds an address holds its scheme too.
fn address<T>(uri: &str, parse: fn(&str) -> Result<T, LocationError>) -> Option<T> {
    parse(uri).ok().filter(|_| uri.starts_with("https://"))
}

struct Judge<'a> {
    target: &'a str,
    claims: &'a Claims,
}

impl Judge<'_> {
    fn claim(
        &self,
        what: &'static str,
        wanted: &dyn fmt::Display,
        found: Option<&str>,
        is: impl Fn(&str) -> bool,
    ) -> Check {
        let check = match found {
            Some(found) if is(found) => Check::pass(what, self.target, found),
            Some(found) => {
                let detail = format!("the certificate says {found}, not {wanted}");
                Check::fail(what, self.target, &codes::IDENTITY_CLAIM, detail)
            }
            None => {
                let detail = format!("the certificate does not say; {wanted} is demanded");
                Check::fail(what, self.target, &codes::IDENTITY_CLAIM_ABSENT, detail)
            }
        };
        match &self.claims.issuer {
            Some(issuer) => check.with("said by", issuer),
            None => check,
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}/{}", self.host, self.name)
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

impl fmt::Display for Workflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.repository, self.path)?;
        match &self.reference {
            Some(reference) => write!(f, "@{reference}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
