//! What is found for pins at the bounds of real advisories, worked out by hand.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use common::Sandbox;

/// A pin, the advisories of PyPA that mean it, and why these alone.
const PINS: &[(&str, &str, &str)] = &[
    // 2014-13 and -14: below 2.3.0. 2015-17: from 2.1.0, below 2.6.0. 2018-28: below 2.20.0. 2023-74: from 2.3.0,
    // below 2.31.0.
    ("requests==2.0.1", "2014-13 2014-14 2018-28", "the last before 2015-17 begins"),
    (
        "requests==2.2.1",
        "2014-13 2014-14 2015-17 2018-28",
        "the last before 2.3.0, which mends two",
    ),
    ("requests==2.3.0", "2015-17 2018-28 2023-74", "mends two and is the first of 2023-74"),
    ("requests==2.6.0", "2018-28 2023-74", "mends 2015-17"),
    ("requests==2.19.1", "2018-28 2023-74", "the last before 2.20.0"),
    ("requests==2.20.0", "2023-74", "mends 2018-28"),
    ("requests==2.30.0", "2023-74", "the last before 2.31.0"),
    ("requests==2.31.0", "", "mends 2023-74"),
    // 2018-49: below 5.1. 2020-176: from 5.1, below 5.2b1. 2020-96: from 5.1, below 5.3.1. 2021-142: below 5.4.
    ("pyyaml==5.1b7", "2018-49 2021-142", "comes before 5.1, which mends one and begins two"),
    ("pyyaml==5.1", "2020-176 2020-96 2021-142", "mends 2018-49 and is the first of two"),
    ("pyyaml==5.2b1", "2020-96 2021-142", "a beta that mends 2020-176"),
    ("pyyaml==5.3.1", "2021-142", "mends 2020-96"),
    ("pyyaml==5.4b2", "2021-142", "comes before 5.4, which mends it"),
    ("pyyaml==5.4", "", "mends 2021-142"),
    // 2023-192: below 1.26.17; from 2.0.0, below 2.0.6. 2023-212: below 1.26.18; from 2.0.0, below 2.0.7.
    ("urllib3==1.26.17", "2023-212", "mends 2023-192"),
    ("urllib3==1.26.18", "", "mends 2023-212"),
    ("urllib3==2.0.0a1", "", "comes before 2.0.0, where the second range begins"),
    ("urllib3==2.0.6", "2023-212", "mends 2023-192 in the second range"),
    ("urllib3==2.0.7", "", "mends 2023-212 in the second range"),
    // 2023-62: below 2.2.5; from 2.3.0, below 2.3.2.
    ("flask==2.2.5", "", "mends 2023-62 in the first range"),
    ("flask==2.3.0rc1", "", "comes before 2.3.0, where the second range begins"),
    ("flask==2.3.1", "2023-62", "the last of the second range"),
    ("flask==2.3.2", "", "mends 2023-62 in the second range"),
    // 2024-60: from 0.1, below 3.7.
    ("idna==3.6", "2024-60", "the last before 3.7"),
    ("idna==3.7", "", "mends 2024-60"),
    // 2022-42986: from 2017.11.5, below 2022.12.7. 2023-135: from 2015.4.28, below 2023.7.22.
    ("certifi==2017.7.27.1", "2023-135", "the last before 2022-42986 begins"),
    ("certifi==2017.11.5", "2022-42986 2023-135", "the first of 2022-42986"),
    ("certifi==2022.12.7", "2023-135", "mends 2022-42986"),
    ("certifi==2023.7.22", "", "mends 2023-135"),
    // 2023-83: from 0.13.5, below 0.27.0. 2023-48: below 0.25.0.
    ("starlette==0.26.0.post1", "2023-83", "after 0.26.0 and before 0.27.0"),
    ("starlette==0.27.0", "", "mends 2023-83"),
];

fn advisories() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("KEELMARK_DATA")?).join("advisories/pypa/vulns");
    folder.is_dir().then_some(folder)
}

#[test]
fn pins_at_the_bounds_of_advisories() {
    let Some(published) = advisories() else { return };
    let sandbox = Sandbox::new();
    let project = sandbox.path("p");
    // A file of requirements has a package once.
    let mut files: Vec<Vec<&str>> = Vec::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (pin, _, _) in PINS {
        let which = seen.entry(pin.split("==").next().unwrap()).or_default();
        if files.len() == *which {
            files.push(Vec::new());
        }
        files[*which].push(pin);
        *which += 1;
    }
    for (number, pins) in files.iter().enumerate() {
        let folder = project.join(format!("part{number}"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("requirements.txt"), pins.join("\n") + "\n").unwrap();
    }
    let packages: Vec<PathBuf> = seen.keys().map(|name| published.join(name)).collect();
    let mut import = vec!["db", "import", "--db", "a.db"];
    import.extend(packages.iter().map(|path| path.to_str().unwrap()));
    sandbox.run(&project, &import).expect(0);
    let check = ["check", "vulns", "--db", "a.db", "--max-age", "36500d", "--format", "json"];
    let answer = sandbox.run(&project, &check).expect(1).json();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for finding in answer["findings"].as_array().unwrap() {
        let facts = &finding["facts"];
        let names = [&facts["id"], &facts["aliases"]].map(|it| it.as_str().unwrap_or_default());
        let names = names.iter().flat_map(|it| it.split(' '));
        let ids = names.filter_map(|it| it.strip_prefix("PYSEC-")).map(str::to_owned);
        let package = finding["package"].as_str().unwrap_or_default().replace('@', "==");
        found.entry(package).or_default().extend(ids);
    }
    for (pin, expected, why) in PINS {
        let ids: Vec<String> = found.remove(*pin).unwrap_or_default().into_iter().collect();
        assert_eq!(ids.join(" "), *expected, "{pin}: {why}");
    }
    assert!(found.is_empty(), "{found:?}");
}
