#!/usr/bin/env bash
# Compares what keelmark writes and reads with other people's tools, about twenty minutes on two cores.
#
# Usage: run.sh        prints a line for each comparison and for each one skipped, and a count at the
# end; exits 1 when anything differs. KEELMARK names another binary than the one built here,
# KEELMARK_DATA the folder of real projects, and KEELMARK_INTEROP=all also asks what takes half an
# hour more. Everything else is fetched from package registries into
# target/peers; what is written is in target/interop, with how long each part took in seconds.
set -uo pipefail
cd "$(dirname "$0")/../.."

readonly here=tests/interop work=target/interop log=target/interop/log
export PYTHONDONTWRITEBYTECODE=1 PYTHONWARNINGS=ignore
rm -rf "$work"
mkdir -p "$work"
: >"$log"

said() { tee -a "$log"; }

# suite COMMAND…: runs a script; one that ends badly without naming a difference is one itself.
suite() {
  local before after status=0 began=$SECONDS
  before=$(grep -c '^DIFF ' "$log")
  "$@" 2>"$work/errors" | said || status=$?
  after=$(grep -c '^DIFF ' "$log")
  printf '%6d s  %s\n' $((SECONDS - began)) "$*" >>"$work/seconds"
  if [[ $status -ne 0 && $before == "$after" ]]; then
    {
      printf 'DIFF  %s: exit code %d: %s\n' "$*" "$status" "$(tail -n 1 "$work/errors")"
      sed 's/^/      /' "$work/errors"
    } | said
  fi
}

# The SBOMs of all releases whose packages and suppliers are known, two at a time: the validators
# take most of the time of everything here.
documents() {
  find "$work" -path '*/evidence/sbom.*.json' ! -name '*.sigstore.json' -print0 |
    grep -zv -e /dpone/ -e /keelmark/ -e /npm-workspaces/evidence/sbom.spdx | sort -z | xargs -0 -r -n 1 -P 2 "$python" "$here/sbom.py"
}

# pyspdxtools STATUS DOCUMENT: SPDX's own command must end so.
pyspdxtools() {
  local status=0
  target/peers/venv/bin/pyspdxtools -i "$2" >"$work/pyspdxtools" 2>&1 || status=$?
  if [[ $status -eq $1 ]]; then
    printf 'ok    %s: pyspdxtools -i ends with %d\n' "$2" "$status"
  else
    printf 'DIFF  %s: pyspdxtools -i ends with %d\n' "$2" "$status"
    head -n 20 "$work/pyspdxtools" | sed 's/^/      /'
  fi
}

# Bundles changed in one place, judged by keelmark's tests and then by its peers.
mutants() {
  local out=$PWD/$work/mutants.jsonl
  if KEELMARK_MUTANTS_OUT=$out cargo test --quiet -p keelmark-trust --test mutants >"$work/mutants" 2>&1; then
    "$python" "$here/mutants.py" "$out"
  else
    printf 'skipped: mutants: %s\n' "$(grep -m 1 -e ^error -e FAILED "$work/mutants")"
  fi
}

# Versions, ordered by keelmark's tests and then by the tools of their ecosystems.
versions() {
  local out=$PWD/$work/versions.tsv
  if KEELMARK_VERSIONS_OUT=$out cargo test --quiet -p keelmark-formats --test version >"$work/versions" 2>&1 &&
    KEELMARK_RANGES_OUT=$out.ranges cargo test --quiet -p keelmark-formats --test version_range >"$work/versions" 2>&1; then
    cat "$out.ranges" >>"$out"
    "$python" "$here/versions.py" "$out"
  else
    printf 'skipped: versions: %s\n' "$(grep -m 1 -e ^error -e FAILED "$work/versions")"
  fi
}

# Scores of CVSS vectors, of keelmark's tests and then of the package cvss.
scores() {
  local out=$PWD/$work/scores
  if KEELMARK_CVSS_OUT=$out cargo test --quiet -p keelmark-formats --lib cvss >"$work/cvss" 2>&1; then
    "$python" "$here/cvss_scores.py" "$out"
  else
    printf 'skipped: scores: %s\n' "$(grep -m 1 -e ^error -e FAILED "$work/cvss")"
  fi
}

