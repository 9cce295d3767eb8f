import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
/**
 * Starts the embedded PostgreSQL on a folder, in a thread of its own: a slow statement never
 * blocks the event loop that answers requests. The caller holds the folder's lock.
 * @param onDeath called when the thread ends without having been closed
 */
export async function startEmbeddedEngine(folder, onDeath) {
    const script = new URL(import.meta.url.endsWith('.ts') ? '../../dist/db/embedded-engine.js' : './embedded-engine.js', import.meta.url);
    const thread = new Worker(script, { workerData: { folder } });
    await once(thread, 'message');
    let closing = false;
    thread.on('error', onDeath);
    thread.on('exit', code => {
        if (!closing)
            onDeath(new Error(`The embedded database stopped (exit code ${code}).`));
    });
    const answerOf = async (request) => {
        thread.postMessage(request);
        const [answer] = await once(thread, 'message');
        return answer;
    };
    return {
        connect: () => new EngineConnection(thread),
        syncs: async () => (await answerOf('syncs')).syncs,
        async close() {
            closing = true;
            await answerOf('close');
            await thread.terminate();
        },
    };
}
const SYNC = 0x53;
const QUERY = 0x51;
const TERMINATE = 0x58;
/** Stands in for the TCP socket between `pg` and a server. */
class EngineConnection extends Duplex {
    #thread;
    #receive = (answer) => {
        if (answer instanceof Uint8Array)
            this.push(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength));
    };
    #pending = [];
    #started = false;
    constructor(thread) {
        super();
        this.#thread = thread;
        thread.on('message', this.#receive);
    }
    connect() {
        process.nextTick(() => this.emit('connect'));
    }
    setNoDelay() { }
    setKeepAlive() { }
    ref() { }
    unref() { }
    _read() { }
    /**
     * `pg` writes one message at a time. The engine answers an error as soon as it meets one, before
     * the rest of the group would be skipped, so a group is only handed over when it is complete.
     */
    _write(message, _encoding, done) {
        this.#pending.push(message);
        const kind = message[0];
        if (!this.#started || kind === SYNC || kind === QUERY)
            this.#hand();
        else if (kind === TERMINATE)
            this.destroy();
        this.#started = true;
        done();
    }
    #hand() {
        const group = new Uint8Array(Buffer.concat(this.#pending));
        this.#pending = [];
        this.#thread.postMessage(group, [group.buffer]);
    }
    _destroy(error, done) {
        this.#thread.off('message', this.#receive);
        done(error);
    }
}
