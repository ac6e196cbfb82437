#!/bin/sh
# Keys and bundles against cosign, OpenSSL and python sigstore, both ways. Without network: nothing
# is logged or fetched.
#
# Usage: cosign.sh           exits 0 when all agree, 1 on a difference, 3 when cosign cannot be had
# python sigstore is taken from target/peers/venv or from $SIGSTORE_PYTHON (an interpreter); where
# there is none, its part is skipped and said to be.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
"$root/tests/interop/peers.sh"
cosign=$root/target/peers/bin/cosign
cd "$root"
cargo build -q -p keelmark --bin keelmark
cargo build -q -p keelmark-trust --example bundle
keelmark=$root/target/debug/keelmark
bundle=$root/target/debug/examples/bundle

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# cosign otherwise looks for its roots of trust in the home folder and on the network.
export HOME="$work" COSIGN_PASSWORD='correct horse' WRONG='wrong horse'
count=0
failed=0

# agree NAME COMMAND…: the command must succeed.
agree() {
    name=$1
    shift
    count=$((count + 1))
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
    count=$((count + 1))
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
echo '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[]}' >cyclonedx.json
echo '{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"x"}' >spdxjson.json
cat >slsaprovenance1.json <<'END'
{"buildDefinition":{"buildType":"https://example.com/build","externalParameters":{}},"runDetails":{"builder":{"id":"example"}}}
END
type_slsaprovenance1=https://slsa.dev/provenance/v1
type_cyclonedx=https://cyclonedx.org/bom
type_spdxjson=https://spdx.dev/Document

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
    for type in slsaprovenance1 cyclonedx spdxjson; do
        eval "uri=\$type_$type"
        "$bundle" sign $key.key "$uri" $type.json artifact.bin $key.$type.json
        agree "cosign verifies our $type bundle by the $key key" "$cosign" verify-blob-attestation \
            --key $key.pub --bundle $key.$type.json --insecure-ignore-tlog --type $type artifact.bin
        refuse "cosign refuses our $key $type bundle for another artifact" 'digest' "$cosign" verify-blob-attestation \
            --key $key.pub --bundle $key.$type.json --insecure-ignore-tlog --type $type other.bin
        agree "we verify our $type bundle by the $key key" "$bundle" verify $key.pub artifact.bin $key.$type.json
    done
done
python=${SIGSTORE_PYTHON:-$root/target/peers/venv/bin/python}
if "$python" -c 'import sigstore' 2>/dev/null; then
    "$python" -c 'import sigstore; print("peers: sigstore-python", sigstore.__version__)'
    # Its public Bundle class holds certificate bundles only and says so of any key bundle,
    # cosign's too. Its schema, its DSSE verification and its Statement are what can be asked.
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
END
    for key in plain ours; do
        for type in slsaprovenance1 cyclonedx spdxjson; do
            agree "python sigstore reads and verifies our $type bundle by the $key key" \
                "$python" schema.py $key.$type.json $key.pub verify
        done
    done
    agree "python sigstore reads our spdxjson bundle by the ed key" \
        "$python" schema.py ed.spdxjson.json ed.pub read
    refuse "python sigstore refuses our bundle under another key" 'invalid signature' \
        "$python" schema.py plain.cyclonedx.json ours.pub verify
else
    skip "python sigstore: no interpreter with it (set SIGSTORE_PYTHON)"
fi

echo "# cosign's bundles"
for key in theirs ours; do
    for type in slsaprovenance1 cyclonedx spdxjson; do
        "$cosign" attest-blob --yes --key $key.key --signing-config signing-config.json \
            --predicate $type.json --type $type --bundle $key.$type.cosign.json artifact.bin >/dev/null 2>&1 || true
        agree "we verify cosign's $type bundle by the $key key" \
            "$bundle" verify $key.pub artifact.bin $key.$type.cosign.json
        refuse "we refuse cosign's $key $type bundle for another artifact" signature.subject \
            "$bundle" verify $key.pub other.bin $key.$type.cosign.json
    done
    "$cosign" sign-blob --yes --key $key.key --signing-config signing-config.json \
        --bundle $key.message.json artifact.bin >/dev/null 2>&1 || true
    agree "we verify cosign's signature of a file by the $key key" \
        "$bundle" verify $key.pub artifact.bin $key.message.json
    refuse "we refuse cosign's signature of a file by the $key key for another file" signature.subject \
        "$bundle" verify $key.pub other.bin $key.message.json
    refuse "we refuse cosign's signature of a file under another key" signature.no-key \
        "$bundle" verify plain.pub artifact.bin $key.message.json
done

# With Ed25519 keys cosign 3.1 signs a prehash its own verification does not accept.
"$cosign" attest-blob --yes --key edcosign.key --signing-config signing-config.json \
    --predicate cyclonedx.json --type cyclonedx --bundle ed.cosign.json artifact.bin >/dev/null 2>&1 || true
if "$cosign" verify-blob-attestation --key edcosign.pub --bundle ed.cosign.json \
    --insecure-ignore-tlog --type cyclonedx artifact.bin >/dev/null 2>&1; then
    agree "we verify cosign's bundle by an Ed25519 key" "$bundle" verify edcosign.pub artifact.bin ed.cosign.json
else
    skip "cosign's bundle by an Ed25519 key: cosign does not verify it itself"
fi

echo "$count comparisons, $failed differences"
[ "$failed" -eq 0 ]
