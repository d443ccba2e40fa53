/**
 * Stands in the bundle where packages import `node:process`: Node fills that module by looking at everything `process` has, which opens
 * standard input as a stream and makes its pipe non-blocking, for every program that shares it.
 */
const ownProcess: NodeJS.Process = process;
// oxlint-disable-next-line import/no-default-export -- the module has one
export default ownProcess;
