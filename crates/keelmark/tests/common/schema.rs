//! The part of JSON Schema that `docs/schemas` uses. A keyword it does not know stops the test, so
//! that no rule of a schema is passed over.

use std::path::Path;

use serde_json::Value;

/// What is wrong with `value` under `docs/schemas/<name>`; nothing when it is valid.
pub fn defects(name: &str, value: &Value) -> Vec<String> {
    let schema = load(name);
    let mut defects = Vec::new();
    check(&schema, &schema, value, "", &mut defects);
    defects
}

fn load(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas");
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, defects: &mut Vec<String>) {
    for (keyword, rule) in schema.as_object().unwrap() {
        let holds = match keyword.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" => true,
            "type" => is_of_type(rule, value),
            "const" => value == rule,
            "enum" => rule.as_array().unwrap().contains(value),
            "minimum" => value.as_i64().is_none_or(|value| value >= rule.as_i64().unwrap()),
            "minItems" => {
                value.as_array().is_none_or(|items| items.len() as u64 >= rule.as_u64().unwrap())
            }
            "pattern" => value.as_str().is_none_or(|text| {
                regex::Regex::new(rule.as_str().unwrap()).unwrap().is_match(text)
            }),
            "required" => value.as_object().is_none_or(|object| {
                rule.as_array()
                    .unwrap()
                    .iter()
                    .all(|name| object.contains_key(name.as_str().unwrap()))
            }),
            "items" => {
                for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, rule, item, &format!("{at}/{place}"), defects);
                }
                true
            }
            "properties" | "additionalProperties" => {
                properties(root, schema, keyword, value, at, defects);
                true
            }
            "$ref" => {
                reference(root, rule.as_str().unwrap(), value, at, defects);
                true
            }
            other => panic!("the schema's keyword `{other}` is not checked"),
        };
        if !holds {
            defects.push(format!("{at}: {keyword} {rule} does not hold of {value}"));
        }
    }
}

fn properties(
    root: &Value,
    schema: &Value,
    keyword: &str,
    value: &Value,
    at: &str,
    defects: &mut Vec<String>,
) {
    let rule = &schema[keyword];
    for (name, member) in value.as_object().into_iter().flatten() {
        let declared = schema.get("properties").and_then(|properties| properties.get(name));
        let at = format!("{at}/{name}");
        match (keyword, declared) {
            ("properties", Some(declared)) => check(root, declared, member, &at, defects),
            ("additionalProperties", None) if rule == false => {
                defects.push(format!("{at}: not a property the schema has"));
            }
            ("additionalProperties", None) => check(root, rule, member, &at, defects),
            _ => {}
        }
    }
}

fn reference(root: &Value, to: &str, value: &Value, at: &str, defects: &mut Vec<String>) {
    if let Some(pointer) = to.strip_prefix('#') {
        check(root, root.pointer(pointer).unwrap(), value, at, defects);
    } else {
        let other = load(to.rsplit('/').next().unwrap());
        check(&other, &other, value, at, defects);
    }
}

fn is_of_type(rule: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the schema's type `{other}` is not known"),
    };
    rule.as_array().map_or_else(|| is(rule), |names| names.iter().any(is))
}
