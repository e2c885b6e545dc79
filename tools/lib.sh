# What the scripts of this folder share; to be sourced.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export root

# Every script works from the top folder, whatever the caller's was.
cd "$root"

say() {
  printf '%s\n' "$*"
}

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# step TITLE COMMAND…: says what begins, and how long it took. Gives back the command's status.
step() {
  local title=$1 started=$SECONDS status=0
  shift
  say "==> $title"
  "$@" || status=$?
  if [[ $status -eq 0 ]]; then
    say "    $title: done in $((SECONDS - started)) s"
  else
    say "    $title: FAILED after $((SECONDS - started)) s"
  fi
  return "$status"
}

# The repository's own C files: tracked, or new and not ignored.
own_sources() {
  git ls-files --cached --others --exclude-standard -- '*.c' '*.h' | while IFS= read -r file; do
    if [[ -e $file ]]; then printf '%s\n' "$file"; fi
  done
}

# Debian 12 has version 14; another version formats and warns otherwise.
clang_tool() {
  local tool=$1
  if command -v "$tool-14" >/dev/null; then
    echo "$tool-14"
  elif command -v "$tool" >/dev/null && "$tool" --version | grep -q 'version 14\.'; then
    echo "$tool"
  else
    fail "$tool 14 is missing; run: tools/setup --check"
  fi
}

as_root() {
  if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

# needs_of FILE…: what their lines `# needs: COMMAND from PACKAGE` name, as COMMAND PACKAGE.
needs_of() {
  sed -n 's/^# needs: \(.*\) from /\1 /p' "$@"
}

# Whether as_root has a way, and nobody needs to be asked for a password who is not there.
can_be_root() {
  [[ $(id -u) -eq 0 ]] || { command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; }
}

# install_packages PACKAGE…: those of Debian 12. Fails with the command to type where nobody can be asked for a password.
install_packages() {
  local line="apt-get install -y --no-install-recommends $*"
  command -v apt-get >/dev/null || fail "missing: $* (names of Debian 12; this system has no apt-get)"
  can_be_root || fail "Some Debian packages are missing. Run this as root, then start again:
  apt-get update && $line"
  say "    $line"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# Debian asks this file whether a package may start its service.
service_policy=/usr/sbin/policy-rc.d

# As install_packages; services that come along are not started.
install_without_services() {
  local status=0 ours=no
  if can_be_root && [[ ! -e $service_policy ]]; then
    ours=yes
    as_root sh -c "printf '#!/bin/sh\nexit 101\n' >$service_policy && chmod 755 $service_policy"
  fi
  (install_packages "$@") || status=$?
  if [[ $ours == yes ]]; then as_root rm -f "$service_policy"; fi
  return "$status"
}
