/** The present moment, as a value to hand in. */
export type Clock = () => Date
