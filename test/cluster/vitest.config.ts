/** Tests that need a scheduler, apart from the others: npm run test:cluster. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/cluster/**/*.cluster.ts"],
    setupFiles: ["test/setup.ts"],
    // A grid of 132 models, on however few cores there are.
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
