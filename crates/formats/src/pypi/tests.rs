//! Documents in the form PyPI serves; the real ones are read in `keelmark-trust`, with their
//! signatures.

use serde_json::{Value, json};

use super::{Publisher, parse_attestation, parse_provenance};
use crate::bundle::{Bundle, Content, MediaType, VerificationMaterial};
use crate::dsse::IN_TOTO_PAYLOAD_TYPE;

fn attestation() -> Value {
    json!({
        "version": 1,
        "verification_material": {
            "certificate": "MAA=",
            "transparency_entries": [{"kindVersion": {"kind": "dsse", "version": "0.0.1"}, "canonicalizedBody": "e30="}],
        },
        "envelope": {"statement": "e30=", "signature": "AQI="},
    })
}

fn provenance(publisher: &Value) -> Value {
    json!({
        "version": 1,
        "attestation_bundles": [{"publisher": publisher, "attestations": [attestation()]}],
    })
}

fn read(value: &Value) -> Result<Bundle, &'static str> {
    parse_attestation(value.to_string().as_bytes()).map_err(|error| error.code.id)
}

fn publisher(value: &Value) -> Result<Publisher, &'static str> {
    let found = parse_provenance(provenance(value).to_string().as_bytes());
    found.map(|mut found| found.remove(0).publisher).map_err(|error| error.code.id)
}

#[test]
fn an_attestation_is_a_bundle() {
    let bundle = read(&attestation()).unwrap();
    assert_eq!(bundle.media_type, MediaType::V03);
    assert_eq!(bundle.material, VerificationMaterial::Certificate { der: vec![0x30, 0] });
    let Content::Dsse(envelope) = &bundle.content else { panic!("an envelope") };
    assert_eq!(envelope.payload_type, IN_TOTO_PAYLOAD_TYPE);
    assert_eq!(envelope.payload, b"{}");
    assert_eq!(envelope.signatures.first().map(|one| one.signature.as_slice()), Some(&[1, 2][..]));
    assert_eq!(bundle.log_entries.len(), 1);
    assert_eq!(Bundle::parse(&bundle.render()), Ok(bundle));
}

#[test]
fn publishers_are_told_apart() {
    let text = str::to_owned;
    let cases = [
        (
            json!({"kind": "GitHub", "repository": "o/r", "workflow": "w.yml", "environment": null, "claims": {}}),
            Publisher::GitHub {
                repository: text("o/r"),
                workflow: text("w.yml"),
                environment: None,
            },
        ),
        (
            json!({"kind": "GitLab", "repository": "g/s/r", "workflow_filepath": ".gitlab-ci.yml", "environment": "e"}),
            Publisher::GitLab {
                repository: text("g/s/r"),
                workflow_filepath: text(".gitlab-ci.yml"),
                environment: Some(text("e")),
            },
        ),
        (json!({"kind": "Google", "email": "a@b"}), Publisher::Google { email: text("a@b") }),
        (
            json!({"kind": "CircleCI", "project_id": "p", "pipeline_definition_id": "d", "vcs_ref": "r"}),
            Publisher::CircleCi {
                project_id: text("p"),
                pipeline_definition_id: text("d"),
                vcs_origin: None,
                vcs_ref: Some(text("r")),
            },
        ),
        (json!({"kind": "ActiveState"}), Publisher::Other { kind: text("ActiveState") }),
    ];
    for (value, wanted) in cases {
        assert_eq!(publisher(&value), Ok(wanted), "{value}");
    }
    for value in [
        json!({"repository": "o/r"}),
        json!({"kind": "GitHub", "repository": "o/r"}),
        json!({"kind": "GitHub", "repository": "", "workflow": "w"}),
        json!({"kind": "Google"}),
        json!(["GitHub"]),
    ] {
        assert_eq!(publisher(&value), Err("document.shape"), "{value}");
    }
}

#[test]
fn malformed_attestations_are_refused() {
    let cases = [
        ("/version", json!(2), "bundle.version"),
        ("/version", json!("1"), "document.shape"),
        ("/more", json!(1), "document.shape"),
        ("/envelope", json!(["e30=", "AQI="]), "document.shape"),
        ("/envelope/statement", json!(""), "document.shape"),
        ("/envelope/signature", json!("A"), "document.shape"),
        ("/envelope/payloadType", json!("t"), "document.shape"),
        ("/verification_material/certificate", json!(null), "document.shape"),
        ("/verification_material/transparency_entries", json!([]), "document.shape"),
        ("/verification_material/transparency_entries", json!([1]), "document.shape"),
        (
            "/verification_material/transparency_entries",
            json!(vec![json!({}); 33]),
            "document.shape",
        ),
    ];
    for (path, value, code) in cases {
        let mut document = attestation();
        let (parent, field) = path.rsplit_once('/').unwrap();
        let parent = document.pointer_mut(parent).unwrap();
        parent.as_object_mut().unwrap().insert(field.to_owned(), value);
        assert_eq!(read(&document), Err(code), "{document}");
    }
    let empty = json!({"version": 1, "attestation_bundles": []});
    assert!(parse_provenance(empty.to_string().as_bytes()).is_err());
}
