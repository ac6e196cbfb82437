//! Files of a repository, over HTTPS or from a folder with a copy of it.

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::config::ConfigBuilder;
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::typestate::AgentScope;

use crate::{WorldError, codes, file, limits, server_roots};

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
    /// `fetch.address`, `fetch.roots`; `file.*` of the certificates that the environment names.
    pub fn open(place: &str) -> Result<Self, WorldError> {
        if place.starts_with("https://") {
            let address = place.trim_end_matches('/').to_owned();
            return Ok(Self(Place::Web { address, agent: agent()? }));
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
        self.fetch_as(path, None, limit)
    }

    /// As [`fetch`](Self::fetch), where the server has several forms: the one of the media type `accept`. In a folder a
    /// path that ends in `/` is a file without it.
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch).
    pub fn fetch_as(
        &self,
        path: &str,
        accept: Option<&str>,
        limit: u64,
    ) -> Result<Option<Vec<u8>>, WorldError> {
        match &self.0 {
            Place::Folder(folder) => file::load_inside(folder, path.trim_end_matches('/'), limit),
            Place::Web { address, agent } => {
                download(agent, &format!("{address}/{path}"), accept, limit)
            }
        }
    }
}

/// A client that speaks TLS by aws-lc-rs, and trusts the roots that the environment names, else those of
/// browsers.
///
/// # Errors
/// `fetch.roots`, `file.*`.
pub(crate) fn configured() -> Result<ConfigBuilder<AgentScope>, WorldError> {
    let roots = server_roots::named(|name| std::env::var_os(name))?;
    Ok(trusting(roots.unwrap_or(RootCerts::WebPki)))
}

fn trusting(roots: RootCerts) -> ConfigBuilder<AgentScope> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(provider)
        .root_certs(roots)
        .build();
    Agent::config_builder()
        .http_status_as_error(false)
        .user_agent(concat!("keelmark/", env!("CARGO_PKG_VERSION")))
        .tls_config(tls)
}

fn agent() -> Result<Agent, WorldError> {
    Ok(configured()?
        .https_only(true)
        .max_redirects(limits::FETCH_REDIRECTS)
        .timeout_global(Some(Duration::from_secs(limits::FETCH_SECONDS)))
        .build()
        .into())
}

fn download(
    agent: &Agent,
    address: &str,
    accept: Option<&str>,
    limit: u64,
) -> Result<Option<Vec<u8>>, WorldError> {
    let failed =
        |reason: String| WorldError::new(&codes::FETCH_FAILED, format!("{address}: {reason}"));
    let mut request = agent.get(address);
    if let Some(accept) = accept {
        request = request.header("Accept", accept);
    }
    let mut response = request.call().map_err(|error| failed(error.to_string()))?;
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
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::thread;

    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    use ureq::tls::{Certificate, RootCerts};

    use super::{Repository, download, trusting};

    const ROOT: &[u8] = include_bytes!("../testdata/tls/root.pem");
    const SERVER: &[u8] = include_bytes!("../testdata/tls/server.pem");
    const KEY: &[u8] = include_bytes!("../testdata/tls/server.key");

    /// The address of a server of the name `localhost`, which answers once.
    fn server() -> String {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![CertificateDer::from_pem_slice(SERVER).unwrap()],
                PrivateKeyDer::from_pem_slice(KEY).unwrap(),
            )
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
        thread::spawn(move || {
            let (socket, _) = listener.accept().unwrap();
            let connection = rustls::ServerConnection::new(Arc::new(config)).unwrap();
            let mut stream = rustls::StreamOwned::new(connection, socket);
            // Who does not trust the server says so instead of asking.
            if stream.read(&mut [0; 4096]).is_ok() {
                let answer =
                    b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nhere";
                stream.write_all(answer).unwrap();
            }
        });
        address
    }

    #[test]
    fn a_server_is_believed_by_the_roots_named_and_no_others() {
        let fetched = |roots: RootCerts| {
            let agent = trusting(roots).proxy(None).build().into();
            download(&agent, &server(), None, 16)
        };
        let named = RootCerts::from([Certificate::from_pem(ROOT).unwrap()]);
        assert_eq!(fetched(named).unwrap().as_deref(), Some(&b"here"[..]));
        let error = fetched(RootCerts::WebPki).unwrap_err();
        assert_eq!(error.code().id, "fetch.failed");
        assert!(error.to_string().contains("UnknownIssuer"), "{error}");
    }

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
