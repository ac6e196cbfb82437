//! Codes of transparency logs.

keelmark_model::codes! {
    LOG_UNKNOWN = "log.unknown" {
        title: "a transparency log is not among those trusted",
        cause: "The entry is of a log whose key the trusted root does not have: the root is older than the log, is of another Sigstore, or the entry is forged.",
        remedy: "Get the current trusted root of the Sigstore that the bundle was signed with.",
    }
    LOG_PROMISE_MISSING = "log.promise-missing" {
        title: "a log entry has no inclusion promise",
        cause: "A bundle v0.1 must have the log's signature over the entry, and this one has none: the tool that made it left it out, or someone removed it.",
        remedy: "Get the bundle again from where it was published; if it is the published one, sign again with a current signing tool.",
    }
    LOG_PROMISE_SIGNATURE = "log.promise-signature" {
        title: "an inclusion promise is not by the log",
        cause: "The log's signature over entry, time and index does not hold: one of them was changed, or the promise belongs to another entry.",
        remedy: "Get the bundle again from where it was published. If it still fails, do not use the artifact.",
    }
    LOG_TIME_UNSIGNED = "log.time-unsigned" {
        title: "a log entry gives a time that nobody signed",
        cause: "The entry has a time but no inclusion promise, the only thing that signs it: the promise was removed, or the log (Rekor v2) does not sign times.",
        remedy: "Get a bundle with a signed timestamp, or the original bundle with its promise.",
    }
    LOG_TIME_MISSING = "log.time-missing" {
        title: "an inclusion promise has no time",
        cause: "The entry has a promise but no time, or the time zero, so the promise does not say when the signature existed.",
        remedy: "Get the bundle again from where it was published; if it is the published one, it was made by a faulty tool and must be signed again.",
    }
    LOG_KEY_VALIDITY = "log.key-validity" {
        title: "a transparency log signed outside the time its key was in use",
        cause: "The trusted root says from when until when the log used its key, and the entry's time is not within: the key was retired, or leaked and was misused.",
        remedy: "Get the current trusted root. If it says the same, do not rely on the bundle.",
    }
    LOG_PROOF_MISSING = "log.proof-missing" {
        title: "a log entry has no inclusion proof",
        cause: "Nothing shows that the log has the entry: a promise alone says that it will. Bundles since v0.2 must have a proof, older ones may.",
        remedy: "Get the bundle again from where it was published; if it is the published one, sign again with a current signing tool.",
    }
    LOG_PROOF_INDEX = "log.proof-index" {
        title: "an inclusion proof is of a leaf that its tree does not have, or that is not the entry",
        cause: "The index is not below the size of the tree, or, in a log that is one tree (Rekor v2), not the entry's own index, which nothing else signs: one of them was changed, or a tool mixed the numbers of two trees.",
        remedy: "Get the bundle again from where it was published; if it is the published one, it was made by a faulty tool and must be signed again.",
    }
    LOG_PROOF_LENGTH = "log.proof-length" {
        title: "an inclusion proof has too many or too few hashes",
        cause: "The way from the leaf to the root of a tree of the size stated has another number of steps: the proof was cut or belongs to another tree.",
        remedy: "Get the bundle again from where it was published; if it is the published one, it was made by a faulty tool and must be signed again.",
    }
    LOG_PROOF_ROOT = "log.proof-root" {
        title: "an inclusion proof does not lead to the log's root",
        cause: "The log does not have the entry as it stands in the bundle: the entry or the proof was changed.",
        remedy: "Get the bundle again from where it was published. If it still fails, do not use the artifact.",
    }
    LOG_CHECKPOINT_MISSING = "log.checkpoint-missing" {
        title: "an inclusion proof has no checkpoint",
        cause: "The proof leads to a root that no log has signed, so it proves nothing; tools before 2023 made such bundles.",
        remedy: "Sign again with a current signing tool.",
    }
    LOG_CHECKPOINT_ROOT = "log.checkpoint-root" {
        title: "a checkpoint is of another tree than the inclusion proof",
        cause: "Size or root of the tree that the log signed differ from those the proof leads to: one of the two was replaced.",
        remedy: "Get the bundle again from where it was published. If it still fails, do not use the artifact.",
    }
    LOG_CHECKPOINT_UNSIGNED = "log.checkpoint-unsigned" {
        title: "a checkpoint is not signed by the log",
        cause: "None of the checkpoint's signatures is by the key of the log that the entry names: the signature was removed, or log and checkpoint do not belong together.",
        remedy: "Get the bundle again from where it was published, and the current trusted root. If it still fails, do not use the artifact.",
    }
    LOG_CHECKPOINT_SIGNATURE = "log.checkpoint-signature" {
        title: "a checkpoint's signature does not hold",
        cause: "The signature names the log's key, but that key did not sign this text: the checkpoint was changed.",
        remedy: "Get the bundle again from where it was published. If it still fails, do not use the artifact.",
    }
    LOG_CHECKPOINT_ORIGIN = "log.checkpoint-origin" {
        title: "a checkpoint is signed under another name than its own",
        cause: "The log's key signed a checkpoint that calls itself another log's: one key serves several logs, which must not be mixed up.",
        remedy: "Tell the log's operator; do not rely on the bundle.",
    }
    LOG_COSIGNATURE = "log.cosignature" {
        title: "a witness's signature of a checkpoint does not hold",
        cause: "The checkpoint has a line by a known witness, and its key did not sign this text: the checkpoint or the line was changed.",
        remedy: "Get the bundle again from where it was published. If it still fails, do not use the artifact.",
    }
    LOG_BODY_CONTENT = "log.body-content" {
        title: "a log recorded something else than the bundle holds",
        cause: "The entry is of an envelope where the bundle signs a file, or of an envelope of another type: it belongs to another bundle.",
        remedy: "Get the bundle again from where it was published. If it still fails, do not use the artifact.",
    }
    LOG_BODY_DIGEST = "log.body-digest" {
        title: "a log recorded a signature over other content",
        cause: "The digest in the entry is not that of the artifact or payload: the artifact was changed, or the entry belongs to another bundle.",
        remedy: "Get artifact and bundle again from one release. If they still disagree, do not use the artifact.",
    }
    LOG_BODY_SIGNATURE = "log.body-signature" {
        title: "a log recorded another signature than the bundle's",
        cause: "The entry is of other signature bytes, or of more than one signature, so it does not show that this signature was made known.",
        remedy: "Get the bundle again from where it was published. If it still fails, do not use the artifact.",
    }
    LOG_BODY_VERIFIER = "log.body-verifier" {
        title: "a log recorded another signer than the bundle's",
        cause: "The certificate or key in the entry is not the one that signed the bundle.",
        remedy: "Get the bundle again from where it was published. If it still fails, do not use the artifact.",
    }
    LOG_DIGEST_MISSING = "log.digest-missing" {
        title: "a log recorded a digest that is not at hand",
        cause: "The entry has a SHA-384 or SHA-512 digest of the artifact, and only other digests of it are known.",
        remedy: "Verify with the artifact itself instead of its digest.",
    }
    LOG_ABSENT = "log.absent" {
        title: "a bundle has no log entry",
        cause: "No transparency log is said to list the signature, so its owner could not notice that it was made.",
        remedy: "Sign again with a client that writes to a log. Where the policy allows it, `--log-threshold 0` asks for none.",
    }
    LOG_THRESHOLD = "log.threshold" {
        title: "too few logs list the signature",
        cause: "Fewer distinct transparency logs of the trusted root than demanded prove that they list it; what one log says twice counts once.",
        remedy: "The checks of each entry say what is wrong with it. Ask for fewer with `--log-threshold N`, if that is what you mean.",
    }
    LOG_WITNESS_THRESHOLD = "log.witness-threshold" {
        title: "too few witnesses saw the log's tree",
        cause: "Fewer of the witnesses whose keys were given cosigned the checkpoint than demanded.",
        remedy: "Give the keys of more witnesses (`--witness-key`), or ask for fewer with `--witness-threshold N`.",
    }
}
