//! Who signs the provenance of a repository's builds, for verifiers who name the source alone.
//!
//! slsa-verifier asks for a source and believes the builders it knows. Here the source's own
//! workflows may have signed too; which level that comes to is judged afterwards.

use keelmark_formats::provenance::Repository;

use super::builders::{BUILDERS, PLATFORMS, TrustedBuilder};
use crate::policy::{Expression, IdentityPolicy, Pattern};

/// A release of a builder, as [`BUILDERS`] are believed at.
const RELEASE: &str = r"@refs/tags/v[0-9]+\.[0-9]+\.[0-9]+";

/// Whose signatures count for builds of `repository`: the builder's where one is demanded, else those
/// of every builder known and of the repository's own workflows.
///
/// None where nobody is known to sign for such a builder; whoever asks has to name the signer.
pub fn signers(repository: Option<&Repository>, builder_id: Option<&str>) -> Vec<IdentityPolicy> {
    let own = || repository.into_iter().flat_map(own_workflows);
    let Some(id) = builder_id else {
        return match repository {
            Some(_) => BUILDERS.iter().filter_map(released).chain(own()).collect(),
            None => Vec::new(),
        };
    };
    if PLATFORMS.iter().any(|platform| platform.runner == Some(id)) {
        return own().collect();
    }
    let delegators = BUILDERS.iter().filter(|builder| {
        let named = id.split_once('@').map_or(id, |(builder, _)| builder);
        builder.delegates.contains(&named)
    });
    delegators.filter_map(released).chain(at(id)).collect()
}

fn released(builder: &TrustedBuilder<'_>) -> Option<IdentityPolicy> {
    policy(builder.issuer, &format!("{}{RELEASE}", regex::escape(builder.workflow)))
}

/// The builder itself, where its name is that of a workflow: at any reference unless it has one.
fn at(id: &str) -> Option<IdentityPolicy> {
    let platform = PLATFORMS.iter().find(|platform| id.starts_with(platform.identities))?;
    let reference = if id.contains('@') { "" } else { "@.+" };
    policy(platform.issuer, &format!("{}{reference}", regex::escape(id)))
}

fn own_workflows(repository: &Repository) -> Option<IdentityPolicy> {
    let address = repository.as_str();
    let platform = PLATFORMS.iter().find(|platform| address.starts_with(platform.identities))?;
    let (address, any_case) = (regex::escape(address), repository.folds_case());
    let address = if any_case { format!("(?i-u:{address})") } else { address };
    policy(platform.issuer, &format!("{address}/.+"))
}

/// The expression is made of escaped text, so it fails only on one that is too long for any identity.
fn policy(issuer: &str, expression: &str) -> Option<IdentityPolicy> {
    let identity = Expression::parse(expression).ok().map(Pattern::Expression)?;
    Some(IdentityPolicy { identity: Some(identity), issuer: Pattern::Exact(issuer.to_owned()) })
}

#[cfg(test)]
mod tests {
    use keelmark_formats::provenance::Repository;

    use super::signers;

    const GITHUB: &str = "https://token.actions.githubusercontent.com";
    const GENERATOR: &str = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml";
    const NODE: &str = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/builder_nodejs_slsa3.yml";
    const DELEGATOR: &str = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/delegator_generic_slsa3.yml";

    fn accepts(builder: Option<&str>, identity: &str, issuer: &str) -> bool {
        let repository = Repository::parse("github.com/o/r");
        let signers = signers(repository.as_ref(), builder);
        signers.iter().any(|signer| signer.matches(identity, issuer))
    }

    #[test]
    fn a_source_means_its_own_workflows_and_the_builders_known() {
        let own = "https://github.com/o/r/.github/workflows/release.yml@refs/tags/v1";
        for (identity, issuer, expected) in [
            (own, GITHUB, true),
            (own, "https://gitlab.com", false),
            ("https://github.com/o/r2/.github/workflows/release.yml@refs/tags/v1", GITHUB, false),
            ("https://github.com/o/r", GITHUB, false),
            ("https://github.com/O/R/.github/workflows/release.yml@refs/tags/v1", GITHUB, true),
            (&format!("{GENERATOR}@refs/tags/v2.0.0"), GITHUB, true),
            (&format!("{GENERATOR}@refs/heads/main"), GITHUB, false),
            (&format!("{GENERATOR}@refs/tags/v2.0.0x"), GITHUB, false),
        ] {
            assert_eq!(accepts(None, identity, issuer), expected, "{identity} by {issuer}");
        }
    }

    #[test]
    fn a_builder_means_itself_and_who_signs_for_it() {
        let own = "https://github.com/o/r/.github/workflows/release.yml@refs/tags/v1";
        let runner = "https://github.com/actions/runner/github-hosted";
        for (builder, identity, expected) in [
            (GENERATOR, &*format!("{GENERATOR}@refs/tags/v1.0.0"), true),
            (GENERATOR, own, false),
            (GENERATOR, &format!("{GENERATOR}x@refs/tags/v1.0.0"), false),
            (NODE, &format!("{DELEGATOR}@refs/tags/v2.1.0"), true),
            (NODE, &format!("{DELEGATOR}@refs/heads/main"), false),
            (
                &format!("{GENERATOR}@refs/tags/v1.0.0"),
                &format!("{GENERATOR}@refs/tags/v1.0.1"),
                false,
            ),
            (runner, own, true),
            (runner, &format!("{GENERATOR}@refs/tags/v1.0.0"), false),
            ("https://cloudbuild.googleapis.com/GoogleHostedWorker", own, false),
        ] {
            assert_eq!(accepts(Some(builder), identity, GITHUB), expected, "{builder} {identity}");
        }
    }

    #[test]
    fn nobody_without_a_source_or_a_builder() {
        assert!(signers(None, None).is_empty());
    }
}
