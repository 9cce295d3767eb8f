import { buildApp } from './app.js';
import { startLoop } from './lib/loop.js';
import { openServices } from './services.js';
import { onError, startWorker, stopAll } from './worker.js';
const REFRESH_MS = 1_000;
/** Starts answering requests and, unless another process does, working in the background. */
export async function startServer(config, log, { withWorker }) {
    const services = await openServices(config, log, () => new Date());
    const app = await buildApp(services);
    const refresh = startLoop(async () => {
        await services.catalog.refresh();
        await services.policies.refresh();
        return REFRESH_MS;
    }, onError(log, 'refresh'));
    const worker = withWorker ? startWorker(services) : undefined;
    if (worker)
        services.inboundArrived.listen(worker.wake);
    const url = await app.listen({ host: config.host, port: config.port });
    return {
        url,
        services,
        app,
        async close() {
            await app.close();
            await Promise.all([worker?.stop(), stopAll([refresh])]);
            await services.close();
        },
    };
}
