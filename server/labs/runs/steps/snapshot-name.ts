/** The snapshot that is taken in each sandbox when a step is reached for the first time in it. */
export const snapshotName = (step: number): string => `step-${step}`;
