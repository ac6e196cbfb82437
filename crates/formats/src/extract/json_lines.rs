//! Where things stand in a JSON document, which parsers do not tell.

use std::collections::HashMap;

/// The lines, from 1, of the members that lie `depth` deep in a document, by the keys and numbers (of
/// elements of arrays) on the way to them: `["packages", "0"]`. Keys are as written.
///
/// Of anything but JSON that was parsed before, no more is promised than that it ends.
pub(super) fn lines(bytes: &[u8], depth: usize) -> Lines<'_> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let mut walk = Walk { depth, line: 1, around: Vec::new(), lines: HashMap::new() };
    let mut rest = text;
    while let Some(at) = rest.find(['"', '{', '[', '}', ']', ',', '\n']) {
        let (mark, behind) = rest.get(at..).unwrap_or_default().split_at(1);
        rest = behind;
        match mark {
            "\n" => walk.line += 1,
            "\"" => {
                let (string, behind) = behind.split_at(end(behind));
                rest = behind.get(1..).unwrap_or_default();
                walk.string(string);
            }
            "{" => walk.open(true),
            "[" => walk.open(false),
            "," => walk.next(),
            _ => {
                walk.around.pop();
            }
        }
    }
    Lines(walk.lines)
}

/// See [`lines`].
pub(super) struct Lines<'a>(HashMap<Vec<Step<'a>>, u32>);

impl Lines<'_> {
    /// The line of what the keys `path` lead to.
    pub(super) fn of(&self, path: &[&str]) -> Option<u32> {
        let by_number: Vec<Step<'_>> = path.iter().copied().map(step).collect();
        let by_key: Vec<Step<'_>> = path.iter().map(|part| Step::Key(part)).collect();
        self.0.get(&by_key).or_else(|| self.0.get(&by_number)).copied()
    }
}

fn step(part: &str) -> Step<'_> {
    part.parse().map_or(Step::Key(part), Step::Number)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Step<'a> {
    Key(&'a str),
    Number(usize),
}

/// An object or array that the walk is in.
struct Around<'a> {
    step: Step<'a>,
    /// The next string is a key.
    is_key_next: bool,
}

struct Walk<'a> {
    depth: usize,
    line: u32,
    around: Vec<Around<'a>>,
    lines: HashMap<Vec<Step<'a>>, u32>,
}

impl<'a> Walk<'a> {
    fn open(&mut self, is_object: bool) {
        // What an array has begins here, not at the comma before.
        if self.around.last().is_some_and(|around| matches!(around.step, Step::Number(_))) {
            self.note();
        }
        let step = if is_object { Step::Key("") } else { Step::Number(0) };
        self.around.push(Around { step, is_key_next: is_object });
        if !is_object {
            self.note();
        }
    }

    fn next(&mut self) {
        let Some(around) = self.around.last_mut() else { return };
        match &mut around.step {
            Step::Key(_) => around.is_key_next = true,
            Step::Number(number) => {
                *number += 1;
                self.note();
            }
        }
    }

    fn string(&mut self, string: &'a str) {
        let Some(around) = self.around.last_mut().filter(|it| it.is_key_next) else { return };
        (around.step, around.is_key_next) = (Step::Key(string), false);
        self.note();
    }

    fn note(&mut self) {
        if self.around.len() == self.depth {
            let path = self.around.iter().map(|around| around.step).collect();
            self.lines.insert(path, self.line);
        }
    }
}

/// Where the string that `text` begins within ends.
fn end(text: &str) -> usize {
    let mut is_escaped = false;
    let at = text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    at.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn keys_and_elements_have_lines() {
        let text =
            "{\"a\\\"\": {\"b\": 1,\n \"c\": [2,\n 3, {\"x\": \"{\\\"\"}]},\n\"d\": [{},\n{}]}";
        let of = |path: &[&str]| lines(text.as_bytes(), path.len()).of(path);
        for (path, line) in [
            (&["a\\\""][..], Some(1)),
            (&["a\\\"", "b"], Some(1)),
            (&["a\\\"", "c"], Some(2)),
            (&["d"], Some(4)),
            (&["d", "0"], Some(4)),
            (&["d", "1"], Some(5)),
            (&["d", "2"], None),
            (&["x"], None),
        ] {
            assert_eq!(of(path), line, "{path:?}");
        }
        for text in ["", "{\"", "]]}}", "{\"a\": \"\\", "[[[\n"] {
            assert_eq!(lines(text.as_bytes(), 1).of(&["a"]).is_some(), text.contains("a"));
        }
    }
}
