#!/bin/sh
# Keys and bundles against cosign, OpenSSL and python sigstore, both ways. Without network: nothing
# is logged or fetched.
#
# Usage: cosign.sh KEELMARK   exits 1 on a difference
# cosign is taken from target/peers/bin (see peers.sh), python sigstore from target/peers/venv (see
# setup.sh); where that is not there, its part is skipped and said to be.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
cosign=$root/target/peers/bin/cosign
keelmark=$(realpath "$1")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# cosign otherwise looks for its roots of trust in the home folder and on the network.
export HOME="$work" COSIGN_PASSWORD='correct horse' WRONG='wrong horse'
failed=0

# agree NAME COMMAND…: the command must succeed.
agree() {
    name=$1
    shift
    if timeout 120 "$@" >out 2>&1; then
        echo "ok    $name"
    else
        failed=$((failed + 1))
        echo "DIFF  $name"
        sed 's/^/      /' out
    fi
}

# refuse NAME REASON COMMAND…: the command must fail and say REASON (a basic pattern).
refuse() {
    name=$1
    reason=$2
    shift 2
    if timeout 120 "$@" >out 2>&1; then
        failed=$((failed + 1))
        echo "DIFF  $name: accepted"
    elif ! grep -q "$reason" out; then
        failed=$((failed + 1))
        echo "DIFF  $name: refused for another reason"
        sed 's/^/      /' out
    else
        echo "ok    $name"
    fi
}

skip() {
    echo "skipped: $1"
}

cat >signing-config.json <<'END'
{"mediaType":"application/vnd.dev.sigstore.signingconfig.v0.2+json","rekorTlogConfig":{},"tsaConfig":{}}
END
echo 'the artifact' >artifact.bin
echo 'another artifact' >other.bin
mkdir project
cat >project/package.json <<'END'
{"name":"bundles","version":"1.0.0","license":"MIT","repository":"me/bundles","dependencies":{"ms":"^2.1.3"}}
END
echo '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[]}' >cyclonedx.json
echo '{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"x"}' >spdxjson.json
cat >slsaprovenance1.json <<'END'
{"buildDefinition":{"buildType":"https://example.com/build","externalParameters":{}},"runDetails":{"builder":{"id":"example"}}}
END
index=https://keelmark.dev/evidence-index/v1

# bundle_of TYPE: the file in an evidence folder that is the bundle of cosign's TYPE.
bundle_of() {
    case $1 in
    slsaprovenance1) echo provenance.sigstore.json ;;
    cyclonedx) echo sbom.cyclonedx.sigstore.json ;;
    spdxjson) echo sbom.spdx.sigstore.json ;;
    "$index") echo supply_chain_attestation.sigstore.json ;;
    esac
}

# uri_of TYPE: the predicate type that cosign's TYPE stands for.
uri_of() {
    case $1 in
    slsaprovenance1) echo https://slsa.dev/provenance/v1 ;;
    cyclonedx) echo https://cyclonedx.org/bom ;;
    spdxjson) echo https://spdx.dev/Document ;;
    "$index") echo "$index" ;;
    esac
}

echo "# keys"
"$keelmark" keys generate --key plain.key >/dev/null
"$keelmark" keys generate --key sealed.key --passphrase-env COSIGN_PASSWORD >/dev/null
"$keelmark" keys generate --key ours.key --format cosign >/dev/null
"$keelmark" keys generate --key ed.key --algorithm ed25519 >/dev/null
"$keelmark" keys generate --key edsealed.key --algorithm ed25519 --passphrase-env COSIGN_PASSWORD >/dev/null
"$keelmark" keys generate --key edcosign.key --algorithm ed25519 --format cosign >/dev/null
for key in plain sealed ed edsealed; do
    openssl pkey -in $key.key -passin env:COSIGN_PASSWORD -pubout -out $key.openssl.pub 2>/dev/null || true
    agree "openssl reads our $key PKCS#8 key" cmp $key.pub $key.openssl.pub
done
refuse "openssl needs the passphrase of our sealed key" 'bad decrypt' openssl pkey -in sealed.key -passin env:WRONG -noout
"$cosign" generate-key-pair --output-key-prefix theirs >/dev/null 2>&1
"$keelmark" keys public --key theirs.key >theirs.ours.pub || true
agree "we read cosign's key" cmp theirs.pub theirs.ours.pub
refuse "we need the passphrase of cosign's key" key.passphrase "$keelmark" keys public --key theirs.key --passphrase-env WRONG
for key in ours edcosign; do
    "$cosign" public-key --key $key.key >$key.cosign.pub 2>/dev/null || true
    agree "cosign reads our $key cosign-format key" cmp $key.pub $key.cosign.pub
done
"$keelmark" keys convert --key theirs.key --output theirs.pem >/dev/null
openssl pkey -in theirs.pem -passin env:COSIGN_PASSWORD -pubout -out theirs.openssl.pub 2>/dev/null || true
agree "openssl reads cosign's key as we converted it" cmp theirs.pub theirs.openssl.pub
openssl ecparam -name prime256v1 -genkey -out sec1.key 2>/dev/null
openssl genpkey -algorithm ed25519 -out openssl-ed.key
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass env:COSIGN_PASSWORD -out pbkdf2.key
openssl pkcs8 -topk8 -in sec1.key -scrypt -passout env:COSIGN_PASSWORD -out scrypt.key
for key in sec1 openssl-ed pbkdf2 scrypt; do
    chmod 600 $key.key
    openssl pkey -in $key.key -passin env:COSIGN_PASSWORD -pubout -out $key.pub
    "$keelmark" keys public --key $key.key --passphrase-env COSIGN_PASSWORD >$key.ours.pub || true
    agree "we read openssl's $key key" cmp $key.pub $key.ours.pub
