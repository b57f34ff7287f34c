#!/usr/bin/env bash
# Install what is missing for `make run` (first argument run) or `make test` (test). Quick when nothing is missing.
#
# System packages are installed where this user may; otherwise one line says what to run. Fonts need no rights.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-run}

for_pdf=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig)
for_python=(python3-venv)
# libatomic1: the browser is steered by a Node.js that needs it.
for_tests=(chromium postgresql poppler-utils fonts-noto-cjk libatomic1)

have() { dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

# What a package brings may also be there by another way (an own Python, a server built from source).
needed() {
  case $1 in
    python3-venv) ! "$(python)" -c 'import ensurepip, venv' 2>/dev/null ;;
    chromium) ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null ;;
    postgresql) ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && ! command -v initdb >/dev/null ;;
    poppler-utils) ! command -v pdftoppm >/dev/null ;;
    *) ! have "$1" ;;
  esac
}

python() {
  for candidate in python3.13 python3.12 python3.11 python3; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"; return
    fi
  done
}

system_packages() {
  command -v dpkg-query >/dev/null || { echo "This is neither Debian nor Ubuntu; install Pango, HarfBuzz (with hb-subset) and Python 3.11 or newer yourself." >&2; return; }
  local wanted=("${for_pdf[@]}" "${for_python[@]}") missing=()
  [ "$what" = test ] && wanted+=("${for_tests[@]}")
  [ -n "$(python)" ] || missing+=(python3)
  for package in "${wanted[@]}"; do if needed "$package"; then missing+=("$package"); fi; done
  [ ${#missing[@]} -eq 0 ] && return
  local line="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" = 0 ]; then
    echo "Installing system packages: ${missing[*]}"
    apt-get update -qq
    # PostgreSQL for tests is started by the tests themselves; Debian need not start one of its own.
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    echo "Installing system packages: ${missing[*]}"
    sudo -n sh -c "export DEBIAN_FRONTEND=noninteractive; $line" >/dev/null
  else
    echo "System packages are missing. Run this once, then again 'make $what':" >&2
    echo "  sudo sh -c '$line'" >&2
    exit 1
  fi
}

environment() {
  local lock=requirements.txt
  [ "$what" = test ] && lock=requirements-dev.txt
  local mark=.venv/.installed-$lock
  # An environment without pip was left by a set-up that was cut short; one whose Python has gone does not start.
  if [ ! -x .venv/bin/pip ] || ! .venv/bin/python -c '' 2>/dev/null; then
    echo "Creating the Python environment in .venv"
    "$(python)" -m venv --clear .venv
  fi
  if [ "$(cat "$mark" 2>/dev/null)" != "$(sha256sum <"$lock")" ]; then
    echo "Installing Python packages (pinned with hashes)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    sha256sum <"$lock" >"$mark"
  fi
}

system_packages
environment
scripts/fonts.sh
