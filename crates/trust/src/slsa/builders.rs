//! Build platforms and builders that are known, as data.
//!
//! Source: SLSA v1.0 and v1.2, "Build: Verifying build platforms": which builder to believe up to
//! which level is the verifier's choice, made beforehand. These are the choices keelmark makes;
//! [`TrustedBuilder`]s of one's own go beside them.

use crate::policy::{Expression, GITHUB_ISSUER};

/// A platform whose certificates say where a build ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Platform {
    /// What people call it.
    pub name: &'static str,
    /// Who vouches for identities there; compared whole.
    pub issuer: &'static str,
    /// What identities there begin with.
    pub identities: &'static str,
    /// What certificates call the platform's own machines.
    pub hosted: &'static str,
    /// What provenance that is written within a build calls them.
    pub runner: Option<&'static str>,
}

/// The platform that names its machines by numbers within the project.
pub(super) const GITLAB: &str = "GitLab CI/CD";

/// Platforms that are believed to level 2.
pub static PLATFORMS: &[Platform] = &[
    Platform {
        name: "GitHub Actions",
        issuer: GITHUB_ISSUER,
        identities: "https://github.com/",
        hosted: "github-hosted",
        runner: Some("https://github.com/actions/runner/github-hosted"),
    },
    Platform {
        name: GITLAB,
        issuer: "https://gitlab.com",
        identities: "https://gitlab.com/",
        hosted: "gitlab-hosted",
        runner: None,
    },
];

/// A builder that is believed to keep signing out of reach of what it builds: level 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrustedBuilder<'a> {
    /// Who vouches for its identity; compared whole.
    pub issuer: &'a str,
    /// Address of its workflow, up to `@`. What follows must be a release: `refs/tags/vX.Y.Z`.
    pub workflow: &'a str,
    /// Builders for which it signs, up to `@`, where it signs for others.
    pub delegates: &'a [&'a str],
}

const GITHUB: &str = GITHUB_ISSUER;

macro_rules! generator {
    ($file:literal) => {
        concat!("https://github.com/slsa-framework/slsa-github-generator/.github/workflows/", $file)
    };
}

/// The builders of slsa-github-generator that sign for others.
const DELEGATES: &[&str] = &[
    generator!("builder_nodejs_slsa3.yml"),
    generator!("builder_bazel_slsa3.yml"),
    generator!("builder_maven_slsa3.yml"),
    generator!("builder_gradle_slsa3.yml"),
];

/// Builders that are believed to level 3.
pub static BUILDERS: &[TrustedBuilder<'static>] = &[
    own(generator!("generator_generic_slsa3.yml")),
    own(generator!("generator_container_slsa3.yml")),
    own(generator!("builder_go_slsa3.yml")),
    own(generator!("builder_docker-based_slsa3.yml")),
    own(generator!("builder_container-based_slsa3.yml")),
    TrustedBuilder {
        issuer: GITHUB,
        workflow: generator!("delegator_generic_slsa3.yml"),
        delegates: DELEGATES,
    },
    TrustedBuilder {
        issuer: GITHUB,
        workflow: generator!("delegator_lowperms-generic_slsa3.yml"),
        delegates: DELEGATES,
    },
];

const fn own(workflow: &'static str) -> TrustedBuilder<'static> {
    TrustedBuilder { issuer: GITHUB, workflow, delegates: &[] }
}

impl TrustedBuilder<'_> {
    /// Whether it is the builder at `address`: its workflow at a release.
    pub(super) fn is_at(&self, address: &str) -> bool {
        released(address) == Some(self.workflow)
    }

    /// Whether it signs for the builder called `id`.
    pub(super) fn signs_for(&self, id: &str) -> bool {
        released(id).is_some_and(|builder| self.delegates.contains(&builder))
    }
}

/// Whether `identity`, a workflow at whatever reference, is one of [`BUILDERS`]: those sign for
/// everyone, so that naming one says nothing of the source.
pub fn is_builder(identity: &str) -> bool {
    let workflow = identity.split_once('@').map_or(identity, |(workflow, _)| workflow);
    BUILDERS.iter().any(|builder| builder.workflow == workflow)
}

