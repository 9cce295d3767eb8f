#!/usr/bin/env bash
# Generates a TypeScript and a Python client from openapi.json, without a warning and with every operation.
#   generate-clients.sh <folder to work in>
set -euo pipefail
document="$(cd "$(dirname "$0")/../.." && pwd)/openapi.json"
work=$1
mkdir -p "$work/typescript"

if ! python3 -m venv "$work/python" 2>/dev/null; then
  apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
  python3 -m venv --clear "$work/python"
fi
"$work/python/bin/pip" install --quiet --disable-pip-version-check openapi-python-client==0.29.1

# In a folder of its own: it needs the compiler of another version than ours.
(cd "$work/typescript" && npm init -y >/dev/null && npm install --silent --ignore-scripts openapi-typescript@7.13.0)

expected=$(node -e '
  const { paths } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))
  console.log(Object.values(paths).flatMap(Object.values).length)' "$document")

(cd "$work/typescript" && npx openapi-typescript "$document" -o client.ts && npx tsc --noEmit --strict client.ts)
in_typescript=$(sed -n '/^export interface operations {/,/^}/p' "$work/typescript/client.ts" | grep -cE '^    [A-Za-z]+: \{')

# The client is not kept, so nothing has to format it.
echo 'post_hooks: []' >"$work/config.yml"
said=$("$work/python/bin/openapi-python-client" generate --path "$document" --output-path "$work/client" --meta none --overwrite --config "$work/config.yml" 2>&1)
in_python=$(find "$work/client/api" -name '*.py' ! -name '__init__.py' | wc -l)
(cd "$work" && PYTHONPATH="$work" python/bin/python -c 'import client, client.models')

# Python has regular expressions of its own kind.
"$work/python/bin/python" - "$document" <<'PYTHON'
import json, re, sys

def patterns(value):
    if isinstance(value, dict):
        if isinstance(value.get('pattern'), str):
            yield value['pattern']
        for item in value.values():
            yield from patterns(item)
    elif isinstance(value, list):
        for item in value:
            yield from patterns(item)

for pattern in set(patterns(json.load(open(sys.argv[1])))):
    re.compile(pattern)
PYTHON

echo "operations: $expected in the document, $in_typescript in TypeScript, $in_python in Python"
if grep -qiE 'warning|error|unable' <<<"$said"; then
  echo "$said"
  exit 1
fi
[ "$expected" -eq "$in_typescript" ] && [ "$expected" -eq "$in_python" ]
