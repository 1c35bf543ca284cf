/** The declaration of an audit event class, from which its type, its checks and its JSON Schema are made. */
import { CorrelatorError } from './errors.ts';
import { Event, type EventOptions, type Severity } from './event.ts';
import type { DataOf, Field, FieldKind, Fields, JsonSchema } from './fields.ts';
import type { Templates } from './templates.ts';

/** The declaration of an audit event class. */
export interface AuditDeclaration<T extends string, F extends Fields> extends Templates {
  /** The identifier of the class: `<system>.<what-happened>`. Files, tables and criteria go by it. */
  readonly type: T;
  /** Raised when fields change. @default 1 */
  readonly version?: number;
  /** The fields, in the order of columns. */
  readonly fields: F;
  /** Whether it is for modules only: never given to listeners, and its data not checked at run time. @default false */
  readonly internal?: boolean;
}

/** An instance of a declared audit event. */
export type AuditEventOf<T extends string, F extends Fields, S extends Severity> = Event<DataOf<F>> & {
  readonly type: T;
  readonly severity: S;
  readonly fields: F;
};

/** A declared audit event class. */
export interface AuditEventClass<T extends string, F extends Fields, S extends Severity> {
  new (data: DataOf<F>, options?: EventOptions): AuditEventOf<T, F, S>;
  readonly type: T;
  readonly version: number;
  readonly severity: S;
  readonly fields: F;
  readonly internal: boolean;
  /** Returns the JSON Schema of its data, draft 2020-12. */
  jsonSchema(): JsonSchema;
}

/** The names that every event has itself: no field may be called so. */
export const reservedNames = ['id', 'time', 'type', 'system', 'severity'] as const;

const fieldName = /^[a-z][A-Za-z0-9]{0,62}$/;
const typeName = /^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/;

function checkNames(type: string, fields: Fields): void {
  if (!typeName.test(type)) {
    throw new CorrelatorError('EVENT_TYPE_INVALID', `event type '${type}': use lower case words joined by '.' and '-'`);
  }
  for (const name of Object.keys(fields)) {
    if ((reservedNames as readonly string[]).includes(name)) {
      throw new CorrelatorError('FIELD_NAME_RESERVED', `${type}: every event has '${name}' already; rename the field`);
    }
    if (!fieldName.test(name)) {
      throw new CorrelatorError('FIELD_NAME_INVALID', `${type}: field '${name}' must be a camelCase name`);
    }
  }
}

function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'object') return `object ${Object.prototype.toString.call(value)}`;
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value);
  return `${typeof value} ${shown}`;
}

/**
 * Returns every missing, extra and wrongly typed field of `data`, in words; an empty list if all is right.
 *
 * @example
 * fieldProblems({ user: text('User'), port: port('Port') }, { user: 'root', prot: 22 });
 * // [ 'port is missing (a port, 0 to 65535)', 'prot is no declared field' ]
 */
export function fieldProblems(fields: Fields, data: object): string[] {
  const values = new Map(Object.entries(data));
  const problems: string[] = [];
  for (const [name, field] of Object.entries(fields)) {
    if (!values.has(name)) problems.push(`${name} is missing (${field.expected})`);
    else if (!field.check(values.get(name))) {
      problems.push(`${name} must be ${field.expected}, not ${describeValue(values.get(name))}`);
    }
  }
  for (const name of values.keys()) if (!Object.hasOwn(fields, name)) problems.push(`${name} is no declared field`);
  return problems;
}

type FieldList = readonly { readonly name: string; readonly kind: FieldKind; readonly field: Field<unknown> }[];

/**
 * Returns whether data in the order of its declaration is right: the quick way to a yes. `fieldProblems` decides on all else.
 */
function fits(list: FieldList, data: object): boolean {
  const values = data as Record<string, unknown>;
  let index = 0;
  for (const name in values) {
    const entry = list[index++];
    if (entry === undefined || entry.name !== name) return false;
    const value = values[name];
    if (typeof value === 'string' && entry.kind === 'text') continue;
    if (!entry.field.check(value)) return false;
  }
  return index === list.length;
}

function checkData(type: string, fields: Fields, data: object): void {
  const problems = fieldProblems(fields, data);
  if (problems.length === 0) return;
  throw new CorrelatorError('EVENT_DATA_INVALID', `${type}: ${problems.join('; ')}`, { details: { type, problems } });
}

function jsonSchemaOf(type: string, fields: Fields): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: type,
    type: 'object',
    properties: Object.fromEntries(Object.entries(fields).map(([name, f]) => [name, f.schema])),
    required: Object.keys(fields),
    additionalProperties: false,
  };
}

/**
 * Makes the class that a declaration describes. Throws `EVENT_TYPE_INVALID`, `FIELD_NAME_INVALID` and `FIELD_NAME_RESERVED`.
 */
export function declareAuditEvent<const T extends string, const F extends Fields, S extends Severity>(
  severity: S,
  declaration: AuditDeclaration<T, F>,
): AuditEventClass<T, F, S> {
  const { type, version = 1, fields, internal = false, ...templates } = declaration;
  checkNames(type, fields);
  const list: FieldList = Object.entries(fields).map(([name, field]) => ({ name, kind: field.kind, field }));
  class Declared extends Event<DataOf<F>> {
    static readonly type = type;
    static readonly version = version;
    static readonly severity = severity;
    static readonly fields = fields;
    static readonly internal = internal;
    static jsonSchema(): JsonSchema {
      return jsonSchemaOf(type, fields);
    }
    constructor(data: DataOf<F>, options?: EventOptions) {
      // A copy: what its author changes later is not what happened.
      const own = internal ? data : { ...data };
      if (!internal && !fits(list, own)) checkData(type, fields, own);
      super(own, options);
    }
  }
  Object.assign(Declared.prototype, { type, version, severity, fields, internal, templates });
  return Declared as unknown as AuditEventClass<T, F, S>;
}
