import { compare } from './compare.js';
import { measureDrain, measureLive } from './processing.js';
import { customEvents, customerio, generate } from './scenarios.js';
import { startServer } from './server.js';
import { setUp } from './setup.js';
import { countBacklog, storedByFloor, storedDecisions } from './stored.js';
const ADMIN_KEY = 'the-operator-key-of-the-bench';
const WEBHOOKS = [customerio, customEvents];
/**
 * Compares choices and webhooks with the floor, each server on its own store, and kills the servers
 * in between to see that what was answered is there.
 */
export async function runPass(engine, plan, say) {
    const floorEnv = engine.storeOf('floor');
    const parleyEnv = { ...engine.storeOf('parley'), PARLEY_ADMIN_KEY: ADMIN_KEY };
    const scene = { engine, plan, floorEnv, parleyEnv, say };
    const { account, firstStartMs, choices, live } = await serveAsShipped(scene);
    const { webhooks, kept } = await takeWithoutProcessing(scene, account, choices);
    const drain = await workOff(scene);
    say('start-up');
    const laterStartsMs = await restart(scene);
    const comparisons = [choices, ...webhooks];
    return {
        engine: engine.name,
        version: engine.version,
        comparisons,
        live,
        drain,
        kept,
        firstStartMs,
        laterStartsMs,
    };
}
async function serveAsShipped({ engine, plan, floorEnv, parleyEnv, say }) {
    say('first start');
    const floor = await startServer('floor', floorEnv);
    const parley = await startServer('parley', parleyEnv);
    const account = await setUp(parley.url, ADMIN_KEY);
    say(generate.name);
    const choices = await compare(generate, account, { floor, parley }, engine, plan);
    const live = [];
    for (const scenario of WEBHOOKS) {
        say(`${scenario.name}, processed as they come`);
        live.push(await measureLive(scenario, account, parley, engine, plan.live));
    }
    await Promise.all([floor.kill(), parley.kill()]);
    return { account, firstStartMs: parley.startUpMs, choices, live };
}
/** The door by itself. The servers before and after have been killed, so counts show what was on disk. */
async function takeWithoutProcessing(scene, account, choices) {
    const { engine, plan, say } = scene;
    let [floor, parley] = await startDoors(scene);
    const kept = [
        {
            what: 'choices',
            answered: choices.parley.answered,
            stored: await storedDecisions(parley, account, ADMIN_KEY),
        },
    ];
    const leftBefore = await countBacklog(parley);
    const webhooks = [];
    for (const scenario of WEBHOOKS) {
        say(`${scenario.name}, stored only`);
        webhooks.push(await compare(scenario, account, { floor, parley }, engine, plan));
    }
    await Promise.all([floor.kill(), parley.kill()]);
    say('counting what was kept');
    [floor, parley] = await startDoors(scene);
    kept.push({
        what: 'webhook calls',
        answered: sumOf(webhooks.map(webhook => webhook.parley.answered)),
        stored: (await countBacklog(parley)) - leftBefore,
    }, {
        what: 'calls of the floor',
        answered: sumOf([choices, ...webhooks].map(comparison => comparison.floor.answered)),
        stored: await storedByFloor(floor),
    });
    await Promise.all([floor.stop(), parley.stop()]);
    return { webhooks, kept };
}
const startDoors = async ({ floorEnv, parleyEnv }) => [
    await startServer('floor', floorEnv),
    await startServer('parley-door-only', parleyEnv),
];
async function workOff({ engine, plan, parleyEnv, say }) {
    say('backlog');
    const parley = await startServer('parley', parleyEnv);
    const drain = await measureDrain(parley, engine, plan.drainSecondsMax);
    await parley.stop();
    return drain;
}
async function restart({ plan, parleyEnv }) {
    const tookMs = [];
    for (let start = 0; start < plan.starts; start++) {
        const parley = await startServer('parley', parleyEnv);
        tookMs.push(parley.startUpMs);
        await parley.stop();
    }
    return tookMs;
}
const sumOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
