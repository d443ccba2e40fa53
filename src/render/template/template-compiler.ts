import { nearNames } from "../../text/near-names.ts";
import { placeOf, templateError, TemplateFault, type TemplateText } from "./template-error.ts";
import type { TemplateFunction, TemplateFunctions } from "./template-function.ts";
import type { Command, Operand, Pipeline, RangeNode, TemplateNode, TemplateTree } from "./template-syntax.ts";
import { fieldOf, isRecord, isTrue, kindOf, printed } from "./template-values.ts";

/** Writes an entry. @throws TemplateFault naming the place, when what the template asks for cannot be done with the entry. */
export type CompiledTemplate = (entry: unknown) => string;

/** What a template may use. */
export interface TemplateWorld {
  readonly functions: TemplateFunctions;
  /** The fields of an entry. */
  readonly fields: readonly string[];
}

/**
 * Makes closures of a template, so that nothing is looked up while entries are written.
 * @throws KtError KT_USAGE for functions, fields of the entry and templates that do not exist, and wrong numbers of arguments.
 */
export function compileTemplate(template: TemplateText, tree: TemplateTree, world: TemplateWorld): CompiledTemplate {
  const compiler = new TemplateCompiler(template, tree, world);
  const run = compiler.body(tree.body);
  return (entry) => {
    const scope: Scope = { dot: entry, variables: [entry], out: "", depth: 0 };
    run(scope);
    return scope.out;
  };
}

/** The state of one execution. */
interface Scope {
  dot: unknown;
  variables: unknown[];
  out: string;
  depth: number;
}

/** What comes after a node: the next one, or the end of a range's body or of the range. */
type Flow = "next" | "break" | "continue";
type Run = (scope: Scope) => Flow;
type Evaluate = (scope: Scope) => unknown;

class TemplateCompiler {
  readonly #template: TemplateText;
  readonly #tree: TemplateTree;
  readonly #world: TemplateWorld;
  readonly #definitions = new Map<string, Run>();

  constructor(template: TemplateText, tree: TemplateTree, world: TemplateWorld) {
    this.#template = template;
    this.#tree = tree;
    this.#world = world;
    for (const [name, nodes] of tree.definitions) this.#definitions.set(name, this.body(nodes));
  }

  body(nodes: readonly TemplateNode[]): Run {
    const runs = nodes.map((node) => this.#node(node));
    return (scope) => {
      for (const run of runs) {
        const flow = run(scope);
        if (flow !== "next") return flow;
      }
      return "next";
    };
  }

  #node(node: TemplateNode): Run {
    switch (node.kind) {
      case "text":
        return (scope) => {
          scope.out += node.text;
          return "next";
        };
      case "output":
        return this.#output(node.pipeline);
      case "choice": {
        const branches = node.branches.map(({ isWith, pipeline, body }) => ({
          isWith,
          value: this.#setting(pipeline),
          run: this.body(body),
        }));
        const otherwise = this.body(node.otherwise);
        return (scope) => {
          for (const { isWith, value, run } of branches) {
            const found = value(scope);
            if (isTrue(found)) return isWith ? withDot(scope, found, run) : run(scope);
          }
          return otherwise(scope);
        };
      }
      case "range":
        return this.#range(node);
      case "break":
      case "continue":
        return () => node.kind;
      case "template":
        return this.#call(node.name, node.pipeline, node.offset);
    }
  }

