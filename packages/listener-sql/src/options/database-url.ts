const scheme = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Whether the option `database` means a PostgreSQL server; otherwise it is the path of an SQLite file. */
export function isPostgres(database: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(database);
}

function isDecodable(part: string): boolean {
  try {
    return decodeURIComponent(part) !== '\0';
  } catch {
    return false;
  }
}

/**
 * What is wrong with the option `database`, if anything. Never shows any of it: where a URL is mistyped, nobody knows
 * which part is the password.
 */
export function databaseProblem(database: string): string | undefined {
  if (!isPostgres(database)) return scheme.test(database) ? 'must be a path, or begin with postgres://' : undefined;
  const url = URL.parse(database);
  const spelling =
    "write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE, '%40' for '@' within a name or password, and so on";
  if (url === null || /[@#]/.test(url.pathname + url.search + url.hash)) return `cannot be read; ${spelling}`;
  if (![url.username, url.password, url.pathname].every(isDecodable)) return `has a wrong '%'; ${spelling}`;
  return [...url.searchParams.keys()].some((key) => /^(?:ssl|uselibpqcompat)/.test(key))
    ? "says how TLS is used; leave that out and use the option 'tls'"
    : undefined;
}

/** What a database is called in messages: without user and password. */
export function placeOf(database: string): string {
  if (!isPostgres(database)) return database;
  const { host, pathname, searchParams } = new URL(database);
  return `postgres://${host || searchParams.get('host') || 'localhost'}${pathname}`;
}
