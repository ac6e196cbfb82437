//! CycloneDX XML as the CycloneDX JSON that says the same, so that one reader understands both.
//!
//! The two are one model in two notations: lists are elements around their items in XML, and a few
//! names differ. [`elements`] is the difference; what it does not list is counted by name and lost. A
//! document type is refused, so that nothing is ever expanded, and an element that may stand once and
//! stands twice is refused as two keys of one name are in JSON.

mod elements;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use keelmark_model::Code;
use quick_xml::NsReader;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;

use self::elements::{Becomes, Element};
use crate::text::shortened;
use crate::{ParseError, codes, limits};

/// What namespaces of CycloneDX begin with; the version follows.
const NAMESPACE: &str = "http://cyclonedx.org/schema/bom/";

/// The JSON document that says what the XML document `bytes` says.
///
/// # Errors
/// `document.*` codes, with the position; `sbom.format` where the root element is not CycloneDX's.
pub(in crate::sbom::read) fn as_json(bytes: &[u8]) -> Result<String, ParseError> {
    if bytes.len() > limits::DOCUMENT_BYTES {
        let message = format!("{} bytes; the limit is {}", bytes.len(), limits::DOCUMENT_BYTES);
        return Err(ParseError::new(&codes::DOCUMENT_SIZE, message));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let message = "the document is not UTF-8";
        ParseError::at(&codes::DOCUMENT_ENCODING, message, bytes, error.valid_up_to())
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut writer = Writer { text, at: 0, namespace: None, open: Vec::new(), json: String::new() };
    let mut reader = NsReader::from_str(text);
    loop {
        writer.at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let (namespace, event) = match reader.read_resolved_event() {
            Ok(read) => read,
            Err(error) => return Err(writer.error(&codes::DOCUMENT_SYNTAX, &error.to_string())),
        };
        let namespace = match namespace {
            ResolveResult::Bound(namespace) => namespace.0,
            ResolveResult::Unbound | ResolveResult::Unknown(_) => "",
        };
        match event {
            Event::Start(tag) => writer.start(namespace, &tag)?,
            Event::Empty(tag) => {
                writer.start(namespace, &tag)?;
                writer.end();
            }
            Event::End(_) => writer.end(),
            Event::Text(part) => writer.append(&part.xml10_content())?,
            Event::CData(part) => writer.append(&part.xml10_content())?,
            Event::GeneralRef(reference) => {
                let part = writer.resolve(&reference)?;
                writer.append(&part)?;
            }
            Event::Decl(declaration) => writer.declared(&declaration)?,
            Event::DocType(_) => {
                let message = "there is a document type; a bill of materials has none";
                return Err(writer.error(&codes::DOCUMENT_SYNTAX, message));
            }
            Event::Eof => return writer.finish(),
            Event::Comment(_) | Event::PI(_) => {}
        }
    }
}

/// JSON on its way, and the elements that are open.
struct Writer<'a> {
    text: &'a str,
    /// Where the current part of the text begins.
    at: usize,
    /// That of the root element, once there is one.
    namespace: Option<String>,
    open: Vec<Open>,
    json: String,
}

/// An element that is not closed yet.
struct Open {
    /// What it becomes; `None` for what is only counted.
    element: Option<&'static Element>,
    /// What stands after its value.
    closing: &'static str,
    /// Children that were there, by their place in the table.
    seen: u64,
    /// The child whose array is being written.
    run: Option<usize>,
    /// Whether its object or array has something in it.
    has_some: bool,
    text: String,
    /// Children that a bill has no place for: how much each says.
    others: BTreeMap<String, usize>,
    /// How many children there were.
    children: usize,
    name: String,
}

