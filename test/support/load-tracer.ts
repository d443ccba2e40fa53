const code = `import { registerHooks } from "node:module";
import { writeSync } from "node:fs";
registerHooks({ load: (url, context, next) => { writeSync(2, "loaded " + url + "\\n"); return next(url, context); } });`;

/** Options of Node with which a program says on standard error which modules it loads: `loaded file:///...`, a line each. */
export const loadTracer: readonly string[] = ["--import", `data:text/javascript,${encodeURIComponent(code)}`];
