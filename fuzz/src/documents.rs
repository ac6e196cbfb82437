//! Bills of materials under fuzzing: checked, and written in every format.

use keelmark_formats::sbom::document::{Format, RenderOptions, render};
use keelmark_formats::sbom::lost::lost;
use keelmark_formats::sbom::read::read;
use keelmark_formats::sbom::validate::{Profile, score, validate};
use keelmark_model::Timestamp;

/// Against its schema, its words and every profile. A profile only adds to what is asked for.
pub(super) fn validated(bytes: &[u8]) {
    let Ok(plain) = validate(bytes, None, None) else { return };
    for profile in Profile::ALL {
        let held = validate(bytes, Some(profile), Some("0")).map(|one| one.requirements);
        assert!(held.is_ok_and(|all| all.starts_with(&plain.requirements)), "{}", profile.name());
    }
    if let Ok(reading) = read(bytes) {
        assert!(score(&reading).0 <= 100);
    }
}

/// Whatever is read can be written, twice alike, and compared with what was written.
pub(super) fn converted(bytes: &[u8]) {
    let Ok(reading) = read(bytes) else { return };
    for format in Format::ALL {
        let options = RenderOptions { format, created: Timestamp(0), tool_version: "0" };
        let document = render(&reading.bom, &options);
        assert!(document == render(&reading.bom, &options), "{}", format.name());
        drop(lost(&reading.bom, &options, &document));
    }
}
