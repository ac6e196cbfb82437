//! Published files, fetched once for each time they change.
//!
//! Source: RFC 9110, sections 8.8.3 (ETag), 13.1.2 (If-None-Match), 13.1.5 (If-Range), 14.2 (Range).

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;

use keelmark_formats::hash;
use ureq::http::Response;
use ureq::{Agent, Body};

use crate::{WorldError, codes, file, folder, limits, registry};

/// A file that was fetched.
#[derive(Debug)]
pub struct Fetched {
    /// Where it is kept.
    pub path: PathBuf,
    /// Whether it is another than before.
    pub is_new: bool,
}

/// The file at `address`, kept below `cache` as `name` for as long as the server says that it is the same. What came
/// before a connection broke is not asked for again, if the server still has the same file.
///
/// # Errors
/// `fetch.address` for what does not begin with `https://` (this machine may do without TLS), `fetch.failed`, and what
/// writing to the cache says.
pub fn download(address: &str, name: &str, cache: &Path) -> Result<Fetched, WorldError> {
    let is_local = is_local(address);
    if !address.starts_with("https://") && !is_local {
        let message = format!("`{address}` does not begin with `https://`");
        return Err(WorldError::new(&codes::FETCH_ADDRESS, message));
    }
    // One folder for each address: files of several servers have one name.
    let own = cache.join(hash::sha256(address.as_bytes()).hex());
    fs::create_dir_all(&own).map_err(|error| folder::refused(&own, error))?;
    let lock = own.join("lock");
    let locked = File::create(&lock).and_then(|file| file.lock().map(|()| file));
    let _held = locked.map_err(|error| folder::refused(&lock, error))?;
    let kept = Kept::new(&own, name);
    let agent = registry::agent(is_local)?;
    let mut failure = None;
    for attempt in 0..limits::REGISTRY_ATTEMPTS {
        match kept.attempt(&agent, address)? {
            Attempt::Unchanged => return Ok(Fetched { path: kept.whole, is_new: false }),
            Attempt::Whole => return Ok(Fetched { path: kept.whole, is_new: true }),
            Attempt::Again(reason, wait) => {
                failure = Some(reason);
                if attempt + 1 < limits::REGISTRY_ATTEMPTS {
                    thread::sleep(wait.unwrap_or_else(|| registry::longer(attempt)));
                }
            }
        }
    }
    Err(failed(address, failure.unwrap_or_default()))
}

/// Whether an address is of this machine.
fn is_local(address: &str) -> bool {
    let rest = address.strip_prefix("http://");
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    host.is_some_and(|host| !host.contains('@') && registry::is_local(host))
}

fn failed(address: &str, reason: impl std::fmt::Display) -> WorldError {
    WorldError::new(&codes::FETCH_FAILED, format!("{address}: {reason}"))
}

/// What is kept of one address.
struct Kept {
    whole: PathBuf,
    /// The entity tag of the whole file.
    tag: PathBuf,
    part: PathBuf,
    /// The entity tag of what the part is of.
    part_tag: PathBuf,
}

enum Attempt {
    Unchanged,
    Whole,
    /// Why it did not come, and how long the server wants to be left alone.
    Again(String, Option<std::time::Duration>),
}

impl Kept {
    fn new(folder: &Path, name: &str) -> Self {
        let path = |suffix: &str| folder.join(format!("{name}{suffix}"));
        Self {
            whole: path(""),
            tag: path(".etag"),
            part: path(".part"),
            part_tag: path(".part.etag"),
        }
    }

    fn attempt(&self, agent: &Agent, address: &str) -> Result<Attempt, WorldError> {
        let mut request = agent.get(address);
        let (begun, part_tag) = self.begun()?;
        if let Some(tag) = part_tag.as_deref().filter(|_| begun > 0) {
            request = request.header("Range", format!("bytes={begun}-")).header("If-Range", tag);
        } else if self.whole.is_file()
            && let Some(tag) = tag(&self.tag)?
        {
            request = request.header("If-None-Match", tag);
        }
        let response = match request.call() {
            Ok(response) => response,
            Err(error) => return Ok(Attempt::Again(error.to_string(), None)),
        };
        match response.status().as_u16() {
            304 => Ok(Attempt::Unchanged),
            200 => self.take(response, 0),
            206 if begins_at(&response, begun) => self.take(response, begun),
            // Another part than was asked for, or none: from the beginning.
            206 | 416 => {
                self.forget_part()?;
                Ok(Attempt::Again(
                    "the server gave another part than was asked for".to_owned(),
                    None,
                ))
            }
            status @ (408 | 429 | 500..=599) => {
                let reason = format!("the server answered {status}");
                Ok(Attempt::Again(reason, registry::asked_wait(&response)))
            }
            status => Err(failed(address, format!("the server answered {status}"))),
        }
    }

