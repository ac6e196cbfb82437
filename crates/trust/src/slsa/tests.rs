use keelmark_formats::hash;
use keelmark_formats::provenance::{Provenance, Repository};
use keelmark_model::Outcome;
use serde_json::{Value, json};

use super::{Assessment, BUILDERS, Expectations, Level, TrustedBuilder, assess, check};
use crate::claims::SignerClaims;
use crate::{Signer, Verified};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
const OTHER: &str = "89abcdef0123456789abcdef0123456789abcdef";
const GENERATOR: &str = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@refs/tags/v2.1.0";
const DELEGATOR: &str = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/delegator_generic_slsa3.yml@refs/tags/v2.1.0";
const NODEJS: &str = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/builder_nodejs_slsa3.yml@refs/tags/v2.1.0";
const WORKFLOW: &str = "https://github.com/o/r/.github/workflows/release.yml@refs/tags/v1.0.0";
const RUN: &str = "https://github.com/o/r/actions/runs/1/attempts/1";

fn verified(provenance: Provenance) -> Verified<Provenance> {
    Verified::new(provenance, Signer::Key { fingerprint: hash::sha256(b"key") })
}

/// What a generator for GitHub writes.
fn v0_2(builder: &str) -> Verified<Provenance> {
    let predicate = json!({
        "builder": {"id": builder},
        "buildType": "https://github.com/slsa-framework/slsa-github-generator/generic@v1",
        "invocation": {"configSource": {
            "uri": "git+https://github.com/o/r@refs/tags/v1.0.0",
            "digest": {"sha1": COMMIT},
            "entryPoint": ".github/workflows/release.yml",
        }},
        "metadata": {"buildInvocationID": "1-1"},
    });
    parse("https://slsa.dev/provenance/v0.2", &predicate)
}

/// What `actions/attest-build-provenance` writes, and npm.
fn v1(builder: &str) -> Verified<Provenance> {
    parse("https://slsa.dev/provenance/v1", &on_github(builder))
}

fn on_github(builder: &str) -> Value {
    json!({
        "buildDefinition": {
            "buildType": "https://actions.github.io/buildtypes/workflow/v1",
            "externalParameters": {"workflow": {
                "repository": "https://github.com/o/r",
                "ref": "refs/tags/v1.0.0",
                "path": ".github/workflows/release.yml",
            }},
            "resolvedDependencies": [{
                "uri": "git+https://github.com/o/r@refs/tags/v1.0.0",
                "digest": {"gitCommit": COMMIT},
            }],
        },
        "runDetails": {"builder": {"id": builder}, "metadata": {"invocationId": RUN}},
    })
}

fn parse(predicate_type: &str, predicate: &Value) -> Verified<Provenance> {
    verified(Provenance::parse(predicate_type, predicate.to_string().as_bytes()).unwrap())
}

fn github(signer: &str) -> SignerClaims<'_> {
    SignerClaims {
        identity: Some(signer),
        issuer: Some("https://token.actions.githubusercontent.com"),
        build_signer_uri: Some(signer),
        runner_environment: Some("github-hosted"),
        source_repository_uri: Some("https://github.com/o/r"),
        source_repository_digest: Some(COMMIT),
        source_repository_ref: Some("refs/tags/v1.0.0"),
        run_invocation_uri: Some(RUN),
        ..SignerClaims::default()
    }
}

/// The level, and the codes of what is not given, in order.
fn summary(assessment: &Assessment) -> (u8, Vec<&'static str>) {
    let codes = assessment.requirements.iter().filter_map(|found| Some(found.code?.id));
    (assessment.level.number(), codes.collect())
}

