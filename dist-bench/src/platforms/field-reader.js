import { otherFields } from './fields.js';
export function createFieldReader(fields) {
    const taken = new Set();
    return {
        take(names, read) {
            for (const name of names) {
                const value = read(fields[name]);
                if (value === null)
                    continue;
                taken.add(name);
                return value;
            }
            return null;
        },
        rest: () => otherFields(fields, taken),
    };
}
