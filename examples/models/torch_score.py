# A PyTorch module saved by torch.jit.save, from numbers in the order of the CSV's columns to one score:
#   recourse evaluate --dataset loans.yaml --model "python3 torch_score.py model.pt" --method exhaustive
import csv
import sys

import torch

model = torch.jit.load(sys.argv[1]).eval()

for count in iter(sys.stdin.readline, ""):
    _, *block = csv.reader([sys.stdin.readline() for _ in range(int(count) + 1)])
    rows = torch.tensor([[float(cell) for cell in row] for row in block])
    with torch.no_grad():
        scores = model(rows).flatten().tolist()
    print("\n".join(map(repr, scores)), flush=True)
