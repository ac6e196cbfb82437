//! Codes of documents that cannot be read.

keelmark_model::codes! {
    DOCUMENT_SIZE = "document.size" {
        title: "a document is larger than keelmark reads",
        cause: "The file, or something in it, is larger than any real one of its kind: documents have at most 64 MiB and proofs 16 MiB, and their lists, objects and texts have limits too.",
        remedy: "Check that the path names the intended file.",
    }
    DOCUMENT_EMPTY = "document.empty" {
        title: "a document is empty",
        cause: "The file has no content: an earlier step failed to write it, or a download was cut off.",
        remedy: "Make or fetch the file again.",
    }
    DOCUMENT_ENCODING = "document.encoding" {
        title: "a document is not UTF-8",
        cause: "The file has bytes that are not valid UTF-8 at the place named.",
        remedy: "Save the file as UTF-8, or check that the path names the intended file.",
    }
    DOCUMENT_SYNTAX = "document.syntax" {
        title: "a document is not well-formed",
        cause: "The file is truncated or damaged, has a duplicate key, or is of another format than its name says.",
        remedy: "Look at the line named; make or fetch the file again.",
    }
    DOCUMENT_DEPTH = "document.depth" {
        title: "a document is nested too deeply",
        cause: "Arrays or objects are nested deeper than any real document of this kind.",
        remedy: "Check that the path names the intended file.",
    }
    DOCUMENT_SHAPE = "document.shape" {
        title: "a document has the wrong shape",
        cause: "The file is well-formed but lacks a required field or has a value of the wrong type.",
        remedy: "Look at the field named; regenerate the file with the tool that owns it.",
    }
    LOCK_VERSION = "lock.version" {
        title: "a lockfile has a version keelmark does not know",
        cause: "The lockfile was written by a newer (or much older) tool than this keelmark knows.",
        remedy: "Update keelmark, or write the lockfile with a tool version it knows; the message names the versions read.",
    }
    LOCK_DIGEST = "lock.digest" {
        title: "a lockfile has a malformed digest",
        cause: "A hash in the lockfile is not of a known algorithm or has the wrong length; the file was edited by hand or damaged.",
        remedy: "Write the lockfile again with the tool that owns it.",
    }
    LOCK_EDGE = "lock.edge" {
        title: "a lockfile names a dependency it does not contain",
        cause: "A package depends on another that is not in the lockfile, or that several entries fit; the file was edited by hand or merged badly.",
        remedy: "Write the lockfile again with the tool that owns it.",
    }
    LOCK_ROOT = "lock.root" {
        title: "a lockfile does not contain the project",
        cause: "The lockfile has no entry for the project beside it, or several packages of one workspace and none that is the whole, so the dependency graph has no root.",
        remedy: "Run keelmark in the folder of the package to release; write the lockfile again if the project was renamed.",
    }
    LOCK_STALE = "lock.stale" {
        title: "a lockfile is older than the manifest beside it",
        cause: "The manifest states another version than the lockfile has for the project, or declares a dependency that the lockfile does not have: the manifest was changed and the lockfile was not written again.",
        remedy: "Write the lockfile again and build again: `uv lock`, `cargo update --workspace`, `npm install --package-lock-only`.",
    }
    EVIDENCE_SCHEMA = "evidence.schema" {
        title: "an evidence index is of a version keelmark does not know",
        cause: "The folder was written by a newer keelmark, or its index is damaged.",
        remedy: "Update keelmark; if it is current, get the evidence folder again from where it was published.",
    }
    BUNDLE_VERSION = "bundle.version" {
        title: "a signature bundle is of a version keelmark does not know",
        cause: "The file is not a Sigstore bundle, or it is of a version newer than v0.3.",
        remedy: "Check that the path names a bundle; if it does, update keelmark.",
    }
    LOG_CHECKPOINT_FORM = "log.checkpoint-form" {
        title: "a transparency log's checkpoint is malformed",
        cause: "The text in a log entry's proof is not a signed checkpoint: a line (origin, size, root hash, signatures) is missing, damaged or too long.",
        remedy: "Get the bundle again from where it was published; if it is the published one, it was made by a faulty tool and must be signed again.",
    }
    LOG_BODY_FORM = "log.body-form" {
        title: "the body of a transparency log's entry is malformed",
        cause: "The bytes a log is said to have recorded are not the record their kind says they are.",
        remedy: "Get the bundle again from where it was published; if it is the published one, it was made by a faulty tool and must be signed again.",
    }
    LOG_KIND = "log.kind" {
        title: "a transparency log's entry is of a kind keelmark does not know",
        cause: "The log recorded the signature in a form that keelmark cannot compare with the bundle; it knows hashedrekord 0.0.1 and 0.0.2, dsse 0.0.1 and 0.0.2, and intoto 0.0.2. An intoto 0.0.1 entry does not hold the signature.",
        remedy: "Update keelmark; if it is current, sign again with a current signing tool.",
    }
    LOG_WITNESS_KEY = "log.witness-key" {
        title: "a witness's key cannot be read",
        cause: "The line is not a key of a signed note, `NAME+HASH+KEY`, or its parts do not belong together: it was cut off or mistyped.",
        remedy: "Copy the whole line again from where the witness publishes it.",
    }
    CERTIFICATE_FORM = "certificate.form" {
        title: "a certificate cannot be read",
        cause: "The bytes are not an X.509 version 3 certificate in DER, or are one that breaks a rule of RFC 5280: an extension twice, a negative serial number, a time in another form. It is damaged, or was made so that two readers see two certificates.",
        remedy: "Get the file again from where it was published. If it was made by a tool of yours, have that write certificates as RFC 5280 says; the message names the field.",
    }
    CERTIFICATE_CLAIMS = "certificate.claims" {
        title: "a certificate's claims about its subject cannot be read",
        cause: "An extension of Fulcio's is not text in the form its number asks for, or two extensions name different identity providers.",
        remedy: "Do not trust what the certificate signed; if Fulcio issued it, tell those who run that Fulcio.",
    }
    CERTIFICATE_PROMISES = "certificate.promises" {
        title: "a certificate's promises by transparency logs cannot be read",
        cause: "The list of signed certificate timestamps in the certificate is not as RFC 6962 has it.",
        remedy: "Do not trust what the certificate signed; tell those who run the authority that issued it.",
    }
    TRUSTED_ROOT_VERSION = "trusted-root.version" {
        title: "a trusted root is of a version keelmark does not know",
        cause: "The file is not a Sigstore trusted root, or it is of a version newer than 0.2.",
        remedy: "Check that the path names a `trusted_root.json`; if it does, update keelmark.",
    }
    STATEMENT_TYPE = "statement.type" {
        title: "a document is not an in-toto Statement keelmark knows",
        cause: "The field `_type` is neither Statement v0.1 nor v1: a bare predicate was signed without a statement around it, or the format is newer.",
        remedy: "Make the evidence again as an in-toto Statement with subjects; update keelmark if it already is one.",
    }
    PROVENANCE_TYPE = "provenance.type" {
        title: "a statement is not provenance keelmark reads",
        cause: "The predicate type is not SLSA provenance v0.2 or v1: the statement says something else of its subjects, or follows a newer or much older specification.",
        remedy: "Give the bundle that holds the provenance; update keelmark if this one is newer than it.",
    }
    SBOM_FORMAT = "sbom.format" {
        title: "a document is not an SBOM of the expected format",
        cause: "The file does not say that it is CycloneDX (`bomFormat`, in XML the namespace) or SPDX (`spdxVersion`): it is another document, or an SBOM of the other format.",
        remedy: "Check that the path names the intended file; write the SBOM again as CycloneDX or SPDX JSON.",
    }
    SBOM_SPEC_VERSION = "sbom.spec-version" {
        title: "an SBOM claims a version of its specification that keelmark does not know",
        cause: "The document was written for a newer (or much older) specification; what it says may mean something else there.",
        remedy: "Update keelmark, or write the SBOM for a version it knows; the message names them.",
    }
    SBOM_ROOT = "sbom.root" {
        title: "an SBOM does not say what it is about",
        cause: "CycloneDX lacks `metadata.component`, or SPDX lacks a DESCRIBES relationship to a package, so nothing ties the list of components to a release.",
        remedy: "Write the SBOM again with a tool that records the root component.",
    }
    SBOM_ID = "sbom.id" {
        title: "an SBOM has a missing, illegal or repeated identifier",
        cause: "A `bom-ref` or `SPDXID` is used twice or has characters it may not have, so references to it are ambiguous.",
        remedy: "Write the SBOM again; if it was merged by hand, make the identifiers unique.",
    }
    SBOM_REFERENCE = "sbom.reference" {
        title: "an SBOM refers to something it does not contain",
        cause: "A dependency or relationship names an identifier that no component has: the document was cut or edited.",
        remedy: "Write the SBOM again with the tool that made it.",
    }
    SBOM_PURL = "sbom.purl" {
        title: "an SBOM has a package URL that is not valid",
        cause: "A purl does not follow the specification (a space, a missing name) or names another version than its component, so scanners will match the wrong package or none.",
        remedy: "Write the SBOM again from a lockfile; report the malformed purl to the tool that wrote it.",
    }
    SBOM_VALUE = "sbom.value" {
        title: "an SBOM has a value its specification does not allow",
        cause: "A field holds something other than it is for: a requirement as a version, an invented scope, a time in another form.",
        remedy: "Write the SBOM again with a tool that follows the specification; the message names the value.",
    }
    SBOM_SCHEMA = "sbom.schema" {
        title: "an SBOM breaks the schema of its format",
        cause: "The JSON schema of CycloneDX or SPDX, at the version the document claims, does not allow what stands at the place named: a field it does not have, a word outside its lists, a digest or a time in another form, or one that is missing.",
        remedy: "Write the SBOM again with a tool that follows the schema, or claim the version whose fields it uses.",
    }
    EXTRACT_ENTRY = "extract.entry" {
        title: "an entry of a list of packages cannot be read",
        cause: "One entry of a lockfile, manifest or package database is damaged, or names a package as its ecosystem does not allow. The other entries were read.",
        remedy: "Look at the entry named, and write the file again with the tool that owns it. Until then the bill of materials is not complete.",
    }
    SBOM_INCOMPLETE = "sbom.incomplete" {
        title: "an SBOM is not complete",
        cause: "The document says of itself, or of a part of it, that components or dependencies are missing; what it does not list may be there all the same.",
        remedy: "Ask whoever wrote it for a complete one, or write it yourself from the artifact.",
    }
    MANIFEST_NAME = "manifest.name" {
        title: "a manifest gives no usable name",
        cause: "The project's name is missing, empty, or has characters that names of its ecosystem may not have.",
        remedy: "Give the project a valid `name` in the manifest.",
    }
    MANIFEST_REQUIREMENT = "manifest.requirement" {
        title: "a manifest declares a dependency that cannot be read",
        cause: "A dependency is not written as the ecosystem's tools write it, so it cannot be told what it asks for.",
        remedy: "Correct the dependency at the place named; for Python the form is that of PEP 508: `name[extra]>=1,<2; marker`.",
    }
    MANIFEST_WORKSPACE = "manifest.workspace" {
        title: "a manifest takes over a field its workspace does not have",
        cause: "The manifest says `workspace = true`, and the workspace's root has no such field or dependency.",
        remedy: "Add the field or dependency to the workspace's root manifest, or state it in the member.",
    }
    MANIFEST_GROUP = "manifest.group" {
        title: "a dependency group includes one that does not exist or itself",
        cause: "`include-group` names a group that pyproject.toml does not have, or the groups include each other in a circle or too deeply.",
        remedy: "Correct `[dependency-groups]`.",
    }
    TIMESTAMP_FORMAT = "timestamp.format" {
        title: "a timestamp cannot be read",
        cause: "The bytes are not an RFC 3161 timestamp in DER with one signer: they are damaged, of another format, or written by an authority that does not follow the standard.",
        remedy: "Get the bundle again from where it was published. If it is yours, have it timestamped by another authority.",
    }
    TIMESTAMP_REJECTED = "timestamp.rejected" {
        title: "a timestamp is an authority's refusal",
        cause: "The authority answered that it gives no timestamp, and whoever signed kept the answer as if it were one.",
        remedy: "Sign again; the message tells what the authority said.",
    }
    TIMESTAMP_ALGORITHM = "timestamp.algorithm" {
        title: "a timestamp uses a digest that proves nothing",
        cause: "The timestamp is over a SHA-1 or another digest than SHA-256, SHA-384 and SHA-512, for which other bytes with the same digest may be found.",
        remedy: "Have the signature timestamped with SHA-256 or better.",
    }
    TUF_VERSION = "tuf.version" {
        title: "metadata of trusted roots is of a version keelmark does not know",
        cause: "The repository follows a newer version of the TUF specification than 1.",
        remedy: "Update keelmark; until then verify with the trusted roots it has.",
    }
    SETTINGS_VALUE = "settings.value" {
        title: "a setting says nothing that can be followed",
        cause: "keelmark.toml has a value of the right type that means nothing: a licence that is not listed, a package that is no package URL, a reason that is empty.",
        remedy: "Mend the value at the place named; the book has every setting of the gate with an example.",
    }
    SSH_TIME = "ssh.time" {
        title: "a file of SSH keys has a time that cannot be used",
        cause: "`valid-after` or `valid-before` is not of the form YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS with a Z at its end. Without the Z a time is in the time zone of whatever machine reads it, and the same signature would hold on one and not on another.",
        remedy: "Write the time in UTC with a Z at its end, as in `valid-before=\"20270101Z\"`.",
    }
    ARCHIVE_NAME = "archive.name" {
        title: "a member of an archive has a name that leads elsewhere",
        cause: "The name is empty, absolute, climbs by `..`, has a NUL or, in a zip archive, a `\\`, or is longer than any file system allows. Tools that unpack it may write outside their folder.",
        remedy: "Find out who made the archive: no packaging tool writes such names. What lies there was not looked at.",
    }
    ARCHIVE_DAMAGED = "archive.damaged" {
        title: "an archive cannot be read",
        cause: "The bytes are not what their format demands: a checksum does not match, a field is no number, or the file is of another kind than its name says.",
        remedy: "Get the file again from where it was published, and compare its digest.",
    }
    ARCHIVE_TRUNCATED = "archive.truncated" {
        title: "an archive ends too early",
        cause: "The end mark of the archive, or a part of a member, is missing: the file was cut, or is still being written.",
        remedy: "Get the file again from where it was published, and compare its digest.",
    }
    ARCHIVE_AMBIGUOUS = "archive.ambiguous" {
        title: "two readers could see two contents in one archive",
        cause: "The archive says one thing in two ways that differ: two sizes of a member, a member that is described otherwise in the directory than at its place, two members of one name. Which one counts depends on who reads.",
        remedy: "Have the archive made again. If it was published like this, find out by whom: it is how content is hidden from scanners.",
    }
    ARCHIVE_OVERLAP = "archive.overlap" {
        title: "members of a zip archive share their bytes",
        cause: "The directory gives several members the same place. No tool writes that; a small file becomes a very large one by it.",
        remedy: "Do not unpack the archive. Get the file from where it was published.",
    }
    ARCHIVE_LIMIT = "archive.limit" {
        title: "an archive is larger than keelmark reads",
        cause: "It has more members, bytes or attributes than any real one; the message says which, and the limit.",
        remedy: "Check that the file is the intended one. What lies beyond the limit was not looked at.",
    }
    ARCHIVE_RATIO = "archive.ratio" {
        title: "something decompresses to far more than it should",
        cause: "The compressed bytes become more than 250 times as many, beyond 128 MiB: this is what a decompression bomb does.",
        remedy: "Do not unpack the file. Get it from where it was published.",
    }
    ARCHIVE_METHOD = "archive.method" {
        title: "an archive is compressed or encrypted in a way that is not read",
        cause: "keelmark reads gzip, Zstandard, xz, LZMA, bzip2 and deflate. The message names what was found.",
        remedy: "Pack the file again with one of those; an encrypted member can only be looked at once it is decrypted.",
    }
    ARCHIVE_SPARSE = "archive.sparse" {
        title: "a file is stored in an archive with holes",
        cause: "Only the parts of the file that are not zero are in the archive. keelmark does not put such files together.",
        remedy: "Pack the file again without holes; `tar -S` makes them.",
    }
    IMAGE_DOCUMENT = "image.document" {
        title: "a document of an image cannot be used",
        cause: "An index, a manifest or a configuration does not follow the OCI Image Format Specification: it is of another kind or of several, or names a part by something that is no digest.",
        remedy: "Write the image again, for example with `skopeo copy`.",
    }
    EXTRACT_ALTERED = "extract.altered" {
        title: "what is installed is not what was installed",
        cause: "The files of a package are not those that its installer, or whoever made its archive, put on record: a version, a digest or a file differs. Somebody changed them afterwards, or the record is not theirs.",
        remedy: "Install the package again, or find out who changed it. What the record says of the package was not taken over.",
    }
    EXTRACT_INCLUDE = "extract.include" {
        title: "a file leads to another that is not read",
        cause: "The file includes another one, or says that a package lies elsewhere, by an address or a path that leads out of the target, or to nothing that was read there. What that one says is not in the bill.",
        remedy: "Let the other file lie in the target. Within archives and images, an included file is found only by a name that pip's requirements go by, such as `requirements-base.txt`.",
    }
    EXTRACT_UNREAD = "extract.unread" {
        title: "a list of packages is in a form that is not read",
        cause: "The file is the lockfile or the manifest of a package manager that keelmark knows by name and does not read. The packages it lists are not in the bill.",
        remedy: "Let the package manager write the list in a form that is read, or scan what it installed. A list that is not the target's own is passed over with `--exclude`.",
    }
    VERSION_FORM = "version.form" {
        title: "a version is not one of its ecosystem",
        cause: "The text does not follow the rules by which the ecosystem orders versions, so that nothing can be said of what is before or after it.",
        remedy: "Look at the version and byte named. What hangs on it was treated as affected, not as clean.",
    }
    ADVISORY_FORM = "advisory.form" {
        title: "a part of an advisory cannot be read",
        cause: "The advisory does not follow its schema at the field named.",
        remedy: "Nothing was left out: where versions could not be read, all versions of the package count as affected. Tell whoever publishes the advisory.",
    }
    ADVISORY_PACKAGE = "advisory.package" {
        title: "an advisory does not tell which package it is about",
        cause: "It names no affected package, or one without a name or an ecosystem, so that it can be matched with nothing.",
        remedy: "Each check warns that there is such an advisory. Read it, and tell whoever publishes it.",
    }
    ADVISORY_VERSION = "advisory.version" {
        title: "an advisory names a version that has no order",
        cause: "A version in the advisory is not one of its ecosystem, or the events of a range do not say from where it goes, so that nobody can tell which versions are between.",
        remedy: "All versions of the package count as affected by this advisory until it is corrected; look at its text, and waive it where it does not hold.",
    }
    ADVISORY_SEVERITY = "advisory.severity" {
        title: "the severity of an advisory cannot be told",
        cause: "The vector is not one of the version of CVSS it is said to be.",
        remedy: "The advisory counts as one without a score, which no threshold lets pass. Tell whoever publishes it.",
    }
    DB_DAMAGED = "db.damaged" {
        title: "a database of advisories is not what was written",
        cause: "The file was cut off or changed: its length, a digest or a block is not that which it was written with. What it would say cannot be relied on.",
        remedy: "Import or update the advisories again; if it was copied, compare the copies.",
    }
    DB_FORM = "db.form" {
        title: "a file is no database of advisories of this version",
        cause: "The file is something else, or was written by a version of keelmark with another form of database.",
        remedy: "Make it again with `keelmark db import` or `keelmark db update`.",
    }
    VEX_FORM = "vex.form" {
        title: "a document of VEX cannot be read",
        cause: "The file is neither OpenVEX, nor CycloneDX with an analysis of vulnerabilities, nor CSAF 2.0; or a statement in it has a status that is none, no flaw or product, or says `not_affected` without a justification. A document of which one statement is wrong settles nothing.",
        remedy: "Mend the statement that the message names, or ask whoever publishes the document.",
    }
    WAIVERS_FORM = "waivers.form" {
        title: "a waiver cannot be read",
        cause: "A waiver has no identifier, reason, day or owner, a field that is not known, or a value that is none. A file of which one waiver is wrong waives nothing.",
        remedy: "Mend the waiver that the message names: `id`, `owner`, `reason` and `expires` (YYYY-MM-DD) must be there; `package`, `target`, `scope`, `allow_fixed` and `justification` may be.",
    }
    SCANNER_FORM = "scanner.form" {
        title: "a report is none of those that can be judged",
        cause: "The file is JSON, but neither a report of Trivy or Grype nor SARIF, or a finding in it has no identifier or package.",
        remedy: "Let Trivy write `--format json`, Grype `-o json`, or any scanner SARIF 2.1.0. A report of which one finding cannot be read is not judged at all.",
    }
}
