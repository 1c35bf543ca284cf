/** What sshguard gives a line of sshd: 10 points, or 2 for a connection that only ended. */
function pointsOf(message: string): number {
  if (message.startsWith('Failed ') || message.startsWith('Invalid user ')) return 10;
  if (!message.endsWith(' [preauth]')) return 0;
  if (message.startsWith('Disconnected from ')) return 10;
  return message.startsWith('Connection closed by ') ? 2 : 0;
}

/** The word before "port". */
const sourceOf = (message: string): string => message.split(' port ').at(-2)?.split(' ').at(-1) ?? '';

/** Points by source as sshguard counts them when all lines come at once. It never blocks a loopback address. */
export function createPoints() {
  const sources = new Map<string, number>();
  let attacks = 0;
  return {
    look(message: string): void {
      const points = pointsOf(message);
      if (points === 0) return;
      attacks++;
      const source = sourceOf(message);
      sources.set(source, (sources.get(source) ?? 0) + points);
    },
    attacks: (): number => attacks,
    sourcesFrom: (least: number): number =>
      [...sources].filter(([source, points]) => points >= least && !source.startsWith('127.')).length,
  };
}
