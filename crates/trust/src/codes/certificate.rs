//! Codes of certificates, and of the identities in them.

keelmark_model::codes! {
    CERTIFICATE_INSTANCE = "certificate.instance" {
        title: "a certificate is of an instance of Sigstore that is not trusted here",
        cause: "The certificate is sound, but issued by another operator than those verified against: Sigstore's staging instance, which vouches for nobody, its public-good one, or GitHub's.",
        remedy: "If that instance is the one meant, name it: `--instance staging`, `--instance public-good` or `--instance github`.",
    }
    CERTIFICATE_ISSUER = "certificate.issuer" {
        title: "a certificate is by an authority that is not trusted",
        cause: "No trusted root has an authority of the name that the certificate says issued it: it was signed with another instance of Sigstore, by a private authority, or by someone who made one up.",
        remedy: "Give the trusted root of the instance the signer used. If the signer should have used the one you gave, do not trust the artifact.",
    }
    CERTIFICATE_SIGNATURE = "certificate.signature" {
        title: "a certificate is not signed by its issuer",
        cause: "The certificate names an authority that is trusted, but was not signed by its key: it is forged or damaged, or the authority has another key than the trusted root says.",
        remedy: "Get the bundle again from where it was published, and the trusted root from its operator. If they still disagree, do not trust the artifact.",
    }
    CERTIFICATE_VALIDITY = "certificate.validity" {
        title: "a certificate was not valid when the signature was made",
        cause: "The time proven for the signature is outside the time for which the certificate, or an authority above it, was issued or is trusted. Certificates for signing are valid for minutes only.",
        remedy: "Check that the trusted root is current. If it is, the signature was made with a key that was not the signer's any more; do not trust the artifact.",
    }
    CERTIFICATE_USAGE = "certificate.usage" {
        title: "a certificate is used for something it was not issued for",
        cause: "A certificate of the chain lacks what RFC 5280 asks for its place in it: it is no authority, is not for code signing, has too many authorities below it, or has a restriction keelmark does not know. The message names it.",
        remedy: "If the authority is yours, have it issue certificates as the message says. If not, do not trust the artifact.",
    }
    CERTIFICATE_IDENTITY = "certificate.identity" {
        title: "a certificate does not name exactly one signer",
        cause: "The certificate has no subject alternative name, more than one, or one that is neither a mail address, an address nor a user name, so that nobody can say who signed.",
        remedy: "Do not trust the signature; tell those who run the authority that issued the certificate.",
    }
    CERTIFICATE_UNLOGGED = "certificate.unlogged" {
        title: "a certificate has no promise by a transparency log",
        cause: "The authority issued the certificate without giving it to a log, so that its real owner could not have noticed it.",
        remedy: "Do not trust the signature if the authority is one that logs what it issues. An authority of your own is taken without such logs only where its trusted root (`--trusted-root FILE`) has neither `ctlogs` nor `tlogs`: then signed timestamps are what proves.",
    }
    CERTIFICATE_LOG = "certificate.log" {
        title: "no transparency log is known to publish a certificate",
        cause: "The certificate has promises, but none is by a log of the trusted root, signed by its key, and made while that was in use.",
        remedy: "Check that the trusted root is current. If it is, do not trust the signature.",
    }
    CERTIFICATE_ROOT_IN_BUNDLE = "certificate.root-in-bundle" {
        title: "a bundle brings a root certificate of its own",
        cause: "A bundle may hold the signer's certificate and those between it and the root. A root that comes with what it should vouch for vouches for nothing, and bundle makers must leave it out.",
        remedy: "Get the bundle again from its publisher. If it is yours, write it without the root.",
    }
    CERTIFICATE_LOG_THRESHOLD = "certificate.log-threshold" {
        title: "too few logs list the signer's certificate",
        cause: "Fewer certificate transparency logs than the policy asks for have promised to list the certificate.",
        remedy: "Ask for fewer, or sign again with an authority that submits to more logs.",
    }
    IDENTITY_UNSTATED = "identity.unstated" {
        title: "nobody said who should have signed",
        cause: "The signature is sound and somebody made it; whether that is the right one only you can say. Anyone can sign anything with Sigstore.",
        remedy: "Say who must have signed: `--repo OWNER/NAME`, or `--certificate-identity ID` with `--certificate-oidc-issuer URL`.",
    }
    IDENTITY_ABSENT = "identity.absent" {
        title: "the signer has no certified identity",
        cause: "The bundle was signed with a plain key, so that no certificate says who holds the key or what was built, and that was demanded.",
        remedy: "Verify it by the signer's public key alone (`--key FILE`), or get a bundle that was signed with an identity.",
    }
    IDENTITY_OTHER = "identity.other" {
        title: "somebody else signed",
        cause: "The certificate names another signer than the one demanded: another repository, workflow, ref or person.",
        remedy: "Check the identity you gave against the publisher's documentation. If it is right, do not use the artifact.",
    }
    IDENTITY_ISSUER = "identity.issuer" {
        title: "somebody else vouches for the signer's identity",
        cause: "The name is the one demanded, but another identity provider authenticated it, and with another provider it may be somebody else's.",
        remedy: "Check the issuer you gave against the publisher's documentation. If it is right, do not use the artifact.",
    }
    IDENTITY_CLAIM = "identity.claim" {
        title: "the build is another than the one demanded",
        cause: "The certificate says another repository, owner, workflow, commit, ref or kind of machine than was demanded.",
        remedy: "Check what you gave against the publisher's documentation. If it is right, do not use the artifact.",
    }
    IDENTITY_CLAIM_ABSENT = "identity.claim-absent" {
        title: "the certificate does not say what was demanded of the build",
        cause: "The identity provider of the signer does not state it, or did not when the certificate was issued.",
        remedy: "Demand something that the certificate says; `--explain` shows all of it.",
    }
}
