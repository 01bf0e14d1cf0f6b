/** Pages against what HTML's standard and accessibility ask of their markup. */
import { HtmlValidate } from "html-validate";

const validate = new HtmlValidate({
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  // A box that scrolls is a region by its label, and no section of the page.
  rules: { "prefer-native-element": "off" },
});

/** What is wrong with a page, a line each; nothing of one that is valid. */
export async function problemsOf(page: string): Promise<string[]> {
  const { results } = await validate.validateString(page);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`),
  );
}
