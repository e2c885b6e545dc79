# What the scripts here share; to be sourced. Each test has its own scratch folder, given as the first argument.
# shellcheck shell=bash
set -euo pipefail

fail() {
  echo "$*" >&2
  exit 1
}

# What must be there for the test to mean anything: its absence is a failure, with the remedy.
require_program() {
  command -v "$1" >/dev/null || fail "$1 is missing; run tools/setup"
}

require_file() {
  [[ -e $1 ]] || fail "$1 is missing; $2"
}

# The packages of corpus/packages as the lock file says.
require_packages() {
  require_file "$1/node_modules/.package-lock.json" "run: tools/setup --packages"
}

scratch_make() {
  rm -rf "$1"
  mkdir -p "$1"
}

# bundle_name FOLDER FORMAT: where a bundle goes, ending so that Node reads it as what it is.
bundle_name() {
  case $2 in
    esm) echo "$1/bundle.mjs" ;;
    *) echo "$1/bundle-$2.cjs" ;;
  esac
}

# run_in_node FILE PREFIX: runs it from the folder of PREFIX and keeps PREFIX.stdout, PREFIX.stderr, PREFIX.exit.
run_in_node() {
  local status=0
  (cd "$(dirname "$2")" && TZ=UTC timeout 120 node "$1" >"$2.stdout" 2>"$2.stderr" </dev/null) || status=$?
  echo "$status" >"$2.exit"
}

# bundle NEAP ENTRY OUT [OPTION…]: builds; a failure shows what was said.
bundle() {
  local neap=$1 entry=$2 out=$3 status=0
  shift 3
  "$neap" build "$entry" -o "$out" "$@" >"$out.log" 2>&1 || status=$?
  if [[ $status -ne 0 ]]; then
    head -c 6000 "$out.log" >&2
    fail "neap build $entry -o $out $* ended with status $status"
  fi
  [[ -s $out ]] || fail "neap build $entry ended well but left no $out"
}

# same_run EXPECTED ACTUAL: both as run_in_node left them.
same_run() {
  local part
  for part in exit stderr stdout; do
    if ! cmp -s "$1.$part" "$2.$part"; then
      diff -u --label "$part, unbundled" --label "$part, bundled" "$1.$part" "$2.$part" | cut -c1-400 | head -40 >&2 || true
      if [[ $part == exit ]]; then head -c 2000 "$2.stderr" >&2; fi
      fail "bundled and unbundled differ in $part ($1.$part, $2.$part)"
    fi
  done
}
