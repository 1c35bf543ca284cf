import type { Event, Rendered } from '@correlator/events';

/** An event as a store keeps it: JSON, with its summary and messages. Where those cannot be rendered, its type stands for them. */
export function durableText(event: Event): string {
  try {
    return JSON.stringify(event);
  } catch {
    const value: Rendered = { summary: event.rendered?.summary ?? event.type, text: '', html: '' };
    return JSON.stringify((Object.create(event, { rendered: { value } }) as Event).toJSON());
  }
}
