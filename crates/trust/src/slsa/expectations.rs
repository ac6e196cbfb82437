//! Whether a build is the one expected: of this source, by this builder, to this level.

use keelmark_formats::provenance::{Provenance, Repository};
use keelmark_model::{Check, Code, Fact, visible};

use super::requirements::{contradiction, foreign_builder, same_repository, same_text};
use super::{Level, TrustedBuilder, assess};
use crate::claims::SignerClaims;
use crate::{Verified, codes};

/// What is expected of a build; what is not expected is not looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expectations<'a> {
    /// The repository built.
    pub source_repository: Option<Repository>,
    /// The commit built, in lowercase hexadecimal.
    pub source_commit: Option<&'a str>,
    /// The full reference built: `refs/tags/v1.0.0`.
    pub source_reference: Option<&'a str>,
    /// The builder: with what follows `@` exactly that, without it at any reference.
    pub builder_id: Option<&'a str>,
    /// The level reached, at least.
    pub level: Option<Level>,
}

/// A check for each expectation, of the provenance and of the claims of the certificate that signed
/// it: both have to say it. A key claims nothing; of what it signed the provenance has to say it.
pub fn check(
    target: &str,
    provenance: &Verified<Provenance>,
    claims: Option<&SignerClaims<'_>>,
    expected: &Expectations<'_>,
    builders: &[TrustedBuilder<'_>],
) -> Vec<Check> {
    let claims_given = claims.copied().unwrap_or_default();
    let own = provenance.value();
    let mut checks = Vec::new();
    if let Some(against) = contradiction(own, claims, builders) {
        checks.push(Check::fail("provenance", target, &codes::SLSA_CONTRADICTION, against));
    }
    let text = |repository: &Option<Repository>| repository.as_ref().map(ToString::to_string);
    let source = &own.source;
    let expectations = [
        Expectation {
            name: "source-uri",
            is_same: same_repository,
            code: &codes::PROVENANCE_SOURCE_URI,
            wanted: text(&expected.source_repository),
            said: text(&source.repository),
            claimed: claims_given.stated_repository(),
        },
        Expectation {
            name: "source-digest",
            is_same: same_text,
            code: &codes::PROVENANCE_SOURCE_DIGEST,
            wanted: expected.source_commit.map(str::to_ascii_lowercase),
            said: source.commit.clone(),
            claimed: claims_given.stated_commit(),
        },
        Expectation {
            name: "source-ref",
            is_same: same_text,
            code: &codes::PROVENANCE_SOURCE_REF,
            wanted: expected.source_reference.map(str::to_owned),
            said: source.reference.clone(),
            claimed: claims_given.reference().map(str::to_owned),
        },
    ];
    let is_certified = claims.is_some();
    let expected_checks = expectations.iter().filter_map(|it| it.check(target, is_certified));
    checks.extend(expected_checks);
    if let Some(wanted) = expected.builder_id {
        let foreign = claims.and_then(|claims| foreign_builder(own, claims, builders));
        checks.push(builder(target, own, wanted, foreign));
    }
    if let Some(wanted) = expected.level {
        checks.push(level(target, provenance, claims, wanted, builders));
    }
    checks
}

/// One value: what is wanted, what the provenance says, what the certificate claims.
struct Expectation {
    name: &'static str,
    is_same: fn(&str, &str) -> bool,
    code: &'static Code,
    wanted: Option<String>,
    said: Option<String>,
    claimed: Option<String>,
}

impl Expectation {
    fn check(&self, target: &str, is_certified: bool) -> Option<Check> {
        let wanted = self.wanted.as_deref()?;
        let sources = [("provenance", &self.said), ("certificate", &self.claimed)];
        let stated =
            || sources.into_iter().filter_map(|(who, value)| Some((who, value.as_deref()?)));
        let mut silent = sources
            .into_iter()
            .filter(|(who, value)| value.is_none() && (is_certified || *who == "provenance"));
        let check = if let Some((who, value)) =
            stated().find(|(_, value)| !(self.is_same)(value, wanted))
        {
            let detail = format!("the {who} says `{}`, not `{}`", visible(value), visible(wanted));
            Check::fail(self.name, target, self.code, detail)
        } else if let Some((who, _)) = silent.next() {
            let detail = format!("the {who} does not say; `{}` is demanded", visible(wanted));
            Check::unknown(self.name, target, &codes::PROVENANCE_UNSTATED, detail)
        } else {
            Check::pass(self.name, target, visible(wanted))
        };
        let facts = stated().map(|(name, value)| Fact { name, value: value.to_owned() }).collect();
        Some(Check { facts, ..check })
    }
}

/// A certificate has to be of the builder named; a key that is trusted may say who built.
fn builder(target: &str, own: &Provenance, wanted: &str, foreign: Option<String>) -> Check {
    let id = own.builder_id.as_str();
    let is_at_any = || id.split_once('@').is_some_and(|(builder, _)| builder == wanted);
    let check = if id != wanted && !is_at_any() {
        let detail = format!("the builder is `{}`, not `{}`", visible(id), visible(wanted));
        Check::fail("builder-id", target, &codes::PROVENANCE_BUILDER_ID, detail)
    } else if let Some(against) = foreign {
        Check::fail("builder-id", target, &codes::SLSA_BUILDER_IDENTITY, against)
    } else {
        Check::pass("builder-id", target, visible(id))
    };
    let facts = vec![Fact { name: "provenance", value: id.to_owned() }];
    Check { facts, ..check }
}

fn level(
    target: &str,
    provenance: &Verified<Provenance>,
    claims: Option<&SignerClaims<'_>>,
    wanted: Level,
    builders: &[TrustedBuilder<'_>],
) -> Check {
    let assessment = assess(provenance, claims, builders);
    let (reached, asked) = (assessment.level.number(), wanted.number());
    let obstacle = assessment.obstacle();
    let check = if assessment.level >= wanted {
        let why = obstacle.map_or_else(String::new, |why| format!("; no higher: {why}"));
        Check::pass("slsa-level", target, format!("build level {reached}{why}"))
    } else {
        let why = obstacle.map_or_else(String::new, |why| format!(": {why}"));
        let detail = format!("build level {reached}, and {asked} was asked for{why}");
        Check::fail("slsa-level", target, &codes::SLSA_LEVEL, detail)
    };
    Check { facts: assessment.facts(), ..check }
}
