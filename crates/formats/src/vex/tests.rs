use keelmark_model::vex::{Product, Statement};
use keelmark_model::{Purl, Timestamp};
use proptest::prelude::*;

use super::{Draft, Drafted, JUSTIFICATIONS, parse, render};

fn shown_product(product: &Product) -> String {
    let purls = |list: &[Purl]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let Product { names, purls: own, parts } = product;
    let parts = if parts.is_empty() { String::new() } else { format!(" > {}", purls(parts)) };
    format!("{}{}{parts}", purls(own), names.join(" "))
}

fn shown(text: &str) -> Result<String, String> {
    let statement = |it: &Statement| {
        let products: Vec<String> = it.products.iter().map(|it| shown_product(it)).collect();
        let at = it.at.map_or("-".to_owned(), |it| it.0.to_string());
        let Statement { names, status, reason, .. } = it;
        format!("{} {} [{}] {reason} {at}", names.join("="), status.name(), products.join(", "))
    };
    let read = parse(text.as_bytes()).map_err(|error| format!("{}: {error}", error.code.id))?;
    Ok(read.iter().map(statement).collect::<Vec<_>>().join("\n"))
}

const OPENVEX: &str = r#"{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "x", "author": "a", "version": 1,
    "timestamp": "1970-01-01T00:00:09Z", "statements": [
    {"vulnerability": {"@id": "https://nvd.nist.gov/vuln/detail/CVE-1", "name": "CVE-1", "aliases": ["GHSA-1"]},
     "products": [{"@id": "pkg:oci/app", "subcomponents": [{"@id": "pkg:pypi/Django_x@1.0"}]}],
     "status": "not_affected", "justification": "component_not_present", "impact_statement": "never built"},
    {"vulnerability": {"name": "CVE-2"}, "products": [{"@id": "https://x", "identifiers": {"purl": "pkg:npm/a"}}],
     "status": "under_investigation", "timestamp": "1970-01-01T00:00:10Z"}]}"#;

#[test]
fn openvex() {
    assert_eq!(
        shown(OPENVEX).unwrap(),
        "CVE-1=GHSA-1 not_affected [pkg:oci/app > pkg:pypi/django-x@1.0] component_not_present: never built 9\n\
         CVE-2 under_investigation [pkg:npm/ahttps://x]  10"
    );
    let early = r#"{"@context": "https://openvex.dev/ns", "statements": [{"vulnerability": "CVE-1",
        "products": ["pkg:apk/a"], "subcomponents": ["pkg:pypi/b"], "status": "affected", "action_statement": "do"}]}"#;
    assert_eq!(shown(early).unwrap(), "CVE-1 affected [pkg:apk/a > pkg:pypi/b] do -");
}

const CYCLONEDX: &str = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
    "components": [{"type": "library", "name": "a", "bom-ref": "r", "purl": "pkg:npm/a@1.0",
        "components": [{"type": "library", "name": "b", "bom-ref": "s"}]}],
    "vulnerabilities": [
    {"id": "CVE-1", "references": [{"id": "GHSA-1", "source": {"name": "x"}}],
     "analysis": {"state": "not_affected", "justification": "code_not_reachable", "detail": "no"},
     "affects": [{"ref": "r"}, {"ref": "s"}, {"ref": "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Anpm/c@2.0",
        "versions": [{"version": "2.1"}, {"range": "vers:npm/>2"}, {"version": "3", "status": "unaffected"}]}]},
    {"id": "CVE-2", "analysis": {"state": "exploitable"},
     "affects": [{"ref": "r", "versions": [{"range": "vers:npm/>2"}]}]},
    {"id": "CVE-3", "affects": [{"ref": "r"}]}]}"#;

#[test]
fn cyclonedx() {
    assert_eq!(
        shown(CYCLONEDX).unwrap(),
        "CVE-1=GHSA-1 not_affected [pkg:npm/a@1.0, s, pkg:npm/c@2.1] code_not_reachable: no -\n\
         CVE-2 affected [pkg:npm/a]  -"
    );
}

const CSAF: &str = r#"{"document": {"category": "csaf_vex", "csaf_version": "2.0",
        "tracking": {"current_release_date": "1970-01-01T00:00:07Z"}},
    "product_tree": {"branches": [{"category": "vendor", "name": "v", "branches": [
        {"category": "product_version", "name": "1", "product": {"product_id": "P", "name": "p",
            "product_identification_helper": {"cpe": "cpe:/o:p", "purl": "pkg:oci/p"}}}]}],
        "full_product_names": [{"product_id": "A", "name": "a", "product_identification_helper": {"purl": "pkg:rpm/r/a@1"}},
            {"product_id": "N", "name": "n"}],
        "relationships": [
            {"category": "default_component_of", "product_reference": "A", "relates_to_product_reference": "P",
             "full_product_name": {"product_id": "P:A", "name": "a in p"}},
            {"category": "default_component_of", "product_reference": "N", "relates_to_product_reference": "P",
             "full_product_name": {"product_id": "P:N", "name": "n in p"}}],
        "product_groups": [{"group_id": "G", "product_ids": ["P:A", "P:N"]}]},
    "vulnerabilities": [{"cve": "CVE-1", "ids": [{"system_name": "s", "text": "V-1"}],
        "product_status": {"known_not_affected": ["P:A", "P:N"], "fixed": ["A"]},
        "flags": [{"label": "component_not_present", "group_ids": ["G"]}],
        "threats": [{"category": "impact", "details": "never built", "product_ids": ["P:A"]}]}]}"#;

