//! One document for each generator, cut down to what is read; the real ones are read in
//! `keelmark-trust`, with their signatures.

use serde_json::{Value, json};

use super::{Generator, Provenance};
use crate::predicate::{slsa_provenance_v0_2, slsa_provenance_v1};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// Generator, repository, commit, reference and entry point.
type Seen = (Generator, Option<String>, Option<String>, Option<String>, Option<String>);

fn parse(predicate_type: &str, predicate: &Value) -> Result<Provenance, &'static str> {
    let bytes = predicate.to_string();
    Provenance::parse(predicate_type, bytes.as_bytes()).map_err(|error| error.code.id)
}

fn seen(predicate_type: &str, predicate: &Value) -> Seen {
    let found = parse(predicate_type, predicate).unwrap();
    assert_eq!(found.builder_id, "https://b.example/builder", "{predicate}");
    assert_eq!(found.invocation_id.as_deref(), Some("run 1"), "{predicate}");
    let source = found.source;
    let repository = source.repository.map(|repository| repository.to_string());
    (found.generator, repository, source.commit, source.reference, source.entry_point)
}

fn wanted(who: Generator, repository: &str, reference: Option<&str>, entry: Option<&str>) -> Seen {
    let own = str::to_owned;
    (who, Some(own(repository)), Some(own(COMMIT)), reference.map(own), entry.map(own))
}

fn v1(build_type: &str, external: &Value, dependencies: &Value) -> Value {
    json!({
        "buildDefinition": {
            "buildType": build_type,
            "externalParameters": external,
            "resolvedDependencies": dependencies,
        },
        "runDetails": {
            "builder": {"id": "https://b.example/builder"},
            "metadata": {"invocationId": "run 1"},
        },
    })
}

fn v0_2(build_type: &str, digest: &Value) -> Value {
    json!({
        "builder": {"id": "https://b.example/builder"},
        "buildType": build_type,
        "invocation": {
            "configSource": {
                "uri": "git+https://github.com/o/r@refs/tags/v1.0.0",
                "digest": digest,
                "entryPoint": ".github/workflows/release.yml",
            },
            "parameters": {"a": 1},
            "environment": null,
        },
        "metadata": {"buildInvocationId": "run 1", "completeness": {"parameters": true}},
        "materials": [{"uri": "git+https://github.com/o/r@refs/tags/v1.0.0", "digest": digest}],
    })
}

#[test]
fn the_source_stands_where_each_generator_puts_it() {
    let github = "https://github.com/o/r";
    let workflow = json!({"workflow": {"repository": github, "ref": "refs/heads/main", "path": ".github/workflows/r.yml"}});
    let on_main = json!([{"uri": "git+https://github.com/o/r@refs/heads/main", "digest": {"gitCommit": COMMIT}}]);
    let (main, tag) = (Some("refs/heads/main"), Some("refs/tags/v1.0.0"));
    let path = Some(".github/workflows/r.yml");
    for build_type in [
        "https://actions.github.io/buildtypes/workflow/v1",
        "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1",
    ] {
        let found = seen(slsa_provenance_v1::PREDICATE_TYPE, &v1(build_type, &workflow, &on_main));
        assert_eq!(found, wanted(Generator::GitHubWorkflow, github, main, path));
    }
    let delegator = v1(
        "https://github.com/slsa-framework/slsa-github-generator/delegator-generic@v0",
        &json!({"inputs": {}}),
        &json!([{"uri": "git+https://github.com/o/r@refs/heads/main", "digest": {"sha1": COMMIT}}]),
    );
    let found = seen(slsa_provenance_v1::PREDICATE_TYPE, &delegator);
    assert_eq!(found, wanted(Generator::SlsaGitHubGenerator, github, main, None));
    let container = v1(
        "https://slsa.dev/container-based-build/v0.1?draft",
        &json!({"source": {"uri": "git+https://github.com/o/r@refs/heads/main"}}),
        &on_main,
    );
    let found = seen(slsa_provenance_v1::PREDICATE_TYPE, &container);
    assert_eq!(found, wanted(Generator::SlsaGitHubGenerator, github, main, None));
    let gitlab = v1(
        "https://gitlab.com/gitlab-org/gitlab-runner/-/blob/v17.0.0/PROVENANCE.md",
        &json!({"source": "https://gitlab.com/g/r", "entryPoint": "build", "variables": {}}),
        &json!([{"uri": "https://gitlab.com/g/r", "digest": {"sha256": COMMIT}}]),
    );
    let found = seen(slsa_provenance_v1::PREDICATE_TYPE, &gitlab);
    assert_eq!(found, wanted(Generator::GitLab, "https://gitlab.com/g/r", None, Some("build")));
    let own = v1(
        slsa_provenance_v1::BUILD_TYPE,
        &json!({"repository": github, "ref": "refs/tags/v1.0.0", "commit": COMMIT}),
        &json!([]),
    );
    let found = seen(slsa_provenance_v1::PREDICATE_TYPE, &own);
    assert_eq!(found, wanted(Generator::Keelmark, github, tag, None));
    let path = Some(".github/workflows/release.yml");
    for (build_type, who) in [
        (
            "https://github.com/slsa-framework/slsa-github-generator/generic@v1",
            Generator::SlsaGitHubGenerator,
        ),
        (
            "https://github.com/slsa-framework/slsa-github-generator-go@v1",
            Generator::SlsaGitHubGenerator,
        ),
        ("https://github.com/npm/cli/gha@v1", Generator::NpmCli),
        ("https://github.com/npm/cli/gha/v2", Generator::NpmCli),
        ("https://example.com/build@v1", Generator::Other),
    ] {
        let predicate = v0_2(build_type, &json!({"sha1": COMMIT}));
        let found = seen(slsa_provenance_v0_2::PREDICATE_TYPE, &predicate);
        assert_eq!(found, wanted(who, github, tag, path));
    }
}

