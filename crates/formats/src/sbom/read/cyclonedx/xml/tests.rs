use super::as_json;

/// A document with `inside` its root element.
fn bom(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">{inside}</bom>"
    )
}

fn json(text: &str) -> String {
    let json = as_json(text.as_bytes()).expect("a document");
    serde_json::from_str::<serde_json::Value>(&json).expect("it is JSON");
    let start = "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"";
    json.strip_prefix(start).and_then(|rest| rest.strip_suffix('}')).expect("a bill").to_owned()
}

#[test]
fn elements_become_members() {
    for (xml, wanted) in [
        ("", ""),
        (
            "<metadata><timestamp> 2026 </timestamp></metadata>",
            r#","metadata":{"timestamp":"2026"}"#,
        ),
        ("<components/>", r#","components":[]"#),
        (
            r#"<components><component type="library" bom-ref="a"><name>a &amp; "b"</name></component>
               <component><name><![CDATA[<c>]]>&#x2d;</name></component></components>"#,
            r#","components":[{"type":"library","bom-ref":"a","name":"a & \"b\""},{"name":"<c>-"}]"#,
        ),
        (
            r#"<components><component><hashes><hash alg="SHA-1">00</hash></hashes></component></components>"#,
            r#","components":[{"hashes":[{"alg":"SHA-1","content":"00"}]}]"#,
        ),
        (
            r#"<components><component><licenses><license acknowledgement="declared"><id>MIT</id></license>
               <expression>A OR B</expression><expression-detailed expression="C"><details/></expression-detailed>
               </licenses></component></components>"#,
            r#","components":[{"licenses":[{"license":{"acknowledgement":"declared","id":"MIT"}},{"expression":"A OR B"},{"expression":"C","details":[null]}]}]"#,
        ),
        (
            r#"<dependencies><dependency ref="a"><dependency ref="b"/><dependency ref="c"/></dependency>
               <dependency ref="b"/></dependencies>"#,
            r#","dependencies":[{"ref":"a","dependsOn":["b","c"]},{"ref":"b"}]"#,
        ),
        (
            "<metadata><tools><tool><vendor>v</vendor><name>n</name></tool><tool><name>m</name></tool></tools></metadata>",
            r#","metadata":{"tools":{"components":[{"vendor":"v","name":"n"},{"name":"m"}]}}"#,
        ),
        (
            "<metadata><supplier><name>s</name><url>u</url><url>w</url><contact><email>e</email></contact></supplier></metadata>",
            r#","metadata":{"supplier":{"name":"s","url":["u","w"],"contact":[{"email":"e"}]}}"#,
        ),
        (
            r#"<components><component><evidence><occurrences><occurrence><line>3</line></occurrence>
               <occurrence><line>x</line></occurrence></occurrences></evidence></component></components>"#,
            r#","components":[{"evidence":{"occurrences":[{"line":3},{"line":"x"}]}}]"#,
        ),
    ] {
        assert_eq!(json(&bom(xml)), wanted, "{xml}");
    }
}

#[test]
fn what_has_no_place_is_counted() {
    for (xml, wanted) in [
        ("<annotations><annotation/><annotation/></annotations>", r#","annotations":[null,null]"#),
        (
            r#"<services><service bom-ref="s"><name/></service><service/></services>"#,
            r#","services":[{"bom-ref":"s","name":[null]},{}]"#,
        ),
        (
            "<components><component><pedigree><notes/><patches/></pedigree></component></components>",
            r#","components":[{"pedigree":[null]}]"#,
        ),
        (
            r#"<metadata xmlns:x="urn:x" x:y="z"><x:a/><x:a/></metadata>"#,
            r#","metadata":{"x:a":[null,null]}"#,
        ),
        (
            r#"<dependencies><other/><dependency ref="a"/></dependencies>"#,
            r#","dependencies":[{"ref":"a"}],"other":[null]"#,
        ),
        (
            r#"<metadata timestamp="1"><timestamp>2</timestamp></metadata>"#,
            r#","metadata":{"timestamp":"2","timestamp as another":[null]}"#,
        ),
    ] {
        assert_eq!(json(&bom(xml)), wanted, "{xml}");
    }
}

#[test]
fn prefixes_do_not_matter() {
    let text = r#"<c:bom xmlns:c="http://cyclonedx.org/schema/bom/1.6" serialNumber="s" version="2">
        <c:components><c:component><c:name>n</c:name></c:component></c:components></c:bom>"#;
    assert_eq!(json(text), r#","serialNumber":"s","version":2,"components":[{"name":"n"}]"#);
}

#[test]
fn what_is_wrong_is_refused() {
    let entity = "<!DOCTYPE bom [<!ENTITY e \"eee\">]><bom/>".to_owned();
    let deep = bom(&("<components><component>".repeat(60)));
    let xml = |start: &str| bom("").replace("<?xml version=\"1.0\"?>", start);
    for (text, code) in [
        (entity, "document.syntax"),
        (deep, "document.depth"),
        (bom("<components>&e;</components>"), "document.syntax"),
        (bom("<components>&#1;</components>"), "document.syntax"),
        (bom("<components/><components/>"), "document.syntax"),
        (bom("<metadata><supplier><url/><name/><url/></supplier></metadata>"), "document.syntax"),
        (bom("<metadata><tools><tool/><components/></tools></metadata>"), "document.syntax"),
        (bom("<components>"), "document.syntax"),
        (bom("") + "<bom/>", "document.syntax"),
        (bom("") + "text", "document.syntax"),
        (bom("") + " <!-- comment -->", ""),
        ("<?xml version=\"1.0\"?>".to_owned(), "document.syntax"),
        (xml("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"), "document.encoding"),
        (xml("<?xml version=\"1.0\" encoding=\"utf-8\"?>"), ""),
        ("\u{feff}".to_owned() + &bom(""), ""),
        ("<bom/>".to_owned(), "sbom.format"),
        (bom("").replace("bom xmlns", "bill xmlns").replace("/bom>", "/bill>"), "sbom.format"),
        (
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/>".to_owned(),
            "sbom.format",
        ),
    ] {
        let found = as_json(text.as_bytes()).err().map_or("", |error| error.code.id);
        assert_eq!(found, code, "{}", text.get(..120).unwrap_or(&text));
    }
    let latin = as_json(b"<bom>\xe9</bom>").expect_err("it is refused");
    assert_eq!(latin.code.id, "document.encoding");
}
