//! When a member of an archive was last written, as the archive says it.
//!
//! Such a time is content: a copy of the archive has it as well. Many tools write a time of their own choice in its
//! place, so that building twice gives the same bytes; that tells nothing of when it was.

use keelmark_model::Timestamp;

/// Times that stand for none, in seconds since 1970, and who writes them.
const STAND_INS: [i64; 10] = [
    0,             // reproducible builds at large
    1,             // Nix
    315_532_800,   // 1980-01-01, the first of a zip archive: uv, wheel, flit
    318_211_200,   // 1980-02-01: Gradle
    499_162_500,   // 1985-10-26T08:15:00Z: npm, pnpm, Yarn
    1_153_704_088, // 2006-07-24T01:21:28Z: Cargo
    1_262_304_000, // 2010-01-01: Bazel
    1_451_606_400, // 2016-01-01: poetry-core, flit
    1_580_601_600, // 2020-02-02: Hatchling
    946_684_800,   // 2000-01-01: RubyGems and others
];

/// The time, in seconds since 1970; none for one that stands for none.
pub(super) fn at(seconds: u64) -> Option<Timestamp> {
    let seconds = i64::try_from(seconds).ok()?;
    (!STAND_INS.contains(&seconds)).then_some(Timestamp(seconds))
}

/// The time that zip archives write as date and time of MS-DOS: APPNOTE 4.4.6. It has no zone, and is taken for UTC.
pub(super) fn of_dos(time: u16, date: u16) -> Option<Timestamp> {
    let part = |value: u16, shift: u16, bits: u16| i64::from((value >> shift) & ((1 << bits) - 1));
    let (year, month, day) = (1980 + part(date, 9, 7), part(date, 5, 4), part(date, 0, 5));
    let (hour, minute, second) = (part(time, 11, 5), part(time, 5, 6), 2 * part(time, 0, 5));
    let is_one = (1..=12).contains(&month) && (1..=31).contains(&day);
    let is_one = is_one && hour < 24 && minute < 60 && second < 60;
    let seconds = ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    is_one.then(|| at(u64::try_from(seconds).ok()?)).flatten()
}

/// Days from 1970-01-01 to a day of the Gregorian calendar, whose years here begin in March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::{Timestamp, at, of_dos};

    #[test]
    fn times_that_stand_for_none_are_none() {
        assert_eq!(at(0), None);
        assert_eq!(at(499_162_500), None);
        assert_eq!(at(1_700_000_000), Some(Timestamp(1_700_000_000)));
        assert_eq!(at(u64::MAX), None);
    }

    #[test]
    fn times_of_dos_are_of_the_calendar() {
        let dos = |(year, month, day): (u16, u16, u16), (hour, minute, second): (u16, u16, u16)| {
            let time = (hour << 11) + (minute << 5) + second / 2;
            of_dos(time, ((year - 1980) << 9) + (month << 5) + day)
        };
        for (date, time, seconds) in [
            ((2023, 11, 14), (22, 13, 20), Some(1_700_000_000)),
            ((2024, 2, 29), (0, 0, 0), Some(1_709_164_800)),
            ((2000, 3, 1), (0, 0, 2), Some(951_868_802)),
            ((2107, 12, 31), (23, 59, 58), Some(4_354_819_198)),
            ((1980, 1, 1), (0, 0, 0), None),
            ((2023, 0, 14), (0, 0, 0), None),
            ((2023, 13, 14), (0, 0, 0), None),
            ((2023, 11, 14), (24, 0, 0), None),
            ((2023, 11, 14), (0, 0, 62), None),
        ] {
            assert_eq!(dos(date, time), seconds.map(Timestamp), "{date:?} {time:?}");
        }
    }
}
