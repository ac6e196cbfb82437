//! minisign and detached signatures: the cases in `testdata`, and round trips of any value.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keelmark_formats::minisign::{KeyId, Message, MinisignKey, MinisignSignature};
use keelmark_formats::{ParseError, detached_signature, limits};
use proptest::collection::vec;
use proptest::prelude::*;

fn testdata(family: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/minisign").join(family)
}

/// What `accepted/` holds parses, and renders to what parses to the same; `refused/CODE/` gives that
/// code.
fn check<T: PartialEq + std::fmt::Debug>(
    family: &str,
    parse: fn(&[u8]) -> Result<T, ParseError>,
    render: fn(&T) -> String,
) {
    for case in fs::read_dir(testdata(family).join("accepted")).unwrap().map(Result::unwrap) {
        let text = fs::read(case.path()).unwrap();
        let parsed = parse(&text).unwrap();
        assert_eq!(parse(render(&parsed).as_bytes()).as_ref(), Ok(&parsed));
        for length in 0..text.trim_ascii_end().len() {
            assert!(parse(&text[..length]).is_err(), "{} cut at {length}", case.path().display());
        }
    }
    for folder in fs::read_dir(testdata(family).join("refused")).unwrap().map(Result::unwrap) {
        let code = folder.file_name().into_string().unwrap();
        for case in fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
            let found = parse(&fs::read(case.path()).unwrap()).map_err(|error| error.code.id);
            assert_eq!(found.err(), Some(code.as_str()), "{}", case.path().display());
        }
    }
}

#[test]
fn every_case_is_read_or_refused() {
    check("key", MinisignKey::parse, MinisignKey::render);
    check("signature", MinisignSignature::parse, MinisignSignature::render);
}

/// What minisign 0.11 wrote, and what it says of it.
#[test]
fn a_key_and_a_signature_are_read() {
    let key =
        MinisignKey::parse(&fs::read(testdata("key/accepted/minisign.pub")).unwrap()).unwrap();
    assert_eq!(key.id.to_string(), "5D632056FA62A091");
    let line = MinisignKey::parse(&fs::read(testdata("key/accepted/line.pub")).unwrap());
    assert_eq!(line.as_ref(), Ok(&key));
    let text = fs::read(testdata("signature/accepted/prehashed.minisig")).unwrap();
    let signature = MinisignSignature::parse(&text).unwrap();
    assert_eq!((signature.id, signature.message), (key.id, Message::Prehashed));
    assert_eq!(signature.trusted_comment, "release 1.0 of the artifact");
}

#[test]
fn a_detached_signature_is_bytes_or_base64() {
    let signature: Vec<u8> = (0..64).map(|byte| byte * 3).collect();
    let encoded = STANDARD.encode(&signature);
    let (first, second) = encoded.split_at(40);
    for text in [
        encoded.clone(),
        format!("{encoded}\n"),
        format!("{first}\n{second}\n"),
        format!("\r\n{first}\r\n{second}"),
    ] {
        assert_eq!(detached_signature::parse(text.as_bytes()), Ok(signature.clone()), "{text}");
    }
    assert_eq!(detached_signature::parse(&signature), Ok(signature.clone()));
    let der = [&[0x30, 3][..], b"\n \n"].concat();
    assert_eq!(detached_signature::parse(&der), Ok(der.clone()), "spaces of bytes are kept");
    for (text, code) in [(vec![], "document.empty"), (b" \n".to_vec(), "document.empty")] {
        assert_eq!(detached_signature::parse(&text).unwrap_err().code.id, code);
    }
    let large = vec![0; limits::DETACHED_SIGNATURE_BYTES + 1];
    assert_eq!(detached_signature::parse(&large).unwrap_err().code.id, "document.size");
}

proptest! {
    #[test]
    fn any_signature_round_trips(
        id in any::<[u8; 8]>(), whole in any::<bool>(), signature in vec(any::<u8>(), 64),
        global in vec(any::<u8>(), 64), comment in "[ -~é\t]{0,60}",
    ) {
        let signature = MinisignSignature {
            id: KeyId(id),
            message: if whole { Message::Whole } else { Message::Prehashed },
            signature: signature.try_into().unwrap(),
            trusted_comment: comment,
            global_signature: global.try_into().unwrap(),
        };
        prop_assert_eq!(MinisignSignature::parse(signature.render().as_bytes()), Ok(signature));
    }

    #[test]
    fn any_key_round_trips(id in any::<[u8; 8]>(), key in any::<[u8; 32]>()) {
        let key = MinisignKey { id: KeyId(id), key };
        prop_assert_eq!(MinisignKey::parse(key.render().as_bytes()), Ok(key));
    }

    #[test]
    fn any_text_is_a_signature_or_an_error(text in vec(any::<u8>(), 0..300)) {
        prop_assert!(MinisignSignature::parse(&text).is_err());
        prop_assert!(MinisignKey::parse(&text).is_err());
    }

    /// Nobody can turn one signature into another by the form of its file.
    #[test]
    fn any_signature_is_read_from_base64(signature in vec(any::<u8>(), 1..300)) {
        let encoded = STANDARD.encode(&signature);
        prop_assert_eq!(detached_signature::parse(encoded.as_bytes()), Ok(signature));
    }
}
