//! Every code keelmark can report.

use keelmark_model::Code;

keelmark_model::codes! {
    VULNS_SETTING = "vulns.setting" {
        title: "a choice for the gate of known flaws cannot be followed",
        cause: "KEELMARK_FAIL_ON or VULN_SCAN_SEVERITY_THRESHOLD is set to something else than low, medium, high or critical, KEELMARK_MAX_AGE to something else than a number with d, h, m or s; or waivers are to be written as VEX and no file of waivers is named.",
        remedy: "Correct the variable or unset it, since `--fail-on` and `--max-age` count before it; name the waivers with `--waivers` or in keelmark.toml.",
    }
    REVIEW_SIDES = "review.sides" {
        title: "there is nothing to compare with",
        cause: "A review compares two states, and only one was named, or none.",
        remedy: "Name the commit that the change is made to, `--base REF`, or two targets: `keelmark check review BEFORE AFTER`.",
    }
    CHECK_SUBJECT = "check.subject" {
        title: "what was found cannot be signed, for it is about nothing that has a digest",
        cause: "A statement names what it is about by digests. A folder is named by its lockfiles, and there are none whose packages count.",
        remedy: "Name the file that it is said of with `--subject FILE`, or check the package or the image itself.",
    }
    CHECK_UNATTESTED = "check.unattested" {
        title: "nothing was signed of known flaws, since not everything could be looked up",
        cause: "A list of flaws says that there are no others. The gate left something open: there is no database or an old one, or packages or parts of the target could not be looked up.",
        remedy: "Mend what the findings call unknown, and check again.",
    }
    DB_HOME = "db.home" {
        title: "there is no folder to keep advisories in",
        cause: "Neither XDG_DATA_HOME nor HOME is set to an absolute path, so keelmark does not know where your data lives.",
        remedy: "Set XDG_DATA_HOME, or name the database with `--db FILE` or KEELMARK_DB.",
    }
    DB_DIGEST = "db.digest" {
        title: "what was fetched is not what was asked for",
        cause: "The file has another SHA-256 than the one given, or the digest cannot be compared because several files are named. The database was left as it is.",
        remedy: "Ask whoever gave the digest; a mirror that changes has a new one each day.",
    }
    EXPLAIN_UNKNOWN = "explain.unknown" {
        title: "there is no such code",
        cause: "The code was mistyped, or belongs to another version of keelmark.",
        remedy: "List every code with `keelmark explain --all`.",
    }
    SIGNATURE_ARGV = "signature.argv" {
        title: "a secret was given on the command line",
        cause: "Other users of the machine can read the arguments of a running program, and shells keep them in their history.",
        remedy: "Give the secret by `--hmac-key-env NAME` or `--hmac-key-file FILE` (`-` reads standard input).",
    }
    KEY_HOME = "key.home" {
        title: "there is no folder to keep the default key in",
        cause: "Neither XDG_DATA_HOME nor HOME is set, so keelmark does not know where your data lives.",
        remedy: "Give a key with `--key FILE` (make one with `keelmark keys generate`), or say `--unsigned`.",
    }
    TRUST_HOME = "trust.home" {
        title: "there is no folder to keep trusted roots in",
        cause: "Neither XDG_DATA_HOME nor HOME is set to an absolute path, so keelmark does not know where your data lives.",
        remedy: "Set XDG_DATA_HOME, or verify with `--trusted-root FILE`, which keeps nothing.",
    }
    TRUST_INSTANCE = "trust.instance" {
        title: "it cannot be told whose a trusted root is",
        cause: "The root has no certificate authority in common with any instance keelmark knows that is still in use, or the file has several roots where one instance is meant.",
        remedy: "Name the instance with `--instance` and give a file with its root alone. The root of an instance of your own is given to `verify` with `--trusted-root FILE`.",
    }
    TRUST_PROFILE = "trust.profile" {
        title: "a trusted root would change what signatures are proven by",
        cause: "The root has logs where the one it would replace has none, or none where that has them: a root without logs proves by timestamps alone, and whoever empties the lists of logs of a root takes that proof away.",
        remedy: "Compare the root with what its operator publishes. If it is right, say whose it is with `--instance`.",
    }
    TRUST_FORM = "trust.form" {
        title: "several trusted roots do not fit into one",
        cause: "The form `trusted-root` is the file of one instance, byte for byte as its operator published it, and several were asked for.",
        remedy: "Name one instance with `--instance`, or write one a line with `--form lines`.",
    }
    OUTPUT_LOST = "output.lost" {
        title: "the answer could not be written",
        cause: "Standard output cannot be written to: its disk is full, or it is closed.",
        remedy: "Free space or write the answer elsewhere, and run it again.",
    }
    ATTEST_SELF_VERIFY = "attest.self-verify" {
        title: "the evidence just written does not verify",
        cause: "A disk fault or another program changed the files between writing and reading, or keelmark is at fault.",
        remedy: "Run it again; if it happens again, report it with the checks shown. The evidence folder was left as it was before.",
    }
    ATTEST_SIZE = "attest.size" {
        title: "a file of the evidence would be larger than keelmark reads",
        cause: "The lockfile names so many packages, files or dependencies that an SBOM or a signature over it exceeds the limit for documents (64 MiB); nobody could verify it.",
        remedy: "Attest the packages of the workspace one by one, or give fewer artifacts at once. Nothing was written.",
    }
    ATTEST_PURL = "attest.purl" {
        title: "a name or version cannot stand in a package URL",
        cause: "The manifest gives the project or a dependency a name or version that its ecosystem does not allow.",
        remedy: "Correct the name or version in the manifest.",
    }
    ATTEST_COMMIT = "attest.commit" {
        title: "what was given as the commit is none",
        cause: "`--commit-sha` takes a full commit identifier: 40 or 64 hexadecimal digits in lowercase. A branch, a tag or a shortened identifier can come to mean another commit.",
        remedy: "Give what `git rev-parse HEAD` prints.",
    }
    ATTEST_REPOSITORY = "attest.repository" {
        title: "what was given as the repository is no address",
        cause: "`--repository` takes the URL of a repository, or its address over SSH. A path names a folder of this machine and nothing to anybody else.",
        remedy: "Give the address at which others find the repository, for example `https://github.com/OWNER/NAME`.",
    }
    VERIFY_POLICY = "verify.policy" {
        title: "the demands on the signer do not make sense",
        cause: "What was asked for contradicts itself, or would accept anyone: a commit without a repository, an identity without an issuer, a key and an identity at once.",
        remedy: "Name the repository (`--repo OWNER/NAME`), or the identity and its issuer, or the key.",
    }
    VERIFY_VALUE = "verify.value" {
        title: "the value of an option is not what the option takes",
        cause: "The option named takes an account, a repository, a workflow or a package, each in a form of its own; the message says in which.",
        remedy: "Write the value as the message shows it.",
    }
    VERIFY_TARGET_KIND = "verify.target-kind" {
        title: "what was demanded cannot be asked of such a target",
        cause: "Evidence that keelmark wrote is signed with a key and verified whole; it has no certificate, log entry or registry behind it. A release is verified file by file. A demand that the target could never meet would otherwise be passed over.",
        remedy: "Leave the demand out, or name the artifact itself and its bundle (`--bundle FILE`).",
    }
    VERIFY_SOURCE = "verify.source" {
        title: "nobody said whose source must have been built",
        cause: "A builder or a workflow was named as the signer, and no source. A workflow that others can call signs whatever they give it to build, so that anybody's artifact would hold.",
        remedy: "Name the source as well: `--repo OWNER/NAME`, `--owner NAME` or `--source-uri URI`.",
    }
    VERIFY_DIGEST = "verify.digest" {
        title: "what looks like a digest cannot be used as one",
        cause: "The target has the form of a digest, but names no algorithm, one that is broken (MD5, SHA-1), or is not as long as it must be. It is not taken for a file either: whoever put a file of that name there must not say what the digest stands for.",
        remedy: "Write `sha256:` and 64 hexadecimal digits, or `sha512:` and 128. For a file of that name write `./` before it.",
    }
    VERIFY_OPTION = "verify.option" {
        title: "an option of another tool asks for what keelmark does not do",
        cause: "keelmark verifies offline and believes no certificate authority that comes with the signature, so that some options could only be passed over; others have another form here.",
        remedy: "Do what the message says instead, or leave the option out; roots of trust are given with `--trusted-root FILE`, and bundles with `--bundle FILE`.",
    }
    VERIFY_EXPRESSION = "verify.expression" {
        title: "a regular expression cannot be used",
        cause: "The expression is malformed, too large, or uses what needs more than linear time (look-around, back references).",
        remedy: "Correct the expression; `--certificate-identity` takes an exact identity and needs none.",
    }
    VERIFY_LOOSE = "verify.loose-expression" {
        title: "a regular expression accepts more than it may be meant to",
        cause: "An open end or a dot that stands for any character also accepts look-alikes of the identity meant.",
        remedy: "Escape dots (`\\.`), and end the expression with the refs you mean. keelmark matches the whole identity, so `^` and `$` are not needed.",
    }
    NPM_PACKAGE = "npm.package" {
        title: "nobody said which package of npm it must be",
        cause: "The registry vouches for these bytes as the package shown. Anybody can publish a package, and a file's name does not say which one is meant: `left-pad-1.3.0.tgz` is what npm calls a version of `left-pad`, of `@left/pad` and of `@anybody/left-pad`.",
        remedy: "Name the package that you want, not the one shown unless it is that: `--npm-package @scope/name@1.0.0`.",
    }
    RELEASE_EMPTY = "release.empty" {
        title: "there is no artifact in the folder",
        cause: "The folder has no file besides proofs, so there is nothing to verify.",
        remedy: "Name the folder that the release was downloaded to.",
    }
    RELEASE_UNSIGNED = "release.unsigned" {
        title: "a file of a release has no proof",
        cause: "No bundle, signature or evidence in the folder is about the file, so nobody vouches for it.",
        remedy: "Get the file's proof from where it was published, and put it beside the file or give it with `--bundle FILE`. A file of a release that needs none can be moved out of the folder.",
    }
    RELEASE_MISSING = "release.missing" {
        title: "a file of a release lacks a proof that was demanded",
        cause: "`--require` asks for a kind of proof that is not in the folder for this file, or does not hold.",
        remedy: "Get the missing proof from where the release was published; if there is none, ask its publisher.",
    }
    RELEASE_ORPHAN = "release.orphan" {
        title: "a proof is of a file that is not there",
        cause: "The folder has a signature or bundle named after an artifact that it does not have: the artifact was removed, renamed or not downloaded.",
        remedy: "Get the artifact too, or move the proof out of the folder.",
    }
    RELEASE_KIND = "release.kind" {
        title: "an entry of a release cannot be verified",
        cause: "It is a symbolic link, a special file, or its name is not UTF-8; keelmark follows none and says so, rather than to pass over it.",
        remedy: "Put a plain file in its place, or move it out of the folder.",
    }
    SBOM_LOSS = "sbom.loss" {
        title: "a document says things that are not kept",
        cause: "keelmark's bill of materials has no place for the fields named, so they are not in what was written: vulnerabilities, services and pedigrees, for example.",
        remedy: "Keep the original document beside the new one if those fields matter.",
    }
    SBOM_FORMAT_LOSS = "sbom.format-loss" {
        title: "the format written cannot hold everything",
        cause: "What is named was known and is not in the document written, or stands there otherwise: its format has no field for it. It was found by reading the document again.",
        remedy: "Write a format that holds it, as CycloneDX 1.7 does most; the manual's page on the mapping says which holds what.",
    }
    SBOM_CONFLICT = "sbom.conflict" {
        title: "documents give one package different digests or licences",
        cause: "Two bills of materials name the same package at the same version and say of it what cannot both be right. Of other digests, one was built elsewhere, or exchanged; of other licences, one was read wrong or changed.",
        remedy: "Find out which is right; `keelmark sbom merge --allow-conflicts` keeps both as components of their own.",
    }
    SBOM_OUTPUT = "sbom.output" {
        title: "documents cannot be written where they were asked for",
        cause: "Several documents were asked for on standard output, where only one has a place.",
        remedy: "Name a file for each but one: `--output FORMAT=FILE`.",
    }
    SBOM_ENRICH = "sbom.enrich" {
        title: "a document and a cache or registry say different things of one package",
        cause: "The document has another licence or digest than the place named. It was left as it is. Another digest means another file: built elsewhere, or exchanged.",
        remedy: "Look at the place named and find out which is right; correct the document, or clear the cache.",
    }
    SBOM_SPLIT = "sbom.split" {
        title: "it is not clear which subjects documents are wanted of",
        cause: "A bill of materials is of one subject. Several targets were named without `--split`, or a project has distributions of several versions.",
        remedy: "Say `--split DIR` to have documents of each target in a folder, and name the files that are meant. `keelmark sbom merge` makes one of several documents.",
    }
    BUNDLE_OUTPUT = "bundle.output" {
        title: "a bundle would be written over a file it is made of",
        cause: "`--out` names one of the files that are read. With it written over, the signature or the artifact would be gone.",
        remedy: "Name another file with `--out`; beside the artifact, `FILE.sigstore.json` is found by itself.",
    }
    VERIFY_TARGET = "verify.target" {
        title: "there is no evidence for the target",
        cause: "Neither the target's folder, a folder `evidence` beside or above it, nor the current folder holds an evidence index.",
        remedy: "Name the folder with `--evidence DIR`, or a bundle with `--bundle FILE`.",
    }
}

/// Every code of every crate, by identifier.
pub(crate) fn all() -> Vec<&'static Code> {
    let mut codes = [
        ALL,
        crate::runbook::ALL,
        keelmark_formats::codes::ALL,
        keelmark_gates::codes::ALL,
        &keelmark_trust::codes::ALL.concat(),
        keelmark_world::codes::ALL,
    ]
    .concat();
    codes.sort_unstable_by_key(|code| code.id);
    codes
}

#[cfg(test)]
mod tests {
    #[test]
    fn identifiers_are_unique_and_dotted() {
        let codes = super::all();
        for pair in codes.windows(2) {
            assert_ne!(pair[0].id, pair[1].id);
        }
        for code in codes {
            assert!(code.id.contains('.'), "{}", code.id);
            assert!(code.cause.ends_with('.') && code.remedy.ends_with('.'), "{}", code.id);
        }
    }
}
