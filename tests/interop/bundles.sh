#!/bin/sh
# Real Sigstore bundles, with the right policy and with each wrong one.
#
# Usage: bundles.sh KEELMARK   exits 1 when one ends otherwise than it must
# The bundles are the test data of a distribution on PyPI and of crates on crates.io; they are put
# in target/peers/bundles. What could not be had is skipped, and said to be.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
bundles=$root/target/peers/bundles
keelmark=$(realpath "$1")
python=$root/target/peers/venv/bin/python
attestations=pypi-attestations==0.0.30

skip() {
    echo "skipped: bundles: $1"
}

if [ ! -x "$python" ]; then
    skip "no python with the cryptography package: see setup.sh"
    exit 0
fi

mkdir -p "$bundles"
cd "$bundles"
if [ ! -d pypi-attestations ]; then
    # Its tests are in the source distribution only. pip builds the metadata of such, so needs a
    # build backend, which may be a wheel.
    if "$python" -m pip --quiet --disable-pip-version-check download --no-deps \
        --no-binary pypi-attestations --dest download "$attestations" >download.log 2>&1; then
        mkdir unpacked
        tar -xzf download/pypi_attestations-*.tar.gz -C unpacked --strip-components 1
        mv unpacked/test/assets pypi-attestations
        rm -r unpacked download
    else
        skip "no $attestations: $(tail -n 1 download.log)"
    fi
fi

# Where cargo keeps the sources that the oracle's lockfile names.
manifest=$root/tests/oracle/Cargo.toml
if cargo metadata --quiet --locked --format-version 1 --manifest-path "$manifest" >metadata.json 2>metadata.log; then
    for crate in sigstore-bundle sigstore-trust-root sigstore-tsa sigstore-verify; do
        [ -d $crate ] && continue
        "$python" - $crate metadata.json <<'END' >source
import json, pathlib, sys
packages = json.load(open(sys.argv[2]))["packages"]
print(*(pathlib.Path(package["manifest_path"]).parent for package in packages if package["name"] == sys.argv[1]))
END
        cp -R "$(cat source)" $crate
    done
    rm -f source
else
    skip "no crates of sigstore: $(tail -n 1 metadata.log)"
fi

exec "$python" "$root/tests/interop/bundles.py" "$keelmark" "$bundles"
