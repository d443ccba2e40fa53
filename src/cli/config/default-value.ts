import { KtError } from "../../errors/kt-error.ts";
import { nearNames } from "../../text/near-names.ts";
import type { Option } from "../options/option.ts";

/** The default of one option, from one place. */
export interface DefaultValue {
  /** The option, without dashes. */
  readonly name: string;
  /** As they would stand on the command line. */
  readonly values: readonly string[];
  /** The only command that it is for; absent: all that have the option. */
  readonly command?: string | undefined;
  readonly from: "variable" | "file";
  /** `KUBECTL_KT_TAIL`, or `FILE, line 3`. */
  readonly origin: string;
}

/**
 * Looks whether values can be meant for an option, as far as its data tells; the rest the command finds out.
 * @param written What names them in an error: `KUBECTL_KT_COLOR`, or `FILE, line 3: color`.
 * @throws KtError KT_USAGE.
 */
export function checkValues(option: Option, values: readonly string[], written: string): void {
  for (const value of values) checkValue(option, value, written);
}

function checkValue(option: Option, value: string, written: string): void {
  const isSwitched = /^(?:1|t|true|0|f|false)$/i.test(value);
  if (option.kind === "switch" && !isSwitched) throw notOf(written, value, "true or false", "true");
  if (option.kind === "level" && !/^\d{1,3}$/.test(value)) throw notOf(written, value, "a level", "1");
  if (option.choices === undefined || (option.kind === "optional" && (isSwitched || value === ""))) return;
  if (option.choices.includes(value)) return;
  const near = nearNames(value, option.choices)[0];
  throw new KtError("KT_USAGE", `${written} ${JSON.stringify(value)} is none of ${option.choices.join(", ")}`, {
    hint: near === undefined ? `example: ${option.choices[0]}` : `did you mean ${near}?`,
  });
}

function notOf(written: string, value: string, what: string, example: string): KtError {
  return new KtError("KT_USAGE", `${written} ${JSON.stringify(value)} is not ${what}`, {
    hint: `example: ${example}`,
  });
}
