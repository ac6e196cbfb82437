//! The list of flaws known to be exploited, as CISA publishes it: JSON or CSV.
//!
//! Source: CISA, "Known Exploited Vulnerabilities Catalog", JSON schema and the header of the CSV.

use keelmark_model::advisory::Exploited;
use serde::Deserialize;

use super::csv::{Rows, columns};
use crate::{ParseError, codes, json, limits};

#[derive(Deserialize)]
struct Catalog {
    count: Option<usize>,
    vulnerabilities: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(rename = "cveID")]
    cve_id: String,
    #[serde(default)]
    vulnerability_name: String,
    date_added: String,
    #[serde(default)]
    due_date: String,
    #[serde(default)]
    known_ransomware_campaign_use: String,
}

/// The columns of the CSV.
const COLUMNS: [&str; 5] =
    ["cveID", "vulnerabilityName", "dateAdded", "dueDate", "knownRansomwareCampaignUse"];

/// Reads the list, sorted by identifier.
///
/// # Errors
/// `document.*` codes: a list of which a part is missing or unreadable is none.
pub fn parse(bytes: &[u8]) -> Result<Vec<Exploited>, ParseError> {
    let mut list = match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') => from_json(bytes)?,
        _ => from_csv(bytes)?,
    };
    list.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(list)
}

fn from_json(bytes: &[u8]) -> Result<Vec<Exploited>, ParseError> {
    let Catalog { count, vulnerabilities } = json::parse(bytes)?;
    if count.is_some_and(|count| count != vulnerabilities.len()) {
        let message = format!("`count` is not the number of entries, {}", vulnerabilities.len());
        return Err(ParseError::new(&codes::DOCUMENT_SHAPE, message));
    }
    Ok(vulnerabilities
        .into_iter()
        .map(|entry| Exploited {
            id: entry.cve_id,
            name: entry.vulnerability_name,
            added: entry.date_added,
            due: entry.due_date,
            is_ransomware: entry.known_ransomware_campaign_use == "Known",
        })
        .collect())
}

fn from_csv(bytes: &[u8]) -> Result<Vec<Exploited>, ParseError> {
    let mut rows = Rows::new(super::text(bytes)?);
    let (_, header) = rows.next().unwrap_or(Ok((0, Vec::new())))?;
    let places = columns(&header, COLUMNS)?;
    let mut list = Vec::new();
    for row in rows {
        let (at, mut row) = row?;
        if row.len() != header.len() || list.len() == limits::FLAWS {
            let message =
                format!("a row of {} columns; the header has {}", row.len(), header.len());
            return Err(ParseError::at(&codes::DOCUMENT_SHAPE, message, bytes, at));
        }
        let [id, name, added, due, ransomware] =
            places.map(|place| row.get_mut(place).map(std::mem::take).unwrap_or_default());
        list.push(Exploited { id, name, added, due, is_ransomware: ransomware == "Known" });
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"title": "Catalog", "count": 2, "vulnerabilities": [
        {"cveID": "CVE-2025-2", "vulnerabilityName": "B, \"quoted\"", "dateAdded": "2025-02-01", "dueDate": "2025-02-22", "knownRansomwareCampaignUse": "Known"},
        {"cveID": "CVE-2024-1", "vulnerabilityName": "A", "dateAdded": "2024-01-01", "dueDate": "2024-01-22", "knownRansomwareCampaignUse": "Unknown"}]}"#;
    const CSV: &str = "cveID,vendorProject,vulnerabilityName,dateAdded,dueDate,knownRansomwareCampaignUse\r\n\
        CVE-2025-2,V,\"B, \"\"quoted\"\"\",2025-02-01,2025-02-22,Known\r\n\
        CVE-2024-1,V,A,2024-01-01,2024-01-22,Unknown\r\n";

    #[test]
    fn both_forms_are_one_list() {
        let list = parse(JSON.as_bytes()).unwrap();
        assert_eq!(list, parse(CSV.as_bytes()).unwrap());
        let ids: Vec<_> = list.iter().map(|it| (&*it.id, it.is_ransomware)).collect();
        assert_eq!(ids, [("CVE-2024-1", false), ("CVE-2025-2", true)]);
        assert_eq!(list[1].name, "B, \"quoted\"");
    }

    #[test]
    fn a_list_that_was_cut_off_is_refused() {
        let cases = [
            JSON.replace("\"count\": 2", "\"count\": 3"),
            CSV.replace(",Unknown", ""),
            CSV.replace("dateAdded", "date"),
            String::new(),
        ];
        for text in cases {
            assert!(parse(text.as_bytes()).is_err(), "{text}");
        }
    }
}