done

echo "# our bundles"
for key in plain sealed ours theirs ed; do
    agree "we attest with the $key key" "$keelmark" attest --project-root project --output-dir $key.evidence \
        --subject artifact.bin --key $key.key --passphrase-env COSIGN_PASSWORD
    for type in slsaprovenance1 cyclonedx spdxjson "$index"; do
        file=$key.evidence/$(bundle_of "$type")
        agree "cosign verifies our $type bundle by the $key key" "$cosign" verify-blob-attestation \
            --key $key.pub --bundle "$file" --insecure-ignore-tlog --type "$type" artifact.bin
        refuse "cosign refuses our $key $type bundle for another artifact" 'digest' "$cosign" verify-blob-attestation \
            --key $key.pub --bundle "$file" --insecure-ignore-tlog --type "$type" other.bin
        agree "we verify our $type bundle by the $key key" "$keelmark" verify --key $key.pub \
            --bundle "$file" --predicate-type "$(uri_of "$type")" artifact.bin
    done
done
python=$root/target/peers/venv/bin/python
if "$python" -c 'import sigstore' 2>/dev/null; then
    # Its schema, its DSSE verification and its Statement are what can be asked of it.
    echo "note  python sigstore: its Bundle.from_json takes bundles with certificates only; of ours, and of cosign's by a key, it says: expected certificate"
    cat >schema.py <<'END'
import hashlib, json, sys
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from sigstore import dsse
from sigstore.hashes import Hashed
from sigstore.models import Bundle, InvalidBundle
from sigstore_models.common.v1 import HashAlgorithm
from sigstore_models.bundle.v1 import Bundle as Schema

text, key = open(sys.argv[1], encoding="utf-8").read(), open(sys.argv[2], "rb").read()
parsed = Schema.from_json(text)
assert json.loads(parsed.to_json()) == json.loads(text), parsed.to_json()
envelope = dsse.Envelope(parsed.dsse_envelope)
payload = envelope._inner.payload
if sys.argv[3] == "verify":
    assert dsse._verify(load_pem_public_key(key), envelope) == payload
artifact = hashlib.sha256(open("artifact.bin", "rb").read()).digest()
sha256 = Hashed(algorithm=HashAlgorithm.SHA2_256, digest=artifact)
assert dsse.Statement(payload)._matches_digest(sha256)
try:
    Bundle.from_json(text)
except InvalidBundle as error:
    assert "expected certificate" in str(error), error
else:
    sys.exit("Bundle.from_json takes a bundle by a key now: ask more of it")
END
    for key in plain ours; do
        for type in slsaprovenance1 cyclonedx spdxjson "$index"; do
            agree "python sigstore reads and verifies our $type bundle by the $key key" \
                "$python" schema.py "$key.evidence/$(bundle_of "$type")" $key.pub verify
        done
    done
    agree "python sigstore reads our spdxjson bundle by the ed key" \
        "$python" schema.py ed.evidence/sbom.spdx.sigstore.json ed.pub read
    refuse "python sigstore refuses our bundle under another key" 'invalid signature' \
        "$python" schema.py plain.evidence/sbom.cyclonedx.sigstore.json ours.pub verify
else
    skip "python sigstore: not installed"
fi

echo "# cosign's bundles"
for key in theirs ours; do
    for type in slsaprovenance1 cyclonedx spdxjson; do
        "$cosign" attest-blob --yes --key $key.key --signing-config signing-config.json \
            --predicate $type.json --type $type --bundle $key.$type.cosign.json artifact.bin >/dev/null 2>&1 || true
        agree "we verify cosign's $type bundle by the $key key" \
            "$keelmark" verify --key $key.pub --bundle $key.$type.cosign.json artifact.bin
        refuse "we refuse cosign's $key $type bundle for another artifact" signature.subject \
            "$keelmark" verify --key $key.pub --bundle $key.$type.cosign.json other.bin
    done
    "$cosign" sign-blob --yes --key $key.key --signing-config signing-config.json \
        --bundle $key.message.json artifact.bin >/dev/null 2>&1 || true
    agree "we verify cosign's signature of a file by the $key key" \
        "$keelmark" verify --key $key.pub --bundle $key.message.json artifact.bin
    refuse "we refuse cosign's signature of a file by the $key key for another file" signature.subject \
        "$keelmark" verify --key $key.pub --bundle $key.message.json other.bin
    refuse "we refuse cosign's signature of a file under another key" signature.no-key \
        "$keelmark" verify --key plain.pub --bundle $key.message.json artifact.bin
done

# With Ed25519 keys cosign 3.1 signs a prehash its own verification does not accept.
"$cosign" attest-blob --yes --key edcosign.key --signing-config signing-config.json \
    --predicate cyclonedx.json --type cyclonedx --bundle ed.cosign.json artifact.bin >/dev/null 2>&1 || true
if "$cosign" verify-blob-attestation --key edcosign.pub --bundle ed.cosign.json \
    --insecure-ignore-tlog --type cyclonedx artifact.bin >/dev/null 2>&1; then
    agree "we verify cosign's bundle by an Ed25519 key" "$keelmark" verify --key edcosign.pub --bundle ed.cosign.json artifact.bin
else
    skip "cosign's bundle by an Ed25519 key: cosign does not verify it itself"
fi

[ "$failed" -eq 0 ]
