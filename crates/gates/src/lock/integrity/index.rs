//! Whether the files that a lock pins are those that the public index states.
//!
//! A digest in the lock says that what is installed is what was locked. That it is what was published only the
//! index can say.

use std::collections::BTreeMap;

use keelmark_formats::lock::index::{self, Stated};
use keelmark_model::{Code, Finding, Judgement, LockedFile, Package, Weight};

use super::address::Allowed;
use super::{Examined, Locked, counted};
use crate::codes::{LOCK_INDEX_DIGEST, LOCK_INDEX_MISSING, LOCK_INDEX_UNKNOWN};

/// What came of a question to an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The files that it states.
    Stated(Vec<Stated>),
    /// It does not know the package.
    Absent,
    /// It could not be asked, and why.
    Failed(String),
}

/// The paths at which the index has to be asked about the packages of a lock, sorted, each once.
pub fn questions(locked: Locked<'_>) -> Vec<String> {
    let ecosystem = locked.resolution.ecosystem;
    let allowed = Allowed::new(ecosystem, []);
    let examined = Examined { locked, allowed: &allowed };
    let mut paths: Vec<String> =
        examined.foreign().filter_map(|(_, package)| index::path(ecosystem, package)).collect();
    paths.sort();
    paths.dedup();
    paths
}

/// Compares what a lock pins with the answers, by path.
pub fn compare(locked: Locked<'_>, answers: &BTreeMap<String, Answer>) -> Judgement {
    let ecosystem = locked.resolution.ecosystem;
    let allowed = Allowed::new(ecosystem, []);
    let examined = Examined { locked, allowed: &allowed };
    let mut judgement = Judgement::new("lock", "index", locked.path);
    let mut files = 0;
    for (_, package) in examined.foreign().filter(|(_, package)| !package.files.is_empty()) {
        let path = index::path(ecosystem, package);
        let answer = path.and_then(|path| answers.get(&path));
        judgement.findings.extend(of_package(&examined, package, answer));
        files += package.files.len();
    }
    let address = index::of(ecosystem).address;
    judgement.detail = format!("{}, compared with {address}", counted(files, "file"));
    judgement
}

fn of_package(examined: &Examined<'_>, package: &Package, answer: Option<&Answer>) -> Vec<Finding> {
    let name = &package.name;
    let stated = match answer {
        Some(Answer::Stated(stated)) => stated,
        Some(Answer::Absent) => {
            let message = format!("the index has no `{name}`");
            return vec![examined.about(package, &LOCK_INDEX_MISSING, message)];
        }
        Some(Answer::Failed(why)) => {
            return vec![unknown(
                examined,
                package,
                format!("`{name}` could not be asked for: {why}"),
            )];
        }
        None => {
            let message = format!("`{name}` is of no index that is asked");
            return vec![unknown(examined, package, message)];
        }
    };
    package.files.iter().filter_map(|file| of_file(examined, package, file, stated)).collect()
}

fn of_file(
    examined: &Examined<'_>,
    package: &Package,
    file: &LockedFile,
    stated: &[Stated],
) -> Option<Finding> {
    let version = package.version.as_deref().unwrap_or_default();
    let is_it = |it: &&Stated| match &it.file {
        Some(name) => *name == file.name,
        None => it.version == version,
    };
    let what = if file.name.is_empty() { &package.name } else { &file.name };
    let about = |code: &'static Code, message: String| {
        Some(examined.about(package, code, message).known_by([what]))
    };
    let Some(known) = stated.iter().find(is_it) else {
        return about(&LOCK_INDEX_MISSING, format!("the index has no `{what}` of {version}"));
    };
    let pairs = file.digests.iter().filter_map(|here| {
        let there = known.digests.iter().find(|it| it.algorithm() == here.algorithm())?;
        Some((here, there))
    });
    let mut is_compared = false;
    for (here, there) in pairs {
        is_compared = true;
        if here != there {
            let message = format!("`{what}` is {here} in the lock, {there} in the index");
            return about(&LOCK_INDEX_DIGEST, message);
        }
    }
    (!is_compared).then(|| {
        let message = format!("`{what}` has no digest that the index states, too");
        unknown(examined, package, message).known_by([what])
    })
}

fn unknown(examined: &Examined<'_>, package: &Package, message: String) -> Finding {
    Finding::new(&LOCK_INDEX_UNKNOWN, Weight::Undecided, message)
        .at(examined.locked.path, package.line)
        .of(&package.name, package.version.as_deref())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use keelmark_formats::lock;
    use keelmark_formats::lock::index::read;
    use keelmark_model::Ecosystem;

    use super::super::Locked;
    use super::{Answer, compare, questions};

    const LOCK: &str = "version = 1\nrequires-python = \">=3.9\"\n\n[[package]]\nname = \"app\"\nversion = \"1.0\"\n\
         source = { editable = \".\" }\ndependencies = [{ name = \"six\" }]\n\n[[package]]\nname = \"six\"\n\
         version = \"1.16.0\"\nsource = { registry = \"https://pypi.org/simple\" }\nwheels = [\n    \
         { url = \"https://files.pythonhosted.org/six-1.16.0-py3-none-any.whl\", hash = \"sha256:HASH\" },\n]\n";

    fn stated(file: &str, algorithm: &str, hash: &str) -> Answer {
        let text = format!(
            "{{\"files\":[{{\"filename\":\"{file}\",\"hashes\":{{\"{algorithm}\":\"{hash}\"}}}}]}}"
        );
        Answer::Stated(read(Ecosystem::Python, text.as_bytes()).unwrap())
    }

    #[test]
    fn files_are_those_that_the_index_states() {
        let (own, other, file) = ("0".repeat(64), "1".repeat(64), "six-1.16.0-py3-none-any.whl");
        let resolution =
            (lock::uv::LOCKFILE.resolve)(LOCK.replace("HASH", &own).as_bytes()).unwrap();
        let locked = Locked { path: "uv.lock", resolution: &resolution };
        assert_eq!(questions(locked), ["simple/six/"]);
        for (answer, expected) in [
            (Some(stated(file, "sha256", &own)), String::new()),
            (
                Some(stated(file, "sha256", &other)),
                format!(
                    "failure lock.index-digest `{file}` is sha256:{own} in the lock, sha256:{other} in the index"
                ),
            ),
            (
                Some(stated("six-1.15.0.tar.gz", "sha256", &own)),
                format!("failure lock.index-missing the index has no `{file}` of 1.16.0"),
            ),
            (
                Some(stated(file, "sha512", &own.repeat(2))),
                format!(
                    "undecided lock.index-unknown `{file}` has no digest that the index states, too"
                ),
            ),
            (Some(Answer::Absent), "failure lock.index-missing the index has no `six`".to_owned()),
            (
                Some(Answer::Failed("refused".to_owned())),
                "undecided lock.index-unknown `six` could not be asked for: refused".to_owned(),
            ),
            (None, "undecided lock.index-unknown `six` is of no index that is asked".to_owned()),
        ] {
            let answers: BTreeMap<String, Answer> =
                answer.into_iter().map(|it| ("simple/six/".to_owned(), it)).collect();
            let judgement = compare(locked, &answers);
            let told = judgement.findings.iter();
            let told = told.map(|it| format!("{} {} {}", it.weight.name(), it.code, it.message));
            assert_eq!(told.collect::<Vec<_>>().join("; "), expected);
        }
    }
}
