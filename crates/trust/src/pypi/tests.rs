use keelmark_formats::hash;
use keelmark_formats::pypi::{PUBLISH_PREDICATE_TYPE, Publisher};
use keelmark_formats::statement::{self, Statement};
use keelmark_model::Subject;

use super::{check_publisher, check_statement};
use crate::claims::SignerClaims;
use crate::{Signer, Verified};

const GITHUB: SignerClaims<'_> = SignerClaims {
    issuer: Some("https://token.actions.githubusercontent.com"),
    source_repository_uri: Some("https://github.com/o/r"),
    source_repository_digest: Some("0123"),
    source_repository_ref: Some("refs/tags/v1"),
    build_config_uri: Some("https://github.com/o/r/.github/workflows/release.yml@refs/tags/v1"),
    identity: None,
    build_signer_uri: None,
    build_signer_digest: None,
    runner_environment: None,
    run_invocation_uri: None,
    github_workflow_sha: None,
    github_workflow_repository: None,
    github_workflow_ref: None,
};

fn github() -> Publisher {
    Publisher::GitHub {
        repository: "o/r".to_owned(),
        workflow: "release.yml".to_owned(),
        environment: None,
    }
}

fn code(publisher: &Publisher, claims: &SignerClaims<'_>) -> Result<(), &'static str> {
    check_publisher(publisher, claims).map_err(|error| error.code().id)
}

#[test]
fn github_publishers() {
    let at_commit = "https://github.com/o/r/.github/workflows/release.yml@0123";
    let elsewhere = "https://github.com/o/r/.github/workflows/release.yml@refs/heads/main";
    let cases = [
        (GITHUB, Ok(())),
        (SignerClaims { build_config_uri: Some(at_commit), ..GITHUB }, Ok(())),
        (SignerClaims { source_repository_digest: None, ..GITHUB }, Ok(())),
        (SignerClaims { build_config_uri: Some(elsewhere), ..GITHUB }, Err("pypi.publisher")),
        (SignerClaims { build_config_uri: None, ..GITHUB }, Err("pypi.publisher")),
        (SignerClaims { source_repository_ref: None, ..GITHUB }, Err("pypi.publisher")),
        (SignerClaims { issuer: Some("https://gitlab.com"), ..GITHUB }, Err("pypi.publisher")),
        (
            SignerClaims { source_repository_uri: Some("https://github.com/o/r2"), ..GITHUB },
            Err("pypi.publisher"),
        ),
        (SignerClaims::default(), Err("pypi.publisher")),
    ];
    for (claims, wanted) in cases {
        assert_eq!(code(&github(), &claims), wanted, "{claims:?}");
    }
}

#[test]
fn other_publishers() {
    let gitlab = Publisher::GitLab {
        repository: "g/s/r".to_owned(),
        workflow_filepath: ".gitlab-ci.yml".to_owned(),
        environment: None,
    };
    let claims = SignerClaims {
        issuer: Some("https://gitlab.com"),
        source_repository_uri: Some("https://gitlab.com/g/s/r"),
        source_repository_ref: Some("refs/heads/main"),
        build_config_uri: Some("https://gitlab.com/g/s/r//.gitlab-ci.yml@refs/heads/main"),
        ..SignerClaims::default()
    };
    assert_eq!(code(&gitlab, &claims), Ok(()));
    assert_eq!(code(&gitlab, &GITHUB), Err("pypi.publisher"));

    let google = Publisher::Google { email: "a@b".to_owned() };
    let claims = SignerClaims {
        issuer: Some("https://accounts.google.com"),
        identity: Some("a@b"),
        ..SignerClaims::default()
    };
    assert_eq!(code(&google, &claims), Ok(()));
    let other = SignerClaims { identity: Some("c@b"), ..claims };
    assert_eq!(code(&google, &other), Err("pypi.publisher"));

    let circle = Publisher::CircleCi {
        project_id: "p".to_owned(),
        pipeline_definition_id: "d".to_owned(),
        vcs_origin: Some("github.com/o/r".to_owned()),
        vcs_ref: None,
    };
    let claims = SignerClaims {
        issuer: Some("https://oidc.circleci.com"),
        source_repository_uri: Some("github.com/o/r"),
        build_signer_uri: Some("https://circleci.com/api/v2/projects/p/pipeline-definitions/d"),
        ..SignerClaims::default()
    };
    assert_eq!(code(&circle, &claims), Ok(()));
    let other = SignerClaims { source_repository_uri: None, ..claims };
    assert_eq!(code(&circle, &other), Err("pypi.publisher"));

    let unknown = Publisher::Other { kind: "ActiveState".to_owned() };
    assert_eq!(code(&unknown, &claims), Err("pypi.publisher-kind"));
}

#[test]
fn statements_are_about_one_distribution() {
    let sha256 = hash::sha256(b"a");
    let subject =
        |name: &str, digest| Subject { name: name.to_owned(), size: None, digests: vec![digest] };
    let own = subject("Foo_Bar-1.0.0.tar.gz", sha256);
    let publish = PUBLISH_PREDICATE_TYPE;
    let cases = [
        (vec![own.clone()], publish, Ok(())),
        (vec![own.clone()], "https://slsa.dev/provenance/v1", Ok(())),
        (vec![own.clone()], "https://slsa.dev/provenance/v0.2", Err("pypi.predicate")),
        (vec![own.clone(), own], publish, Err("pypi.subject")),
        (vec![subject("foo-bar-1.1.tar.gz", sha256)], publish, Err("pypi.subject")),
        (vec![subject("foo-bar", sha256)], publish, Err("pypi.subject")),
        (vec![subject("foo-bar-1.0.tar.gz", hash::sha256(b"b"))], publish, Err("pypi.subject")),
    ];
    for (subjects, predicate_type, wanted) in cases {
        let bytes = statement::render(&subjects, predicate_type, b"{}").unwrap();
        let signer = Signer::Key { fingerprint: hash::sha256(b"key") };
        let verified = Verified::new(Statement::parse(&bytes).unwrap(), signer);
        let found = check_statement(&verified, "foo-bar-1.0.tar.gz", &sha256);
        assert_eq!(found.map_err(|error| error.code().id), wanted, "{subjects:?}");
    }
}
