/** How a field is compared. */
export type Operator = "=" | "!=" | ">" | ">=" | "<" | "<=" | "=~" | "!~";

/** What `--where` asks of an entry. */
export type WhereTree =
  | { readonly kind: "and" | "or"; readonly parts: readonly WhereTree[] }
  | { readonly kind: "not"; readonly part: WhereTree }
  | { readonly kind: "exists"; readonly field: string }
  | { readonly kind: "comparison"; readonly field: string; readonly operator: Operator; readonly literal: string };
