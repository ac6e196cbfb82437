#!/bin/sh
# Installs the foreign implementations that the interop scripts need into target/peers/venv, and Poetry, whose
# dependencies are pinned otherwise, into target/peers/poetry where the long scripts are asked for.
set -eu
cd "$(dirname "$0")/../.."
venv=target/peers/venv
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/interop/requirements.txt
if [ "${KEELMARK_INTEROP-}" = all ]; then
  [ -x target/peers/poetry/bin/python ] || python3 -m venv target/peers/poetry
  target/peers/poetry/bin/pip install --quiet --disable-pip-version-check poetry==2.5.1
fi
echo "peers are in $venv"
