use proptest::collection::vec;
use proptest::prelude::*;

use super::Checkpoint;
use crate::protobuf_json::base64;

const ROOT: &str = "rs1YPY0ydAV0lxgfrq5pE4oRpUJwo3syeps5+eGUTDI=";
const LINE: &str = "\u{2014} log.example AQIDBP8=";

fn note(text: &str, signatures: &str) -> String {
    format!("{text}\n{signatures}")
}

#[test]
fn parts_of_a_checkpoint() {
    let text = format!("log.example - 12\n736\n{ROOT}\nTimestamp: 1\nx\n");
    let whole = note(&text, &format!("{LINE}\n\u{2014} w/1 AAAAAAAB\n"));
    let checkpoint = Checkpoint::parse(&whole).unwrap();
    assert_eq!(checkpoint.signed, text);
    assert_eq!((checkpoint.origin, checkpoint.size), ("log.example - 12", 736));
    assert_eq!(base64(&checkpoint.root_hash), ROOT);
    assert_eq!(checkpoint.extensions, "Timestamp: 1\nx\n");
    let lines: Vec<_> = checkpoint
        .signatures
        .iter()
        .map(|line| (line.name, line.key_id, line.signature.as_slice()))
        .collect();
    assert_eq!(lines, [("log.example", [1, 2, 3, 4], &[0xff][..]), ("w/1", [0; 4], &[0, 1][..])]);
}

#[test]
fn what_is_no_checkpoint() {
    let text = format!("log.example\n736\n{ROOT}\n");
    let good = note(&text, &format!("{LINE}\n"));
    assert!(Checkpoint::parse(&good).is_ok());
    let many = note(&text, &format!("{LINE}\n").repeat(65));
    let long = note(&format!("{}\n736\n{ROOT}\n", "o".repeat(200_000)), LINE);
    for (whole, says) in [
        (String::new(), "no blank line"),
        (text.clone(), "no blank line"),
        (note(&text, ""), "no signature"),
        (note(&text, "\n"), "not a signature line"),
        (good.trim_end().to_owned(), "no newline"),
        (format!("{good}\n"), "not a signature line"),
        (note(&text, &format!("\n{LINE}\n")), "not a signature line"),
        (good.replace('\n', "\r\n"), "control character"),
        (good.replace("log.example\n7", "\n7"), "origin"),
        (good.replace("736", "0736"), "second line"),
        (good.replace("736", "+736"), "second line"),
        (good.replace("736", "736 "), "second line"),
        (good.replace("736", "18446744073709551616"), "second line"),
        (good.replace(&format!("{ROOT}\n"), ""), "third line"),
        (good.replace(ROOT, "AAAA"), "third line"),
        (good.replace(ROOT, ROOT.trim_end_matches('=')), "third line"),
        (good.replace("DI=\n", "DJ=\n"), "third line"),
        (good.replace('\u{2014}', "-"), "not a signature line"),
        (good.replace("log.example A", "log.exam+ple A"), "not a signature line"),
        (good.replace("log.example A", "log\u{a0}example A"), "not a signature line"),
        (good.replace("log.example A", " A"), "not a signature line"),
        (good.replace("AQIDBP8=", "AQIDBP8"), "not a signature line"),
        (good.replace("AQIDBP8=", "AQIDBA=="), "not a signature line"),
        (good.replace("AQIDBP8=", "AQID"), "not a signature line"),
        (good.replace("AQIDBP8=", "AQIDBP8= x"), "not a signature line"),
        (many, "more than 64"),
        (long, "longer than"),
    ] {
        let error = Checkpoint::parse(&whole).unwrap_err();
        assert_eq!(error.code.id, "log.checkpoint-form");
        assert!(error.message.contains(says), "{whole:?}: {error}");
    }
}

proptest! {
    /// A note has one text: what was parsed from it makes up the whole of it again.
    #[test]
    fn nothing_is_lost(
        origin in "[^\\p{Cc}]{1,20}",
        size in any::<u64>(),
        root in any::<[u8; 32]>(),
        extensions in vec("[^\\p{Cc}]{1,10}", 0..3),
        signatures in vec(("[^\\p{Cc}\\s+]{1,10}", vec(any::<u8>(), 5..90)), 1..5),
    ) {
        let extensions: String = extensions.iter().map(|line| format!("{line}\n")).collect();
        let text = format!("{origin}\n{size}\n{}\n{extensions}", base64(&root));
        let lines: String = signatures
            .iter()
            .map(|(name, bytes)| format!("\u{2014} {name} {}\n", base64(bytes)))
            .collect();
        let whole = note(&text, &lines);
        let checkpoint = Checkpoint::parse(&whole).unwrap();
        prop_assert_eq!(checkpoint.signed, text);
        prop_assert_eq!(checkpoint.origin, origin);
        prop_assert_eq!((checkpoint.size, checkpoint.root_hash), (size, root));
        prop_assert_eq!(checkpoint.extensions, extensions);
        let found: Vec<(String, Vec<u8>)> = checkpoint
            .signatures
            .iter()
            .map(|line| (line.name.to_owned(), [&line.key_id[..], &line.signature].concat()))
            .collect();
        prop_assert_eq!(found, signatures);
    }

    #[test]
    fn any_text_gives_a_value_or_an_error(text in ".*") {
        let _ = Checkpoint::parse(&text);
    }
}
