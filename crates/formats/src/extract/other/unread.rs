//! Lists of packages in forms that are known and not read: that one lies in a target is all that is said, so
//! that the bill is never taken for complete.
//!
//! Sources: the documentation of each package manager, on the name of its lockfile and of its manifest.

use keelmark_model::bom::{Component, ComponentKind, Evidence, Gap, State};

use crate::extract::{Extract, Extractor, File, Found, Pattern};
use crate::{ParseError, codes, limits};

pub(crate) static UNREAD: Extractor = Extractor {
    id: "unread",
    version: 1,
    example: "bun.lock",
    reads: &READS,
    limit: limits::DOCUMENT_BYTES,
    extract,
};

/// A kind of file that lists packages.
struct Kind {
    /// Its name.
    file: Pattern,
    /// Whose it is.
    of: &'static str,
    /// Words of which one stands in a file that asks for packages; of none, every file does.
    marks: &'static [&'static str],
    /// Files beside it, or in a folder above, that list more than it does. Where one was read, or stands
    /// for itself as not read, nothing is said of this one.
    answers: &'static [&'static str],
}

/// A lockfile, which is never without packages that matter.
const fn lock(name: &'static str, of: &'static str) -> Kind {
    Kind { file: Pattern::Name(name), of, marks: &[], answers: &[] }
}

/// A manifest of this name.
const fn manifest(
    name: &'static str,
    of: &'static str,
    marks: &'static [&'static str],
    answers: &'static [&'static str],
) -> Kind {
    Kind { file: Pattern::Name(name), of, marks, answers }
}

/// A project of .NET in a file that ends so.
const fn project(extension: &'static str) -> Kind {
    Kind {
        file: Pattern::Extension(extension),
        of: ".NET",
        marks: &["PackageReference"],
        answers: NUGET,
    }
}

const NUGET: &[&str] =
    &["obj/project.assets.json", "packages.config", "packages.lock.json", "paket.lock"];
const GRADLE: &[&str] = &["gradle.lockfile"];
const SETUPTOOLS: &[&str] = &[
    "PKG-INFO",
    "pdm.lock",
    "Pipfile.lock",
    "poetry.lock",
    "pylock.toml",
    "requirements.txt",
    "uv.lock",
];

const KINDS: [Kind; 40] = [
    lock("bun.lock", "Bun"),
    lock("bun.lockb", "Bun"),
    lock("deno.lock", "Deno"),
    lock("shrinkwrap.yaml", "pnpm"),
    manifest("bower.json", "Bower", &["dependencies"], &[]),
    lock("pixi.lock", "Pixi"),
    lock("conda-lock.yml", "conda-lock"),
    manifest("setup.py", "setuptools", &["install_requires"], SETUPTOOLS),
    lock("Gopkg.lock", "dep"),
    lock("glide.lock", "Glide"),
    manifest("Gemfile", "Bundler", &["gem "], &["Gemfile.lock", "gems.locked"]),
    manifest("build.gradle", "Gradle", &["dependencies"], GRADLE),
    manifest("build.gradle.kts", "Gradle", &["dependencies"], GRADLE),
    manifest("libs.versions.toml", "Gradle", &["[libraries]"], GRADLE),
    manifest("build.sbt", "sbt", &["libraryDependencies"], &[]),
    manifest("ivy.xml", "Ivy", &["<dependency"], &[]),
    project("csproj"),
    project("fsproj"),
    project("vbproj"),
    manifest("Directory.Packages.props", "NuGet", &["PackageVersion"], NUGET),
    lock("paket.lock", "Paket"),
    lock("mix.lock", "Mix"),
    manifest("mix.exs", "Mix", &["deps"], &["mix.lock"]),
    lock("rebar.lock", "Rebar"),
    lock("pubspec.lock", "Dart"),
    manifest("pubspec.yaml", "Dart", &["dependencies"], &["pubspec.lock"]),
    lock("Package.resolved", "Swift"),
    manifest("Package.swift", "Swift", &[".package("], &["Package.resolved"]),
    lock("Podfile.lock", "CocoaPods"),
    manifest("Podfile", "CocoaPods", &["pod "], &["Podfile.lock"]),
    lock("Cartfile.resolved", "Carthage"),
    lock("conan.lock", "Conan"),
    manifest("conanfile.txt", "Conan", &["[requires]"], &["conan.lock"]),
    manifest("conanfile.py", "Conan", &["requires"], &["conan.lock"]),
    manifest("vcpkg.json", "vcpkg", &["dependencies"], &[]),
    lock("flake.lock", "Nix"),
    lock("stack.yaml.lock", "Stack"),
    lock("cabal.project.freeze", "Cabal"),
    lock("renv.lock", "renv"),
    lock("shard.lock", "Shards"),
];

