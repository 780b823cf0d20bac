#!/usr/bin/env bash
# Builds Jaeger's all-in-one server from its Go module into .cache/jaeger, once. Needs Go; takes some minutes.
set -eu
cd "$(dirname "$0")/.."
version=v1.76.0
out="$PWD/.cache/jaeger-$version"
mkdir -p .cache
[ -x "$out" ] && exit 0
# A cache outside the clone lets fresh clones on one machine share it.
shared="${XDG_CACHE_HOME:-$HOME/.cache}/strait/jaeger-$version"
if [ -x "$shared" ]; then ln -sf "$shared" "$out"; exit 0; fi
command -v go > /dev/null || { echo "scripts/jaeger.sh: Go is not installed, so Jaeger can't be built"; exit 1; }
export CGO_ENABLED=0 GOFLAGS=-buildvcs=false
dir=$(go mod download -json "github.com/jaegertracing/jaeger@$version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
mkdir -p "$(dirname "$shared")"
nice go build -C "$dir" -trimpath -ldflags='-s -w' -o "$shared.new" ./cmd/all-in-one
mv "$shared.new" "$shared"
ln -sf "$shared" "$out"
