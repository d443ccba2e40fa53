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
  for (const value of values) {
    const fault = faultOf(option, value, written);
    if (fault !== undefined) throw fault;
  }
}

/** Whether values can be meant for an option: commands may have options of one name that take different ones. */
export function areMeantFor(option: Option, values: readonly string[]): boolean {
  return values.every((value) => faultOf(option, value, option.name) === undefined);
}

function faultOf(option: Option, value: string, written: string): KtError | undefined {
  const isSwitched = /^(?:1|t|true|0|f|false)$/i.test(value);
  if (option.kind === "switch" && !isSwitched) return notOf(written, value, "true or false", "true");
  if (option.kind === "level" && !/^\d{1,3}$/.test(value)) return notOf(written, value, "a level", "1");
  if (option.choices === undefined || (option.kind === "optional" && (isSwitched || value === ""))) return undefined;
  if (option.choices.includes(value)) return undefined;
  const near = nearNames(value, option.choices)[0];
  return new KtError("KT_USAGE", `${written} ${JSON.stringify(value)} is none of ${option.choices.join(", ")}`, {
    hint: near === undefined ? `example: ${option.choices[0]}` : `did you mean ${near}?`,
  });
}

function notOf(written: string, value: string, what: string, example: string): KtError {
  return new KtError("KT_USAGE", `${written} ${JSON.stringify(value)} is not ${what}`, {
    hint: `example: ${example}`,
  });
}
