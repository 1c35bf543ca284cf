import { addDistinct, type Distinct, type Keyed, type Module, noneDistinct } from '@correlator/core';
import { durationMs } from '@correlator/events';
import type { SudoOptions } from './options.ts';
import type { SudoUse } from './read-message.ts';

/** No user becomes more users than these in the memory of this module. */
const mostTargets = 50;

/** Why a use is worth a look. */
export type Unusual = 'first use' | 'new target' | 'shell' | 'unclear';

/** Knows what is usual on each host: who uses sudo there, and as whom. */
export class UsualUse {
  readonly options: SudoOptions;
  readonly learnMs: number;
  readonly rememberMs: number;
  /** When each host was first heard of. */
  readonly hosts: Keyed<number>;
  /** As whom each user ran something, by user and host. */
  readonly targets: Keyed<Distinct>;

  constructor(module: Module<SudoOptions>) {
    this.options = module.options;
    this.learnMs = durationMs(this.options.learn, 'learn');
    this.rememberMs = durationMs(this.options.remember, 'remember');
    this.hosts = module.keyed('hosts', { max: 100_000 });
    this.targets = module.keyed('targets', { ttl: this.rememberMs, max: this.options.maxUsers });
  }

  /** Takes in a use, and says why it is worth a look, if it is. */
  add({ user, target, command }: SudoUse, host: string, time: number): Unusual | undefined {
    const since = this.hosts.get(host) ?? this.hosts.set(host, time);
    const key = `${user} ${host}`;
    const known = this.targets.edit(key);
    const isNewTarget = target !== null && known?.values.includes(target) === false;
    const targets = known ?? this.targets.set(key, noneDistinct());
    if (target !== null) addDistinct(targets, target, time, { sizeMs: this.rememberMs, max: mostTargets });
    if (target === null || command === null) return 'unclear';
    if (time - since >= this.learnMs && known === undefined) return 'first use';
    if (time - since >= this.learnMs && isNewTarget) return 'new target';
    return this.isShell(command) ? 'shell' : undefined;
  }

  /** The command is a path, and arguments may follow. */
  isShell(command: string): boolean {
    const [path = ''] = command.split(' ', 1);
    return this.options.shells.includes(path.slice(path.lastIndexOf('/') + 1));
  }
}
