//! Codes of what registries publish: PyPI and npm.

keelmark_model::codes! {
    PYPI_PUBLISHER = "pypi.publisher" {
        title: "an attestation is not by the publisher named for it",
        cause: "The signer's certificate is of another repository, workflow or account than the Trusted Publisher: the attestation was made elsewhere.",
        remedy: "Check the publisher on the project's page. If it is the one expected, do not use the file.",
    }
    PYPI_PUBLISHER_KIND = "pypi.publisher-kind" {
        title: "an attestation is by a publisher of an unknown kind",
        cause: "The index names a kind of Trusted Publisher for which keelmark does not know what its certificates say.",
        remedy: "Update keelmark, or give the attestation alone (`FILE.publish.attestation`), which names no publisher, with the identity and issuer you expect.",
    }
    PYPI_SUBJECT = "pypi.subject" {
        title: "an attestation is about another distribution",
        cause: "The statement does not have exactly one subject, or its file name or SHA-256 digest is not the distribution's.",
        remedy: "Get the distribution and its attestations again from the index; do not rename distributions.",
    }
    PYPI_PREDICATE = "pypi.predicate" {
        title: "an attestation is of a kind PyPI does not have",
        cause: "The predicate type is neither PyPI's publish attestation v1 nor SLSA provenance v1.",
        remedy: "Update keelmark; verify the attestation as a bundle if its kind is one you know.",
    }
    NPM_UNSIGNED = "npm.unsigned" {
        title: "the registry did not sign a version",
        cause: "The registry's description of the version has no signature, because the registry does not sign or a mirror left it out; or neither a description nor an attestation of the registry is given.",
        remedy: "Get the description from the registry itself (`npm view NAME@VERSION --json`) and give it with `--npm-metadata FILE`, or its attestations with `--bundle FILE`.",
    }
    NPM_KEY_UNREADABLE = "npm.key-unreadable" {
        title: "a key of the registry cannot be read",
        cause: "Among the registry's keys is one by the name that signed, and its bytes are no public key of a type that keelmark verifies with.",
        remedy: "Get the keys again from the registry (`/-/npm/v1/keys`), or leave `--npm-keys` out for npm's own.",
    }
    NPM_KEY = "npm.key" {
        title: "no key of the registry was given that signed",
        cause: "The signature names a key that is not among the registry's keys given, or is there for another use.",
        remedy: "Get the registry's current keys. If the key is not there either, do not trust the signature.",
    }
    NPM_KEY_VALIDITY = "npm.key-validity" {
        title: "a registry's key signed while it was not in use",
        cause: "The time of signing is before the key's start or not before its end: keys are replaced because they may have been stolen.",
        remedy: "Get the description or attestation again from the registry. If it still says so, do not trust it.",
    }
    NPM_TIME = "npm.time" {
        title: "nothing tells when a registry signed",
        cause: "The key that signed has been replaced, and without the time of publication nobody can say whether it still was in use.",
        remedy: "Give the registry's whole description of the package, which has the times of publication.",
    }
    NPM_SUBJECT = "npm.subject" {
        title: "the registry vouches for another package",
        cause: "What the registry vouches for has another name, version or SHA-512 digest than the package demanded, the file's name says, or its own `package.json` does.",
        remedy: "Get the package and its attestations again from the registry; where the file has a name of your own, say `--npm-package NAME@VERSION`. If they still disagree, do not use the package.",
    }
}
