//! Every way to change a bundle in one place.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE};

use crate::document::{Layer, Node, Shape, der_element, quoted};

/// A bundle that was changed in one place.
pub(crate) struct Mutant {
    layer: Arc<Layer>,
    place: Range<usize>,
    bytes: Vec<u8>,
    /// How it was changed.
    pub(crate) kind: &'static str,
    /// What was changed.
    pub(crate) path: String,
}

impl Mutant {
    pub(crate) fn text(&self) -> Vec<u8> {
        self.layer.with(&self.place, &self.bytes)
    }
}

/// The values of every bundle, by their paths: each once, in whatever form.
pub(crate) type Values = BTreeMap<String, Vec<Vec<u8>>>;

/// A bundle taken to pieces.
pub(crate) struct Pieces {
    /// The layers whose bits are flipped: all but the bundle's own text.
    pub(crate) layers: Vec<Arc<Layer>>,
    nodes: Vec<(Arc<Layer>, String, Node)>,
}

impl Pieces {
    pub(crate) fn of(text: &[u8]) -> Self {
        let mut pieces = Self { layers: Vec::new(), nodes: Vec::new() };
        pieces.add(&Arc::new(Layer::outermost(text.to_vec())));
        pieces
    }

    fn add(&mut self, layer: &Arc<Layer>) {
        if layer.is_inner() {
            self.layers.push(Arc::clone(layer));
        }
        if let Some(node) = Node::parse(&layer.bytes) {
            self.add_node(layer, layer.path.clone(), node);
        } else if let Some(inner) = layer.unwrapped() {
            self.add(&Arc::new(inner));
        }
    }

    fn add_node(&mut self, layer: &Arc<Layer>, path: String, node: Node) {
        if matches!(node.shape, Shape::Text) {
            self.add(&Arc::new(layer.of_string(&node.place, &path)));
        }
        for (name, child) in node.children() {
            self.add_node(layer, joined(&path, &name), child.clone());
        }
        self.nodes.push((Arc::clone(layer), path, node));
    }

    /// Adds the values to those of other bundles.
    pub(crate) fn collect(&self, values: &mut Values) {
        for (layer, path, node) in &self.nodes {
            let text = &layer.bytes[node.place.clone()];
            let known = values.entry(path.clone()).or_default();
            if !known.iter().any(|one| is_same(one, text)) {
                known.push(text.to_vec());
            }
        }
    }

    /// Every change but that of single bits. Of the values that other bundles have in the same place,
    /// `donors` are tried, from the `first` on.
    pub(crate) fn mutants(&self, others: &Values, first: usize, donors: usize) -> Vec<Mutant> {
        let mut mutants = Vec::new();
        for (layer, path, node) in &self.nodes {
            let site = Site { layer, path, node, text: &layer.bytes[node.place.clone()] };
            site.shape(&mut mutants);
            if !path.is_empty() {
                site.value(&mut mutants);
                site.others(others, first, donors, &mut mutants);
            }
        }
        for layer in &self.layers {
            lengths(layer, &mut mutants);
            if layer.is_text() {
                lines(layer, &mut mutants);
            }
        }
        mutants
    }
}

fn joined(path: &str, name: &str) -> String {
    let begins = path.is_empty() || path.ends_with('!') || name.starts_with('[');
    format!("{path}{}{name}", if begins { "" } else { "." })
}

/// The layer with one bit changed.
pub(crate) fn flipped(layer: &Arc<Layer>, bit: usize) -> Mutant {
    let at = bit / 8;
    let bytes = vec![layer.bytes[at] ^ (1 << (bit % 8))];
    let line = layer.bytes[..at].iter().filter(|byte| **byte == b'\n').count();
    let part = match der_element(&layer.bytes, at) {
        Some(element) => element,
        None if layer.is_text() => named(&layer.bytes, line),
        None => String::new(),
    };
    let path = format!("{}{part}", layer.path);
    Mutant { layer: Arc::clone(layer), place: at..at + 1, bytes, kind: "bit flipped", path }
}

/// Bytes, a byte shorter and longer, and none.
fn lengths(layer: &Arc<Layer>, mutants: &mut Vec<Mutant>) {
    let size = layer.bytes.len();
    let mut add = |place, bytes, kind| {
        mutants.push(Mutant {
            layer: Arc::clone(layer),
            place,
            bytes,
            kind,
            path: layer.path.clone(),
        });
    };
    if size > 0 {
        add(0..size, Vec::new(), "bytes: none");
        add(size - 1..size, Vec::new(), "bytes: last dropped");
        add(0..1, Vec::new(), "bytes: first dropped");
    }
    add(size..size, vec![0], "bytes: zero appended");
    add(size..size, vec![b'\n'], "bytes: newline appended");
    add(0..0, vec![0], "bytes: zero before");
}