const READS: [Pattern; KINDS.len()] = {
    let mut all = [Pattern::Name(""); KINDS.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] = KINDS[at].file;
        at += 1;
    }
    all
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let Some(kind) = kind(file.path).filter(|kind| kind.asks(file.bytes)) else {
        return Ok(Extract::default());
    };
    let component = Component::new(ComponentKind::Application, kind.of, State::Locked);
    let mut found = Found::new(component, Evidence::Lockfile, file.path);
    // Nobody needs it: it stands for what it lists.
    found.names.clear();
    Ok(Extract { packages: vec![found], ..Extract::default() })
}

/// What the file at `path` is by its name.
fn kind(path: &str) -> Option<&'static Kind> {
    let name = path.rsplit('/').next().unwrap_or(path);
    KINDS.iter().find(|kind| match kind.file {
        Pattern::Name(known) => known == name,
        Pattern::Extension(end) => name.rsplit_once('.').is_some_and(|(_, own)| own == end),
        _ => false,
    })
}

impl Kind {
    fn asks(&self, bytes: &[u8]) -> bool {
        let has = |mark: &&str| bytes.windows(mark.len()).any(|part| part == mark.as_bytes());
        self.marks.is_empty() || self.marks.iter().any(has)
    }
}

/// The gap that the packages of the file at `path` are, unless one of the files that `is_there` knows
/// lists them, too.
pub(in crate::extract) fn gap(path: &str, is_there: impl Fn(&str) -> bool) -> Option<Gap> {
    let kind = kind(path)?;
    let mut folder = path;
    while let Some((above, _)) = folder.rsplit_once('/') {
        folder = above;
        if kind.answers.iter().any(|name| is_there(&format!("{folder}/{name}"))) {
            return None;
        }
    }
    if kind.answers.iter().any(|name| is_there(name)) {
        return None;
    }
    let message = format!("is of {}, and what it lists is not read", kind.of);
    Some(Gap { code: &codes::EXTRACT_UNREAD, path: path.to_owned(), message, line: None })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{KINDS, extract, gap};
    use crate::extract::{ALL, File, Selector};

    #[test]
    fn a_manifest_is_a_gap_where_it_asks_and_nothing_answers() {
        let cases: [(&str, &str, &[&str], bool); 12] = [
            ("bun.lockb", "", &[], true),
            ("a/flake.lock", "{}", &[], true),
            ("App.csproj", "<PackageReference Include=\"a\"/>", &[], true),
            ("App.csproj", "<Project/>", &[], false),
            ("src/App.csproj", "<PackageReference/>", &["src/packages.lock.json"], false),
            ("src/App.csproj", "<PackageReference/>", &["src/obj/project.assets.json"], false),
            ("src/App.csproj", "<PackageReference/>", &["other/packages.lock.json"], true),
            ("app/build.gradle", "dependencies {", &["gradle.lockfile"], false),
            ("Gemfile", "gem 'rack'", &[], true),
            ("Gemfile", "gem 'rack'", &["Gemfile.lock"], false),
            ("setup.py", "setup(install_requires=[])", &["PKG-INFO"], false),
            ("setup.py", "setup()", &[], false),
        ];
        for (path, text, others, wanted) in cases {
            let file = File { path, bytes: text.as_bytes() };
            let is_found = !extract(&file).expect("never refused").is_empty();
            let is_gap = is_found && gap(path, |other| others.contains(&other)).is_some();
            assert_eq!(is_gap, wanted, "{path} {text} {others:?}");
        }
    }

    /// What another extractor takes is read.
    #[test]
    fn every_kind_is_read_by_nobody_else_and_stands_once() {
        let selector = Selector::new(ALL);
        let mut names = HashSet::new();
        for kind in &KINDS {
            let super::Pattern::Name(name) = kind.file else { continue };
            let wanted: Vec<&str> = selector.select(name, false).iter().map(|one| one.id).collect();
            assert_eq!(wanted, ["unread"], "{name}");
            assert!(names.insert(name), "{name}");
        }
    }
}
