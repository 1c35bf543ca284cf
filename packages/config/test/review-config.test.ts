import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ConfigReview, configFromValue, problemText, reviewConfig, reviewLoaded } from '../src/index.ts';
import { folder, manifestCode, packageFiles } from './folder.ts';
import { door, Ended, Exceeded, ear, everything, Gone, lines, nowhere, relay, wall } from './manifests.ts';

const inputs = { lines: { use: lines } };
const modules = { door: { use: door } };

function review(value: object): Promise<ConfigReview> {
  return reviewLoaded(configFromValue({ inputs, modules, listeners: {}, ...value }, '/etc/correlator'));
}

const texts = (problems: ConfigReview['problems']): string[] => problems.map(problemText);

describe('the wiring of a configuration', () => {
  test('says who reads, who processes what, and who is given which events', async () => {
    const { problems, warnings, wiring } = await review({
      zone: 'Europe/Prague',
      partitions: 2,
      inputs: { main: { use: lines, paths: ['a.log', '/var/b.log'], live: true } },
      modules: { front: { use: door }, everything: { use: everything } },
      listeners: { wall: { use: wall }, ear: { use: ear, criteria: { severity: 'error', where: () => true } } },
    });
    expect(problems).toEqual([]);
    expect(warnings).toEqual([]);
    expect(wiring).toMatchObject({ instance: 'correlator', zone: 'Europe/Prague', partitions: 2 });
    expect(wiring?.inputs).toEqual([
      { name: 'main', use: 'lines', live: true, paths: ['a.log', '/var/b.log'], remarks: [] },
    ]);
    const knocked = { type: 'door.knocked', from: ['front/sessions'] };
    expect(wiring?.modules).toEqual([
      {
        name: 'front',
        use: 'door',
        parts: [
          {
            id: 'front/sessions',
            records: true,
            programs: ['doord', 'doord-session'],
            consumes: [],
            dividedBy: 'host',
          },
          { id: 'front/detection', records: false, programs: null, consumes: [knocked], dividedBy: 'address' },
        ],
        events: [
          { type: 'door.ended', severity: 'info', audit: true },
          { type: 'door.exceeded', severity: 'error', audit: true },
        ],
      },
      {
        name: 'everything',
        use: 'everything',
        parts: [{ id: 'everything', records: true, programs: null, consumes: [], dividedBy: null }],
        events: [],
      },
    ]);
    const [first, second] = wiring?.listeners ?? [];
    expect(first).toMatchObject({ name: 'wall', where: false, outcomes: ['wall.blocked'] });
    expect(first?.events.map(({ system, types }) => [system, types])).toEqual([
      ['front', ['door.ended', 'door.exceeded']],
      ['wall', ['wall.blocked']],
      ['engine', ['engine.ledger', 'engine.listener-figures', 'engine.module-figures']],
    ]);
    expect(second?.events[0]).toEqual({ system: 'front', types: ['door.exceeded'], others: ['door.ended'] });
    expect(second?.where).toBe(true);
  });

  test('says what happens if a listener fails, hangs or is slow, with all defaults', async () => {
    const usual = {
      capacity: 10_000,
      batch: 500,
      timeoutMs: 30_000,
      retries: 3,
      backoff: { firstMs: 100, longestMs: 60_000 },
      whenFull: 'wait',
    };
    const live = { inputs: { main: { use: lines, live: true } } };
    const listeners = {
      ear: { use: ear, queue: { retries: 0, longestPause: '5m' } },
      quiet: { use: ear, durable: false },
    };
    const policies = async (value: object) =>
      (await review({ listeners, ...value })).wiring?.listeners.map(({ policy }) => policy);
    const own = { ...usual, retries: 0, backoff: { firstMs: 100, longestMs: 300_000 } };
    expect(await policies({})).toEqual([
      { ...own, patienceMs: null, deadLetters: 'counted' },
      { ...usual, patienceMs: null, deadLetters: 'counted' },
    ]);
    expect(await policies({ ...live, patience: '2s', store: { use: nowhere } })).toEqual([
      { ...own, patienceMs: 2_000, deadLetters: 'kept' },
      { ...usual, patienceMs: 2_000, deadLetters: 'counted' },
    ]);
    const impatient = { ear: { use: ear, queue: { patience: '1s', whenFull: 'drop-oldest' } } };
    expect(await policies({ ...live, listeners: impatient })).toEqual([
      { ...usual, patienceMs: 1_000, whenFull: 'drop-oldest', deadLetters: 'counted' },
    ]);
  });

  test('is none where there are problems', async () => {
    expect((await review({ zone: 'Mars' })).wiring).toBeUndefined();
  });
});

