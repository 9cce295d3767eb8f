#!/usr/bin/env bash
# Installs the real peers of the bandit benchmark into a folder, for its --peers. They are no dependencies of ours.
#   bench/bandit/peers/install.sh FOLDER
set -euo pipefail
mkdir -p "$1"
cd "$1"
[ -e package.json ] || npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @eppo/js-client-sdk-common@4.14.4
[ -e bin/python ] || python3 -m venv .
bin/pip install --quiet --disable-pip-version-check mabwiser==2.7.4 vowpalwabbit==9.11.9
