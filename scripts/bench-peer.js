/**
 * PyTorch for scripts/bench.js: scripts/bench-peer.py in a process of its own, which computes only while it is asked. Python is
 * looked for as $PYTHON, python3 and /usr/bin/python3; the first that can import torch is used.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Starts the peer; null where there is no PyTorch. A cell is timed for `seconds`. */
export async function startPeer(seconds) {
  const hasTorch = (python) => spawnSync(python, ["-c", "import torch"], { stdio: "ignore" }).status === 0;
  const python = [process.env.PYTHON, "python3", "/usr/bin/python3"].find((name) => name && hasTorch(name));
  if (!python) return null;
  const script = fileURLToPath(new URL("bench-peer.py", import.meta.url));
  const child = spawn(python, [script], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1" },
  });
  const lines = createInterface({ input: child.stdout });
  const next = async () => (await once(lines, "line"))[0];
  const description = await next();
  return {
    description,
    /** Median microseconds of a step in that style: "quickest" or "plain". */
    async microseconds(style, width, batch) {
      const answer = next();
      child.stdin.write(`${style} ${width} ${batch} ${seconds}\n`);
      return Number(await answer);
    },
    close: () => child.stdin.end(),
  };
}
