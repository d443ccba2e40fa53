/** A part of a template, in the order in which it is written. */
export type TemplateNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "output"; readonly pipeline: Pipeline }
  | { readonly kind: "choice"; readonly branches: readonly Branch[]; readonly otherwise: readonly TemplateNode[] }
  | RangeNode
  | { readonly kind: "break" }
  | { readonly kind: "continue" }
  | {
      readonly kind: "template";
      readonly name: string;
      readonly pipeline: Pipeline | undefined;
      readonly offset: number;
    };

/** `{{if X}}` or `{{with X}}` and what belongs to it. */
export interface Branch {
  /** Whether the dot becomes the value. */
  readonly isWith: boolean;
  readonly pipeline: Pipeline;
  readonly body: readonly TemplateNode[];
}

/** `{{range X}}`. */
export interface RangeNode {
  readonly kind: "range";
  /** Its variables, when there are any, are not set once but for each item: the last is the item, the one before its key. */
  readonly pipeline: Pipeline;
  readonly body: readonly TemplateNode[];
  /** When there is no item. */
  readonly otherwise: readonly TemplateNode[];
}

/** `$x := A | B`. */
export interface Pipeline {
  /** Slots of the variables that take the value; then it is not printed. */
  readonly slots: readonly number[];
  /** At least one. */
  readonly commands: readonly Command[];
  readonly offset: number;
}

/** A value, or a function and its arguments. */
export interface Command {
  /** Absent: the only operand is the value. */
  readonly functionName: string | undefined;
  readonly operands: readonly Operand[];
  readonly offset: number;
}

/** A value and the fields taken of it: `$x.level`, `(parseJSON .Message).level`, `.Labels.app`. */
export interface Operand {
  readonly base:
    | { readonly kind: "dot" }
    | { readonly kind: "variable"; readonly slot: number }
    | { readonly kind: "literal"; readonly value: string | number | bigint | boolean | null }
    | { readonly kind: "pipeline"; readonly pipeline: Pipeline };
  readonly fields: readonly string[];
  /** Whether the base is surely the entry, so that its fields are known. */
  readonly isEntry: boolean;
  readonly offset: number;
}

/** A template that was read. */
export interface TemplateTree {
  readonly body: readonly TemplateNode[];
  /** What `{{define}}` and `{{block}}` made, by name. */
  readonly definitions: ReadonlyMap<string, readonly TemplateNode[]>;
  /** How many slots for variables are needed. Slot 0 is `$`. */
  readonly slotCount: number;
}
