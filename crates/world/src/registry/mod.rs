//! Parts of images in registries, over HTTPS.
//!
//! Source: OCI Distribution Specification 1.1, "Pulling manifests" and "Pulling blobs". Nothing of an answer
//! is believed: whoever reads a part compares its digest. A registry on this machine may be without TLS.

mod reference;

use std::io::Read;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use keelmark_formats::oci::registry::{self, Challenge, Credentials, Login};
use keelmark_model::Digest;
use ureq::config::RedirectAuthHeaders;
use ureq::http::Response;
use ureq::{Agent, Body};

pub use reference::ImageReference;

use crate::{WorldError, codes, fetch, file, limits};

/// One repository of a registry.
#[derive(Debug)]
pub(crate) struct Registry {
    agent: Agent,
    /// `https://HOST/v2/REPOSITORY`.
    address: String,
    repository: String,
    is_local: bool,
    login: Login,
    /// What to send as `Authorization`, once that is known.
    authorization: Mutex<Option<String>>,
}

impl Registry {
    /// The repository of `reference`. `config` is the file in which `docker login` keeps names and passwords.
    ///
    /// # Errors
    /// `document.*`, `file.*` for that file; `fetch.roots`, `file.*` of the certificates that the environment
    /// names.
    pub(crate) fn open(
        reference: &ImageReference,
        config: Option<&Path>,
    ) -> Result<Self, WorldError> {
        let host = reference.host.as_str();
        let is_local = is_local(host);
        let scheme = if is_local { "http" } else { "https" };
        // Docker's registry is at another place than its name says.
        let server = if host == "docker.io" { "registry-1.docker.io" } else { host };
        Ok(Self {
            agent: agent(is_local)?,
            address: format!("{scheme}://{server}/v2/{}", reference.repository),
            repository: reference.repository.clone(),
            is_local,
            login: login(config, host)?,
            authorization: Mutex::new(None),
        })
    }

    /// The manifest or index with this digest or tag; at most one byte more than `limit`.
    ///
    /// # Errors
    /// `registry.*`, `fetch.failed`.
    pub(crate) fn manifest(&self, key: &str, limit: u64) -> Result<Vec<u8>, WorldError> {
        let address = format!("{}/manifests/{key}", self.address);
        let response = self.ask(&address, Some(registry::MANIFEST_TYPES))?;
        read(response, &address, limit)
    }

    /// The part with this digest.
    ///
    /// # Errors
    /// As [`Self::manifest`].
    pub(crate) fn blob(&self, digest: &Digest) -> Result<Box<dyn Read + Send>, WorldError> {
        let address = format!("{}/blobs/{digest}", self.address);
        Ok(Box::new(self.ask(&address, None)?.into_body().into_reader()))
    }

    /// Asks until there is an answer: says who asks when that is wanted, and waits where the registry is
    /// asked too much.
    fn ask(&self, address: &str, accept: Option<&str>) -> Result<Response<Body>, WorldError> {
        let mut challenged = false;
        for attempt in 0..limits::REGISTRY_ATTEMPTS {
            let sent = self.authorization();
            let mut request = self.agent.get(address);
            if let Some(accept) = accept {
                request = request.header("Accept", accept);
            }
            if let Some(authorization) = &sent {
                request = request.header("Authorization", authorization);
            }
            let response = request.call().map_err(|error| failed(address, error))?;
            match response.status().as_u16() {
                200 => return Ok(response),
                401 if !challenged => {
                    challenged = true;
                    self.authorize(&response, sent.as_deref())?;
                }
                401 | 403 => return Err(self.denied(address)),
                404 => {
                    let message = format!("{address}: the registry has no such image");
                    return Err(WorldError::new(&codes::REGISTRY_MISSING, message));
                }
                429 | 500..=599 if attempt + 1 < limits::REGISTRY_ATTEMPTS => {
                    thread::sleep(wait(&response, attempt));
                }
                status => return Err(failed(address, format!("the server answered {status}"))),
            }
        }
        Err(self.denied(address))
    }

