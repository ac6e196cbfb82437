//! `keelmark explain`: every code has its explanation.

mod common;

use std::process::Command;

use common::{Sandbox, run};
use serde_json::Value;

#[test]
fn every_code_is_explained() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("");
    let all = sandbox.run(&folder, &["explain", "--all", "--format", "json"]).expect(0).json();
    let codes = all.as_array().unwrap();
    assert!(codes.len() > 90, "{}", codes.len());
    for code in codes {
        let text = |field: &str| code[field].as_str().unwrap();
        let ran = sandbox.run(&folder, &["explain", text("code")]).expect(0);
        let said: String = words(&ran.stdout);
        for field in ["code", "title", "cause", "remedy"] {
            assert!(!text(field).is_empty());
            assert!(said.contains(&words(text(field))), "{field} of {}", text("code"));
        }
        let one = ["explain", text("code"), "--format", "json"];
        assert_eq!(sandbox.run(&folder, &one).expect(0).json(), Value::from(vec![code.clone()]));
    }
}

/// `text` with one space wherever there is any, as lines may be broken.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_code_is_known_with_what_it_is_about() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("");
    let plain = sandbox.run(&folder, &["explain", "subject.missing"]).expect(0);
    let about = sandbox.run(&folder, &["explain", "subject.missing.dist/x.whl"]).expect(0);
    assert_eq!(plain.stdout, about.stdout);
    assert!(plain.stdout.contains("subject.missing"));
}

#[test]
fn an_error_names_a_code_that_is_explained() {
    let sandbox = Sandbox::new();
    let project = sandbox.project("python", "p");
    let ran = sandbox.run(&project, &["attest", "--subject", "dist/x.whl"]).expect(2);
    assert_eq!(ran.code(), Some("subject.missing.dist/x.whl"));
    sandbox.run(&project, &["explain", ran.code().unwrap()]).expect(0);
}

#[test]
fn an_unknown_code_is_an_error() {
    let sandbox = Sandbox::new();
    for code in ["nothing.of-the-kind", "subject", "subject.missingdist", ""] {
        let mut command: Command = sandbox.command(&sandbox.path(""), &["explain", code]);
        let ran = run(&mut command).expect(2);
        assert_eq!((ran.code(), ran.stdout.as_str()), (Some("explain.unknown"), ""), "{code}");
    }
}

/// What a remedy tells to type can be typed.
#[test]
fn remedies_name_options_that_exist() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("");
    let reference = sandbox.run(&folder, &["reference"]).expect(0).stdout;
    let all = sandbox.run(&folder, &["explain", "--all", "--format", "json"]).expect(0).json();
    let quoted = regex::Regex::new("`((?:keelmark|--)[^`]*)`").unwrap();
    let option = regex::Regex::new("--[a-z][a-z-]*").unwrap();
    let mut seen = 0;
    for code in all.as_array().unwrap() {
        let text = format!("{} {}", code["cause"], code["remedy"]);
        for command in quoted.captures_iter(&text) {
            for option in option.find_iter(&command[1]) {
                seen += 1;
                let known = regex::Regex::new(&format!("{}\\b[^-]", option.as_str())).unwrap();
                let known = known.is_match(&reference);
                assert!(known, "{} names {}", code["code"], option.as_str());
            }
        }
    }
    assert!(seen > 20, "{seen}");
}
