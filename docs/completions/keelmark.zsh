#compdef keelmark

autoload -U is-at-least

_keelmark() {
    typeset -A opt_args
    typeset -a _arguments_options
    local ret=1

    if is-at-least 5.2; then
        _arguments_options=(-s -S -C)
    else
        _arguments_options=(-s -C)
    fi

    local context curcontext="$curcontext" state line
    _arguments "${_arguments_options[@]}" : \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_keelmark_commands" \
"*::: :->keelmark" \
&& ret=0
    case $state in
    (keelmark)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-command-$line[1]:"
        case $line[1] in
            (attest)
_arguments "${_arguments_options[@]}" : \
'--project-root=[Folder of the project]:DIR:_files' \
'--output-dir=[Folder to write \[default\: \`evidence\` in the project\]]:DIR:_files' \
'*--subject=[Artifacts of the release, as files or globs \[default\: what the project'\''s build leaves\]]:FILE:_default' \
'--ecosystem=[The project'\''s ecosystem, where a folder has several]:ECOSYSTEM:((python\:"pyproject.toml, setup.cfg"
rust\:"Cargo.toml"
npm\:"package.json"))' \
'--package=[The package to release, in a workspace of several]:NAME:_default' \
'--release=[Name of the release \[default\: the tag, else the version\]]:NAME:_default' \
'--repository=[Address of the repository \[default\: from CI, git or the manifest\]]:URL:_default' \
'--commit-sha=[Commit that was built \[default\: from CI or git\]]:HEX:_default' \
'--builder-id=[Who built \[default\: from CI, else \`keelmark.local\`\]]:ID:_default' \
'--buildtype=[SLSA build type]:URI:_default' \
'--materials=[Resolved dependencies that the provenance lists]:MATERIALS:((all\:"The commit, the lockfile and every locked package that carries a digest"
source\:"The commit and the lockfile"))' \
'--digests=[Digests to take of each artifact; one is faster for very large ones]:DIGESTS:((both\:"SHA-256 and SHA-512"
sha256\:"SHA-256 alone"))' \
'(--unsigned)--key=[Key to sign with \[default\: your own, made when there is none\]]:FILE:_files' \
'(--passphrase-file)--passphrase-env=[Environment variable that holds the passphrase]:VAR:_default' \
'--passphrase-file=[File that holds the passphrase; one newline at its end is not part of it]:FILE:_files' \
'--hmac-key-env=[Environment variable with the HMAC secret]:VAR:_default' \
'--hmac-key-file=[File with the HMAC secret (\`-\`\: standard input); one newline at its end is not part of it]:FILE:_files' \
'--hmac-key=[The HMAC secret itself; other users of the machine can see it, so prefer the others]:SECRET:_default' \
'--hmac-key-id=[Identifier of the HMAC secret \[default when signing\: local-hmac\]]:ID:_default' \
'--format=[Form of the answer]:FORMAT:((text\:"For reading"
json\:"For programs, in a versioned form"))' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'--sbom-subjects[Add a bill of materials of each artifact, from its own bytes]' \
'--unsigned[Sign nothing with a key]' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(verify)
_arguments "${_arguments_options[@]}" : \
'--evidence=[The evidence folder of the artifacts]:DIR:_files' \
'(--evidence --hmac-key-env --hmac-key-file --hmac-key --hmac-key-id)*-b+[Bundles to check the artifacts against; a file may hold several, one a line, and \`-\` is standard input \[default\: those beside the artifacts\]]:FILE:_files' \
'(--evidence --hmac-key-env --hmac-key-file --hmac-key --hmac-key-id)*--bundle=[Bundles to check the artifacts against; a file may hold several, one a line, and \`-\` is standard input \[default\: those beside the artifacts\]]:FILE:_files' \
'(-b --bundle --evidence --hmac-key-env --hmac-key-file --hmac-key --hmac-key-id --evidence-only --allow-unsigned)--signature=[A signature over the artifact by itself\: in base64 or raw, or as SSH or minisign write it]:FILE:_files' \
'(-b --bundle --evidence --hmac-key-env --hmac-key-file --hmac-key --hmac-key-id --evidence-only --allow-unsigned)--certificate=[The certificate of who made \`--signature\`, in PEM]:FILE:_files' \
'(-b --bundle --evidence --hmac-key-env --hmac-key-file --hmac-key --hmac-key-id --evidence-only --allow-unsigned)--rfc3161-timestamp=[What a timestamping authority answered about \`--signature\`]:FILE:_files' \
'*--key=[Public key that must have signed; repeated\: one of them \[default\: your own\]]:FILE:_files' \
'--hmac-key-env=[Environment variable with the HMAC secret]:VAR:_default' \
'--hmac-key-file=[File with the HMAC secret (\`-\`\: standard input); one newline at its end is not part of it]:FILE:_files' \
'--hmac-key=[The HMAC secret itself; other users of the machine can see it, so prefer the others]:SECRET:_default' \
'--hmac-key-id=[Identifier of the HMAC secret \[default when signing\: local-hmac\]]:ID:_default' \
'(--certificate-identity-regexp)--certificate-identity=[The signer\: an email address or the URI of a workflow, exactly]:ID:_default' \
'--certificate-identity-regexp=[A regular expression that the whole of the signer'\''s identity matches]:EXPRESSION:_default' \
'(--certificate-oidc-issuer-regexp)--certificate-oidc-issuer=[Who authenticated the signer \[default for workflows of GitHub\: its token issuer\]]:URL:_default' \
'--certificate-oidc-issuer-regexp=[A regular expression that the whole of the issuer matches]:EXPRESSION:_default' \
'-R+[The repository it was built from and signed by]:OWNER/NAME:_default' \
'--repo=[The repository it was built from and signed by]:OWNER/NAME:_default' \
'(-R --repo)-o+[The account it was built from and signed by]:NAME:_default' \
'(-R --repo)--owner=[The account it was built from and signed by]:NAME:_default' \
'--signer-repo=[The repository whose workflow signed, where that is another]:OWNER/NAME:_default' \
'--signer-workflow=[The workflow that signed; with \`@REF\`, at that ref only]:OWNER/NAME/PATH:_default' \
'--signer-digest=[The commit of the workflow that signed]:COMMIT:_default' \
'--source-digest=[The commit it was built from]:COMMIT:_default' \
'--source-ref=[The ref it was built from, in full\: \`refs/tags/v1\`]:REF:_default' \
'--predicate-type=[The predicate type its statement must have, or a name cosign has for it]:URI:_default' \
'--log-threshold=[Logs that must list the signature \[default\: 1, and none for keys\]]:N:_default' \
'--timestamp-threshold=[Timestamping authorities that must have seen the signature]:N:_default' \
'--witness-threshold=[Witnesses that must have cosigned the log'\''s checkpoint \[default\: 1 of the keys given\]]:N:_default' \
'*--witness-key=[A witness'\''s verifier key, \`NAME+HASH+KEY\`; repeated\: any of them]:KEY:_default' \
'--require-inclusion-proof=[Whether a log entry counts only with a proof of its inclusion, not with the log'\''s promise]:BOOL:(true false)' \
'--certificate-github-workflow-repository=[cosign\: the repository of the workflow that signed]:OWNER/NAME:_default' \
'--certificate-github-workflow-ref=[cosign\: the ref that workflow ran at]:REF:_default' \
'--certificate-github-workflow-sha=[cosign\: the commit that workflow ran at]:COMMIT:_default' \
'--certificate-github-workflow-name=[cosign, sigstore\: the name of that workflow]:NAME:_default' \
'--certificate-github-workflow-trigger=[cosign, sigstore\: the event that started that workflow]:EVENT:_default' \
'(--log-threshold)--insecure-ignore-tlog=[cosign\: demand no log of signatures; \`=false\` demands one of keys too]::BOOL:(true false)' \
'--insecure-ignore-sct=[cosign\: demand no log of certificates]::BOOL:(true false)' \
'--new-bundle-format=[cosign\: every form of bundle is told by its content]::BOOL:(true false)' \
'--offline=[cosign\: verification is always offline]::BOOL:(true false)' \
'--use-signed-timestamps=[cosign\: signed timestamps always count]::BOOL:(true false)' \
'--check-claims=[cosign\: every claim of a signature is always compared]::BOOL:(true)' \
'--max-workers=[cosign\: how many signatures to look at at once]:N:_default' \
'--timeout=[cosign\: how long to wait for others; nobody is asked]:DURATION:_default' \
'--hostname=[gh\: the host of GitHub that accounts, repositories and workflows are on]:HOST:_default' \
'-L+[gh\: how many attestations to fetch; none is fetched]:N:_default' \
'--limit=[gh\: how many attestations to fetch; none is fetched]:N:_default' \
'-d+[gh\: the digest to look attestations up by; both are always made]:ALGORITHM:(sha256 sha512)' \
'--digest-alg=[gh\: the digest to look attestations up by; both are always made]:ALGORITHM:(sha256 sha512)' \
'*--ca-intermediates=[]: :_default' \
'*--ca-roots=[]: :_default' \
'*--certificate-chain=[]: :_default' \
'*--timestamp-certificate-chain=[]: :_default' \
'*--rekor-url=[]: :_default' \
'*--sct=[]: :_default' \
'--sk=[]:: :_default' \
'*--slot=[]: :_default' \
'*--policy=[]: :_default' \
'*--output-file=[]: :_default' \
'*--digest=[]: :_default' \
'*--digestAlg=[]: :_default' \
'*--hash-algorithm=[]: :_default' \
'*--signature-digest-algorithm=[]: :_default' \
'--bundle-from-oci=[]:: :_default' \
'*--jq=[]: :_default' \
'*-t+[]: :_default' \
'*--template=[]: :_default' \
'--json-result=[]:: :_default' \
'--staging=[]:: :_default' \
'*--trust-config=[]: :_default' \
'*--source-versioned-tag=[]: :_default' \
'*--build-workflow-input=[]: :_default' \
'--print-provenance=[]:: :_default' \
'*--provenance-repository=[]: :_default' \
'*--package-name=[]: :_default' \
'*--package-version=[]: :_default' \
'*--minisign-key=[A minisign key that may have signed, in a file or by itself; repeated\: one of them]:FILE|KEY:_default' \
'--allowed-signers=[SSH keys that may have signed, a line each, as \`ssh-keygen\` reads them]:FILE:_files' \
'--signer=[Which of the allowed signers must have signed \[default\: any\]]:NAME:_default' \
'--ssh-namespace=[What the SSH signature must be for \[default\: file\]]:NAME:_default' \
'--slsa-level=[The SLSA build level that the evidence must support, 0 to 3]:LEVEL:_default' \
'--source-uri=[The repository that the provenance must name\: \`github.com/owner/name\`. Without a signer named, its own workflows and the builders that keelmark knows may have signed]:URI:_default' \
'(--source-ref)--source-tag=[The tag it was built from]:TAG:_default' \
'(--source-ref --source-tag)--source-branch=[The branch it was built from]:BRANCH:_default' \
'--builder-id=[The builder that the provenance must name; without \`@REF\`, at any]:URI:_default' \
'--npm-metadata=[The registry'\''s description of a package, whose signature must hold\: what \`npm view NAME@VERSION --json\` shows, or the registry'\''s own answer]:FILE:_files' \
'--npm-package=[The package that the registry must say it published]:NAME@VERSION:_default' \
'--npm-keys=[The registry'\''s keys, as \`/-/npm/v1/keys\` has them \[default\: npm'\''s\]]:FILE:_files' \
'(--instance)*--trusted-root=[A trusted root, or several a line, instead of those keelmark knows; repeated\: all of them]:FILE:_files' \
'*--instance=[An instance of Sigstore; repeated\: any of them \[default\: public-good, github\]]:NAME:_default' \
'*--require=[Kinds of proof that every artifact must have]:KIND:((provenance\:"SLSA provenance\: how it was built"
sbom\:"A CycloneDX or SPDX bill of materials"
signature\:"Any signature by the signer demanded"))' \
'--format=[Form of the answer]:FORMAT:((text\:"For reading"
json\:"For programs, in a versioned form"))' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(--certificate-oidc-issuer --certificate-oidc-issuer-regexp)--no-certificate-oidc-issuer[The certificate names no issuer, as in GitHub'\''s own attestations of releases]' \
'--deny-self-hosted-runners[Refuse what was built on a machine that is not the platform'\''s own]' \
'(--instance)--no-public-good[gh\: not the instance of Sigstore that is open to all]' \
'(-b --bundle)--evidence-only[Verify the evidence alone, without the artifacts it is about]' \
'(-b --bundle --key)--allow-unsigned[Accept a folder that nobody is known to have signed]' \
'--explain[Show every check with the evidence it rests on]' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::targets -- Artifacts, digests (`sha256\:…`), an evidence folder or the folder of a release \[default\: `evidence`\]:_files' \
&& ret=0
;;
(bundle)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_keelmark__subcmd__bundle_commands" \
"*::: :->bundle" \
&& ret=0

    case $state in
    (bundle)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-bundle-command-$line[1]:"
        case $line[1] in
            (create)
_arguments "${_arguments_options[@]}" : \
'--signature=[The signature\: in base64 or raw, or the envelope of an attestation]:FILE:_files' \
'(--key --bundle)--certificate=[The signer'\''s certificate, in PEM]:FILE:_files' \
'(--bundle)--key=[The signer'\''s public key, in PEM, where there is no certificate]:FILE:_files' \
'(--bundle)--log-entry=[The log entry, as cosign writes it beside the signature of an image]:FILE:_files' \
'(--bundle)--rfc3161-timestamp=[What a timestamping authority answered about the signature]:FILE:_files' \
'(--signature)--bundle=[A bundle as cosign wrote it before Sigstore'\''s]:FILE:_files' \
'--artifact=[The file that was signed, whose digest then stands in the bundle]:FILE:_files' \
'-o+[The bundle to write]:FILE:_files' \
'--out=[The bundle to write]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_keelmark__subcmd__bundle__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-bundle-help-command-$line[1]:"
        case $line[1] in
            (create)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(sbom)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_keelmark__subcmd__sbom_commands" \
"*::: :->sbom" \
&& ret=0

    case $state in
    (sbom)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-sbom-command-$line[1]:"
        case $line[1] in
            (generate)
_arguments "${_arguments_options[@]}" : \
'(-o --output --name --version)--split=[Write documents of each target by itself into a folder, named after what it is]:DIR:_files' \
'*-o+[A document to write, to standard output if no file is named; repeated\: several]:FORMAT[=FILE]:_default' \
'*--output=[A document to write, to standard output if no file is named; repeated\: several]:FORMAT[=FILE]:_default' \
'*--state=[In which states components are wanted\: installed, locked, declared, bundled, fixture, or all \[default\: installed,locked; of a package also declared, which is what it needs\]]:STATE,…:_default' \
'*--exclude=[What to pass over in the target, as a glob; repeated\: several]:GLOB:_default' \
'--platform=[Which image of several is meant \[default\: that for this machine, or the only one\]]:OS/ARCH[/VARIANT]:_default' \
'--name=[Name of what the target is \[default\: as it says itself, else as its file is called\]]:NAME:_default' \
'--version=[Version of what the target is]:VERSION:_default' \
'--format=[Form of the answer that tells what was found and written]:FORMAT:((text\:"For reading"
json\:"For programs, in a versioned form"))' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'--allow-tag[Take an image of a registry by its tag, which may mean another tomorrow]' \
'--no-cache[Read every layer of an image, even one that was looked at before, and keep nothing of it]' \
'--strict[Exit with 3 when a part of the target could not be looked at]' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'*::targets -- A folder, a package, a lockfile, a program or an image; several with `--split`:_default' \
&& ret=0
;;
(diff)
_arguments "${_arguments_options[@]}" : \
'--format=[Form of the answer]:FORMAT:(text json markdown)' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'--exit-code[Exit with 1 when they differ]' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':before -- The earlier document:_files' \
':after -- The later document:_files' \
&& ret=0
;;
(convert)
_arguments "${_arguments_options[@]}" : \
'*-o+[A document to write, to standard output if no file is named; repeated\: several]:FORMAT[=FILE]:_default' \
'*--output=[A document to write, to standard output if no file is named; repeated\: several]:FORMAT[=FILE]:_default' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':input -- A document of any tool, in CycloneDX or SPDX:_files' \
&& ret=0
;;
(merge)
_arguments "${_arguments_options[@]}" : \
'*-o+[A document to write, to standard output if no file is named; repeated\: several]:FORMAT[=FILE]:_default' \
'*--output=[A document to write, to standard output if no file is named; repeated\: several]:FORMAT[=FILE]:_default' \
'--name=[Name of what all of them are part of, where they are about different things]:NAME:_default' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'--allow-conflicts[Keep both where documents give one package different digests or licences]' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::inputs -- Documents of any tool, in CycloneDX or SPDX:_files' \
&& ret=0
;;
(validate)
_arguments "${_arguments_options[@]}" : \
'--profile=[What is asked of it beyond its format]:PROFILE:((ntia\:"The minimum elements of the NTIA, 2021"
cisa-2026\:"The minimum elements of CISA, 2026"
bsi-tr-03183\:"BSI TR-03183-2, version 2.1.0"
openmed-image\:"What an image'\''s document needs to be published"))' \
'--format=[Form of the answer]:FORMAT:((text\:"For reading"
json\:"For programs, in a versioned form"))' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':input -- A document of any tool, in CycloneDX or SPDX:_files' \
&& ret=0
;;
(tree)
_arguments "${_arguments_options[@]}" : \
'--depth=[How deep to go]:N:_default' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':input -- A document of any tool, in CycloneDX or SPDX:_files' \
&& ret=0
;;
(why)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':input -- A document of any tool, in CycloneDX or SPDX:_files' \
':package -- Name, NAME@VERSION or package URL; without a version, every version:_default' \
&& ret=0
;;
(score)
_arguments "${_arguments_options[@]}" : \
'--format=[Form of the answer]:FORMAT:((text\:"For reading"
json\:"For programs, in a versioned form"))' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':input -- A document of any tool, in CycloneDX or SPDX:_files' \
&& ret=0
;;
(enrich)
_arguments "${_arguments_options[@]}" : \
'*--from=[A folder to look in\: an environment of Python, node_modules, \`~/.cargo/registry\`, a cache of uv, a folder of wheels; repeated\: several, the first that knows prevailing]:DIR:_files' \
'*-o+[A document to write, to standard output if no file is named; repeated\: several]:FORMAT[=FILE]:_default' \
'*--output=[A document to write, to standard output if no file is named; repeated\: several]:FORMAT[=FILE]:_default' \
'--format=[Form of the answer that tells what was filled; not where a document goes to standard output]:FORMAT:((text\:"For reading"
json\:"For programs, in a versioned form"))' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'--online[Ask PyPI, crates.io and npm about packages that still lack a licence, a digest or an author]' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':input -- A document of any tool, in CycloneDX or SPDX:_files' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_keelmark__subcmd__sbom__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-sbom-help-command-$line[1]:"
        case $line[1] in
            (generate)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(diff)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(convert)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(merge)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(validate)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(tree)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(why)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(score)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(enrich)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(check)
_arguments "${_arguments_options[@]}" : \
'--base=[What the change begins at that the gate \`review\` is asked of]:REF:_default' \
'--attest=[Sign what was found, whether the gate holds or not\: a bundle \`GATE.sigstore.json\` in this folder]:DIR:_files' \
'*--subject=[A file that it is said of; repeated\: several \[default\: the target; of a folder its lockfiles\]]:FILE:_files' \
'--key=[Key to sign with \[default\: your own, made when there is none\]]:FILE:_files' \
'(--passphrase-file)--passphrase-env=[Environment variable that holds the passphrase]:VAR:_default' \
'--passphrase-file=[File that holds the passphrase; one newline at its end is not part of it]:FILE:_files' \
'--format=[Form of the answer\: text, json, sarif, junit, markdown or github]:FORMAT:_default' \
'*-o+[A report to write as well, in any of these forms; repeated\: several]:FORMAT=FILE:_default' \
'*--output=[A report to write as well, in any of these forms; repeated\: several]:FORMAT=FILE:_default' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::path -- A project, or another target of the gates:_default' \
":: :_keelmark__subcmd__check_commands" \
"*::: :->check" \
&& ret=0

    case $state in
    (check)
        words=($line[2] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-check-command-$line[2]:"
        case $line[2] in
            (licenses)
_arguments "${_arguments_options[@]}" : \
'*--state=[In which states packages count\: installed, locked, declared, bundled, fixture, or all \[default\: installed,locked; of a package also declared, which is what it needs\]]:STATE,…:_default' \
'*--exclude=[What to pass over in the target, as a glob; repeated\: several]:GLOB:_default' \
'--policy=[A file with a policy \[default\: keelmark.toml in the target or here\]]:FILE:_files' \
'*--allow=[Licences that may be used, whatever the policy says]:LICENSE,…:_default' \
'*--deny=[Licences that may not be used, whatever the policy says]:LICENSE,…:_default' \
'(--no-cache)*--from=[Where to look for licences that the target does not have, as a lockfile has none\: an environment of Python, node_modules, \`~/.cargo/registry\`, a cache of uv; repeated\: several \[default\: what Cargo and uv keep on this machine\]]:DIR:_files' \
'--notice=[Where to write the terms of every package as text\: its licence, its copyright, and the texts that lie in the target]:FILE:_files' \
'--license-manifest=[Where to write the same as JSON, with the texts by their digests]:FILE:_files' \
'--attest=[Sign what was found, whether the gate holds or not\: a bundle \`GATE.sigstore.json\` in this folder]:DIR:_files' \
'*--subject=[A file that it is said of; repeated\: several \[default\: the target; of a folder its lockfiles\]]:FILE:_files' \
'--key=[Key to sign with \[default\: your own, made when there is none\]]:FILE:_files' \
'(--passphrase-file)--passphrase-env=[Environment variable that holds the passphrase]:VAR:_default' \
'--passphrase-file=[File that holds the passphrase; one newline at its end is not part of it]:FILE:_files' \
'--format=[Form of the answer\: text, json, sarif, junit, markdown or github]:FORMAT:_default' \
'*-o+[A report to write as well, in any of these forms; repeated\: several]:FORMAT=FILE:_default' \
'*--output=[A report to write as well, in any of these forms; repeated\: several]:FORMAT=FILE:_default' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'--no-cache[Look at the target alone]' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::target -- A folder, a lockfile, an environment, a package, an image or a bill of materials:_default' \
&& ret=0
;;
(lock)
_arguments "${_arguments_options[@]}" : \
'*--allow-host=[Where else packages may come from, \`HOST\` or \`HOST/PATH\`; repeated\: several]:HOST[/PATH]:_default' \
'--index=[Ask this mirror of the index, an address or a folder]:URL|DIR:_default' \
'--only=[Ask this alone]:ONLY:((drift\:"Whether it is still the lock of its manifest"
integrity\:"Whether it pins what will be installed"))' \
'--format=[Form of the answer\: text, json, sarif, junit, markdown or github]:FORMAT:_default' \
'*-o+[A report to write as well, in any of these forms; repeated\: several]:FORMAT=FILE:_default' \
'*--output=[A report to write as well, in any of these forms; repeated\: several]:FORMAT=FILE:_default' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'--fix[Print the command that mends a lock that has drifted; nothing is run]' \
'--online[Also ask the public index (PyPI, npm, crates.io) whether the files that the lock pins are those it states]' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::path -- A lockfile, or a folder with one or several:_files' \
&& ret=0
;;
(review)
_arguments "${_arguments_options[@]}" : \
'--base=[The commit, branch or tag that the change is made to]:REF:_default' \
'--head=[The commit with the change \[default\: HEAD\]]:REF:_default' \
'*--state=[In which states packages count\: installed, locked, declared, bundled, fixture, or all \[default\: installed,locked,declared\]]:STATE,…:_default' \
'*--exclude=[What to pass over, as a glob; repeated\: several]:GLOB:_default' \
'*--deny=[What stops the change besides\: downgraded, file-added, install-script, license-changed, moved, policy-changed, private-name, similar-name]:KIND,…:_default' \
'--policy=[A file with the table \`\[vulns\]\` \[default\: keelmark.toml in the target or here\]]:FILE:_files' \
'--db=[The database \[default\: KEELMARK_DB, else keelmark/advisories.db among the user'\''s data\]]:FILE:_files' \
'--max-age=[How old the oldest source of the database may be\: 7d, 36h \[default\: KEELMARK_MAX_AGE, else as keelmark.toml says, else 7d\]]:AGE:_default' \
'--fail-on=[From which severity on a flaw stops the release\: low, medium, high or critical \[default\: KEELMARK_FAIL_ON, else VULN_SCAN_SEVERITY_THRESHOLD, else as keelmark.toml or else the file of waivers says, else low\]]:SEVERITY:_default' \
'--ignore-unfixed=[Let flaws pass that no version mends]::BOOL:(true false)' \
'--only=[Only count what is shipped, not what is there to build or to develop]:SCOPE:((runtime\:"What is shipped"
all\:"Everything"))' \
'--fail-on-exploited=[Let no flaw pass that is known to be exploited, whatever its severity]::BOOL:(true false)' \
'--fail-on-epss=[Let no flaw pass that is at least so likely to be exploited within thirty days, from 0 to 1]:SHARE:_default' \
'--strict=[Exit with 3 when there are packages that no advisory could name]::BOOL:(true false)' \
'--waivers=[Flaws that somebody answers for until a day, in TOML or YAML]:FILE:_files' \
'--today=[The day on which it is judged, YYYY-MM-DD \[default\: today\]]:DAY:_default' \
'(--no-cache)*--from=[Where to look for licences that the target does not have, as a lockfile has none\: an environment of Python, node_modules, \`~/.cargo/registry\`, a cache of uv; repeated\: several \[default\: what Cargo and uv keep on this machine\]]:DIR:_files' \
'--attest=[Sign what was found, whether the gate holds or not\: a bundle \`GATE.sigstore.json\` in this folder]:DIR:_files' \
'*--subject=[A file that it is said of; repeated\: several \[default\: the target; of a folder its lockfiles\]]:FILE:_files' \
'--key=[Key to sign with \[default\: your own, made when there is none\]]:FILE:_files' \
'(--passphrase-file)--passphrase-env=[Environment variable that holds the passphrase]:VAR:_default' \
'--passphrase-file=[File that holds the passphrase; one newline at its end is not part of it]:FILE:_files' \
'--format=[Form of the answer\: text, json, sarif, junit, markdown or github]:FORMAT:_default' \
'*-o+[A report to write as well, in any of these forms; repeated\: several]:FORMAT=FILE:_default' \
'*--output=[A report to write as well, in any of these forms; repeated\: several]:FORMAT=FILE:_default' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'--direct[Compare with the base itself, wherever the head parted from it]' \
'--no-cache[Look at the target alone]' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::targets -- With `--base` a folder in the repository; without it two targets, before and after\: folders, bills of materials, packages, images \[default\: .\]:_default' \
&& ret=0
;;
(vulns)
_arguments "${_arguments_options[@]}" : \
'*--state=[In which states packages count\: installed, locked, declared, bundled, fixture, or all \[default\: installed,locked; of a package also declared, which is what it needs\]]:STATE,…:_default' \
'*--exclude=[What to pass over in the target, as a glob; repeated\: several]:GLOB:_default' \
'--policy=[A file with the table \`\[vulns\]\` \[default\: keelmark.toml in the target or here\]]:FILE:_files' \
'--db=[The database \[default\: KEELMARK_DB, else keelmark/advisories.db among the user'\''s data\]]:FILE:_files' \
'--max-age=[How old the oldest source of the database may be\: 7d, 36h \[default\: KEELMARK_MAX_AGE, else as keelmark.toml says, else 7d\]]:AGE:_default' \
'--fail-on=[From which severity on a flaw stops the release\: low, medium, high or critical \[default\: KEELMARK_FAIL_ON, else VULN_SCAN_SEVERITY_THRESHOLD, else as keelmark.toml or else the file of waivers says, else low\]]:SEVERITY:_default' \
'--ignore-unfixed=[Let flaws pass that no version mends]::BOOL:(true false)' \
'--only=[Only count what is shipped, not what is there to build or to develop]:SCOPE:((runtime\:"What is shipped"
all\:"Everything"))' \
'--fail-on-exploited=[Let no flaw pass that is known to be exploited, whatever its severity]::BOOL:(true false)' \
'--fail-on-epss=[Let no flaw pass that is at least so likely to be exploited within thirty days, from 0 to 1]:SHARE:_default' \
'--strict=[Exit with 3 when there are packages that no advisory could name]::BOOL:(true false)' \
'--waivers=[Flaws that somebody answers for until a day, in TOML or YAML]:FILE:_files' \
'--today=[The day on which it is judged, YYYY-MM-DD \[default\: today\]]:DAY:_default' \
'*--vex=[What somebody says of flaws\: OpenVEX, CycloneDX or CSAF 2.0; repeated\: several]:FILE:_files' \
'--product=[The package URL by which documents of VEX name the target \[default\: as keelmark.toml says, else the one it has\]]:PURL:_default' \
'(--import --self-test)--write-vex=[Where to write the flaws that waivers hold for, as OpenVEX]:FILE:_files' \
'(--state --exclude --db --max-age --attest)*--import=[Judge what another scanner reports instead\: JSON of Trivy or Grype, SARIF; repeated\: several]:FILE:_files' \
'--attest=[Sign what was found, whether the gate holds or not\: a bundle \`GATE.sigstore.json\` in this folder]:DIR:_files' \
'*--subject=[A file that it is said of; repeated\: several \[default\: the target; of a folder its lockfiles\]]:FILE:_files' \
'--key=[Key to sign with \[default\: your own, made when there is none\]]:FILE:_files' \
'(--passphrase-file)--passphrase-env=[Environment variable that holds the passphrase]:VAR:_default' \
'--passphrase-file=[File that holds the passphrase; one newline at its end is not part of it]:FILE:_files' \
'--format=[Form of the answer\: text, json, sarif, junit, markdown or github]:FORMAT:_default' \
'*-o+[A report to write as well, in any of these forms; repeated\: several]:FORMAT=FILE:_default' \
'*--output=[A report to write as well, in any of these forms; repeated\: several]:FORMAT=FILE:_default' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(--import --attest)--self-test[Prove with a seeded flaw, by these rules, that the gate stops it and that a waiver lets it pass]' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::target -- A folder, a lockfile, an environment, a package, an image or a bill of materials:_default' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_keelmark__subcmd__check__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-check-help-command-$line[1]:"
        case $line[1] in
            (licenses)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(lock)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(review)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(vulns)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(db)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_keelmark__subcmd__db_commands" \
"*::: :->db" \
&& ret=0

    case $state in
    (db)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-db-command-$line[1]:"
        case $line[1] in
            (import)
_arguments "${_arguments_options[@]}" : \
'--db=[The database \[default\: KEELMARK_DB, else keelmark/advisories.db among the user'\''s data\]]:FILE:_files' \
'--format=[Form of the answer]:FORMAT:((text\:"For reading"
json\:"For programs, in a versioned form"))' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::paths -- Folders (clones and copies of RustSec, PyPA, Go, GitHub'\''s database, of OSV'\''s exports), zip archives (`all.zip`), single advisories (.json, .yaml, .md), lists of KEV (.json, .csv) and EPSS (.csv, .csv.gz); or one database that was exported:_files' \
&& ret=0
;;
(status)
_arguments "${_arguments_options[@]}" : \
'--db=[The database \[default\: KEELMARK_DB, else keelmark/advisories.db among the user'\''s data\]]:FILE:_files' \
'--max-age=[Exit with 3 when a source is older than this, as \`check vulns\` does\: 7d, 36h]:AGE:_default' \
'--format=[Form of the answer]:FORMAT:((text\:"For reading"
json\:"For programs, in a versioned form"))' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(export)
_arguments "${_arguments_options[@]}" : \
'--db=[The database \[default\: KEELMARK_DB, else keelmark/advisories.db among the user'\''s data\]]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':file -- Where to:_files' \
&& ret=0
;;
(update)
_arguments "${_arguments_options[@]}" : \
'*--from=[Where to fetch from instead\: the address of a mirror of OSV'\''s archives, which ends in \`/\`; of an archive, a list or an exported database; or a file or folder; repeated\: several \[default\: OSV, KEV and EPSS\]]:URL|PATH:_default' \
'*--ecosystem=[The ecosystems to fetch from OSV or its mirror, as OSV calls them \[default\: crates.io,Go,npm,PyPI\]]:NAME,…:_default' \
'--sha256=[The SHA-256 that the one file fetched must have]:HEX:_default' \
'--db=[The database \[default\: KEELMARK_DB, else keelmark/advisories.db among the user'\''s data\]]:FILE:_files' \
'--format=[Form of the answer]:FORMAT:((text\:"For reading"
json\:"For programs, in a versioned form"))' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_keelmark__subcmd__db__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-db-help-command-$line[1]:"
        case $line[1] in
            (import)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(status)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(export)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(update)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(keys)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_keelmark__subcmd__keys_commands" \
"*::: :->keys" \
&& ret=0

    case $state in
    (keys)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-keys-command-$line[1]:"
        case $line[1] in
            (generate)
_arguments "${_arguments_options[@]}" : \
'(--key)--output-key-prefix=[Write NAME.key and NAME.pub]:NAME:_files' \
'--key=[Write the private key to FILE, the public key to FILE with the extension \`.pub\`]:FILE:_files' \
'--algorithm=[What the key signs with]:ALGORITHM:(ecdsa-p256 ed25519)' \
'--format=[How the private key is written]:FORMAT:(pkcs8 cosign)' \
'(--passphrase-file)--passphrase-env=[Environment variable that holds the passphrase]:VAR:_default' \
'--passphrase-file=[File that holds the passphrase; one newline at its end is not part of it]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(public)
_arguments "${_arguments_options[@]}" : \
'--key=[The private key]:FILE:_files' \
'(--passphrase-file)--passphrase-env=[Environment variable that holds the passphrase]:VAR:_default' \
'--passphrase-file=[File that holds the passphrase; one newline at its end is not part of it]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(convert)
_arguments "${_arguments_options[@]}" : \
'--key=[The private key to read]:FILE:_files' \
'--output=[The new file]:FILE:_files' \
'--format=[How to write it]:FORMAT:(pkcs8 cosign)' \
'(--passphrase-file)--passphrase-env=[Environment variable that holds the passphrase]:VAR:_default' \
'--passphrase-file=[File that holds the passphrase; one newline at its end is not part of it]:FILE:_files' \
'(--new-passphrase-file --no-passphrase)--new-passphrase-env=[Environment variable that holds the new passphrase]:VAR:_default' \
'(--no-passphrase)--new-passphrase-file=[File that holds the new passphrase]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'--no-passphrase[Write the key unprotected]' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_keelmark__subcmd__keys__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-keys-help-command-$line[1]:"
        case $line[1] in
            (generate)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(public)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(convert)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(trust)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_keelmark__subcmd__trust_commands" \
"*::: :->trust" \
&& ret=0

    case $state in
    (trust)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-trust-command-$line[1]:"
        case $line[1] in
            (update)
_arguments "${_arguments_options[@]}" : \
'--instance=[The instance to renew \[default\: public-good and github\]]:NAME:_default' \
'--mirror=[A copy of the instance'\''s TUF repository\: a folder, or an address with https\://]:DIR|URL:_default' \
'--root=[TUF root metadata to begin with, instead of the newest known; what was seen before it is forgotten]:FILE:_files' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
'(--instance)--trusted-root=[A trusted root, or several a line, instead of those that verification uses]:FILE:_files' \
'*--instance=[An instance; repeated\: several \[default\: public-good, github\]]:NAME:_default' \
'--format=[Form of the answer]:FORMAT:((text\:"For reading"
json\:"For programs, in a versioned form"))' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(export)
_arguments "${_arguments_options[@]}" : \
'*--instance=[An instance; repeated\: several \[default\: public-good, github\]]:NAME:_default' \
'-o+[File to write \[default\: standard output\]]:FILE:_files' \
'--output=[File to write \[default\: standard output\]]:FILE:_files' \
'--form=[Form of the file \[default\: trusted-root for one instance, else lines\]]:FORM:((trusted-root\:"\`trusted_root.json\` of one instance, byte for byte as published"
lines\:"One root on each line, which \`gh attestation verify --custom-trusted-root\` reads"))' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(import)
_arguments "${_arguments_options[@]}" : \
'--instance=[The instance whose root it is \[default\: the one with which it shares an authority in use\]]:NAME:_default' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':file -- A trusted root, or several a line:_files' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_keelmark__subcmd__trust__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-trust-help-command-$line[1]:"
        case $line[1] in
            (update)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(export)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(import)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(explain)
_arguments "${_arguments_options[@]}" : \
'--format=[Form of the answer]:FORMAT:((text\:"For reading"
md\:"For a document"
json\:"For programs"))' \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'()--all[Explain every code there is]' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::code -- The code, as a message shows it:_default' \
&& ret=0
;;
(completions)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':shell -- The shell to complete for:(bash elvish fish powershell zsh)' \
&& ret=0
;;
(man)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(reference)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colours]:WHEN:((auto\:"On a terminal, unless NO_COLOR is set"
always\:"Always"
never\:"Never"))' \
'(-v --verbose)-q[Print nothing but errors; the exit code tells]' \
'(-v --verbose)--quiet[Print nothing but errors; the exit code tells]' \
'-v[Print more\: every check, every default that applied]' \
'--verbose[Print more\: every check, every default that applied]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_keelmark__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-help-command-$line[1]:"
        case $line[1] in
            (attest)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(verify)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(bundle)
_arguments "${_arguments_options[@]}" : \
":: :_keelmark__subcmd__help__subcmd__bundle_commands" \
"*::: :->bundle" \
&& ret=0

    case $state in
    (bundle)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-help-bundle-command-$line[1]:"
        case $line[1] in
            (create)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(sbom)
_arguments "${_arguments_options[@]}" : \
":: :_keelmark__subcmd__help__subcmd__sbom_commands" \
"*::: :->sbom" \
&& ret=0

    case $state in
    (sbom)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-help-sbom-command-$line[1]:"
        case $line[1] in
            (generate)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(diff)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(convert)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(merge)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(validate)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(tree)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(why)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(score)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(enrich)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(check)
_arguments "${_arguments_options[@]}" : \
":: :_keelmark__subcmd__help__subcmd__check_commands" \
"*::: :->check" \
&& ret=0

    case $state in
    (check)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-help-check-command-$line[1]:"
        case $line[1] in
            (licenses)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(lock)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(review)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(vulns)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(db)
_arguments "${_arguments_options[@]}" : \
":: :_keelmark__subcmd__help__subcmd__db_commands" \
"*::: :->db" \
&& ret=0

    case $state in
    (db)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-help-db-command-$line[1]:"
        case $line[1] in
            (import)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(status)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(export)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(update)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(keys)
_arguments "${_arguments_options[@]}" : \
":: :_keelmark__subcmd__help__subcmd__keys_commands" \
"*::: :->keys" \
&& ret=0

    case $state in
    (keys)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-help-keys-command-$line[1]:"
        case $line[1] in
            (generate)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(public)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(convert)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(trust)
_arguments "${_arguments_options[@]}" : \
":: :_keelmark__subcmd__help__subcmd__trust_commands" \
"*::: :->trust" \
&& ret=0

    case $state in
    (trust)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:keelmark-help-trust-command-$line[1]:"
        case $line[1] in
            (update)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(export)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(import)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(explain)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(completions)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(man)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(reference)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
}

(( $+functions[_keelmark_commands] )) ||
_keelmark_commands() {
    local commands; commands=(
'attest:Write the evidence of a release\: SBOMs, provenance, signatures, index' \
'verify:Check evidence and artifacts; say what was proven, and by whom' \
'bundle:Write Sigstore bundles of bare signatures and of cosign'\''s older bundles' \
'sbom:List what is in a project, an artifact or an image' \
'check:Ask whether a release is fit to ship' \
'db:Import, show and copy out the advisories that packages are looked up in' \
'keys:Make, convert and show signing keys' \
'trust:Renew, show, copy out and take in the roots of trust that verification starts from' \
'explain:Tell the cause and the remedy of a code' \
'completions:Print the completions of a shell' \
'man:Print the manual page' \
'reference:Print the command-line reference in Markdown' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'keelmark commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__attest_commands] )) ||
_keelmark__subcmd__attest_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark attest commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__bundle_commands] )) ||
_keelmark__subcmd__bundle_commands() {
    local commands; commands=(
'create:Write a Sigstore bundle of a signature and what lies beside it, or of cosign'\''s older bundle' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'keelmark bundle commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__bundle__subcmd__create_commands] )) ||
_keelmark__subcmd__bundle__subcmd__create_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark bundle create commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__bundle__subcmd__help_commands] )) ||
_keelmark__subcmd__bundle__subcmd__help_commands() {
    local commands; commands=(
'create:Write a Sigstore bundle of a signature and what lies beside it, or of cosign'\''s older bundle' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'keelmark bundle help commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__bundle__subcmd__help__subcmd__create_commands] )) ||
_keelmark__subcmd__bundle__subcmd__help__subcmd__create_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark bundle help create commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__bundle__subcmd__help__subcmd__help_commands] )) ||
_keelmark__subcmd__bundle__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark bundle help help commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__check_commands] )) ||
_keelmark__subcmd__check_commands() {
    local commands; commands=(
'licenses:Ask whether everything in a target may be used as it is licensed' \
'lock:Ask whether a lockfile is that of its manifest, and pins what will be installed' \
'review:Ask what a change brings into what a release is made of' \
'vulns:Ask whether a target has packages with known flaws' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'keelmark check commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__check__subcmd__help_commands] )) ||
_keelmark__subcmd__check__subcmd__help_commands() {
    local commands; commands=(
'licenses:Ask whether everything in a target may be used as it is licensed' \
'lock:Ask whether a lockfile is that of its manifest, and pins what will be installed' \
'review:Ask what a change brings into what a release is made of' \
'vulns:Ask whether a target has packages with known flaws' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'keelmark check help commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__check__subcmd__help__subcmd__help_commands] )) ||
_keelmark__subcmd__check__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark check help help commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__check__subcmd__help__subcmd__licenses_commands] )) ||
_keelmark__subcmd__check__subcmd__help__subcmd__licenses_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark check help licenses commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__check__subcmd__help__subcmd__lock_commands] )) ||
_keelmark__subcmd__check__subcmd__help__subcmd__lock_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark check help lock commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__check__subcmd__help__subcmd__review_commands] )) ||
_keelmark__subcmd__check__subcmd__help__subcmd__review_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark check help review commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__check__subcmd__help__subcmd__vulns_commands] )) ||
_keelmark__subcmd__check__subcmd__help__subcmd__vulns_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark check help vulns commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__check__subcmd__licenses_commands] )) ||
_keelmark__subcmd__check__subcmd__licenses_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark check licenses commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__check__subcmd__lock_commands] )) ||
_keelmark__subcmd__check__subcmd__lock_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark check lock commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__check__subcmd__review_commands] )) ||
_keelmark__subcmd__check__subcmd__review_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark check review commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__check__subcmd__vulns_commands] )) ||
_keelmark__subcmd__check__subcmd__vulns_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark check vulns commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__completions_commands] )) ||
_keelmark__subcmd__completions_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark completions commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__db_commands] )) ||
_keelmark__subcmd__db_commands() {
    local commands; commands=(
'import:Make the database of advisories out of published ones' \
'status:Show what the database holds and of when it is, and compare every byte with its digests' \
'export:Copy the database out, for a machine that has no network\: \`keelmark db import FILE\` takes it in there' \
'update:Fetch what is published anew, and make the database of it' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'keelmark db commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__db__subcmd__export_commands] )) ||
_keelmark__subcmd__db__subcmd__export_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark db export commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__db__subcmd__help_commands] )) ||
_keelmark__subcmd__db__subcmd__help_commands() {
    local commands; commands=(
'import:Make the database of advisories out of published ones' \
'status:Show what the database holds and of when it is, and compare every byte with its digests' \
'export:Copy the database out, for a machine that has no network\: \`keelmark db import FILE\` takes it in there' \
'update:Fetch what is published anew, and make the database of it' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'keelmark db help commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__db__subcmd__help__subcmd__export_commands] )) ||
_keelmark__subcmd__db__subcmd__help__subcmd__export_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark db help export commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__db__subcmd__help__subcmd__help_commands] )) ||
_keelmark__subcmd__db__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark db help help commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__db__subcmd__help__subcmd__import_commands] )) ||
_keelmark__subcmd__db__subcmd__help__subcmd__import_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark db help import commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__db__subcmd__help__subcmd__status_commands] )) ||
_keelmark__subcmd__db__subcmd__help__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark db help status commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__db__subcmd__help__subcmd__update_commands] )) ||
_keelmark__subcmd__db__subcmd__help__subcmd__update_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark db help update commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__db__subcmd__import_commands] )) ||
_keelmark__subcmd__db__subcmd__import_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark db import commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__db__subcmd__status_commands] )) ||
_keelmark__subcmd__db__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark db status commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__db__subcmd__update_commands] )) ||
_keelmark__subcmd__db__subcmd__update_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark db update commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__explain_commands] )) ||
_keelmark__subcmd__explain_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark explain commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help_commands] )) ||
_keelmark__subcmd__help_commands() {
    local commands; commands=(
'attest:Write the evidence of a release\: SBOMs, provenance, signatures, index' \
'verify:Check evidence and artifacts; say what was proven, and by whom' \
'bundle:Write Sigstore bundles of bare signatures and of cosign'\''s older bundles' \
'sbom:List what is in a project, an artifact or an image' \
'check:Ask whether a release is fit to ship' \
'db:Import, show and copy out the advisories that packages are looked up in' \
'keys:Make, convert and show signing keys' \
'trust:Renew, show, copy out and take in the roots of trust that verification starts from' \
'explain:Tell the cause and the remedy of a code' \
'completions:Print the completions of a shell' \
'man:Print the manual page' \
'reference:Print the command-line reference in Markdown' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'keelmark help commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__attest_commands] )) ||
_keelmark__subcmd__help__subcmd__attest_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help attest commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__bundle_commands] )) ||
_keelmark__subcmd__help__subcmd__bundle_commands() {
    local commands; commands=(
'create:Write a Sigstore bundle of a signature and what lies beside it, or of cosign'\''s older bundle' \
    )
    _describe -t commands 'keelmark help bundle commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__bundle__subcmd__create_commands] )) ||
_keelmark__subcmd__help__subcmd__bundle__subcmd__create_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help bundle create commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__check_commands] )) ||
_keelmark__subcmd__help__subcmd__check_commands() {
    local commands; commands=(
'licenses:Ask whether everything in a target may be used as it is licensed' \
'lock:Ask whether a lockfile is that of its manifest, and pins what will be installed' \
'review:Ask what a change brings into what a release is made of' \
'vulns:Ask whether a target has packages with known flaws' \
    )
    _describe -t commands 'keelmark help check commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__check__subcmd__licenses_commands] )) ||
_keelmark__subcmd__help__subcmd__check__subcmd__licenses_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help check licenses commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__check__subcmd__lock_commands] )) ||
_keelmark__subcmd__help__subcmd__check__subcmd__lock_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help check lock commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__check__subcmd__review_commands] )) ||
_keelmark__subcmd__help__subcmd__check__subcmd__review_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help check review commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__check__subcmd__vulns_commands] )) ||
_keelmark__subcmd__help__subcmd__check__subcmd__vulns_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help check vulns commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__completions_commands] )) ||
_keelmark__subcmd__help__subcmd__completions_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help completions commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__db_commands] )) ||
_keelmark__subcmd__help__subcmd__db_commands() {
    local commands; commands=(
'import:Make the database of advisories out of published ones' \
'status:Show what the database holds and of when it is, and compare every byte with its digests' \
'export:Copy the database out, for a machine that has no network\: \`keelmark db import FILE\` takes it in there' \
'update:Fetch what is published anew, and make the database of it' \
    )
    _describe -t commands 'keelmark help db commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__db__subcmd__export_commands] )) ||
_keelmark__subcmd__help__subcmd__db__subcmd__export_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help db export commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__db__subcmd__import_commands] )) ||
_keelmark__subcmd__help__subcmd__db__subcmd__import_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help db import commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__db__subcmd__status_commands] )) ||
_keelmark__subcmd__help__subcmd__db__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help db status commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__db__subcmd__update_commands] )) ||
_keelmark__subcmd__help__subcmd__db__subcmd__update_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help db update commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__explain_commands] )) ||
_keelmark__subcmd__help__subcmd__explain_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help explain commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__help_commands] )) ||
_keelmark__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help help commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__keys_commands] )) ||
_keelmark__subcmd__help__subcmd__keys_commands() {
    local commands; commands=(
'generate:Make a key pair' \
'public:Print the public half of a private key' \
'convert:Write a private key in another format or under another passphrase' \
    )
    _describe -t commands 'keelmark help keys commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__keys__subcmd__convert_commands] )) ||
_keelmark__subcmd__help__subcmd__keys__subcmd__convert_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help keys convert commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__keys__subcmd__generate_commands] )) ||
_keelmark__subcmd__help__subcmd__keys__subcmd__generate_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help keys generate commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__keys__subcmd__public_commands] )) ||
_keelmark__subcmd__help__subcmd__keys__subcmd__public_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help keys public commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__man_commands] )) ||
_keelmark__subcmd__help__subcmd__man_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help man commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__reference_commands] )) ||
_keelmark__subcmd__help__subcmd__reference_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help reference commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__sbom_commands] )) ||
_keelmark__subcmd__help__subcmd__sbom_commands() {
    local commands; commands=(
'generate:List what is in a project, an artifact or an image, and write it as a bill of materials' \
'diff:Tell what differs between two bills of materials' \
'convert:Write a bill of materials in another format, and say what is lost' \
'merge:Write several bills of materials as one, each component once' \
'validate:Check that a bill of materials keeps to its format, and has what a profile asks for' \
'tree:Show what needs what' \
'why:Tell why a package is in a bill of materials\: what leads to it, and where it was found' \
'score:Tell how much of what CISA asks for a bill of materials has, from 0 to 100' \
'enrich:Fill what a bill of materials does not say of its packages' \
    )
    _describe -t commands 'keelmark help sbom commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__sbom__subcmd__convert_commands] )) ||
_keelmark__subcmd__help__subcmd__sbom__subcmd__convert_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help sbom convert commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__sbom__subcmd__diff_commands] )) ||
_keelmark__subcmd__help__subcmd__sbom__subcmd__diff_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help sbom diff commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__sbom__subcmd__enrich_commands] )) ||
_keelmark__subcmd__help__subcmd__sbom__subcmd__enrich_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help sbom enrich commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__sbom__subcmd__generate_commands] )) ||
_keelmark__subcmd__help__subcmd__sbom__subcmd__generate_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help sbom generate commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__sbom__subcmd__merge_commands] )) ||
_keelmark__subcmd__help__subcmd__sbom__subcmd__merge_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help sbom merge commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__sbom__subcmd__score_commands] )) ||
_keelmark__subcmd__help__subcmd__sbom__subcmd__score_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help sbom score commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__sbom__subcmd__tree_commands] )) ||
_keelmark__subcmd__help__subcmd__sbom__subcmd__tree_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help sbom tree commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__sbom__subcmd__validate_commands] )) ||
_keelmark__subcmd__help__subcmd__sbom__subcmd__validate_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help sbom validate commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__sbom__subcmd__why_commands] )) ||
_keelmark__subcmd__help__subcmd__sbom__subcmd__why_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help sbom why commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__trust_commands] )) ||
_keelmark__subcmd__help__subcmd__trust_commands() {
    local commands; commands=(
'update:Fetch the roots of trust anew from those who publish them' \
'show:Show what verification trusts, and since when' \
'export:Write the roots of trust that verification uses, for other machines and other tools' \
'import:Take in roots of trust from a file that came another way' \
    )
    _describe -t commands 'keelmark help trust commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__trust__subcmd__export_commands] )) ||
_keelmark__subcmd__help__subcmd__trust__subcmd__export_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help trust export commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__trust__subcmd__import_commands] )) ||
_keelmark__subcmd__help__subcmd__trust__subcmd__import_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help trust import commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__trust__subcmd__show_commands] )) ||
_keelmark__subcmd__help__subcmd__trust__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help trust show commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__trust__subcmd__update_commands] )) ||
_keelmark__subcmd__help__subcmd__trust__subcmd__update_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help trust update commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__help__subcmd__verify_commands] )) ||
_keelmark__subcmd__help__subcmd__verify_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark help verify commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__keys_commands] )) ||
_keelmark__subcmd__keys_commands() {
    local commands; commands=(
'generate:Make a key pair' \
'public:Print the public half of a private key' \
'convert:Write a private key in another format or under another passphrase' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'keelmark keys commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__keys__subcmd__convert_commands] )) ||
_keelmark__subcmd__keys__subcmd__convert_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark keys convert commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__keys__subcmd__generate_commands] )) ||
_keelmark__subcmd__keys__subcmd__generate_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark keys generate commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__keys__subcmd__help_commands] )) ||
_keelmark__subcmd__keys__subcmd__help_commands() {
    local commands; commands=(
'generate:Make a key pair' \
'public:Print the public half of a private key' \
'convert:Write a private key in another format or under another passphrase' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'keelmark keys help commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__keys__subcmd__help__subcmd__convert_commands] )) ||
_keelmark__subcmd__keys__subcmd__help__subcmd__convert_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark keys help convert commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__keys__subcmd__help__subcmd__generate_commands] )) ||
_keelmark__subcmd__keys__subcmd__help__subcmd__generate_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark keys help generate commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__keys__subcmd__help__subcmd__help_commands] )) ||
_keelmark__subcmd__keys__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark keys help help commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__keys__subcmd__help__subcmd__public_commands] )) ||
_keelmark__subcmd__keys__subcmd__help__subcmd__public_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark keys help public commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__keys__subcmd__public_commands] )) ||
_keelmark__subcmd__keys__subcmd__public_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark keys public commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__man_commands] )) ||
_keelmark__subcmd__man_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark man commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__reference_commands] )) ||
_keelmark__subcmd__reference_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark reference commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom_commands] )) ||
_keelmark__subcmd__sbom_commands() {
    local commands; commands=(
'generate:List what is in a project, an artifact or an image, and write it as a bill of materials' \
'diff:Tell what differs between two bills of materials' \
'convert:Write a bill of materials in another format, and say what is lost' \
'merge:Write several bills of materials as one, each component once' \
'validate:Check that a bill of materials keeps to its format, and has what a profile asks for' \
'tree:Show what needs what' \
'why:Tell why a package is in a bill of materials\: what leads to it, and where it was found' \
'score:Tell how much of what CISA asks for a bill of materials has, from 0 to 100' \
'enrich:Fill what a bill of materials does not say of its packages' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'keelmark sbom commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__convert_commands] )) ||
_keelmark__subcmd__sbom__subcmd__convert_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom convert commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__diff_commands] )) ||
_keelmark__subcmd__sbom__subcmd__diff_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom diff commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__enrich_commands] )) ||
_keelmark__subcmd__sbom__subcmd__enrich_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom enrich commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__generate_commands] )) ||
_keelmark__subcmd__sbom__subcmd__generate_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom generate commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__help_commands] )) ||
_keelmark__subcmd__sbom__subcmd__help_commands() {
    local commands; commands=(
'generate:List what is in a project, an artifact or an image, and write it as a bill of materials' \
'diff:Tell what differs between two bills of materials' \
'convert:Write a bill of materials in another format, and say what is lost' \
'merge:Write several bills of materials as one, each component once' \
'validate:Check that a bill of materials keeps to its format, and has what a profile asks for' \
'tree:Show what needs what' \
'why:Tell why a package is in a bill of materials\: what leads to it, and where it was found' \
'score:Tell how much of what CISA asks for a bill of materials has, from 0 to 100' \
'enrich:Fill what a bill of materials does not say of its packages' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'keelmark sbom help commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__help__subcmd__convert_commands] )) ||
_keelmark__subcmd__sbom__subcmd__help__subcmd__convert_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom help convert commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__help__subcmd__diff_commands] )) ||
_keelmark__subcmd__sbom__subcmd__help__subcmd__diff_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom help diff commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__help__subcmd__enrich_commands] )) ||
_keelmark__subcmd__sbom__subcmd__help__subcmd__enrich_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom help enrich commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__help__subcmd__generate_commands] )) ||
_keelmark__subcmd__sbom__subcmd__help__subcmd__generate_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom help generate commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__help__subcmd__help_commands] )) ||
_keelmark__subcmd__sbom__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom help help commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__help__subcmd__merge_commands] )) ||
_keelmark__subcmd__sbom__subcmd__help__subcmd__merge_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom help merge commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__help__subcmd__score_commands] )) ||
_keelmark__subcmd__sbom__subcmd__help__subcmd__score_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom help score commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__help__subcmd__tree_commands] )) ||
_keelmark__subcmd__sbom__subcmd__help__subcmd__tree_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom help tree commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__help__subcmd__validate_commands] )) ||
_keelmark__subcmd__sbom__subcmd__help__subcmd__validate_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom help validate commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__help__subcmd__why_commands] )) ||
_keelmark__subcmd__sbom__subcmd__help__subcmd__why_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom help why commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__merge_commands] )) ||
_keelmark__subcmd__sbom__subcmd__merge_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom merge commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__score_commands] )) ||
_keelmark__subcmd__sbom__subcmd__score_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom score commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__tree_commands] )) ||
_keelmark__subcmd__sbom__subcmd__tree_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom tree commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__validate_commands] )) ||
_keelmark__subcmd__sbom__subcmd__validate_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom validate commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__sbom__subcmd__why_commands] )) ||
_keelmark__subcmd__sbom__subcmd__why_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark sbom why commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__trust_commands] )) ||
_keelmark__subcmd__trust_commands() {
    local commands; commands=(
'update:Fetch the roots of trust anew from those who publish them' \
'show:Show what verification trusts, and since when' \
'export:Write the roots of trust that verification uses, for other machines and other tools' \
'import:Take in roots of trust from a file that came another way' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'keelmark trust commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__trust__subcmd__export_commands] )) ||
_keelmark__subcmd__trust__subcmd__export_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark trust export commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__trust__subcmd__help_commands] )) ||
_keelmark__subcmd__trust__subcmd__help_commands() {
    local commands; commands=(
'update:Fetch the roots of trust anew from those who publish them' \
'show:Show what verification trusts, and since when' \
'export:Write the roots of trust that verification uses, for other machines and other tools' \
'import:Take in roots of trust from a file that came another way' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'keelmark trust help commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__trust__subcmd__help__subcmd__export_commands] )) ||
_keelmark__subcmd__trust__subcmd__help__subcmd__export_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark trust help export commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__trust__subcmd__help__subcmd__help_commands] )) ||
_keelmark__subcmd__trust__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark trust help help commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__trust__subcmd__help__subcmd__import_commands] )) ||
_keelmark__subcmd__trust__subcmd__help__subcmd__import_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark trust help import commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__trust__subcmd__help__subcmd__show_commands] )) ||
_keelmark__subcmd__trust__subcmd__help__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark trust help show commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__trust__subcmd__help__subcmd__update_commands] )) ||
_keelmark__subcmd__trust__subcmd__help__subcmd__update_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark trust help update commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__trust__subcmd__import_commands] )) ||
_keelmark__subcmd__trust__subcmd__import_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark trust import commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__trust__subcmd__show_commands] )) ||
_keelmark__subcmd__trust__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark trust show commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__trust__subcmd__update_commands] )) ||
_keelmark__subcmd__trust__subcmd__update_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark trust update commands' commands "$@"
}
(( $+functions[_keelmark__subcmd__verify_commands] )) ||
_keelmark__subcmd__verify_commands() {
    local commands; commands=()
    _describe -t commands 'keelmark verify commands' commands "$@"
}

if [ "$funcstack[1]" = "_keelmark" ]; then
    _keelmark "$@"
else
    compdef _keelmark keelmark
fi
