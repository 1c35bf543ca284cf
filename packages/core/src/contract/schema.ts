/** The contract between options and whatever library describes them. */

/** One problem that a Standard Schema found. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a Standard Schema answers: the value, completed with defaults, or what is wrong. */
export type SchemaResult<O> =
  | { readonly value: O; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** The part of the Standard Schema interface (version 1) that Correlator uses: zod, valibot, arktype and others have it. */
export interface StandardSchema<O> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    validate(value: unknown): SchemaResult<O> | Promise<SchemaResult<O>>;
    readonly jsonSchema?: { input(options: { target: string }): Record<string, unknown> };
  };
}
