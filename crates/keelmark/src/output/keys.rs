//! What `keelmark keys` did.

use keelmark_model::visible;

use super::{DIM, Output, STRONG, UNSURE};
use crate::cmd::keys::Report;

/// Shows a report: a public key as it is, since it goes into files and pipes.
pub(crate) fn show(report: &Report, output: &Output) {
    match report {
        Report::Public(pem) => output.bytes(pem.as_bytes()),
        Report::Written { private, public, fingerprint, encrypted } => {
            let private = private.display().to_string();
            let protection = if *encrypted {
                "encrypted".to_owned()
            } else {
                format!("{UNSURE}not encrypted: whoever reads the file can sign{UNSURE:#}")
            };
            let mut text =
                format!("private  {STRONG}{}{STRONG:#}  {protection}\n", visible(&private));
            if let Some(public) = public {
                let public = public.display().to_string();
                text += &format!("public   {STRONG}{}{STRONG:#}\n", visible(&public));
            }
            text += &format!("{DIM}{fingerprint}{DIM:#}\n");
            output.text(&text);
        }
    }
}
