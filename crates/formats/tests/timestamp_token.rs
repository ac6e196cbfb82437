//! Tokens that real authorities gave.

#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::path::PathBuf;

use keelmark_formats::bundle::Bundle;
use keelmark_formats::timestamp_token::TimestampToken;

/// Every token in the conformance bundles at hand, with the bundle's name.
#[test]
fn real_tokens_are_read() {
    let root = std::env::var_os("KEELMARK_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let folder = root.join("sigstore/conformance");
    let Ok(cases) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: no {}", folder.display());
        return;
    };
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
