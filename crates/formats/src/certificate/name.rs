//! Names of X.501 (RFC 5280, section 4.1.2.4).
//!
//! Names are compared octet by octet, as everyone who verifies in practice does: an authority writes
//! its own name the same way each time.

use crate::asn1::{Element, Malformed, Reader, Tag, dotted};
use crate::limits;

/// Attributes that have a short name (RFC 4514, section 3, and what OpenSSL prints).
const SHORT: &[(&[u8], &str)] = &[
    (&[0x55, 4, 3], "CN"),
    (&[0x55, 4, 5], "serialNumber"),
    (&[0x55, 4, 6], "C"),
    (&[0x55, 4, 7], "L"),
    (&[0x55, 4, 8], "ST"),
    (&[0x55, 4, 9], "street"),
    (&[0x55, 4, 10], "O"),
    (&[0x55, 4, 11], "OU"),
    (&[0x55, 4, 97], "organizationIdentifier"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], "emailAddress"),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1], "UID"),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25], "DC"),
];

/// Checks that `element` is a Name.
pub(super) fn check(element: &Element<'_>, field: &'static str) -> Result<(), Malformed> {
    walk(element.reader(), field, |_, _, _| {})
}

/// A Name in DER as text: attributes in their order, those of one set joined with `+`, with a
/// backslash before a character that would part them. Empty when it has none.
pub(super) fn text(der: &[u8]) -> String {
    let mut text = String::new();
    let Ok(name) = Reader::new(der).next("name") else { return text };
    let read = walk(name.reader(), "name", |kind, value, begins_set| {
        if !text.is_empty() {
            text.push_str(if begins_set { ", " } else { " + " });
        }
        let short = SHORT.iter().find(|(oid, _)| *oid == kind);
        match short {
            Some((_, short)) => text.push_str(short),
            None => text.push_str(&dotted(kind)),
        }
        text.push('=');
        push_value(&mut text, value);
    });
    debug_assert!(read.is_ok(), "the name of a certificate was checked when it was read");
    text
}

/// Goes through the attributes of a Name: the octets of the type, the value, and whether it is the
/// first of its set.
fn walk<'a>(
    mut sets: Reader<'a>,
    field: &'static str,
    mut attribute: impl FnMut(&'a [u8], &Element<'a>, bool),
) -> Result<(), Malformed> {
    let mut count = 0;
    while !sets.is_empty() {
        let set = sets.required(Tag::Set, field)?;
        let mut attributes = set.reader();
        if attributes.is_empty() {
            return Err(set.malformed(field, "an empty set of attributes"));
        }
        let mut begins_set = true;
        while !attributes.is_empty() {
            let pair = attributes.required(Tag::Sequence, field)?;
            count += 1;
            if count > limits::NAME_ATTRIBUTES {
                return Err(pair.malformed(field, "too many attributes"));
            }
            let mut parts = pair.reader();
            let kind = parts.required(Tag::ObjectIdentifier, field)?.object_identifier(field)?;
            let value = parts.next(field)?;
            parts.finish(field)?;
            attribute(kind, &value, begins_set);
            begins_set = false;
        }
    }
    Ok(())
}

fn push_value(text: &mut String, value: &Element<'_>) {
    let read = match value.tag {
        Tag::Utf8String
        | Tag::PrintableString
        | Tag::Ia5String
        | Tag::NumericString
        | Tag::VisibleString => std::str::from_utf8(value.bytes).ok().map(str::to_owned),
        Tag::TeletexString => Some(value.bytes.iter().copied().map(char::from).collect()),
        Tag::BmpString if value.bytes.len().is_multiple_of(2) => {
            let units = value
                .bytes
                .chunks_exact(2)
                .map(|pair| pair.iter().fold(0, |unit: u16, octet| unit << 8 | u16::from(*octet)));
            char::decode_utf16(units).collect::<Result<String, _>>().ok()
        }
        _ => None,
    };
    let Some(read) = read else {
        text.push('#');
        text.push_str(&keelmark_model::hexadecimal(value.bytes));
        return;
    };
    for character in read.chars() {
        if matches!(character, ',' | '+' | '=' | '"' | '\\') {
            text.push('\\');
        }
        text.push(character);
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn names_are_text_that_can_be_told_apart() {
        let attribute = |oid: &[u8], tag: u8, value: &[u8]| {
            let short = |tag: u8, content: &[u8]| {
                [&[tag, u8::try_from(content.len()).expect("short")], content].concat()
            };
            short(0x30, &[short(6, oid), short(tag, value)].concat())
        };
        let wrap = |tag: u8, content: &[u8]| {
            [&[tag, u8::try_from(content.len()).expect("short")], content].concat()
        };
        let name = |sets: &[Vec<Vec<u8>>]| {
            let sets: Vec<u8> = sets.iter().flat_map(|set| wrap(0x31, &set.concat())).collect();
            text(&wrap(0x30, &sets))
        };
        let cn = |tag, value| attribute(&[0x55, 4, 3], tag, value);
        assert_eq!(name(&[]), "");
        assert_eq!(
            name(&[vec![attribute(&[0x55, 4, 10], 0x13, b"sigstore.dev")], vec![cn(0x0c, b"x")]]),
            "O=sigstore.dev, CN=x"
        );
        assert_eq!(name(&[vec![cn(0x0c, b"a"), cn(0x0c, b"b")]]), "CN=a + CN=b");
        assert_eq!(name(&[vec![cn(0x0c, b"a, O=b\\")]]), "CN=a\\, O\\=b\\\\");
        assert_eq!(name(&[vec![cn(0x1e, &[0, b'h', 0x20, 0xac])]]), "CN=h\u{20ac}");
        assert_eq!(name(&[vec![cn(0x14, &[0xe9])]]), "CN=\u{e9}");
        assert_eq!(name(&[vec![cn(0x0c, &[0xff])]]), "CN=#ff");
        assert_eq!(name(&[vec![attribute(&[0x2a, 3], 4, &[1])]]), "1.2.3=#01");
    }
}
