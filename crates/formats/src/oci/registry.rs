//! What registries and their clients say to each other: OCI Distribution Specification 1.1, the token
//! authentication of CNCF Distribution ("Docker Registry v2 authentication"), and the file `config.json`
//! that `docker login` and `skopeo login` keep.

use std::collections::BTreeMap;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::Deserialize;

use super::refused;
use crate::json::Object;
use crate::{ParseError, json};

/// What is accepted where a manifest is asked for: `Accept`.
pub const MANIFEST_TYPES: &str = "application/vnd.oci.image.index.v1+json, \
    application/vnd.oci.image.manifest.v1+json, \
    application/vnd.docker.distribution.manifest.list.v2+json, \
    application/vnd.docker.distribution.manifest.v2+json";

/// How a registry wants to know who asks: `WWW-Authenticate`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Challenge {
    /// By name and password.
    Basic,
    /// By a token that another server gives.
    Bearer {
        /// Address of that server.
        realm: String,
        /// What the registry is called there.
        service: Option<String>,
    },
}

impl Challenge {
    /// Reads the value of the header, RFC 9110, 11.6.1; none for a scheme that is not known.
    pub fn parse(header: &str) -> Option<Self> {
        let (scheme, rest) = header.trim().split_once(' ').unwrap_or((header.trim(), ""));
        if scheme.eq_ignore_ascii_case("basic") {
            return Some(Self::Basic);
        }
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let (mut realm, mut service) = (None, None);
        let mut rest = rest;
        while let Some((name, value, after)) = parameter(rest) {
            match name.to_ascii_lowercase().as_str() {
                "realm" => realm = Some(value.to_owned()),
                "service" => service = Some(value.to_owned()),
                _ => {}
            }
            rest = after;
        }
        Some(Self::Bearer { realm: realm?, service })
    }
}

/// `name="value"` or `name=value`, and what follows the comma.
fn parameter(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.trim_start_matches([' ', ',']);
    let (name, rest) = text.split_once('=')?;
    let (value, rest) = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?,
        None => rest.split_at(rest.find(',').unwrap_or(rest.len())),
    };
    Some((name.trim(), value, rest))
}

/// A name and a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// As `Authorization: Basic` has them: base64 of `name:password`.
    pub basic: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(..)")
    }
}

/// What `config.json` knows of a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    /// Nothing.
    None,
    /// A name and a password.
    Credentials(Credentials),
    /// They are kept by another program, of this name.
    Helper(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    #[serde(default)]
    auths: BTreeMap<String, Auth>,
    #[serde(default)]
    cred_helpers: BTreeMap<String, String>,
    creds_store: Option<String>,
}

#[derive(Deserialize)]
struct Auth {
    auth: Option<String>,
}

/// What `config.json` in `bytes` knows of the registry at `host`.
///
/// # Errors
/// `document.*`; `image.document` for a name and password that are not in base64.
pub fn login(bytes: &[u8], host: &str) -> Result<Login, ParseError> {
    let Object(config): Object<Config> = json::parse(bytes)?;
    // Docker has always kept its own registry under the address of the first version.
    let names: &[&str] = match host {
        "docker.io" => &["https://index.docker.io/v1/", "index.docker.io", "docker.io"],
        _ => &[host],
    };
    let of_host = |key: &str| {
        let bare = key.strip_prefix("https://").unwrap_or(key).trim_end_matches('/');
        names.contains(&key) || names.contains(&bare)
    };
    let helper = config.cred_helpers.iter().find(|(key, _)| of_host(key)).map(|(_, name)| name);
    if let Some(helper) = helper {
        return Ok(Login::Helper(helper.clone()));
    }
    let Some((_, auth)) = config.auths.into_iter().find(|(key, _)| of_host(key)) else {
        return Ok(Login::None);
    };
    match (auth.auth.filter(|auth| !auth.is_empty()), config.creds_store) {
        (Some(basic), _) => {
            let decoded = BASE64_STANDARD.decode(&basic).ok();
            let is_pair = decoded.is_some_and(|bytes| bytes.contains(&b':'));
            let pair = is_pair.then_some(Login::Credentials(Credentials { basic }));
            pair.ok_or_else(|| refused(format!("has no name and password for {host} in base64")))
        }
        (None, Some(helper)) => Ok(Login::Helper(helper)),
        (None, None) => Ok(Login::None),
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    token: Option<String>,
    access_token: Option<String>,
}

/// The token in the answer of a server that gives them.
///
/// # Errors
/// `document.*`; `image.document` where it gives none that a header can have.
pub fn token(bytes: &[u8]) -> Result<String, ParseError> {
    let Object(answer): Object<TokenAnswer> = json::parse(bytes)?;
    let token = answer.token.or(answer.access_token).filter(|token| is_token(token));
    token.ok_or_else(|| refused("is an answer without a token"))
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::{Challenge, Credentials, Login, login, token};

    #[test]
    fn a_challenge_names_who_gives_tokens() {
        let bearer = |realm: &str, service: Option<&str>| {
            Some(Challenge::Bearer { realm: realm.into(), service: service.map(str::to_owned) })
        };
        for (header, wanted) in [
            ("Basic realm=\"x\"", Some(Challenge::Basic)),
            (
                "bearer realm=\"https://a/t\",service=\"s,1\",scope=\"q\"",
                bearer("https://a/t", Some("s,1")),
            ),
            ("Bearer service=s, realm=https://a/t", bearer("https://a/t", Some("s"))),
            ("Bearer service=\"s\"", None),
            ("Bearer realm=\"https://a/t", None),
            ("Digest realm=\"x\"", None),
            ("", None),
        ] {
            assert_eq!(Challenge::parse(header), wanted, "{header}");
        }
    }

    #[test]
    fn logins_are_found_by_host() {
        let config = br#"{"auths":{"https://index.docker.io/v1/":{"auth":"YTpi"},"b.example":{},
            "c.example":{"auth":"YQ=="}},"credHelpers":{"h.example":"pass"},"credsStore":"desktop"}"#;
        let credentials = Login::Credentials(Credentials { basic: "YTpi".to_owned() });
        for (host, wanted) in [
            ("docker.io", Ok(credentials)),
            ("b.example", Ok(Login::Helper("desktop".to_owned()))),
            ("h.example", Ok(Login::Helper("pass".to_owned()))),
            ("c.example", Err("image.document")),
            ("d.example", Ok(Login::None)),
        ] {
            assert_eq!(login(config, host).map_err(|error| error.code.id), wanted, "{host}");
        }
    }

    #[test]
    fn a_token_is_what_a_header_can_have() {
        for (answer, wanted) in [
            (r#"{"token":"a.b"}"#, Some("a.b")),
            (r#"{"access_token":"c","expires_in":60}"#, Some("c")),
            (r#"{"token":"a\r\nHost: b"}"#, None),
            (r#"{"token":""}"#, None),
            ("{}", None),
        ] {
            assert_eq!(token(answer.as_bytes()).ok().as_deref(), wanted, "{answer}");
        }
    }
}
