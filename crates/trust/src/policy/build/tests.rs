//! Every demand, met and not met, by claims as Fulcio writes them.

use keelmark_formats::certificate::fulcio::Claims;

use super::{BuildPolicy, GITHUB_ISSUER, Owner, Repository, Workflow};

const SIGNER: &str = "https://github.com/owner/name/.github/workflows/release.yml@refs/tags/v1";

/// What a certificate of today says.
fn today() -> Claims {
    let text = |text: &str| Some(text.to_owned());
    Claims {
        issuer: text(GITHUB_ISSUER),
        build_signer_digest: text("b1"),
        runner_environment: text("github-hosted"),
        source_repository_uri: text("https://github.com/owner/name"),
        source_repository_digest: text("a1"),
        source_repository_ref: text("refs/tags/v1"),
        source_repository_owner_uri: text("https://github.com/owner"),
        ..Claims::default()
    }
}

/// What one of before 2023 says.
fn before_2023() -> Claims {
    let text = |text: &str| Some(text.to_owned());
    Claims {
        issuer: text(GITHUB_ISSUER),
        github_workflow_repository: text("owner/name"),
        github_workflow_sha: text("a1"),
        github_workflow_ref: text("refs/tags/v1"),
        ..Claims::default()
    }
}

fn owner(text: &str) -> BuildPolicy {
    BuildPolicy { owner: Some(Owner::parse(text).unwrap()), ..BuildPolicy::default() }
}

fn repository(text: &str) -> BuildPolicy {
    BuildPolicy { repository: Some(Repository::parse(text).unwrap()), ..BuildPolicy::default() }
}

fn signer_repository(text: &str) -> BuildPolicy {
    let signer_repository = Some(Repository::parse(text).unwrap());
    BuildPolicy { signer_repository, ..BuildPolicy::default() }
}

fn signer_workflow(text: &str) -> BuildPolicy {
    let signer_workflow = Some(Workflow::parse(text).unwrap());
    BuildPolicy { signer_workflow, ..BuildPolicy::default() }
}

/// What does not hold, as names of checks with the ends of their codes.
fn refused(policy: &BuildPolicy, identity: &str, claims: &Claims) -> Vec<String> {
    let checks = policy.check("artifact", identity, claims);
    assert_eq!(checks.is_empty(), policy.is_empty());
    let refused = checks.iter().filter_map(|check| Some((check.name, check.code?.id)));
    refused
        .map(|(name, code)| format!("{name}: {}", code.strip_prefix("identity.").unwrap()))
        .collect()
}

#[test]
fn each_demand_is_met_by_its_own_claim() {
    let text = |text: &str| Some(text.to_owned());
    let none = BuildPolicy::default;
    let cases = [
        (none(), ""),
        (owner("owner"), ""),
        (owner("OWNER"), ""),
        (owner("https://github.com/owner"), ""),
        (owner("owne"), "source owner: claim, signer repository: claim"),
        (owner("ghe.example/owner"), "source owner: claim, signer repository: claim"),
        (repository("owner/name"), ""),
        (repository("github.com/Owner/Name"), ""),
        (repository("owner/nam"), "source repository: claim, signer repository: claim"),
        (repository("owner/name-evil"), "source repository: claim, signer repository: claim"),
        (signer_repository("owner/name"), ""),
        (signer_repository("other/name"), "signer repository: claim"),
        (signer_workflow("owner/name/.github/workflows/release.yml"), ""),
        (signer_workflow("owner/name/.github/workflows/release.yml@refs/tags/v1"), ""),
        (
            signer_workflow("owner/name/.github/workflows/release.yml@refs/tags/v"),
            "signer workflow: claim",
        ),
        (signer_workflow("owner/name/.github/workflows/Release.yml"), "signer workflow: claim"),
        (signer_workflow("owner/name/.github/workflows/release"), "signer workflow: claim"),
        (BuildPolicy { signer_digest: text("b1"), ..none() }, ""),
        (BuildPolicy { signer_digest: text("b"), ..none() }, "signer digest: claim"),
        (BuildPolicy { source_digest: text("a1"), ..none() }, ""),
        (BuildPolicy { source_digest: text("A1"), ..none() }, "source digest: claim"),
        (BuildPolicy { source_ref: text("refs/tags/v1"), ..none() }, ""),
        (BuildPolicy { source_ref: text("v1"), ..none() }, "source ref: claim"),
        (BuildPolicy { deny_self_hosted_runners: true, ..none() }, ""),
    ];
    for (policy, expected) in cases {
        assert_eq!(refused(&policy, SIGNER, &today()).join(", "), expected, "{policy:?}");
    }
}

