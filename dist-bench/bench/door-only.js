var __rewriteRelativeImportExtension = (this && this.__rewriteRelativeImportExtension) || function (path, preserveJsx) {
    if (typeof path === "string" && /^\.\.?\//.test(path)) {
        return path.replace(/\.(tsx)$|((?:\.d)?)((?:\.[^./]+?)?)\.([cm]?)ts$/i, function (m, tsx, d, ext, cm) {
            return tsx ? preserveJsx ? ".jsx" : ".js" : d && (!ext || !cm) ? m : (d + ext + "." + cm.toLowerCase() + "js");
        });
    }
    return path;
};
// `parley serve` without its background work, on either engine: so that the cost of taking a
// webhook call can be told from the cost of processing it. `parley serve --http-only` refuses the
// embedded engine, where nothing else could ever do the work.
import { readConfig } from '../src/config.js';
import { createLog } from '../src/log.js';
// The built server, as it is published.
const built = new URL('../../dist/serve.js', import.meta.url);
const { startServer } = await import(__rewriteRelativeImportExtension(built.href));
const config = readConfig();
const server = await startServer(config, createLog(config.logLevel), { withWorker: false });
process.once('SIGTERM', () => server.close());
