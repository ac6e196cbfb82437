//! Codes with their explanations.

use std::fmt::Write as _;

use keelmark_model::Code;

/// For reading.
pub(crate) fn text(codes: &[&Code]) -> String {
    let blocks: Vec<_> = codes
        .iter()
        .map(|code| {
            format!(
                "{}: {}\n\n  cause   {}\n  remedy  {}\n",
                code.id, code.title, code.cause, code.remedy
            )
        })
        .collect();
    blocks.join("\n")
}

/// For the book: one section each.
pub(crate) fn markdown(codes: &[&Code]) -> String {
    let mut page = String::from(
        "# Codes\n\nEvery message carries a code. `keelmark explain CODE` prints its entry.\n",
    );
    for code in codes {
        let _ = write!(
            page,
            "\n## `{}`\n\n{}.\n\n- **Cause:** {}\n- **Remedy:** {}\n",
            code.id,
            capitalised(code.title),
            code.cause,
            code.remedy
        );
    }
    page
}

/// For programs: an array of objects.
pub(crate) fn json(codes: &[&Code]) -> String {
    let entries: Vec<_> = codes
        .iter()
        .map(|code| {
            serde_json::json!({
                "cause": code.cause,
                "code": code.id,
                "remedy": code.remedy,
                "title": code.title,
            })
        })
        .collect();
    format!("{:#}\n", serde_json::Value::from(entries))
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
