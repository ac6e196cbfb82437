//! Who builds, as the environment tells it.
//!
//! Sources: GitHub's "Variables reference" for Actions and SLSA's build type
//! `https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1`; GitLab's "Predefined
//! CI/CD variables reference" and the provenance its runner writes.
//!
//! Only the variables named here are read, and none of them carries a secret: tokens and
//! `CI_REPOSITORY_URL`, which contains one, are not among them. Whoever starts keelmark can set
//! these variables, so what they say is a statement of the build's, not proof.

use keelmark_formats::manifest::repository;
use keelmark_formats::time::parse_rfc3339;
use keelmark_model::{BuildEnvironment, Revision, Timestamp};

use crate::{WorldError, codes};

/// What the environment says of the build; `local` where it names no platform known here.
///
/// `lookup` gives the value of a variable.
pub fn detect(lookup: impl Fn(&str) -> Option<String>) -> BuildEnvironment {
    let variables = Variables(&lookup);
    match variables.platform() {
        Platform::Github => variables.github(),
        Platform::Gitlab => variables.gitlab(),
        Platform::Local => BuildEnvironment {
            platform: "local".to_owned(),
            builder_id: "keelmark.local".to_owned(),
            ..BuildEnvironment::default()
        },
    }
}

/// What the environment says of the revision that is built: commit, reference and repository.
///
/// Of use where the tree has no `.git`; whether the tree is dirty the environment cannot tell.
pub fn revision(lookup: impl Fn(&str) -> Option<String>) -> Revision {
    let variables = Variables(&lookup);
    let commit = |name| variables.text(name).filter(|text| is_commit(text));
    match variables.platform() {
        Platform::Github => Revision {
            commit: commit("GITHUB_SHA"),
            reference: variables.reference("GITHUB_REF"),
            repository: variables.github_repository(),
            ..Revision::default()
        },
        Platform::Gitlab => Revision {
            commit: commit("CI_COMMIT_SHA"),
            reference: variables.gitlab_reference(),
            tags: variables.reference("CI_COMMIT_TAG").into_iter().collect(),
            committed_at: variables.time("CI_COMMIT_TIMESTAMP"),
            repository: variables.text("CI_PROJECT_URL").and_then(|url| repository::address(&url)),
            ..Revision::default()
        },
        Platform::Local => Revision::default(),
    }
}

/// The time that `SOURCE_DATE_EPOCH` sets, in whole seconds since 1970.
///
/// Source: the reproducible-builds.org specification of the variable.
///
/// # Errors
/// `environment.source-date-epoch` when it is set and not a decimal number a document can carry.
pub fn source_date_epoch(
    lookup: impl Fn(&str) -> Option<String>,
) -> Result<Option<Timestamp>, WorldError> {
    /// The last second of the year 9999, the last that RFC 3339 can write.
    const LAST: i64 = 253_402_300_799;
    let Some(text) = lookup("SOURCE_DATE_EPOCH") else { return Ok(None) };
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<i64>() {
        Ok(seconds) if digits && seconds <= LAST => Ok(Some(Timestamp(seconds))),
        _ => Err(WorldError::new(
            &codes::ENVIRONMENT_SOURCE_DATE_EPOCH,
            format!("SOURCE_DATE_EPOCH is `{text}`, not a number of seconds since 1970"),
        )),
    }
}

enum Platform {
    Github,
    Gitlab,
    Local,
}

struct Variables<'a>(&'a dyn Fn(&str) -> Option<String>);

