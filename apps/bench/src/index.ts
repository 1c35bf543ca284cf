/** The generated log and its random numbers, for the torture programs; measuring starts in `main.ts`. */
export { createLog } from './log/generate.ts';
export { createRandom, type Random } from './log/random.ts';
