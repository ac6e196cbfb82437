//! The extensions of a certificate (RFC 5280, section 4.2).

use std::ops::Range;

use der::asn1::ObjectIdentifier;

use crate::asn1::{Element, Malformed, Tag, TagNumber, constructed, primitive};
use crate::limits;

const SUBJECT_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const ALTERNATIVE_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
pub(super) const NAME_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.30");
const AUTHORITY_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");

const ANY_PURPOSE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
const CODE_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.3");
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");

/// Fulcio's user names: an otherName whose value is a UTF8String.
const USER_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.57264.1.7");

/// One extension, as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension<'a> {
    /// The octets of the object identifier that names it.
    pub oid: &'a [u8],
    /// Whether who does not understand it must refuse the certificate.
    pub critical: bool,
    /// Its value: DER as a rule, and raw text in Fulcio's first ones.
    pub value: &'a [u8],
}

impl Extension<'_> {
    /// Whether [`super::Certificate`] gives its meaning.
    pub(super) fn is_understood(&self) -> bool {
        [BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE, ALTERNATIVE_NAME]
            .iter()
            .any(|known| known.as_bytes() == self.oid)
    }
}

/// Basic constraints (section 4.2.1.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Whether the extension is critical.
    pub critical: bool,
    /// Whether the subject issues certificates.
    pub is_authority: bool,
    /// Most authorities that may stand between this one and the last certificate of a chain.
    pub path_length: Option<u32>,
}

/// Key usage (section 4.2.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage(u16);

impl KeyUsage {
    /// The key verifies signatures on data.
    pub const fn digital_signature(self) -> bool {
        self.0 & 1 != 0
    }

    /// The key verifies signatures on certificates.
    pub const fn certificate_signing(self) -> bool {
        self.0 & 1 << 5 != 0
    }
}

/// Extended key usage (section 4.2.1.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtendedKeyUsage {
    /// Whether the extension is critical.
    pub critical: bool,
    /// What it allows.
    pub purposes: Purposes,
}

/// The purposes that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purposes {
    /// Signing of code.
    pub code_signing: bool,
    /// Time stamps of RFC 3161.
    pub time_stamping: bool,
    /// Whatever it may be.
    pub any: bool,
    /// Something else, such as the authentication of servers.
    pub others: bool,
}

/// One name of the subject (section 4.2.1.6).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlternativeName {
    /// A mail address, rfc822Name.
    Email(String),
    /// An address, uniformResourceIdentifier: of a workflow, for example.
    Uri(String),
    /// A host, dNSName.
    Dns(String),
    /// A user name as Fulcio writes it, otherName 1.3.6.1.4.1.57264.1.7.
    UserName(String),
    /// A name of another kind, by its number among the GeneralNames.
    Unsupported(u8),
}

impl AlternativeName {
    /// The name, if it is of a kind that is text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Email(text) | Self::Uri(text) | Self::Dns(text) | Self::UserName(text) => {
                Some(text)
            }
            Self::Unsupported(_) => None,
        }
    }

    /// What kind of name it is: `email`, `uri`, `dns`, `user name`, `other`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Email(_) => "email",
            Self::Uri(_) => "uri",
            Self::Dns(_) => "dns",
            Self::UserName(_) => "user name",
            Self::Unsupported(_) => "other",
        }
    }
}

/// What the extensions say, and where each lies.
#[derive(Clone, Default)]
pub(super) struct Extensions {
    /// The whole field `[3]`.
    pub(super) explicit: Range<usize>,
    pub(super) all: Vec<Place>,
    pub(super) basic_constraints: Option<BasicConstraints>,
    pub(super) key_usage: Option<KeyUsage>,
    pub(super) extended_key_usage: Option<ExtendedKeyUsage>,
    pub(super) alternative_names: Vec<AlternativeName>,
    pub(super) subject_key_id: Option<Range<usize>>,
    pub(super) authority_key_id: Option<Range<usize>>,
}

