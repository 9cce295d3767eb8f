#!/usr/bin/env bash
# Installs gbstats, the peer of bench/statistics/peers, into a folder. It is no dependency of ours.
#   bench/statistics/peers/install.sh FOLDER
set -euo pipefail
mkdir -p "$1"
cd "$1"
[ -e bin/python ] || python3 -m venv .
bin/pip install --quiet --disable-pip-version-check gbstats==0.8.0
