#!/bin/sh
# Fetches cosign and cargo-audit from Debian's unstable suite into target/peers, without installing anything
# over the system: their own package lists, their own C library, run through that library's loader.
#
# Usage: peers.sh            fetch (again) and print what could be had
# Writes target/peers/bin/cosign and target/peers/bin/cargo-audit. Exits 3 when something could not be had.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$root/target/peers"
# What is written there names its own place: that of the folder itself, where target/peers is a link.
peers=$(cd "$root/target/peers" && pwd -P)
apt=$peers/apt
packages="cosign cargo-audit libc6 libgcc-s1"

missing() {
    echo "peers: could not get $1" >&2
    exit 3
}

for tool in apt-get dpkg-deb; do
    command -v "$tool" >/dev/null || missing "$packages: needs $tool, so a Debian-like system"
done

architecture=$(dpkg --print-architecture)
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$peers/sid" "$peers/bin"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian sid main" \
    >"$apt/sources.list"
sid() {
    apt-get -q -o Dir::State::Lists="$apt/lists" -o Dir::Etc::SourceList="$apt/sources.list" \
        -o Dir::Etc::SourceParts=/dev/null -o Dir::Cache="$apt/cache" \
        -o Acquire::Languages=none -o Acquire::Check-Valid-Until=false \
        -o APT::Sandbox::User=root "$@"
}

if [ ! -x "$peers/bin/cosign" ] || [ ! -x "$peers/bin/cargo-audit" ]; then
    sid update >"$apt/update.log" 2>&1 || missing "the package lists of Debian sid: see $apt/update.log"
    # shellcheck disable=SC2086
    (cd "$apt/cache/archives" && sid download $packages) >"$apt/download.log" 2>&1 ||
        missing "$packages: see $apt/download.log"
    for package in "$apt"/cache/archives/*.deb; do
        dpkg-deb -x "$package" "$peers/sid"
    done
    loader=$(find "$peers/sid/" -name 'ld-linux*.so.*' | head -n 1)
    libraries=$(dirname "$(find "$peers/sid/" -name libc.so.6 | head -n 1)")
    [ -n "$loader" ] || missing "a loader for $architecture"
    for tool in cosign cargo-audit; do
        cat >"$peers/bin/$tool.new" <<RUN
#!/bin/sh
exec "$loader" --argv0 $tool --library-path "$libraries" "$peers/sid/usr/bin/$tool" "\$@"
RUN
        chmod +x "$peers/bin/$tool.new"
        mv "$peers/bin/$tool.new" "$peers/bin/$tool"
    done
fi

"$peers/bin/cosign" version >/dev/null 2>&1 || missing "a cosign that runs"
"$peers/bin/cargo-audit" audit --version >/dev/null 2>&1 || missing "a cargo-audit that runs"
for package in "$apt"/cache/archives/*.deb; do
    echo "peers: $(dpkg-deb -f "$package" Package Version | sed "s/^[A-Za-z]*: //" | tr "\n" " ")"
done
