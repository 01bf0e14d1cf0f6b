"""The training step of scripts/bench.js in plain PyTorch, eager mode, one thread: the peer that our engines are held against.

Started by bench.js. Prints one line about itself; then, for every line "width batch seconds" on stdin, trains
9-width-width-width-1 (tanh, dropout 0.3, Adam) for that long and prints the median microseconds of processor time of a step.

The step is the quickest of the usual ways to write it: one forward pass for the input gradient and the supervised loss, the
sign rule for the linear program over a box, one more forward pass for x + delta, and the fused ("foreach") Adam.
"""

import sys
import time

import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

FEATURES = 9
ACTIONABLE = 4
LAMBDA = 0.8


def trainer(style, width, batch):
    """A function that makes one step."""
    torch.manual_seed(0)
    layers = []
    for inputs in (FEATURES, width, width):
        layers += [torch.nn.Linear(inputs, width), torch.nn.Tanh(), torch.nn.Dropout(0.3)]
    network = torch.nn.Sequential(*layers, torch.nn.Linear(width, 1))
    network.train()
    adam = torch.optim.Adam(network.parameters(), lr=0.002, foreach=True if style == "quickest" else None)
    x = torch.randn(batch, FEATURES, requires_grad=True)
    y = (torch.arange(batch) % 2).float()[:, None]
    ones = torch.ones(batch, 1)
    upper = torch.zeros(FEATURES)
    upper[ACTIONABLE] = 0.75

    def step():
        logit = network(x)
        quickest = style == "quickest"
        (gradient,) = torch.autograd.grad(cross_entropy(logit, ones, reduction="sum"), x, retain_graph=quickest)
        if not quickest:
            logit = network(x.detach())
        delta = -torch.sign(gradient) * upper
        supervised = cross_entropy(logit, y)
        recourse = cross_entropy(network(x.detach() + delta), ones)
        adam.zero_grad(set_to_none=True)
        (supervised + LAMBDA * recourse).backward()
        adam.step()

    return step


def median_microseconds(step, seconds):
    for _ in range(20):
        step()
    samples = []
    end = time.process_time() + seconds
    while time.process_time() < end or len(samples) < 20:
        start = time.process_time()
        step()
        samples.append(time.process_time() - start)
    return sorted(samples)[len(samples) // 2] * 1e6


def blas():
    """The BLAS that is loaded, as far as Linux tells."""
    try:
        with open("/proc/self/maps", encoding="utf8") as maps:
            return "OpenBLAS" if "openblas" in maps.read().lower() else "BLAS of the build"
    except OSError:
        return "BLAS of the build"


def main():
    torch.set_num_threads(1)
    torch.ones(64, 64) @ torch.ones(64, 64)
    print(f"PyTorch {torch.__version__}, eager, 1 thread, {blas()}", flush=True)
    for line in sys.stdin:
        style, width, batch, seconds = line.split()
        print(median_microseconds(trainer(style, int(width), int(batch)), float(seconds)), flush=True)


if __name__ == "__main__":
    main()