  #output(pipeline: Pipeline): Run {
    const value = this.#setting(pipeline);
    if (pipeline.slots.length > 0) {
      return (scope) => {
        value(scope);
        return "next";
      };
    }
    return (scope) => {
      scope.out += printed(value(scope));
      return "next";
    };
  }

  #range(node: RangeNode): Run {
    const { slots, offset } = node.pipeline;
    const value = this.#value(node.pipeline);
    const body = this.body(node.body);
    const otherwise = this.body(node.otherwise);
    const [keySlot, itemSlot] = slots.length > 1 ? slots : [undefined, slots[0]];
    return (scope) => {
      const items = this.#items(value(scope), offset);
      if (items.length === 0) return otherwise(scope);
      for (const [key, item] of items) {
        if (keySlot !== undefined) scope.variables[keySlot] = key;
        if (itemSlot !== undefined) scope.variables[itemSlot] = item;
        if (withDot(scope, item, body) === "break") break;
      }
      return "next";
    };
  }

  #items(value: unknown, offset: number): readonly (readonly [key: unknown, item: unknown])[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return [...value.entries()];
    if (isRecord(value)) return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    if (typeof value === "number") return Array.from({ length: Math.max(0, value) }, (_, index) => [index, index]);
    throw this.#fault(offset, `range cannot go through ${kindOf(value)}`);
  }

  #call(name: string, pipeline: Pipeline | undefined, offset: number): Run {
    if (!this.#tree.definitions.has(name)) {
      throw templateError(this.#template, offset, `there is no template ${JSON.stringify(name)}`);
    }
    const value = pipeline === undefined ? () => undefined : this.#value(pipeline);
    return (scope) => {
      if (scope.depth >= deepestCall) throw this.#fault(offset, "templates call each other without an end");
      const dot = value(scope);
      const inner: Scope = { dot, variables: [dot], out: "", depth: scope.depth + 1 };
      this.#definitions.get(name)?.(inner);
      scope.out += inner.out;
      return "next";
    };
  }

  /** The value of a pipeline, which its variables take as well. */
  #setting(pipeline: Pipeline): Evaluate {
    const value = this.#value(pipeline);
    const slot = pipeline.slots.at(-1);
    if (slot === undefined) return value;
    return (scope) => {
      const found = value(scope);
      scope.variables[slot] = found;
      return found;
    };
  }

  #value(pipeline: Pipeline): Evaluate {
    let value: Evaluate | undefined;
    for (const command of pipeline.commands) value = this.#command(command, value);
    return value ?? (() => undefined);
  }

  /** @param piped What the command before it came to: the last argument of this one. */
  #command(command: Command, piped: Evaluate | undefined): Evaluate {
    const { functionName, offset } = command;
    const operands = command.operands.map((operand) => this.#operand(operand));
    if (functionName === undefined) {
      const [only] = operands;
      if (piped !== undefined || only === undefined) {
        throw templateError(this.#template, offset, "only a function can stand behind |");
      }
      return only;
    }
    const args = piped === undefined ? operands : [...operands, piped];
    const called = this.#function(functionName, args.length, offset);
    if (called.stopsAt !== undefined) return firstOf(args, called.stopsAt);
    const { run } = called;
    return (scope) => {
      const values = args.map((arg) => arg(scope));
      try {
        return run(...values);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        throw this.#fault(offset, `${functionName}: ${error.message}`);
      }
    };
  }

  #function(name: string, argumentCount: number, offset: number): TemplateFunction {
    const { functions } = this.#world;
    const found = functions.get(name);
    if (found === undefined) {
      const names = [...functions.keys()];
      const near = names.find((one) => one.toLowerCase() === name.toLowerCase()) ?? nearNames(name, names)[0];
      const meant = near === undefined ? "" : `; did you mean ${near}?`;
      throw templateError(this.#template, offset, `there is no function ${name}${meant}`);
    }
    const { least, most = least } = found;
    if (argumentCount < least || argumentCount > most) {
      const wanted =
        most === least
          ? String(least)
          : most === Number.POSITIVE_INFINITY
            ? `at least ${least}`
            : `${least} to ${most}`;
      const problem = `${name} takes ${wanted} argument${wanted === "1" || wanted === "at least 1" ? "" : "s"}, not ${argumentCount}`;
      throw templateError(this.#template, offset, problem);
    }
    return found;
  }

  #operand({ base, fields, isEntry, offset }: Operand): Evaluate {
    const [first] = fields;
    if (isEntry && first !== undefined && !this.#world.fields.includes(first)) {
      const near = nearNames(first, this.#world.fields)[0];
      const hint = near === undefined ? `there are ${this.#world.fields.join(", ")}` : `did you mean .${near}?`;
      throw templateError(this.#template, offset, `an entry has no field .${first}; ${hint}`);
    }
    const value = this.#base(base);
    if (fields.length === 0) return value;
    return (scope) => {
      let found = value(scope);
      for (const name of fields) found = this.#fieldOf(found, name, offset);
      return found;
    };
  }

  #fieldOf(value: unknown, name: string, offset: number): unknown {
    try {
      return fieldOf(value, name);
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      throw this.#fault(offset, error.message);
    }
  }

  #base(base: Operand["base"]): Evaluate {
    switch (base.kind) {
      case "dot":
        return (scope) => scope.dot;
      case "variable":
        return (scope) => scope.variables[base.slot];
      case "literal":
        return () => base.value;
      case "pipeline":
        return this.#setting(base.pipeline);
    }
  }

  #fault(offset: number, problem: string): TemplateFault {
    return new TemplateFault(`${placeOf(this.#template.text, offset)}: ${problem}`);
  }
}

const deepestCall = 100;

/** The first value that is as true or false as is looked for, otherwise the last; what stands behind it is not worked out. */
function firstOf(args: readonly Evaluate[], looksFor: boolean): Evaluate {
  return (scope) => {
    let value: unknown;
    for (const arg of args) {
      value = arg(scope);
      if (isTrue(value) === looksFor) return value;
    }
    return value;
  };
}

function withDot(scope: Scope, dot: unknown, run: Run): Flow {
  const before = scope.dot;
  scope.dot = dot;
  const flow = run(scope);
  scope.dot = before;
  return flow;
}
