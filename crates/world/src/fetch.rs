//! Files of a repository, over HTTPS or from a folder with a copy of it.

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::config::ConfigBuilder;
use ureq::tls::{TlsConfig, TlsProvider};
use ureq::typestate::AgentScope;

use crate::{WorldError, codes, file, limits};

/// Where a repository is.
#[derive(Debug)]
pub struct Repository(Place);

#[derive(Debug)]
enum Place {
    Folder(PathBuf),
    /// The address does not end in `/`.
    Web {
        address: String,
        agent: Agent,
    },
}

impl Repository {
    /// The repository at `place`: an address that begins with `https://`, else a folder.
    ///
    /// # Errors
    /// `fetch.address`.
    pub fn open(place: &str) -> Result<Self, WorldError> {
        if place.starts_with("https://") {
            let address = place.trim_end_matches('/').to_owned();
            return Ok(Self(Place::Web { address, agent: agent() }));
        }
        if place.contains("://") {
            let message = format!("`{place}` does not begin with `https://`");
            return Err(WorldError::new(&codes::FETCH_ADDRESS, message));
        }
        let folder = PathBuf::from(place);
        if !folder.is_dir() {
            let message = "is neither a folder nor an address";
            return Err(WorldError::about(&codes::FETCH_ADDRESS, &folder, message));
        }
        Ok(Self(Place::Folder(folder)))
    }

    /// The file at `path` below the repository, or `None` when it does not have it. At most one byte
    /// more than `limit` is read, so that who asked sees that there is more.
    ///
    /// # Errors
    /// `fetch.failed`; for a folder those of [`file::load_inside`].
    pub fn fetch(&self, path: &str, limit: u64) -> Result<Option<Vec<u8>>, WorldError> {
        match &self.0 {
            Place::Folder(folder) => file::load_inside(folder, path, limit),
            Place::Web { address, agent } => download(agent, &format!("{address}/{path}"), limit),
        }
    }
}

/// A client that speaks TLS by aws-lc-rs and trusts the roots of browsers.
pub(crate) fn configured() -> ConfigBuilder<AgentScope> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(provider)
        .build();
    Agent::config_builder()
        .http_status_as_error(false)
        .user_agent(concat!("keelmark/", env!("CARGO_PKG_VERSION")))
        .tls_config(tls)
}

fn agent() -> Agent {
    configured()
        .https_only(true)
        .max_redirects(limits::FETCH_REDIRECTS)
        .timeout_global(Some(Duration::from_secs(limits::FETCH_SECONDS)))
        .build()
        .into()
}

fn download(agent: &Agent, address: &str, limit: u64) -> Result<Option<Vec<u8>>, WorldError> {
    let failed =
        |reason: String| WorldError::new(&codes::FETCH_FAILED, format!("{address}: {reason}"));
    let mut response = agent.get(address).call().map_err(|error| failed(error.to_string()))?;
    match response.status().as_u16() {
        200 => {}
        // Buckets that may not be listed answer 403 for what they do not have.
        403 | 404 => return Ok(None),
        status => return Err(failed(format!("the server answered {status}"))),
    }
    let mut bytes = Vec::new();
    let mut body = response.body_mut().as_reader().take(limit.saturating_add(1));
    body.read_to_end(&mut bytes).map_err(|error| failed(error.to_string()))?;
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Repository;

    #[test]
    fn a_folder_serves_what_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("targets")).unwrap();
        fs::write(folder.path().join("targets/a"), "x").unwrap();
        let repository = Repository::open(folder.path().to_str().unwrap()).unwrap();
        assert_eq!(repository.fetch("targets/a", 1).unwrap().as_deref(), Some(&b"x"[..]));
        assert_eq!(repository.fetch("b", 1).unwrap(), None);
        assert_eq!(repository.fetch("../b", 1).unwrap_err().code().id, "project.outside");
        assert_eq!(repository.fetch("targets/a", 0).unwrap_err().code().id, "file.size");
    }

    #[test]
    fn only_https_is_an_address() {
        for place in ["http://example.com", "ftp://example.com", "/no/such/folder"] {
            assert_eq!(Repository::open(place).unwrap_err().code().id, "fetch.address", "{place}");
        }
        assert!(Repository::open("https://example.com/").is_ok());
    }
}
