//! Plain TOML tables, read without a tree.
//!
//! What lockfiles are made of: `[[package]]`, keys that are one word, strings without escapes,
//! whole numbers, arrays, inline tables, and tables one below the package. Whatever else comes,
//! wrong or only unusual, is left to the `toml` crate, whose reading counts: a part is read here
//! only as that crate would read it. Most locks have nothing else, and it takes half the time.

use serde::de::value::{BorrowedStrDeserializer, Error};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};
use toml_parser::decoder::Encoding;
use toml_parser::parser::{EventReceiver, ValidateWhitespace, parse_document};
use toml_parser::{ErrorSink, ParseError, Source, Span};

/// Deepest brackets read here.
const DEPTH: usize = 8;

/// Most keys of one table read here: their comparison takes the square of it.
const KEYS: usize = 128;

/// Memory to be used again for one part after the other.
#[derive(Default)]
pub(super) struct Memory<'a> {
    items: Vec<Item<'a>>,
}

impl<'a> Memory<'a> {
    /// Reads `part`, which begins with `[[package]]`; `None` leaves it to the `toml` crate.
    pub(super) fn read<T: Deserialize<'a>>(&mut self, part: &'a str) -> Option<T> {
        let source = Source::new(part);
        let tokens = source.lex().into_vec();
        let mut flat = Flat::into(std::mem::take(&mut self.items), part);
        let mut wrong: Option<ParseError> = None;
        parse_document(&tokens, &mut ValidateWhitespace::new(&mut flat, source), &mut wrong);
        flat.close();
        let is_plain = flat.is_plain && wrong.is_none();
        self.items = flat.items;
        if !is_plain {
            // Only of a plain part is it known how deep its items lie in each other.
            return None;
        }
        let mut items = Items { rest: &self.items };
        T::deserialize(&mut items).ok().filter(|_| items.rest.is_empty())
    }
}

/// A part as one value: what stands under headers is put where it belongs.
#[derive(Clone, Copy)]
enum Item<'a> {
    Key(&'a str),
    Text(&'a str),
    Number(u64),
    Array,
    Table,
    End,
}

/// Where in a part the parser is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Package,
    Below,
}

/// Turns what the parser meets into items.
struct Flat<'a> {
    part: &'a str,
    items: Vec<Item<'a>>,
    place: Place,
    /// The keys so far of the header the parser is in.
    header: Option<usize>,
    depth: usize,
    is_plain: bool,
}

impl<'a> Flat<'a> {
    fn into(mut items: Vec<Item<'a>>, part: &'a str) -> Self {
        items.clear();
        items.push(Item::Table);
        Self { part, items, place: Place::Before, header: None, depth: 0, is_plain: true }
    }

    /// Ends what is open: a table below the package, the package, the array, the document.
    fn close(&mut self) {
        let open = match self.place {
            Place::Before => 1,
            Place::Package => 3,
            Place::Below => 4,
        };
        self.items.extend([Item::End; 4].into_iter().take(open));
    }

    fn slice(&self, span: Span) -> &'a str {
        self.part.get(span.start()..span.end()).unwrap_or_default()
    }

    fn word(&self, span: Span, encoding: Option<Encoding>) -> Option<&'a str> {
        let text = self.slice(span);
        match encoding {
            None => {
                let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
                Some(text).filter(|text| !text.is_empty() && text.bytes().all(legal))
            }
            Some(Encoding::BasicString) => {
                let inner = text.strip_prefix('"')?.strip_suffix('"')?;
                Some(inner)
                    .filter(|inner| inner.bytes().all(|byte| is_plain(byte) && byte != b'\\'))
            }
            Some(Encoding::LiteralString) => {
                let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
                Some(inner).filter(|inner| all(inner, is_plain))
            }
            Some(_) => None,
        }
    }

    fn number(&self, span: Span) -> Option<u64> {
        let text = self.slice(span);
        let plain = text.bytes().all(|byte| byte.is_ascii_digit());
        let canonical = text == "0" || !text.starts_with('0');
        text.parse().ok().filter(|number| plain && canonical && *number <= i64::MAX as u64)
    }

    fn push(&mut self, item: Option<Item<'a>>) {
        self.is_plain &= item.is_some();
        self.items.extend(item);
    }

    fn open(&mut self, item: Item<'a>) -> bool {
        self.depth += 1;
        let goes_on = self.depth <= DEPTH;
        self.push(Some(item).filter(|_| goes_on));
        goes_on
    }

    fn end(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.items.push(Item::End);
    }

    /// A key of a header: `package` first, then at most one below it.
    fn header_key(&mut self, keys: usize, key: Option<&'a str>) {
        self.header = Some(keys + 1);
        match (keys, key, self.place) {
            (0, Some("package"), _) => {}
            (1, Some(key), Place::Below) => self.items.extend([Item::Key(key), Item::Table]),
            _ => self.is_plain = false,
        }
    }
}

/// Whether `legal` holds for every byte; looks at all of them, which is faster than to stop early.
fn all(text: &str, legal: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(true, |so_far, byte| so_far & legal(byte))
}

/// Whether a byte may stand in a string as it is.
const fn is_plain(byte: u8) -> bool {
    (byte >= b' ' && byte != 0x7f) || byte == b'\t'
}