impl Variables<'_> {
    fn platform(&self) -> Platform {
        let is = |name| self.text(name).is_some_and(|text| text == "true");
        if is("GITHUB_ACTIONS") {
            Platform::Github
        } else if is("GITLAB_CI") {
            Platform::Gitlab
        } else {
            Platform::Local
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|text| !text.is_empty() && !text.contains(char::is_control))
    }

    /// A branch, tag or reference, if git could have one of this name.
    fn reference(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| is_reference(text))
    }

    /// The address of a server, without user information, query and fragment.
    fn server(&self, name: &str) -> Option<String> {
        let text = self.text(name).filter(|url| url.starts_with("https://"))?;
        let bare = repository::without_user(&text);
        let bare = bare.split(['?', '#', ' ']).next().unwrap_or_default().trim_end_matches('/');
        (bare.len() > "https://".len()).then(|| bare.to_owned())
    }

    fn time(&self, name: &str) -> Option<Timestamp> {
        parse_rfc3339(&self.text(name)?)
    }

    /// The parameters among `wanted` (name in the statement, variable) that are set.
    fn parameters(&self, wanted: &[(&str, &str)]) -> Vec<(String, String)> {
        let value = |variable: &str| {
            let names_revision = matches!(variable, "GITHUB_REF" | "CI_COMMIT_TAG");
            let text = self.text(variable)?;
            let bare =
                if text.contains("://") { repository::dependency(&text) } else { text.clone() };
            (!names_revision || is_reference(&text)).then_some(bare)
        };
        let set = wanted
            .iter()
            .filter_map(|(name, variable)| Some(((*name).to_owned(), value(variable)?)));
        let mut parameters: Vec<_> = set.collect();
        parameters.sort();
        parameters
    }

    fn github_server(&self) -> String {
        self.server("GITHUB_SERVER_URL").unwrap_or_else(|| "https://github.com".to_owned())
    }

    fn github_repository(&self) -> Option<String> {
        let name = self.text("GITHUB_REPOSITORY")?;
        repository::address(&format!("{}/{name}", self.github_server()))
    }

    fn github(&self) -> BuildEnvironment {
        let server = self.github_server();
        let runner = self.text("RUNNER_ENVIRONMENT");
        let builder_id = match runner.as_deref() {
            Some(runner @ ("github-hosted" | "self-hosted")) => {
                format!("{server}/actions/runner/{runner}")
            }
            _ => format!("{server}/actions/runner"),
        };
        let run = self.github_repository().zip(self.text("GITHUB_RUN_ID"));
        let attempt = self.text("GITHUB_RUN_ATTEMPT").unwrap_or_else(|| "1".to_owned());
        let mut parameters = self.parameters(&[
            ("github.event_name", "GITHUB_EVENT_NAME"),
            ("github.ref", "GITHUB_REF"),
            ("github.repository_id", "GITHUB_REPOSITORY_ID"),
            ("github.repository_owner_id", "GITHUB_REPOSITORY_OWNER_ID"),
            ("github.runner_environment", "RUNNER_ENVIRONMENT"),
            ("github.sha", "GITHUB_SHA"),
        ]);
        parameters.extend(self.github_workflow());
        parameters.sort();
        BuildEnvironment {
            platform: "github-actions".to_owned(),
            builder_id,
            invocation_id: run.map(|(repository, run)| {
                format!("{repository}/actions/runs/{run}/attempts/{attempt}")
            }),
            started_at: None,
            parameters,
        }
    }

    /// `owner/repository/path@ref` taken apart.
    fn github_workflow(&self) -> Vec<(String, String)> {
        let parts = || {
            let whole = self.text("GITHUB_WORKFLOW_REF")?;
            let (workflow, reference) = whole.split_once('@')?;
            let (owner, rest) = workflow.split_once('/')?;
            let (name, path) = rest.split_once('/')?;
            let address = format!("{}/{owner}/{name}", self.github_server());
            let repository = repository::address(&address)?;
            if !is_reference(reference) || path.contains(['?', '#', ' ', '@', ':']) {
                return None;
            }
            Some(vec![
                ("workflow.path".to_owned(), path.to_owned()),
                ("workflow.ref".to_owned(), reference.to_owned()),
                ("workflow.repository".to_owned(), repository),
            ])
        };
        parts().unwrap_or_default()
    }

    fn gitlab_reference(&self) -> Option<String> {
        let tag = self.reference("CI_COMMIT_TAG").map(|tag| format!("refs/tags/{tag}"));
        let request = || self.reference("CI_MERGE_REQUEST_REF_PATH");
        let branch = || self.reference("CI_COMMIT_BRANCH").map(|name| format!("refs/heads/{name}"));
        tag.or_else(request).or_else(branch)
    }

    fn gitlab(&self) -> BuildEnvironment {
        let project = self.text("CI_PROJECT_URL").and_then(|url| repository::address(&url));
        let runner = self.text("CI_RUNNER_ID");
        let server = self.server("CI_SERVER_URL");
        let server = server.unwrap_or_else(|| "https://gitlab.com".to_owned());
        let builder_id = match (&project, &runner) {
            (Some(project), Some(runner)) => format!("{project}/-/runners/{runner}"),
            _ => server,
        };
        BuildEnvironment {
            platform: "gitlab-ci".to_owned(),
            builder_id,
            invocation_id: project
                .zip(self.text("CI_JOB_ID"))
                .map(|(project, job)| format!("{project}/-/jobs/{job}")),
            started_at: self.time("CI_JOB_STARTED_AT"),
            parameters: self.parameters(&[
                ("gitlab.config_path", "CI_CONFIG_PATH"),
                ("gitlab.job_name", "CI_JOB_NAME"),
                ("gitlab.job_stage", "CI_JOB_STAGE"),
                ("gitlab.pipeline_id", "CI_PIPELINE_ID"),
                ("gitlab.pipeline_source", "CI_PIPELINE_SOURCE"),
                ("gitlab.project_id", "CI_PROJECT_ID"),
                ("gitlab.ref_protected", "CI_COMMIT_REF_PROTECTED"),
                ("gitlab.runner_id", "CI_RUNNER_ID"),
                ("gitlab.runner_version", "CI_RUNNER_VERSION"),
                ("gitlab.sha", "CI_COMMIT_SHA"),
                ("gitlab.tag", "CI_COMMIT_TAG"),
            ]),
        }
    }
}

