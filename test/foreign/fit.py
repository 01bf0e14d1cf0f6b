# Trains the models of test/foreign on a CSV, writes them as their libraries do, and what each gives every row.
import json
import os
import pickle
import subprocess
import sys
import warnings

warnings.simplefilter("ignore")
import numpy
import pandas
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

csv, label, favourable, columns, folder = sys.argv[1:6]
data = pandas.read_csv(csv, skipinitialspace=True, keep_default_na=False, na_values=[""])
X = data[columns.split(",")]
y = (data[label] == favourable).astype(int)
train = numpy.arange(len(X)) % 2 == 0
prepared = lambda: make_column_transformer(
    (make_pipeline(SimpleImputer(add_indicator=True), StandardScaler()), make_column_selector(dtype_include="number")),
    (OneHotEncoder(handle_unknown="ignore", sparse=False), make_column_selector(dtype_include=object)),
)
models = {
    "logistic regression": LogisticRegression(max_iter=500),
    "random forest": RandomForestClassifier(40, min_samples_leaf=10, random_state=0),
    "gradient boosting": GradientBoostingClassifier(n_estimators=40, random_state=0),
    "mlp": MLPClassifier((20,), max_iter=30, random_state=0),
}
scores = {}
for name, estimator in models.items():
    model = make_pipeline(prepared(), estimator).fit(X[train], y[train])
    with open(os.path.join(folder, f"{name}.pkl"), "wb") as file:
        pickle.dump((model, X.dtypes), file)
    scores[name] = model.predict_proba(X)[:, 1].tolist()

numbers = X.select_dtypes("number").astype(numpy.float32)
if numbers.shape[1] == X.shape[1] and not numbers.isna().any().any():
    sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "fixtures", "models"))
    import to_onnx
    import torch
    import xgboost

    rows = numbers.values
    forest = RandomForestClassifier(40, max_depth=6, random_state=0).fit(rows[train], y[train])
    to_onnx.save(to_onnx.forest(forest), os.path.join(folder, "forest.onnx"))
    scores["forest.onnx"] = forest.predict_proba(rows)[:, 1].tolist()

    boosted = xgboost.XGBClassifier(n_estimators=150, max_depth=4, learning_rate=0.1, base_score=0.5, n_jobs=1)
    boosted.fit(rows[train], y[train])
    to_onnx.save(to_onnx.boosted(boosted.get_booster(), rows.shape[1], 0.5), os.path.join(folder, "xgboost.onnx"))
    scores["xgboost.onnx"] = boosted.predict_proba(rows)[:, 1].tolist()
    named = xgboost.train({"objective": "binary:logistic", "max_depth": 4}, xgboost.DMatrix(rows[train], y[train], feature_names=list(numbers.columns)), 30)
    named.save_model(os.path.join(folder, "xgboost.json"))
    scores["xgboost.json"] = named.predict(xgboost.DMatrix(rows, feature_names=list(numbers.columns))).tolist()

    torch.manual_seed(0)
    network = torch.nn.Sequential(
        torch.nn.BatchNorm1d(rows.shape[1]), torch.nn.Linear(rows.shape[1], 20), torch.nn.Tanh(), torch.nn.Linear(20, 1), torch.nn.Sigmoid()
    )
    optimiser = torch.optim.Adam(network.parameters(), 1e-2)
    inputs, labels = torch.tensor(rows[train]), torch.tensor(y[train].values, dtype=torch.float32)[:, None]
    for _ in range(60):
        optimiser.zero_grad()
        torch.nn.functional.binary_cross_entropy(network(inputs), labels).backward()
        optimiser.step()
    network.eval()
    axes = {"input": {0: "n"}, "score": {0: "n"}}
    torch.onnx.export(network, inputs[:2], os.path.join(folder, "torch.onnx"), input_names=["input"], output_names=["score"], dynamic_axes=axes)
    torch.jit.save(torch.jit.trace(network, inputs[:2]), os.path.join(folder, "torch.pt"))
    scores["torch"] = network(torch.tensor(rows)).detach().numpy()[:, 0].tolist()

with open(os.path.join(folder, "scores.json"), "w") as file:
    json.dump(scores, file)
