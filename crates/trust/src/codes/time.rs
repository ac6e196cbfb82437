//! Codes of timestamps, and of when something was signed.

keelmark_model::codes! {
    TIMESTAMP_IMPRINT = "timestamp.imprint" {
        title: "a timestamp is over another signature",
        cause: "The digest in the timestamp is not that of the bundle's signature: the timestamp was taken from another bundle, or the signature was replaced.",
        remedy: "Get the bundle again from where it was published. If it stays so, do not trust its time.",
    }
    TIMESTAMP_SIGNATURE = "timestamp.signature" {
        title: "a timestamp is not signed by its authority",
        cause: "The signature on the timestamp does not hold, or what it says was changed after it was signed.",
        remedy: "Get the bundle again from where it was published. If it stays so, do not trust its time.",
    }
    TIMESTAMP_CERTIFICATE = "timestamp.certificate" {
        title: "a timestamp is signed with a certificate that may not do so",
        cause: "The certificate is not for time stamping alone, as RFC 3161 demands, or it is not the one that the timestamp names.",
        remedy: "Have the signature timestamped by an authority whose certificate has the critical extended key usage timeStamping and no other.",
    }
    TIMESTAMP_UNTRUSTED = "timestamp.untrusted" {
        title: "a timestamp is by nobody who is trusted",
        cause: "No authority of the trusted root signed it: it is by an authority that is not in the root, or newer than the root.",
        remedy: "Renew the trusted root with `keelmark trust update`; for an authority of your own, give its root with `--trusted-root FILE`.",
    }
    TIMESTAMP_VALIDITY = "timestamp.validity" {
        title: "a timestamp is of a time when its authority was not trusted",
        cause: "The time lies outside the validity of a certificate in the authority's chain, or outside the time for which the trusted root lists the authority.",
        remedy: "Check that the trusted root is current. If it is, do not trust the time.",
    }
    TIMESTAMP_THRESHOLD = "timestamp.threshold" {
        title: "too few timestamping authorities saw the signature",
        cause: "Fewer distinct authorities of the trusted root than demanded prove that they saw it; what one says twice counts once.",
        remedy: "The check of each timestamp says what is wrong with it. Ask for fewer with `--timestamp-threshold N`, if that is what you mean.",
    }
    TIME_ABSENT = "time.absent" {
        title: "nothing proves when it was signed",
        cause: "The signer's certificate is valid for minutes, and neither a log nor a timestamping authority says that the signature was there by then. Whoever got hold of the key later could have made it.",
        remedy: "Get a bundle with a log entry or a timestamp. cosign's `.sig` and `.crt` alone have neither.",
    }
    TIME_CLOCK = "time.clock" {
        title: "a signature is from a time to come",
        cause: "A log, a witness or a timestamping authority says a time after what the clock of this machine shows.",
        remedy: "Set the clock of this machine. If it is right, do not use the artifact.",
    }
}
