/**
 * Marks event classes across copies of this package; its value is the version of the protocol. Set on prototypes, absent
 * from public types.
 */
export const eventBrand = Symbol.for('correlator.event');

/** The version of the protocol that this copy speaks. */
export const eventProtocol = 1;
