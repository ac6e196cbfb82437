//! Verification of an evidence folder: a pure function of its bytes, the subjects' digests and
//! what the caller trusts.
//!
//! Every file must be what the index says and the index must be what somebody trusted signed; the
//! documents must agree with each other and with the subjects. Each step is a [`Check`], so that
//! the caller can show what was proven, what was not, and what was not looked at.

mod documents;
mod inventory;
mod signatures;
mod subjects;

use std::collections::BTreeMap;

use keelmark_formats::evidence::{Index, layout};
use keelmark_formats::predicate::slsa_provenance_v1::Provenance;
use keelmark_formats::statement::Statement;
use keelmark_model::{Check, Subject, Verdict};

use crate::codes;
use crate::hmac::Secret;
use crate::key::PublicKey;

/// An entry of an evidence folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A regular file with its bytes.
    File(Vec<u8>),
    /// Anything else, named for people: `folder`, `symbolic link`, ….
    Other(&'static str),
}

/// An evidence folder as it was found: every entry by name.
pub type Folder = BTreeMap<String, Entry>;

/// A public key somebody trusts, and how they named it.
#[derive(Debug, Clone)]
pub struct TrustedKey {
    /// The key.
    pub key: PublicKey,
    /// Where it is from: a path, or `your own key`.
    pub label: String,
}

/// Which of the release's subjects must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectScope {
    /// Every one.
    All,
    /// Those given; the others are shown as not looked at.
    Given,
    /// None: the evidence alone is verified.
    None,
}

/// What the caller trusts and asks for.
#[derive(Debug, Clone, Copy)]
pub struct Expectation<'a> {
    /// Keys of which one must have signed.
    pub keys: &'a [TrustedKey],
    /// Whether the keys were named by the caller, so that their signature is demanded.
    pub keys_demanded: bool,
    /// Secret of HMAC envelopes; when given, a valid envelope is demanded.
    pub secret: Option<&'a Secret>,
    /// Key identifier the envelopes must carry.
    pub key_id: Option<&'a str>,
    /// Artifacts at hand, hashed.
    pub subjects: &'a [Subject],
    /// Which subjects must be there.
    pub scope: SubjectScope,
    /// Whether a folder that nobody trusted signed may pass.
    pub allow_unsigned: bool,
}

/// Verifies `folder` against `expectation`.
pub fn verify(folder: &Folder, expectation: &Expectation<'_>) -> Verdict {
    let mut checks = Vec::new();
    match read_index(folder) {
        Err(check) => checks.push(check),
        Ok(index) => {
            let statement = provenance_statement(folder);
            let about = subjects::named(&index, statement.as_ref());
            let folder = Evidence { folder, index: &index };
            checks.extend(downgrade(&index, statement.as_ref()));
            checks.extend(inventory::check(&folder));
            checks.extend(signatures::check(&folder, expectation, about.as_deref().unwrap_or(&[])));
            checks.extend(documents::check(&folder));
            checks.extend(subjects::check(about, expectation));
        }
    }
    Verdict { checks }
}

/// A folder with its index.
struct Evidence<'a> {
    folder: &'a Folder,
    index: &'a Index,
}

impl<'a> Evidence<'a> {
    /// The bytes of a regular file.
    fn file(&self, name: &str) -> Option<&'a [u8]> {
        match self.folder.get(name)? {
            Entry::File(bytes) => Some(bytes),
            Entry::Other(_) => None,
        }
    }
}

fn read_index(folder: &Folder) -> Result<Index, Check> {
    let name = layout::INDEX;
    match folder.get(name) {
        Some(Entry::File(bytes)) => Index::parse(bytes)
            .map_err(|error| Check::fail("index", name, error.code, located(&error))),
        Some(Entry::Other(kind)) => {
            Err(Check::fail("index", name, &codes::EVIDENCE_KIND, format!("a {kind}, not a file")))
        }
        None => {
            let detail = "not there, so this is no evidence folder, or not a whole one";
            Err(Check::unknown("index", name, &codes::EVIDENCE_INDEX, detail))
        }
    }
}

/// An index without a version is dpone's, of which less is demanded: it must not stand beside a
/// provenance that keelmark wrote, or stripping the folder would make a weaker one that passes.
fn downgrade(index: &Index, provenance: Option<&Statement<'_>>) -> Option<Check> {
    let provenance = Provenance::parse(provenance?.predicate_bytes()).ok()?;
    let ours = provenance.run_details.builder.version.contains_key("keelmark");
    let detail = "it lacks what keelmark writes, and the provenance is keelmark's";
    (ours && !index.is_closed())
        .then(|| Check::fail("index", layout::INDEX, &codes::EVIDENCE_FORM, detail))
}

/// The provenance statement where it can be read; why it cannot is told among the documents.
fn provenance_statement(folder: &Folder) -> Option<Statement<'_>> {
    match folder.get(layout::PROVENANCE) {
        Some(Entry::File(bytes)) => Statement::parse(bytes).ok(),
        _ => None,
    }
}

/// The last part of a path that may have been typed on any system.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn located(error: &keelmark_formats::ParseError) -> String {
    match error.at {
        Some(at) => format!("{error} (line {}, column {})", at.line, at.column),
        None => error.to_string(),
    }
}