#[test]
fn another_dependency_does_not_give_the_commit() {
    let workflow =
        json!({"workflow": {"repository": "https://github.com/o/r", "ref": "refs/heads/main"}});
    let commit = |uri: &str| {
        let dependencies = json!([{"uri": uri, "digest": {"gitCommit": COMMIT}}]);
        let build_type = "https://actions.github.io/buildtypes/workflow/v1";
        let predicate = v1(build_type, &workflow, &dependencies);
        parse(slsa_provenance_v1::PREDICATE_TYPE, &predicate).unwrap().source.commit
    };
    assert_eq!(commit("git+https://github.com/o/r@refs/heads/main").as_deref(), Some(COMMIT));
    assert_eq!(commit("git+https://github.com/o/r@refs/heads/other"), None);
    assert_eq!(commit("git+https://github.com/o/other@refs/heads/main"), None);
}

#[test]
fn a_digest_that_is_no_commit_is_not_stated() {
    for digest in [json!({"sha1": "abc"}), json!({"sha256": COMMIT}), json!({}), json!(null)] {
        let predicate = v0_2("https://github.com/npm/cli/gha@v1", &digest);
        let found = parse(slsa_provenance_v0_2::PREDICATE_TYPE, &predicate).unwrap();
        assert_eq!(found.source.commit, None, "{digest}");
    }
}

#[test]
fn a_build_type_is_not_its_beginning() {
    let cases = [
        ("https://actions.github.io/buildtypes/workflow/v1", Generator::GitHubWorkflow),
        ("https://actions.github.io/buildtypes/workflow/v10", Generator::Other),
        ("https://github.com/slsa-framework/slsa-github-generators/x", Generator::Other),
        (
            "https://github.com/slsa-framework/slsa-github-generator@v1",
            Generator::SlsaGitHubGenerator,
        ),
        ("", Generator::Other),
    ];
    for (build_type, wanted) in cases {
        assert_eq!(Generator::of(build_type), wanted, "{build_type}");
    }
}

#[test]
fn what_is_no_provenance_is_refused() {
    let whole = v0_2("t", &json!({}));
    let refused = [
        ("https://slsa.dev/provenance/v0.1", whole.clone(), "provenance.type"),
        (slsa_provenance_v1::PREDICATE_TYPE, whole, "document.shape"),
        (slsa_provenance_v0_2::PREDICATE_TYPE, json!([]), "document.shape"),
        (
            slsa_provenance_v0_2::PREDICATE_TYPE,
            json!({"builder": {}, "buildType": "t"}),
            "document.shape",
        ),
    ];
    for (predicate_type, predicate, code) in refused {
        assert_eq!(parse(predicate_type, &predicate).err(), Some(code), "{predicate}");
    }
}