#[test]
fn what_is_not_claimed_is_not_met() {
    let text = |text: &str| Some(text.to_owned());
    let all = BuildPolicy {
        signer_digest: text("b1"),
        source_digest: text("a1"),
        source_ref: text("refs/tags/v1"),
        deny_self_hosted_runners: true,
        owner: owner("owner").owner,
        ..repository("owner/name")
    };
    let always = ["source owner", "source repository"];
    let exact = ["signer digest", "source digest", "source ref", "runner"];
    let absent: Vec<_> =
        always.iter().chain(&exact).map(|name| format!("{name}: claim-absent")).collect();
    assert_eq!(refused(&all, SIGNER, &Claims::default()), absent);
    // The old claims say where the source is from, and nothing of the rest.
    let left = ["source owner", "signer digest", "runner"];
    let left = left.map(|name| format!("{name}: claim-absent"));
    assert_eq!(refused(&all, SIGNER, &before_2023()), left);
    // They are GitHub's alone: of another issuer they are somebody's free text.
    let issuer = text("https://issuer.example");
    assert_eq!(refused(&all, SIGNER, &Claims { issuer, ..before_2023() }), absent);
    let self_hosted = Claims { runner_environment: text("self-hosted"), ..today() };
    assert_eq!(refused(&all, SIGNER, &self_hosted), ["runner: claim"]);
}

/// Where old and new claims contradict each other, the new ones count.
#[test]
fn an_old_claim_does_not_stand_in_for_a_new_one() {
    let text = |text: &str| Some(text.to_owned());
    let claims = Claims {
        source_repository_uri: text("https://github.com/evil/name"),
        source_repository_ref: text("refs/heads/evil"),
        source_repository_digest: text("ee"),
        ..before_2023()
    };
    let policy = BuildPolicy {
        source_ref: text("refs/tags/v1"),
        source_digest: text("a1"),
        signer_stated: true,
        ..repository("owner/name")
    };
    let wrong = ["source repository: claim", "source digest: claim", "source ref: claim"];
    assert_eq!(refused(&policy, SIGNER, &claims), wrong);
}

#[test]
fn a_repository_that_looks_alike_is_another() {
    let alike = [
        "https://github.com/owner/name-evil",
        "https://github.com/owner/name.git",
        "https://github.com/owner/name/",
        "https://github.com/owner/name/../x",
        "https://github.com/owner/x/../name",
        "https://github.com/owner//name",
        "https://github.com/owner/name?x",
        "https://github.com/owner/name#x",
        "https://github.com/owner/name\n",
        "https://github.com/owner/name\0",
        "https://github.com/owner/n\u{430}me",
        "https://github.com.evil.example/owner/name",
        "https://evil.example/github.com/owner/name",
        "https://user@github.com/owner/name",
        "https://github.com:443/owner/name",
        "http://github.com/owner/name",
        "github.com/owner/name",
        "owner/name",
        "",
    ];
    let policy = BuildPolicy { signer_stated: true, ..repository("owner/name") };
    for uri in alike {
        let claims = Claims { source_repository_uri: Some(uri.to_owned()), ..today() };
        assert_eq!(refused(&policy, SIGNER, &claims), ["source repository: claim"], "{uri:?}");
        let old = uri.strip_prefix("https://github.com/").unwrap_or(uri);
        let claims = Claims { github_workflow_repository: Some(old.to_owned()), ..before_2023() };
        if old != "owner/name" {
            let found = refused(&policy, SIGNER, &claims);
            assert_eq!(found, ["source repository: claim"], "{old:?}");
        }
    }
    let policy = BuildPolicy { signer_stated: true, ..owner("owner") };
    for uri in [
        "https://github.com/owner-evil",
        "https://github.com/owner/",
        "https://github.com/owner/name",
        "https://github.com.evil.example/owner",
        "https://owner",
        "owner",
    ] {
        let claims = Claims { source_repository_owner_uri: Some(uri.to_owned()), ..today() };
        assert_eq!(refused(&policy, SIGNER, &claims), ["source owner: claim"], "{uri:?}");
    }
}