/// Where an extension lies.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) whole: Range<usize>,
    pub(super) oid: Range<usize>,
    pub(super) critical: bool,
    pub(super) value: Range<usize>,
}

/// What a certificate of Fulcio has, so that its list need not grow.
const USUAL: usize = 32;

/// Reads `[3] EXPLICIT Extensions`.
pub(super) fn read(explicit: &Element<'_>) -> Result<Extensions, Malformed> {
    let field = "extensions";
    let mut outer = explicit.reader();
    let list = outer.required(Tag::Sequence, field)?;
    outer.finish(field)?;
    let mut list = list.reader();
    let mut seen: Vec<&[u8]> = Vec::with_capacity(USUAL);
    let mut extensions = Extensions {
        explicit: explicit.whole.clone(),
        all: Vec::with_capacity(USUAL),
        ..Extensions::default()
    };
    while !list.is_empty() {
        let element = list.required(Tag::Sequence, field)?;
        if seen.len() == limits::CERTIFICATE_EXTENSIONS {
            return Err(element.malformed(field, "too many of them"));
        }
        let mut parts = element.reader();
        let oid = parts.required(Tag::ObjectIdentifier, field)?;
        let name = oid.object_identifier(field)?;
        let critical = parts.optional_true(field)?;
        let value = parts.required(Tag::OctetString, field)?;
        parts.finish(field)?;
        // Those of one authority differ in their last octet only.
        if seen.iter().any(|other| other.last() == name.last() && *other == name) {
            return Err(element.malformed(field, "one of them is there twice"));
        }
        seen.push(name);
        extensions.interpret(name, critical, &value)?;
        let (whole, oid, value) = (element.whole, oid.content, value.content);
        extensions.all.push(Place { whole, oid, critical, value });
    }
    if seen.is_empty() {
        return Err(explicit.malformed(field, "an empty list"));
    }
    Ok(extensions)
}

impl Extensions {
    fn interpret(
        &mut self,
        oid: &[u8],
        critical: bool,
        value: &Element<'_>,
    ) -> Result<(), Malformed> {
        if oid == BASIC_CONSTRAINTS.as_bytes() {
            self.basic_constraints = Some(basic_constraints(value, critical)?);
        } else if oid == KEY_USAGE.as_bytes() {
            let bits = only(value, Tag::BitString, "keyUsage")?.named_bits("keyUsage")?;
            self.key_usage = Some(KeyUsage(bits));
        } else if oid == EXTENDED_KEY_USAGE.as_bytes() {
            let purposes = purposes(value)?;
            self.extended_key_usage = Some(ExtendedKeyUsage { critical, purposes });
        } else if oid == ALTERNATIVE_NAME.as_bytes() {
            self.alternative_names = alternative_names(value)?;
        } else if oid == SUBJECT_KEY_ID.as_bytes() {
            let field = "subjectKeyIdentifier";
            self.subject_key_id = Some(only(value, Tag::OctetString, field)?.content);
        } else if oid == AUTHORITY_KEY_ID.as_bytes() {
            let field = "authorityKeyIdentifier";
            let mut parts = only(value, Tag::Sequence, field)?.reader();
            let key = parts.optional(primitive(TagNumber::N0), field)?;
            self.authority_key_id = key.map(|key| key.content);
        }
        Ok(())
    }
}

/// The one element, of type `tag`, that is the value of an extension.
fn only<'a>(value: &Element<'a>, tag: Tag, field: &'static str) -> Result<Element<'a>, Malformed> {
    let mut reader = value.reader();
    let element = reader.required(tag, field)?;
    reader.finish(field)?;
    Ok(element)
}

