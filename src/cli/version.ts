/** Version of kubectl-kt; the same as in package.json, which a test sees to. */
export const version = "0.1.0";
