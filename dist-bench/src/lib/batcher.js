/**
 * Group commit: while one batch is being written, the next one collects. Nobody sleeps, so a lone
 * item is written at once, and under load the batches grow by themselves.
 */
export function createBatcher(flush, sizeMax) {
    let waiting = [];
    let onTheWay = 0;
    let running;
    async function run() {
        // Everything that arrives in the same turn of the event loop shares the first batch.
        await new Promise(resolve => setImmediate(resolve));
        while (waiting.length > 0) {
            const batch = waiting.slice(0, sizeMax);
            waiting = waiting.slice(sizeMax);
            onTheWay = batch.length;
            await settle(batch, flush);
        }
        onTheWay = 0;
        running = undefined;
    }
    return {
        add(item) {
            return new Promise((resolve, reject) => {
                waiting.push({ item, resolve, reject });
                running ??= run();
            });
        },
        async drain() {
            while (running)
                await running;
        },
        size: () => waiting.length + onTheWay,
    };
}
async function settle(batch, flush) {
    try {
        const answers = await flush(batch.map(({ item }) => item));
        if (answers.length !== batch.length)
            throw new Error(`${batch.length} items gave ${answers.length} answers`);
        batch.forEach(({ resolve }, at) => {
            resolve(answers[at]);
        });
    }
    catch (error) {
        for (const { reject } of batch)
            reject(error);
    }
}
