// Loaded before a program (node --import): its time stands still at KT_PICTURE_MS, so that each run prints the same.

const nowMs = Number(process.env["KT_PICTURE_MS"]);
Date.now = () => nowMs;
performance.now = () => 0;
