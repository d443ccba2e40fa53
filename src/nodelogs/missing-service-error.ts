import { KtError } from "../errors/kt-error.ts";

/** A node has no service of a name in its journal. */
export class MissingServiceError extends KtError {
  constructor(node: string, service: string) {
    super("KT_NOT_FOUND", `node "${node}" has no service ${JSON.stringify(service)} in its journal`, {
      hint: `kubectl kt node-logs ${node} --list    (a log that is a file there is read by its path: --query /${service}.log)`,
    });
  }
}
