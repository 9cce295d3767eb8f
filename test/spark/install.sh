#!/usr/bin/env bash
# Installs Apache Spark, the exporter of test/spark, into a folder. It is no dependency of ours, and needs Java 17.
#   test/spark/install.sh FOLDER
set -euo pipefail
mkdir -p "$1"
cd "$1"
[ -e bin/python ] || python3 -m venv .
bin/pip install --quiet --disable-pip-version-check pyspark==4.0.1
