export function createSignal() {
    const listeners = [];
    return {
        fire() {
            for (const listener of listeners)
                listener();
        },
        listen(listener) {
            listeners.push(listener);
        },
    };
}
