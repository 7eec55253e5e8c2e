// For the compiler: puts manifest.json, which stands beside the entry file, into the module.
//
//   asc plugin.ts --transform ./manifest.mjs …
import { readFileSync } from "fs";
import { dirname, join } from "path";

export default class {
  afterParse(parser) {
    const entry = parser.sources.find((source) => source.sourceKind === 1 && !source.normalizedPath.startsWith("~lib/"));
    this.folder = dirname(join(this.baseDir, entry.normalizedPath));
  }

  afterCompile(module) {
    module.addCustomSection("omni.manifest", readFileSync(join(this.folder, "manifest.json")));
  }
}
