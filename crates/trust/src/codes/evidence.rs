//! Codes of evidence folders, and of what is in them.

keelmark_model::codes! {
    EVIDENCE_INDEX = "evidence.index" {
        title: "the folder has no evidence index",
        cause: "`supply_chain_attestation.json` is not there: the folder is not an evidence folder, or the index was removed.",
        remedy: "Name the folder that `keelmark attest` wrote, or get it again from where it was published.",
    }
    EVIDENCE_MISSING = "evidence.missing" {
        title: "a file of the evidence is missing",
        cause: "The index names a file that is not in the folder: it was removed, renamed, or lost on the way.",
        remedy: "Get the whole evidence folder again from where it was published.",
    }
    EVIDENCE_EXTRA = "evidence.extra" {
        title: "the evidence folder has a file it should not have",
        cause: "A file is in the folder that the index does not name, so nobody vouches for it.",
        remedy: "Move the file elsewhere, and find out who put it there.",
    }
    EVIDENCE_KIND = "evidence.kind" {
        title: "an entry of the evidence folder is not a file",
        cause: "Where a file is expected there is a folder, a symbolic link or a special file; keelmark follows none of them out of the folder.",
        remedy: "Get the evidence folder again from where it was published.",
    }
    EVIDENCE_DIGEST = "evidence.digest" {
        title: "a file of the evidence was changed",
        cause: "The file's digest or size is not the one the index says.",
        remedy: "Get the whole evidence folder again from where it was published. If it still disagrees, do not trust it.",
    }
    EVIDENCE_CHECKSUMS = "evidence.checksums" {
        title: "checksums.txt does not match the folder",
        cause: "The list of checksums, or a file it lists, was changed.",
        remedy: "Get the whole evidence folder again from where it was published.",
    }
    EVIDENCE_FORM = "evidence.form" {
        title: "a file of the evidence is not as keelmark writes it",
        cause: "The file says what it should but is not byte for byte what keelmark writes for it: it was changed in a place no signature covers, or written by another program.",
        remedy: "Get the evidence folder again from where it was published; whoever changed it may have changed more.",
    }
    EVIDENCE_BLOCKED = "evidence.blocked" {
        title: "the evidence itself says that the release may not ship",
        cause: "Whoever attested the release recorded blockers in the index.",
        remedy: "Do not use the release; ask its publisher about the blockers named.",
    }
    EVIDENCE_STATEMENT = "evidence.statement" {
        title: "a signed statement does not say what the evidence says",
        cause: "What was signed is about other artifacts, of another kind, or has another content than the file beside it: files of two releases were mixed, or one was changed.",
        remedy: "Get the whole evidence folder again from where it was published. If it still disagrees, do not trust it.",
    }
    EVIDENCE_DISAGREE = "evidence.disagree" {
        title: "documents of the evidence contradict each other",
        cause: "The SBOMs and the index do not speak of the same project or the same packages.",
        remedy: "Attest the release again. If the evidence is not yours, ask its publisher.",
    }
    SUBJECT_NONE = "subject.none" {
        title: "the evidence names no artifact",
        cause: "Neither the index nor the provenance names a release artifact that can be read.",
        remedy: "Get the evidence folder again, or attest the release again with its artifacts.",
    }
    SUBJECT_ABSENT = "subject.absent" {
        title: "an artifact of the release is not here",
        cause: "The evidence names an artifact that was not found beside it, so nothing is proven of it.",
        remedy: "Give the artifact's path, or say `--evidence-only` to verify the evidence without it.",
    }
    SUBJECT_DIGEST = "subject.digest" {
        title: "an artifact is not the one the evidence is about",
        cause: "The artifact's digest differs from the one in the evidence: it was changed, built again, or belongs to another release.",
        remedy: "Get the artifact again from where it was published. If it still differs, do not use it.",
    }
    SUBJECT_UNLISTED = "subject.unlisted" {
        title: "the evidence does not name an artifact",
        cause: "No subject of the evidence has the artifact's name or digest.",
        remedy: "Check that artifact and evidence belong to one release.",
    }
    HMAC_ALGORITHM = "hmac.algorithm" {
        title: "an HMAC envelope names another algorithm",
        cause: "The envelope's algorithm is not HMAC-SHA256, the only one there is.",
        remedy: "Get the envelope again from where it was published.",
    }
    HMAC_KEY_ID = "hmac.key-id" {
        title: "an HMAC envelope names another secret",
        cause: "The envelope's key identifier is not the one asked for; the authentication code does not cover it, so it may have been changed.",
        remedy: "Give the secret the envelope names, and its identifier.",
    }
    HMAC_FILE = "hmac.file" {
        title: "an HMAC envelope is for another file",
        cause: "The file's digest or name is not the one in the envelope: the file was changed, or the envelope belongs to another one.",
        remedy: "Get the file and its envelope again from one release.",
    }
    HMAC_INVALID = "hmac.invalid" {
        title: "an HMAC is not by the secret",
        cause: "The secret is not the one the envelope was made with, or the envelope was changed.",
        remedy: "Check the secret: a trailing newline counts. If it is right, do not trust the file.",
    }
}