/// Whether an expression takes an identity of one of [`BUILDERS`], at whatever reference: who it names
/// says nothing of the source then.
pub fn takes_builders(expression: &Expression) -> bool {
    BUILDERS.iter().any(|builder| expression.can_begin(&format!("{}@", builder.workflow)))
}

/// Whether an expression takes identities of [`BUILDERS`], and not the workflows of anybody too.
pub fn means_builders(expression: &Expression) -> bool {
    let takes_anybody = ANYBODY.iter().all(|workflow| expression.can_begin(workflow));
    takes_builders(expression) && !takes_anybody
}

/// Workflows that have no more in common than that they are GitHub's.
const ANYBODY: [&str; 2] = [
    "https://github.com/octocat/hello-world/.github/workflows/ci.yml@",
    "https://github.com/torvalds/linux/.github/workflows/build.yaml@",
];

/// A workflow's address up to `@`, when a release follows: `refs/tags/vX.Y.Z`. A branch, a commit
/// or a shorter tag can be moved to, or made of, anything.
fn released(address: &str) -> Option<&str> {
    let (workflow, reference) = address.split_once('@')?;
    let version = reference.strip_prefix("refs/tags/v")?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts = version.split('.');
    let is_release = parts.clone().count() == 3 && parts.all(is_number);
    is_release.then_some(workflow)
}

#[cfg(test)]
mod tests {
    use super::{BUILDERS, means_builders, released, takes_builders};
    use crate::policy::Expression;

    #[test]
    fn expressions_that_name_a_builder_name_no_source() {
        let generator = r"https://github\.com/slsa-framework/slsa-github-generator/\.github/workflows/generator_generic_slsa3\.yml";
        let (at_tag, at_one) =
            (format!("{generator}@refs/tags/v[0-9.]+"), format!("{generator}@refs/tags/v2.0.0"));
        for (source, takes, means) in [
            (&*at_tag, true, true),
            (&at_one, true, true),
            (r"https://github\.com/slsa-framework/.*", true, true),
            (r"(https://github\.com/o/r/.*|https://github\.com/slsa-framework/.*)", true, true),
            (r"(?i-u:https://github\.com/SLSA-framework)/.+", true, true),
            // One account more, or the generator's name in any account, is not anybody.
            (r"https://github\.com/(slsa-framework|octocat)/.+", true, true),
            (
                r"https://github\.com/[^/]+/slsa-github-generator/\.github/workflows/generator_generic_slsa3\.yml@.+",
                true,
                true,
            ),
            (".*", true, false),
            (r"https://github\.com/[^/]+/[^/]+/.*", true, false),
            (r"https://github\.com/o/r/.*", false, false),
            (r"https://github\.com/slsa-framework/other/.*", false, false),
            (r"https://github\.com/slsa-framework/slsa-github-generator", false, false),
            (r"[a-z]+@example\.com", false, false),
        ] {
            let expression = Expression::parse(source).unwrap();
            assert_eq!(takes_builders(&expression), takes, "{source}");
            assert_eq!(means_builders(&expression), means, "{source}");
        }
    }

    #[test]
    fn only_a_full_release_counts() {
        let at = |reference: &str| released(&format!("https://h/w.yml@{reference}")).is_some();
        assert!(at("refs/tags/v1.10.0"));
        for other in [
            "refs/heads/main",
            "refs/tags/v1",
            "refs/tags/v1.2",
            "refs/tags/v1.2.3-rc.0",
            "refs/tags/v1.2.3.4",
            "refs/tags/v1.2.",
            "refs/tags/1.2.3",
            "v1.2.3",
            "0123456789abcdef0123456789abcdef01234567",
            "",
        ] {
            assert!(!at(other), "{other}");
        }
        assert_eq!(released("https://h/w.yml"), None);
    }

    #[test]
    fn builders_are_listed_once() {
        for (at, builder) in BUILDERS.iter().enumerate() {
            let others = &BUILDERS[at + 1..];
            assert!(others.iter().all(|other| other.workflow != builder.workflow));
        }
    }
}
