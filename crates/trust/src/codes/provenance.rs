//! Codes of SLSA levels and provenance, and of the statements they stand in.

keelmark_model::codes! {
    SLSA_LEVEL = "slsa.level" {
        title: "a build did not reach the SLSA level asked for",
        cause: "The provenance, the certificate that signed it or the builder does not give what the level requires; the message names the first thing missing.",
        remedy: "Look at the requirements listed with `--explain`. Which builders reach level 3 is part of keelmark, and naming another with `--builder-id` does not add it: ask the publisher to build with one of those, or demand the level that is shown.",
    }
    SLSA_BUILDER = "slsa.builder" {
        title: "provenance does not say who built",
        cause: "`builder.id` or `buildType` is empty, so nothing can be expected of the build.",
        remedy: "Ask the publisher for provenance by the build platform itself.",
    }
    SLSA_CONTRADICTION = "slsa.contradiction" {
        title: "provenance contradicts itself or the certificate that signed it",
        cause: "The provenance names two sources, or another repository, commit, reference, workflow, run or builder than the signer's certificate was issued to: it was written to deceive, or copied from another build.",
        remedy: "Do not use the artifact; tell its publisher.",
    }
    SLSA_PLATFORM = "slsa.platform" {
        title: "provenance is not signed by a build platform",
        cause: "A key, a person or an unknown service signed, so the provenance is what they say of a build, not what a platform saw.",
        remedy: "Ask the publisher for provenance that its build platform signs, for example with `actions/attest-build-provenance`.",
    }
    SLSA_RUNNER = "slsa.runner" {
        title: "a build did not run on the platform's own machines",
        cause: "The signer's certificate names a self-hosted machine, or none: whoever runs that machine could have changed the build.",
        remedy: "Ask the publisher to build on the platform's hosted machines.",
    }
    SLSA_BUILDER_IDENTITY = "slsa.builder-identity" {
        title: "the builder named in provenance did not sign it",
        cause: "The certificate is of another workflow than `builder.id` names, so the builder named need not have had a part in the build.",
        remedy: "Ask the publisher for provenance that the builder itself signs; do not rely on the name.",
    }
    SLSA_SOURCE = "slsa.source" {
        title: "nothing vouches for the source of a build",
        cause: "The provenance or the signer's certificate does not name repository and commit, so the one cannot be checked by the other.",
        remedy: "Ask the publisher for provenance that names its source and is signed by the platform that fetched it.",
    }
    SLSA_ISOLATION = "slsa.isolation" {
        title: "the build may have signed its own provenance",
        cause: "The signer is no builder known to keep signing out of the reach of what it builds, or is one at a branch or commit instead of a release.",
        remedy: "Ask the publisher to build with an isolated builder, such as those of slsa-github-generator at a released version; or name the builder if you trust it to that level.",
    }
    PROVENANCE_SOURCE_URI = "provenance.source-uri" {
        title: "an artifact was built from another repository",
        cause: "The provenance or the signer's certificate names another repository than the one expected.",
        remedy: "Check the address. If it is right, do not use the artifact.",
    }
    PROVENANCE_SOURCE_DIGEST = "provenance.source-digest" {
        title: "an artifact was built from another commit",
        cause: "The provenance or the signer's certificate names another commit than the one expected.",
        remedy: "Give the full identifier of the commit. If it is right, do not use the artifact.",
    }
    PROVENANCE_SOURCE_REF = "provenance.source-ref" {
        title: "an artifact was built for another branch or tag",
        cause: "The provenance or the signer's certificate names another reference than the one expected.",
        remedy: "Give the full reference, as `refs/tags/v1.0.0`. If it is right, do not use the artifact.",
    }
    PROVENANCE_BUILDER_ID = "provenance.builder-id" {
        title: "an artifact was built by another builder",
        cause: "`builder.id` of the provenance is not the one expected.",
        remedy: "Check the identifier against the publisher's documents. If it is right, do not use the artifact.",
    }
    PROVENANCE_UNSTATED = "provenance.unstated" {
        title: "provenance does not say what was asked of it",
        cause: "The provenance or, where a certificate signed it, that does not name the value expected, or names it in a form that is none. Both have to: what one alone says nobody vouches for.",
        remedy: "Leave the expectation out, or ask the publisher for provenance that states it.",
    }
    STATEMENT_PREDICATE = "statement.predicate" {
        title: "the statement is of another kind",
        cause: "What was signed says something else of the artifact than was demanded: an SBOM where provenance was wanted, for example, or it is a signature over the file alone.",
        remedy: "Give the bundle with the statement you want, or another `--predicate-type`.",
    }
}
