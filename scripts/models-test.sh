#!/usr/bin/env bash
# Tests models of scikit-learn, XGBoost, PyTorch and R, by the command protocol and as ONNX, against their own scores.
# What is missing is installed from Debian, which takes root; with --no-install that is refused.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! /usr/bin/python3 -c "import sklearn, pandas, xgboost, torch, onnx" 2>/dev/null || ! command -v Rscript >/dev/null; then
  if [ "${1:-}" = --no-install ]; then
    echo "skipped: a package is not installed; scripts/models-test.sh installs python3-sklearn, python3-pandas," \
      "python3-xgboost, python3-torch, python3-onnx and r-base-core"
    exit 0
  fi
  apt-get install -y --no-install-recommends python3-sklearn python3-pandas python3-xgboost python3-torch python3-onnx r-base-core
fi
npm run test:models
