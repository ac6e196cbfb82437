//! `keelmark db update`

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use keelmark_formats::hash::Sha2;
use keelmark_model::{Digest, DigestAlgorithm};
use keelmark_world::advisories::{self, Fetched};
use keelmark_world::{WorldError, file};

use super::{Which, import};
use crate::codes;
use crate::error::{CliError, Exit};
use crate::output::{Format, Output};

/// Where OSV publishes an archive for each ecosystem, at `ECOSYSTEM/all.zip`.
const OSV: &str = "https://osv-vulnerabilities.storage.googleapis.com";

/// The ecosystems that are fetched where none is named.
const ECOSYSTEMS: [&str; 4] = ["crates.io", "Go", "npm", "PyPI"];

/// What is fetched besides: CISA's list of exploited flaws, and FIRST's scores of likelihood.
const LISTS: [&str; 2] = [
    "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
    "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz",
];

/// Fetch what is published anew, and make the database of it
///
/// A file that did not change since is not sent again; what came before a connection broke is kept; a server that is
/// busy is asked later. The database is replaced once everything has come and was read, and left as it is when
/// anything could not be had.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where to fetch from instead: the address of a mirror of OSV's archives, which ends in `/`; of an archive, a list
    /// or an exported database; or a file or folder; repeated: several [default: OSV, KEV and EPSS]
    #[arg(long, value_name = "URL|PATH")]
    from: Vec<String>,

    /// The ecosystems to fetch from OSV or its mirror, as OSV calls them [default: crates.io,Go,npm,PyPI]
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    ecosystem: Vec<String>,

    /// The SHA-256 that the one file fetched must have
    #[arg(long, value_name = "HEX", requires = "from")]
    sha256: Option<String>,

    #[command(flatten)]
    which: Which,

    /// Form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// One thing to be had.
#[derive(Debug, PartialEq, Eq)]
enum Source {
    Path(PathBuf),
    /// Its address, and what it is called here.
    Web(String, String),
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit, CliError> {
    let path = args.which.path()?;
    let cache = advisories::cache_folder(&crate::environment).ok_or_else(|| {
        let message = "neither XDG_CACHE_HOME nor HOME is set to an absolute path";
        CliError::new(&codes::DB_HOME, message)
    })?;
    let mut paths = Vec::new();
    for source in sources(&args.from, &args.ecosystem) {
        paths.push(match source {
            Source::Path(path) => path,
            Source::Web(address, name) => {
                let Fetched { path, is_new } = advisories::download(&address, &name, &cache)?;
                let state = if is_new { "fetched" } else { "unchanged" };
                if matches!(args.format, Format::Text) {
                    output.text(&format!("{address}: {state}\n"));
                }
                path
            }
        });
    }
    verify(args.sha256.as_deref(), &paths)?;
    import::make(&paths, &path, args.format, output)
}

/// What to fetch.
fn sources(from: &[String], ecosystems: &[String]) -> Vec<Source> {
    let usual = ECOSYSTEMS.map(str::to_owned);
    let ecosystems = if ecosystems.is_empty() { &usual[..] } else { ecosystems };
    let archives = |base: &str| {
        let base = base.trim_end_matches('/').to_owned();
        let each = ecosystems.iter().map(move |it| {
            Source::Web(format!("{base}/{}/all.zip", escaped(it)), plain(&format!("{it}.zip")))
        });
        each.collect::<Vec<_>>()
    };
    let single = |address: &str| {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default();
        Source::Web(address.to_owned(), plain(name))
    };
    if from.is_empty() {
        return archives(OSV).into_iter().chain(LISTS.map(single)).collect();
    }
    let each = from.iter().map(|place| match place {
        place if !place.contains("://") => vec![Source::Path(PathBuf::from(place))],
        place if place.ends_with('/') => archives(place),
        place => vec![single(place)],
    });
    each.flatten().collect()
}

/// The name of an ecosystem as a part of an address: `Debian:12`, `Rocky Linux`.
fn escaped(name: &str) -> String {
    name.bytes().fold(String::new(), |mut escaped, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' => {
                escaped.push(byte.into());
            }
            _ => drop(write!(escaped, "%{byte:02X}")),
        }
        escaped
    })
}

/// A name of a file that is one wherever it is kept.
fn plain(name: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_');
    let name: String = name.chars().map(|it| if is_plain(it) { it } else { '_' }).collect();
    let name = name.trim_start_matches('.');
    if name.is_empty() { "file".to_owned() } else { name.chars().take(100).collect() }
}

fn verify(wanted: Option<&str>, paths: &[PathBuf]) -> Result<(), CliError> {
    let Some(wanted) = wanted else { return Ok(()) };
    let [path] = paths else {
        return Err(CliError::new(
            &codes::DB_DIGEST,
            "--sha256 is of one file, and several are named",
        ));
    };
    let found = digest(path)?;
    if found.eq_ignore_ascii_case(wanted) {
        return Ok(());
    }
    let message = format!("its SHA-256 is {found}, not {wanted}");
    Err(CliError::new(&codes::DB_DIGEST, message).with_path(path.display().to_string()))
}

/// The SHA-256 of a file, however large it is.
fn digest(path: &Path) -> Result<String, WorldError> {
    let mut hash = Sha2::new(DigestAlgorithm::Sha256);
    file::for_each_part(path, &mut |part| hash.iter_mut().for_each(|hash| hash.update(part)))?;
    let digest = hash.and_then(Sha2::finish);
    Ok(digest.as_ref().map(Digest::hex).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{Source, sources};

    fn shown(from: &[&str], ecosystems: &[&str]) -> Vec<String> {
        let owned = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let shown = |source| match source {
            Source::Path(path) => path.display().to_string(),
            Source::Web(address, name) => format!("{address} {name}"),
        };
        sources(&owned(from), &owned(ecosystems)).into_iter().map(shown).collect()
    }

    #[test]
    fn a_mirror_has_archives_by_ecosystem_and_anything_else_is_a_file() {
        let osv = "https://osv-vulnerabilities.storage.googleapis.com";
        let usual = shown(&[], &[]);
        assert_eq!(usual.len(), 6);
        assert_eq!(usual[0], format!("{osv}/crates.io/all.zip crates.io.zip"));
        assert!(usual[5].ends_with(" epss_scores-current.csv.gz"), "{}", usual[5]);
        assert_eq!(
            shown(
                &["https://m/osv/", "a.zip", "https://m/k.json?x=/y"],
                &["Rocky Linux", "Debian:12"]
            ),
            [
                "https://m/osv/Rocky%20Linux/all.zip Rocky_Linux.zip",
                "https://m/osv/Debian:12/all.zip Debian_12.zip",
                "a.zip",
                "https://m/k.json?x=/y k.json",
            ]
        );
        assert_eq!(shown(&["https://m"], &[]), ["https://m m"]);
        assert_eq!(shown(&["https://m/..?"], &[]), ["https://m/..? file"]);
    }
}
