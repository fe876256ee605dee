// Bundles service/assets into service/static/dist under names that carry their content's hash,
// and writes manifest.json last: "app.js" -> "app-1A2B3C4D.js". A build that was stopped leaves
// the old manifest, which still names files that exist.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

const OUT = "service/static/dist";
const ENTRIES = ["service/assets/js/app.js", "service/assets/js/case.js", "service/assets/js/reviewing.js", "service/assets/js/studio.js", "service/assets/js/studio_files.js", "service/assets/js/studio_forms.js", "service/assets/js/trial.js", "service/assets/css/app.css"];

// Tabler draws its arrows and ticks from data: addresses, which our content security policy
// refuses. Each becomes a file of its own.
const dataImagesAsFiles = {
  name: "data-images-as-files",
  setup(context) {
    context.onResolve({ filter: /^data:image\/svg\+xml[,;]/ }, (found) => ({
      path: `${createHash("sha256").update(found.path).digest("hex")}/drawn.svg`,
      namespace: "data-image",
      pluginData: found.path,
    }));
    context.onLoad({ filter: /.*/, namespace: "data-image" }, (found) => ({
      contents: svgOf(found.pluginData),
      loader: "file",
    }));
  },
};

// The properties panel sets its height by a style attribute, which our policy refuses as well;
// studio.css says it instead.
const panelWithoutStyle = {
  name: "panel-without-style",
  setup(context) {
    context.onLoad({ filter: /bpmn-js-properties-panel\/dist\/index\.esm\.js$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, "utf8")).replace('style="height: 100%" ', ""),
      loader: "js",
    }));
  },
};

// The text editor of conditions writes its looks into <style> elements, which our policy refuses,
// wherever the document has a head; the sheets that it uses elsewhere pass.
const sheetsWithoutStyleElement = {
  name: "sheets-without-style-element",
  setup(context) {
    context.onLoad({ filter: /style-mod\/src\/style-mod\.js$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, "utf8")).replace("!root.head && root.adoptedStyleSheets", "root.adoptedStyleSheets"),
      loader: "js",
    }));
  },
};

// form-js writes styles as text, which our policy refuses, where an object passes; and it drags an
// empty picture that it draws from a data: address, where a picture without address does as well.
const formsWithoutStyleText = {
  name: "forms-without-style-text",
  setup(context) {
    context.onLoad({ filter: /form-js-(editor|viewer)\/dist\/index\.es\.js$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, "utf8"))
        .replace(/style: "([^"]+)"/g, (_, text) => `style: ${JSON.stringify(styleOf(text))}`)
        .replace(/img\.src = 'data:image\/gif[^']*';/, ""),
      loader: "js",
    }));
  },
};

function styleOf(text) {
  const parts = text.split(";").filter((one) => one.trim());
  return Object.fromEntries(parts.map((one) => one.split(/:(.*)/s).map((word) => word.trim())));
}

// form-js-editor asks for an older preact than its viewer, and two copies do not see each other's
// hooks: the viewer's parts then fail on `context`. Both get the one beside them all.
const onePreact = {
  name: "one-preact",
  setup(context) {
    context.onResolve({ filter: /^preact(\/|$)/ }, ({ path: wanted, kind, importer, pluginData }) => {
      if (pluginData === "one" || !importer.includes("/form-js-")) return undefined;
      return context.resolve(wanted, { resolveDir: process.cwd(), kind, pluginData: "one" });
    });
  },
};

function svgOf(address) {
  const comma = address.indexOf(",");
  const body = address.slice(comma + 1);
  if (address.slice(0, comma).endsWith(";base64")) return Buffer.from(body, "base64");
  return decodeURIComponent(body);
}

async function bundle() {
  const result = await build({
    entryPoints: ENTRIES,
    outdir: OUT,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    metafile: true,
    format: "iife",
    target: "es2020",
    charset: "utf8",
    legalComments: "linked",
    loader: { ".woff": "file", ".woff2": "file", ".ttf": "file", ".svg": "file", ".eot": "empty" },
    plugins: [dataImagesAsFiles, panelWithoutStyle, sheetsWithoutStyleElement, formsWithoutStyleText, onePreact],
    logLevel: "warning",
  });
  return result.metafile.outputs;
}

function manifestOf(outputs) {
  const names = {};
  for (const [file, output] of Object.entries(outputs)) {
    if (!output.entryPoint) continue;
    names[path.basename(output.entryPoint)] = path.basename(file);
    // Styles that a script imports come out beside it: case.js brings case.css.
    if (output.cssBundle) {
      const style = path.basename(output.entryPoint).replace(/\.js$/, ".css");
      names[style] = path.basename(output.cssBundle);
    }
  }
  return names;
}

async function writeManifest(names) {
  const waiting = path.join(OUT, "manifest.json.new");
  await writeFile(waiting, `${JSON.stringify(names, null, 2)}\n`);
  await rename(waiting, path.join(OUT, "manifest.json"));
}

async function removeOthers(outputs) {
  const kept = new Set([...Object.keys(outputs).map((file) => path.basename(file)), "manifest.json"]);
  for (const file of await readdir(OUT)) {
    if (!kept.has(file)) await rm(path.join(OUT, file));
  }
}

await mkdir(OUT, { recursive: true });
const outputs = await bundle();
await writeManifest(manifestOf(outputs));
await removeOthers(outputs);
