/** How numbers are written for people, as on pages. */
export { count, fixed, percent, shortest, signed } from "../report/format.ts";