# What is in targets: next to the tools that installed or locked it, then to others that look, and what
# is read of others' documents. The later scripts take what the earlier ones leave.
inventory() {
  local script
  for script in python javascript locks; do
    suite "$python" "$here/inventory/$script.py"
  done
  suite "$python" "$here/inventory/distribution.py" "$keelmark" "$work/inventory"
  suite "$python" "$here/inventory/images.py" "$keelmark" "$work/inventory/images"
  for script in others reading; do
    suite "$python" "$here/inventory/$script.py"
  done
}

# Every target twice, targets that are made to exhaust, and some 1,300 changed locks beside uv, cargo, npm,
# Poetry, pnpm and Yarn.
long() {
  local script
  for script in inventory/determinism inventory/hostile lock/uv lock/cargo lock/npm lock/poetry \
    lock/javascript; do
    if [[ ${KEELMARK_INTEROP-} == all ]]; then
      suite "$python" "$here/$script.py"
    else
      printf 'skipped: %s: takes long; set KEELMARK_INTEROP=all\n' "$script" | said
    fi
  done
}

keelmark=${KEELMARK:-target/debug/keelmark}
if [[ -z ${KEELMARK-} ]] && ! cargo build --quiet -p keelmark; then
  echo 'keelmark does not build' >&2
  exit 2
fi
"$here/setup.sh" >"$work/setup" 2>&1 ||
  printf 'skipped: the peers of PyPI: %s\n' "$(tail -n 1 "$work/setup")" | said
python=target/peers/venv/bin/python

suite python3 "$here/releases.py" "$keelmark" "$work"
suite python3 "$here/dpone.py" "$keelmark" "$work"

if "$here/peers.sh" >"$work/peers" 2>&1; then
  suite "$here/cosign.sh" "$keelmark"
else
  printf 'skipped: cosign: %s\n' "$(tail -n 1 "$work/peers")" | said
fi

suite python3 "$here/vulns/audit.py"

suite "$here/bundles.sh" "$keelmark"
if ! cargo build --quiet --locked --manifest-path tests/oracle/Cargo.toml --target-dir target/oracle 2>"$work/oracle"; then
  printf 'skipped: the crate sigstore-verify: %s\n' "$(tail -n 1 "$work/oracle")" | said
fi
if [[ -x $python ]]; then
  suite "$python" "$here/agreement.py" "$keelmark" target/peers/bundles
  suite mutants
  suite versions
  suite scores
  inventory
  long
fi

if "$python" -c 'import cyclonedx, ntia_conformance_checker, spdx_tools' 2>/dev/null; then
  suite documents
  suite "$python" "$here/inventory/documents.py"
  suite "$python" "$here/inventory/validate.py" "$keelmark"
  suite "$python" "$here/inventory/notations.py" "$keelmark" crates/formats/testdata/sbom/document/*/cyclonedx-json-1.6.cdx.json
  printf 'note  npm-workspaces: who supplies a package bundled in another is not known: no NTIA check\n'
  # Our own Cargo.toml names neither authors nor a repository, so no supplier.
  suite "$python" "$here/sbom.py" --incomplete "$work"/keelmark/evidence/sbom.{cyclonedx,spdx}.json
  if [[ -e $work/dpone/evidence ]]; then
    suite "$python" "$here/sbom.py" --incomplete "$work"/dpone/evidence/sbom.{cyclonedx,spdx}.json
    golden=${KEELMARK_DATA:-../shared/data}/dpone-golden
    suite "$python" "$here/sbom.py" --refused "$golden"/sbom.{cyclonedx,spdx}.json
    suite pyspdxtools 1 "$golden/sbom.spdx.json"
  fi
  for document in "$work"/*/evidence/sbom.spdx.json; do
    suite pyspdxtools 0 "$document"
  done
else
  printf 'skipped: SBOMs: no cyclonedx-python-lib, spdx-tools or ntia-conformance-checker\n' | said
fi

passed=$(grep -c '^ok ' "$log")
failed=$(grep -c '^DIFF ' "$log")
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$(grep -c '^skipped: ' "$log")"
[[ $failed -eq 0 && $passed -gt 0 ]]
