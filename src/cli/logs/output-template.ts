import { readFile } from "node:fs/promises";
import { KtError } from "../../errors/kt-error.ts";
import type { LoadedTemplate } from "../../render/template/load-template.ts";
import { shellWord } from "../../text/shell-word.ts";
import type { Flags } from "../arguments/flags.ts";
import { atHome } from "../config/home-path.ts";
import type { Io } from "../io/io.ts";

/**
 * The template that `-o template=TEXT`, `-o extjson`, `-o ppextjson`, `--template` or `--template-file` asks for; undefined when
 * none does.
 * @throws KtError KT_USAGE for a template that cannot be read, and for two of them.
 */
export async function readOutputTemplate(flags: Flags, io: Io): Promise<LoadedTemplate | undefined> {
  const output = flags.filled("output");
  const given = [
    templateOf(output),
    named("--template", flags.filled("template")),
    named("--template-file", flags.filled("template-file")),
  ].filter((one) => one !== undefined);
  const [first, second] = given;
  if (first === undefined) {
    if (output !== "template") return undefined;
    throw new KtError("KT_USAGE", "-o template says no template", {
      hint: `example: -o template='{{.PodName}} {{.Message}}', or --template-file FILE`,
    });
  }
  if (second !== undefined) {
    throw new KtError(
      "KT_USAGE",
      `${first.name} and ${second.name} cannot go together: both say how a line is written`,
      {
        hint: `leave out ${first.name} or ${second.name}`,
      },
    );
  }
  const { loadTemplate } = await import("../../render/template/load-template.ts");
  const { name, text } = first;
  return await loadTemplate(name === "--template-file" ? await readTemplateFile(text, io) : { name, text });
}

function templateOf(output: string | undefined): { readonly name: string; readonly text: string } | undefined {
  const text = output?.startsWith("template=") === true ? output.slice("template=".length) : builtIn[output ?? ""];
  return named(`-o ${text === builtIn[output ?? ""] ? output : "template"}`, text);
}

function named(name: string, text: string | undefined): { readonly name: string; readonly text: string } | undefined {
  return text === undefined ? undefined : { name, text };
}

/** stern's forms of these names (README of v1.33): a message that is JSON stands in the object as what it is. */
const builtIn: Readonly<Record<string, string>> = {
  extjson:
    '{"namespace": "{{color .PodColor .Namespace}}", "pod": "{{color .PodColor .PodName}}", "container": "{{color .ContainerColor .ContainerName}}", "message": {{extjson .Message}}}\n',
  ppextjson:
    '{\n  "namespace": "{{color .PodColor .Namespace}}",\n  "pod": "{{color .PodColor .PodName}}",\n  "container": "{{color .ContainerColor .ContainerName}}",\n  "message": {{extjson .Message}}\n}\n',
};

async function readTemplateFile(path: string, io: Io): Promise<{ readonly name: string; readonly text: string }> {
  try {
    // A shell does not put the home folder in place of ~ behind `--template-file=`.
    return { name: path, text: await readFile(atHome(path, io.env), "utf8") };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^\w+: /u, "").replace(/,.*/u, "") : "unknown reason";
    throw new KtError("KT_USAGE", `--template-file ${path} cannot be read: ${reason}`, {
      hint: `ls -l ${shellWord(path)}`,
      cause: error,
    });
  }
}
