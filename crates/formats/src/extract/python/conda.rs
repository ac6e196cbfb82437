//! Conda: `conda-meta/name-version-build.json`, one file for each package installed.
//!
//! Source: conda's documentation, "Conda package specification" and "Managing environments"; the
//! package URL type `conda`.

use keelmark_model::bom::{Completeness, Component, ComponentKind, Evidence, State};
use keelmark_model::{
    Digest, DigestAlgorithm, Ecosystem, LockedFile, LockedFileKind, Purl, PurlError, Source,
};
use serde_json::Value;

use super::super::{Claim, Extract, Extractor, File, Found, Need, OwnedFile, Pattern, Says};
use super::parent;
use crate::license::License;
use crate::lock::source::without_credentials;
use crate::{ParseError, json, limits};

/// A record of `conda-meta`.
pub(crate) static CONDA: Extractor = Extractor {
    id: "conda-meta",
    version: 1,
    example: "opt/conda/conda-meta/numpy-1.26.4-py312h8753938_0.json",
    reads: &[Pattern::Folder("conda-meta")],
    limit: limits::DOCUMENT_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    if !file.name().ends_with(".json") {
        return Ok(extract);
    }
    let value: Value = json::lenient(file.bytes)?;
    let record = Record(&value);
    let (Some(name), Some(version)) = (record.text("name"), record.text("version")) else {
        return Ok(extract);
    };
    let purl = match record.purl(name, version) {
        Ok(purl) => purl,
        Err(error) => {
            extract.gaps.push(file.entry_gap(None, format!("`{name}`: {error}")));
            return Ok(extract);
        }
    };
    // An environment is the folder above.
    let (prefix, _) = parent(file.folder());
    let mut found =
        Found::new(record.component(name, version, purl), Evidence::Database, file.folder());
    file.path.clone_into(&mut found.home);
    found.needs = record.needs();
    extract.packages.push(found);
    let files = record.files(prefix);
    extract.claims.push(Claim { home: file.path.to_owned(), says: Says::Owns(files) });
    Ok(extract)
}

struct Record<'a>(&'a Value);

impl Record<'_> {
    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    fn purl(&self, name: &str, version: &str) -> Result<Purl, PurlError> {
        let mut purl = Purl::new("conda", "", name)?.with_version(version)?;
        let platform = self.text("subdir").unwrap_or_default();
        for (key, value) in [
            ("build", self.text("build").or_else(|| self.text("build_string"))),
            ("channel", self.text("channel").and_then(|text| channel(text, platform))),
            ("subdir", Some(platform)),
        ] {
            purl = purl.with_qualifier(key, value.unwrap_or_default())?;
        }
        Ok(purl)
    }

    fn component(&self, name: &str, version: &str, purl: Purl) -> Component {
        let mut component = Component::new(ComponentKind::Library, name, State::Installed);
        component.version = Some(version.to_owned());
        component.purl = Some(purl);
        component.dependencies = Completeness::Complete;
        // Conda's licences are SPDX expressions where they are anything, as Python's are.
        let license = self.text("license").and_then(|it| License::parse(Ecosystem::Python, it));
        component.licensing.declared = license.map(Into::into).into_iter().collect();
        let digests = [("md5", DigestAlgorithm::Md5), ("sha256", DigestAlgorithm::Sha256)];
        let digest = |(key, algorithm)| Digest::from_hex(algorithm, self.text(key)?).ok();
        component.digests = digests.into_iter().filter_map(digest).collect();
        let url = self.text("url").map(without_credentials);
        if let Some(file) = self.text("fn") {
            component.files = vec![LockedFile {
                kind: LockedFileKind::Built,
                name: file.to_owned(),
                url: url.clone(),
                size: self.0.get("size").and_then(Value::as_u64),
                digests: component.digests.clone(),
            }];
        }
        if let Some(channel) = self.text("channel").filter(|channel| channel.contains("://")) {
            component.source = Source::Registry(without_credentials(channel));
        }
        component
    }

    /// Match specifications, whose first word is the name: `python >=3.12,<3.13.0a0`.
    fn needs(&self) -> Vec<Need> {
        let depends = self.0.get("depends").and_then(Value::as_array);
        let names = depends.into_iter().flatten().filter_map(Value::as_str);
        let names = names.filter_map(|text| text.split([' ', '=', '<', '>']).next());
        // Those that begin so stand for the machine itself.
        let names = names.filter(|name| !name.is_empty() && !name.starts_with("__"));
        names.take(limits::NEEDS).map(Need::runtime).collect()
    }

    fn files(&self, prefix: &str) -> Vec<OwnedFile> {
        let at = |path: &str| match prefix {
            "" => path.to_owned(),
            prefix => format!("{prefix}/{path}"),
        };
        let is_inside = |path: &&str| path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        let paths = self.0.get("files").and_then(Value::as_array);
        let paths = paths.into_iter().flatten().filter_map(Value::as_str).filter(is_inside);
        paths
            .take(limits::OWNED_FILES)
            .map(|path| OwnedFile { path: at(path), digest: None })
            .collect()
    }
}

/// The name of a channel in its address: `conda-forge` of
/// `https://conda.anaconda.org/conda-forge/noarch`, where `noarch` is the platform.
fn channel<'a>(text: &'a str, platform: &str) -> Option<&'a str> {
    let path = text.trim_end_matches('/');
    let path = path.strip_suffix(platform).filter(|_| !platform.is_empty()).unwrap_or(path);
    let name = path.trim_end_matches('/').rsplit('/').next()?;
    Some(name).filter(|name| !name.is_empty())
}