#[test]
fn a_workflow_that_looks_alike_is_another() {
    let policy = signer_workflow("owner/name/.github/workflows/release.yml");
    for identity in [
        "https://github.com/owner/name/.github/workflows/release.yml-evil@refs/tags/v1",
        "https://github.com/owner/name/.github/workflows/release.yml@evil.yml@refs/heads/main",
        "https://github.com/owner/name/.github/workflows/release.yml@",
        "https://github.com/owner/name/.github/workflows/release.yml@refs/",
        "https://github.com/owner/name/.github/workflows/x/../release.yml@refs/tags/v1",
        "https://github.com/owner/name/.github/workflows/release.yml/@refs/tags/v1",
        "https://github.com/owner/name-evil/.github/workflows/release.yml@refs/tags/v1",
        "https://github.com/evil/name/.github/workflows/release.yml@refs/tags/v1",
        "https://github.com.evil.example/owner/name/.github/workflows/release.yml@refs/tags/v1",
        "http://github.com/owner/name/.github/workflows/release.yml@refs/tags/v1",
        "owner/name/.github/workflows/release.yml@refs/tags/v1",
        "someone@example.com",
        "",
    ] {
        assert_eq!(refused(&policy, identity, &today()), ["signer workflow: claim"], "{identity}");
    }
    let commit = "0123456789abcdef0123456789abcdef01234567";
    for identity in [SIGNER.to_owned(), SIGNER.replace("refs/tags/v1", commit)] {
        assert!(refused(&policy, &identity, &today()).is_empty(), "{identity}");
    }
}

/// Who may sign where only the source was demanded.
#[test]
fn a_source_s_signer_is_its_own_workflow_unless_stated() {
    let reusable = "https://github.com/org/build/.github/workflows/build.yml@refs/tags/v2";
    let own = repository("owner/name");
    assert_eq!(refused(&own, reusable, &today()), ["signer repository: claim"]);
    assert_eq!(refused(&owner("owner"), reusable, &today()), ["signer repository: claim"]);
    let elsewhere = BuildPolicy { signer_stated: true, ..own.clone() };
    assert!(refused(&elsewhere, reusable, &today()).is_empty());
    let stated = BuildPolicy { repository: own.repository, ..signer_repository("org/build") };
    assert!(refused(&stated, reusable, &today()).is_empty());
    assert_eq!(refused(&stated, SIGNER, &today()), ["signer repository: claim"]);
}

#[test]
fn what_names_no_account_repository_or_workflow_is_refused() {
    for text in ["", "a/b/c", "a b", "https://owner", "github.com", "..", "http://github.com/a"] {
        assert!(Owner::parse(text).is_err(), "{text}");
    }
    for text in ["", "a", "github.com/a", "https://a/b", "a//b", "a/..", "a/b/c", "a/b?c", "a/b:c"]
    {
        assert!(Repository::parse(text).is_err(), "{text}");
    }
    for text in [
        "",
        "a/b",
        "a/b/",
        "a/b/c@",
        "a/b/c@v1",
        "github.com/a/b",
        "a/../c",
        "a/b/c@refs/",
        ".github/workflows/w.yml",
    ] {
        assert!(Workflow::parse(text).is_err(), "{text}");
    }
    let ghe = Workflow::parse("ghe.example/o/r/.github/workflows/w.yml@refs/heads/main").unwrap();
    assert_eq!(ghe.to_string(), "https://ghe.example/o/r/.github/workflows/w.yml@refs/heads/main");
}

