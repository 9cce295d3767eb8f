/**
 * Repeats work for ever, one at a time, with a pause in between.
 * @param work returns how long to pause, in milliseconds; zero goes on at once
 * @param onError gets what the work throws, and returns how long to pause after it
 */
export function startLoop(work, onError) {
    let stopping = false;
    let awake = false;
    let wakeUp;
    function pause(pauseMs) {
        return new Promise(resolve => {
            const timer = setTimeout(resolve, pauseMs);
            wakeUp = () => {
                clearTimeout(timer);
                resolve();
            };
        });
    }
    async function run() {
        while (!stopping) {
            awake = false;
            const pauseMs = await work().catch(onError);
            // Requests are answered between two rounds, also when there is always more to do.
            await new Promise(resolve => setImmediate(resolve));
            if (pauseMs > 0 && !awake && !stopping)
                await pause(pauseMs);
            wakeUp = undefined;
        }
    }
    const running = run();
    const wake = () => {
        awake = true;
        wakeUp?.();
    };
    return {
        wake,
        async stop() {
            stopping = true;
            wake();
            await running;
        },
    };
}
