/** Tests that need scikit-learn, XGBoost, PyTorch and R, apart from the others: npm run test:models. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/foreign/**/*.foreign.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
