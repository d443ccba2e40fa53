import { badRequest } from "./status.ts";

type Labels = Readonly<Record<string, string>>;
type Requirement = (labels: Labels) => boolean;

const requirementPattern =
  /^\s*(?:(?<missing>!)\s*)?(?<key>[\w./-]+)\s*(?:(?<operator>==|=|!=)\s*(?<value>[\w.-]*)|(?<set>in|notin)\s*\((?<values>[^)]*)\))?\s*$/;

/**
 * Reads a label selector, set-based ones too (kubernetes v1.36.3 k8s.io/apimachinery pkg/labels/selector.go).
 * @throws StatusError 400 when it cannot be read.
 */
export function parseLabelSelector(text: string): (labels: Labels | undefined) => boolean {
  const requirements = text.trim() === "" ? [] : splitOutsideBrackets(text).map(parseRequirement);
  return (labels = {}) => requirements.every((holds) => holds(labels));
}

function parseRequirement(text: string): Requirement {
  const groups = requirementPattern.exec(text)?.groups;
  if (groups?.["key"] === undefined) throw badRequest(`unable to parse requirement: ${text.trim()}`);
  const { missing, key, operator, value = "", set, values = "" } = groups;
  const options = values.split(",").map((option) => option.trim());
  if (missing !== undefined) return (labels) => labels[key] === undefined;
  if (set === "in") return (labels) => options.includes(labels[key] ?? "\0");
  if (set === "notin") return (labels) => !options.includes(labels[key] ?? "\0");
  if (operator === undefined) return (labels) => labels[key] !== undefined;
  if (operator === "!=") return (labels) => labels[key] !== value;
  return (labels) => labels[key] === value;
}

function splitOutsideBrackets(text: string): string[] {
  return text.split(/,(?![^(]*\))/);
}