    fn authorization(&self) -> Option<String> {
        self.authorization.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Does what the registry asks for, unless another thread has done so since `sent`.
    fn authorize(&self, response: &Response<Body>, sent: Option<&str>) -> Result<(), WorldError> {
        let mut known = self.authorization.lock().unwrap_or_else(PoisonError::into_inner);
        if known.as_deref() != sent {
            return Ok(());
        }
        let header = response.headers().get("WWW-Authenticate");
        let challenge = header.and_then(|value| value.to_str().ok()).and_then(Challenge::parse);
        *known = match (challenge, self.credentials()) {
            (Some(Challenge::Basic), Some(credentials)) => Some(basic(credentials)),
            (Some(Challenge::Bearer { realm, service }), credentials) => {
                let token = self.token(&realm, service.as_deref(), credentials)?;
                Some(format!("Bearer {token}"))
            }
            _ => return Err(self.denied(&self.address)),
        };
        Ok(())
    }

    fn credentials(&self) -> Option<&Credentials> {
        match &self.login {
            Login::Credentials(credentials) => Some(credentials),
            Login::None | Login::Helper(_) => None,
        }
    }

    /// Asks the server at `realm` for leave to read the repository, no more.
    fn token(
        &self,
        realm: &str,
        service: Option<&str>,
        credentials: Option<&Credentials>,
    ) -> Result<String, WorldError> {
        if !(realm.starts_with("https://") || (self.is_local && realm.starts_with("http://"))) {
            return Err(failed(realm, "tokens are not asked for without TLS"));
        }
        let mut request =
            self.agent.get(realm).query("scope", format!("repository:{}:pull", self.repository));
        if let Some(service) = service {
            request = request.query("service", service);
        }
        if let Some(credentials) = credentials {
            request = request.header("Authorization", basic(credentials));
        }
        let response = request.call().map_err(|error| failed(realm, error))?;
        match response.status().as_u16() {
            200 => {}
            401 | 403 => return Err(self.denied(realm)),
            status => return Err(failed(realm, format!("the server answered {status}"))),
        }
        let bytes = read(response, realm, limits::REGISTRY_TOKEN_BYTES)?;
        registry::token(&bytes).map_err(|error| failed(realm, error.message))
    }

    fn denied(&self, address: &str) -> WorldError {
        let why = match &self.login {
            Login::None => "no name and password are known for it".to_owned(),
            Login::Credentials(_) => {
                "the name and password known for it were not enough".to_owned()
            }
            Login::Helper(name) => {
                format!(
                    "the name and password are kept by `docker-credential-{name}`, which is not run"
                )
            }
        };
        WorldError::new(&codes::REGISTRY_DENIED, format!("{address}: {why}"))
    }
}

/// Whether `host` is this machine, which may do without TLS.
pub(crate) fn is_local(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next(),
        None => host.split(':').next(),
    };
    matches!(name, Some("localhost" | "127.0.0.1" | "::1"))
}

/// A client for large files; only this machine may do without TLS.
pub(crate) fn agent(is_local: bool) -> Result<Agent, WorldError> {
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    Ok(fetch::configured()?
        .https_only(!is_local)
        .max_redirects(limits::FETCH_REDIRECTS)
        // A part is often elsewhere, where nobody is to learn who asked the registry.
        .redirect_auth_headers(RedirectAuthHeaders::Never)
        .timeout_connect(seconds(limits::FETCH_SECONDS))
        .timeout_recv_response(seconds(limits::FETCH_SECONDS))
        .timeout_per_read(seconds(limits::FETCH_SECONDS))
        .timeout_global(seconds(limits::REGISTRY_SECONDS))
        .build()
        .into())
}

fn login(config: Option<&Path>, host: &str) -> Result<Login, WorldError> {
    let Some(path) = config.filter(|path| path.is_file()) else { return Ok(Login::None) };
    let bytes = file::load(path, limits::REGISTRY_CONFIG_BYTES)?;
    registry::login(&bytes, host).map_err(|error| WorldError::document(path, error))
}

fn basic(credentials: &Credentials) -> String {
    format!("Basic {}", credentials.basic)
}

/// How long to wait before the next attempt: as the server says, within reason, else ever longer.
fn wait(response: &Response<Body>, attempt: u32) -> Duration {
    asked_wait(response).unwrap_or_else(|| longer(attempt))
}

/// How long a server wants to be left alone, within reason.
pub(crate) fn asked_wait(response: &Response<Body>) -> Option<Duration> {
    let told = response.headers().get("Retry-After").and_then(|value| value.to_str().ok());
    let seconds = told.and_then(|value| value.trim().parse::<u64>().ok())?;
    Some(Duration::from_secs(seconds.min(limits::REGISTRY_WAIT_SECONDS)))
}

/// How long to wait after so many attempts of which nobody said it.
pub(crate) fn longer(attempt: u32) -> Duration {
    Duration::from_secs((1 << attempt.min(5)).min(limits::REGISTRY_WAIT_SECONDS))
}

fn read(response: Response<Body>, address: &str, limit: u64) -> Result<Vec<u8>, WorldError> {
    let mut bytes = Vec::new();
    let mut body = response.into_body().into_reader().take(limit.saturating_add(1));
    body.read_to_end(&mut bytes).map_err(|error| failed(address, error))?;
    Ok(bytes)
}

fn failed(address: &str, reason: impl std::fmt::Display) -> WorldError {
    WorldError::new(&codes::FETCH_FAILED, format!("{address}: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn only_this_machine_does_without_tls() {
        for (host, expected) in [
            ("localhost", true),
            ("localhost:5000", true),
            ("127.0.0.1:5000", true),
            ("[::1]:5000", true),
            ("localhost.example", false),
            ("127.0.0.1.example:80", false),
            ("ghcr.io", false),
        ] {
            assert_eq!(is_local(host), expected, "{host}");
        }
    }
}