impl Writer<'_> {
    fn start(&mut self, namespace: &str, tag: &BytesStart<'_>) -> Result<(), ParseError> {
        if self.open.len() == limits::DOCUMENT_DEPTH {
            let message = format!("nested deeper than {}", limits::DOCUMENT_DEPTH);
            return Err(self.error(&codes::DOCUMENT_DEPTH, &message));
        }
        if self.json.len() > limits::DOCUMENT_BYTES {
            let message = format!("it says more than {} bytes do", limits::DOCUMENT_BYTES);
            return Err(self.error(&codes::DOCUMENT_SIZE, &message));
        }
        let (name, local) = (tag.name(), tag.local_name());
        let is_own = self.namespace.as_deref().is_none_or(|own| own == namespace);
        let name = if is_own { local.as_ref() } else { name.as_ref() };
        let (element, closing) = match self.open.len() {
            0 => (Some(self.root(namespace, name)?), ""),
            _ if is_own => self.place(name)?,
            _ => (None, ""),
        };
        self.open.push(Open {
            element,
            closing,
            seen: 0,
            run: None,
            has_some: self.open.is_empty(),
            text: String::new(),
            others: BTreeMap::new(),
            children: 0,
            name: name.to_owned(),
        });
        self.attributes(tag)
    }

    /// The root element; begins the document.
    fn root(&mut self, namespace: &str, name: &str) -> Result<&'static Element, ParseError> {
        if self.namespace.is_some() {
            return Err(self.error(&codes::DOCUMENT_SYNTAX, "there is a second root element"));
        }
        let version = namespace.strip_prefix(NAMESPACE).filter(|_| name == "bom");
        let Some(version) = version else {
            let message = format!(
                "the root element is `{}` of the namespace `{}`, not `bom` of `{NAMESPACE}…`",
                shortened(name),
                shortened(namespace)
            );
            return Err(self.error(&codes::SBOM_FORMAT, &message));
        };
        self.namespace = Some(namespace.to_owned());
        self.json.push_str("{\"bomFormat\":\"CycloneDX\",\"specVersion\":");
        self.string(version);
        Ok(&elements::BOM)
    }

    /// Takes an element into the innermost open one: what it becomes, and what closes it.
    fn place(
        &mut self,
        name: &str,
    ) -> Result<(Option<&'static Element>, &'static str), ParseError> {
        let Some(parent) = self.open.last_mut() else { return Ok((None, "")) };
        parent.children += 1;
        let Some(element) = parent.element else { return Ok((None, "")) };
        let is = |child: &elements::Child| child.name == name;
        let Some(number) = element.children.iter().position(is) else { return Ok((None, "")) };
        let Some(child) = element.children.get(number) else { return Ok((None, "")) };
        if matches!(element.becomes, Becomes::Array) {
            comma(&mut self.json, &mut parent.has_some);
            if child.key.is_empty() {
                return Ok((Some(child.element), ""));
            }
            self.json.push('{');
            self.key(child.key);
            return Ok((Some(child.element), "}"));
        }
        if parent.run == Some(number) {
            self.json.push(',');
            return Ok((Some(child.element), ""));
        }
        let keys = element.children.iter().zip(0..).filter(|(one, _)| one.key == child.key);
        let same = keys.fold(0u64, |all, (_, place)| all | 1 << place);
        if parent.seen & same != 0 {
            let message = format!("`{name}` stands in one `{}` twice", shortened(&parent.name));
            return Err(self.error(&codes::DOCUMENT_SYNTAX, &message));
        }
        parent.seen |= same;
        end_run(&mut self.json, parent);
        comma(&mut self.json, &mut parent.has_some);
        parent.run = child.repeats.then_some(number);
        self.key(child.key);
        if child.repeats {
            self.json.push('[');
        }
        Ok((Some(child.element), ""))
    }

    /// Begins what the innermost element becomes, with its attributes.
    fn attributes(&mut self, tag: &BytesStart<'_>) -> Result<(), ParseError> {
        let Some(element) = self.open.last().and_then(|open| open.element) else { return Ok(()) };
        let is_root = self.open.len() == 1;
        match element.becomes {
            Becomes::Object | Becomes::ObjectOfText(_) if !is_root => self.json.push('{'),
            Becomes::Array => self.json.push('['),
            _ => {}
        }
        for attribute in tag.attributes() {
            let attribute = attribute
                .map_err(|error| self.error(&codes::DOCUMENT_SYNTAX, &error.to_string()))?;
            let name = attribute.key.as_ref();
            // Namespaces and where to find schemas.
            if name == "xmlns" || name.contains(':') {
                continue;
            }
            let value = quick_xml::escape::unescape(&attribute.value)
                .map_err(|error| self.error(&codes::DOCUMENT_SYNTAX, &error.to_string()))?;
            self.attribute(element, name, value.trim())?;
        }
        Ok(())
    }

    fn attribute(&mut self, element: &Element, name: &str, value: &str) -> Result<(), ParseError> {
        self.check(value)?;
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        if matches!(element.becomes, Becomes::Reference) && name == "ref" {
            value.clone_into(&mut open.text);
            return Ok(());
        }
        match element.attributes.iter().find(|known| known.name == name) {
            Some(known) => {
                comma(&mut self.json, &mut open.has_some);
                self.key(known.name);
                if known.is_number {
                    self.number(value);
                } else {
                    self.string(value);
                }
            }
            None => *open.others.entry(name.to_owned()).or_default() += 1,
        }
        Ok(())
    }

    fn append(&mut self, part: &str) -> Result<(), ParseError> {
        self.check(part)?;
        match self.open.last_mut() {
            Some(open) if open.element.is_some() => open.text.push_str(part),
            Some(_) => {}
            None if part.trim().is_empty() => {}
            None => {
                let message = "there is text outside of the root element";
                return Err(self.error(&codes::DOCUMENT_SYNTAX, message));
            }
        }
        Ok(())
    }

    fn end(&mut self) {
        let Some(mut open) = self.open.pop() else { return };
        let Some(element) = open.element else {
            let is_list = elements::LISTS.contains(&&*open.name);
            let says = if is_list { open.children } else { 1 };
            self.pass_on([(open.name, says)]);
            return;
        };
        end_run(&mut self.json, &mut open);
        let text = open.text.trim();
        match element.becomes {
            Becomes::Text | Becomes::Reference => self.string(text),
            Becomes::Number => self.number(text),
            Becomes::ObjectOfText(key) => {
                comma(&mut self.json, &mut open.has_some);
                self.key(key);
                self.string(text);
            }
            Becomes::Object | Becomes::Array => {}
        }
        match element.becomes {
            Becomes::Object | Becomes::ObjectOfText(_) => {
                self.others(element, &open.others, open.has_some);
                self.json.push('}');
            }
            Becomes::Array => self.json.push(']'),
            Becomes::Text | Becomes::Number | Becomes::Reference => {}
        }
        self.json.push_str(open.closing);
        if !matches!(element.becomes, Becomes::Object | Becomes::ObjectOfText(_)) {
            self.pass_on(open.others);
        }
    }

    /// Counts for the innermost element what one in it has no place for.
    fn pass_on(&mut self, others: impl IntoIterator<Item = (String, usize)>) {
        if let Some(parent) = self.open.last_mut().filter(|parent| parent.element.is_some()) {
            for (name, count) in others {
                *parent.others.entry(name).or_default() += count;
            }
        }
    }

    /// What there is no place for, as arrays of as many nothings as it says things.
    fn others(&mut self, element: &Element, others: &BTreeMap<String, usize>, has_some: bool) {
        let mut has_some = has_some;
        for (name, count) in others {
            comma(&mut self.json, &mut has_some);
            match element.has_key(name) {
                true => self.key(&format!("{name} as another")),
                false => self.key(name),
            }
            self.json.push('[');
            for place in 0..*count {
                self.json.push_str(if place == 0 { "null" } else { ",null" });
            }
            self.json.push(']');
        }
    }

    fn finish(self) -> Result<String, ParseError> {
        if let Some(open) = self.open.last() {
            let message = format!("`{}` is not closed", shortened(&open.name));
            return Err(self.error(&codes::DOCUMENT_SYNTAX, &message));
        }
        if self.namespace.is_none() {
            return Err(self.error(&codes::DOCUMENT_SYNTAX, "there is no root element"));
        }
        Ok(self.json)
    }

    fn declared(&self, declaration: &BytesDecl<'_>) -> Result<(), ParseError> {
        let Some(encoding) = declaration.encoding() else { return Ok(()) };
        let encoding =
            encoding.map_err(|error| self.error(&codes::DOCUMENT_SYNTAX, &error.to_string()))?;
        let is_read = ["UTF-8", "US-ASCII"].iter().any(|read| encoding.eq_ignore_ascii_case(read));
        if is_read {
            return Ok(());
        }
        let message = format!("the document is in {}, not in UTF-8", shortened(&encoding));
        Err(self.error(&codes::DOCUMENT_ENCODING, &message))
    }

    /// What a reference in text stands for.
    fn resolve(&self, reference: &BytesRef<'_>) -> Result<String, ParseError> {
        if let Ok(Some(character)) = reference.resolve_char_ref() {
            return Ok(character.to_string());
        }
        let name = reference.xml10_content();
        match quick_xml::escape::resolve_predefined_entity(&name) {
            Some(text) => Ok(text.to_owned()),
            None => {
                let message = format!("nothing says what `&{};` is", shortened(&name));
                Err(self.error(&codes::DOCUMENT_SYNTAX, &message))
            }
        }
    }

    /// Refuses characters that XML 1.0 does not have (section 2.2), however they are written.
    fn check(&self, text: &str) -> Result<(), ParseError> {
        let is_none = |c: char| matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f');
        match text.contains(is_none) {
            false => Ok(()),
            true => {
                let message = "there is a control character, which XML does not have";
                Err(self.error(&codes::DOCUMENT_SYNTAX, message))
            }
        }
    }

    fn key(&mut self, key: &str) {
        self.string(key);
        self.json.push(':');
    }

    fn string(&mut self, text: &str) {
        // Writing to memory cannot fail.
        let _ = write!(self.json, "{}", serde_json::Value::from(text));
    }

    /// A number, or as text what is none: whoever reads it says what it should have been.
    fn number(&mut self, text: &str) {
        match text.parse::<u64>() {
            Ok(number) => drop(write!(self.json, "{number}")),
            Err(_) => self.string(text),
        }
    }

    fn error(&self, code: &'static Code, message: &str) -> ParseError {
        let at = self.at.min(self.text.len());
        ParseError::at(code, message.to_owned(), self.text.as_bytes(), at)
    }
}

fn comma(json: &mut String, has_some: &mut bool) {
    if std::mem::replace(has_some, true) {
        json.push(',');
    }
}

fn end_run(json: &mut String, open: &mut Open) {
    if open.run.take().is_some() {
        json.push(']');
    }
}
