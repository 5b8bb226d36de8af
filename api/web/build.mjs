// Builds dist/ from src/: `npm ci --ignore-scripts && npm run build`, or `make web`.
// No time, path or hash goes into the output, so the same sources give the same bytes.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
process.chdir(here);
const out = process.argv[2] ?? "dist";

const BUNDLED = ["maplibre-gl", "uplot", "@fontsource-variable/atkinson-hyperlegible-next"];

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

await build({
  entryPoints: {
    page: "src/page.ts",
    plan: "src/plan.ts",
    chart: "src/chart.ts",
    "page-style": "src/styles/page.css",
    "plan-style": "src/styles/plan.css",
  },
  outdir: out,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  legalComments: "none", // the licences stand whole in LICENCES.txt
  loader: { ".woff2": "file" },
  assetNames: "[name]",
  external: ["./plan.js", "./chart.js"], // loaded when a page needs them
  logLevel: "warning",
});

// The map's worker is a file of its own, so that the page needs no `blob:` in its policy.
const worker = await readFile("node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs", "utf8");
await writeFile(`${out}/plan-worker.js`, worker.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
await copyFile("src/flower.svg", `${out}/flower.svg`);

const texts = [];
for (const name of BUNDLED) {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  const text = await readFile(`${folder}/LICENSE`, "utf8").catch(() => readFile(`${folder}/LICENSE.txt`, "utf8"));
  texts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
}
await writeFile(`${out}/LICENCES.txt`, texts.join(`\n${"-".repeat(100)}\n\n`));