/// The source stands twice in provenance, and has to be the same.
#[test]
fn what_names_two_sources_says_so() {
    let other_commit = COMMIT.replace('0', "1");
    let (own, evil) = ("git+https://github.com/o/r@refs/heads/main", "git+https://github.com/e/r");
    let of = |uri: &str, name: &str, commit: &str| json!({"uri": uri, "digest": {name: commit}});
    let both = json!({"uri": own, "digest": {"gitCommit": COMMIT, "sha1": other_commit}});
    let package = json!({"uri": "pkg:npm/left@1.0.0", "digest": {"sha512": "00"}});
    let elsewhere = of("git+https://github.com/o/r@refs/heads/b", "gitCommit", &other_commit);
    let conflict = |predicate_type: &str, predicate: &Value| {
        let found = parse(predicate_type, predicate).unwrap().conflict;
        found.map(|found| if found.contains("repositories") { "repositories" } else { "commits" })
    };
    let workflow =
        json!({"workflow": {"repository": "https://github.com/o/r", "ref": "refs/heads/main"}});
    let on_github = "https://actions.github.io/buildtypes/workflow/v1";
    for (dependencies, wanted) in [
        (json!([]), None),
        (json!([of(own, "gitCommit", COMMIT), of(evil, "gitCommit", &other_commit)]), None),
        (json!([of(own, "gitCommit", COMMIT), elsewhere]), None),
        (json!([{"digest": {"sha1": COMMIT}}, of(own, "sha1", COMMIT)]), None),
        (json!([of(evil, "gitCommit", COMMIT)]), Some("repositories")),
        (json!([package, of(own, "sha1", COMMIT)]), Some("repositories")),
        (
            json!([of(evil, "gitCommit", COMMIT), of(own, "gitCommit", COMMIT)]),
            Some("repositories"),
        ),
        (json!([both]), Some("commits")),
        (json!([of(own, "sha1", COMMIT), of(own, "sha1", &other_commit)]), Some("commits")),
    ] {
        let found = v1(on_github, &workflow, &dependencies);
        assert_eq!(conflict(slsa_provenance_v1::PREDICATE_TYPE, &found), wanted, "{dependencies}");
    }
    // By whatever scheme, and though it is no address at all.
    for first in [
        "https://github.com/e/r@refs/heads/main",
        "git://github.com/e/r",
        "ssh://git@github.com/e/r",
        "GIT+https://github.com/e/r",
        "git+https://github.com/e/r@",
        "pkg:github/e/r@main",
    ] {
        let dependencies = json!([of(first, "sha1", &other_commit), of(own, "sha1", COMMIT)]);
        let found = v1(on_github, &workflow, &dependencies);
        let found = conflict(slsa_provenance_v1::PREDICATE_TYPE, &found);
        assert_eq!(found, Some("repositories"), "{first}");
    }
    let generic = "https://github.com/slsa-framework/slsa-github-generator/generic@v1";
    let tag = "git+https://github.com/o/r@refs/tags/v1.0.0";
    for (digest, materials, wanted) in [
        (json!({"sha1": COMMIT}), json!([of(tag, "sha1", COMMIT)]), None),
        (json!({"sha1": COMMIT}), json!([of(evil, "sha1", COMMIT)]), Some("repositories")),
        (json!({"sha1": COMMIT}), json!([of(tag, "sha1", &other_commit)]), Some("commits")),
        (json!({"sha1": COMMIT, "gitCommit": other_commit}), json!([]), Some("commits")),
    ] {
        let mut found = v0_2(generic, &digest);
        found["materials"] = materials;
        assert_eq!(conflict(slsa_provenance_v0_2::PREDICATE_TYPE, &found), wanted, "{found}");
    }
    // Of a build type that is not known, what is listed first need not be the source.
    for (first, wanted) in [
        ("pkg:docker/builder@1", None),
        ("https://example.com/tool.tar.gz", None),
        (evil, Some("repositories")),
        ("GIT+ssh://git@github.com/e/r", Some("repositories")),
        ("git://github.com/e/r", Some("repositories")),
    ] {
        let mut found = v0_2("https://example.com/build@v1", &json!({"sha1": COMMIT}));
        found["materials"] = json!([of(first, "sha1", COMMIT), of(tag, "sha1", COMMIT)]);
        assert_eq!(conflict(slsa_provenance_v0_2::PREDICATE_TYPE, &found), wanted, "{first}");
    }
}
