export type Turns<Key> = <Result>(key: Key, work: () => Promise<Result>) => Promise<Result>;

/** Does the works of one key one after another, in the order asked; a work that fails does not stop the next. */
export function createTurns<Key>(): Turns<Key> {
  const turns = new Map<Key, Promise<unknown>>();
  return (key, work) => {
    const before = turns.get(key);
    const turn = before ? before.then(work, work) : work();
    turns.set(key, turn);
    const forget = () => {
      if (turns.get(key) === turn) turns.delete(key);
    };
    turn.then(forget, forget);
    return turn;
  };
}
