import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * Runs npm in a folder: the one that called this, on the Node that it was called with. Inside its scripts PATH leads to the
 * project's Node, which may not know the certificates of this machine's registry.
 * @returns what it prints.
 * @throws Error when it fails.
 */
export async function runNpm(words: readonly string[], folder: string): Promise<string> {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  const [program, ...before]: readonly [string, ...string[]] =
    cli?.endsWith("npm-cli.js") && node ? [node, cli] : ["npm"];
  const { stdout } = await promisify(execFile)(program, [...before, ...words], { cwd: folder });
  return stdout;
}
