import { reasonOf, type Trouble } from '../sql/sql-errors.ts';

/** The codes of a network or a server that does not answer, or no longer. */
const network = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** SQLSTATE, or how it begins: connections that failed, resources that ran out, a server that stops or starts, locks. */
const passingClasses = ['08', '40', '53', '55P03', '57P'];

function isPassing(code: string, reason: string): boolean {
  if (network.has(code) || passingClasses.some((one) => code.startsWith(one))) return true;
  return /^(?:timeout expired|Connection terminated|Client has encountered a connection error)/.test(reason);
}

/** The fixes, by how the SQLSTATE begins. */
const fixes: readonly (readonly [code: string, fix: string])[] = [
  ['28', "correct user and password (option 'database', environment variable PGPASSWORD)"],
  ['3D000', "create that database, or correct its name in option 'database'"],
  ['42501', 'grant that to this user, or let somebody else make the tables'],
  ['53100', 'the disk of the server is full: make room'],
  ['40', 'end the other program that uses the table at the same time'],
  ['55P03', 'end the other program that uses the table for so long'],
];

/** Returns what is wrong after PostgreSQL, or the way to it, failed. */
export function postgresTrouble(error: unknown): Trouble {
  const code = String((error as { code?: unknown } | undefined)?.code ?? '');
  const reason = reasonOf(error);
  const passing = isPassing(code, reason);
  const usual = passing
    ? 'see that the server runs and can be reached'
    : "mend what that names, or correct the options 'database' and 'tls'";
  const fix = fixes.find(([begin]) => code.startsWith(begin))?.[1] ?? usual;
  return { reason, passing, fix };
}