/// Name of the case, provenance, claims, level, codes.
type Case<'a> = (&'a str, Verified<Provenance>, Option<SignerClaims<'a>>, u8, &'a [&'static str]);

fn expect(cases: &[Case<'_>]) {
    for (name, provenance, claims, level, codes) in cases {
        let found = assess(provenance, claims.as_ref(), BUILDERS);
        assert_eq!(summary(&found), (*level, codes.to_vec()), "{name}: {found:#?}");
    }
}

#[test]
fn isolated_builders_reach_level_3() {
    let own = github(WORKFLOW);
    let generator = github(GENERATOR);
    let branch = GENERATOR.replace("tags/v2.1.0", "heads/main");
    let former = SignerClaims {
        identity: Some(GENERATOR),
        issuer: generator.issuer,
        github_workflow_repository: Some("o/r"),
        github_workflow_sha: Some(COMMIT),
        github_workflow_ref: Some("refs/tags/v1.0.0"),
        ..SignerClaims::default()
    };
    let two_names = SignerClaims { identity: Some(WORKFLOW), ..generator };
    let other_issuer = SignerClaims { issuer: Some("https://evil.example"), ..generator };
    let no_commit = SignerClaims { source_repository_digest: None, ..generator };
    let alone = &["slsa.isolation"][..];
    let denied = &["slsa.contradiction", "slsa.builder-identity", "slsa.isolation"][..];
    let foreign = &["slsa.platform", "slsa.runner", "slsa.isolation"][..];
    expect(&[
        ("generator", v0_2(GENERATOR), Some(generator), 3, &[]),
        ("former certificate", v0_2(GENERATOR), Some(former), 3, &[]),
        ("delegated", v0_2(NODEJS), Some(github(DELEGATOR)), 3, &[]),
        ("at a branch", v0_2(&branch), Some(github(&branch)), 2, alone),
        ("two names", v0_2(GENERATOR), Some(two_names), 0, denied),
        ("claims to be the generator", v0_2(GENERATOR), Some(own), 0, denied),
        ("signs for another", v0_2(WORKFLOW), Some(generator), 0, &denied[..2]),
        ("undelegated", v0_2(NODEJS), Some(generator), 0, &denied[..2]),
        ("another issuer", v0_2(GENERATOR), Some(other_issuer), 1, foreign),
        ("no commit claimed", v0_2(GENERATOR), Some(no_commit), 1, &["slsa.source"]),
    ]);
}

#[test]
fn a_platform_reaches_level_2_and_nobody_else() {
    const RUNNER: &str = "https://github.com/actions/runner/github-hosted";
    let own = github(WORKFLOW);
    let person = SignerClaims {
        identity: Some("a@b"),
        issuer: Some("https://accounts.google.com"),
        ..SignerClaims::default()
    };
    let self_hosted = SignerClaims { runner_environment: Some("self-hosted"), ..own };
    let unsaid = SignerClaims { runner_environment: None, ..own };
    let alone = &["slsa.isolation"][..];
    let unhosted = &["slsa.runner", "slsa.isolation"][..];
    let misnamed =
        &["slsa.contradiction", "slsa.runner", "slsa.builder-identity", "slsa.isolation"][..];
    let nameless = &["slsa.builder", "slsa.builder-identity", "slsa.isolation"][..];
    let nothing =
        &["slsa.platform", "slsa.runner", "slsa.builder-identity", "slsa.source", "slsa.isolation"]
            [..];
    expect(&[
        ("attest", v1(WORKFLOW), Some(own), 2, alone),
        ("npm", v1(RUNNER), Some(own), 2, alone),
        ("self-hosted", v1(WORKFLOW), Some(self_hosted), 1, unhosted),
        ("npm, self-hosted", v1(RUNNER), Some(self_hosted), 0, misnamed),
        ("nobody says where", v1(WORKFLOW), Some(unsaid), 1, unhosted),
        ("a person", v1(WORKFLOW), Some(person), 1, nothing),
        ("a key", v1(WORKFLOW), None, 1, nothing),
        ("no builder", v1(""), Some(own), 0, nameless),
    ]);
}

#[test]
fn contradictions_leave_nothing() {
    let own = github(GENERATOR);
    let cases = [
        SignerClaims { source_repository_uri: Some("https://github.com/o/other"), ..own },
        SignerClaims { source_repository_digest: Some(OTHER), ..own },
        SignerClaims { source_repository_ref: Some("refs/heads/main"), ..own },
        // A claim that cannot be read is no claim of the same.
        SignerClaims { source_repository_uri: Some("o/r"), ..own },
        SignerClaims { source_repository_uri: Some("https://github.com/o/r@v1"), ..own },
        SignerClaims { source_repository_digest: Some("main"), ..own },
    ];
    for claims in cases {
        let found = assess(&v0_2(GENERATOR), Some(&claims), BUILDERS);
        assert_eq!(found.level, Level::L0);
        assert!(summary(&found).1.contains(&"slsa.contradiction"), "{claims:?}");
        // No level is low enough for it.
        let least = Expectations { level: Some(Level::L0), ..Expectations::default() };
        let checks = check("a", &v0_2(GENERATOR), Some(&claims), &least, BUILDERS);
        let [against, level] = checks.as_slice() else { panic!("{checks:?}") };
        let code = against.code.map(|code| code.id);
        assert_eq!((against.outcome, code), (Outcome::Fail, Some("slsa.contradiction")));
        assert_eq!(level.outcome, Outcome::Pass);
    }
    let run = SignerClaims {
        run_invocation_uri: Some("https://github.com/o/r/actions/runs/2/attempts/1"),
        ..github(WORKFLOW)
    };
    assert_eq!(assess(&v1(WORKFLOW), Some(&run), BUILDERS).level, Level::L0);
}

#[test]
fn builders_of_ones_own_are_believed() {
    let reusable = "https://github.com/org/builders/.github/workflows/build.yml@refs/tags/v1.2.3";
    let builder = TrustedBuilder {
        issuer: "https://token.actions.githubusercontent.com",
        workflow: "https://github.com/org/builders/.github/workflows/build.yml",
        delegates: &[],
    };
    let claims = github(reusable);
    assert_eq!(assess(&v1(reusable), Some(&claims), BUILDERS).level, Level::L2);
    assert_eq!(assess(&v1(reusable), Some(&claims), &[builder]).level, Level::L3);
}

#[test]
fn gitlab_names_a_runner_of_the_project() {
    let build = |builder: &str| {
        let predicate = json!({
            "buildDefinition": {
                "buildType": "https://gitlab.com/gitlab-org/gitlab-runner/-/blob/v17.0.0/PROVENANCE.md",
                "externalParameters": {"source": "https://gitlab.com/g/r", "entryPoint": "build"},
                "resolvedDependencies": [{"uri": "https://gitlab.com/g/r", "digest": {"sha256": COMMIT}}],
            },
            "runDetails": {"builder": {"id": builder}, "metadata": {"invocationId": "7"}},
        });
        parse("https://slsa.dev/provenance/v1", &predicate)
    };
    let claims = SignerClaims {
        identity: Some("https://gitlab.com/g/r//.gitlab-ci.yml@refs/heads/main"),
        issuer: Some("https://gitlab.com"),
        runner_environment: Some("gitlab-hosted"),
        source_repository_uri: Some("https://gitlab.com/g/r"),
        source_repository_digest: Some(COMMIT),
        source_repository_ref: Some("refs/heads/main"),
        run_invocation_uri: Some("https://gitlab.com/g/r/-/jobs/7"),
        ..SignerClaims::default()
    };
    let level = |builder: &str| assess(&build(builder), Some(&claims), BUILDERS).level;
    assert_eq!(level("https://gitlab.com/g/r/-/runners/12"), Level::L2);
    assert_eq!(level("https://gitlab.com/g/other/-/runners/12"), Level::L0);
    assert_eq!(level("https://gitlab.com/g/r/-/runners/x"), Level::L0);
    // Machines are named so on GitLab alone.
    let elsewhere =
        SignerClaims { source_repository_uri: Some("https://gitlab.com/g/r"), ..github(WORKFLOW) };
    let provenance = build("https://gitlab.com/g/r/-/runners/12");
    assert_eq!(assess(&provenance, Some(&elsewhere), BUILDERS).level, Level::L0);
}

/// What provenance may call its builder under a certificate of a workflow, and which workflow it may
/// name: what the certificate is of.
#[test]
fn builder_and_workflow_are_those_of_the_certificate() {
    let config = "https://github.com/o/r/.github/workflows/release.yml@refs/tags/v1.0.0";
    let own = SignerClaims { build_config_uri: Some(config), ..github(WORKFLOW) };
    let level = |builder: &str, claims: &SignerClaims<'_>| {
        assess(&v1(builder), Some(claims), BUILDERS).level.number()
    };
    let runner = "https://github.com/actions/runner";
    for (builder, wanted) in [
        (WORKFLOW, 2),
        (&*format!("{runner}/github-hosted"), 2),
        (runner, 1),
        (RUN, 1),
        (&format!("{runner}/self-hosted"), 0),
        (&format!("{runner}s"), 0),
        (&format!("{runner}github-hosted"), 0),
        (GENERATOR, 0),
        ("https://evil.example/builder", 0),
    ] {
        assert_eq!(level(builder, &own), wanted, "{builder}");
    }
    let evil = config.replace("release.yml", "evil.yml");
    let other = SignerClaims { build_config_uri: Some(&evil), ..own };
    assert_eq!(level(WORKFLOW, &other), 0);
    // What a workflow of GitHub's says has one form.
    for (pointer, said) in [
        ("/buildDefinition/externalParameters/workflow/path", "./.github/workflows/release.yml"),
        ("/buildDefinition/externalParameters/workflow/path", ".GitHub/workflows/release.yml"),
        ("/runDetails/metadata/invocationId", "http://github.com/o/r/actions/runs/1/attempts/1"),
        ("/runDetails/metadata/invocationId", "1"),
    ] {
        let mut predicate = on_github(WORKFLOW);
        *predicate.pointer_mut(pointer).unwrap() = json!(said);
        let found = parse("https://slsa.dev/provenance/v1", &predicate);
        assert_eq!(assess(&found, Some(&own), BUILDERS).level, Level::L0, "{said}");
    }
    // A person may say who built.
    let person = SignerClaims { identity: Some("a@b"), ..SignerClaims::default() };
    assert_eq!(level("https://evil.example/builder", &person), 1);
}

#[test]
fn expectations_hold_for_document_and_certificate() {
    let claims = github(GENERATOR);
    let all = Expectations {
        source_repository: Repository::parse("github.com/o/r"),
        source_commit: Some(COMMIT),
        source_reference: Some("refs/tags/v1.0.0"),
        builder_id: Some(GENERATOR),
        level: Some(Level::L3),
    };
    let outcomes = |provenance: &Verified<Provenance>,
                    claims: Option<&SignerClaims<'_>>,
                    expected: &Expectations<'_>| {
        let checks = check("a.tgz", provenance, claims, expected, BUILDERS);
        let seen = |check: keelmark_model::Check| (check.outcome, check.code.map(|code| code.id));
        checks.into_iter().map(seen).collect::<Vec<_>>()
    };
    let pass = (Outcome::Pass, None);
    let fail = |code| (Outcome::Fail, Some(code));
    assert_eq!(outcomes(&v0_2(GENERATOR), Some(&claims), &all), vec![pass; 5]);
    let none = Expectations::default();
    assert_eq!(outcomes(&v0_2(GENERATOR), Some(&claims), &none), []);

    let workflow = GENERATOR.split_once('@').map(|(workflow, _)| workflow);
    let any_version = Expectations { builder_id: workflow, ..none.clone() };
    assert_eq!(outcomes(&v0_2(GENERATOR), Some(&claims), &any_version), [pass]);
    let forged = github(WORKFLOW);
    assert_eq!(
        outcomes(&v0_2(GENERATOR), Some(&forged), &any_version),
        [fail("slsa.contradiction"), fail("slsa.builder-identity")]
    );
    let other = Expectations {
        source_repository: Repository::parse("github.com/o/other"),
        source_commit: Some(OTHER),
        source_reference: Some("v1.0.0"),
        builder_id: Some(WORKFLOW),
        level: None,
    };
    assert_eq!(
        outcomes(&v0_2(GENERATOR), Some(&claims), &other),
        [
            fail("provenance.source-uri"),
            fail("provenance.source-digest"),
            fail("provenance.source-ref"),
            fail("provenance.builder-id"),
        ]
    );
    let commit = Expectations { source_commit: Some(COMMIT), ..none.clone() };
    let elsewhere = SignerClaims { source_repository_digest: Some(OTHER), ..claims };
    assert_eq!(
        outcomes(&v0_2(GENERATOR), Some(&elsewhere), &commit),
        [fail("slsa.contradiction"), fail("provenance.source-digest")]
    );
    let silent = parse(
        "https://slsa.dev/provenance/v0.2",
        &json!({"builder": {"id": "b"}, "buildType": "t"}),
    );
    assert_eq!(outcomes(&silent, None, &commit), [(Outcome::Unknown, Some("provenance.unstated"))]);
    let level = Expectations { level: Some(Level::L2), ..none };
    assert_eq!(outcomes(&v1(WORKFLOW), None, &level), [fail("slsa.level")]);
}
