#!/usr/bin/env bash
# Builds the three servers the cluster tests start, into
# ${CARGO_TARGET_DIR:-target}/apiserver. A binary newer than its sources stays.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-target}
[[ $target == /* ]] || target=$root/$target
out=$target/apiserver

if ! command -v go >/dev/null; then
    echo "building the API server needs Go 1.25 or newer, and no 'go' is on the PATH" >&2
    exit 1
fi

version=$(sed -n 's|^[[:space:]]*k8s.io/kubernetes \(v[0-9.]*\)$|\1|p' "$here/go.mod")
IFS=. read -r major minor _ <<<"${version#v}"

stale=()
for name in etcd kube-apiserver kube-controller-manager; do
    for source in "$here/go.mod" "$here/go.sum" "$here/$name/main.go"; do
        if [[ ! -x $out/$name || $source -nt $out/$name ]]; then
            stale+=("./$name")
            break
        fi
    done
done
if [[ ${#stale[@]} -eq 0 ]]; then
    echo "up to date: $out"
    exit 0
fi

mkdir -p "$out"
echo "building ${stale[*]} ($version) into $out; from nothing this takes some ten minutes"
stamp=k8s.io/component-base/version
cd "$here"
CGO_ENABLED=0 go build -trimpath \
    -ldflags "-s -w -X $stamp.gitVersion=$version -X $stamp.gitMajor=$major -X $stamp.gitMinor=$minor" \
    -o "$out/" "${stale[@]}"
# An unchanged binary keeps its old time, and would count as stale for ever.
touch "${stale[@]/#./$out}"
echo "built: $out"
