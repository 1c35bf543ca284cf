import { CorrelatorError, messageOf } from '@correlator/events';

/** The trouble with a database: why it cannot be used, and what mends that. */
export interface Trouble {
  readonly reason: string;
  readonly fix: string;
  /** Whether it may be over in a while, as the fault is not in what the options say. */
  readonly passing: boolean;
}

/** Returns the error for a listener that cannot start. */
export function unavailable(
  place: string,
  { reason, fix }: Omit<Trouble, 'passing'>,
  cause?: unknown,
): CorrelatorError {
  return new CorrelatorError('SQL_UNAVAILABLE', `cannot use the database ${place}: ${reason}; ${fix}`, {
    cause,
    details: { place },
  });
}

/**
 * Returns the error for rows that could not be written; the engine tries again, and blames no row if the trouble will pass.
 */
export function writeFailed(place: string, { reason, fix, passing }: Trouble, cause: unknown): CorrelatorError {
  return new CorrelatorError('SQL_WRITE_FAILED', `cannot write to the database ${place}: ${reason}; ${fix}`, {
    cause,
    details: { place, passing },
  });
}

/** Returns the error for an event that no row can be made of. */
export function eventInvalid(type: string, problem: string): CorrelatorError {
  const shown = JSON.stringify(type.slice(0, 100));
  return new CorrelatorError('SQL_EVENT_INVALID', `no row can be made of an event of type ${shown}: ${problem}`);
}

/** The difference between what a column is and what it would have to be. */
export interface ColumnDifference {
  readonly table: string;
  readonly column: string;
  /** Its type; undefined if there is no such column. */
  readonly found: string | undefined;
  readonly wanted: string;
}

/** Returns the error for a table with a column that cannot take a field of today. */
export function columnDiffers(difference: ColumnDifference): CorrelatorError {
  const { table, column, found, wanted } = difference;
  const fix = `rename the column or the table (a new one is made), or change the column to ${wanted}`;
  return new CorrelatorError(
    'SQL_COLUMN_DIFFERS',
    `column ${column} of table ${table} is ${found === undefined ? 'missing' : `of type ${found}`}, and ${wanted} is wanted: ${fix}`,
    { details: { ...difference } },
  );
}

/** Returns the message of what was thrown; of several failures at once, that of the first. */
export function reasonOf(error: unknown): string {
  return error instanceof AggregateError && error.errors.length > 0 ? messageOf(error.errors[0]) : messageOf(error);
}
