//! Keys: bytes whose order is the order of what they were made of.
//!
//! A scheme writes what decides first, first. Where a version may go on in several ways, it writes a tag, the
//! lesser for what comes earlier, the end of the version being one of the ways; after a tag, keys of one scheme
//! are read alike. So no key is the beginning of another, and the first byte in which two differ decides.

/// The key of a version while it is written.
#[derive(Default)]
pub(super) struct Key(Vec<u8>);

/// Numbers below this are one byte.
const SMALL: u64 = 0xe0;
/// First byte of a number that does not fit 64 bits.
const LARGE: u8 = 0xf0;

impl Key {
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Writes a tag.
    pub(super) fn tag(&mut self, tag: u8) {
        self.0.push(tag);
    }

    /// Writes a number of any size given in decimal digits, none of them meaning zero. Its first byte is
    /// never 0, so that a tag 0 can stand for there being no further number.
    pub(super) fn number(&mut self, digits: &[u8]) {
        let digits = significant(digits);
        let Some(value) = value(digits) else {
            let length = u32::try_from(digits.len()).unwrap_or(u32::MAX);
            self.tag(LARGE);
            self.0.extend(length.to_be_bytes());
            self.0.extend(digits);
            return;
        };
        if value < SMALL {
            self.0.extend(value.to_le_bytes().first().map(|byte| byte + 1));
            return;
        }
        let bytes = value.to_be_bytes();
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let length = u8::try_from(bytes.len() - zeros).unwrap_or(8);
        self.tag(0xe0 + length);
        self.0.extend(bytes.iter().skip(zeros));
    }

    /// Writes a text, in which NUL does not occur. A text is after those it begins with.
    pub(super) fn text(&mut self, text: &[u8]) {
        self.0.extend(text);
        self.tag(0);
    }

    /// Writes a count, the greater the count the lesser the key.
    pub(super) fn descending(&mut self, count: usize) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.0.extend((u32::MAX - count).to_be_bytes());
    }

    /// Writes a count.
    pub(super) fn ascending(&mut self, count: usize) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.0.extend(count.to_be_bytes());
    }
}

/// The digits from the first that is not zero.
pub(super) fn significant(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    digits.get(zeros..).unwrap_or_default()
}

/// The value of digits, if 64 bits hold it.
fn value(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |value, digit| {
        value.checked_mul(10)?.checked_add(u64::from(digit.wrapping_sub(b'0')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(digits: &str) -> Vec<u8> {
        let mut key = Key::default();
        key.number(digits.as_bytes());
        key.into_bytes()
    }

    #[test]
    fn numbers_of_all_sizes_are_in_order() {
        let numbers = [
            "",
            "1",
            "9",
            "10",
            "222",
            "223",
            "224",
            "255",
            "256",
            "65535",
            "65536",
            "16777216",
            "4294967295",
            "18446744073709551615",
            "18446744073709551616",
            "99999999999999999999",
            "100000000000000000000",
        ];
        let keys = numbers.map(number);
        assert!(keys.is_sorted_by(|a, b| a < b), "{keys:02x?}");
        assert_eq!(number("000223"), number("223"));
        assert_eq!(number("000"), number(""));
        assert!(keys.iter().all(|key| key.first() != Some(&0)));
    }

    #[test]
    fn small_numbers_take_one_byte() {
        assert_eq!(number("223"), [0xe0]);
        assert_eq!(number("224"), [0xe1, 0xe0]);
    }
}
