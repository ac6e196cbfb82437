# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_keelmark_global_optspecs
    string join \n color= q/quiet v/verbose h/help V/version
end

function __fish_keelmark_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_keelmark_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_keelmark_using_subcommand
    set -l cmd (__fish_keelmark_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c keelmark -n "__fish_keelmark_needs_command" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_needs_command" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_needs_command" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_needs_command" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_needs_command" -f -a "attest" -d 'Write the evidence of a release: SBOMs, provenance, signatures, index'
complete -c keelmark -n "__fish_keelmark_needs_command" -f -a "verify" -d 'Check evidence and artifacts; say what was proven, and by whom'
complete -c keelmark -n "__fish_keelmark_needs_command" -f -a "bundle" -d 'Write Sigstore bundles of bare signatures and of cosign\'s older bundles'
complete -c keelmark -n "__fish_keelmark_needs_command" -f -a "sbom" -d 'List what is in a project, an artifact or an image'
complete -c keelmark -n "__fish_keelmark_needs_command" -f -a "check" -d 'Ask whether a release is fit to ship'
complete -c keelmark -n "__fish_keelmark_needs_command" -f -a "db" -d 'Import, show and copy out the advisories that packages are looked up in'
complete -c keelmark -n "__fish_keelmark_needs_command" -f -a "keys" -d 'Make, convert and show signing keys'
complete -c keelmark -n "__fish_keelmark_needs_command" -f -a "trust" -d 'Renew, show, copy out and take in the roots of trust that verification starts from'
complete -c keelmark -n "__fish_keelmark_needs_command" -f -a "explain" -d 'Tell the cause and the remedy of a code'
complete -c keelmark -n "__fish_keelmark_needs_command" -f -a "completions" -d 'Print the completions of a shell'
complete -c keelmark -n "__fish_keelmark_needs_command" -f -a "man" -d 'Print the manual page'
complete -c keelmark -n "__fish_keelmark_needs_command" -f -a "reference" -d 'Print the command-line reference in Markdown'
complete -c keelmark -n "__fish_keelmark_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l project-root -d 'Folder of the project' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l output-dir -d 'Folder to write [default: `evidence` in the project]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l subject -d 'Artifacts of the release, as files or globs [default: what the project\'s build leaves]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l ecosystem -d 'The project\'s ecosystem, where a folder has several' -r -f -a "python\t'pyproject.toml, setup.cfg'
rust\t'Cargo.toml'
npm\t'package.json'"
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l package -d 'The package to release, in a workspace of several' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l release -d 'Name of the release [default: the tag, else the version]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l repository -d 'Address of the repository [default: from CI, git or the manifest]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l commit-sha -d 'Commit that was built [default: from CI or git]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l builder-id -d 'Who built [default: from CI, else `keelmark.local`]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l buildtype -d 'SLSA build type' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l materials -d 'Resolved dependencies that the provenance lists' -r -f -a "all\t'The commit, the lockfile and every locked package that carries a digest'
source\t'The commit and the lockfile'"
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l digests -d 'Digests to take of each artifact; one is faster for very large ones' -r -f -a "both\t'SHA-256 and SHA-512'
sha256\t'SHA-256 alone'"
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l key -d 'Key to sign with [default: your own, made when there is none]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l passphrase-env -d 'Environment variable that holds the passphrase' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l passphrase-file -d 'File that holds the passphrase; one newline at its end is not part of it' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l hmac-key-env -d 'Environment variable with the HMAC secret' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l hmac-key-file -d 'File with the HMAC secret (`-`: standard input); one newline at its end is not part of it' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l hmac-key -d 'The HMAC secret itself; other users of the machine can see it, so prefer the others' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l hmac-key-id -d 'Identifier of the HMAC secret [default when signing: local-hmac]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l format -d 'Form of the answer' -r -f -a "text\t'For reading'
json\t'For programs, in a versioned form'"
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l sbom-subjects -d 'Add a bill of materials of each artifact, from its own bytes'
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -l unsigned -d 'Sign nothing with a key'
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand attest" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l evidence -d 'The evidence folder of the artifacts' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -s b -l bundle -d 'Bundles to check the artifacts against; a file may hold several, one a line, and `-` is standard input [default: those beside the artifacts]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l signature -d 'A signature over the artifact by itself: in base64 or raw, or as SSH or minisign write it' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l certificate -d 'The certificate of who made `--signature`, in PEM' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l rfc3161-timestamp -d 'What a timestamping authority answered about `--signature`' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l key -d 'Public key that must have signed; repeated: one of them [default: your own]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l hmac-key-env -d 'Environment variable with the HMAC secret' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l hmac-key-file -d 'File with the HMAC secret (`-`: standard input); one newline at its end is not part of it' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l hmac-key -d 'The HMAC secret itself; other users of the machine can see it, so prefer the others' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l hmac-key-id -d 'Identifier of the HMAC secret [default when signing: local-hmac]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l certificate-identity -d 'The signer: an email address or the URI of a workflow, exactly' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l certificate-identity-regexp -d 'A regular expression that the whole of the signer\'s identity matches' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l certificate-oidc-issuer -d 'Who authenticated the signer [default for workflows of GitHub: its token issuer]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l certificate-oidc-issuer-regexp -d 'A regular expression that the whole of the issuer matches' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -s R -l repo -d 'The repository it was built from and signed by' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -s o -l owner -d 'The account it was built from and signed by' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l signer-repo -d 'The repository whose workflow signed, where that is another' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l signer-workflow -d 'The workflow that signed; with `@REF`, at that ref only' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l signer-digest -d 'The commit of the workflow that signed' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l source-digest -d 'The commit it was built from' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l source-ref -d 'The ref it was built from, in full: `refs/tags/v1`' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l predicate-type -d 'The predicate type its statement must have, or a name cosign has for it' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l log-threshold -d 'Logs that must list the signature [default: 1, and none for keys]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l timestamp-threshold -d 'Timestamping authorities that must have seen the signature' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l witness-threshold -d 'Witnesses that must have cosigned the log\'s checkpoint [default: 1 of the keys given]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l witness-key -d 'A witness\'s verifier key, `NAME+HASH+KEY`; repeated: any of them' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l require-inclusion-proof -d 'Whether a log entry counts only with a proof of its inclusion, not with the log\'s promise' -r -f -a "true\t''
false\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l certificate-github-workflow-repository -d 'cosign: the repository of the workflow that signed' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l certificate-github-workflow-ref -d 'cosign: the ref that workflow ran at' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l certificate-github-workflow-sha -d 'cosign: the commit that workflow ran at' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l certificate-github-workflow-name -d 'cosign, sigstore: the name of that workflow' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l certificate-github-workflow-trigger -d 'cosign, sigstore: the event that started that workflow' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l insecure-ignore-tlog -d 'cosign: demand no log of signatures; `=false` demands one of keys too' -r -f -a "true\t''
false\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l insecure-ignore-sct -d 'cosign: demand no log of certificates' -r -f -a "true\t''
false\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l new-bundle-format -d 'cosign: every form of bundle is told by its content' -r -f -a "true\t''
false\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l offline -d 'cosign: verification is always offline' -r -f -a "true\t''
false\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l use-signed-timestamps -d 'cosign: signed timestamps always count' -r -f -a "true\t''
false\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l check-claims -d 'cosign: every claim of a signature is always compared' -r -f -a "true\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l max-workers -d 'cosign: how many signatures to look at at once' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l timeout -d 'cosign: how long to wait for others; nobody is asked' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l hostname -d 'gh: the host of GitHub that accounts, repositories and workflows are on' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -s L -l limit -d 'gh: how many attestations to fetch; none is fetched' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -s d -l digest-alg -d 'gh: the digest to look attestations up by; both are always made' -r -f -a "sha256\t''
sha512\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l ca-intermediates -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l ca-roots -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l certificate-chain -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l timestamp-certificate-chain -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l rekor-url -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l sct -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l sk -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l slot -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l policy -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l output-file -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l digest -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l digestAlg -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l hash-algorithm -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l signature-digest-algorithm -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l bundle-from-oci -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l jq -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -s t -l template -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l json-result -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l staging -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l trust-config -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l source-versioned-tag -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l build-workflow-input -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l print-provenance -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l provenance-repository -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l package-name -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l package-version -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l minisign-key -d 'A minisign key that may have signed, in a file or by itself; repeated: one of them' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l allowed-signers -d 'SSH keys that may have signed, a line each, as `ssh-keygen` reads them' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l signer -d 'Which of the allowed signers must have signed [default: any]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l ssh-namespace -d 'What the SSH signature must be for [default: file]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l slsa-level -d 'The SLSA build level that the evidence must support, 0 to 3' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l source-uri -d 'The repository that the provenance must name: `github.com/owner/name`. Without a signer named, its own workflows and the builders that keelmark knows may have signed' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l source-tag -d 'The tag it was built from' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l source-branch -d 'The branch it was built from' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l builder-id -d 'The builder that the provenance must name; without `@REF`, at any' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l npm-metadata -d 'The registry\'s description of a package, whose signature must hold: what `npm view NAME@VERSION --json` shows, or the registry\'s own answer' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l npm-package -d 'The package that the registry must say it published' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l npm-keys -d 'The registry\'s keys, as `/-/npm/v1/keys` has them [default: npm\'s]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l trusted-root -d 'A trusted root, or several a line, instead of those keelmark knows; repeated: all of them' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l instance -d 'An instance of Sigstore; repeated: any of them [default: public-good, github]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l require -d 'Kinds of proof that every artifact must have' -r -f -a "provenance\t'SLSA provenance: how it was built'
sbom\t'A CycloneDX or SPDX bill of materials'
signature\t'Any signature by the signer demanded'"
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l format -d 'Form of the answer' -r -f -a "text\t'For reading'
json\t'For programs, in a versioned form'"
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l no-certificate-oidc-issuer -d 'The certificate names no issuer, as in GitHub\'s own attestations of releases'
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l deny-self-hosted-runners -d 'Refuse what was built on a machine that is not the platform\'s own'
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l no-public-good -d 'gh: not the instance of Sigstore that is open to all'
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l evidence-only -d 'Verify the evidence alone, without the artifacts it is about'
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l allow-unsigned -d 'Accept a folder that nobody is known to have signed'
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -l explain -d 'Show every check with the evidence it rests on'
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand verify" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and not __fish_seen_subcommand_from create help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and not __fish_seen_subcommand_from create help" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and not __fish_seen_subcommand_from create help" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and not __fish_seen_subcommand_from create help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and not __fish_seen_subcommand_from create help" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and not __fish_seen_subcommand_from create help" -f -a "create" -d 'Write a Sigstore bundle of a signature and what lies beside it, or of cosign\'s older bundle'
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and not __fish_seen_subcommand_from create help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and __fish_seen_subcommand_from create" -l signature -d 'The signature: in base64 or raw, or the envelope of an attestation' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and __fish_seen_subcommand_from create" -l certificate -d 'The signer\'s certificate, in PEM' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and __fish_seen_subcommand_from create" -l key -d 'The signer\'s public key, in PEM, where there is no certificate' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and __fish_seen_subcommand_from create" -l log-entry -d 'The log entry, as cosign writes it beside the signature of an image' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and __fish_seen_subcommand_from create" -l rfc3161-timestamp -d 'What a timestamping authority answered about the signature' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and __fish_seen_subcommand_from create" -l bundle -d 'A bundle as cosign wrote it before Sigstore\'s' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and __fish_seen_subcommand_from create" -l artifact -d 'The file that was signed, whose digest then stands in the bundle' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and __fish_seen_subcommand_from create" -s o -l out -d 'The bundle to write' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and __fish_seen_subcommand_from create" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and __fish_seen_subcommand_from help" -f -a "create" -d 'Write a Sigstore bundle of a signature and what lies beside it, or of cosign\'s older bundle'
complete -c keelmark -n "__fish_keelmark_using_subcommand bundle; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and not __fish_seen_subcommand_from generate diff convert merge validate tree why score enrich help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and not __fish_seen_subcommand_from generate diff convert merge validate tree why score enrich help" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and not __fish_seen_subcommand_from generate diff convert merge validate tree why score enrich help" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and not __fish_seen_subcommand_from generate diff convert merge validate tree why score enrich help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and not __fish_seen_subcommand_from generate diff convert merge validate tree why score enrich help" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and not __fish_seen_subcommand_from generate diff convert merge validate tree why score enrich help" -f -a "generate" -d 'List what is in a project, an artifact or an image, and write it as a bill of materials'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and not __fish_seen_subcommand_from generate diff convert merge validate tree why score enrich help" -f -a "diff" -d 'Tell what differs between two bills of materials'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and not __fish_seen_subcommand_from generate diff convert merge validate tree why score enrich help" -f -a "convert" -d 'Write a bill of materials in another format, and say what is lost'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and not __fish_seen_subcommand_from generate diff convert merge validate tree why score enrich help" -f -a "merge" -d 'Write several bills of materials as one, each component once'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and not __fish_seen_subcommand_from generate diff convert merge validate tree why score enrich help" -f -a "validate" -d 'Check that a bill of materials keeps to its format, and has what a profile asks for'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and not __fish_seen_subcommand_from generate diff convert merge validate tree why score enrich help" -f -a "tree" -d 'Show what needs what'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and not __fish_seen_subcommand_from generate diff convert merge validate tree why score enrich help" -f -a "why" -d 'Tell why a package is in a bill of materials: what leads to it, and where it was found'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and not __fish_seen_subcommand_from generate diff convert merge validate tree why score enrich help" -f -a "score" -d 'Tell how much of what CISA asks for a bill of materials has, from 0 to 100'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and not __fish_seen_subcommand_from generate diff convert merge validate tree why score enrich help" -f -a "enrich" -d 'Fill what a bill of materials does not say of its packages'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and not __fish_seen_subcommand_from generate diff convert merge validate tree why score enrich help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from generate" -l split -d 'Write documents of each target by itself into a folder, named after what it is' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from generate" -s o -l output -d 'A document to write, to standard output if no file is named; repeated: several' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from generate" -l state -d 'In which states components are wanted: installed, locked, declared, bundled, fixture, or all [default: installed,locked; of a package also declared, which is what it needs]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from generate" -l exclude -d 'What to pass over in the target, as a glob; repeated: several' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from generate" -l platform -d 'Which image of several is meant [default: that for this machine, or the only one]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from generate" -l name -d 'Name of what the target is [default: as it says itself, else as its file is called]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from generate" -l version -d 'Version of what the target is' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from generate" -l format -d 'Form of the answer that tells what was found and written' -r -f -a "text\t'For reading'
json\t'For programs, in a versioned form'"
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from generate" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from generate" -l allow-tag -d 'Take an image of a registry by its tag, which may mean another tomorrow'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from generate" -l no-cache -d 'Read every layer of an image, even one that was looked at before, and keep nothing of it'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from generate" -l strict -d 'Exit with 3 when a part of the target could not be looked at'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from generate" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from generate" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from generate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from diff" -l format -d 'Form of the answer' -r -f -a "text\t''
json\t''
markdown\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from diff" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from diff" -l exit-code -d 'Exit with 1 when they differ'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from diff" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from diff" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from diff" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from convert" -s o -l output -d 'A document to write, to standard output if no file is named; repeated: several' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from convert" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from convert" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from convert" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from convert" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from convert" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from merge" -s o -l output -d 'A document to write, to standard output if no file is named; repeated: several' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from merge" -l name -d 'Name of what all of them are part of, where they are about different things' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from merge" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from merge" -l allow-conflicts -d 'Keep both where documents give one package different digests or licences'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from merge" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from merge" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from merge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from merge" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from validate" -l profile -d 'What is asked of it beyond its format' -r -f -a "ntia\t'The minimum elements of the NTIA, 2021'
cisa-2026\t'The minimum elements of CISA, 2026'
bsi-tr-03183\t'BSI TR-03183-2, version 2.1.0'
openmed-image\t'What an image\'s document needs to be published'"
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from validate" -l format -d 'Form of the answer' -r -f -a "text\t'For reading'
json\t'For programs, in a versioned form'"
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from validate" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from validate" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from validate" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from validate" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from tree" -l depth -d 'How deep to go' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from tree" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from tree" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from tree" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from tree" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from tree" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from why" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from why" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from why" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from why" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from why" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from score" -l format -d 'Form of the answer' -r -f -a "text\t'For reading'
json\t'For programs, in a versioned form'"
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from score" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from score" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from score" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from score" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from score" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from enrich" -l from -d 'A folder to look in: an environment of Python, node_modules, `~/.cargo/registry`, a cache of uv, a folder of wheels; repeated: several, the first that knows prevailing' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from enrich" -s o -l output -d 'A document to write, to standard output if no file is named; repeated: several' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from enrich" -l format -d 'Form of the answer that tells what was filled; not where a document goes to standard output' -r -f -a "text\t'For reading'
json\t'For programs, in a versioned form'"
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from enrich" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from enrich" -l online -d 'Ask PyPI, crates.io and npm about packages that still lack a licence, a digest or an author'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from enrich" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from enrich" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from enrich" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from enrich" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from help" -f -a "generate" -d 'List what is in a project, an artifact or an image, and write it as a bill of materials'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from help" -f -a "diff" -d 'Tell what differs between two bills of materials'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from help" -f -a "convert" -d 'Write a bill of materials in another format, and say what is lost'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from help" -f -a "merge" -d 'Write several bills of materials as one, each component once'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from help" -f -a "validate" -d 'Check that a bill of materials keeps to its format, and has what a profile asks for'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from help" -f -a "tree" -d 'Show what needs what'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from help" -f -a "why" -d 'Tell why a package is in a bill of materials: what leads to it, and where it was found'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from help" -f -a "score" -d 'Tell how much of what CISA asks for a bill of materials has, from 0 to 100'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from help" -f -a "enrich" -d 'Fill what a bill of materials does not say of its packages'
complete -c keelmark -n "__fish_keelmark_using_subcommand sbom; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -l base -d 'What the change begins at that the gate `review` is asked of' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -l attest -d 'Sign what was found, whether the gate holds or not: a bundle `GATE.sigstore.json` in this folder' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -l subject -d 'A file that it is said of; repeated: several [default: the target; of a folder its lockfiles]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -l key -d 'Key to sign with [default: your own, made when there is none]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -l passphrase-env -d 'Environment variable that holds the passphrase' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -l passphrase-file -d 'File that holds the passphrase; one newline at its end is not part of it' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -l format -d 'Form of the answer: text, json, sarif, junit, markdown or github' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -s o -l output -d 'A report to write as well, in any of these forms; repeated: several' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -a "licenses" -d 'Ask whether everything in a target may be used as it is licensed'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -a "lock" -d 'Ask whether a lockfile is that of its manifest, and pins what will be installed'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -a "review" -d 'Ask what a change brings into what a release is made of'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -a "vulns" -d 'Ask whether a target has packages with known flaws'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and not __fish_seen_subcommand_from licenses lock review vulns help" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -l state -d 'In which states packages count: installed, locked, declared, bundled, fixture, or all [default: installed,locked; of a package also declared, which is what it needs]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -l exclude -d 'What to pass over in the target, as a glob; repeated: several' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -l policy -d 'A file with a policy [default: keelmark.toml in the target or here]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -l allow -d 'Licences that may be used, whatever the policy says' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -l deny -d 'Licences that may not be used, whatever the policy says' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -l from -d 'Where to look for licences that the target does not have, as a lockfile has none: an environment of Python, node_modules, `~/.cargo/registry`, a cache of uv; repeated: several [default: what Cargo and uv keep on this machine]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -l notice -d 'Where to write the terms of every package as text: its licence, its copyright, and the texts that lie in the target' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -l license-manifest -d 'Where to write the same as JSON, with the texts by their digests' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -l attest -d 'Sign what was found, whether the gate holds or not: a bundle `GATE.sigstore.json` in this folder' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -l subject -d 'A file that it is said of; repeated: several [default: the target; of a folder its lockfiles]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -l key -d 'Key to sign with [default: your own, made when there is none]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -l passphrase-env -d 'Environment variable that holds the passphrase' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -l passphrase-file -d 'File that holds the passphrase; one newline at its end is not part of it' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -l format -d 'Form of the answer: text, json, sarif, junit, markdown or github' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -s o -l output -d 'A report to write as well, in any of these forms; repeated: several' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -l no-cache -d 'Look at the target alone'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from licenses" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from lock" -l allow-host -d 'Where else packages may come from, `HOST` or `HOST/PATH`; repeated: several' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from lock" -l index -d 'Ask this mirror of the index, an address or a folder' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from lock" -l only -d 'Ask this alone' -r -f -a "drift\t'Whether it is still the lock of its manifest'
integrity\t'Whether it pins what will be installed'"
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from lock" -l format -d 'Form of the answer: text, json, sarif, junit, markdown or github' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from lock" -s o -l output -d 'A report to write as well, in any of these forms; repeated: several' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from lock" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from lock" -l fix -d 'Print the command that mends a lock that has drifted; nothing is run'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from lock" -l online -d 'Also ask the public index (PyPI, npm, crates.io) whether the files that the lock pins are those it states'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from lock" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from lock" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from lock" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from lock" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l base -d 'The commit, branch or tag that the change is made to' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l head -d 'The commit with the change [default: HEAD]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l state -d 'In which states packages count: installed, locked, declared, bundled, fixture, or all [default: installed,locked,declared]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l exclude -d 'What to pass over, as a glob; repeated: several' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l deny -d 'What stops the change besides: downgraded, file-added, install-script, license-changed, moved, policy-changed, private-name, similar-name' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l policy -d 'A file with the table `[vulns]` [default: keelmark.toml in the target or here]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l db -d 'The database [default: KEELMARK_DB, else keelmark/advisories.db among the user\'s data]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l max-age -d 'How old the oldest source of the database may be: 7d, 36h [default: KEELMARK_MAX_AGE, else as keelmark.toml says, else 7d]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l fail-on -d 'From which severity on a flaw stops the release: low, medium, high or critical [default: KEELMARK_FAIL_ON, else VULN_SCAN_SEVERITY_THRESHOLD, else as keelmark.toml or else the file of waivers says, else low]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l ignore-unfixed -d 'Let flaws pass that no version mends' -r -f -a "true\t''
false\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l only -d 'Only count what is shipped, not what is there to build or to develop' -r -f -a "runtime\t'What is shipped'
all\t'Everything'"
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l fail-on-exploited -d 'Let no flaw pass that is known to be exploited, whatever its severity' -r -f -a "true\t''
false\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l fail-on-epss -d 'Let no flaw pass that is at least so likely to be exploited within thirty days, from 0 to 1' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l strict -d 'Exit with 3 when there are packages that no advisory could name' -r -f -a "true\t''
false\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l waivers -d 'Flaws that somebody answers for until a day, in TOML or YAML' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l today -d 'The day on which it is judged, YYYY-MM-DD [default: today]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l from -d 'Where to look for licences that the target does not have, as a lockfile has none: an environment of Python, node_modules, `~/.cargo/registry`, a cache of uv; repeated: several [default: what Cargo and uv keep on this machine]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l attest -d 'Sign what was found, whether the gate holds or not: a bundle `GATE.sigstore.json` in this folder' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l subject -d 'A file that it is said of; repeated: several [default: the target; of a folder its lockfiles]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l key -d 'Key to sign with [default: your own, made when there is none]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l passphrase-env -d 'Environment variable that holds the passphrase' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l passphrase-file -d 'File that holds the passphrase; one newline at its end is not part of it' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l format -d 'Form of the answer: text, json, sarif, junit, markdown or github' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -s o -l output -d 'A report to write as well, in any of these forms; repeated: several' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l direct -d 'Compare with the base itself, wherever the head parted from it'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -l no-cache -d 'Look at the target alone'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from review" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l state -d 'In which states packages count: installed, locked, declared, bundled, fixture, or all [default: installed,locked; of a package also declared, which is what it needs]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l exclude -d 'What to pass over in the target, as a glob; repeated: several' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l policy -d 'A file with the table `[vulns]` [default: keelmark.toml in the target or here]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l db -d 'The database [default: KEELMARK_DB, else keelmark/advisories.db among the user\'s data]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l max-age -d 'How old the oldest source of the database may be: 7d, 36h [default: KEELMARK_MAX_AGE, else as keelmark.toml says, else 7d]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l fail-on -d 'From which severity on a flaw stops the release: low, medium, high or critical [default: KEELMARK_FAIL_ON, else VULN_SCAN_SEVERITY_THRESHOLD, else as keelmark.toml or else the file of waivers says, else low]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l ignore-unfixed -d 'Let flaws pass that no version mends' -r -f -a "true\t''
false\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l only -d 'Only count what is shipped, not what is there to build or to develop' -r -f -a "runtime\t'What is shipped'
all\t'Everything'"
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l fail-on-exploited -d 'Let no flaw pass that is known to be exploited, whatever its severity' -r -f -a "true\t''
false\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l fail-on-epss -d 'Let no flaw pass that is at least so likely to be exploited within thirty days, from 0 to 1' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l strict -d 'Exit with 3 when there are packages that no advisory could name' -r -f -a "true\t''
false\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l waivers -d 'Flaws that somebody answers for until a day, in TOML or YAML' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l today -d 'The day on which it is judged, YYYY-MM-DD [default: today]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l vex -d 'What somebody says of flaws: OpenVEX, CycloneDX or CSAF 2.0; repeated: several' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l product -d 'The package URL by which documents of VEX name the target [default: as keelmark.toml says, else the one it has]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l write-vex -d 'Where to write the flaws that waivers hold for, as OpenVEX' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l import -d 'Judge what another scanner reports instead: JSON of Trivy or Grype, SARIF; repeated: several' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l attest -d 'Sign what was found, whether the gate holds or not: a bundle `GATE.sigstore.json` in this folder' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l subject -d 'A file that it is said of; repeated: several [default: the target; of a folder its lockfiles]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l key -d 'Key to sign with [default: your own, made when there is none]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l passphrase-env -d 'Environment variable that holds the passphrase' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l passphrase-file -d 'File that holds the passphrase; one newline at its end is not part of it' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l format -d 'Form of the answer: text, json, sarif, junit, markdown or github' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -s o -l output -d 'A report to write as well, in any of these forms; repeated: several' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -l self-test -d 'Prove with a seeded flaw, by these rules, that the gate stops it and that a waiver lets it pass'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from vulns" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from help" -f -a "licenses" -d 'Ask whether everything in a target may be used as it is licensed'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from help" -f -a "lock" -d 'Ask whether a lockfile is that of its manifest, and pins what will be installed'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from help" -f -a "review" -d 'Ask what a change brings into what a release is made of'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from help" -f -a "vulns" -d 'Ask whether a target has packages with known flaws'
complete -c keelmark -n "__fish_keelmark_using_subcommand check; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and not __fish_seen_subcommand_from import status export update help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and not __fish_seen_subcommand_from import status export update help" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and not __fish_seen_subcommand_from import status export update help" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and not __fish_seen_subcommand_from import status export update help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and not __fish_seen_subcommand_from import status export update help" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and not __fish_seen_subcommand_from import status export update help" -f -a "import" -d 'Make the database of advisories out of published ones'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and not __fish_seen_subcommand_from import status export update help" -f -a "status" -d 'Show what the database holds and of when it is, and compare every byte with its digests'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and not __fish_seen_subcommand_from import status export update help" -f -a "export" -d 'Copy the database out, for a machine that has no network: `keelmark db import FILE` takes it in there'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and not __fish_seen_subcommand_from import status export update help" -f -a "update" -d 'Fetch what is published anew, and make the database of it'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and not __fish_seen_subcommand_from import status export update help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from import" -l db -d 'The database [default: KEELMARK_DB, else keelmark/advisories.db among the user\'s data]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from import" -l format -d 'Form of the answer' -r -f -a "text\t'For reading'
json\t'For programs, in a versioned form'"
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from import" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from import" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from status" -l db -d 'The database [default: KEELMARK_DB, else keelmark/advisories.db among the user\'s data]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from status" -l max-age -d 'Exit with 3 when a source is older than this, as `check vulns` does: 7d, 36h' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from status" -l format -d 'Form of the answer' -r -f -a "text\t'For reading'
json\t'For programs, in a versioned form'"
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from status" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from status" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from export" -l db -d 'The database [default: KEELMARK_DB, else keelmark/advisories.db among the user\'s data]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from export" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from update" -l from -d 'Where to fetch from instead: the address of a mirror of OSV\'s archives, which ends in `/`; of an archive, a list or an exported database; or a file or folder; repeated: several [default: OSV, KEV and EPSS]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from update" -l ecosystem -d 'The ecosystems to fetch from OSV or its mirror, as OSV calls them [default: crates.io,Go,npm,PyPI]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from update" -l sha256 -d 'The SHA-256 that the one file fetched must have' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from update" -l db -d 'The database [default: KEELMARK_DB, else keelmark/advisories.db among the user\'s data]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from update" -l format -d 'Form of the answer' -r -f -a "text\t'For reading'
json\t'For programs, in a versioned form'"
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from update" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from update" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from update" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from update" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from help" -f -a "import" -d 'Make the database of advisories out of published ones'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from help" -f -a "status" -d 'Show what the database holds and of when it is, and compare every byte with its digests'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from help" -f -a "export" -d 'Copy the database out, for a machine that has no network: `keelmark db import FILE` takes it in there'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from help" -f -a "update" -d 'Fetch what is published anew, and make the database of it'
complete -c keelmark -n "__fish_keelmark_using_subcommand db; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and not __fish_seen_subcommand_from generate public convert help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and not __fish_seen_subcommand_from generate public convert help" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and not __fish_seen_subcommand_from generate public convert help" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and not __fish_seen_subcommand_from generate public convert help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and not __fish_seen_subcommand_from generate public convert help" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and not __fish_seen_subcommand_from generate public convert help" -f -a "generate" -d 'Make a key pair'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and not __fish_seen_subcommand_from generate public convert help" -f -a "public" -d 'Print the public half of a private key'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and not __fish_seen_subcommand_from generate public convert help" -f -a "convert" -d 'Write a private key in another format or under another passphrase'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and not __fish_seen_subcommand_from generate public convert help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from generate" -l output-key-prefix -d 'Write NAME.key and NAME.pub' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from generate" -l key -d 'Write the private key to FILE, the public key to FILE with the extension `.pub`' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from generate" -l algorithm -d 'What the key signs with' -r -f -a "ecdsa-p256\t''
ed25519\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from generate" -l format -d 'How the private key is written' -r -f -a "pkcs8\t''
cosign\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from generate" -l passphrase-env -d 'Environment variable that holds the passphrase' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from generate" -l passphrase-file -d 'File that holds the passphrase; one newline at its end is not part of it' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from generate" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from generate" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from generate" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from generate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from generate" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from public" -l key -d 'The private key' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from public" -l passphrase-env -d 'Environment variable that holds the passphrase' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from public" -l passphrase-file -d 'File that holds the passphrase; one newline at its end is not part of it' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from public" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from public" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from public" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from public" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from public" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from convert" -l key -d 'The private key to read' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from convert" -l output -d 'The new file' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from convert" -l format -d 'How to write it' -r -f -a "pkcs8\t''
cosign\t''"
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from convert" -l passphrase-env -d 'Environment variable that holds the passphrase' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from convert" -l passphrase-file -d 'File that holds the passphrase; one newline at its end is not part of it' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from convert" -l new-passphrase-env -d 'Environment variable that holds the new passphrase' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from convert" -l new-passphrase-file -d 'File that holds the new passphrase' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from convert" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from convert" -l no-passphrase -d 'Write the key unprotected'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from convert" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from convert" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from convert" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from convert" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "generate" -d 'Make a key pair'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "public" -d 'Print the public half of a private key'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "convert" -d 'Write a private key in another format or under another passphrase'
complete -c keelmark -n "__fish_keelmark_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and not __fish_seen_subcommand_from update show export import help" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and not __fish_seen_subcommand_from update show export import help" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and not __fish_seen_subcommand_from update show export import help" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and not __fish_seen_subcommand_from update show export import help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and not __fish_seen_subcommand_from update show export import help" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and not __fish_seen_subcommand_from update show export import help" -f -a "update" -d 'Fetch the roots of trust anew from those who publish them'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and not __fish_seen_subcommand_from update show export import help" -f -a "show" -d 'Show what verification trusts, and since when'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and not __fish_seen_subcommand_from update show export import help" -f -a "export" -d 'Write the roots of trust that verification uses, for other machines and other tools'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and not __fish_seen_subcommand_from update show export import help" -f -a "import" -d 'Take in roots of trust from a file that came another way'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and not __fish_seen_subcommand_from update show export import help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from update" -l instance -d 'The instance to renew [default: public-good and github]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from update" -l mirror -d 'A copy of the instance\'s TUF repository: a folder, or an address with https://' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from update" -l root -d 'TUF root metadata to begin with, instead of the newest known; what was seen before it is forgotten' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from update" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from update" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from update" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from update" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from show" -l trusted-root -d 'A trusted root, or several a line, instead of those that verification uses' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from show" -l instance -d 'An instance; repeated: several [default: public-good, github]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from show" -l format -d 'Form of the answer' -r -f -a "text\t'For reading'
json\t'For programs, in a versioned form'"
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from export" -l instance -d 'An instance; repeated: several [default: public-good, github]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from export" -s o -l output -d 'File to write [default: standard output]' -r -F
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from export" -l form -d 'Form of the file [default: trusted-root for one instance, else lines]' -r -f -a "trusted-root\t'`trusted_root.json` of one instance, byte for byte as published'
lines\t'One root on each line, which `gh attestation verify --custom-trusted-root` reads'"
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from export" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from import" -l instance -d 'The instance whose root it is [default: the one with which it shares an authority in use]' -r
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from import" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from import" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from help" -f -a "update" -d 'Fetch the roots of trust anew from those who publish them'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show what verification trusts, and since when'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write the roots of trust that verification uses, for other machines and other tools'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from help" -f -a "import" -d 'Take in roots of trust from a file that came another way'
complete -c keelmark -n "__fish_keelmark_using_subcommand trust; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keelmark -n "__fish_keelmark_using_subcommand explain" -l format -d 'Form of the answer' -r -f -a "text\t'For reading'
md\t'For a document'
json\t'For programs'"
complete -c keelmark -n "__fish_keelmark_using_subcommand explain" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand explain" -l all -d 'Explain every code there is'
complete -c keelmark -n "__fish_keelmark_using_subcommand explain" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand explain" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand explain" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand completions" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand completions" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand completions" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand completions" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand man" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand man" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand man" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand man" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand reference" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c keelmark -n "__fish_keelmark_using_subcommand reference" -s q -l quiet -d 'Print nothing but errors; the exit code tells'
complete -c keelmark -n "__fish_keelmark_using_subcommand reference" -s v -l verbose -d 'Print more: every check, every default that applied'
complete -c keelmark -n "__fish_keelmark_using_subcommand reference" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c keelmark -n "__fish_keelmark_using_subcommand reference" -s V -l version -d 'Print version'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and not __fish_seen_subcommand_from attest verify bundle sbom check db keys trust explain completions man reference help" -f -a "attest" -d 'Write the evidence of a release: SBOMs, provenance, signatures, index'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and not __fish_seen_subcommand_from attest verify bundle sbom check db keys trust explain completions man reference help" -f -a "verify" -d 'Check evidence and artifacts; say what was proven, and by whom'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and not __fish_seen_subcommand_from attest verify bundle sbom check db keys trust explain completions man reference help" -f -a "bundle" -d 'Write Sigstore bundles of bare signatures and of cosign\'s older bundles'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and not __fish_seen_subcommand_from attest verify bundle sbom check db keys trust explain completions man reference help" -f -a "sbom" -d 'List what is in a project, an artifact or an image'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and not __fish_seen_subcommand_from attest verify bundle sbom check db keys trust explain completions man reference help" -f -a "check" -d 'Ask whether a release is fit to ship'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and not __fish_seen_subcommand_from attest verify bundle sbom check db keys trust explain completions man reference help" -f -a "db" -d 'Import, show and copy out the advisories that packages are looked up in'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and not __fish_seen_subcommand_from attest verify bundle sbom check db keys trust explain completions man reference help" -f -a "keys" -d 'Make, convert and show signing keys'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and not __fish_seen_subcommand_from attest verify bundle sbom check db keys trust explain completions man reference help" -f -a "trust" -d 'Renew, show, copy out and take in the roots of trust that verification starts from'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and not __fish_seen_subcommand_from attest verify bundle sbom check db keys trust explain completions man reference help" -f -a "explain" -d 'Tell the cause and the remedy of a code'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and not __fish_seen_subcommand_from attest verify bundle sbom check db keys trust explain completions man reference help" -f -a "completions" -d 'Print the completions of a shell'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and not __fish_seen_subcommand_from attest verify bundle sbom check db keys trust explain completions man reference help" -f -a "man" -d 'Print the manual page'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and not __fish_seen_subcommand_from attest verify bundle sbom check db keys trust explain completions man reference help" -f -a "reference" -d 'Print the command-line reference in Markdown'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and not __fish_seen_subcommand_from attest verify bundle sbom check db keys trust explain completions man reference help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from bundle" -f -a "create" -d 'Write a Sigstore bundle of a signature and what lies beside it, or of cosign\'s older bundle'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from sbom" -f -a "generate" -d 'List what is in a project, an artifact or an image, and write it as a bill of materials'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from sbom" -f -a "diff" -d 'Tell what differs between two bills of materials'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from sbom" -f -a "convert" -d 'Write a bill of materials in another format, and say what is lost'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from sbom" -f -a "merge" -d 'Write several bills of materials as one, each component once'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from sbom" -f -a "validate" -d 'Check that a bill of materials keeps to its format, and has what a profile asks for'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from sbom" -f -a "tree" -d 'Show what needs what'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from sbom" -f -a "why" -d 'Tell why a package is in a bill of materials: what leads to it, and where it was found'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from sbom" -f -a "score" -d 'Tell how much of what CISA asks for a bill of materials has, from 0 to 100'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from sbom" -f -a "enrich" -d 'Fill what a bill of materials does not say of its packages'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from check" -f -a "licenses" -d 'Ask whether everything in a target may be used as it is licensed'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from check" -f -a "lock" -d 'Ask whether a lockfile is that of its manifest, and pins what will be installed'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from check" -f -a "review" -d 'Ask what a change brings into what a release is made of'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from check" -f -a "vulns" -d 'Ask whether a target has packages with known flaws'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from db" -f -a "import" -d 'Make the database of advisories out of published ones'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from db" -f -a "status" -d 'Show what the database holds and of when it is, and compare every byte with its digests'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from db" -f -a "export" -d 'Copy the database out, for a machine that has no network: `keelmark db import FILE` takes it in there'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from db" -f -a "update" -d 'Fetch what is published anew, and make the database of it'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "generate" -d 'Make a key pair'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "public" -d 'Print the public half of a private key'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "convert" -d 'Write a private key in another format or under another passphrase'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from trust" -f -a "update" -d 'Fetch the roots of trust anew from those who publish them'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from trust" -f -a "show" -d 'Show what verification trusts, and since when'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from trust" -f -a "export" -d 'Write the roots of trust that verification uses, for other machines and other tools'
complete -c keelmark -n "__fish_keelmark_using_subcommand help; and __fish_seen_subcommand_from trust" -f -a "import" -d 'Take in roots of trust from a file that came another way'
