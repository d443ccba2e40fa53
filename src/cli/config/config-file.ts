import { readFile } from "node:fs/promises";
import { KtError } from "../../errors/kt-error.ts";
import { nearNames } from "../../text/near-names.ts";
import { parseYamlTree, YamlError, type YamlNode } from "../../text/yaml.ts";
import type { Option } from "../options/option.ts";
import { allCommands } from "../outlines/all-commands.ts";
import { type CommandOutline, optionsOf } from "../outlines/command-outline.ts";
import type { ConfigPath } from "./config-path.ts";
import { checkValues, type DefaultValue } from "./default-value.ts";

/**
 * Reads a config file; one that was not named need not be there.
 * @param atHome Completes a path that begins with `~/`.
 * @throws KtError KT_USAGE, with the line, for whatever in it cannot be meant, and when it cannot be read.
 */
export async function readConfigFile(
  { path, isNamed }: ConfigPath,
  atHome: (path: string) => string,
): Promise<readonly DefaultValue[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    if (isMissing && !isNamed) return [];
    const why = isMissing ? "there is no such file" : cause instanceof Error ? cause.message : String(cause);
    throw new KtError("KT_USAGE", `cannot read the config file ${path}: ${why}`, {
      hint: "kubectl kt config path shows which one is read, --no-config runs without",
      cause,
    });
  }
  return new ConfigReader(path, atHome).read(text);
}

class ConfigReader {
  readonly #path: string;
  readonly #atHome: (path: string) => string;
  readonly #values: DefaultValue[] = [];

  constructor(path: string, atHome: (path: string) => string) {
    this.#path = path;
    this.#atHome = atHome;
  }

  read(text: string): readonly DefaultValue[] {
    const root = this.#parse(text);
    if (root === undefined || (root.kind === "scalar" && root.text === "")) return [];
    for (const { key, value } of this.#entriesOf(root, "the file")) {
      const command = allCommands.find(({ name }) => name === key.text);
      if (command === undefined) this.#readOption(key, value);
      else if (value.kind !== "scalar" || value.text !== "") this.#readSection(command, value);
    }
    return this.#values;
  }

  #parse(text: string): YamlNode | undefined {
    try {
      return parseYamlTree(text);
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      const place = error.line === undefined ? this.#path : `${this.#path}, line ${error.line}`;
      throw new KtError("KT_USAGE", `${place}: this is not YAML`, {
        hint: "a default is a line such as   tail: 100",
      });
    }
  }

  #readSection(command: CommandOutline, section: YamlNode): void {
    for (const { key, value } of this.#entriesOf(section, command.name)) this.#readOption(key, value, command);
  }

  #readOption(key: Scalar, value: YamlNode, command?: CommandOutline): void {
    const option = (command === undefined ? allCommands.flatMap(optionsOf) : optionsOf(command)).find(
      ({ name }) => name === key.text,
    );
    if (option === undefined) throw this.#unknownKey(key, command);
    if (option.defaultFrom !== undefined) throw this.#refused(key, option);
    const written = this.#valuesOf(key, value, option);
    const values = option.names === "files" ? written.map(this.#atHome) : written;
    checkValues(option, values, `${this.#place(key)}: ${key.text}`);
    const isTwice = this.#values.some((other) => other.name === option.name && other.command === command?.name);
    if (isTwice) throw this.#fault(key, `"${key.text}" stands there twice`, "leave one of them out");
    this.#values.push({ name: option.name, values, command: command?.name, from: "file", origin: this.#place(key) });
  }

  #valuesOf(key: Scalar, value: YamlNode, option: Option): readonly string[] {
    if (value.kind === "scalar") {
      if (value.text !== "" || option.kind === "optional") return [value.text];
      throw this.#fault(key, `"${key.text}" has no value`, `example: ${exampleOf(option)}`);
    }
    const texts = value.kind === "sequence" ? value.items.map((item) => (item.kind === "scalar" ? item.text : "")) : [];
    const isList = option.kind === "list" || option.isCommaList === true;
    if (!isList || texts.length === 0 || texts.includes("")) {
      const wanted = isList ? "one value or a list of values" : "one value";
      throw this.#fault(key, `"${key.text}" takes ${wanted}`, `example: ${exampleOf(option)}`);
    }
    return option.kind === "list" ? texts : [texts.join(",")];
  }

  #entriesOf(node: YamlNode, what: string): readonly { readonly key: Scalar; readonly value: YamlNode }[] {
    if (node.kind !== "mapping") {
      throw this.#fault(node, `${what} must hold options, each with its value`, "example: tail: 100");
    }
    return node.entries.map(([key, value]) => {
      if (key.kind === "scalar") return { key, value };
      throw this.#fault(key, "the name of an option is one word", "example: tail: 100");
    });
  }

  #unknownKey(key: Scalar, command: CommandOutline | undefined): KtError {
    const written = key.text.replace(/^-+/, "");
    const options = command === undefined ? allCommands.flatMap(optionsOf) : optionsOf(command);
    const known = options.filter(({ defaultFrom }) => defaultFrom === undefined).map(({ name }) => name);
    const names = [...new Set([...known, ...(command === undefined ? commandNames : [])])];
    const near = names.includes(written) ? [written] : nearNames(written, names);
    const where = command === undefined ? "kubectl kt" : `kubectl kt ${command.name}`;
    return this.#fault(
      key,
      `${where} has no option ${JSON.stringify(key.text)}`,
      near.length === 0 ? `${where} --help shows the options` : `did you mean ${near.join(" or ")}?`,
    );
  }

  #refused(key: Scalar, { defaultFrom }: Option): KtError {
    return defaultFrom === "environment"
      ? this.#fault(key, `"${key.text}" is not read from a file`, `give --${key.text} or its variable instead`)
      : this.#fault(key, `"${key.text}" has no default: it says what one run is for`, `give --${key.text} instead`);
  }

  #fault(node: YamlNode, message: string, hint: string): KtError {
    return new KtError("KT_USAGE", `${this.#place(node)}: ${message}`, { hint });
  }

  #place({ line }: YamlNode): string {
    return `${this.#path}, line ${line}`;
  }
}

type Scalar = Extract<YamlNode, { kind: "scalar" }>;

const commandNames = allCommands.map(({ name }) => name);

function exampleOf({ name, kind, choices, suggestions, placeholder }: Option): string {
  const value = kind === "switch" ? "true" : (choices?.[0] ?? suggestions?.[0] ?? placeholder ?? "VALUE");
  return `${name}: ${value}`;
}
