import type { Event, LogRecord } from '@correlator/events';
import type { LogbackSettings } from '../options/options.ts';
import { escapeJsonControls, makeControlsVisible } from '../text/control-characters.ts';
import { openLogDestination } from './log-destination.ts';

/** The severities as levels of pino: its own numbers, with `notice` between info and warning. */
const levels = { error: 50, warning: 40, notice: 35, info: 30 };
const colors = 'error:red,warning:yellow,notice:cyan,info:green';

/** An output that writes events as log lines. */
export interface LogOutput {
  write(events: readonly Event[]): void;
  close(): void;
}

async function createPretty(colorize: boolean): Promise<(json: string) => string> {
  const { default: pretty } = await import('pino-pretty');
  const print = pretty.prettyFactory({
    colorize,
    customLevels: levels,
    customColors: colors,
    translateTime: false,
    singleLine: true,
    ignore: 'system',
    messageFormat: (log, key) => `${log.system}: ${log[key]}`,
  });
  return (json) => print(makeControlsVisible(json));
}

/** Opens the destination, with pino, which is loaded only now. */
export async function openLogOutput(settings: LogbackSettings): Promise<LogOutput> {
  const { pino } = await import('pino');
  const destination = openLogDestination(pino.destination, settings.destination);
  const pretty = settings.format === 'pretty' || (settings.format === 'auto' && destination.terminal);
  const colorize = destination.terminal && !process.env.NO_COLOR;
  const print = pretty ? await createPretty(colorize) : escapeJsonControls;
  let text = '';
  const logger = pino(
    {
      level: 'info',
      customLevels: levels,
      useOnlyCustomLevels: true,
      base: null,
      timestamp: false,
      formatters: { level: (level) => ({ level }) },
    },
    { write: (line) => (text += pretty ? print(line.trimEnd()) : `${print(line.trimEnd())}\n`) },
  );
  return {
    write(events) {
      text = '';
      for (const event of events) logger[event.severity](logEntry(event), event.summary);
      destination.write(text);
    },
    close: () => destination.close(),
  };
}

/** An event as the log has it; severity and summary become the level and `msg` of pino. */
export interface LogEntry {
  /** The time of the event, ISO 8601 in UTC. */
  readonly time: string | null;
  readonly system: string;
  readonly type: string;
  readonly id: string;
  readonly data?: object;
  /** The record in short, without what it does not say. */
  readonly record?: {
    readonly host?: string;
    readonly program?: string;
    readonly pid?: string;
    readonly message: string;
  };
}

function shortRecord({ host, program, pid, message }: LogRecord): NonNullable<LogEntry['record']> {
  return { ...(host && { host }), ...(program && { program }), ...(pid && { pid }), message };
}

/** Returns what is logged of `event`. */
export function logEntry(event: Event): LogEntry {
  const { time, system, type, id, data, record } = event;
  return {
    time: Number.isNaN(time) ? null : new Date(time).toISOString(),
    system,
    type,
    id,
    ...(Object.keys(data).length > 0 && { data }),
    ...(record !== undefined && { record: shortRecord(record) }),
  };
}