    /// How much of the file came before, and of what it is. A weak tag is of no use: what it stands for may differ in
    /// its bytes.
    fn begun(&self) -> Result<(u64, Option<String>), WorldError> {
        let length = self.part.metadata().map_or(0, |metadata| metadata.len());
        Ok((length, tag(&self.part_tag)?.filter(|tag| !tag.starts_with("W/"))))
    }

    fn forget_part(&self) -> Result<(), WorldError> {
        remove(&self.part)?;
        remove(&self.part_tag)
    }

    /// Takes what comes behind the first `begun` bytes, and puts the whole in its place once it is.
    fn take(&self, response: Response<Body>, begun: u64) -> Result<Attempt, WorldError> {
        let header = |name: &str| response.headers().get(name).and_then(|it| it.to_str().ok());
        let tag = header("ETag").map(str::to_owned);
        let length = header("Content-Length").and_then(|it| it.parse::<u64>().ok());
        if begun == 0 {
            self.forget_part()?;
            if let Some(tag) = &tag {
                file::replace(&self.part_tag, tag.as_bytes())?;
            }
        }
        let failed = |error| folder::refused(&self.part, error);
        let opened = OpenOptions::new().create(true).append(true).open(&self.part);
        let mut part = opened.map_err(failed)?;
        let most = limits::ADVISORY_DOWNLOAD_BYTES.saturating_sub(begun);
        let mut body = response.into_body().into_reader();
        let (came, broken) = copied(&mut body, &mut part, most).map_err(failed)?;
        part.sync_all().map_err(failed)?;
        if came > most {
            self.forget_part()?;
            let message = format!("has more than {} bytes", limits::ADVISORY_DOWNLOAD_BYTES);
            return Err(WorldError::about(&codes::FILE_SIZE, &self.whole, message));
        }
        if let Some(reason) = broken {
            return Ok(Attempt::Again(reason, None));
        }
        if length.is_some_and(|length| length != came) {
            return Ok(Attempt::Again("the file came short".to_owned(), None));
        }
        // The old tag goes first, so that it never stands beside what it does not belong to.
        remove(&self.tag)?;
        fs::rename(&self.part, &self.whole).map_err(failed)?;
        remove(&self.part_tag)?;
        if let Some(tag) = tag {
            file::replace(&self.tag, tag.as_bytes())?;
        }
        Ok(Attempt::Whole)
    }
}

/// Copies at most one byte more than `most`; gives how many came, and why no more did where the other side is to
/// blame.
fn copied(from: &mut dyn Read, to: &mut dyn Write, most: u64) -> io::Result<(u64, Option<String>)> {
    let mut buffer = vec![0; 1 << 16];
    let mut came = 0_u64;
    while came <= most {
        let count = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) => return Ok((came, Some(error.to_string()))),
        };
        to.write_all(buffer.get(..count).unwrap_or_default())?;
        came = came.saturating_add(count as u64);
    }
    Ok((came, None))
}

/// Whether an answer is the part that begins at `at`.
fn begins_at(response: &Response<Body>, at: u64) -> bool {
    let range = response.headers().get("Content-Range").and_then(|it| it.to_str().ok());
    let range = range.and_then(|it| it.strip_prefix("bytes "));
    let first = range.and_then(|it| it.split('-').next()).and_then(|it| it.parse::<u64>().ok());
    at > 0 && first == Some(at)
}

/// An entity tag that was kept; one that cannot be sent is none.
fn tag(path: &Path) -> Result<Option<String>, WorldError> {
    let bytes = file::load_if_there(path, limits::ADVISORY_TAG_BYTES)?;
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    Ok(text.filter(|text| !text.is_empty() && text.bytes().all(|it| matches!(it, b' '..=b'~'))))
}

fn remove(path: &Path) -> Result<(), WorldError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(folder::refused(path, error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn this_machine_alone_does_without_tls() {
        for (address, expected) in [
            ("http://127.0.0.1:80/a", true),
            ("http://localhost", true),
            ("http://[::1]:80/a", true),
            ("http://localhost@example.com/", false),
            ("http://example.com/localhost", false),
            ("http://localhost.example.com/", false),
            ("ftp://localhost/", false),
        ] {
            assert_eq!(is_local(address), expected, "{address}");
        }
    }
}
