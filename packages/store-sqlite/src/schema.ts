/** The mark of a store of Correlator: `PRAGMA application_id`, the letters `Corr`. */
export const applicationId = 0x436f_7272;

/** The statements that lead from each version of the format to the next: `PRAGMA user_version` counts them. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE checkpoint (id INTEGER PRIMARY KEY CHECK (id = 1), content TEXT NOT NULL);
  CREATE TABLE collections (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
  CREATE TABLE state (
    collection INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (collection, key)
  ) WITHOUT ROWID;
  CREATE TABLE events (sequence INTEGER PRIMARY KEY, event TEXT NOT NULL, open INTEGER NOT NULL);
  CREATE INDEX delivered_events ON events (open) WHERE open = 0;
  CREATE TABLE deliveries (
    listener TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (listener, sequence)
  ) WITHOUT ROWID;
  CREATE TABLE dead_letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    listener TEXT NOT NULL,
    event TEXT NOT NULL,
    error TEXT NOT NULL,
    at INTEGER NOT NULL,
    resend INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX resent_letters ON dead_letters (resend) WHERE resend = 1;
  `,
];

/** The version of the format that this package writes. */
export const formatVersion = migrations.length;
