// Where the page is: a window of its own with an address, or a notebook's cell without one.
export interface Place {
  /** The state that it starts from, as a link has it. */
  hash: string;
  /** Whether its state is kept in the address, and can be handed on as one. */
  linked: boolean;
  /** Who hears keys. */
  keys: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
}

export const place: Place = { hash: globalThis.location?.hash ?? '', linked: true, keys: globalThis };
