import { isTimeZone, nearestName, parseByteSize, parseDuration, severities } from '@correlator/events';
import * as z from 'zod';

/** A map as configurations have them: an object by its keys. */
export type PlainObject = Readonly<Record<string, unknown>>;

/** Returns whether a value is a map: an object that is not a list. */
export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function zoneProblem(name: string): string {
  const near = nearestName(name, ['UTC', ...Intl.supportedValuesOf('timeZone')]);
  return near === undefined
    ? 'must be a time zone, such as Europe/Prague or UTC'
    : `there is no time zone '${name}'; did you mean '${near}'?`;
}

const duration = z
  .union([z.string(), z.number()], 'must be a duration, such as 30s, 5m or 1h30m')
  .refine((value) => parseDuration(value) !== undefined, 'must be a duration, such as 30s, 5m or 1h30m')
  .meta({ format: 'time-span' })
  .optional();
const sizeProblem = "must be a size, such as '100MB' or '1GiB'";
const zone = z
  .string()
  .refine(isTimeZone, { error: ({ input }) => zoneProblem(String(input)) })
  .meta({ format: 'time-zone' })
  .optional();
const components = z.record(z.string(), z.unknown(), 'must be a map of names to options').nullish();

/** Checks everything at the top of a configuration. */
export const settingsSchema = z.strictObject(
  {
    instance: z.string().min(1).optional(),
    zone,
    partitions: z.int().min(1).max(1024).optional(),
    patience: duration,
    lateness: duration,
    maxSkew: duration,
    inputs: components,
    modules: components,
    listeners: components,
    store: z.union([z.boolean(), z.null(), z.record(z.string(), z.unknown())], 'must be a map of options').optional(),
  },
  'must be a map with inputs, modules and listeners',
);

/** The keys at the top of a configuration. */
export const settingNames: readonly string[] = Object.keys(settingsSchema.shape);

/** The top of a configuration, checked. */
export type Settings = z.output<typeof settingsSchema>;

/** Checks the `criteria` of a listener. */
export const criteriaSchema = z.strictObject({
  types: z.array(z.union([z.string(), z.unknown().refine(hasType)], 'must be an event type')).optional(),
  severity: z.enum(severities).optional(),
  systems: z.array(z.string()).optional(),
  audit: z.boolean().optional(),
  where: z
    .unknown()
    .refine((value) => typeof value === 'function', 'must be a function')
    .optional(),
});

function hasType(value: unknown): boolean {
  return typeof value === 'function' && typeof (value as { type?: unknown }).type === 'string';
}

/** Checks the `durable` of a listener. */
export const durableSchema = z.union([z.boolean(), criteriaSchema], 'must be true, false or criteria').optional();

const size = z.union([z.string(), z.number()]).refine((value) => parseByteSize(value) !== undefined, sizeProblem);

/** Checks what a store has beside the options of its package. */
export const storeSchema = z.strictObject({ interval: duration, maxBytes: size.meta({ format: 'size' }).optional() });

/** What a store has beside the options of its package, checked. */
export type StoreSettings = z.output<typeof storeSchema>;

/** Checks the `queue` of a listener. */
export const queueSchema = z.strictObject({
  capacity: z.int().min(1).optional(),
  batch: z.int().min(1).optional(),
  timeout: duration,
  retries: z.int().min(0).optional(),
  backoff: duration,
  longestPause: duration,
  patience: duration,
  whenFull: z.enum(['wait', 'drop-oldest', 'keep']).optional(),
});
