/** A named part of a text: from `start` up to `end`, in UTF-16 code units from 0. */
export interface TextPart {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** A pattern that a message matched. */
export interface TraceMatch {
  readonly id: string;
  /** How its messages look, for people: `Invalid user <user> from <address>[ port <port>]`. */
  readonly form: string;
}

/** A pattern that a message did not match, or that was not asked as another came first. */
export interface TraceCandidate extends TraceMatch {
  /** How much of the message it matched: an index into it. */
  readonly reached: number;
  /**
   * What it wanted there, as forms; `''` stands for the end of the message. Empty where it matches the whole message
   * too, but comes after the one that matched.
   */
  readonly expected: readonly string[];
  /** The form of what took the rest of the message, and where that begins, where nothing is left for what is expected. */
  readonly rest?: { readonly form: string; readonly start: number } | undefined;
}

/** How a module came to what it read in a message. Plain data, for people who ask. */
export interface Trace {
  /** Undefined where no pattern matched. */
  readonly matched: TraceMatch | undefined;
  /** Parts of the message that have a meaning, in order. */
  readonly parts: readonly TextPart[];
  /** Where in the message the text ends that patterns were tried on. */
  readonly end: number;
  /** Patterns that came near, the nearest first. */
  readonly others: readonly TraceCandidate[];
}
