#!/usr/bin/env bash
# Serve on http://127.0.0.1:8000 with a worker beside it; both end together.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8000}
mkdir -p var

.venv/bin/flask load-example
echo
echo "  http://127.0.0.1:$port   (Ctrl-C ends / 按 Ctrl-C 结束)"
echo

.venv/bin/python -m services.worker &
worker=$!
trap 'kill $worker 2>/dev/null; wait $worker 2>/dev/null' EXIT
.venv/bin/gunicorn --bind "127.0.0.1:$port" --worker-class gthread --workers 2 --threads 4 --timeout 120 \
  --worker-tmp-dir /dev/shm --no-control-socket --log-level warning 'app:create_app()'