describe('what an engine would refuse', () => {
  const broken = { ...door, create: () => Promise.reject };
  test.each<[string, object, string[]]>([
    [
      'modules in a circle, told once',
      { ping: relay('ping', [Ended], [Exceeded]), pong: relay('pong', [Exceeded], [Ended]), door: { use: door } },
      ['modules.ping: modules feed one another in a circle: ping -> pong -> ping; turn one of them off (MODULE_CYCLE)'],
    ],
    [
      'a module that feeds itself',
      { ping: relay('ping', [Ended], [Ended]) },
      ['modules.ping: modules feed one another in a circle: ping -> ping; turn one of them off (MODULE_CYCLE)'],
    ],
    [
      'two parts of one name',
      { 'door/sessions': { use: everything }, door: { use: door } },
      ["modules.door: two modules are called 'door/sessions'; rename one (NAME_TAKEN)"],
    ],
    [
      'a module that cannot be made',
      {
        door: {
          use: {
            ...broken,
            create() {
              throw new Error('no luck');
            },
          },
        },
      },
      [
        'modules.door: cannot be made with these options: no luck; change them, or report it to its author (PACKAGE_FAILED)',
      ],
    ],
  ])('%s', async (_, given, expected) => {
    expect(texts((await review({ modules: given })).problems)).toEqual(expected);
  });

  test('a module with timers that is divided', async () => {
    class Timed extends (await import('@correlator/core')).Module {
      override readonly partitionBy = { record: 'host' } as const;
      readonly timer = this.every('1h', 'hourly', () => {});
    }
    const use = { ...everything, create: () => new Timed({}) };
    expect(texts((await review({ modules: { timed: { use } } })).problems)).toEqual([
      "modules.timed: timed has both 'partitionBy' and timers, which do not go together; report it to its author (MODULE_TIMER_PARTITIONED)",
    ]);
  });
});

describe('a full queue', () => {
  const store = { use: nowhere };
  const listeners = (whenFull: string, more: object = {}) => ({ ear: { use: ear, queue: { whenFull }, ...more } });
  const keep = "listeners.ear.queue.whenFull: 'keep' wants a store behind this listener";
  const drop = "listeners.ear.queue.whenFull: 'drop-oldest' is for listeners without a store behind them";
  const dropFix = "give 'keep' or 'wait', or set 'durable' to false";

  test.each<[string, object, string[]]>([
    [
      'keeps without a store',
      { listeners: listeners('keep') },
      [`${keep}: configure one, or give 'wait' or 'drop-oldest'`],
    ],
    [
      'keeps what is not durable',
      { store, listeners: listeners('keep', { durable: false }) },
      [`${keep}: set 'durable' to true, or give 'wait' or 'drop-oldest'`],
    ],
    ['drops what a store keeps', { store, listeners: listeners('drop-oldest') }, [`${drop}: ${dropFix}`]],
    [
      'drops what a store keeps in part',
      { store, listeners: listeners('drop-oldest', { durable: { severity: 'error' } }) },
      [`${drop}: ${dropFix}`],
    ],
    ['keeps with a store', { store, listeners: listeners('keep') }, []],
    ['drops without a store', { listeners: listeners('drop-oldest') }, []],
    ['drops what is not durable', { store, listeners: listeners('drop-oldest', { durable: false }) }, []],
  ])('%s', async (_, value, expected) => {
    const { problems, wiring } = await review(value);
    expect(texts(problems)).toEqual(expected);
    expect(wiring === undefined).toBe(expected.length > 0);
  });

  test("of a listener that says it wrong itself is its author's", async () => {
    const use = { ...ear, create: () => ({ name: 'ear', queue: { capacity: 0 }, handle: () => {} }) };
    expect(texts((await review({ listeners: { ear: { use } } })).problems)).toEqual([
      'listeners.ear: its queue is not as an engine wants it: listeners.ear.queue.capacity is 0: give a whole number of 1 or more; report it to its author (PACKAGE_FAILED)',
    ]);
  });
});