/// On GitLab a project may be in groups of groups, and its pipeline's identity has two strokes before the
/// file.
#[test]
fn projects_of_gitlab() {
    const PIPELINE: &str = "https://gitlab.com/group/sub/project//.gitlab-ci.yml@refs/tags/v1";
    let text = |text: &str| Some(text.to_owned());
    let claims = Claims {
        issuer: text("https://gitlab.com"),
        runner_environment: text("gitlab-hosted"),
        source_repository_uri: text("https://gitlab.com/group/sub/project"),
        source_repository_owner_uri: text("https://gitlab.com/group/sub"),
        ..Claims::default()
    };
    let hosted = BuildPolicy { deny_self_hosted_runners: true, ..BuildPolicy::default() };
    let pipeline = "gitlab.com/group/sub/project//.gitlab-ci.yml";
    let signer = "signer repository: claim";
    let both = "source repository: claim, signer repository: claim";
    for (policy, wanted) in [
        (repository("gitlab.com/group/sub/project"), ""),
        (repository("https://GitLab.com/Group/sub/project"), ""),
        (repository("gitlab.com/sub/project"), both),
        (repository("gitlab.com/group/project"), both),
        (repository("group/project"), both),
        (owner("gitlab.com/group/sub"), ""),
        (owner("gitlab.com/group"), "source owner: claim, signer repository: claim"),
        (signer_repository("gitlab.com/group/sub/project"), ""),
        (signer_repository("gitlab.com/group/sub/project2"), signer),
        (signer_workflow(pipeline), ""),
        (signer_workflow(&format!("{pipeline}@refs/tags/v1")), ""),
        (signer_workflow(&format!("{pipeline}@refs/tags/v2")), "signer workflow: claim"),
        (signer_workflow("gitlab.com/group/sub//project/.gitlab-ci.yml"), "signer workflow: claim"),
        (hosted.clone(), ""),
    ] {
        assert_eq!(refused(&policy, PIPELINE, &claims).join(", "), wanted, "{policy:?}");
    }
    let own = Claims { runner_environment: text("self-hosted"), ..claims.clone() };
    assert_eq!(refused(&hosted, PIPELINE, &own), ["runner: claim"]);
    let borrowed = Claims { runner_environment: text("github-hosted"), ..claims };
    assert_eq!(refused(&hosted, PIPELINE, &borrowed), ["runner: claim"]);
    for wrong in [
        "gitlab.com/g/r/.gitlab-ci.yml",
        "gitlab.com/g/r//",
        "gitlab.com/g/r//a/../b",
        "gitlab.com/g/r///.gitlab-ci.yml",
        "gitlab.com/g//.gitlab-ci.yml",
        "github.com/g/r//.gitlab-ci.yml",
        "a.ghe.com/g/r//.gitlab-ci.yml",
        "g/r//.gitlab-ci.yml",
    ] {
        assert!(Workflow::parse(wrong).is_err(), "{wrong}");
    }
    for githubs in ["github.com", "GitHub.com", "a.ghe.com"] {
        assert!(Repository::parse(&format!("{githubs}/group/sub/project")).is_err());
    }
}

/// Anybody may run GitLab under a name of their own.
#[test]
fn projects_of_another_gitlab() {
    const PIPELINE: &str = "https://git.example/group/sub/project//.gitlab-ci.yml@refs/tags/v1";
    let text = |text: &str| Some(text.to_owned());
    let claims = Claims {
        issuer: text("https://git.example"),
        source_repository_uri: text("https://git.example/group/sub/project"),
        source_repository_owner_uri: text("https://git.example/group/sub"),
        ..Claims::default()
    };
    let pipeline = "git.example/group/sub/project//.gitlab-ci.yml";
    let both = "source repository: claim, signer repository: claim";
    for (policy, wanted) in [
        (repository("git.example/group/sub/project"), ""),
        (repository("git.example/Group/sub/project"), both),
        (repository("git.example/group/sub"), both),
        (owner("git.example/group/sub"), ""),
        (signer_workflow(pipeline), ""),
        // Of GitHub's form, where there is another file than in GitLab's.
        (signer_workflow("git.example/group/sub/project/.gitlab-ci.yml"), "signer workflow: claim"),
    ] {
        assert_eq!(refused(&policy, PIPELINE, &claims).join(", "), wanted, "{policy:?}");
    }
    assert_eq!(Workflow::parse(pipeline).unwrap().to_string(), format!("https://{pipeline}"));
}
