use keelmark_model::Timestamp;

use super::{Document, Platform, parse, parse_config, parse_saved};

fn code(bytes: &str) -> &'static str {
    parse(bytes.as_bytes()).unwrap_err().code.id
}

fn blob(more: &str) -> String {
    format!(r#"{{"mediaType":"m","size":3,"digest":"sha256:{}"{more}}}"#, "0a".repeat(32))
}

#[test]
fn an_index_leads_to_images_by_platform() {
    let platform = r#","platform":{"os":"linux","architecture":"arm64","variant":"v8"}"#;
    let about = r#","annotations":{"vnd.docker.reference.type":"attestation-manifest"}"#;
    let text = format!(
        r#"{{"schemaVersion":2,"manifests":[{},{}],"annotations":{{}}}}"#,
        blob(platform),
        blob(about)
    );
    let Document::Index(images) = parse(text.as_bytes()).unwrap() else { unreachable!() };
    assert_eq!(images[0].platform.as_ref().map(ToString::to_string).unwrap(), "linux/arm64");
    assert_eq!(images[0].size, 3);
    assert_eq!((images[0].is_attestation(), images[1].is_attestation()), (false, true));
}

#[test]
fn a_document_is_an_index_or_a_manifest() {
    let one = blob("");
    let manifest = format!(r#"{{"schemaVersion":2,"config":{one},"layers":[{one},{one}]}}"#);
    let parsed = parse(manifest.as_bytes()).unwrap();
    assert!(matches!(parsed, Document::Manifest(it) if it.layers.len() == 2));
    for text in [
        format!(r#"{{"schemaVersion":2,"manifests":[],"config":{one},"layers":[]}}"#),
        format!(r#"{{"schemaVersion":2,"config":{one}}}"#),
        r#"{"schemaVersion":1,"manifests":[]}"#.to_owned(),
        r#"{"schemaVersion":2,"manifests":[{"size":1,"digest":"md5:00"}]}"#.to_owned(),
        r#"{"schemaVersion":2,"manifests":[{"size":1,"digest":"sha256:00"}]}"#.to_owned(),
        format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, vec![one.as_str(); 1_001].join(",")),
    ] {
        assert_eq!(code(&text), "image.document", "{text:.80}");
    }
    assert_eq!(code("[]"), "document.shape");
    assert_eq!(code(r#"{"schemaVersion":2,"schemaVersion":2}"#), "document.syntax");
}

#[test]
fn a_configuration_tells_layers_and_labels() {
    let id = format!("sha256:{}", "0b".repeat(32));
    let text = format!(
        r#"{{"os":"linux","architecture":"amd64","created":"2024-01-02T03:04:05.678Z","config":{{"Labels":{{"a":"b"}}}},"rootfs":{{"type":"layers","diff_ids":["{id}"]}}}}"#
    );
    let config = parse_config(text.as_bytes()).unwrap();
    assert_eq!(config.platform.to_string(), "linux/amd64");
    assert_eq!(config.created, Some(Timestamp(1_704_164_645)));
    assert_eq!(config.labels["a"], "b");
    assert_eq!(config.diff_ids[0].to_string(), id);
    let other = text.replace("\"layers\"", "\"vhd\"");
    assert_eq!(parse_config(other.as_bytes()).unwrap_err().code.id, "image.document");
}

#[test]
fn a_saved_image_names_its_members() {
    let text = r#"[{"Config":"c.json","RepoTags":["a:1"],"Layers":["l/layer.tar"]},{"Config":"d","RepoTags":null,"Layers":[]}]"#;
    let images = parse_saved(text.as_bytes()).unwrap();
    assert_eq!((images[0].tags[0].as_str(), images[0].layers.len()), ("a:1", 1));
    assert!(images[1].tags.is_empty());
}

#[test]
fn platforms_are_compared_by_what_is_told_of_them() {
    let platform = |text: &str| text.parse::<Platform>();
    for (wanted, other, accepted) in [
        ("linux/amd64", "linux/amd64", true),
        ("linux/arm64", "linux/arm64/v8", true),
        ("linux/arm64/v8", "linux/arm64", true),
        ("linux/arm", "linux/arm/v7", true),
        ("linux/arm/v6", "linux/arm/v7", false),
        ("linux/arm/v6", "linux/arm", false),
        ("windows/amd64", "linux/amd64", false),
    ] {
        let (wanted, other) = (platform(wanted).unwrap(), platform(other).unwrap());
        assert_eq!(wanted.accepts(&other), accepted, "{wanted} {other}");
    }
    for text in ["linux", "linux/", "/amd64", "a/b/c/d", ""] {
        assert!(platform(text).is_err(), "{text}");
    }
}
