#!/bin/sh
# Installs the foreign implementations that the interop scripts need into target/peers/venv.
set -eu
cd "$(dirname "$0")/../.."
venv=target/peers/venv
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/interop/requirements.txt
echo "peers are in $venv"
