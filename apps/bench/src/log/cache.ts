import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const folder = new URL('../../.cache/', import.meta.url);

/** A file of the cache, made by `write` where it is not there yet: whole or not at all. */
export function cached(name: string, write: (path: URL) => void): URL {
  const path = new URL(name, folder);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const unfinished = new URL(`${path.href}.part`);
  write(unfinished);
  renameSync(unfinished, path);
  return path;
}

/** A value of the cache, found out by `find` where it is not there yet. */
export async function cachedValue<T>(name: string, find: () => Promise<T>): Promise<T> {
  const path = new URL(name, folder);
  if (!existsSync(path)) {
    const value = await find();
    cached(name, (unfinished) => writeFileSync(unfinished, JSON.stringify(value)));
  }
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
