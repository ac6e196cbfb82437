//! What is fuzzed. A target takes any bytes and returns; a panic is a defect.
//!
//! A target's name is the path of its test cases below `crates/*/testdata`: they are its seeds.

use keelmark_formats::{json, lock};
use serde_json::Value;

/// Something that reads untrusted bytes.
pub struct Target {
    pub name: String,
    pub run: Box<dyn Fn(&[u8]) + Send + Sync>,
}

/// Parsers that stand alone, by name.
const TARGETS: &[(&str, fn(&[u8]))] = &[("json", json)];

/// Every target: those above and one for each entry of a registry.
pub fn all() -> Vec<Target> {
    let alone =
        TARGETS.iter().map(|(name, run)| Target { name: (*name).to_owned(), run: Box::new(run) });
    let locks = lock::ALL.iter().map(|format| Target {
        name: format!("lock/{}", format.id),
        run: Box::new(|bytes| drop((format.parse)(bytes, None))),
    });
    alone.chain(locks).collect()
}

/// What the strict gate lets through, an ordinary JSON reader reads too, and what that reader writes
/// means the same.
fn json(bytes: &[u8]) {
    if json::check(bytes).is_ok() {
        let value: Value = json::parse(bytes).expect("checked JSON parses");
        let rendered = serde_json::to_vec(&value).expect("a value renders");
        let again: Value = json::parse(&rendered).expect("rendered JSON parses");
        assert_eq!(without_fractions(again), without_fractions(value));
    }
}

/// `value` with null for every fraction: serde_json reads those to within a bit only.
fn without_fractions(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => Value::Null,
        Value::Array(values) => values.into_iter().map(without_fractions).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(key, value)| (key, without_fractions(value))).collect()
        }
        other => other,
    }
}
