// Times programs on Sema's WebAssembly build: usage: node node.mjs PACKAGE_FOLDER, with a JSON list of [name, source] on the input.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const sema = await import(pathToFileURL(`${folder}/sema_wasm.js`).href);
sema.initSync({ module: readFileSync(`${folder}/sema_wasm_bg.wasm`) });
const results = {};
for (const [name, source] of JSON.parse(readFileSync(0, "utf8"))) {
  let first = null;
  let least = Infinity;
  for (let i = 0; i < 4; i++) { // an interpreter for each: its limit of steps is for its whole life
    const interpreter = new sema.SemaInterpreter();
    interpreter.evalGlobal(source);
    const start = process.cpuUsage();
    const found = interpreter.evalGlobal("(main)");
    const used = process.cpuUsage(start);
    first ??= found;
    if (!found.error) least = Math.min(least, (used.user + used.system) / 1000);
    try { interpreter.free(); } catch { /* it trapped */ }
  }
  results[name] = [first.error ? first.error.split("\n")[0] : first.value, least === Infinity ? 0 : least];
}
console.log(JSON.stringify(results));
process.exit(0);
