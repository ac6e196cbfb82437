//! Canonical JSON, as signatures of TUF metadata are made over.
//!
//! Source: OLPC "Canonical JSON", which section 4.2.1 of the TUF specification names: no white space,
//! keys sorted by their bytes, only the quotation mark and the backslash escaped, no fractions.

use serde_json::{Map, Value};

use super::shape;
use crate::ParseError;

/// The canonical form of `value`, whose depth the strict reader has bounded.
pub(super) fn encode(value: &Value) -> Result<Vec<u8>, ParseError> {
    let mut bytes = Vec::new();
    write(value, &mut bytes)?;
    Ok(bytes)
}

fn write(value: &Value, bytes: &mut Vec<u8>) -> Result<(), ParseError> {
    match value {
        Value::Null => bytes.extend(b"null"),
        Value::Bool(true) => bytes.extend(b"true"),
        Value::Bool(false) => bytes.extend(b"false"),
        Value::Number(number) if number.is_f64() => {
            return Err(shape(format!("{number} is no integer, and cannot be signed")));
        }
        Value::Number(number) => bytes.extend(number.to_string().as_bytes()),
        Value::String(text) => string(text, bytes),
        Value::Array(values) => {
            bytes.push(b'[');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    bytes.push(b',');
                }
                write(value, bytes)?;
            }
            bytes.push(b']');
        }
        Value::Object(fields) => object(fields, bytes)?,
    }
    Ok(())
}

fn object(fields: &Map<String, Value>, bytes: &mut Vec<u8>) -> Result<(), ParseError> {
    // Sorted here, since whether the map is depends on a feature any crate may turn on.
    let mut sorted: Vec<(&String, &Value)> = fields.iter().collect();
    sorted.sort_unstable_by_key(|(key, _)| key.as_bytes());
    bytes.push(b'{');
    for (index, (key, value)) in sorted.into_iter().enumerate() {
        if index > 0 {
            bytes.push(b',');
        }
        string(key, bytes);
        bytes.push(b':');
        write(value, bytes)?;
    }
    bytes.push(b'}');
    Ok(())
}

fn string(text: &str, bytes: &mut Vec<u8>) {
    bytes.push(b'"');
    for byte in text.bytes() {
        if matches!(byte, b'"' | b'\\') {
            bytes.push(b'\\');
        }
        bytes.push(byte);
    }
    bytes.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::encode;

    fn canonical(text: &str) -> Option<String> {
        let value = serde_json::from_str(text).expect("JSON");
        encode(&value).ok().and_then(|bytes| String::from_utf8(bytes).ok())
    }

    #[test]
    fn one_form_for_one_value() {
        let text = r#"{ "b" : [1, -2, true, null, "x\n\u00e9\"\\\/"], "a": {}, "A": [], "é": 0 }"#;
        let expected = "{\"A\":[],\"a\":{},\"b\":[1,-2,true,null,\"x\né\\\"\\\\/\"],\"é\":0}";
        assert_eq!(canonical(text).as_deref(), Some(expected));
    }

    #[test]
    fn fractions_have_none() {
        for text in ["1.5", "[1e3]", "{\"a\":-0.0}", "18446744073709551616"] {
            assert_eq!(canonical(text), None, "{text}");
        }
        assert_eq!(canonical("18446744073709551615").as_deref(), Some("18446744073709551615"));
    }
}
