//! What names more packages than are kept says so, and how many are kept.

use std::fmt::Write as _;

use keelmark_formats::{extract, limits};

/// `form` with each number in the place of `#`, behind `head`, before `tail`, with `between` them.
fn listed(head: &str, form: &str, between: &str, tail: &str, count: usize) -> String {
    let mut text = head.to_owned();
    for number in 0..count {
        let between = if number == 0 { "" } else { between };
        let _ = write!(text, "{between}{}", form.replace('#', &number.to_string()));
    }
    text + tail
}

/// Extractor, and what stands before, in the place of, between and behind the packages of its file.
const FILES: [(&str, [&str; 4]); 4] = [
    ("composer-lock", [r#"{"packages":["#, r#"{"name":"a/p#","version":"1"}"#, ",", "]}"]),
    ("gemfile-lock", ["GEM\n  specs:\n", "    p# (1.0)\n", "", "\nDEPENDENCIES\n  p0\n"]),
    ("gradle-lock", ["# comment\n", "a:p#:1.0=b\n", "", "empty=\n"]),
    ("yarn-lock", ["# yarn lockfile v1\n", "p#@^1:\n  version \"1.0.0\"\n", "\n", ""]),
];

#[test]
fn too_many_packages_are_a_gap() {
    for (id, [head, form, between, tail]) in FILES {
        let extractor = extract::ALL.iter().find(|extractor| extractor.id == id).expect(id);
        let text = listed(head, form, between, tail, limits::PACKAGES + 2);
        let file = extract::File { path: extractor.example, bytes: text.as_bytes() };
        let found = (extractor.extract)(&file).expect(id);
        assert_eq!(found.packages.len(), limits::PACKAGES, "{id}");
        let messages: Vec<&str> = found.gaps.iter().map(|gap| gap.message.as_str()).collect();
        assert_eq!(messages, ["more than 200000 packages"], "{id}");
    }
}