impl EventReceiver for Flat<'_> {
    fn array_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.is_plain &= self.place == Place::Before;
        self.header = Some(0);
    }

    fn array_table_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.is_plain &= self.header.take() == Some(1);
        self.items.extend([Item::Key("package"), Item::Array, Item::Table]);
        self.place = Place::Package;
    }

    fn std_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) {
        match self.place {
            Place::Before => self.is_plain = false,
            Place::Package => {}
            Place::Below => self.items.push(Item::End),
        }
        self.place = Place::Below;
        self.header = Some(0);
    }

    fn std_table_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.is_plain &= self.header.take() == Some(2);
    }

    fn simple_key(&mut self, span: Span, encoding: Option<Encoding>, _: &mut dyn ErrorSink) {
        let key = self.word(span, encoding);
        match self.header {
            Some(keys) => self.header_key(keys, key),
            None if self.place == Place::Before => self.is_plain = false,
            None => self.push(key.map(Item::Key)),
        }
    }

    fn key_sep(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.is_plain &= self.header.is_some();
    }

    fn scalar(&mut self, span: Span, encoding: Option<Encoding>, _: &mut dyn ErrorSink) {
        let item = match encoding {
            None => self.number(span).map(Item::Number),
            Some(_) => self.word(span, encoding).map(Item::Text),
        };
        self.push(item);
    }

    fn array_open(&mut self, _: Span, _: &mut dyn ErrorSink) -> bool {
        self.open(Item::Array)
    }

    fn array_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.end();
    }

    fn inline_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) -> bool {
        self.open(Item::Table)
    }

    fn inline_table_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.end();
    }

    fn error(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.is_plain = false;
    }
}

/// Items yet to be read.
struct Items<'i, 'a> {
    rest: &'i [Item<'a>],
}

impl<'a> Items<'_, 'a> {
    fn next(&mut self) -> Result<Item<'a>, Error> {
        let (first, rest) = self.rest.split_first().ok_or_else(|| Error::custom("no more"))?;
        self.rest = rest;
        Ok(*first)
    }
}

impl<'de> Deserializer<'de> for &mut Items<'_, 'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.next()? {
            Item::Text(text) => visitor.visit_borrowed_str(text),
            Item::Number(number) => visitor.visit_u64(number),
            Item::Array => visitor.visit_seq(Values(self)),
            Item::Table => visitor.visit_map(Members { items: self, keys: Vec::new() }),
            Item::Key(_) | Item::End => Err(Error::custom("no value")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Values<'s, 'i, 'a>(&'s mut Items<'i, 'a>);

impl<'a> SeqAccess<'a> for Values<'_, '_, 'a> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'a>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        if let Some(Item::End) = self.0.rest.first() {
            self.0.next()?;
            return Ok(None);
        }
        seed.deserialize(&mut *self.0).map(Some)
    }
}

struct Members<'s, 'i, 'a> {
    items: &'s mut Items<'i, 'a>,
    keys: Vec<&'a str>,
}

impl<'a> MapAccess<'a> for Members<'_, '_, 'a> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Item::Key(key) = self.items.next()? else { return Ok(None) };
        if self.keys.contains(&key) || self.keys.len() == KEYS {
            return Err(Error::custom("a key twice, or too many to tell"));
        }
        self.keys.push(key);
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(&mut *self.items)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use toml::Table;

    use super::Memory;

    fn flat(part: &str) -> Option<Table> {
        Memory::default().read(part)
    }

    #[test]
    fn plain_parts_are_read() {
        let part = "[[package]] # x\nname = \"é\"\n'size' = 12\nlist = [\n { a = 'b', c = [] }, ]\n\n                    [package.\"sub-table\"]\nx = [[1], {}]\n\n[package.other]\n";
        assert_eq!(flat(part), Some(part.parse().unwrap()));
    }

    #[test]
    fn unusual_parts_are_left() {
        let after_header = [
            "a = 1\na = 2",
            "a.b = 1",
            "a = \"\\n\"",
            "a = \"\"\"x\"\"\"",
            "a = -1",
            "a = 1.5",
            "a = true",
            "a = 01",
            "a = 0x1",
            "a = 1_0",
            "a = \"x",
            "a = [1",
            "a = { b = 1, b = 2 }",
            "a = 1 b = 2",
            "[package.a.b]",
            "[other]",
            "[package]",
            "[[package]]",
            "[[package.a]]",
            "[package.a]\n[package.a]",
            "a = {}\n[package.a]",
            "a = [[[[[[[[[1]]]]]]]]]",
            "a = 99999999999999999999",
            "a = \"\u{1}\"",
            "é = 1",
            "a =",
            "# \u{1}",
            "a = 1\rb = 2",
        ];
        for rest in after_header {
            let part = format!("[[package]]\n{rest}\n");
            assert_eq!(flat(&part), None, "{part}");
        }
        assert_eq!(flat("a = 1\n[[package]]\n"), None);
        assert_eq!(flat("[[package.b]]\n"), None);
        assert_eq!(flat("[[other]]\n"), None);
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_the_toml_crate_reads(
            lines in prop::collection::vec(prop_oneof![
                "[ab] = ([0-9]{1,2}|\"[a\\\\né]{0,2}\"|'[a\"]{0,2}')",
                "[ab] = \\[([0-9], ?|'x',|\\{ a = 1(, [ab] = 2)? \\},|\n){0,3}\\]",
                "\\[package\\.[abc]\\]",
                "[\\[\\]{}=,.ab\"'#\\\\ 10]{0,6}",
            ], 0..6)
        ) {
            let part = format!("[[package]]\n{}\n", lines.join("\n"));
            if let Some(table) = flat(&part) {
                prop_assert_eq!(Ok(table), part.parse::<Table>(), "{}", part);
            }
        }
    }
}