#[test]
fn csaf() {
    assert_eq!(
        shown(CSAF).unwrap(),
        "CVE-1=V-1 not_affected [] component_not_present 7\n\
         CVE-1=V-1 not_affected [pkg:oci/pcpe:/o:p > pkg:rpm/r/a@1] component_not_present: never built 7\n\
         CVE-1=V-1 fixed [pkg:rpm/r/a@1]  7"
    );
}

#[test]
fn what_settles_nothing_for_sure_is_refused() {
    for (text, from, to, message) in [
        (OPENVEX, "https://openvex.dev/ns/v0.2.0", "https://x", "`@context` is `https://x`"),
        (OPENVEX, "\"not_affected\"", "\"fine\"", "has the status `fine`, which is none"),
        (OPENVEX, "component_not_present", "because", "the justification `because`"),
        (
            OPENVEX,
            r#""justification": "component_not_present", "impact_statement": "never built""#,
            r#""impact_statement": " ""#,
            "not_affected without a justification",
        ),
        (OPENVEX, "pkg:oci/app", "pkg:oci", "`pkg:oci` is no package URL"),
        (OPENVEX, "pkg:pypi/Django_x@1.0", "cpe:/a:d", "the part `cpe:/a:d` has no package URL"),
        (OPENVEX, "1970-01-01T00:00:10Z", "lately", "`lately` is no time"),
        (OPENVEX, r#"{"name": "CVE-2"}"#, "{}", "names no flaw"),
        (CYCLONEDX, "\"not_affected\"", "\"fine\"", "has the state `fine`, which is none"),
        (
            CYCLONEDX,
            r#", "justification": "code_not_reachable", "detail": "no""#,
            "",
            "not_affected without a justification",
        ),
        (CYCLONEDX, "\"vulnerabilities\"", "\"v\"", "has no `vulnerabilities`"),
        (CSAF, "\"2.0\"", "\"2.1\"", "`csaf_version` is `2.1`"),
        (CSAF, r#"["A"]"#, r#"["B"]"#, "there is no product `B`"),
        (CSAF, "\"flags\"", "\"other\"", "`P:N` is not affected without a justification"),
        (CSAF, "\"document\"", "\"d\"", "neither OpenVEX, nor CycloneDX, nor CSAF"),
    ] {
        let changed = text.replace(from, to);
        assert_ne!(changed, text, "{from}");
        let error = shown(&changed).unwrap_err();
        assert!(error.starts_with("vex.form: ") && error.contains(message), "{error}");
    }
    let advisory = CSAF.replace("csaf_vex", "csaf_security_advisory").replace("flags", "other");
    assert!(!shown(&advisory).unwrap().contains("[]"), "what has no reason settles nothing");
}

#[test]
fn groups_within_groups_of_reasons_are_bounded() {
    let ids = vec!["\"A\""; 2_000].join(",");
    let flag = r#"{"label": "l", "group_ids": ["G"]}"#;
    let flags = vec![flag; 2_000].join(",");
    let text = format!(
        r#"{{"document": {{"category": "csaf_vex", "csaf_version": "2.0"}}, "product_tree": {{
        "product_groups": [{{"group_id": "G", "product_ids": [{ids}]}}]}},
        "vulnerabilities": [{{"cve": "CVE-1", "flags": [{flags}]}}]}}"#
    );
    assert!(shown(&text).unwrap_err().contains("are named through groups"));
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        name in "CVE-[0-9]{4}-[0-9]{4}",
        package in "[a-z]{1,9}",
        product in proptest::option::of("[a-z]{1,9}"),
        justification in proptest::option::of(0..JUSTIFICATIONS.len()),
        text in "[a-z][a-z ]{0,20}[a-z]",
        at in 0..2_000_000_000_i64,
    ) {
        let drafted = Drafted {
            name: name.clone(),
            aliases: vec!["GHSA-1".to_owned()],
            product: product.map(|it| Purl::new("oci", "", &it).unwrap()),
            package: Purl::new("pypi", "", &package).unwrap().with_version("1.0").unwrap(),
            justification: justification.map(|it| JUSTIFICATIONS[it].to_owned()),
            text: text.clone(),
        };
        let draft = Draft {
            author: "a".to_owned(),
            at: Timestamp(at),
            tooling: "t".to_owned(),
            statements: vec![drafted.clone()],
        };
        let read = parse(&render(&draft)).unwrap();
        let [statement] = read.as_slice() else { panic!("{read:?}") };
        prop_assert_eq!(&statement.names, &[name, "GHSA-1".to_owned()]);
        prop_assert_eq!(statement.status.settles(), drafted.justification.is_some());
        prop_assert!(statement.reason.ends_with(&text), "{}", statement.reason);
        let [read] = statement.products.as_slice() else { panic!("{statement:?}") };
        let package = vec![drafted.package];
        match drafted.product {
            Some(product) => prop_assert_eq!((&read.purls, &read.parts), (&vec![product], &package)),
            None => prop_assert_eq!((&read.purls, &read.parts), (&package, &Vec::new())),
        }
    }
}
