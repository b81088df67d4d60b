// Evaluates cases with Sema's own WebAssembly build: reads a JSON list of [name, [chunk, ...]] from a file and writes, for each, what
// the last chunk printed and answered. usage: node sema_oracle.mjs PACKAGE_FOLDER CASES.json ANSWERS.json
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, input, output] = process.argv.slice(2);
const sema = await import(pathToFileURL(`${folder}/sema_wasm.js`).href);
sema.initSync({ module: readFileSync(`${folder}/sema_wasm_bg.wasm`) });

const answers = {};
for (const [name, chunks] of JSON.parse(readFileSync(input, "utf8"))) {
  const interpreter = new sema.SemaInterpreter();
  let last = null;
  for (const chunk of chunks) {
    try {
      last = await Promise.race([
        interpreter.evalAsync(chunk),
        new Promise((resolve) => setTimeout(() => resolve({ value: null, output: [], error: "timeout" }), 5000).unref()),
      ]);
    } catch (error) {
      last = { value: null, output: [], error: `trap: ${error}` };
    }
  }
  answers[name] = { value: last.value, output: last.output, error: last.error };
  try { interpreter.free(); } catch { /* it trapped */ }
}
writeFileSync(output, JSON.stringify(answers));
process.exit(0);
