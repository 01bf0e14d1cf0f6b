/** What is proposed by the number of rows: how long to train, and how many rows to keep for the test. */

/**
 * Passes and batch by the number of rows. The paper has 50 × 30 for 1,000 rows and 15 × 15 for 6,000 to 33,000 (A.1); beyond
 * 50,000 rows the batch is 128 and about 600,000 rows are visited, half as many again as the paper's 390,720 on its largest.
 */
export function trainingOf(rows: number): { epochs: number; batch: number; reason: string } {
  if (rows < 3000) return { epochs: 50, batch: 30, reason: "as the paper's data set of 1,000 rows (A.1)" };
  if (rows <= 50_000)
    return { epochs: 15, batch: 15, reason: "as the paper's data sets of 6,000 to 33,000 rows (A.1)" };
  const epochs = Math.max(1, Math.min(15, Math.round(600_000 / rows)));
  return { epochs, batch: 128, reason: "many rows: about 600,000 of them visited in large batches" };
}

/** A tenth of the rows, at most the paper's 500. */
export function testRows(rows: number): number {
  return Math.max(1, Math.min(500, Math.floor(rows / 10)));
}