/// The lines of a text dropped, repeated and exchanged.
fn lines(layer: &Arc<Layer>, mutants: &mut Vec<Mutant>) {
    let lines: Vec<&[u8]> = layer.bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let mut start = 0;
    for (at, line) in lines.iter().enumerate() {
        let place = start..start + line.len();
        let mut add = |place: Range<usize>, bytes, kind| {
            let path = format!("{}{}", layer.path, named(&layer.bytes, at));
            mutants.push(Mutant { layer: Arc::clone(layer), place, bytes, kind, path });
        };
        add(place.clone(), Vec::new(), "line dropped");
        add(place.clone(), [*line, *line].concat(), "line twice");
        if let Some(next) = lines.get(at + 1) {
            add(place.start..place.end + next.len(), [*next, *line].concat(), "lines exchanged");
        }
        start = place.end;
    }
}

/// What a line is called: by its number, counted from 0, signatures of a checkpoint apart.
fn named(text: &[u8], line: usize) -> String {
    let is_signature = |line: &&[u8]| line.starts_with("\u{2014} ".as_bytes());
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    match lines.get(line).filter(|line| is_signature(line)) {
        Some(_) => {
            format!(
                ": signature {}",
                lines[..line].iter().filter(|line| is_signature(line)).count()
            )
        }
        None => format!(": line {line}"),
    }
}

/// What changes to the parts of an object or a list are called, and parts to add.
struct Words {
    dropped: &'static str,
    twice: &'static str,
    exchanged: &'static str,
    reversed: &'static str,
    added: &'static str,
    others: &'static [&'static str],
}

const FIELD: Words = Words {
    dropped: "field dropped",
    twice: "field twice",
    exchanged: "fields exchanged",
    reversed: "fields reversed",
    added: "field added",
    others: &["\"another\":1"],
};

const ELEMENT: Words = Words {
    dropped: "element dropped",
    twice: "element twice",
    exchanged: "elements exchanged",
    reversed: "elements reversed",
    added: "element added",
    others: &["{}", "null"],
};

/// A value, and where it is.
struct Site<'a> {
    layer: &'a Arc<Layer>,
    path: &'a str,
    node: &'a Node,
    text: &'a [u8],
}

const MEDIA_TYPES: [&str; 6] = [
    "application/vnd.dev.sigstore.bundle+json;version=0.1",
    "application/vnd.dev.sigstore.bundle+json;version=0.2",
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
    "application/vnd.dev.sigstore.bundle.v0.3+json",
    "application/vnd.dev.sigstore.bundle.v0.4+json",
    "application/json",
];

