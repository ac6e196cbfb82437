//! Tokens that real authorities gave.

#[path = "common/data.rs"]
mod data;

use keelmark_formats::bundle::Bundle;
use keelmark_formats::timestamp_token::TimestampToken;

/// Every token in the conformance bundles at hand, with the bundle's name.
#[test]
fn real_tokens_are_read() {
    let Some(folder) = data::folder("sigstore/conformance") else { return };
    let cases = std::fs::read_dir(&folder).expect("a folder");
    let mut count = 0;
    for case in cases {
        let path = case.expect("listed").path().join("bundle.sigstore.json");
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let Ok(bundle) = Bundle::parse(&bytes) else { continue };
        for der in &bundle.timestamps {
            let token = TimestampToken::parse(der);
            let token = token.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert!(!token.signer.certificate_ids.is_empty(), "{}", path.display());
            count += 1;
        }
    }
    assert!(count >= 10, "{count} tokens");
}