fn basic_constraints(value: &Element<'_>, critical: bool) -> Result<BasicConstraints, Malformed> {
    let field = "basicConstraints";
    let mut parts = only(value, Tag::Sequence, field)?.reader();
    let is_authority = parts.optional_true(field)?;
    let path_length = parts
        .optional(Tag::Integer, field)?
        .map(|number| match number.integer(field)? {
            // A chain has few certificates, so that one octet says as much as any number above.
            [length] if *length < 0x80 => Ok(u32::from(*length)),
            [first, ..] if *first < 0x80 => Ok(u32::MAX),
            _ => Err(number.malformed(field, "a negative path length")),
        })
        .transpose()?;
    parts.finish(field)?;
    if path_length.is_some() && !is_authority {
        return Err(value.malformed(field, "a path length for what is no authority"));
    }
    Ok(BasicConstraints { critical, is_authority, path_length })
}

fn purposes(value: &Element<'_>) -> Result<Purposes, Malformed> {
    let field = "extKeyUsage";
    let list = only(value, Tag::Sequence, field)?;
    let mut reader = list.reader();
    if reader.is_empty() {
        return Err(list.malformed(field, "an empty list"));
    }
    let mut purposes = Purposes::default();
    while !reader.is_empty() {
        let purpose = reader.required(Tag::ObjectIdentifier, field)?.object_identifier(field)?;
        let known = [
            (CODE_SIGNING, &mut purposes.code_signing),
            (TIME_STAMPING, &mut purposes.time_stamping),
            (ANY_PURPOSE, &mut purposes.any),
        ];
        let found = known.into_iter().find(|(oid, _)| oid.as_bytes() == purpose);
        *found.map_or(&mut purposes.others, |(_, flag)| flag) = true;
    }
    Ok(purposes)
}

fn alternative_names(value: &Element<'_>) -> Result<Vec<AlternativeName>, Malformed> {
    let field = "subjectAltName";
    let list = only(value, Tag::Sequence, field)?;
    let mut reader = list.reader();
    if reader.is_empty() {
        return Err(list.malformed(field, "an empty list"));
    }
    let mut names = Vec::new();
    while !reader.is_empty() {
        let name = reader.next(field)?;
        if names.len() == limits::ALTERNATIVE_NAMES {
            return Err(name.malformed(field, "too many names"));
        }
        names.push(alternative_name(&name)?);
    }
    Ok(names)
}

fn alternative_name(name: &Element<'_>) -> Result<AlternativeName, Malformed> {
    let field = "subjectAltName";
    let Tag::ContextSpecific { constructed, number } = name.tag else {
        return Err(name.malformed(field, "not a GeneralName"));
    };
    match (number, constructed) {
        (TagNumber::N0, true) => other_name(name),
        (TagNumber::N1, false) => ascii(name).map(AlternativeName::Email),
        (TagNumber::N2, false) => ascii(name).map(AlternativeName::Dns),
        (TagNumber::N6, false) => ascii(name).map(AlternativeName::Uri),
        (TagNumber::N3 | TagNumber::N4 | TagNumber::N5, true)
        | (TagNumber::N7 | TagNumber::N8, false) => {
            Ok(AlternativeName::Unsupported(number.value()))
        }
        _ => Err(name.malformed(field, "not a GeneralName")),
    }
}

/// An IA5String with at least one character.
fn ascii(name: &Element<'_>) -> Result<String, Malformed> {
    match std::str::from_utf8(name.bytes) {
        Ok(text) if text.is_ascii() && !text.is_empty() => Ok(text.to_owned()),
        _ => Err(name.malformed("subjectAltName", "empty or not ASCII")),
    }
}

fn other_name(name: &Element<'_>) -> Result<AlternativeName, Malformed> {
    let field = "subjectAltName";
    let mut parts = name.reader();
    let kind = parts.required(Tag::ObjectIdentifier, field)?.object_identifier(field)?;
    let value = parts.required(constructed(TagNumber::N0), field)?;
    parts.finish(field)?;
    if kind != USER_NAME.as_bytes() {
        return Ok(AlternativeName::Unsupported(0));
    }
    let text = only(&value, Tag::Utf8String, field)?;
    match std::str::from_utf8(text.bytes) {
        Ok(user) if !user.is_empty() => Ok(AlternativeName::UserName(user.to_owned())),
        _ => Err(text.malformed(field, "a user name that is empty or not UTF-8")),
    }
}
