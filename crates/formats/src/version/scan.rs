//! Reading a version from its beginning to its end, once.

/// What is wrong with a text, and where, in bytes.
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) what: &'static str,
}

impl Fault {
    pub(super) fn new(at: usize, what: &'static str) -> Self {
        Self { at, what }
    }
}

/// A text and how far it was read.
#[derive(Clone)]
pub(super) struct Scan<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text: text.as_bytes(), at: 0 }
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn is_done(&self) -> bool {
        self.rest().is_empty()
    }

    /// The next byte, which stays.
    pub(super) fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    /// Takes the next byte if it is one of `any`.
    pub(super) fn eat(&mut self, any: &[u8]) -> Option<u8> {
        let byte = self.peek().filter(|byte| any.contains(byte))?;
        self.at += 1;
        Some(byte)
    }

    /// Takes `word` if it is next, in whatever case it is written.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let next = self.rest().get(..word.len());
        let found = next.is_some_and(|next| next.eq_ignore_ascii_case(word.as_bytes()));
        self.at += if found { word.len() } else { 0 };
        found
    }

    /// Takes the next byte, if there is one.
    pub(super) fn one(&mut self) -> &'a [u8] {
        let one = self.rest().get(..1).unwrap_or_default();
        self.at += one.len();
        one
    }

    /// Takes as many bytes as hold.
    pub(super) fn take(&mut self, holds: impl Fn(&u8) -> bool) -> &'a [u8] {
        let rest = self.rest();
        let length = rest.iter().take_while(|byte| holds(byte)).count();
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// Takes decimal digits, possibly none.
    pub(super) fn digits(&mut self) -> &'a [u8] {
        self.take(u8::is_ascii_digit)
    }

    /// Takes decimal digits.
    pub(super) fn number(&mut self) -> Result<&'a [u8], Fault> {
        let digits = self.digits();
        if digits.is_empty() { Err(self.fault("a number is missing")) } else { Ok(digits) }
    }

    /// Takes `.N.N…`, as far as digits follow the dots.
    pub(super) fn dotted(&mut self, numbers: &mut Vec<&'a [u8]>) {
        while let [b'.', digit, ..] = self.rest()
            && digit.is_ascii_digit()
        {
            self.at += 1;
            numbers.push(self.digits());
        }
    }

    /// Fails unless everything was read.
    pub(super) fn finish(&self) -> Result<(), Fault> {
        if self.is_done() { Ok(()) } else { Err(self.fault("nothing more is expected")) }
    }

    /// A fault where reading has come to.
    pub(super) fn fault(&self, what: &'static str) -> Fault {
        Fault::new(self.at, what)
    }
}

/// Removes zeros from the end.
pub(super) fn trim_zeros(numbers: &mut Vec<&[u8]>) {
    while numbers.last().is_some_and(|digits| is_zero(digits)) {
        numbers.pop();
    }
}

/// Whether digits are a zero, or none.
pub(super) fn is_zero(digits: &[u8]) -> bool {
    digits.iter().all(|digit| *digit == b'0')
}
