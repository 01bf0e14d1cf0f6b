# A scikit-learn model for recourse: recourse evaluate --dataset loans.yaml --model "python3 sklearn_score.py model.pkl" -m exhaustive
# model.pkl holds a pipeline that takes the CSV's columns as a pandas DataFrame. Protocol: docs/models.md.
import io
import pickle
import sys

import pandas

with open(sys.argv[1], "rb") as file:
    model = pickle.load(file)

for count in iter(sys.stdin.readline, ""):
    block = "".join(sys.stdin.readline() for _ in range(int(count) + 1))
    rows = pandas.read_csv(io.StringIO(block), keep_default_na=False, na_values=[""])
    for score in model.predict_proba(rows)[:, 1]:
        print(float(score))
    sys.stdout.flush()
