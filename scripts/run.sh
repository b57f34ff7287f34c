#!/usr/bin/env bash
# Serve on http://127.0.0.1:8000 (or PORT) with a worker and the signer of the trail beside it; all end together.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8000}
mkdir -p "${TONGGUAN_VAR:-var}"
scratch=/dev/shm
[ -w $scratch ] || scratch=${TMPDIR:-/tmp}

.venv/bin/flask load-example
echo
echo "  http://127.0.0.1:$port   (Ctrl-C ends / 按 Ctrl-C 结束)"
echo

.venv/bin/python -m services.worker &
worker=$!
.venv/bin/flask sign-checkpoints &
signer=$!
.venv/bin/gunicorn --config scripts/gunicorn_conf.py --bind "127.0.0.1:$port" \
  --worker-class gthread --workers 2 --threads 4 --timeout 120 \
  --worker-tmp-dir $scratch --no-control-socket --log-level warning 'app:create_app()' &
server=$!

# All were started in the background, so that a signal reaches this script at once and not after the server's end.
end() {
  trap - INT TERM HUP EXIT
  kill $server $worker $signer 2>/dev/null || true
  wait $server $worker $signer 2>/dev/null || true
}
trap 'end; exit 0' INT TERM HUP
trap end EXIT

code=0
wait -n || code=$?
[ $code != 0 ] || exit 0  # asked to end
echo "The server, its worker or its signer ended by itself (exit code $code); the lines above say why. / 服务已停止，原因见上。" >&2
exit 1
