//! Who writes provenance, told by its build type.

use crate::predicate::slsa_provenance_v1::BUILD_TYPE;

/// Whose build type it is; each has its own place for the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Generator {
    /// A workflow of GitHub Actions: `actions/attest-build-provenance`, and npm's command line for v1.
    GitHubWorkflow,
    /// slsa-github-generator, in any of its forms.
    SlsaGitHubGenerator,
    /// npm's command line for v0.2, on GitHub Actions or GitLab.
    NpmCli,
    /// GitLab's runner, or GitLab itself.
    GitLab,
    /// `keelmark attest`.
    Keelmark,
    /// Anybody else.
    Other,
}

/// Beginning of a build type, and whose it is. A build type that ends the entry, or goes on with a
/// version, belongs to it.
const BUILD_TYPES: &[(&str, Generator)] = &[
    ("https://actions.github.io/buildtypes/workflow/v1", Generator::GitHubWorkflow),
    (
        "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1",
        Generator::GitHubWorkflow,
    ),
    ("https://github.com/slsa-framework/slsa-github-generator", Generator::SlsaGitHubGenerator),
    ("https://slsa.dev/container-based-build/v0.1", Generator::SlsaGitHubGenerator),
    ("https://github.com/npm/cli/gha", Generator::NpmCli),
    ("https://github.com/npm/cli/gitlab", Generator::NpmCli),
    ("https://gitlab.com/gitlab-org/gitlab-runner/-/blob/", Generator::GitLab),
    ("https://docs.gitlab.com/ci/pipeline_security/slsa/provenance_v1", Generator::GitLab),
    (BUILD_TYPE, Generator::Keelmark),
];

impl Generator {
    /// Whose `build_type` is.
    pub fn of(build_type: &str) -> Self {
        let belongs = |known: &str| {
            build_type.strip_prefix(known).is_some_and(|rest| {
                rest.is_empty() || known.ends_with('/') || rest.starts_with(['@', '/', '?', '-'])
            })
        };
        BUILD_TYPES.iter().find(|(known, _)| belongs(known)).map_or(Self::Other, |(_, who)| *who)
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GitHubWorkflow => "GitHub Actions workflow",
            Self::SlsaGitHubGenerator => "slsa-github-generator",
            Self::NpmCli => "npm",
            Self::GitLab => "GitLab",
            Self::Keelmark => "keelmark",
            Self::Other => "another generator",
        }
    }
}
