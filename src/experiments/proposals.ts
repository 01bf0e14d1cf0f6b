/** What a method proposes for everybody in a test set, accepted or not: from it the decisions of every θ₀ can be evaluated. */
import type { Request } from "../config/resolve.ts";
import type { TestProposals } from "../core/outcome.ts";
import { proposedScores } from "../pipeline/proposals.ts";
import { scoredRows } from "../pipeline/score.ts";
import { type Job, job } from "../runner/job.ts";
import { proposing, scoring } from "../runner/tasks.ts";
import type { Results } from "./results.ts";

/** The jobs that `testProposalsOf` reads. */
export function proposalJobs(request: Request, method: string): Job[] {
  return [job(scoring, request), job(proposing, request, method)];
}

/** Null where a job did not finish. */
export function testProposalsOf(results: Results, request: Request, method: string): TestProposals | null {
  const scored = results.of(job(scoring, request));
  const proposed = results.of(job(proposing, request, method));
  if (scored === null || proposed === null) return null;
  return { ...scoredRows(scored.stored, "test"), proposed: proposedScores(proposed.stored) };
}
