# A scikit-learn pipeline that takes a pandas DataFrame of the CSV's columns X; model.pkl holds (pipeline, X.dtypes):
#   recourse evaluate --dataset loans.yaml --model "python3 sklearn_score.py model.pkl" --method exhaustive
import io
import pickle
import sys

import pandas

with open(sys.argv[1], "rb") as file:
    model, types = pickle.load(file)
types = {name: object if kind == object else float for name, kind in types.items()}

for count in iter(sys.stdin.readline, ""):
    block = "".join(sys.stdin.readline() for _ in range(int(count) + 1))
    rows = pandas.read_csv(io.StringIO(block), dtype=types, keep_default_na=False, na_values=[""])
    scores = model.predict_proba(rows)[:, 1]
    print("\n".join(repr(float(score)) for score in scores), flush=True)
