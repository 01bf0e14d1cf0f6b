/** Made-up applicants: missing cells, a date, three categoricals, an identifier and a leak. */
import { stream } from "../../src/core/random.ts";

const HOUSING = ["rent", "own", "parents"];
const EMPLOYMENT = ["salaried", "self-employed", "unemployed", "retired"];
const PURPOSES = ["car", "education", "business, or trade", "furniture"];

/** The CSV of `rows` applicants; the same for the same seed. */
export function peopleCsv(rows = 660, seed = 7): string {
  const random = stream(seed, "people");
  const u = () => random.uniform();
  const pick = (values: readonly string[]) => values[Math.floor(u() * values.length)];
  const sometimes = (share: number, cell: string | number, gap: string) => (u() < share ? gap : String(cell));
  const lines = ["customer_id,applied_on,age,income,savings,housing,employment,purpose,sex,branch,collections,repaid"];
  for (let i = 0; i < rows; i++) {
    const age = 20 + Math.floor(45 * u());
    const income = 800 + Math.floor(4000 * u() * u()) + 10 * age;
    const savings = Math.floor(9000 * u() * u() * 100) / 100;
    const housing = pick(HOUSING);
    const employment = pick(EMPLOYMENT);
    const day = new Date(Date.UTC(2022, 0, 1) + Math.floor(700 * u()) * 86_400_000).toISOString().slice(0, 10);
    const worth = (income - 2200) / 700 + (savings - 2200) / 1500 + (housing === "own" ? 1 : -0.3);
    const repaid = u() < 1 / (1 + Math.exp(-worth - (employment === "unemployed" ? -1.5 : 0.4)));
    const purpose = pick(PURPOSES);
    lines.push(
      [
        `C-${100_000 + i * 7}`,
        sometimes(0.02, day, ""),
        age,
        sometimes(0.03, income, "NA"),
        sometimes(0.05, savings, ""),
        housing,
        sometimes(0.06, employment, "?"),
        purpose.includes(",") ? `"${purpose}"` : purpose,
        u() < 0.55 ? "male" : "female",
        "north",
        repaid ? "none open" : "referred",
        repaid ? "yes" : "no",
      ].join(","),
    );
  }
  return `${lines.join("\n")}\n`;
}