/// Whether git allows the name: its manual, `git check-ref-format`, so far as single characters go.
fn is_reference(text: &str) -> bool {
    let forbidden = |c: char| c.is_control() || " ~^:?*[\\".contains(c);
    !text.is_empty() && !text.contains(forbidden)
}

/// Whether `text` is a full commit identifier: 40 or 64 lowercase hexadecimal digits.
pub fn is_commit(text: &str) -> bool {
    let hex = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    hex && matches!(text.len(), 40 | 64)
}

#[cfg(test)]
mod tests {
    use super::{detect, revision, source_date_epoch};

    const SHA: &str = "0123456789abcdef0123456789abcdef01234567";

    fn from(variables: &'static [(&str, &str)]) -> impl Fn(&str) -> Option<String> + Copy {
        move |name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        }
    }

    #[test]
    fn github_actions() {
        let lookup = from(&[
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_SERVER_URL", "https://github.com"),
            ("GITHUB_REPOSITORY", "o/r"),
            ("GITHUB_REPOSITORY_ID", "1"),
            ("GITHUB_REPOSITORY_OWNER_ID", "2"),
            ("GITHUB_RUN_ID", "77"),
            ("GITHUB_RUN_ATTEMPT", "2"),
            ("GITHUB_EVENT_NAME", "push"),
            ("GITHUB_SHA", SHA),
            ("GITHUB_REF", "refs/tags/v1"),
            ("GITHUB_WORKFLOW_REF", "o/r/.github/workflows/release.yml@refs/tags/v1"),
            ("RUNNER_ENVIRONMENT", "github-hosted"),
            ("GITHUB_TOKEN", "ghs_secret"),
            ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "secret"),
        ]);
        let build = detect(lookup);
        assert_eq!(build.platform, "github-actions");
        assert_eq!(build.builder_id, "https://github.com/actions/runner/github-hosted");
        let run = "https://github.com/o/r/actions/runs/77/attempts/2";
        assert_eq!(build.invocation_id.as_deref(), Some(run));
        let parameters: Vec<String> =
            build.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(
            parameters,
            [
                "github.event_name=push",
                "github.ref=refs/tags/v1",
                "github.repository_id=1",
                "github.repository_owner_id=2",
                "github.runner_environment=github-hosted",
                &format!("github.sha={SHA}"),
                "workflow.path=.github/workflows/release.yml",
                "workflow.ref=refs/tags/v1",
                "workflow.repository=https://github.com/o/r",
            ]
        );
        assert!(!format!("{build:?}").contains("secret"));
        let revision = revision(lookup);
        assert_eq!(revision.commit.as_deref(), Some(SHA));
        assert_eq!(revision.repository.as_deref(), Some("https://github.com/o/r"));
        assert_eq!(revision.dirty, None);
    }

    #[test]
    fn gitlab_ci() {
        let lookup = from(&[
            ("GITLAB_CI", "true"),
            ("CI_SERVER_URL", "https://gitlab.example.com"),
            ("CI_PROJECT_URL", "https://gitlab.example.com/g/s/p"),
            ("CI_JOB_ID", "9"),
            ("CI_JOB_NAME", "release"),
            ("CI_RUNNER_ID", "5"),
            ("CI_JOB_STARTED_AT", "2026-01-02T03:04:05Z"),
            ("CI_COMMIT_SHA", SHA),
            ("CI_COMMIT_TAG", "v1"),
            ("CI_REPOSITORY_URL", "https://gitlab-ci-token:secret@gitlab.example.com/g/s/p.git"),
            ("CI_JOB_TOKEN", "secret"),
        ]);
        let build = detect(lookup);
        assert_eq!(build.builder_id, "https://gitlab.example.com/g/s/p/-/runners/5");
        assert_eq!(
            build.invocation_id.as_deref(),
            Some("https://gitlab.example.com/g/s/p/-/jobs/9")
        );
        assert_eq!(build.started_at.map(|time| time.0), Some(1_767_323_045));
        assert!(!format!("{build:?}").contains("secret"));
        let revision = revision(lookup);
        assert_eq!(revision.reference.as_deref(), Some("refs/tags/v1"));
        assert_eq!(revision.tags, ["v1"]);
    }

    #[test]
    fn no_variable_brings_a_secret_or_a_control_character() {
        let github = from(&[
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_SERVER_URL", "https://u:SECRET@ghe.example.com/?t=SECRET"),
            ("GITHUB_REPOSITORY", "o/r"),
            ("GITHUB_RUN_ID", "7"),
            ("GITHUB_SHA", SHA),
            ("GITHUB_REF", "refs/heads/main?token=SECRET"),
            ("GITHUB_EVENT_NAME", "pu\u{1b}sh"),
            ("GITHUB_WORKFLOW_REF", "o/r/.github/workflows/r.yml@refs/heads/main?token=SECRET"),
        ]);
        let (build, found) = (detect(github), revision(github));
        assert_eq!(build.builder_id, "https://ghe.example.com/actions/runner");
        assert_eq!(found.repository.as_deref(), Some("https://ghe.example.com/o/r"));
        assert_eq!(found.reference, None);
        assert_eq!(build.parameters, [("github.sha".to_owned(), SHA.to_owned())]);
        let gitlab = from(&[
            ("GITLAB_CI", "true"),
            ("CI_SERVER_URL", "https://u:SECRET@gitlab.example.com"),
            ("CI_CONFIG_PATH", "https://u:SECRET@h/ci.yml?private_token=SECRET"),
            ("CI_COMMIT_SHA", SHA),
            ("CI_COMMIT_BRANCH", "a b"),
            ("CI_JOB_NAME", "build 1/3"),
        ]);
        let (gitlab_build, gitlab_found) = (detect(gitlab), revision(gitlab));
        assert_eq!(gitlab_build.builder_id, "https://gitlab.example.com");
        assert_eq!(gitlab_found.reference, None);
        assert!(gitlab_build.parameters.contains(&("gitlab.job_name".into(), "build 1/3".into())));
        let all = format!("{build:?}{found:?}{gitlab_build:?}{gitlab_found:?}");
        assert!(!all.contains("SECRET") && !all.contains("\\u{1b}"), "{all}");
    }

    #[test]
    fn anything_else_is_local() {
        let build = detect(from(&[("CI", "true"), ("GITHUB_SHA", SHA)]));
        assert_eq!(
            (build.platform.as_str(), build.builder_id.as_str()),
            ("local", "keelmark.local")
        );
        assert_eq!(build.parameters, []);
        assert_eq!(revision(from(&[("GITHUB_SHA", SHA)])), keelmark_model::Revision::default());
    }

    #[test]
    fn epoch_is_a_number_or_an_error() {
        let read = |text: Option<&str>| {
            source_date_epoch(|_| text.map(str::to_owned))
                .map(|time| time.map(|time| time.0))
                .map_err(|error| error.code().id)
        };
        assert_eq!(read(None), Ok(None));
        assert_eq!(read(Some("0")), Ok(Some(0)));
        assert_eq!(read(Some("1767323045")), Ok(Some(1_767_323_045)));
        for text in ["", " 1", "-1", "+1", "1.5", "now", "253402300800", "99999999999999999999"] {
            assert_eq!(read(Some(text)), Err("environment.source-date-epoch"), "{text}");
        }
    }
}