impl Site<'_> {
    fn replaced(&self, bytes: impl Into<Vec<u8>>, kind: &'static str, mutants: &mut Vec<Mutant>) {
        let bytes = bytes.into();
        if bytes != self.text {
            mutants.push(Mutant {
                layer: Arc::clone(self.layer),
                place: self.node.place.clone(),
                bytes,
                kind,
                path: self.path.to_owned(),
            });
        }
    }

    /// The object or list with other parts. `name` is that of the part changed.
    fn rebuilt(
        &self,
        parts: &[&[u8]],
        kind: &'static str,
        name: Option<&str>,
        mutants: &mut Vec<Mutant>,
    ) {
        let (open, close) = (&self.text[..1], &self.text[self.text.len() - 1..]);
        let bytes = [open, &parts.join(&b','), close].concat();
        let path = name.map_or(self.path.to_owned(), |name| joined(self.path, name));
        let (layer, place) = (Arc::clone(self.layer), self.node.place.clone());
        mutants.push(Mutant { layer, place, bytes, kind, path });
    }

    /// Changes of what is in an object or a list.
    fn shape(&self, mutants: &mut Vec<Mutant>) {
        let words = match self.node.shape {
            Shape::Object(_) => &FIELD,
            Shape::Array(_) => &ELEMENT,
            Shape::Text | Shape::Other => return,
        };
        let parts = self.node.parts(&self.layer.bytes);
        for (at, (name, node)) in self.node.children().iter().enumerate() {
            self.part(at, name, node, &parts, words, mutants);
        }
        if parts.len() > 2 {
            let reversed: Vec<&[u8]> = parts.iter().rev().copied().collect();
            self.rebuilt(&reversed, words.reversed, None, mutants);
        }
        for another in words.others {
            let with = [&parts[..], &[another.as_bytes()]].concat();
            self.rebuilt(&with, words.added, None, mutants);
        }
        if !parts.is_empty() {
            self.rebuilt(&[], "emptied", None, mutants);
            let spaced: Vec<Vec<u8>> =
                parts.iter().map(|part| [b" \n\t", *part].concat()).collect();
            let spaced: Vec<&[u8]> = spaced.iter().map(Vec::as_slice).collect();
            self.rebuilt(&spaced, "white space added", None, mutants);
        }
    }

    /// Changes of one part of an object or a list.
    fn part(
        &self,
        at: usize,
        name: &str,
        node: &Node,
        parts: &[&[u8]],
        words: &Words,
        mutants: &mut Vec<Mutant>,
    ) {
        let is_same = is_default(&self.layer.bytes[node.place.clone()]);
        let kind = if is_same { "default in another form" } else { words.dropped };
        let (before, after) = (&parts[..at], &parts[at + 1..]);
        self.rebuilt(&[before, after].concat(), kind, Some(name), mutants);
        let twice = [before, &[parts[at], parts[at]], after].concat();
        self.rebuilt(&twice, words.twice, Some(name), mutants);
        if at > 0 {
            let mut exchanged = parts.to_vec();
            exchanged.swap(at - 1, at);
            self.rebuilt(&exchanged, words.exchanged, Some(name), mutants);
        }
        let original = snake_case(name);
        if original != name && matches!(self.node.shape, Shape::Object(_)) {
            let quotes = 2;
            let value = &parts[at][name.len() + quotes..];
            let renamed = [&quoted(original.as_bytes()), value].concat();
            let with = [before, &[&renamed], after].concat();
            self.rebuilt(&with, "field by its original name", Some(name), mutants);
        }
    }

    /// Changes of the value as one.
    fn value(&self, mutants: &mut Vec<Mutant>) {
        for (kind, bytes) in [
            ("null", &b"null"[..]),
            ("true", b"true"),
            ("zero", b"0"),
            ("zero", b"\"0\""),
            ("minus one", b"-1"),
            ("minus one", b"\"-1\""),
            ("huge", b"9223372036854775807"),
            ("huge", b"\"18446744073709551616\""),
            ("empty", b"\"\""),
            ("empty", b"{}"),
            ("empty", b"[]"),
        ] {
            let is_same = is_default(bytes) && is_default(self.text);
            self.replaced(bytes, if is_same { "default in another form" } else { kind }, mutants);
        }
        let inner = str::from_utf8(self.text).unwrap_or_default().trim_matches('"');
        if let Ok(number) = inner.parse::<i64>() {
            let is_text = matches!(self.node.shape, Shape::Text);
            let written = |number: i64, is_text: bool| {
                if is_text { format!("\"{number}\"") } else { number.to_string() }
            };
            self.replaced(written(number.saturating_add(1), is_text), "plus one", mutants);
            self.replaced(written(number.saturating_sub(1), is_text), "less one", mutants);
            self.replaced(written(number, !is_text), "number as text or as number", mutants);
            self.replaced(format!("\"0{number}\""), "number with a leading zero", mutants);
            self.replaced(format!("{number}.0"), "number as a fraction", mutants);
        }
        if !matches!(self.node.shape, Shape::Text) {
            return;
        }
        let layer = self.layer.of_string(&self.node.place, self.path);
        if layer.path.ends_with('!') {
            self.replaced(
                quoted(URL_SAFE.encode(&layer.bytes).as_bytes()),
                "base64 for URLs",
                mutants,
            );
            self.replaced(
                quoted(STANDARD_NO_PAD.encode(&layer.bytes).as_bytes()),
                "base64 without padding",
                mutants,
            );
            let text = STANDARD.encode(&layer.bytes);
            self.replaced(
                quoted(format!("{text}=").as_bytes()),
                "base64 with more padding",
                mutants,
            );
            self.replaced(quoted(format!("{text}\n").as_bytes()), "base64 with a newline", mutants);
        } else {
            let text = String::from_utf8_lossy(&layer.bytes).into_owned();
            self.replaced(quoted(text.to_uppercase().as_bytes()), "upper case", mutants);
            self.replaced(quoted(text.to_lowercase().as_bytes()), "lower case", mutants);
            self.replaced(quoted(format!(" {text}").as_bytes()), "space before", mutants);
            self.replaced(quoted(format!("{text}\u{0}").as_bytes()), "NUL after", mutants);
        }
        if self.path == "mediaType" {
            for media_type in MEDIA_TYPES {
                self.replaced(
                    quoted(media_type.as_bytes()),
                    "media type of another version",
                    mutants,
                );
            }
        }
    }

    /// What other bundles have in the same place.
    fn others(&self, others: &Values, first: usize, donors: usize, mutants: &mut Vec<Mutant>) {
        let Some(others) = others.get(self.path) else { return };
        let others = others.iter().cycle().skip(first % others.len()).take(others.len());
        for text in others.filter(|text| !is_same(text, self.text)).take(donors) {
            self.replaced(text.as_slice(), "another bundle's", mutants);
        }
    }
}

/// Whether two texts are of the same JSON value.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let value = |text| serde_json::from_slice::<serde_json::Value>(text).expect("JSON");
    one == other || value(one) == value(other)
}

/// Whether a field that is left out means the same.
fn is_default(text: &[u8]) -> bool {
    [&b"0"[..], b"\"0\"", b"\"\"", b"[]", b"null"].contains(&text)
}

/// A name as the protobuf schema has it: `log_index` for `logIndex`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
