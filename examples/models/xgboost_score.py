# An XGBoost model of numbers, missing ones included, in the order of its own feature names:
#   recourse evaluate --dataset loans.yaml --model "python3 xgboost_score.py model.json" --method exhaustive
import csv
import sys

import numpy
import xgboost

model = xgboost.Booster(model_file=sys.argv[1])

for count in iter(sys.stdin.readline, ""):
    block = list(csv.DictReader([sys.stdin.readline() for _ in range(int(count) + 1)]))
    names = model.feature_names
    rows = numpy.array([[float(row[name] or "nan") for name in names] for row in block])
    scores = model.predict(xgboost.DMatrix(rows, feature_names=names))
    print("\n".join(repr(float(score)) for score in scores), flush=True)
