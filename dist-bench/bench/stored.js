/** A figure of /metrics, summed over its labels. */
export async function countOf(server, metric) {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return text
        .split('\n')
        .filter(line => line.startsWith(`${metric} `) || line.startsWith(`${metric}{`))
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
/** How many webhook calls are stored and not processed yet. */
export const countBacklog = (server) => countOf(server, 'parley_inbound_backlog');
export async function storedByFloor(server) {
    const { stored } = (await (await fetch(server.url)).json());
    return stored;
}
/** How many choices the template's results know of. */
export async function storedDecisions(server, { org, template }, adminKey) {
    const url = `${server.url}/api/v1/orgs/${org}/templates/${template}/results`;
    const reply = await fetch(url, { headers: { 'x-api-key': adminKey } });
    const results = (await reply.json());
    return results.control.decisions + results.treatment.decisions + results.fallback.decisions;
}
