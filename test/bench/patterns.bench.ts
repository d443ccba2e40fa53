/**
 * What it costs to count and cluster 2 million lines of 20 containers from the fake API server over TLS, against printing
 * all of them; what the clustering alone does in a second is printed by `test/bench/patterns.ts`.
 */
import { compareReadings } from "../support/two-million-lines.ts";

await compareReadings([
  ["everything", "--prefix"],
  ["--count-by pod", "--count-by pod"],
  ["--count-by pod, each line by itself", "--count-by pod --multiline off"],
  ["--count-by level", "--count-by level"],
  ["--count-by minute,level", "--count-by minute,level"],
  ["--count-by a field", "--count-by source"],
  ["--patterns", "--patterns"],
  ["--patterns of few lines", "--patterns --level error"],
  ["--diff of two halves", "--diff 2000-01-01..2000-01-02"],
]);
