//! Symptoms that no single message reports, under the codes `runbook.*`.

keelmark_model::codes! {
    SBOM_MISSES_DEPENDENCY = "runbook.sbom-misses-dependency" {
        title: "an SBOM lacks a dependency",
        cause: "The dependency is not in the lockfile: it is installed by hand, vendored, or declared only in the code that uses it; or there is no lockfile and the SBOM lists what the manifest declares.",
        remedy: "Declare the dependency in the manifest, write the lockfile again (`uv lock`, `cargo update --workspace`, `npm install --package-lock-only`), commit both, and attest again.",
    }
    SBOM_DIFFERS = "runbook.sbom-differs" {
        title: "two SBOMs of one release differ",
        cause: "keelmark writes the same bytes for the same inputs. They differ when the lockfile, the subjects, the project's manifest, keelmark's version or the time (SOURCE_DATE_EPOCH or the commit) differ; SBOMs of other tools differ between runs and versions of the tool.",
        remedy: "Compare `supply_chain_attestation.json` of both: it names the tool, the time and every digest. Compare SBOMs of other tools by package URL and version, not by bytes.",
    }
    PUBLIC_TRUST = "runbook.public-trust" {
        title: "users cannot verify an HMAC",
        cause: "An HMAC proves only that a holder of the shared secret saw the file; whoever can check it can also forge it.",
        remedy: "Sign with a key too (the default) and publish its public half with `keelmark keys public`; the HMAC stays useful inside.",
    }
    SIGNATURE_FAILS = "runbook.signature-fails" {
        title: "a signature does not verify",
        cause: "The public key, the signature and the file do not belong together: another release's key or bundle, a file changed on the way, or a signature presented for another artifact.",
        remedy: "Read which check failed and its code: `signature.other-key` is about the key, `subject.digest` about the artifact, `evidence.digest` about a file of the evidence. Get what it names again from where it was published.",
    }
    NOT_REPRODUCIBLE = "runbook.not-reproducible" {
        title: "a rebuilt artifact has another digest",
        cause: "The build used another version of a tool or the interpreter, wrote the time of the build into the artifact, or ordered files as the disk had them.",
        remedy: "Build with the same tool versions and `SOURCE_DATE_EPOCH` set to the commit's time (`git log -1 --format=%ct`), and compare member by member. keelmark never claims that a build is reproducible unless it rebuilt it.",
    }
    LOCK_DRIFT = "runbook.lock-drift" {
        title: "a lockfile does not match its manifest",
        cause: "A dependency or extra was changed in the manifest and the lockfile was not written again, so the SBOM describes the older state.",
        remedy: "Run `uv lock`, `cargo update --workspace` or `npm install --package-lock-only`, and commit the lockfile with the manifest; do not edit it by hand.",
    }
}
