/** Returns the present time. It is passed as an argument. */
export type Clock = () => Date
