/** A function of a template. */
export interface TemplateFunction {
  /** The fewest arguments. */
  readonly least: number;
  /** The most arguments; as many as `least` when absent. */
  readonly most?: number;
  /** @throws TemplateFault when the arguments are of no use. */
  readonly run: (...args: readonly unknown[]) => unknown;
  /** For `and` and `or`: the first argument that is so ends the looking, and `run` is not called. */
  readonly stopsAt?: boolean;
}

/** Functions by name. */
export type TemplateFunctions = ReadonlyMap<string, TemplateFunction>;