describe('what would hardly run as it is meant', () => {
  const heard = (criteria: object, use: unknown = ear) => ({ listeners: { ear: { use, criteria } } });

  test.each<[string, object, string[]]>([
    [
      'events that nobody dispatches',
      { modules: { ...modules, late: relay('late', [Gone, Ended], []) } },
      [
        "modules.late: it processes events 'gone.away', which nothing here dispatches; add the module that does (EVENT_UNDISPATCHED)",
      ],
    ],
    [
      'a module and a listener with outcomes of one name',
      { modules: { ...modules, wall: { use: everything } }, listeners: { wall: { use: wall } } },
      [
        "listeners.wall: a module is called 'wall' too, so that criteria cannot tell their events apart; rename one (NAME_TAKEN)",
      ],
    ],
    [
      'types of modules that are not there',
      heard({ types: ['nginx.*', 'door.*', 'nginx.request'] }),
      [
        "listeners.ear.criteria.types.0: nothing here declares events 'nginx.*'; add the module that dispatches them, or remove it (CRITERIA_NEVER_HOLD)",
        "listeners.ear.criteria.types.2: nothing here declares events 'nginx.request'; add the module that dispatches them, or remove it (CRITERIA_NEVER_HOLD)",
      ],
    ],
    [
      'internal types',
      heard({ types: ['door.knocked'] }),
      [
        "listeners.ear.criteria.types.0: 'door.knocked' is for modules only: listeners are never given it; remove it (CRITERIA_NEVER_HOLD)",
      ],
    ],
    [
      'criteria that exclude one another',
      heard({ types: [Ended], severity: 'error' }),
      [
        "listeners.ear.criteria: no declared event fits types and severity; without 'types' these do: door.exceeded, engine.input-failed, engine.input-abandoned, engine.module-failed, engine.module-stopped and 11 more; without 'severity' these do: door.ended (CRITERIA_NEVER_HOLD)",
      ],
    ],
    [
      'criteria that exclude what the listener takes',
      heard({ types: ['notice'] }, wall),
      [
        "listeners.ear.criteria: no declared event fits types (it takes audit events only); without 'types' these do: door.ended, door.exceeded, wall.blocked, engine.ledger, engine.listener-figures and 1 more (CRITERIA_NEVER_HOLD)",
      ],
    ],
    ['plain events, which need no declaration: no word', heard({ types: ['notice'], systems: ['door'] }), []],
    ["the engine's own events: no word", heard({ types: ['engine.unparsed'], severity: 'warning' }), []],
    [
      'files that are not there',
      { inputs: { main: { use: lines, paths: ['a.log', 'missing'] } } },
      ['inputs.main.paths.1: no such file (FILE_NOT_FOUND)'],
    ],
    [
      'an input that cannot say',
      { inputs: { main: { use: lines, paths: ['broken'] } } },
      ['inputs.main: cannot say what is in its way: no luck; report it to its author (PACKAGE_FAILED)'],
    ],
  ])('%s', async (_, value, expected) => {
    const { problems, warnings, wiring } = await review(value);
    expect(problems).toEqual([]);
    expect(texts(warnings)).toEqual(expected);
    expect(wiring).toBeDefined();
  });

  test('is not guessed at where a module is missing', async () => {
    const { warnings } = await review({ modules: { ...modules, nginx: {} }, ...heard({ types: ['nginx.*'] }) });
    expect(warnings).toEqual([]);
  });

  test('is told beside problems elsewhere', async () => {
    const { warnings, problems } = await review({ zone: 'Mars', ...heard({ types: ['nginx.*'] }) });
    expect([problems.length, warnings.length]).toEqual([1, 1]);
  });
});

describe('a configuration that is read', () => {
  const installed = packageFiles(
    '@correlator/module-sshd',
    `export const manifest = ${manifestCode('module', 'sshd')};`,
  );

  test('has the problems of its file and its overrides at once, with their places', async () => {
    const directory = folder({ ...installed, 'a.yaml': 'zone: Mars\nmodules:\n  sshd: { limt: 1 }\n' });
    const set = ['zoen=UTC', 'modules.sshd.window=x', 'modules.nginx.limit=1', 'modules.sshd'];
    const { path, problems } = await reviewConfig({ directory, path: 'a.yaml', set, kinds: ['module'] });
    expect(path).toBe(join(directory, 'a.yaml'));
    expect(texts(problems)).toEqual([
      "--set zoen=UTC: there is no setting 'zoen'; did you mean 'zone'? (OVERRIDE_INVALID)",
      "--set modules.nginx.limit=1: the configuration has no 'nginx' among its modules; it has sshd. To add it: --set 'modules.nginx={ limit: 1 }' (OVERRIDE_INVALID)",
      '--set modules.sshd: write PATH=VALUE, such as modules.sshd.limit=10 (OVERRIDE_INVALID)',
      '--set modules.sshd.window=x: modules.sshd.window: must be a number',
      'line 1, column 1: zone: must be a time zone, such as Europe/Prague or UTC',
      "line 3, column 11: modules.sshd.limt: unknown option; did you mean 'limit'?",
    ]);
  });

  test.each<[string, Record<string, string>, string[]]>([
    ['is not there', {}, ['CONFIG_UNREADABLE undefined undefined']],
    ['is no YAML', { 'a.yaml': 'a: 1\na: 2\nb: [\n' }, ['CONFIG_SYNTAX 2 1', 'CONFIG_SYNTAX 4 1']],
  ])('that %s is a problem like others', async (_, files, expected) => {
    const directory = folder(files);
    const { path, problems, wiring } = await reviewConfig({ directory, path: 'a.yaml' });
    expect(problems.map(({ code, line, column }) => `${code} ${line} ${column}`)).toEqual(expected);
    expect(path).toBe(join(directory, 'a.yaml'));
    expect(wiring).toBeUndefined();
  });

  test('and is not found is one too', async () => {
    const { path, problems } = await reviewConfig({ directory: folder() });
    expect(problems).toMatchObject([{ code: 'CONFIG_NOT_FOUND' }]);
    expect(path).toBeUndefined();
  });
});
